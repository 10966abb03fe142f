"""CSS selectors for elements that were found by their text: short, and of names that the next page will have, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from readout.extract.html import Page

_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*(?:\d{1,2})?(?:[_-][A-Za-z][A-Za-z_-]*)*")
# Names that a build tool made up (css-1dbjc4n, Story_body__x3Kd9) change with the next build.
_MADE = re.compile(
    r"^(?:css|sc|jsx|jss|svelte|styles?)-|__[A-Za-z0-9]*\d[A-Za-z0-9]*$|[a-z][A-Z]\w*[0-9]|^[bcdfghjklmnpqrstvwxz]{5,}$"
)
_STATE = re.compile(
    r"^(?:is|has|js|no)-|^(?:active|open|closed|hidden|visible|first|last|odd|even|clearfix|row|col|container|wrapper|inner|left|right|main)$"
)
_NUMBERED = re.compile(r"(?:post|article|page|node|item|entry|id|story)[-_]?\d+", re.IGNORECASE)
_ATTRIBUTES = ("itemprop", "rel", "role")
_ABOVE = 8  # ancestors that are tried in front of a step

COMMON = frozenset(
    {
        "article", "article-body", "article-content", "article-title", "author", "authors", "body", "byline", "content", "date", "entry",
        "entry-content", "entry-date", "entry-header", "entry-title", "headline", "meta", "page", "page-content", "page-title", "post",
        "post-content", "post-date", "post-title", "published", "single", "story", "subtitle", "summary", "text", "time", "title",
    }
)  # fmt: skip
"""Class names of half the web: no mark of one template."""


def steps_of(node: LexborNode) -> list[str]:
    """Selectors of the element by its own names, the most telling first; its bare tag last."""
    tag = node.tag or "*"
    classes = [name for name in (node.attributes.get("class") or "").split() if is_lasting(name)]
    classes.sort(key=lambda name: (name in COMMON, bool(_STATE.search(name))))
    steps = [f"{tag}.{name}" for name in classes]
    identity = node.attributes.get("id") or ""
    if is_lasting(identity):
        steps.append(f"{tag}#{identity}")
    values = ((name, node.attributes.get(name) or "") for name in _ATTRIBUTES)
    steps += [f'{tag}[{name}="{value}"]' for name, value in values if is_lasting(value)]
    return [*steps, tag]


def is_lasting(name: str) -> bool:
    """Whether a class or id is a word that somebody chose, not a number of this page or of a build.

    >>> [is_lasting(name) for name in ("story__text", "post-8124", "css-1dbjc4n", "md:flex")]
    [True, False, False, False]
    """
    return len(name) <= 60 and bool(_NAME.fullmatch(name)) and not _MADE.search(name) and not _NUMBERED.fullmatch(name)


def is_telling(step: str) -> bool:
    """Whether a step names something that few templates have.

    >>> [is_telling(step) for step in ("h1.story__title", "div.entry-content", "div", "p.article-meta__location")]
    [True, False, False, True]
    """
    _, dot, name = step.partition(".")
    return bool(dot) and name not in COMMON and not _STATE.search(name) and ("__" in name or len(re.split("[-_]", name)) > 1)


def selector_of(page: Page, node: LexborNode, fits: Callable[[Sequence[LexborNode]], bool] | None = None) -> str | None:
    """The shortest selector that finds the element.

    Args:
        page: where it stands.
        node: the element.
        fits: what all matches must be; without it, the element alone.
    """
    is_fit = fits or _is_alone(node)
    return next((css for css in _selectors(node) if is_fit(page.parser.css(css))), None)


def _is_alone(node: LexborNode) -> Callable[[Sequence[LexborNode]], bool]:
    return lambda found: len(found) == 1 and found[0].mem_id == node.mem_id


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around one, from the inside."""
    outer = node.parent
    while outer is not None and outer.tag not in ("body", "html", "-document", None):
        yield outer
        outer = outer.parent


def is_within(node: LexborNode, roots: Sequence[LexborNode]) -> bool:
    """Whether an element is one of these, or inside one."""
    inside = {root.mem_id for root in roots}
    return node.mem_id in inside or any(outer.mem_id in inside for outer in ancestors(node))


def _selectors(node: LexborNode) -> Iterator[str]:
    steps = steps_of(node)
    named, bare = steps[:-1], steps[-1]
    yield from named
    if bare in ("h1", "article", "main"):
        yield bare
    above = [step for _, outer in zip(range(_ABOVE), ancestors(node), strict=False) for step in steps_of(outer)[:-1]]
    for step in (*named, bare):
        yield from (f"{outer} {step}" for outer in above)
