"""hubs: who holds the web of agreements together, by which measure, and whether more than chance would have it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import numpy as np
import polars as pl
from pydantic import Field

from phalanx.analyses.network import measures as measure
from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.edges import edges_table
from phalanx.analyses.network.hubs.chance import Standing, drawn_layers, drawn_weights, draws
from phalanx.analyses.network.hubs.drawn import SHOWN, above_chance, charts, maps
from phalanx.analyses.network.hubs.stacks import CELL, WHOLE, Layers, layers_of, stack
from phalanx.analyses.network.hypergraph import Hypergraph, hypergraph
from phalanx.analyses.network.saying import NOTES, SHARING, WEIGHTED, nothing, standing, uncertain, weights_table
from phalanx.analyses.network.weights import Floats
from phalanx.answer import EDGES, Answer, Finding, Table
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Integer
from phalanx.vocabulary.wording import counted, listed
from phalanx.world import World
from phalanx.world.agreements import select

YEARS = 12


class HubsParameters(NetworkParameters):
    """Which agreements make up the network, and how chance is drawn."""

    draws: Annotated[
        int | None,
        Integer(low=100, high=20_000),
        Field(
            description="How many networks to draw by lot, to compare with; 100 to 20,000. By itself 1,000, and fewer where "
            "more than 64 states are tied."
        ),
    ] = None
    seed: Annotated[int, Integer(low=0), Field(description="Where the lot begins; the same seed draws the same.")] = 1


MEASURES: Mapping[str, str] = {
    "partners": "other states tied to it by any agreement that stands",
    "partners_of_two": "other states tied to it by an agreement of the two alone",
    "strength": "sum of the weights of its agreements",
    "pagerank": "share of a traveller's time who follows ties by weight, %",
    "betweenness": "pairs of others on whose shortest way along agreements of two it lies",
    "participation": "how evenly its strength is spread over forms within domains: 0 one, 1 all alike",
    "effective_partners": "equally strong ties that would spread its strength as widely",
}
"""What a hub is measured by, with the meaning of each number. All are compared with chance."""


def answer(world: World, parameters: HubsParameters) -> Answer:
    """Measure every state of the network, today and through the years, and hold each number against chance."""
    web = hypergraph(world, select(world, parameters.selection()))
    tying = standing(web, world.valid_on)
    if not tying.height:
        none = {"states": Table(_no_states(), TITLES["states"]), EDGES: edges_table(web, world.valid_on)}
        return nothing(QUESTION, world, parameters, none)
    layers = layers_of(web, (CELL,))
    measured = measure_now(web, world.valid_on, layers)
    number = parameters.draws or enough_draws(measured)
    against = compare_with_chance(web, world.valid_on, layers, measured, number, parameters.seed)
    states = states_table(web, world.valid_on, measured, against)
    years = by_year(web, world.valid_on)
    drawn, left_out = maps(world, states)
    return QUESTION.answered(
        world,
        parameters,
        findings=_findings(web, world.valid_on, tying, states, against, years, (number, parameters.seed)),
        tables={
            "states": Table(states, TITLES["states"], STATE_LABELS),
            "chance": Table(against, "Each measure of each state beside what chance gives", CHANCE_LABELS),
            "years": Table(years, "Strength and place of each state at the end of each year"),
            EDGES: edges_table(web, world.valid_on),
            "weights": weights_table(web.weights),
        },
        charts=charts(states, against, years, number),
        maps=drawn,
        notes=(*NOTES, *_NOTES, *left_out),
    )


TITLES = {"states": "Every state of the network"}
STATE_LABELS = {
    "partners_of_two": "of them in agreements of two",
    "pagerank": "PageRank, %",
    "betweenness": "betweenness, pairs",
    "effective_partners": "effective partners",
    "surprising": "beyond chance in",
}
CHANCE_LABELS = {"expected": "chance, mean", "low": "chance, 2.5 %", "high": "chance, 97.5 %", "z": "z-score"}
_NOTES = (
    (
        "Chance keeps every state's number of agreements of each year and every agreement's size, domains and weight, and "
        "draws only who signed with whom. A state beyond the interval has other partners than its activity alone explains; "
        "with many states and measures, one in twenty would lie outside by luck."
    ),
    "The number of agreements is the same in every draw, and so is not compared.",
    (
        "A z-score is the distance from the mean of the draws in their standard deviations; where all draws agree, there is "
        "none."
    ),
)


def measure_now(web: Hypergraph, day: date, layers: Layers) -> dict[str, Floats]:
    """Each of MEASURES on a day, a value a state."""
    of_two = web.matrix(day, web.sizes(day) == 2)
    return _measured(web.matrix(day), of_two, stack(web, [day], layers).strength[0])


def _measured(whole: Floats, of_two: Floats, by_layer: Floats) -> dict[str, Floats]:
    """All MEASURES. A declaration of twenty makes nobody a broker, so betweenness follows agreements of two alone."""
    return {
        "partners": measure.partners(whole),
        "partners_of_two": measure.partners(of_two),
        "strength": measure.strength(whole),
        "pagerank": 100 * measure.pagerank(whole),
        "betweenness": measure.betweenness(of_two),
        "participation": measure.participation(by_layer),
        "effective_partners": measure.effective_partners(whole),
    }


def enough_draws(measured: Mapping[str, Floats]) -> int:
    """How many draws by themselves: a network of many states takes long, and its intervals are narrower."""
    states = int((measured["partners"] > 0).sum())
    return 1000 if states <= 64 else max(1000 * 64**2 // states**2, 100)


def compare_with_chance(
    web: Hypergraph, day: date, layers: Layers, measured: Mapping[str, Floats], number: int, seed: int
) -> pl.DataFrame:
    """A row a measure and state: `value`, and of the draws mean, 2.5 and 97.5 %, and the `z` of the value among them."""
    lot = Standing.of(web, day)
    couples = lot.size == 2
    drawn = [
        _measured(
            drawn_weights(lot, states),
            drawn_weights(lot, states, couples),
            drawn_layers(lot, states, layers),
        )
        for states in draws(lot, number, seed)
    ]
    tied = measured["partners"] > 0
    parts = []
    for name in MEASURES:
        found = np.concatenate([each[name] for each in drawn])[:, tied]
        value = measured[name][tied]
        low, high = np.quantile(found, [0.025, 0.975], axis=0)
        spread = found.std(axis=0)
        known = spread > 1e-9 * np.maximum(np.abs(found).max(axis=0), 1)
        z = np.divide(value - found.mean(axis=0), spread, out=np.zeros_like(value), where=known)
        parts.append(
            pl.DataFrame(
                {
                    "state": np.array(web.states)[tied],
                    "measure": name,
                    "value": value,
                    "expected": found.mean(axis=0),
                    "low": low,
                    "high": high,
                    "z": [float(score) if sure else None for score, sure in zip(z, known, strict=True)],
                    "beyond": known & ((value < low) | (value > high)),
                },
                schema_overrides={"z": pl.Float64},
            )
        )
    return pl.concat(parts).with_columns(pl.col("value", "expected", "low", "high", "z").round(4))


def states_table(web: Hypergraph, day: date, measured: Mapping[str, Floats], against: pl.DataFrame) -> pl.DataFrame:
    """A row a state, strongest first: its agreements, every measure, and in which of them it lies beyond chance."""
    weighed = web.weigh(day)
    counts = np.bincount(web.state, web.members(day) & (weighed[web.edge] > 0), len(web.states))
    beyond = against.filter("beyond").group_by("state").agg(pl.col("measure").alias("surprising"))
    return (
        pl.DataFrame(
            {
                "state": web.states,
                "name": [party_name(state) for state in web.states],
                "partners": measured["partners"].astype(np.int64),
                "partners_of_two": measured["partners_of_two"].astype(np.int64),
                "agreements": counts.astype(np.int64),
                **{name: measured[name].round(4) for name in MEASURES if not name.startswith("partners")},
            }
        )
        .filter(pl.col("partners") > 0)
        .join(beyond, on="state", how="left")
        .with_columns(pl.col("surprising").fill_null([]))
        .sort(["strength", "state"], descending=[True, False])
    )


def by_year(web: Hypergraph, day: date) -> pl.DataFrame:
    """A row a year and state, at the end of each of the last twelve years: strength, partners and place by strength."""
    days = [date(year, 12, 31) for year in range(day.year - YEARS + 1, day.year)] + [day]
    found = stack(web, days, layers_of(web, (WHOLE,)))
    parts = []
    for number, when in enumerate(days):
        strength = found.strength[number, 0]
        rank = 1 + (strength[:, None] < strength[None, :]).sum(1)
        parts.append(
            pl.DataFrame(
                {
                    "year": [when.year] * len(web.states),
                    "state": web.states,
                    "name": [party_name(state) for state in web.states],
                    "strength": strength.round(4),
                    "partners": measure.partners(found.weights[number, 0]).astype(np.int64),
                    "place": rank,
                }
            )
        )
    return pl.concat(parts).filter(pl.col("partners") > 0)


def _findings(
    web: Hypergraph,
    day: date,
    tying: pl.DataFrame,
    states: pl.DataFrame,
    against: pl.DataFrame,
    years: pl.DataFrame,
    lot: tuple[int, int],
) -> tuple[Finding, ...]:
    weighted = (WEIGHTED, SHARING)
    evidence = tuple(tying["id"])
    return (
        Finding(
            "states",
            states.height,
            "states",
            f"{counted(tying.height)} that stand tie {counted(states.height, 'state')} to one another.",
            evidence,
        ),
        _strongest(web, day, states, weighted),
        _most("partners", states, "partners", "has most partners: {value:.0f} other states", evidence),
        _most(
            "betweenness",
            states,
            "pairs of states",
            "is most often in between: along agreements of two it lies on the shortest way of {value:.0f} pairs of others",
            evidence,
        ),
        _concentration(states, evidence, weighted),
        _surprising(states, against, evidence, lot),
        _risen(years, evidence, weighted),
        uncertain(web, day),
    )


def _strongest(web: Hypergraph, day: date, states: pl.DataFrame, weighted: tuple[str, ...]) -> Finding:
    first = states.row(0, named=True)
    mine = web.edge[web.members(day) & (web.state == web.states.index(first["state"]))]
    standing_now = web.weigh(day) > 0
    ids = tuple(web.edges["id"][int(edge)] for edge in mine if standing_now[edge])
    return Finding(
        "strongest",
        first["state"],
        "state",
        f"{first['name']} is the strongest hub: {counted(first['agreements'])} with {counted(first['partners'], 'partner')}, "
        f"of weight {first['strength']:.1f} in all.",
        ids,
        weighted,
    )


def _most(name: str, states: pl.DataFrame, unit: str, words: str, evidence: tuple[str, ...]) -> Finding:
    """Who leads by a measure, and by how much; several where they are level."""
    most = states.filter(pl.col(name) == pl.col(name).max())
    value = float(most[name][0])
    if not value:
        return Finding(f"most_{name}", 0, unit, "Every state is tied to every other it can reach.", evidence)
    return Finding(
        f"most_{name}",
        round(value, 1),
        unit,
        f"{listed(most['name'].to_list())} {words.format(value=value)}.",
        evidence,
    )


def _concentration(states: pl.DataFrame, evidence: tuple[str, ...], weighted: tuple[str, ...]) -> Finding:
    """The share of all strength that the five strongest have."""
    five = states.head(5)
    share = 100 * float(five["strength"].sum()) / float(states["strength"].sum())
    text = f"The five strongest – {', '.join(five['name'])} – have {share:.0f} % of all strength."
    if states.height <= 5:
        text = f"There are only {counted(states.height, 'state')}, which have all strength between them."
    return Finding("concentration", round(share, 1), "% of strength", text, evidence, weighted)


def _surprising(
    states: pl.DataFrame, against: pl.DataFrame, evidence: tuple[str, ...], lot: tuple[int, int]
) -> Finding:
    """Hubs with more strong partners in between than chance gives: betweenness is what a hub is for."""
    names = above_chance(against, "betweenness")["state"].to_list()
    few = against.filter((pl.col("measure") == "partners") & pl.col("beyond") & (pl.col("value") < pl.col("low")))
    said = (
        f"{', '.join(party_name(state) for state in names)} {'lies' if len(names) == 1 else 'lie'} between more pairs than chance gives"
        if names
        else "No state lies between more pairs than chance gives"
    )
    return Finding(
        "surprising",
        len(names),
        "states",
        f"{said}; {few.height} of {states.height} states have fewer different partners than chance gives, as they return "
        "to the same ones.",
        evidence,
        (
            (
                f"Chance: {lot[0]:,} networks drawn by lot with seed {lot[1]}, in which every state keeps "
                "its number of agreements of each year; beyond is outside the middle 95 % of them."
            ),
        ),
    )


def _risen(years: pl.DataFrame, evidence: tuple[str, ...], weighted: tuple[str, ...]) -> Finding:
    """Who climbed most among today's strongest since five years ago."""
    last = int(years["year"].max())  # type: ignore[arg-type]
    then = years.filter(pl.col("year") == last - 5).select("state", pl.col("place").alias("before"))
    now = years.filter((pl.col("year") == last) & (pl.col("place") <= SHOWN))
    moved = now.join(then, on="state").with_columns((pl.col("before") - pl.col("place")).alias("climbed"))
    moved = moved.filter(pl.col("climbed") > 0).sort(["climbed", "state"], descending=[True, False])
    if not moved.height:
        return Finding("risen", None, "places", "None of the strongest has climbed since five years ago.", evidence)
    first = moved.row(0, named=True)
    return Finding(
        "risen",
        first["climbed"],
        "places",
        f"Among the strongest, {first['name']} climbed most in five years: from place {first['before']} to place "
        f"{first['place']}.",
        evidence,
        weighted,
    )


def _no_states() -> pl.DataFrame:
    """The table of states without a row."""
    return pl.DataFrame(
        schema={"state": pl.String, "name": pl.String}
        | dict.fromkeys(("partners", "partners_of_two", "agreements"), pl.Int64)
        | {name: pl.Float64 for name in MEASURES if not name.startswith("partners")}
        | {"surprising": pl.List(pl.String)}
    )


QUESTION = Question(
    name="hubs",
    title="Who holds the web together?",
    about=(
        "Measures every state of the network of agreements that stand: partners, agreements, strength, PageRank, "
        "betweenness, how evenly its agreements spread over forms and domains, and over how many partners its strength "
        "is spread. Each number is held against chance: networks drawn by lot in which every state keeps its number of "
        "agreements of each year. What a state gains from an agreement, the network does not say."
    ),
    parameters=HubsParameters,
    answer=answer,
)
