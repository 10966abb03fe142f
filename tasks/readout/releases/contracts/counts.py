"""Contract on sizes: a table does not lose many rows unseen."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from readout.constants.releases import ReleaseConstants
from readout.errors import ContractBroken


def check_row_counts(
    before: Mapping[str, int], after: Mapping[str, int], accept: AbstractSet[str], constants: ReleaseConstants
) -> None:
    """Check that no big table shrinks by more than a small share.

    Args:
        before: rows by table in the parent release.
        after: rows by table now.
        accept: tables that may shrink this once.
        constants: what is big, and what a small share.

    Raises:
        ContractBroken: a table shrinks by more, and nobody accepted it.
    """
    for table, count in before.items():
        lost = count - after.get(table, 0)
        if count >= constants.shrink_rows and lost > constants.shrink_share * count and table not in accept:
            raise ContractBroken(
                f"table {table} would lose {lost} of its {count} rows",
                f"Nothing was published. See why rows are missing; if it is right, run again with `--accept {table}`.",
            )
