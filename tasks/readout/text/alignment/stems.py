"""English words cut to stems, so that a text and the glosses of a dictionary meet; rough on purpose."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

STOP = """
a about all also am an and any are as at be been being both but by can could did do does doing done else etc ever for
from  had has have having he her hers herself him himself his how i if in into is it its itself just let may me might
more most  much must my myself of off on one oneself onto or other our ours ourselves out over per sb shall she should
so some sth  such than that the their theirs them themselves then there these they this those thus to too up upon us
very via was we  were what when where which while who whom whose why will with would yes yet you your yours yourself
lit fig idiom esp abbr pr tw surname variant old used kind form type particle see
"""
STOP_WORDS = frozenset(STOP.split())
"""What says nothing of a sentence's content, and what dictionaries say of a word rather than of its meaning."""

IRREGULAR_FORMS = """
arise arose arisen|awake awoke awoken|bear bore borne born|beat beaten|become became|begin began begun|bend bent|bet bets|bind bound
|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought
|catch caught|child children|choose chose chosen|cling clung|come came|creep crept|deal dealt|dig dug|dive dove|draw drew drawn
|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found
|flee fled|fling flung|fly flew flown|foot feet|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven
|freeze froze frozen|get got gotten|give gave given|go went gone goes|good better best|grind ground|grow grew grown|hang hung
|hear heard|hide hid hidden|hold held|keep kept|kneel knelt|know knew known|lay laid|lead led|leap leapt|leave left|lend lent
|lie lay lain lying|life lives|light lit|lose lost loss|make made|man men|mean meant|meet met|mouse mice|pay paid|person people persons
|ride rode ridden|ring rang rung|rise rose risen|run ran|say said says|see saw seen|seek sought|sell sold|send sent|sew sewn
|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept
|slide slid|sow sown|speak spoke spoken speech|spend spent|spin spun|spring sprang sprung|stand stood|steal stole stolen
|stick stuck|sting stung|strike struck stricken|strive strove striven|swear swore sworn|sweep swept|swim swam swum|swing swung
|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|tooth teeth|understand understood
|wake woke woken|wear wore worn|weave wove woven|weep wept|wife wives|win won|wind wound|woman women|write wrote written
|bad worse worst|die dying dead death|dice die|goose geese|half halves|knife knives|leaf leaves|self selves|thief thieves|wolf wolves
"""
IRREGULAR = {form: words[0] for words in map(str.split, IRREGULAR_FORMS.split("|")) for form in words[1:]}
FEWEST_LETTERS = 3
LONGEST_WORD = 40
"""Longer ones are no words; they stay as they are."""
VOWELS = frozenset("aeiou")
STEP_2 = (
    "ational:ate tional:tion enci:ence anci:ance izer:ize iser:ize abli:able alli:al entli:ent eli:e ousli:ous ization:ize "
    "isation:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble"
)
STEP_3 = "icate:ic ative: alize:al alise:al iciti:ic ical:ic ful: ness:"
STEP_4 = "al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ise ion"
Rules = tuple[tuple[str, str], ...]


def _rules(words: str) -> Rules:
    """Suffixes and what takes their place, the longest first: the first that fits is the one that counts."""
    pairs = [word.partition(":")[::2] for word in words.split()]
    return tuple(sorted(((end, new) for end, new in pairs), key=lambda pair: -len(pair[0])))


DERIVED, DERIVING, LAST = _rules(STEP_2), _rules(STEP_3), _rules(STEP_4)


@lru_cache(1 << 14)
def stem(word: str) -> str:
    """The stem of a word in small letters.

    >>> [stem(word) for word in ("negotiations", "negotiated", "running", "said", "countries", "security")]
    ['negot', 'negot', 'run', 'sai', 'countr', 'secur']

    Source:
        M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980; irregular forms are ours.
    """
    whole = IRREGULAR.get(word, word)
    if not 2 < len(whole) <= LONGEST_WORD or not whole.isascii():
        return whole
    cut = _without_plural(whole)
    cut = _without_tense(cut)
    if cut.endswith("y") and _has_vowel(cut[:-1]):
        cut = cut[:-1] + "i"
    cut = _replaced(_replaced(cut, DERIVED, least=1), DERIVING, least=1)
    cut = _without_e(_without_last(cut))
    # The classic stops at strategi and strateg, economi and econom.
    return cut[:-1] if cut.endswith("i") and len(cut) > FEWEST_LETTERS + 1 else cut


def _shape(word: str) -> list[bool]:
    """For each letter whether it is a consonant; y is one unless it follows another."""
    found: list[bool] = []
    for letter in word:
        found.append(letter not in VOWELS and (letter != "y" or not found or not found[-1]))
    return found


def _measure(word: str) -> int:
    """How many times a vowel is followed by a consonant."""
    shape = _shape(word)
    return sum(not before and after for before, after in pairwise(shape))


def _has_vowel(word: str) -> bool:
    return not all(_shape(word))


def _ends_short(word: str) -> bool:
    """Consonant, vowel, consonant (not w, x or y): an e was lost there."""
    shape = _shape(word)
    return shape[-3:] == [True, False, True] and word[-1] not in "wxy"


def _without_plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "i"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _without_tense(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for end in ("ed", "ing"):
        cut = word.removesuffix(end)
        if cut != word and _has_vowel(cut):
            return _mended(cut)
    return word


def _mended(cut: str) -> str:
    """What is left of a verb, spelled like its infinitive."""
    if cut.endswith(("at", "bl", "iz")):
        return cut + "e"
    if len(cut) > 1 and cut[-1] == cut[-2] and _is_doubled(cut):
        return cut[:-1]
    return cut + "e" if _measure(cut) == 1 and _ends_short(cut) else cut


def _is_doubled(cut: str) -> bool:
    return cut[-1] not in "lsz" and cut[-1] not in VOWELS


def _replaced(word: str, rules: Rules, *, least: int) -> str:
    for end, new in rules:
        if word.endswith(end):
            cut = word[: -len(end)]
            return cut + new if _measure(cut) >= least else word
    return word


def _without_last(word: str) -> str:
    for end, _ in LAST:
        if word.endswith(end):
            cut = word[: -len(end)]
            fits = _measure(cut) > 1 and (end != "ion" or cut.endswith(("s", "t")))
            return cut if fits else word
    return word


def _without_e(word: str) -> str:
    if word.endswith("e"):
        cut = word[:-1]
        measure = _measure(cut)
        if measure > 1 or (measure == 1 and not _ends_short(cut)):
            return cut
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
