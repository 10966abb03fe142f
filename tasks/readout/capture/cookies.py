"""The cookies of one fetch: kept from hop to hop, because some sites give a page only to who brings one back; then forgotten."""

from __future__ import annotations

import re
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import Request

from readout.capture.exchange import ResponseHead

SENDABLE = re.compile(r"[\x20-\x7e\xa0-\U0010ffff]+")
"""What may stand in a header that we send: no control bytes, so that a stored value can never add a line of its own."""


class Jar:
    """What the servers of one fetch asked us to bring back, by the rules of RFC 6265 as the standard library has them."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def header(self, url: str) -> str | None:
        """The Cookie header for an address; None where there is nothing to bring."""
        request = Request(url)  # noqa: S310 - opens nothing: the library takes the address in this form
        self._jar.add_cookie_header(request)
        value = request.get_header("Cookie")
        return value if value and SENDABLE.fullmatch(value) else None

    def note(self, url: str, head: ResponseHead) -> None:
        """Keep what an answer sets."""
        message = Message()
        for name, value in head.headers:
            if name.lower() == "set-cookie":
                message["Set-Cookie"] = value
        response: Any = _Response(message)  # the library's stub wants a response of urllib; it asks for `info` alone
        self._jar.extract_cookies(response, Request(url))  # noqa: S310 - opens nothing


class _Response:
    def __init__(self, message: Message) -> None:
        self._message = message

    def info(self) -> Message:
        """The headers, as urllib's responses give them."""
        return self._message
