"""Stages right of data/raw: what has to be computed, cut into batches, and the batches' way to complete tables."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from readout.capture.records import RunRecord, read_records, rejection_rows, run_rows
from readout.capture.warc import read_captures
from readout.confine.crew import dismiss
from readout.extract.identity import document_id
from readout.model import TABLES, Capture
from readout.pipeline.altering import Before, alter
from readout.pipeline.derivation import derivation, is_confirmed
from readout.pipeline.earlier_alignments import Earlier
from readout.pipeline.extracting import extract_captures, read_drafts, write_drafts
from readout.pipeline.gathering import gather, untouched
from readout.pipeline.job import Batch, Job, Work
from readout.pipeline.probing import probes_for
from readout.pipeline.relating import relate_tables
from readout.pipeline.shards import iterate_rows, read_rows, read_stream, use_system_memory, write_batches, write_rows
from readout.pipeline.splitting import split_documents
from readout.releases.failpoints import kill_at
from readout.releases.records import Release
from readout.releases.store import Store
from readout.releases.streams import Stream
from readout.text.languages.detectors import forget_detector, load_detector

log = logging.getLogger("readout")
LEDGER, COMPLETE = "ledger", "tables"  # folders of a run


def open_store(job: Job) -> Store:
    """The releases of the run's dataset."""
    return Store(job.processed, job.config.constants.releases, failpoint=kill_at(job.config.settings.failpoint))


def read_ledger(job: Job) -> tuple[list[RunRecord], list[Capture]]:
    """The closed run records that count, and their captures; those of a run that is still capturing wait for its record."""
    records = [r for r in read_records(job.raw) if job.covered is None or r.run_id in job.covered]
    closed = {record.run_id for record in records}
    return records, [capture for capture in read_captures(job.raw) if capture.run_id in closed]


def cut(job: Job, *, everything: bool = False) -> Work:
    """The addresses with captures that the head does not hold, in batches; all of them where other code made the head."""
    use_system_memory()
    store = open_store(job)
    head = store.head()
    records, captures = read_ledger(job)
    # Kept as it is now: a run that ends its capturing before we publish has no row here, as its captures have none.
    write_rows(job.work / LEDGER, {"runs": run_rows(records, captures), "rejections": rejection_rows(records)})
    everything = everything or head is None or not is_ours(job, head)
    held = set() if everything or head is None else set(store.read(head, "captures", ["capture_id"])["capture_id"].to_pylist())
    new = (capture for capture in captures if capture.capture_id not in held) if job.request.publish else ()
    keys = _in_order({capture.url_key for capture in new}, captures)
    size = max(job.config.constants.pipeline.batch_documents, -(-len(keys) // job.config.constants.pipeline.batches_max))
    batches = [
        _cut_batch(job, number, keys[start : start + size], captures) for number, start in enumerate(range(0, len(keys), size))
    ]
    log.info(
        "%-10s %d addresses in %d batches%s",
        "to do",
        len(keys),
        len(batches),
        " (everything again)" if everything and head else "",
    )
    return Work(head=head.number if head else None, everything=everything, batches=tuple(batches))


def _in_order(keys: AbstractSet[str], captures: Iterable[Capture]) -> list[str]:
    """The addresses in the order of their documents' ids, as the tables are: so the batches' tables follow upon each other."""
    names: dict[str, str] = {}
    for capture in captures:
        if capture.purpose == "page" and capture.url_key in keys and capture.url_key not in names:
            names[capture.url_key] = document_id(capture, is_reuse=False)
    return sorted(keys, key=lambda key: (names.get(key, ""), key))


def is_ours(job: Job, head: Release) -> bool:
    """Whether the head's rows are what this code and configuration would make."""
    ours = derivation(job.config)
    return head.record.derivation == ours or is_confirmed(job.processed, head.number, ours)


def extract(job: Job, batch: Batch) -> Batch:
    """Captured pages to documents and citations."""
    captures: list[Capture] = read_rows(batch.folder / "given", "captures")
    by_id = {capture.capture_id: capture for capture in captures}
    wanted = set(batch.keys)
    result = extract_captures([c for c in captures if c.url_key in wanted], by_id, job.raw, job.config)
    write_rows(batch.folder / "extract", result.rows)
    write_drafts(batch.folder / "extract", result.drafts)
    log.info(
        "%-10s %d documents from %d captures (batch %d)", "extract", len(result.rows["documents"]), len(captures), batch.number
    )
    return batch


def split(job: Job, batch: Batch) -> Batch:
    """Documents to sections, passages and turns; the tables that this stage does not touch stay where they are."""
    folder = batch.folder / "extract"
    rows = split_documents(iterate_rows(read_stream(folder, "documents")), read_drafts(folder), job.config, load_detector())
    rows["rejections"] += read_rows(folder, "rejections")
    write_rows(batch.folder / "done", rows)
    log.info("%-10s %d sections, %d turns (batch %d)", "text", len(rows["sections"]), len(rows["turns"]), batch.number)
    return batch


def relate(job: Job, work: Work, batches: Sequence[Batch]) -> str:
    """All batches and the untouched rest of the head to complete tables; gives the folder that holds them."""
    forget_detector()  # the texts are cut
    dismiss()  # and the pages read
    store, ledger, folder = open_store(job), job.work / LEDGER, job.work / COMPLETE
    head = None if work.everything else next(release for release in store.history() if release.number == work.head)
    if head and not batches:
        complete = untouched(store, head, ledger)
    else:
        keys = [key for batch in batches for key in batch.keys]
        tables = gather(store, head, keys, [(batch.folder / "done", batch.folder / "extract") for batch in batches], ledger)
        earlier = _earlier(store, head, keys) if head else None
        complete = relate_tables(tables, job.config, folder, by_index=job.by_index, earlier=earlier)
    for name, rows in complete.items():
        write_batches(folder, name, rows.batches())
    if batches or not head:
        alter(folder, job.config, _before(store, head, batches) if head else None)
    kinds = Counter(kind for batch in complete["relations"].batches(["kind"]) for kind in batch["kind"].to_pylist())
    log.info("%-10s %s", "relate", ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "no relations")
    return str(folder)


def _earlier(store: Store, head: Release, keys: Sequence[str]) -> Earlier:
    """What alignments can be taken from."""
    return Earlier(relations=store.stream(head, "relations"), alignments=store.stream(head, "alignments"), keys=frozenset(keys))


def _before(store: Store, head: Release, batches: Sequence[Batch]) -> Before:
    """What alterations can be taken from."""
    keys = frozenset(key for batch in batches for key in batch.keys)
    return Before(relations=store.stream(head, "relations"), alterations=store.stream(head, "alterations"), keys=keys)


def read_complete(folder: str) -> dict[str, Stream]:
    """The complete tables that `relate` wrote."""
    return {name: read_stream(Path(folder), name) for name in TABLES}


def _cut_batch(job: Job, number: int, keys: Sequence[str], captures: Sequence[Capture]) -> Batch:
    """Keep the captures of those addresses, their hosts' probes, and the ones they are revisits of, in the batch's folder."""
    wanted = set(keys)
    given = [capture for capture in captures if capture.url_key in wanted]
    given += [probe for probe in probes_for(given, captures) if probe.url_key not in wanted]
    originals = {capture.revisit_of for capture in given} - {capture.capture_id for capture in given}
    given += [capture for capture in captures if capture.capture_id in originals]
    folder = job.work / f"batch-{number:04d}"
    write_rows(folder / "given", {"captures": given})
    return Batch(number=number, keys=tuple(keys), folder=folder)
