"""The checker finds nothing in a sound plan, and each kind of fault in a plan that was broken."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.mobility.eight import eight, movement

from phalanx.analyses.mobility.flow import Plan, plan_of
from phalanx.analyses.mobility.movement.checker import faults


@pytest.fixture
def plan() -> Plan:
    found = plan_of(eight(), movement(8, heavy=0.5), 6)
    assert found is not None
    return found


def entries(plan: Plan, link: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.flatnonzero(np.array(plan.network.link)[plan.arc] == link)


def rules(plan: Plan) -> set[str]:
    return {fault.rule for fault in faults(plan)}


def test_a_sound_plan_has_no_fault(plan: Plan) -> None:
    assert faults(plan) == ()


def test_a_border_entered_before_it_opens(plan: Plan) -> None:
    begins = plan.begins.copy()
    begins[entries(plan, "g-k")[0]] = 7
    assert "permission" in rules(replace(plan, begins=begins))
    late = replace(plan, network=replace(plan.network, release=plan.network.release + 6))
    assert next(fault.text for fault in faults(late) if "G/rail" in fault.text) == (
        "G/rail to K/rail is entered in hour 48 and opens in 54"
    )


def test_more_loads_than_an_arc_carries(plan: Plan) -> None:
    narrow = replace(plan, network=replace(plan.network, capacity=plan.network.capacity * 0.9))
    assert rules(narrow) == {"capacity"}


def test_loads_that_come_from_nowhere(plan: Plan) -> None:
    gone = np.ones(len(plan.arc), dtype=np.bool_)
    gone[entries(plan, "h-g")] = False
    fewer = replace(plan, arc=plan.arc[gone], begins=plan.begins[gone], loads=plan.loads[gone], heavy=plan.heavy[gone])
    assert rules(fewer) == {"balance"}


def test_loads_that_never_arrive(plan: Plan) -> None:
    kept = np.ones(len(plan.arc), dtype=np.bool_)
    kept[entries(plan, "unload")[-1]] = False
    fewer = replace(plan, arc=plan.arc[kept], begins=plan.begins[kept], loads=plan.loads[kept], heavy=plan.heavy[kept])
    assert rules(fewer) == {"balance"}
    assert any("of 8 loads have arrived" in fault.text for fault in faults(fewer))


def test_loads_that_leave_before_they_are_there(plan: Plan) -> None:
    begins = plan.begins.copy()
    begins[entries(plan, "k-z")] -= 1
    assert rules(replace(plan, begins=begins)) == {"balance"}


def test_heavy_loads_on_a_road_across_a_border(plan: Plan) -> None:
    light = np.array([link == "k-z" for link in plan.network.link])
    assert rules(replace(plan, network=replace(plan.network, light=light))) == {"road"}


def test_heavy_loads_that_turn_light(plan: Plan) -> None:
    heavy = plan.heavy.copy()
    heavy[entries(plan, "unload")] = 0
    assert rules(replace(plan, heavy=heavy)) == {"balance"}


def test_a_missed_deadline(plan: Plan) -> None:
    in_time = replace(plan, movement=replace(plan.movement, deadline=120.0))
    late = replace(plan, movement=replace(plan.movement, deadline=119.0))
    assert faults(in_time) == ()
    (fault,) = faults(late)
    assert (fault.rule, fault.text) == ("deadline", "the last load arrives in hour 120, after hour 119")


@pytest.mark.parametrize(
    "broken",
    [
        {"loads": -1.0},
        {"loads": 0.0},
        {"begins": -1},
        {"arc": 99},
        {"heavy": 5.0},
        {"begins": 19},
    ],
)
def test_entries_that_are_none(plan: Plan, broken: dict[str, float]) -> None:
    changed = {}
    for name, value in broken.items():
        column = getattr(plan, name).copy()
        column[entries(plan, "k-z")[0]] = value
        changed[name] = column
    assert rules(replace(plan, **changed)) == {"entry"}
