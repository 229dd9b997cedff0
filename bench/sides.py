"""Sides that are timed from inside: `python -m bench.sides NAME …` prints the seconds, libraries already loaded."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bench.measuring import Work
from bench.sides_matchmaking import MATCHMAKING
from bench.sides_mobility import MOBILITY
from bench.sides_planning import PLANNING


def world(registry: str, known_at: str = "") -> Work:
    """Open a registry, read its World – now, or as known at an ISO time – and its table of agreements."""
    import polars as pl  # noqa: F401  # loaded before the clock starts, as pandas is on the other side

    from phalanx.public import open_registry
    from phalanx.world import World

    moment = datetime.fromisoformat(known_at) if known_at else None

    def work() -> object:
        with open_registry(registry) as opened:
            return World.of(opened, known_at=moment).table("agreements").height

    return work


def read_csv(path: str) -> Work:
    """Read the same rows with pandas."""
    import pandas as pd

    return lambda: len(pd.read_csv(path))


def question(registry: str, name: str) -> Work:
    """Ask a question with its defaults about a World that is loaded, its tables not yet read."""
    from phalanx.analyses import find_question
    from phalanx.public import open_registry
    from phalanx.world import World

    with open_registry(registry) as opened:
        asked, loaded = find_question(name), World.of(opened)
    return lambda: asked.ask(loaded)


def network_measures(registry: str, years: str) -> Work:
    """Every measure of every layer at the end of so many years, the hypergraph once made."""
    from phalanx.analyses.network import measures
    from phalanx.analyses.network.hubs.stacks import layers_of, stack

    web, days = _web(registry, int(years))

    def work() -> object:
        found = stack(web, days, layers_of(web))
        return (
            found.agreements,
            measures.participation(found.strength),
            *(measure(found.weights) for measure in _measured()),
        )

    work()  # the first call compiles nothing, but fills what numpy and polars keep
    return work


def network_networkx(registry: str, years: str) -> Work:
    """The same graphs, measured by NetworkX one after the other."""
    import networkx as nx

    graphs = [nx.from_numpy_array(weights) for weights in _graphs(registry, int(years))]

    def work() -> object:
        return [
            (
                dict(graph.degree()),
                dict(graph.degree(weight="weight")),
                nx.pagerank(graph),
                nx.betweenness_centrality(graph, normalized=False),
            )
            for graph in graphs
        ]

    return work


def network_igraph(registry: str, years: str) -> Work:
    """The same graphs, measured by igraph one after the other."""
    import igraph

    graphs = [
        igraph.Graph.Weighted_Adjacency(weights.tolist(), mode="undirected")
        for weights in _graphs(registry, int(years))
    ]

    def work() -> object:
        return [
            (graph.degree(), graph.strength(weights="weight"), graph.pagerank(weights="weight"), graph.betweenness())
            for graph in graphs
        ]

    return work


def network_chance(registry: str) -> Work:
    """A thousand networks by chance, with every measure of each."""
    from phalanx.analyses.network.hubs.question import compare_with_chance, measure_now
    from phalanx.analyses.network.hubs.stacks import CELL, layers_of

    web, days = _web(registry, 1)
    layers = layers_of(web, (CELL,))
    now = measure_now(web, days[-1], layers)
    return lambda: compare_with_chance(web, days[-1], layers, now, 1000, 1)


def network_what_if(registry: str) -> Work:
    """The whole answer when Germany has left every agreement, the World once read."""
    from phalanx.analyses import find_question
    from phalanx.public import open_registry
    from phalanx.world import World

    with open_registry(registry) as opened:
        asked, loaded = find_question("resilience"), World.of(opened)
    asked.ask(loaded)
    return lambda: asked.ask(loaded, {"without": "DE"})


def _web(registry: str, years: int) -> tuple[Any, list[date]]:
    """The hypergraph of a registry, and the ends of the last years."""
    from phalanx.analyses.network.hypergraph import hypergraph
    from phalanx.public import open_registry
    from phalanx.world import World
    from phalanx.world.agreements import agreements

    with open_registry(registry) as opened:
        loaded = World.of(opened)
    last = loaded.valid_on
    web = hypergraph(loaded, agreements(loaded))
    return web, [date(year, 12, 31) for year in range(last.year - years + 1, last.year)] + [last]


def _graphs(registry: str, years: int) -> list[Any]:
    """The weights of every layer of every year that has a tie, its states without ties left out as ours leaves them."""
    from phalanx.analyses.network.hubs.stacks import layers_of, stack

    web, days = _web(registry, years)
    weights = stack(web, days, layers_of(web)).weights.reshape(-1, len(web.states), len(web.states))
    tied = [(one, one.any(0)) for one in weights if one.any()]
    return [one[some][:, some] for one, some in tied]


def _measured() -> tuple[Callable[..., Any], ...]:
    from phalanx.analyses.network import measures

    return (
        measures.partners,
        measures.strength,
        measures.effective_partners,
        measures.pagerank,
        measures.betweenness,
    )


SIDES: dict[str, Callable[..., Work]] = {
    "world": world,
    "read_csv": read_csv,
    "question": question,
    "network_measures": network_measures,
    "network_networkx": network_networkx,
    "network_igraph": network_igraph,
    "network_chance": network_chance,
    "network_what_if": network_what_if,
    **MATCHMAKING,
    **MOBILITY,
    **PLANNING,
}


def main(name: str, *arguments: str) -> None:
    """Prepare a side, time it once, and print its seconds as JSON, with what it says it found.

    Products of matrices are made by one thread, as the command does it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    work = SIDES[name](*arguments)
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    spent = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    print(json.dumps(spent | {"said": found if isinstance(found, str) else ""}))


if __name__ == "__main__":
    main(*sys.argv[1:])
