"""A generated network: towns at random in a square, each linked by rail to its nearest; and what can strike it."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

KM_APART = 42
KM_AN_HOUR = 30
SEED = 11


def network(towns: int, links: int) -> tuple[Any, Any]:
    """A network of so many nodes and links, each both ways, and where its nodes are, shape (towns, 2), in kilometres."""
    from phalanx.analyses.mobility.network import KINDS, Network

    chance = np.random.default_rng(SEED)
    places = chance.random((towns, 2)) * KM_APART * np.sqrt(towns)
    near = cKDTree(places).query(places, k=min(12, towns))[1][:, 1:]
    pairs = np.column_stack([np.repeat(np.arange(towns), near.shape[1]), near.ravel()])
    # The nearest neighbours of all towns first, then the second nearest of all, until there are enough links.
    by_rank = pairs[np.argsort(np.tile(np.arange(near.shape[1]), towns), kind="stable")]
    _, first = np.unique(np.sort(by_rank, axis=1), axis=0, return_index=True)
    chosen = by_rank[np.sort(first)[:links]]
    tail, head = np.concatenate([chosen, chosen[:, ::-1]]).T
    count = len(chosen)
    names = [f"link-{number}" for number in range(count)] * 2
    moving = Network(
        nodes=tuple(f"town-{number}" for number in range(towns)),
        tail=tail,
        head=head,
        hours=np.hypot(*(places[tail] - places[head]).T) / KM_AN_HOUR,
        capacity=np.tile(chance.integers(4, 13, size=count).astype(np.float64), 2),
        release=np.tile(np.where(chance.random(count) < 0.05, 72.0, 0.0), 2),
        kind=np.full(2 * count, KINDS.index("travel")),
        mode=("rail",) * (2 * count),
        link=tuple(names),
        state=("",) * (2 * count),
        light=np.zeros(2 * count, dtype=np.bool_),
    )
    return moving, places


def movement(places: Any, loads: float) -> Any:
    """So many loads from near one corner to near the opposite one."""
    from phalanx.analyses.mobility.network import Movement

    side = places.max()
    start, end = (int(np.hypot(*(places - side * at).T).argmin()) for at in (0.15, 0.85))
    return Movement({f"town-{start}": loads}, f"town-{end}")


def hazards(moving: Any, places: Any) -> list[Any]:
    """Storms that close all within 120 km for two days, cold that halves all within 300 km for five, and single links lost."""
    from phalanx.analyses.mobility.stress.hazards import Hazard

    tree, arcs = cKDTree(places), np.arange(len(moving.tail))
    order = np.argsort(np.concatenate([moving.tail, moving.head]), kind="stable")
    ends = np.concatenate([moving.tail, moving.head])[order]
    starts = np.searchsorted(ends, np.arange(len(places) + 1))
    by_town = np.concatenate([arcs, arcs])[order]
    centres = np.random.default_rng(SEED).choice(len(places), size=min(len(places), 400), replace=False)

    def within(km: float) -> list[Any]:
        near = tree.query_ball_point(places[centres], km)
        return [
            np.unique(np.concatenate([by_town[starts[town] : starts[town + 1]] for town in towns])) for towns in near
        ]

    count = len(arcs) // 2
    single = [np.array([number, number + count]) for number in range(count)]
    return [
        Hazard("storm", "flood", "Storm", 0.0, 2.0, np.full(12, 0.03 / len(centres)), within(120)),
        Hazard("cold", "ice", "Cold", 0.5, 5.0, np.full(12, 0.01 / len(centres)), within(300)),
        Hazard("lost", "cyber", "Lost", 0.0, 20.0, np.full(12, 0.05 / count), single),
    ]
