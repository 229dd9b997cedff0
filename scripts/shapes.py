"""Make the shapes of the world's countries that maps are drawn with, from Natural Earth by way of the npm package world-atlas.

    uv run --with "shapely>=2.1" --with pycountry scripts/shapes.py

Natural Earth's 1:50m countries come as borders that neighbours share. Each border is thinned once, lightly in Europe
and around it and strongly elsewhere, so that neighbours still meet without gap or overlap; then the countries are put
together, cut at the antimeridian, checked and written. Run it to take a newer version; the result is committed.
"""

from __future__ import annotations

import csv
import heapq
import json
import math
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

# Not installed, as this runs once in a blue moon; published without types.
import pycountry  # type: ignore[import-not-found]
import shapely  # type: ignore[import-untyped]
from shapely.ops import polylabel  # type: ignore[import-untyped]

PHALANX = Path(__file__).parents[1] / "src/phalanx"
SHAPES = PHALANX / "surfaces/presenting/shapes"
DECIMALS, FINE_DECIMALS = 2, 3
"""Coordinates of the file: 0.01° is about a kilometre, which 1:50m cannot show; microstates get a tenth of it."""

MICROSTATE_DEG2 = 0.08
"""Countries smaller than this (Luxembourg is more than twice as large) keep every point of their borders."""

NEAR = (-32.0, 27.0, 46.0, 72.5)
"""West, south, east and north of Europe and its neighbours, where the map is looked at closely."""

NEAR_DEG2, FAR_DEG2 = 0.0007, 0.07
"""A bend of a border goes when the triangle it makes is smaller than this; square degrees at the equator."""

NEAR_ISLAND_DEG2, FAR_ISLAND_DEG2 = 0.003, 0.15
"""Islands smaller than this go, save a country's largest."""

CODES_BY_NAME = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO", "Ashmore and Cartier Is.": "AU"}
"""What has no code in Natural Earth, or one that is not its own.

Northern Cyprus is territory of the Republic of Cyprus (United Nations Security Council resolutions 541 (1983) and 550
(1984)), Somaliland of the Federal Republic of Somalia, as the United Nations and the African Union treat it.
"""

LEFT_OUT = {"Antarctica", "Indian Ocean Ter."}
"""Antarctica is nobody's country and off every map of ours; the other name stands for two of Australia's islands."""

IN_CRIMEA = (34.2, 45.2)
"""A place in Crimea, which Natural Earth draws with Russia.

Under General Assembly resolution 68/262 of 27 March 2014 it is Ukraine's: the polygon around this place is moved there.
"""

LABELS = {"RU": (44.0, 57.0)}
"""Where a label belongs that the middle of the largest part would put off the map: Russia's goes west of the Urals."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Atlas:
    """Borders as lists of points, and countries as polygons of rings of borders (~n: border n backwards)."""

    borders: list[list[Point]]
    countries: dict[str | None, list[list[list[int]]]]


def main() -> None:
    """Write countries.geojson, and print how large it is and which of our codes have no shape."""
    SHAPES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(Path(folder))
        version = json.loads((package / "package.json").read_text())["version"]
        shutil.copy(package / "LICENSE", SHAPES / "world-atlas-ISC.txt")
        atlas = read(json.loads((package / "countries-50m.json").read_text()))
    atlas = with_crimea_in_ukraine(atlas)
    shapes = drawn(atlas)
    check(shapes)
    names = party_names()
    features = [feature(code, shape, names) for code, shape in sorted(shapes.items(), key=lambda item: item[0] or "~")]
    document = {"type": "FeatureCollection", "source": source(version), "features": features}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace(
        '{"type":"Feature"', '\n{"type":"Feature"'
    )
    path = SHAPES / "countries.geojson"
    path.write_text(text + "\n", encoding="utf-8")
    points = sum(len(shapely.get_coordinates(shape)) for shape in shapes.values())
    print(f"{len(features)} countries, {points:,} points, {path.stat().st_size / 1e3:.0f} kB in {path.name}")
    print("No shape at 1:50m:", " ".join(code for code in names if code not in shapes))


def source(version: str) -> str:
    return (
        f"Natural Earth 1:50m countries, public domain (naturalearthdata.com), by way of world-atlas {version} "
        "(ISC licence); thinned, with Crimea in Ukraine, Northern Cyprus in Cyprus and Somaliland in Somalia"
    )


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fetch(folder: Path) -> Path:
    """Unpack the npm package and give back its folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", "world-atlas"], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip()) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def read(topology: Mapping[str, Any]) -> Atlas:
    """Borders in degrees, and countries by our code; what has no code of ours stands under None."""
    (scale_x, scale_y), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    borders = []
    for steps in topology["arcs"]:
        x = y = 0
        border = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            border.append((x * scale_x + west, y * scale_y + south))
        borders.append(border)
    countries: dict[str | None, list[list[list[int]]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name in LEFT_OUT:
            continue
        code = code_of(name, geometry.get("id"))
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        countries.setdefault(code, []).extend(polygons)
    return Atlas(borders, countries)


def code_of(name: str, number: str | None) -> str | None:
    if name in CODES_BY_NAME:
        return CODES_BY_NAME[name]
    return pycountry.countries.get(numeric=number).alpha_2 if number else None


def party_names() -> dict[str, str]:
    """The states and territories of the vocabulary: their names by code."""
    with (PHALANX / "vocabulary/parties.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file) if row["kind"] == "state_or_territory"}


def with_crimea_in_ukraine(atlas: Atlas) -> Atlas:
    place = shapely.Point(IN_CRIMEA)
    around = [
        rings for rings in atlas.countries["RU"] if shapely.Polygon(chained(rings[0], atlas.borders)).contains(place)
    ]
    if len(around) != 1:
        raise SystemExit(f"{len(around)} of Russia's polygons hold Crimea; one was expected: look at the new atlas")
    russia = [rings for rings in atlas.countries["RU"] if rings not in around]
    return Atlas(atlas.borders, {**atlas.countries, "RU": russia, "UA": atlas.countries["UA"] + around})


# ── Thinning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def drawn(atlas: Atlas) -> dict[str | None, Any]:
    """Every country as one valid shape.

    Where thinning made a border cross itself or another one, it is thinned less and less until it does not.
    """
    microstates = [p for p in atlas.countries.values() if area(p, atlas.borders) < MICROSTATE_DEG2]
    strength = [1.0] * len(atlas.borders)
    for n in borders_of(polygon for polygons in microstates for polygon in polygons):
        strength[n] = 0
    kept = [
        (code, polygon)
        for code, polygons in atlas.countries.items()
        for polygon in large_enough(polygons, atlas.borders)
    ]
    while True:
        borders = thinned(atlas.borders, strength)
        parts = [shapely.Polygon(*rings_of(polygon, borders)) for _, polygon in kept]
        crossing = {
            n for (_, polygon), bad in zip(kept, faulty(parts), strict=True) if bad for n in borders_of([polygon])
        }
        if not crossing:
            break
        if all(strength[n] == 0 for n in crossing):
            raise SystemExit(f"Borders cross in the atlas itself: {sorted(crossing)}")
        for n in crossing:
            strength[n] = strength[n] / 2 if strength[n] > 0.02 else 0
    return {
        code: cut_at_antimeridian([part for (of, _), part in zip(kept, parts, strict=True) if of == code])
        for code in atlas.countries
    }


def faulty(parts: list[Any]) -> list[bool]:
    """Which of the parts cross themselves or others; parts that share a border to the point are at peace."""
    if not all(part.is_valid for part in parts):
        return [not part.is_valid for part in parts]
    return [not edge.is_empty for edge in shapely.coverage_invalid_edges(parts)]


def thinned(borders: list[list[Point]], strength: list[float]) -> list[list[Point]]:
    """The borders without their small bends, rounded; those of strength 0 keep all points, and finer ones."""
    fine = {point for border, force in zip(borders, strength, strict=True) if force == 0 for point in border}

    def rounded(point: Point) -> Point:
        decimals = FINE_DECIMALS if point in fine else DECIMALS
        return round(point[0], decimals), round(point[1], decimals)

    return [
        without_repeats(rounded(point) for point in (without_small_bends(border, force) if force else border))
        for border, force in zip(borders, strength, strict=True)
    ]


def without_small_bends(border: list[Point], strength: float) -> list[Point]:
    """Visvalingam and Whyatt's way: the point whose triangle with its neighbours is smallest goes, again and again.

    Both ends stay, as other borders meet there; a ring of one border keeps four points, or it would be no ring.
    """
    before = list(range(-1, len(border) - 1))
    after = list(range(1, len(border) + 1))
    kept = len(border)
    least = 4 if border[0] == border[-1] else 2

    def weight(n: int) -> float:
        return triangle(border[before[n]], border[n], border[after[n]]) / (strength * threshold(border[n]))

    current = {n: weight(n) for n in range(1, len(border) - 1)}
    queue = [(size, n) for n, size in current.items()]
    heapq.heapify(queue)
    while queue and kept > least:
        size, n = heapq.heappop(queue)
        if current.get(n) != size:
            continue
        if size >= 1:
            break
        del current[n]
        kept -= 1
        after[before[n]], before[after[n]] = after[n], before[n]
        for beside in (before[n], after[n]):
            if beside in current:
                # Never less than what went before: a bend does not become unimportant by losing its neighbours.
                current[beside] = max(size, weight(beside))
                heapq.heappush(queue, (current[beside], beside))
    return [border[0], *(border[n] for n in sorted(current)), border[-1]]


def threshold(point: Point) -> float:
    return NEAR_DEG2 if is_near(point) else FAR_DEG2


def is_near(point: Point) -> bool:
    west, south, east, north = NEAR
    return west <= point[0] <= east and south <= point[1] <= north


def triangle(a: Point, b: Point, c: Point) -> float:
    """Its area in square degrees of the equator."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2 * math.cos(math.radians(b[1]))


def without_repeats(points: Iterable[Point]) -> list[Point]:
    result: list[Point] = []
    for point in points:
        if not result or point != result[-1]:
            result.append(point)
    return result


def large_enough(polygons: list[list[list[int]]], borders: list[list[Point]]) -> list[list[list[int]]]:
    """The polygons without small islands; what touches another polygon or is the largest stays."""
    largest = max(polygons, key=lambda polygon: area([polygon], borders))
    kept = []
    for polygon in polygons:
        coast = chained(polygon[0], borders)
        least = NEAR_ISLAND_DEG2 if is_near(coast[0]) else FAR_ISLAND_DEG2
        if polygon is largest or len(polygon[0]) > 1 or area([polygon], borders) >= least:
            kept.append(polygon)
    return kept


def area(polygons: list[list[list[int]]], borders: list[list[Point]]) -> float:
    """In square degrees of the equator, holes not taken off."""
    return sum(
        float(shapely.Polygon(unrolled(ring)).area) * math.cos(math.radians(ring[0][1]))
        for ring in (chained(polygon[0], borders) for polygon in polygons)
    )


# ── Putting together ─────────────────────────────────────────────────────────────────────────────────────────────────


def borders_of(polygons: Iterable[list[list[int]]]) -> Iterator[int]:
    """The numbers of their borders, whichever way they run."""
    return (n if n >= 0 else ~n for polygon in polygons for ring in polygon for n in ring)


def chained(ring: list[int], borders: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for n in ring:
        border = borders[n] if n >= 0 else borders[~n][::-1]
        points += border[1:] if points else border
    return points


def rings_of(polygon: list[list[int]], borders: list[list[Point]]) -> tuple[list[Point], list[list[Point]]]:
    shell, *holes = (unrolled(chained(ring, borders)) for ring in polygon)
    return shell, holes


def unrolled(ring: list[Point]) -> list[Point]:
    """The ring without leaps from 180° east to 180° west: it goes on beyond 180° instead."""
    turns, result = 0, [ring[0]]
    for (x_before, _), (x, y) in pairwise(ring):
        turns += (x - x_before < -180) - (x - x_before > 180)
        result.append((x + 360 * turns, y))
    return result


def cut_at_antimeridian(parts: list[Any]) -> Any:
    """One shape of all parts, within 180° west and east; parts that touch along a border are joined."""
    pieces = []
    for part in parts:
        west, _, east, _ = part.bounds
        if west >= -180 and east <= 180:
            pieces.append(part)
            continue
        for turn in (-360, 0, 360):
            piece = shapely.clip_by_rect(part, turn - 180, -90, turn + 180, 90)
            pieces.append(shapely.transform(piece, lambda points, turn=turn: (points - (turn, 0)).round(FINE_DECIMALS)))
    return shapely.union_all([piece for piece in pieces if not piece.is_empty])


def check(shapes: Mapping[str | None, Any]) -> None:
    """Refuse shapes that cross themselves, overlap, or leave slivers between neighbours."""
    broken = [code for code, shape in shapes.items() if not shape.is_valid or shape.is_empty]
    if broken:
        raise SystemExit(f"Not valid: {broken}")
    codes = list(shapes)
    edges = shapely.coverage_invalid_edges([shapes[code] for code in codes])
    overlapping = [code for code, edge in zip(codes, edges, strict=True) if not edge.is_empty]
    if overlapping:
        raise SystemExit(f"These do not meet their neighbours cleanly: {overlapping}")


def feature(code: str | None, shape: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """One country as GeoJSON: outer rings counter-clockwise, holes clockwise (RFC 7946)."""
    oriented = shapely.orient_polygons(shape)
    lon, lat = LABELS.get(code or "") or label_point(shape)
    name = names[code] if code else "Siachen Glacier (disputed)"
    return {
        "type": "Feature",
        "id": code or "disputed",
        "properties": {"iso2": code, "name": name, "label_lon": lon, "label_lat": lat},
        "geometry": json.loads(shapely.to_geojson(oriented)),
    }


def label_point(shape: Any) -> Point:
    """The place within the largest part that is farthest from its borders, as the reader sees it."""
    parts = list(shape.geoms) if hasattr(shape, "geoms") else [shape]
    largest = max(parts, key=lambda part: part.area * math.cos(math.radians(part.centroid.y)))
    narrowing = math.cos(math.radians(largest.centroid.y))
    as_seen = shapely.transform(largest, lambda points: points * (narrowing, 1))
    place = polylabel(as_seen, tolerance=math.sqrt(as_seen.area) / 100)
    return round(place.x / narrowing, FINE_DECIMALS), round(place.y, FINE_DECIMALS)


if __name__ == "__main__":
    main()
