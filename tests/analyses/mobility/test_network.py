"""The network of the facts: what a small set of rows makes, and what permits, openings and gauges do to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.analyses.mobility.small_ways import FILES
from tests.analyses.small_world import make_registry

from phalanx.analyses.mobility.network import KINDS, Network, network_of
from phalanx.errors import BadInput
from phalanx.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    with make_registry(tmp_path, **FILES) as registry:
        return World.of(registry, date(2026, 6, 1))


def arc(network: Network, tail: str, head: str) -> int:
    ends = np.flatnonzero((network.tail == network.place[tail]) & (network.head == network.place[head]))
    (found,) = ends.tolist()
    return int(found)


def test_a_link_takes_its_kilometres_by_the_speed_of_its_class(world: World) -> None:
    # 150 km at 30 km/h; an electrified railway carries 12 a day.
    network = network_of(world, home=["FR"])
    inland = arc(network, "fr-a/rail-1435", "fr-b/rail-1435")
    assert (network.hours[inland], network.capacity[inland], network.release[inland]) == (5.0, 12.0, 0.0)
    assert KINDS[network.kind[inland]] == "travel"
    assert network.state[inland] == ""


def test_a_border_adds_its_handling_and_waits_for_the_permit_of_the_state_behind_it(world: World) -> None:
    # 60 km at 30 km/h and 3 hours at the border; 10 a day pass it, fewer than the 12 of the link. Germany has a row
    # of its own under the rules of today, 240 hours; back to France, where it begins, no permission is needed.
    network = network_of(world, home=["FR"])
    out, back = arc(network, "fr-b/rail-1435", "de-c/rail-1435"), arc(network, "de-c/rail-1435", "fr-b/rail-1435")
    assert (network.hours[out], network.capacity[out]) == (5.0, 10.0)
    assert (network.release[out], network.release[back]) == (240.0, 0.0)
    assert (network.state[out], network.state[back]) == ("DE", "FR")


def test_a_state_without_a_row_has_that_of_every_state(world: World) -> None:
    assert network_of(world).release[arc(network_of(world), "de-c/road", "pl-d/road")] == 1080.0
    assert network_of(world, "proposal").release[arc(network_of(world), "fr-b/rail-1435", "de-c/rail-1435")] == 72.0


def test_an_agreed_corridor_takes_the_place_of_a_longer_permit_at_its_own_borders(world: World) -> None:
    # The pact of France, Germany and Poland has a rule of 24 hours here: less than today's permits, more than the six
    # hours of an emergency.
    network = network_of(world, corridors=True)
    assert network.release[arc(network, "fr-b/rail-1435", "de-c/rail-1435")] == 24.0
    assert network.release[arc(network, "de-c/road", "pl-d/road")] == 24.0
    emergency = network_of(world, "emergency", corridors=True)
    assert emergency.release[arc(emergency, "de-c/road", "pl-d/road")] == 6.0


def test_only_light_loads_go_by_road_across_a_border(world: World) -> None:
    network = network_of(world)
    assert network.light[arc(network, "de-c/road", "pl-d/road")]
    assert not network.light[arc(network, "fr-b/rail-1435", "de-c/rail-1435")]


def test_a_link_that_is_being_built_is_there_from_its_year_on(world: World) -> None:
    assert "W4" not in network_of(world).link
    later = World(date(2030, 1, 1), world.known_at, world.journal_head, world.entries)
    assert "W4" in network_of(later).link


def test_gauges_break_on_the_way_where_a_link_says_so_and_change_where_two_meet(world: World) -> None:
    # 30 km at 30 km/h, 3 hours at the border, 9 for the change: 13 hours from 1435 to 1520 millimetres.
    network = network_of(world)
    assert network.hours[arc(network, "pl-d/rail-1435", "ua-e/rail-1520")] == 13.0
    assert "ua-e/rail-1435" not in network.place
    change = arc(network, "pl-d/rail-1435", "pl-d/rail-1520")
    assert (network.hours[change], network.capacity[change], network.link[change]) == (9.0, 3.0, "pl-d")


def test_loads_change_mode_over_the_ground(world: World) -> None:
    network = network_of(world)
    assert KINDS[network.kind[arc(network, "de-c/rail-1435", "de-c")]] == "unloading"
    assert KINDS[network.kind[arc(network, "de-c", "de-c/road")]] == "loading"


def test_closing_a_link_closes_it_both_ways_and_nothing_else(world: World) -> None:
    network = network_of(world)
    closed = network.without(["W1"])
    shut = {network.link[index] for index in np.flatnonzero(closed.capacity == 0)}
    assert shut == {"W1"}
    assert (closed.capacity == 0).sum() == 2


def test_without_facts_it_says_what_is_missing(small_world: World) -> None:
    with pytest.raises(BadInput, match="border_permits is missing"):
        network_of(small_world)
