"""Programmes: what the United States provided to whom, what is left of it, and what falls away, row by row of the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from phalanx.errors import facts_missing
from phalanx.registry.records.us_posture import UsPosture
from phalanx.registry.records.us_programmes import COUNTED, UsProgramme
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

Change = Literal["ends", "shrinks", "may_shrink", "stays", "unknown"]
Span = tuple[float, float]
"""From least to most."""
FALLING: tuple[Change, ...] = ("ends", "shrinks")


@dataclass(frozen=True, slots=True)
class Account:
    """What one recipient had, keeps and loses of a programme, in its unit; None: not known.

    `whose` are the recipients whose figures these are. `illustrative`: what a group of states received is shared out
    among them in equal parts. `begins`: the first year of what is planned or cut.
    """

    programme: UsProgramme
    whose: tuple[str, ...]
    level: Span | None
    level_year: str | None
    left: Span | None
    falls: Span | None
    begins: str | None
    change: Change
    illustrative: bool
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A counted row: in which field of the programme it stands, how much it says, and of when."""

    role: str
    row: UsPosture
    value: float | None
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Ledger:
    """The programmes of a World, each with its counted rows."""

    programmes: tuple[UsProgramme, ...]
    amounts: Mapping[str, tuple[Amount, ...]]

    def of_recipients(self) -> Iterator[Account]:
        """An account for each programme and recipient or group of recipients, as the sources name them."""
        for programme in self.programmes:
            amounts = self.amounts[programme.id]
            for whose in dict.fromkeys(each.row.recipient for each in amounts):
                yield self._account(programme, whose, [each for each in amounts if each.row.recipient == whose])

    def of_state(self, programme: UsProgramme, state: str) -> Account | None:
        """A state's own account, with its equal part of what it received together with others; None if nothing names it."""
        named = [each for each in self.amounts[programme.id] if state in each.row.recipient]
        return self._account(programme, (state,), named) if named else None

    def of_group(self, programme: UsProgramme, groups: Sequence[str]) -> Account | None:
        """The account of the first of these groups that the programme names, such as EUROPE or NATO."""
        for group in groups:
            if named := [each for each in self.amounts[programme.id] if each.row.recipient == (group,)]:
                return self._account(programme, (group,), named)
        return None

    def _account(self, programme: UsProgramme, whose: tuple[str, ...], amounts: Sequence[Amount]) -> Account:
        levels = [each for each in amounts if each.role == "levels"]
        latest = max((each.last_year for each in levels), default=None)
        last = [each for each in levels if each.last_year == latest]
        later = [each for each in amounts if each.role != "levels"]
        level = _span([_part(each, whose) for each in last] or [programme.before])
        ended = any(each.role == "ends" for each in later)
        left = _span([*(_part(each, whose) for each in later if each.role == "plans"), 0.0 if ended else None])
        cuts = [_part(each, whose) for each in later if each.role == "cuts"]
        fallen = [max(had - kept, 0.0) for had in level for kept in left] if level and left else []
        floors = [_part(each, whose) for each in later if each.role == "floors"]
        # A floor tells no plan: what falls away may be nothing, or all that lies above it.
        fallen += [lost for had in level or () for floor in floors if floor for lost in (0.0, max(had - floor, 0.0))]
        falls = _span([*fallen, *(None if cut is None else abs(cut) for cut in cuts)])
        return Account(
            programme,
            whose,
            level,
            last[0].row.year if last else None,
            left,
            falls,
            str(min(each.first_year for each in later)) if later else None,
            _change(falls, ended=ended),
            any(len(each.row.recipient) > len(whose) for each in [*last, *later]),
            tuple(dict.fromkeys([programme.id, *(each.row.id for each in [*last, *later])])),
        )


def read_ledger(world: World) -> Ledger:
    """The programmes of a World with their rows.

    What there was counts up to the World's year; what is planned or cut, up to the year after, for which budgets are made.

    Raises:
        BadInput: the registry knows no programme, as its facts are of an older edition.
    """
    programmes = cast("tuple[UsProgramme, ...]", world.records("us_programmes"))
    if not programmes:
        raise facts_missing("The registry does not say how the rows of us_posture are counted", "rows of us_programmes")
    rows = {row.id: row for row in cast("tuple[UsPosture, ...]", world.records("us_posture"))}
    amounts = {
        programme.id: tuple(
            amount
            for role in COUNTED
            for name in getattr(programme, role) or ()
            if name in rows and _known_by(amount := _amount(programme, role, rows[name]), world.valid_on.year)
        )
        for programme in programmes
    }
    return Ledger(programmes, amounts)


def _known_by(amount: Amount, year: int) -> bool:
    return amount.last_year <= year if amount.role == "levels" else amount.first_year <= year + 1


def _amount(programme: UsProgramme, role: str, row: UsPosture) -> Amount:
    """A row as it is counted: a sum of money over several years is taken as a mean of them."""
    first, _, last = row.year.partition("/")
    begins, ends = first_day(first).year, last_day(last or first).year
    value = row.quantity if row.amount_usd_m is None else row.amount_usd_m
    if value is not None and programme.nature == "money":
        value /= ends - begins + 1
    return Amount(role, row, value, begins, ends)


def _part(amount: Amount, whose: tuple[str, ...]) -> float | None:
    """The part of an amount that is these recipients', in equal parts."""
    return None if amount.value is None else amount.value * len(whose) / len(amount.row.recipient)


def _span(values: Sequence[float | None]) -> Span | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def _change(falls: Span | None, *, ended: bool) -> Change:
    if ended:
        return "ends"
    if falls is None:
        return "unknown"
    if falls[0] > 0:
        return "shrinks"
    return "may_shrink" if falls[1] > 0 else "stays"
