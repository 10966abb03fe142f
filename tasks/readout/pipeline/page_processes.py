"""Who reads the pages: processes that may be killed, so that no page takes its batch along."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Protocol

from readout.confine.crew import Crew
from readout.confine.process import Lost
from readout.confine.task import Task
from readout.extract.requests import ReadPage, ReadProbe, too_costly
from readout.extract.verdicts.probes import Probe
from readout.model import Capture
from readout.model.drafts import Entity, Extracted
from readout.settings import Config


class PageReader(Protocol):
    """Reads pages, in order, and probes."""

    def pages(self, requests: Iterable[ReadPage]) -> Generator[Extracted, None, None]:
        """What each page turns into; may be closed before its end."""
        ...

    def probe(self, capture: Capture, entity: Entity) -> Probe | None:
        """What a host's answer to a random path says, if anything."""
        ...


class ConfinedReader:
    """Reads in processes of their own; a page that costs too much is a rejection."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew

    def pages(self, requests: Iterable[ReadPage]) -> Generator[Extracted, None, None]:
        """As `PageReader` has it; what is still being read when it is closed is stopped."""
        with closing(self.crew.answers(requests)) as answers:
            for request, answer in answers:
                yield too_costly(request.capture, answer.why) if isinstance(answer, Lost) else answer

    def probe(self, capture: Capture, entity: Entity) -> Probe | None:
        """As `PageReader` has it; a probe that cannot be read says nothing."""
        answer = self.crew.ask(ReadProbe(capture, entity))
        return None if isinstance(answer, Lost) else answer


def page_reader(config: Config, count: int) -> ConfinedReader:
    """What reads that many pages: few are not worth the start of a second process."""
    constants = config.constants.pipeline
    most = min(os.cpu_count() or 1, constants.page_processes_max, -(-count // constants.page_process_pages_min))
    return ConfinedReader(Crew(page_task(config), max(1, most)))


def page_task(config: Config) -> Task:
    """What each of the processes is told."""
    constants, limits = config.constants.pipeline, config.constants.extract
    return Task(
        maker="readout.extract.requests:reader",
        given=(config.publishers, limits),
        seconds_max=limits.page_seconds_max,
        memory_bytes_max=limits.page_memory_bytes_max,
        requests_max=constants.page_process_pages_max,
        start_seconds_max=constants.page_process_start_seconds_max,
    )
