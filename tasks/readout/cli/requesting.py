"""From the words of a command line to the one request that the form builds, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from readout.configuration import nearest
from readout.errors import BadRequest
from readout.requests import IngestRequest, request_of
from readout.server import run_flow, throw_away_server
from readout.settings import Config, watchlist_names


def build_request(sources: Sequence[str], options: Mapping[str, object], config: Config) -> IngestRequest:
    """The request for those sources; nothing given means the sample.

    Raises:
        BadRequest: a source is no watchlist, file, folder or address, or a value is out of its range.
    """
    names = set(watchlist_names(config))
    watchlists = [source for source in sources if source in names]
    urls = [source for source in sources if "://" in source and source not in names]
    documents = [source for source in sources if source not in names and source not in urls]
    if watchlists and len(sources) > 1:
        raise BadRequest(f"{watchlists[0]} is a watchlist; it stands alone", "run the other sources in a call of their own")
    for document in documents:
        if not Path(document).exists():
            raise _unknown(document, names)
    values: dict[str, object] = dict(options)
    if watchlists:
        values["watchlist"] = watchlists[0]
        values.setdefault("mode", "new")
    elif sources:
        values |= {"watchlist": "", "urls": urls, "documents": [str(Path(document).absolute()) for document in documents]}
        values.setdefault("mode", "new")
    return request_of(values)


def run_as_flow(config: Config, request: IngestRequest) -> int:
    """Run the flow on a server of its own, which is gone at the end; its exit code."""
    # The flow's working folder is the home: what the caller's folder decided is handed over as absolute paths.
    ours = {
        "READOUT_HOME": str(config.home),
        "READOUT_DATA": str(config.data),
        "READOUT_STATE_DIR": str(config.settings.slots.absolute()),
    }
    with throw_away_server(config.home / ".prefect") as environment:
        entrypoint = config.home / "flows" / "ingest.py"
        return run_flow(config.home, entrypoint, request.model_dump_json(), {**environment, **ours})


def _unknown(source: str, names: set[str]) -> BadRequest:
    guess = nearest(source, sorted(names))
    return BadRequest(
        f"there is no file, folder or watchlist {source!r}" + (f"; did you mean the watchlist {guess!r}?" if guess else ""),
        f"watchlists: {', '.join(sorted(names)) or 'none'}",
    )
