"""crossing, counted by hand on the small ways, and held to the files of the bundled facts."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.analyses.mobility.small_ways import FILES as WAYS
from tests.analyses.mobility.small_ways import SOURCE
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.mobility.crossing.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.world import World

MORE = """\
de-pl-2024-moving,Border memorandum,DE;PL,2024-03-01,signed,,cooperation_agreement,memorandum,state,operational,military_mobility;training,none,,,https://example.org/1,B,,,verified,
de-fr-pl-2024-moving,Corridor letter,DE;FR;PL,2024-06,in_force,,statement_of_intent,letter_of_intent,state,operational,military_mobility,none,,,https://example.org/2,B,,,verified,
de-pl-2010-moving,Old memorandum,DE;PL,2010,terminated,2012,cooperation_agreement,memorandum,state,operational,military_mobility,none,,,https://example.org/3,B,,,verified,
"""
CORRIDORS = f"""\
id,name,states,modes,announced,status,summary,source_url,source_grade,confidence
K1,Plain corridor,DE;FR;PL,rail;road,2024,agreed,Over the plain.,{SOURCE}
K2,Pipeline of the plain,DE;PL,pipeline,1958,in service,Fuel.,{SOURCE}
K3,Secret corridor,,rail,2025,classified,Nobody says.,{SOURCE}
"""
UPGRADES = f"""\
id,title,public_project,changes,mode,elements,factor,hours_saved,low_eur_m,cost_eur_m,high_eur_m,civil_use,climate_exposure,reasoning,illustrative,derivation,source_url,source_grade,confidence
u-line,The line from Gamma to Delta,yes,travel,rail,W4,2,1,50,100,200,3,1,Trains.,yes,As told.,{SOURCE}
u-delta,Ramps in Delta,no,unloading,rail,pl-d,2,0,10,20,30,2,1,Ramps.,yes,As told.,{SOURCE}
u-alpha,Ramps in Alpha,no,loading,rail,fr-a,2,0,10,20,30,2,1,Ramps.,yes,As told.,{SOURCE}
"""


def ask(world: World, **asked: str) -> Answer:
    return QUESTION.ask(world, {name.rstrip("_"): value for name, value in asked.items()})


@pytest.fixture
def plain(tmp_path: Path) -> World:
    """The small ways with agreements on moving forces, two corridors and a secret one, and three upgrades."""
    further = {**WAYS, "mobility_corridors": CORRIDORS, "mobility_upgrades": UPGRADES}
    with make_registry(tmp_path, **further, agreements=FILES["agreements.csv"] + MORE) as registry:
        return World.of(registry, VALID_ON)


def test_what_was_agreed_and_has_not_ended(plain: World) -> None:
    # Of the agreements that name the movement of forces, two stand with Germany and Poland; one ended in 2012.
    answer = ask(plain, state="DE", with_="PL")
    assert answer.table("agreements")["agreement"].to_list() == ["de-fr-pl-2024-moving", "de-pl-2024-moving"]
    assert answer.finding("agreements").value == 2
    assert "“Corridor letter” (June 2024)" in answer.finding("agreements").text


def test_corridors_that_name_both_and_carry_forces(plain: World) -> None:
    # The pipeline carries fuel alone, and who the secret corridor crosses nobody says.
    answer = ask(plain, state="DE", with_="PL")
    assert answer.table("corridors")["corridor"].to_list() == ["K1"]
    assert answer.finding("corridors").evidence == ("K1",)


def test_links_with_an_end_in_each(plain: World) -> None:
    # W3 by road, and W4 by rail from 2030 on.
    answer = ask(plain, state="PL", with_="DE")
    assert answer.table("links").select("link", "from", "to", "opens").rows() == [
        ("W3", "Gamma", "Delta", None),
        ("W4", "Gamma", "Delta", 2030),
    ]
    assert answer.finding("links").text == "2 links join the two: 1 by road and 1 by rail; 1 of them being built."
    drawn = {feature["id"]: feature["geometry"]["type"] for feature in answer.maps[0].geojson["features"]}
    assert drawn == {"W3": "LineString", "W4": "LineString", "de-c": "Point", "pl-d": "Point"}


def test_upgrades_at_the_border_come_first(plain: World) -> None:
    answer = ask(plain, state="PL", with_="DE")
    assert answer.table("upgrades").select("upgrade", "where", "cost_eur_m").rows() == [
        ("u-line", "at the border", 100.0),
        ("u-delta", "Poland", 20.0),
    ]
    assert answer.finding("upgrades").value == 1
    assert (
        "“The line from Gamma to Delta” (EUR 100 million); 1 more lies in the two states."
        in answer.finding("upgrades").text
    )
    assert answer.finding("upgrades").assumptions


def test_permission_either_way_under_every_rule(plain: World) -> None:
    # Germany asks for 240 hours by its own rule, which is 10 days and longer than any other regime allows; Poland has no
    # rule of its own and gets the 1080 hours, 45 days, of every state.
    rows = {
        (row["into"], row["rules"]): row for row in ask(plain, state="DE", with_="PL").table("permissions").to_dicts()
    }
    assert len(rows) == 8
    assert [rows["Germany", "rules of today"][name] for name in ("low_days", "days", "high_days")] == [10, 10, 10]
    assert [rows["Poland", "rules of today"][name] for name in ("low_days", "days", "high_days")] == [5, 45, 60]
    assert rows["Germany", "five working days"]["days"] == 7
    assert rows["Poland", "six hours"]["days"] == 0.25
    # The pact of Germany, France and Poland lets pass within 24 hours, which is no quicker than six.
    assert rows["Poland", "rules of today"]["agreed_days"] == 1
    assert rows["Poland", "six hours"]["agreed_days"] is None


def test_findings_rest_on_the_permits_they_quote(plain: World) -> None:
    answer = ask(plain, state="DE", with_="PL")
    assert answer.finding("days_into_DE").value == 10
    assert answer.finding("days_into_DE").evidence[0] == "border_permits/DE/today"
    assert answer.finding("days_into_PL").evidence[0] == "border_permits/EU/today"
    assert "not public" in answer.finding("days_into_PL").assumptions[0]


def test_two_states_without_a_crossing_get_an_answer(plain: World) -> None:
    answer = ask(plain, state="FR", with_="SE")
    assert [answer.finding(name).value for name in ("agreements", "corridors", "links", "upgrades")] == [0, 0, 0, 0]
    assert answer.maps == ()
    assert answer.charts
    assert "No link of the facts leads from France straight to Sweden." in answer.finding("links").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"state": "PL", "with": "PL"}, "Poland is asked for twice"),
        ({"state": "EU", "with": "PL"}, "--state EU: European Union is no state"),
        ({"with": "Polonia"}, "--with 'Polonia'"),
        ({"between": "PL"}, "crossing has no parameter 'between'"),
    ],
)
def test_refuses_what_it_cannot_use(plain: World, asked: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(plain, asked)
    assert said in str(refused.value)


def test_agrees_with_the_files_of_the_bundled_facts(bundled_world: World) -> None:
    answer = ask(bundled_world)
    place = {row["id"]: row["iso2"] for row in raw("mobility_nodes")}
    links = [row["id"] for row in raw("mobility_links") if {place[row["from_id"]], place[row["to_id"]]} == {"PL", "LT"}]
    assert answer.table("links")["link"].to_list() == links
    both = [
        row["id"]
        for row in raw("mobility_corridors")
        if {"PL", "LT"} <= set(row["states"].split(";")) and row["modes"] != "pipeline"
    ]
    assert answer.table("corridors")["corridor"].to_list() == both
    moving = [
        row["id"]
        for row in raw("agreements")
        if {"PL", "LT"} <= set(row["parties"].split(";"))
        and "military_mobility" in row["domains"].split(";")
        and row["status"] not in {"terminated", "superseded"}
        and row["source_grade"] != "E"
    ]
    assert sorted(answer.table("agreements")["agreement"]) == sorted(moving)


def test_the_order_of_the_two_changes_nothing_but_the_order(bundled_world: World) -> None:
    one, other = ask(bundled_world), ask(bundled_world, state="LT", with_="PL")
    for table in ("agreements", "corridors", "links"):
        assert one.table(table).equals(other.table(table))
    assert {row["upgrade"] for row in one.table("upgrades").to_dicts()} == {
        row["upgrade"] for row in other.table("upgrades").to_dicts()
    }


def raw(kind: str) -> list[dict[str, Any]]:
    with files("phalanx.facts").joinpath(f"{kind}.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))
