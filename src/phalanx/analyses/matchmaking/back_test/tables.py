"""Back-test as tables: every hidden group with its places, and every method with its median and how often it hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.back_test.hidden_groups import OVERLAP
from phalanx.analyses.matchmaking.back_test.hidden_ranks import METHODS, Judged
from phalanx.analyses.matchmaking.groups import Floats
from phalanx.answer import Table

RESAMPLES = 2000
TOP = 20
"""How many groups `constellations` proposes where nothing else is said."""
METHOD_WORDS: Mapping[str, str] = {
    "ties": "ties known before",
    "score": "whole score",
    "popularity": "popularity",
}
STATES: Any = pl.List(pl.String)
GROUP_LABELS = {
    "id": "group",
    "members": "states of the engine",
    "outside": "other states",
    "of": "groups of that size",
    "near": f"of them overlap by {100 * OVERLAP:.0f} %",
    "compared": "compared",
    "rank": "rank by ties of the first near one",
    "rank_itself": "rank by ties of itself",
    "percentile": "percentile by ties",
    "low": "percentile, low",
    "high": "percentile, high",
    "score_rank": "rank by whole score",
    "score_percentile": "percentile by whole score",
    "popularity_rank": "rank by popularity",
    "popularity_percentile": "percentile by popularity",
    "chance_rank": "rank to expect by chance",
}
METHOD_LABELS = {
    "groups": "groups ranked",
    "median": "median percentile",
    "low": "95 % interval, low",
    "high": "95 % interval, high",
    "first": f"among the first {TOP}",
    "by_chance": "to expect by chance",
    "all_compared": "of so many",
}


@dataclass(frozen=True, eq=False)
class Trial:
    """The groups that were hidden with their places, and the others by the reason why they are none to hide."""

    judged: tuple[Judged, ...]
    left_out: Mapping[str, int]
    states: int
    draws: int
    seed: int

    def of(self, method: str) -> tuple[Judged, ...]:
        """The groups that a method ranks."""
        return tuple(each for each in self.judged if method in each.places)

    def percentiles(self, method: str) -> Floats:
        """The percentile of each of them: 100 is the first place, 0 the last."""
        return np.array([each.places[method].percentile for each in self.of(method)])

    def interval(self, values: Floats) -> tuple[float, float]:
        """The middle 95 % of the medians of values drawn again with replacement."""
        drawn = np.random.default_rng(self.seed).integers(0, values.size, (RESAMPLES, values.size))
        low, high = np.quantile(np.median(values[drawn], axis=1), [0.025, 0.975])
        return float(low), float(high)

    def first(self, method: str) -> tuple[Judged, ...]:
        """The groups of which it or a near one is among the first TOP, where all of the size were compared."""
        return tuple(each for each in self.of(method) if each.all_compared and each.places[method].rank <= TOP)

    def first_by_chance(self, method: str) -> float:
        """How many of them are to be expected if the order is drawn by lot."""
        return sum(_chance(each) for each in self.of(method) if each.all_compared)


def _chance(judged: Judged) -> float:
    """The chance that one of the near groups is among the first TOP of a lot without putting back."""
    missed = 1.0
    for place in range(min(TOP, judged.of)):
        missed *= max(judged.of - judged.near - place, 0) / (judged.of - place)
    return 1 - missed


def tables(trial: Trial) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "groups": Table(groups_table(trial), "The groups that were hidden, oldest first", GROUP_LABELS),
        "methods": Table(methods_table(trial), "How well each method ranks them", METHOD_LABELS),
    }


def groups_table(trial: Trial) -> pl.DataFrame:
    """A row for each hidden group: who, when, and where each method ranks it."""
    numbers = (
        *("rank", "rank_itself", "percentile", "low", "high"),
        *("score_rank", "score_percentile", "popularity_rank", "popularity_percentile", "chance_rank"),
    )
    return pl.DataFrame(
        [_row(each) for each in trial.judged],
        schema=dict.fromkeys(("id", "title", "kind", "founded", "area"), pl.String)
        | dict.fromkeys(("members", "outside"), STATES)
        | dict.fromkeys(("of", "near", "compared"), pl.Int64)
        | dict.fromkeys(numbers, pl.Float64),
        orient="row",
    )


def _row(judged: Judged) -> dict[str, Any]:
    group, ties, popularity = judged.group, judged.places["ties"], judged.places["popularity"]
    score = judged.places.get("score")
    return {
        "id": group.id,
        "title": group.title,
        "kind": group.kind,
        "founded": group.founded,
        "area": group.area,
        "members": list(group.members),
        "outside": list(group.outside),
        "of": judged.of,
        "near": judged.near,
        "compared": judged.compared,
        "rank": _rank(ties.rank),
        "rank_itself": _rank(ties.rank_itself),
        "percentile": round(ties.percentile, 2),
        "low": round(ties.low, 2),
        "high": round(ties.high, 2),
        "score_rank": _rank(score.rank) if score else None,
        "score_percentile": round(score.percentile, 2) if score else None,
        "popularity_rank": _rank(popularity.rank),
        "popularity_percentile": round(popularity.percentile, 2),
        "chance_rank": round(judged.by_chance, 1),
    }


def _rank(rank: float) -> float:
    return round(rank, 1)


def methods_table(trial: Trial) -> pl.DataFrame:
    """A row for each method: median percentile with its interval, and how often the first TOP hold a near group."""
    rows = []
    for method in METHODS:
        values, ranked = trial.percentiles(method), trial.of(method)
        low, high = trial.interval(values) if values.size else (None, None)
        rows.append(
            {
                "method": METHOD_WORDS[method],
                "groups": len(ranked),
                "median": round(float(np.median(values)), 2) if values.size else None,
                "low": None if low is None else round(low, 2),
                "high": None if high is None else round(high, 2),
                "first": len(trial.first(method)),
                "by_chance": round(trial.first_by_chance(method), 2),
                "all_compared": sum(each.all_compared for each in ranked),
            }
        )
    return pl.DataFrame(
        rows,
        schema={"method": pl.String, "groups": pl.Int64}
        | dict.fromkeys(("median", "low", "high"), pl.Float64)
        | {"first": pl.Int64, "by_chance": pl.Float64, "all_compared": pl.Int64},
        orient="row",
    )
