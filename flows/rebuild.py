"""Everything right of data/raw again, without network."""

from __future__ import annotations

from prefect import flow

from readout import tasks
from readout.report.rebuilding import Comparison


@flow(name="rebuild", flow_run_name="rebuild")
def rebuild(check: bool = False) -> Comparison:  # noqa: FBT001, FBT002 - a flow's parameter is a field of its form
    """All tables again from the raw captures.

    Args:
        check: Compare with the current release and publish nothing.
    """
    return tasks.rebuild(check=check)


if __name__ == "__main__":
    rebuild()
