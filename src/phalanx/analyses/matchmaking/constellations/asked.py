"""Constellations asked: what can be said to the question, and what it means in a World, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from phalanx.analyses.matchmaking.asking import EligibilityParameters, hear, state_problems, together
from phalanx.analyses.matchmaking.groups import Limits
from phalanx.analyses.matchmaking.needs import Needs, read_needs, table_of, unit_problems
from phalanx.analyses.matchmaking.prepare import prepare
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.score import BITS, Scoring
from phalanx.analyses.matchmaking.weights import read_weights
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Flag, Integer, Own, OwnTable, Reference
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World
from phalanx.world.areas import within
from phalanx.world.choosing import States

LARGEST = 8
"""The most states of a group where none is said."""
MOST_STATES = (1 << BITS) - 1
MOST_GROUPS = 20_000_000
"""More are not scored: they would take seconds and gigabytes, of a server too."""


class ConstellationsParameters(Parameters):
    """For what, from which needs, and which groups are meant."""

    area: Annotated[
        str, Reference(kinds=("capability_areas",)), Field(description="The capability area it is for, such as WP-1.")
    ] = "WP-1"
    needs: Annotated[
        Own | None,
        OwnTable(kind="needs"),
        Field(description="Your own table of needs, in the place of the bundled illustrative one."),
    ] = None
    instrument: Annotated[
        str | None,
        Reference(kinds=("instruments",)),
        Field(description="Only groups to which this instrument is open, such as SAFE."),
    ] = None
    min_: Annotated[int, Integer(low=2), Field(alias="min", description="The fewest states of a group.")] = 2
    max_: Annotated[
        int | None,
        Integer(low=2),
        Field(
            alias="max", description=f"The most states of a group; without it {LARGEST}, or all where there are fewer."
        ),
    ] = None
    must: Annotated[
        tuple[str, ...] | None,
        States(as_written=True),
        Field(description="States that have to be in every group, such as PL or PL,SE."),
    ] = None
    without: Annotated[
        tuple[str, ...] | None,
        States(as_written=True),
        Field(description="States that may be in no group, such as HU."),
    ] = None
    top: Annotated[int, Integer(low=1, high=1000), Field(description="How many groups to propose, 1 to 1,000.")] = 20
    sensitivity: Annotated[
        bool, Flag(), Field(description="Whether to tell how far each weight can move before another group leads.")
    ] = False


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the scoring, which groups are meant, and who may be added to one."""

    scoring: Scoring
    limits: Limits
    area: str
    title: str

    @property
    def needs(self) -> Needs:
        """The needs of the area."""
        return self.scoring.needs


def understand(world: World, parameters: ConstellationsParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be.
    """
    book, table = RuleBook.of(world), table_of(world, parameters.needs)
    problems = [*unit_problems(table), *_named_problems(world, book, parameters)]
    for states in (parameters.must, parameters.without):
        problems += state_problems(world, states or ())
    areas = within(world, parameters.area)
    needs = read_needs(table, areas, own=parameters.needs is not None)
    problems += [*_choice_problems(needs, parameters)]
    limits = _limits(needs, parameters)
    if limits.count > MOST_GROUPS:
        problems.append(
            BadInput(
                f"There are {limits.count:,} groups of {parameters.min_} to {limits.most} states",
                f"at most {MOST_GROUPS:,}",
                "lower --max, or leave states out with --without",
            )
        )
    if problems:
        raise together(problems)
    # One more than the largest group, so that who is one step short can be told of it too.
    scoring = prepare(
        world, book, read_weights(world), needs, parameters.area,
        most=limits.most + 1, areas=areas, wanted=parameters.instrument,
    )  # fmt: skip
    title = dict(world.table("capability_areas").select("id", "name").iter_rows())[parameters.area]
    return Heard(scoring, limits, parameters.area, title)


def _named_problems(world: World, book: RuleBook, parameters: ConstellationsParameters) -> Iterator[BadInput]:
    """An area or an instrument that there is not, or one that has ended; by those of eligibility."""
    try:
        given = {"area": parameters.area, "instrument": parameters.instrument}
        asked = {name: value for name, value in given.items() if value is not None}
        hear(world, book, EligibilityParameters.model_validate(asked))
    except BadInput as problem:
        yield problem


def _choice_problems(needs: Needs, parameters: ConstellationsParameters) -> Iterator[BadInput]:
    """States that contradict one another or need nothing, and sizes that no group can have."""
    must, without, here = set(parameters.must or ()), set(parameters.without or ()), needs.states
    if must & without:
        yield BadInput(
            f"{joined(sorted(must & without))} must be in every group and may be in none",
            "no state in both --must and --without",
            "take it from one of the two",
        )
    if missing := sorted(must - set(here)):
        yield BadInput(
            f"{joined(missing)} {'needs' if len(missing) == 1 else 'need'} nothing of {parameters.area}",
            f"--must of states with a need there ({', '.join(here) or 'there is none'})",
        )
    if parameters.max_ is not None and parameters.min_ > parameters.max_:
        yield BadInput(f"--min {parameters.min_} is more than --max {parameters.max_}", "a --max not below --min")
    largest = max(parameters.min_, parameters.max_ or 0)
    if len(here) > 1 and largest > len(here):
        yield BadInput(
            f"A group of {largest} is larger than all {counted(len(here), 'state')} with a need in {parameters.area}",
            f"groups of 2 to {len(here)}",
        )
    most = parameters.max_ or max(LARGEST, parameters.min_)
    if len(must) > most:
        yield BadInput(f"{len(must)} states must be in a group of at most {most}", f"a --max of {len(must)} or more")
    if len(here) > MOST_STATES:
        yield BadInput(f"{len(here)} states need something", f"at most {MOST_STATES}", "leave some out of the table")


def _limits(needs: Needs, parameters: ConstellationsParameters) -> Limits:
    """The groups that are meant; one that is asked to have a state that needs nothing has been told of already."""
    named = parameters.must or ()
    must = tuple(place for place, state in enumerate(needs.states) if state in named)
    left_out = {*named, *(parameters.without or ())}
    free = tuple(place for place, state in enumerate(needs.states) if state not in left_out)
    most = parameters.max_ or max(LARGEST, parameters.min_, len(must))
    return Limits(parameters.min_, min(most, len(needs.states)), free, must)
