"""Saying: what every answer on the network says beside its findings – the weights used, what rests on uncertain records,
and that a selection left nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.weights import AGE, Weights
from phalanx.answer import Answer, Finding, Table
from phalanx.question import Parameters, Question
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.wording import counted
from phalanx.world import World

UNCERTAIN = (pl.col("confidence") == "partial") | pl.col("source_grade").is_in(["D", "E"])
"""Records in which something was inferred, or whose source is a mirror, a blog or state-controlled."""
SHARING = (
    "An agreement between n states gives each pair of them its weight divided by n - 1, so that a pact of many does not "
    "outweigh as many agreements of two."
)
NOTES = (
    (
        "Institutions that are parties, such as the European Union, are no states and left out; so is a row that only "
        "records how a state joined an older agreement."
    ),
    (
        "The registry holds what public sources told; a state whose language or press was searched less looks less "
        "connected than it is."
    ),
)


def weights_table(weights: Weights) -> Table:
    """The weights an answer used, with their reasoning; those by age are by years since signature."""
    of_age = pl.col("dimension") == AGE
    words = {code: label(code) for code in weights.table["code"]}
    return Table(
        weights.table.select(
            "dimension",
            pl.when(of_age)
            .then(pl.format("from {} years", "code"))
            .otherwise(pl.col("code").replace(words))
            .alias("code"),
            "weight",
            "reasoning",
        ),
        "Weights of an agreement: the product over all dimensions",
    )


WEIGHTED = (
    "An agreement's weight is the product of its weights by form, clause, age, confidence, grade of the source, status and "
    "level: judgements, listed with their reasons in the table of weights."
)


def uncertain(web: Hypergraph, day: date) -> Finding:
    """How much of the network's weight rests on records that are partial or whose source has grade D or E."""
    weighed = web.weigh(day)
    doubtful = web.edges.select(UNCERTAIN).to_series().to_numpy() & (weighed > 0)
    whole = float(weighed.sum())
    share = 100 * float(weighed[doubtful].sum()) / whole if whole else 0.0
    ids = tuple(web.edges["id"].filter(pl.Series(doubtful)))
    return Finding(
        "uncertain",
        round(share, 1),
        "% of weight",
        f"{share:.0f} % of the weight rests on {counted(len(ids), 'record')} that {'is' if len(ids) == 1 else 'are'} "
        "uncertain: partly inferred, or from a source of grade D or E.",
        ids,
    )


def some_of(names: Sequence[str], most: int = 6) -> str:
    """Names in a sentence, "France, Poland and Sweden"; of more than `most` the first few, and how many more."""
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def nothing(question: Question, world: World, parameters: Parameters, tables: Mapping[str, Table]) -> Answer:
    """The answer where no agreement that stands is left: it says so, and has its tables without rows."""
    text = f"No agreement of this selection ties two states on {world.valid_on:%-d %B %Y}."
    return question.answered(
        world,
        parameters,
        findings=(Finding("agreements", 0, "agreements", text),),
        tables=tables,
        notes=NOTES,
    )


def standing(web: Hypergraph, day: date) -> pl.DataFrame:
    """The edges that tie at least two states on a day, with their `weight` of that day."""
    weighed = web.weigh(day)
    return web.edges.with_columns(pl.Series("weight", np.asarray(weighed))).filter(pl.col("weight") > 0)
