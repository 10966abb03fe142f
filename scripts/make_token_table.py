"""Makes tasks/readout/text/tokens-<sha256[:12]>.bin, the frozen character table of formula 1; needs opencc (dev group).

    python scripts/make_token_table.py            # writes the file and prints its name
    python scripts/make_token_table.py --check    # compares with the packaged table, code point by code point

The packaged file is the truth. It is made anew only for a new formula: another interpreter's Unicode version, or another
release of the dictionary, would give the same texts other fingerprints.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import unicodedata
import zlib
from pathlib import Path

import numpy as np
import opencc

DATA = Path(__file__).resolve().parents[1] / "tasks/readout/text"
POINTS = 0x110000
SEPARATOR, ERASED, ALONE = 0, 1, 1 << 24
"""Values of the table; every other value is the code point that the character counts as, plus ALONE where it is a token."""

APOSTROPHES = frozenset("'‘’‛ʹʺʻʼʽˈˮ՚׳᾽＇")
FILLERS = frozenset("\u0640\u115f\u1160\u3164\uffa0\u07fa")  # tatweel and its like: letters by category that are no letter
ALONE_RANGES = (
    (0x1100, 0x11FF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C), (0x3041, 0x318F), (0x31A0, 0x31BF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFD),
)  # fmt: skip
"""Han, kana, bopomofo, Hangul: written without spaces, so that each character is a token."""


def value_of(point: int, simplify: opencc.OpenCC) -> int:
    """What the table says of one code point."""
    if 0xD800 <= point <= 0xDFFF:
        return SEPARATOR
    char = chr(point)
    if char in APOSTROPHES or char in FILLERS or unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}:
        return ERASED
    # A Hangul syllable stays whole; its parts are put together before the table is asked.
    base = char if 0xAC00 <= point <= 0xD7A3 else unicodedata.normalize("NFKD", char)[0]
    if base in APOSTROPHES or base in FILLERS or unicodedata.category(base) in {"Mn", "Mc", "Me", "Cf"}:
        return ERASED
    base = folded(base)
    alone = any(first <= ord(base) <= last for first, last in ALONE_RANGES)
    if not (unicodedata.category(base)[0] in "LN" or 0x20000 <= point <= 0x3FFFD):
        return SEPARATOR
    if alone:
        simple = simplify.convert(base)
        return ALONE + ord(simple if len(simple) == 1 else base)
    return ord(base)


def folded(char: str) -> str:
    """One character for all its cases: lower case, and the case fold where that is one character too (final sigma)."""
    lower = unicodedata.normalize("NFKD", char.lower())[0]
    fold = lower.casefold()
    return fold if len(fold) == 1 else lower


def make() -> np.ndarray:
    """The table: one uint32 for each code point."""
    simplify = opencc.OpenCC("t2s")
    return np.array([value_of(point, simplify) for point in range(POINTS)], dtype=np.uint32)


def packed(table: np.ndarray) -> bytes:
    """Differences between neighbours, little-endian, deflated: runs of letters become runs of ones."""
    steps = np.diff(table.astype(np.int64), prepend=0).astype("<i4")
    return zlib.compress(steps.tobytes(), 9)


def main() -> int:
    """Writes or checks the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    table = make()
    if parser.parse_args().check:
        (held,) = DATA.glob("tokens-*.bin")
        steps = np.frombuffer(zlib.decompress(held.read_bytes()), dtype="<i4")
        differing = np.flatnonzero(np.cumsum(steps.astype(np.int64)) != table)
        print(f"{held.name}: {len(differing)} code points differ", [hex(point) for point in differing[:20]])
        return int(len(differing) > 0)
    data = packed(table)
    path = DATA / f"tokens-{hashlib.sha256(data).hexdigest()[:12]}.bin"
    path.write_bytes(data)
    print(path.name, len(data), "bytes; Unicode", unicodedata.unidata_version)
    return 0


if __name__ == "__main__":
    sys.exit(main())
