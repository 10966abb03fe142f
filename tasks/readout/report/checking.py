"""The contracts of the current release, checked again on what is on disk."""

from __future__ import annotations

from readout.model import TABLES
from readout.releases.contracts import check_tables
from readout.releases.store import Store
from readout.settings import Config


def check_release(config: Config) -> str:
    """One line on the current release.

    Raises:
        ContractBroken, StoreDamaged: what is wrong with it.
    """
    store = Store(config.data / "processed", config.constants.releases)
    head = store.head()
    if head is None:
        return "release: none yet"
    tables = {name: store.stream(head, name) for name in TABLES}
    check_tables(tables)
    return f"release {head.number}: {sum(table.num_rows for table in tables.values()):,} rows in {len(tables)} tables: sound"
