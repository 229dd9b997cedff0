"""Networks at random, small enough for plain methods: a grid of roads and rails with releases and capacities."""

from __future__ import annotations

import numpy as np

from phalanx.analyses.mobility.network import Arc, Movement, Network, network_from


def at_random(seed: int, *, places: int = 7, arcs: int = 16, heavy: float = 0.0) -> tuple[Network, Movement]:
    """A network whose first place is an origin and whose last is the destination, reached by a chain at least."""
    chance = np.random.default_rng(seed)
    names = [f"n{place}" for place in range(places)]
    ends = {(place, place + 1) for place in range(places - 1)}
    while len(ends) < arcs:
        tail, head = (int(each) for each in chance.choice(places, size=2, replace=False))
        if tail != places - 1 and head != 0:
            ends.add((tail, head))
    laid = [
        Arc(
            names[tail],
            names[head],
            hours=float(chance.integers(0, 5) * 3),
            capacity=float(chance.integers(1, 9)),
            release=float(chance.choice([0, 0, 0, 12, 30])),
            kind="travel",
            mode="rail",
            link=f"{names[tail]}-{names[head]}",
            light=bool(heavy and head != tail + 1 and chance.random() < 0.3),
        )
        for tail, head in sorted(ends)
    ]
    loads = {"n0": float(chance.integers(1, 12)), "n1": float(chance.integers(0, 6))}
    return network_from(laid), Movement({name: each for name, each in loads.items() if each}, names[-1], heavy)
