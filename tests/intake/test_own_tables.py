"""A user's own table: read and checked like facts, told of by name, and filed nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import ValidationError
from tests.registry.examples import csv_text

from phalanx.errors import BadFacts, BadInput
from phalanx.intake.own_tables import read_own
from phalanx.public import open_registry
from phalanx.question import Parameters, own_tables
from phalanx.registry.records import columns
from phalanx.registry.records.needs import Need
from phalanx.vocabulary.values import Own, OwnTable
from phalanx.world import World

ROW = {
    "area": "WP-1", "item": "radars", "state": "FR", "quantity": "4", "unit": "radars", "from_year": "2026",
    "to_year": "2030", "illustrative": "no", "source_url": "https://example.org/plan", "source_grade": "A",
    "confidence": "verified",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_registry(str(tmp_path_factory.mktemp("own") / "registry.sqlite")) as registry:
        yield World.of(registry)


def write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(csv_text(rows, tuple(columns(Need))), encoding="utf-8")
    return path


def test_rows_come_in_the_types_of_the_dictionary_whatever_the_file_is_called(world: World, tmp_path: Path) -> None:
    own = read_own(world, "needs", write(tmp_path / "ours.csv", ROW, ROW | {"state": "PL", "quantity": "7"}))
    assert (own.kind, own.name) == ("needs", "ours.csv")
    assert [(row["state"], row["quantity"], row["illustrative"], row["value_eur_m"]) for row in own.rows] == [
        ("FR", 4.0, False, None), ("PL", 7.0, False, None),
    ]  # fmt: skip
    assert str(own).startswith("ours.csv (2 rows, sha256 ")


def test_a_table_is_told_by_what_it_holds(world: World, tmp_path: Path) -> None:
    one = read_own(world, "needs", write(tmp_path / "one.csv", ROW))
    same = read_own(world, "needs", [ROW])
    other = read_own(world, "needs", [ROW | {"quantity": "5"}])
    assert one.digest == same.digest != other.digest


def test_all_problems_with_their_lines(world: World, tmp_path: Path) -> None:
    wrong = write(
        tmp_path / "wrong.csv",
        ROW | {"quantity": "-1"}, ROW | {"state": "PL", "unit": "dozens"}, ROW | {"state": "SE", "area": "WP-99"},
        ROW | {"state": "NO", "to_year": "2020"}, ROW | {"state": "DE"}, ROW | {"state": "DE"},
    )  # fmt: skip
    with pytest.raises(BadFacts) as bad:
        read_own(world, "needs", wrong)
    told = [(problem.line, problem.field) for problem in bad.value.problems]
    assert sorted(told) == [(2, "quantity"), (3, "unit"), (4, "area"), (5, "to_year"), (7, "area + item + state")]


def test_what_is_no_table_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        read_own(world, "needs", tmp_path / "nowhere.csv")
    with pytest.raises(BadInput, match="is a folder"):
        read_own(world, "needs", tmp_path)
    with pytest.raises(BadInput, match=r"empty\.csv holds no rows"):
        read_own(world, "needs", write(tmp_path / "empty.csv"))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadFacts, match="an unknown column"):
        read_own(world, "needs", tmp_path / "other.csv")


def test_a_row_knows_where_it_stands(world: World, tmp_path: Path) -> None:
    """Rows begin below the header; what is not of the table has no line."""
    own = read_own(world, "needs", write(tmp_path / "mine.csv", ROW, ROW | {"state": "PL"}))
    assert [own.where(row) for row in own.rows] == ["mine.csv, line 2", "mine.csv, line 3"]
    assert own.where({"state": "SE"}) == "mine.csv"


class Asking(Parameters):
    needs: Annotated[Own | None, OwnTable(kind="needs")] = None


def test_a_question_takes_a_table_that_was_read_and_nothing_else(world: World) -> None:
    own = read_own(world, "needs", [ROW])
    assert own_tables(Asking) == {"needs": "needs"}
    assert Asking(needs=own).said() == {"needs": str(own)}
    assert Asking().said() == {"needs": None}
    for other in ("needs.csv", 7, Own("targets", "x.csv", (), "")):
        with pytest.raises(ValidationError, match="a table of needs, read from a file"):
            Asking.model_validate({"needs": other})
