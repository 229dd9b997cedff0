"""Search: records by the words they say, best first.

A query is words, and all of them must be in the record, in whatever fields. "Quoted words" must stand together in one
value; `coop*` finds words that begin so, and the last word does so by itself from its second letter on, for search
as one types. Numbers joined to something, as in 2025-05-09, 1250.5 or F-35, stand together, too. Whatever else is
typed only parts the words.

Found are records by the values that speak: not by what was corrected or withdrawn, nor by what only a source of grade
E says. A value counts on whatever day it holds in the world; hold the hits against a World to have those of one day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from phalanx.errors import BadInput, UnknownRecord
from phalanx.registry.batches import in_batches
from phalanx.registry.indexing import (
    LONGEST_WORD,
    MOST_ASKED,
    NAMING,
    Values,
    entries_of,
    fold,
    spoken,
    wordings,
    words_of,
)
from phalanx.registry.journal import Entry
from phalanx.registry.store import Registry

MOST_TERMS = 50
"""Words and phrases that one query may have; nobody types more, and each costs time."""
MOST_RANKED = 5_000
"""How many records are ranked, the first in the journal, where more fit: so common a word tells none from another."""
SHORTEST_PREFIX = 2
"""Letters from which on the last word is a prefix by itself; a single one begins nearly everything."""
SNIPPET = 160
"""Signs of a snippet."""
BEFORE = 50
"""How many of them at most stand before the word that was found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: how well it fits (more is better, within one search) and the text around a match."""

    record: str
    kind: str
    rank: float
    snippet: str


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that stand one after the other in a value; `is_prefix`: the last of them need only begin so."""

    words: tuple[str, ...]
    is_prefix: bool = False


def search(
    registry: Registry,
    words: str,
    *,
    kinds: Sequence[str] | None = None,
    known_at: datetime | None = None,
    limit: int = 1000,
) -> tuple[Hit, ...]:
    """The records that fit, best first, at most `limit`; one that nothing fits gives none.

    A word in a title counts most, then one in the name of a party; equals come in the order of the journal.

    Raises:
        BadInput: no word in the query, or too many; a limit below one.
        UnknownRecord: there is no such kind.
        RegistryError: the registry is not indexed and can only be read.
    """
    if limit < 1:
        raise BadInput(f"A search for {limit} records", "a limit of 1 or more")
    terms, chosen = read_query(words), _known_kinds(kinds)
    with registry.searching(known_at) as (connection, until, is_present):
        query = _Query(connection, terms, chosen, None if is_present else until)
        found = query.best(limit)
        entries: dict[str, list[Entry]] = {}
        for batch in in_batches([row.record for row in found], MOST_ASKED):
            for entry in entries_of(connection, batch, until):
                entries.setdefault(entry.record, []).append(entry)
    sought = [*{word for term in terms for word in term.words}]
    return tuple(
        Hit(row.record, row.kind, row.rank, _snippet(row.kind, row.record, spoken(entries[row.record]), sought))
        for row in found
    )


def find_records(
    registry: Registry, words: str, *, kinds: Sequence[str] | None = None, known_at: datetime | None = None
) -> frozenset[str]:
    """The ids of all records that fit, for tables to be held against; errors as in `search`."""
    terms, chosen = read_query(words), _known_kinds(kinds)
    with registry.searching(known_at) as (connection, until, is_present):
        return _Query(connection, terms, chosen, None if is_present else until).records()


# ── The query ────────────────────────────────────────────────────────────────────────────────────────────────────────

_QUOTES = re.compile('["“”„«»]')
_LETTERS = "0-9a-z\x80-\U0010ffff"
_CHUNK = re.compile(rf"([{_LETTERS}]+(?:[-.][{_LETTERS}]+)*)(\*?)")


def read_query(words: str) -> tuple[Term, ...]:
    """What a query asks for. Raises BadInput when it asks for nothing, or for too much."""
    pieces = _QUOTES.split(words)
    terms: list[Term] = []
    for number, piece in enumerate(pieces):
        is_last = number == len(pieces) - 1
        if number % 2:
            # A phrase whose second quotation mark is yet to be typed is open at its end, as the last word is.
            is_open = is_last or pieces[number + 1].startswith("*")
            terms += _phrase(tuple(words_of(piece)), is_open)
        else:
            terms += _loose(fold(piece), is_last)
    terms = list(dict.fromkeys(terms))
    if not terms:
        raise BadInput(
            f"There is no word in {_shown(words)}",
            "words, made of letters or digits",
            'write it like France "air defence"',
        )
    if len(terms) > MOST_TERMS:
        raise BadInput(f"A search for {len(terms)} words", f"at most {MOST_TERMS} words", "leave some out")
    return tuple(terms)


def _loose(piece: str, is_last: bool) -> list[Term]:
    """The terms outside quotation marks; the last word of the whole query is a prefix."""
    terms: list[Term] = []
    for found in _CHUNK.finditer(piece):
        parts = tuple(re.split("[-.]", found[1]))
        if len(parts) > 1 and any(part.isdecimal() for part in parts):
            terms += _phrase(parts, bool(found[2]))
        else:
            terms += [term for part in parts for term in _phrase((part,), False)]
            if found[2]:
                terms[-1] = Term(terms[-1].words, True)
    if terms and is_last and len(terms[-1].words[-1]) >= SHORTEST_PREFIX:
        terms[-1] = Term(terms[-1].words, True)
    return terms


def _phrase(words: tuple[str, ...], is_prefix: bool) -> list[Term]:
    if any(len(word) > LONGEST_WORD for word in words):
        # So long a word is in the index of one store whole and of the other cut, and both find it by its beginning.
        return [Term((word[:LONGEST_WORD],), len(word) > LONGEST_WORD) for word in words]
    return [Term(words, is_prefix)] if words else []


def _shown(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:60] + "…")


def _known_kinds(kinds: Sequence[str] | None) -> tuple[str, ...] | None:
    from phalanx.registry.records import KINDS

    for kind in kinds or ():
        if kind not in KINDS:
            raise UnknownRecord(f"There is no kind of facts called {kind!r}", f"one of {', '.join(KINDS)}")
    return None if kinds is None else tuple(kinds)


# ── The databases ────────────────────────────────────────────────────────────────────────────────────────────────────

_SQLITE = {
    "rank": "-bm25(words, 8.0, 4.0, 1.0)",
    "from": "words JOIN texts ON texts.seq = words.rowid",
    "where": "words MATCH :query",
    "few": "LIMIT :most",  # words come in the order of the journal
}
_POSTGRESQL = {
    "rank": "ts_rank('{0.1, 0.1, 0.5, 1.0}', words.words, CAST(:query AS tsquery), 1)",
    "from": "words JOIN texts ON texts.seq = words.seq",
    "where": "words.words @@ CAST(:query AS tsquery)",
    "few": "ORDER BY texts.seq LIMIT :most",
}


class _Query:
    """A query to one of the two databases; `until` None: what holds now, else after that entry of the journal."""

    def __init__(
        self, connection: sa.Connection, terms: Sequence[Term], kinds: Sequence[str] | None, until: int | None
    ) -> None:
        self._connection = connection
        is_sqlite = connection.dialect.name == "sqlite"
        self._sql = _SQLITE if is_sqlite else _POSTGRESQL
        self._values: dict[str, Any] = {"query": _fts5(terms) if is_sqlite else _tsquery(terms)}
        conditions = [self._sql["where"]]
        if until is None:
            conditions.append("texts.until IS NULL")
        else:
            conditions.append("texts.seq <= :seq AND (texts.until IS NULL OR texts.until > :seq)")
            self._values["seq"] = until
        if kinds is not None and not kinds:
            conditions.append("1 = 0")
        elif kinds:
            conditions.append("texts.kind IN :kinds")
            self._values["kinds"] = list(kinds)
        self._found = f"{self._sql['from']} WHERE {' AND '.join(conditions)}"

    def best(self, limit: int) -> Sequence[sa.Row[Any]]:
        """Rows of record, kind and rank."""
        # Whatever a user typed travels beside the statement, not in it.
        ranked = f"SELECT texts.seq, record, kind, {self._sql['rank']} AS rank FROM {self._found} {self._sql['few']}"  # noqa: S608
        sql = f"SELECT record, kind, rank FROM ({ranked}) AS found ORDER BY rank DESC, seq LIMIT :limit"  # noqa: S608
        return self._run(sql, most=max(MOST_RANKED, limit), limit=limit).all()

    def records(self) -> frozenset[str]:
        """The ids alone, which takes no ranking."""
        return frozenset(self._run(f"SELECT record FROM {self._found}").scalars())  # noqa: S608 - as above

    def _run(self, sql: str, **more: Any) -> sa.CursorResult[Any]:
        query = sa.text(sql)
        if "kinds" in self._values:
            query = query.bindparams(sa.bindparam("kinds", expanding=True))
        return self._connection.execute(query, self._values | more)


def _fts5(terms: Sequence[Term]) -> str:
    """Words hold letters and digits only, so nothing in them is FTS5's own."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}' for term in terms)


def _tsquery(terms: Sequence[Term]) -> str:
    """The same for PostgreSQL."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.is_prefix else "") + ")"
        for term in terms
    )


# ── Snippets ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _snippet(kind: str, record: str, values: Values, sought: Sequence[str]) -> str:
    """The value that holds most of the words, cut to the place around the first; prose rather than codes."""
    known, most, shown = wordings(kind), 0, ""
    begins = re.compile("|".join(rf"(?<![{_LETTERS}]){re.escape(word)}" for word in sought))
    for is_prose in (True, False):
        for name, value in values:
            wording = known.get(name)
            if wording is None or wording.is_prose is not is_prose or most == len(sought) or value == record:
                continue
            found = len(set(begins.findall(fold(wording.indexed(value)))))
            if found > most:
                most, shown = found, wording.shown(value)
    if not shown:  # found by its id
        return next((_around(value, 0) for name, value in values if name in NAMING), "")
    place = next((chunk.start() for chunk in re.finditer(r"\S+", shown) if begins.search(fold(chunk[0]))), 0)
    return _around(shown, place)


def _around(text: str, place: int) -> str:
    """At most `SNIPPET` signs around a place, cut between words, with an ellipsis where something was left out."""
    if len(text) <= SNIPPET:
        return text
    start = 0 if place <= BEFORE else text.rfind(" ", 0, place - BEFORE) + 1
    if place - start > 2 * BEFORE:  # a very long word stands before
        start = place
    part = text[start : start + SNIPPET]
    if start + SNIPPET < len(text):
        part = (part.rpartition(" ")[0] or part).rstrip() + " …"
    return f"… {part}" if start else part
