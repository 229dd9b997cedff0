"""The bundled needs are what their rule gives, and sum to the public totals; the weights of matching hang together."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections import defaultdict
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.registry.records.matching_weights import COSTS, PART_CODES, WORD_LISTS

FACTS = Path(str(files("phalanx.facts")))
SCRIPT = Path(__file__).parents[2] / "scripts/needs.py"
Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


@cache
def script() -> ModuleType:
    """The script that makes the file."""
    spec = importlib.util.spec_from_file_location("scripts_needs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_the_rule_gives() -> None:
    assert (FACTS / "needs.csv").read_text(encoding="utf-8") == script().text()


def test_shares_sum_to_the_public_totals() -> None:
    """Each derivation names the total it shares out, and the shares of an item are all of it."""
    totals = {row["id"]: row for row in rows("us_enablers")}
    shared: dict[str, int] = defaultdict(int)
    for row in rows("needs"):
        named = re.search(r"us_enablers ([A-Z]+-\d+)", row["derivation"])
        assert named is not None
        shared[named[1]] += int(row["quantity"])
        assert row["source_url"] == totals[named[1]]["source_url"]
        assert row["source_grade"] == totals[named[1]]["source_grade"]
    assert shared == {record: int(totals[record]["quantity"]) for record in shared}
    assert len(shared) == len({row["item"] for row in rows("needs")}) == 13


def test_every_row_says_that_it_is_illustrative() -> None:
    assert {(row["illustrative"], row["confidence"]) for row in rows("needs")} == {("yes", "partial")}


def test_every_area_of_the_framework_with_a_public_total_has_needs() -> None:
    """Of the seven areas of the White Paper and the two of the road map, mobility and cyber have no total in numbers."""
    areas = {row["area"] for row in rows("needs")}
    assert areas == {"WP-1", "WP-2", "WP-3", "WP-4", "WP-7", "RM-8", "RM-9", "CDP-07"}
    with_total = {row["area_id"] for row in rows("us_enablers") if row["quantity"] and row["unit"] != "package"}
    assert {area for area in with_total if area} <= areas


def test_thirty_one_states_share() -> None:
    members = {row["iso2"] for row in rows("states") if row["eu_since"]}
    assert {row["state"] for row in rows("needs")} == members | {"CH", "GB", "NO", "UA"}


def test_ships_are_for_states_with_a_coast() -> None:
    """Landlocked among them are Austria, Czechia, Hungary, Luxembourg, Slovakia and Switzerland."""
    at_sea = {row["state"] for row in rows("needs") if row["area"] == "RM-9" or row["item"].startswith("maritime")}
    assert not at_sea & {"AT", "CH", "CZ", "HU", "LU", "SK"}


def test_poland_by_hand() -> None:
    """Of 1,400 tanks by population: 36.559 of the 31 states' 571.892 million persons make 89.50, which is rounded up."""
    people = {row["iso2"]: Decimal(row["pop_m"]) for row in rows("states")}
    members = {row["state"] for row in rows("needs")}
    exact = 1400 * people["PL"] / sum(people[state] for state in members)
    assert round(exact, 2) == Decimal("89.50")
    tanks = next(row for row in rows("needs") if (row["item"], row["state"]) == ("battle_tanks", "PL"))
    assert tanks["quantity"] == "90"
    assert (tanks["from_year"], tanks["to_year"]) == ("2026", "2028"), "Poland is of the eastern flank"


@given(st.integers(0, 5000), st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_the_largest_remainder_gives_all_and_nobody_a_whole_unit_more_or_less(total: int, sizes: list[int]) -> None:
    given_to = script().shared(total, {f"{number:02}": Decimal(size) for number, size in enumerate(sizes)})
    assert sum(given_to.values()) == total
    for number, size in enumerate(sizes):
        assert abs(given_to.get(f"{number:02}", 0) - Decimal(total) * size / sum(sizes)) < 1


# ── Weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def weights(dimension: str) -> dict[str, float]:
    return {row["code"]: float(row["weight"]) for row in rows("matching_weights") if row["dimension"] == dimension}


@pytest.mark.parametrize("dimension", WORD_LISTS)
def test_every_code_has_one_weight(dimension: str) -> None:
    assert weights(dimension).keys() == WORD_LISTS[dimension].keys()


def test_learning_is_a_range_around_the_central_assumption() -> None:
    """Eight equal shares save 1 - r^3: about 14, 27 and 49 %, around the up to 30 % that Parliament quotes."""
    low, central, high = (weights("learning")[code] for code in ("low", "central", "high"))
    assert 0.5 < high < central < low <= 1
    assert [round(100 * (1 - rate**3)) for rate in (low, central, high)] == [14, 27, 49]


def test_larger_groups_cost_more() -> None:
    sizes = {int(code): weight for code, weight in weights("size").items()}
    assert list(sizes.values()) == sorted(sizes.values())
    assert min(sizes) == 2
    assert sizes[8] == 1


def test_every_part_has_points_and_its_reason() -> None:
    assert set(weights("part")) == set(PART_CODES)
    assert all(weight > 0 for weight in weights("part").values())
    assert set(COSTS) < set(PART_CODES)
    reasons = [row["reasoning"] for row in rows("matching_weights")]
    assert len(set(reasons)) == len(reasons)
    assert all(reason.endswith(".") for reason in reasons)


def test_instruments_that_count_are_instruments() -> None:
    assert weights("instrument").keys() <= {row["id"] for row in rows("instruments")}
