"""Worth: what every group of states is worth, kept, so that something can be held against all of them again and again.

Groups of one size stand in colexicographic order, as in `groups`: those of k whose last member is t are the first
C(t, k-1) groups of k-1, each with t added. A sum or a maximum over members follows the same way, a block at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Literal

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints, Limits, pieces
from phalanx.analyses.matchmaking.score import Scoring

Counting = Literal["states", "volume", "groups"]
"""What a group counts where several are added up: its score for each of its states, for each of them by its share of the
need (so that a state with the mean share counts 1), or once, however many it has."""
Joining = Literal["sum", "maximum"]
JOINED: Mapping[Joining, np.ufunc] = {"sum": np.add, "maximum": np.maximum}
NEUTRAL: Mapping[Joining, float] = {"sum": 0.0, "maximum": -np.inf}


@dataclass(frozen=True, eq=False)
class Block:
    """Groups of one size, one after the other from `first` on, with what their members' numbers come to."""

    size: int
    first: int
    joined: Floats

    @property
    def part(self) -> slice:
        """Where these groups stand among those of their size."""
        return slice(self.first, self.first + self.joined.size)


@dataclass(frozen=True, eq=False)
class Worth:
    """What each group within the limits is worth, by size, and how its members share that.

    No state is in all groups: `limits.must` is empty, and the k-th place of a group's rank stands for the k-th of
    `limits.free`. Worth is minus infinity where a group may not be proposed. `portions` has a number for each of all
    `states`: a member's part of the worth is in proportion to it.
    """

    limits: Limits
    states: int
    values: Mapping[int, Floats] = field(repr=False)
    portions: Floats = field(repr=False)

    @property
    def allowed(self) -> int:
        """How many groups may be proposed."""
        return sum(int(np.count_nonzero(values > -np.inf)) for values in self.values.values())

    def members(self, sizes: Ints, ranks: Ints) -> Flags:
        """Who is in the groups with these sizes and ranks: shape (groups, states)."""
        return self.limits.members(sizes, ranks, self.states)

    def per_portion(self, block: Block) -> Floats:
        """The worth of groups divided by the portions of their members, which `block` has as its sums."""
        return np.asarray(self.values[block.size][block.part] / block.joined)

    def among(self, left: Sequence[int]) -> Worth:
        """The worth of the groups that have none but these states, which are in the order of `limits.free`."""
        places = [place for place, state in enumerate(self.limits.free) if state in set(left)]
        limits = Limits(self.limits.least, self.limits.most, tuple(left))
        values, below = {}, np.zeros(1, dtype=np.int64)
        for size in range(1, max(limits.sizes, default=0) + 1):
            # The rank of a group is the sum of C(place, k) over its k-th members, so that it grows as a sum does.
            ranks = np.empty(comb(len(places), size), dtype=np.int64)
            for top in range(size - 1, len(places)):
                part = slice(comb(top, size), comb(top + 1, size))
                np.add(below[: comb(top, size - 1)], comb(places[top], size), out=ranks[part])
            if size in limits.sizes:
                values[size] = self.values[size][ranks]
            below = ranks
        return Worth(limits, self.states, values, self.portions)


def worth(scoring: Scoring, limits: Limits, counting: Counting) -> Worth:
    """What each group of states that need one item is worth, by what a group counts."""
    states = len(scoring.needs.states)
    portions = portions_of(scoring, counting)
    values = {size: np.empty(comb(len(limits.free), size)) for size in limits.sizes}
    for piece in pieces(limits, scoring.sums):
        value = scoring.totals(piece)
        if counting == "states":
            value *= piece.size
        elif counting == "volume":
            # Of a single item, the first sum over members is that of their quantities.
            value *= piece.single[0] * (states / scoring.needs.quantity.sum())
        values[piece.size][piece.first : piece.first + piece.count] = value
    return Worth(limits, states, values, portions)


def portions_of(scoring: Scoring, counting: Counting) -> Floats:
    """How members share what a group is worth: equally, or by their share of all need, times the number of states."""
    states = len(scoring.needs.states)
    return scoring.needs.share[0] * states if counting == "volume" else np.ones(states)


def walk(limits: Limits, numbers: Floats, joining: Joining, largest: int | None = None) -> Iterator[Block]:
    """Every group within the limits once, with the sum or the maximum of its members' numbers; none above `largest`.

    `numbers` has one for each of all states.
    """
    join, free = JOINED[joining], numbers[list(limits.free)]
    last = max((size for size in limits.sizes if largest is None or size <= largest), default=0)
    below = np.full(1, NEUTRAL[joining])
    for size in range(1, last + 1):
        level = np.empty(comb(free.size, size)) if size < last else None
        for top in range(size - 1, free.size):
            before, first = below[: comb(top, size - 1)], comb(top, size)
            out = None if level is None else level[first : comb(top + 1, size)]
            joined = join(before, free[top], out=out)
            if size in limits.sizes:
                yield Block(size, first, joined)
        if level is not None:
            below = level
