"""Rows that tests on conflicts begin with: each is let in, and a test changes what it is about."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.planning.conflicts.conflict import Rules

RULES = Rules(
    {
        "overlap_days": (14, 90),
        "quantity_pct": (10, 50),
        "date_years": (2, 5),
        "readiness_days": (5, 20),
        "late_years": (2, 4),
        "disorder_days": (31, 365),
        "missing_pct": (5, 25),
        "counted_pct": (1, 5),
        "unbudgeted_pct": (2, 10),
        "paid_after_years": (5, 5),
    }
)
"""Numbers of the tests' own: those of the facts may change."""


def commitment(name: str, state: str = "PL", **changes: Any) -> dict[str, Any]:
    """A brigade without a name, on call for the EU battlegroup throughout 2027."""
    return {
        "id": name,
        "state": state,
        "force": "brigade",
        "units": 1,
        "unit": None,
        "personnel": None,
        "framework": "eu_battlegroup",
        "host": None,
        "readiness_days": 10,
        "date_start": "2027-01-01",
        "date_end": "2027-12-31",
        "part_of": None,
        "agreement": None,
    } | changes


def target(framework: str, quantity: float = 10, by_year: int = 2030, **changes: Any) -> dict[str, Any]:
    """Poland's target of tanks, not illustrative, so that severity stays as measured."""
    return {
        "framework": framework,
        "item": "tanks",
        "state": "PL",
        "quantity": quantity,
        "unit": "vehicles",
        "by_year": by_year,
        "readiness_days": None,
        "standard": None,
        "illustrative": False,
    } | changes


def item(code: str = "tanks", cost: float = 10, lead: int = 2, **changes: Any) -> dict[str, Any]:
    """What can be bought; a tank costs EUR 10 million and takes two years."""
    return {
        "item": code,
        "name": code,
        "area": "RM-8",
        "unit": "vehicles",
        "unit_cost_eur_m": cost,
        "lead_time_years": lead,
        "illustrative": False,
    } | changes
