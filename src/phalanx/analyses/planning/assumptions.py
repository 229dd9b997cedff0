"""Assumptions: the numbers a plan is computed with that no source gives, as the facts `planning_assumptions` say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phalanx.errors import facts_missing
from phalanx.registry.records import named
from phalanx.registry.records.planning_assumptions import PlanningAssumption
from phalanx.world import World


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number with the range it may lie in; `record` is the id of its fact, `unit` that of the fact."""

    record: str
    value: float
    low: float
    high: float
    unit: str
    reasoning: str


def read_assumptions(world: World, names: Sequence[str]) -> Mapping[str, Assumption]:
    """The assumptions of these ids.

    Raises:
        BadInput: some are missing, all of them named.
    """
    rows = {row["id"]: row for row in world.table("planning_assumptions").iter_rows(named=True)}
    if missing := [name for name in names if name not in rows]:
        raise facts_missing(
            f"The registry does not say what a plan assumes: {', '.join(missing)} is missing",
            "a row of planning_assumptions for each",
        )
    return {name: _assumption(rows[name]) for name in names}


def _assumption(row: Mapping[str, Any]) -> Assumption:
    record = named(PlanningAssumption, row["id"])
    return Assumption(record, row["value"], row["low"], row["high"], row["unit"], row["reasoning"])
