"""One area of several countries: no border between them, no hole where a member lies, no land lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from phalanx.surfaces.presenting.shapes import countries
from phalanx.surfaces.presenting.shapes.joining import area_of, inside


def test_one_country_is_itself() -> None:
    assert size(area_of(["CZ"])) == pytest.approx(size(countries()["CZ"].geometry))
    assert len(parts(area_of(["CZ"]))) == 1


def test_a_member_within_another_leaves_no_hole() -> None:
    # Lesotho lies wholly in South Africa, San Marino and the Vatican in Italy.
    assert [len(rings) for rings in parts(area_of(["ZA"])) if len(rings) > 1] == [2]
    assert [len(rings) for rings in parts(area_of(["ZA", "LS"])) if len(rings) > 1] == []
    assert [len(rings) for rings in parts(area_of(["IT"])) if len(rings) > 1] == [3]
    assert [len(rings) for rings in parts(area_of(["IT", "SM"])) if len(rings) > 1] == [2]


def test_those_around_another_leave_it_out() -> None:
    # Switzerland and Liechtenstein amid their neighbours: one piece of land with one hole.
    around = area_of(["FR", "DE", "AT", "IT"])
    (ring,) = [rings[1:] for rings in parts(around) if len(rings) > 1 and inside((10, 50), rings[0])]
    assert any(inside(countries()["CH"].label, hole) for hole in ring)
    assert size(around) == pytest.approx(sum(size(countries()[code].geometry) for code in ("FR", "DE", "AT", "IT")))


def test_neighbours_become_one_piece_and_strangers_do_not() -> None:
    assert len(parts(area_of(["CZ", "SK"]))) == 1
    assert len(parts(area_of(["CZ", "CH"]))) == 2


def test_who_has_no_shape_has_no_part() -> None:
    assert area_of(["NATO", "EU"]) is None
    assert area_of([]) is None
    assert area_of(["NATO", "CZ"]) == area_of(["CZ"])


def parts(geometry: Any) -> list[list[list[tuple[float, float]]]]:
    given: list[list[list[tuple[float, float]]]] = geometry["coordinates"]
    return given if geometry["type"] == "MultiPolygon" else [given]  # type: ignore[list-item]


def size(geometry: Any) -> float:
    """Its area in square degrees, holes taken off, as they run the other way round."""
    return sum(
        (x1 * y2 - x2 * y1) / 2 for rings in parts(geometry) for ring in rings for (x1, y1), (x2, y2) in pairwise(ring)
    )
