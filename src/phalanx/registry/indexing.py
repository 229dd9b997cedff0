"""The search index: for every state a record was ever in, the words it says, kept beside the journal.

The index is made from the journal alone and can be made again at any time. For each record a text stands in it, from
the entry that made the record so until the entry that changed it; so a search sees the values that speak, now or at
an earlier moment, and never those that no longer do. A value that holds in the world from a later day on leaves the
earlier one in the text: both speak, each on its days.

SQLite keeps the words in FTS5, PostgreSQL in a tsvector. Both get words that were folded here, so both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from phalanx.registry import schema
from phalanx.registry.batches import in_batches
from phalanx.registry.journal import COLUMNS, Entry
from phalanx.registry.provenance import SILENT_GRADE, Ledger
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Code, Party, Several, Url, ValueType
from phalanx.vocabulary.values import Text as TextType

BATCH = 5000
MOST_ASKED = 10_000
MOST_SIGNS = 80_000
"""How much of a record's title, of its parties and of its other values is indexed; a tsvector takes 1 MB in all."""
MOST_REMEMBERED = 10_000
LONGEST_WORD = 500
"""Signs of a word that PostgreSQL keeps; it takes at most 2,046 bytes. A longer word is sought by so many."""
LAST_PLACE = 16_383
"""The last place in a text that PostgreSQL tells from later ones; it keeps 256 places of a word. Only phrases mind."""

Row = tuple[Any, ...]
"""An entry as the journal has it, in the order of `COLUMNS`."""

# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i"}
)
"""Letters that Unicode does not take apart, as people type them who do not have them on their keys."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[0-9a-z\x80-\U0010ffff]+")
BREAK = " \x1f "
"""Stands between two values, as a word that no query can hold, so that a phrase does not reach across."""


class _Letters(dict[str, str]):
    """What each sign outside ASCII is folded to: letters without their marks, nothing, or a blank."""

    def __missing__(self, sign: str) -> str:
        taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
        folded = "".join(map(_folded, taken_apart.translate(_UNDECOMPOSED)))
        self[sign] = folded
        return folded


def _folded(sign: str) -> str:
    category = unicodedata.category(sign)
    if unicodedata.combining(sign) or category == "Cf":  # an accent; a soft hyphen and its like
        return ""
    return sign if sign.isalnum() or category[0] == "M" else " "  # vowel signs of Hindi or Thai belong to their word


_LETTERS = _Letters()


def fold(text: str) -> str:
    """The text in small letters without accents: `Böll` and `boll`, `Łódź` and `lodz` become the same."""
    small = text.lower()
    return small if small.isascii() else _FOREIGN.sub(lambda found: _LETTERS[found[0]], small)


def words_of(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits."""
    return _WORD.findall(fold(text))


# ── Values in words ──────────────────────────────────────────────────────────────────────────────────────────────────


class Phrases(dict[str, str]):
    """Values of one type as they are indexed, remembered, as codes and parties come again and again."""

    def __init__(self, say: Callable[[str], str]) -> None:
        super().__init__()
        self._say = say

    def __missing__(self, value: str) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        said = BREAK.join(self._say(part) for part in value.split(";"))
        self[value] = said
        return said


@dataclass(frozen=True, slots=True)
class Wording:
    """How the values of a field are said."""

    part: int
    """0 title, 1 parties, 2 everything else: title and parties weigh more."""
    phrases: Phrases | None
    """What is indexed for a value; None: the value itself."""
    name_of: Callable[[str], str]
    """What a reader is shown for one of the values."""
    is_prose: bool = False

    def shown(self, value: str) -> str:
        """The value as a reader sees it."""
        return value if self.phrases is None else ", ".join(map(self.name_of, value.split(";")))

    def indexed(self, value: str) -> str:
        """The value as the index has it."""
        return value if self.phrases is None else self.phrases[value]


NAMING = ("title", "name", "item")
"""The fields that name a record to a reader."""


@cache
def wordings(kind: str) -> Mapping[str, Wording]:
    """How each field of a kind is said. A field without an entry is not searched: web addresses."""
    from phalanx.registry.records import KINDS, columns

    if kind not in KINDS:  # of a later Phalanx, whose backup was restored here; found by its id
        return {}
    said = {name: _wording(name, column.type) for name, column in columns(KINDS[kind]).items()}
    return {name: wording for name, wording in said.items() if wording}


def _wording(name: str, value_type: ValueType) -> Wording | None:
    of = value_type.of if isinstance(value_type, Several) else value_type
    if isinstance(of, Url):
        return None
    if isinstance(of, Party):
        return Wording(1, Phrases(_with_name), party_name)
    if isinstance(of, Code):
        return Wording(2, Phrases(_with_label), label)
    if isinstance(value_type, Several):
        return Wording(2, Phrases(str), str)
    if name in NAMING:
        return Wording(0, None, str)
    return Wording(2, None, str, is_prose=isinstance(of, TextType))


def _with_name(code: str) -> str:
    name = party_name(code)
    return code if name == code else f"{code}{BREAK}{name}"


def _with_label(code: str) -> str:
    said = label(code)
    return code if words_of(said) == words_of(code) else f"{code}{BREAK}{said}"


Values = list[tuple[str, str]]
"""Fields and what is said of them; a field comes twice when two values speak on different days."""


def spoken(entries: Sequence[Entry]) -> Values:
    """Every value of a record that speaks on some day, after these entries; none where the record is not there."""
    try:
        return _spoken(entries)
    except (ValueError, TypeError, AttributeError):
        return []  # an entry altered behind the registry's back: `verify` names it, and the index waits for that


def _spoken(entries: Sequence[Entry]) -> Values:
    if len(entries) == 1:  # nearly every record
        entry = entries[0]
        if entry.field is not None or entry.value is None or entry.grade == SILENT_GRADE:
            return []
        return _only_text(orjson.loads(entry.value).items())
    ledger = Ledger(entries)
    if not ledger.exists:
        return []
    days = {date.min, *(first_day(entry.valid_from) for entry in entries if entry.valid_from)}
    return _only_text(dict.fromkeys(item for day in sorted(days) for item in ledger.cells(day).items()))


def _only_text(values: Iterable[tuple[str, str]]) -> Values:
    said = list(values)
    "".join([value for _, value in said])  # raises TypeError where one is no text, faster than asking each
    return said


def text_of(kind: str, record: str, values: Values) -> tuple[str, str, str]:
    """Title, parties and all else of a record as folded text with breaks; empty where nothing speaks."""
    if not values:
        return "", "", ""
    parts: tuple[list[str], list[str], list[str]] = [record], [], []
    known = wordings(kind)
    for name, value in values:
        if wording := known.get(name):
            phrases = wording.phrases
            parts[wording.part].append(value if phrases is None else phrases[value])
    title, parties, other = (fold(BREAK.join(part))[:MOST_SIGNS] for part in parts)
    return title, parties, other


# ── The index ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Text:
    """What a record says from entry `seq` on, until entry `until` (None: to this day)."""

    seq: int
    kind: str
    record: str
    until: int | None
    values: Values


def index(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Take entries, which the journal has just taken in after all others, into the index."""
    first = rows[0][0]
    new: dict[str, list[Entry]] = {}
    for row in rows:
        entry = Entry(*row)
        new.setdefault(entry.record, []).append(entry)
    earlier = _entries_before(connection, first, list(new)) if first > 1 else {}
    texts: list[Text] = []
    ended: list[dict[str, int]] = []
    for record, entries in new.items():
        before = earlier.get(record, [])
        following = list(_texts(entries, before))
        texts += following
        if before:  # the record's last entry is where its last text began
            ended.append({"began": before[-1].seq, "by": following[0].seq})
    if ended:
        closing = schema.texts.update().where(schema.texts.c.seq == sa.bindparam("began"))
        connection.execute(closing.values(until=sa.bindparam("by")), ended)
    rows_of_texts = [{"seq": t.seq, "kind": t.kind, "record": t.record, "until": t.until} for t in texts]
    connection.execute(schema.texts.insert(), rows_of_texts)
    _write_words(connection, texts)


def _entries_before(connection: sa.Connection, seq: int, records: Sequence[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for batch in in_batches(records, MOST_ASKED):
        for entry in entries_of(connection, batch, seq - 1):
            found.setdefault(entry.record, []).append(entry)
    return found


def entries_of(connection: sa.Connection, records: Sequence[str], until: int) -> Iterator[Entry]:
    """What the journal says of at most `MOST_ASKED` records up to an entry, in order."""
    table = schema.journal
    query = sa.select(*(table.c[name] for name in COLUMNS)).where(table.c.record.in_(records), table.c.seq <= until)
    for row in connection.execute(query.order_by(table.c.seq)):
        yield Entry(*row)


def _texts(new: Sequence[Entry], earlier: Sequence[Entry]) -> Iterator[Text]:
    """A text for each moment at which the record changed: entries of one moment are never seen apart."""
    last = [
        place for place, entry in enumerate(new, 1) if place == len(new) or new[place].at != entry.at
    ]  # how many of the new entries each moment has seen
    for place, following in zip(last, [*last[1:], None], strict=True):
        entry = new[place - 1]
        until = None if following is None else new[following - 1].seq
        yield Text(entry.seq, entry.kind, entry.record, until, spoken([*earlier, *new[:place]]))


def _write_words(connection: sa.Connection, texts: Sequence[Text]) -> None:
    said = ((text.seq, text_of(text.kind, text.record, text.values)) for text in texts)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO words (rowid, title, parties, text) VALUES (?, ?, ?, ?)",
            [(seq, *parts) for seq, parts in said],
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO words (seq, words) VALUES (%s, %s::text::tsvector)",
            [(seq, _tsvector(parts)) for seq, parts in said],
        )


def _tsvector(parts: tuple[str, str, str]) -> str:
    """The words with their places and weights as PostgreSQL reads them; a break takes a place of its own."""
    place, said = 0, []
    for part, weight in zip(parts, "ABD", strict=True):
        for value in part.split(BREAK):
            for word in _WORD.findall(value):
                place += 1
                said.append(f"'{word[:LONGEST_WORD]}':{min(place, LAST_PLACE)}{weight}")
            place += 1
    return " ".join(said)


def is_there(connection: sa.Connection) -> bool:
    """Whether the registry is of a version that has an index."""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == schema.REVISION


def is_whole(connection: sa.Connection) -> bool:
    """Whether the index ends with the journal's last entry; not when entries were made without it, or taken away."""
    return _last(connection, schema.texts) == _last(connection, schema.journal)


def _last(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.seq), 0))).scalar_one())


def bring_up(connection: sa.Connection) -> None:
    """Index the entries that are not indexed yet, some thousand at a time; all, where the index goes beyond them.

    The connection writes, and nobody else appends meanwhile.
    """
    if is_whole(connection):
        return
    if _last(connection, schema.texts) > _last(connection, schema.journal):
        clear(connection)
    table = schema.journal
    query = sa.select(*(table.c[name] for name in COLUMNS)).order_by(table.c.seq).limit(BATCH)
    done = _last(connection, schema.texts)
    while rows := connection.execute(query.where(table.c.seq > done)).all():
        index(connection, [tuple(row) for row in rows])
        done = rows[-1].seq


def clear(connection: sa.Connection) -> None:
    """Empty the index, so that `bring_up` makes it anew."""
    connection.execute(schema.texts.delete())
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO words (words) VALUES ('delete-all')")
    else:
        connection.exec_driver_sql("DELETE FROM words")


def faults(connection: sa.Connection) -> Iterator[str]:
    """What the index lacks, or has too much of, beside the journal."""
    journal, texts = schema.journal, schema.texts
    last = sa.select(sa.func.max(journal.c.seq).label("seq")).group_by(journal.c.record).subquery()
    present = sa.select(texts.c.seq).where(texts.c.until.is_(None))
    lacking = _count(connection, sa.select(last.c.seq).except_(present))
    extra = _count(connection, present.except_(sa.select(last.c.seq)))
    kept = "words_docsize" if connection.dialect.name == "sqlite" else "words"
    key: sa.ColumnClause[int] = sa.column("id" if connection.dialect.name == "sqlite" else "seq")
    words = sa.select(key).select_from(sa.table(kept, key))
    wordless = _count(connection, sa.select(texts.c.seq).except_(words))
    for count, what in (
        (lacking, "without their present text"),
        (extra, "with a text that no longer holds"),
        (wordless, "whose words are gone"),
    ):
        if count:
            yield f"{count} record{'s' if count > 1 else ''} {what}"


def _count(connection: sa.Connection, query: sa.SelectBase) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
