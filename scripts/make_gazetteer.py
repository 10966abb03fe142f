"""Make tasks/readout/text/gazetteer.txt: names of countries and regions, one a line.

    python scripts/make_gazetteer.py

Source: the territory names of the Unicode CLDR (Unicode License v3) by way of the `babel` package, in the languages below:
those of the texts we see most, and some whose script has no capitals to know a name by.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale

OUTPUT = Path(__file__).resolve().parents[1] / "tasks" / "readout" / "text" / "gazetteer.txt"
LANGUAGES = ("en", "zh_Hans", "zh_Hant", "fr", "de", "es", "ru", "ar", "fa", "hi", "ja", "ko")
WORLD = re.compile(r"\d{3}|ZZ|XA|XB|QO|EZ|UN")
CONTINENTS = frozenset({"002", "003", "005", "009", "013", "019", "142", "145", "150", "419"})


def names() -> list[str]:
    """All names, sorted; what stands in brackets is left out, but for the name before it."""
    found: set[str] = set()
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if not WORLD.fullmatch(code) or code in CONTINENTS:
                found |= {part.strip() for part in re.split(r"[()（）]", name)[:1]}
    return sorted(name for name in found if len(name) > 1)


if __name__ == "__main__":
    OUTPUT.write_text("\n".join(names()) + "\n", encoding="utf-8")
    print(f"{len(names())} names, {OUTPUT.stat().st_size} bytes: {OUTPUT}")
