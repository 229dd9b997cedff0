"""Burden asked: which states share it, in which year, what is measured, by which key, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from phalanx.analyses.planning.burden.keys import KEY_TITLES, known_keys
from phalanx.analyses.planning.burden.measures import MEASURES
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Code, Integer, Party
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.agreements import scope_meant
from phalanx.world.choosing import InScope


class BurdenParameters(Parameters):
    """Whose burden, of what, in which year, and by which key."""

    scope: InScope = "eu"
    year: Annotated[
        int | None,
        Integer(unit="year", low=1949, high=2100),
        Field(
            description="The year of spending; without it the latest with figures of most states, where a year later makes "
            "up for one state less."
        ),
    ] = None
    measure: Annotated[
        str,
        Code({name: each.title for name, each in MEASURES.items()}),
        Field(description="What is held against the keys in charts, map and movers; the tables have all measures."),
    ] = "spending"
    key: Annotated[
        str,
        Code(KEY_TITLES),
        Field(description="The key by which fair shares are told; the tables have all keys."),
    ] = "gdp"
    state: Annotated[
        str | None, Party(), Field(description="A state to highlight, by its two-letter code, such as NL.")
    ] = None


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the states in the order of their codes, each with its row of `states`."""

    title: str
    states: pl.DataFrame
    year: int | None
    measure: str
    key: str
    state: str | None

    @property
    def codes(self) -> list[str]:
        """The states by their codes, in the order of every array."""
        return self.states["iso2"].to_list()


def understand(world: World, parameters: BurdenParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: there is no such scope; or year, key and state cannot be used, together, with the values that could be.
    """
    meant = scope_meant(world, parameters.scope)
    states = world.table("states").sort("iso2")
    if meant.parties is not None:
        states = states.filter(pl.col("iso2").is_in(sorted(meant.parties)))
    years = _figures_by_year(world, states)
    # A year later makes up for one state less, so that neither a lone late figure nor one old one decides.
    year = parameters.year or max(years, key=lambda each: (years[each] + each, each), default=None)
    if problems := [*_problems(world, parameters, states, years, year)]:
        raise BadInput("; ".join(each.found for each in problems), "; ".join(each.expected for each in problems))
    return Heard(meant.title, states, year, parameters.measure, parameters.key, parameters.state)


def _figures_by_year(world: World, states: pl.DataFrame) -> dict[int, int]:
    """How many of the states have a figure of spending in each year."""
    known = (
        world.table("defence_expenditure").drop_nulls("pct_gdp").filter(pl.col("iso2").is_in(states["iso2"].to_list()))
    )
    return dict(known.group_by("year").len().sort("year").iter_rows())


def _problems(
    world: World, parameters: BurdenParameters, states: pl.DataFrame, years: dict[int, int], year: int | None
) -> Iterator[BadInput]:
    if states.height < 2:
        found = f"The scope {parameters.scope} has {counted(states.height, 'state')} of those in the registry"
        yield BadInput(found, "a scope of two states or more")
        return
    if parameters.year is not None and parameters.year not in years:
        known = ", ".join(str(each) for each in years) or "none"
        yield BadInput(f"No state of the scope has a figure for {parameters.year}", f"a --year with one ({known})")
    keys = known_keys(world, states, year if year in years else None)
    if parameters.key not in keys:
        yield BadInput(f"The registry has no shares of {parameters.key} for these states", f"one of {', '.join(keys)}")
    if parameters.state is not None and parameters.state not in states["iso2"]:
        yield BadInput(f"{parameters.state} is not in the scope", f"a --state of {', '.join(states['iso2'])}")
