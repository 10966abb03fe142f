"""An index of a WARC file of others: which pages it holds, of which dates, and where their payloads lie."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO

from readout.capture.exchange import ResponseHead, parse_head
from readout.capture.members import Damage, Record, scan
from readout.discover.urls import url_key
from readout.publishers import Publishers

NOT_MODIFIED, NOT_MODIFIED_PROFILE = 304, "server-not-modified"
HEAD_BYTES = 1 << 16  # of a block, while indexing
PAGES = frozenset({"response", "revisit", "resource"})
NO_PAGES = frozenset({"warcinfo", "metadata", "conversion"})
"""Records beside pages: known, and of no use to us."""

_Found = tuple[Record, ResponseHead | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Where a payload lies in the archive."""

    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One record of a page, without its body."""

    holder: Holder  # of a revisit: the record that has the payload
    head: ResponseHead
    url: str
    key: str
    date: datetime
    record_id: str
    ip_address: str | None


class Index:
    """What one archive holds.

    Args:
        file: the archive.
        publishers: for keys of addresses.
        wanted: url_keys whose unusable records are refused; None: of all.
        refuse: told the reason and the evidence of what cannot be used.
    """

    def __init__(
        self, file: BinaryIO, publishers: Publishers, wanted: Collection[str] | None, refuse: Callable[[str, str], None]
    ) -> None:
        self._publishers, self._wanted, self._refuse = publishers, wanted, refuse
        self.pages: dict[str, list[Page]] = {}  # by url_key, in order of their dates
        self.requests: dict[str, int] = {}  # offset, by the id of the record that answers
        if not file.seek(0, 2):
            refuse("empty", "0 bytes")
        found = list(self._records(file))
        answers = _Answers(found)
        for record, head in found:
            self._add(record, head, answers)
        for pages in self.pages.values():
            pages.sort(key=lambda page: (page.date, page.holder.offset))

    def key_of(self, url: str) -> str | None:
        """Identity of an address; None where it is none."""
        try:
            return url_key(url, self._publishers)
        except ValueError:
            return None

    def _records(self, file: BinaryIO) -> Iterator[tuple[Record, ResponseHead | None]]:
        """The records of pages, without their bodies."""
        for record in scan(file, HEAD_BYTES):
            if isinstance(record, Damage):
                self._refuse_damage(record)
            elif record.type == "request":
                self.requests[record.headers.get("warc-concurrent-to", "")] = record.offset
            elif record.type in PAGES:
                if record.uri.lower().startswith(("http://", "https://")):  # others are files, names, certificates
                    parsed = parse_head(record.block)
                    yield replace(record, block=b""), parsed[0] if parsed else None
            elif record.type not in NO_PAGES:
                self._refuse("unsupported_record", f"{record.type or 'no type'} at byte {record.offset}")

    def _refuse_damage(self, damage: Damage) -> None:
        stretch = f"bytes {damage.offset} to {damage.end}"
        if damage.is_torn:
            self._refuse("torn_record", stretch)
        else:
            self._refuse("unsupported_record", f"{stretch} are not one record to a gzip member: `warcio recompress` mends that")

    def _add(self, record: Record, head: ResponseHead | None, answers: _Answers) -> None:
        source = record
        if record.type == "revisit":
            source, head = answers.of_revisit(record, head)
        key, date = self.key_of(record.uri), moment_of(record.headers.get("warc-date", ""))
        if self._wanted is not None and key not in self._wanted and (head is None or source is None):
            return  # of no use, and nobody asked for it
        if record.type == "resource" or head is None or source is None:
            self._refuse("unsupported_record", f"{record.type} of {record.uri}")
        elif key is None or date is None:
            self._refuse("unsupported_record", f"{record.uri} of {record.headers.get('warc-date')}: no address, or no date")
        else:
            page = Page(
                holder=Holder(offset=source.offset, length=source.length, record_id=source.id),
                head=head,
                url=record.uri,
                key=key,
                date=date,
                record_id=record.id,
                ip_address=record.headers.get("warc-ip-address"),
            )
            self.pages.setdefault(key, []).append(page)


class _Answers:
    """The answers of an archive with their payloads, found by what its revisits say of them."""

    def __init__(self, found: list[_Found]) -> None:
        responses = [answer for answer in found if answer[0].type == "response"]
        self._by_digest = {record.headers.get("warc-payload-digest", ""): (record, head) for record, head in responses}
        self._by_uri: dict[str, list[tuple[datetime, _Found]]] = {}
        for answer in responses:
            if date := moment_of(answer[0].headers.get("warc-date", "")):
                self._by_uri.setdefault(answer[0].uri, []).append((date, answer))

    def of_revisit(self, revisit: Record, head: ResponseHead | None) -> tuple[Record | None, ResponseHead | None]:
        """The record with a revisit's payload, and the head that goes with it; None where there is none.

        A 304, and a revisit without a head, say that the earlier answer still stood: it is taken as it was.
        """
        is_304 = (head is not None and head.status == NOT_MODIFIED) or NOT_MODIFIED_PROFILE in revisit.headers.get(
            "warc-profile", ""
        )
        digest = revisit.headers.get("warc-payload-digest")
        answer = (self._by_digest.get(digest) if digest else None) or (self._by_time(revisit) if is_304 else None)
        payload, earlier = answer or (None, None)
        return payload, earlier if is_304 or head is None else head

    def _by_time(self, revisit: Record) -> _Found | None:
        """The newest answer of the address that is referred to, at or before the moment that is referred to."""
        uri = revisit.headers.get("warc-refers-to-target-uri", revisit.uri).removeprefix("<").removesuffix(">")
        until = moment_of(revisit.headers.get("warc-refers-to-date") or revisit.headers.get("warc-date", ""))
        before = [(date, answer) for date, answer in self._by_uri.get(uri, ()) if until and date <= until]
        return max(before, key=lambda dated: dated[0])[1] if before else None


def moment_of(date: str) -> datetime | None:
    """A WARC-Date as a moment, UTC where it names no zone; None for junk and for what no calendar holds."""
    try:
        moment = datetime.fromisoformat(date)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
