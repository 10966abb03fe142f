"""Named places of a publish at which tests kill the process, to show that nothing is torn."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from readout.errors import BadRequest

Failpoint = Callable[[str], None]
NAMES = (
    "staging_made",
    "file_written",
    "file_linked",
    "table_done",
    "contracts_done",
    "record_written",
    "before_commit",
    "after_commit",
    "before_swap",
    "after_swap",
)
"""In the order in which a publish passes them."""


def nowhere(name: str) -> None:
    """The failpoint of everyday use."""


def kill_at(wanted: str | None) -> Failpoint:
    """A failpoint that ends this process with SIGKILL where it is `wanted`; None or "": nowhere.

    Raises:
        BadRequest: there is no failpoint of that name.
    """
    if not wanted:
        return nowhere
    if wanted not in NAMES:
        raise BadRequest(f"READOUT_FAILPOINT={wanted}: no such failpoint", f"Use one of {', '.join(NAMES)}, or unset it.")

    def failpoint(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return failpoint
