"""The generic route: an extractor says which text, our own walk says which passages."""

from __future__ import annotations

import pytest

SENTENCES = [
    "The delegations of both coasts met on Friday and discussed a range of harbour matters with great patience.",
    "Both sides agreed to keep the channels of the harbour open and to manage their differences with care.",
    "Further talks about rope, grain and lighthouses will be held in May, according to the harbour master.",
    "Nobody spoke of the storm of the year before, although its marks can still be seen on the western mole.",
]


def html(body):
    return f"<html><head><title>Harbours</title></head><body>{body}</body></html>"


def paragraphs(sentences=SENTENCES):
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def lines(found):
    return found.text.split("\n")


def test_characters_that_cannot_be_printed_do_not_hide_a_paragraph(run):
    odd = [sentence.replace(" ", " \ue5e5", 1) for sentence in SENTENCES]
    found = run(html(f"<article><h1>Harbours</h1>{paragraphs(odd)}</article>"))
    assert [line for line in lines(found) if len(line) > 40] == odd


def test_a_text_that_the_page_holds_twice_is_taken_once(run):
    hidden = f"<div style='display:none'><div>{paragraphs()}</div></div>"
    whole = f"<div class=print><div>{'<br>'.join(SENTENCES)}</div></div>"
    found = run(html(f"<div class=article><div>{paragraphs()}</div></div>{hidden}{whole}"))
    assert [line for line in lines(found) if len(line) > 40] == SENTENCES


def test_a_line_that_the_text_repeats_is_kept_as_often(run):
    refrain = "The bell of the harbour rang seven times and every ship in the roads answered it."
    verses = [part for sentence in SENTENCES for part in (sentence, refrain)]
    assert lines(run(html(f"<article>{paragraphs(verses)}</article>"))) == verses


def test_a_page_that_is_one_table_of_one_cell_keeps_its_paragraphs(run):
    long = [f"{sentence} It was item {n} of the day." for n in range(12) for sentence in SENTENCES]
    found = run(html(f"<table><tr><td><font>{'<br><br>'.join(long)}</font></td></tr></table>"))
    assert (lines(found), found.completeness) == (long, "full")


def test_short_lines_at_the_end_of_a_text_are_its_own(run):
    tail = [f"Pier {n}: closed" for n in range(9)]
    found = run(html(f"<article>{paragraphs()}{''.join(f'<div>{line}</div>' for line in tail)}</article>"))
    assert lines(found)[-9:] == tail


@pytest.mark.parametrize("count", [1, 3])
def test_a_short_line_is_not_lost_between_its_neighbours(run, count):
    found = run(html(f"<article>{paragraphs()}{'<p>Thanks.</p>' * count}{paragraphs(reversed(SENTENCES))}</article>"))
    assert "Thanks." in lines(found)


def test_a_failing_extractor_or_date_search_is_noted(run, monkeypatch):
    import htmldate
    import trafilatura

    def fail(*_args: object, **_options: object) -> None:
        raise ValueError("the page was too much")

    monkeypatch.setattr(trafilatura, "extract", fail)
    monkeypatch.setattr(htmldate, "find_date", fail)
    found = run(html(f"<article><h1>Harbours</h1>{paragraphs()}</article>"))
    assert (found.completeness, SENTENCES[0] in found.text) == ("partial", True)
    assert found.notes == ("date search failed: ValueError", "extractor failed: ValueError")
