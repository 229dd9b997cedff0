"""Dates in the wrong order: deliveries that come too late by so many years, and events before those they wait for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.analyses.planning.conflict_rows import RULES, item, target

from phalanx.analyses.planning.conflicts.dates import late_delivery, out_of_order

DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("lead", "late", "severity"), [(4, 0, ""), (5, 1, "low"), (6, 2, "possible"), (7, 3, "possible"), (8, 4, "high")]
)
def test_an_order_of_this_year_has_to_be_there_by_the_date(lead: int, late: int, severity: str) -> None:
    """Due by 2030: ordered in 2026, four years are just enough."""
    conflicts = list(late_delivery([target("EU")], {"tanks": item(lead=lead)}, RULES, DAY, own=False))
    assert [(each.severity, each.amount) for each in conflicts] == ([(severity, late)] if late else [])
    for each in conflicts:
        assert f"ordered in 2026, the first come in {2026 + lead}" in each.what
        assert each.evidence == ("targets/EU/tanks/PL", "capability_items/tanks")


def test_what_nobody_wants_or_knows_is_never_late() -> None:
    items = {"tanks": item(lead=9)}
    assert not list(late_delivery([target("EU", 0), target("EU", item="ships")], items, RULES, DAY, own=False))


def test_a_year_later_each_target_is_a_year_later() -> None:
    items = {"tanks": item(lead=5)}
    for year in (2026, 2027, 2028):
        (conflict,) = late_delivery([target("EU")], items, RULES, date(year, 1, 1), own=True)
        assert conflict.amount == year + 5 - 2030


def event(name: str, start: str, *needs: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "institution": ["EU"],
        "process": "Cycle",
        "event": f"Event {name}",
        "date_start": start,
        "depends_on": list(needs) or None,
    } | changes


def test_events_in_order_or_with_dates_that_may_be_in_order_are_left_alone() -> None:
    events = [event("a", "2027-03-01"), event("b", "2027-03-01", "a"), event("c", "2027", "b"), event("d", "2028", "x")]
    assert not list(out_of_order(events, RULES, DAY))


@pytest.mark.parametrize(
    ("start", "days", "severity"),
    [("2027-02", 1, "low"), ("2027-01-29", 31, "possible"), ("2026-03-01", 365, "high")],
)
def test_days_are_counted_in_favour_of_the_order(start: str, days: int, severity: str) -> None:
    """Event a is on 1 March 2027. February ends a day before, 29 January is 31 days before, and 1 March 2026 a year."""
    (conflict,) = out_of_order([event("a", "2027-03-01"), event("b", start, "a")], RULES, DAY)
    assert (conflict.amount, conflict.severity, conflict.state) == (days, severity, "EU")
    assert conflict.evidence == ("b", "a")
    assert "“Event b” (Cycle) comes" in conflict.what


def test_disorder_that_is_over_is_not_told() -> None:
    events = [event("a", "2026-03"), event("b", "2025", "a")]
    assert not list(out_of_order(events, RULES, DAY))
    assert list(out_of_order(events, RULES, date(2026, 3, 1)))
