"""One area of several countries: their shapes with the borders between them taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from phalanx.surfaces.presenting.shapes import countries

Point = tuple[float, float]
Ring = list[Point]
Side = tuple[Point, Point]


def area_of(codes: Iterable[str]) -> Mapping[str, Any] | None:
    """The MultiPolygon of these countries together; None when none of them has a shape.

    Neighbours share their borders point for point, so a border between two of them is a side that both have, each in
    its own direction; without those sides, what is left runs around the whole.
    """
    return _joined(frozenset(code for code in codes if code in countries()))


@lru_cache(maxsize=512)
def _joined(codes: frozenset[str]) -> Mapping[str, Any] | None:
    if not codes:
        return None
    members = [_sides_of(code) for code in sorted(codes)]
    turned = set().union(*(backwards for _, backwards in members))
    outer: dict[Point, list[Point]] = {}
    for sides, _ in members:
        for side in sides:
            if side not in turned:
                outer.setdefault(side[0], []).append(side[1])
    rings = _closed(outer)
    shells = sorted((ring for ring in rings if _doubled_area(ring) > 0), key=_doubled_area)
    polygons: list[list[Ring]] = [[shell] for shell in shells]
    for hole in (ring for ring in rings if _doubled_area(ring) < 0):
        # No side of a hole is one of its shell, so the middle of a side lies well within the shell it belongs to.
        (x1, y1), (x2, y2) = hole[:2]
        middle = ((x1 + x2) / 2, (y1 + y2) / 2)
        next(polygon for polygon in polygons if inside(middle, polygon[0])).append(hole)
    return {"type": "MultiPolygon", "coordinates": polygons}


def _closed(ways: Mapping[Point, list[Point]]) -> list[Ring]:
    """Rings that pass no point twice, of all the sides: where a way comes back to a point of its own, a ring is closed."""
    rings = []
    for start in ways:
        way: Ring = [start]
        place = {start: 0}
        while ways[way[-1]]:
            point = ways[way[-1]].pop()
            if point in place:
                first = place[point]
                rings.append([*way[first:], point])
                for passed in way[first + 1 :]:
                    del place[passed]
                del way[first + 1 :]
            else:
                place[point] = len(way)
                way.append(point)
    return rings


@cache
def _sides_of(code: str) -> tuple[tuple[Side, ...], frozenset[Side]]:
    """The sides of a country's rings in their order, and all of them backwards."""
    geometry = countries()[code].geometry
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    sides = tuple(
        ((x1, y1), (x2, y2)) for polygon in polygons for ring in polygon for (x1, y1), (x2, y2) in pairwise(ring)
    )
    return sides, frozenset((end, start) for start, end in sides)


def _doubled_area(ring: Ring) -> float:
    """Twice the area within, below zero when the ring runs clockwise, as holes do."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def inside(point: Sequence[float], ring: Sequence[Sequence[float]]) -> bool:
    """Whether a point lies within a ring: a ray from it eastwards crosses the ring an odd number of times."""
    x, y = point
    crossings = (
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in pairwise(ring)
    )
    return sum(crossings) % 2 == 1
