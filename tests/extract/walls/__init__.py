"""The labelled set: two halves, each of walls and of good pages; see `halves`."""

from __future__ import annotations

from extract.walls import good_development, good_heldout, walls_development, walls_heldout
from extract.walls.site import Case


def halves() -> dict[str, list[Case]]:
    """Every case by its half; `development` was used to tune the rules, `held-out` was written before and not looked at."""
    return {
        "development": [*walls_development.cases(), *good_development.cases()],
        "held-out": [*walls_heldout.cases(), *good_heldout.cases()],
    }
