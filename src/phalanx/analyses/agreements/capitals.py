"""Capitals: agreements drawn on a map, between the capitals of their parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World


def draw_map(world: World, standing: pl.DataFrame) -> tuple[dict[str, Any], tuple[str, ...]]:
    """GeoJSON of agreements with their clauses, and a note on what could not be drawn.

    An agreement of two is a line between their capitals; one of several is one feature with a point a capital, and
    its title as `group`. Parties without a capital in the facts are left out.
    """
    capitals = {
        row["iso2"]: [row["capital_lon"], row["capital_lat"]] for row in world.table("states").iter_rows(named=True)
    }
    rows = standing.to_dicts()
    features = [feature for row in rows if (feature := _feature(row, capitals)) is not None]
    missing = sorted({party for row in rows for party in row["parties_now"]} - capitals.keys())
    undrawn = len(rows) - len(features)
    note = (
        f"The map leaves out {', '.join(party_name(party) for party in missing)}, of which the facts know no capital"
        f"{f'; {counted(undrawn)} cannot be drawn at all' if undrawn else ''}."
    )
    return {"type": "FeatureCollection", "features": features}, (note,) if missing else ()


def _feature(row: Mapping[str, Any], capitals: Mapping[str, list[float]]) -> dict[str, Any] | None:
    places = [capitals[party] for party in row["parties_now"] if party in capitals]
    if len(places) < 2:
        return None
    several = len(row["parties_now"]) > 2
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {"type": "MultiPoint" if several else "LineString", "coordinates": places},
        "properties": {
            "agreement": row["id"],
            "title": row["title"],
            "kind": row["mutual_defence"],
            "parties": row["parties_now"],
            "signed": row["signed"],
            **({"group": row["title"]} if several else {}),
        },
    }
