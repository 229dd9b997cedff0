"""Comparing: what a row or a statement adds to what the registry says of its record.

A row that says what the registry says adds nothing. A row from a source the record has already is that source's
correction, field by field. A row from another source is a second voice: it is kept whole, and the better grade speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from phalanx.registry.journal import Entry, Statement
from phalanx.registry.provenance import Ledger

UNSEALED = {"seq": 1 << 62, "at": "", "who": "", "why": "", "hash": ""}
"""Places of an entry that a statement does not fill before it is entered; it ranks as the latest."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference a run makes: `effect` is new, corrected, second source, not heard, or withdrawn."""

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


def compare_row(
    kind: str, record: str, cells: Mapping[str, str], given: frozenset[str], entries: Sequence[Entry]
) -> Comparison:
    """Hold a checked row against a record's entries. Columns the file does not have (`given`) are left as they are."""
    source, grade = cells["source_url"], cells["source_grade"]
    ledger = Ledger(entries)
    if not ledger.known:
        whole = Statement(kind, record, None, orjson.dumps(dict(cells)).decode(), source, grade)
        effect = "new" if grade != "E" else "not heard"
        return Comparison((whole,), (Change(kind, record, None, None, cells.get("title"), source, grade, effect),))
    current = ledger.cells()
    row = {field: value for field, value in cells.items() if field in given}
    row |= {field: value for field, value in current.items() if field not in given}
    if row == current:
        return Comparison()
    said = ledger.said_by(source)
    if said is None:
        statements: tuple[Statement, ...] = (
            Statement(kind, record, None, orjson.dumps(row).decode(), source, grade),
        )
        return Comparison(statements, _changes(entries, statements, current, row, "second source"))
    changed = sorted(
        field
        for field in {*row, *said, *current}
        if row.get(field) != said.get(field) and row.get(field) != current.get(field)
    )
    statements = tuple(Statement(kind, record, field, row.get(field), source, grade) for field in changed)
    return Comparison(statements, _changes(entries, statements, current, row, "corrected"))


def compare_statement(said: Statement, entries: Sequence[Entry]) -> Comparison:
    """Hold one statement on one field, or a withdrawal, against a record's entries; entered already, it adds nothing."""
    ledger = Ledger(entries)
    if said.field is None:
        if not ledger.known:
            return Comparison()
        change = Change(said.kind, said.record, None, None, None, said.source, said.grade, "withdrawn")
        return Comparison((said,), (change,))
    voices = ledger.voices().get(said.field)
    for claim in voices.claims if voices else ():
        if (claim.source, claim.value, claim.passage, claim.valid_from, claim.grade) == (
            said.source, said.value, said.passage, said.valid_from, said.grade,
        ):  # fmt: skip
            return Comparison()
    current = ledger.cells()
    own = any(claim.source == said.source for claim in voices.claims) if voices else False
    after = current | {said.field: said.value} if said.value is not None else current
    changes = _changes(entries, (said,), current, after, "corrected" if own else "second source")
    if not changes:
        same = current.get(said.field)
        changes = (Change(said.kind, said.record, said.field, same, said.value, said.source, said.grade, "confirmed"),)
    return Comparison((said,), changes)


def _changes(
    entries: Sequence[Entry],
    statements: Sequence[Statement],
    current: Mapping[str, str],
    row: Mapping[str, str | None],
    effect: str,
) -> tuple[Change, ...]:
    """The fields that differ, and whether the new value is heard: whether it is what the World would hold."""
    new = [
        Entry(**UNSEALED, **{name: getattr(said, name) for name in Statement.__slots__})  # type: ignore[arg-type]
        for said in statements
    ]
    heard = Ledger([*entries, *new]).cells()
    said = statements[0] if statements else None
    return tuple(
        Change(
            said.kind, said.record, field, current.get(field), row.get(field), said.source, said.grade,
            effect if heard.get(field) == row.get(field) else "not heard",
        )  # fmt: skip
        for field in sorted({*current, *row})
        if said is not None and current.get(field) != row.get(field)
    )
