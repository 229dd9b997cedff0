"""Worth: what every group of states is worth, kept, so that something can be held against all of them again and again.

Groups of one size stand in colexicographic order, as in `groups`: those of k whose last member is t are the first
C(t, k-1) groups of k-1, each with t added. A sum or a maximum over members follows the same way, a block at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import comb
from typing import Literal, NamedTuple

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints, Limits, pieces
from phalanx.analyses.matchmaking.score import Scoring

Counting = Literal["states", "volume", "groups"]
"""What a group counts where several are added up: its score for each of its states, for each of them by its share of the
need (so that a state with the mean share counts 1), or once, however many it has."""
Joining = Literal["sum", "maximum"]
JOINED: Mapping[Joining, np.ufunc] = {"sum": np.add, "maximum": np.maximum}
NEUTRAL: Mapping[Joining, float] = {"sum": 0.0, "maximum": -np.inf}
AT_ONCE = 1 << 15
"""How many groups are looked at in one go: their numbers fit into a processor's cache."""


class Stretch(NamedTuple):
    """Some groups of one size with one last member, whose place among the free states is `top`.

    `part` is where they stand among the groups of their size, and `below` where they stand, without that member, among
    those of one less.
    """

    size: int
    top: int
    part: slice
    below: slice

    @property
    def first(self) -> int:
        """The rank of the first of them among all groups of their size."""
        return int(self.part.start)


def stretches(limits: Limits) -> Iterator[Stretch]:
    """Every group within the limits once, so many at a time that a processor's cache holds them."""
    for size in limits.sizes:
        for top in range(size - 1, len(limits.free)) if size else ():
            first, count = comb(top, size), comb(top, size - 1)
            for start in range(0, count, AT_ONCE):
                end = min(start + AT_ONCE, count)
                yield Stretch(size, top, slice(first + start, first + end), slice(start, end))


class Joined:
    """The sum or the maximum of the members' numbers of every group, of which those of the largest size are not kept.

    `numbers` has one for each of all states; groups of more than `largest` states are not asked for.
    """

    def __init__(self, limits: Limits, numbers: Floats, joining: Joining, largest: int | None = None) -> None:
        self._join, self._free = JOINED[joining], numbers[list(limits.free)]
        self._room = np.empty(AT_ONCE)
        self._levels = [np.full(1, NEUTRAL[joining])]
        for size in range(1, max(limits.sizes, default=0) if largest is None else largest):
            level = np.empty(comb(self._free.size, size))
            for top in range(size - 1, self._free.size):
                part = slice(comb(top, size), comb(top + 1, size))
                self._join(self._levels[-1][: comb(top, size - 1)], self._free[top], out=level[part])
            self._levels.append(level)

    def of(self, groups: Stretch) -> Floats:
        """What the numbers of each of these groups come to; to be used before the next are asked for, and not changed."""
        if groups.size < len(self._levels):
            return self._levels[groups.size][groups.part]
        below = self._levels[-1][groups.below]
        return np.asarray(self._join(below, self._free[groups.top], out=self._room[: below.size]))


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

    @cached_property
    def allowed(self) -> int:
        """How many groups may be proposed."""
        return sum(int(np.count_nonzero(values > -np.inf)) for values in self.values.values())

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Every group within the limits once, some at a time."""
        return tuple(stretches(self.limits))

    def members(self, sizes: Ints, ranks: Ints) -> Flags:
        """Who is in the groups with these sizes and ranks: shape (groups, states)."""
        return self.limits.members(sizes, ranks, self.states)

    def per_portion(self, groups: Stretch) -> Floats:
        """The worth of groups divided by the portions of their members."""
        portions = groups.size if self._portions is None else self._portions.of(groups)
        return np.asarray(self.values[groups.size][groups.part] / portions)

    @cached_property
    def _portions(self) -> Joined | None:
        """The portions of all members of a group; None where each has one."""
        return None if (self.portions == 1).all() else Joined(self.limits, self.portions, "sum")

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
        value: Floats | int = 1
        if counting == "states":
            value = piece.size
        elif counting == "volume":
            # Of a single item, the first sum over members is that of their quantities.
            value = piece.single[0] * (states / scoring.needs.quantity.sum())
        np.multiply(scoring.totals(piece), value, out=values[piece.size][piece.first : piece.first + piece.count])
    return Worth(limits, states, values, portions)


def portions_of(scoring: Scoring, counting: Counting) -> Floats:
    """How members share what a group is worth: equally, or by their share of all need, times the number of states."""
    states = len(scoring.needs.states)
    return scoring.needs.share[0] * states if counting == "volume" else np.ones(states)
