"""Why nothing arrives: no link, no way, a way for light loads only, or a link that is not open yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from phalanx.analyses.mobility.movement.asked import Heard, MovementParameters, understand
from phalanx.analyses.mobility.obstacles import obstacles
from phalanx.world import World


def heard(world: World, **asked: Any) -> Heard:
    return understand(world, MovementParameters.model_validate({"from": ("fr-a",), "to": "de-c", **asked}))


def test_where_a_way_leads_there_is_no_obstacle(ways_world: World) -> None:
    assert obstacles(heard(ways_world)) == ()


def test_with_no_room_on_any_link_both_ends_are_told_of(ways_world: World) -> None:
    asked = heard(ways_world)
    shut = replace(asked, network=asked.network.scaled(np.zeros(len(asked.network.tail))))
    assert obstacles(shut)[:2] == ("No usable link ends in Gamma.", "No usable link begins in Alpha.")


def test_where_a_link_on_the_way_is_closed_no_way_leads_there(ways_world: World) -> None:
    asked = heard(ways_world)
    closed = replace(asked, network=asked.network.without(["W2"]))
    assert obstacles(closed)[0] == "No way leads from Alpha to Gamma on links that carry anything."


def test_without_a_change_of_gauge_broad_tracks_are_not_reached(ways_world: World) -> None:
    # Epsilon has tracks of 1520 millimetres alone. With the link on which the gauge breaks closed, and no change of
    # gauge or handling in Delta, the broad-gauge link there cannot be entered.
    asked = heard(ways_world, **{"from": ("pl-d",), "to": "ua-e"})
    assert obstacles(asked) == ()
    closed = replace(asked, network=asked.network.without(["W5", "pl-d"]))
    assert obstacles(closed)[0] == "No usable link begins in Delta."


def test_heavy_loads_and_unopened_links_are_told_of(ways_world: World) -> None:
    found = obstacles(heard(ways_world, to="pl-d"))
    assert len(found) == 2
    assert "which heavy loads may not use" in found[0]
    assert found[1] == (
        "From 2030 on there is a way, as links that are being built are counted on then: Gamma – Delta (W4)."
    )
