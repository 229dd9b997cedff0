"""Choosing: the parameters that several questions share, each declared once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from phalanx.vocabulary.values import Day, Misfit, Party, Reference, Several, ValueType
from phalanx.world.agreements import KindOfParties, Level

InScope = Annotated[
    str,
    Reference(kinds=("scopes", "groupings")),
    Field(description="A scope (all, brief, eu, nato …) or the id of a grouping."),
]
OfKind = Annotated[KindOfParties, Field(description="Two parties, three or more, or both.")]
SignedFrom = Annotated[str | None, Day(), Field(alias="from", description="Signed on this date or later.")]
SignedTo = Annotated[str | None, Day(), Field(description="Signed on this date or earlier.")]
OfLevel = Annotated[Level, Field(description="Agreements of states, of companies, or both.")]


@dataclass(frozen=True)
class States(Several):
    """A set of states, written with `,` or `;` between them.

    Repeated ones are kept, for the question to tell of them together with whatever else is wrong. So are unknown ones
    where they are kept `as_written`; elsewhere each has to be a code of a party.
    """

    of: ValueType = field(default_factory=Party)
    as_written: bool = False

    def parse(self, text: str) -> tuple[str, ...]:
        parts = [part.strip() for part in text.replace(",", ";").split(";")]
        if not all(parts):
            raise Misfit("states with one ',' or ';' between them", "remove the empty place")
        return tuple(sorted(parts if self.as_written else map(self.of.parse, parts)))

    def describe(self) -> str:
        return "set of states"
