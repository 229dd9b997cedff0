"""Dial: what becomes of every undertaking as the minimum number of states rises, and which states would keep it.

An undertaking that has too few states could grow by states near to it: tied with each of its own by an agreement that
stands, or a joint purchase, on the area that it is about. (Agreements on anything tie nearly all to nearly all, and tell
nobody apart; where no area is known, those on procurement, industry or standards are meant.) Of these the one joins first
that has most in common with those who are there, by the points of the score for ties of two, and that is of use: after it
one state fewer is missing. So no more join than the bar asks for, and who is needed at a threshold is needed at every
higher one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints
from phalanx.analyses.matchmaking.masks import FAILED, MET
from phalanx.analyses.matchmaking.rapport import rapport
from phalanx.analyses.matchmaking.reach import Outcomes
from phalanx.analyses.matchmaking.subject import main_areas
from phalanx.analyses.matchmaking.threshold.bar import Bar
from phalanx.analyses.matchmaking.weights import Weights
from phalanx.world import World
from phalanx.world.areas import within

TIES = ("agreements", "groupings", "joint_purchases", "common_systems", "friction")
"""The parts of the score by which the nearest is found."""
FATES: Mapping[str, str] = {
    "stays": "has enough states",
    "unsettled": "may have enough; the sources do not settle it",
    "could_grow": "has too few, and near states would do",
    "falls_away": "has too few, and no near states would do",
    "closed": "has states that may not take part, or lacks what no further state brings",
}
"""What becomes of an undertaking at a threshold."""


@dataclass(frozen=True, eq=False)
class Nearness:
    """What each two states have in common for buying what an area is about: points, and whether they are tied."""

    points: Floats = field(repr=False)
    tied: Flags = field(repr=False)


@dataclass(frozen=True, eq=False)
class Dial:
    """What becomes of each undertaking at each threshold, shape (thresholds, undertakings).

    `before` is the outcome at the threshold below the first, and `outcome` at each; `fates` are codes of FATES. `grown`
    has the states that would join for each undertaking, in order; `needed` how many of them each threshold takes.
    """

    thresholds: range
    before: Outcomes
    outcome: Outcomes
    fates: tuple[tuple[str, ...], ...]
    grown: tuple[tuple[str, ...], ...]
    needed: Ints = field(repr=False)

    def fallen(self, place: int) -> Flags:
        """Which undertakings had enough states one threshold lower, and have not at this one."""
        lower = self.before if place == 0 else self.outcome[place - 1]
        return np.asarray((lower > FAILED) & (self.outcome[place] == FAILED))


def turn(bar: Bar, members: Flags, near: Sequence[Nearness], candidates: Flags, thresholds: range) -> Dial:
    """Raise the threshold over undertakings given as rows of flags over the bar's states, each with what is near it."""
    before = bar.judge(members, thresholds[0] - 1)
    outcome = np.array([bar.judge(members, threshold) for threshold in thresholds])
    shut = (bar.judge(members, 0) == FAILED) & np.isinf(bar.missing(members, 0))
    fates, grown = [], []
    needed = np.zeros(outcome.shape, dtype=np.int64)
    for place, group in enumerate(members):
        fate: list[str] = []
        path: list[int] = []
        now = group.copy()
        for step, threshold in enumerate(thresholds):
            found = outcome[step, place]
            if found > FAILED:
                fate.append("stays" if found == MET else "unsettled")
            elif shut[place]:
                fate.append("closed")
            else:
                path += _joining(bar, group, now, near[place], candidates, threshold)
                enough = bool(bar.judge(now[None, :], threshold)[0] == MET)
                fate.append("could_grow" if enough else "falls_away")
                needed[step, place] = len(path) if enough else 0
        fates.append(fate)
        grown.append(tuple(bar.states[state] for state in path[: int(needed[:, place].max())]))
    return Dial(thresholds, before, outcome, tuple(zip(*fates, strict=True)), tuple(grown), needed)


def _joining(bar: Bar, group: Flags, now: Flags, near: Nearness, candidates: Flags, threshold: int) -> list[int]:
    """Let near states join until the bar is cleared or nobody near is of use; `now` grows, and who joined is given back."""
    joined: list[int] = []
    tied = near.tied[group].all(axis=0)
    while np.isfinite(lacks := bar.missing(now[None, :], threshold)[0]) and lacks > 0:
        able = np.flatnonzero(candidates & tied & ~now)
        after = np.repeat(now[None, :], able.size, axis=0)
        after[np.arange(able.size), able] = True
        useful = able[bar.missing(after, threshold) < lacks]
        if not useful.size:
            break
        common = near.points[useful][:, now].mean(axis=1)
        best = int(useful[int(np.argmax(np.round(common, 9)))])
        now[best] = True
        joined.append(best)
    return joined


def nearness(world: World, weights: Weights, states: Sequence[str], described: pl.DataFrame) -> tuple[Nearness, ...]:
    """What is near to each undertaking, for the area that it is mostly about; undertakings of one area share it."""
    areas = main_areas(world, described)
    known: dict[str | None, Nearness] = {}
    for area in dict.fromkeys(areas.get(name) for name in described["id"]):
        found = rapport(world, states, within(world, area) if area else frozenset(), weights)
        points = np.sum([weights.signed(part) * found.paired[part] for part in TIES], axis=0)
        told = found.agreements
        tying = (told["kind"] == ("names_area" if area else "buying")) & ((told["life"] != "ended") | told["bought"])
        parties = found.parties[tying.to_numpy()].astype(float)
        known[area] = Nearness(points, parties.T @ parties > 0)
    return tuple(known[areas.get(name)] for name in described["id"])
