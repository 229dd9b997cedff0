"""Boxes and geometries: whether they meet, against points laid densely along each line, and against GDAL's answer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.surfaces.api.features.boxes import around, box_of, meet, reaches

SMALL = st.integers(-6, 6)
PLACES = st.tuples(SMALL, SMALL)
BOXES = st.tuples(SMALL, SMALL, SMALL, SMALL).map(
    lambda n: (float(min(n[0], n[2])), float(min(n[1], n[3])), float(max(n[0], n[2])), float(max(n[1], n[3])))
)


@given(st.lists(PLACES, min_size=2, max_size=5), BOXES)
def test_a_line_reaches_a_box_where_one_of_its_points_lies_in_it(
    line: list[tuple[int, int]], box: tuple[float, ...]
) -> None:
    # Whole numbers up to 6 apart 12: a side that enters a box has a point there at a multiple of 1/5544 of its length
    # (the least common multiple of 1 to 12 is 27720, and a fifth of it does for these); laying all of them is exact.
    west, south, east, north = box
    steps = 27720
    found = False
    for (x1, y1), (x2, y2) in pairwise(line):
        enters = [_at(x1, x2, edge, steps) for edge in (west, east)] + [
            _at(y1, y2, edge, steps) for edge in (south, north)
        ]
        for n in {0, steps, *(n for n in enters if n is not None)}:
            x, y = x1 * steps + (x2 - x1) * n, y1 * steps + (y2 - y1) * n
            found |= west * steps <= x <= east * steps and south * steps <= y <= north * steps
    assert reaches({"type": "LineString", "coordinates": line}, box) == found  # type: ignore[arg-type]


def _at(start: int, end: int, edge: float, steps: int) -> int | None:
    """How many steps along a side its coordinate is at an edge; None where it never is."""
    if start == end:
        return None
    n, rest = divmod(int(edge - start) * steps, end - start)
    return n if rest == 0 and 0 <= n <= steps else None


@pytest.mark.parametrize(
    ("box", "met"),
    [
        ((1, 1, 2, 2), True),  # within
        ((-1, -1, 11, 11), True),  # around
        ((10, 10, 12, 12), True),  # a corner
        ((4.5, 4.5, 5.5, 5.5), False),  # within the hole
        ((3.5, 4.5, 5.5, 5.5), True),  # across the hole's edge
        ((10.1, 0, 12, 10), False),  # beside
    ],
)
def test_a_polygon_with_a_hole(box: tuple[float, float, float, float], met: bool) -> None:
    square = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    hole = [(4, 4), (4, 6), (6, 6), (6, 4), (4, 4)]
    polygon = {"type": "Polygon", "coordinates": [square, hole]}
    assert reaches(polygon, box) is met
    assert reaches({"type": "MultiPolygon", "coordinates": [polygon["coordinates"]]}, box) is met


def test_points() -> None:
    assert reaches({"type": "Point", "coordinates": (1, 1)}, (1, 1, 2, 2))
    assert not reaches({"type": "Point", "coordinates": (0.9, 1)}, (1, 1, 2, 2))
    assert reaches({"type": "MultiPoint", "coordinates": [(0, 0), (2, 2)]}, (1, 1, 2, 2))
    with pytest.raises(TypeError, match="No layer draws a Circle"):
        reaches({"type": "Circle", "coordinates": (0, 0)}, (1, 1, 2, 2))


def test_boxes_of_boxes() -> None:
    line = {"type": "LineString", "coordinates": [(3, 9), (-1, 4)]}
    assert box_of(line) == (-1, 4, 3, 9)
    assert around([(0, 0, 1, 1), (-5, 2, 0, 3)]) == (-5, 0, 1, 3)
    assert around([]) is None
    assert meet((0, 0, 1, 1), (1, 1, 2, 2))
    assert not meet((0, 0, 1, 1), (1.1, 0, 2, 1))
