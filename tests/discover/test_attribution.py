"""Sources named without an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readout.constants.discover import DiscoverConstants
from readout.discover.attribution import implied_sources
from readout.publishers import Publishers

BODY = "A first line\nA second line\nA third line\n"


@pytest.fixture(scope="session")
def short_head(constants: DiscoverConstants) -> DiscoverConstants:
    """The shipped constants, but for a head of three lines."""
    return replace(constants, head_lines=3)


def named(text: str, publishers: Publishers, constants: DiscoverConstants) -> list[str]:
    return [text[source.start : source.end] for source in implied_sources(text, publishers.all, constants)]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Harbour Herald\n\nA headline", "Harbour Herald"),
        ("A headline\n2023年10月30日 04:43 \xa0\xa0\xa0 海港先驱报网\n正文", "海港先驱报网"),
        ("A headline\nApril 26, 2024 | Harbour Herald | Press release", "Harbour Herald"),
        (BODY + "By Harbour Herald\nMore", "By Harbour Herald"),
        (BODY + "By The Harbour Herald | April 3, 2024", "By The Harbour Herald"),
        (BODY + "（来源：海港先驱报）", "来源：海港先驱报"),
        (BODY + "文章来源: 海港先驱报网 2024-04-26", "文章来源: 海港先驱报网"),
        (BODY + "Source: Harbour Herald", "Source: Harbour Herald"),
        (BODY + "Source: Harbour Herald Published: Sep 08, 2026", "Source: Harbour Herald"),
        (BODY + "2026-09-08 本文来源：海港先驱报", "本文来源：海港先驱报"),
        (BODY + "Press release | Distributed by HeraldWire on 04/26/2024", "Distributed by HeraldWire"),
        (BODY + "The below is attributable to Spokesperson Jane Roe:", "attributable to Spokesperson Jane Roe"),
        (BODY + "the minister left, the Harbour Herald reported.", "the Harbour Herald reported"),
        (BODY + "Harbour Herald reports from the port", "Harbour Herald reports"),
        (BODY + "据海港社26日报道，部长已离开。", "据海港社26日报道"),
        (BODY + "海港社报道称", "海港社报道"),
    ],
)
def test_a_source_is_missed_or_cut_elsewhere(herald: Publishers, short_head: DiscoverConstants, text: str, phrase: str) -> None:
    assert named(text, herald, short_head) == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "By Jane Roe\n\nA headline",
        "By Jane Roe, Staff Writer",
        BODY + "Harbour Herald\n",  # below the head a name alone is a heading
        BODY + "the Harbour Herald is a newspaper",
        BODY + "Harbour Heralds reported",
        BODY + "By Harbour Herald standards this is short.",
        BODY + "Distributed by HeraldWires",
        BODY + "Distributed by the post office",
        BODY + "MyHarbour Herald reported",
        BODY + "来源：别处",
        BODY + "attributable to Spokesperson someone",
        BODY + "报道",
        "",
        "\n \n",
    ],
)
def test_a_phrase_of_no_publisher_counts(herald: Publishers, short_head: DiscoverConstants, text: str) -> None:
    assert named(text, herald, short_head) == []


def test_a_date_in_a_long_paragraph_is_taken_for_that_of_the_source(herald: Publishers, short_head: DiscoverConstants) -> None:
    line = "Press release | Distributed by HeraldWire on 04/26/2024"
    paragraph = "On 26 April 2024 somebody spoke. " * 10 + "The minister left, the Harbour Herald reported."
    found = implied_sources(f"{line}\n{paragraph}", herald.all, short_head)
    assert [(source.published_on, source.in_head) for source in found] == [(date(2024, 4, 26), True), (None, True)]


@pytest.mark.parametrize(
    "line",
    [
        "Reuters is a news agency based in London.",
        "Reuters reporters were barred from the room.",
        "A Reuters report said that the talks had failed.",
        "The Reuters reporting team won a prize.",
        "He told Reuters on Monday that the reports were false.",
        "The story was not reported by Reuters.",
        "Global Times readers reported problems with the site.",
        "The Global Times editorial board reports to the party.",
        "The Department of State reports annually to Congress.",
        "By Reuters' own account the figure is wrong.",
        "By all accounts the Global Times was early.",
        "Source: a person familiar with the matter",
        "Source: Reuters Institute Digital News Report",
        "Sources: officials at the State Department",
        "Resource: Reuters handbook",
        "The U.S. Department of State issued a statement.",
        "The remarks are attributable to a spokesperson.",
        "This is attributable to Spokesperson error.",
        "Distributed by Public Health England, the leaflet was free.",
        "Distributed by Public Radio International.",
        "The paper is distributed by publicans.",
        "The public reported delays.",
        "来源于生活的艺术。",
        "消息来源：一位不愿透露姓名的官员",
        "资金来源：环球时报",
        "图片来源：路透社",
        "水的来源：路透社区供水站",
        "路透社记者被拒之门外。",
        "他对路透社的报道表示不满。",
        "环球时报社发表声明，否认有关报道。",
        "美国驻华大使馆位于北京。",
        "美国国务院发言人表示，双方将继续沟通。",
        "有关报道称，谈判破裂。",
        "不要相信环球时报报道的内容。",
        "转自己的账户需要验证。",
        "以下来自发言人的办公室",
    ],
)
def test_an_ordinary_sentence_names_a_source(shipped: Publishers, constants: DiscoverConstants, line: str) -> None:
    assert named("A line of the head of the document\n" * constants.head_lines + line, shipped, constants) == []


LINES = st.lists(
    st.sampled_from(["By Harbour Herald", "Harbour Herald", "来源：海港先驱报", "Distributed by HeraldWire", "海港社报道", "a line", "", "\xa0"]), max_size=10
)  # fmt: skip


@given(LINES)
def test_sources_overlap_or_depend_on_the_order_of_publishers(
    herald: Publishers, short_head: DiscoverConstants, lines: list[str]
) -> None:
    text = "\n".join(lines)
    found = implied_sources(text, herald.all, short_head)
    assert implied_sources(text, herald.all[::-1], short_head) == found
    assert all(one.end <= other.start for one, other in pairwise(found))
