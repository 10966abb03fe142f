"""The rings: who may import what, and how light the command line and the value rings are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("prefect", "pandas", "pyarrow", "trafilatura")


def modules_after(statement: str, names: tuple[str, ...]) -> list[str]:
    """Which of the modules a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint([m for m in {names!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return ast.literal_eval(out.strip().splitlines()[-1])


@pytest.mark.parametrize("ring", ["text", "extract", "discover"])
def test_a_value_ring_loads_neither_the_orchestrator_nor_tables(ring: str) -> None:
    every_module = (
        "import importlib, pkgutil\n"
        f"import readout.{ring} as ring\n"
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(ring.__path__, ring.__name__ + '.')]"
    )
    assert modules_after(every_module, ("prefect", "pyarrow", "pandas", "httpx")) == []


def test_help_loads_nothing_heavy() -> None:
    statement = "sys.argv = ['readout', '--help']\nfrom readout.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    assert modules_after(statement, (*HEAVY, "httpx", "pydantic")) == []


def test_the_plain_pipeline_does_not_load_prefect() -> None:
    assert modules_after("import readout.pipeline", ("prefect",)) == []


def test_prefect_is_imported_in_the_skin_and_in_flows_alone(home: Path) -> None:
    importing = {
        path.relative_to(home).as_posix()
        for folder in ("tasks", "flows")
        for path in (home / folder).rglob("*.py")
        if "prefect" in imported_packages(path)
    }
    assert importing <= {"tasks/readout/tasks.py", "flows/ingest.py", "flows/rebuild.py"}


def imported_packages(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_a_flow_has_no_branch_and_no_loop(home: Path) -> None:
    for path in (home / "flows").glob("*.py"):
        flows = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef) and any(isinstance(d, ast.Call) for d in node.decorator_list)
        ]
        assert flows, path
        for node in flows:
            assert not any(isinstance(inner, ast.If | ast.For | ast.While | ast.Try) for inner in ast.walk(node)), path


def test_a_task_is_one_line(home: Path) -> None:
    tree = ast.parse((home / "tasks/readout/tasks.py").read_text(encoding="utf-8"))
    tasks = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any(isinstance(d, ast.Call) for d in node.decorator_list)
    ]
    assert len(tasks) > 8
    assert [node.name for node in tasks if len(node.body) != 2] == []  # docstring and return


def test_one_module_imports_an_http_client(home: Path) -> None:
    importing = [
        path.name
        for path in sorted((home / "tasks" / "readout").rglob("*.py"))
        if re.search(r"^\s*(?:import|from) (?:httpx|httpcore)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert importing == ["fetch.py"]
