"""Hours with upgrades and under hazards: by hand on the eight nodes, and against every set one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.grounds import GIVEN_UP, UPGRADES, case, upgrade

from phalanx.analyses.mobility.cases import disturbed
from phalanx.analyses.mobility.examples import Hazard
from phalanx.analyses.mobility.falling import places_of
from phalanx.analyses.mobility.flow import quickest
from phalanx.analyses.mobility.ground import Upgrade

BORDER, UNLOADING, LAST_LEG = 0b001, 0b010, 0b100


def hazard(mode: str, state: str, factor: float) -> Hazard:
    return Hazard("h", "A hazard", mode, frozenset({state}), factor, 0.1, 0.0, 0.2)


def test_the_border_and_the_last_leg_save_hours_and_the_unloading_none() -> None:
    # See eight.py: 120 hours. Twice the border lets two a step through, and two a step are unloaded: 72 + 4 x 6 = 96. Six
    # hours less from K to Z are six less for all: 114. More is unloaded than comes, so that saves nothing by itself.
    eight = case()
    assert eight(0) == 120
    assert [eight(each) for each in (BORDER, UNLOADING, LAST_LEG)] == [96, 120, 114]
    assert eight.alone() == [24, 0, 6]
    # Behind a wider border the tracks from K to Z carry two a step as well, so that more unloading still saves nothing;
    # all three together take 96 - 6 = 90.
    assert eight(BORDER | UNLOADING) == 96
    assert eight(BORDER | UNLOADING | LAST_LEG) == 90


def test_half_of_the_trains_in_one_state_cost_what_one_counts_by_hand() -> None:
    # In Belgium and across its border half of the trains run: the border lets half a load through in a step of 6 hours,
    # 16 halves in 16 steps from hour 48 on, and the last has 24 hours to go. Behind it half is still one load a step.
    eight = case()
    assert disturbed(eight, hazard("rail", "BE", 0.5))(0) == 48 + 16 * 6 + 24 == 168


def test_a_hazard_that_hits_nothing_usable_is_no_case_of_its_own() -> None:
    eight = case()
    assert disturbed(eight, hazard("sea", "BE", 0.0)) is eight
    assert disturbed(eight, hazard("rail", "FR", 0.0)) is eight
    assert disturbed(eight, hazard("rail", "BE", 0.5)) is not eight


def test_what_never_arrives_counts_as_given_up() -> None:
    closed = disturbed(case(), hazard("rail", "BE", 0.0))
    assert closed(0) == closed(BORDER | UNLOADING | LAST_LEG) == GIVEN_UP


LINKS = ("load-rail", "load-road", "p-h", "h-g", "p-g", "g-k", "k-z", "unload")


@st.composite
def upgrades(draw: st.DrawFn) -> tuple[Upgrade, ...]:
    """Three upgrades of the eight nodes, drawn."""
    kinds = {"load-rail": "loading", "load-road": "loading", "unload": "unloading"}
    return tuple(
        upgrade(
            f"u{number}",
            link := draw(st.sampled_from(LINKS)),
            draw(st.sampled_from((1, 1.5, 2, 4))),
            draw(st.sampled_from((0, 6, 12))),
            changes=kinds.get(link, "travel"),
            mode="road" if link in ("load-road", "p-g") else "rail",
        )
        for number in range(3)
    )


@settings(max_examples=20, deadline=None)
@given(upgrades(), st.sampled_from((4, 8, 11)), st.sampled_from((1.0, 0.5, 0.25)), st.permutations(range(8)))
def test_every_set_takes_as_long_as_its_network_by_itself(
    drawn: tuple[Upgrade, ...], loads: int, factor: float, order: list[int]
) -> None:
    calm = case(drawn, loads)
    for each in (calm, disturbed(calm, hazard("rail", "BE", factor))):
        for chosen in order:
            network = each.ground.with_(each.release, places_of(chosen), each.left)
            assert each(chosen) == min(quickest(network, each.example.movement, 6), GIVEN_UP)


@settings(max_examples=15, deadline=None)
@given(upgrades(), st.lists(st.sampled_from((0, 6, 24, 72, 120)), min_size=2, max_size=2))
def test_a_shorter_permit_and_more_upgrades_never_slow_down(drawn: tuple[Upgrade, ...], permits: list[int]) -> None:
    release = case().release
    hours = [
        [replace(case(drawn), release=release / 48 * permit)(chosen) for chosen in (0, 0b1, 0b11, 0b111)]
        for permit in sorted(permits)
    ]
    assert all(sooner <= later for sooner, later in zip(*hours, strict=True))
    assert all(later <= earlier for line in hours for earlier, later in pairwise(line))


def test_upgrades_of_links_that_nothing_can_use_in_time_do_not_matter() -> None:
    # A second road of 600 hours from P to Z could not matter within 120 hours; an upgrade of no link of the eight neither.
    far = case((*UPGRADES, upgrade("nowhere", "no-such-link", factor=9)))
    assert places_of(far.mattering) == (0, 1, 2)
    assert far.alone() == pytest.approx([24, 0, 6, 0])
