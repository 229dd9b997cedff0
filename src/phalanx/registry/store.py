"""The store: where a journal lives – a SQLite file by default, a PostgreSQL database by URL.

Appending takes the head's lock, so entries never interleave; one import is one transaction, so it is there whole or
not at all. Reading sees one moment of the journal, whoever writes meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from phalanx.errors import BadInput, JournalBroken, PhalanxError, RegistryError
from phalanx.registry import clock, engines, indexing, schema
from phalanx.registry.batches import in_batches
from phalanx.registry.journal import COLUMNS, GENESIS, Entry, Statement, enter, find_faults
from phalanx.vocabulary.dates import stamp
from phalanx.vocabulary.values import Misfit, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

_LOG = logging.getLogger("phalanx.registry")
BATCH = 5000
WAITS = "Note: another process is writing to %s; waiting for it, %.0f minutes at most."
BEHIND = "Note: %s What is entered now bears the time of that entry, so that the journal stays in order."
MOST_ASKED = 10_000
"""How many ids go into one query; a database takes no more than some 32,000 parameters."""
WORLD_COLUMNS = ("seq", "at", "kind", "record", "field", "value", "source", "grade", "valid_from")


class Registry:
    """An open registry. Use as a context manager, or call `close()`."""

    def __init__(self, engine: sa.Engine, url: str) -> None:
        self._engine = engine
        self.url = url

    @classmethod
    def open(cls, url: str) -> Registry:
        """Open a registry that exists: a path, `sqlite:///path` or `postgresql://…`.

        One of an older version is brought up to this one; where it can only be read, it is read as it is.

        Raises:
            RegistryError: locked, truncated, not a registry, of a newer version, or out of reach.
        """
        engine = engines.connect(url)
        registry = cls(engine, url)
        try:
            with registry._errors():
                with engine.connect() as connection:
                    revision = engines.revision(connection, url)
                if revision != schema.REVISION:
                    registry._bring_up()
        except PhalanxError:
            registry.close()
            raise
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

    @staticmethod
    def is_vacant(url: str) -> bool:
        """Whether nothing is at that place yet: no file, or a database without a table.

        Raises:
            RegistryError: the server is out of reach.
        """
        with engines.translated(url):
            return engines.is_vacant(url)

    def __enter__(self) -> Self:
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

    def _bring_up(self) -> bool:
        """Bring version and search index up; False where the registry can only be read."""
        try:
            engines.migrate(self._engine)
        except sa.exc.DBAPIError as error:
            if not engines.is_forbidden(error):
                raise
            return False
        return True

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
    def writing(self, *, who: str, why: str, at: datetime | None = None, dry_run: bool = False) -> Iterator[Writer]:
        """Append in one transaction: all of it is kept when the block ends well, nothing when it raises.

        A dry run goes through the same motions, takes no lock and writes nothing.

        `at` is for facts that bring their own moment (the bundled ones); otherwise it is now, and never earlier than
        the last entry, even if the machine's clock was set back.
        """
        who, why = _said(who, "who enters it", "--by NAME"), _said(why, "why", "--why TEXT")
        with (
            self._errors(),
            self._engine.connect() as connection,
            connection.begin() if dry_run else self._turn(connection),
        ):
            if not dry_run:
                _bring_up_index(connection)
            writer = Writer(connection, who=who, why=why, at=at, dry_run=dry_run)
            yield writer
            writer.finish()

    def _turn(self, connection: sa.Connection) -> sa.RootTransaction:
        """A transaction that holds the head's lock. Whoever has to wait for another writer is told so, once."""
        began, told = monotonic(), False
        while True:
            left = began + engines.WRITE_WAIT_S - monotonic()
            connection.execution_options(
                phalanx_writes=True, phalanx_waits_s=max(min(left, engines.SILENT_WAIT_S), 0.1)
            )
            try:
                transaction = connection.begin()
                connection.execute(sa.select(schema.head).with_for_update())
            except sa.exc.DBAPIError as error:
                connection.rollback()
                if not engines.is_busy(error) or left <= engines.SILENT_WAIT_S:
                    raise
                if not told:
                    _LOG.warning(WAITS, engines.shown(self.url), engines.WRITE_WAIT_S / 60)
                told = True
            else:
                return transaction

    def append(self, statements: Iterable[Statement], *, who: str, why: str, at: datetime | None = None) -> int:
        """Append statements in one transaction; gives how many."""
        with self.writing(who=who, why=why, at=at) as writer:
            writer.add(statements)
            return writer.count

    def load(self, rows: Iterable[tuple[Any, ...]], head: tuple[int, str, str]) -> None:
        """Fill an empty registry with sealed entries, as a backup holds them."""
        options = {"phalanx_writes": True}
        with self._errors(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            if _head(connection)[0]:
                raise RegistryError(f"{engines.shown(self.url)} has entries already", "an empty registry")
            _bring_up_index(connection)
            for batch in in_batches(rows, BATCH):
                _insert(connection, batch)
            connection.execute(schema.head.update().values(seq=head[0], hash=head[1], at=head[2]))

    # ---- reading ------------------------------------------------------------------------------------------------

    @contextmanager
    def searching(self, known_at: datetime | None = None) -> Iterator[tuple[sa.Connection, int, bool]]:
        """A connection that sees one moment, with a search index that is whole.

        Beside it the number of the last entry known at that moment, and whether it is the journal's last.

        Raises:
            RegistryError: there is no index, or not of all entries, and it cannot be made, as the registry is read-only.
        """
        with self._errors():
            for _ in range(2):
                with self._engine.connect() as connection, connection.begin():
                    if indexing.is_there(connection) and indexing.is_whole(connection):
                        seq, _ = _head_known(connection, known_at)
                        yield connection, seq, seq == _head(connection)[0]
                        return
                if not self._bring_up():
                    break
            raise RegistryError(
                f"The registry {engines.shown(self.url)} can only be read, and is not indexed for search as it is",
                f"a registry of version {schema.REVISION}, with all its entries indexed",
                "open it once where it may be written, for example with 'phalanx facts list'",
            )

    def frame(self, known_at: datetime | None = None) -> tuple[pl.DataFrame, tuple[int, str]]:
        """Every entry known at a moment (None: all), as columns `WORLD_COLUMNS`, and the head of that moment."""
        import polars as pl

        entries = schema.journal
        query = sa.select(*(entries.c[name] for name in WORLD_COLUMNS)).order_by(entries.c.seq)
        with self._errors(), self._engine.connect() as connection, connection.begin():
            head = _head_known(connection, known_at)
            cursor = connection.execute(query.where(entries.c.seq <= head[0])).cursor
            types: dict[str, Any] = dict.fromkeys(WORLD_COLUMNS, pl.String) | {"seq": pl.Int64}
            frames = [pl.DataFrame(schema=types)]
            # In pieces, so that the rows as Python has them are gone again before the next ones come.
            while rows := cursor.fetchmany(BATCH):
                frames.append(
                    pl.DataFrame(
                        [
                            pl.Series(name, values, dtype=types[name], strict=False)
                            for name, values in zip(WORLD_COLUMNS, zip(*rows, strict=True), strict=True)
                        ]
                    )
                )
        return pl.concat(frames), head

    def entries(
        self,
        *,
        kind: str | None = None,
        records: Sequence[str] | None = None,
        after: str | None = None,
        until: str | None = None,
    ) -> Iterator[Entry]:
        """Entries in order: of a kind, of some records, entered after / not after the given stamps; None: no such limit."""
        table, query = schema.journal, _query()
        if kind is not None:
            query = query.where(table.c.kind == kind)
        if records is not None:
            query = query.where(table.c.record.in_(records))
        if after is not None:
            query = query.where(table.c.at > after)
        if until is not None:
            query = query.where(table.c.at <= until)
        with self._errors(), self._engine.connect() as connection, connection.execute(_streamed(query)) as rows:
            for row in rows:
                yield Entry(*row)

    def last_reason(self, who: str) -> str | None:
        """Why the last entry by that name was made; None when there is none."""
        entries = schema.journal
        query = sa.select(entries.c.why).where(entries.c.who == who).order_by(entries.c.seq.desc()).limit(1)
        with self._errors(), self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def record_ids(self) -> list[str]:
        """The id of every record the journal speaks of."""
        with self._errors(), self._engine.connect() as connection:
            return list(connection.execute(sa.select(schema.journal.c.record).distinct()).scalars())

    def verify(self, *, head: str | None = None) -> tuple[int, str]:
        """Check the whole chain; gives the head. `head`: a hash cited elsewhere that must be part of it.

        Raises:
            JournalBroken: entries were altered, removed or reordered, or the cited head is not in the journal.
            RegistryError: the chain holds, and the search index does not fit it.
        """
        cited = head in (None, GENESIS)

        def rows(connection: sa.Connection) -> Iterator[tuple[object, ...]]:
            nonlocal cited
            for row in connection.execute(_streamed(_query())):
                cited = cited or str(row.hash).startswith(head or GENESIS)
                yield tuple(row)

        with self._errors(), self._engine.connect() as connection, connection.begin():
            last = _head(connection)
            faults = [*engines.damage(connection), *find_faults(rows(connection), last)]
            unindexed = [*indexing.faults(connection)] if not faults and indexing.is_there(connection) else []
            will_be_mended = bool(unindexed) and not indexing.is_whole(connection)
        if not cited:
            faults.append(f"no entry has the cited head {head}: this journal is not the one cited, or was rewritten")
        if faults:
            raise JournalBroken(faults)
        if unindexed:
            raise RegistryError(
                f"The journal holds, but the search index of {engines.shown(self.url)} does not fit it: "
                f"{', '.join(unindexed)}",
                "an index made from the journal",
                "the next import or search brings the index up to the journal"
                if will_be_mended
                else "make it anew: 'phalanx facts backup FILE', then 'phalanx facts restore FILE' at another place",
            )
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
        if at is None and (ahead := clock.ahead(last_at)):
            _LOG.warning(BEHIND, ahead)
        self.at = max(stamp(at or datetime.now(UTC)), last_at)
        self._who, self._why = who, why
        self._sealed: list[tuple[Any, ...]] = []
        self._unwritten: dict[str, list[Entry]] = {}
        self.count = 0

    def add(self, statements: Iterable[Statement]) -> None:
        """Append statements behind what was added before."""
        for row in enter(statements, self._head, at=self.at, who=self._who, why=self._why):
            self._head = (row[0], row[-1])
            self._sealed.append(row)
            self.count += 1
            if len(self._sealed) >= BATCH:
                self._insert()

    def entries(self, records: Sequence[str]) -> list[Entry]:
        """What the journal says of these records, this append included."""
        self._insert()
        found = [
            Entry(*row)
            for batch in in_batches(records, MOST_ASKED)
            for row in self._connection.execute(_query().where(schema.journal.c.record.in_(batch)))
        ]
        return found + [entry for record in records for entry in self._unwritten.get(record, ())]

    @property
    def is_first(self) -> bool:
        """Whether the journal was empty before this append."""
        return self._head[0] == self.count

    def finish(self) -> None:
        """Move the head to the last entry."""
        self._insert()
        if self.count and not self._dry_run:
            seq, last = self._head
            self._connection.execute(schema.head.update().values(seq=seq, hash=last, at=self.at))

    def _insert(self) -> None:
        if self._dry_run:
            for row in self._sealed:
                entry = Entry(*row)
                self._unwritten.setdefault(entry.record, []).append(entry)
        elif self._sealed:
            _insert(self._connection, self._sealed)
        self._sealed.clear()


def _insert(connection: sa.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    connection.execute(schema.journal.insert(), [dict(zip(COLUMNS, row, strict=True)) for row in rows])
    if indexing.is_there(connection):
        indexing.index(connection, rows)


def _bring_up_index(connection: sa.Connection) -> None:
    """Index what a program of an earlier version, still running, has entered without the index."""
    if indexing.is_there(connection):
        indexing.bring_up(connection)


def _query() -> sa.Select[Any]:
    """Whole entries in order."""
    return sa.select(*(schema.journal.c[name] for name in COLUMNS)).order_by(schema.journal.c.seq)


def _streamed(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.execution_options(yield_per=BATCH)


def _said(text: str, what: str, how: str) -> str:
    try:
        return str(Text().parse(text))
    except Misfit as misfit:
        expected = (misfit.context or {})["expected"]
        raise BadInput(f"An entry needs {what}; found {text!r}", expected, f"say {how}") from misfit


def _head(connection: sa.Connection) -> tuple[int, str, str]:
    row = connection.execute(sa.select(schema.head)).one_or_none()
    if row is None:
        raise JournalBroken(["the head is gone, which names the last entry"])
    return row.seq, row.hash, row.at


def _head_known(connection: sa.Connection, known_at: datetime | None) -> tuple[int, str]:
    seq, last, at = _head(connection)
    if known_at is None or at <= stamp(known_at):
        return seq, last
    query = sa.select(schema.journal.c.seq, schema.journal.c.hash).where(schema.journal.c.at <= stamp(known_at))
    row = connection.execute(query.order_by(schema.journal.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)
