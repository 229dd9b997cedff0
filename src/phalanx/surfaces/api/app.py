"""The application: every route, one shape for errors, and the step around it that keeps finished answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from phalanx import __version__
from phalanx.analyses import all_questions
from phalanx.errors import PhalanxError
from phalanx.registry.records import KINDS
from phalanx.surfaces.api import (
    atlas,
    catalogue,
    describing,
    differing,
    facts,
    features,
    health,
    pages,
    problems,
    records,
    searching,
)
from phalanx.surfaces.api.finishing import Finishing, address_of
from phalanx.surfaces.api.metrics import Metrics
from phalanx.surfaces.api.policy import UNKEPT
from phalanx.surfaces.api.routes import Asked, Site, add
from phalanx.surfaces.api.worlds import Worlds

if TYPE_CHECKING:
    from starlette.types import ASGIApp


EVERY_ANSWER = 1_000


def build(registry_url: str | None, *, static: bool = False, public_url: str | None = None) -> FastAPI:
    """The application on a registry; see `phalanx.surfaces.api.create_app`."""
    # An export asks for every answer in every format, one format after the other.
    worlds = Worlds(registry_url, EVERY_ANSWER) if static else Worlds(registry_url)
    metrics = Metrics()
    site = Site(worlds, static, public_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(_warm, worlds)
        yield
        worlds.close()

    app = FastAPI(
        title="Phalanx",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )

    def tell(request: Request, error: Exception) -> Response:
        assert isinstance(error, PhalanxError)
        status, told = problems.problem(error, _address(request), site.root)
        return Response(problems.as_bytes(told), status, UNKEPT, problems.MEDIA_TYPE)

    app.add_exception_handler(PhalanxError, tell)

    def tell_unknown(request: Request, error: Exception) -> Response:
        """Nothing there: a page for somebody with a browser, a problem for everybody else."""
        path = request.url.path
        if "text/html" in request.headers.get("accept", "") and not path.startswith(("/api", "/ogc", "/assets/")):
            reply = pages.unknown(Asked(site, {}, {}, _address(request)))
            return Response(reply.body, reply.status, dict(reply.headers), reply.media_type)
        found, expected = f"There is nothing at {path[:200]!r}", "an address that /api/v1/ lists"
        return tell(request, problems.UnknownPlace(found, expected, "see /api/v1/docs"))

    app.add_exception_handler(HTTPException, tell_unknown)
    routes = (
        *catalogue.routes(),
        *facts.routes(),
        records.ROUTE,
        searching.ROUTE,
        differing.ROUTE,
        atlas.ROUTE,
        *describing.routes(app),
        *health.routes(metrics),
    )
    for route in (*routes, *pages.routes()):
        add(app, site, route)
    app.include_router(features.router(worlds), prefix="/ogc", include_in_schema=False)

    app.state.worlds = worlds

    def around(inner: ASGIApp) -> Finishing:
        return Finishing(inner, site, metrics)

    app.add_middleware(around)
    return app


def _warm(worlds: Worlds) -> None:
    """Read the World of today and load the questions, so that the first reader waits no longer than the others."""
    all_questions()
    with suppress(PhalanxError):  # whoever asks will be told
        for kind in KINDS:
            worlds.world().table(kind)


def _address(request: Request) -> str:
    return address_of(request.scope)
