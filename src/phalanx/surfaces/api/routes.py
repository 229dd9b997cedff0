"""Routes: what an address answers, declared once with its parameters, words and media types for OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from phalanx.surfaces.api.asking import Parameter, read_query
from phalanx.surfaces.api.worlds import Worlds
from phalanx.world import World

if TYPE_CHECKING:
    from fastapi import FastAPI

JSON = "application/json"


@dataclass(frozen=True)
class Site:
    """What every answer may need to know: the Worlds, whether pages stand alone, and the site's public address."""

    worlds: Worlds
    static: bool = False
    public_url: str | None = None

    @property
    def root(self) -> str:
        """The path under which the public reaches the site, without a slash at its end; empty for the top."""
        return urlsplit(self.public_url or "").path.rstrip("/")


@dataclass(frozen=True)
class Asked:
    """One request, read: the parts of its path, the values of its parameters, and the address it came by."""

    site: Site
    path: Mapping[str, str]
    values: Mapping[str, Any]
    address: str
    root_path: str = ""

    @cached_property
    def world(self) -> World:
        """The World its two clocks mean."""
        return self.site.worlds.world(self.values.get("valid_on"), self.values.get("known_at"))


@dataclass(frozen=True)
class Reply:
    """What goes back: the whole body, its media type, and headers beside the usual ones."""

    body: bytes
    media_type: str = JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: Any) -> Reply:
    """A value as JSON."""
    return Reply(orjson.dumps(value))


def as_file(body: bytes | str, media_type: str, name: str) -> Reply:
    """A file to keep, under a name made of letters, digits, dots and dashes."""
    content = body.encode() if isinstance(body, str) else body
    shown = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in name)
    return Reply(content, media_type, headers={"content-disposition": f'attachment; filename="{shown}"'})


@dataclass(frozen=True)
class PathPart:
    """A part of a path that stands for something: its name, meaning, an example, and its schema."""

    name: str
    meaning: str
    example: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True)
class Route:
    """An address and what it answers. `{name:path}` in a path takes slashes too."""

    path: str
    summary: str
    about: str
    answer: Callable[[Asked], Reply]
    parameters: tuple[Parameter, ...] = ()
    parts: tuple[PathPart, ...] = ()
    media_types: tuple[str, ...] = (JSON,)
    example: Any = None
    tag: str = "registry"
    shown: bool = True
    """Whether OpenAPI tells of it."""
    loose: bool = False
    """Whether it takes any query, as pages do: what stands there is the reader's view, and none of the server's."""


def add(app: FastAPI, site: Site, route: Route) -> None:
    """Let an application answer a route."""
    from starlette.requests import Request
    from starlette.responses import Response

    def endpoint(request: Request) -> Response:
        query = request.scope["query_string"].decode("ascii")
        asked = Asked(
            site,
            request.path_params,
            {} if route.loose else read_query(query, route.parameters),
            request.scope["raw_path"].decode("ascii") + (f"?{query}" if query else ""),
            request.scope.get("root_path", ""),
        )
        reply = route.answer(asked)
        response = Response(reply.body, reply.status, dict(reply.headers))
        response.headers["content-type"] = reply.media_type
        return response

    endpoint.__annotations__ = {"request": Request, "return": Response}
    app.add_api_route(
        route.path,
        endpoint,
        methods=["GET"],
        summary=route.summary,
        description=route.about,
        operation_id=_operation(route.path),
        tags=[route.tag],
        include_in_schema=route.shown,
        response_class=Response,
        responses=_responses(route),
        openapi_extra={
            "parameters": [
                *(_part(part) for part in route.parts),
                *(parameter.described() for parameter in route.parameters if parameter.shown),
            ]
        },
    )


def _operation(path: str) -> str:
    words = path.replace("/api/v1", "").replace("{", "").replace("}", "").replace(":path", "")
    return "-".join(filter(None, words.replace(".", "-").split("/"))) or "start"


def _part(part: PathPart) -> dict[str, Any]:
    return {
        "name": part.name,
        "in": "path",
        "required": True,
        "description": part.meaning,
        "schema": dict(part.schema),
        "example": part.example,
    }


def _responses(route: Route) -> dict[int | str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = {media_type.partition(";")[0]: {} for media_type in route.media_types}
    if route.example is not None:
        content[JSON] = {"example": route.example}
    refused = {"schema": {"$ref": "#/components/schemas/Problem"}}
    problem = {"content": {"application/problem+json": refused}}
    return {
        200: {"description": "The answer.", "content": content},
        304: {"description": "What the reader has, by its ETag, is still the answer."},
        "4XX": {"description": "The request cannot be answered as it is; the problem says what is allowed."} | problem,
        503: {"description": "The registry cannot be read; the problem says what to do."} | problem,
    }
