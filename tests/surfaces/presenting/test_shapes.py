"""The bundled shapes: complete, valid for another reader, small, and drawn as the notes on them say."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from phalanx.surfaces.presenting.shapes import PATH, Country, countries, source
from phalanx.vocabulary.parties import party_names

Point = tuple[float, float]


def test_are_those_of_the_vocabulary_by_the_same_names() -> None:
    names = party_names()
    assert {code: shape.name for code, shape in countries().items()} == {code: names[code] for code in countries()}


def test_exist_for_every_state_of_the_facts_and_for_the_smallest() -> None:
    with (files("phalanx.facts") / "states.csv").open(encoding="utf-8") as file:
        states = {row["iso2"] for row in csv.DictReader(file)}
    assert len(states) > 40
    assert states | {"AD", "LI", "LU", "MC", "MT", "SM", "VA", "XK"} <= set(countries())


def test_are_small_enough_for_a_page() -> None:
    raw = PATH.read_bytes()
    assert len(raw) <= 350_000
    assert len(gzip.compress(raw, 9)) <= 120_000


def test_name_their_source() -> None:
    assert source().startswith("Natural Earth 1:50m countries, public domain")


def test_wind_as_rfc_7946_asks_and_stay_within_180_degrees() -> None:
    for country in countries().values():
        for polygon in polygons(country):
            for n, ring in enumerate(polygon):
                assert ring[0] == ring[-1], country.code
                assert len(ring) >= 4, country.code
                assert (doubled_area(ring) > 0) == (n == 0), f"{country.code}: outer rings run counter-clockwise"
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), country.code
                leaps = [abs(a[0] - b[0]) for a, b in pairwise(ring)]
                assert max(leaps) < 100, f"{country.code}: no side runs around the globe"


@pytest.mark.parametrize(
    ("place", "where", "code"),
    [
        ("Simferopol", (34.1, 44.95), "UA"),  # General Assembly resolution 68/262
        ("Donetsk", (37.8, 48.0), "UA"),
        ("Kyrenia district", (33.3, 35.25), "CY"),  # Security Council resolutions 541 and 550
        ("Hargeisa", (44.0, 9.5), "SO"),
        ("Pristina", (21.1, 42.65), "XK"),
        ("Kaliningrad region", (21.2, 54.6), "RU"),
        ("Chukotka, west of 180°", (179.0, 68.0), "RU"),
        ("Chukotka, east of 180°", (-177.0, 67.0), "RU"),
        ("Alaska", (-150.0, 65.0), "US"),
        ("Corsica", (9.1, 42.2), "FR"),
        ("Northern Ireland", (-6.7, 54.6), "GB"),
        ("Svalbard", (17.0, 79.0), "NO"),
        ("Greenland", (-40.0, 72.0), "GL"),
    ],
)
def test_hold_the_places_that_are_theirs_and_no_others_do(place: str, where: Point, code: str) -> None:
    assert [country.code for country in countries().values() if holds(country, where)] == [code], place


def test_have_their_labels_within() -> None:
    assert [country.code for country in countries().values() if not holds(country, country.label)] == []


@pytest.mark.parametrize(
    ("code", "west", "south", "east", "north"),
    [
        ("FR", -5, 42, 9, 51.5),
        ("NO", 4, 58, 31, 71.5),
        ("NL", 3, 50.5, 7.5, 54),
        ("ES", -10, 36, 3.5, 44),
        ("US", -125, 24, -66, 49.5),
        ("PT", -10, 36.5, -6, 42.5),
        ("RU", 30, 50, 60, 66),
    ],
)
def test_have_their_labels_on_the_mainland(code: str, west: float, south: float, east: float, north: float) -> None:
    x, y = countries()[code].label
    assert west < x < east
    assert south < y < north


def test_neighbours_meet_point_for_point() -> None:
    """A side of a ring inland belongs to two countries, so their border can neither gape nor overlap."""
    germany, poland, czechia = (set(sides(countries()[code])) for code in ("DE", "PL", "CZ"))
    backwards = {(b, a) for a, b in germany}
    assert len(backwards & poland) > 15
    assert len(backwards & czechia) > 15
    landlocked = sides(countries()["CZ"])
    around = {side for code in ("DE", "PL", "SK", "AT") for side in sides(countries()[code])}
    assert all((b, a) in around for a, b in landlocked)


def test_are_valid_for_another_reader() -> None:
    if not shutil.which("ogrinfo"):
        pytest.skip("needs ogrinfo (Debian: apt-get install gdal-bin)")
    query = "SELECT COUNT(*) AS faulty FROM countries WHERE NOT ST_IsValid(geometry)"
    told = subprocess.run(
        ["ogrinfo", "-ro", "-q", str(PATH), "-dialect", "SQLite", "-sql", query],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "faulty (Integer) = 0" in told.stdout
    assert told.stderr == ""
    assert len(json.loads(PATH.read_bytes())["features"]) == len(countries()) + 1, (
        "one has no code: the Siachen Glacier"
    )


def polygons(country: Country) -> list[list[list[Point]]]:
    given: Any = country.geometry["coordinates"]
    found = given if country.geometry["type"] == "MultiPolygon" else [given]
    return [[[(x, y) for x, y in ring] for ring in polygon] for polygon in found]


def sides(country: Country) -> list[tuple[Point, Point]]:
    return [side for polygon in polygons(country) for ring in polygon for side in pairwise(ring)]


def doubled_area(ring: list[Point]) -> float:
    """Twice the area within, above zero when the ring runs counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def holds(country: Country, where: Point) -> bool:
    """Whether a ray from the place eastwards crosses the country's rings an odd number of times."""
    return any(odd(crossed(polygon, where)) for polygon in polygons(country))


def crossed(polygon: list[list[Point]], where: Point) -> Iterator[bool]:
    x, y = where
    for ring in polygon:
        for (x1, y1), (x2, y2) in pairwise(ring):
            yield (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1


def odd(crossings: Iterator[bool]) -> bool:
    return sum(crossings) % 2 == 1
