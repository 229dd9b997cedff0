"""Tie judging: how good forecasts of ties were, many weightings of the pairs at once, so that intervals cost little.

Weights of pairs come as an array (pairs, draws), results as one number a draw; a draw in which nothing can be judged gives
nan. Draws resample states: a pair counts as often as both of its states were drawn together, so that intervals are as wide
as pairs that share states make them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit

from phalanx.analyses.network.gaps.tie_history import Flags
from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.weights import Floats

BINS = 10
STEPS = 25
"""Newton's steps towards a slope, at most; with ties and failures among the pairs, seven do."""
RESTING = 1e-6
"""A step so small is the last."""
FINENESS = 0.01
"""In draws, forecasts whose log odds agree to this count as one, which moves a slope by less than it is printed to."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Scores of pairs in falling order, equal ones together: precision and ranking under any weights of pairs."""

    order: Indices = field(repr=False)
    ends: Indices = field(repr=False)
    tied: Flags = field(repr=False)

    @classmethod
    def of(cls, score: Floats, tied: Flags) -> Ranking:
        """The ranking of pairs by score; `tied` tells which of them came true.

        Scores that agree to ten decimals are equal: sums of the same terms in another order are not, to the last bit.
        """
        score = np.round(score, 10)
        order = np.argsort(-score, kind="stable")
        falling = score[order]
        ends = np.flatnonzero(np.append(falling[1:] != falling[:-1], True))
        return cls(order, ends, tied[order])

    def judge(self, weight: Floats) -> tuple[Floats, Floats]:
        """Average precision, and the area under the ROC curve, of each draw."""
        drawn = weight[self.order]
        seen = np.cumsum(drawn, axis=0)[self.ends]
        hits = np.cumsum(drawn * self.tied[:, None], axis=0)[self.ends]
        misses = seen - hits
        gained, missed = np.diff(hits, prepend=0, axis=0), np.diff(misses, prepend=0, axis=0)
        every, none = hits[-1], misses[-1]
        judged = (every > 0) & (none > 0)
        precision = (gained * hits / np.maximum(seen, 1e-12)).sum(axis=0)
        area = (missed * (hits - gained / 2)).sum(axis=0)
        unknown = np.full(every.size, np.nan)
        return (
            np.divide(precision, every, out=unknown.copy(), where=judged),
            np.divide(area, every * none, out=unknown.copy(), where=judged),
        )


def drawn_weights(known: Indices, states: int, i: Indices, j: Indices, draws: int, seed: int) -> Floats:
    """Weights of pairs (pairs, draws): the states `known` are drawn with replacement, as many as there are."""
    lot = np.random.default_rng(seed)
    times = np.zeros((states, draws))
    times[known] = lot.multinomial(known.size, np.full(known.size, 1 / known.size), size=draws).T
    return np.asarray(times[i] * times[j])


def brier(chance: Floats, tied: Flags, weight: Floats) -> Floats:
    """The mean squared distance of forecast and outcome, of each draw."""
    return _share((chance - tied) ** 2 @ weight, weight.sum(axis=0))


def expected_per_seen(chance: Floats, tied: Flags, weight: Floats) -> Floats:
    """How many ties were expected for each that was seen, of each draw; 1 is perfect."""
    return _share(chance @ weight, tied.astype(np.float64) @ weight)


def tenths(chance: Floats) -> list[Indices]:
    """The pairs in ten parts of equal size by forecast, the lowest first; fewer where there are fewer pairs."""
    parts = np.array_split(np.argsort(chance, kind="stable"), BINS)
    return [part for part in parts if part.size]


def calibration_error(chance: Floats, tied: Flags, weight: Floats) -> Floats:
    """Expected calibration error of each draw: the distance of forecast and outcome, averaged over the tenths."""
    miss = chance - tied
    apart = sum((np.abs(miss[part] @ weight[part]) for part in tenths(chance)), np.zeros(weight.shape[1]))
    return _share(apart, weight.sum(axis=0))


def calibration_slope(chance: Floats, tied: Flags, weight: Floats) -> Floats:
    """The slope of a logistic regression of outcomes on forecast log odds, of each draw; 1 is perfect (Cox 1958).

    Below 1, forecasts are too extreme; above, too timid. Pairs of no chance at all are left out.
    """
    some = (chance > 1e-9) & (chance < 1 - 1e-9)
    odds = np.log(chance[some] / (1 - chance[some]))
    if not odds.size or odds.min() == odds.max():
        return np.full(weight.shape[1], np.nan)
    every = weight[some]
    hits = every * tied[some, None]
    if weight.shape[1] > 1:
        odds, of = np.unique(np.round(odds / FINENESS) * FINENESS, return_inverse=True)
        order = np.argsort(of, kind="stable")
        begins = np.searchsorted(of[order], np.arange(odds.size))
        hits, every = (np.add.reduceat(each[order], begins, axis=0) for each in (hits, every))
    return _slopes(odds, hits, every)


def _slopes(odds: Floats, hits: Floats, every: Floats) -> Floats:
    """Newton's method on intercept and slope of every draw at once; nan where it does not come to rest."""
    middle = odds.mean()
    x = odds - middle
    share = np.clip(hits.sum(axis=0) / np.maximum(every.sum(axis=0), 1e-12), 1e-6, 1 - 1e-6)
    level, slope = np.log(share / (1 - share)), np.zeros(share.size)
    step = np.zeros((2, share.size))
    for _ in range(STEPS):
        likely = expit(level + x[:, None] * slope)
        miss, curve = hits - every * likely, every * likely * (1 - likely)
        a, b, c = curve.sum(axis=0), x @ curve, x**2 @ curve
        u, v = miss.sum(axis=0), x @ miss
        step = _share(np.stack([c * u - b * v, a * v - b * u]), a * c - b * b)
        # A step that leaps would overflow where outcomes can be told apart entirely: there is no slope then.
        step = np.clip(np.nan_to_num(step, nan=np.inf), -4, 4)
        level, slope = level + step[0], slope + step[1]
        if np.abs(step).max() < RESTING:
            break
    return np.where(np.abs(step).max(axis=0) < RESTING, slope, np.nan)


def _share(part: Floats, whole: Floats) -> Floats:
    """Part by whole; nan where the whole is nothing."""
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0))
