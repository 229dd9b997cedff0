"""resilience: what falls apart when a state leaves or an agreement ends – for each in turn, or for those that are named."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import polars as pl
from pydantic import Field

from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.hypergraph import Hypergraph, hypergraph
from phalanx.analyses.network.resilience.drawn import draw_parting, draw_ranking, lone_ties, lost_ties
from phalanx.analyses.network.resilience.found import Ranked, find_parting, find_ranking
from phalanx.analyses.network.resilience.leaving import Standing, agreement_losses, state_losses
from phalanx.analyses.network.resilience.parting import Gone, after_parting, named
from phalanx.analyses.network.resilience.wearing import by_lot, by_strength, wear
from phalanx.analyses.network.saying import NOTES, SHARING, WEIGHTED, nothing, uncertain, weights_table
from phalanx.analyses.network.whole import Flags, parts, reached, steps_between
from phalanx.answer import Answer, Table
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Identifier, Integer, Several
from phalanx.world import World
from phalanx.world.agreements import select


class ResilienceParameters(NetworkParameters):
    """Which agreements make up the network, what is to go, and how chance is drawn."""

    without: Annotated[
        tuple[str, ...] | None,
        Several(of=Identifier()),
        Field(
            description="What if: states that leave and agreements that end, by code and id, with ; between them. "
            "Left empty: every state and agreement in turn."
        ),
    ] = None
    draws: Annotated[
        int,
        Integer(low=20, high=2000),
        Field(description="In how many orders drawn by lot states are taken away, to compare with; 20 to 2,000."),
    ] = 200
    seed: Annotated[int, Integer(low=0), Field(description="Where the lot begins; the same seed draws the same.")] = 1


def answer(world: World, parameters: ResilienceParameters) -> Answer:
    """Rank what every state's leaving and every agreement's end would cost, or tell what those named together would."""
    web = hypergraph(world, select(world, parameters.selection()))
    now = Standing.of(web, world.valid_on)
    if parameters.without:
        gone = named(world, web, now, parameters.without)
        return _what_if(world, parameters, web, now, gone)
    if not now.ids:
        return nothing(QUESTION, world, parameters, {"states": Table(pl.DataFrame(schema=NO_STATES), TITLES["states"])})
    return _ranking(world, parameters, web, now)


TITLES = {
    "states": "What the others lose when a state leaves",
    "agreements": "What is lost when an agreement ends",
    "pairs_lost": "Pairs whose tie rests on one agreement",
    "depth": "Tied pairs by the number of their agreements",
    "curve": "What is left when states go one after the other",
}
NO_STATES = {"state": pl.String, "name": pl.String, "agreements": pl.Int64, "strength_lost_pct": pl.Float64}
LOSS_LABELS = {
    "strength_lost": "strength lost by others, weight",
    "strength_lost_pct": "strength lost by others, %",
    "pairs_lost": "pairs untied",
    "cut_off": "states cut off",
    "parts": "parts left",
    "splits": "splits the rest",
    "efficiency_loss_pct": "efficiency lost, %",
    "assistance_lost": "pairs without a promise of help",
    "consultation_lost": "pairs without a promise to consult",
    "domains_lost": "pairs and domains lost",
}
STATE_LABELS = LOSS_LABELS | {"left_without": "others left alone in a domain"}
CURVE_LABELS = {
    "removed": "states gone",
    "largest_pct": "largest part, strongest first, %",
    "largest_lot_pct": "by lot, mean, %",
    "largest_low_pct": "by lot, 2.5 %",
    "largest_high_pct": "by lot, 97.5 %",
    "efficiency": "efficiency, strongest first",
    "efficiency_lot": "by lot, mean",
    "efficiency_low": "by lot, 2.5 %",
    "efficiency_high": "by lot, 97.5 %",
}


def _ranking(world: World, parameters: ResilienceParameters, web: Hypergraph, now: Standing) -> Answer:
    """Every state and every agreement in turn."""
    steps = steps_between(now.tied)
    whole = parts(reached(steps))
    ranked = Ranked(
        states_table(now, state_losses(now, steps), whole),
        agreements_table(web, now, agreement_losses(now, steps), whole),
        lone_pairs(web, now),
        depth_table(now),
        curve_table(now, parameters.draws, parameters.seed),
    )
    drawn, undrawn = lone_ties(world, ranked.lone)
    return QUESTION.answered(
        world,
        parameters,
        findings=(
            *find_ranking(web, now, ranked, (WEIGHTED, SHARING), parameters.draws, parameters.seed),
            uncertain(web, world.valid_on),
        ),
        tables={
            "states": Table(ranked.states, TITLES["states"], STATE_LABELS),
            "agreements": Table(ranked.agreements, TITLES["agreements"], LOSS_LABELS),
            "pairs_lost": Table(ranked.lone, TITLES["pairs_lost"], {"clause": "clause", "confidence": "of the record"}),
            "depth": Table(ranked.depth, TITLES["depth"], {"share_pct": "of all pairs, %"}),
            "curve": Table(ranked.curve, TITLES["curve"], CURVE_LABELS),
            "weights": weights_table(web.weights),
        },
        charts=draw_ranking(ranked, parameters.draws),
        maps=drawn,
        notes=(*NOTES, *MODEL_NOTES, *undrawn),
    )


MODEL_NOTES = (
    (
        "A state that leaves is taken out of all its agreements; a pact that still has two parties goes on without it, and "
        "its weight with it. Nothing takes the place of what is lost, and nothing else ends with it, such as the "
        "arrangements that carry a treaty out."
    ),
    (
        "Only agreements of the registry are ties: membership in NATO or the European Union, which would outlast most of "
        "them, is none."
    ),
    (
        "Efficiency is the mean over all pairs of states of one over the number of ties between them, whatever their "
        "weight: 1 where everybody is tied to everybody. When a state leaves, it is taken among the others, before and after."
    ),
    (
        "A promise of help or to consult counts for every pair of a pact, though it may bind some of them only."
    ),
)  # fmt: skip


def _what_if(world: World, parameters: ResilienceParameters, web: Hypergraph, now: Standing, gone: Gone) -> Answer:
    """What those named take with them."""
    parted = after_parting(web, now, gone)
    drawn, undrawn = lost_ties(world, parted)
    return QUESTION.answered(
        world,
        parameters,
        findings=(
            *find_parting(parted, (WEIGHTED, SHARING)),
            uncertain(web, world.valid_on),
        ),
        tables={
            "others": Table(parted.others, f"What each of the others loses without {parted.who}", OTHERS_LABELS),
            "pairs_lost": Table(parted.pairs, f"Pairs that are untied without {parted.who}", PAIR_LABELS),
            "ended": Table(parted.ended, f"Agreements that end without {parted.who}"),
            "weights": weights_table(web.weights),
        },
        charts=draw_parting(parted),
        maps=drawn,
        notes=(*NOTES, *MODEL_NOTES, *undrawn),
    )


OTHERS_LABELS = {
    "strength_before": "strength before",
    "strength_after": "strength after",
    "loss_pct": "strength lost, %",
    "partners_before": "partners before",
    "partners_after": "partners after",
}
PAIR_LABELS = {"steps_after": "ties between them then", "agreements": "agreements that tied them"}


def states_table(now: Standing, losses: pl.DataFrame, whole: int) -> pl.DataFrame:
    """A row a state, the costliest for the others first. `whole`: in how many parts all of them lie."""
    others = float(now.strength.sum()) - pl.col("strength")
    return (
        losses.with_columns(
            _names(pl.col("state")).alias("name"),
            pl.when(others > 0).then(100 * pl.col("strength_lost") / others).otherwise(0.0).alias("strength_lost_pct"),
            (pl.col("parts") > whole).alias("splits"),
        )
        .with_columns(_rounded())
        .sort(["strength_lost", "efficiency_loss_pct", "state"], descending=[True, True, False])
        .select(
            "state", "name", "agreements", "strength", "strength_lost", "strength_lost_pct", "pairs_lost", "cut_off",
            "parts", "splits", "efficiency_loss_pct", "assistance_lost", "consultation_lost", "domains_lost", "left_without",
        )
    )  # fmt: skip


def agreements_table(web: Hypergraph, now: Standing, losses: pl.DataFrame, whole: int) -> pl.DataFrame:
    """A row an agreement that stands, the one that unties most pairs first; `parties` are those of the day."""
    told = web.edges.select(pl.col("id").alias("agreement"), "title", "signed", "form", "confidence", "source_grade")
    return (
        losses.drop("parties")
        .join(told, on="agreement", how="left", maintain_order="left")
        .with_columns(
            members(now),
            (100 * pl.col("strength_lost") / float(now.strength.sum())).alias("strength_lost_pct"),
            (pl.col("parts") > whole).alias("splits"),
        )
        .with_columns(_rounded())
        .sort(["pairs_lost", "strength_lost", "agreement"], descending=[True, True, False])
        .select(
            "agreement", "title", "parties", "signed", "form", "pairs_lost", "strength_lost", "strength_lost_pct",
            "cut_off", "parts", "splits", "efficiency_loss_pct", "assistance_lost", "consultation_lost", "domains_lost",
            "confidence", "source_grade",
        )
    )  # fmt: skip


def members(now: Standing) -> pl.Series:
    """The states of each agreement on the day, as a column `parties`."""
    codes = pl.Series(now.states).gather(pl.Series(now.member_state))
    frame = pl.DataFrame({"edge": now.member_edge, "party": codes})
    return frame.group_by("edge", maintain_order=True).agg("party").sort("edge")["party"].alias("parties")


def lone_pairs(web: Hypergraph, now: Standing) -> pl.DataFrame:
    """A row for each two states that one agreement alone ties: which one, since when, with what clause and domains."""
    alone: Flags = now.sole
    edges = pl.Series(now.pair_edge[alone])
    told = web.edges.select(
        pl.col("id").alias("agreement"),
        "title",
        "signed",
        pl.col("mutual_defence").alias("clause"),
        "domains",
        "confidence",
    )
    return (
        pl.DataFrame(
            {
                "a": pl.Series(now.states).gather(pl.Series(now.a[alone])),
                "b": pl.Series(now.states).gather(pl.Series(now.b[alone])),
                "agreement": pl.Series(now.ids, dtype=pl.String).gather(edges),
                "parties": pl.Series(now.size).gather(edges),
            }
        )
        .join(told, on="agreement", how="left", maintain_order="left")
        .with_columns(_names(pl.col("a")).alias("name_a"), _names(pl.col("b")).alias("name_b"))
        .select(
            "a", "b", "name_a", "name_b", "agreement", "title", "parties", "signed", "clause", "domains", "confidence"
        )
        .sort("parties", "a", "b", descending=[False, False, False])
    )


def depth_table(now: Standing) -> pl.DataFrame:
    """A row a number of agreements: how many tied pairs have that many, and from which share on down they would last.

    `survive_pct` is the share of pairs with more: those still tied if any so many of a pair's agreements ended.
    """
    count = np.bincount(now.agreements[now.agreements > 0])
    pairs = int(count.sum())
    number = np.arange(1, count.size)
    return pl.DataFrame(
        {
            "agreements": number,
            "pairs": count[1:],
            "share_pct": (100 * count[1:] / pairs).round(2),
            "survive_pct": (100 * (pairs - np.cumsum(count[1:])) / pairs).round(2),
        }
    ).filter(pl.col("pairs") > 0)


def curve_table(now: Standing, draws: int, seed: int) -> pl.DataFrame:
    """A row a number of states gone: largest part and efficiency of the rest, strongest first and by lot."""
    first = wear(now.tied, by_strength(now.strength)[None])
    lot = wear(now.tied, by_lot(len(now.states), draws, seed))
    columns: dict[str, object] = {"removed": lot.removed}
    for name, mine, theirs, scale, suffix in (
        ("largest", first.largest[0], lot.largest, 100, "_pct"),
        ("efficiency", first.efficiency[0], lot.efficiency, 1, ""),
    ):
        low, high = np.quantile(theirs, [0.025, 0.975], axis=0)
        columns |= {
            f"{name}{suffix}": scale * mine,
            f"{name}_lot{suffix}": scale * theirs.mean(0),
            f"{name}_low{suffix}": scale * low,
            f"{name}_high{suffix}": scale * high,
        }
    return pl.DataFrame(columns).with_columns(pl.selectors.float().round(4))


def _rounded() -> pl.Expr:
    return pl.selectors.float().round(4) + 0.0


def _names(code: pl.Expr) -> pl.Expr:
    return code.map_elements(party_name, return_dtype=pl.String)


QUESTION = Question(
    name="resilience",
    title="What falls apart when a state leaves or an agreement ends?",
    about=(
        "Takes every state and every agreement that stands out of the network in turn and tells what the others lose: "
        "strength, their only tie, all their ties, a way to one another, a promise of help or to consult, a domain. Names "
        "the pairs whose tie rests on one agreement, and shows how the network wears when states go one after the other, "
        "the strongest first or by lot. With --without it answers a what-if: what those states and agreements would take "
        "with them together. Whether anybody means to leave, it does not ask."
    ),
    parameters=ResilienceParameters,
    answer=answer,
)
