"""Crossing as tables: agreements, corridors, links, upgrades and permissions, a row each."""

from __future__ import annotations

import polars as pl

from phalanx.analyses.mobility.crossing.asked import Crossing
from phalanx.analyses.mobility.ground_told import REGIMES
from phalanx.answer import Table
from phalanx.vocabulary.parties import party_name


def tables(found: Crossing) -> dict[str, Table]:
    """What was agreed, over what forces go, what is to be built, and how long permission takes."""
    return {
        "agreements": _agreements(found),
        "corridors": _corridors(found),
        "links": _links(found),
        "upgrades": _upgrades(found),
        "permissions": _permissions(found),
    }


def _agreements(found: Crossing) -> Table:
    frame = found.agreements.select(
        pl.col("id").alias("agreement"),
        "title",
        "signed",
        pl.col("life").alias("status"),
        pl.col("parties_now").alias("parties"),
        "summary",
        "source_grade",
    )
    return Table(frame, f"Agreements of {found.both} on moving forces", {"source_grade": "grade of the source"})


def _corridors(found: Crossing) -> Table:
    frame = found.corridors.select(
        pl.col("id").alias("corridor"), "name", "modes", "announced", "status", "states", "summary", "source_grade"
    )
    return Table(frame, f"Corridors that name {found.both}", {"source_grade": "grade of the source"})


def _links(found: Crossing) -> Table:
    rows = found.links
    frame = rows.select(
        pl.col("id").alias("link"),
        _place(found, "from_id").alias("from"),
        _place(found, "to_id").alias("to"),
        "mode",
        "distance_km",
        "gauge_mm",
        "electrified",
        "status",
        "opens",
    )
    labels = {"distance_km": "length, km", "gauge_mm": "gauge, mm", "opens": "to open in"}
    return Table(frame, f"Links between {found.both}", labels)


def _place(found: Crossing, column: str) -> pl.Expr:
    return pl.col(column).map_elements(lambda place: str(found.places[place]["name"]), return_dtype=pl.String)


def _upgrades(found: Crossing) -> Table:
    frame = pl.DataFrame(
        [
            {
                "upgrade": each.id,
                "title": each.title,
                "where": "at the border" if where == "border" else party_name(where),
                "announced": each.public_project,
                "mode": each.mode,
                "low_eur_m": each.low_eur_m,
                "cost_eur_m": each.cost_eur_m,
                "high_eur_m": each.high_eur_m,
                "hours_saved": each.hours_saved,
                "factor": each.factor,
                "illustrative": True,
            }
            for each, where in found.upgrades
        ],
        schema=UPGRADE_TYPES,
    )
    return Table(frame, f"Upgrades at the border and in {found.both}", UPGRADE_LABELS)


UPGRADE_TYPES = {
    "upgrade": pl.String,
    "title": pl.String,
    "where": pl.String,
    "announced": pl.Boolean,
    "mode": pl.String,
    "low_eur_m": pl.Float64,
    "cost_eur_m": pl.Float64,
    "high_eur_m": pl.Float64,
    "hours_saved": pl.Float64,
    "factor": pl.Float64,
    "illustrative": pl.Boolean,
}
UPGRADE_LABELS = {
    "announced": "announced in public",
    "low_eur_m": "cost at least, EUR million",
    "cost_eur_m": "cost, EUR million",
    "high_eur_m": "cost at most, EUR million",
    "hours_saved": "hours saved a passage",
    "factor": "loads a day, times",
}


def _permissions(found: Crossing) -> Table:
    frame = pl.DataFrame(
        [
            {
                "into": party_name(each.entered),
                "from": party_name(each.left),
                "rules": REGIMES[each.regime],
                "low_days": round(each.low / 24, 2),
                "days": round(each.middle / 24, 2),
                "high_days": round(each.high / 24, 2),
                "agreed_days": None if each.agreed is None else round(each.agreed / 24, 2),
                "illustrative": each.illustrative,
            }
            for each in found.waits
        ],
        schema=PERMISSION_TYPES,
    )
    return Table(frame, "Days until permission to cross is there", PERMISSION_LABELS)


PERMISSION_TYPES = {
    "into": pl.String,
    "from": pl.String,
    "rules": pl.String,
    "low_days": pl.Float64,
    "days": pl.Float64,
    "high_days": pl.Float64,
    "agreed_days": pl.Float64,
    "illustrative": pl.Boolean,
}
PERMISSION_LABELS = {
    "low_days": "days at least",
    "high_days": "days at most",
    "agreed_days": "days in an agreed corridor (illustrative)",
}
