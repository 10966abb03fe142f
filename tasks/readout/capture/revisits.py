"""Payloads that we already hold are not kept twice: the later exchange refers to the earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from readout.capture.digests import payload_digest
from readout.capture.exchange import Exchange
from readout.model import Capture


def last_payloads(captures: Iterable[Capture]) -> dict[str, Capture]:
    """For each address the capture that holds its last payload, whatever its outcome."""
    in_order = sorted(captures, key=lambda capture: capture.capture_id)
    return {capture.url: capture for capture in in_order if capture.payload_digest and not capture.revisit_of}


def as_revisit(exchange: Exchange, last: Mapping[str, Capture]) -> Exchange:
    """The exchange as `unchanged_digest`, if it is ok and has the payload of its address's last capture; else as it is."""
    earlier = last.get(exchange.url)
    if earlier is None or exchange.outcome != "ok" or exchange.entity is None or earlier.outcome_observed != "ok":
        return exchange
    if earlier.payload_digest != payload_digest(exchange.entity):
        return exchange
    return replace(exchange, outcome="unchanged_digest", revisit_of=earlier)
