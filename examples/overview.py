"""An overview of a release as one picture.

    python examples/overview.py data/processed/latest overview.png

Four panels: documents by publisher, and how many of them are copies; who speaks how much; languages by length; how the documents
are related. Needs pandas and matplotlib.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import pandas as pd

mpl.use("Agg")  # a file, no window
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

INK, COPY = "#1f4e79", "#c9d7e6"


def main(latest: Path, picture: Path) -> None:
    """Draw the release that `latest` leads to."""
    root = latest.resolve()  # once: then every table is of the same release
    figure, axes = plt.subplots(2, 2, figsize=(12, 8), layout="constrained")
    figure.suptitle(f"Release {int(root.name)}")
    publishers(axes[0, 0], pd.read_parquet(root / "documents"))
    speakers(axes[0, 1], pd.read_parquet(root / "turns"))
    languages(axes[1, 0], pd.read_parquet(root / "sections"))
    relations(axes[1, 1], pd.read_parquet(root / "relations"))
    figure.savefig(picture, dpi=110)


def publishers(axes: Axes, documents: pd.DataFrame) -> None:
    """Documents by publisher; those that another stands for are light."""
    is_copy = (documents["canonical_id"] != documents["document_id"]).map({False: "kept as canonical", True: "copies"})
    counts = pd.crosstab(documents["publisher"].fillna("unknown"), is_copy)
    counts = counts.loc[counts.sum(axis=1).sort_values().index].reindex(columns=["kept as canonical", "copies"], fill_value=0)
    counts.plot.barh(stacked=True, ax=axes, color=[INK, COPY])
    axes.legend(title="", frameon=False, loc="lower right")
    finish(axes, "Documents by publisher", "documents")


def speakers(axes: Axes, turns: pd.DataFrame) -> None:
    """The ten who say most, in characters."""
    said = (turns["end"] - turns["label_end"]).groupby(turns["speaker"].map(drawable)).sum()
    said.nlargest(10).sort_values().plot.barh(ax=axes, color=INK)
    finish(axes, "Who speaks how much", "characters")


def languages(axes: Axes, sections: pd.DataFrame) -> None:
    """Letters by language of the section."""
    sections.groupby("language")["letter_count"].sum().sort_values().plot.barh(ax=axes, color=INK)
    finish(axes, "Languages", "letters")


def relations(axes: Axes, found: pd.DataFrame) -> None:
    """Pairs by what they are to each other."""
    found["kind"].value_counts().sort_values().plot.barh(ax=axes, color=INK)
    finish(axes, "Relations", "pairs")


def drawable(name: str) -> str:
    """The name, or, where the font would draw boxes, what can be said instead."""
    return name if name.isascii() else "(name in another script)"


def finish(axes: Axes, title: str, unit: str) -> None:
    """Titles alike in all panels."""
    axes.set_title(title, loc="left")
    axes.set_xlabel(unit)
    axes.set_ylabel("")
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
