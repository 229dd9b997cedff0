"""How a network wears, beside NetworkX that takes the states out one after the other."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.network.test_measures import drawn, networks

from phalanx.analyses.network.resilience import wearing
from phalanx.analyses.network.weights import Floats


@given(networks, st.integers(0, 100))
def test_what_is_left_is_that_of_networkx(network: Floats, seed: int) -> None:
    tied = network[0] > 0
    orders = wearing.by_lot(len(tied), 3, seed)
    worn = wearing.wear(tied, orders)
    for place, order in enumerate(orders.tolist()):
        graph = nx.from_numpy_array(tied)
        for number, removed in enumerate(worn.removed.tolist()):
            left = graph.subgraph(order[removed:])
            assert worn.efficiency[place, number] == pytest.approx(nx.global_efficiency(left))
            largest = max(map(len, nx.connected_components(left)))
            assert worn.largest[place, number] == pytest.approx(largest / len(left))


def test_all_but_two_are_taken_away_one_by_one_and_of_many_in_fifty_steps() -> None:
    assert wearing.points(2).tolist() == [0]
    assert wearing.points(5).tolist() == [0, 1, 2, 3]
    many = wearing.points(200)
    assert (many[0], many[-1], many.size) == (0, 198, 50)
    assert set(np.diff(many)) == {4, 5}


def test_a_star_falls_with_its_middle() -> None:
    """The strongest of a star goes first, and leaves nobody tied; any other leaves the star as it is."""
    star = nx.to_numpy_array(nx.star_graph(4))
    order = wearing.by_strength(star.sum(1))
    assert order[0] == 0
    worn = wearing.wear(star > 0, order[None])
    assert worn.efficiency[0].tolist() == pytest.approx([(4 + 6 / 2) / 10, 0, 0, 0])
    assert worn.largest[0].tolist() == pytest.approx([1, 1 / 4, 1 / 3, 1 / 2])


def test_equals_go_in_the_order_they_are_listed() -> None:
    assert wearing.by_strength(np.array([1.0, 0.1 + 0.2, 0.3, 2.0])).tolist() == [3, 0, 1, 2]


def test_the_lot_takes_each_state_once_and_the_seed_decides() -> None:
    orders = wearing.by_lot(7, 20, 5)
    assert (np.sort(orders, axis=1) == np.arange(7)).all()
    assert orders.tolist() == wearing.by_lot(7, 20, 5).tolist()
    assert orders.tolist() != wearing.by_lot(7, 20, 6).tolist()


def test_the_cut_into_batches_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    tied = drawn(3, 9, 0.25)[0] > 0
    orders = wearing.by_lot(9, 11, 1)
    together = wearing.wear(tied, orders)
    monkeypatch.setattr(wearing, "CELLS_AT_ONCE", 2 * 81)
    apart = wearing.wear(tied, orders)
    assert together.efficiency.tolist() == apart.efficiency.tolist()
    assert together.largest.tolist() == apart.largest.tolist()
