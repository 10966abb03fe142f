"""Words that turn a sentence round (negation) or say how sure it is (modal), in English and Chinese, counted in a stretch.

Traps: `May 4` is a month; 不 is no negation in 不断, 非 none in 非洲, 会 no modal in 会谈.
"""

from __future__ import annotations

from collections import Counter

import regex

NEAR = 4
"""Characters on either side that decide what a Chinese character is."""

NO_NEGATIONS = (
    "不断|不斷|不仅|不僅|不但|不过|不過|不久|不少|不管|不论|不論|不禁|不愧|不同(?!意)|不等(?!待)|不时|不時|不妨|不料|不惜|不良|"
    "未来|未來|未必不|非洲|南非|北非|西非|东非|東非|中非|非盟|非方|非法|非常|非政府|除非|是非|无人机|無人機|无线|無線|无论|無論|"
    "无非|無非|无比|無比|无数|無數|无疑|無疑|无不|無不|沒收|没收|沉没|淹没|出没"
)
"""Words in which such a character negates nothing (or, as in 无不, is taken back)."""
LONE = frozenset("不没沒未")
"""Put alone before whatever word, these turn it round: also 同 to 不同, 仅 to 不仅."""

NEGATION = regex.compile(
    rf"""
    (?P<none>{NO_NEGATIONS}|\b[Nn]o\.\s?(?=\d))
    | (?P<word>(?i:\b(?:not|no|never|without|cannot|neither|nor|none|nobody|nothing|nowhere)\b|n['’]t\b)
        |[不未没沒非无無莫勿毋]
        |(?i:\b(?:не|нет|без|никогда|nicht|kein|keine|keinen|keiner|keines|nie|niemals|ohne|jamais|sans|nunca|jamás)\b))
    """,
    regex.VERBOSE,
)
MODAL = regex.compile(
    r"""
    (?P<none>\bMay(?=[.,]?\ \d)|(?<=\d[\ .]|\b(?:[Ii]n|of|[Ss]ince|until|by|last|next|from|and|or|to)\ )May\b|(?<=[机機社大峰议議国國员員协協两兩都例晚集商工学學年教帮幫盛博运運展委])会
        |[会會](?=[谈談见見议議晤上员員场場长長后後前期址合计計商同面展费費所籍徽友])
        |将(?:军|士|领|领们|帅)|將(?:軍|士|領|帥)|[反供适適响響相效感顺順对對]应|[反供適響相效感順對]應|应(?:对|用|邀|急|答|付|允)|應(?:對|用|邀|急|答|付|允))
    | (?P<word>(?i:\b(?:will|shall|must|should|can|could|would|might|may|ought)\b|\bcannot\b|\b(?:can|won|could|would|should|must|might)n?['’]t\b|(?<=\w)['’]ll\b)
        |必须|必須|可以|可能|应该|應該|应当|應當|将|將|应|應|会|會|须|須|务必|務必)
    """,
    regex.VERBOSE,
)
SAME = {
    "won't": "will", "'ll": "will", "can't": "can", "cannot": "can", "couldn't": "could", "wouldn't": "would",
    "shouldn't": "should", "mustn't": "must", "mightn't": "might", "會": "会", "將": "将", "應": "应", "必須": "必须", "應該": "应该",
    "應當": "应当", "須": "须", "務必": "务必",
}  # fmt: skip


def negations(text: str, start: int, end: int) -> int:
    """How many words in `text[start:end]` negate.

    >>> text = "They will not say no to 不断发展的非洲"
    >>> negations(text, 0, len(text)), negations(text, 0, 9)
    (2, 0)
    """
    if text[start:end] in LONE:
        return 1
    return len(_words(NEGATION, text, start, end))


def modals(text: str, start: int, end: int) -> Counter[str]:
    """The words in `text[start:end]` that say what will, must or may be; contractions as the full word.

    >>> sorted(modals("On May 4 they may meet; 双方将会谈", 0, 40))
    ['may', '将']
    """
    said = (word.lower().replace("’", "'") for word in _words(MODAL, text, start, end))
    return Counter(SAME.get(word, word) for word in said)


def _words(pattern: regex.Pattern[str], text: str, start: int, end: int) -> list[str]:
    near = pattern.finditer(text, max(0, start - NEAR), min(len(text), end + NEAR))
    return [match["word"] for match in near if match["word"] and match.start() < end and match.end() > start]
