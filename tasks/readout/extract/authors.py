"""Who wrote a page: every place that names somebody, best first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from selectolax.lexbor import LexborNode

from readout.extract.bylines import is_byline, is_organisation, read_byline, unique
from readout.extract.claimed_authors import json_ld_claims, meta_claims
from readout.extract.credits import credits_anywhere, credits_at
from readout.extract.evidence import Candidate
from readout.extract.han_bylines import han_authors, han_name_alone, han_signature
from readout.extract.head import Head
from readout.extract.html import Page, node_text
from readout.extract.layouts import Chosen
from readout.extract.lines import BYLINE_CHARACTERS, line_kind
from readout.extract.titles import key_of, site_names, title_heading
from readout.model import Author
from readout.publishers import AuthorsRule, Publisher

__all__ = ["Named", "author_candidates", "is_organisation"]

Named = tuple[Candidate, tuple[Author, ...]]
"""A candidate and the names it gives."""

_EDITOR = re.compile(r"[(（【\[]?(?:责编|责任编辑|責任編輯|编辑|編輯)\s*[:：]\s*([^()（）\[\]【】:：]{2,40})[)）】\]]?")
_INITIALS = 4  # letters of an author's sign; a longer word may be a name
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
    printed = list(_printed(page, title)) if rule is None else []
    found = [*_by_layout(page, rule), *_claimed_or_printed(head, text, printed, sites)]
    return [(candidate, authors) for candidate, authors in found if authors]


def _claimed_or_printed(
    head: Head, text: tuple[Sequence[str], Sequence[str]], printed: Sequence[Named], sites: Collection[str]
) -> Iterator[Named]:
    lines, left_out = text
    tail = lines[_HEAD_LINES:][-_TAIL_LINES:]
    claims = json_ld_claims(head)
    groups: list[Named] = []
    for claim in claims:
        people = (
            ()
            if claim.is_group
            else tuple(one for one in without_sites(claim.authors, sites) if not _ACCOUNT.fullmatch(one.name))
        )
        yield _named(claim.source, people)
        # A page may say that its site wrote it: it counts where nobody else is named.
        groups.append(_named(claim.source, tuple(author for author in claim.authors if author not in people)))
    yield from _of_lines(lines[:_HEAD_LINES], sites)
    for candidate, authors in printed:
        people = without_sites(authors, sites)
        is_weak = not people or _is_initials(people)
        yield candidate, () if is_weak else people
        groups.extend([(candidate, people or authors)] if is_weak else [])
    yield from _of_lines(tail, sites)
    yield Candidate(" ".join(lines[-1:])[-_SIGNATURE:], "signature"), tuple(han_signature(lines[-2:]))
    for claim in meta_claims(head):
        yield _named(claim.source, without_sites(claim.authors, sites))
    yield from groups
    yield from _editors((*tail, *left_out))
    yield Candidate(" ".join(lines[:1]), "first line"), tuple(han_name_alone(lines[:2]))


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


def _printed(page: Page, title: str | None) -> Iterator[Named]:
    """By-lines beside the title; elsewhere on the page where there are none."""
    heading: LexborNode | None = title_heading(page, title)
    near = credits_at(heading) if heading is not None else []
    for credit in near or credits_anywhere(page):
        yield Candidate(credit.text, credit.source), credit.authors


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


def _named(source: str, authors: Sequence[Author]) -> Named:
    return Candidate("; ".join(author.name for author in authors), source), unique(authors)
