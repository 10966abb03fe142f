"""What a visit is asked to do: one hop, of which address, for what purpose, and in whose turn."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from readout.model import Purpose, Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One hop to make.

    Attributes:
        url: what to ask for.
        original_url: what the fetch began with.
        purpose: what it is asked for.
        fetch_id: common to all hops and tries of a fetch.
        via: the way it is fetched.
        url_key: whose capture this is, where that is not the address itself: a memento is its original's.
        slot: whose turn is waited for, where that is not the host.
        gap_seconds: between two requests of the slot, where neither publisher nor robots.txt says it.
        within: what an address must begin with, redirects included; an archive's mementos stay in the archive.
        hop: place in the chain of redirects, from 0.
        attempt: which try of the hop, from 1.
    """

    url: str
    original_url: str
    purpose: Purpose
    fetch_id: str
    via: Via = "live"
    url_key: str | None = None
    slot: str | None = None
    gap_seconds: float | None = None
    within: str = ""
    hop: int = 0
    attempt: int = 1

    @property
    def is_first(self) -> bool:
        """Whether nothing was asked for yet."""
        return self.hop == 0 and self.attempt == 1


class HeldError(Exception):
    """Another worker captured the page while we waited for our turn: nothing was asked."""


def never(url_key: str) -> bool:  # noqa: ARG001 - the signature of `Visit.is_held`
    """For a worker who has no other beside it."""
    return False


def asking(url: str, purpose: Purpose) -> Ask:
    """The first hop of a new fetch."""
    return Ask(url=url, original_url=url, purpose=purpose, fetch_id=str(uuid4()))
