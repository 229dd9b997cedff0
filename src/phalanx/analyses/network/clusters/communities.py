"""Communities: which states hang together in the network, and how firmly, told by leaving agreements out.

One division of a dense web says little, as many others are nearly as good. So the web is divided again and again, each
time with some agreements left out by lot; how often two states stay together is what their cluster rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform
from sknetwork.clustering import Louvain

from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.weights import Floats

TOGETHER = 0.5
"""Clusters are joined while their states stay together at least so often on average: in half of the resamples."""
LEAST_GAIN = 1e-5
"""A round that improves the modularity by less than this, on average over the networks, is the last one."""
NETWORKS_AT_ONCE = 100
CELLS_AT_ONCE = 1 << 20
"""How many networks, and cells of their matrices, are divided in one go; single precision bears no more."""
DIGITS = 9
"""Sums that agree in so many digits are taken as the same: the order of adding changes the last ones."""


@dataclass(frozen=True, eq=False)
class Clustering:
    """The clusters of one day.

    `states` are places in the web's list, of those with a tie, cluster by cluster, the largest first; within a cluster,
    neighbours stay together most often. In their order: `cluster` (0 for the largest; -1 for a state that stays together
    with no other often enough) and the matrices `together` (shares of resamples) and `weight`.
    """

    states: Indices
    cluster: Indices
    together: Floats = field(repr=False)
    weight: Floats = field(repr=False)

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return int(self.cluster.max()) + 1

    def stability(self) -> Floats:
        """How often each state stays together with the others of its cluster, on average; NaN for one without."""
        peers = _same(self.cluster)
        found = np.full(self.cluster.size, np.nan)
        inside = peers.sum(1) > 0
        found[inside] = (self.together * peers).sum(1)[inside] / peers.sum(1)[inside]
        return found

    def pull(self) -> Floats:
        """How often each state stays together with the states of each cluster, itself aside: (states, clusters)."""
        belongs = (self.cluster[:, None] == np.arange(self.count)).astype(np.float64)
        others = belongs.sum(0) - belongs
        apart = self.together - np.eye(self.cluster.size)
        return np.asarray((apart @ belongs) / np.maximum(others, 1))


def cluster_states(web: Hypergraph, day: date, resolution: float, kept: npt.NDArray[np.bool_], seed: int) -> Clustering:
    """The clusters of a day: resample by resample the web without some agreements is divided, and what stays together
    in at least half of them stays together.

    `kept` has shape (resamples, edges). What the states are called changes nothing: they are taken in the order of their
    strength. Without a tie on that day there is no state and no cluster.
    """
    whole = web.matrix(day)
    tied = _by_strength(whole)
    if not tied.size:
        return Clustering(tied, tied, np.zeros((0, 0)), np.zeros((0, 0)))
    weights = left_out(web, day, kept)[:, tied[:, None], tied]
    together = stay_together(divide(weights, resolution, seed))
    cluster, order = consensus(together)
    weight = whole[np.ix_(tied, tied)]
    cluster = _largest_first(cluster, weight.sum(1))
    last = cluster.max() + 1
    order = order[np.argsort(np.where(cluster < 0, last, cluster)[order], kind="stable")]
    return Clustering(tied[order], cluster[order], together[np.ix_(order, order)], weight[np.ix_(order, order)])


def draw_kept(web: Hypergraph, resamples: int, left_out_share: float, seed: int) -> npt.NDArray[np.bool_]:
    """Which agreements each resample keeps: (resamples, edges). Each is left out with the same chance."""
    chance = np.random.default_rng(seed).random((resamples, web.edges.height), dtype=np.float32)
    return np.asarray(chance >= left_out_share)


def left_out(web: Hypergraph, day: date, kept: npt.NDArray[np.bool_]) -> Floats:
    """The weights between states on a day in each resample: (resamples, states, states), as `Hypergraph.matrix`."""
    count, pairs = len(web.states), web.pairs
    present = web.members(day)
    shares = (web.weigh(day) / np.maximum(web.sizes(day) - 1, 1))[pairs.edge]
    counts = (shares > 0) & present[pairs.at] & present[pairs.beside]
    cells = (web.state[pairs.at] * count + web.state[pairs.beside])[counts]
    into = sparse.csr_matrix(
        (shares[counts], (cells, pairs.edge[counts])), shape=(count * count, web.edges.height)
    )  # a cell's weight is the sum over its edges
    half = np.asarray(into @ kept.T.astype(np.float64)).T.reshape(len(kept), count, count)
    return np.asarray(half + half.transpose(0, 2, 1))


def divide(weights: Floats, resolution: float, seed: int) -> Indices:
    """The communities of each network, by modularity: labels (networks, states) that mean nothing beyond their network.

    Blondel and others, "Fast unfolding of communities in large networks", Journal of Statistical Mechanics P10008 (2008),
    as scikit-network has it. (Its Leiden draws from the C library's own lot, so that one seed gives several answers.)
    A higher resolution gives smaller communities. A state without ties is alone.
    """
    networks, states = weights.shape[:2]
    generator = np.random.default_rng(seed)
    order = generator.permuted(np.tile(np.arange(states), (networks, 1)), axis=1)
    row = np.arange(networks)[:, None]
    shuffled = weights[row[:, :, None], order[:, :, None], order[:, None, :]]
    at_once = min(max(CELLS_AT_ONCE // (states * states), 1), NETWORKS_AT_ONCE)
    parts = [_divided(shuffled[start : start + at_once], resolution) for start in range(0, networks, at_once)]
    labels = np.empty((networks, states), dtype=np.int64)
    labels[row, order] = np.concatenate(parts)
    return labels


def _divided(weights: Floats, resolution: float) -> Indices:
    """All networks side by side as the unconnected parts of one, which costs a tenth of one after the other.

    Each network is brought to a weight of 1. In the whole of N networks a tie then weighs 1/N, and chance, the product of
    two strengths, 1/N²; with N times the resolution each part has its own modularity, and parts never join.
    """
    networks, states = weights.shape[:2]
    whole = weights.sum((1, 2), keepdims=True)
    shares = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0)
    part, one, other = np.nonzero(shares)
    if not part.size:
        return np.tile(np.arange(states), (networks, 1))
    side_by_side = sparse.csr_matrix(
        (shares[part, one, other], (part * states + one, part * states + other)),
        shape=(networks * states, networks * states),
    )
    live = np.count_nonzero(whole)
    louvain = Louvain(
        resolution=resolution * live,
        modularity="newman",
        tol_optimization=LEAST_GAIN,
        tol_aggregation=LEAST_GAIN,
        sort_clusters=False,
        return_probs=False,
        return_aggregate=False,
    )
    return np.asarray(louvain.fit_predict(side_by_side), dtype=np.int64).reshape(networks, states)


def stay_together(labels: Indices) -> Floats:
    """In which share of the networks two states have the same label: (states, states)."""
    networks, states = labels.shape
    together = np.zeros((states, states))
    for label in labels:
        together += label[:, None] == label
    return np.asarray(together / networks)


def consensus(together: Floats) -> tuple[Indices, Indices]:
    """The division that all resamples agree on most, as labels, and the states in an order that keeps it together.

    The two clusters that stay together most often, on average over their pairs, are joined first, until no two are left
    that do so in half of the resamples (Fred and Jain, "Combining multiple clusterings using evidence accumulation",
    IEEE Transactions on Pattern Analysis and Machine Intelligence 27, 2005).
    """
    apart = squareform(1 - together, checks=False)
    joined = linkage(apart, "average", optimal_ordering=True)
    labels = fcluster(joined, 1 - TOGETHER + 10.0**-DIGITS, "distance")
    return np.asarray(labels, dtype=np.int64) - 1, np.asarray(leaves_list(joined), dtype=np.int64)


def modularity(weight: Floats, cluster: Indices, resolution: float) -> float:
    """How much more weight lies within clusters than chance would put there, as a share of all: 0 no more, 1 all.

    Newman, "Modularity and community structure in networks", PNAS 103 (2006). -1 is a cluster of its own, each time.
    """
    strength = weight.sum(1)
    whole = strength.sum()
    inside = _same(cluster) | np.eye(cluster.size, dtype=bool)
    expected = resolution * np.outer(strength, strength) / whole
    return float(((weight - expected) * inside).sum() / whole)


def follow(before: Indices, after: Indices) -> dict[int, int]:
    """Which cluster of a later day each cluster of an earlier one became, by the most states that both hold.

    Both are labels of the same states, -1 for none. A cluster that shares no state with any has no heir; two never have
    the same one.
    """
    shared = np.zeros((before.max(initial=-1) + 1, after.max(initial=-1) + 1), dtype=np.int64)
    both = (before >= 0) & (after >= 0)
    np.add.at(shared, (before[both], after[both]), 1)
    old, new = linear_sum_assignment(shared, maximize=True)
    return {int(one): int(other) for one, other in zip(old, new, strict=True) if shared[one, other]}


def _by_strength(whole: Floats) -> Indices:
    """The states with a tie, by what does not depend on their names: strength, its spread, and their partners' strength."""
    strength = whole.sum(1)
    keys = (whole @ (whole @ strength), whole @ strength, (whole**2).sum(1), strength)
    order = np.lexsort([-_rounded(key) for key in keys])
    return np.asarray(order[strength[order] > 0], dtype=np.int64)


def _rounded(values: Floats) -> Floats:
    largest = np.abs(values).max(initial=0.0)
    return np.round(values / largest, DIGITS) if largest else values


def _largest_first(labels: Indices, strength: Floats) -> Indices:
    """The labels numbered by size, then strength; a state that is alone in its cluster gets -1."""
    size = np.bincount(labels)
    order = np.lexsort((-_rounded(np.asarray(np.bincount(labels, strength), dtype=np.float64)), -size))
    number = np.empty_like(order)
    number[order] = np.arange(order.size)
    return np.where(size[labels] > 1, number[labels], -1)


def _same(cluster: Indices) -> npt.NDArray[np.bool_]:
    """Which two different states share a cluster."""
    same = (cluster[:, None] == cluster) & (cluster[:, None] >= 0)
    np.fill_diagonal(same, False)
    return np.asarray(same)
