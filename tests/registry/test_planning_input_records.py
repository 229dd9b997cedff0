"""What the events of planning calendars, and what informs what, refuse beyond what each field refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts, Problem
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
EVENT = {
    "id": "PC-1", "institution": "NATO", "process": "Planning", "event": "Targets", "kind": "decision", "date_start": "2025-06",
} | SOURCED  # fmt: skip
INPUT = {"id": "PI-1", "input_event": "PC-1", "decision_event": "PC-2", "reasoning": "Targets first."} | SOURCED


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        file(opened, write(tmp_path, "planning_cycles", EVENT, EVENT | {"id": "PC-2"}))
        yield opened


def write(folder: Path, kind: str, *rows: dict[str, str]) -> Path:
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
        ("planning_inputs", INPUT | {"input_event": "PC-9"}, "input_event", "'PC-9', which is not there", "planning_cycles"),
        ("planning_inputs", INPUT | {"decision_event": ""}, "decision_event", "an empty cell", "id in planning_cycles"),
        ("planning_inputs", INPUT | {"reasoning": ""}, "reasoning", "an empty cell", "text"),
        ("planning_cycles", EVENT | {"recurs_years": "0"}, "recurs_years", "'0'", "a number from 1 to 100"),
        ("planning_cycles", EVENT | {"follows": "PC-9"}, "follows", "'PC-9', which is not there", "planning_cycles"),
        ("planning_cycles", EVENT | {"submission": "often"}, "submission", "'often'", "yes or no"),
        ("planning_cycles", EVENT | {"date_end": "2024"}, "date_end", "2024, before date_start 2025-06", "not before"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    registry: Registry, tmp_path: Path, kind: str, row: dict[str, str], field: str, found: str, expected: str
) -> None:
    problem, *others = problems_of(registry, write(tmp_path, kind, row))
    assert not others
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


def test_an_input_between_two_events_is_taken(registry: Registry, tmp_path: Path) -> None:
    file(registry, write(tmp_path, "planning_inputs", INPUT))
    known = registry.frame(None)[0]
    assert "PI-1" in set(known["record"])
