"""A CDXJ index of data/raw, for pywb and other replay tools; made from the WARC files at will, never read by us.

A line is `key timestamp {json}`. The key is an address in the sort-friendly form that replay tools look it up by (SURT):
host reversed, lower case, `www.` and session ids off, query sorted. It is not `url_key`, which is ours.
"""

from __future__ import annotations

import heapq
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from readout.capture.groups import target_uri
from readout.capture.reading import OPEN, captures_in, warc_files
from readout.capture.recovery import sync_folder
from readout.capture.warc import make_folders
from readout.errors import CannotWrite
from readout.model import Capture

INDEX = ".index/index.cdxj"  # below data/raw
LINES_MAX = 100_000  # sorted in memory at once, some 50 MB
DEFAULT_PORTS = {"http": 80, "https": 443}
PLAIN = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # stands unescaped in a key: printable ASCII but for # and %
WWW = re.compile(rb"www\d*\.")
PATH_SESSION = re.compile(rb"/\((?:(?:[a-z]\([0-9a-z]{24}\))+|[0-9a-z]{24})\)(?=/[^?]+\.aspx)")
QUERY_SESSION = re.compile(
    rb"(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)"
)


def write_index(raw: Path, lines_max: int = LINES_MAX) -> int:
    """Make `data/raw/.index/index.cdxj` anew from the finished WARC files; the number of its lines.

    File names in it are relative to data/raw: give that folder to pywb as `archive_paths`.

    Args:
        raw: the folder data/raw.
        lines_max: how many are sorted in memory at once; more are merged from disk.

    Raises:
        RawDamaged: a WARC file is not as we left it; see `verify`.
        CannotWrite: no permission or no room.
    """
    target = raw / INDEX
    try:
        make_folders(target.parent)
        with ExitStack() as stack, tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as whole:
            stack.callback(Path(whole.name).unlink, missing_ok=True)
            parts = [stack.enter_context(part) for part in _sorted_parts(_lines(raw), target.parent, lines_max)]
            count = 0
            for line in heapq.merge(*parts):
                whole.write(line)
                count += 1
            whole.flush()
            os.fsync(whole.fileno())
            Path(whole.name).rename(target)
        target.chmod(0o644)
        sync_folder(target.parent)
    except OSError as error:
        raise CannotWrite(
            f"{target} cannot be written: {error.strerror}", "Make room; it can be made again at will."
        ) from error
    return count


def _lines(raw: Path) -> Iterator[bytes]:
    for path in warc_files(raw):
        if not path.name.endswith(OPEN):
            yield from (index_line(capture) for capture in captures_in(raw, path) if is_replayable(capture))


def _sorted_parts(lines: Iterator[bytes], folder: Path, lines_max: int) -> Iterator[BinaryIO]:
    """The lines in sorted files of their own: more than fit into memory are merged from disk."""
    while part := sorted(islice(lines, lines_max)):
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by whoever merges them
        file.writelines(part)
        file.seek(0)
        yield file


def is_replayable(capture: Capture) -> bool:
    """Whether a capture has an answer that can be shown again under its address."""
    return capture.http_status is not None and bool(capture.payload_digest or capture.revisit_of)


def index_line(capture: Capture) -> bytes:
    """The line of one capture that is replayable; dated as its WARC record is."""
    moment = capture.memento_at if capture.via == "warc" and capture.memento_at else capture.fetched_at
    is_304 = capture.revisit_of and not capture.payload_digest
    told = {
        "url": target_uri(capture.url),  # as the record has it
        "mime": "warc/revisit" if capture.revisit_of else (capture.content_type or "unk").partition(";")[0].strip().lower(),
        "status": None if is_304 else str(capture.http_status),  # what is replayed is the earlier answer
        "digest": (capture.payload_digest or "").removeprefix("sha1:") or None,
        "length": str(capture.warc_length),
        "offset": str(capture.warc_offset),
        "filename": capture.warc_file,
    }
    values = json.dumps({name: value for name, value in told.items() if value is not None})
    return f"{replay_key(capture.url)} {moment:%Y%m%d%H%M%S} {values}\n".encode("ascii", "backslashreplace")


def replay_key(url: str) -> str:
    """An address as replay tools look it up.

    >>> replay_key("https://www.News.example:443/A//b/../C/?b=2&a=%7E1#top")
    'example,news)/a/c?a=~1&b=2'
    """
    parts = urlsplit(url)
    path = _escaped(_bare(parts.path.encode("utf-8", "surrogatepass"))).lower()
    path = PATH_SESSION.sub(b"", _without_dots(path))
    query = _escaped(_bare(parts.query.encode("utf-8", "surrogatepass"))).lower()
    terms = sorted(term.split(b"=", 1) for term in QUERY_SESSION.sub(b"", query).split(b"&"))
    query = b"&".join(b"=".join(term) for term in terms)
    port = f":{parts.port}" if parts.port and parts.port != DEFAULT_PORTS.get(parts.scheme) else ""
    key = _reversed_host(parts.hostname or "") + port.encode() + b")" + path
    return (key + b"?" + query if query else key).decode("ascii")


def _reversed_host(host: str) -> bytes:
    bare = _bare(host.encode("utf-8", "surrogatepass")).lower()
    try:
        bare = bare.decode("utf-8").encode("idna")
    except UnicodeError:  # no name: shown escaped
        bare = _escaped(bare)
    bare = bare.replace(b"..", b".").strip(b".")
    www = WWW.match(bare)
    return b",".join(reversed(bare[www.end() if www else 0 :].split(b".")))


def _without_dots(path: bytes) -> bytes:
    """A path without empty segments, `.` and `..`, nor a slash at its end."""
    kept: list[bytes] = []
    for segment in path.split(b"/")[1:]:
        if segment == b".." and kept:
            kept.pop()
        elif segment != b".":
            kept.append(segment)
    return b"/" + b"/".join(filter(None, kept))


def _bare(data: bytes) -> bytes:
    """Percent-escapes off, however often they were put on."""
    while (bare := unquote_to_bytes(data)) != data:
        data = bare
    return data


def _escaped(data: bytes) -> bytes:
    return quote_from_bytes(data, safe=PLAIN).encode("ascii")
