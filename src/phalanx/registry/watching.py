"""Watching: whether a registry's journal has grown, told at the price of a look at its file.

A server asks before every answer. Opening a SQLite file to read its head takes near a millisecond; looking at the
size and time of the file and of its write-ahead log takes a hundredth of that, and neither stays as it was when
somebody writes. A PostgreSQL server is asked each time.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import NamedTuple

from phalanx.registry import engines
from phalanx.registry.store import Registry

COARSE_NS = 50_000_000
"""Two writes this close may leave one and the same time on a file, so a file as young as that is not trusted."""


class Head(NamedTuple):
    """The last entry of a journal: its number, its hash, and when it was entered."""

    seq: int
    hash: str
    at: str


Mark = tuple[int, int, int, int]
"""What tells one state of a file from another: device, number, size, time."""
SIZE = 2
"""Where the size stands in a mark."""


class Watch:
    """An existing registry and its head, both opened anew when the file behind them changes.

    Safe to use from several threads. After an error the next look begins afresh, so that a mended registry is found.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._path = engines.file_path(url) if engines.is_file(url) else None
        self._lock = threading.Lock()
        self._registry: Registry | None = None
        self._head: Head | None = None
        self._marks: tuple[Mark | None, Mark | None] | None = None
        self._verified: object = None

    @property
    def is_cheap(self) -> bool:
        """Whether a look costs next to nothing, because the registry is a file."""
        return self._path is not None

    def head(self) -> Head:
        """The journal's head at this moment.

        Raises:
            RegistryError: the registry is gone, damaged, locked or out of reach.
            JournalBroken: the head is gone.
        """
        marks = self._look()
        head = self._head
        if head is not None and marks is not None and marks == self._marks:
            return head
        return self._read()[1]

    def registry(self) -> Registry:
        """The registry, open. Raises as `head` does."""
        return self._read()[0]

    def verify(self) -> None:
        """Check the whole chain, unless that was done since the file last changed (on a server: since the last entry).

        Raises:
            RegistryError: as `head` does.
            JournalBroken: entries were altered, removed or reordered.
        """
        state = (self._look(), self.head())
        if state != self._verified:
            self.registry().verify()
            self._verified = state

    def close(self) -> None:
        """Give the connections back."""
        with self._lock:
            self._forget()

    def _read(self) -> tuple[Registry, Head]:
        with self._lock:
            marks = self._look()
            if self._registry is not None and self._head is not None and marks is not None and marks == self._marks:
                return self._registry, self._head
            try:
                if self._registry is None or self._path is not None:
                    self._forget()
                    self._registry = Registry.open(self.url)
                self._head = Head(*self._registry.head())
            except BaseException:
                self._forget()
                raise
            self._marks = marks if marks == self._look() and _is_settled(marks) else None
            return self._registry, self._head

    def _forget(self) -> None:
        if self._registry is not None:
            self._registry.close()
        self._registry = self._head = self._marks = None

    def _look(self) -> tuple[Mark | None, Mark | None] | None:
        """The marks of the file and of its log (None: nothing is in it); None for a server.

        An empty log comes and goes with whoever reads.
        """
        if self._path is None:
            return None
        log = _mark(self._path.with_name(self._path.name + "-wal"))
        return _mark(self._path), log if log is not None and log[SIZE] else None


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:  # gone, or not to be looked at: opening it will tell
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _is_settled(marks: tuple[Mark | None, Mark | None] | None) -> bool:
    times = [mark[3] for mark in marks or () if mark is not None]
    return bool(times) and time.time_ns() - max(times) > COARSE_NS
