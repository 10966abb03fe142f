"""Published data that are not as we left them, and folders that cannot be written."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import made_tables as made
import pytest
import writers
from made_tables import TEXTS

from readout.errors import CannotWrite, NewerFormat, StoreDamaged
from readout.releases.records import FORMAT
from readout.releases.store import Store

MORE = [*TEXTS, "Nobody came."]
RECORD = "releases/00000001/release.json"
UNSHARE = (
    shutil.which("unshare") and not subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
)
own_mounts = pytest.mark.skipif(not UNSHARE, reason="this system allows no mount namespaces: `unshare -rm` fails")


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(path, bytes(content))


def capture_file(root: Path) -> Path:
    return next((root / "releases/00000001/captures").iterdir())


DAMAGES: dict[str, Callable[[Path], object]] = {
    "00000002 holds no release.json": lambda root: (root / "releases/00000002").mkdir(),
    "notes.txt is no release": lambda root: (root / "releases/notes.txt").write_text("x"),
    "release.json is damaged: Expecting": lambda root: overwrite(root / RECORD, b'{"format": 1,'),
    "release.json is damaged: 12 validation errors": lambda root: overwrite(root / RECORD, b'{"format": 1}'),
    "release.json is damaged: list indices": lambda root: overwrite(root / RECORD, b"[]"),
    "release.json is damaged: 'utf-8'": lambda root: overwrite(root / RECORD, b'{"format": "\xff"}'),
    "speaks of release 1": lambda root: (root / "releases/00000001").rename(root / "releases/00000007"),
    "is not the file that was published": lambda root: flip(capture_file(root)),
    "is missing": lambda root: capture_file(root).unlink(),
    "cannot be read": lambda root: overwrite(next((root / "releases/00000001/documents").iterdir()), b"PAR1"),
    "latest is a directory": lambda root: ((root / "latest").unlink(), (root / "latest").mkdir()),
}


@pytest.mark.parametrize("problem", DAMAGES)
def test_damage_stops_the_writer_with_a_remedy_and_publishes_nothing(store: Store, problem: str) -> None:
    DAMAGES[problem](store.root)
    before = sorted(store.root.glob("releases/*"))
    with pytest.raises(StoreDamaged, match=problem) as caught:
        store.publish(made.make_tables(MORE), made.about("run-2"), expected=1)
    assert caught.value.remedy
    assert sorted(store.root.glob("releases/*")) == before
    assert not [path for path in store.root.glob(".*") if path.name != ".writer.lock"]


def test_reading_a_release_that_lost_a_file_names_the_file(store: Store) -> None:
    head = store.head()
    assert head is not None
    lost = capture_file(store.root)
    lost.unlink()
    with pytest.raises(StoreDamaged, match=lost.name):
        store.read(head, "captures")


def test_an_older_readout_refuses_newer_data(store: Store) -> None:
    path = store.root / RECORD
    overwrite(path, path.read_bytes().replace(b'"format": 1', b'"format": %d' % (FORMAT + 1)))
    with pytest.raises(NewerFormat, match="newer readout"):
        store.publish(made.make_tables(MORE), made.about("run-2"), expected=1)


def full_at(step: str, place: int) -> writers.WatchedDisk:
    """A disk that is full when it takes its n-th step of one kind."""
    steps = itertools.count()

    def fail(taken: str, path: Path) -> None:
        if taken == step and not path.name.startswith(".probe") and next(steps) == place:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    return writers.WatchedDisk(fail)


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("write", 0),
        ("write", 9),
        ("sync", 0),
        ("sync", 20),
        ("make_directory", 0),
        ("make_directory", 7),
        ("link", 3),
        ("rename", 2),
    ],
)
def test_a_disk_that_is_full_at_any_step_leaves_the_head_and_nothing_else(processed: Path, step: str, place: int) -> None:
    store = Store(processed, made.small_files(), disk=full_at(step, place))
    with pytest.raises(CannotWrite, match="is full"):
        store.publish(made.make_tables(MORE), made.about("run-2"), expected=1)
    assert not [path for path in processed.glob(".*") if path.name != ".writer.lock"]
    published = Store(processed, made.small_files()).publish(made.make_tables(MORE), made.about("run-2"), expected=1)
    assert published is not None
    assert published.number == 2


def in_own_mounts(script: str, *arguments: object) -> str:
    """Run a shell script as root of a mount namespace of its own; it finds its arguments as $1 and on."""
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", script, "sh", *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return done.stdout


@own_mounts
def test_a_real_disk_that_runs_full_keeps_what_was_published(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=1500k tmpfs "$1"; exec "$2" "$3" "$1/processed"'
    told = in_own_mounts(script, tmp_path, sys.executable, writers.__file__)
    assert f"the disk that holds {tmp_path / 'processed'} is full" in told
    assert "staging left: 0" in told
    assert int(told.rpartition("whole: ")[2]) >= 1


@own_mounts
def test_a_read_only_folder_is_refused_before_any_work(processed: Path) -> None:
    script = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; exec "$2" "$3" "$1"'
    told = in_own_mounts(script, processed, sys.executable, writers.__file__)
    assert "cannot be written: Read-only file system" in told
    assert "--data DIR" in told
    assert "whole: 1" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder; the read-only mount stands for this")
def test_a_folder_without_permission_is_refused_before_any_work(store: Store) -> None:
    store.root.chmod(0o555)
    with pytest.raises(CannotWrite, match="cannot be written"):
        store.check()
    store.root.chmod(0o755)


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(CannotWrite, match="is a file where a folder must be"):
        Store(tmp_path / "data/processed", made.shipped()).check()


def test_a_check_makes_the_folder_and_leaves_nothing_in_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "data/processed", made.shipped())
    assert store.check() is None
    assert list(store.root.iterdir()) == []
