"""Amounts: what states gave of one thing, who could have given, and which figures it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Amount(NamedTuple):
    """What one state gave, what that figure can stand for before rounding, and the records it rests on."""

    value: float
    low: float
    high: float
    records: tuple[str, ...]

    @classmethod
    def exactly(cls, value: float, *records: str) -> Amount:
        """An amount without a margin."""
        return cls(value, value, value, records)


@dataclass(frozen=True)
class Amounts:
    """Amounts by state. `able` are those who could give: among them, one without an amount is missing, not nothing."""

    of: Mapping[str, Amount]
    able: frozenset[str]
    basis: str


def counted_roles(roles: Iterable[tuple[str, str]], able: Iterable[str], basis: str) -> Amounts:
    """One for each role: pairs of a state and the record that names it. Who has none has nothing, which is a figure."""
    records: dict[str, list[str]] = {state: [] for state in able}
    for state, record in roles:
        if state in records:
            records[state].append(record)
    found = {state: Amount.exactly(len(own), *own) for state, own in records.items()}
    return Amounts(found, frozenset(records), basis)
