"""Movement asked: from where to where, how much and under which rules, or all that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from math import isfinite
from typing import Annotated

import polars as pl
from pydantic import Field

from phalanx.analyses.mobility.measures import number, rows
from phalanx.analyses.mobility.network import Movement, Network, network_of
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import REGIME_CODES
from phalanx.registry.records.movement_sizes import MovementSize
from phalanx.vocabulary.dates import last_day
from phalanx.vocabulary.values import Code, Flag, Identifier, Misfit, Several, Text, ValueType
from phalanx.world import World


@dataclass(frozen=True)
class Places(Several):
    """A set of nodes, written with `,` or `;` between them; unknown ones are told of with whatever else is wrong."""

    of: ValueType = field(default_factory=Identifier)

    def parse(self, text: str) -> tuple[str, ...]:
        parts = [part.strip() for part in text.replace(",", ";").split(";")]
        if not all(parts):
            raise Misfit("places with one ',' or ';' between them", "remove the empty place")
        return tuple(sorted(parts))


class MovementParameters(Parameters):
    """A movement: what, from where, to where, under which rules, by when."""

    from_: Annotated[
        tuple[str, ...],
        Places(),
        Field(
            alias="from",
            description="Where it begins: a node such as nl-rotterdam, or several, between which the loads are shared "
            "equally.",
        ),
    ] = ("nl-rotterdam",)
    to: Annotated[str, Identifier(), Field(description="Where it ends: a node such as lt-kaunas.")] = "lt-kaunas"
    size: Annotated[
        str,
        Text(),
        Field(
            description="How much: a force of movement_sizes such as brigade, or a number of train-loads, all heavy."
        ),
    ] = "brigade"
    regime: Annotated[
        str, Code(REGIME_CODES), Field(description="Under which rules states give permission: today, pledge, …")
    ] = "today"
    corridors: Annotated[
        bool,
        Flag(),
        Field(description="Whether borders within an agreed corridor follow its rule, as if it were in force."),
    ] = False
    deadline: Annotated[
        str | None,
        Text(),
        Field(description="By when all has to be there: hours after the start, or a date; it starts on --valid-on."),
    ] = None


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the facts: its name, state, and where it is drawn."""

    id: str
    name: str
    state: str
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the network under the rules, the movement, and the step of time in hours.

    `records` are the facts that the size rests on; `load` names how much of each class there is.
    """

    world: World
    parameters: MovementParameters
    places: Mapping[str, Place]
    network: Network
    movement: Movement
    step: int
    records: tuple[str, ...]
    load: Mapping[str, float]

    def under(self, regime: str, world: World | None = None) -> Network:
        """The network of the same movement under another regime, or in another World."""
        home = {self.places[name].state for name in self.parameters.from_}
        return network_of(world or self.world, regime, home=home, corridors=self.parameters.corridors)

    def name(self, node: str) -> str:
        """The place of a node by its name: Suwalki for pl-suwalki/rail-1435."""
        return self.places[node.split("/", maxsplit=1)[0]].name

    @cached_property
    def link_names(self) -> Mapping[str, str]:
        """From where to where each link leads, by its record: "Suwalki – Kaunas"."""
        links = self.world.table("mobility_links").select("id", "from_id", "to_id").iter_rows()
        return {link: f"{self.name(start)} – {self.name(end)}" for link, start, end in links}

    @cached_property
    def distances(self) -> Mapping[str, float]:
        """Kilometres of each link by its record."""
        return dict(self.world.table("mobility_links").select("id", "distance_km").iter_rows())


def understand(world: World, parameters: MovementParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be; or the facts are missing.
    """
    step = int(number(world, "step"))
    places = {
        name: Place(name, row["name"], row["iso2"], row["lon"], row["lat"])
        for (name,), row in rows(world, "mobility_nodes", "id").items()
    }
    problems = [
        *_place_problems(places, parameters),
        *_size_problems(world, parameters.size),
        *_deadline_problems(world, parameters.deadline),
    ]
    if problems:
        raise together(problems)
    load, records = _load(world, parameters.size)
    total = sum(load.values())
    origins = parameters.from_
    return Heard(
        world=world,
        parameters=parameters,
        places=places,
        network=network_of(
            world,
            parameters.regime,
            home={places[name].state for name in origins},
            corridors=parameters.corridors,
        ),
        movement=Movement(
            loads=dict.fromkeys(origins, total / len(origins)),
            destination=parameters.to,
            heavy=load.get("heavy_tracked", 0.0) / total,
            deadline=_deadline(world, parameters.deadline),
        ),
        step=step,
        records=records,
        load=load,
    )


def together(problems: Sequence[BadInput]) -> BadInput:
    """Several problems as one, each part said once."""
    found, expected, remedies = (
        "; ".join(dict.fromkeys(part for part in parts if part))
        for parts in zip(*((each.found, each.expected, each.remedy) for each in problems), strict=True)
    )
    return BadInput(found, expected, remedies)


def _place_problems(places: Mapping[str, Place], parameters: MovementParameters) -> Iterator[BadInput]:
    """Nodes there are none of, one named twice, and a movement that ends where it begins."""
    for name in dict.fromkeys((*parameters.from_, parameters.to)):
        if name not in places:
            near = get_close_matches(name, places, 3, 0.5) or _by_name(name, places)
            yield BadInput(
                f"There is no node {name!r}",
                "a node of mobility_nodes such as nl-rotterdam",
                f"did you mean {' or '.join(near)}" if near else "see the kind mobility_nodes",
            )
    for name, count in Counter(parameters.from_).items():
        if count > 1:
            yield BadInput(f"--from names {name} {count} times", "each origin once")
    if parameters.to in parameters.from_:
        yield BadInput(f"The movement ends in {parameters.to}, where it begins", "another --to")


def _by_name(name: str, places: Mapping[str, Place]) -> list[str]:
    """Nodes whose place is called so, whatever their state."""
    return [place.id for place in places.values() if get_close_matches(name.lower(), [place.name.lower()], 1, 0.7)][:3]


def _size_problems(world: World, size: str) -> Iterator[BadInput]:
    sizes = list(dict.fromkeys(row["size"] for row in world.table("movement_sizes").iter_rows(named=True)))
    loads = _number(size)
    if loads is None and size not in sizes:
        near = get_close_matches(size, sizes, 1, 0.5)
        yield BadInput(
            f"There is no size {size!r}",
            f"one of {', '.join(sizes)}, or a number of train-loads",
            f"did you mean {near[0]}" if near else "",
        )
    if loads is not None and not 0.01 <= loads <= 10_000:
        yield BadInput(f"--size is {size}", "a number of train-loads from 0.01 to 10000")


def _deadline_problems(world: World, deadline: str | None) -> Iterator[BadInput]:
    if deadline is None:
        return
    if _number(deadline) is None and _day(deadline) is None:
        yield BadInput(f"--deadline is {deadline!r}", "hours after the start such as 72, or a date such as 2026-12-31")
    elif (_deadline(world, deadline) or 0.0) <= 0:
        yield BadInput(
            f"The deadline {deadline} is not after the start", f"more than 0 hours, or a day from {world.valid_on} on"
        )


def _load(world: World, size: str) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """Train-loads by class of load, and the records that say so."""
    loads = _number(size)
    if loads is not None:
        return {"heavy_tracked": loads}, ()
    found = world.table("movement_sizes").filter(pl.col("size") == size)
    load = dict(found.select("load", "loads").iter_rows())
    return load, tuple(named(MovementSize, size, name) for name in load)


def _deadline(world: World, deadline: str | None) -> float | None:
    """Hours from the start, which is the beginning of the day of the World, to the end of the deadline."""
    if deadline is None or (hours := _number(deadline)) is not None:
        return None if deadline is None else hours
    day = _day(deadline)
    return None if day is None else (day - world.valid_on) / timedelta(hours=1) + 24


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _day(text: str) -> date | None:
    try:
        return last_day(text)
    except ValueError:
        return None
