"""The whole stage on hostile and odd bytes: never an exception, always the same answer."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.model import REASONS

SENTENCES = [
    "The delegations of both coasts met on Friday and discussed a range of harbour matters with great patience.",
    "Both sides agreed to keep the channels of the harbour open and to manage their differences with care.",
    "Further talks about rope, grain and lighthouses will be held in May, according to the harbour master.",
]
CHINESE = [
    "双方代表团星期五举行了会谈，就港口的一系列问题深入交换了意见，气氛坦诚而富有建设性。",
    "双方同意保持港口航道畅通，以负责任的方式管控分歧，并继续就粮食运输问题进行磋商。",
    "港务局发言人表示，有关绳索、粮食和灯塔的进一步磋商将于五月举行，具体安排将另行公布。",
]


def article(sentences, extra=""):
    return (
        "<html><head><title>Harbours</title></head><body><article><h1>Harbours</h1>"
        + "".join(f"<p>{s}</p>" for s in sentences)
        + extra
        + "</article></body></html>"
    )


@pytest.mark.parametrize(
    "body",
    [
        article(SENTENCES).encode(),
        article(CHINESE).encode("gb18030"),
        article(CHINESE).replace("<head>", "<head><meta charset=gb2312>").encode(),
        article(SENTENCES).replace("e ", "e\0 ").encode(),
        article(SENTENCES, "<!-- " + "lost " * 500).encode(),
        article(SENTENCES, "A&#xD800;B&#x110000;C&#0;D&bogus;E").encode(),
        article(SENTENCES, "<img src='data:image/png;base64," + "A" * 200_000 + "'>").encode(),
        article(["<article><p>Nested.</p>" + s + "</article>" for s in SENTENCES]).encode(),
        ("<html><body><pre>" + "\n\n".join(SENTENCES) + "</pre></body></html>").encode(),
        ("<html><body><table><tr><td>" + "</td></tr><tr><td>".join(SENTENCES) + "</td></tr></table></body></html>").encode(),
        ("<html lang=de><body>" + "<main>" + "</main><main>".join(SENTENCES) + "</main></body></html>").encode(),
        article(SENTENCES)[:-60].encode(),
    ],
)  # fmt: skip
def test_an_honest_text_survives_its_page(run, body):
    found = run(body)
    assert found.verdict.outcome == "ok"
    wanted = CHINESE if "双方" in found.text else SENTENCES
    assert all(sentence[:20] in found.text.replace("\0", "") for sentence in wanted)
    assert not any(sign in found.text for sign in ("\0", "\ud800", "lost lost"))


def test_teasers_of_other_stories_are_not_the_text(run):
    other = "<aside class=related><h3>Related</h3><p><a href=/b>Another story about football that does not belong here</a></p></aside>"
    found = run(article(SENTENCES * 3, other))
    assert "football" not in found.text


def test_a_list_keeps_its_items_without_bullets(run, passages):
    items = "<ul><li>Ropes must be counted twice a year by the master.</li><li>Lamps burn until dawn.</li></ul>"
    found = run(article(SENTENCES, items))
    assert ("list", "Ropes must be counted twice a year by the master.") in passages(found)


def test_short_answers_of_a_transcript_are_kept(run, passages):
    lines = [
        "QUESTION: " + SENTENCES[0],
        "MINISTER: Thanks.",
        "QUESTION: " + SENTENCES[1],
        "MINISTER: No.",
        "QUESTION: " + SENTENCES[2],
    ]
    assert [text for _, text in passages(run(article(lines)))][-5:] == lines


def test_a_page_gives_the_same_document_however_often_it_is_read(run):
    body = article(SENTENCES * 2)
    first = run(body)
    run(article(CHINESE))
    assert all(run(body) == first for _ in range(5))


def test_a_bilingual_page_keeps_both_languages(run):
    found = run(article([*CHINESE, *SENTENCES]))
    assert all(sentence in found.text for sentence in (*CHINESE, *SENTENCES))


PARTS = st.sampled_from(
    [b"<html>", b"<head>", b"<title>x", b"</title>", b"<body>", b"<p>", b"<a href=", b"'http://[", b">", b"<table>", b"<tr><td>", b"\xff", b"\x00",
     b"<script type='application/ld+json'>", b'{"@type":"Article","author":[[{}]],"datePublished":["x"]}', b"</script>", b"<meta charset=utf-16>",
     b"<base href='http://[x'>", b"&#x110000;", b"<h1>", b"<br><br>", b"word ", "外长".encode(), "外长".encode("gb18030"), b"<time datetime='9999-99-99'>",
     b"<link rel=canonical href='//'>", b"<svg><title>t</title></svg>", b"<div class='article_content'><div class='article_right'>", b"<frameset>"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25).map(b"".join) | st.binary(max_size=200), st.sampled_from([200, 404, None, 302, 999]))
@settings(max_examples=100, deadline=None)
def test_no_bytes_raise_and_every_reason_is_a_known_one(run, body, status):
    found = run(body, "https://page.example/a/b", status)
    assert all(one.reason.split(":")[0] in REASONS["extract"] for one in found.rejections)
    assert [one.position for one in found.rejections] == list(range(len(found.rejections)))
    text = found.text
    assert text is None or found.verdict.outcome == "ok"
    for one in found.passages:
        assert text[one.start : one.end].strip()
    assert all(0 <= link.start < link.end <= len(text) for link in found.links)


def test_importing_extract_loads_neither_the_orchestrator_nor_the_extractor():
    code = "import sys, readout.extract; print([m for m in ('prefect', 'pyarrow', 'pandas', 'trafilatura', 'cchardet') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


def test_a_page_that_repeats_a_statement_in_two_languages_shows_where_the_second_begins(run, passages):
    seam = ["Minister meets fishers of both coasts", "READOUT", "OFFICE OF THE SPOKESPERSON", "APRIL 18, 2026"]
    found = run(article([*CHINESE * 4, *seam, "The following is attributable to Spokesperson Ann Lee:", *SENTENCES]))
    kinds = {text: kind for kind, text in passages(found)}
    assert [kinds[line] for line in seam] == ["heading", "heading", "byline", "dateline"]


def test_a_date_or_a_name_alone_in_the_middle_of_a_page_is_body(run, passages):
    found = run(article([*SENTENCES * 4, "May 3, 2024", *SENTENCES, "By Ann Lee", *SENTENCES]))
    assert {kind for kind, text in passages(found) if text in ("May 3, 2024", "By Ann Lee")} <= {"body"}
