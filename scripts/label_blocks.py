"""What the evaluator's gold says of the blocks of a page: part of the text or not, and how much that weighs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import LCSseq

_CJK = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_GRAM = 4
_SHORT = 2 * _GRAM  # tokens; fewer have too few 4-grams to go by


@dataclass(frozen=True, slots=True)
class Label:
    """Whether a block is part of the text; its tokens, less where only some are; 0 where nobody knows."""

    is_text: bool
    weight: float


def label(gold: Mapping[str, Any], texts: Sequence[str]) -> list[Label]:
    """A label for each block's text."""
    if "with" in gold:
        return _by_segments(gold, texts)
    paragraphs = gold.get("paras")
    text = gold["text"] if paragraphs is None else "\n".join(map(_unwrapped, paragraphs))
    return _by_text(text, [_tokens(one) for one in texts])


def _unwrapped(paragraph: str) -> str:
    return paragraph[1:-1] if paragraph.startswith("[") and paragraph.endswith("]") else paragraph


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


def _by_text(text: str, blocks: Sequence[list[str]]) -> list[Label]:
    true = _tokens(text)
    grams = set(zip(*(true[n:] for n in range(_GRAM)), strict=False))
    lines = {"".join(_tokens(line)) for line in text.split("\n")}
    shares = _aligned(true, blocks)
    found = [_label(block, share, grams, lines) for block, share in zip(blocks, shares, strict=True)]
    # A short block that is no line of the text by itself may match by accident, unless it stands beside the text.
    for n, block in enumerate(blocks):
        if found[n].is_text and len(block) < _SHORT and "".join(block) not in lines:
            near = range(max(0, n - 2), min(len(blocks), n + 3))
            if not any(found[other].is_text and len(blocks[other]) >= _SHORT for other in near):
                found[n] = Label(is_text=False, weight=0.0)
    return _known(found, blocks, shares)


def _aligned(true: list[str], blocks: Sequence[list[str]]) -> list[float]:
    """The share of each block's tokens in the longest common subsequence of page and text."""
    codes: dict[str, int] = {}
    page = [codes.setdefault(token, len(codes)) for block in blocks for token in block]
    hit = bytearray(len(page))
    for step in LCSseq.opcodes(page, [codes.setdefault(token, len(codes)) for token in true]):
        if step.tag == "equal":
            hit[step.src_start : step.src_end] = b"\x01" * (step.src_end - step.src_start)
    shares: list[float] = []
    start = 0
    for block in blocks:
        shares.append(sum(hit[start : start + len(block)]) / len(block) if block else 0.0)
        start += len(block)
    return shares


def _label(block: list[str], share: float, grams: set[tuple[str, ...]], lines: set[str]) -> Label:
    count = len(block)
    if count >= _SHORT:
        part = sum(gram in grams for gram in zip(*(block[n:] for n in range(_GRAM)), strict=False)) / (count - _GRAM + 1)
        return Label(part >= 0.5, abs(2 * part - 1) * count)
    is_whole = share >= 0.99
    if not is_whole and "".join(block) in lines:  # another copy of a line, perhaps
        return Label(is_text=False, weight=0.0)
    return Label(is_whole and count > 0, float(count))


def _known(found: list[Label], blocks: Sequence[list[str]], shares: Sequence[float]) -> list[Label]:
    """Of a long block that stands once, but elsewhere than the text's order has it, nobody knows."""
    copies: dict[str, int] = {}
    for block, item in zip(blocks, found, strict=True):
        if item.is_text:
            copies["".join(block)] = copies.get("".join(block), 0) + 1
    return [
        Label(item.is_text, 0.0)
        if item.is_text and len(block) >= _SHORT and share < 0.5 and copies["".join(block)] == 1
        else item
        for item, block, share in zip(found, blocks, shares, strict=True)
    ]


def _by_segments(gold: Mapping[str, Any], texts: Sequence[str]) -> list[Label]:
    folded = [" ".join(text.split()) for text in texts]
    found = [Label(is_text=False, weight=0.0)] * len(texts)
    for key, is_text in (("without", False), ("with", True)):
        for segment in filter(None, (" ".join(one.split()) for one in gold[key])):
            places = [n for n, text in enumerate(folded) if segment in text]
            # What must be there may stand in a teaser, too; what must not, nowhere.
            for n in [max(places, key=lambda n: len(folded[n]))] if is_text and places else places:
                found[n] = Label(is_text, 10.0)
    return found
