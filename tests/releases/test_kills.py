"""kill -9 at every named step, and writers that do not wait for each other: real processes, nothing torn, nothing lost."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.context import ForkServerContext
from pathlib import Path

import made_tables as made
import pytest
import writers
from made_tables import TEXTS

from readout.errors import BadRequest, HeadMoved
from readout.model import TABLES
from readout.releases.contracts import check_tables
from readout.releases.diff import contents_of
from readout.releases.failpoints import NAMES, kill_at
from readout.releases.hashes import compare_content
from readout.releases.store import Store

MORE = [*TEXTS, "Nobody came."]
COMMITTED = NAMES[NAMES.index("after_commit") :]


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Real processes that start quickly: they are forked from a server that has everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["writers", "pandas"])  # pyarrow imports pandas when it first makes an array
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # the server knows no other path when it imports
        warm = context.Process(target=made.make_run)
        warm.start()
        warm.join()
    return context


def check_whole(store: Store, number: int, texts: list[str]) -> None:
    head = store.head()
    assert head is not None
    assert head.number == number
    tables = {table: store.read(head, table) for table in TABLES}
    check_tables(tables)  # every reference resolves, every text is whole
    assert compare_content(contents_of(tables), contents_of(made.make_tables(texts))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_kill_leaves_a_whole_head_and_the_next_run_finishes(store: Store, processes: ForkServerContext, name: str) -> None:
    child = processes.Process(target=writers.publish, args=(str(store.root), 1, "run-2", MORE, name))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    committed = name in COMMITTED
    check_whole(store, *((2, MORE) if committed else (1, TEXTS)))
    assert (store.root / "latest/release.json").exists()
    assert writers.publish(str(store.root), 2 if committed else 1, "run-2", MORE) == 2
    check_whole(store, 2, MORE)
    assert (store.root / "latest").readlink() == Path("releases/00000002")
    assert sorted(path.name for path in store.root.iterdir()) == [".writer.lock", "latest", "releases"]


def test_a_publish_passes_every_failpoint_in_order(processed: Path) -> None:
    passed: list[str] = []
    Store(processed, made.small_files(), failpoint=passed.append).publish(
        made.make_tables(MORE), made.about("run-2"), expected=1
    )
    assert tuple(dict.fromkeys(sorted(passed, key=NAMES.index))) == NAMES
    assert list(dict.fromkeys(passed))[-6:] == list(NAMES[-6:])


def test_an_unknown_failpoint_is_bad_input() -> None:
    with pytest.raises(BadRequest, match="no such failpoint"):
        kill_at("before_lunch")
    kill_at(None)("before_commit")
    kill_at("after_swap")("before_commit")


@pytest.mark.parametrize("lock_seconds", [60.0, 0.0], ids=["waiting for the lock", "ignoring it"])
def test_two_writers_lose_no_row(tmp_path: Path, processes: ForkServerContext, lock_seconds: float) -> None:
    pages = [range(2), range(2, 4)]
    both = [processes.Process(target=writers.add_pages, args=(str(tmp_path), numbers, lock_seconds)) for numbers in pages]
    for writer in both:
        writer.start()
    for writer in both:
        writer.join()
    assert [writer.exitcode for writer in both] == [0, 0]
    store = Store(tmp_path, made.small_files())
    head = store.head()
    assert head is not None
    assert store.read(head, "documents").column("document_id").to_pylist() == [made.document_id(number) for number in range(4)]
    assert [release.number for release in store.history()] == [4, 3, 2, 1]


def test_a_writer_that_another_one_overtook_plans_again(processed: Path) -> None:
    """It stalls before the rename, its staging out of the other's sight, and finds its number taken."""

    def overtake(name: str) -> None:
        if name == "before_commit":
            (staging,) = processed.glob(".staging-*")
            hidden = staging.rename(processed.parent / "stalled")
            writers.publish(str(processed), 1, "run-2", TEXTS[:2], lock_seconds=0.0)
            hidden.rename(staging)

    stalled = Store(processed, made.small_files(), failpoint=overtake)
    with pytest.raises(HeadMoved, match="another writer published release 2 first"):
        stalled.publish(made.make_tables(MORE), made.about("run-3"), expected=1)
    check_whole(stalled, 2, TEXTS[:2])
    assert not list(processed.glob(".staging-*"))


def test_a_writer_whose_staging_was_swept_begins_again(processed: Path) -> None:
    swept: list[str] = []

    def sweep_once(name: str) -> None:
        if name == "table_done" and not swept:
            (staging,) = processed.glob(".staging-*")
            staging.rename(processed / ".trash-staging-x")
            swept.append(staging.name)

    store = Store(processed, made.small_files(), failpoint=sweep_once)
    assert store.publish(made.make_tables(MORE), made.about("run-2"), expected=1) is not None
    assert swept
    check_whole(store, 2, MORE)


def test_every_file_is_on_the_disk_before_its_directory_and_all_before_the_commit(processed: Path) -> None:
    done: list[tuple[str, Path]] = []
    disk = writers.WatchedDisk(lambda step, path: done.append((step, path)))
    Store(processed, made.small_files(), disk=disk).publish(made.make_tables(MORE), made.about("run-2"), expected=1)
    commits = [place for place, (step, path) in enumerate(done) if step == "rename" and path.name.startswith(".staging-")]
    commit, staging = commits[0], done[commits[0]][1]
    steps = [entry for entry in done[:commit] if staging in (entry[1], *entry[1].parents)]
    written = [path for step, path in steps if step == "write"]
    assert written
    for path in written:
        synced = steps.index(("sync", path))
        assert (
            steps.index(("write", path))
            < synced
            < max(place for place, entry in enumerate(steps) if entry == ("sync", path.parent))
        )
    for path in (path for step, path in steps if step == "link"):
        assert steps.index(("link", path)) < steps.index(("sync", path.parent))
    assert steps[-1] == ("sync", staging)
    assert ("sync", processed / "releases") in done[commit:]
    assert done.index(("sync", processed / "releases")) < done.index(("sync", processed), commit)
