"""What-if asked: a road map, and what is changed in it – budgets, who takes part, the United States, industry, joint buys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError

from phalanx.analyses.planning.measured import Listed, Measured, numbered
from phalanx.analyses.planning.road_map.asked import FIRST, LAST, RoadMapParameters, Year
from phalanx.question import Parameters, parameter_names
from phalanx.vocabulary.values import Identifier, Integer, InTurn, Misfit, Number, ValueType
from phalanx.vocabulary.wording import joined

SOON = 2030
"""The last year where none is said: two plans to 2040 take most of a minute."""
UNASKED = 2
"""Years by which the United States leave earlier where no change is named."""
MOST_BESIDE = 6
"""How many changes can stand side by side: more columns no page holds."""
LONGEST_NAME = 32
"""How many letters the name of a change can have: it heads a column."""


class Changes(Parameters):
    """What is changed in a road map; several together where that is meant."""

    budget: Annotated[
        tuple[str, ...] | None,
        Listed(of=Measured(Number(unit="%", low=-100, high=1000), "PL:-20")),
        Field(
            description="By how many per cent what a state has for these items changes in every year, such as PL:-20; all:-20 "
            "for all states; several with ; between them."
        ),
    ] = None
    leaves: Annotated[
        tuple[str, ...] | None,
        Listed(of=Identifier()),
        Field(
            description="States that leave, such as HU: with their targets, holdings, money and joint buys, and not with their industry."
        ),
    ] = None
    us_earlier: Annotated[
        int | None,
        Integer(unit="year", low=1, high=LAST - FIRST),
        Field(
            alias="us-earlier",
            description="By how many years the United States leave earlier; 2 where nothing at all is changed.",
        ),
    ] = None
    line: Annotated[
        tuple[str, ...] | None,
        Listed(of=Measured(Number(low=0, high=100), "line-loitering-ukraine:2")),
        Field(
            description="Times how much a line of industry makes, and can make at most, such as line-loitering-ukraine:2; "
            "several with ; between them."
        ),
    ] = None
    threshold: Annotated[
        int | None,
        Integer(low=3, high=30),
        Field(
            description="How many members each joint buy takes at least; by itself two, or as many as its instruments ask for."
        ),
    ] = None

    @property
    def changed(self) -> bool:
        """Whether anything is."""
        return any((self.budget, self.leaves, self.us_earlier, self.line, self.threshold))

    @property
    def changes(self) -> Mapping[str, Any]:
        """What is changed alone, by the names of the fields."""
        return {name: getattr(self, name) for name in Changes.model_fields}

    @property
    def budgets_by(self) -> Mapping[str, float]:
        """Per cent by state, or by `all`."""
        return numbered(self.budget)

    @property
    def lines_by(self) -> Mapping[str, float]:
        """Factors by line."""
        return numbered(self.line)


@dataclass(frozen=True)
class Named(ValueType):
    """Changes that belong together, as `change=value` with blanks between them, and a name before them: `Squeeze: budget=all:-20`."""

    def parse(self, text: str) -> str:
        name, changes = split(text)
        said = {each: value for each, value in changes.said().items() if value is not None}
        written = " ".join(
            f"{each}={';'.join(value) if isinstance(value, list) else value}" for each, value in said.items()
        )
        return f"{name}: {written}" if name else written

    def describe(self) -> str:
        return "changes such as Squeeze: budget=all:-20 us-earlier=2"


class WhatIfParameters(Changes, RoadMapParameters):
    """A road map, and what is changed in it; at least one change, several together, or several side by side."""

    to: Annotated[int, Year, Field(description="The last year of both plans.")] = SOON
    beside: Annotated[
        tuple[str, ...] | None,
        InTurn(of=Named(), most=MOST_BESIDE),
        Field(
            description="Another change, to be set beside the first: changes as they are named here with = and a value, and a "
            "name before them if wanted, such as 'Squeeze: budget=all:-20 us-earlier=2'; repeat it, or write | between, for several."
        ),
    ] = None

    @property
    def earlier(self) -> int:
        """Years by which the United States leave earlier: as asked, or two where nothing at all is changed."""
        return self.us_earlier or (0 if self.changed or self.beside else UNASKED)

    @property
    def apart(self) -> tuple[tuple[str, WhatIfParameters], ...]:
        """Each of the changes that stand side by side, as if it were asked alone, with its name where it has one."""
        own = [("", self.changes)] if self.changed else []
        others = [(name, changes.changes) for name, changes in map(split, self.beside or ())]
        return tuple((name, self.model_copy(update={**changes, "beside": None})) for name, changes in (*own, *others))


def split(text: str) -> tuple[str, Changes]:
    """The name of a change, or nothing, and what it changes. Raises Misfit where it is none."""
    before, colon, after = text.partition(": ")
    name, rest = (before.strip(), after) if colon and "=" not in before else ("", text)
    if len(name) > LONGEST_NAME:
        raise Misfit(f"a name of at most {LONGEST_NAME} letters", f"shorten {name!r}: it heads a column")
    parts = [part.strip() for part in re.split(r"\s+(?=[A-Za-z_-]+=)", rest.strip())]
    if not all("=" in part for part in parts):
        raise Misfit(
            "changes with = and a value, such as 'Squeeze: budget=all:-20 us-earlier=2'",
            f"the changes are {joined([*parameter_names(Changes)])}",
        )
    given = [part.partition("=")[::2] for part in parts]
    if twice := sorted({change for change, _ in given if [each for each, _ in given].count(change) > 1}):
        raise Misfit(
            f"each change once in {text.strip()!r}", f"{joined(twice)} stands twice; write ; between its values"
        )
    try:
        return name, Changes.model_validate(dict(given))
    except ValidationError as error:
        raise Misfit(*_wrong(error, text.strip())) from error


def _wrong(error: ValidationError, text: str) -> tuple[str, str]:
    """The first thing that is wrong with a change: what was expected, and what to do."""
    fault: Any = error.errors(include_url=False)[0]
    change, more = str(fault["loc"][0]), fault.get("ctx", {})
    if fault["type"] == "extra_forbidden":
        return f"one of the changes {joined([*parameter_names(Changes)])}", f"{change!r} in {text!r} is none of them"
    expected, remedy = more.get("expected", fault["msg"]), more.get("remedy", "")
    return f"{expected}, for {change} in {text!r}", remedy or f"{fault['input']!r} is none"
