"""Chance: the network as it would look if every state kept its number of agreements of each year and every agreement its
size, and only who agreed with whom were drawn by lot.

Draws come from a Markov chain of swaps: two agreements of one year exchange one party each, unless one of them would
then bind the same state twice. Every network that keeps the numbers is reached, each with the same probability (Strona and
others, "A fast and unbiased procedure to randomize ecological binary matrices with fixed row and column totals",
Nature Communications 5, 2014, on bipartite swaps). Many chains run side by side, so that a step is a few operations on arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from phalanx.analyses.network.hubs.stacks import Layers, spread
from phalanx.analyses.network.hypergraph import Hypergraph, Indices, pairs_within
from phalanx.analyses.network.weights import Floats

CHAINS = 100
MOST_CELLS = 1 << 27
"""Fewer chains run side by side where who belongs to what would take more bytes than so many."""
SWEEPS_BEFORE = 20
"""Sweeps before the first draw. In a sweep every agreement is offered one swap."""
SWEEPS_BETWEEN = 4
TAKEN = 0.5
"""The share of swaps offered that is taken; offered together, they would else move in step."""


@dataclass(frozen=True, eq=False)
class Standing:
    """The members of the agreements that stand on a day, edge by edge: states, edges, years of signature, weights.

    `start` and `size` tell where each edge's members are, `origin` which edge of the web it is.
    """

    count: int
    state: Indices
    edge: Indices
    start: Indices
    size: Indices
    year: Indices
    weight: Floats
    origin: Indices

    @classmethod
    def of(cls, web: Hypergraph, day: date) -> Standing:
        """What stands on a day: edges with a weight, and their members of that day."""
        weighed = web.weigh(day)
        kept = web.members(day) & (weighed[web.edge] > 0)
        edges, edge = np.unique(web.edge[kept], return_inverse=True)
        size = np.bincount(edge, minlength=edges.size)
        years = web.edges["year"].to_numpy().astype(np.int64)[edges]
        return cls(len(web.states), web.state[kept], edge, np.cumsum(size) - size, size, years, weighed[edges], edges)

    @cached_property
    def pairs(self) -> tuple[Indices, Indices]:
        """Places of every two members of each edge, the earlier first."""
        return pairs_within(self.edge)

    @cached_property
    def by_year(self) -> tuple[Indices, ...]:
        """The edges of each year."""
        order = np.argsort(self.year, kind="stable")
        return tuple(np.split(order, np.flatnonzero(np.diff(self.year[order])) + 1))


def draws(standing: Standing, number: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Who belongs to what by lot: arrays (chains, members) of states in the order of `standing`, `number` rows in all."""
    generator = np.random.default_rng(seed)
    room = MOST_CELLS // max(standing.size.size * standing.count, 1)
    chains = min(CHAINS, number, max(room, 1))
    states = np.tile(standing.state, (chains, 1))
    belongs = np.zeros((chains, standing.size.size, standing.count), dtype=bool)
    belongs[:, standing.edge, standing.state] = True
    left, sweeps = number, SWEEPS_BEFORE
    while left > 0:
        for _ in range(sweeps):
            _sweep(standing, states, belongs, generator)
        yield states[: min(left, chains)].copy()
        left, sweeps = left - chains, SWEEPS_BETWEEN


def _sweep(standing: Standing, states: Indices, belongs: npt.NDArray[np.bool_], generator: np.random.Generator) -> None:
    """Offer each agreement one swap with another of its year; the same couples in all chains, other parties in each."""
    one, other = _couples(standing, generator)
    row, couple = np.nonzero(generator.random((len(states), one.size), dtype=np.float32) < TAKEN)
    one, other = one[couple], other[couple]
    pick = generator.random((2, row.size), dtype=np.float32)
    members, binds = states.reshape(-1), belongs.reshape(-1)
    mine_at = row * states.shape[1] + standing.start[one] + (pick[0] * standing.size[one]).astype(np.int64)
    theirs_at = row * states.shape[1] + standing.start[other] + (pick[1] * standing.size[other]).astype(np.int64)
    mine, theirs = members[mine_at], members[theirs_at]
    mine_in = (row * standing.size.size + one) * standing.count
    theirs_in = (row * standing.size.size + other) * standing.count
    free = np.flatnonzero(~(binds[mine_in + theirs] | binds[theirs_in + mine]))
    mine, theirs, mine_in, theirs_in = mine[free], theirs[free], mine_in[free], theirs_in[free]
    binds[mine_in + mine] = binds[theirs_in + theirs] = False
    binds[mine_in + theirs] = binds[theirs_in + mine] = True
    members[mine_at[free]], members[theirs_at[free]] = theirs, mine


def _couples(standing: Standing, generator: np.random.Generator) -> tuple[Indices, Indices]:
    """The edges of each year in couples, drawn by lot; an odd one of a year is left alone."""
    lot = generator.random(standing.year.size)
    drawn = [edges[np.argsort(lot[edges], kind="stable")] for edges in standing.by_year]
    pairs = np.concatenate([edges[: edges.size // 2 * 2].reshape(-1, 2) for edges in drawn])
    return pairs[:, 0], pairs[:, 1]


def drawn_weights(standing: Standing, states: Indices, edges: npt.NDArray[np.bool_] | None = None) -> Floats:
    """The weights between states in each draw: (draws, states, states), each agreement's weight shared as ever.

    With `edges` only of those agreements.
    """
    at, beside = standing.pairs
    if edges is not None:
        kept = edges[standing.edge[at]]
        at, beside = at[kept], beside[kept]
    share = (standing.weight / (standing.size - 1))[standing.edge[at]]
    count = standing.count
    half = np.empty((len(states), count, count))
    for draw, members in enumerate(states):
        cells = members[at] * count + members[beside]
        half[draw] = np.bincount(cells, share, count * count).reshape(count, count)
    return np.asarray(half + half.transpose(0, 2, 1))


def drawn_layers(standing: Standing, states: Indices, layers: Layers) -> Floats:
    """The strength of each state in each layer of each draw: (draws, layers, states); agreements keep their layers."""
    member, in_layer = spread(standing.origin[standing.edge], layers)
    depth, weights = len(layers.names), standing.weight[standing.edge[member]]
    found = np.empty((len(states), depth, standing.count))
    for draw, members in enumerate(states):
        cells = in_layer * standing.count + members[member]
        found[draw] = np.bincount(cells, weights, depth * standing.count).reshape(depth, standing.count)
    return found
