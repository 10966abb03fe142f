"""The embedded sample: renders the invented site and writes it to data/raw/sample as a WARC and four citing documents.

Run `python tests/sample/make_sample.py` after a change of site.toml, pages/, shells/ or documents/. Dates, record ids and
compression are fixed, so the same sources give the same bytes.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "data" / "raw" / "sample"
WARC_NAME = "summit.warc.gz"
AGENT = "readout-sample/1 (+http://readout.example/)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server of the site says: status, headers in order, and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One capture of the archive: which address, when, and the answer."""

    url: str
    at: datetime
    answer: Answer
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All of it: captures in the order of time, and the citing documents by file name."""

    exchanges: tuple[Exchange, ...]
    documents: Mapping[str, str] = field(default_factory=dict[str, str])

    def captures_of(self, url: str) -> tuple[Exchange, ...]:
        """The captures of one address, oldest first."""
        return tuple(exchange for exchange in self.exchanges if exchange.url == url)


def load_site(root: Path = HERE) -> Site:
    """The site as its sources describe it.

    Raises:
        ValueError: an edit does not fit exactly once.
    """
    data = tomllib.loads((root / "site.toml").read_text("utf-8"))
    exchanges = [make_exchange(root, data, entry) for entry in data["exchange"]]
    documents = {entry["file"]: read_document(root, entry) for entry in data["document"]}
    return Site(exchanges=tuple(sorted(exchanges, key=lambda exchange: exchange.at)), documents=documents)


def make_exchange(root: Path, data: Mapping[str, Any], entry: Mapping[str, Any]) -> Exchange:
    """One `[[exchange]]` with the bytes of its answer."""
    page = entry.get("page")
    body = render_page(root, data, page, entry["url"]) if page else (root / "pages" / entry["file"]).read_bytes()
    headers = [
        ("Date", format_datetime(entry["at"], usegmt=True)),
        ("Server", entry.get("server", "nginx")),
        ("Content-Type", entry.get("content_type", "text/html; charset=UTF-8")),
        ("Content-Length", str(len(body))),
    ]
    headers += [(name, value) for name, value in entry.get("headers", [])]
    headers += [("Location", entry["location"])] if "location" in entry else []
    answer = Answer(status=entry.get("status", 200), headers=tuple(headers), body=body)
    return Exchange(url=entry["url"], at=entry["at"], answer=answer, page=page)


def page_values(data: Mapping[str, Any], page: str) -> dict[str, Any]:
    """The values of a page: those of the page it is the `same_as`, its own, and those of its `[site.…]`, the last winning."""
    own = data["page"][page]
    base = page_values(data, own["same_as"]) if "same_as" in own else {}
    site = data["site"].get(own.get("site"), {})
    return {**base, **own, **site}


def render_page(root: Path, data: Mapping[str, Any], page: str, url: str) -> bytes:
    """The page's HTML in the encoding it is served in."""
    values = page_values(data, page)
    bodies = "".join((root / "pages" / name).read_text("utf-8") for name in values["bodies"])
    body = apply_edits(bodies.rstrip("\n"), values.get("edits", ()))
    shell = Template((root / "shells" / f"{values['shell']}.html").read_text("utf-8"))
    return shell.substitute({**values, "body": body, "url": url}).encode(values.get("encoding", "utf-8"))


def apply_edits(text: str, edits: Iterable[tuple[str, str]]) -> str:
    """The text with each edit made.

    Raises:
        ValueError: what an edit replaces does not occur exactly once.
    """
    for before, after in edits:
        if text.count(before) != 1:
            raise ValueError(f"site.toml: {before!r} occurs {text.count(before)} times, must be once")
        text = text.replace(before, after)
    return text


def read_document(root: Path, entry: Mapping[str, Any]) -> str:
    """A citing document with its `@include` lines replaced and its edits made."""
    source = (root / "documents" / entry["file"]).read_text("utf-8")
    text = re.sub(r"(?m)^@include (\S+)$", lambda match: plain_text(root / "pages" / match[1]), source)
    return apply_edits(text, entry.get("edits", ()))


def plain_text(path: Path) -> str:
    """The paragraphs of a body as a careful person would paste them: tags gone, one blank line between."""
    paragraphs = re.findall(r"<p>(.*?)</p>", path.read_text("utf-8"))
    return "\n\n".join(html.unescape(re.sub(r"<[^>]+>", "", paragraph)) for paragraph in paragraphs)


def write_warc(target: BinaryIO, site: Site) -> None:
    """All captures as response and request records, one gzip member each, behind one warcinfo record."""
    writer = WARCWriter(target, gzip=True, warc_version="1.1")
    first = site.exchanges[0]
    information = {"software": "readout tests/sample/make_sample.py", "format": "WARC File Format 1.1"}
    info = writer.create_warcinfo_record(WARC_NAME, information)
    stamp(info.rec_headers, first, "warcinfo")
    writer.write_record(info)
    for exchange in site.exchanges:
        write_exchange(writer, exchange)


def write_exchange(writer: WARCWriter, exchange: Exchange) -> None:
    """The response record and the request record that belongs to it."""
    answer = exchange.answer
    status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    head = StatusAndHeaders(status, list(answer.headers), protocol="HTTP/1.1")
    response = writer.create_warc_record(
        exchange.url, "response", payload=BytesIO(answer.body), length=len(answer.body), http_headers=head
    )
    stamp(response.rec_headers, exchange, "response")
    parts = urlsplit(exchange.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    asked = [("Host", parts.netloc), ("User-Agent", AGENT), ("Accept-Encoding", "identity")]
    line = StatusAndHeaders(f"GET {target} HTTP/1.1", asked, protocol="", is_http_request=True)
    request = writer.create_warc_record(exchange.url, "request", http_headers=line)
    stamp(request.rec_headers, exchange, "request")
    request.rec_headers.add_header("WARC-Concurrent-To", response.rec_headers.get_header("WARC-Record-ID"))
    writer.write_record(response)
    writer.write_record(request)


def stamp(headers: StatusAndHeaders, exchange: Exchange, kind: str) -> None:
    """Fixed date and record id, made from what the record is about."""
    at = exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    headers.replace_header("WARC-Date", at)
    headers.replace_header("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {at} {exchange.url}')}>")


def write_sample(folder: Path, site: Site) -> list[Path]:
    """WARC and citing documents in the folder; gives their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / WARC_NAME]
    with paths[0].open("wb") as target:
        write_warc(target, site)
    for name, text in site.documents.items():
        (folder / name).write_bytes(text.encode("utf-8"))
        paths.append(folder / name)
    return paths


if __name__ == "__main__":
    for path in write_sample(SAMPLE, load_site()):
        print(f"{path.stat().st_size:8d}  {path}")
