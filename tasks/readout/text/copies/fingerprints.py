"""What is computed once for each text: its exact digest, its paragraphs' digests, its winnowed fingerprints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.tokens import Hashes, Places, Tokens, shingles, tokenise, where


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
        print_set=distinct(prints),
    )


def distinct(keys: Hashes) -> Hashes:
    """The keys sorted, each once."""
    ordered = np.sort(keys)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(keys) else ordered


def address_key(url_key: str) -> Hashes:
    """One key for an address."""
    digest = hashlib.blake2b(url_key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.frombuffer(digest, dtype="<u8").astype(np.uint64)


def winnow(hashes: Hashes, shingle: int, window: int) -> tuple[Hashes, Places]:
    """The fingerprints of a token stream: the least shingle of each window, the rightmost of equal ones.

    Any two texts that share a run of shingle + window - 1 tokens have a fingerprint in common.

    Returns:
        The fingerprints in the order of the text, and the position of each one's first token.

    Source:
        S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: local algorithms for document fingerprinting", 2003.
    """
    values = shingles(hashes, shingle)
    if len(values) < window:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    least, place, size = values, np.arange(len(values)), 1
    # Windows of twice the size from two that meet; at last from two that overlap.
    while size < window:
        step = min(size, window - size)
        later = least[step:] <= least[:-step]
        least = np.minimum(least[step:], least[:-step])
        place = np.where(later, place[step:], place[:-step])
        size += step
    places = place[np.append(True, place[1:] != place[:-1])]
    return values[places], places


def paragraph_hashes(text: str, tokens: Tokens, constants: RelationConstants) -> Hashes:
    """Digests of the paragraphs (lines) long enough to say something, sorted and distinct."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    breaks = tokens.start.searchsorted(where(points == ord("\n")))  # the token after each end of a line
    edges = np.concatenate([[0], breaks, [len(tokens)]])
    edges = np.append(edges[:-1][edges[1:] != edges[:-1]], len(tokens))
    first, last = edges[:-1], edges[1:] - 1
    wanted = (last - first + 1 >= constants.paragraph_tokens) & (
        tokens.end[last] - tokens.start[first] >= constants.paragraph_characters
    )
    data = tokens.hashes.astype("<u8")
    bounds = zip(first[wanted].tolist(), last[wanted].tolist(), strict=True)
    digests = [hashlib.blake2b(data[a : b + 1].data, digest_size=8).digest() for a, b in bounds]
    return distinct(np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64))
