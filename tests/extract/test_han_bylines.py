"""By-lines as Chinese papers print them."""

from __future__ import annotations

import pytest

from readout.extract.details.han_bylines import han_authors, han_name_alone, han_signature


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("海岸日报记者 李华 王明", ["李华", "王明"]),
        ("□ 本报记者 李华 通讯员 王明", ["李华", "王明"]),
        ("本报记者李华发自里瑟港", ["李华"]),
        ("【海岸时报驻里瑟特约记者 欧阳明】港口开放。", ["欧阳明"]),
        ("海岸社里瑟4月26日电（记者李华、王明）港口开放。", ["李华", "王明"]),
        ("据海岸日报记者 王明报道，今天港口开放", []),
        ("记者从会上获悉，港口今年开放", []),
        ("【海岸时报综合报道】港口开放。", []),
    ],
)
def test_reporters_are_named_behind_their_word(line: str, names: list[str]) -> None:
    assert [author.name for author in han_authors(line)] == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("（李华）", ["李华"]),
        ("港口开放。（李华 王明）", ["李华", "王明"]),
        ("（完）", []),
        ("（未完待续）", []),
        ("（海岸社）", []),
    ],
)
def test_a_name_in_brackets_signs_a_text(line: str, names: list[str]) -> None:
    assert [author.name for author in han_signature(["港口。", line])] == names


def test_a_name_alone_at_the_head_is_the_authors_and_a_rubric_is_not() -> None:
    assert [author.name for author in han_name_alone(["李华", "港口开放。"])] == ["李华"]
    assert han_name_alone(["苏州", "港口开放。"]) == han_name_alone(["前言", "港口开放。"]) == []
