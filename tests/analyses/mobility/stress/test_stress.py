"""stress, counted by hand on the small ways, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.analyses.mobility.small_ways import FILES, SOURCE
from tests.analyses.small_world import make_registry

from phalanx.analyses.mobility.stress.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.question import telling
from phalanx.world import World

HAZARDS = f"""\
id,hazard,name,modes,struck,states,links,reach,reach_km,from_month,to_month,events_a_year,low_events_a_year,high_events_a_year,days,low_days,high_days,capacity_left,low_capacity_left,high_capacity_left,illustrative,source_url,source_grade,confidence
Z1,flood,Border closed,rail,links,,W2,everywhere,,1,12,400,0,400,2,1,3,0,0,1,no,{SOURCE}
Z2,strike,Strike in one state,rail,both,,,state,,1,12,10,0,20,1,1,3,0,0,1,no,{SOURCE}
Z3,ice,Snow around a place,rail;road,links,FR,,around,320,11,2,4,0,20,1,1,3,0.5,0,1,no,{SOURCE}
"""
ALPHA_TO_GAMMA = {"from": "fr-a", "to": "de-c", "size": "1", "regime": "emergency"}


@pytest.fixture(scope="module")
def struck_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("struck")
    with make_registry(folder, **FILES, hazard_assumptions=HAZARDS) as registry:
        yield World.of(registry, date(2026, 6, 1))


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, ALPHA_TO_GAMMA | {name.rstrip("_"): value for name, value in asked.items()})


def test_one_load_and_a_closed_border_by_hand(struck_world: World) -> None:
    # In steps of 3 hours: loading 2, 150 km at 30 km/h in 5 hours 2, 60 km and 3 hours at the border 2, unloading 2. The load
    # sets out in step 0 and is there in step 8, the ninth: 27 hours. W2 is closed for 2 days from setting out, until step 16;
    # the load enters then and is there in step 20: 63 hours. A movement of a day's length or two, 400 events a year in 365.25
    # days and 2 days each: more than 3 are expected, so that they miss in less than 5 %.
    answer = ask(struck_world, hazards="flood", scenarios=500)
    table = {row["share"]: row["hours"] for row in answer.table("arrivals").to_dicts()}
    assert table["undisturbed"] == 27
    assert table["50 %"] == table["99 %"] == 63
    late = answer.finding("late_share").value
    assert isinstance(late, float)
    assert 94 < late < 100
    [element] = answer.table("elements").to_dicts()
    assert (element["id"], element["saves_when_h"]) == ("W2", 36)
    assert element["delays_pct"] == late
    assert element["saves_h"] == pytest.approx(36 * late / 100, abs=0.01)
    assert answer.finding("mean_arrival").value == pytest.approx(27 + 36 * late / 100, abs=0.01)


def test_ways_that_share_no_link(struck_world: World) -> None:
    assert ask(struck_world, hazards="flood", scenarios=50).finding("disjoint_ways").value == 1


def test_hazards_reach_what_they_say(struck_world: World) -> None:
    # By rail in France: W1, and W2 at its border, and handling in both places. Snow around fr-a or fr-b, which are 313 km
    # apart, reaches all links that end in either; pl-d is too far. In June there is none.
    hazards = {row["id"]: row for row in ask(struck_world, month=12, scenarios=500).table("hazards").to_dicts()}
    assert set(hazards) == {"Z1", "Z2", "Z3"}
    assert ask(struck_world, hazards="flood,ice", scenarios=5).table("hazards")["id"].to_list() == ["Z1", "Z3"]
    assert hazards["Z3"]["in_force_pct"] > 0
    summer = ask(struck_world, month=6, scenarios=500).table("hazards")
    assert summer.filter(pl.col("id") == "Z3")["in_force_pct"].item() == 0


def test_the_same_seed_gives_the_same_answer_and_who_computes_is_not_said(struck_world: World) -> None:
    one = ask(struck_world, scenarios=200, seed=4)
    assert one.to_dict() == ask(struck_world, scenarios=200, seed=4, workers=1).to_dict()
    assert one.to_dict() != ask(struck_world, scenarios=200, seed=5).to_dict()
    assert not {"workers", "cluster"} & one.parameters.keys()


def test_a_deadline_is_met_in_a_share_of_scenarios(struck_world: World) -> None:
    answer = ask(struck_world, hazards="flood", scenarios=300, deadline="62")
    late, in_time = answer.finding("late_share").value, answer.finding("in_time_share").value
    assert isinstance(late, float)
    assert in_time == pytest.approx(100 - late, abs=0.01)


def test_no_hazard_no_delay(struck_world: World) -> None:
    answer = ask(struck_world, hazards="cyber", scenarios=20)
    assert answer.finding("late_share").value == 0
    assert answer.finding("best_to_protect").value is None
    assert answer.finding("arrival_95").value == 27


def test_what_cannot_arrive_undisturbed_is_said_so(struck_world: World) -> None:
    # Heavy loads use no road across a border, and until 2030 only a road leads to pl-d.
    assert "heavy loads may not use" in ask(struck_world, to="pl-d").finding("impossible").text


def test_who_stops_it_gets_the_part_that_is_done(struck_world: World) -> None:
    with telling(lambda done, of, words: done < 1000):
        answer = ask(struck_world, scenarios=3000)
    assert answer.finding("stopped_after").value == 1000
    assert "stopped after 1,000 of 3,000" in answer.finding("stopped_after").text
    assert answer.notes[0].startswith("A part:")
    with telling(lambda done, of, words: False), pytest.raises(BadInput, match="before any result"):
        ask(struck_world, scenarios=3000)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"hazards": "flud"}, "flood"),
        ({"hazards": "flood;earthquake"}, "earthquake"),
        ({"scenarios": 0}, "from 1"),
        ({"scenarios": -5}, "from 1"),
        ({"seed": -1}, "from 0"),
        ({"month": 13}, "to 12"),
        ({"workers": 0}, "from 1"),
        ({"from": "fr-x"}, "fr-a"),
        ({"size": "-3"}, "--size"),
    ],
)
def test_what_cannot_be_asked_is_refused(struck_world: World, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask(struck_world, **asked)
    assert words in str(refused.value)
