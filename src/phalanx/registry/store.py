"""The store: where a journal lives – a SQLite file by default, a PostgreSQL database by URL.

Appending takes the head's lock, so entries never interleave; one import is one transaction, so it is there whole or
not at all. Reading sees one moment of the journal, whoever writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from phalanx.errors import BadInput, JournalBroken, RegistryError
from phalanx.registry import engines, schema
from phalanx.registry.batches import in_batches
from phalanx.registry.journal import COLUMNS, GENESIS, Entry, Statement, enter, find_faults
from phalanx.vocabulary.dates import stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

BATCH = 5000
WORLD_COLUMNS = ("seq", "at", "kind", "record", "field", "value", "source", "grade", "valid_from")


class Registry:
    """An open registry. Use as a context manager, or call `close()`."""

    def __init__(self, engine: sa.Engine, url: str) -> None:
        self._engine = engine
        self.url = url

    @classmethod
    def open(cls, url: str) -> Registry:
        """Open a registry that exists: a path, `sqlite:///path` or `postgresql://…`.

        Raises:
            RegistryError: locked, truncated, not a registry, of a newer version, or out of reach.
        """
        engine = engines.connect(url)
        registry = cls(engine, url)
        with registry._errors():
            with engine.connect() as connection:
                revision = engines.revision(connection, url)
            if revision != schema.REVISION:
                engines.migrate(engine)
        return registry

    @classmethod
    def create(cls, url: str, fill: Callable[[Registry], None] | None = None) -> Registry:
        """Make a new registry, filled by `fill` before anybody sees it, and open it.

        Raises:
            RegistryError: there is a registry at that place already, or it cannot be made.
        """
        with engines.translated(url):
            engines.build(url, lambda engine: fill(cls(engine, url)) if fill else None)
        return cls.open(url)

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _errors(self) -> engines.Translation:
        return engines.translated(self.url)

    # ---- the head -----------------------------------------------------------------------------------------------

    def head(self) -> tuple[int, str, str]:
        """The last entry's number, hash and time; (0, 64 zeros, year 1) for an empty registry."""
        with self._errors(), self._engine.connect() as connection:
            return _head(connection)

    def head_at(self, known_at: datetime | None) -> tuple[int, str]:
        """Number and hash of the last entry known at that moment."""
        with self._errors(), self._engine.connect() as connection:
            return _head_known(connection, known_at)

    # ---- appending ----------------------------------------------------------------------------------------------

    @contextmanager
    def writing(
        self, *, who: str, why: str, at: datetime | None = None, dry_run: bool = False
    ) -> Iterator[Writer]:
        """Append in one transaction: all of it is kept when the block ends well, nothing when it raises.

        A dry run goes through the same motions, takes no lock and writes nothing.

        `at` is for facts that bring their own moment (the bundled ones); otherwise it is now, and never earlier than
        the last entry, even if the machine's clock was set back.
        """
        if not who.strip() or not why.strip():
            raise BadInput("An entry needs who enters it and why", "two texts", "say --by NAME and --why TEXT")
        options = {"phalanx_writes": not dry_run}
        with self._errors(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            if not dry_run:
                connection.execute(sa.select(schema.head).where(schema.head.c.id == 1).with_for_update())
            writer = Writer(connection, who=who.strip(), why=why.strip(), at=at, dry_run=dry_run)
            yield writer
            writer.finish()

    def append(self, statements: Iterable[Statement], *, who: str, why: str, at: datetime | None = None) -> int:
        """Append statements in one transaction; gives how many."""
        with self.writing(who=who, why=why, at=at) as writer:
            writer.add(statements)
            return writer.count

    def load(self, rows: Iterable[tuple[object, ...]], head: tuple[int, str, str]) -> None:
        """Fill an empty registry with sealed entries, as a backup holds them."""
        options = {"phalanx_writes": True}
        with self._errors(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            if _head(connection)[0]:
                raise RegistryError(f"{engines.shown(self.url)} has entries already", "an empty registry")
            for batch in in_batches(rows, BATCH):
                connection.execute(schema.journal.insert(), [dict(zip(COLUMNS, row, strict=True)) for row in batch])
            connection.execute(schema.head.update().values(seq=head[0], hash=head[1], at=head[2]))

    # ---- reading ------------------------------------------------------------------------------------------------

    def frame(self, known_at: datetime | None = None) -> tuple[pl.DataFrame, tuple[int, str]]:
        """Every entry known at a moment (None: all), as columns `WORLD_COLUMNS`, and the head of that moment."""
        import polars as pl

        entries = schema.journal
        query = sa.select(*(entries.c[name] for name in WORLD_COLUMNS)).order_by(entries.c.seq)
        if known_at is not None:
            query = query.where(entries.c.at <= stamp(known_at))
        with self._errors(), self._engine.connect() as connection, connection.begin():
            head = _head_known(connection, known_at)
            rows = connection.execute(query.where(entries.c.seq <= head[0])).cursor.fetchall()  # type: ignore[union-attr]
        columns = zip(*rows, strict=True) if rows else ([] for _ in WORLD_COLUMNS)
        types: dict[str, Any] = dict.fromkeys(WORLD_COLUMNS, pl.String) | {"seq": pl.Int64}
        return (
            pl.DataFrame(
                [
                    pl.Series(name, values, dtype=types[name], strict=False)
                    for name, values in zip(WORLD_COLUMNS, columns, strict=True)
                ]
            ),
            head,
        )

    def entries(
        self, *, records: Sequence[str] | None = None, after: str | None = None, until: str | None = None
    ) -> Iterator[Entry]:
        """Entries in order: of some records, or entered after / not after the given stamps; None: no such limit."""
        table = schema.journal
        query = sa.select(*(table.c[name] for name in COLUMNS)).order_by(table.c.seq)
        if records is not None:
            query = query.where(table.c.record.in_(records))
        if after is not None:
            query = query.where(table.c.at > after)
        if until is not None:
            query = query.where(table.c.at <= until)
        with self._errors(), self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=BATCH).execute(query):
                yield Entry(*row)

    def record_ids(self) -> list[str]:
        """The id of every record the journal speaks of."""
        with self._errors(), self._engine.connect() as connection:
            return list(connection.execute(sa.select(schema.journal.c.record).distinct()).scalars())

    def verify(self, *, head: str | None = None) -> tuple[int, str]:
        """Check the whole chain; gives the head. `head`: a hash cited elsewhere that must be part of it.

        Raises:
            JournalBroken: entries were altered, removed or reordered, or the cited head is not in the journal.
        """
        cited_missing = head is not None

        def rows(connection: sa.Connection) -> Iterator[tuple[object, ...]]:
            nonlocal cited_missing
            query = sa.select(*(schema.journal.c[name] for name in COLUMNS)).order_by(schema.journal.c.seq)
            for row in connection.execution_options(yield_per=BATCH).execute(query):
                if head is not None and row.hash.startswith(head):
                    cited_missing = False
                yield tuple(row)

        with self._errors(), self._engine.connect() as connection, connection.begin():
            last = _head(connection)
            faults = [*engines.damage(connection), *find_faults(rows(connection), last[:2])]
        if cited_missing and head is not None and head != GENESIS:
            faults.append(f"no entry has the cited head {head}: this journal is not the one cited, or was rewritten")
        if faults:
            raise JournalBroken(faults)
        return last[:2]


class Writer:
    """An open append: statements go in sealed, in batches; `finish` moves the head."""

    def __init__(
        self, connection: sa.Connection, *, who: str, why: str, at: datetime | None, dry_run: bool = False
    ) -> None:
        self._connection = connection
        self._dry_run = dry_run
        seq, last, last_at = _head(connection)
        self._head = (seq, last)
        self.at = max(stamp(at or datetime.now(UTC)), last_at)
        self._who, self._why = who, why
        self.count = 0

    def add(self, statements: Iterable[Statement]) -> None:
        """Append statements behind what was added before."""
        rows = enter(statements, self._head, at=self.at, who=self._who, why=self._why)
        insert = schema.journal.insert()
        for batch in in_batches(rows, BATCH):
            if not self._dry_run:
                self._connection.execute(insert, [dict(zip(COLUMNS, row, strict=True)) for row in batch])
            self.count += len(batch)
            seq, last = batch[-1][0], batch[-1][-1]
            assert isinstance(seq, int) and isinstance(last, str)
            self._head = (seq, last)

    def entries(self, records: Sequence[str]) -> list[Entry]:
        """What the journal says of these records, this append included."""
        table = schema.journal
        query = sa.select(*(table.c[name] for name in COLUMNS)).order_by(table.c.seq)
        return [Entry(*row) for row in self._connection.execute(query.where(table.c.record.in_(records)))]

    @property
    def is_first(self) -> bool:
        """Whether the journal is empty so far: then nothing needs comparing."""
        return self._head[0] == self.count

    def finish(self) -> None:
        """Move the head to the last entry."""
        if self.count and not self._dry_run:
            seq, last = self._head
            self._connection.execute(schema.head.update().values(seq=seq, hash=last, at=self.at))


def _head(connection: sa.Connection) -> tuple[int, str, str]:
    row = connection.execute(sa.select(schema.head)).one()
    return row.seq, row.hash, row.at


def _head_known(connection: sa.Connection, known_at: datetime | None) -> tuple[int, str]:
    seq, last, at = _head(connection)
    if known_at is None or at <= stamp(known_at):
        return seq, last
    query = sa.select(schema.journal.c.seq, schema.journal.c.hash).where(schema.journal.c.at <= stamp(known_at))
    row = connection.execute(query.order_by(schema.journal.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)
