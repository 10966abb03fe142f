"""The CDXJ index: keys as replay tools make them, lines in order, however many there are."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from capture.pywb import BINARIES, need_pywb
from readout.capture.cdxj import INDEX, replay_key, write_index
from readout.capture.exchange import Exchange
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants

HOST = "http://news.example"
ADDRESSES = [
    "https://www.News.example:443/A//b/../C/?b=2&a=%7E1#top",
    "https://www2.news.example/x", "http://wwww.news.example/", "http://www.example/", "http://NEWS.example./a",
    "http://新闻.example/", "http://user:pw@news.example/a", "http://93.184.216.34/a", f"{HOST}:8080/x",
    "https://archive.example/web/20200101000000id_/http://www.news.example/A?b",
    *(HOST + rest for rest in (
        "", "/", "?", "/?", "/a/", "/a//", "/a/..", "/a/.", "/a/../../b", "/a//../b", "/./a/./", "/a/b//../../c/", "/a...",
        "/%E5%A4%96/", "/外交部?问=答&a", "/a%2Fb%23c?d=%26e", "/%zz", "/a b?c d", "/?%25%32%35", "/?a%20b+c",
        "/a?x=&y", "/a?&&b=1", "/a?b=2&b=10&a=z=1", "/a?sid=" + 32 * "a" + "&b=1", "/a?b=1&PHPSESSID=" + 32 * "9" + "&c",
        "/a?b=1&sid=" + 32 * "A", "/a?cfid=1&cftoken=2&z=3", "/a;jsessionid=123?x=1", "/(S(abcdefghijklmnopqrstuvwx))/x.aspx?a=1",
        "/~x/!$'()*,:;@[]^_`{|}\"<>\\",
    )),
]  # fmt: skip


def test_keys_are_those_that_pywb_looks_up() -> None:
    need_pywb()
    asked = "import json, sys, surt; print(json.dumps([surt.surt(url) for url in json.load(sys.stdin)]))"
    done = subprocess.run(
        [BINARIES / "python", "-c", asked], input=json.dumps(ADDRESSES), capture_output=True, text=True, check=True
    )
    assert {url: replay_key(url) for url in ADDRESSES} == dict(zip(ADDRESSES, json.loads(done.stdout), strict=True))


def test_an_index_larger_than_memory_is_merged_in_order(
    raw: Path, exchange: Callable[..., Exchange], constants: CaptureConstants
) -> None:
    with RawStore(raw, "run", lambda: datetime.now(UTC), constants) as store:
        for number in range(11):
            store.keep(exchange(b"%d" % number, url=f"https://news.example/{number * 7 % 11}"))
        store.keep(exchange(None, outcome="dns_error", response=None))
        assert write_index(raw, 4) == 0  # its file is still being written
    assert write_index(raw, 4) == 11
    lines = (raw / INDEX).read_bytes().splitlines()
    assert lines == sorted(lines)
    key, _, told = lines[0].decode().split(" ", 2)
    assert key == "example,news)/0"
    assert (raw / json.loads(told)["filename"]).is_file()
    assert [path.name for path in (raw / ".index").iterdir()] == ["index.cdxj"]
