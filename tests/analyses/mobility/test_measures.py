"""The numbers that movements are counted with, and what is said where one is missing."""

from __future__ import annotations

import pytest

from phalanx.analyses.mobility.measures import number, read_permits, rows
from phalanx.errors import BadInput
from phalanx.world import World


def test_a_measure_is_read_by_its_name(ways_world: World) -> None:
    assert number(ways_world, "step") == 3
    with pytest.raises(BadInput, match="the measure stride is missing"):
        number(ways_world, "stride")


def test_a_row_that_is_asked_for_and_not_there_is_named(ways_world: World) -> None:
    found = rows(ways_world, "handling_times", "activity", "mode")
    assert found["border", "road"]["hours"] == 1
    with pytest.raises(BadInput, match="handling_times/loading/sea is missing"):
        found["loading", "sea"]


def test_within_a_state_and_at_home_no_permit_is_needed(ways_world: World) -> None:
    permits = read_permits(ways_world, "today", ["FR"], corridors=False)
    assert [permits.entering(*pair) for pair in (("FR", "DE"), ("PL", "PL"), ("DE", "FR"), ("PL", "DE"))] == [
        0, 0, 240, 1080,
    ]  # fmt: skip


def test_a_corridor_counts_between_its_parties_alone(ways_world: World) -> None:
    # The pact of France, Germany and Poland, joined by Sweden, has 24 hours; Ukraine is no party to it.
    permits = read_permits(ways_world, "today", [], corridors=True)
    assert permits.entering("DE", "FR") == 24
    assert permits.entering("UA", "PL") == 1080
