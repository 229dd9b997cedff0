"""The journal: append-only entries, each sealed to the one before it by a SHA-256 hash.

An entry says one thing: the value of one field of one record, or a whole record, with its source, its grade, who
entered it, when and why. Change, remove or reorder an entry, and `find_faults` names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

GENESIS = "0" * 64
"""What the first entry is sealed to."""
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
) -> Iterator[tuple[object, ...]]:
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


def find_faults(rows: Iterable[tuple[object, ...]], head: tuple[int, str]) -> Iterator[str]:
    """Name every entry that was altered, removed or reordered; nothing found means the chain holds.

    `rows` come in the order of `seq` and in the columns of `COLUMNS`; `head` is what the registry wrote of its last
    entry (seq, hash). One altered entry yields one fault, because each is checked against the seal stored before it.
    """
    previous, expected, broken = GENESIS, 1, []
    for *row, stored in rows:
        seq = row[0]
        assert isinstance(seq, int) and isinstance(stored, str)
        if seq != expected:
            gap = f"entry {expected}" if seq == expected + 1 else f"entries {expected} to {seq - 1}"
            yield f"{gap} removed before {_named(row)}"
        elif seal(previous, tuple(row)) != stored:
            broken.append((tuple(row), previous, stored))
        previous, expected = stored, seq + 1
    yield from _explain(broken)
    if expected - 1 < head[0]:
        gone = f"entry {expected}" if expected == head[0] else f"entries {expected} to {head[0]}"
        yield f"{gone} removed from the end"
    elif expected - 1 == head[0] and previous != head[1]:
        yield f"the head names another entry {head[0]} than the journal holds"
    elif expected - 1 > head[0]:
        yield f"entries {head[0] + 1} to {expected - 1} stand after the head: entered without the registry"


def _explain(broken: list[tuple[tuple[object, ...], str, str]]) -> Iterator[str]:
    """Tell an entry that stands in another's place from one whose content changed.

    An entry whose seal fits an earlier number or another neighbour was moved, or is itself whole and follows one that
    was; any other was altered.
    """
    seqs = [row[0] for row, _, _ in broken[:MOST_PLACES]]
    seals = {end for _, before, stored in broken[:MOST_PLACES] for end in (before, stored)}
    for row, _, stored in broken:
        fitting = (seq for seq in seqs for before in seals if seal(before, (seq, *row[1:])) == stored)
        place = next(fitting, None)
        if place is None:
            yield f"{_named(row)} altered, or an entry before it replaced"
        elif place != row[0]:
            yield f"{_named(row)} reordered: it was entered as entry {place}"


def _named(row: Iterable[object]) -> str:
    seq, at, who, _, kind, record, field, *_ = row
    what = f"{record}, {field}" if field else str(record)
    return f"entry {seq} ({kind}: {what}, entered {at} by {who})"
