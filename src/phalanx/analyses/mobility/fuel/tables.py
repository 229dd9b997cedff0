"""Fuel as tables: the stages of the system, its lines, and the hours from it to every place."""

from __future__ import annotations

import numpy as np
import polars as pl

from phalanx.analyses.mobility.fuel.asked import Heard
from phalanx.analyses.mobility.fuel.found import Supply
from phalanx.answer import Table
from phalanx.registry.records.fuel_pipelines import STAGE_CODES
from phalanx.vocabulary.parties import party_name

STAGE_LABELS = {
    "hours": "hours by train from there",
    "use_m3_a_day": "used, m3 a day",
    "arrives_m3_a_day": "can arrive, m3 a day",
    "trains_a_day": "trains a day",
    "trucks_a_day": "or lorries a day",
    "trains_tied_up": "trains always on the way",
    "depot_days": "days of supply in one depot",
    "low_depot_days": "days at least",
    "high_depot_days": "days at most",
}
PLACE_LABELS = {
    "in_service": "in service, hours",
    "planned": "with those planned, hours",
    "idea": "with all named, hours",
}
LINE_LABELS = {"m3_a_day": "m3 a day", "low_m3_a_day": "at least", "high_m3_a_day": "at most"}


def tables(heard: Heard, supplies: tuple[Supply, ...]) -> dict[str, Table]:
    """All tables of the answer."""
    to = heard.name(heard.parameters.to)
    return {
        "stages": Table(_stages(heard, supplies), f"What each stage of the system means for {to}", STAGE_LABELS),
        "places": Table(_places(heard, supplies), "Hours by train from the nearest place on a line", PLACE_LABELS),
        "lines": Table(_lines(heard), "The lines", LINE_LABELS),
    }


def _stages(heard: Heard, supplies: tuple[Supply, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "lines": STAGE_CODES[each.stage.stage],
                "nearest": heard.name(each.stage.nearest),
                "hours": _known(each.stage.hours),
                "use_m3_a_day": round(each.use, 1),
                "arrives_m3_a_day": _known(each.arrives),
                "trains_a_day": round(each.trains_a_day, 2),
                "trucks_a_day": round(each.trucks_a_day, 1),
                "trains_tied_up": _known(each.trains_tied_up),
                "depot_days": round(each.depot_days, 1),
                "low_depot_days": round(each.low_depot_days, 1),
                "high_depot_days": round(each.high_depot_days, 1),
            }
            for each in supplies
        ],
        schema_overrides=dict.fromkeys(("hours", "arrives_m3_a_day", "trains_tied_up"), pl.Float64),
    )


def _known(number: float) -> float | None:
    """A number with one decimal; nothing where it has no end."""
    return round(number, 1) if np.isfinite(number) else None


def _places(heard: Heard, supplies: tuple[Supply, ...]) -> pl.DataFrame:
    nodes = list(heard.nodes.values())
    names: dict[str, list[str] | list[float | None]] = {
        "place": [row["name"] for row in nodes],
        "id": [row["id"] for row in nodes],
        "state": [party_name(row["iso2"]) for row in nodes],
    }
    hours = {each.stage.stage: [_known(float(one)) for one in each.stage.places] for each in supplies}
    return pl.DataFrame(names | hours).sort("in_service", "place", nulls_last=True)


def _lines(heard: Heard) -> pl.DataFrame:
    rows = [
        {
            "line": line["title"],
            "id": line["id"],
            "stage": STAGE_CODES[line["stage"]],
            "from": heard.name(line["from_id"]),
            "to": heard.name(line["to_id"]),
            "low_m3_a_day": line["low_m3_a_day"],
            "m3_a_day": line["m3_a_day"],
            "high_m3_a_day": line["high_m3_a_day"],
            "illustrative": line["illustrative"],
        }
        for line in heard.lines
    ]
    return pl.DataFrame(rows)
