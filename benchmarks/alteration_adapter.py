"""The product's alterations in the shape that the evaluator asks for; used through adapters.py."""

from __future__ import annotations

from typing import Any

from readout.constants.alterations import AlterationConstants
from readout.text.alterations.finding import find_alterations
from readout.text.alterations.gazetteer import gazetteer_with
from readout.text.tokens import tokenise


def diff(original: str, copy: str, values: AlterationConstants) -> list[dict[str, Any]]:
    """All alterations, with the shipped names alone."""
    found = find_alterations(tokenise(original), tokenise(copy), gazetteer_with(()), values)
    return [
        {
            "a_start": row.where.start,
            "a_end": row.where.end,
            "b_start": row.where.other_start,
            "b_end": row.where.other_end,
            "kind": row.kind,
            "severity": row.severity,
        }
        for row in found
    ]
