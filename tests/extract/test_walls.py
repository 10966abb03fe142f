"""Walls, soft 404s and outages are told from pages: on the labelled set, by probes, by words, and without hanging."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.walls import halves
from extract.walls.judging import Judge, load_judge
from extract.walls.site import Case, framed, menu, page, paragraphs
from readout.extract.verdicts.probes import newest_probe, probe_of
from readout.extract.verdicts.verdict import judge, wants_probe
from readout.model.drafts import Entity, Verdict

HALVES = halves()
RECALL_MIN = 0.95


@pytest.fixture(scope="module")
def verdict_of() -> Judge:
    return load_judge(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("half", HALVES)
def test_walls_are_recognised_and_no_page_is_taken_for_one(verdict_of: Judge, half: str) -> None:
    judged = [(case, verdict_of(case).outcome) for case in HALVES[half]]
    walls = [(case, outcome) for case, outcome in judged if not case.is_good]
    assert [(case.name, outcome) for case, outcome in judged if case.is_good and outcome != "ok"] == []
    missed = [(case.name, outcome) for case, outcome in walls if outcome not in case.outcomes]
    assert len(missed) <= (1 - RECALL_MIN) * len(walls), missed


def test_the_set_is_large_and_holds_the_shapes_that_were_seen(verdict_of: Judge) -> None:
    assert all(len(cases) > 100 and sum(case.is_good for case in cases) > 35 for cases in HALVES.values())
    sizes = [len(case.body) for cases in HALVES.values() for case in cases if not case.is_good and case.status == 200]
    assert max(sizes) > 150_000


@pytest.mark.parametrize("half", HALVES)
def test_a_wall_gives_no_document_and_says_why(run, half: str) -> None:
    for case in HALVES[half]:
        if case.is_good or case.probe or case.capture.get("purpose", "page") != "page":
            continue
        found = run(case.body, case.url, case.status, headers=case.headers, **case.capture)
        silent = case.status >= 300 or found.verdict.outcome == "ok"
        assert found.text is None or found.verdict.outcome == "ok", case.name
        assert silent or len(found.rejections) == 1, case.name


def verdict(constants, publishers, capture_of, body: str, probe: str | None = None, **given) -> Verdict:
    url = given.pop("url", "https://tidings.example/a/17")
    entity = Entity(status=200, headers=(("Content-Type", "text/html"),), body=body.encode())
    asked = capture_of("https://tidings.example/zq8k", purpose="probe")
    known = probe_of(asked, Entity(status=200, headers=(), body=probe.encode()), constants) if probe is not None else None
    return judge(entity, capture_of(url, **given), publishers, constants, probe=known)


def test_a_host_that_answers_anything_with_one_page_has_no_such_page(constants, publishers, capture_of) -> None:
    told = (constants, publishers, capture_of)
    shell = framed("Tidings", "<p>Our reporters wrote about boats, nets and weather.</p>")
    assert verdict(*told, shell, shell).outcome == "soft_404"
    assert verdict(*told, shell.replace("boats", "boots"), shell).outcome == "ok"  # one line of 40 letters is its own
    assert verdict(*told, shell, shell, url="https://tidings.example/").outcome == "ok"
    assert verdict(*told, shell, shell, purpose="section").outcome == "ok"
    assert verdict(*told, shell).outcome == "ok"


def test_only_a_page_that_promised_success_is_a_probe(constants, capture_of) -> None:
    asked = capture_of("https://tidings.example/zq8k", purpose="probe")
    answers = [
        Entity(status=404, headers=(), body=b"<p>No.</p>"),
        Entity(status=200, headers=(), body=b"%PDF-1.7"),
        Entity(status=200, headers=(), body=b"<b>" * 9999),
    ]
    assert [probe_of(asked, answer, constants) for answer in answers] == [None, None, None]


def test_the_probe_of_its_own_run_counts_else_the_last_one_before_the_page(capture_of) -> None:
    def at(hour: int, run_id: str, host: str = "tidings.example", **given):
        when = datetime(2026, 5, 1, hour, tzinfo=UTC)
        return capture_of(
            f"https://{host}/q{hour}", fetched_at=when, run_id=run_id, purpose="probe", entity_sha256="0", **given
        )

    probes = [at(1, "a"), at(2, "a"), at(9, "b"), at(3, "a", "courier.example"), at(10, "c")]
    page_of_a = capture_of("https://tidings.example/x", run_id="a", fetched_at=datetime(2026, 5, 1, 1, tzinfo=UTC))
    page_of_d = capture_of("https://tidings.example/x", run_id="d", fetched_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC))
    assert newest_probe(page_of_a, probes) == probes[1]
    assert newest_probe(page_of_d, probes) == probes[2]
    assert newest_probe(capture_of("https://courier.example/x", run_id="d", via="memento"), probes) is None


def test_a_probe_is_worth_asking_for_where_words_do_not_decide(constants) -> None:
    page_of = {"sniffed_type": "text/html"}
    assert wants_probe(Verdict(outcome="ok", **page_of), constants)
    assert wants_probe(Verdict(outcome="suspect_content", quality=0.0, **page_of), constants)
    assert not wants_probe(Verdict(outcome="ok", quality=0.8, **page_of), constants)
    assert not wants_probe(Verdict(outcome="challenge", **page_of), constants)
    assert not wants_probe(Verdict(outcome="ok", sniffed_type="application/pdf"), constants)


SLUG = "https://tidings.example/2026/03/fishing-council-rejects-winter-quota-proposal/"


@pytest.mark.parametrize(
    ("body", "outcome", "quality"),
    [
        (framed("Council rejects quota", paragraphs(1, 3)), "ok", 4 / 6),
        (framed("Spring regatta", "<p>Twelve boats were at the start, and eight came home.</p>" * 20), "suspect_content", 0.0),
        (framed("Winter", "<p>Nothing yet.</p>"), "suspect_content", 1 / 6),  # so short a page must hold half of them
        (page("Fischerei", "<p>Der Rat lehnt sie ab, sagte die Ministerin am Mittwoch.</p>" * 30, lang="de"), "ok", 0.0),
        (page("Fischerei", "<p>Bitte warten.</p>", lang="de"), "suspect_content", 0.0),
        (page("配额被否决", "<p>渔业部门否决了冬季配额，市长表示尊重。</p>" * 9, lang="zh"), "ok", None),
    ],
)
def test_the_words_of_an_address_are_expected_in_what_the_page_itself_says(
    constants, publishers, capture_of, body: str, outcome: str, quality: float | None
) -> None:
    found = verdict(constants, publishers, capture_of, body + menu(5, 400), url=SLUG)
    assert (found.outcome, found.quality) == (outcome, quality)


def test_chinese_words_of_a_citation_are_expected_of_a_chinese_page(constants, publishers, capture_of) -> None:
    entity = Entity(
        status=200, headers=(), body=page("部", "<p>双方讨论了港口的规则，并同意在五月继续磋商。</p>" * 20, lang="zh").encode()
    )
    asked = capture_of("https://tidings.example/a/17")
    assert judge(entity, asked, publishers, constants, ("灯塔博物馆开放",)).outcome == "suspect_content"
    assert judge(entity, asked, publishers, constants, ("港口规则磋商",)).outcome == "ok"


HOSTILE = [
    "<a '\"",
    "<script></scrip ",
    "<!-- -- ",
    "<p>x",
    "<a>abc</a> ",
    "<li><a href=x>abc</a>",
    "<br>",
    "sorry, but ",
    "验证。",
    "<",
    "<title>a - b | ",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_the_verdict_takes_time_by_the_size_of_the_page_only(verdict_of: Judge, part: str) -> None:
    body = ("<!DOCTYPE html><html><body>" + part * (500_000 // len(part))).encode()
    found = verdict_of(Case(name="hostile", outcomes=frozenset(), body=body, url=SLUG))  # quadratic work would take minutes
    assert found.outcome in ("ok", "empty", "suspect_content")


WORDS = st.sampled_from(
    ["<title>", "</title>", "Just a moment", " - ", "Page not found", "<h1>", "</h1>", "<p>", "subscribe to read", "Sorry, ", "404", "<a>", "</a>",
     "验证", "。", "<nav>", "</nav>", "<form><input type=password>", "\x02", "\x03", "_cf_chl_opt", "<script>", "</script>", "<td>", "<div hidden>"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30).map("".join), st.sampled_from([200, 202, 206, 403, 404, 429, 503]))
@settings(max_examples=100, deadline=None)
def test_no_page_makes_the_verdict_raise(run, body: str, status: int) -> None:
    found = run(body, SLUG, status)
    assert status < 300 or found.text is None
