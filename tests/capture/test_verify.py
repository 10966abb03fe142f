"""`readout verify --raw`: each kind of damage is found, named with its file, and comes with what to do."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capture.writers import CONSTANTS, begin_run, file_exchange
from readout.capture.exchange import Exchange
from readout.capture.intake import import_warc
from readout.capture.records import Intake, close_record
from readout.capture.verify import verify_raw
from readout.capture.warc import RawStore, read_captures
from readout.constants.capture import CaptureConstants
from readout.model import Capture
from readout.publishers import Publishers

Make = Callable[..., Exchange]
BODY = b"<p>The minister said so on Monday. " * 40


@pytest.fixture
def kept(raw: Path, exchange: Make, constants: CaptureConstants) -> list[Capture]:
    """A data/raw of one closed run: two answers, a revisit, a file, a broken answer."""
    record = begin_run(raw, "run")
    with RawStore(raw, "run", lambda: datetime.now(UTC), constants) as store:
        first = store.keep(exchange(BODY))
        captures = [
            first,
            store.keep(exchange(b"two", url="https://news.example/b")),
            store.keep(exchange(BODY, outcome="unchanged_digest", revisit_of=first)),
            store.keep(file_exchange("file:note.txt", b"a note")),
            store.keep(exchange(None, outcome="truncated", wire=b"HTTP/1.1 200 OK\r\n\r\nhal")),
        ]
    given = Intake(key="file:note.txt", sha256=None, at=captures[3].fetched_at, capture_id=captures[3].capture_id)
    close_record(raw, replace(record, intake=(given,)), captures[-1].fetched_at)
    return captures


def warc(raw: Path) -> Path:
    return next((raw / "warc").rglob("*.warc.gz"))


def unsound(raw: Path, captures: list[Capture]) -> dict[str, tuple[str, str]]:
    """State and problems of every file that is not sound."""
    found: dict[str, tuple[str, str]] = {}
    for check in verify_raw(raw, lambda: iter(captures)):
        if not check.is_sound:
            assert check.remedy
            assert check.problems
            found[check.file] = (check.state, "\n".join([found.get(check.file, ("", ""))[1], *check.problems]))
    return found


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a WARC file inside its gzip members, so that every member stays whole."""
    members = gzip.decompress(path.read_bytes()).split(b"WARC/1.1\r\n")[1:]
    changed = [change(b"WARC/1.1\r\n" + member) for member in members]
    path.write_bytes(b"".join(map(gzip.compress, changed)))


def test_what_is_as_we_left_it_is_sound(raw: Path, kept: list[Capture]) -> None:
    checks = list(verify_raw(raw, lambda: iter(kept)))
    assert [check.state for check in checks] == ["ok", "ok"]
    assert sum(check.captures for check in checks) == 5
    assert list(verify_raw(raw / "nothing")) == []


def test_a_flipped_byte_anywhere_in_a_warc_file_is_found(raw: Path, kept: list[Capture]) -> None:
    path, whole = warc(raw), warc(raw).read_bytes()
    headers = {0, 4, 5, 6, 7, 8, 9}  # of a gzip member: its time and system, which nothing is told by
    starts = [place for place in range(len(whole)) if whole.startswith(b"\x1f\x8b\x08", place)]
    silent = {start + offset for start in starts for offset in headers - {0}}
    for place in range(0, len(whole), 61):
        if place in silent:
            continue
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert path.relative_to(raw).as_posix() in unsound(raw, kept), f"byte {place}"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_cut_file_is_damaged_and_what_the_release_names_of_it_is_missed(raw: Path, kept: list[Capture], share: float) -> None:
    path = warc(raw)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    _, problems = unsound(raw, kept)[path.relative_to(raw).as_posix()]
    assert "no whole record" in problems
    assert f"the release names capture {kept[-1].capture_id}" in problems


def test_a_file_cut_between_two_groups_is_missed_by_who_names_its_captures(raw: Path, kept: list[Capture]) -> None:
    path = warc(raw)
    path.write_bytes(path.read_bytes()[: kept[3].warc_offset])
    assert unsound(raw, []).keys() == {"runs/run.json"}  # no release names them, but the run took one in
    assert unsound(raw, kept)[path.relative_to(raw).as_posix()][0] == "damaged"


def test_a_missing_file_is_named(raw: Path, kept: list[Capture]) -> None:
    name = warc(raw).relative_to(raw).as_posix()
    warc(raw).unlink()
    state, problems = unsound(raw, kept)[name]
    assert state == "missing"
    assert all(capture.capture_id in problems for capture in kept)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"<p>The minister", b"<p>The monitor!", "digest"),
        (b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha1:A", "payload digest"),
        (b"WARC-Block-Digest", b"WARC-Bl0ck-Digest", "no block digest"),
        (b"\r\nentity_sha256: ", b"\r\nentity_sha256: 0", "digest"),
        (b"\r\nfetched_at: ", b"\r\nfetched_ta: ", "lacks or garbles"),
        (b"WARC-Type: metadata", b"WARC-Type: metadatA", "without its metadata record"),
        (b"WARC-Concurrent-To: <urn:uuid:", b"WARC-Concurrent-To: <urn:uuid:0", "belong together"),
        (b"run_id: run", b"run_id: ran", "runs/ran.json is missing"),
        (b"\r\nfetched_at: 20", b"\r\nfetched_at: 19", "not of the day"),
    ],
)
def test_whole_members_that_say_something_else_are_damage(
    raw: Path, kept: list[Capture], old: bytes, new: bytes, problem: str
) -> None:
    path = warc(raw)

    def change(record: bytes) -> bytes:
        head, _, block = record.replace(old, new).partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
        return b"\r\n".join([*lines, b"Content-Length: %d" % (len(block) - 4), b"", block])

    rewrite(path, change)
    assert problem in unsound(raw, [])[path.relative_to(raw).as_posix()][1]


def test_a_file_of_nothing_and_a_file_of_zeros_are_damaged(raw: Path, kept: list[Capture]) -> None:
    for number, content in enumerate((b"", bytes(5000))):
        path = warc(raw).with_name(f"run-{number + 5}.warc.gz")
        path.write_bytes(content)
        assert unsound(raw, kept)[path.relative_to(raw).as_posix()][0] == "damaged"


def test_what_is_not_ours_is_foreign_and_never_opened(raw: Path, kept: list[Capture]) -> None:
    (raw / "notes.txt").write_text("x")
    (raw / "warc" / "dropped.warc.gz").write_bytes(warc(raw).read_bytes())
    (raw / "dangling").symlink_to("/nowhere")
    os.mkfifo(warc(raw).with_name("pipe-0.warc.gz"))
    found, folder = unsound(raw, kept), warc(raw).parent.relative_to(raw).as_posix()
    assert {name: state for name, (state, _) in found.items()} == dict.fromkeys(
        ("notes.txt", "warc/dropped.warc.gz", "dangling", f"{folder}/pipe-0.warc.gz"), "foreign"
    )


def test_records_of_runs_are_checked_too(raw: Path, kept: list[Capture]) -> None:
    path = raw / "runs" / "run.json"
    whole = path.read_text()
    path.write_text(whole[:-20])
    assert unsound(raw, kept)["runs/run.json"][0] == "damaged"
    path.write_text(whole.replace('"run_id": "run"', '"run_id": "other"'))
    assert "run other" in unsound(raw, kept)["runs/run.json"][1]
    path.write_text(whole.replace(json.loads(whole)["captured_at"], "2001-01-01T00:00:00+00:00"))
    assert "later than the end of its run" in unsound(raw, kept)[warc(raw).relative_to(raw).as_posix()][1]


def test_an_imported_archive_must_be_the_file_that_was_taken_in(raw: Path, kept: list[Capture], tmp_path: Path) -> None:
    given = tmp_path / "given.warc.gz"
    given.write_bytes(warc(raw).read_bytes())
    begin_run(raw, "second")
    with RawStore(raw, "second", lambda: datetime.now(UTC), CONSTANTS) as store:
        taken = import_warc(store, given, "given.warc.gz", publishers=Publishers(()), held=(), constants=CONSTANTS)
    assert len(taken.captures) == 3
    assert unsound(raw, [*kept, *taken.captures]) == {}
    imported = next((raw / "warc/imported").iterdir())
    imported.unlink()  # it may be a hard link to what was given
    imported.write_bytes(given.read_bytes() + b"\0")
    assert "digest" in unsound(raw, [])[f"warc/imported/{imported.name}"][1]
    imported.unlink()
    assert unsound(raw, [])[f"warc/imported/{imported.name}"][0] == "missing"


def test_a_run_that_lives_and_one_that_was_killed_are_no_damage(
    raw: Path, kept: list[Capture], exchange: Make, constants: CaptureConstants
) -> None:
    begin_run(raw, "alive")
    with RawStore(raw, "alive", lambda: datetime.now(UTC), constants) as store:
        more = store.keep(exchange(b"more"))
        path = next(raw.rglob("*.open"))
        with path.open("ab") as file:
            file.write(warc(raw).read_bytes()[:300])  # a group that is being written
        by_name = {check.file: check for check in verify_raw(raw, lambda: iter([*kept, more]))}
        assert all(check.is_sound for check in by_name.values())
        assert (by_name[path.relative_to(raw).as_posix()].state, by_name["runs/alive.json.open"].state) == ("open", "open")
        assert by_name[path.relative_to(raw).as_posix()].remedy is None
    assert all(check.is_sound for check in verify_raw(raw))


def test_the_command_exits_1_on_damage_and_says_what_to_do(raw: Path, kept: list[Capture], home: Path) -> None:
    def readout(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).with_name("readout"), "--data", raw.parent, *arguments]
        environment = {"PATH": "/usr/bin:/bin", "READOUT_HOME": str(home), "PYTHONPATH": str(home / "tasks")}
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    good = readout("verify", "--raw", "--index")
    assert (good.returncode, good.stdout.splitlines()[-1].endswith(": sound")) == (0, True)
    assert (raw / ".index/index.cdxj").read_bytes().count(b"\n") == 3
    warc(raw).write_bytes(warc(raw).read_bytes()[:-30])
    bad = readout("verify", "--raw", "--json")
    assert bad.returncode == 1
    states = {row["file"]: row["state"] for row in map(json.loads, bad.stdout.splitlines())}
    assert states[warc(raw).relative_to(raw).as_posix()] == "damaged"
    assert "need care" in bad.stderr


def test_memory_does_not_grow_with_the_size_of_a_file(raw: Path, exchange: Make, constants: CaptureConstants) -> None:
    begin_run(raw, "run")
    with RawStore(raw, "run", lambda: datetime.now(UTC), constants) as store:
        for number in range(300):
            store.keep(exchange(bytes(range(256)) * 350, url=f"https://news.example/{number}"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert all(check.state == "open" or check.is_sound for check in verify_raw(raw))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000  # kB; the blocks together are 27 MB
    assert len(read_captures(raw)) == 300
