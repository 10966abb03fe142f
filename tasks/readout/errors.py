"""What can go wrong on our side, and what to do about it.

A page that cannot be had is not an error but a row (`captures.outcome`); these are broken promises and bad input::

    ReadoutError
    ├── BadInput                  exit 2: the caller gave something that cannot be resolved
    │   ├── BadConfig             a TOML file: unknown key, wrong value
    │   └── BadRequest            a command line or form value
    ├── BrokenPromise             exit 1: ours to mend
    │   ├── ContractBroken        a table row that must not be published
    │   ├── StoreDamaged          data/processed is not as we left it
    │   ├── RawDamaged            data/raw is not as we left it
    │   ├── CannotWrite           read-only folder, no permission, disk full
    │   └── NewerFormat           data written by a newer readout
    ├── HeadMoved                 another writer published first; caught by the pipeline, which plans again
    └── NetworkAway               no name resolves, no archive answers; retried by the orchestrator

Arguments are positional, because keyword-only ones do not survive pickling between processes.
"""

from __future__ import annotations

from typing import ClassVar


class ReadoutError(Exception):
    """Base class: one line on what is wrong, one line on what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem, self.remedy = problem, remedy

    def __str__(self) -> str:
        return f"{self.problem}\n  {self.remedy}"


class BadInput(ReadoutError):
    """The caller gave something that cannot be resolved."""

    exit_code = 2


class BadConfig(BadInput):
    """A configuration file says something we do not know."""


class BadRequest(BadInput):
    """A command line or a form asks for something that cannot be done."""


class BrokenPromise(ReadoutError):
    """Something of ours is not as it must be."""


class ContractBroken(BrokenPromise):
    """A table holds a row that must not be published; nothing was published."""


class StoreDamaged(BrokenPromise):
    """The published data are not as we left them."""


class RawDamaged(BrokenPromise):
    """The raw data are not as we left them."""


class CannotWrite(BrokenPromise):
    """A folder cannot be written: read-only, no permission, or the disk is full."""


class NewerFormat(BrokenPromise):
    """The data were written by a newer readout."""


class HeadMoved(ReadoutError):
    """Another writer published first: plan again from the new head."""


class NetworkAway(ReadoutError):
    """The network as a whole is away, as opposed to one page failing."""
