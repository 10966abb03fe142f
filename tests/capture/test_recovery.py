"""After a crash: acknowledged is recovered, unfinished is cut, damaged is set aside."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readout.capture.exchange import Exchange
from readout.capture.warc import RawStore, read_captures, read_entity, recover
from readout.constants.capture import CaptureConstants

Make = Callable[..., Exchange]

WRITER = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from readout.capture.exchange import Exchange
from readout.capture.warc import RawStore
from readout.constants.capture import CaptureConstants

constants = CaptureConstants(**json.loads(sys.argv[2]))
store = RawStore(Path(sys.argv[1]), "killed", lambda: datetime.now(UTC), constants)
for number in range(100_000):
    key = f"file:{number}"
    made = Exchange(purpose="page", url_key=key, original_url=key, url=key, publisher=None, via="file", outcome="ok", fetch_id="f",
                    entity=bytes(str(number), "ascii") * 9999)
    print(store.keep(made).capture_id, flush=True)
"""


def abandoned(store: RawStore) -> Path:
    """The file of a store whose process died: unlocked, still open by name."""
    assert store._file
    store._file.close()
    store._file = None
    return next(store.raw.rglob("*.open"))


@pytest.mark.parametrize("acknowledged", [1, 7, 23])
def test_kill_9_loses_nothing_that_was_acknowledged(raw: Path, constants: CaptureConstants, acknowledged: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(raw), json.dumps(asdict(constants))], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        ids = [child.stdout.readline().strip() for _ in range(acknowledged)]
        os.kill(child.pid, signal.SIGKILL)
        ids += child.stdout.read().split("\n")[:-1]
    assert len(recover(raw)) == 1
    captures = {capture.capture_id: capture for capture in read_captures(raw)}
    assert set(ids) <= set(captures)
    for capture in captures.values():
        assert read_entity(raw, capture, captures).body == capture.url_key.removeprefix("file:").encode() * 9999
    assert not list(raw.rglob("*.open"))
    assert recover(raw) == []


def test_whatever_byte_a_write_stopped_at_the_groups_before_it_stay(store: RawStore, raw: Path, exchange: Make) -> None:
    first = store.keep(exchange(b"one"))
    safe = next(raw.rglob("*.open")).stat().st_size
    store.keep(exchange(b"two"))
    path = abandoned(store)
    whole = path.read_bytes()
    for size in range(safe, len(whole), 37):
        path.write_bytes(whole[:size])
        assert read_captures(raw) == [first]
        assert len(recover(raw)) == 1
        final = path.with_name(path.name.removesuffix(".open"))
        assert final.stat().st_size == safe
        assert read_captures(raw) == [first]
        final.rename(path)


def test_a_file_without_a_whole_exchange_is_removed(store: RawStore, raw: Path, exchange: Make) -> None:
    capture = store.keep(exchange())
    path = abandoned(store)
    path.write_bytes(path.read_bytes()[: capture.warc_offset + 10])
    assert "removed" in recover(raw)[0]
    assert not path.exists()
    assert read_captures(raw) == []


def test_a_writer_that_lives_is_left_alone(store: RawStore, raw: Path, exchange: Make) -> None:
    store.keep(exchange())
    assert recover(raw) == []
    store.keep(exchange())
    assert len(read_captures(raw)) == 2


def test_damage_in_the_middle_is_set_aside_uncut(store: RawStore, raw: Path, exchange: Make) -> None:
    capture = store.keep(exchange(b"one " * 100))
    store.keep(exchange(b"two"))
    path = abandoned(store)
    data = bytearray(path.read_bytes())
    data[capture.warc_offset + 40] ^= 0xFF
    path.write_bytes(data)
    assert "set aside" in recover(raw)[0]
    assert (raw / "damaged" / path.name).read_bytes() == data
    assert not path.exists()


def test_a_torn_record_of_a_page_that_is_itself_an_archive_is_no_damage(
    store: RawStore, raw: Path, exchange: Make, constants: CaptureConstants, tmp_path: Path
) -> None:
    with RawStore(tmp_path / "other", "other", lambda: datetime.now(UTC), constants) as other:
        other.keep(exchange(b"two"))
    first = store.keep(exchange(b"one"))
    path = abandoned(store)
    within = next((tmp_path / "other").rglob("*.warc.gz")).read_bytes()
    page = b"WARC/1.1\r\nContent-Length: 150000\r\n\r\n" + within + bytes(150_000 - len(within)) + b"\r\n\r\n"
    with path.open("ab") as file:
        file.write(gzip.compress(page, 0)[:90_000])  # not compressed: the members within stand in ours as they are
    assert read_captures(raw) == [first]
    assert "cut off" in recover(raw)[0]
    assert read_captures(raw) == [first]
