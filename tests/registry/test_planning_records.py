"""What the facts of planning refuse, beyond what each field refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts, Problem
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
AREA = {
    "id": "WP-1", "name": "Air defence", "source_framework": "EU White Paper Readiness 2030", "domain": "air", "summary": "Some.",
} | SOURCED  # fmt: skip
ROWS: Mapping[str, Mapping[str, str]] = {
    "capability_items": {
        "item": "radars", "name": "radars", "area": "WP-1", "unit": "radars", "lot": "1", "unit_cost_low_eur_m": "8",
        "unit_cost_eur_m": "10", "unit_cost_high_eur_m": "15", "lead_time_years": "2", "priority": "4", "common": "yes",
        "illustrative": "no",
    },
    "industry_lines": {
        "id": "line-radars", "item": "radars", "maker_state": "FR", "product": "Radar", "yearly_output": "4",
        "growth_pct_per_year": "15", "expansion_cost_eur_m": "3", "expansion_years": "2", "most_output": "8",
        "from_year": "2026", "illustrative": "no",
    },
    "requirements": {"item": "radars", "from_year": "2026", "quantity": "40", "us_quantity": "12", "illustrative": "no"},
    "us_exit_paths": {"path": "gradual", "year": "2028", "remaining_pct": "66.7", "illustrative": "no"},
    "targets": {
        "framework": "NATO", "item": "radars", "state": "PL", "quantity": "3", "unit": "radars", "by_year": "2035",
        "illustrative": "no",
    },
    "holdings": {"item": "radars", "state": "PL", "quantity": "2", "as_of": "2025-01", "counted": "no"},
    "budgets": {
        "state": "PL", "year": "2027", "defence_eur_m": "40000", "equipment_eur_m": "20000", "committed_eur_m": "15000",
        "illustrative": "no",
    },
    "planning_assumptions": {
        "id": "uptake", "value": "1.5", "low": "1", "high": "3", "unit": "multiple", "reasoning": "So that none carries all.",
    },
    "joint_buys": {
        "id": "joint-radars", "item": "radars", "members": "DE;FR;PL", "lead": "FR", "saving_pct_low": "8",
        "saving_pct": "15", "saving_pct_high": "30", "from_year": "2026", "to_year": "2030", "illustrative": "no",
    },
}  # fmt: skip
"""A row of each kind that is let in."""

RULED = [kind for kind in ROWS if "derivation" in columns(KINDS[kind])]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One for all tests: nothing is filed in it but the area, as every other file is only tried."""
    folder = tmp_path_factory.mktemp("planning")
    with Registry.create(str(folder / "registry.sqlite")) as opened:
        file(opened, write(folder, "capability_areas", AREA))
        yield opened


def write(folder: Path, kind: str, *rows: Mapping[str, str]) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


def problems_of(registry: Registry, folder: Path, kind: str, **changed: str) -> tuple[Problem, ...]:
    with pytest.raises(BadFacts) as bad:
        file(registry, write(folder, kind, {**ROWS[kind], **SOURCED, **changed}), dry_run=True)
    return bad.value.problems


@pytest.mark.parametrize("kind", ROWS)
def test_an_example_of_each_kind_is_let_in(registry: Registry, tmp_path: Path, kind: str) -> None:
    assert file(registry, write(tmp_path, kind, {**ROWS[kind], **SOURCED}), dry_run=True).rows == 1


@pytest.mark.parametrize("kind", RULED)
def test_an_illustrative_row_has_to_say_its_rule(registry: Registry, tmp_path: Path, kind: str) -> None:
    (problem,) = problems_of(registry, tmp_path, kind, illustrative="yes")
    assert (problem.field, problem.found) == ("derivation", "an empty cell")
    assert "the rule by which" in problem.expected


@pytest.mark.parametrize(
    ("kind", "changed", "field", "found", "expected"),
    [
        ("capability_items", {"unit_cost_low_eur_m": "11"}, "unit_cost_eur_m", "10, outside 11 to 15", "from the low"),
        ("capability_items", {"unit_cost_high_eur_m": "9"}, "unit_cost_eur_m", "10, outside 8 to 9", "to the high one"),
        ("capability_items", {"lot": "0"}, "lot", "'0'", "a number from 1"),
        ("capability_items", {"priority": "6"}, "priority", "'6'", "from 1 to 5"),
        ("capability_items", {"unit": "dozens"}, "unit", "'dozens'", "one of aircraft"),
        ("capability_items", {"area": "WP-9"}, "area", "'WP-9', which is not there", "capability_areas"),
        ("industry_lines", {"most_output": "3"}, "most_output", "3, below yearly_output 4", "not below today's output"),
        ("industry_lines", {"maker_state": "UK"}, "maker_state", "'UK'", "alpha-2 code"),
        ("requirements", {"us_quantity": "41"}, "us_quantity", "41, above quantity 40", "a part of the quantity"),
        ("us_exit_paths", {"path": "slow"}, "path", "'slow'", "one of none, gradual, abrupt"),
        ("us_exit_paths", {"remaining_pct": "101"}, "remaining_pct", "'101'", "from 0 to 100"),
        ("targets", {"quantity": "2.5"}, "quantity", "2.5 radars", "a whole number"),
        ("targets", {"framework": "UN"}, "framework", "'UN'", "one of NATO, EU"),
        ("holdings", {"counted": "maybe"}, "counted", "'maybe'", "yes or no"),
        ("holdings", {"as_of": "yesterday"}, "as_of", "'yesterday'", "a date"),
        ("budgets", {"equipment_eur_m": "50000"}, "equipment_eur_m", "50000, above defence_eur_m 40000", "a part of"),
        ("budgets", {"committed_eur_m": "20001"}, "committed_eur_m", "20001, above equipment_eur_m 20000", "a part of"),
        (
            "budgets", {"equipment_eur_m": "", "committed_eur_m": "40001"},
            "committed_eur_m", "40001, above defence_eur_m 40000", "a part of",
        ),
        (
            "budgets", {"defence_eur_m": "", "equipment_eur_m": "", "committed_eur_m": ""},
            "defence_eur_m", "an empty cell", "one of the three sums",
        ),
        ("planning_assumptions", {"value": "4"}, "value", "4, outside 1 to 3", "from low to high"),
        ("planning_assumptions", {"unit": "times"}, "unit", "'times'", "one of per_cent"),
        ("joint_buys", {"members": "FR"}, "members", "FR", "two states at least"),
        ("joint_buys", {"lead": "IT"}, "lead", "IT", "one of DE, FR, PL"),
        ("joint_buys", {"saving_pct": "31"}, "saving_pct", "31, outside 8 to 30", "from the low to the high"),
        ("joint_buys", {"to_year": "2025"}, "to_year", "2025, before from_year 2026", "not before from_year"),
        ("joint_buys", {"instruments": "SAFE"}, "instruments", "'SAFE', which is not there", "instruments"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    registry: Registry, tmp_path: Path, kind: str, changed: Mapping[str, str], field: str, found: str, expected: str
) -> None:
    (problem,) = problems_of(registry, tmp_path, kind, **changed)
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


def test_all_that_is_wrong_with_a_row_is_told_together(registry: Registry, tmp_path: Path) -> None:
    problems = problems_of(
        registry, tmp_path, "joint_buys", illustrative="yes", lead="IT", saving_pct="31", to_year="2025"
    )
    assert {problem.field for problem in problems} == {"derivation", "lead", "saving_pct", "to_year"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("capability_items", "capability_items/radars"),
        ("requirements", "requirements/radars/2026"),
        ("us_exit_paths", "us_exit_paths/gradual/2028"),
        ("targets", "targets/NATO/radars/PL"),
        ("holdings", "holdings/radars/PL"),
        ("budgets", "budgets/PL/2027"),
        ("planning_assumptions", "planning_assumptions/uptake"),
        ("industry_lines", "line-radars"),
        ("joint_buys", "joint-radars"),
    ],
)
def test_two_rows_of_one_key_are_refused(registry: Registry, tmp_path: Path, kind: str, key: str) -> None:
    row = {**ROWS[kind], **SOURCED}
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, kind, row, row), dry_run=True)
    (problem,) = bad.value.problems
    assert problem.line == 3
    assert key in problem.found


def test_a_budget_of_one_sum_and_a_whole_that_is_its_part_are_let_in(registry: Registry, tmp_path: Path) -> None:
    budget = {**ROWS["budgets"], **SOURCED}
    alone = budget | {"equipment_eur_m": "", "committed_eur_m": ""}
    equal = budget | {"year": "2028", "equipment_eur_m": "40000", "committed_eur_m": "40000"}
    assert file(registry, write(tmp_path, "budgets", alone, equal), dry_run=True).rows == 2
