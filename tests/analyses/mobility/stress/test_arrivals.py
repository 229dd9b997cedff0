"""Many scenarios at once give what each gives alone, counted by hand, by `quickest`, and by a plain network over time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.eight import eight, movement
from tests.analyses.mobility.random_networks import at_random

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.flow import quickest
from phalanx.analyses.mobility.network import Movement, Network, Real, Whole
from phalanx.analyses.mobility.stress import growing
from phalanx.analyses.mobility.stress.arrivals import arrivals_of
from phalanx.analyses.mobility.stress.losses import Losses, rows_of, throughout

STEP = 3
LONG = 2000
"""Steps after which no movement of these tests is still under way."""


@pytest.fixture(params=["whole", "growing"], autouse=True, scope="module")
def looked_at(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test on networks that are looked at whole, and on the same ones as if they were wide."""
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "growing":
            patched.setattr(growing, "FEW", 0)
        yield


def steps_of(network: Network, moved: Movement, losses: Losses) -> list[int]:
    with arrivals_of(Clock(network, moved, STEP), losses.ends) as arrivals:
        steps: list[int] = arrivals.of(losses).steps.tolist()
    return steps


def taking(network: Network, *rows: dict[tuple[str, int], float], ends: tuple[int, ...]) -> Losses:
    """Losses by link and span: the share that each loses."""
    listed = []
    for row in rows:
        found = sorted((network.link.index(link) * len(ends) + span, share) for (link, span), share in row.items())
        listed.append(
            (np.array([place for place, _ in found], dtype=np.int64), np.array([share for _, share in found]))
        )
    return rows_of(np.array(ends, dtype=np.int64), len(network.link) * len(ends), listed)


def test_losses_on_the_eight_nodes_counted_by_hand() -> None:
    # Nothing lost: 120 hours (see `eight`), which is 40 steps of 3. The border lets half a load through in a step.
    # - The road p-g is closed for good: the railway alone brings 8 a day to G from hour 24 on, more than the border takes.
    # - Border at half for good: 2 a day, so that 8 loads take 4 days from hour 48: the last enters by 144, arrives by 168.
    # - Border closed until step 20, hour 60: the two days begin 12 hours later, 132.
    # - Track to Z at a quarter for good: 2 a day, entered from 54 on, 4 days: 150, and 12 + 6 to the end: 168.
    # - Border at half until step 24, hour 72: one day brings 2 loads; the other 6 take 36 hours: 108, and 24: 132.
    # - All rails at P closed until step 16, hour 48: the road brings 4 a day from 30 on, as much as the border takes.
    network = eight()
    losses = taking(
        network,
        {},
        {("p-g", 0): 1.0, ("p-g", 1): 1.0, ("p-g", 2): 1.0, ("p-g", 3): 1.0},
        {("g-k", span): 0.5 for span in range(4)},
        {("g-k", 0): 1.0, ("g-k", 1): 1.0},
        {("k-z", span): 0.75 for span in range(4)},
        {("g-k", span): 0.5 for span in range(3)},
        {("load-rail", 0): 1.0},
        ends=(16, 20, 24, LONG),
    )
    assert [STEP * steps for steps in steps_of(network, movement(), losses)] == [120, 120, 168, 132, 168, 132, 120]


def test_a_closed_way_is_waited_for() -> None:
    # The border is closed until hour 300, and opens for two days as on any other day: 300 + 48 + 24.
    losses = taking(eight(), {("g-k", 0): 1.0}, ends=(100,))
    assert steps_of(eight(), movement(), losses) == [372 // STEP]


@pytest.mark.parametrize("heavy", [0.0, 0.5])
def test_undisturbed_steps_that_are_known_need_not_be_found(heavy: float) -> None:
    network, moved = at_random(3, heavy=heavy)
    factors = np.random.default_rng(3).choice([0.3, 0.5, 1.0, 1.0, 1.0], size=(25, len(network.link)))
    losses = throughout(factors, LONG)
    clock = Clock(network, moved, STEP)
    with arrivals_of(clock, losses.ends) as arrivals:
        found, steps = arrivals.undisturbed, arrivals.of(losses).steps
    with arrivals_of(clock, losses.ends, undisturbed=found) as arrivals:
        assert not arrivals.parts[0].proofs
        assert arrivals.undisturbed == found
        assert np.array_equal(arrivals.of(losses).steps, steps)
    assert (steps > found).any()


@pytest.mark.parametrize("heavy", [0.0, 0.5])
def test_each_is_as_quick_as_alone(heavy: float) -> None:
    late = 0
    for seed in range(12):
        network, moved = at_random(seed, heavy=heavy)
        factors, alone = scaled_alone(seed, heavy)
        found = steps_of(network, moved, throughout(factors, LONG))
        assert [STEP * steps for steps in found] == alone
        late += sum(hours > min(alone) for hours in alone)
    assert late > 50  # or nothing was tested


@cache
def scaled_alone(seed: int, heavy: float) -> tuple[Real, list[float]]:
    """Capacities scaled at random, and the hours that `quickest` finds with each, however `arrivals_of` looks at them."""
    network, moved = at_random(seed, heavy=heavy)
    chance = np.random.default_rng(seed)
    factors = chance.choice([0.3, 0.5, 1.0, 1.0, 1.0], size=(25, len(network.link)))
    return factors, [quickest(network.scaled(each), moved, STEP) for each in factors]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_losses_that_end_agree_with_a_plain_network_over_time(seed: int) -> None:
    network, moved, ends, shares = losses_that_end(seed)
    rows = [(np.flatnonzero(each.ravel()), each.ravel()[each.ravel() > 0]) for each in shares]
    losses = rows_of(ends, shares[0].size, rows)
    for row, steps in enumerate(steps_of(network, moved, losses)):
        assert arrives_plainly(seed, row, steps)
        assert not arrives_plainly(seed, row, steps - 1)


def losses_that_end(seed: int) -> tuple[Network, Movement, Whole, Real]:
    """A network and a movement, the ends of two spans, and four times the share that each arc loses in each span."""
    network, moved = at_random(seed, places=5, arcs=8)
    # What is closed opens again: shares may only fall from one span to the next, or rise; both are drawn.
    shares = np.random.default_rng(seed).choice([0.0, 0.0, 0.5, 1.0], size=(4, len(network.link), 2))
    return network, moved, np.array([6, 15], dtype=np.int64), shares


@cache
def arrives_plainly(seed: int, row: int, steps: int) -> bool:
    """Whether all has arrived after so many steps, by NetworkX, on every copy of every node."""
    network, moved, ends, drawn = losses_that_end(seed)
    shares = drawn[row]
    clock = Clock(network, moved, STEP)
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", (clock.destination, steps - 1)])
    for node in range(len(network.nodes)):
        for step in range(steps - 1):
            graph.add_edge((node, step), (node, step + 1))
    for name, loads in moved.loads.items():
        graph.add_edge("source", (network.place[name], 0), capacity=round(loads * 2400))
    for arc, (tail, head) in enumerate(zip(network.tail.tolist(), network.head.tolist(), strict=True)):
        for begins in range(int(clock.opens[arc]), steps - int(clock.takes[arc])):
            span = int(np.searchsorted(ends, begins, side="right"))
            lost = shares[arc, span] if span < len(ends) else 0.0
            carries = round(float(network.capacity[arc]) * (1 - lost) * 100) * STEP
            graph.add_edge((tail, begins), (head, begins + int(clock.takes[arc])), capacity=carries)
    arrived = nx.maximum_flow_value(graph, "source", (clock.destination, steps - 1))
    return bool(arrived >= clock.supplies.sum())


def test_what_does_not_decide_changes_nothing_and_what_does_may() -> None:
    # Border and track both at half: the border decides, at 2 a day; the track carries 4 a day then, and is not looked at.
    network = eight()
    losses = taking(network, {("g-k", 0): 0.5, ("k-z", 0): 0.5}, ends=(LONG,))
    with arrivals_of(Clock(network, movement(), STEP), losses.ends) as arrivals:
        arrived = arrivals.of(losses)
        decisive = arrivals.decisive(losses, arrived, 0)
        assert [network.link[arc] for arc in decisive] == ["g-k"]
        spared = arrivals.spared(
            losses, np.array([0, 0]), [np.array([link == name for link in network.link]) for name in ("g-k", "k-z")]
        )
    assert [STEP * steps for steps in spared] == [120, 168]


def test_sparing_an_element_is_what_it_would_be_alone() -> None:
    # Sparing the one arc after the other in every scenario, at once and one by one; what is not decisive gains nothing.
    for seed in range(4):
        network, moved = at_random(seed, heavy=0.4)
        factors = np.random.default_rng(seed).choice([0.3, 1.0, 1.0], size=(6, len(network.link)))
        losses = throughout(factors, LONG)
        clock = Clock(network, moved, STEP)
        pairs = [(row, arc) for row in range(6) for arc in range(len(network.link))]
        arcs = [np.arange(len(network.link)) == arc for _, arc in pairs]
        with arrivals_of(clock, losses.ends) as arrivals:
            arrived = arrivals.of(losses)
            spared = arrivals.spared(losses, np.array([row for row, _ in pairs]), arcs).tolist()
            for (row, arc), steps in zip(pairs, spared, strict=True):
                eased = np.where(np.arange(len(network.link)) == arc, 1.0, factors[row])
                assert STEP * steps == quickest(network.scaled(eased), moved, STEP)
                if steps < arrived.steps[row]:
                    assert arc in arrivals.decisive(losses, arrived, row)


def test_a_movement_that_cannot_arrive_is_refused() -> None:
    cut = eight().without(["g-k"])
    with pytest.raises(ValueError, match="cannot arrive"), arrivals_of(Clock(cut, movement(), STEP), np.array([1])):
        pass
