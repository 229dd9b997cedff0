"""Search, differences, the atlas and the main reads, on both stores."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.surfaces.api.conftest import NANCY, Enter, Reader

from phalanx.public import open_registry
from phalanx.registry.searching import search
from phalanx.surfaces.api import create_app
from phalanx.surfaces.presenting.theme import tokens
from phalanx.vocabulary import codes
from phalanx.world import World


def test_search_gives_what_the_registry_finds_best_first(get: Reader, bundled: str) -> None:
    told = get("/api/v1/search?q=air%20defence&limit=1000").json()
    with open_registry(str(bundled)) as registry:
        hits = search(registry, "air defence")
    assert [each["record"] for each in told["results"]] == [hit.record for hit in hits]
    assert told["total"] == len(hits) > 10
    assert all(each["title"] and each["kind"] for each in told["results"])


def test_search_keeps_to_kinds_limit_and_day(get: Reader) -> None:
    of_kinds = get("/api/v1/search?q=air&kind=agreements&kind=groupings&limit=1000").json()
    assert {each["kind"] for each in of_kinds["results"]} == {"agreements", "groupings"}
    few = get("/api/v1/search?q=air&kind=agreements&kind=groupings&limit=3").json()
    assert few["results"] == of_kinds["results"][:3]
    assert few["total"] == of_kinds["total"]
    assert NANCY in [each["record"] for each in get("/api/v1/search?q=nancy").json()["results"]]
    assert NANCY not in [each["record"] for each in get("/api/v1/search?q=nancy&valid_on=2020").json()["results"]]
    assert get("/api/v1/search?q=nancy&known_at=2001").json()["results"] == []


def test_the_atlas_has_the_word_and_colour_of_every_code(get: Reader) -> None:
    told = get("/api/v1/atlas").json()
    for field in ("form", "status", "mutual_defence", "level", "scope", "legal_type", "confidence"):
        assert {agreement[field] for agreement in told["agreements"]} <= told["codes"][field].keys()
    assert {domain for each in told["agreements"] for domain in each["domains"]} <= told["codes"]["domain"].keys()
    assert told["codes"]["form"]["procurement_contract"] == {
        "label": "procurement contract",
        "meaning": codes.FORM["procurement_contract"],
        "colour": "form-procurement-contract",
    }
    colours = {code["colour"] for field in told["codes"].values() for code in field.values()} - {None}
    assert colours <= tokens().keys()


def test_differences_tell_what_was_entered_between(registry: str, ours: Reader, enter: Enter) -> None:
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    enter(registry)
    enter(registry, title="A renamed pact")
    told = ours(f"/api/v1/diff?from={before}").json()
    assert [(each["record"], each["field"], each["after"]) for each in told["differences"]] == [
        ("xx-made-up", None, "A renamed pact")
    ]
    assert told["total"] == 1
    assert told["journal_head"] == ours("/api/v1/atlas").json()["world"]["journal_head"]
    whole = ours("/api/v1/diff?from=2001&limit=10000").json()
    part = ours("/api/v1/diff?from=2001&limit=5&offset=3").json()
    assert part["differences"] == whole["differences"][3:8]
    assert part["total"] == whole["total"] == len(whole["differences"])


def test_the_main_reads_on_every_store(registry_url: str, enter: Enter, get: Reader) -> None:
    bundled = {address: get(address) for address in MAIN}
    ours = Reader(create_app(registry_url))
    for address, told in bundled.items():
        assert ours(address).body == told.body, address
        assert ours(address, if_none_match=told.headers["etag"]).status == 304
    assert ours("/healthz").json() == get("/healthz").json()
    found = ours("/api/v1/search?q=nancy&kind=agreements").json()["results"]
    assert [each["record"] for each in found] == [NANCY]
    before = ours("/api/v1/atlas").json()
    enter(registry_url)
    after = ours("/api/v1/atlas").json()
    assert len(after["agreements"]) == len(before["agreements"]) + 1
    assert ours("/api/v1/records/xx-made-up").json()["values"]["title"] == "A made-up pact"
    assert ours("/api/v1/search?q=made-up").json()["results"][0]["record"] == "xx-made-up"
    with open_registry(registry_url) as registry:
        assert after["world"]["journal_head"] == World.of(registry).journal_head
    ours.app.state.worlds.close()


MAIN = (
    "/api/v1/atlas",
    "/api/v1/kinds",
    "/api/v1/questions",
    "/api/v1/questions/growth?scope=brief",
    f"/api/v1/records/{NANCY}",
    "/api/v1/facts/agreements?parties=FR&sort=-signed",
    "/api/v1/facts/states?format=csv",
    "/api/v1/diff?from=2001&limit=3",
)


@pytest.mark.parametrize("address", MAIN)
def test_as_known_later_is_as_known_now(get: Reader, address: str) -> None:
    if "diff" not in address:
        later = get(f"{address}{'&' if '?' in address else '?'}known_at=2090")
        assert later.status == 200
