"""Burden as tables: every measure by the chosen key, every key, what is missing, and how far rankings agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.planning.burden.agreement import Agreement, Compared, Move
from phalanx.analyses.planning.burden.keys import KEY_TITLES
from phalanx.analyses.planning.burden.measures import MEASURES
from phalanx.analyses.planning.burden.shares import Burden, Ranking
from phalanx.answer import Table
from phalanx.vocabulary.parties import party_name

SHARE_LABELS = {
    "share_pct": "share of what all give, %",
    "fair_pct": "fair share, %",
    "ratio": "share by fair share",
    "ratio_low": "the same, at least",
    "ratio_high": "the same, at most",
    "rank_best": "rank at best",
    "rank_worst": "rank at worst",
    "of": "of so many states",
}
BURDEN_LABELS = {
    "group": "kind",
    "value": "given, in the unit",
    "excess": "beyond the fair share, in the unit",
    **SHARE_LABELS,
}
KEY_LABELS = {"rests_on": "what the key rests on", **SHARE_LABELS}
AGREEMENT_LABELS = {
    "compared": "what is compared",
    "tau": "Kendall's tau-b",
    "rho": "Spearman's rho",
    "chance": "probability by chance",
    "states": "states ranked in both",
}
MOVE_LABELS = {
    "places": "places between the two",
    "key_up": "ranks highest by",
    "rank_up": "rank there",
    "key_down": "ranks lowest by",
    "rank_down": "rank there, too",
    "of": "of so many states",
}


def tables(burden: Burden, compared: Compared) -> dict[str, Table]:
    """All tables of the answer."""
    key, measure = burden.chosen.key.title, burden.chosen.given.measure.title
    return {
        "burden": Table(burden_table(burden), f"What each state gives, against its fair share by {key}", BURDEN_LABELS),
        "keys": Table(keys_table(burden), f"The same for {measure}, by every key", KEY_LABELS),
        "agreement_of_ranks": Table(agreement_table(burden, compared), "How far rankings agree", AGREEMENT_LABELS),
        "movers": Table(
            movers_table(burden, compared.moves), f"Who moves most between keys, by {measure}", MOVE_LABELS
        ),
        "measures": Table(measures_table(burden), "What is measured, and for how many states", MEASURE_LABELS),
        "missing": Table(missing_table(burden), "States without a figure", {"why": "why it has none"}),
    }


def burden_table(burden: Burden) -> pl.DataFrame:
    """A row a measure and state with a rank by the chosen key, the chosen measure first, who carries most first."""
    chosen = burden.heard.measure
    rankings = sorted(burden.by_measure.items(), key=lambda pair: pair[0] != chosen)
    rows = [
        {
            "state": burden.heard.codes[place],
            "name": party_name(burden.heard.codes[place]),
            "group": each.given.measure.group,
            "measure": each.given.measure.title,
            "value": _rounded(each.given.value[place]),
            "unit": each.given.measure.unit,
            "excess": _rounded(each.excess[place]),
            **_ranked(each, place),
        }
        for _, each in rankings
        for place in each.order.tolist()
    ]
    return pl.DataFrame(rows, schema=_schema("state", "name", "group", "measure", value=float, unit=str, excess=float))


def keys_table(burden: Burden) -> pl.DataFrame:
    """A row a key and state with a rank by the chosen measure, the chosen key first."""
    chosen = burden.heard.key
    rankings = sorted(burden.by_key.items(), key=lambda pair: pair[0] != chosen)
    rows = [
        {
            "key": each.key.title,
            "rests_on": each.key.rests_on,
            "state": burden.heard.codes[place],
            "name": party_name(burden.heard.codes[place]),
            **_ranked(each, place),
        }
        for _, each in rankings
        for place in each.order.tolist()
    ]
    return pl.DataFrame(rows, schema=_schema("key", "rests_on", "state", "name"))


def _ranked(each: Ranking, place: int) -> dict[str, Any]:
    return {
        "share_pct": _rounded(100 * each.share[place]),
        "fair_pct": _rounded(100 * each.fair[place]),
        "ratio": _rounded(each.ratio[place]),
        "ratio_low": _rounded(each.low[place]),
        "ratio_high": _rounded(each.high[place]),
        "rank": int(each.rank[place]),
        "rank_best": int(each.best[place]),
        "rank_worst": int(each.worst[place]),
        "of": int(each.ranked.sum()),
    }


def _schema(*words: str, **further: type) -> dict[str, Any]:
    numbers = ("share_pct", "fair_pct", "ratio", "ratio_low", "ratio_high")
    places = ("rank", "rank_best", "rank_worst", "of")
    return (
        dict.fromkeys(words, pl.String)
        | {name: pl.String if of is str else pl.Float64 for name, of in further.items()}
        | dict.fromkeys(numbers, pl.Float64)
        | dict.fromkeys(places, pl.Int64)
    )


def _rounded(value: float) -> float:
    return round(float(value), 4)


def agreement_table(burden: Burden, compared: Compared) -> pl.DataFrame:
    """A row for each two keys by the chosen measure, and for each two measures by the chosen key."""
    measures = {name: each.title for name, each in MEASURES.items()}
    rows = [
        *_pairs(f"keys, by {burden.chosen.given.measure.title}", compared.keys, KEY_TITLES),
        *_pairs(f"measures, by {burden.chosen.key.title}", compared.measures, measures),
    ]
    texts = dict.fromkeys(("compared", "one", "other"), pl.String)
    numbers = dict.fromkeys(("tau", "rho", "chance"), pl.Float64)
    return pl.DataFrame(rows, schema={**texts, "states": pl.Int64, **numbers})


def _pairs(compared: str, pairs: Sequence[Agreement], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "compared": compared,
            "one": titles[each.one],
            "other": titles[each.other],
            "states": each.states,
            **{name: None if (value := getattr(each, name)) is None else _rounded(value) for name in ("tau", "rho", "chance")},
        }
        for each in pairs
    ]  # fmt: skip


def movers_table(burden: Burden, moves: Sequence[Move]) -> pl.DataFrame:
    """A row a state: the two keys between which it moves most, largest move first."""
    rows = [
        {
            "state": burden.heard.codes[each.state],
            "name": party_name(burden.heard.codes[each.state]),
            "places": each.places,
            "key_up": KEY_TITLES[each.key_up],
            "rank_up": each.rank_up,
            "key_down": KEY_TITLES[each.key_down],
            "rank_down": each.rank_down,
            "of": each.of,
        }
        for each in moves
    ]
    texts = ("state", "name", "key_up", "key_down")
    names = ("state", "name", "places", "key_up", "rank_up", "key_down", "rank_down", "of")
    return pl.DataFrame(rows, schema={name: pl.String if name in texts else pl.Int64 for name in names})


MEASURE_LABELS = {
    "group": "kind",
    "known": "states with a figure",
    "missing": "states that could give, without a figure",
    "unable": "states that cannot take part",
    "total": "given by all, in the unit",
    "basis": "what is counted",
}


def measures_table(burden: Burden) -> pl.DataFrame:
    """A row a measure: what it counts, and of how many states it is known."""
    rows = [
        {
            "measure": each.measure.title,
            "group": each.measure.group,
            "unit": each.measure.unit,
            "total": _rounded(np.nansum(each.value)),
            "known": int(np.isfinite(each.value).sum()),
            "missing": int(each.missing.sum()),
            "unable": int((~each.able).sum()),
            "basis": each.basis,
        }
        for each in burden.given.values()
    ]
    return pl.DataFrame(rows)


def missing_table(burden: Burden) -> pl.DataFrame:
    """A row a measure and state without a figure: not known, or not open to it."""
    rows = [
        {
            "measure": each.measure.title,
            "state": code,
            "name": party_name(code),
            "why": "no figure in the registry" if each.able[place] else "cannot take part",
        }
        for each in burden.given.values()
        for place, code in enumerate(burden.heard.codes)
        if not np.isfinite(each.value[place])
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("measure", "state", "name", "why"), pl.String))
