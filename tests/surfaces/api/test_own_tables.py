"""A server reads no file that a request names: a parameter for a user's own table is refused, and told of nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.surfaces.api.conftest import Reader

from phalanx.analyses import CATALOGUE
from phalanx.surfaces.api import create_app

ADDRESS = "/api/v1/questions/constellations"


@pytest.fixture
def reader(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The application with the question on groups of states."""
    assert isinstance(CATALOGUE, dict)
    monkeypatch.setitem(CATALOGUE, "constellations", "phalanx.analyses.matchmaking.constellations.question")
    return Reader(create_app(str(bundled)))


@pytest.mark.parametrize(
    "given", ["needs.csv", "%2Fetc%2Fpasswd", "https%3A%2F%2Fexample.org%2Fneeds.csv", "", "x&needs=y"]
)
def test_a_file_is_refused_with_the_reason(reader: Reader, given: str) -> None:
    told = reader(f"{ADDRESS}?needs={given}")
    assert told.status == 422
    assert told.headers["content-type"] == "application/problem+json"
    (fault,) = told.json()["faults"]
    assert fault["parameter"] == "needs"
    if "&" not in given:
        assert "for the command line and notebooks" in fault["expected"]


def test_nothing_tells_of_it(reader: Reader) -> None:
    catalogue = {each["name"]: each for each in reader("/api/v1/questions").json()}
    named = [one["name"] for one in catalogue["constellations"]["parameters"]]
    assert named == ["area", "instrument", "min", "max", "must", "without", "top", "sensitivity"]
    described = reader("/api/v1/openapi.json").json()["paths"][ADDRESS]["get"]["parameters"]
    assert "needs" not in [one["name"] for one in described]
    unknown = reader(f"{ADDRESS}?neds=x").json()
    assert "needs" not in unknown["expected"]


def test_without_it_the_question_is_answered(reader: Reader) -> None:
    told = reader(f"{ADDRESS}?area=RM-9&max=3&must=FR").json()
    assert told["parameters"]["needs"] is None
    assert all("FR" in row["group"] for row in told["tables"]["constellations"])
