"""gaps: which ties between states are expected and missing, how probable each is and why, and which needs no agreement covers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
import polars as pl
from pydantic import Field

from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.gaps.back_test import MEASURES, BackTest, back_test, span
from phalanx.analyses.network.gaps.context import Context
from phalanx.analyses.network.gaps.drawn import back_test_charts, charts, maps
from phalanx.analyses.network.gaps.expected_ties import Forecast, expect_ties
from phalanx.analyses.network.gaps.reasons import Reasons, shown, theme_parts
from phalanx.analyses.network.gaps.tie_history import TieHistory, day_of, decimal_year, read_history
from phalanx.analyses.network.gaps.tie_signs import SIGNS, tie_signs
from phalanx.analyses.network.gaps.told import (
    BACK_TEST_NOTES,
    GAP_NOTES,
    back_test_findings,
    findings,
    sources_note,
    untestable,
)
from phalanx.analyses.network.gaps.uncovered import NEED_NOTES, find_needs, untold_note
from phalanx.analyses.network.saying import NOTES
from phalanx.answer import Answer, Chart, Table
from phalanx.errors import BadInput
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Integer, Party
from phalanx.world import World
from phalanx.world.agreements import select


class GapsParameters(NetworkParameters):
    """Which agreements make up the network, whose gaps to tell of, and how far ahead to look."""

    state: Annotated[
        str | None, Party(), Field(description="Tell only of this state's gaps and needs, such as EE or PL.")
    ] = None
    top: Annotated[
        int, Integer(low=1, high=1000), Field(description="How many of the likeliest missing ties to list; 1 to 1,000.")
    ] = 25
    years: Annotated[
        int, Integer(low=1, high=10), Field(description="Within how many years a tie is expected; 1 to 10.")
    ] = 5
    seed: Annotated[
        int, Integer(low=0), Field(description="Where the lot of a back-test begins; the same seed draws the same.")
    ] = 1
    backtest_cut: Annotated[
        int | None,
        Integer(low=1800, high=2200),
        Field(
            alias="backtest-cut",
            description="Forecast from the beginning of this year, such as 1998, with what was known before it, and hold "
            "that against what followed.",
        ),
    ] = None


def answer(world: World, parameters: GapsParameters) -> Answer:
    """Forecast the missing ties and list the needs; with a cut, back-test the forecast of an earlier year instead."""
    chosen = select(world, parameters.selection())
    history = read_history(world, chosen)
    end = end_of_facts(world, history)
    if parameters.backtest_cut is not None:
        return _back_tested(world, chosen, history, parameters, end)
    found = expect_ties(history, decimal_year(end), tuple(SIGNS), lambda day: tie_signs(history, day))
    gaps, reasons = gap_tables(history, found, parameters, Context(world, chosen))
    needs = find_needs(world, chosen, parameters.state)
    drawn, left_out = maps(world, history, decimal_year(end), gaps) if gaps.height else ((), ())
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(history, chosen, found, gaps, needs, parameters.years, end, parameters.state),
        tables={
            "gaps": Table(gaps, "Missing ties, the likeliest first", _gap_labels(parameters.years)),
            "needs": Table(needs.table, "Needs that no agreement covers", NEED_LABELS),
            "areas": Table(needs.areas, "Capability areas, those with the fewest agreements first", AREA_LABELS),
            "reasons": Table(reasons, "What raises or lowers the rate of each pair", REASON_LABELS),
            "signs": Table(signs_table(found), "The signs of a coming tie, and what was learned of each", SIGN_LABELS),
        },
        charts=charts(gaps, reasons, parameters.years, f"{end:%-d %B %Y}") if gaps.height else (),
        maps=drawn,
        notes=(*GAP_NOTES, *NEED_NOTES, *untold_note(needs), *sources_note(chosen, history), *NOTES, *left_out),
    )


NEED_LABELS = {"need": "what is missing", "who": "whose", "nato": "of them in NATO"}
AREA_LABELS = {"framework": "named by", "states": "states in them"}
REASON_LABELS = {"factor": "times the rate of the average pair"}
SIGN_LABELS = {"weight": "adds to the log rate, a standard deviation", "factor": "times the rate, a standard deviation"}
MEASURE_LABELS = {"low": "2.5 % of draws", "high": "97.5 % of draws"}
CALIBRATION_LABELS = MEASURE_LABELS | {"expected_pct": "expected, %", "seen_pct": "seen, %"}


def _gap_labels(years: int) -> dict[str, str]:
    return {
        "probability_pct": f"probability within {years} years, %",
        "reasons": "reasons, of which the probability is made",
        "context": "context, no part of it",
    }


def end_of_facts(world: World, history: TieHistory) -> date:
    """The first day of which the facts tell nothing: the one after the last signature, at the latest after the World's day.

    Months without a signature at the end are months not yet collected, far more often than months in which nobody signed.
    """
    return (history.last_signed or world.valid_on) + timedelta(days=1)


def _back_tested(
    world: World, chosen: pl.DataFrame, history: TieHistory, parameters: GapsParameters, end: date
) -> Answer:
    year = parameters.backtest_cut or 0
    if date(year, 1, 1) > world.valid_on:
        raise BadInput(
            f"The year of the cut, {year}, begins after {world.valid_on}, the day of the World",
            "a year that has begun, with some years after it to compare with",
            "choose an earlier year; without a cut, the answer looks ahead",
        )
    test = back_test(history, float(year), decimal_year(end), float(parameters.years), parameters.seed)
    if isinstance(test, str):
        told, tables = untestable(history, test), _no_measures()
        drawn: tuple[Chart, ...] = ()
    else:
        told, tables = back_test_findings(history, test, end), _back_test_tables(history, test, parameters, end)
        drawn = back_test_charts(test)
    return QUESTION.answered(
        world,
        parameters,
        findings=told,
        tables=tables,
        charts=drawn,
        notes=(*BACK_TEST_NOTES, *sources_note(chosen, history), *NOTES),
    )


def _no_measures() -> Mapping[str, Table]:
    schema = {"method": pl.String, "measure": pl.String} | dict.fromkeys(("value", "low", "high"), pl.Float64)
    return {"backtest": Table(pl.DataFrame(schema=schema), "Measures of the forecasts", MEASURE_LABELS)}


def _back_test_tables(
    history: TieHistory, test: BackTest, parameters: GapsParameters, end: date
) -> Mapping[str, Table]:
    gaps, _ = gap_tables(history, test.forecast, parameters, None)
    at = {state: place for place, state in enumerate(history.states)}
    first = [float(history.first[at[a], at[b]]) for a, b in gaps.select("a", "b").iter_rows()]
    tied = [day_of(when).isoformat() if when < decimal_year(end) else None for when in first]
    labels = {name: said for name, said in _gap_labels(parameters.years).items() if name != "context"}
    return {
        "backtest": Table(
            test.measures.with_columns(pl.col("measure").replace_strict(MEASURES)),
            f"Forecasts from {test.cut:.0f} beside two simple measures, on the same pairs",
            MEASURE_LABELS,
        ),
        "calibration": Table(
            test.calibration,
            f"Expected and seen within {span(test.years)}, by tenth of the pairs",
            CALIBRATION_LABELS,
        ),
        "gaps": Table(
            gaps.drop("context").with_columns(pl.Series("tied_on", tied, dtype=pl.String)),
            f"The missing ties that were likeliest in {test.cut:.0f}, and when they came",
            labels | {"tied_on": "first agreement of the two"},
        ),
    }


def gap_tables(
    history: TieHistory, found: Forecast | None, parameters: GapsParameters, context: Context | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The likeliest pairs, of all states or of one, and a row for each of them and each theme of reasons.

    Pairs of a state that is no more have no chance, and are left out.
    """
    gaps, parts = [], []
    if found is not None:
        chance, why, themes = found.chance(parameters.years), Reasons(history, found), theme_parts(found)
        for rank, pair in enumerate(_likeliest(history, found, parameters), 1):
            a, b = history.states[int(found.i[pair])], history.states[int(found.j[pair])]
            named = {"rank": rank, "a": a, "b": b}
            gaps.append(
                named
                | {
                    "pair": f"{party_name(a)} – {party_name(b)}",
                    "probability_pct": round(100 * float(chance[pair]), 2),
                    "reasons": shown(why.of(pair)),
                    "context": context.of(a, b) if context else "",
                }
            )
            parts += [
                named | {"reason": theme, "factor": round(float(np.exp(part[pair])), 3)}
                for theme, part in themes.items()
            ]
    names: dict[str, Any] = {"rank": pl.Int64, "a": pl.String, "b": pl.String}
    said: dict[str, Any] = {
        "pair": pl.String, "probability_pct": pl.Float64, "reasons": pl.String, "context": pl.String,
    }  # fmt: skip
    return (
        pl.DataFrame(gaps, schema=names | said),
        pl.DataFrame(parts, schema=names | {"reason": pl.String, "factor": pl.Float64}),
    )


def _likeliest(history: TieHistory, found: Forecast, parameters: GapsParameters) -> list[int]:
    """The places of the likeliest candidates, level ones in the order of their states."""
    order = np.lexsort((found.j, found.i, -found.log_rates))
    wanted = np.isfinite(found.log_rates)
    if parameters.state is not None:
        at = history.states.index(parameters.state) if parameters.state in history.states else -1
        wanted &= (found.i == at) | (found.j == at)
    chosen: list[int] = order[wanted[order]][: parameters.top].tolist()
    return chosen


def signs_table(found: Forecast | None) -> pl.DataFrame:
    """A row a sign: what it tells, and how much a standard deviation of it adds to the log rate."""
    weights = dict(zip(found.rates.names, found.rates.weights.tolist(), strict=True)) if found else {}
    return pl.DataFrame(
        {
            "sign": list(weights),
            "tells": [SIGNS[name] for name in weights],
            "weight": [round(weight, 3) for weight in weights.values()],
            "factor": [round(float(np.exp(weight)), 3) for weight in weights.values()],
        },
        schema={"sign": pl.String, "tells": pl.String, "weight": pl.Float64, "factor": pl.Float64},
    )


QUESTION = Question(
    name="gaps",
    title="Which ties are missing, and which needs does no agreement cover?",
    about=(
        "Lists the pairs of states without an agreement of the two alone that are likeliest to sign one within some years, "
        "each with a probability, the reasons it rests on, and context it does not rest on. The probabilities are learned "
        "from who signed with whom in earlier years; with a cut, the forecast of an earlier year is held against what "
        "followed, beside two simple measures. Beside them stand needs: pairs that exercise without an agreement on supply "
        "or status, frontline states without a promise of help of their own, and capability areas that no agreement covers. "
        "An expected tie is neither due nor advisable, and a need without a record may be met by a text the registry lacks."
    ),
    parameters=GapsParameters,
    answer=answer,
)
