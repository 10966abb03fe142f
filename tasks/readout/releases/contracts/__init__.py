"""What must hold of the tables of a release, checked on what is on disk before the release appears.

Each contract raises ContractBroken with the table, the row's key, what is wrong and what to do; each has a test with one
bad row. What derives from the row types (keys, nulls, closed lists, references, shares) is in `columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readout.releases.contracts.alignments import check_alignments
from readout.releases.contracts.alterations import check_alterations
from readout.releases.contracts.columns import check_columns
from readout.releases.contracts.counts import check_row_counts
from readout.releases.contracts.documents import check_documents
from readout.releases.contracts.ledger import check_ledger
from readout.releases.contracts.parts import check_parts
from readout.releases.contracts.relations import check_relations
from readout.releases.contracts.rows import check_row_hashes
from readout.releases.streams import Stream, Tables, as_stream

Contract = Callable[[Mapping[str, Stream]], None]
CONTRACTS: tuple[Contract, ...] = (
    check_columns,
    check_documents,
    check_parts,
    check_relations,
    check_alterations,
    check_alignments,
    check_ledger,
)
"""In this order: the later ones rely on keys, nulls and references."""

__all__ = ["CONTRACTS", "check_row_counts", "check_row_hashes", "check_tables"]


def check_tables(tables: Tables) -> None:
    """Check the twelve tables of one release against each other.

    Raises:
        ContractBroken: a row, the first found, must not be published.
    """
    streams = {table: as_stream(table, rows) for table, rows in tables.items()}
    for contract in CONTRACTS:
        contract(streams)
