"""Comparing: what a row or a statement adds to what the registry says of its record.

A row that says what the registry says adds nothing. A row from a source the record has already is that source's
correction, field by field. A row from another source is a second voice: it is kept whole, and the better grade speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from phalanx.registry.journal import Entry, Statement
from phalanx.registry.provenance import Ledger

UNSEALED: dict[str, Any] = {"seq": 1 << 62, "at": "", "who": "", "why": "", "hash": ""}
"""Places of an entry that a statement does not fill before it is entered; it ranks as the latest."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference a run makes: `effect` is new, corrected, second source, confirmed, not heard, or withdrawn."""

    kind: str
    record: str
    field: str | None
    before: str | None
    after: str | None
    source: str
    grade: str
    effect: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to append, and what it changes; both empty when the row adds nothing."""

    statements: tuple[Statement, ...] = ()
    changes: tuple[Change, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    """The cells that speak of a record which was there, without and with the statements."""


def compare_row(
    kind: str, record: str, cells: Mapping[str, str], given: frozenset[str], entries: Sequence[Entry]
) -> Comparison:
    """Hold a checked row against a record's entries. Columns the file does not have (`given`) are left as they are."""
    source, grade = cells["source_url"], cells["source_grade"]
    whole = Statement(kind, record, None, orjson.dumps(dict(cells)).decode(), source, grade)
    if len(entries) == 1 and entries[0].value == whole.value:
        return Comparison()
    ledger = Ledger(entries)
    if not ledger.known:
        effect = "new" if grade != "E" else "not heard"
        return Comparison((whole,), (Change(kind, record, None, None, cells.get("title"), source, grade, effect),))
    before = ledger.cells()
    row = {field: value for field, value in cells.items() if field in given}
    wanted = {field: value for field, value in before.items() if field not in given} | row
    if wanted == before:
        return Comparison()
    said = ledger.said_by(source)
    if said is None:
        statements = [Statement(kind, record, None, orjson.dumps(row).decode(), source, grade)]
    else:
        # What others say better stands in an export of the record too, and is no word of this source.
        others = before if before.get("source_url") == source else {}
        statements = [
            Statement(kind, record, field, row.get(field), source, grade)
            for field in sorted(given)
            if row.get(field) != said.get(field) and (field not in others or row.get(field) != others[field])
        ]
    return _compared(entries, statements, before, wanted, "second source" if said is None else "corrected")


def compare_statement(said: Statement, entries: Sequence[Entry]) -> Comparison:
    """Hold one statement on one field, or a withdrawal, against a record's entries; entered already, it adds nothing."""
    ledger = Ledger(entries)
    if said.field is None:
        if not ledger.known:
            return Comparison()
        change = Change(said.kind, said.record, None, None, None, said.source, said.grade, "withdrawn")
        return Comparison((said,), (change,))
    before = ledger.cells()
    voices = ledger.voices().get(said.field)
    own = [claim for claim in voices.claims if claim.source == said.source] if voices else []
    at_that_time = next((claim for claim in own if claim.valid_from == said.valid_from), None)
    if said.value is None:
        return _compared(entries, [said], before, {}, "withdrawn") if at_that_time else Comparison()
    if at_that_time and (said.value, said.passage, said.grade) == (
        at_that_time.value, at_that_time.passage, at_that_time.grade,
    ):  # fmt: skip
        return Comparison()
    wanted = before | {said.field: said.value}
    return _compared(entries, [said], before, wanted, "corrected" if own else "second source")


def _compared(
    entries: Sequence[Entry],
    statements: Sequence[Statement],
    before: Mapping[str, str],
    wanted: Mapping[str, str],
    effect: str,
) -> Comparison:
    """What the statements change, and whether they are heard: whether it is what the World would hold."""
    if not statements:
        return Comparison()
    said = statements[0]
    after = Ledger([*entries, *map(_unsealed, statements)]).cells()
    if effect == "withdrawn":
        wanted = after
    changes = [
        (field, before.get(field), wanted.get(field), effect if after.get(field) == wanted.get(field) else "not heard")
        for field in sorted({*before, *wanted})
        if before.get(field) != wanted.get(field)
    ]
    if not changes:  # another voice for what is said already, a passage, or an older value taken back
        spoken = before.get(said.field or "")
        changes = [(said.field or "", spoken, said.value, "confirmed" if spoken == said.value else effect)]
    return Comparison(
        tuple(statements),
        tuple(
            Change(said.kind, said.record, field or None, old, new, said.source, said.grade, heard)
            for field, old, new, heard in changes
        ),
        before,
        after,
    )


def _unsealed(said: Statement) -> Entry:
    return Entry(**UNSEALED, **{name: getattr(said, name) for name in Statement.__slots__})
