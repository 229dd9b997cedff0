"""The first load at every node: by hand, and by NetworkX on a node for every hour."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import arcs, network
from tests.analyses.mobility.eight import eight

from phalanx.analyses.mobility.isochrones import first_hours
from phalanx.analyses.mobility.network import Arc

LAST = 150


def test_the_eight_nodes_by_hand() -> None:
    # Loading 6, to H 6, to G 12: 24 hours; the road takes 6 + 24 = 30 to G. The border opens at 48 and takes 6, the last
    # leg 12, unloading 6.
    found = dict(zip(eight().nodes, first_hours(eight(), "P"), strict=True))
    assert found == {
        "P": 0, "P/rail": 6, "P/road": 6, "H/rail": 12, "G/rail": 24, "K/rail": 54, "Z/rail": 66, "Z": 72,
    }  # fmt: skip


def test_heavy_loads_do_not_use_the_road_and_closed_links_nobody() -> None:
    network = eight().without(["p-h"])
    assert first_hours(network, "P")[network.place["G/rail"]] == 30
    assert first_hours(network, "P", heavy=True)[network.place["G/rail"]] == np.inf


@settings(max_examples=30, deadline=None)
@given(arcs())
def test_as_networkx_on_a_node_for_every_hour(drawn: tuple[Arc, ...]) -> None:
    # All hours are whole, so that a graph with a copy of each node for each hour loses nothing.
    graph = nx.DiGraph()
    nodes = sorted({end for arc in drawn for end in (arc.tail, arc.head)})
    for node in nodes:
        nx.add_path(graph, [(node, hour) for hour in range(LAST)])
    for arc in drawn:
        graph.add_edges_from(
            ((arc.tail, hour), (arc.head, hour + int(arc.hours)))
            for hour in range(int(arc.release), LAST - int(arc.hours))
        )
    reached = nx.descendants(graph, ("P", 0)) | {("P", 0)}
    first = {node: min((hour for name, hour in reached if name == node), default=np.inf) for node in nodes}
    found = first_hours(network(drawn), "P")
    assert {node: found[network(drawn).place[node]] for node in nodes} == first


@settings(max_examples=20, deadline=None)
@given(arcs(), st.floats(0, 1))
def test_shorter_permits_are_never_later(drawn: tuple[Arc, ...], share: float) -> None:
    longer = network(drawn)
    shorter = replace(longer, release=longer.release * share)
    assert (first_hours(shorter, "P") <= first_hours(longer, "P")).all()
