"""The models' scores, as py3langid itself gives them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid import langid

from readout.text.languages.ngrams import BATCH_BYTES, ColumnScorer, NgramModel

CLEAN = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def identifier() -> Any:
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)


@pytest.fixture(scope="module")
def scorer(identifier: Any) -> ColumnScorer:
    return NgramModel(identifier).columns(range(len(identifier.nb_classes)))


def theirs(identifier: Any, text: str) -> list[float]:
    """What py3langid's own walk over the bytes gives, before it folds labels that it has twice."""
    encoded = text.encode("utf-8")
    has_features = langid.visit_counts(identifier.tk_nextmove, identifier._rowbase, identifier.tk_output, encoded)
    return identifier._raw_score(encoded).tolist() if has_features else [0.0] * len(identifier.nb_classes)


@pytest.mark.parametrize(
    "text",
    [
        "The two ministers met in the capital on Tuesday.",
        "Les délégations sont convenues de reprendre les discussions.",
        "Делегации договорились возобновить переговоры.",
        "प्रतिनिधिमंडल मत्स्य पालन पर बातचीत फिर से शुरू करने पर सहमत हुए।",
        "",
        "x",
    ],
)
def test_a_text_has_the_scores_of_py3langid(scorer: ColumnScorer, identifier: Any, text: str) -> None:
    assert scorer.score([text])[0] == pytest.approx(theirs(identifier, text), rel=1e-4, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(CLEAN | st.sampled_from(["and the talks ", "la pêche ", "мир "]).map(lambda word: word * 9), max_size=8))
def test_any_texts_have_the_scores_of_py3langid_whatever_stands_beside_them(
    scorer: ColumnScorer, identifier: Any, texts: list[str]
) -> None:
    together = scorer.score(texts).tolist()
    assert together == [scorer.score([text])[0].tolist() for text in texts]
    for text, row in zip(texts, together, strict=True):
        assert row == pytest.approx(theirs(identifier, text), rel=1e-4, abs=1e-2)


def test_more_text_than_is_scored_together_gives_the_same_scores(scorer: ColumnScorer) -> None:
    texts = ["We met. ", "Nous nous sommes vus. " * 40, "x" * (BATCH_BYTES + 5), "Мы встретились."] * 40
    alone = {text: scorer.score([text])[0].tolist() for text in set(texts)}
    assert scorer.score(texts).tolist() == [alone[text] for text in texts]
    assert all(math.isfinite(score) for row in alone.values() for score in row)
