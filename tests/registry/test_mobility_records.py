"""What the facts of moving forces refuse, beyond what each field refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
SURE = {"illustrative": "no"} | SOURCED
LOADS = {"low_loads_a_day": "2", "loads_a_day": "4", "high_loads_a_day": "8"}
HOURS = {"low_hours": "1", "hours": "3", "high_hours": "6"}
CAPACITY = (
    {"mode": "rail", "link_class": "yes", "low_speed_kmh": "20", "speed_kmh": "30", "high_speed_kmh": "40"}
    | LOADS
    | SURE
)
HANDLING = {"activity": "loading", "mode": "rail"} | HOURS | LOADS | SURE
PERMIT = {"state": "PL", "regime": "today"} | HOURS | SURE
SIZE = {"size": "brigade", "load": "wheeled", "loads": "15"} | SURE
MEASURE = {"id": "step", "low": "1", "value": "3", "high": "6", "unit": "hours", "reasoning": "So."} | SOURCED
HAZARD = (
    {
        "id": "Z1", "hazard": "flood", "name": "Flood", "modes": "rail", "struck": "links", "reach": "everywhere",
        "from_month": "11", "to_month": "3", "low_events_a_year": "1", "events_a_year": "2", "high_events_a_year": "4",
        "low_days": "1", "days": "2", "high_days": "4", "low_capacity_left": "0", "capacity_left": "0", "high_capacity_left": "1",
    }
    | SURE
)  # fmt: skip
Row = Mapping[str, str]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        yield opened


def write(folder: Path, kind: str, *rows: Row) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("transport_capacities", CAPACITY | {"link_class": "any"}, "link_class", "'any' for rail", "yes, no, partial"),
        ("transport_capacities", CAPACITY | {"mode": "sea"}, "link_class", "'yes' for sea", "any"),
        ("transport_capacities", CAPACITY | {"loads_a_day": "9"}, "loads_a_day", "9, outside 2 to 8", "from low to high"),
        ("transport_capacities", CAPACITY | {"speed_kmh": "10"}, "speed_kmh", "10, outside 20 to 40", "from low to high"),
        ("transport_capacities", CAPACITY | {"loads_a_day": "0"}, "loads_a_day", "'0'", "from 0.01"),
        ("transport_capacities", CAPACITY | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("handling_times", HANDLING | {"activity": "gauge_change", "mode": "road"}, "mode", "'road'", "rail"),
        ("handling_times", HANDLING | {"hours": "7"}, "hours", "7, outside 1 to 6", "from low to high"),
        ("handling_times", HANDLING | {"loads_a_day": "1"}, "loads_a_day", "1, outside 2 to 8", "from low to high"),
        ("handling_times", HANDLING | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("hazard_assumptions", HAZARD | {"hazard": "quake"}, "hazard", "'quake'", "flood, ice, heat, cyber, strike, peak"),
        ("hazard_assumptions", HAZARD | {"reach": "around"}, "reach_km", "an empty cell", "kilometres"),
        ("hazard_assumptions", HAZARD | {"reach_km": "50"}, "reach_km", "50 km", "nowhere else"),
        ("hazard_assumptions", HAZARD | {"from_month": "13"}, "from_month", "'13'", "to 12"),
        ("hazard_assumptions", HAZARD | {"events_a_year": "5"}, "events_a_year", "5, outside 1 to 4", "from low to high"),
        ("hazard_assumptions", HAZARD | {"days": "5"}, "days", "5, outside 1 to 4", "from low to high"),
        ("hazard_assumptions", HAZARD | {"capacity_left": "2"}, "capacity_left", "'2'", "1"),
        ("hazard_assumptions", HAZARD | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("border_permits", PERMIT | {"hours": "0.5"}, "hours", "0.5, outside 1 to 6", "from low to high"),
        ("border_permits", PERMIT | {"regime": "soon"}, "regime", "'soon'", "today, pledge, proposal, emergency"),
        ("border_permits", PERMIT | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("corridor_rules", {"agreement": "none"} | HOURS | SURE, "agreement", "'none', which is not there", "agreements"),
        ("movement_sizes", SIZE | {"loads": "0"}, "loads", "'0'", "from 0.01"),
        ("movement_sizes", SIZE | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("link_openings", {"link": "L9", "year": "2030", "late_year": "2031"} | SOURCED, "link", "'L9'", "mobility_links"),
        ("mobility_measures", MEASURE | {"value": "9"}, "value", "9, outside 1 to 6", "from low to high"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused(
    registry: Registry, tmp_path: Path, kind: str, row: Row, field: str, found: str, expected: str
) -> None:
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, kind, row))
    (problem,) = bad.value.problems
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


def test_a_link_is_not_late_before_it_is_due() -> None:
    opening = KINDS["link_openings"].model_validate({"link": "L1", "year": 2030, "late_year": 2029} | SOURCED)
    (fault,) = opening.contradictions(date(2026, 1, 1))
    assert (fault.field, fault.found) == ("late_year", "2029, before year 2030")


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("transport_capacities", CAPACITY),
        ("handling_times", HANDLING),
        ("border_permits", PERMIT),
        ("movement_sizes", SIZE),
        ("mobility_measures", MEASURE),
    ],
)
def test_what_holds_is_kept(registry: Registry, tmp_path: Path, kind: str, row: Row) -> None:
    assert file(registry, write(tmp_path, kind, row)).entries > 0
