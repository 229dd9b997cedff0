"""Joint buys that new agreements open: which, with whom, when and with what saving; held against the rows of the facts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import phalanx.facts
from phalanx.analyses.planning.road_map.agreed import agreed_buys
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.rows import read_rows
from phalanx.intake.filing import file_facts
from phalanx.intake.own_tables import read_own
from phalanx.public import open_registry
from phalanx.registry.store import Registry
from phalanx.world import World

FACTS = Path(phalanx.facts.__path__[0])
HEAD = (
    "id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,summary,source_url,source_grade,"
    "confidence\n"
)
TANKS = "{id},{title},{parties},{signed},signed,cooperation_agreement,agreement,state,comprehensive,{domains},none,{summary},https://example.org/pact,A,verified\n"
PACT = {
    "id": "lt-pl-pt-2026-made-up", "title": "Made-up pact", "parties": "LT;PL;PT", "signed": "2026-11-20",
    "domains": "land;procurement", "summary": "The three buy battle tanks together.",
}  # fmt: skip


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundled") / "registry.sqlite"
    open_registry(str(path)).close()
    return path


@pytest.fixture
def registry(bundled: Path, tmp_path: Path) -> Iterator[Registry]:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(bundled.read_bytes())
    with open_registry(str(path)) as opened:
        yield opened


def opened(registry: Registry, folder: Path, *pacts: dict[str, str]) -> list[dict[str, Any]]:
    """The joint buys that made-up agreements open, beside those of the facts."""
    folder.joinpath("pact").mkdir()
    path = folder / "pact" / "agreements.csv"
    path.write_text(HEAD + "".join(TANKS.format(**pact) for pact in pacts), encoding="utf-8")
    file_facts(registry, path, who="the tests", why="made up")
    world = World.of(registry)
    return [dict(row) for row in agreed_buys(world, world.table("joint_buys").to_dicts())]


def test_an_item_that_the_summary_names_is_bought_by_the_parties(registry: Registry, tmp_path: Path) -> None:
    # Signed in 2026, for five years: orders from 2027 to 2031. Three equal shares save 1 - 3 ** log2(0.9) = 15.4 %.
    # Poland is the largest economy of the three.
    (buy,) = opened(registry, tmp_path, PACT)
    assert buy == {
        "id": "lt-pl-pt-2026-made-up-battle_tanks", "item": "battle_tanks", "members": ["LT", "PL", "PT"], "lead": "PL",
        "saving_pct_low": 7.8, "saving_pct": 15.4, "saving_pct_high": 29.8, "from_year": 2027, "to_year": 2031,
        "instruments": ["EDIP", "SAFE"], "illustrative": True, "agreement": "lt-pl-pt-2026-made-up",
        "rule": "effect-joint-buy",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "The three buy arms together."},
        {"domains": "land;exercises"},
        {"signed": "2026-06-20"},
        {"parties": "EU;PL"},
    ],
    ids=["names no item", "no procurement", "looked through before", "one state alone"],
)
def test_what_opens_nothing(registry: Registry, tmp_path: Path, change: dict[str, str]) -> None:
    assert opened(registry, tmp_path, PACT | change) == []


def test_several_items_are_several_buys_and_the_same_one_is_opened_once(registry: Registry, tmp_path: Path) -> None:
    twice = PACT | {"id": "lt-pl-pt-2026-again", "summary": "Leopard tanks and shells of 155 mm."}
    found = opened(registry, tmp_path, PACT, twice)
    assert [(buy["agreement"], buy["item"]) for buy in found] == [
        ("lt-pl-pt-2026-made-up", "battle_tanks"),
        ("lt-pl-pt-2026-again", "artillery_shells_155_mm"),
    ]


def test_a_row_of_the_facts_goes_before_the_rule(registry: Registry, tmp_path: Path) -> None:
    # joint-tanks-leopard has the same states and the same item.
    assert opened(registry, tmp_path, PACT | {"parties": "CZ;DE;LT;NL;NO"}) == []


def test_savings_follow_the_rule_of_the_facts(registry: Registry, tmp_path: Path) -> None:
    """Every row of joint_buys was worked out by hand by the same rule: each number of members has its saving there."""
    with (FACTS / "joint_buys.csv").open(encoding="utf-8", newline="") as file:
        told = {
            len(row["members"].split(";")): tuple(float(row[f"saving_pct{end}"]) for end in ("_low", "", "_high"))
            for row in csv.DictReader(file)
        }
    states = "AT;BE;BG;CZ;DE;DK;EE;ES;FI;FR;GR;HU;IT;LT;LV;NL;PL;PT;RO;SE"
    pacts = [PACT | {"id": f"made-up-{size}", "parties": ";".join(states.split(";")[:size])} for size in sorted(told)]
    found = opened(registry, tmp_path, *pacts)
    assert {
        len(buy["members"]): (buy["saving_pct_low"], buy["saving_pct"], buy["saving_pct_high"]) for buy in found
    } == told


def test_a_table_of_ones_own_stands_by_itself(registry: Registry, tmp_path: Path) -> None:
    assert opened(registry, tmp_path, PACT)
    world = World.of(registry)
    rows = read_rows(world, RoadMapParameters())
    assert rows.records("joint_buys", [row for row in rows.joint if "agreement" in row]) == ("lt-pl-pt-2026-made-up",)
    own = read_own(world, "joint_buys", FACTS / "joint_buys.csv")
    assert not [row for row in read_rows(world, RoadMapParameters(joint_buys=own)).joint if "agreement" in row]


def test_every_word_for_arms_stands_for_an_item_there_is(registry: Registry) -> None:
    world = World.of(registry)
    items = set(world.table("capability_items")["item"])
    named = world.table("capability_words")["item"].drop_nulls()
    assert named.len() > 20
    assert set(named) <= items
