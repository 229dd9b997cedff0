"""Cash: what states spend on defence and, of that, on equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from phalanx.analyses.planning.burden.amounts import Amount, Amounts
from phalanx.world import World

if TYPE_CHECKING:
    from phalanx.analyses.planning.burden.asked import Heard


def spending(world: World, heard: Heard) -> Amounts:
    """Share of GDP in the year times GDP of 2024, in billions of euro, with what rounding leaves open.

    One GDP for all years keeps the rule the same for every state: published amounts are in dollars, of several
    editions, and missing for half of the states.
    """
    if heard.year is None:
        return Amounts({}, frozenset(heard.codes), "no figures")
    gdp = dict(heard.states.select("iso2", "gdp_eur_bn_2024").drop_nulls().iter_rows())
    shares = _figures(world, heard, "pct_gdp").filter(pl.col("year") == heard.year)
    found = {}
    for state, year, share in shares.select("iso2", "year", "pct_gdp").iter_rows():
        if state in gdp:
            margin = rounded_by(share)
            value, low, high = (each * gdp[state] / 100 for each in (share, share - margin, share + margin))
            found[state] = Amount(value, low, high, (f"defence_expenditure/{state}/{year}", f"states/{state}"))
    return Amounts(found, frozenset(heard.codes), f"share of GDP in {heard.year} times GDP of 2024")


def rounded_by(share: float) -> float:
    """Half of the last decimal of a share in per cent. One that shows no second decimal counts as rounded to 0.1."""
    return 0.05 if round(share, 1) == share else 0.005


def equipment(world: World, heard: Heard) -> Amounts:
    """Spending times the share of equipment, in billions of dollars, in the year up to the one asked with most figures."""
    known = _figures(world, heard, "usd_bn_current", "equipment_share_pct")
    if heard.year is not None:
        known = known.filter(pl.col("year") <= heard.year)
    if not known.height:
        return Amounts({}, frozenset(heard.codes), "no figures")
    year = known.group_by("year").len().sort("len", "year")["year"][-1]
    found = {
        row["iso2"]: Amount.exactly(
            row["usd_bn_current"] * row["equipment_share_pct"] / 100, f"defence_expenditure/{row['iso2']}/{year}"
        )
        for row in known.filter(pl.col("year") == year).iter_rows(named=True)
    }
    basis = f"NATO's figures of {year}, the latest for most allies"
    return Amounts(found, frozenset(heard.codes), basis)


def _figures(world: World, heard: Heard, *needed: str) -> pl.DataFrame:
    rows = world.table("defence_expenditure").drop_nulls(list(needed))
    return rows.filter(pl.col("iso2").is_in(heard.codes)).sort("iso2", "year")
