"""Search: the best groups of all, provably: every group within the limits is scored, and none is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints, Limits, Piece, Sums, pieces
from phalanx.analyses.matchmaking.score import Scoring
from phalanx.analyses.matchmaking.weights import PARTS
from phalanx.registry.records.matching_weights import COSTS

MARGIN = 1e-9
"""Far more than the sums of a search are off by; who is within it of the last place is scored again by the definitions."""
DECIMALS = 9
"""Scores alike to so many decimals are level."""
NEVER = 1e12
"""A change of points beyond all that anybody would think of, and a score beyond all that a group can have."""
MOST_LEVEL = 10_000
"""Of those within the margin so many are kept beside the list; were there more, the smaller groups come first."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """The best groups, best first: rows of flags over the states, their scores, and every part before its points.

    `parts` has shape (parts, groups) in the order of PARTS; `looked_at` counts the groups scored, `allowed` those of
    them that may be proposed, and `by_size` is the best score of each size. Groups that are level are ranked by size,
    then by their states' codes.
    """

    groups: Flags = field(repr=False)
    scores: Floats
    parts: Floats = field(repr=False)
    looked_at: int
    allowed: int
    by_size: Mapping[int, float]


def best(scoring: Scoring, limits: Limits, top: int, *, prices: Floats | None = None) -> Ranking:
    """The `top` best groups within the limits; fewer where there are fewer that may be proposed.

    `prices` are taken off the score for each member, a number a state, as column generation does.
    """
    states = len(scoring.needs.states)
    if not limits.count:
        return Ranking(np.zeros((0, states), dtype=bool), np.zeros(0), np.zeros((len(PARTS), 0)), 0, 0, {})
    sums, charge = scoring.sums, prices
    if charge is not None:
        sums = Sums(np.concatenate([sums.single, charge[None, :]]), sums.paired, sums.code)

    def totals(piece: Piece) -> Floats:
        found = scoring.totals(piece)
        return found if charge is None else found - piece.single[-1]

    kept, looked_at, allowed, by_size = _highest(limits, sums, totals, top)
    groups = limits.members(kept.added, kept.rank, states)
    parts = scoring.parts_of(groups)
    scores = scoring.points @ parts - (0.0 if charge is None else groups @ charge)
    order = _ranked(groups, np.round(scores, DECIMALS))[:top]
    rounded = np.round(scores[order], DECIMALS) + 0.0
    return Ranking(groups[order], rounded, parts[:, order], looked_at, allowed, by_size)


def leader(scoring: Scoring, groups: Flags) -> Flags | None:
    """The best of a few groups by the definitions, as a ranking has it first; None where there is none."""
    if not len(groups):
        return None
    scores = np.round(scoring.points @ scoring.parts_of(groups), DECIMALS)
    return np.asarray(groups[_ranked(groups, scores)[0]])


def _ranked(groups: Flags, scores: Floats) -> Ints:
    """The order: best score first, then the smaller group, then by codes, as the states are sorted by them."""
    # A group that has the first state in which two differ has the lower code there, at the same size.
    keys = [~column for column in groups.T[::-1]]
    return np.lexsort((*keys, groups.sum(axis=1), -scores))


@dataclass(frozen=True, eq=False)
class _Kept:
    """Groups kept, by number of free states in it and rank, with their scores."""

    added: Ints
    rank: Ints
    score: Floats

    def cut(self, top: int) -> _Kept:
        """Only those that may be among the `top` best."""
        if self.score.size <= top:
            return self
        least = np.partition(self.score, self.score.size - top)[self.score.size - top] - MARGIN
        rows = np.flatnonzero(self.score >= least)
        if rows.size > top + MOST_LEVEL:
            above = rows[self.score[rows] > least + 2 * MARGIN]
            level = rows[self.score[rows] <= least + 2 * MARGIN][: top + MOST_LEVEL - above.size]
            rows = np.sort(np.concatenate([above, level]))
        return _Kept(self.added[rows], self.rank[rows], self.score[rows])


def _highest(
    limits: Limits, sums: Sums, totals: Callable[[Piece], Floats], top: int
) -> tuple[_Kept, int, int, Mapping[int, float]]:
    """Those that may be among the best, how many were looked at and may be proposed, and the best score of each size."""
    kept = _Kept(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
    least, looked_at, allowed = -np.inf, 0, 0
    by_size: dict[int, float] = {}
    for piece in pieces(limits, sums):
        score = totals(piece)
        looked_at += piece.count
        highest = float(score.max())
        if highest > -np.inf:
            allowed += int(np.count_nonzero(score > -np.inf))
            by_size[piece.size] = max(highest, by_size.get(piece.size, -np.inf))
        if highest < least or highest == -np.inf:
            continue
        rows = np.flatnonzero(score >= max(least, -NEVER))
        kept = _Kept(
            np.concatenate([kept.added, np.full(rows.size, piece.added)]),
            np.concatenate([kept.rank, piece.first + rows]),
            np.concatenate([kept.score, score[rows]]),
        ).cut(top)
        if kept.score.size >= top:
            least = np.partition(kept.score, kept.score.size - top)[kept.score.size - top] - MARGIN
    return kept, looked_at, allowed, {size: round(score, DECIMALS) for size, score in by_size.items()}


@dataclass(frozen=True)
class Room:
    """How far the points of a part can move before another group leads: from `low` to `high`, and who leads then.

    `low` and `high` are None where they can move without end, or down to nothing; the challengers are rows of flags.
    """

    part: str
    points: float
    low: float | None
    high: float | None
    below: Flags | None
    above: Flags | None


def room(scoring: Scoring, limits: Limits, ranking: Ranking) -> tuple[Room, ...]:
    """How far each part's points can move, all others staying, before the leader of a ranking is overtaken.

    Exact, as a score is linear in its points: at a change d of the points of a part p, a group leads over the leader if
    d * (p of the group - p of the leader) exceeds what it is behind; every group is held against the leader.
    """
    leader, lead = ranking.parts[:, 0], float(scoring.points @ ranking.parts[:, 0])
    reached = np.full((2, len(PARTS)), NEVER)
    challenger = np.zeros((2, len(PARTS), 2), dtype=np.int64)
    for piece in pieces(limits, scoring.sums_apart):
        parts = scoring.parts(piece)
        behind = np.maximum(lead - scoring.points @ parts, 0.0)
        if scoring.wanted is not None:
            behind[~scoring.allowed[piece.code[0]]] = np.inf
        for place, row in enumerate(parts):
            gain = row - leader[place]
            for side, sign in enumerate((1.0, -1.0)):
                # Whoever overtakes at a smaller change than any before; most do not, and are not looked at further.
                sooner = np.flatnonzero(behind < sign * reached[side, place] * gain)
                sooner = sooner[np.abs(gain[sooner]) > MARGIN]
                if sooner.size:
                    at = behind[sooner] / np.abs(gain[sooner])
                    nearest = int(np.argmin(at))
                    reached[side, place] = at[nearest]
                    challenger[side, place] = piece.added, piece.first + sooner[nearest]
    return tuple(_room(scoring, limits, place, reached, challenger) for place in range(len(PARTS)))


def _room(scoring: Scoring, limits: Limits, place: int, reached: Floats, challenger: Ints) -> Room:
    """The room of one part. The points of a cost are told as the facts have them, so that up and down change places."""
    size = abs(float(scoring.points[place]))
    sides = []
    for far, (added, rank) in zip(reached[:, place], challenger[:, place], strict=True):
        who = limits.members(np.array([added]), np.array([rank]), len(scoring.needs.states))[0]
        sides.append((float(far), who))
    (up, above), (down, below) = sides[::-1] if PARTS[place] in COSTS else sides
    return Room(
        PARTS[place],
        size,
        size - down if down <= size else None,
        size + up if up < NEVER else None,
        below if down <= size else None,
        above if up < NEVER else None,
    )
