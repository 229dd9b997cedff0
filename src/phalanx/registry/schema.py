"""The tables of a registry and their version. The migrations beside this file bring an older registry up to it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

REVISION = "0001"
"""The version this code reads and writes: the newest file in `migrations/versions`."""
KNOWN_REVISIONS = ("0001",)
"""Oldest first; a registry at any of these is brought up to `REVISION` when it is opened for writing."""

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
