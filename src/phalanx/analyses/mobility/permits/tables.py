"""Permits as tables: hours by movement and regime, and what each option saves for its money."""

from __future__ import annotations

import polars as pl

from phalanx.analyses.mobility.ground_told import REGIMES
from phalanx.analyses.mobility.permits.asked import Heard
from phalanx.analyses.mobility.permits.found import Found
from phalanx.answer import Table

OPTION_LABELS = {
    "hours": "saves, hours per movement",
    "low_hours": "at least, hours",
    "high_hours": "at most, hours",
    "cost_eur_m": "cost, EUR million",
    "low_eur_m": "cost at least, EUR million",
    "high_eur_m": "cost at most, EUR million",
    "per_100_m": "hours per movement and EUR 100 million",
    "low_per_100_m": "at least",
    "high_per_100_m": "at most",
}
HOUR_LABELS = {
    "low_hours": "hours, low end of the permits",
    "hours": "hours until the last load",
    "high_hours": "hours, high end of the permits",
    "told_low_days": "told, days at least",
    "told_high_days": "told, days at most",
}


def tables(heard: Heard, found: Found) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "options": Table(_options(heard, found), "What permissions and upgrades save for their money", OPTION_LABELS),
        "movements": Table(_movements(found), "Hours of each movement under each regime", HOUR_LABELS),
    }


def _options(heard: Heard, found: Found) -> pl.DataFrame:
    upgrades = heard.world.table("mobility_upgrades").select("id", "illustrative")
    costs = heard.world.table("permit_costs").select("regime", "illustrative")
    marked = dict([*upgrades.iter_rows(), *costs.iter_rows()])
    rows = []
    for each in found.options:
        cost, rate = each.eur_m, each.per_100_m
        rows.append(
            {
                "option": each.title,
                "kind_of_option": each.kind,
                "id": each.id,
                "hours": round(each.hours.middle, 1),
                "low_hours": round(each.hours.low, 1),
                "high_hours": round(each.hours.high, 1),
                "cost_eur_m": cost and cost.middle,
                "low_eur_m": cost and cost.low,
                "high_eur_m": cost and cost.high,
                "per_100_m": rate and round(rate.middle, 2),
                "low_per_100_m": rate and round(rate.low, 2),
                "high_per_100_m": rate and round(rate.high, 2),
                "illustrative": marked.get(each.id, True),
            }
        )
    texts = dict.fromkeys(("option", "kind_of_option", "id"), pl.String)
    numbers = dict.fromkeys(OPTION_LABELS, pl.Float64)
    return pl.DataFrame(rows, schema=texts | numbers | {"illustrative": pl.Boolean}, orient="row")


def _movements(found: Found) -> pl.DataFrame:
    rows = [
        {
            "movement": example.title,
            "id": example.id,
            "rules": REGIMES[regime],
            "low_hours": found.hours[example.id, regime].low,
            "hours": found.hours[example.id, regime].middle,
            "high_hours": found.hours[example.id, regime].high,
            "told_low_days": example.told[0] if example.told else None,
            "told_high_days": example.told[1] if example.told else None,
        }
        for example in found.done
        for regime in REGIMES
    ]
    texts = dict.fromkeys(("movement", "id", "rules"), pl.String)
    return pl.DataFrame(rows, schema=texts | dict.fromkeys(HOUR_LABELS, pl.Float64), orient="row")
