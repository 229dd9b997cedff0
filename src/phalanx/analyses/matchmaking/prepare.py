"""Prepare: read from a World, for an area, all that the score of a group is made of."""

from __future__ import annotations

from datetime import date

import polars as pl

from phalanx.analyses.matchmaking.needs import Needs
from phalanx.analyses.matchmaking.rapport import rapport
from phalanx.analyses.matchmaking.reach import reach
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.score import Scoring
from phalanx.analyses.matchmaking.weights import Weights
from phalanx.world import World


def prepare(
    world: World,
    book: RuleBook,
    weights: Weights,
    needs: Needs,
    area: str,
    *,
    most: int,
    areas: frozenset[str],
    wanted: str | None = None,
    day: date | None = None,
    told: pl.DataFrame | None = None,
) -> Scoring:
    """The scoring of groups of up to `most` of the states that need something in an area.

    `areas` are the area and those below it (see `world.areas.within`), `wanted` is an instrument that must be open, and `day`
    the one on which rules are held against the group; without it, the World's. `told` are the agreements for these areas, as
    `rapport.agreements_told` gives them, where they are read already.
    """
    found = rapport(world, needs.states, areas, weights, told)
    besides = () if wanted is None else (wanted,)
    rules = reach(
        book, needs.states, most,
        day=day or world.valid_on, area=area, worth=weights.instrument, besides=besides,
    )  # fmt: skip
    return Scoring(needs, found, rules, weights, wanted)
