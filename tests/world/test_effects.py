"""What new agreements open by their domain, counted by hand on the small world."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.analyses.small_world import FILES, make_registry

from phalanx.registry.records.agreement_effects import AgreementEffect
from phalanx.world import World
from phalanx.world.effects import effects

RULES = """\
id,effect,domain,signed_from,value,low,high,instruments,illustrative,derivation,source_url,source_grade,confidence
corridor,corridor,exercises,{since},72,24,168,,yes,By a rule.,https://example.org/rule,B,partial
buy,joint_buy,procurement,{since},5,3,10,,yes,By a rule.,https://example.org/rule,B,partial
"""
HEAD = FILES["agreements.csv"].splitlines()[0]


def world(folder: Path, since: str = "2019", day: date = date(2025, 12, 31), more: str = "") -> World:
    agreements = FILES["agreements.csv"] + more
    with make_registry(folder, agreement_effects=RULES.format(since=since), agreements=agreements) as registry:
        return World.of(registry, day)


def test_an_agreement_of_the_domain_counts_with_its_parties_of_today(tmp_path: Path) -> None:
    # Of the two on exercises one only records that Sweden joined the other, in March 2023.
    found = effects(world(tmp_path), "corridor")
    assert [(each.agreement, each.states, each.year, each.in_force) for each in found] == [
        ("de-fr-pl-2021-pact", ("DE", "FR", "PL", "SE"), 2021, True)
    ]
    assert found[0].records == ("de-fr-pl-2021-pact", "corridor")


def test_before_it_was_joined_it_counts_for_those_who_were_there(tmp_path: Path) -> None:
    assert effects(world(tmp_path, day=date(2022, 1, 1)), "corridor")[0].states == ("DE", "FR", "PL")


def test_contracts_of_companies_bind_no_states(tmp_path: Path) -> None:
    # On procurement are the treaty of 2019 and, between companies, the contract of 2024.
    assert [each.agreement for each in effects(world(tmp_path), "joint_buy")] == ["de-fr-2019-treaty"]


@pytest.mark.parametrize(("since", "count"), [("2021-06", 1), ("2021-07", 0), ("2021", 1), ("2022", 0)])
def test_older_agreements_have_been_looked_through(tmp_path: Path, since: str, count: int) -> None:
    assert len(effects(world(tmp_path, since), "corridor")) == count


@pytest.mark.parametrize(
    ("status", "ended", "found"),
    [("signed", "", [False]), ("in_force", "", [True]), ("announced", "", []), ("terminated", "2025-03", [])],
)
def test_what_is_announced_or_over_opens_nothing(tmp_path: Path, status: str, ended: str, found: list[bool]) -> None:
    row = (
        f"fr-se-2024-drill,Drill,FR;SE,2024-05-02,{status},{ended},cooperation_agreement,memorandum,state,operational,"
        "exercises,none,,,https://example.org/drill,B,,,verified,\n"
    )
    opened = effects(world(tmp_path, "2024", more=row), "corridor")
    assert [each.in_force for each in opened] == found


def test_without_rules_nothing_is_opened(tmp_path: Path) -> None:
    with make_registry(tmp_path) as registry:
        assert effects(World.of(registry), "corridor") == ()


def test_a_corridor_asks_for_no_instrument() -> None:
    rule = AgreementEffect(
        id="corridor", effect="corridor", domain="military_mobility", signed_from="2026", value=72.0, low=24.0, high=168.0,
        instruments=("SAFE",), illustrative=False, source_url="https://example.org/rule", source_grade="B", confidence="partial",
    )  # fmt: skip
    (problem,) = rule.contradictions(date(2026, 1, 1))
    assert (problem.field, problem.found) == ("instruments", "SAFE")
