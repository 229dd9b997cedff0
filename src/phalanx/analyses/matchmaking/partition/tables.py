"""Partition as tables: the groups, who is in which, the proof by item, who would leave, and what nobody would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.constellations.tables import GROUP_LABELS, STATES, constellations_table
from phalanx.analyses.matchmaking.partition.division import Division
from phalanx.analyses.matchmaking.partition.told import leavers
from phalanx.analyses.matchmaking.weights import weights_table
from phalanx.answer import Table
from phalanx.vocabulary.codes import label

ITEM = {"area": pl.String, "item": pl.String}
GROUPS_LABELS = GROUP_LABELS | {"rank": "group", "group": "states", "worth": "counts, points"}
MEMBER_LABELS = {"rank": "group", "group": "with", "has": "has, points", "share_pct": "of all states' need, %"}
PROOF_LABELS = {
    "looked_at": "groups looked at",
    "allowed": "that may be proposed",
    "in_groups": "of them in a group",
    "objective": "worth, points",
    "bound": "at most, points",
    "gap_pct": "gap, %",
    "pairs": "groups of two alone, points",
    "stable": "nobody would leave, points",
    "blocking": "groups that would leave",
}
LEAVING_LABELS = {
    "group": "would form",
    "has": "would have, points",
    "had": "have at most, points",
    "gain": "least gain, points",
    "leaves": "leaving groups",
    "blocking": "such groups",
}
STABLE_LABELS = {"group": "states", "worth": "counts, points"}


def tables(divisions: Sequence[Division]) -> dict[str, Table]:
    """All tables of the answer."""
    found = {
        "partition": Table(groups_table(divisions), "The best disjoint groups, by item", GROUPS_LABELS),
        "members": Table(members_table(divisions), "Who is in which group", MEMBER_LABELS),
        "items": Table(items_table(divisions), "What each division is worth, and how that is proven", PROOF_LABELS),
        "leaving": Table(leaving_table(divisions), "The strongest group that would leave, by item", LEAVING_LABELS),
        "stable": Table(stable_table(divisions), "The groups that nobody would leave", STABLE_LABELS),
    }
    if divisions:
        found["weights"] = weights_table(divisions[0].item.heard.scoring.weights)
    return found


def groups_table(divisions: Sequence[Division]) -> pl.DataFrame:
    """A row a group: for which item, its score, what it counts, and all that is said of a constellation."""
    frames = []
    for each in divisions:
        frame = constellations_table(each.item.heard, each.groups)
        worth = pl.Series("worth", [round(value, 6) for value in each.worth], dtype=pl.Float64)
        area, item = pl.lit(each.item.heard.area).alias("area"), pl.lit(each.item.name).alias("item")
        frames.append(frame.insert_column(4, worth).select(area, item, pl.all()))
    return pl.concat(frames) if frames else pl.DataFrame(schema=ITEM)


def members_table(divisions: Sequence[Division]) -> pl.DataFrame:
    """A row a need: the group its state is in, and what it has there."""
    rows = []
    for each in divisions:
        needs = each.item.needs
        for place, state in enumerate(needs.states):
            group = each.group_of(state)
            rows.append(
                _of(each)
                | {
                    "state": state,
                    "quantity": float(needs.quantity[0, place]),
                    "unit": label(needs.units[0]),
                    "share_pct": round(100 * float(needs.share[0, place]), 2),
                    "rank": group.rank if group else None,
                    "group": list(group.states) if group else None,
                    "has": round(float(each.has[place]), 3),
                    "illustrative": bool(needs.illustrative[0, place]),
                }
            )
    return _frame(
        rows,
        {"state": pl.String, "quantity": pl.Float64, "unit": pl.String, "share_pct": pl.Float64}
        | {"rank": pl.Int64, "group": STATES, "has": pl.Float64, "illustrative": pl.Boolean},
    )


def items_table(divisions: Sequence[Division]) -> pl.DataFrame:
    """A row an item: how many groups were looked at, what the best are worth, the bound, and what others are worth."""
    rows = [
        _of(each)
        | {
            "states": len(each.item.needs.states),
            "looked_at": each.looked_at,
            "allowed": each.allowed,
            "groups": len(each.groups),
            "in_groups": each.placed,
            "objective": round(each.packing.objective, 6),
            "bound": round(each.packing.bound, 6),
            "gap_pct": 100 * each.packing.gap,
            "pairs": None if each.pairs is None else round(each.pairs, 6),
            "stable": round(each.stable.objective, 6),
            "blocking": each.blocking.count if each.blocking else 0,
            "illustrative": bool((each.item.needs.illustrative & each.item.needs.needed).any()),
        }
        for each in divisions
    ]
    return _frame(
        rows,
        dict.fromkeys(("states", "looked_at", "allowed", "groups", "in_groups"), pl.Int64)
        | dict.fromkeys(("objective", "bound", "gap_pct", "pairs", "stable"), pl.Float64)
        | {"blocking": pl.Int64, "illustrative": pl.Boolean},
    )


def leaving_table(divisions: Sequence[Division]) -> pl.DataFrame:
    """A row an item whose division some states would leave: the strongest group of them, and what it would gain."""
    rows = []
    for each in divisions:
        if each.blocking is None:
            continue
        states = leavers(each)
        left = {group.rank for group in each.groups if set(group.states) & set(states)}
        rows.append(
            _of(each)
            | {
                "group": list(states),
                "has": round(each.blocking.has, 3),
                "had": round(float(each.blocking.had.max()), 3),
                "gain": round(each.blocking.gain, 3),
                "leaves": sorted(left),
                "blocking": each.blocking.count,
            }
        )
    return _frame(
        rows,
        {"group": STATES}
        | dict.fromkeys(("has", "had", "gain"), pl.Float64)
        | {"leaves": pl.List(pl.Int64), "blocking": pl.Int64},
    )


def stable_table(divisions: Sequence[Division]) -> pl.DataFrame:
    """A row a group that nobody would leave."""
    rows = [
        _of(each)
        | {
            "group": [each.item.needs.states[place] for place in np.flatnonzero(group)],
            "size": int(group.sum()),
            "worth": round(float(worth), 3),
        }
        for each in divisions
        for group, worth in zip(each.stable.groups, each.stable.worth, strict=True)
    ]
    return _frame(rows, {"group": STATES, "size": pl.Int64, "worth": pl.Float64})


def _of(division: Division) -> dict[str, Any]:
    return {"area": division.item.heard.area, "item": division.item.name}


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows with columns of these types, also where there are none."""
    return pl.DataFrame(list(rows), schema=ITEM | dict(schema), orient="row")
