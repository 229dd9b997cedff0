"""Groups: every group of states within limits, with sums over its members and over its pairs, without a loop over groups.

Groups of one size stand in colexicographic order: sorted by their last member, then by the one before it, and so on. In
that order the groups of k whose last member is t are the first C(t, k-1) groups of k-1, each with t added, so that every
sum over members or pairs of a whole block is an addition or two to sums that are there already (Knuth, "The Art of
Computer Programming", volume 4A, 7.2.1.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PIECE = 1 << 15
"""How many groups are looked at in one go: their sums fit into a processor's cache."""
ROWS, MULTIPLICATIONS = 256, 1 << 18
"""How many rows and multiplications of a product are made in one go. From some more on a product is shared out among
threads, which then wait for the next one at full speed: they take more of the processor than they save."""


def products(rows: Floats, table: Floats) -> Floats:
    """The matrix product, some rows at a time, by one thread."""
    step = min(ROWS, max(MULTIPLICATIONS // max(table.size, 1), 1))
    return np.concatenate([rows[start : start + step] @ table for start in range(0, max(len(rows), 1), step)])


def pair_sums(member: Floats, paired: Floats) -> Floats:
    """The sum over the pairs of members, for each group and each table of numbers a pair: shape (tables, groups)."""
    found = np.empty((len(paired), len(member)))
    for start in range(0, len(member), ROWS):
        some = member[start : start + ROWS]
        np.einsum("pgj,gj->pg", some @ paired, some, out=found[:, start : start + ROWS])
    return found / 2


@dataclass(frozen=True)
class Limits:
    """Which groups are meant: of `least` to `most` states, with all of `must` and further ones of `free` only.

    States are places in a list of all; `must` and `free` have none in common.
    """

    least: int
    most: int
    free: tuple[int, ...]
    must: tuple[int, ...] = ()

    @property
    def sizes(self) -> range:
        """How many of the free states a group can have."""
        return range(max(self.least - len(self.must), 0), min(self.most - len(self.must), len(self.free)) + 1)

    @property
    def count(self) -> int:
        """How many groups there are."""
        return sum(comb(len(self.free), size) for size in self.sizes)

    @cached_property
    def _below(self) -> Ints:
        """C(place, size) for every place of a free state, and one more, by size."""
        sizes = range(max(self.sizes, default=0) + 1)
        return np.array([[comb(place, size) for size in sizes] for place in range(len(self.free) + 1)])

    def members(self, added: Ints, ranks: Ints, states: int) -> Flags:
        """Who is in each group, by the number of free states in it and its rank among those: shape (groups, states)."""
        found = np.zeros((ranks.size, states), dtype=bool)
        found[:, list(self.must)] = True
        free, rest, left = np.array(self.free, dtype=np.int64), ranks.copy(), added.copy()
        for _ in range(int(added.max(initial=0))):
            rows = np.flatnonzero(left)
            # The last member is the highest place below which there are no more groups than the rank.
            fits = self._below[:, left[rows]] <= rest[rows]
            place = len(self.free) - np.argmax(fits[::-1], axis=0)
            found[rows, free[place]] = True
            rest[rows] -= self._below[place, left[rows]]
            left[rows] -= 1
        return found


@dataclass(frozen=True, eq=False)
class Sums:
    """What is added up: numbers and codes a state, of shape (rows, states), and numbers a pair, symmetric."""

    single: Floats
    paired: Floats
    code: Ints


@dataclass(frozen=True, eq=False)
class Piece:
    """Some groups of one size, one after the other from `first` on, with their sums, of shape (rows, groups).

    `size` counts all members, `added` the free ones among them.
    """

    size: int
    added: int
    first: int
    single: Floats
    paired: Floats
    code: Ints

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.code.shape[1])


@dataclass(frozen=True, eq=False)
class _Level:
    """The sums of all groups of a size; `links[t]` are those of t with each group below t, over pairs."""

    single: Floats
    paired: Floats
    code: Ints
    links: Sequence[Floats]


def pieces(limits: Limits, sums: Sums) -> Iterator[Piece]:
    """Every group within the limits once, in pieces of up to PIECE, with its sums."""
    must, free = list(limits.must), list(limits.free)
    pair = sums.paired[:, free][:, :, free]
    single, code = sums.single[:, free], sums.code[:, free]
    within = sums.paired[:, must][:, :, must]
    level = _Level(
        sums.single[:, must].sum(axis=1, keepdims=True),
        (within.sum(axis=(1, 2)) - np.trace(within, axis1=1, axis2=2))[:, None] / 2,
        sums.code[:, must].sum(axis=1, keepdims=True),
        [sums.paired[:, place, must].sum(axis=1, keepdims=True) for place in free],
    )
    if 0 in limits.sizes:
        yield Piece(len(must), 0, 0, level.single, level.paired, level.code)
    last = max(limits.sizes, default=0)
    for size in range(1, last - 1):
        level = _grown(level, size, single, pair, code)
        if size in limits.sizes:
            yield from _cut(level, size, len(must))
    # Most groups are of the two largest sizes, which are made of the size below them, piece by piece, and not kept.
    if (size := max(last - 1, 1)) in limits.sizes:
        yield from _with_one(level, size, single, code, len(must))
    if last > 1:
        yield from _with_two(level, last, single, pair, code, len(must))


def _grown(before: _Level, size: int, single: Floats, pair: Floats, code: Ints) -> _Level:
    """The groups of a size from those of one less."""
    number = code.shape[1]
    count = comb(number, size)
    grown = _Level(
        np.empty((single.shape[0], count)),
        np.empty((pair.shape[0], count)),
        np.empty((code.shape[0], count), dtype=np.int64),
        [],
    )
    links = []
    for top in range(number):
        part, below = slice(comb(top, size), comb(top + 1, size)), slice(0, comb(top, size - 1))
        np.add(before.single[:, below], single[:, top, None], out=grown.single[:, part])
        np.add(before.paired[:, below], before.links[top][:, below], out=grown.paired[:, part])
        np.add(before.code[:, below], code[:, top, None], out=grown.code[:, part])
        links.append(_linked(before.links[top], size, top, pair))
    return _Level(grown.single, grown.paired, grown.code, links)


def _linked(before: Floats, size: int, top: int, pair: Floats) -> Floats:
    """The sums over the pairs of `top` with the members of each group of a size below it."""
    links = np.empty((pair.shape[0], comb(top, size)))
    for place in range(size - 1, top):
        part = slice(comb(place, size), comb(place + 1, size))
        np.add(before[:, : comb(place, size - 1)], pair[:, place, top, None], out=links[:, part])
    return links


def _cut(level: _Level, size: int, must: int) -> Iterator[Piece]:
    for part in _parts(level.code.shape[1]):
        yield Piece(size + must, size, part.start, level.single[:, part], level.paired[:, part], level.code[:, part])


def _with_one(before: _Level, size: int, single: Floats, code: Ints, must: int) -> Iterator[Piece]:
    """The groups of a size from those of one less."""
    for top in range(size - 1, code.shape[1]):
        for part in _parts(comb(top, size - 1)):
            yield Piece(
                size + must,
                size,
                comb(top, size) + part.start,
                before.single[:, part] + single[:, top, None],
                before.paired[:, part] + before.links[top][:, part],
                before.code[:, part] + code[:, top, None],
            )


def _with_two(before: _Level, size: int, single: Floats, pair: Floats, code: Ints, must: int) -> Iterator[Piece]:
    """The groups of a size from those of two less: with `top` and the member before it, both and their pair added."""
    for top in range(size - 1, code.shape[1]):
        for next_to_top in range(size - 2, top):
            both = [next_to_top, top]
            for part in _parts(comb(next_to_top, size - 2)):
                paired = before.paired[:, part] + before.links[next_to_top][:, part]
                paired += before.links[top][:, part]
                paired += pair[:, next_to_top, top, None]
                yield Piece(
                    size + must,
                    size,
                    comb(top, size) + comb(next_to_top, size - 1) + part.start,
                    before.single[:, part] + single[:, both].sum(axis=1, keepdims=True),
                    paired,
                    before.code[:, part] + code[:, both].sum(axis=1, keepdims=True),
                )


def _parts(count: int) -> Iterator[slice]:
    """So many groups, PIECE at a time."""
    return (slice(start, min(start + PIECE, count)) for start in range(0, count, PIECE))
