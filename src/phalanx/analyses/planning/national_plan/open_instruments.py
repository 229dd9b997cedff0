"""Open instruments: the grants and loans that a state may use on the World's day, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phalanx.analyses.planning.safe_loan import SAFE
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

PAYING = ("grant", "loan")


def open_instruments(world: World, state: str) -> tuple[dict[str, Any], ...]:
    """The rows of `instruments` that pay, run on the World's day, and name the state or a union it belongs to.

    SAFE is open only to those that have a ceiling, as these use it up.
    """
    borrowers = set(world.table("safe_allocations")["iso2"])
    return tuple(
        row
        for row in world.table("instruments").iter_rows(named=True)
        if row["kind"] in PAYING
        and (row["id"] != SAFE or state in borrowers)
        and row["status"] == "active"
        and (row["start"] is None or first_day(row["start"]) <= world.valid_on)
        and (row["end"] is None or last_day(row["end"]) >= world.valid_on)
        and {*row["eligible_states"], *(row["associated_states"] or ())} & {state, *_unions(world, state)}
    )


def _unions(world: World, state: str) -> Iterator[str]:
    """EU and NATO, where the state is a member on the World's day."""
    for row in world.table("states").iter_rows(named=True):
        if row["iso2"] == state:
            for union, since in (("EU", row["eu_since"]), ("NATO", row["nato_since"])):
                if since is not None and since <= world.valid_on.year:
                    yield union
