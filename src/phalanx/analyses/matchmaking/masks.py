"""Masks: the rules on who is in a group, judged for millions of groups at once, a bit a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Groups = NDArray[np.uint64]
"""A group each: bit i is set where state i of `Minimums.states` belongs to it."""
Flags = NDArray[np.bool_]
Outcomes = NDArray[np.int8]
MET, UNSETTLED, FAILED = 1, 0, -1
NO_LIMIT = 64
"""The most states that fit into a mask."""


@dataclass(frozen=True, eq=False, slots=True)
class Requirement:
    """At least and at most so many states of a kind: `sure` are of it, `perhaps` may be (and hold the sure ones).

    Both have shape (states,). `settled` is False where the number itself is not settled.
    """

    rule: str
    least: int
    most: int
    sure: Flags
    perhaps: Flags
    settled: bool = True

    def judge(self, groups: Groups) -> Outcomes:
        """1 met, 0 unsettled, -1 failed, for each group."""
        low = np.bitwise_count(groups & bits(self.sure))
        high = np.bitwise_count(groups & bits(self.perhaps))
        outcomes = np.full(groups.shape, UNSETTLED, dtype=np.int8)
        if self.settled:
            outcomes[(low >= self.least) & (high <= self.most)] = MET
            outcomes[(high < self.least) | (low > self.most)] = FAILED
        return outcomes


@dataclass(frozen=True, eq=False, slots=True)
class Minimums:
    """What a way of taking part asks of a group on a day: how many states of which kind, over at most 64 states."""

    states: tuple[str, ...]
    requirements: tuple[Requirement, ...]

    def judge(self, groups: Groups) -> Outcomes:
        """The worst outcome of any requirement for each group: 1 met, 0 unsettled, -1 failed."""
        worst = np.full(groups.shape, MET, dtype=np.int8)
        for requirement in self.requirements:
            np.minimum(worst, requirement.judge(groups), out=worst)
        return worst

    def mask(self, group: Sequence[str]) -> np.uint64:
        """A group as a mask. Raises ValueError for a state that is none of `states`."""
        return np.uint64(sum(1 << self.states.index(state) for state in set(group)))


def bits(flags: Flags) -> np.uint64:
    """The mask of all states that are flagged."""
    return np.uint64(sum(1 << int(place) for place in np.flatnonzero(flags)))
