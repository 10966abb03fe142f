"""Contracts of `captures`, `runs` and `rejections`."""

from __future__ import annotations

from collections.abc import Mapping

from readout.model import REASONS
from readout.releases.contracts.rows import broken, key_at, keyed_rows_of, rows_of
from readout.releases.streams import Stream


def check_ledger(tables: Mapping[str, Stream]) -> None:
    """Check that no capture is later than its run says, and that reasons are on their stage's list.

    Raises:
        ContractBroken: one of these does not hold.
    """
    captured = dict(rows_of(tables["runs"], "run_id", "captured_at"))
    for capture_id, run_id, fetched_at in rows_of(tables["captures"], "capture_id", "run_id", "fetched_at"):
        if fetched_at > captured[run_id]:
            raise broken("captures", capture_id, f"fetched_at {fetched_at} is after captured_at of its run {run_id}")
    rejections = tables["rejections"]
    for batch, place, (stage, reason) in keyed_rows_of(rejections, "stage", "reason"):
        # `not_html` says of which type the page was: not_html:application/json.
        if reason.partition(":")[0] not in REASONS[stage] or (":" in reason and not reason.startswith("not_html:")):
            raise broken("rejections", key_at("rejections", batch, place), f"{reason!r} is no reason of stage {stage}")
