"""A fingerprint for a layout: what every page of this template has, and no page of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from selectolax.lexbor import LexborNode

from readout.drafting.selectors import ancestors, is_telling, steps_of
from readout.extract.html import Page


def fingerprint_of(page: Page, marks: Sequence[LexborNode], strangers: Sequence[Page]) -> str | None:
    """The most telling selector of the elements that rules use; None where all their names are everybody's.

    Without a fingerprint a layout reads the pages of its own hosts alone, which is safe; with a common one it would
    read those of strangers.

    Args:
        page: the page.
        marks: elements that rules find, the surest first.
        strangers: pages of other templates, which it must not match.
    """
    for css in _candidates(marks):
        if page.parser.css_first(css) is not None and all(other.parser.css_first(css) is None for other in strangers):
            return css
    return None


def _candidates(marks: Sequence[LexborNode]) -> Iterator[str]:
    """Two telling steps, one inside the other, then one alone."""
    for node in marks:
        own = [step for step in steps_of(node)[:-1] if is_telling(step)]
        above = [step for outer in ancestors(node) for step in steps_of(outer)[:-1] if is_telling(step)]
        yield from (f"{outer} {step}" for outer, step in product(above[:3], own[:2]))
        named = [step for outer in ancestors(node) for step in steps_of(outer)[:-1]]
        yield from (f"{outer} {step}" for outer, step in product(named[:2], own[:1]))
    for node in marks:
        yield from (step for step in steps_of(node)[:-1] if is_telling(step) and "__" in step)
        yield from (step for step in steps_of(node)[:-1] if is_telling(step))
