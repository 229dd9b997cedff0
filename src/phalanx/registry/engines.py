"""Opening what a journal lives in: SQLite files and PostgreSQL databases, their versions and their failures."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from phalanx.errors import BadInput, RegistryError
from phalanx.registry import building_sites, indexing, schema

APPLICATION_ID = 0x50484C58
"""`PHLX`, which marks a SQLite file as a registry."""
MAGIC = b"SQLite format 3\x00"
MIGRATION_ID = APPLICATION_ID + 1
"""What those who bring a registry on a server up lock; whoever fills a new one holds the other number meanwhile."""
BUSY = ("55P03", "database is locked")
"""PostgreSQL's code and SQLite's words for: somebody else is writing."""
FORBIDDEN = ("25006", "42501")
"""PostgreSQL's codes for a server that only reads, and for an account without the right."""
LOCK_WAIT_S = 5.0
WRITE_WAIT_S = 600.0
"""How long a writer waits for another to end: an import of many rows takes minutes."""
SILENT_WAIT_S = 2.0
"""How long a writer waits without a word, and without hearing Ctrl-C: SQLite waits in one piece."""
CONNECT_WAIT_S = 10
MIGRATION_WAIT_S = 600.0
"""How long an opener waits for another that brings the registry up: filling the index of a large one takes a while."""
_MIGRATING = threading.Lock()
"""Alembic keeps the migration at hand in a global place, so threads take turns."""


def connect(url: str) -> sa.Engine:
    """An engine for a registry that exists. Raises RegistryError when there is none at that place."""
    if is_file(url):
        path = file_path(url)
        _look_at_file(path)
        return _sqlite_engine(path)
    return _server_engine(url)


def build(url: str, fill: Callable[[sa.Engine], None]) -> None:
    """Make a registry at a place where there is none, and fill it before anybody sees it."""
    if is_file(url):
        _build_file(file_path(url), fill)
    else:
        _build_on_server(url, fill)


def _build_file(path: Path, fill: Callable[[sa.Engine], None]) -> None:
    """Make the file beside its place and link it there in one step.

    A process killed on the way leaves nothing that looks like a registry, and the next one clears it away. Of two that
    start at once one wins whole, and the other is told.
    """
    try:
        if path.exists():
            raise RegistryError(
                f"{path} exists already", "a place for a new registry", "open it, or name another place"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        building_sites.clear(path)
        site = building_sites.claim(path)
    except OSError as error:
        raise RegistryError(
            f"{path} cannot be made: {error.strerror}",
            "a place that can be written",
            "check the folder, or name another",
        ) from error
    with site as folder:
        new = folder / path.name
        engine = _sqlite_engine(new)
        try:
            migrate(engine)
            fill(engine)
        finally:
            engine.dispose()
        with closing(sqlite3.connect(new)) as file:
            file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _put_in_place(new, path)


def _build_on_server(url: str, fill: Callable[[sa.Engine], None]) -> None:
    """Make the tables and fill them. Tables without entries are what a killed process left: they are filled.

    Of two that start at once, the second waits at the lock, finds the registry made, and is told.
    """
    engine = _server_engine(url)
    try:
        with engine.connect() as connection:
            if is_filled(connection):
                raise RegistryError(
                    f"{shown(url)} holds a registry already, or other tables",
                    "an empty database",
                    "open it, or make another",
                )
        options = {"phalanx_writes": True, "phalanx_waits_s": WRITE_WAIT_S}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(APPLICATION_ID)))
            if is_filled(connection):
                raise _made_meanwhile(shown(url))
            migrate(engine)
            fill(engine)
    finally:
        engine.dispose()


def _put_in_place(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError as error:
        raise _made_meanwhile(str(path)) from error
    except OSError as error:  # a file system without hard links
        if path.exists():
            raise _made_meanwhile(str(path)) from error
        new.replace(path)


def _made_meanwhile(place: str) -> RegistryError:
    return RegistryError(
        f"Another process has made a registry at {place} meanwhile", "a place for a new registry", "open that one"
    )


def is_vacant(url: str) -> bool:
    """Whether nothing is at that place yet: no file, or a database without a table or with a registry never filled."""
    if is_file(url):
        try:
            return not file_path(url).exists()
        except OSError:  # opening it will tell what is wrong
            return False
    engine = _server_engine(url)
    try:
        with engine.connect() as connection:
            return not is_filled(connection)
    finally:
        engine.dispose()


def is_file(url: str) -> bool:
    """Whether a registry's address means a SQLite file: a path, or `sqlite:///path`."""
    return "://" not in url or url.startswith("sqlite:")


def file_path(url: str) -> Path:
    """The file a SQLite address means."""
    return Path(url.removeprefix("sqlite:///")).expanduser()


def shown(url: str) -> str:
    """The address without name and password, for messages."""
    return str(file_path(url)) if is_file(url) else re.sub(r"//.*@", "//", url).partition("?")[0]


def _look_at_file(path: Path) -> None:
    """Tell what is wrong with a file before SQLite stumbles over it."""
    try:
        if path.is_dir():
            raise RegistryError(f"{path} is a folder", "a registry file", "name the file inside it")
        if path.exists() and not path.is_file():
            raise RegistryError(f"{path} is no file", "a registry file", "name another one")
        with path.open("rb") as file:
            start = file.read(100)
    except FileNotFoundError as error:
        raise RegistryError(
            f"There is no registry at {path}", "a registry file", "create one with 'phalanx facts import'"
        ) from error
    except OSError as error:
        raise RegistryError(
            f"{path} cannot be read: {error.strerror}", "a readable file", "check its name and its permissions"
        ) from error
    size, log = path.stat().st_size, path.with_name(path.name + "-wal")
    if start[:16] != MAGIC:
        what = "is empty" if size == 0 else "is not a registry"
        raise RegistryError(f"{path} {what}", "a Phalanx registry (a SQLite file)", "move it away or name another file")
    if len(start) == 100 and int.from_bytes(start[68:72], "big") != APPLICATION_ID:
        raise RegistryError(f"{path} is a database without a registry", "a Phalanx registry", "name another file")
    page = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    # Pages that the disk had no room for are still in the log beside the file: nothing is missing then.
    logged = _size_of_log(log) > 0
    if len(start) < 100 or (size < (65536 if page == 1 else page) * pages and not logged):
        raise RegistryError(
            f"{path} is truncated: {size} bytes where its header tells of more",
            "a whole registry file",
            "restore it from a backup",
        )


def _size_of_log(log: Path) -> int:
    """Bytes of the log beside a registry; 0 where there is none, as the last who closes the registry takes it away."""
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def _sqlite_engine(path: Path) -> sa.Engine:
    path = path.absolute()
    read_only = path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))

    def open_file() -> sqlite3.Connection:
        if not read_only:
            connection = sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            return connection
        mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
        return sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False)

    engine = sa.create_engine("sqlite+pysqlite://", creator=open_file, poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if "phalanx_waits_s" in options:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {options['phalanx_waits_s'] * 1000:.0f}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("phalanx_writes") else "BEGIN")

    return engine


def _server_engine(url: str) -> sa.Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadInput(f"{shown(url)} is no registry address", "a path or postgresql://host/database") from error
    if parsed.get_backend_name() != "postgresql":
        raise BadInput(
            f"Registries do not live in {parsed.get_backend_name()}", "a SQLite file or a PostgreSQL database"
        )
    engine = sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": CONNECT_WAIT_S},
        pool_pre_ping=True,
    )

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("phalanx_writes"):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{options.get('phalanx_waits_s', LOCK_WAIT_S):g}s'")
        else:  # what is read is of one moment, whoever writes meanwhile
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


def is_filled(connection: sa.Connection) -> bool:
    """Whether a database holds a registry with entries, or other tables, which are not ours to touch."""
    if not has_tables(connection, schema.journal.name, schema.head.name, "alembic_version"):
        return bool(sa.inspect(connection).get_table_names())
    return connection.execute(sa.select(schema.journal.c.seq).limit(1)).first() is not None


def has_tables(connection: sa.Connection, *names: str) -> bool:
    """Whether a database has all these tables."""
    return set(names) <= set(sa.inspect(connection).get_table_names())


def revision(connection: sa.Connection, url: str) -> str:
    """The version of the registry. Raises RegistryError when it is none, or newer than this code."""
    if not has_tables(connection, "alembic_version", schema.journal.name):
        raise RegistryError(
            f"{shown(url)} is a database without a registry",
            "a Phalanx registry",
            "name another place, or create a registry in an empty database",
        )
    found = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if found not in schema.KNOWN_REVISIONS:
        raise RegistryError(
            f"{shown(url)} is a registry of version {found}",
            f"version {schema.REVISION} or earlier",
            "update Phalanx: a newer one has written this registry",
        )
    return found


def migrate(engine: sa.Engine) -> None:
    """Bring an empty database or an older registry to the present version, and its search index up to its journal.

    Of several that open an older registry at once, one brings it up and the others wait.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "phalanx.registry:migrations")
    writing = engine.connect().execution_options(phalanx_writes=True, phalanx_waits_s=MIGRATION_WAIT_S)
    with _MIGRATING, writing as connection, connection.begin():
        if connection.dialect.name == "postgresql":  # in SQLite, whoever writes is alone
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_ID)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.execute(sa.select(schema.head).with_for_update())
        take_broken_text(connection)
        indexing.bring_up(connection)


def is_busy(error: sa.exc.DBAPIError) -> bool:
    """Whether a failure means that somebody else is writing."""
    return getattr(error.orig, "sqlstate", None) == BUSY[0] or BUSY[1] in str(error.orig)


def is_forbidden(error: sa.exc.DBAPIError) -> bool:
    """Whether a failure means that this file, server or account may only be read."""
    return getattr(error.orig, "sqlstate", None) in FORBIDDEN or "readonly database" in str(error.orig)


def damage(connection: sa.Connection) -> Iterator[str]:
    """What the database itself says is broken; nothing for a server, which minds its own pages.

    From then on this connection lets text through that is no UTF-8, so that the entry that holds it can be named.
    """
    take_broken_text(connection)
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql("PRAGMA quick_check(20)"):
            if line != "ok":
                yield f"the file is damaged: {line}"


def take_broken_text(connection: sa.Connection) -> None:
    """From now on this connection lets text through that is no UTF-8; a server never holds any."""
    if connection.dialect.name == "sqlite":
        file = connection.connection.driver_connection
        assert isinstance(file, sqlite3.Connection)
        file.text_factory = lambda text: text.decode(errors="replace")


class Translation:
    """A context that turns a database's failures into errors a person can act on."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, SQLAlchemyError | sqlite3.Error):
            raise _as_registry_error(error, self._url) from error


def translated(url: str) -> Translation:
    """Failures inside this context become RegistryErrors that name the registry."""
    return Translation(url)


def _is_full(path: Path) -> bool:
    """Whether a disk has no room for the few pages that even reading takes."""
    try:
        return shutil.disk_usage(path.parent).free < 2**16
    except OSError:
        return False


def _as_registry_error(error: Exception, url: str) -> RegistryError:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    place = shown(url)
    busy = ("is locked by another process", "close the other program, or try again when it is done")
    full = ("cannot grow: the disk is full", "free some space, then do it again; nothing of it was kept")
    known = {
        "database is locked": busy,
        "lock timeout": busy,
        "readonly": ("is read-only", "check the permissions of the file and its folder, or copy it elsewhere"),
        "read-only transaction": ("is read-only", "use an account that may write"),
        "permission denied": ("does not allow this to your account", "see the how-to 'Use PostgreSQL' for the rights"),
        "unable to open": ("cannot be opened", "check the permissions of the file and its folder"),
        "malformed": ("is damaged", "restore it from a backup"),
        "Could not decode": ("is damaged", "see 'phalanx facts verify', and restore it from a backup"),
        "not a database": ("is not a registry, or is damaged", "restore it from a backup, or name another file"),
        "disk I/O error": ("cannot be read or written: disk error", "check the disk and its free space"),
        "is full": full,
        "No space left": full,
        "connection": ("is out of reach", "check the address, the server and your password"),
        "resolve host": ("is out of reach", "check the address"),
    }
    if "disk I/O error" in said and is_file(url) and _is_full(file_path(url)):
        return RegistryError(f"The registry {place} {full[0]} ({said})", "", full[1])
    for words, (what, remedy) in known.items():
        if words in said:
            return RegistryError(f"The registry {place} {what} ({said})", "", remedy)
    return RegistryError(f"The registry {place} failed: {said}", "", "see the message, or run again with --debug")
