"""Calls: for each possible partner of a state the best group with both, and what it adds to the best one without it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats
from phalanx.analyses.matchmaking.partners.around import look_around
from phalanx.analyses.matchmaking.partners.asked import Heard
from phalanx.analyses.matchmaking.proposals import Proposal, proposals
from phalanx.analyses.matchmaking.search import DECIMALS, Ranking


@dataclass(frozen=True, eq=False)
class Call:
    """A partner to call: the best group with it, the best without it, and what the two have in common.

    `without` is None where there is no group without it. `pair` are the two alone, with the parts of their score, whether
    or not a group of two is within the limits.
    """

    rank: int
    partner: str
    group: Proposal
    without: Proposal | None
    pair: Proposal
    share: float = field(default=0.0)

    @property
    def gain(self) -> float | None:
        """Points that the best group with it has beyond the best without it; None where there is none without it."""
        return None if self.without is None else self.group.score - self.without.score


@dataclass(frozen=True, eq=False)
class Calls:
    """Whom to call, first first, out of how many looked at; `best` is the best group of all with the state in it."""

    calls: tuple[Call, ...]
    best: Proposal | None
    looked_at: int


def calls(heard: Heard) -> Calls:
    """For every candidate the best group with and the best without it, of all groups with the state; who adds most first.

    A candidate in the best group of all is held against the best group without it, one that is not against the best of all.
    Candidates with whom no group may be proposed are left out.
    """
    limits = heard.groups.limits
    around = look_around(heard.groups.scoring, limits, heard.candidates)
    if around.best is None:
        return Calls((), None, limits.count)
    found: list[tuple[int, Flags, Flags | None]] = []
    for place in heard.candidates:
        with_it = around.with_it[place]
        if around.best[place]:
            found.append((place, around.best, around.without[place]))
        elif with_it is not None:
            found.append((place, with_it, around.best))
    return Calls(_told(heard, found), _proposed(heard, [around.best])[0], limits.count)


def _told(heard: Heard, found: list[tuple[int, Flags, Flags | None]]) -> tuple[Call, ...]:
    """The calls in their order: who adds most, then who has most in common with the state, then by code."""
    needs = heard.groups.needs
    share, number = needs.share.mean(axis=0), len(needs.states)
    pairs = [np.isin(np.arange(number), (heard.state, place)) for place, _, _ in found]
    rows = zip(
        found,
        _proposed(heard, [group for _, group, _ in found]),
        _proposed(heard, pairs),
        _proposed(heard, [group if other is None else other for _, group, other in found]),
        strict=True,
    )
    told = [
        Call(0, needs.states[place], group, None if other is None else without, pair, float(share[place]))
        for (place, _, other), group, pair, without in rows
    ]
    ordered = sorted(told, key=lambda each: (-_gain(each), -each.pair.score, each.partner))
    return tuple(
        Call(rank + 1, each.partner, each.group, each.without, each.pair, each.share)
        for rank, each in enumerate(ordered)
    )


def _gain(call: Call) -> float:
    """Without whom there is no group at all is called before everybody else."""
    return np.inf if call.gain is None else round(call.gain, DECIMALS)


def _proposed(heard: Heard, groups: list[Flags]) -> tuple[Proposal, ...]:
    """All that is said of these groups, in their order."""
    scoring = heard.groups.scoring
    flags: Flags = np.array(groups, dtype=bool).reshape(len(groups), len(heard.groups.needs.states))
    parts = scoring.parts_of(flags)
    scores: Floats = np.round(scoring.points @ parts, DECIMALS) + 0.0
    return proposals(heard.groups, Ranking(flags, scores, parts, 0, 0, {}))
