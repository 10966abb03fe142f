"""Our errors: each has a remedy, an exit code, and survives the way between processes."""

from __future__ import annotations

import pickle

import pytest

from readout import errors
from readout.errors import BadInput, ReadoutError


def classes() -> list[type[ReadoutError]]:
    return [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ReadoutError)]


@pytest.mark.parametrize("kind", classes())
def test_an_error_survives_the_way_to_another_process(kind: type[ReadoutError]) -> None:
    error = pickle.loads(pickle.dumps(kind("it broke", "mend it")))  # noqa: S301 - our own bytes
    assert (type(error), error.problem, error.remedy) == (kind, "it broke", "mend it")


@pytest.mark.parametrize("kind", classes())
def test_an_error_names_its_remedy_and_has_an_exit_code(kind: type[ReadoutError]) -> None:
    assert str(kind("it broke", "mend it")) == "it broke\n  mend it"
    assert kind.exit_code == (2 if issubclass(kind, BadInput) else 1)


def test_every_error_stands_in_the_picture_of_the_module() -> None:
    assert [kind.__name__ for kind in classes() if kind.__name__ not in (errors.__doc__ or "")] == []
