"""What is known of a capture before its bytes are read: its publisher, its day, its own address, the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readout.constants.extract import ExtractConstants
from readout.extract.layouts import own_url, publisher_of
from readout.extract.verdicts.probes import Probe
from readout.model import Capture
from readout.publishers import Publisher, Publishers


@dataclass(frozen=True, slots=True)
class Context:
    """Everything besides the bytes that extraction depends on."""

    capture: Capture
    publisher: Publisher | None
    publishers: Publishers
    constants: ExtractConstants
    probe: Probe | None = None  # what the host answers to a random path, where that was asked

    @property
    def day(self) -> date:
        """The day whose layouts are in force, and after which no page can be dated: the memento's, else the capture's."""
        return (self.capture.memento_at or self.capture.fetched_at).date()

    @property
    def url(self) -> str:
        """The page's own address, also when an archive replayed it."""
        return own_url(self.capture.url)


def context_of(capture: Capture, publishers: Publishers, constants: ExtractConstants, probe: Probe | None = None) -> Context:
    """The context of a capture."""
    return Context(capture, publisher_of(capture, publishers), publishers, constants, probe)
