"""What a page says itself: the paragraphs that are found quickly tell no more than its lines do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readout.extract.html import parse
from readout.extract.verdicts.prose import Prose, weigh

PIECES = st.sampled_from([
    "<p>", "</p>", "<p hidden>", "<li>", "</li>", "<ul>", "</ul>", "<b>", "</b>", "<a href=x>", "</a>", "<nav>", "</nav>", "<div role=banner>", "</div>",
    "<button>", "</button>", "<script>var x;</script>", "<span hidden>", "</span>", "<br>", "<table><tr><td>", "</td></tr></table>", "<footer>", "</footer>",
    "The port ", "of Lisse\n", "was closed. ", "港口关闭。", " on <i>Fri</i>day ",
])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_the_paragraphs_that_are_found_quickly_are_among_the_lines(source: str) -> None:
    prose = Prose(parse(source, "https://page.example/"))
    words = " ".join(prose.lines).split()
    assert all(word in words for text in prose.paragraphs for word in text.split())
    assert weigh("\n".join(prose.paragraphs)) <= prose.letters
    assert len(prose.paragraphs) <= len(prose.lines)


def test_what_is_no_page_says_nothing() -> None:
    prose = Prose(None)
    assert (prose.names, prose.lines, prose.letters, prose.weighs_more(0), prose.has_lines(1)) == ((), (), 0, False, False)
