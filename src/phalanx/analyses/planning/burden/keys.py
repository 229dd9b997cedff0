"""Keys: what each state's fair share would be – equal, by population, by GDP, by both, or as a published key has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from phalanx.registry.records import named
from phalanx.registry.records.cost_shares import KEY_CODES, CostShare
from phalanx.world import World

if TYPE_CHECKING:
    from phalanx.analyses.planning.burden.asked import Heard

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Key:
    """A key with a weight for each state in the order of those asked about, NaN where it is not known.

    Only the proportions of weights matter. `records` are the ids that each weight rests on.
    """

    name: str
    title: str
    weight: Floats
    rests_on: str
    records: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether the weight of every state is known."""
        return bool(np.isfinite(self.weight).all())


@dataclass(frozen=True)
class Formula:
    """A key computed from population and GDP, arrays over the states in millions and billions of euro."""

    title: str
    rests_on: str
    weight: Callable[[Floats, Floats], Floats]


FORMULAS: Mapping[str, Formula] = {
    "equal": Formula("equal parts", "one part a state", lambda people, gdp: np.ones_like(gdp)),
    "population": Formula("population", "population", lambda people, gdp: people),
    "half": Formula(
        "population and GDP",
        "half by population, half by GDP, as the capital of the European Central Bank is shared out",
        lambda people, gdp: people / np.nansum(people) + gdp / np.nansum(gdp),
    ),
    "gdp": Formula("GDP", "GDP of 2024 in EUR", lambda people, gdp: gdp),
    "progressive": Formula(
        "progressive GDP", "GDP times GDP per head: who is twice as rich a head pays four times as much a head", lambda people, gdp: gdp**2 / people
    ),
}  # fmt: skip
"""The computed keys, from the one that asks most of small and poor states to the one that asks most of rich ones."""

PUBLISHED: Mapping[str, str] = {
    "nato_common_funding": "NATO's key",
    "eu_gni": "EU GNI",
    "epf": "Peace Facility",
    "ecb_capital": "ECB's key",
}
KEY_TITLES: Mapping[str, str] = {**{name: each.title for name, each in FORMULAS.items()}, **PUBLISHED}


def keys(world: World, heard: Heard) -> Mapping[str, Key]:
    """Every key that at least two of the states have a weight in, computed ones first."""
    return {name: key for name, key in _all_keys(world, heard.states, heard.year) if _useful(key)}


def known_keys(world: World, states: pl.DataFrame, year: int | None) -> tuple[str, ...]:
    """The names of these keys."""
    return tuple(name for name, key in _all_keys(world, states, year) if _useful(key))


def _useful(key: Key) -> bool:
    return int(np.isfinite(key.weight).sum()) > 1


def _all_keys(world: World, states: pl.DataFrame, year: int | None) -> list[tuple[str, Key]]:
    people, gdp = (states[name].cast(pl.Float64).to_numpy() for name in ("pop_m", "gdp_eur_bn_2024"))
    rows = tuple(f"states/{code}" for code in states["iso2"])
    computed = [Key(name, each.title, each.weight(people, gdp), each.rests_on, rows) for name, each in FORMULAS.items()]
    return [(key.name, key) for key in (*computed, *(_published(world, states, name, year) for name in PUBLISHED))]


def _published(world: World, states: pl.DataFrame, name: str, year: int | None) -> Key:
    """The latest edition of a published key that had begun in the year; shares in per cent."""
    edition = world.table("cost_shares").filter(pl.col("key") == name)
    if year is not None:
        edition = edition.filter(pl.col("from_year") <= year)
    edition = edition.filter(pl.col("from_year") == pl.col("from_year").max())
    row = {each["state"]: each for each in edition.iter_rows(named=True)}
    codes = states["iso2"].to_list()
    weight = np.array([row[code]["share_pct"] if code in row else np.nan for code in codes], dtype=float)
    records = [named(CostShare, name, str(row[code]["from_year"]), code) if code in row else f"states/{code}" for code in codes]  # fmt: skip
    first = edition.row(0, named=True) if edition.height else {"from_year": None, "to_year": None}
    until = "" if first["to_year"] is None else f" to {first['to_year']}"
    return Key(name, PUBLISHED[name], weight, f"{KEY_CODES[name]}, from {first['from_year']}{until}", tuple(records))
