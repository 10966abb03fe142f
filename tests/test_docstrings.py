"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import readout

# tasks.py starts Prefect's machinery; __main__ runs the command line.
MODULES = [
    m.name for m in pkgutil.walk_packages(readout.__path__, "readout.") if m.name not in ("readout.tasks", "readout.__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    count = sum(len(example.examples) for name in MODULES for example in finder.find(importlib.import_module(name)))
    assert count > 20
