"""What is kept in memory of all texts while they are related: names, dates and keys; a text is read again when it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from readout.constants.relations import RelationConstants
from readout.text.copies.fingerprints import address_key, sketch
from readout.text.copies.rarity import NAMELESS, Postings, followed, numbered, owner_key, post
from readout.text.copies.units import Unit
from readout.text.tokens import Hashes, Places


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corpus:
    """The units that can be compared, numbered in unit order, the head of each one's exact class, and who has which key.

    The texts are in `given` alone: `units` are without.
    """

    given: Sequence[Unit]
    units: list[Unit]
    places: list[int]  # of each in `given`
    lengths: list[int]  # of each in tokens
    over_size: list[tuple[Unit, int]]  # units too long to be compared, and their places
    head_of: list[int]
    heads: list[int]
    sizes: Places  # of each head, the number of its distinct fingerprints
    prints: Postings
    paragraphs: Postings
    addresses: Postings

    def text(self, number: int) -> str:
        """The text of one unit."""
        return self.given[self.places[number]].text


@dataclass(slots=True)
class _Keys:
    """By place in what was given: units without their texts, digests, lengths; by digest: the keys of its first unit."""

    units: list[Unit] = field(default_factory=list[Unit])
    digests: list[bytes | None] = field(default_factory=list[bytes | None])  # None: over size
    lengths: list[int] = field(default_factory=list[int])
    prints: dict[bytes, Hashes] = field(default_factory=dict[bytes, Hashes])
    paragraphs: dict[bytes, Hashes] = field(default_factory=dict[bytes, Hashes])
    first: dict[bytes, Unit] = field(default_factory=dict[bytes, Unit])


def survey(given: Sequence[Unit], constants: RelationConstants) -> Corpus:
    """Read every text once.

    Raises:
        ValueError: two units have one document_id and revision.
    """
    keys = _Keys()
    for unit in given:
        _take(keys, unit, constants)
    order = sorted(range(len(keys.units)), key=lambda place: keys.units[place].order)
    if len({(unit.document_id, unit.revision) for unit in keys.units}) < len(order):
        raise ValueError("two units have the same document_id and revision")
    places = [place for place in order if keys.digests[place] is not None]
    units = [keys.units[place] for place in places]
    first: dict[bytes | None, int] = {}
    head_of = [first.setdefault(keys.digests[place], number) for number, place in enumerate(places)]
    heads = sorted(first.values())
    digests = [digest for number in heads if (digest := keys.digests[places[number]]) is not None]
    pages = numbered(units[number].document_id for number in heads)
    owners = np.array([NAMELESS if (name := units[number].owner) is None else owner_key(name) for number in heads], np.int64)
    return Corpus(
        given=given,
        units=units,
        places=places,
        lengths=[keys.lengths[place] for place in places],
        over_size=[(keys.units[place], place) for place in order if keys.digests[place] is None],
        head_of=head_of,
        heads=heads,
        sizes=np.array([len(keys.prints[digest]) for digest in digests], np.int64),
        prints=post([keys.prints[digest] for digest in digests], owners, pages, constants),
        paragraphs=post([keys.paragraphs[digest] for digest in digests], owners, pages, constants),
        addresses=followed(post([address_key(units[number].url_key) for number in heads], owners, pages, constants)),
    )


def _take(keys: _Keys, unit: Unit, constants: RelationConstants) -> None:
    """Keep what is needed of a unit: the fingerprints of one text of each exact class, the paragraphs of its first unit."""
    bare = replace(unit, text="")
    keys.units.append(bare)
    if len(unit.text) > constants.characters_max:
        keys.digests.append(None)
        keys.lengths.append(0)
        return
    made = sketch(unit.text, constants)
    keys.digests.append(made.norm_hash)
    keys.lengths.append(len(made.tokens))
    keys.prints.setdefault(made.norm_hash, made.print_set)
    if bare.order <= keys.first.setdefault(made.norm_hash, bare).order:
        keys.first[made.norm_hash], keys.paragraphs[made.norm_hash] = bare, made.paragraphs
