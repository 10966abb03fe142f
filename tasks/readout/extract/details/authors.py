"""Who wrote a page: every place that names somebody, best first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from selectolax.lexbor import LexborNode

from readout.extract.details.byline_words import AGENCIES
from readout.extract.details.bylines import is_byline, is_organisation, read_byline, unique
from readout.extract.details.claimed_authors import Claim, json_ld_claims, meta_claims
from readout.extract.details.credits import BETWEEN, credits_anywhere, credits_at
from readout.extract.details.evidence import Candidate
from readout.extract.details.han_bylines import han_authors, han_name_alone, han_signature
from readout.extract.details.titles import key_of, site_names, title_heading
from readout.extract.head import Head
from readout.extract.html import Page, node_text
from readout.extract.layouts import Chosen
from readout.extract.lines import BYLINE_CHARACTERS, line_kind
from readout.model import Author
from readout.publishers import AuthorsRule, Publisher

__all__ = ["Named", "author_candidates", "is_organisation"]

Named = tuple[Candidate, tuple[Author, ...]]
"""A candidate and the names it gives."""

_EDITOR = re.compile(r"[(（【\[]?(?:责编|责任编辑|責任編輯|编辑|編輯)\s*[:：]\s*([^()（）\[\]【】:：]{2,40})[)）】\]]?")
_INITIALS = 4  # letters of an author's sign; a longer word may be a name
_DESK = re.compile(r"[(（]?((?:[\w.&-]{1,20}[- ])?(?:Redaktion|Onlineredaktion|Newsdesk)(?: [\w.-]{2,30})?)[)）]?")
_AGENCY_NOTE = re.compile(r"[(（]((?:[\w.-]{2,12}(?:/|, | mit | with | avec | und | and )){0,3}[\w.-]{2,12})[)）]\W*$")
_SIGNED_LINES = 4
_ACCOUNT = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)+")  # whoever typed it in: "jane.roe"
_HEAD_LINES = 10
_TAIL_LINES = 3
_SIGNATURE = 60  # characters of a last line that are kept as evidence


def author_candidates(
    page: Page,
    head: Head,
    chosen: Chosen | None,
    text: tuple[Sequence[str], Sequence[str]],
    title: str | None,
    publisher: Publisher | None,
) -> list[Named]:
    """Candidates for the authors, best first, each with the names it gives.

    Args:
        page: the parsed page.
        head: what its head claims.
        chosen: the layout whose rule wins, where there is one.
        text: the passages of the text, in order, and what was left out of it.
        title: the title that was chosen.
        publisher: whose name is no author.
    """
    rule = chosen.layout.authors if chosen else None
    sites = {key_of(name) for name in site_names(page, head, publisher)}
    ruled = [named for named in _by_layout(page, rule) if named[1]]
    near, far = _printed(page, title) if rule is None else ([], [])
    # Where a layout knows the authors, the text is not read for them; what the head claims is kept beside.
    found = [*ruled, *_claimed_or_printed(head, ([], []) if ruled else text, near, far, sites)]
    return [(candidate, authors) for candidate, authors in found if authors]


def _claimed_or_printed(
    head: Head, text: tuple[Sequence[str], Sequence[str]], near: Sequence[Named], far: Sequence[Named], sites: Collection[str]
) -> Iterator[Named]:
    lines, left_out = text
    tail = lines[_HEAD_LINES:][-_TAIL_LINES:]
    claims, groups = _claimed(json_ld_claims(head), sites)
    lines_above = list(_of_lines(lines[:_HEAD_LINES], sites))
    printed, weak = _of_people(near, sites)
    if _contradicts([*lines_above, *printed], claims):
        claims, printed = [], [*lines_above, *printed, *claims]
        lines_above = []
    yield from (*claims, *lines_above, *printed)
    yield from _of_lines(tail, sites)
    yield Candidate(" ".join(lines[-1:])[-_SIGNATURE:], "signature"), tuple(han_signature(lines[-2:]))
    metas = [_named(claim.source, without_sites(claim.authors, sites)) for claim in meta_claims(head)]
    yield from (one for one in metas if _is_full(one))
    yield from (*groups, *(one for one in metas if not _is_full(one)), *weak)
    elsewhere, others = _of_people(far, sites)
    yield from _desks(lines[-_SIGNED_LINES:])
    yield from (*elsewhere, *others)
    yield from _editors((*tail, *left_out))
    yield Candidate(" ".join(lines[:1]), "first line"), tuple(han_name_alone(lines[:2]))


def _claimed(claims: Sequence[Claim], sites: Collection[str]) -> tuple[list[Named], list[Named]]:
    """What JSON-LD claims: people, and what may be the site, an account or another group."""
    people: list[Named] = []
    groups: list[Named] = []
    for claim in claims:
        persons = [
            one for one in without_sites(claim.authors, sites) if not claim.is_group and not _ACCOUNT.fullmatch(one.name)
        ]
        people.append(_named(claim.source, persons))
        # A page may say that its site wrote it: it counts where nobody else is named.
        groups.append(_named(claim.source, [author for author in claim.authors if author not in persons]))
    return people, groups


def _of_people(printed: Sequence[Named], sites: Collection[str]) -> tuple[list[Named], list[Named]]:
    """By-lines that name people, and those that only name the site or give initials."""
    people: list[Named] = []
    weak: list[Named] = []
    for candidate, authors in printed:
        persons = without_sites(authors, sites)
        is_weak = not persons or _is_initials(persons)
        (weak if is_weak else people).append((candidate, persons or authors))
    return people, weak


def _is_full(named: Named) -> bool:
    """Whether authors have a first and a last name; in Chinese that is one word."""
    return all(" " in author.name or not author.name.isascii() for author in named[1])


def _contradicts(printed: Sequence[Named], claimed: Sequence[Named]) -> bool:
    """Whether print beside the title gives full names, and JSON-LD none of them: readers see the print, so it is looked after."""
    names = {key_of(author.name) for _, authors in claimed for author in authors}
    line, first = next(((one.value, authors) for one, authors in printed if authors), ("", ()))
    # Several by-lines may be those of several stories.
    is_one = BETWEEN not in line and all(set(authors) <= set(first) for _, authors in printed)
    return is_one and bool(first and names) and all(" " in one.name and key_of(one.name) not in names for one in first)


def without_sites(authors: Sequence[Author], sites: Collection[str]) -> tuple[Author, ...]:
    """The authors that are not the site itself."""
    return tuple(author for author in unique(authors) if key_of(author.name) not in sites)


def _by_layout(page: Page, rule: AuthorsRule | None) -> Iterator[Named]:
    if rule is not None:
        texts = [text for node in page.parser.css(rule.css) if (text := node_text(node))]
        texts = [re.split(rule.until, text, maxsplit=1)[0] for text in texts] if rule.until else texts
        authors = unique([author for text in texts for author in _by_rule(text, rule)])
        yield Candidate("; ".join(texts), f"layout {rule.css}"), authors


def _by_rule(text: str, rule: AuthorsRule) -> Iterator[Author]:
    if rule.role == "after-comma":
        named, _, role = (part.strip() for part in text.partition(","))
        for author in read_byline(named):
            yield Author(name=author.name, role=role or author.role)
    elif rule.split:
        for part in text.split(rule.split):
            yield from read_byline(part)
    else:
        yield from read_byline(text)


def _printed(page: Page, title: str | None) -> tuple[list[Named], list[Named]]:
    """By-lines beside the title; elsewhere on the page where there are none."""
    heading: LexborNode | None = title_heading(page, title)
    near = [(Candidate(one.text, one.source), one.authors) for one in (credits_at(heading) if heading is not None else [])]
    far = [] if near else [(Candidate(one.text, f"{one.source} elsewhere"), one.authors) for one in credits_anywhere(page)]
    return near, far


def _is_office(line: str) -> bool:
    return len(line) <= BYLINE_CHARACTERS and is_organisation(line) and line_kind(line) == "byline"


def _is_initials(authors: Sequence[Author]) -> bool:
    """Whether authors are only given as "amw" or "JR"."""
    names = [author.name for author in authors]
    return all(len(name) <= _INITIALS and name.isascii() and (name.islower() or name.isupper()) for name in names)


def _of_lines(lines: Sequence[str], sites: Collection[str]) -> Iterator[Named]:
    for line in lines:
        named = han_authors(line) or (read_byline(line) if is_byline(line) or _is_office(line) else [])
        if named:
            yield Candidate(line, "by-line"), without_sites(named, sites)


def _editors(lines: Sequence[str]) -> Iterator[Named]:
    """The editor in charge, whom Chinese sites name at the foot of a text."""
    for line in lines:
        if found := _EDITOR.fullmatch(line):
            names = read_byline(found[1])
            yield Candidate(line, "editor"), tuple(Author(name=author.name, role="责任编辑") for author in names)


def _desks(lines: Sequence[str]) -> Iterator[Named]:
    """The desk or the agencies that sign a text at its end: "Coast desk" in German, "(CC with AFP)"."""
    for line in reversed(lines):
        found = _DESK.fullmatch(line) or _AGENCY_NOTE.search(line[-_SIGNATURE:])
        if found and (found.re is _DESK or any(word.casefold() in AGENCIES for word in re.findall(r"\w+", found[1]))):
            yield Candidate(line[-_SIGNATURE:], "signature"), (Author(name=found[1], role=None),)
            return


def _named(source: str, authors: Sequence[Author]) -> Named:
    return Candidate("; ".join(author.name for author in authors), source), unique(authors)
