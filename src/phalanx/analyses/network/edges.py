"""Edges: the agreements that tie states, one row an agreement, with what a program for networks needs to draw them."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.answer import Table

LABELS = {
    "begins": "first day it counts",
    "states": "states it ties",
    "size": "how many",
    "clause": "mutual defence",
    "agreement_weight": "weight of the agreement",
    "weight": "weight for each pair",
}
DIGITS = 6


def edges_table(web: Hypergraph, day: date) -> Table:
    """A row for each agreement that ties two states or more on a day, the weightiest first.

    `agreement_weight` is its weight of that day and `weight` what each pair of its states has of it: divided by the number
    of its states less one. Summed over the pairs of a state, `weight` is that state's strength.
    """
    weighed, sizes = web.weigh(day), web.sizes(day)
    frame = web.edges.select(
        pl.col("id").alias("agreement"),
        "title",
        "year",
        "signed",
        pl.Series("begins", [date.fromordinal(int(first)).isoformat() for first in web.first], dtype=pl.String),
        _states(web, day),
        pl.Series("size", sizes),
        pl.when(pl.Series(sizes) == 2).then(pl.lit("bilateral")).otherwise(pl.lit("plurilateral")).alias("kind"),
        "form",
        "legal_type",
        "domains",
        pl.col("mutual_defence").alias("clause"),
        "level",
        "status",
        pl.Series("agreement_weight", weighed.round(DIGITS)),
        pl.Series("weight", (weighed / np.maximum(sizes - 1, 1)).round(DIGITS)),
        "source_url",
        "source_grade",
        "confidence",
    )
    standing = frame.filter(pl.Series(weighed > 0)).sort(["agreement_weight", "agreement"], descending=[True, False])
    return Table(standing, "Every agreement that ties states, with its weight", LABELS)


def _states(web: Hypergraph, day: date) -> pl.Series:
    """The states that each edge ties on a day, by their codes."""
    present = web.members(day)
    codes = pl.Series(web.states, dtype=pl.String).gather(web.state[present])
    tied = (
        pl.DataFrame({"edge": web.edge[present], "states": codes}).group_by("edge", maintain_order=True).agg("states")
    )
    every = pl.DataFrame({"edge": np.arange(web.edges.height)})
    found = every.join(tied, on="edge", how="left", maintain_order="left")["states"]
    return found.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
