"""Pace: how many agreements began a month, where the rate broke, and how it stood before and after a turning point.

An agreement dated to the month or the year is spread evenly over the days it can mean; counted on the first of them, as
elsewhere, every January would be a break. The latest months are left out: what was signed lately is not all known yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from scipy.special import betaincinv

from phalanx.analyses.network.evolution.breaks import LEVEL, Broken, Months, Trend, dispersion, find_breaks, find_trend
from phalanx.analyses.network.evolution.lifelines import Lifelines
from phalanx.analyses.network.evolution.slices import month_begin
from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.weights import Days, Floats
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

MEAN_MONTH = 365.2425 / 12
NOT_JUDGED = "not judged"
FEWEST_MONTHS = 3
"""A rate before or after a turning point takes so many months, at least."""


@dataclass(frozen=True, eq=False)
class Begun:
    """When agreements began: each on one of the days from `low` until `high` (the first day too late), with its weight."""

    low: Days
    high: Days
    weight: Floats

    def between(self, days: Sequence[date], *, weighed: bool = False) -> Floats:
        """How many began from each day to the next (or the sum of their weights), in parts where that is not known."""
        spans, kind = np.unique(np.stack([self.low, self.high], axis=1), axis=0, return_inverse=True)
        amount = np.bincount(kind.ravel(), self.weight if weighed else None, len(spans)).astype(np.float64)
        numbers = np.array([day.toordinal() for day in days], dtype=np.float64)
        low, high = (spans[:, column].astype(np.float64) for column in (0, 1))
        past = np.clip((numbers[:, None] - low) / (high - low), 0, 1) if len(spans) else np.zeros((numbers.size, 0))
        return np.asarray(np.diff(past @ amount))


@dataclass(frozen=True, eq=False)
class Pace:
    """The months that are judged, from the first agreement's on: `starts` has one day more than there are months."""

    begun: Begun = field(repr=False)
    starts: tuple[date, ...] = field(repr=False)
    counts: Months
    weights: Months
    broken: Broken
    broken_weights: Broken
    trend: Trend | None

    def span(self, low: int, high: int) -> tuple[date, date]:
        """The first and the last day of the months from one place to another."""
        return self.starts[low], self.starts[high + 1] - timedelta(days=1)


def begun_of(web: Hypergraph, lives: Lifelines, day: date) -> Begun:
    """When each agreement that ever tied two states by a day began to."""
    signed = web.edges["signed"].gather(lives.edges)
    exact = lives.edge_begins != web.first[lives.edges]  # begun by a party's entry, not by the signature
    latest = np.array([last_day(text).toordinal() for text in signed], dtype=np.int64)
    high = np.where(exact, lives.edge_begins, np.minimum(latest, day.toordinal())) + 1
    return Begun(lives.edge_begins, np.maximum(high, lives.edge_begins + 1), web.weight[lives.edges])


def judged_until(world: World, late_months: int) -> date:
    """The first day that is not judged: so many months before the registry's last entry, or the day after the World's."""
    last = date.fromisoformat(str(world.entries["at"][-1])[:10])
    return min(world.valid_on + timedelta(days=1), months_later(last + timedelta(days=1), -late_months))


def pace_of(begun: Begun, until: date) -> Pace | None:
    """The pace by months, up to the last that is over by a day; None where there are not two."""
    if not begun.low.size:
        return None
    first = date.fromordinal(int(begun.low.min()))
    months = range(first.year * 12 + first.month - 1, until.year * 12 + until.month)
    starts = tuple(month_begin(number) for number in months)
    if len(starts) < 3:
        return None
    exposure = np.diff([day.toordinal() for day in starts]) / MEAN_MONTH
    counts = Months(begun.between(starts), exposure)
    weight = begun.weight
    weights = Months(begun.between(starts, weighed=True), exposure, float((weight**2).sum() / weight.sum()))
    return Pace(begun, starts, counts, weights, find_breaks(counts), find_breaks(weights), find_trend(counts))


def breaks_table(pace: Pace | None, points: pl.DataFrame) -> pl.DataFrame:
    """A row a break of the count and of the weight: its month, interval, rates a month, and what lies in the interval."""
    rows = (
        []
        if pace is None
        else [*_rows(pace, "agreements", pace.broken, points), *_rows(pace, "weight", pace.broken_weights, points)]
    )
    return pl.DataFrame(rows, schema=BREAKS)


BREAKS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "of": pl.String,
    "month": pl.String,
    "from": pl.String,
    "until": pl.String,
    "rate_before": pl.Float64,
    "rate_after": pl.Float64,
    "ratio": pl.Float64,
    "turning_points": pl.List(pl.String),
}


def _rows(pace: Pace, of: str, broken: Broken, points: pl.DataFrame) -> Iterator[dict[str, object]]:
    for found, (before, after) in zip(broken.breaks, pairwise(broken.rates), strict=True):
        begin, end = pace.span(found.low, found.high)
        inside = [name for name, day in points.select("id", "date").iter_rows() if begin <= first_day(day) <= end]
        yield {
            "of": of,
            "month": pace.starts[found.at].isoformat()[:7],
            "from": begin.isoformat()[:7],
            "until": end.isoformat()[:7],
            "rate_before": round(before, 3),
            "rate_after": round(after, 3),
            "ratio": round(after / before, 3) if before else None,
            "turning_points": inside,
        }


def turning_points_table(pace: Pace | None, points: pl.DataFrame, window_months: int) -> pl.DataFrame:
    """A row a turning point: how many agreements began in a window before and after it, and the ratio of the rates.

    The interval is exact (Przyborowski and Wilenski, Biometrika 31, 1940: given both counts' sum, one is binomial), of
    counts scaled by their dispersion. `steady_ratio` is what the steady change of the whole series gives by itself;
    `change` says on which side of it, and of no change, the interval lies. Windows end where judgement does; a ratio takes three months.
    """
    rows = [] if pace is None else [_around(pace, row, window_months) for row in points.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=TURNING_POINTS)


TURNING_POINTS: Mapping[str, type[pl.DataType]] = {
    "turning_point": pl.String,
    "date": pl.String,
    "name": pl.String,
    "months_before": pl.Float64,
    "months_after": pl.Float64,
    "before": pl.Float64,
    "after": pl.Float64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "steady_ratio": pl.Float64,
    "change": pl.String,
}


def _around(pace: Pace, point: dict[str, str], window_months: int) -> dict[str, object]:
    day = first_day(point["date"])
    start, stop = pace.starts[0], pace.starts[-1]
    middle = min(max(day, start), stop)
    begin, end = max(months_later(day, -window_months), start), min(months_later(day, window_months), stop)
    begin, end = min(begin, middle), max(end, middle)
    before, after = pace.begun.between((begin, middle, end))
    lengths = [(later - sooner).days / MEAN_MONTH for sooner, later in ((begin, middle), (middle, end))]
    row: dict[str, object] = {
        "turning_point": point["id"],
        "date": point["date"],
        "name": point["name"],
        "months_before": round(lengths[0], 1),
        "months_after": round(lengths[1], 1),
        "before": round(float(before), 1),
        "after": round(float(after), 1),
    }
    if min(lengths) < FEWEST_MONTHS or before + after <= 0:
        return row | {"change": NOT_JUDGED}
    low, high = ratio_interval(before, after, lengths[0], lengths[1], dispersion(pace.counts))
    steady = _steady_ratio(pace.trend, *lengths)
    ratio = float(after / lengths[1] / (before / lengths[0])) if before > 0 else None
    row |= {"ratio": None if ratio is None else round(ratio, 3), "low": round(low, 3)}
    row |= {"high": None if high is None else round(high, 3), "steady_ratio": round(steady, 3)}
    return row | {"change": change_of(low, high, steady)}


def ratio_interval(
    before: float, after: float, months_before: float, months_after: float, wide: float = 1.0
) -> tuple[float, float | None]:
    """The 95 % interval of the rate after over the rate before; no upper end where nothing began before."""
    one, other, tail = before / wide, after / wide, (1 - LEVEL) / 2
    low = float(betaincinv(other, one + 1, tail)) if other > 0 else 0.0
    high = float(betaincinv(other + 1, one, 1 - tail)) if one > 0 else 1.0
    odds = months_before / months_after
    return odds * low / (1 - low), odds * high / (1 - high) if high < 1 else None


def _steady_ratio(trend: Trend | None, months_before: float, months_after: float) -> float:
    """The ratio of rates that a steady change gives by itself: its mean after a day over its mean before."""
    if trend is None or not trend.percent:
        return 1.0
    growth = np.log1p(trend.percent / 100) / 12
    after = np.expm1(growth * months_after) / months_after
    before = -np.expm1(-growth * months_before) / months_before
    return float(after / before)


def change_of(low: float, high: float | None, steady: float) -> str:
    """In a word what the interval says, beside no change and beside the steady one."""
    top = np.inf if high is None else high
    if low > max(1, steady):
        return "rose faster"
    if top < min(1, steady):
        return "fell" if steady >= 1 else "fell faster"
    if low > 1 or top < 1:
        return "rose steadily" if low > 1 else "fell steadily"
    if top < steady:
        return "slowed"
    return "held" if low > steady else "none clear"


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later (or sooner); the month's last where it has no such day."""
    number = day.year * 12 + day.month - 1 + months
    first = month_begin(number)
    return first + timedelta(days=min(day.day, (month_begin(number + 1) - first).days) - 1)
