"""Digests of payloads and blocks, ours and those that archives of others declare."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from readout.capture.coding import dechunk

BYTES = {"sha1": 20, "sha256": 32, "md5": 16}


def payload_digest(payload: bytes) -> str:
    """WARC payload digest: sha1 in base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


def digests_hold(headers: Mapping[str, str], block: bytes, payload: bytes) -> bool:
    """Whether the record's bytes have the digests it declares; some writers take the payload's over the chunks, some without."""
    declared = headers.get("warc-block-digest")
    if declared and (is_equal := has_digest(block, declared)) is not None:
        return is_equal
    declared = headers.get("warc-payload-digest")
    if not declared:
        return True
    return any(has_digest(bytes_, declared) is not False for bytes_ in (payload, dechunk(payload) or b""))


def has_digest(data: bytes, declared: str) -> bool | None:
    """Whether data have the declared digest (`sha1:...`), in hex or base32; None for an algorithm or spelling we do not know."""
    name, _, value = declared.partition(":")
    name = name.lower().replace("-", "")
    try:
        wanted = (
            bytes.fromhex(value) if len(value) == 2 * BYTES[name] else base64.b32decode(value.upper() + "=" * (-len(value) % 8))
        )
    except (KeyError, ValueError):
        return None
    return hashlib.new(name, data, usedforsecurity=False).digest() == wanted
