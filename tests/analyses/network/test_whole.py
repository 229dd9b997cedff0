"""Measures of the whole beside NetworkX and igraph, on drawn networks with parts that hang together and parts that do not."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.network.test_measures import as_igraph, drawn, networks

from phalanx.analyses.network import whole
from phalanx.analyses.network.weights import Floats


def tied_graph(network: Floats) -> nx.Graph:
    """The network of one matrix without the states that have no tie."""
    graph = nx.from_numpy_array(network)
    graph.remove_nodes_from([state for state in list(graph) if not graph.degree(state)])
    return graph


@given(networks)
def test_density_is_that_of_networkx(network: Floats) -> None:
    graph, ours = tied_graph(network[0]), whole.density(network)[0]
    assert whole.tied_states(network)[0] == len(graph)
    assert whole.tied_pairs(network)[0] == graph.number_of_edges()
    if len(graph):
        assert ours == pytest.approx(nx.density(graph))
    else:
        assert math.isnan(ours)


@given(networks)
def test_transitivity_is_that_of_networkx_and_igraph(network: Floats) -> None:
    ours, theirs = whole.transitivity(network)[0], as_igraph(network[0]).transitivity_undirected()
    assert ours == pytest.approx(theirs, nan_ok=True)
    if not math.isnan(ours):
        assert ours == pytest.approx(nx.transitivity(nx.from_numpy_array(network[0])))


@given(networks)
def test_centralisation_is_freemans(network: Floats) -> None:
    """By his formula in plain words: how much fewer partners each has than the one with most, over that of a star."""
    graph, ours = tied_graph(network[0]), whole.degree_centralisation(network)[0]
    if len(graph) < 3:
        assert math.isnan(ours)
        return
    partners = [degree for _, degree in graph.degree()]
    missing = sum(max(partners) - mine for mine in partners)
    star = nx.star_graph(len(graph) - 1)
    in_a_star = sum(len(graph) - 1 - degree for _, degree in star.degree())
    assert ours == pytest.approx(missing / in_a_star)


def test_a_star_is_wholly_centralised_and_a_ring_not_at_all() -> None:
    for graph, expected in ((nx.star_graph(5), 1), (nx.cycle_graph(6), 0), (nx.complete_graph(4), 0)):
        assert whole.degree_centralisation(nx.to_numpy_array(graph)) == pytest.approx(expected)


@given(networks)
def test_steps_and_efficiency_are_those_of_networkx_and_igraph(network: Floats) -> None:
    graph = nx.from_numpy_array(network[0])
    steps = whole.steps_between(network[0] > 0)
    theirs = dict(nx.all_pairs_shortest_path_length(graph))
    assert steps.tolist() == [[theirs[one].get(other, 0) for other in graph] for one in graph]
    assert whole.efficiency(steps) == pytest.approx(nx.global_efficiency(graph))
    distances = np.array(as_igraph(network[0]).distances())
    assert np.where(steps > 0, steps, np.inf).tolist() == np.where(np.eye(len(steps)) > 0, np.inf, distances).tolist()


@given(networks)
def test_parts_are_components(network: Floats) -> None:
    graph = nx.from_numpy_array(network[0])
    sizes = whole.reached(whole.steps_between(network[0] > 0))
    assert whole.parts(sizes) == nx.number_connected_components(graph)
    assert sizes.max() == len(max(nx.connected_components(graph), key=len))
    assert sizes.max() == max(as_igraph(network[0]).connected_components().sizes())


@given(networks, st.data())
def test_ways_around_what_is_gone_are_those_of_the_network_without_it(network: Floats, data: st.DataObject) -> None:
    """Many variants at once: in each row other states are gone and other ties are cut."""
    tied = network[0] > 0
    count = len(tied)
    generator = np.random.default_rng(data.draw(st.integers(0, 1000)))
    source, rows = generator.integers(0, count, 12), np.arange(12)
    gone = generator.random((12, count)) < 0.2
    gone[rows, source] = False
    cut = generator.random((12, count, count)) < 0.3
    cut = (cut | cut.swapaxes(1, 2)) & tied
    row, one, other = np.nonzero(cut)
    found = whole.steps_from(tied, source, gone, (row, one, other))
    for number in rows:
        graph = nx.from_numpy_array(tied & ~cut[number])
        graph.remove_nodes_from(np.flatnonzero(gone[number]).tolist())
        theirs = nx.single_source_shortest_path_length(graph, source[number])
        assert found[number].tolist() == [theirs.get(state, 0) for state in range(count)]


@given(st.lists(st.floats(0, 100).map(lambda value: round(value, 3)), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_over_twice_the_mean(values: list[float]) -> None:
    ours = float(whole.gini(np.array(values)))
    above = [value for value in values if value > 0]
    if not above:
        assert math.isnan(ours)
        return
    differences = sum(abs(one - other) for one in above for other in above)
    assert ours == pytest.approx(differences / (2 * len(above) * sum(above)), abs=1e-9)
    shares = [value / sum(values) for value in values]
    assert float(whole.concentration(np.array(values))) == pytest.approx(sum(share**2 for share in shares))


def test_measures_of_many_are_those_of_each() -> None:
    many = drawn(5, 9, 0.3, many=30)
    for measure in (whole.density, whole.transitivity, whole.degree_centralisation):
        assert measure(many) == pytest.approx([float(measure(one)) for one in many], nan_ok=True)


@given(networks, st.randoms(use_true_random=False))
def test_other_names_and_a_lonely_state_change_nothing(network: Floats, shuffler: object) -> None:
    order = np.arange(network.shape[-1])
    shuffler.shuffle(order)  # type: ignore[attr-defined]
    renamed = np.pad(network[0][np.ix_(order, order)], (0, 1))
    for measure in (whole.density, whole.transitivity, whole.degree_centralisation, whole.tied_states):
        assert measure(renamed) == pytest.approx(measure(network[0]), nan_ok=True)
    for spread in (whole.gini, whole.concentration):
        assert spread(renamed.sum(1)) == pytest.approx(spread(network[0].sum(1)), nan_ok=True, abs=1e-9)


@pytest.mark.parametrize("states", [0, 1, 2])
def test_none_one_and_two_states(states: int) -> None:
    nobody = np.zeros((states, states))
    for measure in (whole.density, whole.transitivity, whole.degree_centralisation):
        assert math.isnan(measure(nobody))
    assert whole.efficiency(whole.steps_between(nobody > 0)) == 0
    pair = np.array([[0.0, 2.0], [2.0, 0.0]])
    assert whole.density(pair) == 1
    assert whole.efficiency(whole.steps_between(pair > 0)) == 1


def test_what_has_no_meaning_is_not_known() -> None:
    assert whole.known(np.nan) is None
    assert whole.known(np.float64(0.123456)) == 0.1235
    assert str(whole.known(-0.0)) == "0.0"
