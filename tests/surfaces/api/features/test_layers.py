"""Layers, items and what can be asked of them, counted by hand on the small world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Ask = Callable[..., Any]
Ids = Callable[..., list[str]]


def test_ties_are_one_line_for_each_two_with_an_agreement_of_their_own(ask: Ask) -> None:
    # Six pairs have one agreement each; that of France and Sweden ended in 2020, so five stand.
    found = ask("/collections/ties/items")
    assert [feature["id"] for feature in found["features"]] == ["DE-FR", "DE-PL", "DE-SE", "FR-PL", "PL-SE"]
    assert (found["numberMatched"], found["numberReturned"]) == (5, 5)
    treaty = found["features"][0]
    assert treaty["geometry"] == {"type": "LineString", "coordinates": [[13.4, 52.5], [2.4, 48.9]]}  # Berlin, Paris
    assert treaty["properties"] == {
        "a": "DE",
        "a_name": "Germany",
        "b": "FR",
        "b_name": "France",
        "agreements": 1,
        "announced": 0,
        "first": "2019-01-22",
        "latest": "2019-01-22",
        "clause": "assistance",
        "forms": ["strategic_partnership"],
        "domains": ["industry", "procurement"],
        "levels": ["state"],
        "ids": ["de-fr-2019-treaty"],
    }
    declaration = found["features"][1]["properties"]
    assert (declaration["announced"], declaration["domains"]) == (1, [])


def test_a_pact_is_one_feature_with_a_point_a_party(ask: Ask) -> None:
    # The pact of three that Sweden joined; the row that records the joining is no pact of its own.
    (pact,) = ask("/collections/pacts/items")["features"]
    assert pact["id"] == "de-fr-pl-2021-pact"
    assert pact["geometry"]["type"] == "MultiPoint"
    assert sorted(pact["geometry"]["coordinates"]) == [[2.4, 48.9], [13.4, 52.5], [18.1, 59.3], [21, 52.2]]
    assert pact["properties"]["parties"] == ["DE", "FR", "PL", "SE"]
    assert pact["properties"]["count"] == 4


def test_the_world_is_that_of_the_day_asked_for(ids: Ids, ask: Ask) -> None:
    # At the end of 2019: the research of 2015, which ended in 2020, and the treaty of 2019; no pact yet.
    assert ids("ties", valid_on="2019-12-31") == ["DE-FR", "FR-SE"]
    assert ids("pacts", valid_on="2019-12-31") == []
    assert ask("/collections/ties/items", valid_on="2019-12-31")["world"]["valid_on"] == "2019-12-31"
    # In 2022 Sweden had not joined: three points.
    (pact,) = ask("/collections/pacts/items", valid_on="2022-06-30")["features"]
    assert len(pact["geometry"]["coordinates"]) == 3
    # Before the registry's first entry nothing is known.
    assert ids("states", known_at="2000-01-01T00:00:00Z") == []


def test_states_have_their_facts_and_their_land(ask: Ask, ids: Ids) -> None:
    assert ids("states") == ["DE", "FR", "PL", "SE"]
    sweden = ask("/collections/states/items/SE")
    assert sweden["properties"]["nato_since"] == 2024
    assert sweden["properties"]["jef"] is True
    assert sweden["geometry"]["type"] == "MultiPolygon"


def test_groupings_are_the_land_of_their_members(ask: Ask) -> None:
    found = {feature["id"]: feature for feature in ask("/collections/groupings/items")["features"]}
    assert set(found) == {"weimar", "baltic-sea"}
    for feature in found.values():
        assert feature["geometry"]["type"] == "MultiPolygon"
        assert feature["properties"]["count"] == 3
    # France, Germany and Poland in one piece: nowhere else has a ring both a point of Brittany and one of Masuria.
    reach = [{x for x, _ in polygon[0]} for polygon in found["weimar"]["geometry"]["coordinates"]]
    assert any(min(lons) < -4 and max(lons) > 23 for lons in reach)


def test_transport_and_the_north(ask: Ask, ids: Ids) -> None:
    assert ids("transport-nodes") == ["de-berlin", "pl-gdynia", "pl-warsaw"]
    link = ask("/collections/transport-links/items/L1")
    assert link["geometry"] == {"type": "LineString", "coordinates": [[13.4, 52.5], [21, 52.2]]}
    assert ids("northern-indicators") == ["A1", "A2", "A3"]
    assert ask("/collections/northern-indicators/items/A3")["geometry"] == {"type": "Point", "coordinates": [-169, 66]}


@pytest.mark.parametrize(
    ("layer", "asked", "found"),
    [
        ("states", {"iso2": "PL"}, ["PL"]),
        ("states", {"jef": "true"}, ["SE"]),
        ("states", {"eu_since": "1958", "name": "France"}, ["FR"]),
        ("states", {"pop_m": "10.6"}, ["SE"]),
        ("ties", {"a": "DE"}, ["DE-FR", "DE-PL", "DE-SE"]),
        ("ties", {"clause": "consultation"}, ["FR-PL"]),
        ("ties", {"levels": "company"}, ["DE-SE"]),
        ("ties", {"domains": "procurement"}, ["DE-FR", "DE-SE"]),
        ("ties", {"announced": "1"}, ["DE-PL"]),
        ("transport-nodes", {"corridors": "BAA"}, ["pl-gdynia", "pl-warsaw"]),
        ("transport-nodes", {"corridors": "BAA", "kind": "seaport"}, ["pl-gdynia"]),
        ("states", {"note": "none has one"}, []),
    ],
)
def test_fields_are_asked_by_their_values(ids: Ids, layer: str, asked: dict[str, str], found: list[str]) -> None:
    assert ids(layer, **asked) == found


@pytest.mark.parametrize(
    ("layer", "box", "found"),
    [
        ("states", "20,50,22,51", ["PL"]),  # within Poland's land, touching no border
        ("states", "14,52,15,53", ["DE", "PL"]),  # across the Oder
        ("states", "3,56,4,57", []),  # the North Sea, within the box around France, Germany and Poland together
        ("states", "-54,3,-52,5", ["FR"]),  # French Guiana
        ("ties", "16,52,17,54", ["DE-PL"]),  # the line from Berlin to Warsaw passes; no capital lies within
        ("ties", "16,51,17,54", ["DE-PL", "FR-PL"]),  # and that from Paris, at 51.4° north
        ("transport-nodes", "18.5,54.5,18.5,54.5", ["pl-gdynia"]),  # a box of a single point
        ("transport-nodes", "13,52,0,21,53,100", ["de-berlin", "pl-warsaw"]),  # with heights
        ("northern-indicators", "170,60,-160,70", ["A3"]),  # across 180°
        ("northern-indicators", "-180,-90,180,90", ["A1", "A2", "A3"]),
        ("pacts", "2,48,3,49", ["de-fr-pl-2021-pact"]),
    ],
)
def test_a_box_holds_what_reaches_into_it(ids: Ids, layer: str, box: str, found: list[str]) -> None:
    assert ids(layer, bbox=box) == found


@pytest.mark.parametrize(
    ("layer", "time", "found"),
    [
        ("ties", "../2019-12-31", ["DE-FR"]),  # those that began by then and stand on the World's day
        ("ties", "2024-10-02", ["DE-FR", "DE-SE", "PL-SE"]),
        ("ties", "2024-10-01T12:00:00Z", ["DE-FR", "PL-SE"]),
        ("groupings", "/2000", ["weimar"]),  # of 1991; the other is of 2024
        ("northern-indicators", "2020", ["A1", "A3"]),  # what knows no time is always there
        ("northern-indicators", "2022-05-01/2022-06-01", ["A2", "A3"]),
        ("northern-indicators", "2024/..", ["A3"]),
        ("states", "1066-10-14", ["DE", "FR", "PL", "SE"]),
    ],
)
def test_a_time_holds_what_was_then(ids: Ids, layer: str, time: str, found: list[str]) -> None:
    assert ids(layer, datetime=time) == found


def test_pages_follow_one_another_and_keep_what_was_asked(client: httpx.Client) -> None:
    seen, sizes = [], []
    address = str(client.base_url) + "collections/ties/items?limit=2&valid_on=2025-12-31&levels=state"
    while address:
        page = client.get(address).json()
        seen += [feature["id"] for feature in page["features"]]
        sizes.append((page["numberMatched"], page["numberReturned"]))
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == ["DE-FR", "DE-PL", "FR-PL", "PL-SE"]
    assert sizes == [(4, 2), (4, 2)]


def test_a_page_beyond_the_last_is_empty(ask: Ask) -> None:
    page = ask("/collections/ties/items", offset=999_999)
    assert (page["numberMatched"], page["features"]) == (5, [])
    assert "next" not in {link["rel"] for link in page["links"]}


def test_a_limit_above_the_most_counts_as_the_most(ask: Ask) -> None:
    assert ask("/collections/ties/items", limit=1_000_000)["numberReturned"] == 5


def test_every_link_leads_somewhere_and_keeps_the_dates(client: httpx.Client, service: str) -> None:
    waiting, seen = [f"{service}?valid_on=2025-12-31&known_at=2100-01-01"], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        assert address.startswith(service)
        assert "valid_on=2025-12-31" in address
        assert "known_at=2100-01-01" in address
        response = client.get(address)
        assert response.status_code == 200, address
        if "json" in response.headers["content-type"] and "openapi" not in response.headers["content-type"]:
            waiting += links(response.json())
    # Of the service: start, API, conformance, layers. Of each of 7 layers: itself, its features. Each as data and as a
    # page, and the fields of each layer as data.
    assert len(seen) == 2 * (4 + 7 * 2) + 7


def links(told: Any) -> list[str]:
    """The addresses of all links in a document, however deep."""
    if isinstance(told, dict):
        own = [link["href"] for link in told.get("links", []) if isinstance(link, dict)]
        return own + [href for value in told.values() for href in links(value)]
    return [href for value in told for href in links(value)] if isinstance(told, list) else []


def test_collections_tell_how_far_they_reach(ask: Ask) -> None:
    told = {collection["id"]: collection for collection in ask("/collections")["collections"]}
    assert list(told) == [
        "states", "ties", "pacts", "groupings", "transport-nodes", "transport-links", "northern-indicators",
    ]  # fmt: skip
    nodes = told["transport-nodes"]
    assert nodes["extent"] == {
        "spatial": {"bbox": [[13.4, 52.2, 21, 54.5]], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
    }
    assert told["ties"]["extent"]["temporal"]["interval"] == [["2019-01-22T00:00:00Z", None]]
    assert told["northern-indicators"]["extent"]["temporal"]["interval"] == [["2020-01-01T00:00:00Z", None]]
    assert {collection["itemType"] for collection in told.values()} == {"feature"}
    assert ask("/collections/ties") == told["ties"]


def test_features_keep_their_ids_from_day_to_day(ask: Ask) -> None:
    early = ask("/collections/ties/items/DE-FR", valid_on="2020-01-01")
    late = ask("/collections/ties/items/DE-FR")
    assert early["id"] == late["id"] == "DE-FR"
    assert {link["rel"] for link in late["links"]} == {"self", "alternate", "collection"}


def test_media_types_are_those_of_the_standard(client: httpx.Client) -> None:
    def media_type(path: str) -> str:
        return client.get(path).headers["content-type"]

    assert media_type("/collections/ties/items") == "application/geo+json"
    assert media_type("/collections/ties/items/DE-FR") == "application/geo+json"
    assert media_type("/collections/ties/queryables") == "application/schema+json"
    assert media_type("/api") == "application/vnd.oai.openapi+json;version=3.0"
    assert media_type("/conformance") == "application/json"
    assert media_type("/") == media_type("") == "application/json"


def test_queryables_are_what_can_be_asked(ask: Ask) -> None:
    for collection in ask("/collections")["collections"]:
        told = ask(f"/collections/{collection['id']}/queryables")
        parameters = ask("/api")["paths"][f"/collections/{collection['id']}/items"]["get"]["parameters"]
        usual = {"limit", "offset", "bbox", "datetime", "valid_on", "known_at", "f"}
        assert {p["name"] for p in parameters} - usual == set(told["properties"]) - {"geometry"}
        features = ask(f"/collections/{collection['id']}/items")["features"]
        assert features
        for feature in features:
            assert set(feature["properties"]) == set(told["properties"]) - {"geometry"}
