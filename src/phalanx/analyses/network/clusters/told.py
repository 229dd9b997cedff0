"""Clusters told: what the division of the web into clusters says, as findings."""

from __future__ import annotations

import numpy as np
import polars as pl

from phalanx.analyses.network.clusters.communities import Clustering, modularity
from phalanx.analyses.network.clusters.compared import (
    Named,
    adjusted_rand,
    mean_of_pairs,
    subregion_members,
)
from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.saying import SHARING, WEIGHTED, some_of, standing, uncertain
from phalanx.answer import Finding
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World

NAMED = 6
"""So many clusters have a finding of their own; the table has all."""
LISTED = 20
"""So many states of a cluster are named in its finding."""
ALIKE = 0.5
"""From this Jaccard index on, a grouping and a cluster are called alike: half of all states in either are in both."""
KEPT_PCT = 90.0
"""From this share of resamples on, a grouping is told to stay together."""
SPAN = 5
"""Over so many years it is told who changed cluster."""
MOVES = 8
"""So many moves from one cluster to another are told; the table of years has all."""
FIRM_PCT = 50.0
"""Who changed is only told of states that stay together with their cluster at least so often, before and after."""


def findings(
    world: World,
    web: Hypergraph,
    found: Clustering,
    clusters: tuple[Named, ...],
    groupings: pl.DataFrame,
    years: pl.DataFrame,
    lot: str,
    resolution: float,
) -> tuple[Finding, ...]:
    """All that the clusters of a day say. `lot` tells how stability was tried."""
    evidence = tuple(standing(web, world.valid_on)["id"])
    weighted = (lot, WEIGHTED, SHARING)
    return (
        _count(found, clusters, evidence, weighted),
        *(_cluster(world, web, found, one, number, weighted) for number, one in enumerate(clusters[:NAMED])),
        _within(found, evidence, weighted, resolution),
        *_of_groupings(groupings, found, evidence, lot),
        _geography(world, web, found, evidence, lot),
        _changed(years, evidence, lot),
        uncertain(web, world.valid_on),
    )


def _count(
    found: Clustering, clusters: tuple[Named, ...], evidence: tuple[str, ...], assumed: tuple[str, ...]
) -> Finding:
    """How many clusters there are, and who stands between them."""
    alone = int((found.cluster < 0).sum())
    if not clusters:
        text = f"No two of {counted(found.cluster.size, 'state')} stay together in half of the resamples."
        return Finding("clusters", 0, "clusters", text, evidence, assumed)
    inside = found.cluster.size - alone
    apart = f"; {counted(alone, 'state')} {'belongs' if alone == 1 else 'belong'} to none" if alone else ""
    text = f"{counted(inside, 'state')} fall into {counted(len(clusters), 'cluster')}{apart}."
    return Finding("clusters", len(clusters), "clusters", text, evidence, assumed)


def _cluster(
    world: World, web: Hypergraph, found: Clustering, one: Named, number: int, assumed: tuple[str, ...]
) -> Finding:
    """Who belongs to a cluster, what it is like, and how firm it is; the agreements among its states bear it out."""
    stability = 100 * mean_of_pairs(found.together, np.flatnonzero(found.cluster == number).tolist())
    members = np.isin(web.state, found.states[found.cluster == number]) & web.members(world.valid_on)
    several = np.bincount(web.edge, members, web.edges.height) > 1
    ids = web.edges["id"].filter(pl.Series(several & (web.weigh(world.valid_on) > 0)))
    grouping = (one.grouping.code,) if one.grouping is not None else ()
    return Finding(
        f"cluster_{one.letter}",
        round(stability, 1),
        "% of resamples",
        f"Cluster {one.letter}, {one.said}: {some_of(sorted(party_name(state) for state in one.members), LISTED)}, who stay together in "
        f"{stability:.0f} % of the resamples.",
        (*grouping, *ids),
        assumed,
    )


def _within(found: Clustering, evidence: tuple[str, ...], assumed: tuple[str, ...], resolution: float) -> Finding:
    """How much of the weight lies within clusters, beside what chance would put there."""
    peers = (found.cluster[:, None] == found.cluster) & (found.cluster[:, None] >= 0)
    whole = float(found.weight.sum())
    inside = float((found.weight * peers).sum()) / whole
    strength = found.weight.sum(1)
    expected = float((np.outer(strength, strength) * peers).sum()) / whole**2
    value = modularity(found.weight, found.cluster, resolution)
    return Finding(
        "modularity",
        round(value, 4),
        "modularity",
        f"{100 * inside:.0f} % of the weight lies within clusters, where chance would put {100 * expected:.0f} %; the "
        f"modularity is {round(value, 2) + 0.0:.2f}, of 1 at most.",
        evidence,
        assumed,
    )


def _of_groupings(
    groupings: pl.DataFrame, found: Clustering, evidence: tuple[str, ...], lot: str
) -> tuple[Finding, ...]:
    """Which groupings the clusters bring to light, and which fall apart most."""
    if not groupings.height:
        text = "No grouping has two members in this network, so that clusters cannot be compared with any."
        return (Finding("groupings", None, "groupings", text, evidence),)
    alike = groupings.filter(pl.col("jaccard") >= ALIKE)
    best = groupings.row(0, named=True)
    usual = 100 * mean_of_pairs(found.together, list(range(found.cluster.size)))
    text = f"Of {counted(groupings.height, 'grouping')}, {alike.height} {'is' if alike.height == 1 else 'are'} alike to a cluster (Jaccard index 0.5 or more)"
    if alike.height:
        text += f", most of all {best['name']} to {best['cluster']} ({best['jaccard']:.2f})"
    kept = groupings.filter((pl.col("tied") > 2) & (pl.col("together_pct") >= KEPT_PCT)).sort("name")
    least = groupings.sort(["together_pct", "id"]).row(0, named=True)
    return (
        Finding("groupings", alike.height, "groupings", f"{text}.", tuple(alike["id"]) or evidence, (lot,)),
        Finding(
            "kept_together",
            kept.height,
            "groupings",
            f"The members of {some_of(kept['name'].to_list(), LISTED)} stay together in at least {KEPT_PCT:.0f} % of the "
            "resamples, whatever else their cluster holds."
            if kept.height
            else f"No grouping of three or more stays together in {KEPT_PCT:.0f} % of the resamples.",
            tuple(kept["id"]) or evidence,
            (lot,),
        ),
        Finding(
            "apart",
            least["together_pct"],
            "% of resamples",
            f"The members of {least['name']} stay together least of all groupings: in {least['together_pct']:.0f} % of "
            f"the resamples, two states of the network in {usual:.0f} %.",
            (least["id"],),
            (lot,),
        ),
    )


def _geography(world: World, web: Hypergraph, found: Clustering, evidence: tuple[str, ...], lot: str) -> Finding:
    """How far clusters and subregions divide the states alike; states of unknown subregion are left out."""
    regions = subregion_members(world, web, found)
    region = {code: number for number, (_, _, members) in enumerate(regions.values()) for code in members}
    known = [place for place, state in enumerate(found.states) if web.states[state] in region]
    if len(known) < 2:
        text = "The facts know no subregions of these states to compare clusters with."
        return Finding("geography", None, "adjusted Rand index", text, evidence)
    where = np.array([region[web.states[found.states[place]]] for place in known])
    own = np.where(found.cluster < 0, found.count + np.arange(found.cluster.size), found.cluster)[known]
    value = adjusted_rand(own, where)
    within = own[:, None] == own
    alike = (where[:, None] == where)[within & ~np.eye(own.size, dtype=bool)]
    among = (
        f"; two states of one cluster share a subregion in {100 * alike.mean():.0f} % of cases" if alike.size else ""
    )
    usual = 100 * mean_of_pairs((where[:, None] == where).astype(np.float64), list(range(own.size)))
    return Finding(
        "geography",
        round(value, 4),
        "adjusted Rand index",
        f"Clusters and subregions divide the states alike to {value:.2f} (1: the same, 0: as by chance){among}, any two in "
        f"{usual:.0f} %.",
        tuple(f"countries/{web.states[found.states[place]]}" for place in known),
        (lot,),
    )


def _changed(years: pl.DataFrame, evidence: tuple[str, ...], lot: str) -> Finding:
    """Who stands firmly in another cluster than five years ago."""
    last = int(years["year"].max())  # type: ignore[arg-type]
    firm = years.filter(pl.col("stability_pct") >= FIRM_PCT)
    then, now = (firm.filter(pl.col("year") == year) for year in (last - SPAN, last))
    both = now.join(then.select("state", pl.col("cluster").alias("before")), on="state")
    moved = both.filter(pl.col("cluster") != pl.col("before")).sort("cluster", "name")
    if not both.height:
        text = f"No state stood firmly in a cluster both at the end of {last - SPAN} and today."
        return Finding("changed", None, "states", text, evidence, (lot,))
    moves = [
        f"from {before} to {after}: {', '.join(names)}"
        for before, after, names in moved.group_by("before", "cluster", maintain_order=True).agg("name").iter_rows()
    ]
    said = "; ".join([*moves[:MOVES], *(["and others"] if len(moves) > MOVES else [])])
    text = (
        f"{moved.height} of {counted(both.height, 'state')} that stand firmly in a cluster changed it since the end of "
        f"{last - SPAN}{f': {said}' if said else ''}."
    )
    return Finding("changed", moved.height, "states", text, evidence, (lot,))
