"""Small networks drawn at random, and their flow over time by NetworkX on every copy of every node."""

from __future__ import annotations

import networkx as nx
from hypothesis import strategies as st

from phalanx.analyses.mobility.clock import HUNDREDTHS
from phalanx.analyses.mobility.network import Arc, Movement, Network, network_from

STEP = 6
NODES = ("P", "a", "b", "c", "d", "Z")


@st.composite
def arcs(draw: st.DrawFn) -> tuple[Arc, ...]:
    """Arcs between six nodes, some of which open late, with a chain from P to Z that is always there."""
    pairs = [(one, other) for one in NODES for other in NODES if one != other]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=4, max_size=12))
    return tuple(
        Arc(
            tail,
            head,
            hours=draw(st.sampled_from((0, 5, 6, 14, 20))),
            capacity=draw(st.sampled_from((1, 2, 4, 7, 12))),
            release=draw(st.sampled_from((0, 0, 6, 20, 48))),
            kind="travel",
            mode="rail",
            link=f"L{number}",
            light=draw(st.booleans()) and number >= 3,
        )
        for number, (tail, head) in enumerate((("P", "a"), ("a", "b"), ("b", "Z"), *chosen))
    )


def movement(loads: float, heavy: float = 0.0) -> Movement:
    """So many loads from P to Z."""
    return Movement({"P": loads}, "Z", heavy)


def network(drawn: tuple[Arc, ...]) -> Network:
    """The network of the arcs."""
    return network_from(drawn)


def by_hand(drawn: tuple[Arc, ...], loads: float, steps: int) -> int:
    """Units that can have arrived after so many steps: every node in every step, by NetworkX, nothing left out."""
    graph = nx.DiGraph()
    graph.add_edge("start", ("P", 0), capacity=round(loads * HUNDREDTHS * 24))
    graph.add_node(("Z", steps - 1))
    for node in NODES:
        for step in range(steps - 1):
            graph.add_edge((node, step), (node, step + 1))
    for number, arc in enumerate(drawn):
        takes = 0 if not arc.hours else max(1, round(arc.hours / STEP))
        for step in range(-int(-arc.release // STEP), steps - takes):
            # Two arcs may join the same copies, so each goes over a node of its own.
            over = (number, step)
            graph.add_edge((arc.tail, step), over, capacity=round(arc.capacity * HUNDREDTHS * STEP))
            graph.add_edge(over, (arc.head, step + takes))
    return int(nx.maximum_flow_value(graph, "start", ("Z", steps - 1)))
