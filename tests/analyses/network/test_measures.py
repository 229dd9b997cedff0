"""The measures beside NetworkX and igraph, on drawn networks with parts that hang together and parts that do not."""

from __future__ import annotations

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.analyses.network import measures
from phalanx.analyses.network.weights import Floats


def drawn(seed: int, states: int, share: float, many: int = 1) -> Floats:
    """Networks drawn by lot: symmetric, no diagonal, about that share of pairs tied."""
    generator = np.random.default_rng(seed)
    half = np.triu(
        (generator.random((many, states, states)) < share) * generator.uniform(0.1, 3, (many, states, states)), 1
    )
    return np.asarray(half + half.transpose(0, 2, 1))


networks = st.builds(drawn, st.integers(0, 10_000), st.integers(1, 14), st.sampled_from([0.0, 0.1, 0.25, 0.6, 1.0]))


def as_igraph(weights: Floats) -> igraph.Graph:
    return igraph.Graph.Weighted_Adjacency(weights.tolist(), mode="undirected")


@given(networks)
def test_betweenness_is_that_of_networkx_and_igraph(network: Floats) -> None:
    ours = measures.betweenness(network)[0]
    theirs = nx.betweenness_centrality(nx.from_numpy_array(network[0]), normalized=False)
    assert ours == pytest.approx([theirs[state] for state in range(len(ours))])
    assert ours == pytest.approx(as_igraph(network[0]).betweenness(directed=False))


@given(networks)
def test_pagerank_is_that_of_networkx_and_igraph_among_states_with_ties(network: Floats) -> None:
    ours = measures.pagerank(network)[0]
    graph = nx.from_numpy_array(network[0])
    tied = [state for state in graph if graph.degree(state)]
    assert ours[[state for state in graph if state not in tied]].tolist() == [0.0] * (len(ours) - len(tied))
    if tied:
        theirs = nx.pagerank(graph.subgraph(tied), tol=1e-12, max_iter=2_000)
        assert ours[tied] == pytest.approx([theirs[state] for state in tied], abs=1e-9)
        inside = as_igraph(network[0]).subgraph(tied)
        assert ours[tied] == pytest.approx(inside.pagerank(weights="weight"), abs=1e-9)


@given(networks)
def test_partners_and_strength_are_degrees(network: Floats) -> None:
    graph = nx.from_numpy_array(network[0])
    assert measures.partners(network)[0].tolist() == [degree for _, degree in graph.degree()]
    assert measures.strength(network)[0] == pytest.approx([degree for _, degree in graph.degree(weight="weight")])


@given(networks, st.randoms(use_true_random=False))
def test_other_names_for_the_states_change_nothing(network: Floats, shuffler: object) -> None:
    order = np.arange(network.shape[-1])
    shuffler.shuffle(order)  # type: ignore[attr-defined]
    renamed = network[:, order][:, :, order]
    for measure in (measures.betweenness, measures.pagerank, measures.effective_partners, measures.strength):
        assert measure(renamed)[0] == pytest.approx(measure(network)[0][order], abs=1e-12)


@given(networks)
def test_a_state_without_ties_changes_nobody(network: Floats) -> None:
    wider = np.pad(network, ((0, 0), (0, 1), (0, 1)))
    for measure in (measures.betweenness, measures.pagerank, measures.effective_partners, measures.strength):
        assert measure(wider)[0] == pytest.approx([*measure(network)[0], 0.0], abs=1e-12)


def test_many_at_once_are_each_as_alone() -> None:
    together = drawn(1, 9, 0.3, many=700)
    for measure in (measures.betweenness, measures.pagerank):
        found = measure(together)
        assert found.shape == (700, 9)
        for place in (0, 1, 350, 699):
            assert found[place] == pytest.approx(measure(together[place]))


def test_the_cut_into_chunks_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    together = drawn(2, 9, 0.3, many=20)
    whole = measures.betweenness(together)
    monkeypatch.setattr(measures, "CELLS_AT_ONCE", 3 * 81)
    assert measures.betweenness(together) == pytest.approx(whole)


def test_effective_partners_of_equal_ties_are_the_partners() -> None:
    # The first state has three equal ties, and each other one tie: 3 and 1. With ties of 2, 1 and 1 the shares are a
    # half and two quarters, their squares sum to 3/8, and one over that is 8/3.
    star = np.zeros((4, 4))
    star[0, 1:] = star[1:, 0] = 5
    assert measures.effective_partners(star).tolist() == [3, 1, 1, 1]
    star[0, 1:] = star[1:, 0] = [2, 1, 1]
    assert measures.effective_partners(star)[0] == pytest.approx(8 / 3)


def test_participation_is_nothing_in_one_layer_and_one_in_all_alike() -> None:
    # Rows are layers, columns states. The first is in one layer alone, the second in both alike; the third has 3 of 4
    # in one: shares 3/4 and 1/4, squares sum to 10/16, and (1 - 10/16) * 2 is 3/4. The fourth has no tie at all.
    strengths = np.array([[2.0, 1.0, 3.0, 0.0], [0.0, 1.0, 1.0, 0.0]])
    assert measures.participation(strengths) == pytest.approx([0, 1, 3 / 4, 0])
    assert measures.participation(strengths[:1]).tolist() == [0, 0, 0, 0]
    assert measures.participation(np.zeros((0, 3))).tolist() == [0, 0, 0]


@pytest.mark.parametrize("states", [0, 1, 2])
def test_none_one_and_two_states(states: int) -> None:
    alone = np.zeros((1, states, states))
    for measure in (measures.betweenness, measures.pagerank, measures.effective_partners, measures.partners):
        assert measure(alone).tolist() == [[0.0] * states]
    if states == 2:
        tied = alone + np.array([[0.0, 1.0], [1.0, 0.0]])
        assert measures.pagerank(tied) == pytest.approx(np.array([[0.5, 0.5]]))
        assert measures.betweenness(tied).tolist() == [[0.0, 0.0]]
