"""Leaving: what the others lose when a state leaves or an agreement ends – for every state and agreement in turn, or for
some of them together.

A state leaves all its agreements; a pact that still has two goes on without it. All counts come from sorting and counting
the tied pairs once. Only ways between states need walks, and only from states that an end can touch (see `_touched`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.weights import Floats
from phalanx.analyses.network.whole import CELLS_AT_ONCE, Flags, nearness, reached, steps_from

CLAUSES = ("assistance", "consultation")


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands on a day: edges that tie two states or more, their pairs, and the states they tie.

    `states` and `ids` name places in all arrays. `weight` and `size` have a value an edge; `member_edge` and
    `member_state` one a member; `pair_edge`, `a` and `b` one for each edge and two of its states, a < b.
    """

    states: tuple[str, ...]
    ids: tuple[str, ...]
    weight: Floats = field(repr=False)
    size: Indices = field(repr=False)
    clause: tuple[str, ...] = field(repr=False)
    domains: tuple[tuple[str, ...], ...] = field(repr=False)
    member_edge: Indices = field(repr=False)
    member_state: Indices = field(repr=False)
    pair_edge: Indices = field(repr=False)
    a: Indices = field(repr=False)
    b: Indices = field(repr=False)

    @classmethod
    def of(cls, web: Hypergraph, day: date) -> Standing:
        """What stands of the web on a day; states without a tie are left out."""
        weighed, present = web.weigh(day), web.members(day)
        stands = weighed > 0
        kept, pairs = present & stands[web.edge], web.pairs
        both = kept[pairs.at] & kept[pairs.beside]
        tied = np.flatnonzero(np.bincount(web.state[kept], minlength=len(web.states)))
        place = np.searchsorted(tied, np.arange(len(web.states)))
        number = np.cumsum(stands) - 1
        one, other = (place[web.state[ends[both]]] for ends in (pairs.at, pairs.beside))
        edges = web.edges.filter(pl.Series(stands))
        return cls(
            tuple(web.states[state] for state in tied),
            tuple(edges["id"]),
            weighed[stands],
            web.sizes(day)[stands],
            tuple(edges["mutual_defence"]),
            tuple(tuple(domains or ()) for domains in edges["domains"].to_list()),
            number[web.edge[kept]],
            place[web.state[kept]],
            number[pairs.edge[both]],
            np.minimum(one, other),
            np.maximum(one, other),
        )

    @cached_property
    def cell(self) -> Indices:
        """Each pair as one number, a × states + b."""
        return self.a * len(self.states) + self.b

    @cached_property
    def agreements(self) -> Indices:
        """How many agreements tie each pair, by cell."""
        return np.bincount(self.cell, minlength=len(self.states) ** 2)

    @cached_property
    def tied(self) -> Flags:
        """Which states are tied: (states, states), symmetric."""
        half = (self.agreements > 0).reshape(len(self.states), len(self.states))
        return np.asarray(half | half.T)

    @cached_property
    def sole(self) -> Flags:
        """Which of the pairs, as listed, have no other agreement."""
        return np.asarray(self.agreements[self.cell] == 1)

    @cached_property
    def strength(self) -> Floats:
        """The sum of the weights of each state's agreements."""
        return np.bincount(self.member_state, self.weight[self.member_edge], len(self.states)).astype(np.float64)

    def with_clause(self, clause: str) -> Flags:
        """Which of the pairs, as listed, stand in an agreement with that clause."""
        return np.array([mine == clause for mine in self.clause], dtype=bool)[self.pair_edge]

    @cached_property
    def in_domains(self) -> tuple[Indices, Indices, int]:
        """Each pair once for each domain of its agreement: the pair's place in the list, the domain, how many domains."""
        names = sorted({domain for mine in self.domains for domain in mine})
        place = {name: number for number, name in enumerate(names)}
        many = np.array([len(mine) for mine in self.domains], dtype=np.int64)
        flat = np.array([place[domain] for mine in self.domains for domain in mine], dtype=np.int64)
        pair = np.repeat(np.arange(self.pair_edge.size), many[self.pair_edge])
        begins = np.cumsum(many[self.pair_edge]) - many[self.pair_edge]
        within = np.arange(pair.size) - begins[pair]
        return pair, flat[(np.cumsum(many) - many)[self.pair_edge[pair]] + within], len(names)

    def without(self, states: Flags, edges: Flags) -> Standing:
        """What stands when some states have left every agreement and some agreements have ended; all states stay listed."""
        member = ~states[self.member_state] & ~edges[self.member_edge]
        size = np.bincount(self.member_edge[member], minlength=len(self.ids))
        stands = size > 1
        number = np.cumsum(stands) - 1
        member &= stands[self.member_edge]
        pair = stands[self.pair_edge] & ~states[self.a] & ~states[self.b]
        kept = np.flatnonzero(stands)
        return Standing(
            self.states,
            tuple(self.ids[edge] for edge in kept),
            self.weight[kept],
            size[kept],
            tuple(self.clause[edge] for edge in kept),
            tuple(self.domains[edge] for edge in kept),
            number[self.member_edge[member]],
            self.member_state[member],
            number[self.pair_edge[pair]],
            self.a[pair],
            self.b[pair],
        )


def distinct(numbers: Indices) -> int:
    """How many different numbers there are; counted, which for numbers as small as these is quicker than sorting."""
    return int(np.count_nonzero(np.bincount(numbers)))


def state_losses(now: Standing, steps: Indices) -> pl.DataFrame:
    """A row a state: what the others lose when it leaves. `steps` are those between all states, as they stand.

    `strength_lost` is in weight, `efficiency_loss_pct` in per cent of the efficiency among the others; `pairs_lost`,
    `assistance_lost`, `consultation_lost` and `domains_lost` count its own pairs, which end with it.
    """
    count = len(now.states)
    of_two = now.size[now.member_edge] == 2
    own = np.bincount(now.member_state[of_two], now.weight[now.member_edge[of_two]], count)
    partners = now.tied.sum(1)
    after, sizes = _gone_in_turn(now)
    away = 1 / np.where(steps > 0, steps, np.inf)
    before = away.sum() - 2 * away.sum(1)
    return pl.DataFrame(
        {
            "state": now.states,
            "agreements": np.bincount(now.member_state, minlength=count),
            "strength": now.strength,
            "strength_lost": own,
            "pairs_lost": partners,
            "cut_off": (now.tied & (partners == 1)).sum(1),
            "parts": np.rint(sizes).astype(np.int64),
            "efficiency_loss_pct": 100 * np.divide(before - after, before, out=np.zeros(count), where=before > 0),
            **{f"{clause}_lost": _matrix(now, now.with_clause(clause)).sum(1) for clause in CLAUSES},
            **_domains_of_states(now),
        }
    )


def agreement_losses(now: Standing, steps: Indices) -> pl.DataFrame:
    """A row an agreement: what its parties and the others lose when it ends, in the columns of `state_losses`."""
    count = len(now.ids)
    agreements_of = np.bincount(now.member_state, minlength=len(now.states))
    last = agreements_of[now.member_state] == 1
    after, sizes = _ended_in_turn(now, steps)
    before = float(nearness(steps).sum())
    return pl.DataFrame(
        {
            "agreement": now.ids,
            "parties": now.size,
            "weight": now.weight,
            "strength_lost": now.weight * now.size,
            "pairs_lost": _by_edge(now, now.sole),
            "cut_off": np.bincount(now.member_edge[last], minlength=count),
            "parts": np.rint(sizes).astype(np.int64),
            "efficiency_loss_pct": 100 * (before - after) / before if before else np.zeros(count),
            **{f"{clause}_lost": _by_edge(now, _only_with(now, clause)) for clause in CLAUSES},
            "domains_lost": _domains_of_agreements(now),
        }
    )


def _only_with(now: Standing, clause: str) -> Flags:
    """Which pairs, as listed, have that clause in this agreement and in no other."""
    has = now.with_clause(clause)
    many = np.bincount(now.cell[has], minlength=len(now.states) ** 2)
    return np.asarray(has & (many[now.cell] == 1))


def _by_edge(now: Standing, pairs: Flags) -> Indices:
    return np.bincount(now.pair_edge[pairs], minlength=len(now.ids))


def _matrix(now: Standing, pairs: Flags) -> Flags:
    """Those pairs as a symmetric matrix."""
    found = np.zeros((len(now.states), len(now.states)), dtype=bool)
    found[now.a[pairs], now.b[pairs]] = found[now.b[pairs], now.a[pairs]] = True
    return found


def _domains_of_states(now: Standing) -> Mapping[str, Indices]:
    """Pairs and domains that end with each state; others left without any partner in a domain."""
    pair, domain, many = now.in_domains
    tied = np.zeros((many, len(now.states), len(now.states)), dtype=bool)
    tied[domain, now.a[pair], now.b[pair]] = tied[domain, now.b[pair], now.a[pair]] = True
    lone = tied.sum(2) == 1
    return {
        "domains_lost": tied.sum((0, 2)),
        "left_without": (tied & lone[:, None, :]).sum((0, 2)),
    }


def _domains_of_agreements(now: Standing) -> Indices:
    """In how many pairs and domains each agreement is the only one."""
    pair, domain, many = now.in_domains
    key = now.cell[pair] * max(many, 1) + domain
    alone = np.bincount(key, minlength=len(now.states) ** 2 * max(many, 1))[key] == 1
    return np.bincount(now.pair_edge[pair[alone]], minlength=len(now.ids))


def _gone_in_turn(now: Standing) -> tuple[Floats, Floats]:
    """For each state the sum of nearness among the others when it is gone, and in how many parts they lie then."""
    count = len(now.states)
    gone, source = np.nonzero(~np.eye(count, dtype=bool))
    near, parts = np.zeros(count), np.zeros(count)
    for chunk in _chunks(gone.size, count):
        blocked = np.zeros((chunk.stop - chunk.start, count), dtype=bool)
        blocked[np.arange(len(blocked)), gone[chunk]] = True
        steps = steps_from(now.tied, source[chunk], blocked)
        near += np.bincount(gone[chunk], nearness(steps), count)
        parts += np.bincount(gone[chunk], 1 / reached(steps), count)
    return near, parts


def _ended_in_turn(now: Standing, steps: Indices) -> tuple[Floats, Floats]:
    """For each agreement the sum of nearness over all states when it has ended, and in how many parts they lie then."""
    edges = len(now.ids)
    near, parts = np.full(edges, nearness(steps).sum()), np.full(edges, (1 / reached(steps)).sum())
    edge, one, other = _both_ways(now)
    touched, source = _touched(now, steps, edge, one, other)
    first, last = (np.searchsorted(edge, touched, side=side) for side in ("left", "right"))
    for chunk in _chunks(source.size, len(now.states)):
        many = (last - first)[chunk]
        row = np.repeat(np.arange(many.size), many)
        tie = np.repeat(first[chunk], many) + np.arange(row.size) - np.repeat(np.cumsum(many) - many, many)
        blocked = np.zeros((many.size, len(now.states)), dtype=bool)
        after = steps_from(now.tied, source[chunk], blocked, (row, one[tie], other[tie]))
        before = steps[source[chunk]]
        near += np.bincount(touched[chunk], nearness(after) - nearness(before), edges)
        parts += np.bincount(touched[chunk], 1 / reached(after) - 1 / reached(before), edges)
    return near, parts


def _both_ways(now: Standing) -> tuple[Indices, Indices, Indices]:
    """The ties that rest on one agreement, each in both directions: agreement, from, to; sorted by agreement and `to`."""
    edge = np.tile(now.pair_edge[now.sole], 2)
    one = np.concatenate([now.a[now.sole], now.b[now.sole]])
    other = np.concatenate([now.b[now.sole], now.a[now.sole]])
    order = np.lexsort((other, edge))
    return edge[order], one[order], other[order]


def _touched(now: Standing, steps: Indices, edge: Indices, one: Indices, other: Indices) -> tuple[Indices, Indices]:
    """Which agreements' ends change the steps from which states: two arrays of one length, sorted by agreement.

    Seen from a state, another keeps its distance as long as it keeps a tie to some state one step nearer. So an end
    touches those from where it takes all such ties of at least one state; from anywhere else every state keeps one.
    """
    if not edge.size:
        return edge, edge
    count = len(now.states)
    nearer = _ties_to_nearer(now.tied, steps)
    heads = np.flatnonzero(np.r_[True, (edge[1:] != edge[:-1]) | (other[1:] != other[:-1])])
    distance = np.where(np.eye(count, dtype=bool), 0, np.where(steps > 0, steps, -9))
    found = [np.zeros((0, 2), dtype=np.int64)]
    for chunk in _chunks(heads.size, count):
        begin, end = heads[chunk.start], heads[chunk.stop] if chunk.stop < heads.size else edge.size
        taken = distance[:, one[begin:end]] + 1 == distance[:, other[begin:end]]
        taken_all = np.add.reduceat(taken, heads[chunk] - begin, axis=1, dtype=np.int64)
        source, group = np.nonzero((taken_all > 0) & (taken_all == nearer[:, other[heads[chunk]]]))
        found.append(np.stack([edge[heads[chunk]][group], source], axis=1))
    touched, source = np.unique(np.concatenate(found), axis=0).T
    return touched, source


def _ties_to_nearer(tied: Flags, steps: Indices) -> Indices:
    """Seen from each state (a row), how many ties every other has to states one step nearer."""
    network = tied.astype(np.float32)
    found = np.zeros(steps.shape, dtype=np.int64)
    before = np.eye(len(tied), dtype=np.float32)
    for distance in range(1, int(steps.max(initial=0)) + 1):
        here = steps == distance
        found = np.where(here, (before @ network).astype(np.int64), found)
        before = here.astype(np.float32)
    return found


def _chunks(rows: int, width: int) -> list[slice]:
    """Rows in batches of bearable size."""
    many = max(CELLS_AT_ONCE // max(width, 1), 1)
    return [slice(start, min(start + many, rows)) for start in range(0, rows, many)]
