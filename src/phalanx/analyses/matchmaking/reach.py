"""Reach: which instruments are open to a group under the rules, for every group at once.

Rules on who is in a group count states of some kind and look at nothing else. States that no rule tells apart are of one
class, so what is open to a group depends only on how many states of each class it has. There are a few thousand such
compositions where there are millions of groups: each composition is judged once, and every group finds its own by a code
that is a sum over its members.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints
from phalanx.analyses.matchmaking.masks import FAILED, MET, UNSETTLED, Groups, Minimums
from phalanx.analyses.matchmaking.rulebook import RuleBook, Way
from phalanx.analyses.matchmaking.rules import Asked, Case, eligible, judge_circumstances

Outcomes = NDArray[np.int8]
AT_ONCE = 1 << 18


@dataclass(frozen=True, eq=False)
class Reach:
    """What is open to groups of these states: `code` has a number a state, whose sum over a group is its composition.

    `outcome` has shape (instruments, compositions): 1 open, 0 not settled, -1 closed. `worth` is what it counts that an
    instrument is open, by its place in `instruments`; only those are named that run for the area on that day.
    """

    states: tuple[str, ...]
    instruments: tuple[str, ...]
    worth: Floats
    ways: tuple[Way, ...]
    minimums: tuple[Minimums, ...] = field(repr=False)
    ceilings: Outcomes = field(repr=False)
    code: Ints = field(repr=False)
    outcome: Outcomes = field(repr=False)

    @cached_property
    def share(self) -> Floats:
        """The worth of what is open to each composition, as a share of that of all that run."""
        whole = float(self.worth.sum())
        open_worth = self.worth @ (self.outcome == MET)
        return np.asarray(open_worth / whole if whole else open_worth)

    def open_to(self, composition: int, outcome: int = MET) -> tuple[str, ...]:
        """The instruments with this outcome for a composition."""
        found = np.flatnonzero(self.outcome[:, composition] == outcome)
        return tuple(self.instruments[place] for place in found)


def reach(
    book: RuleBook,
    states: Sequence[str],
    most: int,
    *,
    day: date,
    area: str | None,
    worth: Mapping[str, float],
    besides: Sequence[str] = (),
) -> Reach:
    """What is open to groups of up to `most` of these states on a day, for an area.

    Looked at are the instruments of `worth` and those named `besides`, which count nothing.
    """
    ways, ceilings = [], []
    for way in book.ways:
        if way.instrument in worth or way.instrument in besides:
            said = eligible(judge_circumstances(Case.of(book, way, Asked(frozenset(), day, area=area))))
            if said != "no":
                ways.append(way)
                ceilings.append(MET if said == "yes" else UNSETTLED)
    minimums = [book.minimums(way, day, states) for way in ways]
    return reach_of(states, most, ways, minimums, ceilings, worth)


def reach_of(
    states: Sequence[str],
    most: int,
    ways: Sequence[Way],
    minimums: Sequence[Minimums],
    ceilings: Sequence[int],
    worth: Mapping[str, float],
) -> Reach:
    """The same from ways of taking part, what each asks of a group, and the best outcome its circumstances allow."""
    instruments = tuple(dict.fromkeys(way.instrument for way in ways))
    limits = np.array(ceilings, dtype=np.int8)
    code, compositions = _compositions(_classes(minimums, len(states)), most)
    return Reach(
        tuple(states),
        instruments,
        np.array([worth.get(instrument, 0.0) for instrument in instruments]),
        tuple(ways),
        tuple(minimums),
        limits,
        code,
        judged(ways, minimums, limits, instruments, compositions),
    )


def judged(
    ways: Sequence[Way],
    minimums: Sequence[Minimums],
    ceilings: Outcomes,
    instruments: Sequence[str],
    groups: Groups,
) -> Outcomes:
    """The best outcome of any way of each instrument for each group, none better than its circumstances allow."""
    found = np.full((len(instruments), groups.size), FAILED, dtype=np.int8)
    for way, minimum, ceiling in zip(ways, minimums, ceilings, strict=True):
        row = found[instruments.index(way.instrument)]
        for start in range(0, groups.size, AT_ONCE):
            part = slice(start, start + AT_ONCE)
            np.maximum(row[part], np.minimum(minimum.judge(groups[part]), ceiling), out=row[part])
    return found


def _classes(minimums: Sequence[Minimums], states: int) -> Ints:
    """The class of each state: alike are those of which every requirement says the same."""
    flags = [flag for minimum in minimums for each in minimum.requirements for flag in (each.sure, each.perhaps)]
    table: Flags = np.array(flags, dtype=bool).reshape(len(flags), states)
    _, found = np.unique(table, axis=1, return_inverse=True)
    return np.asarray(found).reshape(states)


def _compositions(classes: Ints, most: int) -> tuple[Ints, Groups]:
    """The code of each state, and for each sum of codes a group that has it, as a mask over the states.

    A class of m states has min(m, most) + 1 digits; its first states stand for any others of it.
    """
    code = np.zeros(classes.size, dtype=np.int64)
    groups = np.zeros(1, dtype=np.uint64)
    for number in range(int(classes.max(initial=-1)) + 1):
        places = np.flatnonzero(classes == number)
        code[places] = groups.size
        first = np.cumsum(
            np.array([0, *(1 << int(place) for place in places[:most])], dtype=np.uint64), dtype=np.uint64
        )
        groups = (first[:, None] | groups[None, :]).ravel()
    return code, groups
