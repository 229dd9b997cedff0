"""Measured: names with a number each, as parameters take them: `PL:-20; all:-10`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from phalanx.vocabulary.values import Identifier, Misfit, Number, Several, ValueType

ALL = "all"
"""All that can be named, in the place of one name."""


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


def numbered(named: tuple[str, ...] | None) -> Mapping[str, float]:
    """The numbers by name; of a name that stands more than once, the last."""
    return {name: float(number) for name, _, number in (each.rpartition(":") for each in named or ())}


def repeated(named: tuple[str, ...] | None) -> tuple[str, ...]:
    """Names that stand more than once."""
    counts = Counter(each.rpartition(":")[0] for each in named or ())
    return tuple(name for name, count in counts.items() if count > 1)
