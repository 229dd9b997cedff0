"""Opening what a journal lives in: SQLite files and PostgreSQL databases, their versions and their failures."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from phalanx.errors import BadInput, RegistryError
from phalanx.registry import schema

APPLICATION_ID = 0x50484C58
"""`PHLX`, which marks a SQLite file as a registry."""
MAGIC = b"SQLite format 3\x00"
LOCK_WAIT_S = 5.0


def connect(url: str) -> sa.Engine:
    """An engine for a registry that exists. Raises RegistryError when there is none at that place."""
    if is_file(url):
        path = file_path(url)
        _look_at_file(path)
        return _sqlite_engine(path)
    return _server_engine(url)


def build(url: str, fill: Callable[[sa.Engine], None]) -> None:
    """Make a registry at a place where there is none, and fill it before anybody sees it.

    A SQLite registry is made beside its place and then linked there in one step: a process killed on the way leaves
    nothing that looks like a registry, and of two that start at once one wins whole.
    """
    if not is_file(url):
        engine = _server_engine(url)
        try:
            with engine.connect() as connection:
                if sa.inspect(connection).has_table(schema.journal.name):
                    raise RegistryError(f"{shown(url)} holds a registry already", "an empty database", "open it instead")
            migrate(engine)
            fill(engine)
        finally:
            engine.dispose()
        return
    path = file_path(url)
    if path.exists():
        raise RegistryError(f"{path} exists already", "a place for a new registry", "open it, or name another place")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        new = Path(folder) / path.name
        engine = _sqlite_engine(new)
        try:
            migrate(engine)
            fill(engine)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.commit()
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            engine.dispose()
        _put_in_place(new, path)


def _put_in_place(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        return  # another process made the same registry first; its copy is as good
    except OSError:
        os.replace(new, path)  # a file system without hard links


def is_file(url: str) -> bool:
    """Whether a registry's address means a SQLite file: a path, or `sqlite:///path`."""
    return "://" not in url or url.startswith("sqlite:")


def file_path(url: str) -> Path:
    """The file a SQLite address means."""
    return Path(url.removeprefix("sqlite:///")).expanduser()


def shown(url: str) -> str:
    """The address without its password, for messages."""
    return str(file_path(url)) if is_file(url) else make_url(url).render_as_string(hide_password=True)


def _look_at_file(path: Path) -> None:
    """Tell what is wrong with a file before SQLite stumbles over it."""
    if not path.exists():
        raise RegistryError(f"There is no registry at {path}", "a registry file", "create one with 'phalanx facts import'")
    if path.is_dir():
        raise RegistryError(f"{path} is a folder", "a registry file", "name the file inside it")
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except OSError as error:
        raise RegistryError(
            f"{path} cannot be read: {error.strerror}", "a readable file", "check its permissions"
        ) from error
    size = path.stat().st_size
    if start[:16] != MAGIC:
        what = "is empty" if size == 0 else "is not a registry"
        raise RegistryError(f"{path} {what}", "a Phalanx registry (a SQLite file)", "move it away or name another file")
    page = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    if size < (65536 if page == 1 else page) * pages:
        raise RegistryError(
            f"{path} is truncated: {size} bytes where its header tells of more",
            "a whole registry file",
            "restore it from a backup",
        )


def _sqlite_engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite+pysqlite:///{path}", connect_args={"timeout": LOCK_WAIT_S}, poolclass=sa.NullPool)
    read_only = path.exists() and not os.access(path, os.W_OK)

    def open_file(record: Any) -> sqlite3.Connection:
        if not read_only:
            return sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None, check_same_thread=False)
        mode = "ro" if path.with_name(path.name + "-wal").exists() else "ro&immutable=1"
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )

    @sa.event.listens_for(engine, "do_connect")
    def connect_file(dialect: Any, record: Any, arguments: Any, parameters: Any) -> sqlite3.Connection:
        return open_file(record)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("phalanx_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _server_engine(url: str) -> sa.Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadInput(f"{url!r} is no registry address", "a path or postgresql://host/database") from error
    if parsed.get_backend_name() != "postgresql":
        raise BadInput(f"Registries do not live in {parsed.get_backend_name()}", "a SQLite file or a PostgreSQL database")
    return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def revision(connection: sa.Connection, url: str) -> str:
    """The version of the registry. Raises RegistryError when it is none, or newer than this code."""
    if not sa.inspect(connection).has_table("alembic_version"):
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
    """Bring an empty database or an older registry to the present version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "phalanx.registry:migrations")
    with engine.connect().execution_options(phalanx_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def damage(connection: sa.Connection) -> Iterator[str]:
    """What the database itself says is broken; nothing for a server, which minds its own pages."""
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql("PRAGMA quick_check(20)"):
            if line != "ok":
                yield f"the file is damaged: {line}"


class Translation:
    """A context that turns a database's failures into errors a person can act on."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, DBAPIError | sqlite3.Error | SQLAlchemyError):
            raise _as_registry_error(error, self._url) from error
        if isinstance(error, OSError) and not isinstance(error, RegistryError):
            raise RegistryError(
                f"{shown(self._url)} cannot be used: {error.strerror}", "a place that can be written", "check it"
            ) from error


def translated(url: str) -> Translation:
    """Failures inside this context become RegistryErrors that name the registry."""
    return Translation(url)


def _as_registry_error(error: Exception, url: str) -> RegistryError:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    place = shown(url)
    known = {
        "database is locked": ("is locked by another process", "close the other program, or try again in a moment"),
        "readonly": ("is read-only", "check the permissions of the file and its folder, or copy it elsewhere"),
        "read-only transaction": ("is read-only", "use an account that may write"),
        "unable to open": ("cannot be opened", "check the permissions of the file and its folder"),
        "malformed": ("is damaged", "restore it from a backup"),
        "not a database": ("is not a registry, or is damaged", "restore it from a backup, or name another file"),
        "disk I/O error": ("cannot be read or written: disk error", "check the disk and its free space"),
        "is full": ("cannot grow: the disk is full", "free some space; nothing of this import was kept"),
        "connection": ("is out of reach", "check the address, the server and your password"),
    }
    for words, (what, remedy) in known.items():
        if words in said:
            return RegistryError(f"The registry {place} {what} ({said})", "", remedy)
    return RegistryError(f"The registry {place} failed: {said}", "", "see the message, or run again with --debug")
