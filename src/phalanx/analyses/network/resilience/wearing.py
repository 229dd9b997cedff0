"""Wearing: how the network holds when states are taken away one after the other, the strongest first or by lot.

Albert, Jeong and Barabási, "Error and attack tolerance of complex networks", Nature 406 (2000). Read backwards: states
come back one by one, and a new one shortens the way between two others only by lying on it once. So all distances follow
from those before in one step, whatever the number of ties.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.weights import Floats
from phalanx.analyses.network.whole import Flags

FAR = 8000
"""No way; two of it still fit a small integer."""
MOST_POINTS = 50
CELLS_AT_ONCE = 1 << 19


class Worn(NamedTuple):
    """What is left after so many states are gone: arrays (orders, points).

    `largest` is the share of the remaining states that lie in the largest part, `efficiency` the mean of one over the
    steps between two of them.
    """

    removed: Indices
    largest: Floats
    efficiency: Floats


def points(states: int) -> Indices:
    """How many states to take away, from none to all but two: every number, or fifty evenly spread."""
    most = max(states - 2, 0)
    return np.unique(np.linspace(0, most, min(most + 1, MOST_POINTS)).round().astype(np.int64))


def by_strength(strength: Floats) -> Indices:
    """The strongest first, as the network stands before anybody leaves; equals in the order they are listed."""
    return np.argsort(-strength.round(9), kind="stable")


def by_lot(states: int, number: int, seed: int) -> Indices:
    """So many orders drawn by lot, one a row; the same seed gives the same."""
    generator = np.random.default_rng(seed)
    return generator.permuted(np.tile(np.arange(states), (number, 1)), axis=1)


def wear(tied: Flags, orders: Indices) -> Worn:
    """What is left after each number of `points` when states go in these orders, (orders, states), a row each."""
    count = len(tied)
    removed = points(count)
    many = max(CELLS_AT_ONCE // max(count * count, 1), 1)
    found = [_wear(tied, orders[start : start + many], removed) for start in range(0, len(orders), many)]
    largest, efficiency = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Worn(removed, largest, efficiency)


def _wear(tied: Flags, orders: Indices, removed: Indices) -> tuple[Floats, Floats]:
    """States come back in the opposite order; `steps` holds the distances between those that are back."""
    number, count = orders.shape
    back = orders[:, ::-1]
    network = tied[back[:, :, None], back[:, None, :]]
    steps = np.full((number, count, count), FAR, dtype=np.int16)
    near = 1 / np.where(np.arange(FAR + 1) % FAR > 0, np.arange(FAR + 1), np.inf)
    at = {count - gone: place for place, gone in enumerate(removed.tolist())}
    largest, efficiency = np.zeros((2, number, removed.size))
    for new in range(count):
        _join(steps, network, new)
        if (place := at.get(new + 1)) is not None:
            present = steps[:, : new + 1, : new + 1]
            largest[:, place] = (present < FAR).sum(-1).max(-1) / (new + 1)
            efficiency[:, place] = near[present].sum((-1, -2)) / max((new + 1) * new, 1)
    return largest, efficiency


def _join(steps: npt.NDArray[np.int16], network: Flags, new: int) -> None:
    """Let one more state in: its own distances, then the ways of others that are shorter through it; in place."""
    steps[:, new, new] = 0
    if not new:
        return
    present = steps[:, :new, :new]
    mine = np.where(network[:, new, None, :new], present, FAR).min(-1) + np.int16(1)
    np.minimum(mine, FAR, out=mine)
    np.minimum(present, mine[:, :, None] + mine[:, None, :], out=present)
    steps[:, new, :new] = steps[:, :new, new] = mine
