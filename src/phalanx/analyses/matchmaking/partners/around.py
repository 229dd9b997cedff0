"""Around: the best group of all, and the best with and without each partner, from one look at every group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints, Limits, Sums, pieces
from phalanx.analyses.matchmaking.score import Scoring
from phalanx.analyses.matchmaking.search import MARGIN, MOST_LEVEL, NEVER, leader


@dataclass(frozen=True, eq=False)
class Around:
    """The best group within limits, and the best of those with and of those without each partner, as flags over the states.

    Partners are places in the list of states; None: there is no such group that may be proposed.
    """

    best: Flags | None
    with_it: Mapping[int, Flags | None] = field(repr=False)
    without: Mapping[int, Flags | None] = field(repr=False)


def look_around(scoring: Scoring, limits: Limits, partners: Sequence[int]) -> Around:
    """Score every group within the limits once, and hold it against the best so far with and without each partner."""
    states = len(scoring.needs.states)
    bit = np.int64(1) << np.arange(states, dtype=np.int64)
    # Who is in a group is a sum over its members as well: a bit each.
    sums = Sums(scoring.sums.single, scoring.sums.paired, np.concatenate([scoring.sums.code, bit[None, :]]))
    best = _Contest(np.int64(0), np.int64(0))
    with_it = {place: _Contest(bit[place], bit[place]) for place in partners}
    without = {place: _Contest(bit[place], np.int64(0)) for place in partners}
    contests = (best, *with_it.values(), *without.values())
    for piece in pieces(limits, sums) if limits.count else ():
        score, members = scoring.totals(piece), piece.code[-1]
        highest = float(score.max())
        for contest in contests:
            if highest >= contest.least:
                contest.enter(score, members)

    def won(contest: _Contest) -> Flags | None:
        return leader(scoring, (contest.members[:, None] & bit) != 0)

    return Around(
        won(best),
        {place: won(contest) for place, contest in with_it.items()},
        {place: won(contest) for place, contest in without.items()},
    )


class _Contest:
    """Those that may be the best of the groups whose members among `looked_at` are those of `wanted`, both as bits.

    `least` is what a group has to have to be among them.
    """

    def __init__(self, looked_at: np.int64, wanted: np.int64) -> None:
        self._looked_at, self._wanted = looked_at, wanted
        self._score: Floats = np.empty(0)
        self.members: Ints = np.empty(0, dtype=np.int64)
        self.least = -NEVER

    def enter(self, score: Floats, members: Ints) -> None:
        """Hold groups against those so far: their scores, and their members as bits."""
        flags = score >= self.least
        flags &= (members & self._looked_at) == self._wanted
        rows = np.flatnonzero(flags)
        if not rows.size:
            return
        found, who = np.concatenate([self._score, score[rows]]), np.concatenate([self.members, members[rows]])
        self.least = float(found.max()) - MARGIN
        kept = np.flatnonzero(found >= self.least)[: MOST_LEVEL + 1]
        self._score, self.members = found[kept], who[kept]
