"""movement, counted by hand on the small ways and looked at on the bundled facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from phalanx.analyses.mobility.movement.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.world import World


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, {name.rstrip("_"): value for name, value in asked.items()})


def test_a_column_to_the_next_state_by_hand(ways_world: World) -> None:
    # From fr-a to de-c in steps of 3 hours. Loading 6, 150 km by rail 5 (two steps), the border 5 (two steps),
    # unloading 6: 24 hours, of which 6 + 6 = 12 lie before the border. Three days are needed for the permit, and in them
    # all four loads can come to the border; 10 a day pass it, 1.25 in a step, but 8 a day are unloaded: 1 in a step.
    # First there: 72 + 6 + 6 = 84; the last of four unloading steps ends at 84 + 4 x 3 = 96.
    answer = ask(ways_world, from_="fr-a", to="de-c", size="column", regime="proposal")
    assert answer.finding("first_arrival").value == 84
    assert answer.finding("last_arrival").value == 96
    # With permission at once the first would be there after 24, the last after 24 + 12 = 36.
    assert answer.finding("owed_to_permission").value == 60
    (legs,) = [answer.table("legs").filter(answer.table("legs")["record"] == "W2")]
    assert legs.select("from", "to", "mode", "loads", "first_h", "opens_h").row(0) == (
        "Beta", "Gamma", "rail", 4.0, 72.0, 72.0,
    )  # fmt: skip
    assert answer.table("modes").rows() == [("rail", 840, 100.0)]


def test_heavy_loads_do_not_reach_where_only_a_road_crosses(ways_world: World) -> None:
    # Between Gamma and Delta there is a road until 2030, when the railway opens.
    answer = ask(ways_world, from_="fr-a", to="pl-d", regime="emergency")
    (finding,) = answer.findings
    assert finding.value is None
    assert "only a road across a border leads to Delta, which heavy loads may not use" in finding.text
    assert "From 2030 on there is a way" in finding.text
    assert "Gamma – Delta (W4)" in finding.text
    assert answer.table().height == 2
    later = World(date(2030, 1, 1), ways_world.known_at, ways_world.journal_head, ways_world.entries)
    assert ask(later, from_="fr-a", to="pl-d", regime="emergency").finding("last_arrival").value


def test_light_loads_take_the_road(ways_world: World) -> None:
    answer = ask(ways_world, from_="fr-a", to="pl-d", size="column", regime="emergency")
    assert set(answer.table("modes")["mode"]) == {"rail", "road"}


def test_two_origins_begin_with_half_of_it_each(ways_world: World) -> None:
    answer = ask(ways_world, from_="fr-a,fr-b", to="de-c", size="column", regime="emergency")
    loading = answer.table("legs").filter(answer.table("legs")["does"] == "is loaded")
    assert dict(loading.select("from", "loads").iter_rows()) == {"Alpha": 2.0, "Beta": 2.0}


def test_an_agreed_corridor_shortens_what_it_covers(ways_world: World) -> None:
    # 24 hours instead of 240 for Germany; 12 hours after it opens the first is there, the last 12 hours later.
    asked = {"from_": "fr-a", "to": "de-c", "size": "column"}
    assert ask(ways_world, **asked).finding("last_arrival").value == 264
    assert ask(ways_world, **asked, corridors=True).finding("last_arrival").value == 48


@pytest.mark.parametrize(
    ("deadline", "in_time", "text"),
    [
        ("96", 4.0, "All of it is there by the deadline"),
        ("90", 2.0, "2.0 of 4 loads are there"),
        ("2026-06-04", 4.0, "All"),
    ],
)
def test_what_is_there_by_the_deadline(ways_world: World, deadline: str, in_time: float, text: str) -> None:
    # One load in each of the steps that end with hours 87, 90, 93 and 96; 4 June ends 96 hours after 1 June begins.
    answer = ask(ways_world, from_="fr-a", to="de-c", size="column", regime="proposal", deadline=deadline)
    assert answer.finding("in_time").value == in_time
    assert text in answer.finding("in_time").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from_": "fr-x"}, ["There is no node 'fr-x'", "did you mean fr-b or fr-a"]),
        ({"to": "gamma"}, ["There is no node 'gamma'", "did you mean de-c"]),
        ({"from_": "fr-a", "to": "fr-a"}, ["ends in fr-a, where it begins"]),
        ({"from_": "fr-a,fr-a", "to": "de-c"}, ["names fr-a 2 times"]),
        ({"from_": "fr-a,"}, ["places with one ','"]),
        ({"from_": "fr-a", "to": "de-c", "size": "brigades"}, ["did you mean brigade", "column"]),
        ({"from_": "fr-a", "to": "de-c", "size": "-3"}, ["--size is -3", "from 0.01"]),
        ({"from_": "fr-a", "to": "de-c", "size": "0"}, ["--size is 0"]),
        ({"from_": "fr-a", "to": "de-c", "size": "nan"}, ["no size 'nan'"]),
        ({"from_": "fr-a", "to": "de-c", "deadline": "soon"}, ["'soon'", "hours after the start"]),
        ({"from_": "fr-a", "to": "de-c", "deadline": "-2"}, ["not after the start"]),
        ({"from_": "fr-a", "to": "de-c", "deadline": "2026-05-31"}, ["not after the start", "2026-06-01"]),
        ({"from_": "fr-a", "to": "de-c", "regime": "tomorrow"}, ["today, pledge, proposal, emergency"]),
        (
            {"from_": "fr-x", "to": "de-x", "size": "-1", "deadline": "0"},
            ["fr-x", "de-x", "--size is -1", "deadline 0"],
        ),
    ],
)
def test_what_cannot_be_used_is_told_all_together(ways_world: World, asked: dict[str, str], said: list[str]) -> None:
    with pytest.raises(BadInput) as bad:
        ask(ways_world, **asked)
    assert [part for part in said if part not in str(bad.value)] == []


def test_facts_without_ways_are_refused_with_what_is_missing(small_world: World) -> None:
    with pytest.raises(BadInput, match="the measure step is missing"):
        ask(small_world, from_="fr-a", to="de-c")


def test_a_brigade_to_kaunas_is_held_up_by_permission_most_of_all(bundled_world: World) -> None:
    # Published: 45 days today, three days or six hours as proposed. The order has to be that of the permits, and under
    # today's rules most of the time is that of the slowest permit on the way.
    hours = [
        float(str(ask(bundled_world, regime=regime, size="battlegroup").finding("last_arrival").value))
        for regime in ("today", "pledge", "proposal", "emergency")
    ]
    assert hours == sorted(hours, reverse=True)
    assert hours[0] > 45 * 24 > 7 * 24 > hours[3]


def test_a_port_far_from_everything_is_not_reached_by_rail(bundled_world: World) -> None:
    # Tromso has no railway: whatever comes there comes by road or by ship.
    answer = ask(bundled_world, from_="no-narvik", to="no-tromso", size="battlegroup")
    assert set(answer.table("modes")["mode"]) <= {"road", "sea"}
    assert answer.finding("owed_to_permission").value == 0
