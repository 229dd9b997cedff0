"""Crossing asked: between which two states, and what the facts hold of it: agreements, corridors, links, upgrades, permits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from phalanx.analyses.mobility.ground import Upgrade, bounded, read_upgrades
from phalanx.analyses.mobility.measures import BOUNDS, Permits
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE, REGIME_CODES, BorderPermit
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.vocabulary.values import Party
from phalanx.world import World
from phalanx.world.agreements import agreements

MOVING = "military_mobility"
"""The domain of agreements on the movement of forces."""
FUEL = "pipeline"
"""The mode of corridors over which fuel goes and no force; the question fuel tells of them."""


class CrossingParameters(Parameters):
    """Between which two states."""

    state: Annotated[str, Party(), Field(description="One state, by its two-letter code, such as PL.")] = "PL"
    with_: Annotated[
        str, Party(), Field(alias="with", description="The other state, by its two-letter code, such as LT.")
    ] = "LT"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the permission to enter a state from the other takes under a regime, in hours.

    `agreed`: within a corridor the two have agreed, None where that is no quicker. `records` are where the number comes from.
    """

    entered: str
    left: str
    regime: str
    low: float
    middle: float
    high: float
    agreed: float | None
    records: tuple[str, ...]
    illustrative: bool


@dataclass(frozen=True, eq=False)
class Crossing:
    """What was asked, and what the facts hold of it on the day of the World.

    `agreements`, `corridors` and `links` are rows of their kinds; `upgrades` stand with where they lie: at the border, or
    in which of the two states.
    """

    world: World
    one: str
    other: str
    agreements: pl.DataFrame
    corridors: pl.DataFrame
    links: pl.DataFrame
    upgrades: tuple[tuple[Upgrade, str], ...]
    waits: tuple[Wait, ...]
    places: Mapping[str, Mapping[str, Any]]

    @property
    def both(self) -> str:
        """The two by name."""
        return f"{party_name(self.one)} and {party_name(self.other)}"

    @property
    def at_border(self) -> tuple[Upgrade, ...]:
        """The upgrades of what crosses the border itself."""
        return tuple(upgrade for upgrade, where in self.upgrades if where == "border")

    def wait(self, entered: str, regime: str) -> Wait:
        """The wait for one of the two under a regime."""
        return next(each for each in self.waits if (each.entered, each.regime) == (entered, regime))


def understand(world: World, parameters: CrossingParameters) -> Crossing:
    """Understand which two states are meant, and find what the facts hold of the crossing between them.

    Raises:
        BadInput: it is twice the same, one of them is no state, or facts are missing.
    """
    one, other = parameters.state, parameters.with_
    if one == other:
        raise BadInput(f"{party_name(one)} is asked for twice", "two different states", "change --state or --with")
    for name, code in (("state", one), ("with", other)):
        if party_kind(code) != "state_or_territory":
            raise BadInput(
                f"--{name} {code}: {party_name(code)} is no state",
                "two states, such as PL and LT",
                "name one of its members",
            )
    places = {row["id"]: row for row in world.table("mobility_nodes").iter_rows(named=True)}
    links = _links(world, places, {one, other})
    return Crossing(
        world,
        one,
        other,
        _agreements(world, one, other),
        _corridors(world, one, other),
        links,
        _upgrades(world, places, links["id"].to_list(), (one, other)),
        _waits(world, one, other),
        places,
    )


def _agreements(world: World, one: str, other: str) -> pl.DataFrame:
    """Those on moving forces that have both as parties and have not ended, the newest first."""
    both = pl.all_horizontal(pl.col("parties_now").list.contains(state) for state in (one, other))
    on_moving = pl.col("domains").list.contains(MOVING).fill_null(value=False)
    return (
        agreements(world).filter(both, on_moving, pl.col("life") != "ended").sort(["first_day", "id"], descending=True)
    )


def _corridors(world: World, one: str, other: str) -> pl.DataFrame:
    """Those that name both states and carry forces."""
    both = pl.all_horizontal(pl.col("states").list.contains(state).fill_null(value=False) for state in (one, other))
    carries = pl.col("modes").list.set_difference([FUEL]).list.len() > 0
    return world.table("mobility_corridors").filter(both, carries)


def _links(world: World, places: Mapping[str, Mapping[str, Any]], states: set[str]) -> pl.DataFrame:
    """Those with an end in each of the two, with the year in which one that is being built is to open."""
    opening = world.table("link_openings").select(id="link", opens="year")
    rows = world.table("mobility_links").join(opening, on="id", how="left", maintain_order="left")
    ends = rows.select("from_id", "to_id").iter_rows()
    crosses = [{places[end]["iso2"] for end in pair} == states for pair in ends]
    return rows.filter(pl.Series(crosses, dtype=pl.Boolean))


def _upgrades(
    world: World, places: Mapping[str, Mapping[str, Any]], crossing: list[str], states: tuple[str, str]
) -> tuple[tuple[Upgrade, str], ...]:
    """Those that change the crossing first, then those that lie within one of the two states or lead out of it."""
    ends = {row["id"]: (row["from_id"], row["to_id"]) for row in world.table("mobility_links").iter_rows(named=True)}
    found: dict[str, list[tuple[Upgrade, str]]] = {"border": [], states[0]: [], states[1]: []}
    for upgrade in read_upgrades(world):
        touched = {places[place]["iso2"] for element in upgrade.elements for place in ends.get(element, (element,))}
        if set(upgrade.elements) & set(crossing):
            found["border"].append((upgrade, "border"))
        elif where := next((state for state in states if state in touched), None):
            found[where].append((upgrade, where))
    return tuple(each for group in found.values() for each in group)


def _waits(world: World, one: str, other: str) -> tuple[Wait, ...]:
    """A wait a direction and regime, at the ends and the middle of the range."""
    found = []
    for regime in REGIME_CODES:
        plain = {bound: bounded(world, regime, frozenset(), corridors=False, bound=bound) for bound in BOUNDS}
        within = bounded(world, regime, frozenset(), corridors=True)
        for entered, left in ((one, other), (other, one)):
            low, middle, high = (plain[bound].entering(entered, left) for bound in BOUNDS)
            agreed = within.entering(entered, left)
            records, illustrative = _behind(world, plain["middle"], (entered, left), regime)
            found.append(
                Wait(
                    entered, left, regime, low, middle, high, agreed if agreed < middle else None, records, illustrative
                )
            )
    return tuple(found)


def _behind(world: World, permits: Permits, way: tuple[str, str], regime: str) -> tuple[tuple[str, ...], bool]:
    """The records that a wait comes from, and whether its number is illustrative: what two states agreed always is."""
    if agreed := permits.agreed(*way):
        return agreed, True
    rows = {(row["state"], row["regime"]): row for row in world.table("border_permits").iter_rows(named=True)}
    keys = [(who, when) for who in (way[0], EVERY_STATE) for when in (regime, "today") if (who, when) in rows]
    hours = permits.entering(*way)
    key = next((key for key in keys if float(rows[key]["hours"]) == hours), keys[0])
    return (named(BorderPermit, *key),), bool(rows[key]["illustrative"])
