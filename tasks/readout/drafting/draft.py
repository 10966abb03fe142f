"""A publisher's file drafted from one page: rules that find what the general rules read, and what to look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from readout.drafting.bodies import Body, find_body
from readout.drafting.facts import Fact, find_authors, find_kind, find_published, find_title
from readout.drafting.identity import Identity, host_of, identity_of
from readout.drafting.marks import fingerprint_of
from readout.drafting.trial import expected_of, sound, text_by
from readout.drafting.widgets import find_widgets
from readout.extract.context import Context
from readout.extract.details.metadata import Metadata, page_metadata
from readout.extract.html import Page
from readout.extract.pages import read_page
from readout.publishers import AttributionRules, Expectation, Layout, Publisher
from readout.text.copies.overlap import cover

UNKNOWN_LICENCE = "unknown: publish metadata only"
_HAN, _LETTER = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[^\W\d_]")
_PASSAGES_MIN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of what a draft says of itself: a key, its rule, what that gives on the page, and what to look at."""

    key: str
    rule: str
    value: str
    is_sure: bool
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A publisher's file, and how it does on the page that it was made from."""

    publisher: Publisher
    findings: tuple[Finding, ...]
    found: float  # share of the general rules' text that the layout finds; 0 without one
    generic: str = field(repr=False)  # the text by the general rules
    text: str = field(repr=False)  # the text by the draft


def draft_of(page: Page, context: Context, name: str | None, strangers: Sequence[Page]) -> Draft | None:
    """The draft of a publisher's file; None where the general rules find no text to go by.

    Args:
        page: the page.
        context: its address and day, the constants, and the publishers that are known: none of them reads the page here.
        name: the file's id, where one was asked for.
        strangers: pages of other publishers, which the fingerprint must not match.
    """
    read = read_page(page, context)
    metadata = page_metadata(page, read, context)
    if not read.content.text:
        return None
    who = identity_of(read.head, context.url, metadata.title, _languages(read.content.text))
    bare = _publisher(who, name, ())
    expected = expected_of(read, metadata)
    body = find_body(page, expected.text, context, bare)
    facts = _Facts(page, metadata, host_of(context.url))
    layout, left = _layout(page, expected.text, body, facts, who, strangers, context.day)
    layout = sound(page, layout, bare, expected, context) if layout else None
    text = text_by(page, layout, bare, context) if layout else expected.text
    found = cover(expected.text, text)[0] if layout else 0.0
    publisher = _publisher(who, name, (layout,) if layout else ())
    findings = (*_of_identity(who, publisher), *facts.findings(layout), *_of_body(layout, body, found, left))
    return Draft(publisher=publisher, findings=findings, found=found, generic=expected.text, text=text)


class _Facts:
    """The rules for title, date, authors and kind; each may be missing."""

    def __init__(self, page: Page, metadata: Metadata, host: str) -> None:
        self.metadata = metadata
        self.title = find_title(page, metadata)
        near = self.title.node if self.title else None
        self.published, self.published_rule = find_published(page, metadata, near, host) or (None, None)
        self.authors, self.authors_rule = find_authors(page, metadata, near) or (None, None)
        self.kind, self.kind_rule = find_kind(page, near) or (None, None)

    def all(self) -> list[Fact]:
        """Those that were found, the surest marks of a template first."""
        return [fact for fact in (self.title, self.published, self.authors, self.kind) if fact]

    def findings(self, layout: Layout | None) -> list[Finding]:
        """What each rule of the layout gives, and what the general rules say where there is none."""
        known = self.metadata
        said = {
            "title": known.title or "",
            "published": str(known.published_on or ""),
            "authors": "; ".join(author.name for author in known.authors),
            "kind": "",
        }
        found = {fact.key: fact for fact in self.all() if layout and getattr(layout, fact.key)}
        rule = layout.published if layout else None
        zone = "the zone of its times is not known: add it" if rule and rule.zone is None else ""
        lines = [_of_fact(key, found.get(key), value) for key, value in said.items() if key != "kind" or key in found]
        return [replace(line, advice=line.advice or zone) if line.key == "published" else line for line in lines]


def _of_fact(key: str, fact: Fact | None, said: str) -> Finding:
    if fact is None:
        advice = "stands in no element of its own: the general rules read it" if said else "not found: look at the page"
        return Finding(key=key, rule="", value=said, is_sure=False, advice=advice)
    advice = "" if fact.is_sure else "only the page's look says so: compare with a second page"
    return Finding(key=key, rule=fact.css, value=fact.value, is_sure=fact.is_sure, advice=advice)


def _of_identity(who: Identity, publisher: Publisher) -> list[Finding]:
    named = "" if who.is_named else "the page does not say; taken from its host"
    return [
        Finding(key="name", rule="", value=publisher.name, is_sure=who.is_named, advice=named),
        Finding(key="domains", rule="", value=publisher.domains[0], is_sure=True),
        Finding(
            key="authority", rule="", value=who.authority, is_sure=False, advice="a guess by its name: see the list in the file"
        ),
        Finding(key="licence", rule="", value=UNKNOWN_LICENCE, is_sure=False, advice="look it up on the site"),
    ]


def _of_body(layout: Layout | None, body: Body | None, found: float, left: Sequence[str]) -> list[Finding]:
    if layout is None or body is None:
        advice = "no element holds the text and little else: no layout was drafted, the general rules stay in charge"
        return [Finding(key="body", rule="", value="", is_sure=False, advice=advice)]
    css = layout.body_all or str(layout.body)
    doubt = f"holds, besides: {'; '.join(text[:40] for text in left)}" if left else ""
    mark = "" if layout.fingerprint else "none of its own: the layout reads pages of this host alone, no copies elsewhere"
    return [
        Finding(key="body", rule=css, value=f"{found:.0%} of the text by general rules", is_sure=not left, advice=doubt),
        Finding(
            key="drop",
            rule=", ".join(layout.drop),
            value="",
            is_sure=not layout.drop,
            advice="no text in it?" if layout.drop else "",
        ),
        Finding(
            key="fingerprint",
            rule=layout.fingerprint or "",
            value="",
            is_sure=False,
            advice=mark or "do other sites have it, too?",
        ),
    ]


def _layout(
    page: Page, text: str, body: Body | None, facts: _Facts, who: Identity, strangers: Sequence[Page], day: date
) -> tuple[Layout | None, tuple[str, ...]]:
    if body is None:
        return None, ()
    drop, left = find_widgets(body.nodes, text, [fact.node for fact in facts.all()])
    marks = [fact.node for fact in facts.all()] + list(body.nodes[:1])
    layout = Layout(
        name=f"{day:%Y}",
        fingerprint=fingerprint_of(page, marks, strangers),
        title=facts.title.css if facts.title else (),
        kind=facts.kind_rule,
        authors=facts.authors_rule,
        published=facts.published_rule,
        body=body.layout.body,
        body_all=body.layout.body_all,
        drop=drop,
        paragraphs=body.layout.paragraphs,
        title_suffix=who.title_suffix,
    )
    return layout, left


def _publisher(who: Identity, name: str | None, layouts: tuple[Layout, ...]) -> Publisher:
    return Publisher(
        id=name or who.id,
        name=who.name,
        domains=(who.domain,),
        country=who.country,
        languages=who.languages,
        authority=who.authority,
        licence=UNKNOWN_LICENCE,
        attribution=AttributionRules(byline=(re.escape(who.name).replace("\\ ", " "),)),
        layout=layouts,
        expect=Expectation(passages_min=_PASSAGES_MIN),
    )


def _languages(text: str) -> tuple[str, ...]:
    """Chinese where the letters are: what a page declares of itself is often its shell's language."""
    han = len(_HAN.findall(text))
    return ("zh-Hans",) if 2 * han >= len(_LETTER.findall(text)) - han and han else ()
