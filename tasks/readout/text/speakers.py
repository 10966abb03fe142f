"""Who speaks: one name for all forms of a label in a document, and what the speaker does in the exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import regex

from readout.constants.language import TurnConstants
from readout.model import Role

HAN = regex.compile(r"\p{Han}")


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


def roles_of(speakers: Sequence[str], sizes: Sequence[int], constants: TurnConstants) -> list[Role]:
    """What each turn's speaker does in the document.

    Who answers questions, or says much, is a principal; who only hands over to questioners is a moderator.

    Args:
        speakers: name for each turn, in order.
        sizes: characters of each turn.
        constants: `[language.turns]` of config/pipeline.toml.
    """
    asks = [constants.roles.get(speaker) == "question" for speaker in speakers]
    pairs = list(zip(speakers, speakers[1:], asks, asks[1:], strict=False))
    answers = {after for _, after, is_question, follows in pairs if is_question and not follows}
    calls = {before for before, _, is_question, follows in pairs if follows and not is_question}
    said: Counter[str] = Counter()
    for speaker, size in zip(speakers, sizes, strict=True):
        said[speaker] += size
    return [_role(speaker, answers, calls, said, constants) for speaker in speakers]


def _role(speaker: str, answers: set[str], calls: set[str], said: Mapping[str, int], constants: TurnConstants) -> Role:
    if named := constants.roles.get(speaker):
        return named
    if speaker in answers:
        return "principal"
    if speaker in calls:
        return "moderator"
    return "principal" if said[speaker] >= constants.principal_characters else "unknown"


def _without_misprints(counts: Counter[str], constants: TurnConstants) -> dict[str, str]:
    """Rarer forms that are one letter away from a frequent one, within a word long enough to be sure."""
    frequent = [(form, count) for form, count in counts.most_common() if count >= constants.typo_count]
    meant: dict[str, str] = {}
    for form, count in counts.items():
        for other, more in frequent:
            if count < more and form != other and _is_misprint(form, other, constants.typo_letters):
                meant[form] = other
                break
    return meant


def _is_misprint(form: str, other: str, letters: int) -> bool:
    """Whether the forms differ in one word only, of at least that many letters, by one letter."""
    ours, theirs = form.split(), other.split()
    differing = [pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]
    if len(ours) != len(theirs) or len(differing) != 1:
        return False
    one, two = differing[0]
    return min(len(one), len(two)) >= letters and _one_edit_apart(one, two)


def _one_edit_apart(one: str, two: str) -> bool:
    """Whether one insertion, deletion or substitution makes the words equal."""
    if abs(len(one) - len(two)) > 1:
        return False
    short, long = sorted((one, two), key=len)
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
