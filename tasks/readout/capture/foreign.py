"""WARC files of others: each page as an exchange, redirects followed within; what is broken is a rejection."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from readout.capture.coding import Decoded, dechunk, decode
from readout.capture.digests import digests_hold
from readout.capture.exchange import Exchange, ResponseHead, is_chunked, parse_head
from readout.capture.index import HEAD_BYTES, Index, Page
from readout.capture.members import Record, record_at
from readout.capture.outcomes import is_media, next_url, observed_outcome
from readout.constants.capture import CaptureConstants
from readout.discover.urls import host_of, publisher_of
from readout.model import Outcome, Rejection
from readout.publishers import Publishers

EVIDENCE_CHARACTERS = 200
PARTIAL = frozenset({"warc-truncated", "warc-segment-number"})
CODING = frozenset({"content-encoding", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page to take, and its place in the chain that leads to it."""

    page: Page
    original_url: str
    fetch_id: str
    hop: int


class ForeignWarc:
    """One archive, indexed when it is opened.

    Args:
        path: gzipped by record, or plain.
        key: its path as it is named in rejections.
        publishers: for keys and publishers of addresses.
        constants: limits.
        wanted: url_keys whose unusable records are rejections; None: of all.
    """

    def __init__(
        self, path: Path, key: str, publishers: Publishers, constants: CaptureConstants, wanted: Collection[str] | None = None
    ) -> None:
        self._key, self._publishers, self._constants = key, publishers, constants
        self.rejections: list[Rejection] = []
        self._file = path.open("rb")
        try:
            self._index = Index(self._file, publishers, wanted, self._refuse)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    @property
    def pages(self) -> Mapping[str, list[Page]]:
        """Every page by its url_key, in order of date."""
        return self._index.pages

    def everything(self) -> list[Step]:
        """Every page, each a chain of its own, in order of date."""
        pages = (page for pages in self.pages.values() for page in pages)
        return _in_order([Step(page=page, original_url=page.url, fetch_id=str(uuid4()), hop=0) for page in pages])

    def follow(self, wanted: Mapping[str, str]) -> list[Step]:
        """All dates of the wanted pages and of the pages they redirect to, in order of date.

        The redirect's chain goes on with the target's first capture from its own date on; the target's other dates begin
        chains of their own.

        Args:
            wanted: the address that each url_key was wanted by.
        """
        steps: dict[Page, Step] = {}
        waiting = deque[Step]()
        for key, url in wanted.items():
            waiting.extend(Step(page=page, original_url=url, fetch_id=str(uuid4()), hop=0) for page in self.pages.get(key, ()))
        while waiting:
            step = waiting.popleft()
            if step.page in steps or step.hop > self._constants.redirects_max:
                continue
            steps[step.page] = step
            waiting.extend(self._targets(step))
        return _in_order(list(steps.values()))

    def exchange(self, step: Step) -> Exchange | None:
        """A page with its body; None where it is rejected."""
        page = step.page
        if (record := self._whole(page)) is None:
            return None
        head, payload = parse_head(record.block) or (page.head, b"")
        if not digests_hold(record.headers, record.block, payload):
            return self._refuse("bad_digest", f"{page.url} at byte {record.offset}")
        entity = dechunk(payload) if is_chunked(head) else payload
        if entity is None:
            return self._refuse("torn_record", f"{page.url}: its chunks end early")
        decoded = decode(entity, head.encodings(), self._constants.decoded_bytes_max)
        if decoded.problem:
            reason = "torn_record" if decoded.problem == "truncated" else "unsupported_record"
            return self._refuse(reason, f"{page.url}: {decoded.note}")
        # A revisit has its own status and Location, but the coding of the payload that it refers to.
        coded = replace(page.head, headers=(*_headers(page.head, coding=False), *_headers(head, coding=True)))
        return self._as_exchange(step, coded, entity, len(payload), decoded)

    def _whole(self, page: Page) -> Record | None:
        """The record of its payload; None where it is rejected."""
        record = record_at(self._file, page.holder.offset, self._constants.wire_bytes_max + HEAD_BYTES)
        if not isinstance(record, Record):  # changed while we read it
            return self._refuse("torn_record", page.url)
        if not PARTIAL.isdisjoint(record.headers):
            return self._refuse("torn_record", f"{page.url} at byte {record.offset}: its archive holds only a part of it")
        if record.block_bytes > self._constants.wire_bytes_max:
            return self._refuse("too_large", f"{page.url}: {record.block_bytes} bytes")
        return record

    def _as_exchange(self, step: Step, head: ResponseHead, entity: bytes, wire_bytes: int, decoded: Decoded) -> Exchange:
        page = step.page
        outcome: Outcome = observed_outcome(head.status, next_url(page.url, head), len(decoded.body))
        refused = outcome == "ok" and is_media(head)
        publisher = publisher_of(host_of(page.url), self._publishers)
        return Exchange(
            purpose="page",
            url_key=page.key,
            original_url=step.original_url,
            url=page.url,
            publisher=publisher.id if publisher else None,
            via="warc",
            outcome="unsupported_type" if refused else outcome,
            fetch_id=step.fetch_id,
            hop=step.hop,
            location=head.header("location"),
            reason=head.header("content-type") if refused else decoded.note,
            request=self._request(page),
            response=head,
            entity=None if refused else entity,
            wire_bytes=wire_bytes,
            memento_at=page.date,
            ip_address=page.ip_address,
        )

    def _request(self, page: Page) -> bytes:
        offset = self._index.requests.get(page.record_id)
        record = None if offset is None else record_at(self._file, offset, HEAD_BYTES)
        return record.block.partition(b"\r\n\r\n")[0] if isinstance(record, Record) else b""

    def _targets(self, step: Step) -> list[Step]:
        page = step.page
        target = next_url(page.url, page.head)
        pages = self.pages.get(self._index.key_of(target) or "", []) if target else []
        following = next((other for other in pages if other.date >= page.date and other != page), None)
        return [
            replace(step, page=other, hop=step.hop + 1)
            if other is following
            else Step(page=other, original_url=other.url, fetch_id=str(uuid4()), hop=0)
            for other in sorted(pages, key=lambda other: other is not following)
        ]

    def _refuse(self, reason: str, evidence: str) -> None:
        self.rejections.append(
            Rejection(
                stage="intake",
                subject=self._key.removeprefix("file:"),
                position=len(self.rejections),
                reason=reason,
                evidence=evidence[:EVIDENCE_CHARACTERS],
                capture_id=None,
            )
        )


def _headers(head: ResponseHead, *, coding: bool) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in head.headers if (name.lower() in CODING) is coding)


def _in_order(steps: list[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: (step.page.date, step.hop, step.page.holder.offset))
