"""Filing: files of facts are read, checked, held against the registry and appended – all of a run, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from phalanx.errors import BadInput
from phalanx.intake.published import FORMATS, Format, recognise
from phalanx.intake.published.correlates_of_war import CorrelatesOfWar
from phalanx.intake.statements import is_statements, read_statements
from phalanx.registry.batches import in_batches
from phalanx.registry.checks import Checks, Row, kind_of
from phalanx.registry.comparing import Change, Comparison, compare_row, compare_statement
from phalanx.registry.journal import Entry
from phalanx.registry.problems import Problems
from phalanx.registry.provenance import Ledger
from phalanx.registry.reading import Sheet, read_sheets
from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.snapshot import read_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from phalanx.registry.store import Registry, Writer

BATCH = 1000
CHANGES_KEPT = 1000


@dataclass
class Filed:
    """What a run did, or in a dry run would do."""

    dry_run: bool
    rows: int = 0
    entries: int = 0
    effects: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many changes by (kind, effect); effect `unchanged` counts rows that add nothing."""
    changes: list[Change] = field(default_factory=list, repr=False)
    """The first thousand changes, in order."""
    remarks: dict[str, list[str]] = field(default_factory=dict, repr=False)
    """Under a heading each: what a published format cannot say, and rows of it that were passed over."""


def file_facts(
    registry: Registry,
    path: Path,
    *,
    who: str,
    why: str,
    dry_run: bool = False,
    published: str | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> Filed:
    """Import a file or a folder of facts in one transaction.

    `published` forces the reading as a published data set (`dcad`, `atop`); otherwise its header tells. Importing
    the same facts twice adds nothing.

    Raises:
        BadFacts: every problem of the run, with file, line and field; nothing was written.
    """
    problems = Problems()
    checks = Checks(problems)
    filed = Filed(dry_run)
    with registry.writing(who=who, why=why, dry_run=dry_run) as writer:
        for sheet in _records_first(read_sheets(path, problems)):
            for comparison, kind in _compare_sheet(sheet, checks, filed, published, writer):
                filed.rows += 1
                progress(filed.rows)
                if not problems.count:
                    _note(comparison, kind, filed)
                    writer.add(comparison.statements)
        checks.check_references(lambda ids: _kinds_of(writer, ids, only_present=True))
        problems.raise_any()
        filed.entries = writer.count
    return filed


def _records_first(sheets: Iterator[Sheet]) -> Iterator[Sheet]:
    """Statements may speak of records that the same folder brings."""
    later = []
    for sheet in sheets:
        if is_statements(sheet.header):
            later.append(sheet)
        else:
            yield sheet
    yield from later


def _compare_sheet(
    sheet: Sheet, checks: Checks, filed: Filed, published: str | None, writer: Writer
) -> Iterator[tuple[Comparison, str]]:
    format_ = _published(sheet, published)
    if format_ is None and is_statements(sheet.header):
        yield from _compare_statements(sheet, checks, writer)
        return
    if format_ is not None:
        unsaid = [f"{name}: {reason}" for name, reason in format_.UNSAID.items()]
        filed.remarks[f"What {format_.TITLE} cannot say, or says only in part"] = unsaid
        passed_over = filed.remarks.setdefault("Passed over", [])
        sheet = _converted(sheet, format_, checks.problems, passed_over)
        kind = Agreement
    else:
        found = kind_of(sheet)
        if found is None:
            checks.problems.add(
                sheet.file, 1, "", found=f"columns {', '.join(sheet.header[:8])}", expected="the columns of one kind",
                remedy="name the file after its kind (agreements.csv), or see the data dictionary for the columns",
            )  # fmt: skip
            return
        kind = found  # type: ignore[assignment]
    given = frozenset(sheet.header)
    for rows in in_batches(checks.rows(sheet, kind), BATCH):
        yield from _compare_rows(rows, given, checks, writer)


def _published(sheet: Sheet, forced: str | None) -> Format | None:
    if forced is None:
        return recognise(sheet.header)
    chosen = next((format_ for format_ in FORMATS if forced == format_.NAME), None)
    if chosen is None:
        raise BadInput(f"There is no published format {forced!r}", f"one of {', '.join(f.NAME for f in FORMATS)}")
    return chosen


def _converted(sheet: Sheet, format_: Format, problems: Problems, passed_over: list[str]) -> Sheet:
    """The sheet as agreements, translated row by row.

    A row that the published file itself has wrong is passed over and said: whoever brings the file cannot mend it.
    """

    def rows() -> Iterator[tuple[int, Mapping[str, str]]]:
        whole = ((line, {name: cells.get(name, "") for name in sheet.header}) for line, cells in sheet.rows)
        for converted in format_.convert(whole, CorrelatesOfWar.read()):
            if converted.problem is None:
                yield converted.line, converted.cells
            elif converted.line == 1:
                problems.add(sheet.file, 1, "", found="another header", expected=converted.problem)
            else:
                passed_over.append(f"{sheet.file}, line {converted.line}: {converted.problem}")

    return Sheet(sheet.file, Agreement.KIND, tuple(columns(Agreement)), rows())


def _compare_rows(
    rows: Sequence[Row], given: frozenset[str], checks: Checks, writer: Writer
) -> Iterator[tuple[Comparison, str]]:
    known = {} if writer.is_first else _entries_by_record(writer, [row.record for row in rows])
    for row in rows:
        entries = known.get(row.record, ())
        if entries and entries[0].kind != row.kind:
            checks.problems.add(
                row.file, row.line, "id", found=f"{row.record!r}, a record of {entries[0].kind}",
                expected="an id no other kind uses", remedy="choose another id",
            )  # fmt: skip
            continue
        comparison = compare_row(row.kind, row.record, row.cells, given, entries)
        if comparison.before and not given >= columns(KINDS[row.kind]).keys():
            checks.check_outcome(row.file, row.line, KINDS[row.kind], comparison.before, comparison.after)
        yield comparison, row.kind


def _compare_statements(sheet: Sheet, checks: Checks, writer: Writer) -> Iterator[tuple[Comparison, str]]:
    for batch in in_batches(read_statements(sheet, checks.problems, lambda ids: _kinds_of(writer, ids)), BATCH):
        known = _entries_by_record(writer, [said.record for _, said in batch])
        for line, said in batch:
            comparison = compare_statement(said, known[said.record])
            checks.check_outcome(sheet.file, line, KINDS[said.kind], comparison.before, comparison.after)
            yield comparison, said.kind


def _entries_by_record(writer: Writer, records: Sequence[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in writer.entries(records):
        found.setdefault(entry.record, []).append(entry)
    return found


def _kinds_of(writer: Writer, records: Sequence[str], *, only_present: bool = False) -> dict[str, str]:
    """The kind of each id the journal knows; `only_present` leaves out records that were withdrawn."""
    known = _entries_by_record(writer, sorted(set(records)))
    return {record: entries[0].kind for record, entries in known.items() if not only_present or Ledger(entries).known}


def _note(comparison: Comparison, kind: str, filed: Filed) -> None:
    if not comparison.statements:
        filed.effects[kind, "unchanged"] += 1
    for change in comparison.changes:
        filed.effects[change.kind, change.effect] += 1
        if len(filed.changes) < CHANGES_KEPT:
            filed.changes.append(change)


def check_registry(registry: Registry) -> int:
    """Hold the registry's own records against today's checks; gives how many there are.

    Raises:
        BadFacts: every record that would not be let in today.
    """
    entries, _ = registry.frame()
    problems = Problems()
    checks = Checks(problems)
    count = 0
    for name, kind in KINDS.items():
        cells = read_cells(entries, name)
        rows = ((number, _known(row)) for number, row in enumerate(cells.iter_rows(named=True), 1))
        sheet = Sheet(f"registry, {name}", name, cells.columns, rows)
        count += sum(1 for _ in checks.rows(sheet, kind))
    checks.check_references(lambda ids: {})
    problems.raise_any()
    return count


def _known(row: Mapping[str, str | None]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell is not None}
