"""Descriptions: what the service says of itself – conformance, collections, queryable fields, the API in OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phalanx import __version__
from phalanx.surfaces.api.asking import Parameter
from phalanx.surfaces.api.features.addresses import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Addresses, item_path, link
from phalanx.surfaces.api.features.asked import BBOX, CLOCKS, FORMAT, WHOLE_WORLD, item_parameters
from phalanx.surfaces.api.features.boxes import around
from phalanx.surfaces.api.features.layers import LAYERS, Feature, Field, Layer
from phalanx.surfaces.api.problems import MEDIA_TYPE

TITLE = "Phalanx: layers for maps"
ABOUT = (
    "European defence cooperation as layers: states, ties between two, pacts of three and more, groupings, the transport "
    "graph of military mobility, and northern indicators. Every address takes valid_on (the day the facts are to be "
    "true of) and known_at (the moment up to which the registry's journal is read). Facts: CC BY 4.0; shapes: Natural "
    "Earth, public domain."
)
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)
PLACES = {
    "Point": "geometry-point",
    "MultiPoint": "geometry-multipoint",
    "LineString": "geometry-linestring",
    "MultiPolygon": "geometry-multipolygon",
}
"""How queryables name each kind of geometry."""


def start(to: Addresses) -> dict[str, Any]:
    """The landing page."""
    return {
        "title": TITLE,
        "description": ABOUT,
        "links": [
            *to.ways(JSON, TITLE),
            link(to.to("/api"), "service-desc", OPENAPI, "What can be asked, in OpenAPI 3.0"),
            link(to.to("/api", f="html"), "service-doc", HTML, "What can be asked, as a page"),
            link(to.to("/conformance"), "conformance", JSON, "The standards it follows"),
            link(to.to("/collections"), "data", JSON, "The layers"),
        ],
    }


def conformance(to: Addresses) -> dict[str, Any]:
    """The conformance classes of the standards."""
    return {"conformsTo": list(CONFORMS), "links": to.ways(JSON, "The standards it follows")}


def collections(to: Addresses, drawn: Mapping[str, Sequence[Feature]]) -> dict[str, Any]:
    """Every layer with its extent; `drawn` are their features."""
    return {
        "links": to.ways(JSON, "The layers"),
        "collections": [collection(to, LAYERS[name], features) for name, features in drawn.items()],
    }


def collection(to: Addresses, layer: Layer, features: Sequence[Feature]) -> dict[str, Any]:
    """One layer: what it is, how far it reaches in space and time, and where its features are."""
    path = f"/collections/{layer.id}"
    box = around(feature.box for feature in features if feature.box) or WHOLE_WORLD
    extent: dict[str, Any] = {"spatial": {"bbox": [list(box)], "crs": CRS84}}
    if layer.timed:
        begins = [feature.first for feature in features if feature.first]
        ends = [feature.last for feature in features]
        last = max(end for end in ends if end) if ends and all(ends) else None
        first = min(begins) if begins else None
        extent["temporal"] = {"interval": [[_moment(first), _moment(last)]], "trs": GREGORIAN}
    return {
        "id": layer.id,
        "title": layer.title,
        "description": layer.about,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": extent,
        "links": [
            link(to.to(path), "self", JSON, layer.title),
            link(to.to(path, f="html"), "alternate", HTML, f"{layer.title}, as a page"),
            link(to.to(f"{path}/items"), "items", GEOJSON, f"{layer.title}: the features"),
            link(to.to(f"{path}/items", f="html"), "items", HTML, f"{layer.title}: the features, as a page"),
            link(to.to(f"{path}/queryables"), QUERYABLES, SCHEMA, f"{layer.title}: the fields to ask by"),
        ],
    }


def _moment(day: Any) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00Z"


def queryables(to: Addresses, layer: Layer) -> dict[str, Any]:
    """The fields a layer can be asked by, as JSON Schema."""
    geometry = {"title": "geometry", "description": layer.geometry, "format": PLACES[layer.geometry]}
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$id": to.here(),
        "type": "object",
        "title": layer.title,
        "description": layer.about,
        "properties": {
            "geometry": geometry | {"x-ogc-role": "primary-geometry"},
            **{name: _schema(name, field) for name, field in layer.fields.items()},
        },
        "additionalProperties": False,
    }


def _schema(name: str, field: Field) -> dict[str, Any]:
    types = {"flag": "boolean", "integer": "integer", "number": "number"}
    schema: dict[str, Any] = {"title": name, "description": field.meaning, "type": types.get(field.shape, "string")}
    if field.codes:
        schema["enum"] = list(field.codes)
    if field.unit:
        schema["x-ogc-unit"] = field.unit
    return schema


def feature(layer: Layer, found: Feature) -> dict[str, Any]:
    """One feature as GeoJSON."""
    return {
        "type": "Feature",
        "id": found.id,
        "geometry": found.geometry,
        "properties": {name: found.properties[name] for name in layer.fields},
    }


def item_links(to: Addresses, layer: Layer, found: Feature) -> list[dict[str, str]]:
    """Links of one feature: itself, its page, its layer."""
    path = item_path(layer.id, found.id)
    return [
        link(to.to(path), "self", GEOJSON, found.id),
        link(to.to(path, f="html"), "alternate", HTML, f"{found.id}, as a page"),
        link(to.to(f"/collections/{layer.id}"), "collection", JSON, layer.title),
    ]


# ── OpenAPI ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def api(to: Addresses) -> dict[str, Any]:
    """What can be asked, in OpenAPI 3.0. Each layer has paths of its own, as each has fields of its own to ask by."""
    plain = (*CLOCKS, FORMAT)
    paths = {
        "/": _get("start", "What there is", plain),
        "/api": _get("api", "What can be asked", plain, OPENAPI),
        "/conformance": _get("conformance", "The standards the service follows", plain),
        "/collections": _get("collections", "The layers", plain),
    }
    for layer in LAYERS.values():
        path, name = f"/collections/{layer.id}", layer.title
        paths[path] = _get(f"{layer.id}.collection", f"{name}: the layer", plain)
        paths[f"{path}/queryables"] = _get(f"{layer.id}.queryables", f"{name}: the fields to ask by", plain, SCHEMA)
        paths[f"{path}/items"] = _get(
            f"{layer.id}.items", f"{name}: the features", item_parameters(layer), GEOJSON, about=layer.about
        )
        paths[f"{path}/items/{{featureId}}"] = _get(
            f"{layer.id}.item", f"{name}: one feature", plain, GEOJSON, parts=[_FEATURE_ID]
        )
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE,
            "description": ABOUT,
            "version": __version__,
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": to.start}],
        "paths": paths,
        "components": {"schemas": {"problem": _PROBLEM}},
    }


_FEATURE_ID = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "description": "The feature's id.",
    "schema": {"type": "string"},
}
_PROBLEM = {
    "type": "object",
    "description": "What was found, what was expected and what to do (RFC 9457).",
    "required": ["title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "found": {"type": "string"},
        "expected": {"type": "string"},
        "remedy": {"type": "string"},
    },
}
_MISTAKES = {
    "400": "A parameter cannot be used, or there is none of that name",
    "404": "There is no such layer or feature",
    "503": "The registry cannot be read",
}


def _get(
    name: str,
    summary: str,
    parameters: Sequence[Parameter],
    media_type: str = JSON,
    *,
    about: str = "",
    parts: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    content = {media_type: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}
    told = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/problem"}}}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "tags": [name.partition(".")[0]],
        "parameters": [*parts, *(_parameter(parameter) for parameter in parameters)],
        "responses": {
            "200": {"description": summary, "content": content},
            **{status: {"description": words, "content": told} for status, words in _MISTAKES.items()},
        },
    }
    if about:
        operation["description"] = about
    return {"get": operation}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    """A parameter as OpenAPI has it. A box is one text with commas in it, not a parameter for each number."""
    described = parameter.described()
    return described | {"style": "form", "explode": False} if parameter is BBOX else described
