"""The journal: append-only entries, each sealed to the one before it by a SHA-256 hash.

An entry says one thing: the value of one field of one record, or a whole record, with its source, its grade, who
entered it, when and why. Change, remove or reorder an entry, and `find_faults` names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import orjson

GENESIS = "0" * 64
"""What the first entry is sealed to."""
BEGINNING = "0001-01-01T00:00:00.000000Z"
"""When the head of an empty journal was."""
MOST_PLACES = 20
"""How many places a reordered entry is looked for; beyond, the journal is broken enough to say so plainly."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a record before it is entered.

    `field` None means the whole record; then `value` is a JSON object of cells. `value` None withdraws the field or
    the record. `valid_from` is the day from which the value holds in the world, None: from the record's beginning.
    """

    kind: str
    record: str
    field: str | None
    value: str | None
    source: str
    grade: str
    passage: str | None = None
    valid_from: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement in its place in the journal: who, when, why, and its seal."""

    seq: int
    at: str
    who: str
    why: str
    kind: str
    record: str
    field: str | None
    value: str | None
    source: str
    grade: str
    passage: str | None
    valid_from: str | None
    hash: str


COLUMNS = tuple(Entry.__slots__)


def seal(previous: str, row: tuple[object, ...]) -> str:
    """The hash of an entry (its columns without the hash) that follows the entry sealed `previous`."""
    return hashlib.sha256(previous.encode() + orjson.dumps(row)).hexdigest()


def enter(
    statements: Iterable[Statement], head: tuple[int, str], *, at: str, who: str, why: str
) -> Iterator[tuple[Any, ...]]:
    """Seal statements onto a journal whose head is (seq, hash); gives rows in the order of `COLUMNS`."""
    seq, previous = head
    for said in statements:
        seq += 1
        row = (
            seq, at, who, why,
            said.kind, said.record, said.field, said.value, said.source, said.grade, said.passage, said.valid_from,
        )  # fmt: skip
        previous = seal(previous, row)
        yield (*row, previous)


def find_faults(rows: Iterable[tuple[object, ...]], head: tuple[int, str, str]) -> Iterator[str]:
    """Name every entry that was altered, removed or reordered; nothing found means the chain holds.

    `rows` come in the order of `seq` and in the columns of `COLUMNS`; `head` is what the registry wrote of its last
    entry (seq, hash, at). One altered entry yields one fault, because each is checked against the seal stored before it.
    """
    previous, at, expected, broken = GENESIS, BEGINNING, 1, []
    for *row, stored in rows:
        seq = row[0]
        assert isinstance(seq, int)
        if seq < expected:
            yield f"{_named(row)} reordered: it stands after entry {expected - 1}"
            continue
        if seq > expected:
            gap = f"entry {expected}" if seq == expected + 1 else f"entries {expected} to {seq - 1}"
            yield f"{gap} removed before {_named(row)}"
        elif not _fits(previous, row, stored):
            broken.append((tuple(row), previous, stored))
        previous, at, expected = str(stored), str(row[1]), seq + 1
    yield from _explain(broken)
    yield from _compare_head((expected - 1, previous, at), head)


def _fits(previous: str, row: Sequence[object], stored: object) -> bool:
    return _sealed(previous, row) == stored


def _sealed(previous: str, row: Sequence[object]) -> str | None:
    try:
        return seal(previous, tuple(row))
    except TypeError:  # bytes or half a character, which no entry holds
        return None


def _compare_head(last: tuple[int, str, str], head: tuple[int, str, str]) -> Iterator[str]:
    if last[0] < head[0]:
        gone = f"entry {head[0]}" if last[0] + 1 == head[0] else f"entries {last[0] + 1} to {head[0]}"
        yield f"{gone} removed from the end"
    elif last[0] > head[0]:
        yield f"entries {head[0] + 1} to {last[0]} stand after the head: entered without the registry"
    elif last != head:
        yield f"the head does not name entry {last[0]} as the journal holds it: the entry was replaced, or the head altered"


def _explain(broken: Sequence[tuple[tuple[object, ...], str, object]]) -> Iterator[str]:
    """Tell an entry that stands in another's place from one whose content changed.

    An entry whose seal fits another number was moved; one whose seal fits its own number and another neighbour is
    itself whole and follows one that was touched; any other was altered.
    """
    near = broken[:MOST_PLACES]
    seqs = [row[0] for row, _, _ in near]
    seals = {end for row, before, stored in near for end in (before, str(stored), _sealed(before, row) or GENESIS)}
    for number, (row, before, stored) in enumerate(broken):
        seq = row[0]
        assert isinstance(seq, int)
        places = [(before, seq - 1), (before, seq + 1), *(product(seals, seqs) if number < MOST_PLACES else ())]
        place = next((place for end, place in places if _fits(end, (place, *row[1:]), stored)), None)
        if place is None:
            yield f"{_named(row)} altered" + (f", or entry {seq - 1} replaced and sealed anew" if seq > 1 else "")
        elif place != seq:
            yield f"{_named(row)} reordered: it was entered as entry {place}"


def _named(row: Iterable[object]) -> str:
    seq, at, who, _, kind, record, field, *_ = row
    what = f"{record}, {field}" if field else str(record)
    return f"entry {seq} ({kind}: {what}, entered {at} by {who})"
