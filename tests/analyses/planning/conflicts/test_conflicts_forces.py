"""Forces promised twice: by name, by number and by kind, with days counted by hand, and laws for any set of promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.planning.conflict_rows import RULES, commitment

from phalanx.analyses.planning.conflicts.conflict import LEVELS, Conflict
from phalanx.analyses.planning.conflicts.forces import double_booked, read_forces

DAY = date(2026, 11, 27)
NATO = {"framework": "nato_forward_presence", "host": "LV"}


def found(
    *rows: Mapping[str, Any], pools: Mapping[tuple[str, str], int] | None = None, day: date = DAY
) -> list[Conflict]:
    return list(double_booked(read_forces(rows), pools or {}, RULES, day))


# ── By name ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_brigade_for_two_frameworks_is_promised_twice() -> None:
    """From 1 July to 31 December 2027 both hold: 184 days, beyond a quarter."""
    one = commitment("a", unit="1st Brigade", agreement="x")
    (conflict,) = found(one, commitment("b", unit="1st Brigade", **NATO, date_start="2027-07-01", date_end=None))
    assert (conflict.severity, conflict.amount, conflict.unit) == ("high", 184, "days")
    assert (conflict.first, conflict.last) == (date(2027, 7, 1), date(2027, 12, 31))
    assert conflict.evidence == ("a", "b", "x")
    assert conflict.name == "double_booked/PL/a+b"
    assert "the 1st Brigade for the EU battlegroup" in conflict.what
    assert "the same brigade for NATO's forward land forces in Latvia" in conflict.what


def test_two_hosts_of_one_framework_are_two_promises() -> None:
    division = {"framework": "nato_affiliation", "unit": "Iron Wolf Brigade"}
    (conflict,) = found(commitment("a", **division, host="DE"), commitment("b", **division, host="PL"))
    assert conflict.severity == "high"
    assert not found(commitment("a", **division, host="DE"), commitment("b", **division, host="DE"))


@pytest.mark.parametrize(("until", "severity"), [("2027-01-13", "low"), ("2027-01-14", "possible"), ("2027-03-30", "possible"), ("2027-03-31", "high")])  # fmt: skip
def test_days_decide_how_severe_it_is(until: str, severity: str) -> None:
    """13 and 14 days lie on both sides of the first cut, 89 and 90 on both sides of the second."""
    (conflict,) = found(commitment("a", unit="X"), commitment("b", unit="X", **NATO, date_end=until))
    assert conflict.severity == severity


def test_an_end_that_nobody_knows_is_high() -> None:
    (conflict,) = found(
        commitment("a", unit="X", date_end=None), commitment("b", unit="X", **NATO, date_start="2030", date_end=None)
    )
    assert (conflict.severity, conflict.amount, conflict.last) == ("high", None, None)


# ── By kind ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_forces_without_a_name_are_possible_at_most() -> None:
    (conflict,) = found(commitment("a"), commitment("b", unit="1st Brigade", **NATO))
    assert (conflict.severity, conflict.amount) == ("possible", 365)
    assert "whether these are the same soldiers is not public" in conflict.what


@pytest.mark.parametrize(
    "other",
    [
        commitment("b", unit="2nd Brigade", **NATO),  # another one, by name
        commitment("b", force="company", **NATO),  # another kind
        commitment("b", host="LV"),  # the same framework
        commitment("b", state="SK", unit="1st Brigade", **NATO),  # another state
        commitment("b", unit="1st Brigade", **NATO, part_of="a"),  # a part of it
        commitment("b", unit="1st Brigade", **NATO, date_start="2028"),  # later
        commitment("b", unit="1st Brigade", **NATO, date_start="2025", date_end="2026"),  # earlier
    ],
)
def test_what_is_no_double_booking(other: Mapping[str, Any]) -> None:
    assert not found(commitment("a", unit="1st Brigade"), other)


def test_a_part_of_a_part_belongs_to_the_whole() -> None:
    whole, part = commitment("a"), commitment("b", framework="agreement", host="LT", part_of="a")
    assert not found(whole, part, commitment("c", **NATO, part_of="b"))


def test_what_is_over_is_not_told_any_more() -> None:
    rows = commitment("a", unit="X"), commitment("b", unit="X", **NATO)
    assert found(*rows, day=date(2027, 12, 31))
    assert not found(*rows, day=date(2028, 1, 1))


# ── By number ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pool_that_is_large_enough_settles_it_and_one_too_small_does_not() -> None:
    """Two brigades without a name: with a pool of two they are different ones, with a pool of one they cannot be."""
    rows = commitment("a"), commitment("b", **NATO, date_start="2027-07")
    assert not found(*rows, pools={("PL", "brigade"): 2})
    (conflict,) = found(*rows, pools={("PL", "brigade"): 1})
    assert (conflict.severity, conflict.amount, conflict.first) == ("high", 184, date(2027, 7, 1))
    assert conflict.what.startswith("Poland has 1 brigade and has promised 2: ")
    assert conflict.evidence == ("a", "b", "force_pools/PL/brigade")


def test_a_pool_counts_each_formation_once_and_a_whole_for_its_parts() -> None:
    """The 1st Brigade twice and a part of it are one formation; the pair by name is told all the same."""
    rows = (
        commitment("a", unit="1st Brigade"),
        commitment("b", unit="1st Brigade", **NATO),
        commitment("c", part_of="a"),
    )
    (conflict,) = found(*rows, pools={("PL", "brigade"): 1})
    assert conflict.name == "double_booked/PL/a+b"


def test_promises_that_follow_each_other_do_not_add_up() -> None:
    rows = commitment("a", date_end="2027-06-30"), commitment("b", **NATO, date_start="2027-07-01")
    assert not found(*rows, pools={("PL", "brigade"): 1})


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def commitments(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(2, 7))):
        first = draw(st.integers(2025, 2030))
        rows.append(
            commitment(
                f"c{number}",
                draw(st.sampled_from(["PL", "SK"])),
                force=draw(st.sampled_from(["brigade", "company"])),
                unit=draw(st.sampled_from([None, "1st", "2nd"])),
                framework=draw(st.sampled_from(["jef", "eu_battlegroup", "nato_affiliation"])),
                host=draw(st.sampled_from([None, "DE", "LV"])),
                date_start=str(first),
                date_end=draw(st.sampled_from([None, str(first), str(first + 2)])),
                part_of=draw(st.sampled_from([None, *(f"c{each}" for each in range(number))])),
            )
        )
    return rows


POOLS = st.dictionaries(st.tuples(st.sampled_from(["PL", "SK"]), st.just("brigade")), st.integers(0, 2), max_size=2)


@settings(max_examples=30)
@given(commitments(), POOLS)
def test_another_promise_never_removes_a_double_booking(
    rows: list[dict[str, Any]], pools: Mapping[tuple[str, str], int]
) -> None:
    before = {each.name for each in found(*rows[:-1], pools=pools)}
    assert before <= {each.name for each in found(*rows, pools=pools)}


@settings(max_examples=30)
@given(commitments(), POOLS)
def test_other_names_for_states_change_nothing(
    rows: list[dict[str, Any]], pools: Mapping[tuple[str, str], int]
) -> None:
    names = {"PL": "NO", "SK": "PT"}
    renamed = [row | {"state": names[row["state"]]} for row in rows]
    other_pools = {(names[state], kind): units for (state, kind), units in pools.items()}
    assert [*alike(found(*rows, pools=pools), names)] == [*alike(found(*renamed, pools=other_pools), {})]


def alike(conflicts: list[Conflict], names: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    for each in conflicts:
        assert each.severity in LEVELS
        yield names.get(each.state, each.state), each.subject, each.severity, each.amount, each.first, each.last


@settings(max_examples=30)
@given(commitments())
def test_the_order_of_promises_changes_nothing(rows: list[dict[str, Any]]) -> None:
    assert {(each.name, each.severity) for each in found(*rows)} == {
        (each.name, each.severity) for each in found(*reversed(rows))
    }
