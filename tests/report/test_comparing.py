"""`readout compare`: which text is the original, what is shown first, and that hostile texts stay text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rich.cells import cell_len

from readout import pipeline
from readout.errors import BadRequest
from readout.report.comparing import compare_documents
from readout.report.comparison_html import comparison_html, shown
from readout.report.comparison_text import comparison_as_json, comparison_page, marked
from readout.requests import IngestRequest
from readout.settings import Config, Settings, load_config

HOME = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title='taken over'\"> "
    "<style>body { display: none }</style> </td></table> <a href='javascript:alert(1)'>here</a> \u202eesrever\u202c &lt;b&gt;"
)
TEXT = f"""The harbour office of Averin on the ferries

The ferry to Pell will leave at 17:00 on every working day, and the crossing takes no more than forty minutes in good weather.

{HOSTILE}

双方同意恢复三处口岸的夜间通行，会谈将于五月三日继续，中国代表表示愿意共享水情资料，并感谢东道主的周到安排。

Residents of the eastern shore must renew their passes before the season begins, and children may travel without a ticket.
"""
COPY = "Evening Lantern\n\n" + TEXT.replace("will leave at 17:00", "may leave at 18:00").replace(
    "双方同意", "双方不同意"
).replace("good weather", "fine weather")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """A dataset with a notice, its revision and an altered copy."""
    folder = tmp_path_factory.mktemp("texts")
    made = load_config(Settings(home=HOME), data=tmp_path_factory.mktemp("compared") / "data")
    for name, text in (("notice", TEXT), ("copy", COPY), ("notice", TEXT.replace("forty", "fifty"))):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        request = IngestRequest(watchlist="", documents=(str(folder),), mode="offline")
        pipeline.ingest(request, made, run_id=str(uuid4()))
    return made


def test_the_gravest_alterations_stand_first(config: Config) -> None:
    comparison = compare_documents(config, "copy.txt", "notice.txt@1")
    rows = [(row.severity, row.kind) for row in comparison.by_severity]
    assert rows == [(3, "modal"), (3, "number"), (3, "negation"), (2, "wording"), (1, "frame")]
    page = comparison_page(comparison)
    assert page.index("  modal") < page.index("  wording") < page.index("  frame")


def test_the_original_is_told_from_the_copy_whichever_is_named_first(config: Config) -> None:
    one, other = compare_documents(config, "copy.txt", "notice.txt@1"), compare_documents(config, "notice.txt@1", "copy.txt")
    assert one == other
    assert one.original["url_key"] == "file:notice.txt"


def test_two_revisions_are_compared_the_older_first(config: Config) -> None:
    comparison = compare_documents(config, "notice.txt", "notice.txt@1")
    assert comparison.relation == "revision"
    (row,) = comparison_as_json(comparison)["alterations"]
    assert (row["kind"], row["before"], row["after"]) == ("number", "forty", "fifty")


@pytest.mark.parametrize(
    ("one", "other", "problem"),
    [
        ("notice.txt", "notice.txt", "are one text"),
        ("notice.txt", "notice.txt@2", "are one text"),
        ("notice.txt", "notice.txt@7", "has no revision 7"),
        ("notice.txt", "nothing.txt", "no document"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_remedy(config: Config, one: str, other: str, problem: str) -> None:
    with pytest.raises(BadRequest, match=problem):
        compare_documents(config, one, other)


@pytest.mark.parametrize("width", [60, 100, 160])
def test_no_line_is_wider_than_the_terminal(config: Config, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    page = comparison_page(compare_documents(config, "copy.txt", "notice.txt@1"))
    table = page[page.index("severity") :]
    assert "双方[不]同意" in "".join(table.split()) or width < 100
    assert max(map(cell_len, table.splitlines())) <= width


def test_a_hostile_text_is_text_in_the_page(config: Config) -> None:
    page = comparison_html(compare_documents(config, "copy.txt", "notice.txt@1"))
    assert page.count("<script") == page.count("<img") == page.count("<a ") == 0
    assert page.count("<style>") == 1
    assert "\u202e" not in page
    assert "[U+202E]" in page
    assert "default-src 'none'" in page


def test_what_cannot_be_printed_is_replaced() -> None:
    assert shown("a\x00\x1b[31m\ud800") == "a\ufffd\ufffd[31m\ufffd"


def test_a_text_cannot_steer_the_terminal() -> None:
    assert marked("a \x1b[2J word \u202e and more", 10, 11) == "a �[2J wor[d] [U+202E] and more"


def test_the_command_writes_the_page_and_says_where(config: Config, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    done = run(config, "compare", "copy.txt", "notice.txt@1", "--html", str(target))
    assert (done.returncode, done.stdout.strip()) == (0, str(target))
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(config, "compare", "copy.txt", "notice.txt", "--html", str(tmp_path / "no" / "page.html")).returncode == 2
    listed = json.loads(run(config, "compare", "copy.txt", "notice.txt@1", "--json").stdout)["alterations"]
    assert [row["severity"] for row in listed] == sorted((row["severity"] for row in listed), reverse=True)


def run(config: Config, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "readout", "--data", str(config.data), *arguments]
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False, timeout=120)


def test_a_browser_runs_nothing_of_the_page(config: Config, tmp_path: Path) -> None:
    from ui.operating import FLAGS, NO_BROWSER, chromium

    playwright = pytest.importorskip("playwright.sync_api")
    browser_path = chromium()
    if not browser_path:
        pytest.fail(NO_BROWSER) if os.environ.get("READOUT_REQUIRE_BROWSER") else pytest.skip(NO_BROWSER)
    target = tmp_path / "page.html"
    target.write_text(comparison_html(compare_documents(config, "copy.txt", "notice.txt@1")), encoding="utf-8")
    said: list[Any] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url) if request.url != target.as_uri() else None)
        page.goto(target.as_uri())
        assert page.title() == "The harbour office of Averin on the ferries / Evening Lantern"
        assert page.locator("h1").is_visible()
        assert page.locator("mark.s3").filter(has_text="不").count() == 2
        assert page.locator("script, img, a").count() == 0
        first, second = (page.locator("h2").nth(number).bounding_box() for number in (0, 1))
        assert first["y"] < second["y"]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        browser.close()
    assert said == []
