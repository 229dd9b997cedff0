"""Expected ties: how probable a first agreement between each two states is, learned from what followed in earlier years.

A pair without a tie has a yearly rate of first ties. The probability of one within y years is 1 - exp(-y · rate), and the
logarithm of the rate is linear in the signs of the pair (`phalanx.analyses.network.gaps.tie_signs`): a proportional-hazards
model in discrete looks (complementary log-log regression; Prentice and Gloeckler, Biometrics 34, 1978). Which signs tell
how much is learned by looking back from each earlier year at the pairs that were candidates then; the level, from the
number of first ties in the last year alone, since the pace of signing changes faster than who signs with whom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import brentq, minimize

from phalanx.analyses.network.gaps.tie_history import Flags, TieHistory
from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.weights import Floats

WINDOW_YEARS = 3.0
"""A look back asks which pairs tied within so many years; shorter where the day of the forecast comes first."""
FADING_YEARS = 6.0
"""A look back so many years further in the past counts half."""
RIDGE = 100.0
"""How strongly weights of standardised signs are drawn to zero: as much as so many pseudo-observations."""
FIRST_LOOK_YEARS = 5.0
"""Nothing is learned from the first years of a registry, in which every tie seems new."""
MOST_LOOKS = 40
"""A look back further counts less than a hundredth of the last one."""
FEWEST_TIES = 10
"""With fewer first ties to learn from, nothing is expected of anybody."""

Signs = Callable[[float], Mapping[str, Floats]]


@dataclass(frozen=True, eq=False)
class Rates:
    """What was learned: the log of a pair's yearly rate is `level` + `weights` · (signs - `mean`) / `spread`.

    `learned_from` tells how many pairs had tied for the first time in the looks back.
    """

    names: tuple[str, ...]
    mean: Floats = field(repr=False)
    spread: Floats = field(repr=False)
    level: float
    weights: Floats = field(repr=False)
    learned_from: int

    def parts(self, signs: Mapping[str, Floats], i: Indices, j: Indices) -> Floats:
        """What each sign adds to the log rate of each pair; shape (pairs, signs)."""
        return np.asarray((sign_table(signs, self.names, i, j) - self.mean) / self.spread * self.weights)


@dataclass(frozen=True, eq=False)
class Forecast:
    """The candidates of a day with the logarithm of their yearly rates, -inf where a state is no more.

    `parts` (pairs, signs) is what each sign adds to it, compared with the average living candidate of the day; `pace` the
    number of first ties expected in the coming year.
    """

    day: float
    i: Indices = field(repr=False)
    j: Indices = field(repr=False)
    log_rates: Floats = field(repr=False)
    parts: Floats = field(repr=False)
    rates: Rates
    pace: float

    def chance(self, years: float) -> Floats:
        """The probability of a first tie within so many years."""
        return np.asarray(-np.expm1(-years * np.exp(self.log_rates)))


def expect_ties(history: TieHistory, day: float, names: tuple[str, ...], signs: Signs) -> Forecast | None:
    """What is to be expected of each candidate after the day, from nothing but what was known before it.

    `signs` gives the matrices of a day, by name. None where there is too little to learn from, or no candidate lives.
    """
    i, j = history.candidates(day)
    alive = history.living(day, i, j)
    rates = learn(history, day, names, signs) if alive.any() else None
    if rates is None:
        return None
    parts = rates.parts(signs(day), i, j)
    yearly = min(float(pace(history, day)), alive.sum() / 2)
    log_rates = np.full(i.size, -np.inf)
    log_rates[alive] = at_pace(rates.level + parts[alive].sum(axis=1), yearly)
    return Forecast(day, i, j, log_rates, parts - parts[alive].mean(axis=0), rates, yearly)


def looks(history: TieHistory, day: float) -> list[float]:
    """The days a year apart from which the model looks back at what followed before `day`, the earliest first."""
    begin = float(history.when[0]) + FIRST_LOOK_YEARS if history.when.size else day
    return [day - years for years in range(1, min(int(day - begin), MOST_LOOKS) + 1)][::-1]


def learn(history: TieHistory, day: float, names: tuple[str, ...], signs: Signs) -> Rates | None:
    """Rates learned from what was known before the day; None from fewer than FEWEST_TIES first ties.

    A look back at a day t has a row for each pair that was a candidate then: its signs before t, and whether it tied
    within WINDOW_YEARS or by `day`. Weights carry a ridge penalty, as many signs say nearly the same.
    """
    rows, tied, years, weight, pairs = [], [], [], [], set()
    for look in looks(history, day):
        until = min(look + WINDOW_YEARS, day)
        i, j = history.candidates(look)
        alive = history.living(look + 0.5, i, j)
        i, j = i[alive], j[alive]
        soon = history.first[i, j] < until
        pairs |= set(zip(i[soon].tolist(), j[soon].tolist(), strict=True))
        rows.append(sign_table(signs(look), names, i, j))
        tied.append(soon)
        years.append(np.minimum(np.minimum(history.ends[i], history.ends[j]), until) - look)
        # A tie is seen from as many looks as the window has years.
        weight.append(np.full(i.size, 0.5 ** ((day - 1 - look) / FADING_YEARS) / WINDOW_YEARS))
    if len(pairs) < FEWEST_TIES:
        return None
    x, w = np.concatenate(rows), np.concatenate(weight)
    mean = np.average(x, axis=0, weights=w)
    x -= mean
    spread = np.sqrt(np.average(x**2, axis=0, weights=w))
    # A sign on which all pairs agree tells nothing; its weight is drawn to zero.
    spread = np.where(spread > 1e-9, spread, np.inf)
    x /= spread
    level, weights = _fitted(x, np.concatenate(tied), np.concatenate(years), w)
    return Rates(names, mean, spread, level, weights, len(pairs))


def _fitted(x: Floats, tied: Flags, years: Floats, weight: Floats) -> tuple[float, Floats]:
    """The most plausible level and weights."""
    start = np.zeros(x.shape[1] + 1)
    start[0] = np.log((tied * weight).sum() / (years * weight).sum())
    found = minimize(
        lambda b: misfit(b, x, tied, years, weight),
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-6},
    )
    return float(found.x[0]), np.asarray(found.x[1:])


def misfit(b: Floats, x: Floats, tied: Flags, years: Floats, weight: Floats) -> tuple[float, Floats]:
    """Minus the penalised log likelihood of level `b[0]` and weights `b[1:]`, and its gradient.

    -Σ w · (log(1 - exp(-m)) where tied, else -m) + RIDGE / 2 · Σ b[1:]², with m = years · exp(level + x · weights).
    """
    expected = np.exp(np.clip(b[0] + x @ b[1:] + np.log(years), -30, 6))
    chance = np.maximum(-np.expm1(-expected), 1e-300)
    likelihood = np.where(tied, np.log(chance), -expected)
    slope = np.where(tied, expected * np.exp(-expected) / chance, -expected) * weight
    penalty = RIDGE * b[1:]
    return (
        float(-(likelihood * weight).sum() + b[1:] @ penalty / 2),
        np.concatenate([[-slope.sum()], -(x.T @ slope) + penalty]),
    )


def pace(history: TieHistory, day: float) -> int:
    """How many candidates of a year before the day tied for the first time in that year; at least 1."""
    i, j = history.candidates(day - 1)
    return max(int((history.first[i, j] < day).sum()), 1)


def at_pace(log_rates: Floats, yearly: float) -> Floats:
    """Log rates shifted alike, so that the coming year is expected to hold `yearly` first ties, fewer than there are pairs."""

    def surplus(shift: float) -> float:
        return float(-np.expm1(-np.exp(log_rates + shift)).sum()) - yearly

    return np.asarray(log_rates + brentq(surplus, -40, 40))


def sign_table(signs: Mapping[str, Floats], names: tuple[str, ...], i: Indices, j: Indices) -> Floats:
    """Signs of pairs as a (pairs, signs) table."""
    return np.stack([signs[name][i, j] for name in names], axis=1)
