"""Publishing: what a release holds, what it shares with its parent, and when there is none."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

import made_tables as made
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from made_tables import TEXTS

from readout.errors import ContractBroken, HeadMoved
from readout.model import TABLES
from readout.releases.diff import contents_of
from readout.releases.disk import Disk
from readout.releases.hashes import compare_content
from readout.releases.records import Release
from readout.releases.schema import from_arrow, schema_of
from readout.releases.store import Published, Store

MORE = [*TEXTS, "Nobody came."]


def inodes(release: Path, table: str = "documents") -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in (release / table).iterdir()}


def head_of(store: Store) -> Release:
    head = store.head()
    assert head is not None
    return head


def publish_more(store: Store, texts: list[str] | None = None, run: str = "run-2") -> Published:
    head = head_of(store)
    about = made.about(run, [*head.record.run_ids, run])
    published = store.publish(made.make_tables(texts or MORE), about, expected=head.number)
    assert published is not None
    return published


def leftovers(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.name not in (".writer.lock", "latest", "releases"))


def test_all_rows_of_all_tables_come_back_from_the_release(store: Store) -> None:
    rows = made.make_rows(TEXTS)
    assert all(rows.values())  # every table has a row to lose
    for table, each in rows.items():
        found = from_arrow(table, store.read(head_of(store), table))
        assert sorted(map(repr, found)) == sorted(map(repr, each))


def test_the_same_rows_again_publish_nothing(store: Store) -> None:
    assert store.publish(made.make_tables(TEXTS), made.about("run-2"), expected=1) is None
    assert head_of(store).number == 1
    assert leftovers(store.root) == []


def test_rows_of_runs_alone_publish_nothing_and_go_with_the_next_release(store: Store) -> None:
    rows = made.make_rows(TEXTS)
    rows["runs"].append(made.make_run("run-2"))
    assert store.publish(made.arrow(rows), made.about("run-2"), expected=1) is None
    later = made.make_rows(MORE)
    later["runs"].append(made.make_run("run-2"))
    published = store.publish(made.arrow(later), made.about("run-3"), expected=1)
    assert published is not None
    assert published.changes["runs"].added == 1


def test_nothing_at_all_publishes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "new/processed", made.shipped())
    assert store.publish(made.arrow({table: [] for table in TABLES}), made.about(), expected=None) is None
    assert store.head() is None


def test_a_run_that_is_tried_again_gets_the_number_it_published(store: Store) -> None:
    first = publish_more(store, run="run-2")
    publish_more(store, [*MORE, "The end."], run="run-3")
    again = store.publish(made.make_tables(MORE), made.about("run-2"), expected=1)
    assert again == dataclasses.replace(first, already=True)
    assert head_of(store).number == 3


def test_a_run_that_is_tried_again_and_has_more_to_tell_publishes_it(store: Store) -> None:
    publish_more(store, MORE, run="run-2")
    assert publish_more(store, [*MORE, "The end."], run="run-2").number == 3


def test_files_without_a_changed_row_are_links_of_the_parents(store: Store) -> None:
    before = inodes(store.root / "releases/00000001")
    published = publish_more(store, [*TEXTS[:2], "They did agree."])
    after = inodes(published.path)
    assert len(before) == len(after) == len(TEXTS)
    assert len(before.items() & after.items()) == len(TEXTS) - 1  # same name and same inode
    assert inodes(store.root / "releases/00000001", "captures") == inodes(published.path, "captures")
    assert dataclasses.astuple(published.changes["documents"]) == (0, 1, 0)


def test_an_edit_that_is_taken_back_gives_the_content_of_before(store: Store) -> None:
    contents = head_of(store).contents
    publish_more(store, [*TEXTS[:2], "They did agree."])
    assert {"documents", "passages"} <= set(compare_content(head_of(store).contents, contents))
    publish_more(store, TEXTS, run="run-3")
    assert compare_content(head_of(store).contents, contents) == []


def test_contents_of_a_rebuild_equal_the_heads_without_publishing(store: Store) -> None:
    assert contents_of(made.make_tables(TEXTS)) == head_of(store).contents
    assert compare_content(contents_of(made.make_tables(MORE)), head_of(store).contents) != []


def test_where_links_are_refused_files_are_copied_and_counted(processed: Path, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(source), None, str(target))

    store = Store(processed, made.small_files(), disk=Disk(link=refuse))
    published = publish_more(store)
    assert published.copied_files == head_of(store).record.copied_files > len(TEXTS)
    assert store.read(head_of(store), "documents").num_rows == len(MORE)
    assert not set(inodes(processed / "releases/00000001").values()) & set(inodes(published.path).values())
    assert [record.getMessage() for record in caplog.records] == [
        f"{published.copied_files} part files were copied, for the file system refused hard links"
    ]


def test_a_link_that_fails_for_another_reason_fails_the_publish(processed: Path) -> None:
    def fail(source: Path, target: Path) -> None:
        raise OSError(5, "Input/output error", str(source), None, str(target))

    store = Store(processed, made.small_files(), disk=Disk(link=fail))
    with pytest.raises(OSError, match="Input/output error"):
        publish_more(store)
    assert head_of(store).number == 1
    assert leftovers(processed) == []


def test_published_files_are_read_only_and_tables_hold_nothing_else(store: Store) -> None:
    release = head_of(store).path
    for path in release.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o777 == 0o444
            assert path.parent == release or path.suffix == ".parquet"
    assert sorted(path.name for path in release.iterdir() if path.is_dir()) == sorted(TABLES)


def test_sha256sum_finds_every_file_as_it_says(store: Store) -> None:
    release = publish_more(store).path
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=release, check=True, capture_output=True, text=True
    )
    files = [path for path in release.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    assert len(done.stdout.splitlines()) == len(files)


def test_latest_is_a_relative_link_to_the_newest(store: Store, tmp_path: Path) -> None:
    assert (store.root / "latest").readlink() == Path("releases/00000001")
    publish_more(store)
    assert (store.root / "latest").readlink() == Path("releases/00000002")
    moved = store.root.rename(tmp_path / "elsewhere")
    assert ds.dataset(moved / "latest/documents").count_rows() == len(MORE)


@pytest.mark.parametrize("expected", [None, 2])
def test_a_head_that_is_not_the_expected_one_is_told(store: Store, expected: int | None) -> None:
    with pytest.raises(HeadMoved):
        store.publish(made.make_tables(MORE), made.about("run-2"), expected=expected)


def test_what_a_killed_writer_left_is_swept_and_latest_mended(store: Store) -> None:
    (store.root / ".staging-dead/documents").mkdir(parents=True)
    (store.root / ".trash-staging-dead").mkdir()
    (store.root / ".latest-dead").symlink_to("releases/00000001")
    (store.root / ".probe-dead").touch()
    (store.root / "latest").unlink()
    assert store.publish(made.make_tables(TEXTS), made.about("run-2"), expected=1) is None
    assert leftovers(store.root) == []
    assert (store.root / "latest/release.json").exists()


def test_a_broken_contract_leaves_the_head_and_no_staging(store: Store) -> None:
    rows = made.make_rows(MORE)
    rows["passages"].pop()
    with pytest.raises(ContractBroken, match="is in no passage"):
        store.publish(made.arrow(rows), made.about("run-2"), expected=1)
    assert head_of(store).number == 1
    assert leftovers(store.root) == []


def test_a_doubled_key_is_refused(store: Store) -> None:
    rows = made.make_rows(MORE)
    rows["turns"].append(rows["turns"][0])
    with pytest.raises(ContractBroken, match="two rows with the key"):
        store.publish(made.arrow(rows), made.about("run-2"), expected=1)


def test_a_table_with_other_columns_is_refused(store: Store) -> None:
    tables = made.make_tables(MORE)
    tables["turns"] = tables["turns"].drop_columns(["role"])
    with pytest.raises(ContractBroken, match="columns are not the table's"):
        store.publish(tables, made.about("run-2"), expected=1)


def test_a_row_that_was_edited_without_its_digest_is_refused(store: Store) -> None:
    tables = made.make_tables(MORE)
    place = tables["turns"].schema.get_field_index("speaker")
    tables["turns"] = tables["turns"].set_column(place, "speaker", pa.array(["B. Minister"] * len(MORE)))
    with pytest.raises(ContractBroken, match="row_hash"):
        store.publish(tables, made.about("run-2"), expected=1)


def test_a_big_table_shrinks_only_when_that_is_accepted(processed: Path) -> None:
    store = Store(processed, made.small_files(shrink_rows=3))
    fewer = made.make_tables(TEXTS[:2])
    with pytest.raises(ContractBroken, match=r"captures would lose 1 of its 3 rows\n.*--accept captures"):
        store.publish(fewer, made.about("run-2"), expected=1)
    published = store.publish(fewer, made.about("run-2"), expected=1, accept=frozenset(TABLES))
    assert published is not None
    assert published.changes["captures"].removed == 1


def test_two_builds_of_the_same_rows_are_equal_to_the_byte(store: Store, tmp_path: Path) -> None:
    rows = made.make_rows(TEXTS)
    turned = {table: list(reversed(each)) for table, each in rows.items()}
    built: list[dict[str, bytes]] = []
    for number, each in enumerate((rows, turned)):
        into = tmp_path / str(number)
        into.mkdir()
        records = store.build(made.arrow(each), into)
        assert {table: record.rows for table, record in records.items()} == {table: len(each[table]) for table in TABLES}
        built.append({str(path.relative_to(into)): path.read_bytes() for path in into.rglob("*.parquet")})
    assert built[0] == built[1]


def test_a_migration_rewrites_every_file_of_the_table(store: Store) -> None:
    path = store.root / "releases/00000001/release.json"
    ours = head_of(store).record.tables["turns"].schema_id.encode()
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(ours, b"sha256:another", 1))
    published = publish_more(store)
    assert dataclasses.astuple(published.changes["turns"]) == (1, 0, 0)
    assert not set(inodes(store.root / "releases/00000001", "turns").values()) & set(inodes(published.path, "turns").values())
    assert "Columns changed in: turns." in (published.path / "README.md").read_text()


def test_schema_is_the_same_in_every_file(store: Store) -> None:
    for table in TABLES:
        for path in (head_of(store).path / table).iterdir():
            assert pq.read_schema(path).equals(schema_of(table))
