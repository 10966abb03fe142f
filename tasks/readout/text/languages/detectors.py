"""The two language models, loaded once at the edge and passed to whoever needs them.

py3langid (BSD-3-Clause) is best on paragraphs, CLD2 (Apache-2.0) is fast and errs elsewhere; both bring their models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, cast

import numpy as np

from readout.model.drafts import Detector
from readout.text.languages.ngrams import NgramModel

SAME: dict[str, str] = {
    "bs": "hr",
    "fil": "tl",
    "in": "id",
    "iw": "he",
    "jw": "jv",
    "nn": "nb",
    "no": "nb",
    "zh-Hant": "zh",
}
"""The models' codes that are not ours."""

SORANI = ("ku", "ckb")
"""Both models say `ku` for Kurdish in any script; where only Arabic-script languages are asked for, it is Sorani."""

LEAST_SHARE = 50
"""CLD2 names up to three languages; a first one with less than half the text is no opinion (percent)."""


def load_detector() -> Detector:
    """Both models from their installed packages, about a second; later calls in a process give the same object."""
    return _loaded()


def forget_detector() -> None:
    """Let go of the models, 100 MB, when no more text is to be cut; `load_detector` loads them again."""
    _loaded.cache_clear()


@cache
def _loaded() -> TwoModels:
    langid = cast("Any", import_module("py3langid.langid"))  # untyped, and heavy: only where detection is wanted
    cld2 = cast("Any", import_module("pycld2"))
    return TwoModels(NgramModel(langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)), cld2.detect)


class TwoModels:
    """py3langid for scores, CLD2 for the vote."""

    def __init__(self, model: NgramModel, detect: Callable[..., Any]) -> None:
        self._model = model
        self._detect = detect
        self._scorers: dict[tuple[str, ...], _Scorer] = {}

    def scores(self, texts: Sequence[str], languages: Sequence[str]) -> list[list[float]]:
        """For each text raw log scores of py3langid, best 0; a language it does not know gets minus infinity.

        Args:
            texts: clean text (no lone surrogates), a few hundred characters each.
            languages: our codes.
        """
        asked = tuple(languages)
        if asked not in self._scorers:
            self._scorers[asked] = _Scorer(self._model, asked)
        return self._scorers[asked].score(texts)

    def vote(self, text: str) -> tuple[str, bool] | None:
        """CLD2's first language if it has at least half the text, and whether CLD2 calls it reliable.

        Args:
            text: clean text without control characters or lone surrogates.
        """
        is_sure, _, details = self._detect(text, isPlainText=True, bestEffort=True)
        code, share = str(details[0][1]), int(details[0][2])
        if code == "un" or share < LEAST_SHARE:
            return None
        return SAME.get(code, code), bool(is_sure)


class _Scorer:
    """py3langid's scores of the languages asked for, in their order."""

    def __init__(self, model: NgramModel, languages: tuple[str, ...]) -> None:
        names = SAME | ({SORANI[0]: SORANI[1]} if SORANI[1] in languages else {})
        places = [[place for place, label in enumerate(model.labels) if names.get(label, label) == name] for name in languages]
        self._columns = model.columns([place for group in places for place in group])
        self._known = [column for column, group in enumerate(places) if group]
        self._first = np.cumsum([0, *(len(group) for group in places if group)])[:-1]
        self._count = len(languages)

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """For each text the languages' scores; of a language with several codes its best."""
        found = np.full((len(texts), self._count), -np.inf)
        if self._known:
            found[:, self._known] = np.maximum.reduceat(self._columns.score(texts), self._first, axis=1)
            found -= found.max(axis=1, keepdims=True)
        else:
            found[:] = 0.0
        return cast("list[list[float]]", found.tolist())
