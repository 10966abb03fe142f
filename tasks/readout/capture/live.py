"""The live route: a host's targets one after another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from importlib.metadata import version

from readout.capture.addresses import refusing_resolver, system_resolver
from readout.capture.asks import HeldError, asking
from readout.capture.fetch import Client
from readout.capture.meanwhile import Meanwhile
from readout.capture.politeness import HostPausedError, Slots
from readout.capture.robots import AGENT
from readout.capture.visit import Line, Visit
from readout.capture.walk import Walk
from readout.capture.warc import RawStore
from readout.discover.plan import HostQueue
from readout.errors import BadRequest
from readout.model import Capture
from readout.settings import Config

log = logging.getLogger("readout")


def capture_host(queue: HostQueue, store: RawStore, config: Config, last: Mapping[str, Capture]) -> list[Capture]:
    """Fetch a host's targets one after another; blocks until all are done.

    Args:
        queue: the host and what is wanted of it.
        store: where every exchange is kept before it is believed.
        config: constants, publishers, contact, state folder.
        last: capture that holds the last payload, by address; see `revisits.last_payloads`.

    Returns:
        A capture for each hop, robots.txt included, in the order in which they were made.

    Raises:
        BadRequest: no contact is set: a server must be able to tell whom to ask.
        CannotWrite: data/raw cannot be written.
    """
    return asyncio.run(visit_host(queue, store, config, last))


async def visit_host(queue: HostQueue, store: RawStore, config: Config, last: Mapping[str, Capture]) -> list[Capture]:
    """`capture_host` beside others in one event loop."""
    meanwhile = Meanwhile(store.raw, store.run_id, queue.known_until)
    visit = Visit(store, line_of(config), dict(last), is_held=meanwhile.has)
    return await fetch_queue(queue, visit, Walk(visit, config.constants, dict(queue.states)))


def line_of(config: Config) -> Line:
    """The line that a configuration describes.

    Raises:
        BadRequest: READOUT_CONTACT is not set.
    """
    settings, constants = config.settings, config.constants.capture
    if not settings.contact:
        raise BadRequest("live fetching needs a contact", "Set READOUT_CONTACT to a mail address or URL of yours.")
    agent = f"{AGENT}/{version('readout')} (+{settings.contact})"
    return Line(
        client=Client(
            agent,
            constants,
            test_hosts=settings.test_hosts,
            resolve=refusing_resolver if settings.test_hosts else system_resolver,
        ),
        slots=Slots(folder=settings.slots, poll_seconds=constants.slot_poll_seconds),
        publishers=config.publishers,
        constants=constants,
    )


async def fetch_queue(queue: HostQueue, visit: Visit, walk: Walk | None = None) -> list[Capture]:
    """Fetch all targets of a queue; where their host wants to be left alone for longer than a task may sleep, the rest stays due.

    Args:
        queue: the host and what is wanted of it.
        visit: with which requests are made.
        walk: the ways besides the site itself; None: there are no others, and nothing is judged.
    """
    for number, target in enumerate(queue.targets):
        try:
            await (walk.fetch(target) if walk else visit.follow(asking(target.url_fetch, target.purpose)))
        except HostPausedError as pause:
            left = len(queue.targets) - number
            log.warning("%-10s %d addresses of %s: not before %.0f s from now", "later", left, queue.host, pause.seconds)
            break
        except HeldError:
            log.info("%-10s %s: captured by another run meanwhile", "held", target.url_fetch)
    return visit.captures
