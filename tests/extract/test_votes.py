"""The model of the generic route: its weights, its answers, the extractors that vote."""

from __future__ import annotations

import dataclasses
import sys

import pytest

from readout.extract.blocks import extractors, votes
from readout.extract.blocks.company import company_among
from readout.extract.blocks.extractors import ONE, VOTE, ask
from readout.extract.blocks.generic import choose_blocks, generic_blocks
from readout.extract.blocks.traits import said
from readout.extract.blocks.walk import Block, walk
from readout.extract.html import parse

SENTENCES = [
    "The delegations of both coasts met on Friday and discussed a range of harbour matters with great patience.",
    "Both sides agreed to keep the channels of the harbour open and to manage their differences with care.",
    "Further talks about rope, grain and lighthouses will be held in May, according to the harbour master.",
    "Nobody spoke of the storm of the year before, although its marks can still be seen on the western mole.",
]
HTML = (
    "<html><head><title>Harbours</title></head><body><nav><ul><li><a href=/a>News</a></li><li><a href=/b>Ships</a></li></ul></nav>"
    "<main><article class=article-body><h1>Harbours</h1>"
    + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    + "</article>"
    "<div class=related-stories><h3>Related stories</h3><ul><li><a href=/c>A lighthouse for sale</a></li></ul></div></main>"
    "<footer><p>© Harbour Press</p></footer></body></html>"
)
NOBODY = said(["Harbours"], [])


@pytest.fixture(params=["one", "vote"])
def mode(request):
    return request.param


def test_weights_are_the_file_that_their_name_says(mode):
    model = votes.model_of(mode)
    assert votes.BIAS in model.first
    assert any(name.startswith("then ") for name in model.second)


def test_both_modes_take_the_text_and_leave_the_rest(mode, constants):
    page = parse(HTML, "https://page.example/")
    found = generic_blocks(page, NOBODY, dataclasses.replace(constants, generic=mode))
    assert [block.text for block in found.blocks if len(block.text) > 40] == SENTENCES
    assert not {"News", "A lighthouse for sale", "© Harbour Press"} & {block.text for block in found.blocks}
    assert (found.is_sure, "Related stories" in found.residue) == (True, True)


def test_the_same_page_gives_the_same_chances(mode):
    page = parse(HTML, "https://page.example/")
    blocks = walk([page.body], page.base_url)
    marks = {name: [len(block.text) > 40 for block in blocks] for name in (ONE if mode == "one" else VOTE)}
    first = votes.judge_blocks(blocks, marks, NOBODY, votes.model_of(mode))
    assert first == votes.judge_blocks(blocks, marks, NOBODY, votes.model_of(mode))
    assert all(0 <= value <= 1 for value in first)


def test_the_second_look_is_the_one_that_was_learned(mode):
    page = parse(HTML, "https://page.example/")
    blocks = walk([page.body], page.base_url)
    marks = {name: [len(block.text) > 40 for block in blocks] for name in (ONE if mode == "one" else VOTE)}
    model = votes.model_of(mode)
    company = company_among(blocks)
    seen = votes.first_look(blocks, marks, NOBODY, company)
    first = votes.chances(seen, model.first)
    second = votes.chances(votes.second_look(seen, first, company), model.second)
    assert votes.judge_blocks(blocks, marks, NOBODY, model) == pytest.approx(
        [(one + other) / 2 for one, other in zip(first, second, strict=True)]
    )


def test_more_votes_make_a_block_likelier():
    page = parse(HTML, "https://page.example/")
    blocks = walk([page.body], page.base_url)
    text = [len(block.text) > 40 for block in blocks]
    none = [False] * len(blocks)
    all_of_them = votes.judge_blocks(blocks, dict.fromkeys(VOTE, text), NOBODY, votes.model_of("vote"))
    one_of_them = votes.judge_blocks(blocks, {**dict.fromkeys(VOTE, none), "precise": text}, NOBODY, votes.model_of("vote"))
    place = text.index(True)
    assert all_of_them[place] > one_of_them[place]


def test_what_an_extractor_took_goes_on_beside_a_sibling_that_looks_alike(constants):
    blocks = [Block(f"{n} {sentence}", "body", parent=1) for n, sentence in enumerate(SENTENCES)]
    fair, low = constants.sibling_chance_min + 0.01, constants.sibling_chance_min - 0.01
    assert choose_blocks(blocks, [0.9, fair, fair, low], [True] * 4, constants) == [True, True, True, False]
    assert choose_blocks(blocks, [0.9, fair, fair, fair], [False] * 4, constants) == [True, False, False, False]


def test_a_source_line_that_an_extractor_took_is_kept_however_unlikely(constants):
    blocks = [Block(SENTENCES[0], "body", parent=1), Block("2026-04-18 20:15 来源：海港日报", "body", parent=2)]
    assert choose_blocks(blocks, [0.9, 0.0], [True, True], constants) == [True, True]
    assert choose_blocks(blocks, [0.9, 0.0], [True, False], constants) == [True, False]


def test_a_copy_of_the_text_elsewhere_is_left_out_and_a_refrain_kept(constants):
    refrain = Block("The bell of the harbour rang seven times for all.", "body", parent=1)
    text = [refrain, *(Block(sentence, "body", parent=1) for sentence in SENTENCES), refrain]
    copies = [Block(SENTENCES[1], "body", parent=2)]
    chosen = choose_blocks([*text, *copies], [0.9] * 7, [True] * 7, constants)
    assert chosen == [True] * 6 + [False]


def test_every_failing_extractor_is_a_note(monkeypatch):
    def fail(_html: str) -> str:
        raise ValueError("the page was too much")

    monkeypatch.setattr(extractors, "_EXTRACTORS", dict.fromkeys(VOTE, fail))
    texts, notes = ask(HTML, VOTE)
    assert texts == dict.fromkeys(VOTE, "")
    assert notes == (
        "extractor failed: ValueError", "precise failed: ValueError", "readability failed: ValueError", "resiliparse failed: ValueError",
    )  # fmt: skip


def test_a_missing_package_is_no_fault_of_the_page(monkeypatch):
    monkeypatch.setitem(sys.modules, "readability", None)
    with pytest.raises(ModuleNotFoundError):
        ask(HTML, ("readability",))


@pytest.mark.parametrize("html", ["", "<html></html>", "\x01\x02", "<p>" * 3000, "<![CDATA[x]]>"])
def test_no_page_makes_the_extractors_raise(html):
    assert set(ask(html, VOTE)[0]) == set(VOTE)
