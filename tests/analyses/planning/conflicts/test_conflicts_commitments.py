"""Agreements without a budget line, and pledges, on the small world of eight agreements and on some beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.analyses.planning.conflict_rows import RULES, item, target
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.planning.conflicts.commitments import Lines, lines_of, no_budget_line, pledges, standing
from phalanx.analyses.planning.conflicts.conflict import Conflict
from phalanx.analyses.planning.conflicts.money import Purse
from phalanx.world import World

FURTHER = """\
de-pl-2024-tanks,Tanks,DE;PL,2024-03,signed,,procurement_contract,contract,state,industry_procurement,land;procurement,none,,40,https://example.org/tanks,B,Ministry,2024,verified,
fr-pl-2020-ships,Ships,FR;PL,2020-12,in_force,,procurement_contract,contract,state,industry_procurement,maritime;procurement,none,,900,https://example.org/ships,B,Ministry,2020,verified,
fr-pl-2023-radars,Radars,FR;PL,2023-05,in_force,,procurement_contract,contract,state,industry_procurement,air;procurement,none,,,https://example.org/radars,B,Ministry,2023,verified,
pl-se-ua-2024-pledge,Pledge,PL;SE;UA,2024-06,signed,,cooperation_agreement,agreement,state,operational,financing;procurement,none,,100,https://example.org/pledge,B,Ministry,2024,verified,
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    with make_registry(tmp_path, agreements=FILES["agreements.csv"] + FURTHER) as registry:
        return World.of(registry, VALID_ON)


PURSES = {state: Purse(state, {}, 1000.0, 400.0, None, ()) for state in ("DE", "FR", "PL")}
NOWHERE = Lines(frozenset(), frozenset(), frozenset({"RM-8"}))


def test_what_stands_and_is_not_paid(world: World) -> None:
    """By the end of 2025, five years: from 2021 on. Of states alone, without what ended or was only announced."""
    assert standing(world, RULES)["id"].to_list() == [
        "de-fr-pl-2021-pact",
        "pl-se-2022-letter",
        "de-fr-pl-se-2023-accession",
        "fr-pl-2023-radars",
        "de-pl-2024-tanks",
        "pl-se-ua-2024-pledge",
        "fr-pl-2025-treaty",
    ]


def lines(world: World, about: dict[str, list[str]], where: Lines = NOWHERE) -> list[Conflict]:
    return list(no_budget_line(standing(world, RULES), about, where, PURSES, RULES))


def test_a_purchase_with_a_value_needs_a_line(world: World) -> None:
    """EUR 40 million are a tenth of the 400 that each spends on equipment in a year; ships of 2020 count as paid."""
    found = lines(world, {})
    assert [(each.state, each.subject, each.amount, each.severity) for each in found] == [
        ("DE", "de-pl-2024-tanks", 40, "high"),
        ("PL", "de-pl-2024-tanks", 40, "high"),
    ]
    assert found[0].what == (
        "Germany has agreed with Poland on “Tanks”, worth EUR 40 million in all; no public budget line and no target for it was found."
    )


def test_one_without_a_value_needs_an_area_of_the_plan(world: World) -> None:
    assert [each.subject for each in lines(world, {"fr-pl-2023-radars": ["WP-1"]})] == ["de-pl-2024-tanks"] * 2
    radars = [each for each in lines(world, {"fr-pl-2023-radars": ["RM-8"]}) if each.subject == "fr-pl-2023-radars"]
    assert [(each.state, each.amount, each.severity) for each in radars] == [("FR", None, "low"), ("PL", None, "low")]


def test_a_budget_or_a_target_in_the_area_is_a_line(world: World) -> None:
    about = {"de-pl-2024-tanks": ["RM-8"]}
    items = {"tanks": item()}
    budget = {"state": "DE", "year": 2025}
    assert [each.state for each in lines(world, about, lines_of([], items, [budget], 2025))] == ["PL"]
    assert [each.state for each in lines(world, about, lines_of([], items, [budget], 2026))] == ["DE", "PL"]
    assert [each.state for each in lines(world, about, lines_of([target("EU")], items, [], 2025))] == ["DE"]
    assert [each.state for each in lines(world, about, lines_of([target("EU", 0)], items, [], 2025))] == ["DE", "PL"]
    assert [each.state for each in lines(world, {}, lines_of([target("EU")], items, [], 2025))] == ["DE", "PL"]


def test_pledges_are_shared_equally_by_those_who_pay(world: World) -> None:
    """EUR 100 million of Poland and Sweden for Ukraine are 50 each."""
    (pledge,) = pledges(standing(world, RULES), {"PL", "DE"})
    assert (pledge["state"], pledge["share_eur_m"], pledge["payers"]) == ("PL", 50, 2)
