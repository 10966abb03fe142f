"""What a run is asked to do: one model for the form, the schedule and the command line, so all refuse the same things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic.json_schema import SkipJsonSchema

from readout.checked_values import WebAddress
from readout.configuration import nearest
from readout.errors import BadRequest

Mode = Literal["new", "refresh", "offline"]

URLS_MAX = 500
"""More make a form's parameters too large for the orchestrator (512 kB): they belong in a watchlist."""
DOCUMENTS_MAX = 10_000
"""A run is one release: above this, backfill in steps."""

FilePath = Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class IngestRequest(BaseModel):
    """What to take in. The default is safe: the sample that ships with the project, without network."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    watchlist: str = Field(
        default="sample",
        title="Watchlist",
        description="Name of a file in config/watchlists, without .toml. Empty: only the addresses given below.",
        pattern="^([a-z0-9][a-z0-9_-]*)?$",
        max_length=64,
        json_schema_extra={"position": 0},
    )
    mode: Mode = Field(
        default="offline",
        title="Mode",
        description="new: fetch what is due. refresh: fetch every address again. offline: no network, archives on disk only.",
        json_schema_extra={"position": 1},
    )
    urls: tuple[WebAddress, ...] = Field(
        default=(),
        title="Further addresses",
        description="http or https addresses to take in besides those of the watchlist, at most 500.",
        max_length=URLS_MAX,
        json_schema_extra={"position": 2},
    )
    # Hidden in the form: a path means something on the machine of the command line only.
    documents: SkipJsonSchema[tuple[FilePath, ...]] = Field(
        default=(),
        title="Documents",
        description="Files or folders to take in; command line only.",
        json_schema_extra={"position": 3},
    )
    since: date | None = Field(
        default=None,
        title="Since",
        description="First day of what feeds and sitemaps list. Empty: where the last run ended.",
        json_schema_extra={"position": 4},
    )
    until: date | None = Field(
        default=None,
        title="Until",
        description="Last day of what feeds and sitemaps list. Empty: now.",
        json_schema_extra={"position": 5},
    )
    documents_max: int | None = Field(
        default=None,
        title="At most",
        description="Fetch at most so many pages; the rest is listed as over_limit. Empty: no limit.",
        ge=1,
        le=DOCUMENTS_MAX,
        json_schema_extra={"position": 6},
    )
    publish: bool = Field(
        default=True,
        title="Publish",
        description="Make a release. Off: capture only.",
        json_schema_extra={"position": 7},
    )
    note: str = Field(
        default="",
        title="Note",
        description="Why this run is made; kept with it.",
        max_length=500,
        json_schema_extra={"position": 8},
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since ({self.since}) is after until ({self.until}): exchange them")
        if not (self.watchlist or self.urls or self.documents):
            raise ValueError("nothing to take in: name a watchlist, an address or a document")
        return self

    def check_window(self, today: date) -> None:
        """Refuse a window that nobody can answer for yet.

        Args:
            today: the day in UTC; the next one is allowed, because it has begun further east.

        Raises:
            BadRequest: since or until lies in the future.
        """
        for name, day in (("since", self.since), ("until", self.until)):
            if day and day > today + timedelta(days=1):
                raise BadRequest(f"{name}: {day} lies in the future", "Leave it empty, or give a day up to today.")


def request_of(values: Mapping[str, object]) -> IngestRequest:
    """The request with those values.

    Raises:
        BadRequest: names the first field that is wrong, and how many more are.
    """
    try:
        return IngestRequest.model_validate(dict(values))
    except ValidationError as error:
        details = error.errors(include_url=False)
        first = details[0]
        place = ".".join(map(str, first["loc"]))
        more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
        if first["type"] == "extra_forbidden":
            guess = nearest(place, list(IngestRequest.model_fields))
            problem = f"unknown field {place!r}" + (f"; did you mean {guess!r}?" if guess else "")
        else:
            message = first["msg"].removeprefix("Value error, ")
            shown = re.sub(r"//[^@/\s]*@", "//***@", str(first["input"]))[:80]  # a password stays out of logs
            problem = f"{place}: {message}: {shown!r}" if place else message
        raise BadRequest(problem + more, _remedy(place, first["type"])) from error


def _remedy(place: str, kind: str) -> str:
    if place == "urls" and kind == "too_long":
        return f"Put more than {URLS_MAX} addresses into a watchlist."
    return "Correct that value; `readout ingest --help` says what is allowed."
