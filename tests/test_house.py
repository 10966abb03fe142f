"""The house's own rules, over the real lists: generated documents are fresh, every layout has a page, every target is told."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from readout.cli.reference import reference
from readout.releases.dictionary import dictionary
from readout.settings import Config

HOME = Path(__file__).resolve().parents[1]
PUBLISHERS = sorted((HOME / "config/publishers").glob("*.toml"))


@pytest.mark.parametrize(
    ("name", "text"), [("dictionary", dictionary()), ("commands", reference())], ids=["dictionary", "commands"]
)
def test_a_generated_document_is_fresh(name: str, text: str) -> None:
    assert (HOME / f"docs/{name}.md").read_text(encoding="utf-8") == text, f"run `readout {name} --write` (or `make docs`)"


def test_every_publisher_with_a_layout_has_a_page_in_its_mark_up(config: Config) -> None:
    pages = HOME / "tests/extract/pages"
    without = [p.id for p in config.publishers.all if p.layout and not list((pages / p.id).glob("*.html"))]
    assert without == [], f"write an invented page in that mark-up under {pages}/<publisher>/"


@pytest.mark.parametrize("path", PUBLISHERS, ids=lambda path: path.stem)
def test_a_publishers_file_says_in_a_comment_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_no_code_names_a_publisher(config: Config) -> None:
    domains = [domain for publisher in config.publishers.all for domain in publisher.domains]
    named = {
        f"{path.relative_to(HOME)}: {domain}"
        for path in (HOME / "tasks").rglob("*.py")
        for domain in domains
        if domain in path.read_text(encoding="utf-8")
    }
    assert named == set()


def test_every_make_target_is_told_to_contributors() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"make ([a-z-]+)", (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert targets - {"install"} <= told


def test_the_readme_begins_with_the_two_commands() -> None:
    head = (HOME / "README.md").read_text(encoding="utf-8").split("## ")[0]
    assert re.findall(r"^    (make [a-z]+)", head, re.MULTILINE) == ["make run", "make test"]


def test_ci_runs_what_the_readme_names() -> None:
    script = (HOME / ".ci/run").read_text(encoding="utf-8")
    assert "make check\n" in script
    assert "make test\n" in script


def dependencies() -> dict[str, str]:
    """Name and bounds of what the package needs."""
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[<>=]", line)[0]: line for line in project["dependencies"]}


def test_upper_bounds_are_explained() -> None:
    told = (HOME / "docs/decisions/0002-pins.md").read_text(encoding="utf-8")
    assert {name for name, line in dependencies().items() if "<" in line and name not in told} == set()


def test_no_lock_holds_the_library_with_which_no_schedule_fires() -> None:
    assert dependencies()["whenever"] == "whenever>=0.11", "Prefect admits 0.10.5: see docs/decisions/0002-pins.md"


def test_no_task_serves_a_result_that_it_kept() -> None:
    # Prefect's cache goes by the source of the one-line skin: after an edit of the function beneath it would serve stale results.
    tree = ast.parse((HOME / "tasks/readout/tasks.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "task"]
    policies = [{word.arg: ast.unparse(word.value) for word in call.keywords}.get("cache_policy") for call in calls]
    assert set(policies) == {"NO_CACHE"}
