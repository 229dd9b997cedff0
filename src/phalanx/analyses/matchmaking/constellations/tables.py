"""Constellations as tables: the groups with their parts, purchases, near misses, needs and the room of the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.constellations.asked import Heard
from phalanx.analyses.matchmaking.constellations.told import reason
from phalanx.analyses.matchmaking.groups import Flags
from phalanx.analyses.matchmaking.needs import amount
from phalanx.analyses.matchmaking.proposals import Proposal
from phalanx.analyses.matchmaking.search import Room
from phalanx.analyses.matchmaking.weights import PARTS, weights_table
from phalanx.answer import Table
from phalanx.registry.records.matching_weights import PART_CODES
from phalanx.vocabulary.codes import label

STATES = pl.List(pl.String)


def tables(heard: Heard, proposed: Sequence[Proposal], rooms: Sequence[Room]) -> dict[str, Table]:
    """All tables of the answer; that on the room of the weights where it was asked for."""
    found = {
        "constellations": Table(constellations_table(heard, proposed), "The best groups, best first", GROUP_LABELS),
        "purchases": Table(purchases_table(proposed), "What each group would buy together", PURCHASE_LABELS),
        "parts": Table(parts_table(heard, proposed), "What each group's score is the sum of", PART_LABELS),
        "near_misses": Table(near_table(proposed), "What one state more or less would change", NEAR_LABELS),
        "needs": Table(needs_table(heard), "The needs that were asked about", NEED_LABELS),
        "weights": weights_table(heard.scoring.weights),
    }
    if rooms:
        told = sensitivity_table(heard, rooms)
        found["sensitivity"] = Table(told, "How far the points of each part can move", ROOM_LABELS)
    return found


GROUP_LABELS = {
    "group": "states",
    "lead": "largest buyer",
    "volume": "buys together",
    "value_eur_m": "price apart, million EUR",
    "saving_low_pct": "saving, low, %",
    "saving_pct": "saving, %",
    "saving_high_pct": "saving, high, %",
    "saving_low_eur_m": "saving, low, million EUR",
    "saving_eur_m": "saving, million EUR",
    "saving_high_eur_m": "saving, high, million EUR",
    "open": "instruments open",
    "unsettled": "instruments not settled",
    "grows_from": "grows from",
    "ties": "agreements in all",
    **{part: f"{label(part)}, points" for part in PARTS},
}
PURCHASE_LABELS = {
    "share_pct": "of all states' need, %",
    "value_eur_m": "price apart, million EUR",
    "saving_low_pct": "saving, low, %",
    "saving_pct": "saving, %",
    "saving_high_pct": "saving, high, %",
    "from_year": "from",
    "to_year": "to",
}
PART_LABELS = {"value": "value before points", "points": "points at most", "adds": "adds, points"}
NEAR_LABELS = {"states": "any of", "opens": "opens", "best": "best of them", "score": "score then"}
NEED_LABELS = {"value_eur_m": "price alone, million EUR", "from_year": "from", "to_year": "to"}
ROOM_LABELS = {
    "low": "down to",
    "high": "up to",
    "below": "leads below",
    "above": "leads above",
}


def constellations_table(heard: Heard, proposed: Sequence[Proposal]) -> pl.DataFrame:
    """A row a group: its score and what each part adds, what it buys and saves, under what, and why."""
    points = heard.scoring.points
    rows = []
    for each in proposed:
        value, saving = each.value_eur_m, each.saving
        levels = {"low_": saving.low, "": saving.central, "high_": saving.high}
        rows.append(
            {
                "rank": each.rank,
                "group": list(each.states),
                "size": len(each.states),
                "score": round(each.score, 3),
                **{part: round(float(points[place]) * each.parts[place], 3) for place, part in enumerate(PARTS)},
                "lead": each.lead,
                "volume": "; ".join(amount(buy.quantity, buy.unit, buy.item) for buy in each.purchases),
                "value_eur_m": None if value is None else round(value, 1),
                **{f"saving_{level}pct": round(100 * share, 2) for level, share in levels.items()},
                **{
                    f"saving_{level}eur_m": None if value is None else round(value * share, 1)
                    for level, share in levels.items()
                },
                "open": list(each.open),
                "unsettled": list(each.unsettled),
                "grows_from": list(each.agreements),
                "ties": each.ties,
                "disputes": list(each.disputes),
                "illustrative": each.illustrative,
                "why": reason(heard, each),
            }
        )  # fmt: skip
    numbers = ("score", *PARTS)
    money = ("value_eur_m", *(f"saving_{level}{unit}" for unit in ("pct", "eur_m") for level in ("low_", "", "high_")))
    lists = ("open", "unsettled", "grows_from")
    return _frame(
        rows,
        {"rank": pl.Int64, "group": STATES, "size": pl.Int64}
        | dict.fromkeys(numbers, pl.Float64)
        | {"lead": pl.String, "volume": pl.String}
        | dict.fromkeys(money, pl.Float64)
        | dict.fromkeys(lists, STATES)
        | {"ties": pl.Int64, "disputes": STATES, "illustrative": pl.Boolean, "why": pl.String},
    )


def purchases_table(proposed: Sequence[Proposal]) -> pl.DataFrame:
    """A row a group and item that two of it need or more."""
    rows = [
        {
            "rank": each.rank,
            "group": list(each.states),
            "item": label(purchase.item),
            "buyers": list(purchase.buyers),
            "quantity": purchase.quantity,
            "unit": label(purchase.unit),
            "share_pct": round(100 * purchase.share, 2),
            "from_year": purchase.years[0],
            "to_year": purchase.years[1],
            "value_eur_m": purchase.value_eur_m,
            "saving_low_pct": round(100 * purchase.saving.low, 2),
            "saving_pct": round(100 * purchase.saving.central, 2),
            "saving_high_pct": round(100 * purchase.saving.high, 2),
            "illustrative": purchase.illustrative,
        }
        for each in proposed
        for purchase in each.purchases
    ]
    return _frame(
        rows,
        {"rank": pl.Int64, "group": STATES, "item": pl.String, "buyers": STATES}
        | {
            "quantity": pl.Float64,
            "unit": pl.String,
            "share_pct": pl.Float64,
            "from_year": pl.Int64,
            "to_year": pl.Int64,
        }
        | dict.fromkeys(("value_eur_m", "saving_low_pct", "saving_pct", "saving_high_pct"), pl.Float64)
        | {"illustrative": pl.Boolean},
    )


def parts_table(heard: Heard, proposed: Sequence[Proposal]) -> pl.DataFrame:
    """A row a group and part of its score: what it is, its value before points, and what it adds."""
    rows = [
        {
            "rank": each.rank,
            "group": list(each.states),
            "part": label(part),
            "meaning": PART_CODES[part],
            "value": round(value, 6),
            "points": float(points),
            "adds": round(float(points) * value, 3),
        }
        for each in proposed
        for part, points, value in zip(PARTS, heard.scoring.points, each.parts, strict=True)
    ]
    return _frame(
        rows,
        {"rank": pl.Int64, "group": STATES, "part": pl.String, "meaning": pl.String}
        | dict.fromkeys(("value", "points", "adds"), pl.Float64),
    )


def near_table(proposed: Sequence[Proposal]) -> pl.DataFrame:
    """A row a group and step: adding or leaving out which state opens what, or who would be next to join."""
    rows = [
        {
            "rank": each.rank,
            "group": list(each.states),
            "change": label(step.change),
            "states": list(step.states),
            "opens": step.opens,
            "best": step.best,
            "score": round(step.score, 3),
        }
        for each in proposed
        for step in each.steps
    ]
    return _frame(
        rows,
        {"rank": pl.Int64, "group": STATES, "change": pl.String, "states": STATES}
        | {"opens": pl.String, "best": pl.String, "score": pl.Float64},
    )


def needs_table(heard: Heard) -> pl.DataFrame:
    """A row a state and item it needs."""
    needs = heard.needs
    rows = [
        {
            "item": label(needs.items[item]),
            "state": needs.states[state],
            "quantity": float(needs.quantity[item, state]),
            "unit": label(needs.units[item]),
            "from_year": int(needs.first[item, state]),
            "to_year": int(needs.last[item, state]),
            "value_eur_m": None if np.isnan(needs.value[item, state]) else float(needs.value[item, state]),
            "illustrative": bool(needs.illustrative[item, state]),
        }
        for item in range(len(needs.items))
        for state in range(len(needs.states))
        if needs.needed[item, state]
    ]
    return _frame(
        rows,
        {"item": pl.String, "state": pl.String, "quantity": pl.Float64, "unit": pl.String}
        | {"from_year": pl.Int64, "to_year": pl.Int64, "value_eur_m": pl.Float64, "illustrative": pl.Boolean},
    )


def sensitivity_table(heard: Heard, rooms: Sequence[Room]) -> pl.DataFrame:
    """A row a part: its points, between which numbers the leader stays the same, and who leads beyond."""

    def states(group: Flags | None) -> list[str] | None:
        if group is None:
            return None
        return [heard.needs.states[place] for place in np.flatnonzero(group)]

    rows = [
        {
            "part": label(each.part),
            "points": each.points,
            "low": None if each.low is None else round(each.low, 4),
            "high": None if each.high is None else round(each.high, 4),
            "below": states(each.below),
            "above": states(each.above),
        }
        for each in rooms
    ]
    return _frame(
        rows,
        {"part": pl.String}
        | dict.fromkeys(("points", "low", "high"), pl.Float64)
        | dict.fromkeys(("below", "above"), STATES),
    )


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows with columns of these types, also where there are none."""
    return pl.DataFrame(list(rows), schema=dict(schema), orient="row")
