"""clusters: which states hang together in the web of agreements, how firmly, and whether groupings or geography tell why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
import polars as pl
from pydantic import Field

from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.clusters.communities import Clustering, cluster_states, draw_kept, follow
from phalanx.analyses.network.clusters.compared import Named, groupings_table, letter, mean_of_pairs, name_clusters
from phalanx.analyses.network.clusters.drawn import charts, maps
from phalanx.analyses.network.clusters.told import findings
from phalanx.analyses.network.hypergraph import Hypergraph, Indices, hypergraph
from phalanx.analyses.network.saying import NOTES, nothing, standing, weights_table
from phalanx.answer import Answer, Table
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Integer, Number
from phalanx.world import World
from phalanx.world.agreements import select

YEARS = 6
RESAMPLES, CELLS = 400, 4_000_000
"""How many resamples by itself, as long as their matrices have no more cells than this: then fewer, at least LEAST."""
LEAST = 25


class ClustersParameters(NetworkParameters):
    """Which agreements make up the network, how fine its clusters are, and how their firmness is tried."""

    resolution: Annotated[
        float,
        Number(low=0.1, high=10),
        Field(description="How fine: 1 as usual, more for smaller clusters, less for larger ones; 0.1 to 10."),
    ] = 1.0
    resamples: Annotated[
        int | None,
        Integer(low=10, high=5_000),
        Field(
            description="How many times to divide the web anew without some agreements; 10 to 5,000. By itself 400, and "
            "fewer where more than 100 states are tied."
        ),
    ] = None
    left_out_pct: Annotated[
        float,
        Number(unit="%", low=1, high=90),
        Field(
            alias="left-out-pct", description="How many of the agreements each resample leaves out by lot, in per cent."
        ),
    ] = 20.0
    seed: Annotated[int, Integer(low=0), Field(description="Where the lot begins; the same seed draws the same.")] = 1


@dataclass(frozen=True, eq=False)
class Sliced:
    """The clusters at the end of each of the last years, and `cluster` of each state of the web then, -1 for none.

    Clusters that go on have the same number through the years, that of today.
    """

    days: tuple[date, ...]
    found: tuple[Clustering, ...]
    cluster: tuple[Indices, ...]


def answer(world: World, parameters: ClustersParameters) -> Answer:
    """Divide the web into clusters, today and at the end of the last years, and compare them with what is known."""
    web = hypergraph(world, select(world, parameters.selection()))
    tying = standing(web, world.valid_on)
    if not tying.height:
        return nothing(QUESTION, world, parameters, {"states": Table(pl.DataFrame(schema=STATES), TITLES["states"])})
    sliced, resamples = through_years(web, world.valid_on, parameters)
    found = sliced.found[-1]
    clusters = name_clusters(world, web, found)
    groupings = groupings_table(world, web, found, clusters)
    states = states_table(world, web, found, clusters)
    years = years_table(web, sliced)
    drawn, left_out = maps(world, web, found, states)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(
            world, web, found, clusters, groupings, years, drawn_by_lot(parameters, resamples), parameters.resolution
        ),
        tables={
            "states": Table(states, TITLES["states"], STATE_LABELS),
            "clusters": Table(clusters_table(found, clusters), "Every cluster, the largest first", CLUSTER_LABELS),
            "groupings": Table(groupings, "Every grouping beside the cluster most like it", GROUPING_LABELS),
            "together": Table(together_table(web, found), "How often two states stay together", TOGETHER_LABELS),
            "years": Table(years, "The cluster of every state at the end of each year", YEAR_LABELS),
            "weights": weights_table(web.weights),
        },
        charts=charts(web, world.valid_on, found, clusters, groupings, years),
        maps=drawn,
        notes=(*NOTES, *_NOTES, *left_out),
    )


TITLES = {"states": "Every state with its cluster"}
STATE_LABELS = {
    "called": "the cluster is nearest to",
    "stability_pct": "stays with its cluster, % of resamples",
    "next": "next nearest cluster",
    "next_pct": "stays with that, % of resamples",
    "strength": "sum of the weights of its agreements",
    "inside_pct": "of that with its cluster, %",
}
CLUSTER_LABELS = {
    "called": "nearest to",
    "states": "number of states",
    "stability_pct": "its states stay together, % of resamples",
    "density_pct": "pairs with an agreement, %",
    "weight_pct": "of the weight of its states within it, %",
    "grouping": "nearest grouping",
    "grouping_jaccard": "Jaccard index with it",
    "subregion": "nearest subregion",
    "subregion_jaccard": "Jaccard index with that",
}
GROUPING_LABELS = {
    "tied": "of them in the network",
    "cluster": "most alike",
    "jaccard": "Jaccard index with it",
    "share_pct": "of those in the network in that cluster, %",
    "together_pct": "its members stay together, % of resamples",
}
TOGETHER_LABELS = {
    "a": "state",
    "b": "other state",
    "together_pct": "stay together, % of resamples",
    "weight": "weight of the tie",
    "same": "in one cluster",
}
YEAR_LABELS = {"stability_pct": "stays with its cluster, % of resamples"}
_NOTES = (
    (
        "A cluster holds more weight within it than chance would put there, given the strength of its states. In a web in "
        "which most states are tied to most, many divisions are nearly as good; stability tells how far one may rely on one."
    ),
    (
        "Clusters have no size of their own: a higher --resolution splits the larger ones. Which grouping a cluster is "
        "nearest to is a likeness of members, and no claim that the grouping brought it about."
    ),
    (
        "Letters go by size. Through the years a cluster keeps the letter of the cluster of today that holds most of its "
        "states; one that nobody continues has a letter of its own."
    ),
    (
        "Groupings count with the members the facts list for them, subregions with the states that the network ties: those "
        "of the United Nations standard M49, which is for statistics and puts Cyprus and Türkiye into Western Asia."
    ),
)


def drawn_by_lot(parameters: ClustersParameters, resamples: int) -> str:
    """How stability was tried, as the assumption behind it."""
    return (
        f"Stability: {resamples:,} resamples with seed {parameters.seed}, each without the agreements that a lot of "
        f"{parameters.left_out_pct:g} % took out, divided by modularity with resolution {parameters.resolution:g}; a quarter of them for earlier years."
    )


def resamples_of(parameters: ClustersParameters, states: int) -> int:
    """How many resamples to draw for a web of so many states."""
    if parameters.resamples is not None:
        return parameters.resamples
    return max(min(RESAMPLES, CELLS // max(states * states, 1)), LEAST)


def through_years(web: Hypergraph, day: date, parameters: ClustersParameters) -> tuple[Sliced, int]:
    """The clusters at the end of each of the last six years, and how many resamples those of today rest on.

    Earlier years take a quarter of the resamples. All leave the same agreements out, so that what differs between two
    years is what was signed or ended, as far as possible.
    """
    resamples = resamples_of(parameters, int((web.matrix(day) > 0).any(0).sum()))
    kept = draw_kept(web, resamples, parameters.left_out_pct / 100, parameters.seed)
    days = [*(date(year, 12, 31) for year in range(day.year - YEARS + 1, day.year)), day]
    fewer = max(resamples // 4, min(LEAST, resamples))
    found = [
        cluster_states(web, when, parameters.resolution, kept if when == day else kept[:fewer], parameters.seed)
        for when in days
    ]
    return Sliced(tuple(days), tuple(found), numbered_through(found, len(web.states))), resamples


def numbered_through(found: list[Clustering], states: int) -> tuple[Indices, ...]:
    """The cluster of each state at each time, -1 for none, numbered as at the last time as far as clusters go on.

    From the last time backwards; a cluster that nobody continues gets a number that none had yet.
    """
    listed = []
    for clustering in found:
        labels = np.full(states, -1, dtype=np.int64)
        labels[clustering.states] = clustering.cluster
        listed.append(labels)
    unused = int(listed[-1].max(initial=-1)) + 1
    for earlier, later in reversed(list(pairwise(range(len(listed))))):
        heirs = follow(listed[earlier], listed[later])
        for number in range(int(listed[earlier].max(initial=-1)) + 1):
            if number not in heirs:
                heirs[number] = unused
                unused += 1
        listed[earlier] = np.array([heirs.get(int(number), -1) for number in listed[earlier]], dtype=np.int64)
    return tuple(listed)


STATES = {
    "state": pl.String,
    "name": pl.String,
    "cluster": pl.String,
    "called": pl.String,
    "stability_pct": pl.Float64,
    "next": pl.String,
    "next_pct": pl.Float64,
    "strength": pl.Float64,
    "inside_pct": pl.Float64,
    "subregion": pl.String,
}


def states_table(world: World, web: Hypergraph, found: Clustering, clusters: tuple[Named, ...]) -> pl.DataFrame:
    """A row a state, cluster by cluster, the firmest of each first; those in no cluster last.

    `next` is the cluster it would belong to otherwise: the one whose states it stays together with most often.
    """
    regions = dict(world.table("countries").select("iso2", "subregion").iter_rows())
    stability, pull, strength = found.stability(), found.pull(), found.weight.sum(1)
    rows = []
    for place, (state, number) in enumerate(zip(found.states, found.cluster, strict=True)):
        code, own = web.states[state], clusters[number] if number >= 0 else None
        others = [other for other in range(found.count) if other != number]
        following = max(others, key=lambda other: (pull[place, other], -other), default=None)
        inside = found.weight[place, found.cluster == number].sum() if own else 0.0
        rows.append(
            {
                "state": code,
                "name": party_name(code),
                "cluster": own.letter if own else None,
                "called": own.called if own else None,
                "stability_pct": round(100 * float(stability[place]), 1) if own else None,
                "next": None if following is None else letter(following),
                "next_pct": None if following is None else round(100 * float(pull[place, following]), 1),
                "strength": round(float(strength[place]), 4),
                "inside_pct": round(100 * float(inside / strength[place]), 1),
                "subregion": regions.get(code),
            }
        )
    order = pl.DataFrame({"number": np.where(found.cluster < 0, found.count, found.cluster)})
    table = pl.concat([pl.DataFrame(rows, STATES), order], how="horizontal")
    by = ["number", "stability_pct", "strength", "state"]
    return table.sort(by, descending=[False, True, True, False], nulls_last=True).drop("number")


def clusters_table(found: Clustering, clusters: tuple[Named, ...]) -> pl.DataFrame:
    """A row a cluster: its states, how firm and how dense it is, and what it is most like."""
    rows = []
    for number, one in enumerate(clusters):
        places = np.flatnonzero(found.cluster == number).tolist()
        own = found.weight[places]
        rows.append(
            {
                "cluster": one.letter,
                "called": one.called,
                "states": len(one.members),
                "members": sorted(one.members),
                "stability_pct": round(100 * mean_of_pairs(found.together, places), 1),
                "density_pct": round(100 * mean_of_pairs((found.weight > 0).astype(np.float64), places), 1),
                "weight_pct": round(100 * float(own[:, places].sum() / own.sum()), 1),
                "grouping": one.grouping.name if one.grouping else None,
                "grouping_jaccard": one.grouping.jaccard if one.grouping else None,
                "subregion": one.subregion.code if one.subregion else None,
                "subregion_jaccard": one.subregion.jaccard if one.subregion else None,
            }
        )
    return pl.DataFrame(rows, CLUSTERS)


CLUSTERS: dict[str, Any] = {
    "cluster": pl.String,
    "called": pl.String,
    "states": pl.Int64,
    "members": pl.List(pl.String),
    "stability_pct": pl.Float64,
    "density_pct": pl.Float64,
    "weight_pct": pl.Float64,
    "grouping": pl.String,
    "grouping_jaccard": pl.Float64,
    "subregion": pl.String,
    "subregion_jaccard": pl.Float64,
}


def together_table(web: Hypergraph, found: Clustering) -> pl.DataFrame:
    """A row for each two states that ever stay together, those that do most often first."""
    one, other = np.nonzero(np.triu(found.together, 1))
    codes = pl.Series([web.states[state] for state in found.states], dtype=pl.String)
    cluster = found.cluster
    return (
        pl.DataFrame(
            {
                "one": codes.gather(one),
                "other": codes.gather(other),
                "together_pct": (100 * found.together[one, other]).round(1),
                "weight": found.weight[one, other].round(4),
                "same": (cluster[one] == cluster[other]) & (cluster[one] >= 0),
            }
        )
        .with_columns(pl.min_horizontal("one", "other").alias("a"), pl.max_horizontal("one", "other").alias("b"))
        .select("a", "b", "together_pct", "weight", "same")
        .sort(["together_pct", "weight", "a", "b"], descending=[True, True, False, False])
    )


def years_table(web: Hypergraph, sliced: Sliced) -> pl.DataFrame:
    """A row a year and state that had a tie then: its cluster and how firmly it belongs to it."""
    parts = []
    for day, found, cluster in zip(sliced.days, sliced.found, sliced.cluster, strict=True):
        numbers = cluster[found.states]
        stability = found.stability() if found.states.size else np.zeros(0)
        parts.append(
            pl.DataFrame(
                {
                    "year": [day.year] * numbers.size,
                    "state": [web.states[state] for state in found.states],
                    "name": [party_name(web.states[state]) for state in found.states],
                    "cluster": [letter(int(number)) if number >= 0 else None for number in numbers],
                    "stability_pct": [
                        round(100 * float(often), 1) if number >= 0 else None
                        for often, number in zip(stability, numbers, strict=True)
                    ],
                },
                {
                    "year": pl.Int64,
                    "state": pl.String,
                    "name": pl.String,
                    "cluster": pl.String,
                    "stability_pct": pl.Float64,
                },
            )
        )
    return pl.concat(parts).sort("year", "state")


QUESTION = Question(
    name="clusters",
    title="Which states hang together?",
    about=(
        "Divides the network of agreements that stand into clusters of states that are tied more closely to one another "
        "than chance would have it, and tells how firm each is: how often two states stay together when some agreements "
        "are left out by lot. Clusters are compared with every standing grouping and with geography, and followed through "
        "the last years. Why states hang together, the network does not say."
    ),
    parameters=ClustersParameters,
    answer=answer,
)
