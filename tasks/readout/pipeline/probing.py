"""The hosts' answers to paths that cannot exist, as the verdict on their pages needs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from readout.extract.verdicts.probes import Probe, newest_probe
from readout.model import Capture


def probes_for(captures: Iterable[Capture], all_captures: Iterable[Capture]) -> list[Capture]:
    """The probes of the hosts of these captures: what has to go with them for the same verdicts."""
    hosts = {urlsplit(capture.url).netloc for capture in captures}
    return [capture for capture in all_captures if capture.purpose == "probe" and urlsplit(capture.url).netloc in hosts]


class HostProbes:
    """The probes among some captures, each read and parsed once, when a page first needs it."""

    def __init__(self, captures: Iterable[Capture], read: Callable[[Capture], Probe | None]) -> None:
        self._by_host: dict[str, list[Capture]] = defaultdict(list)
        for capture in captures:
            if capture.purpose == "probe":
                self._by_host[urlsplit(capture.url).netloc].append(capture)
        self._reader = read
        self._read: dict[str, Probe | None] = {}

    def of(self, capture: Capture) -> Probe | None:
        """What the host of a page said of a random path, if that was asked in time and answered with a page."""
        probe = newest_probe(capture, self._by_host.get(urlsplit(capture.url).netloc, ()))
        if probe is None:
            return None
        if probe.capture_id not in self._read:
            self._read[probe.capture_id] = self._reader(probe)
        return self._read[probe.capture_id]
