"""Bar: what a minimum number of states asks of a group, of any states or of those that count under an instrument.

With an instrument all its other rules hold as they are; only the number of participants it asks for is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints
from phalanx.analyses.matchmaking.masks import FAILED, MET, NO_LIMIT, UNSETTLED, Minimums, Requirement
from phalanx.analyses.matchmaking.reach import Outcomes
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.rules import Asked, Case, eligible, judge_circumstances

RAISED = "minimum_participants"
"""The rule whose number is the threshold."""


@dataclass(frozen=True, eq=False)
class Terms:
    """What one way of taking part asks: at least and at most so many states of each kind, of shape (rules, states).

    It is what `Minimums` holds, over any number of states; `raised` marks the rules whose least is the threshold.
    """

    least: Ints
    most: Ints
    sure: Floats = field(repr=False)
    perhaps: Floats = field(repr=False)
    settled: Flags
    raised: Flags
    ceiling: int

    @classmethod
    def of(cls, minimums: Minimums, ceiling: int) -> Terms:
        """The terms of a way, and the best outcome its circumstances allow."""
        asked = minimums.requirements
        raised = np.array([each.rule == RAISED for each in asked])
        everybody = len(minimums.states)
        return cls(
            np.array([each.least for each in asked]),
            np.array([everybody if each.most == NO_LIMIT else each.most for each in asked]),
            np.array([each.sure for each in asked], dtype=float),
            np.array([each.perhaps for each in asked], dtype=float),
            # How many it takes is what is asked about: the threshold is no number that sources could leave open.
            np.array([each.settled for each in asked]) | raised,
            raised,
            ceiling,
        )

    def judge(self, groups: Flags, threshold: int | None) -> Outcomes:
        """1 met, 0 unsettled, -1 failed, for each group, as `Minimums.judge` has it; None leaves the way's own number."""
        low, high, least = self._numbers(groups, threshold)
        each = np.full(low.shape, UNSETTLED, dtype=np.int8)
        each[((low >= least) & (high <= self.most)) & self.settled] = MET
        each[((high < least) | (low > self.most)) & self.settled] = FAILED
        return np.asarray(np.minimum(each.min(axis=1), self.ceiling))

    def missing(self, groups: Flags, threshold: int | None) -> Floats:
        """How many further states each group lacks; without end where no further state helps."""
        low, high, least = self._numbers(groups, threshold)
        lacks: Floats = np.maximum(least - low, 0.0).max(axis=1)
        lacks[(high > self.most).any(axis=1) | (not self.settled.all()) | (self.ceiling < MET)] = np.inf
        return lacks

    def _numbers(self, groups: Flags, threshold: int | None) -> tuple[Floats, Floats, Ints]:
        """How many states of each kind a group surely and perhaps has, and how many it takes."""
        member = groups.astype(float)
        least = self.least if threshold is None else np.where(self.raised, threshold, self.least)
        return member @ self.sure.T, member @ self.perhaps.T, least


@dataclass(frozen=True, eq=False)
class Bar:
    """A threshold's terms over `states`: those of every way of an instrument that runs, or of nothing but the number."""

    states: tuple[str, ...]
    ways: tuple[Terms, ...]

    @classmethod
    def of(cls, book: RuleBook | None, instrument: str | None, day: date, states: Sequence[str]) -> Bar:
        """The bar of an instrument on a day; without one, any states count."""
        if book is None or instrument is None:
            everybody = np.ones(len(states), dtype=bool)
            plain = Minimums(tuple(states), (Requirement(RAISED, 0, NO_LIMIT, everybody, everybody),))
            return cls(tuple(states), (Terms.of(plain, MET),))
        ways = []
        for way in book.ways:
            if way.instrument == instrument:
                said = eligible(judge_circumstances(Case.of(book, way, Asked(frozenset(), day))))
                if said != "no":
                    ways.append(Terms.of(book.minimums(way, day, states), MET if said == "yes" else UNSETTLED))
        return cls(tuple(states), tuple(ways))

    def judge(self, groups: Flags, threshold: int | None) -> Outcomes:
        """The best outcome of any way for each group: 1 met, 0 unsettled, -1 failed; None leaves each way's own number."""
        found = [way.judge(groups, threshold) for way in self.ways]
        return np.max(found, axis=0) if found else np.full(len(groups), FAILED, dtype=np.int8)

    def missing(self, groups: Flags, threshold: int) -> Floats:
        """How many further states each group lacks to clear the bar in some way; without end where none would help."""
        found = [way.missing(groups, threshold) for way in self.ways]
        return np.min(found, axis=0) if found else np.full(len(groups), np.inf)

    def counting(self, groups: Flags) -> Ints:
        """How many states of each group surely count towards the threshold."""
        found = [(groups.astype(float) @ way.sure[way.raised].T).min(axis=1) for way in self.ways]
        return np.max(found, axis=0).astype(np.int64) if found else np.zeros(len(groups), dtype=np.int64)
