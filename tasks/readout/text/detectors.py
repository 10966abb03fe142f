"""The two language models, loaded once at the edge and passed to whoever needs them.

py3langid (BSD-3-Clause) is best on paragraphs, CLD2 (Apache-2.0) is fast and errs elsewhere; both bring their models.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache
from importlib import import_module
from typing import Any, cast

from readout.model.drafts import Detector

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
    return TwoModels(langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE), cld2.detect)


class TwoModels:
    """py3langid for scores, CLD2 for the vote."""

    def __init__(self, identifier: Any, detect: Callable[..., Any]) -> None:
        self._identifier = identifier
        self._detect = detect
        self._views: dict[tuple[str, ...], Any] = {}

    def scores(self, text: str, languages: Sequence[str]) -> dict[str, float]:
        """Raw log scores of py3langid, best 0; a language it does not know gets minus infinity.

        Args:
            text: clean text (no lone surrogates), a few hundred characters.
            languages: our codes.
        """
        asked = tuple(languages)
        found = dict.fromkeys(asked, -math.inf)
        label: str
        score: float
        for label, score in self._restricted(asked).rank(text):
            language = self._ours(label, asked)
            found[language] = max(found[language], score)
        top = max(found.values(), default=0.0)
        return {language: score - top for language, score in found.items()} if math.isfinite(top) else dict.fromkeys(asked, 0.0)

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

    def _restricted(self, languages: tuple[str, ...]) -> Any:
        """The model with only these languages: scores are the same, and there are fewer to add up."""
        if languages not in self._views:
            view = copy(self._identifier)
            view.set_languages({label for label in self._identifier.nb_classes if self._ours(label, languages) in languages})
            self._views[languages] = view
        return self._views[languages]

    @staticmethod
    def _ours(label: str, languages: tuple[str, ...]) -> str:
        if label == SORANI[0] and SORANI[1] in languages:
            return SORANI[1]
        return SAME.get(label, label)
