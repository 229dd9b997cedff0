"""The service over the small world and a few places more, on a real server, and a way to ask it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from tests.analyses.small_world import make_registry

from phalanx.surfaces.api import create_app, listen

PLACES = {
    "mobility_nodes": """\
id,name,iso2,kind,lat,lon,corridors,note,source_url,source_grade,confidence
de-berlin,Berlin,DE,rail_hub,52.5,13.4,NSB,,https://example.org/nodes,C,verified
pl-gdynia,Gdynia,PL,seaport,54.5,18.5,BAA,,https://example.org/nodes,C,verified
pl-warsaw,Warsaw,PL,rail_hub,52.2,21,BAA;NSB,,https://example.org/nodes,C,verified
""",
    "mobility_links": """\
id,from_id,to_id,mode,distance_km,gauge_mm,electrified,corridor,cross_border,status,note,source_url,source_grade,confidence
L1,de-berlin,pl-warsaw,rail,650,1435,yes,NSB,yes,in_service,,https://example.org/links,A,verified
L2,pl-gdynia,pl-warsaw,rail,350,1435,yes,BAA,no,in_service,,https://example.org/links,A,verified
""",
    "arctic_layers": """\
id,layer,indicator,place,iso2,lat,lon,date,value,unit,qualifier,summary,source_url,source_grade,confidence
A1,military,Brigade,Boden,SE,65.8,21.7,2020,1,units,,A brigade.,https://example.org/north,B,verified
A2,economic,Port calls,Narvik,NO,68.4,17.4,2021/2023,9,calls,,Three years.,https://example.org/north,B,verified
A3,environmental,Ice,Bering Strait,,66,-169,,thin,status,,When is not known.,https://example.org/north,B,verified
""",
}
"""Three nodes, two links, three indicators: one of 2020, one of 2021 to 2023, one without a date."""

Ask = Callable[..., Any]


@contextmanager
def serving(registry_url: str) -> Iterator[str]:
    """The address of the service over a registry, on a server that ends with the block."""
    listening = listen("127.0.0.1", 0)  # takes connections from now on, so nobody has to wait for the thread
    server = uvicorn.Server(uvicorn.Config(create_app(registry_url), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/ogc"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


def small(folder: Path, **further: str) -> str:
    """The address of a new registry of the small world and further files."""
    with make_registry(folder, **further):
        return f"sqlite:///{folder / 'small.sqlite'}"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, only_this_machine: None) -> Iterator[str]:
    """The address of the service over the small world and PLACES."""
    with serving(small(tmp_path_factory.mktemp("ogc"), **PLACES)) as address:
        yield address


@pytest.fixture(scope="session")
def client(service: str) -> Iterator[httpx.Client]:
    """Asks the service: `client.get("/collections")`."""
    with httpx.Client(base_url=service, timeout=30) as asking:
        yield asking


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """The JSON that an address answers on the small world's day: `ask("/collections/ties/items", limit=2)`."""

    def answer(path: str, **parameters: Any) -> Any:
        response = client.get(path, params={"valid_on": "2025-12-31", **parameters})
        assert response.status_code == 200, response.text
        return response.json()

    return answer


@pytest.fixture
def ids(ask: Ask) -> Callable[..., list[str]]:
    """The ids of the items of a layer that fit the parameters."""

    def found(layer: str, **parameters: Any) -> list[str]:
        return [feature["id"] for feature in ask(f"/collections/{layer}/items", **parameters)["features"]]

    return found
