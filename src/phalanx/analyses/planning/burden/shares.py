"""Shares: what a state gives of all that is given, its fair share under a key, the ratio of the two, and its rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from phalanx.analyses.planning.burden.keys import Key
from phalanx.analyses.planning.burden.measures import Given

if TYPE_CHECKING:
    from phalanx.analyses.planning.burden.asked import Heard

Floats = NDArray[np.float64]
DECIMALS = 9


@dataclass(frozen=True, eq=False)
class Ranking:
    """The states by one measure and one key: arrays over all states, NaN for those that have not both.

    Shares are parts of one among the states that have both; `ratio` is share by fair share, above one for who carries
    more. Rank 1 carries most; equal ratios have the same rank. `best` and `worst` are the ranks that rounding and missing
    states leave possible: a state without a figure could be anywhere.
    """

    given: Given
    key: Key
    share: Floats
    fair: Floats
    ratio: Floats
    low: Floats
    high: Floats
    rank: Floats
    best: Floats
    worst: Floats

    @property
    def ranked(self) -> NDArray[np.bool_]:
        """Which states have a rank."""
        ranked: NDArray[np.bool_] = np.isfinite(self.ratio)
        return ranked

    @property
    def order(self) -> NDArray[np.intp]:
        """The places of the ranked states, who carries most first."""
        return np.argsort(-self.ratio, kind="stable")[: int(self.ranked.sum())]

    @property
    def excess(self) -> Floats:
        """What a state gives beyond its fair share, in the unit of the measure; below zero, what it falls short by."""
        beyond: Floats = (self.share - self.fair) * float(self.given.value[self.ranked].sum())
        return beyond


def ranking(given: Given, key: Key) -> Ranking:
    """Rank the states by one measure and one key. Without two states that have both, nobody has a rank."""
    both = np.isfinite(given.value) & np.isfinite(key.weight)
    total, weights = given.value[both].sum(), key.weight[both].sum()
    if both.sum() < 2 or total <= 0:
        nobody = np.full(both.size, np.nan)
        return Ranking(given, key, *(nobody,) * 8)
    share, low, high = (np.where(both, each / total, np.nan) for each in (given.value, given.low, given.high))
    fair = np.where(both, key.weight / weights, np.nan)
    # Ratios that are equal on paper may differ in their last bit, and would not be tied.
    ratio, least, most = (np.round(each / fair, DECIMALS) for each in (share, low, high))
    rank, best, worst = (np.full(both.size, np.nan) for _ in range(3))
    rank[both] = rankdata(-ratio[both], method="min")
    surely_ahead = least[both][None, :] > most[both][:, None]
    perhaps_ahead = most[both][None, :] > least[both][:, None]
    np.fill_diagonal(perhaps_ahead, val=False)
    unknown = int((given.missing & np.isfinite(key.weight)).sum())
    best[both] = 1 + surely_ahead.sum(1)
    worst[both] = 1 + perhaps_ahead.sum(1) + unknown
    return Ranking(given, key, share, fair, ratio, least, most, rank, best, worst)


@dataclass(frozen=True, eq=False)
class Burden:
    """Everything that was measured and every key, with each ranking that follows."""

    heard: Heard
    given: Mapping[str, Given]
    keys: Mapping[str, Key]

    @cached_property
    def by_key(self) -> Mapping[str, Ranking]:
        """The chosen measure under every key."""
        return {name: ranking(self.given[self.heard.measure], key) for name, key in self.keys.items()}

    @cached_property
    def by_measure(self) -> Mapping[str, Ranking]:
        """Every measure under the chosen key."""
        return {name: ranking(given, self.keys[self.heard.key]) for name, given in self.given.items()}

    @property
    def chosen(self) -> Ranking:
        """The chosen measure under the chosen key."""
        return self.by_measure[self.heard.measure]
