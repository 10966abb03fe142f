"""Make tasks/readout/text/scripts.bin: for each code point the script it is a letter of, with Han split by OpenCC.

    python scripts/make_script_table.py

Han characters that only simplified text has become class `Hans`, those that only traditional text has `Hant`, all others
`Hani`: simplified-only are keys of OpenCC's STCharacters whose values do not include the key, that are no keys of
TSCharacters and no value of TWVariants or HKVariants; traditional-only are keys of TSCharacters whose values do not
include the key and that are no keys of STCharacters. A character that both use is no evidence, so it stays `Hani`.

Sources: Unicode scripts and categories as the `regex` module has them; OpenCC's dictionaries (Apache-2.0), both
development tools. tests/text/test_language_scripts.py says when the file is stale.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import zlib
from pathlib import Path
from typing import Any, cast

import opencc
import regex
from regex import _regex_core

OUTPUT = Path(__file__).resolve().parents[1] / "tasks" / "readout" / "text" / "scripts.bin"
CODE_POINTS = 0x110000
NO_SCRIPT = {"Zzzz", "Zyyy", "Zinh"}  # unknown, common, inherited: such characters say nothing
KANA = {"Hira", "Kana", "Hrkt"}  # counted as one
PROLONGED = "\u30fc\uff70"  # the long vowel marks of kana, which Unicode counts as common
FIRST = ("none", "Hani", "Hans", "Hant", "Kana", "Hang", "Latn", "Cyrl", "Arab", "Deva")


def content() -> bytes:
    """The file before compression: a line of JSON with the classes' names, then one byte for each code point."""
    classes = _scripts()
    names = [*FIRST, *sorted({name for name in classes.values() if name not in FIRST})]
    number = {name: place for place, name in enumerate(names)}
    table = bytearray(CODE_POINTS)
    for code, name in classes.items():
        table[code] = number[name]
    return json.dumps(names).encode() + b"\n" + bytes(table)


def _scripts() -> dict[int, str]:
    letters = "".join(regex.findall(r"[\p{L}\p{M}\p{Nl}]+", "".join(map(chr, range(CODE_POINTS)))))
    found = dict.fromkeys(map(ord, PROLONGED), "Kana")
    for script in _script_codes():
        name = "Kana" if script in KANA else script
        for match in regex.finditer(rf"\p{{Script={script}}}+", letters):
            found.update(dict.fromkeys(map(ord, match.group()), name))
    simplified, traditional = _variants()
    return found | dict.fromkeys(map(ord, simplified), "Hans") | dict.fromkeys(map(ord, traditional), "Hant")


def _script_codes() -> list[str]:
    """ISO 15924 codes of all scripts that the regex module knows, Coptic and the like once."""
    names: dict[int, list[str]] = {}
    for name, number in cast("Any", _regex_core).PROPERTIES["SCRIPT"][1].items():
        names.setdefault(number, []).append(name)
    codes = [next(name for name in reversed(alike) if len(name) == 4).title() for alike in names.values()]
    aliases = {"Qaai": "Zinh", "Qaac": "Copt"}
    return sorted({aliases.get(code, code) for code in codes} - NO_SCRIPT)


def _variants() -> tuple[set[str], set[str]]:
    simplified, traditional = _dictionary("STCharacters"), _dictionary("TSCharacters")
    variants = {value for name in ("TWVariants", "HKVariants") for values in _dictionary(name).values() for value in values}
    hans = {key for key, values in simplified.items() if key not in values and key not in traditional} - variants
    hant = {key for key, values in traditional.items() if key not in values and key not in simplified}
    return hans, hant


def _dictionary(name: str) -> dict[str, list[str]]:
    folder = Path(opencc.__file__).parent / "clib"
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "text"
        given = folder / "share" / "opencc" / f"{name}.ocd2"
        tool = [str(folder / "bin" / "opencc_dict"), "-f", "ocd2", "-t", "text", "-i", str(given), "-o", str(output)]
        subprocess.run(tool, check=True, capture_output=True)
        lines = output.read_text(encoding="utf-8").splitlines()
    return {key: values.split() for key, values in (line.split("\t") for line in lines)}


if __name__ == "__main__":
    OUTPUT.write_bytes(zlib.compress(content(), 9))
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")
