"""Worlds: the registry as requests see it – its head told cheaply, its Worlds kept while they may be asked again."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from phalanx.answer import Answer, WorldStamp
from phalanx.errors import PhalanxError
from phalanx.public import default_registry, open_registry
from phalanx.question import Question
from phalanx.registry.watching import Head, Watch
from phalanx.world import World

if TYPE_CHECKING:
    import polars as pl

    from phalanx.registry.store import Registry

_LOG = logging.getLogger("phalanx.api")
MOST_WORLDS = 24
MOST_ANSWERS = 16
"""Answers kept while their other formats may be asked for: the page draws one, and its reader then takes the table along."""
MOST_JOURNALS = 3
"""Journals as known at different moments, which many Worlds share; each holds every entry."""

Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Worlds:
    """One registry and its Worlds. Safe to use from several threads.

    The registry is opened with the first request, and made from the bundled facts where nothing is yet. One that is
    damaged or gone later is an error with each request until it is mended; it is never made anew.
    """

    def __init__(self, url: str | None = None, most_answers: int = MOST_ANSWERS) -> None:
        self._most_answers = most_answers
        self._answers: OrderedDict[tuple[WorldStamp, str, str], Answer] = OrderedDict()
        self._watch = Watch(url or default_registry())
        self._begun = False
        self._wrong = ""
        self._lock = threading.Lock()
        self._journals: OrderedDict[str, pl.DataFrame] = OrderedDict()
        self._worlds: OrderedDict[tuple[str, date, datetime], World] = OrderedDict()
        self._asking = asyncio.Lock()
        self._next: asyncio.Task[Head] | None = None

    def head(self) -> Head:
        """The journal's head now.

        Raises:
            RegistryError: the registry is gone, damaged, locked or out of reach.
            JournalBroken: the head is gone.
        """
        try:
            if not self._begun:
                self._begin()
            head = self._watch.head()
        except PhalanxError as error:
            self._note(str(error))
            raise
        self._note("")
        return head

    async def head_now(self) -> Head:
        """The same without holding up other requests; those that come while a server is asked share the next look."""
        if self._begun and self._watch.is_cheap:
            return self.head()
        if self._next is None:
            self._next = asyncio.create_task(self._ask())
        return await asyncio.shield(self._next)

    async def _ask(self) -> Head:
        async with self._asking:
            self._next = None
            return await asyncio.to_thread(self.head)

    def registry(self) -> Registry:
        """The registry, open. Raises as `head` does."""
        self.head()
        return self._watch.registry()

    def verify(self) -> None:
        """Check that the registry can be read and its journal holds; what was checked is not checked again.

        Raises:
            RegistryError: as `head` does.
            JournalBroken: entries were altered, removed or reordered.
        """
        self.head()
        self._watch.verify()

    def world(self, valid_on: date | None = None, known_at: datetime | None = None) -> World:
        """The World of a day (None: today, UTC) as known at a moment (None: at the last entry). Raises as `head` does.

        Known at the last entry rather than now, equal requests get equal answers, byte by byte.
        """
        head = self.head()
        day = valid_on or datetime.now(UTC).date()
        moment = known_at or datetime.fromisoformat(head.at)
        return self._kept(self._worlds, (head.hash, day, moment), MOST_WORLDS, lambda: self._read(day, moment))

    def answer(self, question: Question, world: World, given: Mapping[str, Any]) -> Answer:
        """The answer to a question about one of these Worlds; lately asked ones are kept.

        Raises:
            BadInput: as the question does.
        """
        asked = orjson.dumps(question.read(given).said()).decode()
        key = (world.stamp, question.name, asked)
        return self._kept(self._answers, key, self._most_answers, lambda: question.ask(world, given))

    def close(self) -> None:
        """Give the registry's connections back."""
        self._watch.close()

    def _note(self, wrong: str) -> None:
        """Write into the server's log that the registry cannot be read any more, or can be read again: once each."""
        if wrong == self._wrong:
            return
        if wrong:
            _LOG.warning("The registry cannot be read, and readers are told so. %s", wrong)
        else:
            _LOG.warning("The registry can be read again.")
        self._wrong = wrong

    def _begin(self) -> None:
        with self._lock:
            if not self._begun:
                open_registry(self._watch.url).close()
                self._begun = True

    def _read(self, day: date, moment: datetime) -> World:
        registry = self._watch.registry()
        _, head = registry.head_at(moment)
        entries = self._kept(self._journals, head, MOST_JOURNALS, lambda: registry.frame(moment)[0])
        return World(day, moment, head, entries)

    def _kept(self, kept: OrderedDict[Key, Kept], key: Key, most: int, make: Callable[[], Kept]) -> Kept:
        """What is kept under a key, or made and kept; what was asked for longest ago goes."""
        with self._lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = make()
        with self._lock:
            kept[key] = made
            while len(kept) > most:
                kept.popitem(last=False)
        return made
