"""What a host answers to a path that cannot exist: a page that says the same is not there either."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from readout.constants.extract import ExtractConstants
from readout.extract.decode import decode_text, meta_label
from readout.extract.html import find_danger, parse
from readout.extract.verdicts.prose import Prose, weigh
from readout.extract.verdicts.sniff import HTML, sniff
from readout.model import Capture
from readout.model.drafts import Entity

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Probe:
    """A host's answer to a random path, if it was a page with a status of success."""

    digest: str  # sha256 of its bytes
    lines: frozenset[str]  # what it says, without its own address and without numbers


def probe_of(capture: Capture, entity: Entity, constants: ExtractConstants) -> Probe | None:
    """The probe that a capture gives; None where the host said honestly that nothing is there.

    Args:
        capture: its row; `url` is the random path, or where that led.
        entity: its stored bytes.
        constants: limits of a page.
    """
    if entity.status is None or not 200 <= entity.status < 300 or len(entity.body) > constants.bytes_max:
        return None
    declared = entity.header("content-type")
    if sniff(entity.body, declared) != HTML:
        return None
    text = decode_text(entity.body, declared, constants, meta=meta_label(entity.body)).text
    if find_danger(text, constants):
        return None
    prose = Prose(parse(text, capture.url))
    return Probe(hashlib.sha256(entity.body).hexdigest(), frozenset(_lines(prose, (capture.url, capture.original_url))))


def says_the_same(prose: Prose, body: bytes, urls: Iterable[str], probe: Probe, constants: ExtractConstants) -> bool:
    """Whether a page says nothing that its host does not say of any address.

    Args:
        prose: what the page says.
        body: its bytes.
        urls: its addresses, which an answer may repeat.
        probe: the host's answer to a random path.
        constants: how many letters of its own are still nothing.
    """
    if hashlib.sha256(body).hexdigest() == probe.digest:
        return True
    own = sum(weigh(line) for line in _lines(prose, urls) if line not in probe.lines)
    return bool(probe.lines) and own <= constants.probe_letters_max


def newest_probe(capture: Capture, probes: Iterable[Capture]) -> Capture | None:
    """The probe that a page is compared with: the last one of its host and run, else the last one before it.

    So the verdict on a page does not change with what later runs ask.

    Args:
        capture: the page; only live ones and those of a publisher's own archive have a host to ask.
        probes: captures of purpose `probe`, in any order.
    """
    if capture.via not in ("live", "publisher_archive"):
        return None
    host = urlsplit(capture.url).netloc
    same = [one for one in probes if urlsplit(one.url).netloc == host and one.entity_sha256]
    usable = [one for one in same if one.run_id == capture.run_id or one.fetched_at <= capture.fetched_at]
    return max(usable, key=lambda one: (one.run_id == capture.run_id, one.fetched_at, one.capture_id), default=None)


def _lines(prose: Prose, urls: Iterable[str]) -> list[str]:
    """Names and lines without the address and without numbers: answers repeat the path, the time, an incident's number."""
    masked: list[str] = []
    names = sorted({name for url in urls for name in _names_of(url)}, key=len, reverse=True)
    for line in (*prose.names, *prose.lines):
        for name in names:
            line = line.replace(name, "")  # noqa: PLW2901 - the line as it is by now
        masked.append(_DIGITS.sub("", line))
    return masked


def _names_of(url: str) -> Iterable[str]:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ()
    steps = [step for step in path.split("/") if step]
    return (name for name in (url, path, path.strip("/"), *steps[-1:]) if len(name) > 2)  # shorter ones are in any word
