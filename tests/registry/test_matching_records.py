"""What needs and the weights of matching refuse, beyond what each field refuses."""

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
NEED = {
    "area": "WP-1", "item": "radars", "state": "FR", "quantity": "4", "unit": "radars", "from_year": "2026",
    "to_year": "2030", "illustrative": "no",
} | SOURCED  # fmt: skip
WEIGHT = {
    "dimension": "part",
    "code": "saving",
    "weight": "20",
    "reasoning": "It is what one buys together for.",
} | SOURCED
Row = Mapping[str, str]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        file(opened, write(tmp_path, "capability_areas", AREA))
        yield opened


def write(folder: Path, kind: str, *rows: Row) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


def problems_of(registry: Registry, path: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadFacts) as bad:
        file(registry, path)
    return bad.value.problems


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("needs", NEED | {"quantity": "-1"}, "quantity", "'-1'", "a number from 0"),
        ("needs", NEED | {"quantity": ""}, "quantity", "an empty cell", "number"),
        ("needs", NEED | {"quantity": "2.5"}, "quantity", "2.5 radars", "a whole number"),
        ("needs", NEED | {"to_year": "2025"}, "to_year", "2025, before from_year 2026", "not before from_year"),
        ("needs", NEED | {"from_year": "26"}, "from_year", "'26'", "from 1990 to 2100"),
        ("needs", NEED | {"unit": "dozens"}, "unit", "'dozens'", "one of aircraft, batteries"),
        ("needs", NEED | {"area": "WP-99"}, "area", "'WP-99', which is not there", "capability_areas"),
        ("needs", NEED | {"state": "UK"}, "state", "'UK'", "alpha-2 code"),
        ("needs", NEED | {"item": "big radars"}, "item", "'big radars'", "without blanks"),
        ("needs", NEED | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule by which"),
        ("needs", NEED | {"value_eur_m": "-3"}, "value_eur_m", "'-3'", "a number from 0"),
        ("matching_weights", WEIGHT | {"code": "price"}, "code", "'price', which is no part", "shared_volume"),
        ("matching_weights", WEIGHT | {"dimension": "tie"}, "code", "'saving', which is no tie", "names_area"),
        ("matching_weights", WEIGHT | {"dimension": "size", "code": "04"}, "code", "'04'", "a whole number of states"),
        ("matching_weights", WEIGHT | {"dimension": "size", "code": "٤"}, "code", "'٤'", "a whole number of states"),
        ("matching_weights", WEIGHT | {"dimension": "learning", "code": "low", "weight": "0.5"}, "weight", "0.5", "above 0.5"),
        ("matching_weights", WEIGHT | {"dimension": "learning", "code": "low", "weight": "1.1"}, "weight", "1.1", "at most 1"),
        ("matching_weights", WEIGHT | {"dimension": "half", "code": "groupings", "weight": "0"}, "weight", "0", "above 0"),
        ("matching_weights", WEIGHT | {"weight": "-1"}, "weight", "'-1'", "a number from 0"),
    ],
)  # fmt: skip
def test_what_no_field_alone_shows_is_refused(
    registry: Registry, tmp_path: Path, kind: str, row: Row, field: str, found: str, expected: str
) -> None:
    (problem,) = problems_of(registry, write(tmp_path, kind, row))
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


def test_two_rows_for_one_need_are_refused(registry: Registry, tmp_path: Path) -> None:
    (problem,) = problems_of(registry, write(tmp_path, "needs", NEED, NEED | {"quantity": "7"}))
    assert problem.line == 3
    assert problem.field == "area + item + state"
    assert "needs/WP-1/radars/FR" in problem.found


def test_a_part_of_what_is_not_counted_and_a_need_of_nothing_are_let_in(registry: Registry, tmp_path: Path) -> None:
    rows = (NEED | {"quantity": "2.5", "unit": "tonnes"}, NEED | {"quantity": "0", "state": "PL"})
    assert file(registry, write(tmp_path, "needs", *rows)).rows == 2
