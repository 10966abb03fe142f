"""A run in a process of its own, as far as fetching goes (python one_run.py FOLDER PORT NAME URL...).

Whatever name is asked for, the server at that port answers; keep.example is the web archive.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from readout.capture.live import capture_host
from readout.capture.warc import RawStore
from readout.discover.plan import HostQueue
from readout.discover.targets import target_of
from readout.pipeline.job import utc_now
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[2]
ARCHIVE = {"cdx": "http://keep.example/cdx/search/cdx", "web": "http://keep.example/web"}


def config_of(folder: Path, port: int) -> Config:
    """The project's own, a little quicker, with its data and its slots in that folder."""
    names = ("one.example", "two.example", "keep.example")
    hosts: dict[str, tuple[str, int]] = dict.fromkeys(names, ("127.0.0.1", port))
    settings = Settings(home=HOME, contact="mailto:a@news.example", state_dir=folder, test_hosts=hosts)
    config = load_config(settings, data=folder / "data")
    memento = replace(config.constants.memento, **ARCHIVE, cdx_gap_seconds=0.25, web_gap_seconds=0.05)
    capture = replace(config.constants.capture, delay_seconds=0.1)
    return replace(config, constants=replace(config.constants, memento=memento, capture=capture))


def main(folder: str, port: str, name: str, *urls: str) -> None:
    """Fetch the addresses, all of one host, as the run of that name."""
    config = config_of(Path(folder), int(port))
    targets = tuple(target_of(url, config.publishers, source="request", letters=4) for url in urls)
    queue = HostQueue(host=urls[0].split("/")[2], publisher=None, delay_seconds=None, targets=targets)
    with RawStore(config.data / "raw", name, utc_now, config.constants.capture) as store:
        capture_host(queue, store, config, {})


if __name__ == "__main__":
    main(*sys.argv[1:])
