"""Routes: the addresses of the service, each answered as JSON or as a page, as the request prefers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from phalanx.errors import UnknownRecord
from phalanx.surfaces.api.asking import Parameter
from phalanx.surfaces.api.features import asked, described, pages
from phalanx.surfaces.api.features.addresses import (
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    SCHEMA,
    START,
    Addresses,
    addresses_of,
    item_path,
    link,
)
from phalanx.surfaces.api.features.layers import LAYERS, Feature, Layer

if TYPE_CHECKING:
    from phalanx.surfaces.api.worlds import Worlds
    from phalanx.world import World

PLAIN = (*asked.CLOCKS, asked.FORMAT)


def router(worlds: Worlds) -> APIRouter:
    """The routes of the service over some Worlds, to be mounted under a prefix such as `/ogc`."""
    service = Service(worlds)
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("", service.start, methods=["GET"], name=START)
    for path, answer in {
        "/": service.start,
        "/conformance": service.conformance,
        "/api": service.api,
        "/look/{name}": service.look,
        "/collections": service.collections,
        "/collections/{layer}": service.collection,
        "/collections/{layer}/queryables": service.queryables,
        "/collections/{layer}/items": service.items,
        "/collections/{layer}/items/{feature:path}": service.item,
    }.items():
        routes.add_api_route(path, answer, methods=["GET"], name=f"ogc{path}")
    return routes


@dataclass(frozen=True)
class Asked:
    """One request, read: its addresses, the values of its parameters, and whether it wants a page."""

    worlds: Worlds
    to: Addresses
    values: dict[str, Any]
    as_page: bool

    @cached_property
    def world(self) -> World:
        return self.worlds.world(self.values["valid_on"], self.values["known_at"])


class Service:
    """What each address answers."""

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds

    def start(self, request: Request) -> Response:
        ask = self._read(request, "")
        return _answer(ask, described.start, pages.start)

    def conformance(self, request: Request) -> Response:
        ask = self._read(request, "/conformance")
        return _answer(ask, described.conformance, pages.conformance)

    def api(self, request: Request) -> Response:
        ask = self._read(request, "/api")
        return _answer(ask, described.api, pages.api, OPENAPI)

    def collections(self, request: Request) -> Response:
        ask = self._read(request, "/collections")
        drawn = {name: layer.features(ask.world) for name, layer in LAYERS.items()}
        return _answer(
            ask, lambda to: described.collections(to, drawn), lambda to: pages.collections(to, drawn), world=ask.world
        )

    def collection(self, request: Request) -> Response:
        layer = _layer(request)
        ask = self._read(request, f"/collections/{layer.id}")
        features = layer.features(ask.world)
        return _answer(
            ask,
            lambda to: described.collection(to, layer, features),
            lambda to: pages.collection(to, layer, features),
            world=ask.world,
        )

    def queryables(self, request: Request) -> Response:
        layer = _layer(request)
        ask = self._read(request, f"/collections/{layer.id}/queryables")
        return _answer(ask, lambda to: described.queryables(to, layer), lambda to: pages.queryables(to, layer), SCHEMA)

    def items(self, request: Request) -> Response:
        layer = _layer(request)
        ask = self._read(request, f"/collections/{layer.id}/items", asked.item_parameters(layer))
        page = asked.choose(layer, layer.features(ask.world), ask.values)
        return _answer(
            ask,
            lambda to: _feature_collection(to, layer, page, ask.world),
            lambda to: pages.items(to, layer, page),
            GEOJSON,
            world=ask.world,
        )

    def item(self, request: Request) -> Response:
        layer = _layer(request)
        name = request.path_params["feature"]
        ask = self._read(request, item_path(layer.id, name))
        found = _feature(layer, layer.features(ask.world), name)
        return _answer(
            ask,
            lambda to: (
                described.feature(layer, found)
                | {"links": described.item_links(to, layer, found), "world": _stamp(ask.world)}
            ),
            lambda to: pages.item(to, layer, found),
            GEOJSON,
            world=ask.world,
        )

    def look(self, request: Request) -> Response:
        """The pages' style sheet and fonts."""
        name = request.path_params["name"]
        if name == "page.css":
            return Response(pages.style_sheet(), media_type="text/css")
        font = pages.font(name)
        if font is None:
            raise UnknownRecord(f"There is no file {name[:80]!r} here", "page.css or one of the fonts it names")
        return Response(font, media_type="font/woff2")

    def _read(self, request: Request, path: str, parameters: Sequence[Parameter] = PLAIN) -> Asked:
        values = asked.read(request.scope["query_string"].decode("ascii", "replace"), parameters)
        wanted = values["f"] or ("html" if _prefers_page(request.headers.get("accept", "")) else "json")
        return Asked(self.worlds, addresses_of(request, path), values, wanted == "html")


def _layer(request: Request) -> Layer:
    name = request.path_params["layer"]
    if name not in LAYERS:
        raise UnknownRecord(f"There is no layer {name[:80]!r}", f"one of {', '.join(LAYERS)}")
    return LAYERS[name]


def _feature(layer: Layer, features: Sequence[Feature], name: str) -> Feature:
    for feature in features:
        if feature.id == name:
            return feature
    raise UnknownRecord(
        f"The layer {layer.id} has no feature {name[:200]!r} on that day",
        "the id of one of its features",
        f"look into /collections/{layer.id}/items",
    )


def _answer(
    ask: Asked,
    as_data: Callable[[Addresses], dict[str, Any]],
    as_page: Callable[[Addresses], pages.View],
    media_type: str = JSON,
    *,
    world: World | None = None,
) -> Response:
    # Caches must not give one reader the page and another the data, nor one prefix's links to another's.
    headers = {"vary": "Accept"}
    if ask.as_page:
        page = pages.render(as_page(ask.to), ask.to, world)
        return Response(page, headers=headers | {"content-security-policy": pages.POLICY}, media_type=HTML)
    response = Response(orjson.dumps(as_data(ask.to)), headers=headers)
    response.headers["content-type"] = media_type
    return response


def _feature_collection(to: Addresses, layer: Layer, page: asked.Page, world: World) -> dict[str, Any]:
    title = f"{layer.title}: the features"
    links = to.ways(GEOJSON, title)
    if page.next is not None:
        links.append(link(to.here(offset=page.next), "next", GEOJSON, "The features after these"))
    if page.previous is not None:
        links.append(link(to.here(offset=page.previous), "prev", GEOJSON, "The features before these"))
    links.append(link(to.to(f"/collections/{layer.id}"), "collection", JSON, layer.title))
    return {
        "type": "FeatureCollection",
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
        "features": [described.feature(layer, feature) for feature in page.features],
        "links": links,
        "world": _stamp(world),
    }


def _stamp(world: World) -> dict[str, str]:
    stamp = world.stamp
    return {"valid_on": stamp.valid_on, "known_at": stamp.known_at, "journal_head": stamp.journal_head}


def _prefers_page(accept: str) -> bool:
    """Whether an Accept header likes HTML more than JSON, as a browser's does."""
    page, data = 0.0, 0.0
    for part in accept.lower().split(","):
        media_type, *settings = (setting.strip() for setting in part.split(";"))
        weight = next((_weight(setting[2:]) for setting in settings if setting.startswith("q=")), 1.0)
        if media_type.endswith("html"):
            page = max(page, weight)
        if media_type.endswith("json"):
            data = max(data, weight)
    return page > data


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
