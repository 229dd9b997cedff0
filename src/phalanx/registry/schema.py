"""The tables of a registry and their version. The migrations beside this file bring an older registry up to it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

REVISION = "0002"
"""The version this code reads and writes: the newest file in `migrations/versions`."""
KNOWN_REVISIONS = ("0001", "0002")
"""Oldest first; a registry at any of these is brought up to `REVISION` when it is opened, if it can be written.

Where it cannot, it is read as it is: in all of them journal and head are the same.
"""

metadata = MetaData()

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("field", Text),
    Column("value", Text),
    Column("source", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("passage", Text),
    Column("valid_from", Text),
    Column("hash", Text, nullable=False),
    Index("journal_by_record", "record", "kind"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""One row: the last entry. It is locked by whoever appends, and tells when entries vanish from the end."""

texts = Table(
    "texts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("until", Integer),
)
"""A row for each state of a record, for search: made by entry `seq`, ended by entry `until` (null: it holds still).

Its words are in `words` under the same number: an FTS5 table in SQLite, a table with a tsvector in PostgreSQL, which
the migration makes, as no declaration fits both.
"""
