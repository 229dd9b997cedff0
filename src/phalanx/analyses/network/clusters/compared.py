"""Clusters compared: with the standing groupings and with geography, and what each cluster is called for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from phalanx.analyses.network.clusters.communities import Clustering
from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.weights import Floats
from phalanx.registry.records.countries import SUBREGION_CODES
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.world import World

Members = frozenset[str]


@dataclass(frozen=True)
class Likeness:
    """How alike a cluster and a known set of states are: what the set is, and the share of all states of either that both
    have (Jaccard index, 0 to 1).
    """

    code: str
    name: str
    kind: str
    jaccard: float


@dataclass(frozen=True)
class Named:
    """A cluster with its letter, its members, what it is called, and the grouping and the subregion it is most like.

    It is called after the one of these two that it is more like; where it is like none, after its strongest state.
    """

    letter: str
    members: tuple[str, ...]
    called: str
    grouping: Likeness | None
    subregion: Likeness | None

    @property
    def said(self) -> str:
        """What it is called, with how well that fits."""
        best = _better(self.grouping, self.subregion)
        if best is None:
            return f"around {self.called}"
        return f"the same as {best.name}" if best.jaccard == 1 else f"nearest to {best.name}, {best.jaccard:.2f}"


def letter(number: int) -> str:
    """The letter of a cluster, A for 0; after Z comes AA."""
    rest, last = divmod(number, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)


def name_clusters(world: World, web: Hypergraph, found: Clustering) -> tuple[Named, ...]:
    """Every cluster with what fits it best: the grouping or, where one is more alike, the subregion."""
    groupings, regions = grouping_members(world, web, found), subregion_members(world, web, found)
    codes = np.array(web.states)[found.states]
    named = []
    for number in range(found.count):
        own = tuple(str(code) for code in codes[found.cluster == number])
        grouping, subregion = _most_alike(own, groupings), _most_alike(own, regions)
        best = _better(grouping, subregion)
        strongest = own[int(found.weight[found.cluster == number].sum(1).argmax())]
        called = party_name(strongest) if best is None else best.name
        named.append(Named(letter(number), own, called, grouping, subregion))
    return tuple(named)


def grouping_members(world: World, web: Hypergraph, found: Clustering) -> Mapping[str, tuple[str, str, Members]]:
    """Name, kind and members of each grouping, by id: of those of which the network ties two states or more."""
    tied = {web.states[place] for place in found.states}
    rows = world.table("groupings").select("id", "name", "kind", "members").iter_rows()
    known = {code: (name, kind, _states(members)) for code, name, kind, members in rows}
    return {code: row for code, row in known.items() if len(row[2] & tied) > 1}


def _states(members: list[str]) -> Members:
    return frozenset(member for member in members if party_kind(member) != "institution_or_group")


def subregion_members(world: World, web: Hypergraph, found: Clustering) -> Mapping[str, tuple[str, str, Members]]:
    """Name, kind and tied states of each subregion of the standard M49 of the United Nations, by its code."""
    known = dict(world.table("countries").select("iso2", "subregion").iter_rows())
    lists: dict[str, list[str]] = {}
    for place in found.states:
        if (code := web.states[place]) in known:
            lists.setdefault(known[code], []).append(code)
    return {
        code: (SUBREGION_CODES[code].partition(" (")[0], "subregion", frozenset(states))
        for code, states in sorted(lists.items())
    }


def _most_alike(own: tuple[str, ...], known: Mapping[str, tuple[str, str, Members]]) -> Likeness | None:
    """The set most like a cluster; of those equally alike the smallest, then the first by its code. None shares none."""
    alike = [(-jaccard(frozenset(own), members), len(members), code) for code, (_, _, members) in known.items()]
    if not alike or not min(alike)[0]:
        return None
    value, _, code = min(alike)
    name, kind, _ = known[code]
    return Likeness(code, name, kind, round(-value, 4))


def _better(grouping: Likeness | None, subregion: Likeness | None) -> Likeness | None:
    """The one that is more alike; the grouping where both are alike."""
    if grouping is None or subregion is None:
        return grouping or subregion
    return subregion if subregion.jaccard > grouping.jaccard else grouping


def jaccard(one: Members, other: Members) -> float:
    """The share of all states in either set that are in both; 0 where both are empty."""
    return len(one & other) / len(one | other) if one | other else 0.0


def groupings_table(world: World, web: Hypergraph, found: Clustering, clusters: tuple[Named, ...]) -> pl.DataFrame:
    """A row a grouping with two members or more in the network, those most like a cluster first.

    `members` in all and `tied` in the network; the `cluster` most like it (null: none shares a member) with the `jaccard`
    index of the two; the share of its tied members in that cluster, and how often they stay together, pair by pair.
    """
    place = {web.states[state]: number for number, state in enumerate(found.states)}
    rows = []
    for code, (name, kind, members) in grouping_members(world, web, found).items():
        alike = [(-jaccard(members, frozenset(one.members)), one.letter, one) for one in clusters]
        value, _, best = min(alike, key=lambda each: each[:2], default=(0.0, "", None))
        tied = members & place.keys()
        rows.append(
            {
                "id": code,
                "name": name,
                "kind": kind,
                "members": len(members),
                "tied": len(tied),
                "cluster": best.letter if best is not None and value else None,
                "jaccard": round(-value + 0.0, 4),
                "share_pct": round(100 * len(tied & set(best.members)) / len(tied), 1) if best else 0.0,
                "together_pct": round(100 * mean_of_pairs(found.together, sorted(place[one] for one in tied)), 1),
            }
        )
    return pl.DataFrame(rows, GROUPINGS).sort(["jaccard", "together_pct", "id"], descending=[True, True, False])


GROUPINGS = {
    "id": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "members": pl.Int64,
    "tied": pl.Int64,
    "cluster": pl.String,
    "jaccard": pl.Float64,
    "share_pct": pl.Float64,
    "together_pct": pl.Float64,
}


def mean_of_pairs(matrix: Floats, places: list[int]) -> float:
    """The mean over every two of these places; 0 for fewer than two."""
    inside = matrix[np.ix_(places, places)]
    pairs = len(places) * (len(places) - 1)
    return float((inside.sum() - np.trace(inside)) / pairs) if pairs else 0.0


def adjusted_rand(one: Indices, other: Indices) -> float:
    """How alike two divisions of the same things are: 1 the same, 0 as alike as by chance, below 0 less than that.

    Hubert and Arabie, "Comparing partitions", Journal of Classification 2 (1985). Two divisions that both hold all
    things together, or all apart, are the same.
    """
    both = np.unique(np.stack([one, other]), axis=1, return_counts=True)[1]
    by_one, by_other = (np.unique(labels, return_counts=True)[1] for labels in (one, other))
    shared, first, second = (float((sizes * (sizes - 1) / 2).sum()) for sizes in (both, by_one, by_other))
    pairs = one.size * (one.size - 1) / 2
    expected = first * second / pairs if pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (shared - expected) / (most - expected)
