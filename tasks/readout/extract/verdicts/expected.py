"""The words that a page must speak of, because its address or those who cite it do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from readout.constants.extract import ExtractConstants
from readout.extract.layouts import own_url
from readout.extract.verdicts.prose import Prose, ascii_letters_of

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]+", re.IGNORECASE)
_ACCENTS = re.compile(r"[\u0300-\u036f]+")  # as NFKD sets them apart
_COMMON_WORDS = frozenset(
    {"with", "from", "that", "this", "will", "html", "shtml", "page", "index", "news", "story", "content", "article"}
)


def slug_words(url: str, constants: ExtractConstants) -> tuple[str, ...]:
    """The words of an address's last step: what its page must speak of."""
    try:
        steps = [step for step in unquote(urlsplit(own_url(url)).path).split("/") if step]
    except ValueError:
        return ()
    found = (word.casefold() for word in _WORD.findall(steps[-1] if steps else ""))
    return tuple(
        dict.fromkeys(word for word in found if len(word) >= constants.expected_word_letters and word not in _COMMON_WORDS)
    )


def quality_of(
    prose: Prose, url: str, cited: Sequence[str], constants: ExtractConstants
) -> tuple[float | None, tuple[str, ...]]:
    """The share of the expected words that a page holds, and those words.

    Latin words are expected of pages whose letters are mostly Latin, Chinese ones (by pairs of characters) of pages in
    Chinese: an English address of a Chinese page proves nothing. Accents and endings do not count.

    Args:
        prose: what the page says itself; its menus hold every word of its field.
        url: the address that was asked for.
        cited: words of those who cite it.
        constants: how many words are needed.

    Returns:
        None where too few words are expected in the page's script.
    """
    expected = (*slug_words(url, constants), *cited)
    if not expected:
        return None, ()
    ascii_letters, foreign = ascii_letters_of(prose.sample)
    letters = ascii_letters + sum(map(len, _WORD.findall(foreign)))
    usable: list[str] = []
    if ascii_letters + sum(map(len, _LATIN.findall(foreign))) >= constants.latin_share_min * letters:
        usable = [_stem(word, constants) for word in expected if not _HAN.search(word)]
    elif len(_HAN.findall(foreign)) >= constants.latin_share_min * letters:
        usable = [pair for word in expected for pair in _pairs(word)]
    usable = list(dict.fromkeys(usable))
    if len(usable) < constants.expected_words_min:
        return None, ()
    return (len(usable) - len(_missing(usable, prose))) / len(usable), tuple(usable)


def _missing(wanted: Sequence[str], prose: Prose) -> set[str]:
    """Which of these word beginnings, or pairs of Han characters, a page does not hold; most are in its names."""
    missing = set(wanted)
    for texts in (lambda: prose.names, lambda: prose.paragraphs, lambda: prose.lines):
        for text in texts() if missing else ():
            folded = _folded(text)
            missing = {one for one in missing if not _holds(folded, one)}
    return missing


def _holds(text: str, wanted: str) -> bool:
    """Whether a word of the text begins so; a pair of Han characters may stand anywhere."""
    if not _WORD.fullmatch(wanted):
        return False
    place = text.find(wanted)
    while place > 0 and not _HAN.match(wanted) and _WORD.match(text[place - 1]):
        place = text.find(wanted, place + 1)
    return place >= 0


def _stem(word: str, constants: ExtractConstants) -> str:
    """The word without its last letter: opens, opened, opening."""
    return _folded(word)[: max(constants.expected_word_letters, len(word) - 1)]


def _pairs(word: str) -> Iterable[str]:
    return (word[n : n + 2] for n in range(len(word) - 1) if _HAN.match(word[n]) and _HAN.match(word[n + 1]))


def _folded(text: str) -> str:
    """Lower case without accents: addresses have none."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
