"""Back-test: what would have been expected at the beginning of an earlier year, held against what followed.

All methods judge the same pairs: states that were each tied before the cut, but not to one another. Nothing from the cut on
is used to forecast. Precision and ranking count every first tie up to the end of the facts; calibration, those within the
horizon, or to the end of the facts where that comes first. Intervals resample states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.network.gaps import tie_judging as judging
from phalanx.analyses.network.gaps.expected_ties import FEWEST_TIES, FIRST_LOOK_YEARS, Forecast, expect_ties
from phalanx.analyses.network.gaps.tie_history import Flags, TieHistory
from phalanx.analyses.network.gaps.tie_signs import SIGNS, adamic_adar, preferential_attachment, tie_signs
from phalanx.analyses.network.weights import Floats

MODEL, ADAMIC_ADAR, ATTACHMENT = "expected ties", "Adamic–Adar", "preferential attachment"
MEASURED: Mapping[str, Callable[[Floats], Floats]] = {
    ADAMIC_ADAR: adamic_adar,
    ATTACHMENT: preferential_attachment,
}
"""What the model has to beat: two measures of the network on the day, each from the matrix of ties."""
DRAWS = 1000
AT_ONCE = 250
"""How many draws are judged in one go, to hold memory down."""
MEASURES: Mapping[str, str] = {
    "ap": "average precision",
    "auc": "area under the ROC curve",
    "lift": "average precision, as a multiple of the better of the two others",
    "brier": "Brier score",
    "slope": "calibration slope",
    "ece": "expected calibration error",
    "expected_per_seen": "ties expected for each one seen",
}


@dataclass(frozen=True, eq=False)
class BackTest:
    """What came of the forecasts of a cut. `tied` and `soon` tell which pairs tied by `until` and within `years`.

    `measures` has a row a method and measure with its interval, `calibration` one a method and tenth of the pairs.
    """

    cut: float
    years: float
    forecast: Forecast
    tied: Flags = field(repr=False)
    soon: Flags = field(repr=False)
    measures: pl.DataFrame = field(repr=False)
    calibration: pl.DataFrame = field(repr=False)

    def measure(self, name: str, method: str = MODEL) -> dict[str, float | None]:
        """`value`, `low` and `high` of a measure."""
        chosen = (pl.col("measure") == name) & (pl.col("method") == method)
        return self.measures.filter(chosen).select("value", "low", "high").row(0, named=True)


def back_test(history: TieHistory, cut: float, until: float, years: float, seed: int) -> BackTest | str:
    """The back-test of a cut; where there is nothing to test, a sentence that says why.

    `until` is the end of the facts; it shortens the horizon of `years` where it comes sooner.
    """
    signs = {MODEL: (tuple(SIGNS), lambda day: tie_signs(history, day))} | {
        method: (("only",), _only(history, measure)) for method, measure in MEASURED.items()
    }
    found = {method: expect_ties(history, cut, *known) for method, known in signs.items()}
    forecast = found[MODEL]
    if forecast is None:
        return (
            f"Before {cut:.0f} there is too little to learn from: it takes {FEWEST_TIES} first ties or more, seen after the "
            f"first {FIRST_LOOK_YEARS:.0f} years of the facts."
        )
    i, j = forecast.i, forecast.j
    years = min(years, until - cut)
    tied, soon = history.first[i, j] < until, history.first[i, j] < cut + years
    if not tied.any():
        return f"None of the {i.size:,} pairs that could have tied from {cut:.0f} on did so by the end of the facts."
    if tied.all():
        return (
            f"All of the {i.size:,} pairs that could have tied from {cut:.0f} on did so, so there is nothing to rank."
        )
    before = history.tied(cut)
    scores = {MODEL: forecast.log_rates} | {method: measure(before)[i, j] for method, measure in MEASURED.items()}
    chances = {method: each.chance(years) for method, each in found.items() if each is not None}
    known = np.flatnonzero(before.any(axis=1))
    weights = judging.drawn_weights(known, len(history.states), i, j, DRAWS, seed)
    return BackTest(
        cut,
        years,
        forecast,
        tied,
        soon,
        _measures(scores, chances, tied, soon, weights),
        pl.concat([_tenths(method, chance, soon, weights) for method, chance in chances.items()]),
    )


def span(years: float) -> str:
    """A number of years in words: "5 years", "3.5 years"."""
    said = f"{years:.1f}".removesuffix(".0")
    return f"{said} year{'' if said == '1' else 's'}"


def _only(history: TieHistory, measure: Callable[[Floats], Floats]) -> Callable[[float], dict[str, Floats]]:
    """One measure as the only sign, so that it is turned into probabilities in the way of the model."""
    return lambda day: {"only": np.log1p(measure(history.tied(day)))}


def _measures(
    scores: Mapping[str, Floats], chances: Mapping[str, Floats], tied: Flags, soon: Flags, weights: Floats
) -> pl.DataFrame:
    """A row a method and measure: its value, and the middle 95 % of its draws."""
    plain = np.ones((tied.size, 1))
    values = {method: _judged(scores[method], chances[method], tied, soon, plain) for method in scores}
    parts = [weights[:, at : at + AT_ONCE] for at in range(0, weights.shape[1], AT_ONCE)]
    drawn = {}
    for method in scores:
        judged = [_judged(scores[method], chances[method], tied, soon, np.ascontiguousarray(part)) for part in parts]
        drawn[method] = {name: np.concatenate([each[name] for each in judged]) for name in judged[0]}
    better = max(MEASURED, key=lambda method: float(values[method]["ap"][0]))
    for each in (values, drawn):
        against = each[better]["ap"]
        for method in scores:
            ratio = np.full(against.shape, np.nan)
            each[method]["lift"] = np.divide(each[method]["ap"], against, out=ratio, where=against > 0)
    rows: list[dict[str, Any]] = [
        {"method": method, "measure": name, "value": _number(values[method][name][0]), **_middle(drawn[method][name])}
        for name in MEASURES
        for method in scores
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("value", "low", "high"), pl.Float64))


def _judged(score: Floats, chance: Floats, tied: Flags, soon: Flags, weight: Floats) -> dict[str, Floats]:
    """All of MEASURES but the lift, a number a draw each."""
    precision, area = judging.Ranking.of(score, tied).judge(weight)
    return {
        "ap": precision,
        "auc": area,
        "brier": judging.brier(chance, soon, weight),
        "slope": judging.calibration_slope(chance, soon, weight),
        "ece": judging.calibration_error(chance, soon, weight),
        "expected_per_seen": judging.expected_per_seen(chance, soon, weight),
    }


def _tenths(method: str, chance: Floats, soon: Flags, weights: Floats) -> pl.DataFrame:
    """A row a tenth of the pairs by forecast: how many were expected to tie and how many did, in percent."""
    rows = []
    for number, part in enumerate(judging.tenths(chance), 1):
        weight = weights[part]
        whole = weight.sum(axis=0)
        share = np.divide(soon[part] @ weight, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
        rows.append(
            {
                "method": method,
                "tenth": number,
                "pairs": int(part.size),
                "expected_pct": round(100 * float(chance[part].mean()), 3),
                "seen_pct": round(100 * float(soon[part].mean()), 3),
            }
            | _middle(100 * share)
        )
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("low", "high"), pl.Float64))


def _middle(drawn: Floats) -> dict[str, float | None]:
    """The middle 95 % of the draws that could be judged; nothing where none could."""
    sure = drawn[np.isfinite(drawn)]
    low, high = np.quantile(sure, [0.025, 0.975]) if sure.size else (np.nan, np.nan)
    return {"low": _number(low), "high": _number(high)}


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None
