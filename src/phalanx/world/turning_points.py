"""The day that divides counts: Russia's full-scale invasion of Ukraine, as the facts have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from phalanx.errors import BadInput
from phalanx.vocabulary.dates import first_day
from phalanx.world import World

INVASION_ID = "invasion-2022"


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A dated event of the facts, by the id of its record."""

    record: str
    day: date
    name: str

    @property
    def since(self) -> pl.Expr:
        """Agreements signed on that day or later; a month or a year counts from its first day."""
        return pl.col("first_day") >= self.day

    @property
    def undecided(self) -> pl.Expr:
        """Agreements whose date is too coarse to tell; `since` counts them as before."""
        return (pl.col("first_day") < self.day) & (pl.col("last_day") >= self.day)


def invasion(world: World) -> TurningPoint:
    """The full-scale invasion of 2022. Raises BadInput when the World does not know it yet."""
    for row in world.table("turning_points").iter_rows(named=True):
        if row["id"] == INVASION_ID:
            return TurningPoint(INVASION_ID, first_day(row["date"]), row["name"])
    raise BadInput(
        f"The World of {world.valid_on} does not hold the turning point {INVASION_ID!r}",
        "a date after it, or the record in turning_points",
        "choose a later --valid-on",
    )
