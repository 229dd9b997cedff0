"""Isochrones: the hours after which the first load can be at every node, with permissions that have to be waited for.

Who is early waits, and to be earlier is never worse: so E. W. Dijkstra's algorithm holds ("A note on two problems in
connexion with graphs", Numerische Mathematik 1, 1959).
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from phalanx.analyses.mobility.network import Network, Real


def first_hours(network: Network, origin: str, *, heavy: bool = False) -> Real:
    """Hours until one load from the origin can be at each node, shape (nodes); infinite where there is no way.

    A heavy load uses no arc marked `light`.
    """
    leaving: list[list[tuple[int, float, float]]] = [[] for _ in network.nodes]
    usable = (network.capacity > 0) & ~(network.light & heavy)
    for arc in np.flatnonzero(usable):
        leaving[network.tail[arc]].append((int(network.head[arc]), network.release[arc], network.hours[arc]))
    found = np.full(len(network.nodes), np.inf)
    start = network.place[origin]
    found[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        hours, node = heappop(queue)
        if hours > found[node]:
            continue
        for head, release, takes in leaving[node]:
            there = max(hours, release) + takes
            if there < found[head]:
                found[head] = there
                heappush(queue, (there, head))
    return found
