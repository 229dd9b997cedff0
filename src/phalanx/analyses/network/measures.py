"""Measures of weighted networks, of many at once: every function takes symmetric matrices (…, states, states) without a
diagonal and gives a value a state, (…, states). A state without ties has 0 everywhere.

Networks of one question are small and many (days, layers, draws of a null model), so each step is one matrix product
over all of them. igraph and NetworkX give the same numbers, graph by graph (tests/analyses/network/test_measures.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from phalanx.analyses.network.weights import Floats

DAMPING = 0.85
"""The share of steps that follow a tie, as in Brin and Page, "The anatomy of a large-scale hypertextual Web search engine" (1998)."""
SIZES = (4, 6, 8, 12, 16, 24, 32)
"""Networks of up to so many states with ties are measured together."""
CELLS_AT_ONCE = 1 << 19
"""How many matrix cells are worked on at once: what fits the processor's cache is several times as fast."""


def partners(weights: Floats) -> Floats:
    """With how many others a state is tied."""
    return np.asarray((weights > 0).sum(-1), dtype=np.float64)


def strength(weights: Floats) -> Floats:
    """The sum of the weights of a state's ties."""
    return np.asarray(weights.sum(-1))


def effective_partners(weights: Floats) -> Floats:
    """Over how many equally strong ties a state's strength would be spread as widely: one over the sum of squared
    shares (the inverse Herfindahl index).
    """
    squares = np.einsum("...ij,...ij->...i", weights, weights)
    return _ratio(strength(weights) ** 2, squares)


def participation(by_layer: Floats) -> Floats:
    """How evenly a state's strength is spread over layers: 0 in one alone, 1 in all alike.

    `by_layer` has shape (…, layers, states). Layers in which nobody has a tie count as layers all the same. Source:
    Battiston, Nicosia and Latora, "Structural measures for multiplex networks", Physical Review E 89 (2014).
    """
    layers = by_layer.shape[-2]
    if layers < 2:
        return np.zeros(by_layer.shape[:-2] + by_layer.shape[-1:])
    whole = by_layer.sum(-2)
    concentration = _ratio((by_layer**2).sum(-2), whole**2)
    return np.where(whole > 0, (1 - concentration) * layers / (layers - 1), 0.0)


def pagerank(weights: Floats) -> Floats:
    """The share of time that a traveller spends with a state who follows ties by weight, and one time in seven starts
    anew at a state that has ties. Sums to 1 over the states with ties.
    """
    return _among_tied(weights, _pagerank)


def _pagerank(weights: Floats) -> Floats:
    whole = strength(weights)
    tied = (whole > 0).astype(np.float64)
    share = _ratio(weights, whole[:, None, :])  # column by column: what of a state's step leads where
    start = _ratio(tied, tied.sum(-1, keepdims=True))
    equations = np.eye(weights.shape[-1]) - DAMPING * share
    return np.asarray(np.linalg.solve(equations, (1 - DAMPING) * start[..., None])[..., 0])


def betweenness(weights: Floats) -> Floats:
    """How many pairs of others a state lies between: on the shortest way from one to the other, counting ties whatever
    their weight; where several ways are shortest, each counts in part.

    Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25 (2001), from all
    states of all networks at once, one matrix product a step of distance.
    """
    return _among_tied((weights > 0).astype(np.float64), _betweenness)


def _betweenness(tied: Floats) -> Floats:
    """Ways counted outwards from every state, distance by distance; then what depends on each state, inwards."""
    ways = np.broadcast_to(np.eye(tied.shape[-1]), tied.shape)
    unseen = ways == 0
    steps = [ways]
    while unseen.any():
        ways = ways @ tied
        ways *= unseen
        found = ways > 0
        if not found.any():
            break
        unseen = unseen & ~found
        steps.append(ways)
    below = np.zeros(tied.shape[:-1])
    owed: Floats | float = 0.0
    for nearer, farther in zip(steps[-2:0:-1], steps[:1:-1], strict=True):
        # Each state owes its share to those before it; where it is not at this distance, there are no ways to share.
        shared = (1 + owed) / np.maximum(farther, 1)
        shared *= farther > 0
        owed = shared @ tied
        owed *= nearer
        below += owed.sum(-2)
    return below / 2


def _among_tied(weights: Floats, measure: Callable[[Floats], Floats]) -> Floats:
    """A measure of each network without the states that have no ties in it, which change nobody: layers are mostly
    empty. Networks of about as many states are measured together, in parts that fit the cache.
    """
    count = weights.shape[-1]
    flat = weights.reshape(math.prod(weights.shape[:-2]), count, count)
    tied = flat.any(-1)
    order = np.argsort(~tied, axis=-1, kind="stable")
    found = np.zeros(tied.shape)
    sizes = tied.sum(-1)
    for smaller, larger in pairwise((0, *(size for size in SIZES if size < count), count)):
        alike = np.flatnonzero((smaller < sizes) & (sizes <= larger))
        at_once = max(CELLS_AT_ONCE // max(larger, 1) ** 2, 1)
        for start in range(0, alike.size, at_once):
            some = alike[start : start + at_once]
            states = order[some, :larger]
            found[some[:, None], states] = measure(flat[some[:, None, None], states[:, :, None], states[:, None, :]])
    return found.reshape(weights.shape[:-1])


def _ratio(above: npt.NDArray[np.float64], below: npt.NDArray[np.float64]) -> Floats:
    """One by the other; 0 where there is nothing to divide by."""
    return np.divide(above, below, out=np.zeros(np.broadcast_shapes(above.shape, below.shape)), where=below > 0)
