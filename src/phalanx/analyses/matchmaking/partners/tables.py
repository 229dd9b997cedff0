"""Partners as tables: whom to call in which order and why, and what the score of each two is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from phalanx.analyses.matchmaking.constellations.tables import STATES
from phalanx.analyses.matchmaking.partners.asked import Heard
from phalanx.analyses.matchmaking.partners.calls import Call
from phalanx.analyses.matchmaking.partners.told import reason
from phalanx.analyses.matchmaking.weights import PARTS, weights_table
from phalanx.answer import Table
from phalanx.registry.records.matching_weights import PART_CODES
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name

PARTNER_LABELS = {
    "rank": "call",
    "gain": "adds, points",
    "score": "best group with it, points",
    "group": "that group",
    "score_without": "best group without it, points",
    "group_without": "that other group",
    "pair_score": "the two alone, points",
    "share_pct": "of all states' need, %",
    "saving_low_pct": "saving of the group, low, %",
    "saving_pct": "saving of the group, %",
    "saving_high_pct": "saving of the group, high, %",
    "open": "instruments open to the group",
    "open_to_pair": "open to the two alone",
    "unsettled": "not settled for the group",
    "grows_from": "agreements of both",
    "ties": "agreements in all",
}
PART_LABELS = {"value": "value before points", "points": "points at most", "adds": "adds, points"}


def tables(heard: Heard, calls: Sequence[Call]) -> dict[str, Table]:
    """All tables of the answer."""
    name = party_name(heard.code)
    return {
        "partners": Table(partners_table(heard, calls), f"Whom {name} should call, first first", PARTNER_LABELS),
        "parts": Table(parts_table(heard, calls), f"What the score of {name} and each partner is made of", PART_LABELS),
        "weights": weights_table(heard.groups.scoring.weights),
    }


def partners_table(heard: Heard, calls: Sequence[Call]) -> pl.DataFrame:
    """A row a partner: what it adds, the best groups with and without it, what is open, what there is to build on, and why."""
    rows = [
        {
            "rank": each.rank,
            "partner": each.partner,
            "name": party_name(each.partner),
            "gain": None if each.gain is None else round(each.gain, 3),
            "score": round(each.group.score, 3),
            "group": list(each.group.states),
            "score_without": None if each.without is None else round(each.without.score, 3),
            "group_without": None if each.without is None else list(each.without.states),
            "pair_score": round(each.pair.score, 3),
            "share_pct": round(100 * each.share, 2),
            "saving_low_pct": round(100 * each.group.saving.low, 2),
            "saving_pct": round(100 * each.group.saving.central, 2),
            "saving_high_pct": round(100 * each.group.saving.high, 2),
            "open": list(each.group.open),
            "open_to_pair": list(each.pair.open),
            "unsettled": list(each.group.unsettled),
            "grows_from": list(each.pair.agreements),
            "ties": each.pair.ties,
            "systems": list(each.pair.systems),
            "disputes": list(each.pair.disputes),
            "illustrative": each.group.illustrative,
            "why": reason(heard, each),
        }
        for each in calls
    ]
    numbers = ("pair_score", "share_pct", "saving_low_pct", "saving_pct", "saving_high_pct")
    schema: dict[str, Any] = {"rank": pl.Int64, "partner": pl.String, "name": pl.String, "gain": pl.Float64}
    schema |= {"score": pl.Float64, "group": STATES, "score_without": pl.Float64, "group_without": STATES}
    schema |= dict.fromkeys(numbers, pl.Float64)
    schema |= dict.fromkeys(("open", "open_to_pair", "unsettled", "grows_from"), STATES)
    schema |= {"ties": pl.Int64, "systems": STATES, "disputes": STATES, "illustrative": pl.Boolean, "why": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def parts_table(heard: Heard, calls: Sequence[Call]) -> pl.DataFrame:
    """A row a partner and part of the score of the two alone: what it is, its value before points, and what it adds."""
    rows = [
        {
            "rank": each.rank,
            "partner": each.partner,
            "part": label(part),
            "meaning": PART_CODES[part],
            "value": round(value, 6),
            "points": float(points),
            "adds": round(float(points) * value, 3),
        }
        for each in calls
        for part, points, value in zip(PARTS, heard.groups.scoring.points, each.pair.parts, strict=True)
    ]
    return pl.DataFrame(
        rows,
        schema={"rank": pl.Int64, "partner": pl.String, "part": pl.String, "meaning": pl.String}
        | dict.fromkeys(("value", "points", "adds"), pl.Float64),
        orient="row",
    )
