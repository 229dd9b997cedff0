"""Addresses of the service as a reader behind a proxy sees them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.surfaces.api.features.conftest import small

from phalanx.surfaces.api import create_app
from phalanx.surfaces.api.features import router
from phalanx.surfaces.api.worlds import Worlds


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[Worlds]:
    found = Worlds(small(tmp_path))
    yield found
    found.close()


async def start(app: FastAPI, path: str, *, root_path: str = "", **headers: str) -> list[str]:
    """The addresses of the links of the landing page, asked for under example.org."""
    transport = httpx.ASGITransport(app, root_path=root_path)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url="https://example.org") as client:
        response = await client.get(path, headers=named)
    assert response.status_code == 200, response.text
    return [link["href"] for link in response.json()["links"]]


@pytest.mark.parametrize("path", ["/ogc", "/ogc/"])
def test_start_where_the_service_is_mounted(path: str, worlds: Worlds) -> None:
    assert ask(mounted(worlds), path)[-1] == "https://example.org/ogc/collections"


def test_follow_the_root_path(worlds: Worlds) -> None:
    assert ask(mounted(worlds), "/ogc", root_path="/deep/down")[-1] == "https://example.org/deep/down/ogc/collections"


def test_follow_the_root_path_of_the_whole_application(worlds: Worlds, tmp_path: Path) -> None:
    app = create_app(f"sqlite:///{tmp_path / 'small.sqlite'}")
    assert ask(app, "/ogc", root_path="/deep")[-1] == "https://example.org/deep/ogc/collections"


def test_follow_the_public_address_whatever_the_request_came_by(tmp_path: Path) -> None:
    app = create_app(small(tmp_path), public_url="https://public.example/deep/")
    assert ask(app, "/ogc", x_forwarded_prefix="//evil.example")[-1] == "https://public.example/deep/ogc/collections"


def mounted(worlds: Worlds) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.include_router(router(worlds), prefix="/ogc")
    return app


def ask(app: FastAPI, path: str, *, root_path: str = "", **headers: str) -> list[str]:
    return asyncio.run(start(app, path, root_path=root_path, **headers))
