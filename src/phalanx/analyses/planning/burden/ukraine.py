"""Support to Ukraine, by the one span of one kind of figure that tells of most states; never added up over spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from phalanx.analyses.planning.burden.amounts import Amount, Amounts
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

if TYPE_CHECKING:
    from phalanx.analyses.planning.burden.asked import Heard

SPAN = ("kind", "unit", "period_start", "period_end")
PART_OF_GDP = "per cent of GDP"


def support(world: World, heard: Heard) -> Amounts:
    """Billions of euro by state; a share of GDP counts with GDP of 2024.

    Spans overlap, and some donors are groups that contain states. So one span of one kind is taken: that with figures of
    most of the states, among those the longest, then the latest. All other states are missing.
    """
    able = frozenset(heard.codes) - {"UA"}
    single = _of_single_states(world, able)
    if not single.height:
        return Amounts({}, able, "no figures")
    chosen = max(single.partition_by(*SPAN, maintain_order=True), key=_weight)
    gdp = dict(heard.states.select("iso2", "gdp_eur_bn_2024").drop_nulls().iter_rows())
    found = {}
    for row in chosen.iter_rows(named=True):
        state, share = row["state"], row["unit"] == PART_OF_GDP
        if share and state not in gdp:
            continue
        amount = row["quantity"] * gdp[state] / 100 if share else row["amount_eur_bn"]
        found[state] = Amount.exactly(amount, row["id"])
    kind, _, start, end = chosen.select(SPAN).row(0)
    return Amounts(found, able, f"{kind}, {start} to {end}")


def _of_single_states(world: World, able: frozenset[str]) -> pl.DataFrame:
    """Rows on one state with an amount of euro or a share of GDP, and a span."""
    rows = world.table("ukraine_support").filter(pl.col("donor").list.len() == 1)
    rows = rows.with_columns(pl.col("donor").list.first().alias("state")).drop_nulls(["period_start", "period_end"])
    known = pl.col("amount_eur_bn").is_not_null() | ((pl.col("unit") == PART_OF_GDP) & pl.col("quantity").is_not_null())
    return rows.filter(pl.col("state").is_in(sorted(able)) & known)


def _weight(span: pl.DataFrame) -> tuple[int, int, str]:
    """How many states a span tells of, how many days it has, and when it ends."""
    start, end = span["period_start"][0], span["period_end"][0]
    return span["state"].n_unique(), (last_day(end) - first_day(start)).days, end
