"""evolution: the network through time – who arrives, how dense and how centred it grows, what changes, and where the pace
breaks.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import polars as pl
from pydantic import Field

from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.evolution.drawn import Told, draw, new_ties
from phalanx.analyses.network.evolution.found import find
from phalanx.analyses.network.evolution.lifelines import Lifelines
from phalanx.analyses.network.evolution.pace import (
    begun_of,
    breaks_table,
    judged_until,
    months_later,
    pace_of,
    turning_points_table,
)
from phalanx.analyses.network.evolution.slices import Step, slices, slices_table
from phalanx.analyses.network.hypergraph import Hypergraph, hypergraph
from phalanx.analyses.network.saying import NOTES, nothing, uncertain, weights_table
from phalanx.answer import Answer, Table
from phalanx.errors import BadInput
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Integer
from phalanx.world import World
from phalanx.world.agreements import select

MOST_YEARS = 300
"""A network is followed through so many years at most; nobody means more, and each is a slice to measure."""


class EvolutionParameters(NetworkParameters):
    """Which agreements make up the network, and how its time is cut."""

    step: Annotated[Step, Field(description="How long a slice of time is.")] = "year"
    window_months: Annotated[
        int,
        Integer(unit="months", low=3, high=240),
        Field(
            alias="window-months",
            description="How long before and after a turning point agreements are counted; 3 to 240 months.",
        ),
    ] = 24
    late_months: Annotated[
        int,
        Integer(unit="months", low=0, high=60),
        Field(
            alias="late-months",
            description="How many months before the registry's last entry are taken as not fully reported, and left out "
            "where the pace is judged; 0 to 60.",
        ),
    ] = 12


def answer(world: World, parameters: EvolutionParameters) -> Answer:
    """Follow the network from its first agreement to the World's day."""
    web = hypergraph(world, select(world, parameters.selection()))
    lives = Lifelines.of(web, world.valid_on)
    if not lives.edges.size:
        return nothing(QUESTION, world, parameters, {"years": Table(pl.DataFrame(schema=NO_YEARS), TITLES["years"])})
    first = date.fromordinal(int(lives.edge_begins.min()))
    if world.valid_on.year - first.year > MOST_YEARS:
        raise BadInput(
            f"From {first.year} to {world.valid_on.year} are {world.valid_on.year - first.year:,} years",
            f"at most {MOST_YEARS} years from the first agreement on",
            "choose an earlier --valid-on",
        )
    years = slices_table(web, lives, slices(first, world.valid_on, parameters.step))
    begun = begun_of(web, lives, world.valid_on)
    until = judged_until(world, parameters.late_months)
    pace = pace_of(begun, until)
    points = world.table("turning_points").sort("date")
    told = Told(
        years,
        breaks_table(pace, points),
        turning_points_table(pace, points, parameters.window_months),
        arrivals_table(web, lives),
        pace,
        until,
        parameters.step,
        parameters.window_months,
    )
    drawn, undrawn = new_ties(world, web, lives, months_later(world.valid_on, -parameters.window_months))
    return QUESTION.answered(
        world,
        parameters,
        findings=(*find(world, web, lives, told), uncertain(web, world.valid_on)),
        tables={
            "years": Table(years, TITLES["years"], YEAR_LABELS | {"slice": parameters.step}),
            "breaks": Table(told.breaks, "Breaks in the pace of new agreements", BREAK_LABELS),
            "turning_points": Table(told.points, "The pace before and after each turning point", POINT_LABELS),
            "arrivals": Table(told.arrivals, "The first tie of every state", ARRIVAL_LABELS),
            "weights": weights_table(web.weights),
        },
        charts=draw(told, points),
        maps=drawn,
        notes=(*NOTES, *_NOTES, *undrawn),
    )


TITLES = {"years": "The network at the end of each slice of time"}
NO_YEARS = {"slice": pl.String, "day": pl.String, "states": pl.Int64, "agreements": pl.Int64, "pairs": pl.Int64}
YEAR_LABELS = {
    "day": "on",
    "states": "states tied",
    "agreements": "agreements standing",
    "new": "new agreements",
    "ended": "ended agreements",
    "widening": "of the new: with a new tie",
    "deepening": "of the new: all tied already",
    "deepening_pct": "all tied already, %",
    "pairs": "tied pairs",
    "new_pairs": "newly tied pairs",
    "lost_pairs": "pairs no longer tied",
    "renewed_pairs": "pairs with one agreement more",
    "mean_strength": "mean strength",
    "gini": "Gini of strength",
    "hhi": "HHI of strength",
    "largest": "states in the largest part",
}
BREAK_LABELS = {
    "of": "of what",
    "month": "first month of the new rate",
    "from": "95 %: from",
    "until": "95 %: until",
    "rate_before": "a month before",
    "rate_after": "a month after",
    "turning_points": "turning points within",
}
POINT_LABELS = {
    "before": "agreements before",
    "after": "agreements after",
    "ratio": "rate after / before",
    "low": "95 %: from",
    "high": "95 %: to",
    "steady_ratio": "ratio of steady change alone",
}
ARRIVAL_LABELS = {"first_tie": "first tie", "with": "tied to"}
_NOTES = (
    (
        "The registry begins with the agreements it holds: a state that arrives with its first tie here may have had older "
        "ones elsewhere, above all in the first years."
    ),
    (
        "That a turning point lies within a break's interval is a coincidence in time and no proof of a cause; where many "
        "things change at once, the pace cannot tell them apart."
    ),
    (
        "The pace is judged up to the last month before those that may not be fully reported (--late-months); an agreement "
        "dated to the month or the year is spread over the days it can mean. Elsewhere it counts from the first of them, "
        "so that slices by quarter have too many in the first."
    ),
    (
        "Breaks are steps in a rate; a steady rise looks like several small ones. The finding on the steady change tells "
        "which of the two describes the months better."
    ),
    (
        "Ends are reported less often than beginnings, so that what stands, density and ties kept are upper bounds."
    ),
    (
        "Density, transitivity and centralisation (Freeman's, by partners) are taken among the states tied at the end of a "
        "slice, whatever the weight of their ties; a pact of many ties each two of its parties."
    ),
)  # fmt: skip


def arrivals_table(web: Hypergraph, lives: Lifelines) -> pl.DataFrame:
    """A row a state, in order of arrival: the day of its first tie, by which agreement, and to whom."""
    ties = pl.DataFrame({"edge": lives.edge, "begins": lives.begins, "a": lives.a, "b": lives.b})
    both = pl.concat(
        [
            ties.select("edge", "begins", pl.col(one).alias("state"), pl.col(other).alias("with"))
            for one, other in (("a", "b"), ("b", "a"))
        ]
    )
    first = both.sort("begins", "edge", "with").group_by("state", "begins", "edge", maintain_order=True).agg("with")
    rows = first.unique(subset="state", keep="first", maintain_order=True).sort("begins", "state").to_dicts()
    edges = web.edges.select("id", "title")[[row["edge"] for row in rows]]
    codes = [web.states[row["state"]] for row in rows]
    return pl.DataFrame(
        {
            "state": codes,
            "name": [party_name(code) for code in codes],
            "first_tie": [date.fromordinal(row["begins"]).isoformat() for row in rows],
            "agreement": edges["id"],
            "title": edges["title"],
            "with": [[web.states[other] for other in row["with"]] for row in rows],
        }
    )


QUESTION = Question(
    name="evolution",
    title="How has the network changed through the years?",
    about=(
        "Cuts the network's time into years or quarters and tells for each how many states and pairs are tied, how dense, "
        "closed and centred the network is, what came, ended and was renewed, and whether new agreements tie new pairs or "
        "deepen old ties. Finds the months in which the pace of new agreements broke, each with an interval, and holds the "
        "pace before and after every turning point against each other. What caused a change, it cannot tell."
    ),
    parameters=EvolutionParameters,
    answer=answer,
)
