"""Conflicts in tables: each conflict, the forces committed in time, counts by state and by kind, and the rules of severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from phalanx.analyses.planning.conflicts.asked import Heard
from phalanx.analyses.planning.conflicts.conflict import LEVELS, TITLES, Conflict
from phalanx.answer import Table
from phalanx.registry.records.conflict_rules import MEASURE_CODES
from phalanx.vocabulary.parties import party_name

TEXTS = pl.List(pl.String)
CONFLICT_LABELS = {
    "name": "state in words",
    "kind": "kind of conflict",
    "amount": "amount, in the unit beside",
    "first": "from",
    "last": "to, if known",
    "way_out": "way out",
    "evidence": "records",
}
FORCE_LABELS = {
    "name": "state in words",
    "personnel": "personnel",
    "readiness_days": "ready within, days (0: in place)",
    "first": "from",
    "last": "to, if known",
    "part_of": "counted in",
    "twice": "promised twice",
}
COUNT_LABELS = {"conflicts": "conflicts", "name": "state in words"}


def tables(heard: Heard, found: Sequence[Conflict], day: date) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "conflicts": Table(conflicts_table(found), f"Where the plans of {heard.whom} clash", CONFLICT_LABELS),
        "forces": Table(forces_table(heard, found, day), "Forces that are committed, now or later", FORCE_LABELS),
        "by_state": Table(by_state(found), "Conflicts by state and institution", COUNT_LABELS),
        "by_kind": Table(by_kind(found), "Conflicts by kind", {"conflicts": "conflicts", "title": "kind in words"}),
        "rules": Table(rules_table(heard), "From which amount on a conflict is possible, and from which high"),
    }


def conflicts_table(found: Sequence[Conflict]) -> pl.DataFrame:
    """A row a conflict, severe ones first."""
    rows = [
        {
            "id": each.name,
            "severity": each.severity,
            "state": each.state,
            "name": party_name(each.state),
            "kind": each.kind,
            "what": each.what,
            "way_out": each.way_out,
            "amount": each.amount,
            "unit": each.unit,
            "first": each.first,
            "last": each.last,
            "illustrative": each.illustrative,
            "evidence": list(each.evidence),
        }
        for each in found
    ]
    schema: dict[str, Any] = dict.fromkeys(("id", "severity", "state", "name", "kind", "what", "way_out"), pl.String)
    schema |= {"amount": pl.Float64, "unit": pl.String, "first": pl.Date, "last": pl.Date, "illustrative": pl.Boolean}
    return pl.DataFrame(rows, schema=schema | {"evidence": TEXTS}, orient="row")


def forces_table(heard: Heard, found: Sequence[Conflict], day: date) -> pl.DataFrame:
    """A row a commitment that is not over on the day, with whether it is in a double-booking."""
    twice = booked_twice(found)
    rows = [
        {
            "record": force.record,
            "state": force.state,
            "name": party_name(force.state),
            "force": force.kind,
            "unit": force.unit,
            "personnel": force.personnel,
            "framework": force.framework,
            "host": force.host,
            "readiness_days": force.readiness_days,
            "first": force.first,
            "last": force.last,
            "part_of": sorted(force.wholes),
            "twice": force.record in twice,
        }
        for force in heard.forces
        if force.last is None or force.last >= day
    ]
    texts, numbers = dict.fromkeys(("framework", "host"), pl.String), {"personnel": pl.Int64}
    schema: dict[str, Any] = dict.fromkeys(("record", "state", "name", "force", "unit"), pl.String)
    schema |= numbers | texts | {"readiness_days": pl.Int64, "first": pl.Date, "last": pl.Date}
    frame = pl.DataFrame(rows, schema=schema | {"part_of": TEXTS, "twice": pl.Boolean}, orient="row")
    return frame.sort("state", "first", "record")


def booked_twice(found: Sequence[Conflict]) -> frozenset[str]:
    """The records of the commitments in double-bookings."""
    return frozenset(record for each in found if each.kind == "double_booked" for record in each.evidence)


def by_state(found: Sequence[Conflict]) -> pl.DataFrame:
    """Counts by state or institution and severity, most of the severe ones first."""
    counts = Counter((each.state, each.severity) for each in found)
    states = sorted(
        {each.state for each in found}, key=lambda state: ([-counts[state, level] for level in LEVELS], state)
    )
    rows = [{"state": state, "name": party_name(state), **_levels(counts, state)} for state in states]
    return pl.DataFrame(rows, schema={"state": pl.String, "name": pl.String, **COUNTS}, orient="row")


def by_kind(found: Sequence[Conflict]) -> pl.DataFrame:
    """Counts by kind and severity, in the order of kinds; kinds without a conflict are there with 0."""
    counts = Counter((each.kind, each.severity) for each in found)
    rows = [{"kind": kind, "title": title, **_levels(counts, kind)} for kind, title in TITLES.items()]
    return pl.DataFrame(rows, schema={"kind": pl.String, "title": pl.String, **COUNTS}, orient="row")


COUNTS = {**dict.fromkeys(LEVELS, pl.Int64), "conflicts": pl.Int64}


def _levels(counts: Counter[tuple[str, str]], name: str) -> dict[str, int]:
    levels = {level: counts[name, level] for level in LEVELS}
    return {**levels, "conflicts": sum(levels.values())}


def rules_table(heard: Heard) -> pl.DataFrame:
    """The cuts of every measure, in words."""
    rows = [
        {"measure": measure, "meaning": meaning, "possible_from": heard.rules.cuts[measure][0], "high_from": heard.rules.cuts[measure][1]}
        for measure, meaning in MEASURE_CODES.items()
    ]  # fmt: skip
    schema = {"measure": pl.String, "meaning": pl.String, "possible_from": pl.Float64, "high_from": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
