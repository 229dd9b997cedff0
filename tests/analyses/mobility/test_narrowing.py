"""What is left of a network that was narrowed still has room for all loads, and for nothing useless."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.narrowing import fits, narrowed
from phalanx.analyses.mobility.network import Arc


def test_the_road_of_eight_is_not_needed() -> None:
    clock = Clock(eight(), eight_loads(), 6)
    narrow = narrowed(clock, 20)
    assert {link for link, carries in zip(eight().link, narrow.carries, strict=True) if not carries} == {
        "load-road", "p-g",
    }  # fmt: skip


def test_what_arrives_too_late_does_not_fit() -> None:
    clock = Clock(eight(), eight_loads(8, heavy=0.5), 6)
    assert fits(clock, 20)
    assert not fits(clock, 19)


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 6), st.sampled_from((0.0, 0.5, 1.0)))
def test_all_loads_fit_into_what_is_left(drawn: tuple[Arc, ...], loads: int, heavy: float) -> None:
    clock = Clock(network(drawn), movement(loads, heavy), STEP)
    steps = fewest_steps(clock)
    assert steps is not None
    narrow = narrowed(clock, steps)
    assert fits(narrow, steps)
    assert (narrow.carries <= clock.carries).all()
