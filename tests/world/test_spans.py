"""Spans: stepping through time with them gives what a World of that day says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phalanx.public import open_registry
from phalanx.registry.records import KINDS
from phalanx.world import World
from phalanx.world.agreements import agreements, scope_meant
from phalanx.world.atlas import atlas
from phalanx.world.spans import Span, spans


@pytest.fixture(scope="module")
def world(bundled: Path) -> Iterator[World]:
    with open_registry(bundled) as registry:
        yield World.of(registry)


@pytest.fixture(scope="module")
def told(world: World) -> dict[str, Any]:
    return atlas(world)


def on(world: World, day: date) -> World:
    return World(day, world.known_at, world.journal_head, world.entries)


def stands(span: Span, day: date) -> bool:
    return span.first <= day and (span.until is None or day < span.until)


def parties_on(agreement: dict[str, Any], day: str) -> list[str]:
    """As the page counts them: listed or joined by then, and not gone by then."""
    joined, left = agreement.get("joined", {}), agreement.get("left", {})
    everybody = {*agreement["parties"], *joined}
    return sorted(p for p in everybody if joined.get(p, day) <= day and not left.get(p, "9999") <= day)


@settings(max_examples=25)
@given(day=st.dates(date(1945, 1, 1), date(2026, 11, 21)))
def test_what_stands_by_its_span_is_what_a_world_of_the_day_holds_unended(world: World, day: date) -> None:
    lives = agreements(on(world, day)).select("id", "life").rows()
    assert {name for name, span in spans(world).items() if stands(span, day)} == {
        name for name, life in lives if life != "ended"
    }


@settings(max_examples=25)
@given(day=st.dates(date(1945, 1, 1), date(2026, 11, 21)))
def test_parties_by_their_days_are_those_of_a_world_of_the_day(world: World, told: dict[str, Any], day: date) -> None:
    theirs = dict(agreements(on(world, day)).select("id", "parties_now").iter_rows())
    ours = {each["id"]: parties_on(each, day.isoformat()) for each in told["agreements"] if each["id"] in theirs}
    assert ours == {name: sorted(parties) for name, parties in theirs.items()}


def test_an_end_known_to_the_month_counts_once_it_is_past(world: World) -> None:
    found = spans(world)
    for name, ended in world.table("agreements").drop_nulls("ended").select("id", "ended").iter_rows():
        until = found[name].until
        assert until is not None
        assert until.isoformat().startswith(ended)
        assert not (until + timedelta(days=1)).isoformat().startswith(ended)


def test_accessions_are_those_that_record_a_joining(world: World) -> None:
    recorded = set(world.table("party_periods")["accession"].drop_nulls())
    assert {name for name, span in spans(world).items() if span.accession} == recorded
    assert recorded


# ── The atlas ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_atlas_names_everybody_it_speaks_of(world: World, told: dict[str, Any]) -> None:
    named = {party for each in told["agreements"] for party in (*each["parties"], *each.get("joined", {}))}
    named |= {member for grouping in told["groupings"] for member in grouping["members"]}
    assert named <= told["parties"].keys()
    poland, union = told["parties"]["PL"], told["parties"]["EU"]
    assert (poland["name"], poland["kind"], poland["europe"]) == ("Poland", "state", True)
    assert (round(poland["lat"]), round(poland["lon"])) == (52, 21)
    assert (union["kind"], union["lat"], union["europe"]) == ("institution", None, False)
    assert told["parties"]["US"]["europe"] is False


def test_the_atlas_counts_every_kind_and_tells_its_world(world: World, told: dict[str, Any]) -> None:
    assert told["counts"] == {kind: world.table(kind).height for kind in KINDS}
    assert len(told["agreements"]) == told["counts"]["agreements"]
    assert told["world"]["journal_head"] == world.journal_head
    assert told["edition"] == str(world.entries["at"][-1])[:10]
    assert told["turning_points"] == [
        {"id": "invasion-2022", "title": "Russia's full-scale invasion of Ukraine", "day": "2022-02-24"}
    ]


def test_scopes_mean_what_questions_mean_by_them(world: World, told: dict[str, Any]) -> None:
    names = [scope["id"] for scope in told["scopes"]]
    assert len(set(names)) == len(names)
    assert set(names) == {*world.table("scopes")["id"], *world.table("groupings")["id"]}
    for scope in told["scopes"]:
        meant = scope_meant(world, scope["id"])
        assert scope["parties"] == (None if meant.parties is None else sorted(meant.parties))
        assert (scope["every"], scope["kind"]) == (meant.every_party, meant.kind)


def test_before_a_grouping_is_founded_a_scope_of_it_is_one_of_nobody(world: World) -> None:
    early = scope_meant(on(world, date(1980, 1, 1)), "eu")
    assert early.parties == frozenset()
    assert scope_meant(on(world, date(1980, 1, 1)), "all").parties is None


def test_an_atlas_of_nothing_is_empty(world: World) -> None:
    nothing = World(world.valid_on, world.known_at, world.journal_head, world.entries.clear())
    told = atlas(nothing)
    assert (told["agreements"], told["parties"], told["scopes"], told["edition"]) == ([], {}, [], "")
