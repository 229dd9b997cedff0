"""Intervals: between which values a figure of a distribution lies, with 95 % confidence, from a sample of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from phalanx.analyses.mobility.network import Real

CONFIDENCE = 0.95
RESAMPLED = 2000
MOST_RESAMPLED = 20_000_000
"""Numbers drawn for one mean at most: with very many different values there are fewer samples anew."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, and the ends of its interval."""

    value: float
    low: float
    high: float


def quantile(sample: Real, share: float) -> Estimate:
    """The value that so much of the distribution does not exceed: order statistics, whatever the distribution is.

    How many of a sample lie below the true quantile is binomial; the interval is made of the values at whose ranks that
    number lies with the confidence wanted (W. J. Conover, "Practical nonparametric statistics", 3rd edition 1999, 3.2).
    """
    ordered, tail = np.sort(sample), (1 - CONFIDENCE) / 2
    count = len(ordered)
    low = int(binom.ppf(tail, count, share)) - 1
    high = int(binom.ppf(1 - tail, count, share))
    return Estimate(
        float(ordered[max(int(np.ceil(share * count)) - 1, 0)]),
        float(ordered[max(low, 0)]),
        float(ordered[min(high, count - 1)]),
    )


def mean(sample: Real, seed: int = 0) -> Estimate:
    """The mean: percentiles of the means of samples drawn anew from the sample (B. Efron, Annals of Statistics 7, 1979)."""
    values, counts = np.unique(sample, return_counts=True)
    if len(values) == 1:
        return Estimate(float(values[0]), float(values[0]), float(values[0]))
    times = max(200, min(RESAMPLED, MOST_RESAMPLED // len(values)))
    drawn = np.random.default_rng(seed).multinomial(len(sample), counts / len(sample), size=times) @ values
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn / len(sample), [tail, 1 - tail])
    return Estimate(float(sample.mean()), float(low), float(high))


def share(count: int, of: int) -> Estimate:
    """A share: Wilson's interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927)."""
    z = 1.959963984540054
    found = count / of
    centre = (found + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * float(np.sqrt(found * (1 - found) / of + z * z / (4 * of * of)))
    return Estimate(found, max(centre - half, 0.0), min(centre + half, 1.0))
