"""The institutional layers counted again, pair by pair in plain sets, on the small, the bundled and random worlds."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.analyses.network.made_worlds import make_world, table
from tests.analyses.small_world import FILES

from phalanx.analyses.network.layers.question import QUESTION
from phalanx.answer import Answer
from phalanx.vocabulary.parties import party_kind
from phalanx.world import World
from phalanx.world.ties import standing

Pair = frozenset[str]
Pairs = set[Pair]
MINILATERAL_KINDS = {"regional", "minilateral", "joint_command", "capability_pool", "centre_of_excellence"}


def rows(answer: Answer, name: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in answer.table(name).to_dicts()}


def pairs_of(states: Iterable[str]) -> Pairs:
    return {frozenset(two) for two in itertools.combinations(sorted(states), 2)}


def circles_of(world: World) -> list[tuple[str, str, set[str]]]:
    """Groupings and projects as (id, kind, members of the day)."""
    states = {row["iso2"]: row for row in world.table("states").to_dicts()}
    since = {"union": "eu_since", "eu_framework": "eu_since", "alliance": "nato_since", "pesco": "eu_since"}

    def member(code: str, kind: str) -> bool:
        year = states.get(code, {}).get(since.get(kind, ""))
        return year is None or year <= world.valid_on.year

    found = [(row["id"], row["kind"], row["members"]) for row in world.table("groupings").to_dicts()]
    for kind, field in (("union", "eu_since"), ("alliance", "nato_since")):
        if kind not in {one for _, one, _ in found}:
            found.append(("", kind, [code for code, row in states.items() if row[field] is not None]))
    found += [
        (row["id"], "pesco", row["participants"])
        for row in world.table("pesco_projects").to_dicts()
        if row["participants"] and row["status"] != "closed"
    ]
    return [(code, kind, {one for one in members if member(one, kind)}) for code, kind, members in found]


def recount(world: World, largest: int) -> tuple[Mapping[str, Pairs], set[str], Mapping[Pair, int], Mapping[Pair, int]]:
    """The pairs of each layer, the tied states, the smallest circle of each pair, and how many circles it has."""
    signed = [
        {one for one in row["parties_now"] if party_kind(one) != "institution_or_group"}
        for row in standing(world).to_dicts()
        if row["life"] != "announced"
    ]
    tied = {state for parties in signed if len(parties) > 1 for state in parties}
    found = circles_of(world)
    groupings = [members for _, kind, members in found if kind in MINILATERAL_KINDS]
    pacts = [parties for parties in signed if len(parties) > 2]

    def layer(lists: Iterable[set[str]]) -> Pairs:
        return {two for members in lists for two in pairs_of(members & tied)}

    layers = {
        "bilateral": layer(parties for parties in signed if len(parties) == 2),
        "minilateral": layer(members for members in [*groupings, *pacts] if len(members) <= largest),
        "eu": layer(members for _, kind, members in found if kind in {"union", "eu_framework"}),
        "nato": layer(members for _, kind, members in found if kind == "alliance"),
        "pesco_project": layer(members for _, kind, members in found if kind == "pesco"),
    }
    smallest: dict[Pair, int] = {}
    for members in [*groupings, *pacts]:
        for two in pairs_of(members & tied):
            smallest[two] = min(smallest.get(two, len(members)), len(members))
    depth = Counter(
        two for members in [*pacts, *(members for _, _, members in found)] for two in pairs_of(members & tied)
    )
    return layers, tied, smallest, depth


def check_against_recount(world: World, largest: int) -> None:
    answer = QUESTION.ask(world, {"largest": largest})
    layers, tied, smallest, depth = recount(world, largest)
    found = {frozenset((row["a"], row["b"])): row for row in answer.table("ties").to_dicts()}
    assert set(found) == layers["bilateral"]
    for two, row in found.items():
        nests = {name for name in ("minilateral", "eu", "nato") if two in layers[name]}
        assert {name for name in ("minilateral", "eu", "nato") if row[name]} == nests, two
        assert row["alone"] == (not nests)
        assert (row["smallest"], row["depth"]) == (smallest.get(two), depth[two]), two
    for row in answer.table("layers").to_dicts():
        here, there = layers[row["layer"]], layers[row["other"]]
        assert (row["pairs"], row["other_pairs"], row["shared"]) == (len(here), len(there), len(here & there)), row
        assert row["jaccard"] == (
            pytest.approx(len(here & there) / len(here | there), abs=1e-4) if here | there else None
        )
    groupings = rows(answer, "groupings", "id")
    expected = {
        code: members for code, kind, members in circles_of(world) if code and kind != "pesco" and len(members) > 1
    }
    assert set(groupings) == set(expected)
    for code, members in expected.items():
        own = pairs_of(members) & layers["bilateral"]
        assert (groupings[code]["pairs"], groupings[code]["tied"]) == (len(pairs_of(members)), len(own)), code
    states = rows(answer, "states", "state")
    assert set(states) == tied
    for state, row in states.items():
        partners = {name: sum(state in two for two in found) for name, found in layers.items()}
        assert (row["partners"], row["nato_partners"]) == (partners["bilateral"], partners["nato"])
        four = [partners[name] for name in ("bilateral", "minilateral", "eu", "nato")]
        whole = sum(four)
        even = 4 / 3 * (1 - sum(number**2 for number in four) / whole**2) if whole else 0.0
        assert row["participation"] == pytest.approx(even, abs=1e-4)


@pytest.mark.parametrize("largest", [2, 3, 4, 12])
def test_the_small_world_recounted(weighted_world: World, largest: int) -> None:
    check_against_recount(weighted_world, largest)


@pytest.mark.parametrize("largest", [5, 12, 200])
def test_the_bundled_facts_recounted(bundled_world: World, largest: int) -> None:
    check_against_recount(bundled_world, largest)


@pytest.mark.parametrize("seed", range(8))
def test_random_worlds_recounted(tmp_path: Path, seed: int) -> None:
    """Random agreements, groupings, projects and years of membership among nine states; an institution signs as well."""
    check_against_recount(random_world(tmp_path, seed), random.Random(seed).choice([3, 4, 12]))


PROJECTS = (
    "id,name,wave,start_year,domain,coordinator,participants,status,summary,source_url,source_grade,confidence,note"
)
CODES = ("AT", "DE", "FR", "GB", "JP", "NO", "PL", "SE", "UA")


def random_world(folder: Path, seed: int) -> World:
    chance = random.Random(seed)

    def some(most: int) -> str:
        return ";".join(sorted(chance.sample(CODES, chance.randrange(2, most + 1))))

    signed = [
        (
            some(5) + (";UN" if chance.random() < 0.1 else ""),
            f"{chance.randrange(2000, 2025)}-0{chance.randrange(1, 10)}-05",
            "",
        )
        for _ in range(chance.randrange(3, 25))
    ]
    kinds = [*sorted(MINILATERAL_KINDS), "union", "eu_framework", "alliance"]
    groupings = [
        (f"g{number}", f"Group {number}", chance.choice(kinds), chance.choice(["", "1990", "2030"]), some(6), "Talks",
         "exercises", "https://example.org/g", "A", "verified")
        for number in range(7)
    ]  # fmt: skip
    projects = [
        (f"p{number}", f"Project {number}", 1, 2018, "space", "", some(5) if chance.random() < 0.8 else "",
         chance.choice(["active", "closed"]), "Builds", "https://example.org/p", "A", "verified", "")
        for number in range(4)
    ]  # fmt: skip
    header, *lines = FILES["states.csv"].splitlines()
    pattern = dict(zip(header.split(","), lines[0].split(","), strict=True))
    years = ["", "1995", "2010", "2027"]
    states = [
        tuple((pattern | {"iso2": code, "eu_since": chance.choice(years), "nato_since": chance.choice(years)}).values())
        for code in CODES
        if chance.random() < 0.9
    ]
    return make_world(
        folder,
        signed,
        groupings=table(FILES["groupings.csv"], groupings),
        pesco_projects=table(PROJECTS, projects),
        states=table(FILES["states.csv"], states),
    )
