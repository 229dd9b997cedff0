"""The numbers that movements are counted with, and what is said where one is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.analyses.mobility.small_ways import FILES
from tests.analyses.small_world import make_registry

from phalanx.analyses.mobility.measures import BOUNDS, corridors_of, number, read_permits, rows
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


RULED = "corridor,corridor,exercises,2021,48,24,96,,no,,https://example.org/rule,B,partial\n"
RULES = "id,effect,domain,signed_from,value,low,high,instruments,illustrative,derivation,source_url,source_grade,confidence\n"
CORRIDOR_HEAD = "agreement,hours,low_hours,high_hours,in_force_from,illustrative,source_url,source_grade,confidence\n"


@pytest.mark.parametrize(("in_force_from", "hours"), [("2026-06", 24), ("2026-07", 1080), ("", 1080)])
def test_a_corridor_in_force_counts_unasked_from_its_day_on(tmp_path: Path, in_force_from: str, hours: float) -> None:
    rule = f"de-fr-pl-2021-pact,24,24,24,{in_force_from},no,https://example.org/ways,B,partial\n"
    with make_registry(tmp_path, **dict(FILES) | {"corridor_rules": CORRIDOR_HEAD + rule}) as registry:
        permits = read_permits(World.of(registry, date(2026, 6, 1)), "today", [], corridors=False)
    assert permits.entering("PL", "DE") == hours
    record = ("corridor_rules/de-fr-pl-2021-pact", "de-fr-pl-2021-pact")
    assert permits.agreed("PL", "DE") == (record if hours == 24 else ())
    assert permits.agreed("UA", "PL") == ()


def test_a_new_agreement_in_force_is_a_corridor_by_rule(tmp_path: Path) -> None:
    # The pact is in force and has Sweden among its parties; no row of corridor_rules tells of it here.
    with make_registry(
        tmp_path, **dict(FILES) | {"corridor_rules": CORRIDOR_HEAD, "agreement_effects": RULES + RULED}
    ) as made:
        world = World.of(made, date(2026, 6, 1))
    hours = [corridors_of(world, intended=False, bound=bound)[0].hours for bound in BOUNDS]
    assert hours == [24, 48, 96]
    permits = read_permits(world, "today", [], corridors=False)
    assert permits.entering("SE", "PL") == 48
    assert permits.agreed("SE", "PL") == ("de-fr-pl-2021-pact", "corridor")


def test_a_row_on_a_corridor_goes_before_the_rule(tmp_path: Path) -> None:
    with make_registry(tmp_path, **dict(FILES) | {"agreement_effects": RULES + RULED}) as registry:
        world = World.of(registry, date(2026, 6, 1))
    assert corridors_of(world, intended=False) == ()
    assert [each.hours for each in corridors_of(world, intended=True)] == [24]
