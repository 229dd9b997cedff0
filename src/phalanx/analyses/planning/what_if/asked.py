"""What-if asked: a road map, and what is changed in it – budgets, who takes part, the United States, industry, joint buys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from phalanx.analyses.planning.road_map.asked import FIRST, LAST, RoadMapParameters, Year
from phalanx.vocabulary.values import Identifier, Integer, Misfit, Number, Several, ValueType

ALL = "all"
"""All states, in the place of one."""
SOON = 2030
"""The last year where none is said: two plans to 2040 take most of a minute."""
UNASKED = 2
"""Years by which the United States leave earlier where no change is named."""


@dataclass(frozen=True)
class Measured(ValueType):
    """A name with a number: `PL:-20`."""

    number: Number = field(default_factory=Number)
    example: str = "PL:-20"

    def parse(self, text: str) -> str:
        name, colon, number = text.strip().rpartition(":")
        if not colon:
            raise Misfit(f"a name and a number with ':' between them, such as {self.example}")
        value = self.number.parse(number)
        return f"{Identifier().parse(name.strip())}:{self.number.write(value)}"

    def describe(self) -> str:
        return f"such as {self.example}"


@dataclass(frozen=True)
class Listed(Several):
    """A set of values, written with `,` or `;` between them."""

    def parse(self, text: str) -> tuple[str, ...]:
        return super().parse(re.sub(",", ";", text))


class WhatIfParameters(RoadMapParameters):
    """A road map, and what is changed in it; at least one change, and several together where that is meant."""

    to: Annotated[int, Year, Field(description="The last year of both plans.")] = SOON
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
    def earlier(self) -> int:
        """Years by which the United States leave earlier: as asked, or two where nothing at all is changed."""
        return self.us_earlier or (0 if self.changed else UNASKED)

    @property
    def budgets_by(self) -> Mapping[str, float]:
        """Per cent by state, or by `all`."""
        return numbered(self.budget)

    @property
    def lines_by(self) -> Mapping[str, float]:
        """Factors by line."""
        return numbered(self.line)


def numbered(named: tuple[str, ...] | None) -> Mapping[str, float]:
    """Numbers by their names."""
    return {name: float(number) for name, _, number in (each.rpartition(":") for each in named or ())}


def repeated(named: tuple[str, ...] | None) -> tuple[str, ...]:
    """Names that stand with more than one number."""
    names: list[Any] = [each.rpartition(":")[0] for each in named or ()]
    return tuple(sorted({name for name in names if names.count(name) > 1}))
