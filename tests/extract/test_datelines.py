"""Place and dateline, English and Chinese, of pages and of text files."""

from __future__ import annotations

import pytest

from readout.extract.details.datelines import dateline_of, read_lead_in

PROSE = "The delegations of both coasts met and discussed a range of harbour matters with great patience."


@pytest.mark.parametrize(
    ("paragraph", "text", "place"),
    [
        ("LISSE, April 26 (Coast Press) -- The port opened.", "LISSE, April 26 (Coast Press)", "LISSE"),
        ("PORT LISSE (Coast Press) — The port opened.", "PORT LISSE (Coast Press)", "PORT LISSE"),
        ("PORT LISSE — The port opened.", "PORT LISSE", "PORT LISSE"),
        ("Port Lisse, 5 May 2020 – The port opened.", "Port Lisse, 5 May 2020", "Port Lisse"),
        ("海岸社里瑟4月26日电（记者李华）港口开放。", "海岸社里瑟4月26日电", "里瑟"),
        ("海岸网4月26日电 港口开放。", "海岸网4月26日电", None),
        ("本报里瑟2022年4月26日讯 港口开放。", "本报里瑟2022年4月26日讯", "里瑟"),
    ],
)
def test_a_news_story_begins_with_its_dateline(paragraph: str, text: str, place: str | None) -> None:
    found = read_lead_in(paragraph)
    assert found is not None
    assert (found.text, found.place) == (text, place)


@pytest.mark.parametrize(
    "paragraph",
    [
        "QUESTION — Did they meet?",
        "MR OKAFOR — They did.",
        "The port -- all of it -- opened.",
        "Lisse – a port – opened.",
        "UPDATE — It opened.",
        PROSE,
    ],
)
def test_a_dash_alone_makes_no_dateline(paragraph: str) -> None:
    assert read_lead_in(paragraph) is None


@pytest.mark.parametrize(
    ("lines", "text", "place"),
    [
        (
            ["Port Lisse, Republic of Lisse", "April 26, 2024"],
            "Port Lisse, Republic of Lisse / April 26, 2024",
            "Port Lisse, Republic of Lisse",
        ),
        (["Lisse, May 3, 2024"], "Lisse, May 3, 2024", "Lisse"),
        (["里瑟共和国里瑟市", "2024年4月26日"], "里瑟共和国里瑟市 / 2024年4月26日", "里瑟共和国里瑟市"),
        (["2024年4月26日"], "2024年4月26日", None),
    ],
)
def test_lines_of_the_head_are_a_dateline(lines: list[str], text: str, place: str | None) -> None:
    found = dateline_of(lines, [])
    assert found is not None
    assert (found.text, found.place) == (text, place)


def test_a_source_beside_a_day_is_no_dateline() -> None:
    assert dateline_of(["2023年10月30日 04:43 海岸日报网"], [PROSE]) is None
    assert dateline_of(["Published: May 3, 2024"], [PROSE]) is None


def test_a_page_keeps_its_dateline_with_where_it_stood(run) -> None:
    body = f"<h1>Harbour talks</h1><p>LISSE, April 26 (Coast Press) -- {PROSE}</p>" + f"<p>{PROSE}</p>" * 5
    found = run(f"<html><head><title>Harbour talks</title></head><body><article>{body}</article></body></html>")
    assert (found.place, found.dateline) == ("LISSE", "LISSE, April 26 (Coast Press)")
    assert [(one.field, one.value, one.source) for one in found.evidence if one.field == "place"] == [
        ("place", "LISSE", "lead-in")
    ]


def test_a_text_file_keeps_its_dateline(run) -> None:
    found = run(f"Harbour talks\n\nPort Lisse, Republic of Lisse\nApril 26, 2024\n\n{PROSE}\n", status=None)
    assert (found.place, found.dateline) == ("Port Lisse, Republic of Lisse", "Port Lisse, Republic of Lisse / April 26, 2024")
    found = run("港口会谈\n\n海岸社里瑟4月26日电 双方代表团耐心地讨论了港口和渔场的一系列问题。\n", status=None)
    assert found.place == "里瑟"
