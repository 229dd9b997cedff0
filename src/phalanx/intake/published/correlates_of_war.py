"""Correlates-of-War state numbers translated into our party codes, former states included."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from phalanx.vocabulary.dates import first_day, last_day


class UnknownState(ValueError):
    """A number that the list of states does not have."""

    def __init__(self, ccode: int) -> None:
        self.ccode = ccode
        super().__init__(
            f"{ccode} is no Correlates-of-War state number; expected one of the list in cow_states.csv "
            "(2 United States, 200 United Kingdom, …): correct the cell"
        )


@dataclass(frozen=True)
class Membership:
    """One unbroken span in which a number stood for one state."""

    ccode: int
    abbreviation: str
    name: str
    party: str
    start: date
    end: date
    """The last day; `date.max` for states that were members when the list was closed."""

    def days_within(self, first: date, last: date) -> int:
        """How many days from first to last the span covers; zero or less, how far away from them it lies."""
        return (min(self.end, last) - max(self.start, first)).days + 1


class CorrelatesOfWar:
    """The list of states; read it once with `CorrelatesOfWar.read()`."""

    def __init__(self, memberships: Iterable[Membership]) -> None:
        spans: dict[int, list[Membership]] = defaultdict(list)
        for each in sorted(memberships, key=lambda m: (m.ccode, m.start)):
            spans[each.ccode].append(each)
        self._spans = dict(spans)
        self._numbers = {
            span.abbreviation: ccode for ccode, group in spans.items() for span in group if span.abbreviation
        }

    @classmethod
    def read(cls) -> CorrelatesOfWar:
        """The bundled list."""
        table = files("phalanx.facts").joinpath("cow_states.csv").read_text(encoding="utf-8")
        return cls(_membership(row) for row in csv.DictReader(table.splitlines()))

    def membership(self, ccode: int, when: int | str) -> Membership:
        """The span that speaks for a number in a year or on a date (`2006-04-05`, `2006-04`, `2006`).

        That is the span which covers most of that time, else the nearest: agreements are dated a little outside the
        list as well, when a government in exile signs or an old alliance names the members that joined later.
        Between two that are equal the later one speaks.

        Raises:
            UnknownState: the number is not in the list.
            ValueError: `when` is no date.
        """
        try:
            spans = self._spans[ccode]
        except KeyError:
            raise UnknownState(ccode) from None
        text = f"{when:04d}" if isinstance(when, int) else when
        first, last = first_day(text), last_day(text)
        return max(spans, key=lambda span: (span.days_within(first, last), span.start))

    def party(self, ccode: int, when: int | str) -> str:
        """The party code a number stands for at a time. Raises `UnknownState`."""
        return self.membership(ccode, when).party

    def name(self, ccode: int, when: int | str) -> str:
        """The name of the state a number stands for at a time. Raises `UnknownState`."""
        return self.membership(ccode, when).name

    def number(self, abbreviation: str) -> int | None:
        """The number of an abbreviation such as `UKG`; None when the list has no such abbreviation."""
        return self._numbers.get(abbreviation)


def _membership(row: Mapping[str, str]) -> Membership:
    """A row of the list; without an end the state was a member when the list was closed."""
    return Membership(
        ccode=int(row["ccode"]),
        abbreviation=row["abbreviation"],
        name=row["name"],
        party=row["party"],
        start=first_day(row["start"]),
        end=last_day(row["end"]) if row["end"] else date.max,
    )
