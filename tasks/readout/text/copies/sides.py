"""Texts ready to be compared: prepared when they are asked for, and only the last ones kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from readout.constants.relations import RelationConstants
from readout.text.copies.evidence import Side, prepare
from readout.text.copies.fingerprints import sketch
from readout.text.tokens import Hashes, Places

TOKENS_KEPT = 1 << 19
"""Of texts that may be asked for again, at some 80 bytes each: the memory does not grow with the number of texts."""


class Sides:
    """The texts of a corpus by their number, each ready to be compared.

    Pairs come in the order of the later text and meet through the first texts that have something: those asked for last
    are likely to be asked for again, the others are read and prepared anew.
    """

    def __init__(
        self, text_of: Callable[[int], str], levels_of: Callable[[Hashes], Places], constants: RelationConstants
    ) -> None:
        self._text_of, self._levels_of, self._constants = text_of, levels_of, constants
        self._kept: OrderedDict[int, Side] = OrderedDict()
        self._tokens = 0

    def __getitem__(self, number: int) -> Side:
        """One text; whoever holds it keeps it, though it be dropped here."""
        side = self._kept.pop(number, None)
        if side is None:
            made = sketch(self._text_of(number), self._constants)
            side = prepare(made, self._levels_of(made.print_set))
            self._tokens += len(side)
        self._kept[number] = side
        while self._tokens > TOKENS_KEPT and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._tokens -= len(dropped)
        return side
