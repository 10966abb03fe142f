"""Make the names of countries and regions in tasks/readout/text: gazetteer.txt, one a line, and territories.txt, by code.

    python scripts/make_gazetteer.py

Source: the territory names of the Unicode CLDR (Unicode License v3) by way of the `babel` package; for the gazetteer in the
languages below: those of the texts we see most, and some whose script has no capitals to know a name by.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from babel import Locale

FOLDER = Path(__file__).resolve().parents[1] / "tasks" / "readout" / "text"
LANGUAGES = ("en", "zh_Hans", "zh_Hant", "fr", "de", "es", "ru", "ar", "fa", "hi", "ja", "ko")
TRANSLATED = ("en", "zh_Hans", "zh_Hant")
WORLD = re.compile(r"\d{3}|ZZ|XA|XB|QO|EZ|UN")
CONTINENTS = frozenset({"002", "003", "005", "009", "013", "019", "142", "145", "150", "419"})


def without_brackets(name: str) -> str:
    """A name without what stands in brackets behind it."""
    return re.split(r"[()（）]", name)[0].strip()


def names() -> list[str]:
    """All names, sorted; what stands in brackets is left out, but for the name before it."""
    found: set[str] = set()
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if not WORLD.fullmatch(code) or code in CONTINENTS:
                found.add(without_brackets(name))
    return sorted(name for name in found if len(name) > 1)


def territories() -> list[str]:
    """Code, English name and Chinese names of each territory, between tabs; by code. Brackets stay where they tell two apart."""
    tables = [Locale.parse(language).territories for language in TRANSLATED]
    codes = sorted(code for code in set.intersection(*map(set, tables)) if not WORLD.fullmatch(code))
    counts = Counter((number, without_brackets(table[code])) for number, table in enumerate(tables) for code in codes)

    def name(number: int, code: str) -> str:
        """Of one language."""
        short = without_brackets(tables[number][code])
        return short if counts[number, short] == 1 else tables[number][code]

    return ["\t".join(dict.fromkeys([code, *(name(number, code) for number in range(len(tables)))])) for code in codes]


def write(path: Path, lines: list[str]) -> None:
    """One line each."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} lines, {path.stat().st_size} bytes: {path}")


if __name__ == "__main__":
    write(FOLDER / "gazetteer.txt", names())
    write(FOLDER / "territories.txt", territories())
