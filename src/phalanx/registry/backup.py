"""Backup: the journal as one text file, every entry with its hash, that makes the same registry again anywhere.

A line a JSON list, columns as in `Entry`; the first line says what the file is. It does not depend on where the
journal lives, so it also moves a registry from SQLite to PostgreSQL and back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import orjson

from phalanx.errors import BadInput, JournalBroken
from phalanx.registry.journal import COLUMNS, find_faults
from phalanx.registry.store import Registry

FORMAT = "phalanx-journal"
VERSION = 1


def write_backup(registry: Registry, path: Path) -> int:
    """Write the whole journal to a new file; gives the number of entries.

    The file appears when it is complete, so an interrupted backup leaves no half one.

    Raises:
        BadInput: the file exists, or cannot be written.
    """
    if path.exists():
        raise BadInput(f"{path} exists already", "the name of a new file", "name another one")
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with part.open("wb") as file:
            seq, last, at = registry.head()
            file.write(orjson.dumps({"format": FORMAT, "version": VERSION, "seq": seq, "head": last, "at": at}) + b"\n")
            for entry in registry.entries():
                if entry.seq > seq:
                    break
                file.write(orjson.dumps([getattr(entry, name) for name in COLUMNS]) + b"\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"{path} cannot be written: {error.strerror}", "a place that can be written") from error
    return count


def restore_backup(path: Path, url: str) -> Registry:
    """Make a new registry from a backup, checking every hash on the way; nothing is made when one does not hold.

    Raises:
        BadInput: the file is no backup, or is cut off.
        JournalBroken: its entries were altered, removed or reordered.
        RegistryError: there is a registry at that place already.
    """
    head = _read_head(path)
    faults = list(find_faults(_rows(path), head))
    if faults:
        raise JournalBroken(faults)
    return Registry.create(url, lambda registry: registry.load(_rows(path), head))


def _read_head(path: Path) -> tuple[int, str, str]:
    try:
        with path.open("rb") as file:
            head = orjson.loads(file.readline(1000))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}", "a backup file", "check the path") from error
    except orjson.JSONDecodeError:
        head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BadInput(
            f"{path} is no backup of a registry", "a file made by 'phalanx facts backup'", "name another file"
        )
    if head.get("version") != VERSION:
        raise BadInput(f"{path} is a backup of version {head.get('version')}", f"version {VERSION}", "update Phalanx")
    match head:
        case {"seq": int(seq), "head": str(last), "at": str(at)}:
            return seq, last, at
    raise BadInput(f"{path}, line 1, does not name the last entry: the file is damaged", "a whole backup")


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    with path.open("rb") as file:
        file.readline()
        for line, text in enumerate(file, 2):
            try:
                row = orjson.loads(text)
            except orjson.JSONDecodeError:
                row = None
            if not isinstance(row, list) or len(row) != len(COLUMNS) or not isinstance(row[0], int):
                raise BadInput(f"{path}, line {line}, is no entry: the file is damaged or cut off", "a whole backup")
            yield tuple(row)
