"""Slices: the network at the end of each year or quarter, with what came, went and was renewed in between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from phalanx.analyses.network import whole
from phalanx.analyses.network.evolution.lifelines import Lifelines, Turns, turns
from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.weights import Floats

Step = Literal["year", "quarter"]
MONTHS = {"year": 12, "quarter": 3}
CELLS_AT_ONCE = 1 << 21


@dataclass(frozen=True, eq=False)
class Slices:
    """The days at which the network is looked at, their names, and whether the last of them ends its year or quarter."""

    days: tuple[date, ...]
    names: tuple[str, ...]
    complete: bool


class Densification(NamedTuple):
    """The power of the number of states with which ties grow, its standard error (None with two points), and the points."""

    exponent: float
    error: float | None
    points: int


def slices(first: date, last: date, step: Step) -> Slices:
    """The ends of the years or quarters from the one that holds `first` to the one that holds `last`, which ends there."""
    months = MONTHS[step]
    number, days, names = first.year * 12 + (first.month - 1) // months * months, [], []
    while True:
        end = month_begin(number + months) - timedelta(days=1)
        days.append(min(end, last))
        names.append(str(number // 12) + ("" if step == "year" else f" Q{number % 12 // 3 + 1}"))
        if end >= last:
            return Slices(tuple(days), tuple(names), end == last)
        number += months


def month_begin(number: int) -> date:
    """The first day of a month, numbered from January of the year 0."""
    return date(number // 12, number % 12 + 1, 1)


def slices_table(web: Hypergraph, lives: Lifelines, cut: Slices) -> pl.DataFrame:
    """A row a slice: what stands at its end, what began and ended in it, and the measures of the whole.

    `turnover` is the share of ties that are in only one of two slices that follow one another (Jaccard distance), None
    for the first; shares and measures without meaning are None.
    """
    turned = turns(lives, cut.days)
    count = len(lives.states)
    measured = _measured(turned, count)
    strength = np.stack([_strength(web, day) for day in cut.days])
    tied = turned.tied.sum(1)
    before = np.vstack([np.zeros((1, turned.tied.shape[1]), dtype=bool), turned.tied[:-1]])
    came, went = (turned.tied & ~before).sum(1), (before & ~turned.tied).sum(1)
    changed = [
        whole.known(_share(new + lost, both + new)) for new, lost, both in zip(came, went, before.sum(1), strict=True)
    ]
    begun, ended, wide = _events(lives, cut.days)
    states = measured["states"]
    mean = [whole.known(_share(total, number)) for total, number in zip(strength.sum(1), states, strict=True)]
    return pl.DataFrame(
        {
            "slice": cut.names,
            "day": [day.isoformat() for day in cut.days],
            "complete": [True] * (len(cut.days) - 1) + [cut.complete],
            "states": states.astype(np.int64),
            "agreements": np.cumsum(begun - ended),
            "new": begun,
            "ended": ended,
            "widening": wide,
            "deepening": begun - wide,
            "deepening_pct": [
                whole.known(100 * _share(new - one, new), 2) for new, one in zip(begun, wide, strict=True)
            ],
            "pairs": tied,
            "new_pairs": came,
            "lost_pairs": went,
            "renewed_pairs": turned.renewed.sum(1),
            "turnover": [None, *changed[1:]],
            **{name: _known(measured[name]) for name in ("density", "transitivity", "centralisation")},
            "mean_strength": mean,
            "gini": _known(whole.gini(strength)),
            "hhi": _known(whole.concentration(strength)),
            "largest": measured["largest"].astype(np.int64),
        },
        schema_overrides=dict.fromkeys(
            ("deepening_pct", "turnover", "density", "transitivity", "centralisation", "mean_strength", "gini", "hhi"),
            pl.Float64,
        ),
    )


def densification(table: pl.DataFrame) -> Densification | None:
    """The slope of the logarithm of tied pairs on that of states, over the slices; None where states do not change.

    Leskovec, Kleinberg and Faloutsos, "Graphs over time: densification laws, shrinking diameters and possible
    explanations", KDD 2005: 1 where everybody keeps as many ties, 2 where a fixed share of all pairs is tied.
    """
    seen = table.filter(pl.col("pairs") > 0)
    if seen["states"].n_unique() < 2:
        return None
    x, y = (np.log(seen[name].to_numpy().astype(np.float64)) for name in ("states", "pairs"))
    x, y = x - x.mean(), y - y.mean()
    slope = float(x @ y / (x @ x))
    rest = float(((y - slope * x) ** 2).sum())
    error = math.sqrt(rest / (x.size - 2) / float(x @ x)) if x.size > 2 else None
    return Densification(slope, error, x.size)


def _measured(turned: Turns, count: int) -> dict[str, Floats]:
    """Measures of the whole, a value a slice, in batches of bearable size."""
    at_once = max(CELLS_AT_ONCE // max(count * count, 1), 1)
    found: dict[str, list[Floats]] = {name: [] for name in (*MEASURES, "largest")}
    for start in range(0, len(turned.tied), at_once):
        tied = turned.tied[start : start + at_once]
        network = np.zeros((len(tied), count, count))
        network[:, turned.a, turned.b] = network[:, turned.b, turned.a] = tied
        for name, measure in MEASURES.items():
            found[name].append(measure(network))
        found["largest"].append(np.array([_largest(one > 0) for one in network]))
    return {name: np.concatenate(values) for name, values in found.items()}


MEASURES = {
    "states": whole.tied_states,
    "density": whole.density,
    "transitivity": whole.transitivity,
    "centralisation": whole.degree_centralisation,
}


def _largest(tied: whole.Flags) -> float:
    """How many states the largest part ties; 0 where nobody is tied."""
    return float(whole.reached(whole.steps_between(tied)).max()) if tied.any() else 0.0


def _strength(web: Hypergraph, day: date) -> Floats:
    """The sum of the weights of each state's agreements on a day."""
    mine = np.where(web.members(day), web.weigh(day)[web.edge], 0.0)
    return np.bincount(web.state, mine, len(web.states)).astype(np.float64)


def _events(lives: Lifelines, days: Sequence[date]) -> tuple[Indices, Indices, Indices]:
    """How many agreements began in each slice, how many ended, and how many of the new ones widened the network."""
    numbers = np.array([day.toordinal() for day in days])
    begun, ended = np.searchsorted(numbers, lives.edge_begins), np.searchsorted(numbers, lives.edge_ends)
    size = numbers.size
    return (
        np.bincount(begun, minlength=size)[:size],
        np.bincount(ended, minlength=size)[:size],
        np.bincount(begun[lives.widening()], minlength=size)[:size],
    )


def _known(values: Floats) -> list[float | None]:
    return [whole.known(value) for value in values]


def _share(part: float, all_: float) -> float:
    return float(part) / float(all_) if all_ else math.nan
