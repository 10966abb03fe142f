"""Who speaks: one name for all forms of a label in a document, and what the speaker does in the exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import regex

from readout.constants.language import TurnConstants
from readout.model import Role

ASKED = ("?", "？", "؟")
CLOSING = "”’\"'」』)）]\u00a0 "
HAN = regex.compile(r"\p{Han}")

_Left = tuple[tuple[str, ...], str]
"""A label's words without one of them, and what is left of that one."""


def speakers_of(labels: Sequence[str], aliases: Mapping[str, str], constants: TurnConstants) -> list[str]:
    """One name for each label: spaces and full stops made even, upper case, misprints undone, aliases applied.

    Args:
        labels: the document's labels in order, as printed.
        aliases: names of config/speakers.toml and of the publisher's file; a key is a whole label, its last words, or
            a part of a Chinese label.
        constants: `[language.turns]` of config/pipeline.toml.

    >>> plain_form("Mr.\u00a0Miller")
    'MR MILLER'
    """
    forms = [plain_form(label) for label in labels]
    meant = _without_misprints(Counter(forms), constants)
    known = {plain_form(key): name for key, name in aliases.items()}
    names = {form: _alias(meant.get(form, form), known) for form in set(forms)}
    return [names[form] for form in forms]


def plain_form(label: str) -> str:
    """The label in upper case, with simple spaces and without full stops."""
    return " ".join(label.replace(".", " ").split()).upper()


def who_asks(speakers: Sequence[str], words: Sequence[str]) -> set[str]:
    """Speakers most of whose turns end with a question mark: where askers are labelled by their outlets, nothing else tells.

    Args:
        speakers: name for each turn.
        words: what is said in each.
    """
    turns, questions = Counter(speakers), Counter[str]()
    for speaker, said in zip(speakers, words, strict=True):
        questions[speaker] += said.rstrip(CLOSING).endswith(ASKED)
    return {speaker for speaker, count in turns.items() if 2 * questions[speaker] > count}


def roles_of(
    speakers: Sequence[str], sizes: Sequence[int], constants: TurnConstants, *, asking: Collection[str] = ()
) -> list[Role]:
    """What each turn's speaker does in the document.

    Who answers questions, or says much, is a principal; who only hands over to questioners is a moderator.

    Args:
        speakers: name for each turn, in order.
        sizes: characters of each turn.
        constants: `[language.turns]` of config/pipeline.toml.
        asking: speakers who ask, besides those who are named so.
    """
    asks = [constants.roles.get(speaker) == "question" or speaker in asking for speaker in speakers]
    pairs = list(zip(speakers, speakers[1:], asks, asks[1:], strict=False))
    answers = {after for _, after, is_question, follows in pairs if is_question and not follows}
    calls = {before for before, _, is_question, follows in pairs if follows and not is_question}
    said: Counter[str] = Counter()
    for speaker, size in zip(speakers, sizes, strict=True):
        said[speaker] += size
    return [
        "question" if is_question else _role(speaker, answers, calls, said, constants)
        for speaker, is_question in zip(speakers, asks, strict=True)
    ]


def _role(speaker: str, answers: set[str], calls: set[str], said: Mapping[str, int], constants: TurnConstants) -> Role:
    if named := constants.roles.get(speaker):
        return named
    if speaker in answers:
        return "principal"
    if speaker in calls:
        return "moderator"
    return "principal" if said[speaker] >= constants.principal_characters else "unknown"


def _without_misprints(counts: Counter[str], constants: TurnConstants) -> dict[str, str]:
    """Rarer forms that differ from a frequent one by one letter of one word that is long enough to be sure.

    Two words are one insertion, deletion or change apart if both give the same when one letter, or none, is left out of
    each: so forms are found by what is left, in linear time however many labels a document has.
    """
    meant: dict[str, str] = {}
    norms: dict[_Left, str] = {}
    for form, count in counts.most_common():
        keys = set(_left_overs(form, constants.typo_letters))
        likely = [norms[key] for key in keys if key in norms and _one_edit_apart(form, norms[key])]
        if likely and count < max(counts[other] for other in likely):
            meant[form] = min(likely, key=lambda other: (-counts[other], other))
        elif count >= constants.typo_count:
            for key in keys:
                norms.setdefault(key, form)
    return meant


def _left_overs(form: str, letters: int) -> Iterator[_Left]:
    """What is left of a form when one letter, or none, is left out of one of its words of at least `letters` letters."""
    words = form.split()
    for place, word in enumerate(words):
        if len(word) >= letters:
            others = (*words[:place], "", *words[place + 1 :])
            yield others, word
            for out in range(len(word)):
                yield others, word[:out] + word[out + 1 :]


def _one_edit_apart(form: str, other: str) -> bool:
    """Whether one insertion, deletion or substitution makes the forms equal."""
    if abs(len(form) - len(other)) > 1:
        return False
    short, long = sorted((form, other), key=len)
    place = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[place + (len(short) == len(long)) :] == long[place + 1 :]


def _alias(form: str, known: Mapping[str, str]) -> str:
    """The name an alias gives: of the whole label, else of its longest ending; in Chinese of the longest part."""
    words = form.split()
    for first in range(len(words)):
        if name := known.get(" ".join(words[first:])):
            return name
    if HAN.search(form):  # one character (问) must be the whole label: it is in many words
        parts = (key for key in known if len(key) > 1 and HAN.search(key) and key in form)
        if part := max(parts, key=len, default=None):
            return known[part]
    return form
