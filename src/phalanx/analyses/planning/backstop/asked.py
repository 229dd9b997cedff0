"""Backstop asked: which frontline states are meant, and who could stand in for the United States."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Integer
from phalanx.vocabulary.wording import joined
from phalanx.world import World
from phalanx.world.choosing import States

OVERSEAS = ("CA", "US")
"""Allies outside Europe: no frontline states, and of them Canada alone may stand in."""
NEIGHBOURS = ("BY", "RU")
"""A state that shares a land border with one of them is on the frontline …"""
FLANK = "eastern-flank-group"
"""… and so is a member of this grouping, if it is in NATO or the Union."""


class BackstopParameters(Parameters):
    """Which states are looked at, and how many candidates are listed."""

    state: Annotated[
        tuple[str, ...] | None,
        States(),
        Field(
            description="The states looked at, by two-letter codes, such as EE,LV; by themselves all on the frontline: "
            "members of NATO or the EU that border on Russia or Belarus or belong to the Eastern Flank Summit group."
        ),
    ] = None
    most: Annotated[
        int,
        Integer(low=1, high=40),
        Field(description="How many candidates are listed for each gap; 1 to 40."),
    ] = 5


@dataclass(frozen=True)
class Heard:
    """What was asked, understood: the states looked at, who may stand in, and how many candidates to list."""

    states: tuple[str, ...]
    frontline: tuple[str, ...]
    allies: tuple[str, ...]
    in_nato: frozenset[str]
    chosen: bool
    most: int

    @property
    def whom(self) -> str:
        """The states looked at, as a sentence has them."""
        if self.chosen or len(self.states) == 1:
            return joined([party_name(state) for state in self.states])
        return f"the {len(self.states)} frontline states"


def understand(world: World, parameters: BackstopParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: a state that is none of the registry's states in Europe; all such together, with those that are. Or
            a state that is named more than once.
    """
    in_europe = [state for state in world.table("states")["iso2"].sort() if state not in OVERSEAS]
    if others := [state for state in parameters.state or () if state not in in_europe]:
        raise BadInput(
            f"{joined(others)} {'is' if len(others) == 1 else 'are'} no state of Europe that the registry knows",
            f"states by their codes ({', '.join(in_europe)})",
        )
    if repeated := [state for state, times in Counter(parameters.state or ()).items() if times > 1]:
        raise BadInput(f"{joined(repeated)} {'is' if len(repeated) == 1 else 'are'} named twice", "each state once")
    near = frontline(world)
    return Heard(
        parameters.state or near,
        near,
        allies(world),
        frozenset(_members(world, "nato_since")),
        parameters.state is not None,
        parameters.most,
    )


def allies(world: World) -> tuple[str, ...]:
    """The members of NATO or the European Union on the World's day, but the United States."""
    return tuple(sorted({*_members(world, "nato_since"), *_members(world, "eu_since")} - {"US"}))


def frontline(world: World) -> tuple[str, ...]:
    """Allies in Europe that border on Russia or Belarus, or belong to the Eastern Flank Summit group."""
    borders = world.table("borders").select("a", "b").rows()
    bordering = {one for pair in borders for one, other in (pair, pair[::-1]) if other in NEIGHBOURS}
    flank = world.table("groupings").filter(pl.col("id") == FLANK)["members"].to_list()
    near = bordering.union(*flank)
    return tuple(state for state in allies(world) if state in near and state not in OVERSEAS)


def _members(world: World, since: str) -> list[str]:
    return world.table("states").filter(pl.col(since) <= world.valid_on.year)["iso2"].to_list()
