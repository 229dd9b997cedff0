"""The bundled facts of planning: what their rules give, told of the same items, and true to the totals behind them."""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from scripts import planning

FACTS = Path(str(files("phalanx.facts")))
Row = dict[str, str]

USD_PER_EUR = 1.0824
AT_SEA = {"maritime_patrol_aircraft", "destroyers", "aircraft_carriers", "nuclear_attack_submarines"}


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def by(kind: str, key: str = "id") -> dict[str, Row]:
    return {row[key]: row for row in rows(kind)}


@cache
def plan_states() -> frozenset[str]:
    return frozenset(row["state"] for row in rows("needs"))


def gdp(*states: str) -> Decimal:
    known = by("states", "iso2")
    return sum((Decimal(known[state]["gdp_eur_bn_2024"]) for state in states), Decimal(0))


# ── The rules ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", planning.RULES)
def test_the_file_is_what_the_rule_gives(kind: str) -> None:
    assert (FACTS / f"{kind}.csv").read_text(encoding="utf-8") == planning.text(kind)


def test_requirements_by_hand() -> None:
    """Tanks: Bruegel's 1,400, of which IISS counts 600 as American. Fighting vehicles: IISS's 2,400, more than
    Bruegel's 2,000. Guns: 700, and 600/1,400 of them make 300. Loitering munitions: none is American.
    """
    told = {row["item"]: (int(row["quantity"]), int(row["us_quantity"])) for row in rows("requirements")}
    assert told["battle_tanks"] == (1400, 600)
    assert told["infantry_fighting_vehicles"] == (2400, 2400)
    assert told["artillery_pieces"] == (700, 300)
    assert told["artillery_shells_155_mm"] == (1_000_000, 428_571)
    assert told["loitering_munitions"] == (2000, 0)
    assert told["combat_aircraft"] == (400, 400)


def test_the_paths_by_hand() -> None:
    """Six equal steps take the gradual path from 100 % in 2026 to nothing in 2032; the abrupt one leaves in 2027."""
    left = {(row["path"], int(row["year"])): float(row["remaining_pct"]) for row in rows("us_exit_paths")}
    assert len(left) == 3 * 15
    assert {left["none", year] for year in range(2026, 2041)} == {100}
    assert [left["gradual", year] for year in range(2026, 2034)] == [100, 83.3, 66.7, 50, 33.3, 16.7, 0, 0]
    assert [left["abrupt", year] for year in (2026, 2027, 2040)] == [100, 0, 0]
    for year in range(2026, 2041):
        assert left["none", year] >= left["gradual", year] >= left["abrupt", year]


def test_targets_by_hand() -> None:
    """Poland's tanks, recomputed from states: NATO shares 600 among the 25 of the 31 states that are allies; the Union
    takes its part of 1,400 by GDP, in whole units, and shares that among 27.
    """
    known = by("states", "iso2")
    allies = [state for state in plan_states() if known[state]["nato_since"]]
    members = [state for state in plan_states() if known[state]["eu_since"]]
    assert (len(allies), len(members)) == (25, 27)
    told = {(row["framework"], row["item"], row["state"]): row for row in rows("targets")}
    tanks = told["NATO", "battle_tanks", "PL"]
    assert abs(int(tanks["quantity"]) - 600 * gdp("PL") / gdp(*allies)) < 1
    assert (tanks["by_year"], tanks["unit"]) == ("2035", "vehicles")
    union = round(1400 * gdp(*members) / gdp(*plan_states()))
    tanks = told["EU", "battle_tanks", "PL"]
    assert abs(int(tanks["quantity"]) - union * gdp("PL") / gdp(*members)) < 1
    assert tanks["by_year"] == "2030"


def test_targets_sum_to_their_totals() -> None:
    summed: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows("targets"):
        summed[row["framework"], row["item"]] += int(row["quantity"])
        assert int(row["quantity"]) > 0
    totals = by("us_enablers")
    for row in rows("targets"):
        record = re.search(r"us_enablers ([A-Z]+-\d+)", row["derivation"])
        assert record is not None
        public = int(totals[record[1]]["quantity"])
        if row["framework"] == "NATO":
            assert record[1].startswith("IISS")
            assert summed["NATO", row["item"]] == public
        else:
            made = re.search(r"makes ([\d,]+), shared", row["derivation"])
            assert made is not None
            assert summed["EU", row["item"]] == int(made[1].replace(",", "")) < public


def test_only_members_of_a_framework_have_its_targets() -> None:
    known = by("states", "iso2")
    for row in rows("targets"):
        assert row["state"] in plan_states()
        assert known[row["state"]]["nato_since" if row["framework"] == "NATO" else "eu_since"], row
        if row["item"] in AT_SEA:
            assert row["state"] not in {"AT", "CH", "CZ", "HU", "LU", "SK"}


def test_the_union_sets_targets_only_where_it_names_the_area() -> None:
    """Neither the White Paper nor the Roadmap names combat aircraft, carriers or nuclear boats."""
    items = {row["item"] for row in rows("targets") if row["framework"] == "EU"}
    left_out = {row["item"] for row in rows("capability_items")} - items
    assert left_out == {"aircraft_carriers", "combat_aircraft", "nuclear_attack_submarines"}


# ── Items ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_items_are_those_of_the_needs() -> None:
    needs = {(row["item"], row["area"], row["unit"]) for row in rows("needs")}
    assert {(row["item"], row["area"], row["unit"]) for row in rows("capability_items")} == needs
    assert len(needs) == 13


@pytest.mark.parametrize("kind", ["industry_lines", "requirements", "targets", "holdings", "joint_buys"])
def test_every_item_named_is_one(kind: str) -> None:
    items = by("capability_items", "item")
    named = {row["item"] for row in rows(kind)}
    assert named < set(items) if kind == "holdings" else named == set(items)
    assert all(row["unit"] == items[row["item"]]["unit"] for row in rows(kind) if "unit" in row)


def test_a_priority_is_one_and_a_point_for_each_document_that_names_the_item() -> None:
    named = set(by("capability_areas")) | set(by("us_enablers"))
    for row in rows("capability_items"):
        reasons = re.findall(r"(?:WP|RM|NATO|NFM)-\d+", row["derivation"].split("Priority:")[1])
        assert set(reasons) <= named
        assert len(set(reasons)) == len(reasons)
        assert float(row["priority"]) == 1 + len(reasons), row["item"]


def test_what_enables_all_is_marked() -> None:
    common = {row["item"] for row in rows("capability_items") if row["common"] == "yes"}
    assert common == {"long_range_air_defence_systems", "maritime_patrol_aircraft", "armed_reconnaissance_drones"}


@pytest.mark.parametrize(
    ("item", "column", "eur_m"),
    [
        ("battle_tanks", "unit_cost_eur_m", 3400 / 123),
        ("battle_tanks", "unit_cost_high_eur_m", 6500 / 180 / USD_PER_EUR),
        ("infantry_fighting_vehicles", "unit_cost_high_eur_m", 4200 / 200),
        ("infantry_fighting_vehicles", "unit_cost_eur_m", 13 / USD_PER_EUR),
        ("combat_aircraft", "unit_cost_eur_m", 64_000 / 400 / USD_PER_EUR),
        ("combat_aircraft", "unit_cost_high_eur_m", 3750 / 20),
        ("artillery_pieces", "unit_cost_eur_m", 391.6 / 52 / USD_PER_EUR),
        ("artillery_shells_155_mm", "unit_cost_eur_m", 1100 / 220_000),
        ("maritime_patrol_aircraft", "unit_cost_low_eur_m", 1695 / 16),
        ("destroyers", "unit_cost_eur_m", 11_500 / 5),
        ("attack_helicopters", "unit_cost_high_eur_m", 4640 / 48),
        ("nuclear_attack_submarines", "unit_cost_low_eur_m", 9100 / 6),
        ("aircraft_carriers", "unit_cost_low_eur_m", 13_600 / 4 / USD_PER_EUR),
        ("armed_reconnaissance_drones", "unit_cost_eur_m", 7100 / 60),
        ("long_range_air_defence_systems", "unit_cost_low_eur_m", 1200 / 4 / USD_PER_EUR),
        ("loitering_munitions", "unit_cost_eur_m", 900 / 12_000),
    ],
)
def test_costs_are_the_contracts_divided_by_their_number(item: str, column: str, eur_m: float) -> None:
    assert float(by("capability_items", "item")[item][column]) == pytest.approx(eur_m, rel=0.01)


def test_all_that_is_needed_costs_about_what_the_study_says() -> None:
    """IISS puts the one-off cost of its list at USD 226,000 to 344,000 m; the central costs lie within."""
    cost = {row["item"]: float(row["unit_cost_eur_m"]) for row in rows("capability_items")}
    total = sum(int(row["quantity"]) * cost[row["item"]] for row in rows("requirements"))
    assert 226_000 / USD_PER_EUR < total < 344_000 / USD_PER_EUR


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_to_five_lines_an_item_one_of_them_european() -> None:
    lines: dict[str, list[str]] = defaultdict(list)
    for row in rows("industry_lines"):
        lines[row["item"]].append(row["maker_state"])
    assert {2 <= len(makers) <= 5 for makers in lines.values()} == {True}
    assert all(plan_states() & set(makers) for makers in lines.values())
    assert {maker for makers in lines.values() for maker in makers} - plan_states() == {"KR", "US"}


def test_an_expansion_costs_a_third_of_the_unit_unless_a_source_says_more() -> None:
    cost = {row["item"]: float(row["unit_cost_eur_m"]) for row in rows("capability_items")}
    for row in rows("industry_lines"):
        if "Expansion: a third of the unit cost" in row["derivation"]:
            assert float(row["expansion_cost_eur_m"]) == pytest.approx(cost[row["item"]] / 3, rel=0.001)
    lines = by("industry_lines")
    assert float(lines["line-ifv-cv90"]["expansion_cost_eur_m"]) == pytest.approx(300 / 200 / USD_PER_EUR, rel=0.02)
    assert float(lines["line-shells-rheinmetall"]["expansion_cost_eur_m"]) == pytest.approx(500 / 350_000, rel=0.01)
    krab = 135 * 3 / USD_PER_EUR / 50
    assert float(lines["line-artillery-krab"]["expansion_cost_eur_m"]) == pytest.approx(krab, rel=0.01)


def test_what_says_twice_todays_output_is_twice_it() -> None:
    twice = [row for row in rows("industry_lines") if "Most: twice today's" in row["derivation"]]
    assert twice
    for row in twice:
        assert Decimal(row["most_output"]) == 2 * Decimal(row["yearly_output"])


def test_growth_without_a_figure_of_its_own_is_the_assumption() -> None:
    assumed = by("planning_assumptions")["line_growth_pct"]["value"]
    usual = [row for row in rows("industry_lines") if "line_growth_pct" in row["derivation"]]
    assert usual
    assert {row["growth_pct_per_year"] for row in usual} == {assumed}


# ── Money, holdings and groups ───────────────────────────────────────────────────────────────────────────────────────


def test_budgets_are_the_announced_sums_in_prices_of_2025() -> None:
    rise = 1 + float(by("planning_assumptions")["price_rise_pct"]["value"]) / 100
    for row in rows("budgets"):
        announced = [float(sum_.replace(",", "")) for sum_ in re.findall(r"([\d,]{5,}) m", row["derivation"])]
        told = [float(row[name]) for name in ("defence_eur_m", "equipment_eur_m") if row[name]]
        assert told == pytest.approx([sum_ / rise ** (int(row["year"]) - 2025) for sum_ in announced], abs=0.06)


def test_holdings_are_shown_and_not_taken_off() -> None:
    assert {row["counted"] for row in rows("holdings")} == {"no"}
    assert {row["state"] for row in rows("holdings")} <= plan_states()


def test_savings_follow_the_learning_rates() -> None:
    """Each doubling of equal shares takes a unit's cost to the rate; at most eight shares are counted. Two save 5, 10
    and 20 %, four save 9.8, 19 and 36 %.
    """
    rates = {row["code"]: float(row["weight"]) for row in rows("matching_weights") if row["dimension"] == "learning"}
    for row in rows("joint_buys"):
        doublings = math.log2(min(len(row["members"].split(";")), 8))
        for column, code in (("saving_pct_low", "low"), ("saving_pct", "central"), ("saving_pct_high", "high")):
            assert float(row[column]) == pytest.approx(100 * (1 - rates[code] ** doublings), abs=0.05)
    pair = by("joint_buys")["joint-submarines-best"]
    assert [pair[name] for name in ("saving_pct_low", "saving_pct", "saving_pct_high")] == ["5", "10", "20"]


def test_groups_are_of_states_in_the_plan_and_real_ones_are_those_of_the_agreement() -> None:
    agreements = by("agreements")
    for row in rows("joint_buys"):
        members = set(row["members"].split(";"))
        assert members <= plan_states()
        for named in re.findall(r"[a-z][a-z-]+-20\d\d-[\w-]+", row["derivation"]):
            assert members == set(agreements[named]["parties"].split(";")) & plan_states()
        if set(row["instruments"].split(";")) == {"EDIP", "SAFE"}:
            assert len(members) >= 3
            assert not members & {"CH", "GB", "UA"}


def test_assumptions_say_why_and_are_only_partly_confirmed() -> None:
    reasons = [row["reasoning"] for row in rows("planning_assumptions")]
    assert all(reason.endswith(".") for reason in reasons)
    assert {row["confidence"] for row in rows("planning_assumptions")} == {"partial"}
    assert by("planning_assumptions")["safe_european_share_pct"]["value"] == "65"
    rate = by("planning_assumptions")["usd_per_eur"]["value"]
    assert Decimal(rate) == Decimal(str(USD_PER_EUR))
