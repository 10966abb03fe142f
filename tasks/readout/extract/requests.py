"""What a process that reads pages can be asked: the extraction of a capture, or what a host's probe says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from readout.constants.extract import ExtractConstants
from readout.extract import extract
from readout.extract.verdicts.probes import Probe, probe_of
from readout.model import Capture, Rejection
from readout.model.drafts import Entity, Extracted, Verdict
from readout.publishers import Publishers


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Extract a capture, given what its host answers to a path that cannot exist; the answer is an `Extracted`."""

    capture: Capture
    entity: Entity
    probe: Probe | None


@dataclass(frozen=True, slots=True)
class ReadProbe:
    """Say what the capture of a probe gives; the answer is a `Probe`, or None."""

    capture: Capture
    entity: Entity


Request = ReadPage | ReadProbe
Answer = Extracted | Probe | None


def reader(publishers: Publishers, constants: ExtractConstants) -> Callable[[Request], Answer]:
    """The function that answers."""

    def answer(request: Request) -> Answer:
        """The answer to one request: a pure function of it."""
        if isinstance(request, ReadProbe):
            return probe_of(request.capture, request.entity, constants)
        return extract(request.capture, request.entity, publishers, constants, request.probe)

    return answer


def too_costly(capture: Capture, why: str) -> Extracted:
    """What becomes of a page that could not be read: its capture's row as it was, and a rejection that says why."""
    verdict = Verdict(outcome=capture.outcome_observed, reason=capture.reason, sniffed_type=capture.sniffed_type)
    lost = Rejection(
        stage="extract",
        subject=capture.capture_id,
        position=0,
        reason="too_costly",
        evidence=why,
        capture_id=capture.capture_id,
    )
    return Extracted(capture_id=capture.capture_id, verdict=verdict, rejections=(lost,), text=None)
