"""Steps of time: how hours are rounded, who can be where first, and how far it still is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.mobility.eight import eight, movement

from phalanx.analyses.mobility.clock import FAR, Clock, units
from phalanx.analyses.mobility.network import Arc, Movement, network_from


def test_hours_go_to_the_nearest_step_and_permissions_to_the_next() -> None:
    # In steps of 6 hours: nothing takes none, 2 hours one, 8 hours one, 10 hours two; what opens after 7 opens in step 2.
    arcs = [Arc("a", f"{hours}", hours, 1, 7, "travel", "rail", "l") for hours in (0, 2, 8, 10)]
    clock = Clock(network_from(arcs), Movement({"a": 1}, "0"), 6)
    assert clock.takes.tolist() == [0, 1, 1, 2]
    assert clock.opens.tolist() == [2, 2, 2, 2]


def test_a_load_and_what_an_arc_carries_are_whole_numbers() -> None:
    # A load is 2,400 units; 4 a day are 1 in 6 hours, 0.3 a day 0.075 in 6 hours.
    arcs = [Arc("a", "b", 1, capacity, 0, "travel", "rail", "l") for capacity in (4, 0.3)]
    clock = Clock(network_from(arcs), Movement({"a": 1}, "b"), 6)
    assert clock.carries.tolist() == [units(1), units(0.075)]
    assert clock.supplies.tolist() == [2400, 0]


def test_the_earliest_arrival_waits_for_what_opens() -> None:
    # Loaded after step 1, at the hub after 2, at the border after 4; it opens in step 8: K in 9, Z/rail in 11, Z in 12.
    clock = Clock(eight(), movement(), 6)
    earliest = dict(zip(clock.network.nodes, clock.earliest.tolist(), strict=True))
    assert earliest == {
        "P": 0, "P/rail": 1, "P/road": 1, "H/rail": 2, "G/rail": 4, "K/rail": 9, "Z/rail": 11, "Z": 12,
    }  # fmt: skip


def test_the_way_to_go_counts_no_waiting() -> None:
    clock = Clock(eight(), movement(), 6)
    to_go = dict(zip(clock.network.nodes, clock.to_go.tolist(), strict=True))
    assert to_go == {"Z": 0, "Z/rail": 1, "K/rail": 3, "G/rail": 4, "H/rail": 6, "P/rail": 7, "P/road": 8, "P": 8}


def test_heavy_loads_have_no_way_over_light_arcs() -> None:
    clock = Clock(eight(), movement(8, heavy=0.5), 6).only_heavy
    assert clock.to_go[clock.network.place["P/road"]] == FAR
    assert clock.supplies.sum() == units(4)


def test_first_steps_are_found_once_for_networks_that_differ_in_capacities_alone() -> None:
    plain = Clock(eight(), movement(), 6)
    wider = Clock(eight().scaled(np.full(len(eight().tail), 2.0)), movement(), 6)
    assert wider.earliest is plain.earliest
    assert wider.to_go is plain.to_go
    slower = Clock(replace(eight(), hours=eight().hours * 2), movement(), 6)
    assert slower.to_go[eight().place["P"]] == 2 * plain.to_go[eight().place["P"]]
    with pytest.raises(ValueError, match="read-only"):
        plain.earliest[0] = 1
