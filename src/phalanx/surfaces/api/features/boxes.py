"""Boxes: which features lie in, or reach into, a rectangle of longitudes and latitudes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from phalanx.surfaces.presenting.shapes.joining import inside

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees; west is not east of east."""

Point = Sequence[float]


def box_of(geometry: Mapping[str, Any]) -> Box:
    """The smallest box around a geometry."""
    places = list(_points(geometry["coordinates"]))
    lons, lats = [place[0] for place in places], [place[1] for place in places]
    return min(lons), min(lats), max(lons), max(lats)


def around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all of them; None around nothing."""
    sides = list(zip(*boxes, strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if sides else None


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def reaches(geometry: Mapping[str, Any], box: Box) -> bool:
    """Whether a geometry and a box have a point in common, edges included."""
    given = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            return _holds(box, given)
        case "MultiPoint":
            return any(_holds(box, place) for place in given)
        case "LineString":
            return _crosses(given, box)
        case "Polygon":
            return _covers(given, box)
        case "MultiPolygon":
            return any(_covers(polygon, box) for polygon in given)
        case other:
            raise TypeError(f"No layer draws a {other}")


def _points(given: Any) -> Iterator[Point]:
    if isinstance(given[0], int | float):
        yield given
    else:
        for part in given:
            yield from _points(part)


def _holds(box: Box, place: Point) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _covers(polygon: Sequence[Sequence[Point]], box: Box) -> bool:
    """Either a side of a ring reaches into the box, or the whole box lies within the polygon, or it has none of it."""
    if any(_crosses(ring, box) for ring in polygon):
        return True
    corner = (box[0], box[1])
    shell, *holes = polygon
    return inside(corner, shell) and not any(inside(corner, hole) for hole in holes)


def _crosses(line: Sequence[Point], box: Box) -> bool:
    return any(_reaches_side(a, b, box) for a, b in pairwise(line))


def _reaches_side(a: Point, b: Point, box: Box) -> bool:
    """Liang and Barsky's way: the stretch of the side that lies within each pair of edges; is any left within all?"""
    enter, leave = 0.0, 1.0
    for axis in (0, 1):
        step, low, high = b[axis] - a[axis], box[axis] - a[axis], box[axis + 2] - a[axis]
        if step == 0:
            if low > 0 or high < 0:
                return False
            continue
        near, far = sorted((low / step, high / step))
        enter, leave = max(enter, near), min(leave, far)
        if enter > leave:
            return False
    return True
