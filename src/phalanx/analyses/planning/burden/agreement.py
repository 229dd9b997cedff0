"""Agreement: how far two rankings put the states in the same order, and who moves most between keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau, rankdata, spearmanr

from phalanx.analyses.planning.burden.shares import Burden, Ranking


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two rankings compared over the states that have a rank in both.

    `tau` is Kendall's tau-b and `rho` Spearman's coefficient, from -1 (reversed) to 1 (the same order); None where fewer
    than two states have both or one of the rankings puts all on one place. `chance` is the probability of a tau at least
    as far from zero among orders drawn by lot.
    """

    one: str
    other: str
    states: int
    tau: float | None
    rho: float | None
    chance: float | None


@dataclass(frozen=True, slots=True)
class Move:
    """The two keys under which the rank of a state differs most, among the `of` states that have a rank under both."""

    state: int
    key_up: str
    rank_up: int
    key_down: str
    rank_down: int
    of: int

    @property
    def places(self) -> int:
        """By how many places."""
        return self.rank_down - self.rank_up


@dataclass(frozen=True, eq=False)
class Compared:
    """Rankings by key and by measure, pair by pair, and the moves between keys, largest first."""

    keys: tuple[Agreement, ...]
    measures: tuple[Agreement, ...]
    moves: tuple[Move, ...]


def compare(burden: Burden) -> Compared:
    """Compare the keys by the chosen measure, and the measures by the chosen key."""
    return Compared(agreements(burden.by_key), agreements(burden.by_measure), moves(burden.by_key))


def agreements(rankings: Mapping[str, Ranking]) -> tuple[Agreement, ...]:
    """Every two rankings compared, in their order."""
    return tuple(_agreement(one, rankings[one], other, rankings[other]) for one, other in combinations(rankings, 2))


def telling(pairs: Sequence[Agreement], states: int) -> tuple[Agreement, ...]:
    """Comparisons that rest on most of the states, or all where none does, from the least to the greatest tau."""
    known = sorted(
        (each for each in pairs if each.tau is not None), key=lambda each: (each.tau or 0.0, each.one, each.other)
    )
    broad = [each for each in known if 2 * each.states > states]
    return tuple(broad or known)


def _agreement(one: str, first: Ranking, other: str, second: Ranking) -> Agreement:
    both = first.ranked & second.ranked
    a, b = first.rank[both], second.rank[both]
    number = int(both.sum())
    if number < 2 or len(np.unique(a)) < 2 or len(np.unique(b)) < 2:
        return Agreement(one, other, number, None, None, None)
    tau, rho = kendalltau(a, b), spearmanr(a, b)
    return Agreement(one, other, number, float(tau.statistic), float(rho.statistic), float(tau.pvalue))


def moves(rankings: Mapping[str, Ranking]) -> tuple[Move, ...]:
    """For each state that has a rank under two keys, the two between which it moves most; largest moves first."""
    found: dict[int, Move] = {}
    for one, other in combinations(rankings, 2):
        both = rankings[one].ranked & rankings[other].ranked
        first, second = (_among(rankings[name], both) for name in (one, other))
        for state, a, b in zip(np.flatnonzero(both).tolist(), first, second, strict=True):
            up, down = ((one, a), (other, b)) if a <= b else ((other, b), (one, a))
            move = Move(state, *up, *down, len(first))
            if state not in found or move.places > found[state].places:
                found[state] = move
    return tuple(sorted(found.values(), key=lambda move: (-move.places, move.state)))


def _among(ranking: Ranking, states: NDArray[np.bool_]) -> list[int]:
    """The ranks that these states have among themselves."""
    if not states.any():
        return []
    return [int(rank) for rank in rankdata(ranking.rank[states], method="min")]
