"""Stability: whether some states would do better by leaving their groups and forming another, looked for among all groups.

A group blocks a division if every one of its members would have more in it than where it is, as in the core of a game of
coalitions (J. H. Drèze and J. Greenberg, "Hedonic Coalitions: Optimality and Stability", Econometrica 48, 1980). What a
member has is its part of what the group is worth, by the portions of `worth`; in no group, nothing.

All members of a group have the same a portion, so that they agree on which of two groups is better. Therefore a division
without such groups always exists: the best group first, then the best of who is left, and so on (S. Banerjee, H. Konishi
and T. Sönmez, "Core in a simple coalition formation game", Social Choice and Welfare 18, 2001).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats
from phalanx.analyses.matchmaking.partition.worth import Joined, Worth

MARGIN = 1e-6
"""Points a portion by which every member has to gain, so that a group blocks."""


@dataclass(frozen=True, eq=False)
class Blocking:
    """How many groups block a division, and the strongest: the one whose member with the least gain gains most.

    `has` and `had` are points a portion of each of its members there and in the division, as `gain`, the least of them.
    """

    count: int
    group: Flags = field(repr=False)
    has: float
    had: Floats
    gain: float


def per_portion(worth: Worth, groups: Flags, values: Floats) -> Floats:
    """What each of all states has a portion in a division into these disjoint groups, worth so much; in none, 0."""
    each = values / np.maximum(groups @ worth.portions, np.finfo(float).tiny)
    return np.asarray(each @ groups)


def blocking(worth: Worth, has: Floats) -> Blocking | None:
    """The groups that block a division in which each state has so much a portion; None where it is stable."""
    count, gain, strongest = 0, MARGIN, (0, 0)
    most = Joined(worth.limits, has, "maximum")
    for groups in worth.stretches:
        gains = worth.per_portion(groups)
        gains -= most.of(groups)
        best = int(gains.argmax())
        if gains[best] > MARGIN:
            count += int(np.count_nonzero(gains > MARGIN))
        if gains[best] > gain:
            gain, strongest = float(gains[best]), (groups.size, groups.first + best)
    if not count:
        return None
    group = worth.members(np.array([strongest[0]]), np.array([strongest[1]]))[0]
    had = has[group]
    return Blocking(count, group, gain + float(had.max()), had, gain)


@dataclass(frozen=True, eq=False)
class Stable:
    """A division that no states would leave: disjoint groups as rows of flags, and what each is worth."""

    groups: Flags = field(repr=False)
    worth: Floats

    @property
    def objective(self) -> float:
        """What all groups are worth together."""
        return float(self.worth.sum())


def stable(whole: Worth) -> Stable:
    """The division with the group first that is best for its members, then the best of who is left, and so on.

    Groups that are worth nothing are not formed.
    """
    current, groups, values = whole, [], []
    while (found := _best_for_members(current)) is not None:
        group, value = found
        groups.append(group)
        values.append(value)
        current = current.among([state for state in current.limits.free if not group[state]])
    return Stable(np.array(groups, dtype=bool).reshape(len(groups), whole.states), np.array(values))


def _best_for_members(whole: Worth) -> tuple[Flags, float] | None:
    """The group that is worth most a portion, and what it is worth; None where none is worth anything."""
    most, best = MARGIN, None
    for groups in whole.stretches:
        each = whole.per_portion(groups)
        place = int(each.argmax())
        if each[place] > most:
            most, best = float(each[place]), (groups.size, groups.first + place)
    if best is None:
        return None
    size, rank = best
    return whole.members(np.array([size]), np.array([rank]))[0], float(whole.values[size][rank])
