"""A flow as a command: `python flows/ingest.py '{"watchlist": "sample"}'`, which `readout ingest --flow` starts, too."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence

from readout.errors import BadRequest, ReadoutError
from readout.report.results import IngestResult
from readout.report.summary import summary
from readout.requests import IngestRequest, request_of

log = logging.getLogger("readout")
EXAMPLE = """for example: python flows/ingest.py '{"watchlist": "sample"}'"""


def main(flow: Callable[[IngestRequest], IngestResult]) -> int:
    """Run a flow with the request given as JSON on the command line, print its summary, give its exit code."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    log.setLevel(logging.INFO)
    try:
        result = flow(_request(sys.argv[1:]))
    except ReadoutError as error:
        sys.stderr.write(f"readout: {error}\n")
        return error.exit_code
    sys.stdout.write(summary(result) + "\n")
    return result.exit_code


def _request(arguments: Sequence[str]) -> IngestRequest:
    try:
        values = json.loads(arguments[0]) if arguments else {}
    except ValueError as error:
        raise BadRequest(f"the request is no JSON: {error}", EXAMPLE) from error
    if len(arguments) > 1 or not isinstance(values, dict):
        raise BadRequest("a request is one JSON object", EXAMPLE)
    return request_of(values)
