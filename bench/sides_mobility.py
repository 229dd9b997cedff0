"""Sides of the mobility bench: stress tests by proofs that speak for many, and the same scenarios one by one by others."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.measuring import Work


def stress(registry: str, regime: str, scenarios: str, protecting: str = "") -> Work:
    """The distribution of arrival of the default movement, drawing included; with what protecting elements saves if asked."""
    from phalanx.analyses.mobility.stress.trial import try_out

    heard = _stressed(registry, regime, int(scenarios))

    def work() -> object:
        found = try_out(
            heard.clock,
            heard.hazards,
            heard.season,
            scenarios=int(scenarios),
            seed=1,
            steps=heard.steps,
            protecting=bool(protecting),
        )
        return f"mean {found.hours.mean():.2f} h, latest {found.hours.max():.0f} h"

    return work


def stress_terms(registry: str, regime: str, scenarios: str, path: str) -> Work:
    """Write the first scenarios of the same draw as arcs, capacities and losses, for those who know no Phalanx."""
    import numpy as np

    from phalanx.analyses.mobility.stress.arrivals import parts_of
    from phalanx.analyses.mobility.stress.draws import Taking, draw

    heard = _stressed(registry, regime, int(scenarios))
    clock, ends = heard.clock, heard.season.ends(heard.hazards)
    everything = np.ones(len(clock.takes) * len(ends), dtype=np.bool_)
    drawn = draw(heard.hazards, heard.season, int(scenarios), 1)[0]
    losses = Taking(heard.hazards, heard.season, ends, everything).losses(drawn)
    parts = []
    for part in parts_of(clock):
        lost = losses.units(part)
        parts.append(
            {
                "tail": clock.network.tail.tolist(),
                "head": clock.network.head.tolist(),
                "takes": part.takes.tolist(),
                "opens": part.opens.tolist(),
                "carries": part.carries.tolist(),
                "supplies": part.supplies.tolist(),
                "lost": [
                    [lost.indices[one].tolist(), lost.data[one].tolist()]
                    for one in map(slice, lost.indptr[:-1], lost.indptr[1:])
                ],
            }
        )
    terms = {
        "step": clock.step,
        "destination": clock.destination,
        "ends": ends.tolist(),
        "least": heard.steps,
        "parts": parts,
    }
    return lambda: Path(path).write_text(json.dumps(terms), encoding="utf-8")


def stress_one_by_one(path: str, solver: str) -> Work:
    """Each scenario for itself, with a greatest flow for every number of steps that is tried, from the undisturbed on.

    `solver`: networkx, scipy, or ortools, which cannot live in one process with HiGHS.
    """
    arrives = {"networkx": _by_networkx, "scipy": _by_scipy, "ortools": _by_ortools}[solver]()
    terms = json.loads(Path(path).read_text(encoding="utf-8"))

    def work() -> object:
        hours = []
        for scenario in range(len(terms["parts"][0]["lost"])):
            steps = terms["least"]
            for part in terms["parts"]:
                while not arrives(*_over_time(terms, part, scenario, steps)):
                    steps += 1
            hours.append(steps * terms["step"])
        return f"mean {sum(hours) / len(hours):.2f} h, latest {max(hours):.0f} h"

    return work


def _over_time(
    terms: dict[str, Any], part: dict[str, Any], scenario: int, steps: int
) -> tuple[Any, Any, Any, int, int, int]:
    """Tails, heads and limits of the network over so many steps, its source, its sink, and what has to arrive."""
    import numpy as np

    tail, head, takes, opens, carries = (np.array(part[name]) for name in ("tail", "head", "takes", "opens", "carries"))
    ends, nodes = np.array(terms["ends"]), len(part["supplies"])
    columns, units = (np.array(each, dtype=np.int64) for each in part["lost"][scenario])
    lost = np.zeros((len(tail), len(ends) + 1), dtype=np.int64)
    lost[columns // len(ends), columns % len(ends)] = units
    often = np.maximum(steps - takes - opens, 0)
    arc = np.repeat(np.arange(len(tail)), often)
    begins = np.arange(len(arc)) - np.repeat(np.cumsum(often) - often, often) + opens[arc]
    limits = carries[arc] - lost[arc, np.searchsorted(ends, begins, side="right")]
    kept = limits > 0
    arc, begins, limits = arc[kept], begins[kept], limits[kept]
    waiting = np.arange(nodes * (steps - 1))
    origins = np.flatnonzero(part["supplies"])
    source, total = nodes * steps, sum(part["supplies"])
    tails = [begins * nodes + tail[arc], waiting, np.full(len(origins), source)]
    heads = [(begins + takes[arc]) * nodes + head[arc], waiting + nodes, origins]
    capacities = [limits, np.full(len(waiting), total), np.array(part["supplies"])[origins]]
    sink = (steps - 1) * nodes + terms["destination"]
    return np.concatenate(tails), np.concatenate(heads), np.concatenate(capacities), source, sink, total


def _by_networkx() -> Callable[..., bool]:
    import networkx as nx

    def arrives(tails: Any, heads: Any, limits: Any, source: int, sink: int, total: int) -> bool:
        graph = nx.DiGraph()
        graph.add_edges_from(
            (tail, head, {"capacity": limit})
            for tail, head, limit in zip(tails.tolist(), heads.tolist(), limits.tolist(), strict=True)
        )
        return bool(nx.maximum_flow_value(graph, source, sink) >= total)

    return arrives


def _by_scipy() -> Callable[..., bool]:
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    def arrives(tails: Any, heads: Any, limits: Any, source: int, sink: int, total: int) -> bool:
        places = (tails.astype(np.int32), heads.astype(np.int32))
        graph = coo_array((limits.astype(np.int32), places), (source + 1, source + 1)).tocsr()
        return bool(maximum_flow(graph, source, sink).flow_value >= total)

    return arrives


def _by_ortools() -> Callable[..., bool]:
    max_flow: Any = import_module("ortools.graph.python.max_flow")  # it has no types

    def arrives(tails: Any, heads: Any, limits: Any, source: int, sink: int, total: int) -> bool:
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(tails, heads, limits)
        if solver.solve(source, sink) != solver.OPTIMAL:
            raise SystemExit("OR-Tools found no greatest flow")
        return bool(solver.optimal_flow() >= total)

    return arrives


def large_movement(towns: str, links: str) -> Work:
    """The quickest time of one movement on a generated network that is in memory."""
    from phalanx.analyses.mobility.stress.arrivals import arrivals_of

    clock, _ = _large(int(towns), int(links))

    def work() -> object:
        import numpy as np

        with arrivals_of(clock, np.array([1])) as arrivals:
            return f"{arrivals.undisturbed * clock.step} hours"

    return work


def large_stress(towns: str, links: str, scenarios: str, workers: str) -> Work:
    """Scenarios on the generated network, starting the workers included; the undisturbed movement is known."""
    import numpy as np

    from phalanx.analyses.mobility.clock import HOURS_A_DAY
    from phalanx.analyses.mobility.stress.arrivals import arrivals_of
    from phalanx.analyses.mobility.stress.draws import Season
    from phalanx.analyses.mobility.stress.trial import try_out

    clock, hazards = _large(int(towns), int(links))
    with arrivals_of(clock, np.array([1])) as arrivals:
        steps = arrivals.undisturbed
    season = Season(0, steps * clock.step // HOURS_A_DAY, clock.step)

    def work() -> object:
        found = try_out(
            clock,
            hazards,
            season,
            scenarios=int(scenarios),
            seed=1,
            steps=steps,
            workers=int(workers),
            protecting=False,
        )
        return f"mean {found.hours.mean():.2f} h, latest {found.hours.max():.0f} h"

    return work


def _large(towns: int, links: int) -> tuple[Any, Any]:
    from bench.large_network import hazards, movement, network
    from phalanx.analyses.mobility.clock import Clock

    moving, places = network(towns, links)
    return Clock(moving, movement(places, 60.0), 3), hazards(moving, places)


def _stressed(registry: str, regime: str, scenarios: int) -> Any:
    from phalanx.analyses.mobility.stress.asked import StressParameters, understand
    from phalanx.public import open_registry
    from phalanx.world import World

    with open_registry(registry) as opened:
        loaded = World.of(opened)
    return understand(loaded, StressParameters.model_validate({"regime": regime, "scenarios": scenarios}))


MOBILITY: dict[str, Callable[..., Work]] = {
    "stress": stress,
    "stress_terms": stress_terms,
    "stress_one_by_one": stress_one_by_one,
    "large_movement": large_movement,
    "large_stress": large_stress,
}
