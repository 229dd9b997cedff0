"""What cannot be asked is refused, with what can; what is asked oddly does no harm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phalanx.surfaces.api.asking import Parameter
from phalanx.surfaces.api.features.asked import BadParameters, item_parameters, read
from phalanx.surfaces.api.features.layers import LAYERS

ITEMS = "/collections/ties/items"


@pytest.mark.parametrize(
    ("path", "query", "word"),
    [
        (ITEMS, "limit=0", "limit"),
        (ITEMS, "limit=-1", "limit"),
        (ITEMS, "limit=ten", "limit"),
        (ITEMS, "limit=٣", "limit"),
        (ITEMS, "offset=-1", "offset"),
        (ITEMS, "offset=99999999999999999999999", "offset"),
        (ITEMS, "bbox=1,2,3", "bbox"),
        (ITEMS, "bbox=1,2,3,nan", "bbox"),
        (ITEMS, "bbox=1,2,3,inf", "bbox"),
        (ITEMS, "bbox=1,60,3,50", "bbox"),
        (ITEMS, "bbox=", "bbox"),
        (ITEMS, "bbox=1,2,3,4&bbox=1,2,3,4", "bbox"),
        (ITEMS, "datetime=yesterday", "datetime"),
        (ITEMS, "datetime=2022-13-01", "datetime"),
        (ITEMS, "datetime=../..", "datetime"),
        (ITEMS, "datetime=2023/2022", "datetime"),
        (ITEMS, "datetime=", "datetime"),
        (ITEMS, "clause=brave", "none, consultation, assistance"),
        (ITEMS, "agreements=many", "agreements"),
        (ITEMS, "levels=' OR 1=1 --", "levels"),
        ("/collections/states/items", "jef=perhaps", "jef"),
        ("/collections/states/items", "iso=PL", "did you mean iso2?"),
        (ITEMS, "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326", "bbox-crs"),
        ("/collections", "limit=3", "limit"),
        ("/", "f=xml", "f"),
        ("/api", "valid_on=tomorrow", "valid_on"),
        ("/conformance", "known_at=once", "known_at"),
    ],
)
def test_parameters_that_cannot_be_used_get_400_and_what_can(
    client: httpx.Client, path: str, query: str, word: str
) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 400
    assert word in problem["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/nothing/queryables",
        "/collections/ties/items/DE-XX",
        "/collections/ties/items/%3Cscript%3E",
        "/collections/ties/items/../../api",
        "/collections/states/items/DE%2F",
        "/collections/%F0%9F%98%80",
        "/look/tokens.css",
        "/look/..%2F..%2F..%2Fpyproject.toml",
    ],
)
def test_what_is_not_there_gets_404(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (200, 404)
    assert response.status_code == 404 or path.endswith("/api")
    assert "Traceback" not in response.text


def test_ids_may_hold_what_has_a_meaning_in_addresses(client: httpx.Client) -> None:
    # The colon and the slash of an id reach the feature, and the answer names it.
    response = client.get("/collections/ties/items/DE:FR%2Fx")
    assert response.status_code == 404
    assert "DE:FR/x" in response.json()["detail"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=60)
@given(st.sampled_from(sorted(LAYERS)), st.data())
def test_any_text_is_read_or_refused(layer: str, data: Any) -> None:
    parameters = item_parameters(LAYERS[layer])
    name = data.draw(st.sampled_from([parameter.name for parameter in parameters]))
    query = str(httpx.QueryParams({name: data.draw(TEXTS | st.sampled_from(["1", "1,2,3,4", "2020/..", "true"]))}))
    values, refused = attempt(query, parameters)
    if refused is None:
        assert set(values) == {parameter.name for parameter in parameters}
    else:
        assert refused.http_status == 400
        assert refused.faults[0]["parameter"] == name
        assert refused.faults[0]["expected"]


def attempt(query: str, parameters: Sequence[Parameter]) -> tuple[dict[str, Any], BadParameters | None]:
    try:
        return read(query, parameters), None
    except BadParameters as refused:
        return {}, refused
