"""Parting: what is lost when some states have left and some agreements have ended, all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.resilience.leaving import CLAUSES, Standing, distinct
from phalanx.analyses.network.saying import some_of
from phalanx.analyses.network.whole import Flags, efficiency, parts, reached, steps_between
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_name
from phalanx.world import World

STRONGEST = ("assistance", "consultation", "none")
NAMED = 3


@dataclass(frozen=True, eq=False)
class Gone:
    """Which states leave and which agreements end: a flag for each of those that stand."""

    states: Flags
    edges: Flags


@dataclass(frozen=True, eq=False)
class Parted:
    """What those who go take with them.

    `others` has a row for each state that stays, `pairs` for each pair untied, `ended` for each agreement that stands no
    more. `parts` and `efficiency` are those among the states that stay, before and after; `clauses` counts the pairs
    that lose their only promise, `domains` the pairs and domains, `reduced` the pacts that go on with fewer parties.
    """

    who: str
    leaving: tuple[str, ...]
    reduced: tuple[str, ...]
    others: pl.DataFrame = field(repr=False)
    pairs: pl.DataFrame = field(repr=False)
    ended: pl.DataFrame = field(repr=False)
    parts: tuple[int, int]
    efficiency: tuple[float, float]
    clauses: dict[str, int]
    domains: int


def named(world: World, web: Hypergraph, now: Standing, names: Sequence[str]) -> Gone:
    """The states and agreements of these codes and ids.

    Raises:
        BadInput: some have no tie or do not stand in this selection; all of them together, each with its reason.
    """
    states, edges = (np.isin(np.array(known, dtype=object), names) for known in (now.states, now.ids))
    known = {*now.states, *now.ids}
    unknown = [f"{name}: {_reason(world, web, name)}" for name in names if name not in known]
    if unknown:
        raise BadInput(
            f"--without names what is no part of this network ({'; '.join(unknown)})",
            "the code of a state with a tie, or the id of an agreement that stands",
            "see the tables of 'phalanx ask resilience', or widen the selection",
        )
    return Gone(states, edges)


def _reason(world: World, web: Hypergraph, name: str) -> str:
    if name in web.states:
        return f"no agreement of the selection ties it to another state on {world.valid_on:%-d %B %Y}"
    if name in web.edges["id"]:
        return f"it ties no two states on {world.valid_on:%-d %B %Y}"
    if name in world.table("agreements")["id"]:
        return "the agreement is not in the selection, or only records a joining"
    return "no party to an agreement of the selection, and no agreement, has that name"


def after_parting(web: Hypergraph, now: Standing, gone: Gone) -> Parted:
    """What those who go take with them, by comparing the network before and after."""
    after = now.without(gone.states, gone.edges)
    stay = np.flatnonzero(~gone.states)
    before, behind = steps_between(now.tied), steps_between(after.tied)
    among = [steps[np.ix_(stay, stay)] for steps in (before, behind)]
    left = set(after.ids)
    ended = [name for name in now.ids if name not in left]
    sizes = dict(zip(now.ids, now.size.tolist(), strict=True))
    reduced = tuple(name for name, size in zip(after.ids, after.size.tolist(), strict=True) if size < sizes[name])
    leaving = tuple(state for state, out in zip(now.states, gone.states, strict=True) if out)
    return Parted(
        _who(leaving, _titles(web, now, gone)),
        leaving,
        reduced,
        _others(now, after, stay),
        _pairs(now, after, behind),
        _ended(web, ended),
        (_parts(among[0]), _parts(among[1])),
        (efficiency(among[0]), efficiency(among[1])),
        {clause: _cells(now, clause) - _cells(after, clause) for clause in CLAUSES},
        _domain_cells(now) - _domain_cells(after),
    )


def _who(leaving: Sequence[str], ended: Sequence[str]) -> str:
    """Those who go, as a sentence names them: states by name, agreements by title, three at most."""
    return some_of([*map(party_name, leaving), *(f"“{title}”" for title in ended)], NAMED)


def _titles(web: Hypergraph, now: Standing, gone: Gone) -> list[str]:
    ended = [now.ids[edge] for edge in np.flatnonzero(gone.edges)]
    return web.edges.filter(pl.col("id").is_in(ended))["title"].to_list()


def _parts(steps: Indices) -> int:
    """In how many parts those who stay lie; a state without any tie is a part of its own."""
    return parts(reached(steps)) if len(steps) else 0


def _cells(standing: Standing, clause: str) -> int:
    return distinct(standing.cell[standing.with_clause(clause)])


def _domain_cells(standing: Standing) -> int:
    pair, domain, many = standing.in_domains
    return distinct(standing.cell[pair] * max(many, 1) + domain)


def _others(now: Standing, after: Standing, stay: Indices) -> pl.DataFrame:
    """A row a state that stays, the one that loses the largest share of its strength first."""
    before, behind = now.strength[stay], after.strength[stay]
    return pl.DataFrame(
        {
            "state": [now.states[state] for state in stay],
            "name": [party_name(now.states[state]) for state in stay],
            "strength_before": before.round(4),
            "strength_after": behind.round(4),
            "loss_pct": (100 * (before - behind) / before).round(2) + 0.0,
            "partners_before": now.tied.sum(1)[stay],
            "partners_after": after.tied.sum(1)[stay],
        },
        schema_overrides={"state": pl.String, "name": pl.String},
    ).sort(["loss_pct", "state"], descending=[True, False])


def _pairs(now: Standing, after: Standing, behind: Indices) -> pl.DataFrame:
    """A row a pair that is untied, those of states that stay first: by which agreements it was tied, and the way left."""
    count = len(now.states)
    untied = np.flatnonzero((now.agreements > 0) & (after.agreements == 0))
    listed = pl.DataFrame({"cell": now.cell, "edge": now.pair_edge}).filter(pl.col("cell").is_in(untied.tolist()))
    edges = listed["edge"].unique().sort().to_list()
    told = pl.DataFrame(
        {
            "edge": edges,
            "agreement": [now.ids[edge] for edge in edges],
            "clause": [now.clause[edge] for edge in edges],
            "domains": [now.domains[edge] for edge in edges],
        },
        schema={"edge": pl.Int64, "agreement": pl.String, "clause": pl.String, "domains": pl.List(pl.String)},
    )
    rows = (
        listed.join(told, on="edge", how="left", maintain_order="left")
        .group_by("cell", maintain_order=True)
        .agg(
            pl.col("agreement").alias("agreements"),
            pl.col("clause").cast(pl.Enum(STRONGEST)).min().cast(pl.String),
            pl.col("domains").explode().drop_nulls().unique().sort(),
        )
        .sort("cell")
    )
    cell = rows["cell"].to_numpy()
    a, b = cell // count, cell % count
    steps = [int(number) or None for number in behind[a, b]]
    codes = np.array(now.states, dtype=object)
    return rows.select(
        pl.Series("a", codes[a], dtype=pl.String),
        pl.Series("b", codes[b], dtype=pl.String),
        pl.Series("name_a", [party_name(code) for code in codes[a]], dtype=pl.String),
        pl.Series("name_b", [party_name(code) for code in codes[b]], dtype=pl.String),
        "agreements", "clause", "domains",
        pl.Series("steps_after", steps, dtype=pl.Int64),
    ).sort("steps_after", "a", "b", nulls_last=True)  # fmt: skip


def _ended(web: Hypergraph, ended: Sequence[str]) -> pl.DataFrame:
    return web.edges.filter(pl.col("id").is_in(list(ended))).select(
        pl.col("id").alias("agreement"), "title", "signed", "form", pl.col("mutual_defence").alias("clause"), "domains"
    )
