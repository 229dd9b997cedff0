"""bottlenecks, counted by hand on the small ways and looked at on the bundled facts."""

from __future__ import annotations

from typing import Any

from phalanx.analyses.mobility.bottlenecks.question import QUESTION
from phalanx.answer import Answer
from phalanx.world import World


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, {name.rstrip("_"): value for name, value in asked.items()})


def test_the_permit_and_the_ramp_hold_a_column_back(ways_world: World) -> None:
    # 96 hours under three days (see test_movement.py). With the permit at once the column needs 36. With twice the room
    # for unloading, 2 a step, the border decides, 1.25 a step from hour 72 on: four steps hold 5, three hold 3.75 of the
    # four loads, so the last comes no earlier than with one a step.
    answer = ask(ways_world, from_="fr-a", to="de-c", size="column", regime="proposal")
    limits = {row["limit"]: row for row in answer.table("limits").iter_rows(named=True)}
    assert limits["permit of Germany"]["saved_h"] == 60
    assert limits["permit of Germany"]["now"] == 72
    assert limits["unloading on rail in Gamma"]["saved_h"] == 0
    assert (limits["unloading on rail in Gamma"]["now"], limits["unloading on rail in Gamma"]["lifted"]) == (8, 16)
    assert answer.finding("best_permit").value == 60
    assert "permit of Germany" in answer.charts[0].title
    # In 93 hours three are unloaded: the steps that end with 87, 90 and 93.
    assert answer.finding("cut").value == 3
    assert "unloading on rail in Gamma 3.0" in answer.finding("cut").text


def test_what_cannot_arrive_has_no_limits_and_says_why(ways_world: World) -> None:
    answer = ask(ways_world, from_="fr-a", to="pl-d")
    assert answer.findings[0].name == "impossible"
    assert answer.charts == ()


def test_lifting_brings_what_the_same_movement_takes_without_it(bundled_world: World) -> None:
    answer = ask(bundled_world, size="battlegroup", regime="emergency")
    limits = answer.table("limits")
    last = float(str(answer.finding("last_arrival").value))
    assert limits["saved_h"].is_sorted(descending=True)
    assert (limits["hours"] + limits["saved_h"] == last).all()
    assert float(str(answer.finding("together").value)) >= limits["saved_h"].max()  # type: ignore[operator]
