"""What weights, countries and borders refuse, beyond what each field refuses; and that one's own weight is heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts, Problem
from phalanx.registry import seed
from phalanx.registry.records import KINDS, Border, Country, NetworkWeight, columns
from phalanx.registry.records.countries import REGION_CODES, SUBREGION_CODES, SUBREGIONS_OF
from phalanx.registry.store import Registry
from phalanx.world import World

SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
WEIGHT = {"dimension": "form", "code": "statement_of_intent", "weight": "0.4", "reasoning": "A wish."} | SOURCED
COUNTRY = {
    "iso2": "FR", "name": "France", "region": "europe", "subregion": "western_europe", "label_lat": "46.6", "label_lon": "2.5",
} | SOURCED  # fmt: skip
BORDER = {"a": "DE", "b": "FR"} | SOURCED


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        yield opened


def write(folder: Path, kind: str, *rows: Mapping[str, str], surplus: tuple[str, ...] = ()) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, (*columns(KINDS[kind]), *surplus)), encoding="utf-8")
    return path


def problems_of(registry: Registry, path: Path) -> tuple[Problem, ...]:
    before = registry.head()
    with pytest.raises(BadFacts) as bad:
        file(registry, path)
    assert registry.head() == before
    return bad.value.problems


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("network_weights", WEIGHT | {"code": "treaty"}, "code", "'treaty', which is no form", "statement_of_intent"),
        ("network_weights", WEIGHT | {"dimension": "clause"}, "code", "which is no clause", "one of none, consultation"),
        ("network_weights", WEIGHT | {"dimension": "grade", "code": "a"}, "code", "'a', which is no grade", "A, B, C"),
        ("network_weights", WEIGHT | {"dimension": "age", "code": "05"}, "code", "'05'", "whole number of years"),
        ("network_weights", WEIGHT | {"dimension": "age", "code": "2.5"}, "code", "'2.5'", "whole number of years"),
        ("network_weights", WEIGHT | {"dimension": "age", "code": "old"}, "code", "'old'", "whole number of years"),
        ("network_weights", WEIGHT | {"dimension": "age", "code": "٥"}, "code", "'٥'", "whole number of years"),
        ("network_weights", WEIGHT | {"dimension": "size"}, "dimension", "'size'", "one of form, clause, age"),
        ("network_weights", WEIGHT | {"weight": "-0.1"}, "weight", "'-0.1'", "a number from 0 to 10"),
        ("network_weights", WEIGHT | {"weight": "10.1"}, "weight", "'10.1'", "a number from 0 to 10"),
        ("network_weights", WEIGHT | {"reasoning": ""}, "reasoning", "an empty cell", "text"),
        ("countries", COUNTRY | {"region": "africa"}, "subregion", "which is not in africa", "northern_africa"),
        ("countries", COUNTRY | {"label_lat": "146.6"}, "label_lat", "'146.6'", "a number from -90 to 90"),
        ("borders", BORDER | {"a": "FR", "b": "DE"}, "b", "DE after FR", "in the order of their codes"),
        ("borders", BORDER | {"b": "DE"}, "b", "DE after DE", "two countries"),
        ("borders", BORDER | {"length_km": "-1"}, "length_km", "'-1'", "a number from 0"),
        ("borders", BORDER | {"b": "Rhine"}, "b", "'Rhine'", "ISO 3166-1"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_told(
    registry: Registry, tmp_path: Path, kind: str, row: Mapping[str, str], field: str, found: str, expected: str
) -> None:
    [problem] = problems_of(registry, write(tmp_path, kind, row))
    assert (problem.line, problem.field) == (2, field)
    assert found in problem.found
    assert expected in problem.expected


def test_a_code_weighs_once_in_its_dimension(registry: Registry, tmp_path: Path) -> None:
    once = WEIGHT | {"dimension": "status", "code": "unspecified"}
    again = WEIGHT | {"code": "unspecified"}  # the same code in another dimension is another weight
    path = write(tmp_path, "network_weights", WEIGHT, once, again, WEIGHT | {"weight": "0.9"})
    [problem] = problems_of(registry, path)
    assert (problem.line, problem.field) == (5, "dimension + code")
    assert "network_weights/form/statement_of_intent" in problem.found
    assert "line 2" in problem.found


@pytest.mark.parametrize(("kind", "row"), [("network_weights", WEIGHT), ("countries", COUNTRY), ("borders", BORDER)])
def test_a_column_that_nobody_knows_is_told(
    registry: Registry, tmp_path: Path, kind: str, row: Mapping[str, str]
) -> None:
    [problem] = problems_of(registry, write(tmp_path, kind, {**row, "strength": "9"}, surplus=("strength",)))
    assert (problem.line, problem.field, problem.found) == (1, "strength", "an unknown column")
    assert problem.remedy.endswith(", ".join(columns(KINDS[kind])))
    assert file(registry, write(tmp_path, kind, row)).entries == 1


def test_every_subregion_lies_in_one_region() -> None:
    placed = [subregion for subregions in SUBREGIONS_OF.values() for subregion in subregions]
    assert sorted(placed) == sorted(SUBREGION_CODES)
    assert SUBREGIONS_OF.keys() == REGION_CODES.keys()


def test_names_of_records_say_what_they_are() -> None:
    assert NetworkWeight.model_validate(WEIGHT).record_id == "network_weights/form/statement_of_intent"
    assert Country.model_validate(COUNTRY).record_id == "countries/FR"
    assert Border.model_validate(BORDER).record_id == "borders/DE/FR"
    assert NetworkWeight.model_validate(WEIGHT).weight == 0.4
    assert Border.model_validate(BORDER).since is None


def test_a_weight_of_ones_own_is_heard_and_ours_is_kept(tmp_path: Path) -> None:
    """A source of the same grade that is entered later speaks; as of before, ours still does."""
    with Registry.create(str(tmp_path / "registry.sqlite"), seed.fill) as registry:
        before = datetime.now(UTC)
        file(registry, write(tmp_path, "network_weights", WEIGHT | {"weight": "0.25"}))

        def weighs(world: World) -> float:
            table = {row["code"]: row for row in world.table("network_weights").iter_rows(named=True)}
            assert len(world.table("network_weights")) == 28
            return float(table["statement_of_intent"]["weight"])

        assert weighs(World.of(registry)) == 0.25
        assert weighs(World.of(registry, known_at=before)) == 0.4
