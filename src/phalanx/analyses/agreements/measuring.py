"""Measuring: how much, with how many and how widely each party has agreed, and where one stands among the states."""

from __future__ import annotations

import polars as pl

from phalanx.world import World
from phalanx.world.agreements import pairs
from phalanx.world.groupings import members
from phalanx.world.ties import tie_of
from phalanx.world.turning_points import TurningPoint

MEASURES = {
    "agreements": "agreements it is a party to",
    "bilateral": "agreements between it and one partner alone",
    "partners": "partners tied to it by any agreement",
    "effective_partners": "equally close partners that would spread it as widely",
    "domains": "domains its agreements cover",
    "effective_domains": "equally frequent domains that would spread it as widely",
    "since_invasion": "agreements signed since the invasion",
    "clauses": "agreements with a clause of assistance or consultation",
    "groupings": "groupings it is a member of",
}
"""What a state is measured by, with the meaning of each number."""


def measures(world: World, chosen: pl.DataFrame, tied: pl.DataFrame, turn: TurningPoint) -> pl.DataFrame:
    """A row for each party of the agreements chosen: `party`, a column for each of MEASURES, and whether a state."""
    mine = pairs(chosen)
    by_party = mine.group_by("party").agg(
        pl.len().alias("agreements"),
        (tie_of("parties_now") == "bilateral").sum().alias("bilateral"),
        turn.since.sum().alias("since_invasion"),
        (pl.col("mutual_defence") != "none").sum().alias("clauses"),
    )
    spread = [
        _spread(tied.select("party", "partner"), "partners"),
        _spread(mine.select("party", "domains").explode("domains").drop_nulls(), "domains"),
        members(world).group_by("party").agg(pl.len().alias("groupings")),
    ]
    for further in spread:
        by_party = by_party.join(further, on="party", how="left")
    states = world.table("states")["iso2"].to_list()
    return by_party.select(
        "party",
        *(pl.col(name).cast(pl.Float64).fill_null(0) for name in MEASURES),
        pl.col("party").is_in(states).alias("state"),
    ).sort("party")


def _spread(ends: pl.DataFrame, name: str) -> pl.DataFrame:
    """For each party, over how many things its ties are spread: as many as there are, and their effective number."""
    thing = next(column for column in ends.columns if column != "party")
    count = pl.col("len").cast(pl.Float64)
    return (
        ends.group_by("party", thing)
        .len()
        .group_by("party")
        .agg(pl.len().alias(name), (count.sum() ** 2 / (count**2).sum()).alias(f"effective_{name}"))
    )


def compare(measured: pl.DataFrame, state: str, agreements: int, groupings: int) -> pl.DataFrame:
    """A row a measure: the value of the state, the median over states, the place of the state, among how many.

    A state without an agreement, and a party that is no state of the registry, has no place.
    """
    peers = measured.filter(pl.col("state"))
    own = measured.filter(pl.col("party") == state)
    assert own.height == (agreements > 0)
    placed = bool(peers.filter(pl.col("party") == state).height)
    rows = []
    for name, meaning in MEASURES.items():
        value = float(own[name][0]) if own.height else float(groupings if name == "groupings" else 0)
        median = peers[name].median()
        rows.append(
            {
                "measure": name,
                "value": round(value, 1),
                "median": None if median is None else round(float(median), 1),  # type: ignore[arg-type]
                "rank": int((peers[name] > value).sum()) + 1 if placed else None,
                "states": peers.height,
                "meaning": meaning,
            }
        )
    types = {"measure": pl.String, "value": pl.Float64, "median": pl.Float64, "rank": pl.Int64, "states": pl.Int64}
    return pl.DataFrame(rows, schema=types | {"meaning": pl.String})
