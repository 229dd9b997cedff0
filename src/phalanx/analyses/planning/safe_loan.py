"""SAFE loan: how much a state may borrow under SAFE, and in which years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phalanx.registry.records import named
from phalanx.registry.records.safe_allocations import SafeAllocation
from phalanx.vocabulary.dates import last_day
from phalanx.world import World

SAFE = "SAFE"
"""The id of the instrument."""


@dataclass(frozen=True, slots=True)
class Loan:
    """A state's ceiling in million EUR, the last year in which it can be drawn, and what that rests on.

    `years` are those of the plan in which it is open; `approved` is when the Council approved the state's plan, if known.
    """

    ceiling: float
    last: int
    years: tuple[int, ...]
    approved: str | None
    evidence: tuple[str, ...]


def loan_of(world: World, state: str, years: Sequence[int]) -> Loan | None:
    """The state's loan; None where it has no ceiling, or where SAFE does not run on the World's day."""
    rows = {row["iso2"]: row for row in world.table("safe_allocations").iter_rows(named=True)}
    running = [row for row in world.table("instruments").iter_rows(named=True) if row["id"] == SAFE]
    if state not in rows or not running or running[0]["end"] is None or running[0]["status"] == "closed":
        return None
    end = last_day(running[0]["end"])
    if end < world.valid_on:
        return None
    return Loan(
        rows[state]["tentative_eur_m"],
        end.year,
        tuple(year for year in years if year <= end.year),
        rows[state]["approved_on"],
        (named(SafeAllocation, state), SAFE),
    )
