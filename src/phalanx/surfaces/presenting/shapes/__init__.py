"""The shapes of the world's countries, bundled: what maps are drawn with, and where a country's label goes.

From Natural Earth's 1:50m countries (public domain), thinned by `scripts/shapes.py`. Disputed areas are drawn as Natural
Earth draws them, which is mostly by who holds them: the Golan is Israel's, Western Sahara only the part that Morocco
does not hold; Kosovo, Palestine and Taiwan stand by themselves. Three are drawn otherwise: Crimea is Ukraine's (General
Assembly resolution 68/262), Northern Cyprus the Republic of Cyprus's (Security Council resolutions 541 and 550), and
Somaliland Somalia's. The Siachen Glacier has no code. Territories that Natural Earth draws with their state have no
shape of their own: Svalbard is part of Norway's, French Guiana of France's. Antarctica is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

PATH = files(__package__) / "countries.geojson"
"""GeoJSON: a feature a country, with `iso2`, `name`, `label_lon` and `label_lat`."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country on the map: its label's place in degrees and its GeoJSON geometry, a Polygon or MultiPolygon."""

    code: str
    name: str
    label: tuple[float, float]
    geometry: Mapping[str, Any]


@cache
def countries() -> Mapping[str, Country]:
    """Every country that has a shape, by code."""
    features = orjson.loads(PATH.read_bytes())["features"]
    return {
        code: Country(code, fields["name"], (fields["label_lon"], fields["label_lat"]), feature["geometry"])
        for feature in features
        if (code := (fields := feature["properties"])["iso2"])
    }


@cache
def source() -> str:
    """Where the shapes come from, in a sentence for the foot of a map."""
    return str(orjson.loads(PATH.read_bytes())["source"])
