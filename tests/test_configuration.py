"""Checked TOML: what every message says, and on which line."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readout.configuration import read_toml
from readout.errors import BadConfig
from readout.publishers import Publisher
from readout.toml_lines import lines_of_keys
from readout.watchlists import Watchlist

PUBLISHER = """\
# a comment with [brackets] and key = value
name = "The Herald" # here, too: = [
domains = [
    "herald.example", # "quoted"
]
authority = "outlet"
licence = '''
licence = "not a key"
[nor] = a table'''
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A table in a file of constants."""

    count: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """A file of constants."""

    share: float
    inner: Inner


def problem_of(tmp_path: Path, text: str | bytes, model: type = Publisher, **given: str) -> str:
    path = tmp_path / "herald.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadConfig) as caught:
        read_toml(path, model, **({"id": "herald"} | given if model in {Publisher, Watchlist} else given))
    assert caught.value.remedy
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own bytes
    return caught.value.problem.removeprefix(f"{tmp_path}/")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("delay_second = 5.0", "herald.toml:10: unknown key 'delay_second'; did you mean 'delay_seconds'?"),
        ("zzz = 1", "herald.toml:10: unknown key 'zzz'"),
        ("[key]\n\nkeeps = []", "herald.toml:12: unknown key 'keeps'; did you mean 'keep'?"),
        ("key.keeps = []", "herald.toml:10: unknown key 'keeps'; did you mean 'keep'?"),
        ('[[layout]]\nname = "a"\n[[layout]]\nname = "b"\nboddy = "p"', "herald.toml:14: unknown key 'boddy'; did you mean 'body'?"),
        ('[[layout]]\nname = "a"\n\n[layout.published]\ncss = "p"\nzones = "UTC"', "herald.toml:15: unknown key 'zones'; did you mean 'zone'?"),
        ('[[layout]]\nname = "a"\npublished = { css = "p", zones = "UTC" }', "herald.toml:12: unknown key 'zones'; did you mean 'zone'?"),
        ('[[layout]]\nsince = 2021-01-20', "herald.toml:10: missing key 'name' in [layout.0]"),
        ("delay_seconds = 'five'", "herald.toml:10: delay_seconds: Input should be a valid number: 'five'"),
        ("redistribute = 1", "herald.toml:10: redistribute: Input should be a valid boolean: 1"),
        ("delay_seconds = -1.0", "herald.toml:10: delay_seconds: Input should be greater than or equal to 0: -1.0"),
        ('[[layout]]\nname = "a"\nbody = "p[["', "herald.toml:12: layout.0.body: is no CSS selector that we understand: 'p[['"),
        ('[[layout]]\nname = "a"\ntitle = ["h1", "h1:::x"]', "herald.toml:12: layout.0.title.1: is no CSS selector that we understand: 'h1:::x'"),
        ('[[layout]]\nname = "a"\nstop = ["(a"]', "herald.toml:12: layout.0.stop.0: is no regular expression"),
        ('[[layout]]\nname = "a"\npublished = { css = "p", zone = "Asia/Shanghia" }', "did you mean 'Asia/Shanghai'?"),
        ('[[layout]]\nname = "a"\npublished = { css = "p", formats = ["%Q"] }', "herald.toml:12: layout.0.published.formats.0: is no date format"),
        ('[attribution]\nbyline = ["(Herald"]', "herald.toml:11: attribution.byline.0: is no regular expression"),
        ("[key]\npath_regex = '^/x$'", "herald.toml:11: key.path_regex: has no group ( ) for what it is to find: '^/x$'"),
        ('[[archive]]\nhost = "https://old.herald.example/"', "herald.toml:11: archive.0.host: String should match pattern"),
        ('id = "other"', "herald.toml:10: key 'id' is not written, it is the file's name"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_without_its_line_its_key_or_the_nearest_known_key(tmp_path: Path, more: str, problem: str) -> None:
    assert problem in problem_of(tmp_path, PUBLISHER + more + "\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = \n", "herald.toml:1: not valid TOML"),
        ('name = "a"\nname = "b"\n', "herald.toml:2: not valid TOML"),
        ('name = "a"\nx = [1,\n', "herald.toml:2: not valid TOML"),
        (b"name = '\xff\xfe'\n", "herald.toml: not UTF-8 at byte 8"),
    ],
)
def test_broken_text_is_reported_without_file_and_line(tmp_path: Path, text: str | bytes, problem: str) -> None:
    assert problem in problem_of(tmp_path, text)


def test_a_file_that_is_not_there_gives_a_bare_system_error(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="cannot be read: No such file"):
        read_toml(tmp_path / "absent.toml", Publisher, id="absent")


def test_further_mistakes_of_a_file_go_uncounted(tmp_path: Path) -> None:
    assert problem_of(tmp_path, PUBLISHER + "a = 1\nb = 2\n").endswith("(and 1 more)")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("share = 0.5\n", "herald.toml:1: missing key 'inner'"),
        ("share = 0.5\n[inner]\ncount = 1\n", "herald.toml:2: missing key 'words' in [inner]"),
        (
            "share = 0.5\n[inner]\ncount = 1\nwords = []\ncuont = 2\n",
            "herald.toml:5: unknown key 'cuont'; did you mean 'count'?",
        ),
        ("share = '0.5'\n[inner]\ncount = 1\nwords = []\n", "herald.toml:1: share: Input should be a valid number: '0.5'"),
        ("share = inf\n[inner]\ncount = 1\nwords = []\n", "herald.toml:1: share: Input should be a finite number: inf"),
        ("share = nan\n[inner]\ncount = 1\nwords = []\n", "herald.toml:1: share: Input should be a finite number: nan"),
        ("share = 1\n[inner]\ncount = 1.5\nwords = []\n", "herald.toml:3: inner.count: Input should be a valid integer: 1.5"),
    ],
)
def test_a_table_of_constants_is_checked_less_than_a_publisher(tmp_path: Path, text: str, problem: str) -> None:
    assert problem in problem_of(tmp_path, text, Outer)


def test_whole_numbers_are_refused_where_a_share_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("share = 1\n[inner]\ncount = 2\nwords = ['a']\n")
    assert read_toml(path, Outer) == Outer(share=1.0, inner=Inner(count=2, words=("a",)))


def test_a_password_in_a_file_is_repeated_in_the_message(tmp_path: Path) -> None:
    message = problem_of(tmp_path, 'title = "T"\nurls = ["https://me:pw@a.example/"]\n', Watchlist)
    assert "https://***@a.example/" in message
    assert "pw" not in message


def test_a_key_that_must_not_be_written_is_offered(tmp_path: Path) -> None:
    path = tmp_path / "herald.toml"
    path.write_text(PUBLISHER.replace("authority", "autority"))
    with pytest.raises(BadConfig) as caught:
        read_toml(path, Publisher, id="herald")
    assert "authority" in caught.value.remedy
    assert "id" not in caught.value.remedy.removeprefix("Known here: ").rstrip(".").split(", ")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('documents = ["../notes/*.txt"]', "herald.toml:2: documents.0: leaves the home and data folders"),
        ('documents = ["/etc/passwd"]', "leaves the home and data folders"),
        ('documents = ["a/../../b"]', "leaves the home and data folders"),
        ('[[warc]]\npath = "~/x.warc.gz"', "herald.toml:3: warc.0.path: leaves the home and data folders"),
        ('[[warc]]\npath = "x.warc.gz"\ntake = "some"', "herald.toml:4: warc.0.take: Input should be 'cited' or 'all': 'some'"),
        ('urls = [\n  "https://a.example/",\n  "ftp://a.example/"\n]', "herald.toml:2: urls.1: does not begin with https:// or http://"),
        ('urls = ["https://me:pw@a.example/"]', "holds a user name or password"),
        ("depth = 3", "herald.toml:2: depth: Input should be less than or equal to 2: 3"),
        ('schedule = { cron = "daily" }', "herald.toml:2: schedule.cron"),
        ('schedule = { cron = "99 5 * * *" }', "schedule.cron: is no cron line of five fields (Bad minute)"),
        ('schedule = { cron = "0 0 31 2 *" }', "schedule.cron: is no cron line"),
        ('[[feed]]\nurl = "https://a.example/f"\nincludes = ["x"]', "herald.toml:4: unknown key 'includes'; did you mean 'include'?"),
    ],
)  # fmt: skip
def test_a_watchlist_may_leave_its_folders_or_ask_for_what_is_no_address(tmp_path: Path, more: str, problem: str) -> None:
    assert problem in problem_of(tmp_path, f'title = "T"\n{more}\n', Watchlist)


NAMES = st.text("abcXYZ09_-", min_size=1, max_size=6)
VALUES = st.sampled_from(
    ['"x = 1"', "[\n 1,\n 2,\n]", "'''\na = 1\n[b]\n'''", '"""\n\\"""\n"""', "{ a = 1, b = [2] }", "1 # [c] d = 2"]
)


@settings(max_examples=60)
@given(st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=4), max_size=4))
def test_a_key_is_found_on_another_line_than_its_own(tables: dict[str, dict[str, str]]) -> None:
    text, expected = "", {}
    for table, pairs in tables.items():
        text += f"[{table}]\n"
        expected[(table,)] = text.count("\n")
        for key, value in pairs.items():
            expected[(table, key)] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    assert lines_of_keys(text) == expected
