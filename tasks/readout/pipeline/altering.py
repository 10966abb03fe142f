"""Stage `relate`, last part: what was altered between related texts. Pairs that no new capture touches keep their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from readout.model import TABLES, Alteration
from readout.pipeline.held_texts import HeldTexts
from readout.pipeline.shards import read_stream, write_batches
from readout.pipeline.texts import COLUMNS
from readout.releases.fields import ROW_HASH
from readout.releases.schema import from_arrow, to_arrow
from readout.releases.streams import Stream, join_streams
from readout.settings import Config
from readout.text.alterations.finding import count_changed
from readout.text.alterations.gazetteer import gazetteer_of
from readout.text.alterations.pairs import Group, Row, choose, grouped
from readout.text.alterations.rows import ALTERED, AlteredPair, alterations_of
from readout.text.alterations.stretches import Stretch
from readout.text.copies.clusters import precedence
from readout.text.copies.relations import Unit

PAIR = ("document_id", "revision", "other_id", "other_revision")
ROWS_AT_ONCE = 1_000
"""Of a batch that is written; a pair's rows stay together."""
Groups = Mapping[Group, list[tuple[AlteredPair, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The release before: its relations and alterations, and the addresses that were computed anew since."""

    relations: Stream
    alterations: Stream
    keys: AbstractSet[str]


def alter(folder: Path, config: Config, before: Before | None) -> None:
    """Write the table `alterations` of the complete tables in a folder.

    Args:
        folder: holds all other tables, relations among them.
        config: constants, and names of publishers and speakers.
        before: what rows can be taken from; None: none.
    """
    tables = {name: read_stream(folder, name) for name in TABLES}
    rows = [*_rows(tables["relations"])]
    units, touched = _units(tables, {name for row in rows for name in (row.document_id, row.other_id)}, before)
    keys = precedence(units, _translations(tables["relations"]), config.constants.relations)
    groups = grouped(rows, keys)
    kept = _kept(groups, keys, before, touched) if before else {}
    wanted = {unit for group, pairs in groups.items() if group not in kept for pair, _ in pairs for unit in pair.units}
    gazetteer = gazetteer_of(config.publishers, config.speakers)
    with HeldTexts(folder, tables, wanted) as texts:

        def changed(pair: AlteredPair) -> int:
            """How much differs between the two."""
            return count_changed(texts.tokens(pair.units[0]), texts.tokens(pair.units[1]), config.constants.alterations)

        def made(pair: AlteredPair) -> list[Alteration]:
            """The rows of a pair."""
            one, other = pair.units
            both = texts.tokens(one), texts.tokens(other)
            return alterations_of(
                pair, both, (texts.passages(one), texts.passages(other)), gazetteer, config.constants.alterations
            )

        chosen = [choose([pair for pair, _ in pairs], changed) for group, pairs in groups.items() if group not in kept]
        write_batches(folder / "altered", "alterations", _batches(sorted(chosen, key=lambda pair: pair.key), made))
    streams = [read_stream(folder / "altered", "alterations")]
    if before:
        streams.append(_of_pairs(before.alterations, {pair.key for pair in kept.values()}))
    write_batches(folder, "alterations", join_streams("alterations", streams).batches())


def _batches(pairs: Iterable[AlteredPair], made: Callable[[AlteredPair], list[Alteration]]) -> Iterator[pa.Table]:
    waiting: list[Alteration] = []
    for pair in pairs:
        waiting += made(pair)
        if len(waiting) >= ROWS_AT_ONCE:
            yield to_arrow("alterations", waiting)
            waiting = []
    yield to_arrow("alterations", waiting)


def _rows(relations: Stream) -> Iterator[Row]:
    """The relations whose texts are compared."""
    for batch in relations.batches([*PAIR, "kind", "spans", ROW_HASH]):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            *_, kind, spans, digest = row
            if kind in ALTERED:
                stretches = (Stretch(s["start"], s["end"], s["other_start"], s["other_end"]) for s in spans)
                yield Row(*row[:4], kind=kind, spans=tuple(stretches) if kind == "quotes" else (), digest=digest)


def _units(tables: Mapping[str, Stream], wanted: AbstractSet[str], before: Before | None) -> tuple[list[Unit], set[str]]:
    """The units of these documents, without their texts; and which of the documents were computed anew."""
    units: list[Unit] = []
    for name in ("documents", "document_history"):
        for batch in tables[name].batches(COLUMNS):
            units += [
                Unit(**row, text="", is_current=name == "documents")
                for row in batch.to_pylist()
                if row["document_id"] in wanted
            ]
    return units, {unit.document_id for unit in units if before is None or unit.url_key in before.keys}


def _translations(relations: Stream) -> list[Any]:
    """Rows that say that a document is a translation: it is no original."""
    found: list[Any] = []
    for batch in relations.batches():
        is_one = np.array([kind == "translation_of" for kind in batch["kind"].to_pylist()], np.bool_)
        found += from_arrow("relations", batch.filter(pa.array(is_one))) if is_one.any() else []
    return found


def _kept(groups: Groups, keys: Mapping[str, Any], before: Before, touched: AbstractSet[str]) -> dict[Group, AlteredPair]:
    """The pair of each group whose rows of the release before still hold, where all that they depend on is the same."""
    known = grouped(_rows(before.relations), keys)
    with_rows: dict[tuple[Any, ...], str] = {}
    for batch in before.alterations.batches([*PAIR, "original"]):
        for *pair, original in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            with_rows[tuple(pair)] = original
    kept: dict[Group, AlteredPair] = {}
    for group, pairs in groups.items():
        is_same = not {name for pair, _ in pairs for name in (pair.document_id, pair.other_id)} & touched
        if is_same and known.get(group) == pairs:
            answers = [pair for pair, _ in pairs if with_rows.get(pair.key) == pair.original]
            if len(answers) == 1:
                kept[group] = answers[0]
    return kept


def _of_pairs(alterations: Stream, pairs: AbstractSet[tuple[Any, ...]]) -> Stream:
    """The rows of these pairs."""
    marks = [
        key in pairs
        for batch in alterations.batches(PAIR)
        for key in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    return alterations.where(np.array(marks, np.bool_))
