"""Breaks: months in which the rate of a count changes, each with an interval, found without being told where to look.

The count of a month is taken as Poisson with one rate between two breaks, spread wider than that by a factor that
neighbouring months tell. Breaks are where the likelihood, less a penalty for each, is greatest of all placings
(optimal partitioning: Jackson and others, IEEE Signal Processing Letters 12, 2005; Killick, Fearnhead and Eckley, Journal
of the American Statistical Association 107, 2012). The penalty is 2 ln(months), that of the Bayesian information criterion
for one place and one rate: with no break at all, one is found in no more than about one of twenty series.

The interval holds all months at which the likelihood is nearly as great, by the critical value of Eo and Morley
("Likelihood-ratio-based confidence sets for the timing of structural breaks", Quantitative Economics 6, 2015), the other
breaks staying where they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.weights import Floats

SHORTEST = 6
"""Months between two breaks, at least; shorter bursts are told as chance."""
CRITICAL = -2 * math.log(1 - math.sqrt(0.95))
"""7.35: where the limit (1 - exp(-x/2))² of the likelihood ratio reaches 95 %."""
LEVEL = 0.95
FEWEST_FOR_TREND = 24
MOST_STEPS = 60


class Break(NamedTuple):
    """The first month of a new rate, as a place in the series, and the first and last month it may be in truth."""

    at: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Broken:
    """Breaks of a series, the rates a month between them (one more than breaks), and how much wider than Poisson it is."""

    breaks: tuple[Break, ...]
    rates: tuple[float, ...]
    dispersion: float
    score: float
    """Minus twice the log-likelihood, scaled by the dispersion, and the penalties; to compare with other models of it."""


class Trend(NamedTuple):
    """A steady change: per cent a year with its 95 % interval, and its score as in `Broken`."""

    percent: float
    low: float
    high: float
    score: float


@dataclass(frozen=True, eq=False)
class Months:
    """A series: `amount` of each month (a count, or a sum of weights), and `exposure`, its length in mean months."""

    amount: Floats = field(repr=False)
    exposure: Floats = field(repr=False)
    floor: float = 1.0
    """The least dispersion there can be: 1 for counts; of weights, the mean square over the mean."""


def find_breaks(months: Months) -> Broken:
    """The breaks of a series; none where it is shorter than two spans between breaks."""
    wide = dispersion(months)
    amounts, lengths = _sums(months)
    count = months.amount.size
    penalty = 2 * math.log(count) if count > 1 else 0.0
    best = np.full(count + 1, np.inf)
    best[0] = -penalty
    begin = np.zeros(count + 1, dtype=np.int64)
    for end in range(SHORTEST, count + 1):
        starts = np.arange(end - SHORTEST + 1)
        total = best[starts] + _cost(amounts[end] - amounts[starts], lengths[end] - lengths[starts]) / wide + penalty
        begin[end] = total.argmin()
        best[end] = total[begin[end]]
    places = _places(begin, count) if count >= SHORTEST else []
    edges = [0, *places, count]
    return Broken(
        tuple(_interval(months, wide, *edges[number : number + 3]) for number in range(len(places))),
        tuple(_rate(amounts, lengths, start, stop) for start, stop in pairwise(edges)),
        wide,
        sum(_segment(amounts, lengths, start, stop) for start, stop in pairwise(edges)) / wide + penalty * len(places),
    )


def find_trend(months: Months) -> Trend | None:
    """The steady change that fits a series best; None where it is shorter than two years, or tells of none.

    Poisson regression of the amount on time by Newton's steps, the interval by the dispersion.
    """
    if months.amount.size < FEWEST_FOR_TREND or months.amount.sum() <= 0:
        return None
    wide = dispersion(months)
    time = (np.cumsum(months.exposure) - months.exposure / 2) / 12
    design = np.stack([np.ones_like(time), time - time.mean()], axis=1)
    fit = np.array([math.log(months.amount.sum() / months.exposure.sum()), 0.0])
    for _ in range(MOST_STEPS):
        mean = months.exposure * np.exp(design @ fit)
        information = design.T @ (design * mean[:, None])
        if np.linalg.det(information) <= 1e-9 * information[0, 0] * information[1, 1]:
            return None  # all that was counted lies in a month or two at one end
        step = np.linalg.solve(information, design.T @ (months.amount - mean))
        fit = fit + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            error = 1.959964 * math.sqrt(wide * np.linalg.inv(information)[1, 1])
            percent, low, high = (100 * math.expm1(min(fit[1] + side * error, 50.0)) for side in (0, -1, 1))
            fitted = float((months.amount * (design @ fit)).sum())
            return Trend(percent, low, high, -2 * fitted / wide + math.log(months.amount.size))
    return None


def dispersion(months: Months) -> float:
    """How much wider than Poisson the months spread about a rate that changes slowly, at least `floor`.

    Of two neighbouring months, given their sum, one is binomial where both are Poisson; this is the sum of its squared
    deviations over that of the binomial variances. The rates cancel out, and few breaks between neighbours hardly count.
    """
    whole = months.amount[:-1] + months.amount[1:]
    part = months.exposure[:-1] / (months.exposure[:-1] + months.exposure[1:])
    expected = float((whole * part * (1 - part)).sum())
    if expected <= 0:
        return months.floor
    return max(months.floor, float(((months.amount[:-1] - whole * part) ** 2).sum()) / expected)


def _sums(months: Months) -> tuple[Floats, Floats]:
    return np.r_[0.0, np.cumsum(months.amount)], np.r_[0.0, np.cumsum(months.exposure)]


def _cost(amount: Floats, length: Floats) -> Floats:
    """Minus twice the log-likelihood of a span at its own rate, but for what is the same in all placings."""
    known = amount > 1e-9
    rate = np.divide(amount, length, out=np.ones(amount.shape), where=known)
    return np.asarray(-2 * amount * np.log(rate))


def _segment(amounts: Floats, lengths: Floats, start: int, stop: int) -> float:
    return float(_cost(amounts[stop : stop + 1] - amounts[start], lengths[stop : stop + 1] - lengths[start])[0])


def _rate(amounts: Floats, lengths: Floats, start: int, stop: int) -> float:
    length = lengths[stop] - lengths[start]
    return float((amounts[stop] - amounts[start]) / length) if length > 0 else 0.0


def _places(begin: Indices, count: int) -> list[int]:
    """The breaks behind the best total, read back from the end."""
    places: list[int] = []
    end = count
    while begin[end] > 0:
        end = int(begin[end])
        places.append(end)
    return places[::-1]


def _interval(months: Months, wide: float, before: int, at: int, after: int) -> Break:
    """The break with all months between its neighbours at which the likelihood is nearly as great."""
    amounts, lengths = _sums(months)
    places = np.arange(before + 1, after)
    cost = _cost(amounts[places] - amounts[before], lengths[places] - lengths[before])
    cost = (cost + _cost(amounts[after] - amounts[places], lengths[after] - lengths[places])) / wide
    near = places[cost - cost.min() <= CRITICAL]
    return Break(at, int(near.min()), int(near.max()))
