"""The invented site on loopback: the live route must find there what the offline route finds in the archive.

One server answers for all hosts by the Host header; `READOUT_TEST_HOSTS` (SampleServer.test_hosts) sends the names to it. Pass n
gives the n-th capture of each address, so a second pass meets the silent edit.
By hand: `PYTHONPATH=tests python -m sample.serve`.
"""

from __future__ import annotations

import re
import shutil
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from loopback_server import LoopbackServer
from sample.make_sample import HERE, Answer, Site, load_site

CHECKOUT = HERE.parents[1]
LIVE_WATCHLIST = "sample-live"
_ROBOTS = Answer(status=200, headers=(("Content-Type", "text/plain; charset=utf-8"),), body=b"User-agent: *\nAllow: /\n")
_UNKNOWN = Answer(status=404, headers=(("Content-Type", "text/plain; charset=utf-8"),), body=b"not found\n")


def hosts(site: Site) -> list[str]:
    """All host names of the site, sorted."""
    return sorted({urlsplit(exchange.url).netloc for exchange in site.exchanges})


class SampleServer(LoopbackServer):
    """Serves the site from a thread while the context is open.

    Attributes:
        pass_number: which capture of each address is given, from 1; may be set while serving.
        requests: (host, path with query) of every request, in order of arrival.
    """

    def __init__(self, site: Site, *, pass_number: int = 1, port: int = 0) -> None:
        self.site, self.pass_number = site, pass_number
        self.requests: list[tuple[str, str]] = []
        super().__init__(_handler_for(self), port)

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        """Where each host of the site is to be found: all of them here."""
        return dict.fromkeys(hosts(self.site), ("127.0.0.1", self.port))

    @property
    def test_hosts(self) -> str:
        """The value of READOUT_TEST_HOSTS that sends every host of the site here."""
        return ",".join(f"{host}={address}:{port}" for host, (address, port) in self.addresses.items())

    def answer(self, host: str, target: str) -> Answer:
        """What the site says to a request; a query that no address has is ignored, as most sites do."""
        if target == "/robots.txt":
            return _ROBOTS
        captures = self.site.captures_of(f"http://{host}{target}") or self.site.captures_of(
            f"http://{host}{target.partition('?')[0]}"
        )
        return captures[min(self.pass_number, len(captures)) - 1].answer if captures else _UNKNOWN


def _handler_for(server: SampleServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            server.requests.append((host, self.path))
            answer = server.answer(host, self.path)
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if not any(name == "Content-Length" for name, _ in answer.headers):
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server names it
            """Nothing on stderr; `requests` keeps what came."""

    return Handler


def make_home(home: Path, site: Site) -> Path:
    """A project folder for the live route: the checkout's config, the citing documents, and the watchlist `sample-live`.

    Returns:
        The folder, for READOUT_HOME; its `data` is where READOUT_DATA points by default.
    """
    shutil.copytree(CHECKOUT / "config", home / "config")
    documents = home / "documents"
    documents.mkdir()
    for name, text in site.documents.items():
        (documents / name).write_bytes(text.encode("utf-8"))
    pipeline = home / "config" / "pipeline.toml"
    # The gap for hosts of no known publisher: nobody is to be spared on loopback, and the tests of politeness are others.
    text = re.sub(r"(?m)^delay_seconds = [\d.]+", "delay_seconds = 0.0", pipeline.read_text("utf-8"))
    pipeline.write_text(re.sub(r'(?m)^(cdx|web) = "[^"]*"', r'\1 = ""', text), "utf-8")  # no web archive knows the site
    (home / "config" / "watchlists" / f"{LIVE_WATCHLIST}.toml").write_text(live_watchlist(), "utf-8")
    return home


def live_watchlist() -> str:
    """The watchlist `sample` with a network instead of an archive."""
    source = (CHECKOUT / "config" / "watchlists" / "sample.toml").read_text("utf-8")
    offline, _, _ = source.partition("[[warc]]")
    return offline.replace("network = false", "network = true").replace("data/raw/sample/", "documents/")


if __name__ == "__main__":
    with SampleServer(load_site()) as running:
        print(f"READOUT_TEST_HOSTS={running.test_hosts}", flush=True)
        input("Enter: second pass (the silent edit)\n")
        running.pass_number = 2
        input("Enter: stop\n")
