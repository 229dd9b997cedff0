"""Reach as a table: the days to every place under each regime."""

from __future__ import annotations

import numpy as np
import polars as pl

from phalanx.analyses.mobility.ground_told import REGIMES
from phalanx.analyses.mobility.network import Real
from phalanx.analyses.mobility.reach.asked import REGIMES as ALL
from phalanx.analyses.mobility.reach.asked import Reached
from phalanx.answer import Table
from phalanx.vocabulary.parties import party_name


def tables(reached: Reached) -> dict[str, Table]:
    """A row a place, the nearest first; days at the ends of the permits' ranges for the first regime shown."""
    main = reached.shown[0]
    order = np.argsort(reached.hours[reached.shown[-1], "middle"], kind="stable")
    frame = pl.DataFrame(
        {
            "place": [row["name"] for row in reached.places],
            "id": [row["id"] for row in reached.places],
            "state": [party_name(row["iso2"]) for row in reached.places],
        }
        | {regime: _days(reached.hours[regime, "middle"]) for regime in ALL}
        | {f"{bound}_{main}": _days(reached.hours[main, bound]) for bound in ("low", "high")}
    )
    labels = {regime: f"{REGIMES[regime]}, days" for regime in ALL}
    labels |= {f"low_{main}": f"{REGIMES[main]}, days at least", f"high_{main}": f"{REGIMES[main]}, days at most"}
    title = f"Days until a first load from {reached.origin['name']} is there"
    return {"places": Table(frame[order.tolist()], title, labels)}


def _days(hours: Real) -> list[float | None]:
    """Days with two decimals; nothing where there is no way."""
    return [round(float(each) / 24, 2) if np.isfinite(each) else None for each in hours]
