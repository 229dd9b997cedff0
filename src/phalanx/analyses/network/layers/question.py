"""layers: how much of the bilateral web is nested in groupings, the EU and NATO, and which ties and groupings stand alone."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Annotated, Any

import numpy as np
import polars as pl
from pydantic import Field

from phalanx.analyses.network import measures as measure
from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.hypergraph import Hypergraph, Indices, hypergraph
from phalanx.analyses.network.layers.drawn import charts, maps
from phalanx.analyses.network.layers.institutions import (
    BILATERAL,
    EU,
    LAYERS,
    MINILATERAL,
    NATO,
    NESTS,
    PESCO,
    Nesting,
    nesting,
)
from phalanx.analyses.network.layers.told import findings
from phalanx.analyses.network.saying import NOTES, UNCERTAIN, nothing, standing, weights_table
from phalanx.analyses.network.weights import Floats
from phalanx.answer import Answer, Table
from phalanx.question import Question
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.vocabulary.values import Integer
from phalanx.world import World
from phalanx.world.agreements import select


class LayersParameters(NetworkParameters):
    """Which agreements make up the network, and up to which size a circle of states is a minilateral one."""

    largest: Annotated[
        int,
        Integer(low=2, high=200),
        Field(
            description="How many states a grouping or a pact may have at most to count as minilateral; 2 to 200. What "
            "binds nearly everybody nests nearly everything."
        ),
    ] = 12


def answer(world: World, parameters: LayersParameters) -> Answer:
    """Lay the agreements of two, small groupings, the EU and NATO on one another, pair by pair and state by state."""
    day = world.valid_on
    web = hypergraph(world, select(world, parameters.selection()))
    if not standing(web, day).height:
        return nothing(QUESTION, world, parameters, {"ties": Table(pl.DataFrame(schema=TIES), TITLES["ties"])})
    nested = nesting(world, web, day, parameters.largest)
    ties = ties_table(web, day, nested)
    groupings = groupings_table(nested)
    states = states_table(nested)
    layers, forms = layers_table(nested), forms_table(web, day)
    drawn, left_out = maps(world, ties)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(world, web, ties, groupings, states, layers, parameters.largest),
        tables={
            "ties": Table(ties, TITLES["ties"], TIE_LABELS),
            "groupings": Table(groupings, "Agreements of two among the members of each grouping", GROUPING_LABELS),
            "states": Table(states, "Institutional nesting by state", STATE_LABELS),
            "layers": Table(layers, "How the layers lie on one another", LAYER_LABELS),
            "forms": Table(forms, "Agreements by legal form and domain", FORM_LABELS),
            "weights": weights_table(web.weights),
        },
        charts=charts(ties, groupings, layers, forms, parameters.largest),
        maps=drawn,
        notes=(*NOTES, *_NOTES, *left_out),
    )


TITLES = {"ties": "Every pair with an agreement of its own, and what it is nested in"}
TIE_LABELS = {
    "a": "state",
    "b": "other state",
    "agreements": "agreements of the two alone",
    "weight": "their weight",
    "minilateral": "in a small grouping or pact",
    "eu": "in an EU framework",
    "nato": "in NATO",
    "smallest": "states in the smallest grouping or pact with both",
    "pacts": "pacts of three or more with both",
    "groupings": "groupings with both",
    "pesco_projects": "PESCO projects with both",
    "depth": "pacts, groupings, frameworks, projects and alliances with both",
    "uncertain": "rests on uncertain records only",
    "shared": "what both belong to",
    "ids": "agreements",
}
GROUPING_LABELS = {
    "members": "members",
    "pairs": "pairs of members",
    "tied": "of them with an agreement of their own",
    "support_pct": "of the pairs, %",
}
STATE_LABELS = {
    "partners": "partners by an agreement of the two alone",
    "minilateral_pct": "of them in a small grouping or pact, %",
    "eu_pct": "of them in an EU framework, %",
    "nato_pct": "of them in NATO, %",
    "alone": "ties that stand alone",
    "minilateral_partners": "partners in small groupings and pacts",
    "eu_partners": "partners in EU frameworks",
    "nato_partners": "partners in NATO",
    "participation": "how evenly its partners spread over the four layers: 0 one, 1 all alike",
}
LAYER_LABELS = {
    "other": "other layer",
    "pairs": "pairs of the layer",
    "other_pairs": "pairs of the other",
    "shared": "pairs in both",
    "share_pct": "of the layer also in the other, %",
    "jaccard": "Jaccard index",
    "correlation": "rank correlation of the states' strengths",
}
FORM_LABELS = {"form": "kind of agreement", "bilateral": "between two states", "plurilateral": "between more"}
_NOTES = (
    (
        "A tie is nested where both states also share a grouping or a pact of a few, an EU framework or NATO; that says "
        "nothing of whether the one grew out of the other."
    ),
    (
        "Members of the Union and of NATO count from the year they joined; those who left before are not known to the facts. "
        "Of all other groupings the facts know when they were founded and who belongs to them today, not when each joined."
    ),
    (
        "PESCO projects are told beside the layers and count where their participants are known. They nest no tie: one of "
        "them holds nearly all of the Union and several states outside it."
    ),
    ("Some lists of members are not complete, as the facts say of the grouping: a tie may look more alone than it is."),
    "An agreement of several domains counts in each; one that names none counts under none.",
)
TIES: dict[str, Any] = {
    "a": pl.String,
    "b": pl.String,
    "title": pl.String,
    "agreements": pl.Int64,
    "weight": pl.Float64,
    "minilateral": pl.Boolean,
    "eu": pl.Boolean,
    "nato": pl.Boolean,
    "alone": pl.Boolean,
    "smallest": pl.Int64,
    "pacts": pl.Int64,
    "groupings": pl.Int64,
    "pesco_projects": pl.Int64,
    "depth": pl.Int64,
    "uncertain": pl.Boolean,
    "shared": pl.List(pl.String),
    "ids": pl.List(pl.String),
}


def ties_table(web: Hypergraph, day: date, nested: Nesting) -> pl.DataFrame:
    """A row for each two states with an agreement of their own: those that stand alone first, then by weight.

    `smallest` is null where no pact or grouping of any size holds both.
    """
    one, other = nested.of_two()
    groupings, projects = nested.in_circles(MINILATERAL), nested.bonds[PESCO]
    depth = nested.pacts + groupings + nested.in_circles(EU, NATO) + projects
    within = {layer: nested.has(layer)[one, other] for layer in NESTS}
    codes = pl.Series(nested.states, dtype=pl.String)
    names = pl.Series([party_name(state) for state in nested.states], dtype=pl.String)
    table = pl.DataFrame(
        {
            "a": codes.gather(one),
            "b": codes.gather(other),
            "agreements": nested.bonds[BILATERAL][one, other],
            "weight": nested.weight[one, other].round(4),
            **within,
            "alone": ~np.any(list(within.values()), axis=0),
            "smallest": pl.Series(nested.smallest[one, other]).replace(0, None),
            "pacts": nested.pacts[one, other],
            "groupings": groupings[one, other],
            "pesco_projects": projects[one, other],
            "depth": depth[one, other],
            "shared": pl.Series(shared_circles(nested, one, other), dtype=pl.List(pl.String)),
        }
    ).with_columns(pl.concat_str(names.gather(one), names.gather(other), separator=" – ").alias("title"))
    own = table.join(agreements_of_two(web, day), on=["a", "b"], how="left", maintain_order="left")
    return own.select(pl.col(name).cast(kind) for name, kind in TIES.items()).sort(
        ["alone", "weight", "a", "b"], descending=[True, True, False, False]
    )


def shared_circles(nested: Nesting, one: Indices, other: Indices) -> list[list[str]]:
    """The names of the circles that each two states share, in the order of the facts."""
    both = (nested.belongs[:, one] * nested.belongs[:, other]).astype(bool)
    names = [circle.name for circle in nested.circles]
    return [[names[place] for place in np.flatnonzero(column)] for column in both.T]


def agreements_of_two(web: Hypergraph, day: date) -> pl.DataFrame:
    """A row for each two states with an agreement of their own: `ids`, and whether all of these are `uncertain`."""
    present, pairs = web.members(day), web.pairs
    chosen = (web.sizes(day) == 2) & (web.weigh(day) > 0)
    own = chosen[pairs.edge] & present[pairs.at] & present[pairs.beside]
    codes, edges = pl.Series(web.states, dtype=pl.String), pairs.edge[own]
    told: pl.DataFrame = web.edges.select("id", UNCERTAIN.alias("uncertain"))[edges]
    sides = (codes.gather(web.state[pairs.at[own]]), codes.gather(web.state[pairs.beside[own]]))
    return (
        told.with_columns(pl.min_horizontal(*sides).alias("a"), pl.max_horizontal(*sides).alias("b"))
        .group_by("a", "b", maintain_order=True)
        .agg(pl.col("id").alias("ids"), pl.col("uncertain").all())
    )


GROUPINGS: dict[str, Any] = {
    "id": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "members": pl.Int64,
    "pairs": pl.Int64,
    "tied": pl.Int64,
    "support_pct": pl.Float64,
}


def groupings_table(nested: Nesting) -> pl.DataFrame:
    """A row a grouping of two states or more: how many pairs of its members have an agreement of their own, least first."""
    tied = nested.has(BILATERAL)
    rows = []
    for circle, members in zip(nested.circles, nested.belongs.astype(bool), strict=True):
        states = sum(party_kind(member) != "institution_or_group" for member in circle.members)
        if circle.layer == PESCO or not circle.record or states < 2:
            continue
        pairs = states * (states - 1) // 2
        own = int(tied[np.ix_(members, members)].sum()) // 2
        rows.append((circle.record, circle.name, circle.kind, states, pairs, own, round(100 * own / pairs, 1)))
    return pl.DataFrame(rows, GROUPINGS, orient="row").sort(
        ["support_pct", "pairs", "id"], descending=[False, True, False]
    )


STATES: dict[str, Any] = {
    "state": pl.String,
    "name": pl.String,
    "partners": pl.Int64,
    **{f"{layer}_pct": pl.Float64 for layer in NESTS},
    "alone": pl.Int64,
    **{f"{layer}_partners": pl.Int64 for layer in NESTS},
    "participation": pl.Float64,
}


def states_table(nested: Nesting) -> pl.DataFrame:
    """A row a state: its ties of two, in what they are nested, and how evenly its partners spread over the layers.

    Most partners of two first; shares are null for a state that has none.
    """
    own = nested.has(BILATERAL)
    partners = {layer: measure.partners(nested.bonds[layer].astype(np.float64)) for layer in (BILATERAL, *NESTS)}
    inside = {layer: (own & nested.has(layer)).sum(1) for layer in NESTS}
    alone = own & ~np.any([nested.has(layer) for layer in NESTS], axis=0)
    whole = np.where(partners[BILATERAL] > 0, partners[BILATERAL], np.nan)
    table = pl.DataFrame(
        {
            "state": nested.states,
            "name": [party_name(state) for state in nested.states],
            "partners": partners[BILATERAL],
            **{f"{layer}_pct": (100 * inside[layer] / whole).round(1) for layer in NESTS},
            "alone": alone.sum(1),
            **{f"{layer}_partners": partners[layer] for layer in NESTS},
            "participation": measure.participation(np.stack(list(partners.values()))).round(4),
        }
    ).with_columns(pl.col(f"{layer}_pct").fill_nan(None) for layer in NESTS)
    return table.select(pl.col(name).cast(kind) for name, kind in STATES.items()).sort(
        ["partners", "state"], descending=[True, False]
    )


def layers_table(nested: Nesting) -> pl.DataFrame:
    """A row for each two layers, both ways: how many pairs they share, and whether the same states are strong in both.

    A state's strength is the sum of the weights of its agreements of two, or of the bonds it has in the layer. The rank
    correlation is Spearman's; null where all states are equally strong in one of the two.
    """
    strength = {layer: bonds.sum(1).astype(np.float64) for layer, bonds in nested.bonds.items()}
    strength[BILATERAL] = nested.weight.sum(1)
    rows = []
    for layer, other in permutations(LAYERS, 2):
        here, there = nested.has(layer), nested.has(other)
        pairs, others, shared, either = (int(found.sum()) // 2 for found in (here, there, here & there, here | there))
        rows.append(
            {
                "layer": layer,
                "other": other,
                "pairs": pairs,
                "other_pairs": others,
                "shared": shared,
                "share_pct": round(100 * shared / pairs, 1) if pairs else None,
                "jaccard": round(shared / either, 4) if either else None,
                "correlation": rank_correlation(strength[layer], strength[other]),
            }
        )
    return pl.DataFrame(rows, LAYER_ROWS)


LAYER_ROWS: dict[str, Any] = {
    "layer": pl.String,
    "other": pl.String,
    "pairs": pl.Int64,
    "other_pairs": pl.Int64,
    "shared": pl.Int64,
    "share_pct": pl.Float64,
    "jaccard": pl.Float64,
    "correlation": pl.Float64,
}


def rank_correlation(one: Floats, other: Floats) -> float | None:
    """Spearman's rank correlation; None where one of the two is the same everywhere."""
    first, second = (pl.Series(values.round(9)).rank("average").to_numpy() for values in (one, other))
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return round(float(np.corrcoef(first, second)[0, 1]), 4)


def forms_table(web: Hypergraph, day: date) -> pl.DataFrame:
    """A row for each legal form, kind of agreement and domain with an agreement that stands, most frequent first."""
    several = pl.col("size") > 2
    standing_now = web.edges.with_columns(
        pl.Series("size", web.sizes(day)),
        pl.Series("weight", web.weigh(day)),
        # An empty list would take its row away when exploded; nothing known leaves a row without a domain.
        pl.when(pl.col("domains").list.len() > 0).then("domains").alias("domains"),
    ).filter(pl.col("weight") > 0)
    return (
        standing_now.select("legal_type", "form", pl.col("domains").alias("domain"), "size")
        .explode("domain")
        .with_columns(pl.col("domain").fill_null("none"))
        .group_by("legal_type", "form", "domain")
        .agg(
            pl.len().cast(pl.Int64).alias("agreements"),
            (~several).sum().cast(pl.Int64).alias("bilateral"),
            several.sum().cast(pl.Int64).alias("plurilateral"),
        )
        .sort(["agreements", "legal_type", "form", "domain"], descending=[True, False, False, False])
    )


QUESTION = Question(
    name="layers",
    title="How are bilateral ties nested in groupings, the EU and NATO?",
    about=(
        "Lays the institutional layers of the network on one another: agreements of two states alone, small groupings and "
        "pacts, frameworks of the European Union, NATO. Tells how much of the bilateral web is nested in which of them, "
        "which ties stand alone, which groupings have few agreements among their own members, and how each state is "
        "nested. What a layer is worth in a crisis, it does not say."
    ),
    parameters=LayersParameters,
    answer=answer,
)
