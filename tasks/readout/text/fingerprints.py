"""What is computed once for each text: its exact digest, its paragraphs' digests, its winnowed fingerprints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.tokens import Hashes, Places, Tokens, shingles, tokenise


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """A text's tokens and the keys by which related texts are found.

    `norm_hash` is equal for equal token streams; `paragraphs` are sorted and distinct; `prints` are in the order of
    the text, `places` gives the first token of each; `print_set` holds them sorted and distinct.
    """

    tokens: Tokens
    norm_hash: bytes
    paragraphs: Hashes
    prints: Hashes
    places: Places
    print_set: Hashes


def sketch(text: str, constants: RelationConstants) -> Sketch:
    """The keys of one text.

    A text shorter than one window of fingerprints (shingle + window - 1 tokens) has neither fingerprints nor
    paragraphs: it can only be equal to another.
    """
    tokens = tokenise(text)
    long_enough = len(tokens) >= constants.tokens_compared_min
    prints, places = winnow(tokens.hashes, constants.shingle, constants.window)
    return Sketch(
        tokens=tokens,
        norm_hash=hashlib.blake2b(tokens.hashes.astype("<u8").tobytes(), digest_size=16).digest(),
        paragraphs=paragraph_hashes(text, tokens, constants) if long_enough else np.empty(0, np.uint64),
        prints=prints,
        places=places,
        print_set=np.unique(prints),
    )


def winnow(hashes: Hashes, shingle: int, window: int) -> tuple[Hashes, Places]:
    """The fingerprints of a token stream: the least shingle of each window, the rightmost of equal ones.

    Any two texts that share a run of shingle + window - 1 tokens have a fingerprint in common.

    Returns:
        The fingerprints in the order of the text, and the position of each one's first token.

    Source:
        S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: local algorithms for document fingerprinting", 2003.
    """
    values = shingles(hashes, shingle)
    count = len(values) - window + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    least, place = values[:count].copy(), np.arange(count)
    for step in range(1, window):
        later = values[step : step + count]
        better = later <= least
        least[better] = later[better]
        place[better] = np.flatnonzero(better) + step
    chosen = np.ones(count, np.bool_)
    chosen[1:] = place[1:] != place[:-1]
    places = place[chosen]
    return values[places], places


def paragraph_hashes(text: str, tokens: Tokens, constants: RelationConstants) -> Hashes:
    """Digests of the paragraphs (lines) long enough to say something, sorted and distinct."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    line = np.searchsorted(np.flatnonzero(points == ord("\n")), tokens.start)
    edges = np.flatnonzero(np.diff(line, prepend=-1, append=-1))
    first, last = edges[:-1], edges[1:] - 1
    wanted = (last - first + 1 >= constants.paragraph_tokens) & (
        tokens.end[last] - tokens.start[first] >= constants.paragraph_characters
    )
    data = tokens.hashes.astype("<u8")
    digests = [
        hashlib.blake2b(data[a : b + 1].tobytes(), digest_size=8).digest()
        for a, b in zip(first[wanted], last[wanted], strict=True)
    ]
    return np.unique(np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64))
