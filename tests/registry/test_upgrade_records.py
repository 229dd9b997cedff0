"""What upgrades, their costs, example movements and example hazards refuse, and what the bundled rows hold to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

FACTS = Path(str(files("phalanx.facts")))
SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
SURE = {"illustrative": "no"} | SOURCED
NODE = {"name": "Place", "iso2": "PL", "kind": "city", "lat": "50", "lon": "20"} | SOURCED
COST = {"low_eur_m": "5", "cost_eur_m": "10", "high_eur_m": "20"}
UPGRADE = (
    {
        "id": "up",
        "title": "More ramps",
        "public_project": "no",
        "changes": "loading",
        "mode": "rail",
        "elements": "pl-a",
    }
    | {"factor": "2", "hours_saved": "0", "civil_use": "2", "climate_exposure": "1", "reasoning": "So."}
    | COST
    | SURE
)
PERMIT_COST = {"regime": "proposal"} | COST | SURE
HAZARD = {"id": "ice", "title": "Ice", "mode": "sea", "states": "FI;SE", "factor": "0.5"} | {
    "low_days": "1",
    "days": "5",
    "high_days": "9",
} | SURE  # fmt: skip
MOVEMENT = {"id": "ex", "title": "A to B", "origins": "pl-a", "destination": "pl-b", "size": "brigade"} | SOURCED
LINE = {"id": "l", "title": "A to B", "from_id": "pl-a", "to_id": "pl-b", "stage": "planned"} | {
    "low_m3_a_day": "10",
    "m3_a_day": "20",
    "high_m3_a_day": "30",
} | SURE  # fmt: skip
FUEL = {"id": "train", "low": "1", "value": "2", "high": "3", "unit": "m3", "reasoning": "So."} | SOURCED
Row = Mapping[str, str]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        file(opened, write(tmp_path, "mobility_nodes", {"id": "pl-a"} | NODE, {"id": "pl-b"} | NODE))
        yield opened


def write(folder: Path, kind: str, *rows: Row) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("mobility_upgrades", UPGRADE),
        ("mobility_upgrades", UPGRADE | {"changes": "travel", "new_gauge": "1435"}),
        ("permit_costs", PERMIT_COST),
        ("example_hazards", HAZARD),
        ("example_movements", MOVEMENT),
        ("fuel_pipelines", LINE),
        ("fuel_measures", FUEL),
        ("example_movements", MOVEMENT | {"told_low_days": "6", "told_high_days": "7"}),
    ],
)
def test_a_plain_row_is_let_in(registry: Registry, tmp_path: Path, kind: str, row: Row) -> None:
    before = registry.frame()[0].height
    file(registry, write(tmp_path, kind, row))
    added = registry.frame()[0][before:]
    assert added["kind"].unique().to_list() == [kind]


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("mobility_upgrades", UPGRADE | {"cost_eur_m": "21"}, "cost_eur_m", "21, outside 5 to 20", "from low to high"),
        ("mobility_upgrades", UPGRADE | {"factor": "0.5"}, "factor", "'0.5'", "from 1"),
        ("mobility_upgrades", UPGRADE | {"civil_use": "5"}, "civil_use", "'5'", "from 0 to 4"),
        (
            "mobility_upgrades",
            UPGRADE | {"new_gauge": "1435"},
            "new_gauge",
            "1435 for loading by rail",
            "travel by rail",
        ),
        (
            "mobility_upgrades",
            UPGRADE | {"elements": "pl-x"},
            "elements",
            "'pl-x', which is not there",
            "mobility_nodes",
        ),
        (
            "mobility_upgrades",
            UPGRADE | {"changes": "gauge_change", "mode": "sea"},
            "mode",
            "'sea' for a change of gauge",
            "rail",
        ),
        ("mobility_upgrades", UPGRADE | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("permit_costs", PERMIT_COST | {"low_eur_m": "11"}, "cost_eur_m", "10, outside 11 to 20", "from low to high"),
        ("permit_costs", PERMIT_COST | {"regime": "soon"}, "regime", "'soon'", "today, pledge, proposal, emergency"),
        ("permit_costs", PERMIT_COST | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("fuel_pipelines", LINE | {"stage": "soon"}, "stage", "'soon'", "in_service, planned, idea"),
        ("fuel_pipelines", LINE | {"m3_a_day": "31"}, "m3_a_day", "31, outside 10 to 30", "from low to high"),
        ("fuel_pipelines", LINE | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("fuel_measures", FUEL | {"value": "4"}, "value", "4, outside 1 to 3", "from low to high"),
        ("example_hazards", HAZARD | {"factor": "1.5"}, "factor", "'1.5'", "from 0 to 1"),
        ("example_hazards", HAZARD | {"days": "10"}, "days", "10, outside 1 to 9", "from low to high"),
        ("example_hazards", HAZARD | {"illustrative": "yes"}, "derivation", "an empty cell", "the rule"),
        ("example_movements", MOVEMENT | {"destination": "pl-x"}, "destination", "'pl-x', which is not there", "nodes"),
        ("example_movements", MOVEMENT | {"told_low_days": "6"}, "told_high_days", "None, with", "both ends or none"),
        (
            "example_movements",
            MOVEMENT | {"told_low_days": "8", "told_high_days": "7"},
            "told_high_days",
            "7.0, with told_low_days 8.0",
            "the low one first",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_the_reason(
    registry: Registry, tmp_path: Path, kind: str, row: Row, field: str, found: str, expected: str
) -> None:
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, kind, row))
    (problem,) = bad.value.problems
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected


def bundled(kind: str) -> pl.DataFrame:
    return pl.read_csv(FACTS / f"{kind}.csv", infer_schema=False)


def test_upgrades_name_links_of_their_mode_or_places() -> None:
    links = dict(bundled("mobility_links").select("id", "mode").iter_rows())
    places = set(bundled("mobility_nodes")["id"])
    for row in bundled("mobility_upgrades").iter_rows(named=True):
        elements = row["elements"].split(";")
        if row["changes"] == "travel":
            assert {links.get(element) for element in elements} == {row["mode"]}, row["id"]
        else:
            assert set(elements) <= places, row["id"]


def test_a_new_gauge_is_laid_within_a_state_only() -> None:
    crossing = dict(bundled("mobility_links").select("id", "cross_border").iter_rows())
    laid = bundled("mobility_upgrades").filter(pl.col("new_gauge").is_not_null())
    assert laid.height
    assert {crossing[element] for row in laid["elements"] for element in row.split(";")} == {"no"}


def test_every_regime_but_that_of_today_has_a_cost() -> None:
    regimes = set(KINDS["permit_costs"].model_fields["regime"].metadata[0].codes)
    assert set(bundled("permit_costs")["regime"]) == regimes - {"today"}


def test_example_movements_have_a_size_of_the_facts_and_end_elsewhere() -> None:
    examples = bundled("example_movements")
    assert set(examples["size"]) <= set(bundled("movement_sizes")["size"])
    assert not any(row["destination"] in row["origins"].split(";") for row in examples.iter_rows(named=True))
