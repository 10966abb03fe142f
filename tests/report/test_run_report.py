"""What a run shows in Prefect's pages, from real runs of the plain pipeline against the invented site on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from readout import pipeline
from readout.report.details import FILES, Details, Due, Host, details_of
from readout.report.results import IngestResult
from readout.report.run_report import LINES_MAX, ROWS_MAX, outcome_rows, rejection_rows, run_report
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config, read_watchlist
from readout.watchlists import Schedule
from sample.make_sample import load_site
from sample.serve import LIVE_WATCHLIST, SampleServer, make_home


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """A project whose hosts are on loopback, while they are."""
    folder = tmp_path_factory.mktemp("live")
    with SampleServer(load_site()) as server:
        settings = Settings(
            home=make_home(folder, load_site()),
            contact="test@readout.example",
            state_dir=folder / "state",
            test_hosts=server.test_hosts,  # pyright: ignore[reportArgumentType] - the variable's text, parsed by the field
        )
        yield load_config(settings)


@pytest.fixture(scope="module")
def first(live: Config) -> IngestResult:
    return pipeline.ingest(IngestRequest(watchlist=LIVE_WATCHLIST, mode="new"), live, run_id="first")


def details(config: Config, result: IngestResult, now: datetime | None = None, schedule: Schedule | None = None) -> Details:
    watchlist = read_watchlist(config, LIVE_WATCHLIST)
    return details_of(config, watchlist.model_copy(update={"schedule": schedule}), result, now or datetime.now(UTC))


def test_every_host_of_a_live_run_is_told_with_its_outcomes(live: Config, first: IngestResult) -> None:
    found = details(live, first)
    by_name = {host.name: host for host in found.hosts}
    assert sum(sum(host.outcomes.values()) for host in found.hosts) == sum(first.captured.values())
    assert by_name["www.averin-courier.example"].pages == {"ok": 1, "challenge": 1}
    assert by_name["www.averin-courier.example"].others == {"robots": 1, "probe": 1}
    assert by_name[FILES].asked == 0
    assert all(host.asked and host.busy_seconds > 0 for host in found.hosts if host.name != FILES)
    rows = {(row["host"], row["purpose"], row["outcome"]) for row in outcome_rows(found)}
    assert ("www.averin-courier.example", "page", "challenge") in rows


def test_the_report_tells_each_stage_and_how_to_read_the_release(live: Config, first: IngestResult) -> None:
    text = run_report(first, details(live, first))
    titles = ["Discovered", "Captured by this run", "Slowest hosts", "Extracted by this run", "Rejected (whole release)"]
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [*titles, "Published", "Next due", "Read it"]
    assert "This run planned to fetch 19 addresses." in text
    assert "| `www.averin-courier.example` | 2 | 1 challenge, 1 ok | 1 probe, 1 robots |" in text
    assert "| documents | 20 | 20 | 0 | 0 |" in text
    [folder] = re.findall(r'pandas\.read_parquet\("(.*)"\)', text)
    assert len(pd.read_parquet(folder)) == 20


def test_what_is_due_is_counted_by_the_watchlists_own_addresses(live: Config, first: IngestResult) -> None:
    now = details(live, first)
    assert now.due.first_at is not None
    assert now.due.soon + now.due.later + now.due.never == 19
    long_after = details(live, first, datetime.now(UTC) + timedelta(days=400))
    assert (long_after.due.later, long_after.due.soon) == (0, now.due.soon + now.due.later)


def test_the_next_run_by_schedule_is_told_in_the_schedules_zone(live: Config, first: IngestResult) -> None:
    schedule = Schedule(cron="15 5 * * *", timezone="Asia/Shanghai")
    text = run_report(first, details(live, first, datetime(2026, 3, 1, 12, 0, tzinfo=UTC), schedule))
    assert "The next run by schedule starts at 2026-03-02 05:15 CST." in text


def test_a_run_without_news_says_so_and_names_the_release_that_stands(live: Config, first: IngestResult) -> None:
    again = pipeline.ingest(IngestRequest(watchlist=LIVE_WATCHLIST, mode="new"), live, run_id="again")
    text = run_report(again, details(live, again))
    assert "Nothing: nothing was due, and nothing new was given." in text
    assert "Nothing by this run: release 1 stands." in text


def test_a_run_that_only_captures_tells_its_captures_too(live: Config, first: IngestResult, tmp_path: Path) -> None:
    elsewhere = replace(live, data=tmp_path / "data")
    request = IngestRequest(watchlist=LIVE_WATCHLIST, mode="new", publish=False)
    only = pipeline.ingest(request, elsewhere, run_id="captures")
    text = run_report(only, details(elsewhere, only))
    assert text.startswith("# stopped before publishing")
    assert "| `www.averin-courier.example` | 2 |" in text
    assert "The first address is due at" in text


def test_layouts_that_no_longer_fit_are_counted_by_their_rule(live: Config, first: IngestResult) -> None:
    found = details(live, first)
    assert found.unfit == {}
    assert "no longer fit" not in run_report(first, found)
    unfit = {("ministry/2021: title", "layout_missed"): 1, ("ministry/2021: body", "layout_stale"): 3}
    lines = run_report(first, replace(found, unfit=unfit)).splitlines()
    where = lines.index("| layout: rule | reason | pages |")
    assert lines[where + 2 : where + 4] == [
        "| ministry/2021: body | layout_stale | 3 |",
        "| ministry/2021: title | layout_missed | 1 |",
    ]


def test_translations_paired_without_a_dictionary_are_told(live: Config, first: IngestResult) -> None:
    found = details(live, first)
    assert not found.without_dictionary
    assert "dictionary" not in run_report(first, found)
    assert "readout[align]" in run_report(first, replace(found, without_dictionary=True))


def test_a_run_of_thousands_of_hosts_stays_readable(live: Config, first: IngestResult) -> None:
    many = tuple(
        Host(
            name=f"host-{number}.example",
            outcomes={("page", "ok"): 3, ("page", "not_found"): 1},
            entity_bytes=10_000,
            asked=4,
            span_seconds=60.0,
            busy_seconds=9.5,
            slowest_seconds=5.0,
        )
        for number in range(3000)
    )
    big = replace(
        details(live, first),
        hosts=many,
        layouts={f"layout-{n}": n for n in range(500)},
        due=Due(first_at=None, soon=0, later=0, never=1),
    )
    result = replace(first, rejections={f"plan: reason-{number}": 1 for number in range(1000)})
    text = run_report(result, big)
    assert len(text.encode()) < 50_000
    assert f"and {3000 - LINES_MAX:,} more" in text
    assert len(outcome_rows(big)) == ROWS_MAX + 1
    assert outcome_rows(big)[-1]["host"] == f"and {6000 - ROWS_MAX} more, see table captures"
    assert rejection_rows(result)[-1] == {"stage: reason": f"and {1000 - ROWS_MAX} more, see table rejections", "count": None}
