"""Institutions: which groupings, EU frameworks, PESCO projects and alliances two states belong to, on a day.

Institutional layers lie on one another: two states may have an agreement of their own, share a small grouping, and both be
in the Union and in NATO. A layer is a set of pairs of states; here it is a symmetric matrix of how many bonds of the layer
a pair has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.weights import Floats
from phalanx.world import World

Flags = npt.NDArray[np.bool_]
BILATERAL, MINILATERAL, EU, NATO, PESCO = "bilateral", "minilateral", "eu", "nato", "pesco_project"
LAYERS: Mapping[str, str] = {
    BILATERAL: "an agreement of the two alone",
    MINILATERAL: "a small grouping, or a pact of three or more",
    EU: "both in the European Union or in one of its frameworks",
    NATO: "both in the alliance",
    PESCO: "both in one PESCO project, which is open to states outside the Union",
}
NESTS = (MINILATERAL, EU, NATO)
"""The layers that a tie of two can be nested in. PESCO projects are told beside them: one of them, on military mobility,
holds nearly all of the Union and five states outside it, and would nest ties of these in the EU.
"""
LAYER_OF_KIND: Mapping[str, str] = {
    "regional": MINILATERAL,
    "minilateral": MINILATERAL,
    "joint_command": MINILATERAL,
    "capability_pool": MINILATERAL,
    "centre_of_excellence": MINILATERAL,
    "union": EU,
    "eu_framework": EU,
    "alliance": NATO,
}
"""The layer of each kind of grouping."""
SINCE: Mapping[str, str] = {EU: "eu_since", NATO: "nato_since"}
"""The fact that says from which year on a state belongs to the institutions of a layer."""


@dataclass(frozen=True)
class Circle:
    """A grouping or a PESCO project, with its members of the day."""

    record: str
    name: str
    kind: str
    layer: str
    members: frozenset[str]


@dataclass(frozen=True, eq=False)
class Nesting:
    """Every two states of a web on a day, layer by layer.

    `bonds` has a matrix a layer: how many agreements of two, small groupings and pacts, frameworks, projects or alliances
    two states share. `pacts` counts pacts of three or more of any size; `smallest` is the number of states in the smallest
    pact or minilateral grouping that holds both, 0 where none does. `belongs` has shape (circles, states).
    """

    states: tuple[str, ...]
    bonds: Mapping[str, Indices] = field(repr=False)
    weight: Floats = field(repr=False)
    pacts: Indices = field(repr=False)
    smallest: Indices = field(repr=False)
    circles: tuple[Circle, ...] = field(repr=False)
    belongs: Indices = field(repr=False)

    def has(self, layer: str) -> Flags:
        """Which two states are tied in a layer."""
        return np.asarray(self.bonds[layer] > 0)

    def of_two(self) -> tuple[Indices, Indices]:
        """The pairs with an agreement of their own: places of the two states, the first by code first."""
        one, other = np.nonzero(np.triu(self.has(BILATERAL), 1))
        return one, other

    def in_circles(self, *layers: str) -> Indices:
        """How many circles of these layers two states share, of any size."""
        return _pairwise(self.belongs[[circle.layer in layers for circle in self.circles]])


def nesting(world: World, web: Hypergraph, day: date, largest: int) -> Nesting:
    """The institutional layers of the states that the web ties on a day.

    Pacts and minilateral groupings of more than `largest` states are no bonds of the minilateral layer.
    """
    tied = np.flatnonzero(web.matrix(day).any(1))
    states = tuple(web.states[state] for state in tied)
    found = circles(world)
    belongs = np.array([[state in circle.members for state in states] for circle in found], dtype=np.int64)
    belongs = belongs.reshape(len(found), len(states))
    sizes = web.sizes(day)
    of_two, several = _edges(web, day, sizes == 2), _edges(web, day, sizes > 2)
    small = [circle.layer == MINILATERAL and len(circle.members) <= largest for circle in found]
    bonds = {
        BILATERAL: _counted(web, of_two, tied),
        MINILATERAL: _counted(web, several & (sizes <= largest)[web.pairs.edge], tied) + _pairwise(belongs[small]),
        **{layer: _pairwise(belongs[[circle.layer == layer for circle in found]]) for layer in (EU, PESCO, NATO)},
    }
    return Nesting(
        states=states,
        bonds=bonds,
        weight=web.matrix(day, sizes == 2)[np.ix_(tied, tied)],
        pacts=_counted(web, several, tied),
        smallest=_smallest(web, several, sizes, tied, found, belongs),
        circles=found,
        belongs=belongs,
    )


def circles(world: World) -> tuple[Circle, ...]:
    """Every grouping that was founded by the World's day, and every PESCO project that runs, with known participants.

    A state that joined the Union or NATO only after that day is no member yet of their institutions; of other groupings
    the facts know the members of today only. Where they hold no union or no alliance, the states that have joined one are
    its members.
    """
    late = {layer: _states_by_year(world, field, later=True) for layer, field in SINCE.items()}
    found = [
        Circle(code, name, kind, LAYER_OF_KIND[kind], frozenset(members) - late.get(LAYER_OF_KIND[kind], frozenset()))
        for code, name, kind, members in world.table("groupings").select("id", "name", "kind", "members").iter_rows()
    ]
    for kind, name in (("union", "European Union or its forerunner"), ("alliance", "NATO")):
        if not any(circle.kind == kind for circle in found):
            found.append(Circle("", name, kind, LAYER_OF_KIND[kind], members_by_year(world, LAYER_OF_KIND[kind])))
    running = pl.col("participants").is_not_null() & (pl.col("status") != "closed")
    projects = world.table("pesco_projects").filter(running).select("id", "name", "participants").iter_rows()
    found += [Circle(code, name, PESCO, PESCO, frozenset(members) - late[EU]) for code, name, members in projects]
    return tuple(found)


def members_by_year(world: World, layer: str) -> frozenset[str]:
    """The states that belong to the Union or to NATO on the World's day; a year counts from its first day."""
    return _states_by_year(world, SINCE[layer], later=False)


def _states_by_year(world: World, field: str, *, later: bool) -> frozenset[str]:
    """The states that joined by the World's day, or only later."""
    rows = world.table("states").select("iso2", field).drop_nulls().iter_rows()
    return frozenset(state for state, year in rows if (year > world.valid_on.year) == later)


def _edges(web: Hypergraph, day: date, chosen: Flags) -> Flags:
    """Which pairs of the web are pairs of a chosen edge that stands, both of them members on the day."""
    present, pairs = web.members(day), web.pairs
    stands = chosen & (web.weigh(day) > 0)
    return np.asarray(stands[pairs.edge] & present[pairs.at] & present[pairs.beside])


def _cells(web: Hypergraph, chosen: Flags) -> tuple[Indices, Indices]:
    return web.state[web.pairs.at[chosen]], web.state[web.pairs.beside[chosen]]


def _counted(web: Hypergraph, chosen: Flags, tied: Indices) -> Indices:
    """How many of the chosen pairs of edges join each two states."""
    count = len(web.states)
    one, other = _cells(web, chosen)
    half = np.bincount(one * count + other, minlength=count * count).reshape(count, count)
    return np.asarray((half + half.T)[np.ix_(tied, tied)], dtype=np.int64)


def _smallest(
    web: Hypergraph, chosen: Flags, sizes: Indices, tied: Indices, found: tuple[Circle, ...], belongs: Indices
) -> Indices:
    """How many states the smallest pact or minilateral grouping has that holds both of two states; 0 where none does."""
    count = len(web.states)
    none = np.iinfo(np.int64).max
    half = np.full((count, count), none)
    one, other = _cells(web, chosen)
    np.minimum.at(half, (one, other), sizes[web.pairs.edge[chosen]])
    smallest = np.minimum(half, half.T)[np.ix_(tied, tied)]
    for circle, members in zip(found, belongs.astype(bool), strict=True):
        if circle.layer == MINILATERAL:
            both = members[:, None] & members & ~np.eye(tied.size, dtype=bool)
            smallest[both] = np.minimum(smallest[both], len(circle.members))
    return np.where(smallest == none, 0, smallest)


def _pairwise(rows: Indices) -> Indices:
    """In how many of these circles (circles, states) each two states are; a state with itself in none."""
    both = rows.T @ rows
    np.fill_diagonal(both, 0)
    return np.asarray(both, dtype=np.int64)
