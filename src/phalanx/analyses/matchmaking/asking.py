"""Asking: the parameters that questions on matchmaking share, and everything wrong with them, told together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated

import polars as pl
from pydantic import Field

from phalanx.analyses.matchmaking.judging import ENDING
from phalanx.analyses.matchmaking.rulebook import RuleBook, every_state
from phalanx.analyses.matchmaking.rules import Asked, Case, judge_circumstances
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.dates import read_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Day, Misfit, Number, Party, Reference
from phalanx.world import World
from phalanx.world.agreements import agreements
from phalanx.world.choosing import States

EXAMPLE = ("DE", "NL", "UA")
"""The group that is asked about when none is named."""


class EligibilityParameters(Parameters):
    """Who is asked about, for what, and when."""

    states: Annotated[
        tuple[str, ...] | None,
        States(as_written=True),
        Field(
            description="The group, by two-letter codes, such as DE,NL,UA; with neither states nor agreement, that "
            "example."
        ),
    ] = None
    agreement: Annotated[
        str | None,
        Reference(kinds=("agreements",)),
        Field(description="Instead of states: the id of an agreement whose parties are the group."),
    ] = None
    area: Annotated[
        str | None,
        Reference(kinds=("capability_areas",)),
        Field(description="The capability area it is for, such as WP-1."),
    ] = None
    on: Annotated[
        str | None,
        Day(),
        Field(
            description="The day of the application or contract; a month or year counts to its end. Without it, today."
        ),
    ] = None
    non_eu_share: Annotated[
        float | None,
        Number(unit="percent"),
        Field(
            alias="non-eu-share",
            description="Share of component cost from outside the Union and associated states, in per cent.",
        ),
    ] = None
    instrument: Annotated[
        str | None,
        Reference(kinds=("instruments",)),
        Field(description="One instrument alone, such as SAFE. Without it, all."),
    ] = None


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement whose parties are asked about: who they are on the World's day, and where it stands."""

    record: str
    parties: frozenset[str]
    life: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was asked, understood: the case to judge, where the group comes from, and who of it is no state."""

    asked: Asked
    pact: Pact | None
    instrument: str | None
    example: bool
    others: tuple[str, ...] = ()


def hear(world: World, book: RuleBook, parameters: EligibilityParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be.
    """
    day = read_day(parameters.on) if parameters.on else world.valid_on
    pact = find_pact(world, parameters.agreement) if parameters.agreement else None
    problems = [
        *state_problems(world, parameters.states or ()),
        *_agreement_problems(world, parameters, pact),
        *_value_problems(world, parameters),
        *_instrument_problems(book, parameters.instrument, day),
    ]
    if problems:
        raise together(problems)
    parties = pact.parties if pact else frozenset(parameters.states or EXAMPLE)
    return Heard(
        Asked(parties & every_state(), day, parameters.non_eu_share, parameters.area),
        pact,
        parameters.instrument,
        example=not (parameters.states or parameters.agreement),
        others=tuple(sorted(parties - every_state())),
    )


def together(problems: Sequence[BadInput]) -> BadInput:
    """Several problems as one, each part said once."""
    found, expected, remedies = (
        "; ".join(dict.fromkeys(filter(None, parts)))
        for parts in zip(*((each.found, each.expected, each.remedy) for each in problems), strict=True)
    )
    return BadInput(found, expected, remedies)


def state_problems(world: World, states: Sequence[str]) -> Iterator[BadInput]:
    """What is wrong with a list of states: those that are none, and those named more than once."""
    known = ", ".join(world.table("states")["iso2"].sort())
    for state, number in Counter(states).items():
        if state not in every_state():
            yield BadInput(
                f"{state!r} is no state{_hint(state)}", f"states by their codes ({known}, or any other country's)"
            )
        if number > 1:
            yield BadInput(f"{state!r} is named {number} times", "each state once")


def _hint(state: str) -> str:
    """What may have been meant, in brackets."""
    try:
        Party().parse(state)
    except Misfit as misfit:
        remedy = str((misfit.context or {}).get("remedy", ""))
        return f" ({remedy}?)" if remedy.startswith("did you mean") else ""
    return f" but {party_name(state)}"


def unknown(what: str, found: str, known: Collection[str], where: str) -> BadInput:
    """A value that is none of those known: with them, or where they are listed if they are many, and the nearest."""
    near = get_close_matches(found, known, 1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    expected = f"one of {', '.join(known)}" if len(known) <= 100 else f"one of the {len(known):,} in {where}"
    return BadInput(f"There is no {what} {found!r}{hint}", expected)


def find_pact(world: World, agreement: str) -> Pact | None:
    """The agreement of that id with its parties of today; None where the World does not hold it."""
    found = agreements(world).filter(pl.col("id") == agreement)
    return Pact(agreement, frozenset(found["parties_now"][0]), found["life"][0]) if found.height else None


def _agreement_problems(world: World, parameters: EligibilityParameters, pact: Pact | None) -> Iterator[BadInput]:
    if parameters.agreement is None:
        return
    if parameters.states:
        yield BadInput("Both states and an agreement were named", "one of the two")
    if pact is None:
        known = world.table("agreements")["id"].to_list()
        yield unknown("agreement", parameters.agreement, known, "'phalanx facts list agreements'")
    elif not pact.parties & every_state():
        yield BadInput(f"To {parameters.agreement} no state is party", "an agreement to which states are party")


def _value_problems(world: World, parameters: EligibilityParameters) -> Iterator[BadInput]:
    areas = world.table("capability_areas")["id"].to_list()
    if parameters.area is not None and parameters.area not in areas:
        yield unknown("capability area", parameters.area, areas, "'phalanx facts list capability_areas'")
    share = parameters.non_eu_share
    if share is not None and not 0 <= share <= 100:
        yield BadInput(f"A share of {share:g} % was named", "a share from 0 to 100 %")


def _instrument_problems(book: RuleBook, instrument: str | None, day: date) -> Iterator[BadInput]:
    if instrument is None:
        return
    if instrument not in book.instruments:
        yield unknown("instrument", instrument, book.instruments, "'phalanx facts list instruments'")
        return
    ended = ended_by(book, day)
    if reason := ended.get(instrument):
        running = [name for name in book.instruments if name not in ended]
        yield BadInput(
            f"{instrument} had ended by {day:%-d %B %Y} ({reason.rstrip('.')})",
            f"one of those that had not ({', '.join(running)}), or an earlier day",
        )


def ended_by(book: RuleBook, day: date) -> dict[str, str]:
    """The instruments of which every way had ended by that day, each with the reason."""
    reasons: dict[str, list[str]] = {}
    for way in book.ways:
        verdicts = judge_circumstances(Case.of(book, way, Asked(frozenset(), day)))
        over = [each.reason for each in verdicts if each.rule in ENDING and each.outcome == "failed"]
        reasons.setdefault(way.instrument, []).append(over[0] if over else "")
    return {instrument: told[0] for instrument, told in reasons.items() if all(told)}
