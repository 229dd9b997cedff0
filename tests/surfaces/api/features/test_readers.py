"""Other people's readers: GDAL, which QGIS reads with as well, and OWSLib. The bundled facts and the small world."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from owslib.ogcapi.features import Features  # type: ignore[import-untyped]
from tests.surfaces.api.features.conftest import serving

from phalanx.public import open_registry
from phalanx.world import World

LAYERS = ("states", "ties", "pacts", "groupings", "transport-nodes", "transport-links", "northern-indicators")
DAY = "valid_on=2025-12-31"
BUNDLED_DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True, scope="module")
def gdal() -> None:
    if not shutil.which("ogrinfo"):
        pytest.skip("needs ogrinfo and ogr2ogr (Debian: apt-get install gdal-bin)")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    """The service over the bundled facts, and their World on the day of their edition."""
    path = tmp_path_factory.mktemp("bundled") / "registry.sqlite"
    with open_registry(str(path)) as registry:
        world = World.of(registry, BUNDLED_DAY)
    with serving(str(path)) as address:
        yield address, world


@pytest.fixture(scope="module")
def copied(bundled: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GeoPackage that GDAL made of every layer of the bundled facts."""
    path = tmp_path_factory.mktemp("copied") / "all.gpkg"
    source = f"OAPIF:{bundled[0]}?valid_on={BUNDLED_DAY}"
    run("ogr2ogr", "--config", "OGR_SQLITE_SYNCHRONOUS", "OFF", str(path), source)
    return path


def run(program: str, *words: str) -> str:
    """What one of GDAL's programs says; a complaint of its is a failure."""
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def select(path: Path, query: str) -> list[dict[str, str]]:
    """The rows that GDAL's SQL finds in a file."""
    told = run("ogr2ogr", "-f", "CSV", "/vsistdout/", str(path), "-dialect", "SQLite", "-sql", query)
    return list(csv.DictReader(told.splitlines()))


def counts(told: str) -> list[int]:
    return [int(line.partition(":")[2]) for line in told.splitlines() if line.startswith("Feature Count:")]


def test_gdal_lists_every_layer_with_its_geometry_and_counts_as_the_small_world_does(service: str) -> None:
    told = run("ogrinfo", "-ro", "-so", "-al", f"OAPIF:{service}?{DAY}").splitlines()
    assert [line.removeprefix("Layer name: ") for line in told if line.startswith("Layer name: ")] == list(LAYERS)
    assert [line.removeprefix("Geometry: ") for line in told if line.startswith("Geometry: ")] == [
        "Multi Polygon", "Line String", "Multi Point", "Multi Polygon", "Point", "Line String", "Point",
    ]  # fmt: skip
    # States, ties that stand, the pact, groupings, nodes, links, indicators.
    assert counts("\n".join(told)) == [4, 5, 1, 2, 3, 2, 3]


def test_gdal_keeps_the_day(service: str) -> None:
    assert counts(run("ogrinfo", "-ro", "-so", f"OAPIF:{service}?valid_on=2019-12-31", "ties")) == [2]


def test_gdal_finds_what_lies_in_a_box(service: str) -> None:
    box = ("-spat", "20", "50", "22", "51")
    assert counts(run("ogrinfo", "-ro", "-so", *box, f"OAPIF:{service}?{DAY}", "states")) == [1]
    assert "iso2 (String) = PL" in run("ogrinfo", "-ro", *box, f"OAPIF:{service}?{DAY}", "states")


def test_gdal_finds_what_has_a_value(service: str) -> None:
    told = run("ogrinfo", "-ro", "-where", "a = 'DE' AND clause = 'assistance'", f"OAPIF:{service}?{DAY}", "ties")
    assert [line.strip() for line in told.splitlines() if "  b (String)" in line] == ["b (String) = FR"]


def test_gdal_turns_pages(bundled: tuple[str, World]) -> None:
    address, world = bundled
    source = f"OAPIF:{address}?valid_on={BUNDLED_DAY}"
    told = run("ogrinfo", "-ro", "-oo", "PAGE_SIZE=30", source, "transport-nodes")
    assert told.count("OGRFeature(transport-nodes)") == world.table("mobility_nodes").height > 150


def test_gdal_copies_the_bundled_facts_whole_and_valid(copied: Path, bundled: tuple[str, World]) -> None:
    kinds = {
        "states": "states",
        "groupings": "groupings",
        "transport-nodes": "mobility_nodes",
        "transport-links": "mobility_links",
        "northern-indicators": "arctic_layers",
    }
    count = "SELECT '{0}' AS layer, COUNT(*) AS n, SUM(NOT ST_IsValid(geom)) AS faulty FROM \"{0}\""
    rows = {row["layer"]: row for row in select(copied, " UNION ALL ".join(count.format(layer) for layer in LAYERS))}
    assert {layer: int(row["faulty"]) for layer, row in rows.items()} == dict.fromkeys(LAYERS, 0)
    for layer, kind in kinds.items():
        assert int(rows[layer]["n"]) == bundled[1].table(kind).height


def test_an_area_of_several_is_as_large_as_they_are(copied: Path, bundled: tuple[str, World]) -> None:
    """Without the borders between its members, but neither more land nor less: GDAL measures both."""
    land = {r["iso2"]: float(r["size"]) for r in select(copied, "SELECT iso2, ST_Area(geom) AS size FROM states")}
    found = {r["id"]: r["size"] for r in select(copied, "SELECT id, ST_Area(geom) AS size FROM groupings")}
    measured = 0
    for row in bundled[1].table("groupings").iter_rows(named=True):
        if set(row["members"]) <= set(land):
            assert float(found[row["id"]]) == pytest.approx(sum(land[code] for code in row["members"])), row["id"]
            measured += 1
    assert measured > 20


def test_gdal_writes_geojson_as_it_came(service: str, tmp_path: Path) -> None:
    copy = tmp_path / "ties.geojson"
    run("ogr2ogr", str(copy), f"OAPIF:{service}?{DAY}", "ties")
    found = json.loads(copy.read_text())["features"]
    assert sorted(feature["properties"]["a"] + feature["properties"]["b"] for feature in found) == [
        "DEFR", "DEPL", "DESE", "FRPL", "PLSE",
    ]  # fmt: skip
    assert {tuple(feature["properties"]["ids"]) for feature in found} >= {
        ("de-fr-2019-treaty",),
        ("pl-se-2022-letter",),
    }


def test_owslib_reads_it(service: str) -> None:
    reader = Features(service)
    assert reader.feature_collections() == list(LAYERS)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in reader.conformance()["conformsTo"]
    assert reader.api()["openapi"].startswith("3.0")
    assert reader.collection("pacts")["title"] == "Pacts of three and more"
    assert set(reader.collection_queryables("northern-indicators")["properties"]) >= {"layer", "date", "value"}
    items: dict[str, Any] = reader.collection_items("ties", limit=2, valid_on="2025-12-31")
    assert (items["numberMatched"], items["numberReturned"]) == (5, 2)
    assert reader.collection_items("states", bbox=[20, 50, 22, 51])["features"][0]["id"] == "PL"
    assert reader.collection_items("northern-indicators", datetime_="2024/..")["numberMatched"] == 1
    assert reader.collection_item("states", "SE")["properties"]["name"] == "Sweden"
