"""Examples: the movements of the facts that everybody may count with, and what can happen to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from phalanx.analyses.mobility.measures import missing
from phalanx.analyses.mobility.network import Movement
from phalanx.errors import BadInput
from phalanx.world import World

DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Example:
    """A movement of the facts: `home` are the states in which it begins, `told` how many days it is told to have taken."""

    id: str
    title: str
    movement: Movement
    home: frozenset[str]
    told: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Hazard:
    """What takes capacity from a mode in some states: `factor` is left of it, on a share of all days, with its range."""

    id: str
    title: str
    mode: str
    states: frozenset[str]
    factor: float
    share: float
    low_share: float
    high_share: float


def read_examples(world: World, chosen: Sequence[str] | None = None) -> tuple[Example, ...]:
    """The example movements of the facts, all or those chosen, in their order.

    Raises:
        BadInput: the registry holds none, holds no movement of that name, or lacks the size of one.
    """
    rows = world.table("example_movements").to_dicts()
    if not rows:
        raise missing("example_movements")
    _known(chosen or (), [row["id"] for row in rows], "movement", "example_movements")
    states = dict(world.table("mobility_nodes").select("id", "iso2").iter_rows())
    found = []
    for row in rows:
        if chosen is not None and row["id"] not in chosen:
            continue
        load = _load(world, row["size"])
        total = sum(load.values())
        found.append(
            Example(
                row["id"],
                row["title"],
                Movement(
                    loads=dict.fromkeys(row["origins"], total / len(row["origins"])),
                    destination=row["destination"],
                    heavy=load.get("heavy_tracked", 0.0) / total,
                ),
                frozenset(states[origin] for origin in row["origins"]),
                None if row["told_low_days"] is None else (row["told_low_days"], row["told_high_days"]),
            )
        )
    return tuple(found)


def read_hazards(world: World, chosen: Sequence[str] | None = None) -> tuple[Hazard, ...]:
    """The example hazards of the facts, all where `chosen` is None, in their order.

    Raises:
        BadInput: the registry holds no hazard of that name.
    """
    rows = world.table("example_hazards").to_dicts()
    if chosen is not None:
        _known(chosen, [row["id"] for row in rows], "hazard", "example_hazards")
    return tuple(
        Hazard(
            row["id"],
            row["title"],
            row["mode"],
            frozenset(row["states"]),
            row["factor"],
            *(row[name] / DAYS_A_YEAR for name in ("days", "low_days", "high_days")),
        )
        for row in rows
        if chosen is None or row["id"] in chosen
    )


def _known(chosen: Sequence[str], there: Sequence[str], what: str, kind: str) -> None:
    unknown = [name for name in chosen if name not in there]
    if unknown:
        raise BadInput(f"There is no {what} {', '.join(unknown)}", f"of {kind}: {', '.join(there)}")


def _load(world: World, size: str) -> Mapping[str, float]:
    """Train-loads by class of load."""
    load = dict(world.table("movement_sizes").filter(pl.col("size") == size).select("load", "loads").iter_rows())
    if not load:
        raise missing(f"movement_sizes/{size}")
    return load
