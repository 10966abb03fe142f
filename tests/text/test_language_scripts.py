"""The script table: what it says, and that it is not stale."""

from __future__ import annotations

import json
import re
import runpy
import zlib
from importlib import resources
from pathlib import Path

import pytest

from readout.text.languages.embedded import han_language
from readout.text.languages.scripts import count_scripts, script_group, script_table

GENERATOR = Path(__file__).resolve().parents[2] / "scripts" / "make_script_table.py"


def test_the_packaged_table_is_what_its_generator_makes() -> None:
    content = runpy.run_path(str(GENERATOR))["content"]()
    packaged = zlib.decompress(resources.files("readout.text").joinpath("scripts.bin").read_bytes())
    assert packaged == content, "stale: run python scripts/make_script_table.py"


def test_the_table_has_as_many_one_sided_characters_as_opencc_says() -> None:
    names = script_table().names
    counts = {name: int((script_table().classes == names.index(name)).sum()) for name in ("Hans", "Hant")}
    assert counts == {"Hans": 3771, "Hant": 3198}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", {}),
        ("12:30 — * * * 🙂", {}),
        ("The 外交部 said", {"Hani": 3, "Latn": 7}),
        ("国務", {"Hans": 1, "Hant": 1}),
        ("カーテンと", {"Kana": 5}),
        ("мир, peace, שלום", {"Cyrl": 3, "Latn": 5, "Hebr": 4}),
        ("a\ud800b", {"Latn": 2}),
        ("〇", {"Hani": 1}),
    ],
)
def test_letters_are_counted_by_script(text: str, counts: dict[str, int]) -> None:
    assert count_scripts(text) == counts


@pytest.mark.parametrize("character", "群后里干台万于云几")
def test_characters_that_both_scripts_use_are_no_evidence(character: str) -> None:
    assert count_scripts(character) == {"Hani": 1}


def test_han_and_kana_are_one_group() -> None:
    assert {script_group(script) for script in ("Hani", "Hans", "Hant", "Kana")} == {"Hani"}


def declaration(seeds: Path) -> dict[str, list[str]]:
    """The Chinese paragraphs of the Declaration of Human Rights in both scripts."""
    path = seeds.parent / "eval" / "language" / "udhr.json"
    if not path.exists():
        pytest.skip("the Declaration in both scripts (../shared/eval/language) is not here")
    both = json.loads(path.read_text(encoding="utf-8"))
    return {language: [paragraph for _, paragraph in both[language]] for language in ("zh-Hans", "zh-Hant")}


def test_no_paragraph_and_no_clause_of_the_declaration_is_taken_for_the_other_script(seeds: Path) -> None:
    verdicts: dict[str, list[str]] = {"paragraph": [], "clause": []}
    for language, paragraphs in declaration(seeds).items():
        clauses = {clause for text in paragraphs for clause in re.split(r"[^\w]+", text) if 3 <= len(clause) <= 12}
        for kind, texts in (("paragraph", paragraphs), ("clause", sorted(clauses))):
            for text in texts:
                found = han_language(text, {})
                verdicts[kind].append({language: "right", "zh": "neutral"}.get(found, f"wrong: {text}"))
    wrong = [verdict for found in verdicts.values() for verdict in found if verdict.startswith("wrong")]
    assert wrong == []
    assert {kind: found.count("neutral") / len(found) < 0.2 for kind, found in verdicts.items()} == {
        "paragraph": True,
        "clause": True,
    }
