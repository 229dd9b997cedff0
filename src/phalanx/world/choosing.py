"""Choosing: the parameters that questions on agreements share, each declared once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from phalanx.vocabulary.values import Day, Reference
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
