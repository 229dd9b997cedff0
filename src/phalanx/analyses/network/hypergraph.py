"""The hypergraph of agreements: every agreement is one edge, however many states it binds, and each state's part in it
has a beginning and an end.

A pact of six is one edge of six and not fifteen pairs. Where a measure needs pairs, an edge of weight w between n states
gives each pair w / (n - 1), so that a state's strength is the sum of the weights of its agreements, whatever their size
(Newman, "Scientific collaboration networks II", Physical Review E 64, 2001). An edge of two is a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from phalanx.analyses.network.weights import Days, Floats, Weights, read_weights
from phalanx.vocabulary.parties import party_kind
from phalanx.world import World
from phalanx.world.spans import Span, spans

NEVER = date.max.toordinal()
"""The end of what nothing says has ended, as a day number."""

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every two states of every edge: arrays of one length; `at` and `beside` are places in the list of members."""

    edge: Indices
    at: Indices
    beside: Indices


@dataclass(frozen=True, eq=False)
class Hypergraph:
    """Edges between states, through time. Days are ordinal numbers (`date.toordinal`); an end is the first day without.

    `edges` has a row an edge, with the fields of the agreement. `weight` is an edge's weight without its age. Members are
    listed edge by edge: `edge`, `state` (a place in `states`), `entered` and `left`, four arrays of one length.
    """

    states: tuple[str, ...]
    edges: pl.DataFrame = field(repr=False)
    weights: Weights = field(repr=False)
    weight: Floats = field(repr=False)
    first: Days = field(repr=False)
    until: Days = field(repr=False)
    edge: Indices = field(repr=False)
    state: Indices = field(repr=False)
    entered: Days = field(repr=False)
    left: Days = field(repr=False)

    @cached_property
    def pairs(self) -> Pairs:
        """Every two members of every edge, the earlier listed first."""
        at, beside = pairs_within(self.edge)
        return Pairs(self.edge[at], at, beside)

    def members(self, day: date) -> npt.NDArray[np.bool_]:
        """Who belongs on a day, a value for each listed member: entered, not left, and the agreement stands."""
        number = day.toordinal()
        return (self.entered <= number) & (number < self.left)

    def sizes(self, day: date) -> Indices:
        """How many states each edge binds on a day."""
        return np.bincount(self.edge, self.members(day), self.edges.height).astype(np.int64)

    def weigh(self, day: date) -> Floats:
        """The weight of each edge on a day; 0 before it begins, after it ends, and where fewer than two are left."""
        number = day.toordinal()
        stands = (self.first <= number) & (number < self.until) & (self.sizes(day) > 1)
        return np.where(stands, self.weight * self.weights.of_age(number - self.first), 0.0)

    def matrix(self, day: date, edges: npt.NDArray[np.bool_] | None = None) -> Floats:
        """The weight between every two states on a day, of all edges or of some: symmetric, states × states."""
        count, pairs = len(self.states), self.pairs
        share = self.weigh(day) / np.maximum(self.sizes(day) - 1, 1)
        if edges is not None:
            share = share * edges
        present = self.members(day)
        shares = share[pairs.edge] * (present[pairs.at] & present[pairs.beside])
        cells = self.state[pairs.at] * count + self.state[pairs.beside]
        half = np.bincount(cells, shares, count * count).reshape(count, count)
        return np.asarray(half + half.T)

    def without(self, state: str | None = None, edges: Sequence[str] = ()) -> Hypergraph:
        """The same web when a state has left every agreement, or some agreements have ended; the states listed stay."""
        gone = np.isin(self.edge, np.flatnonzero(self.edges["id"].is_in(list(edges)).to_numpy()))
        if state is not None:
            gone |= self.state == self.states.index(state)
        left = np.where(gone, np.minimum(self.left, self.entered), self.left)
        return Hypergraph(
            self.states, self.edges, self.weights, self.weight, self.first, self.until,
            self.edge, self.state, self.entered, left,
        )  # fmt: skip


def pairs_within(edge: Indices) -> tuple[Indices, Indices]:
    """Places of every two members of each edge, the earlier first. `edge` names the edge of each member and is sorted."""
    later = np.searchsorted(edge, edge, side="right") - np.arange(edge.size) - 1
    at = np.repeat(np.arange(edge.size), later)
    nth = np.arange(at.size) - np.repeat(np.cumsum(later) - later, later)
    return at, at + 1 + nth


def hypergraph(world: World, chosen: pl.DataFrame, states: Sequence[str] | None = None) -> Hypergraph:
    """The hypergraph of the agreements chosen, as `phalanx.world.agreements.select` gives them.

    States are all that ever belong to one of them, sorted by code, or the ones given; institutions are left out, and so
    is every party that is not listed. Rows that only record a joining are no edges. What is only announced weighs what
    the facts say (nothing, in the bundled ones).

    Raises:
        BadInput: the registry has no weights, or none for a code.
    """
    known = spans(world)
    own = chosen.filter(~pl.col("id").is_in([name for name, span in known.items() if span.accession]))
    weights = read_weights(world)
    listed = [
        (edge, party, entered, left)
        for edge, (name, parties) in enumerate(own.select("id", "parties").iter_rows())
        for party, entered, left in _stays(parties, known[name])
        if party_kind(party) != "institution_or_group"
    ]
    codes = tuple(states) if states is not None else tuple(sorted({party for _, party, _, _ in listed}))
    place = {code: number for number, code in enumerate(codes)}
    rows = [(edge, place[party], entered, left) for edge, party, entered, left in listed if party in place]
    edge, state, entered, left = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    ends = [known[name].until for name in own["id"]]
    return Hypergraph(
        codes,
        own,
        weights,
        weights.of_codes(own),
        np.array([known[name].first.toordinal() for name in own["id"]], dtype=np.int64),
        np.array([NEVER if end is None else end.toordinal() for end in ends], dtype=np.int64),
        edge,
        state,
        entered,
        left,
    )


def _stays(parties: Sequence[str], span: Span) -> list[tuple[str, int, int]]:
    """Every party that ever belongs, with the days from which and to which."""
    if span.joined or span.left:
        return [(party, *_stay(party, parties, span)) for party in sorted({*parties, *span.joined})]
    first, until = span.first.toordinal(), NEVER if span.until is None else span.until.toordinal()
    return [(party, first, until) for party in sorted(set(parties))]


def _stay(party: str, parties: Sequence[str], span: Span) -> tuple[int, int]:
    """From which day to which a party belongs; who left before entering never belonged."""
    entered = max(span.joined.get(party, span.first if party in parties else date.max), span.first)
    left = [day for day in (span.left.get(party), span.until) if day is not None]
    return entered.toordinal(), min(left).toordinal() if left else NEVER
