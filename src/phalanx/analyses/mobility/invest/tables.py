"""Invest as tables: the upgrades, the cases they were counted in, and the best sets under other budgets."""

from __future__ import annotations

import polars as pl

from phalanx.analyses.mobility.invest.asked import Heard
from phalanx.analyses.mobility.invest.found import Found
from phalanx.answer import Table

UPGRADE_LABELS = {
    "low_eur_m": "cost at least, EUR million",
    "cost_eur_m": "cost, EUR million",
    "high_eur_m": "cost at most, EUR million",
    "alone": "saves by itself, hours",
    "adds": "adds to the others chosen, hours",
    "civil_use": "civil use, 0 to 4",
    "climate_exposure": "exposed to climate, 0 to 4",
    "public_project": "announced",
}
CASE_LABELS = {
    "days_pct": "on so many days, %",
    "before": "hours before",
    "after": "hours after",
    "saved": "hours saved",
}
CURVE_LABELS = {
    "budget_eur_m": "budget, EUR million",
    "spent_eur_m": "spent, EUR million",
    "hours": "hours saved",
    "bound": "no set saves more, hours",
    "upgrades": "which",
}


def tables(heard: Heard, found: Found) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "upgrades": Table(_upgrades(heard, found), "The upgrades, the chosen first", UPGRADE_LABELS),
        "cases": Table(
            _cases(found), "Hours of each movement, without hazard and under each that matters", CASE_LABELS
        ),
        "budgets": Table(_budgets(heard, found), "The best sets under other budgets", CURVE_LABELS),
    }


def _upgrades(heard: Heard, found: Found) -> pl.DataFrame:
    marked = dict(heard.world.table("mobility_upgrades").select("id", "illustrative").iter_rows())
    adds = found.last | found.beyond
    rows = [
        {
            "upgrade": upgrade.title,
            "id": upgrade.id,
            "chosen": place in found.choice.chosen,
            "low_eur_m": upgrade.low_eur_m,
            "cost_eur_m": upgrade.cost_eur_m,
            "high_eur_m": upgrade.high_eur_m,
            "alone": round(found.worth.alone[place], 2),
            "adds": round(adds[place], 2),
            "civil_use": upgrade.civil_use,
            "climate_exposure": upgrade.climate_exposure,
            "public_project": upgrade.public_project,
            "illustrative": marked[upgrade.id],
        }
        for place, upgrade in enumerate(heard.ground.upgrades)
    ]
    return pl.DataFrame(sorted(rows, key=lambda row: (not row["chosen"], -row["adds"], row["cost_eur_m"])))


def _cases(found: Found) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "movement": each.case.example.title,
                "hazard": each.hazard.title if each.hazard else "none",
                "days_pct": round(100 * each.weight, 2),
                "before": each.case(0),
                "after": each.case(found.chosen),
                "saved": each.case(0) - each.case(found.chosen),
            }
            for each in found.worth.cases
        ]
    )


def _budgets(heard: Heard, found: Found) -> pl.DataFrame:
    schema = dict.fromkeys(("budget_eur_m", "spent_eur_m", "hours", "bound"), pl.Float64) | {
        "upgrades": pl.List(pl.String)
    }
    rows = [
        {
            "budget_eur_m": budget,
            "spent_eur_m": sum(heard.costs[place] for place in choice.chosen),
            "hours": round(choice.gain, 2),
            "bound": round(choice.bound, 2),
            "upgrades": [heard.ground.upgrades[place].id for place in choice.chosen],
        }
        for budget, choice in found.curve
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")
