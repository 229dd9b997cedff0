"""The application asked inside the test's own process, byte by byte as a server would hand requests to it."""

from __future__ import annotations

import asyncio
import csv
import json
import shutil
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from phalanx.intake.filing import file_facts
from phalanx.public import open_registry
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry
from phalanx.surfaces.api import create_app
from phalanx.world import World

NANCY = "fr-pl-2025-nancy-treaty"


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Reader:
    """Asks an application. `path` is the address as it is sent, percent-encoding and all."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def __call__(self, address: str | bytes, method: str = "GET", **headers: str) -> Answered:
        return asyncio.run(self.ask(address, method, **headers))

    async def ask(self, address: str | bytes, method: str = "GET", **headers: str) -> Answered:
        raw = address.encode("latin-1") if isinstance(address, str) else address
        path, _, query = raw.partition(b"?")
        from urllib.parse import unquote

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),  # as uvicorn does it, replacing what is no UTF-8
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(b"host", b"testserver")]
            + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start, *bodies = sent
        told = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Answered(start["status"], told, b"".join(message["body"] for message in bodies))


@pytest.fixture(scope="session")
def get(bundled: Path) -> Reader:
    """Ask the application on the bundled facts."""
    return Reader(create_app(str(bundled)))


@pytest.fixture(scope="session")
def world(bundled: Path) -> World:
    """The same facts as a World of today."""
    with Registry.open(str(bundled)) as registry:
        return World.of(registry)


@pytest.fixture
def registry(bundled: Path, tmp_path: Path) -> Path:
    """A registry of the bundled facts for one test alone."""
    return Path(shutil.copy(bundled, tmp_path / "registry.sqlite"))


@pytest.fixture
def ours(registry: Path) -> Reader:
    """Ask an application on the test's own registry."""
    return Reader(create_app(str(registry)))


Enter = Callable[..., None]


@pytest.fixture
def enter(tmp_path: Path) -> Enter:
    """Enter an agreement, made up from what is given, into a registry."""

    def enter_it(into: str | Path, **cells: str) -> None:
        row = {
            "id": "xx-made-up", "title": "A made-up pact", "parties": "FR;PL", "signed": "2026-01-15",
            "status": "signed", "form": "cooperation_agreement", "legal_type": "agreement", "scope": "comprehensive",
            "mutual_defence": "none", "source_url": "https://www.example.org/pact", "source_grade": "B",
            "confidence": "verified",
        } | cells  # fmt: skip
        assert row.keys() <= columns(KINDS["agreements"]).keys()
        file = tmp_path / "agreements.csv"
        with file.open("w", encoding="utf-8", newline="") as written:
            writer = csv.DictWriter(written, row)
            writer.writeheader()
            writer.writerow(row)
        with open_registry(str(into)) as registry:
            file_facts(registry, file, who="tester", why="test")

    return enter_it
