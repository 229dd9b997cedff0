"""Routes: the ways that the loads of a plan take, each with how many of them take it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.network import Real


@dataclass(frozen=True, slots=True)
class Route:
    """Arcs from an origin to the destination, one after the other, and the loads that take them all."""

    arcs: tuple[int, ...]
    loads: float


def entered(plan: Plan) -> Real:
    """Loads that enter each arc in all, shape (arcs)."""
    found = np.zeros(len(plan.network.tail))
    np.add.at(found, plan.arc, plan.loads)
    return found


def routes(plan: Plan) -> tuple[Route, ...]:
    """The loads of a plan as routes, the most used first: from each origin always on by the arc with most loads left.

    A plan can be divided into routes in several ways; this one has few and large ones.
    """
    left = entered(plan)
    network, destination = plan.network, plan.clock.destination
    leaving: dict[int, list[int]] = {}
    for arc in np.flatnonzero(left > 0).tolist():
        leaving.setdefault(int(network.tail[arc]), []).append(arc)
    found: dict[tuple[int, ...], float] = {}
    for name, loads in plan.movement.loads.items():
        remaining = loads
        while remaining > 1e-3:
            node, way, seen = network.place[name], list[int](), set[int]()
            while node != destination and node not in seen:
                seen.add(node)
                open_arcs = [arc for arc in leaving.get(node, ()) if left[arc] > 1e-6]
                if not open_arcs:
                    break
                way.append(max(open_arcs, key=lambda arc: (left[arc], -arc)))
                node = int(network.head[way[-1]])
            if node != destination:
                break
            taken = min(remaining, *(float(left[arc]) for arc in way))
            left[way] -= taken
            remaining -= taken
            found[tuple(way)] = found.get(tuple(way), 0.0) + taken
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Route(arcs, loads) for arcs, loads in ranked)
