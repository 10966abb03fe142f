"""What is seen of a block, and of its company among the blocks that are taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readout.extract.blocks.company import company_among
from readout.extract.blocks.traits import Seen, said, traits_of
from readout.extract.blocks.walk import walk
from readout.extract.html import parse

PAGE = (
    "<nav><a href='/a'>News</a></nav><div class='article-body'><h1>Harbours</h1><p>The bell rang, and they came.</p>"
    "<p>They left again.</p></div><div class='related-stories'><div><p>Ships of the year</p></div></div>"
    "<div style='display:none'><p>Not seen.</p></div>"
)


def blocks_of(html):
    page = parse(html, "https://page.example/")
    return walk([page.body], page.base_url)


def seen(html=PAGE, titles=("Harbours",), descriptions=()):
    blocks = blocks_of(html)
    rows = traits_of(blocks, said(titles, descriptions)).rows()
    return {block.text: traits for block, traits in zip(blocks, rows, strict=True)}


def company_of(blocks, taken):
    """The company of each block, by name."""
    return Seen(company_among(blocks).of(taken), [((), ())] * len(blocks)).rows()


def test_a_block_has_the_traits_of_its_words():
    found = seen()
    assert {"title", "kind heading", "tag h1"} <= found["Harbours"].keys()
    assert {"sentence end", "stops", "commas"} <= found["The bell rang, and they came."].keys()
    assert {"all links", "in nav"} <= found["News"].keys()


def test_a_block_has_the_traits_of_the_elements_around_it():
    found = seen()
    assert "near body" in found["They left again."]
    assert {"far related"} <= found["Ships of the year"].keys()
    assert "hidden" in found["Not seen."]
    assert "hidden" not in found["They left again."]


def test_what_the_head_says_is_known_again():
    lead = "The bell rang, and they came."
    assert "description" in seen(descriptions=[lead])[lead]
    assert "description" not in seen(descriptions=["Short."])[lead]


def test_siblings_of_what_is_taken_are_in_its_company():
    blocks = blocks_of(PAGE)
    texts = [block.text for block in blocks]
    taken = [float(text.startswith("The bell")) for text in texts]
    company = dict(zip(texts, company_of(blocks, taken), strict=True))
    assert company["They left again."]["siblings taken"] > 0 == company["Ships of the year"].get("siblings taken", 0)
    assert "in container" in company["The bell rang, and they came."]
    assert {"after"} <= company["Ships of the year"].keys()


def test_a_blocks_own_part_is_not_its_company():
    blocks = blocks_of("<p>The bell rang, and they came.</p>")
    assert "alike taken" not in company_of(blocks, [1.0])[0]


def test_where_nothing_is_taken_there_is_no_company():
    blocks = blocks_of(PAGE)
    assert company_of(blocks, [0.0] * len(blocks)) == [{"nothing taken": 1.0}] * len(blocks)


TAGS = st.sampled_from(["div", "p", "article", "aside", "ul", "li", "td", "section"])


@given(st.lists(st.tuples(TAGS, st.text("ab. ,:|", min_size=1, max_size=9), st.booleans()), min_size=1, max_size=12), st.data())
def test_every_trait_is_a_number_between_0_and_1(parts, data):
    html = "".join(f"<{tag} class=related>{text}" + (f"</{tag}>" if closed else "") for tag, text, closed in parts)
    blocks = blocks_of(html)
    taken = data.draw(st.lists(st.floats(0, 1), min_size=len(blocks), max_size=len(blocks)))
    for traits in (*traits_of(blocks, said(["a b"], [])).rows(), *company_of(blocks, taken)):
        assert all(0 <= value <= 1.0000001 or name.endswith("run") or name == "run" for name, value in traits.items())


def test_a_deep_page_costs_no_more_than_its_blocks():
    blocks = blocks_of("<div class=a>x" * 400 + "</div>" * 400)
    assert len(traits_of(blocks, said([], [])).rows()) == len(company_of(blocks, [1.0] * len(blocks))) == 400
