"""Targets of two frameworks for one item: the same, other by a little, other by much; and what lowers the severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.analyses.planning.conflict_rows import RULES, item, target

from phalanx.analyses.planning.conflicts.conflict import Conflict
from phalanx.analyses.planning.conflicts.targets import differing


def found(*rows: Mapping[str, Any], own: bool = False) -> list[Conflict]:
    return list(differing(rows, {"tanks": item()}, RULES, own=own))


def test_the_same_target_in_both_is_no_conflict() -> None:
    assert not found(target("NATO"), target("EU"))
    assert not found(target("NATO"), target("EU", 20, 2035, state="CZ"), target("EU", 3, 2028, item="ships"))


@pytest.mark.parametrize(("other", "severity"), [(91, "low"), (90, "possible"), (51, "possible"), (50, "high")])
def test_quantities_are_held_against_the_larger(other: int, severity: str) -> None:
    """Of 100 tanks, 9 are missing and then 10, then 49 and then 50: just below and at the cuts of 10 and 50 %."""
    (conflict,) = found(target("NATO", 100), target("EU", other))
    assert (conflict.kind, conflict.severity, conflict.amount) == ("different_quantity", severity, 100 - other)
    assert conflict.what == f"Poland's targets for tanks are {other} for the EU and 100 for NATO."
    assert conflict.way_out == f"Plan for the larger, 100, and count {other} of them in both."
    assert conflict.evidence == ("targets/NATO/tanks/PL", "targets/EU/tanks/PL")


def test_a_target_of_nothing_is_a_target_of_one_framework_alone() -> None:
    (conflict,) = found(target("NATO", 0), target("EU", 4))
    assert (conflict.severity, conflict.amount) == ("high", 4)
    assert conflict.way_out.startswith("Ask NATO to take over the target of the EU")


@pytest.mark.parametrize(("year", "severity"), [(2031, "low"), (2032, "possible"), (2034, "possible"), (2035, "high")])
def test_dates_are_years_apart(year: int, severity: str) -> None:
    (conflict,) = found(target("EU"), target("NATO", by_year=year))
    assert (conflict.kind, conflict.severity, conflict.amount) == ("different_date", severity, year - 2030)
    assert conflict.way_out.startswith("Order for 2030: what is there then serves NATO as well")


def test_readiness_and_standard_count_where_both_name_one() -> None:
    """Ten days and thirty lie twenty apart; a standard that one leaves open is none."""
    nato = target("NATO", readiness_days=10, standard="STANAG 4385")
    assert not found(nato, target("EU"))
    one, other = found(nato, target("EU", readiness_days=30, standard="STANAG 4107"))
    assert (one.kind, one.severity, one.amount) == ("different_readiness", "high", 20)
    assert one.way_out == "Hold at 10 days what is counted in both."
    assert (other.kind, other.severity, other.amount) == ("different_standard", "possible", None)
    assert "STANAG 4385 for NATO and STANAG 4107 for the EU" in other.what


def test_an_illustrative_target_makes_it_one_level_milder() -> None:
    for one, other, severity in ((True, False, "possible"), (False, True, "possible"), (False, False, "high")):
        (conflict,) = found(target("NATO", 100, illustrative=one), target("EU", 10, illustrative=other))
        assert (conflict.severity, conflict.illustrative) == (severity, one or other)


def test_a_users_targets_are_no_records() -> None:
    assert [each.evidence for each in found(target("NATO", 1), target("EU", 2), own=True)] == [()]
