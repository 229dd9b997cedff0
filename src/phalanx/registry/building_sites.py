"""Building sites: the hidden folder in which a registry file is made, and what killed processes left of theirs.

Each site holds a lock as long as its process lives. A site whose lock is free belongs to nobody, and is cleared away by
the next process that makes a registry at the same place. The lock is that of an empty SQLite file, which is one
wherever a registry can be.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

LOCK = "building"
UNLOCKED_S = 3600.0
"""How old a site without a lock is before it is cleared away: one that has just been begun has none yet."""


def claim(path: Path) -> AbstractContextManager[Path]:
    """A new site beside the place of a registry: a context that gives its folder, and clears it away at the end.

    Raises:
        OSError: the folder of the registry cannot be written.
        sqlite3.Error: nothing can be locked there.
    """
    while True:
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=_prefix(path)))
        lock = _locked(folder)
        # Somebody who clears up may have been quicker to lock a site this young. Then another is begun.
        if lock is not None and (folder / LOCK).exists():
            return _standing(folder, lock)
        shutil.rmtree(folder, ignore_errors=True)


def clear(path: Path) -> None:
    """Take away what killed processes left beside the place of a registry; sites that are in use stay.

    Raises:
        OSError: the folder of the registry cannot be read.
        sqlite3.Error: nothing can be locked there.
    """
    for folder in path.parent.iterdir():
        if folder.name.startswith(_prefix(path)) and folder.is_dir():
            _clear(folder)


def _clear(folder: Path) -> None:
    try:
        age_s = time.time() - folder.stat().st_mtime
    except FileNotFoundError:  # its own process, or another that clears up, was quicker
        return
    if not (folder / LOCK).exists():
        if age_s > UNLOCKED_S:
            shutil.rmtree(folder, ignore_errors=True)
        return
    lock = _locked(folder)
    if lock is not None:
        with closing(lock):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)  # Windows keeps a file that is open


def _prefix(path: Path) -> str:
    return f".{path.name}-"


def _locked(folder: Path) -> sqlite3.Connection | None:
    """The lock of a site; None while another process holds it, or where the site is gone."""
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or not folder.exists():
            return None
        raise
    return lock


@contextmanager
def _standing(folder: Path, lock: sqlite3.Connection) -> Iterator[Path]:
    try:
        with closing(lock):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
