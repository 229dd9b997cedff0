"""Stress as tables: when it arrives, which elements count, what each hazard does, and how redundant corridors are."""

from __future__ import annotations

import numpy as np
import polars as pl

from phalanx.analyses.mobility.stress.found import Found
from phalanx.analyses.mobility.stress.intervals import Estimate
from phalanx.answer import Table
from phalanx.registry.records.hazard_assumptions import STRESS_CODES


def tables(found: Found) -> dict[str, Table]:
    """The tables, arrivals first."""
    return {
        "arrivals": _arrivals(found),
        "elements": _elements(found),
        "hazards": _hazards(found),
        "corridors": _corridors(found),
    }


def _three(name: str, estimates: list[Estimate], digits: int, scale: float = 1.0) -> dict[str, list[float]]:
    return {
        column: [round(scale * getattr(each, part), digits) for each in estimates]
        for column, part in ((name, "value"), (f"{name}_low", "low"), (f"{name}_high", "high"))
    }


def _arrivals(found: Found) -> Table:
    rows = [("undisturbed", Estimate(*[found.trial.undisturbed] * 3)), ("mean", found.mean)]
    rows += [(f"{100 * share:.0f} %", each) for share, each in found.quantiles.items()]
    frame = pl.DataFrame({"share": [name for name, _ in rows]} | _three("hours", [each for _, each in rows], 1))
    labels = {
        "share": "Arrived in so many scenarios",
        "hours": "After hours",
        "hours_low": "95 % interval, from",
        "hours_high": "95 % interval, to",
    }
    return Table(frame, f"Hours until all has arrived, in {found.trial.done:,} scenarios", labels)


def _elements(found: Found) -> Table:
    each = found.elements
    frame = pl.DataFrame(
        {
            "element": pl.Series([one.name for one in each], dtype=pl.String),
            "id": pl.Series([one.id for one in each], dtype=pl.String),
            "mode": pl.Series([one.mode for one in each], dtype=pl.String),
        }
        | {
            name: pl.Series(values, dtype=pl.Float64)
            for name, values in _three("saves_h", [one.saves for one in each], 3).items()
        }
        | {
            name: pl.Series(values, dtype=pl.Float64)
            for name, values in _three("delays_pct", [one.delays for one in each], 2, 100).items()
        }
        | {"saves_when_h": pl.Series([round(one.saves_when, 1) for one in each], dtype=pl.Float64)}
    )
    labels = {
        "element": "Link, or handling at a place",
        "saves_h": "Protecting it saves, hours a scenario",
        "saves_h_low": "95 % interval, from",
        "saves_h_high": "95 % interval, to",
        "delays_pct": "Scenarios that it delays, %",
        "delays_pct_low": "95 % interval, from, %",
        "delays_pct_high": "95 % interval, to, %",
        "saves_when_h": "Hours saved where it delays",
    }
    return Table(frame, "What protecting one element alone would save", labels)


def _hazards(found: Found) -> Table:
    """With what mean delay each hazard went along, alone or with others."""
    late = found.trial.hours - found.trial.undisturbed
    rows = []
    for hazard in found.stressed.hazards:
        there = found.trial.in_force[hazard.id] > 0
        rows.append(
            {
                "hazard": hazard.name,
                "id": hazard.id,
                "kind": STRESS_CODES[hazard.hazard],
                "in_force_pct": round(100 * float(there.mean()), 2),
                "late_with_h": round(float(late[there].mean()), 2) if there.any() else None,
                "late_without_h": round(float(late[~there].mean()), 2) if not there.all() else None,
                "days": hazard.days,
                "left_pct": round(100 * hazard.left, 1),
            }
        )
    labels = {
        "hazard": "Hazard",
        "in_force_pct": "In force, % of scenarios",
        "late_with_h": "Mean delay with it, hours",
        "late_without_h": "Mean delay without it, hours",
        "days": "Lasts days",
        "left_pct": "Leaves of capacity, %",
    }
    schema = {"hazard": pl.String, "id": pl.String, "kind": pl.String} | dict.fromkeys(list(labels)[1:], pl.Float64)
    return Table(pl.DataFrame(rows, schema=schema), "Each hazard, and the delay when it was in force", labels)


def _corridors(found: Found) -> Table:
    names = found.stressed.heard.link_names
    rows = [
        {
            "corridor": each.code,
            "links_used": each.used,
            "ways_left": each.ways_left,
            "hours_lost": each.hours_lost,
            "worst_link": names[each.worst],
            "worst_id": each.worst,
            "worst_hours": each.worst_hours,
        }
        for each in found.corridors
    ]
    labels = {
        "corridor": "Corridor",
        "links_used": "Links used undisturbed",
        "ways_left": f"Ways without it that share no link, of {found.ways}",
        "hours_lost": "Hours lost when all of it is gone",
        "worst_link": "The link that alone costs most",
        "worst_hours": "Hours lost when it alone is gone",
    }
    schema = {
        "corridor": pl.String, "links_used": pl.Int64, "ways_left": pl.Int64, "hours_lost": pl.Float64,
        "worst_link": pl.String, "worst_id": pl.String, "worst_hours": pl.Float64,
    }  # fmt: skip
    title = "Redundancy by corridor; nothing stands where the movement cannot arrive, or is more than 60 days late"
    return Table(pl.DataFrame(rows, schema=schema), title, labels)


def arrived_by(found: Found) -> list[dict[str, float]]:
    """The share of scenarios in which all has arrived, at each hour at which that changes, with its interval."""
    from phalanx.analyses.mobility.stress.intervals import share

    hours, counts = np.unique(found.trial.hours, return_counts=True)
    rows = []
    for hour, count in zip(hours.tolist(), np.cumsum(counts).tolist(), strict=True):
        each = share(count, found.trial.done)
        rows.append(
            {
                "day": round(hour / 24, 3),
                "share": round(100 * each.value, 3),
                "low": round(100 * each.low, 3),
                "high": round(100 * each.high, 3),
            }
        )
    return rows
