"""World: every record as of a date, as known at a moment. It goes into every question.

`World.of(registry, valid_on=date(2025, 9, 30)).table("agreements")` gives the agreements of that day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl

from phalanx.answer import WorldStamp
from phalanx.errors import UnknownRecord
from phalanx.registry.records import KINDS, Record
from phalanx.registry.snapshot import read_cells, typed
from phalanx.vocabulary.dates import stamp

if TYPE_CHECKING:
    from phalanx.registry.store import Registry


@dataclass(frozen=True, eq=False)
class World:
    """Every record that had begun by `valid_on`, with the values the registry knew at `known_at`.

    Frozen: it reads nothing more from the registry, and can be pickled and sent to another machine. `entries` are the
    journal's entries behind it (columns of `Registry.frame`); tables are read from them when first asked for.
    """

    valid_on: date
    known_at: datetime
    journal_head: str
    entries: pl.DataFrame = field(repr=False)
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, registry: Registry, valid_on: date | None = None, known_at: datetime | None = None) -> World:
        """Read the World of a registry; without dates, as of today and all that is known now.

        Now is never before the last entry, even if a clock is wrong: asked again as known then, the World is the same.
        """
        now = datetime.now(UTC)
        entries, (_, head) = registry.frame(known_at)
        last = datetime.fromisoformat(entries["at"][-1]) if entries.height else now
        return cls(valid_on or now.date(), known_at or max(now, last), head, entries)

    @property
    def stamp(self) -> WorldStamp:
        """What an Answer says of its World."""
        return WorldStamp(self.valid_on.isoformat(), stamp(self.known_at), self.journal_head)

    def table(self, kind: str) -> pl.DataFrame:
        """All records of a kind: a row each in the order first entered, columns in the types of the data dictionary.

        Dates stay text, as exact as the source supports; sets are lists of text; what is not known is null.
        """
        if kind not in KINDS:
            raise UnknownRecord(f"There is no kind of facts called {kind!r}", f"one of {', '.join(KINDS)}")
        if kind not in self._tables:
            frame = typed(read_cells(self.entries, kind, self.valid_on), kind)
            begins = KINDS[kind].BEGINS
            if begins:
                frame = frame.filter(begun_by(begins, self.valid_on))
            self._tables[kind] = frame
        return self._tables[kind]

    def records(self, kind: str) -> tuple[Record, ...]:
        """The same as frozen records."""
        rows = self.table(kind).iter_rows(named=True)
        return tuple(KINDS[kind](**{name: v for name, v in row.items() if v is not None}) for row in rows)


def begun_by(column: str, day: date) -> pl.Expr:
    """Rows whose date is no later than the day. A month or a year counts from its first day; no date counts as begun."""
    text = pl.col(column).cast(pl.String)
    first = text + pl.lit("-01-01").str.slice(text.str.len_chars().cast(pl.Int64) - 4)
    return first.le(day.isoformat()).fill_null(True)
