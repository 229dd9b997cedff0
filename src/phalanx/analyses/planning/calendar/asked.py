"""What the question on calendars is asked: which years, whose calendars, and how close together two submissions count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from phalanx.analyses.planning.calendar.cycles import Occurrence, occurrences
from phalanx.analyses.planning.calendar.standing import Standing, own_dates, standing
from phalanx.analyses.planning.calendar.waits import Wait, waits
from phalanx.analyses.planning.calendar.windows import Window, windows
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Integer, Party
from phalanx.world import World

FIRST_YEAR, LAST_YEAR = 1990, 2100
AHEAD_YEARS = 10


class CalendarParameters(Parameters):
    """Whose calendars, and of which years."""

    state: Annotated[
        str | None,
        Party(),
        Field(description="Only what concerns this state, with its own dates; a two-letter code such as FR."),
    ] = None
    from_: Annotated[
        int | None,
        Integer(unit="year", low=FIRST_YEAR, high=LAST_YEAR),
        Field(alias="from", description="The first year; without it, the year of the World's day."),
    ] = None
    to: Annotated[
        int | None,
        Integer(unit="year", low=FIRST_YEAR, high=LAST_YEAR),
        Field(description="The last year; without it, ten years after the first."),
    ] = None
    within_months: Annotated[
        int,
        Integer(unit="months", low=0, high=24),
        Field(
            alias="within-months",
            description="How many months apart two submissions may be for one text to serve both; 0 to 24.",
        ),
    ] = 6


@dataclass(frozen=True)
class Calendar:
    """The calendars as asked: the years, the events in them, what waits for what, and the windows; all in time."""

    years: range
    within_months: int
    standing: Standing | None
    events: tuple[Occurrence, ...]
    waits: tuple[Wait, ...]
    windows: tuple[Window, ...]

    @property
    def inputs(self) -> list[Wait]:
        """The waits for what informs a decision."""
        return [wait for wait in self.waits if wait.relation == "informs"]

    @property
    def span(self) -> str:
        """The years in words."""
        return f"from {self.years[0]} to {self.years[-1]}" if len(self.years) > 1 else f"in {self.years[0]}"


def read(world: World, parameters: CalendarParameters) -> Calendar:
    """The calendars of the years asked; of a state, only the events that concern it, and its own.

    Raises:
        BadInput: the years are none, or lie beyond those a calendar can have.
    """
    years = _years(world, parameters)
    beyond = max(world.table("planning_cycles")["recurs_years"].drop_nulls().to_list(), default=0)
    found = occurrences(world, years[-1] + beyond)
    whose = standing(world, parameters.state) if parameters.state else None
    if whose is not None:
        found = [*(each for each in found if whose.concerned(each)), *own_dates(world, whose.state)]
        found.sort(key=lambda each: (each.earliest, each.latest, each.uid))
    shown = {each.uid for each in found if each.within(years)}
    return Calendar(
        years,
        parameters.within_months,
        whose,
        tuple(each for each in found if each.uid in shown),
        tuple(each for each in waits(world, found) if each.waiting.uid in shown),
        tuple(
            each for each in windows(found, parameters.within_months)
            if each.opens.year <= years[-1] and each.closes.year >= years[0]
        ),
    )  # fmt: skip


def _years(world: World, parameters: CalendarParameters) -> range:
    first = world.valid_on.year if parameters.from_ is None else parameters.from_
    last = min(first + AHEAD_YEARS, LAST_YEAR) if parameters.to is None else parameters.to
    if first > LAST_YEAR:
        raise BadInput(
            f"The calendars would begin in {first}", f"a year up to {LAST_YEAR}", "say --from, or an earlier --valid-on"
        )
    if last < first:
        raise BadInput(f"From {first} to {last} is no span of years", "a last year not before the first", "swap them")
    return range(first, last + 1)
