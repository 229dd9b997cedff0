"""Threshold asked: what can be said to the question, and the dial it means in a World, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
import polars as pl
from pydantic import Field

from phalanx.analyses.matchmaking.asking import EligibilityParameters, hear, together
from phalanx.analyses.matchmaking.groups import Flags, Ints
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.threshold.bar import Bar
from phalanx.analyses.matchmaking.threshold.dial import Dial, nearness, turn
from phalanx.analyses.matchmaking.threshold.undertakings import LeftOut, undertakings
from phalanx.analyses.matchmaking.weights import read_weights
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Integer, Reference
from phalanx.world import World
from phalanx.world.agreements import Level


class ThresholdParameters(Parameters):
    """From which least number of states to which, and under whose rules."""

    from_: Annotated[
        int, Integer(low=1), Field(alias="from", description="The lowest threshold: how many states it takes.")
    ] = 2
    to: Annotated[int, Integer(low=1), Field(description="The highest threshold.")] = 6
    instrument: Annotated[
        str | None,
        Reference(kinds=("instruments",)),
        Field(description="Count only states that count under this instrument, such as SAFE, by all its other rules."),
    ] = None
    level: Annotated[Level, Field(description="Pacts of states, of companies, or both.")] = "state"


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the undertakings, a row each, who takes part in each, and what becomes of them.

    `members` are flags over the bar's states, `counting` how many of them count towards the threshold.
    """

    frame: pl.DataFrame = field(repr=False)
    left_out: Mapping[LeftOut, int]
    bar: Bar
    members: Flags = field(repr=False)
    counting: Ints = field(repr=False)
    dial: Dial
    instrument: str | None
    book: RuleBook | None = field(repr=False)

    @property
    def pacts(self) -> Flags:
        """Which undertakings are procurement pacts."""
        return (self.frame["kind"] == "pact").to_numpy()


def understand(world: World, parameters: ThresholdParameters) -> Heard:
    """Understand what was asked of a World, and turn the dial.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be.
    """
    asked = parameters.instrument is not None
    book = RuleBook.of(world) if asked or world.table("instruments").height else None
    known = tuple(world.table("states")["iso2"].sort())
    problems = [*_order_problems(parameters, len(known)), *_instrument_problems(world, book, parameters)]
    if problems:
        raise together(problems)
    found = undertakings(world, parameters.level)
    states = tuple(sorted({*known, *found.frame["states"].explode().drop_nulls()}))
    members = _flags(found.frame["states"], states)
    bar = Bar.of(book, parameters.instrument, world.valid_on, states)
    near = nearness(world, read_weights(world), states, found.frame)
    candidates = np.isin(states, known)
    dial = turn(bar, members, near, candidates, range(parameters.from_, parameters.to + 1))
    return Heard(found.frame, found.left_out, bar, members, bar.counting(members), dial, parameters.instrument, book)


def _order_problems(parameters: ThresholdParameters, most: int) -> Iterator[BadInput]:
    if parameters.from_ > parameters.to:
        yield BadInput(
            f"--from {parameters.from_} is more than --to {parameters.to}", "a --to not below --from", "swap the two"
        )
    if max(parameters.from_, parameters.to) > most:
        yield BadInput(
            f"A threshold of {max(parameters.from_, parameters.to)} is above all {most} states of the registry",
            f"thresholds of 1 to {most}",
        )


def _instrument_problems(world: World, book: RuleBook | None, parameters: ThresholdParameters) -> Iterator[BadInput]:
    """An instrument that there is not, or one that has ended; by those of eligibility."""
    if book is None or parameters.instrument is None:
        return
    try:
        hear(world, book, EligibilityParameters(instrument=parameters.instrument))
    except BadInput as problem:
        yield problem


def _flags(states: pl.Series, known: tuple[str, ...]) -> Flags:
    """A row each, true where a state takes part."""
    place = {state: number for number, state in enumerate(known)}
    flags = np.zeros((len(states), len(known)), dtype=bool)
    for row, found in enumerate(states.to_list()):
        flags[row, [place[state] for state in found]] = True
    return flags
