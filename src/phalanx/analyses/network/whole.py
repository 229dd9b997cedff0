"""The whole: measures of a network as a whole – how dense it is, how closed, how centred on a few, how near its states
are to one another, and what falls apart.

As in `measures`, weights are symmetric matrices (…, states, states) without a diagonal. States without ties are no part
of the network: to add one changes no measure. Where a measure has no meaning, as with too few states, it is NaN, which
`known` turns into None. NetworkX and igraph give the same numbers (tests/analyses/network/test_whole.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.weights import Floats

Flags = npt.NDArray[np.bool_]
CELLS_AT_ONCE = 1 << 21
"""How many numbers a batch of walks holds at once."""


def tied_states(weights: Floats) -> Floats:
    """How many states have a tie."""
    return np.asarray((weights > 0).any(-1).sum(-1), dtype=np.float64)


def tied_pairs(weights: Floats) -> Floats:
    """How many pairs of states are tied."""
    return np.asarray((weights > 0).sum((-1, -2)) / 2)


def density(weights: Floats) -> Floats:
    """The share of possible pairs that are tied, among states with a tie."""
    states = tied_states(weights)
    return _over(2 * tied_pairs(weights), states * (states - 1))


def transitivity(weights: Floats) -> Floats:
    """Of all states with two partners, taken each two partners at a time, the share in which the two are tied as well:
    three times the triangles over the connected triples.
    """
    tied = (weights > 0).astype(np.float32)  # counts stay far below 2^24, where float32 is exact
    partners = tied.sum(-1, dtype=np.float64)
    closed = np.einsum("...ij,...ij->...", tied @ tied, tied, dtype=np.float64)
    return _over(closed, (partners * (partners - 1)).sum(-1))


def degree_centralisation(weights: Floats) -> Floats:
    """How far the network is centred on the state with most partners: 1 for a star, 0 where all have as many.

    Freeman, "Centrality in social networks: conceptual clarification", Social Networks 1 (1978/79).
    """
    partners = (weights > 0).sum(-1)
    states = tied_states(weights)
    missing = states * partners.max(-1, initial=0) - partners.sum(-1)
    return _over(missing, np.maximum(states - 1, 0) * (states - 2))


def gini(values: Floats) -> Floats:
    """How unequal the values above 0 are, along the last axis: 0 all alike, towards 1 one has nearly all."""
    count = (values > 0).sum(-1)
    ordered = np.sort(values, axis=-1)  # zeros come first
    rank = np.arange(1, values.shape[-1] + 1) - (values.shape[-1] - count[..., None])
    return _over(2 * (ordered * rank).sum(-1), count * values.sum(-1)) - _over(count + 1.0, count)


def concentration(values: Floats) -> Floats:
    """The sum of squared shares along the last axis (Herfindahl-Hirschman index): 1 where one has all."""
    return _over((values**2).sum(-1), values.sum(-1) ** 2)


def steps_between(tied: Flags) -> Indices:
    """On how many ties one gets from each state to each other: (states, states); 0 where there is no way, or none needed."""
    count = len(tied)
    return steps_from(tied, np.arange(count), np.zeros((count, count), dtype=bool))


def steps_from(
    tied: Flags, source: Indices, gone: Flags, cut: tuple[Indices, Indices, Indices] | None = None
) -> Indices:
    """Steps from a state to every other in many variants of one network, a row each: (rows, states).

    Row r starts at `source[r]`; no way leads through the states `gone[r]`, nor over the ties `cut`: three arrays of one
    length, the row, one end, and the other (a tie that is cut for both directions stands twice). 0: no way, or none needed.
    Breadth-first from all rows at once: a step is one matrix product.
    """
    network = tied.astype(np.float32)
    row = np.arange(source.size)
    front = np.zeros(gone.shape, dtype=np.float32)
    front[row, source] = 1
    unseen = ~gone
    unseen[row, source] = False
    steps = np.zeros(gone.shape, dtype=np.int64)
    distance = 0
    while True:
        distance += 1
        ways = front @ network
        if cut is not None:
            np.subtract.at(ways, (cut[0], cut[2]), front[cut[0], cut[1]])
        reached = (ways > 0.5) & unseen
        if not reached.any():
            return steps
        steps[reached] = distance
        unseen &= ~reached
        front = reached.astype(np.float32)


def nearness(steps: Indices) -> Floats:
    """The sum of one over the steps to every state that can be reached, a value a row."""
    return np.asarray(_over(np.ones(steps.shape), steps, 0.0).sum(-1))


def efficiency(steps: Indices) -> float:
    """The mean over all pairs of one over the steps between them, 0 where there is no way; 0 for fewer than two states.

    Latora and Marchiori, "Efficient behavior of small-world networks", Physical Review Letters 87 (2001).
    """
    count = len(steps)
    return float(nearness(steps).sum()) / (count * (count - 1)) if count > 1 else 0.0


def reached(steps: Indices) -> Indices:
    """How many states each row reaches, itself among them: the size of its part of the network."""
    return np.asarray((steps > 0).sum(-1) + 1, dtype=np.int64)


def parts(sizes: Indices) -> int:
    """In how many parts states lie, given the size of each one's part: every part counts once over all its states."""
    return round(float((1.0 / sizes).sum()))


def known(value: Any, digits: int = 4) -> float | None:
    """A measure rounded, or None where it has no meaning."""
    return None if np.isnan(value) else round(float(value), digits) + 0.0


def _over(above: Any, below: Any, without: float = np.nan) -> Floats:
    """One by the other; `without` where there is nothing to divide by."""
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.asarray(np.divide(above, below, out=np.full(shape, without), where=below > 0))
