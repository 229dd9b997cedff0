"""Asking the application: requests within this process, several at once, answers in the order of the questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import orjson

from phalanx.errors import PhalanxError
from phalanx.surfaces.site.addresses import Wanted

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI

AT_ONCE = 4
"""Requests under way together: drawing and packing leave Python's lock, so a few keep all processors busy."""
CANNOT = 422


class NotAnswered(PhalanxError):
    """The application refused an address that it was expected to answer."""


class Asker:
    """The application, ready to be asked."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def bytes_of(self, address: str) -> bytes:
        """What an address answers.

        Raises:
            NotAnswered: with the problem that the application told.
        """
        return self._body(address, await self._client.get(address))

    def _body(self, address: str, response: httpx.Response) -> bytes:
        if response.status_code != 200:
            raise NotAnswered(f"{address} was answered with {response.status_code}: {_told(response)}")
        body: bytes = response.content
        return body

    async def attempt(self, address: str) -> bytes | None:
        """What an address answers; None where the registry lacks what that takes."""
        response = await self._client.get(address)
        return None if response.status_code == CANNOT else self._body(address, response)

    async def json(self, address: str) -> Any:
        """What an address answers, read."""
        return orjson.loads(await self.bytes_of(address))

    async def all_of(self, wanted: Sequence[Wanted]) -> list[bytes]:
        """Several answers, in the order asked."""
        return await asyncio.gather(*(self._whole(one) if one.paged else self.bytes_of(one.address) for one in wanted))

    async def rows(self, wanted: Wanted) -> dict[str, Any]:
        """All rows of an address that answers so many at once, as one answer."""
        told: dict[str, Any] = await self.json(wanted.address)
        further = told["next"]
        while further:
            page = await self.json(further)
            told["rows"] += page["rows"]
            further = page["next"]
        return told | {"limit": max(told["limit"], told["total"]), "next": None}

    async def _whole(self, wanted: Wanted) -> bytes:
        return orjson.dumps(await self.rows(wanted))


@asynccontextmanager
async def asking(app: FastAPI) -> AsyncIterator[Asker]:
    """The application running in this process, closed in the end."""
    import httpx

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://site.invalid",
            headers={"accept-encoding": "identity"},
            timeout=httpx.Timeout(None),  # a large registry may take its time, and nobody else waits
        ) as client,
    ):
        yield Asker(client)


def _told(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200]
