"""Told: what one question tells of the news, in the shape in which all of them tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from phalanx.answer import Finding, Table

CITED = 20
"""How many records a finding names at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A number before and after, as the chart draws it, in the unit of its panel."""

    label: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines of one unit; `title` names what is measured, with the unit.

    `said` says a line as a sentence, with places for `label`, `before` and `after`.
    """

    title: str
    said: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Told:
    """Findings, tables by name, panels of the chart, and notes."""

    findings: tuple[Finding, ...]
    tables: Mapping[str, Table]
    panels: tuple[Panel, ...] = ()
    notes: tuple[str, ...] = field(default=())


def cited(*records: Sequence[str]) -> tuple[str, ...]:
    """Records without repeats, no more than a finding names; those that come first stay."""
    return tuple(dict.fromkeys(name for some in records for name in some))[:CITED]
