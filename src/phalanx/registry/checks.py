"""Checks: rows of text become rows of facts, or problems that name file, line and field.

Field by field the record types decide; then fields are held against each other, ids against ids, and references
against the records they name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache

from pydantic import ValidationError

from phalanx.registry.problems import Problems, quote
from phalanx.registry.reading import Sheet
from phalanx.registry.records import KINDS, Contradiction, Record, columns, named, record_id
from phalanx.vocabulary.values import Reference, Several


@dataclass(frozen=True, slots=True)
class Row:
    """A checked row: where it stood, which record it is, and its canonical cells."""

    file: str
    line: int
    kind: str
    record: str
    cells: Mapping[str, str]


@dataclass
class Checks:
    """The checks of one run: ids and references are held against everything the run brings."""

    problems: Problems
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    _seen: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    _references: list[tuple[str, int, str, str, tuple[str, ...]]] = field(default_factory=list)

    def rows(self, sheet: Sheet, kind: type[Record]) -> Iterator[Row]:
        """The rows of a sheet that hold; every other one is a problem."""
        if not self._check_header(sheet, kind):
            return
        for line, cells in sheet.rows:
            record = self._read(sheet.file, line, cells, kind)
            if record is None:
                continue
            canonical = record.cells()
            name = record_id(kind, canonical)
            if not self._check_unique(sheet.file, line, kind, name):
                continue
            self._note_faults(sheet.file, line, record.contradictions(self.today))
            self._note_references(sheet.file, line, kind, canonical)
            yield Row(sheet.file, line, kind.KIND, name, canonical)

    def _check_header(self, sheet: Sheet, kind: type[Record]) -> bool:
        known = columns(kind)
        before = self.problems.count
        for name in sheet.header:
            if name not in known:
                self.problems.add(
                    sheet.file, 1, name, found="an unknown column", expected=f"a column of {kind.KIND}",
                    remedy=f"rename or remove it; the columns are {', '.join(known)}",
                )  # fmt: skip
        for name, column in known.items():
            if column.required and name not in sheet.header:
                self.problems.add(
                    sheet.file, 1, name, found="no such column", expected=f"one with {column.type.describe()}",
                    remedy="add it to the header and fill it",
                )  # fmt: skip
        return self.problems.count == before

    def _read(self, file: str, line: int, cells: Mapping[str, str], kind: type[Record]) -> Record | None:
        try:
            return kind.model_validate(cells)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                name = str(fault["loc"][0]) if fault["loc"] else ""
                if fault["type"] == "missing":
                    expected = columns(kind)[name].type.describe()
                    self.problems.add(file, line, name, found="an empty cell", expected=expected, remedy="fill it")
                else:
                    said = fault.get("ctx", {})
                    self.problems.add(
                        file, line, name, found=quote(str(fault["input"])),
                        expected=said.get("expected", fault["msg"]), remedy=said.get("remedy", ""),
                    )  # fmt: skip
            return None

    def _check_unique(self, file: str, line: int, kind: type[Record], name: str) -> bool:
        first = self._seen.setdefault(name, (kind.KIND, file, line))
        if first == (kind.KIND, file, line):
            return True
        self.problems.add(
            file, line, " + ".join(kind.KEY), found=f"{quote(name)}, which {first[1]}, line {first[2]} has already",
            expected="an id no other record has", remedy="merge the two rows, or give one another id",
        )  # fmt: skip
        return False

    def _note_faults(self, file: str, line: int, faults: Iterable[Contradiction]) -> None:
        for fault in faults:
            self.problems.add(file, line, fault.field, found=fault.found, expected=fault.expected, remedy=fault.remedy)

    def _note_references(self, file: str, line: int, kind: type[Record], cells: Mapping[str, str]) -> None:
        for column, kinds in _referring(kind).items():
            for target in cells.get(column, "").split(";"):
                if target:
                    self._references.append((file, line, column, target, kinds))

    def check_outcome(
        self, file: str, line: int, kind: type[Record], before: Mapping[str, str], after: Mapping[str, str]
    ) -> None:
        """Hold a record that was there, as a statement or a row of few columns leaves it, against itself and others."""
        faults = [*self._faults(kind, after)]
        known = {*self._faults(kind, before)} if faults else set()
        self._note_faults(file, line, [fault for fault in faults if fault not in known])
        self._note_references(
            file, line, kind, {name: after[name] for name in after if after[name] != before.get(name)}
        )

    def _faults(self, kind: type[Record], cells: Mapping[str, str]) -> Iterator[Contradiction]:
        if all(column.required <= (name in cells) for name, column in columns(kind).items()):
            yield from kind.model_validate(cells).contradictions(self.today)

    def check_references(self, known: Callable[[list[str]], Mapping[str, str]]) -> None:
        """Hold every reference of the run against the run's own records and, by `known`, the registry's.

        `known` gives the kind of each id that the registry has.
        """
        sought = {named(KINDS[kind], target) for *_, target, expected in self._references for kind in expected}
        kinds = {name: kind for name, (kind, _, _) in self._seen.items()}
        kinds |= known(sorted(sought - kinds.keys()))
        for file, line, column, target, expected in self._references:
            if not any(kinds.get(named(KINDS[kind], target)) == kind for kind in expected):
                self.problems.add(
                    file, line, column, found=f"{quote(target)}, which is not there",
                    expected=f"the id of a record in {' or '.join(expected)}", remedy="add that record, or correct the id",
                )  # fmt: skip


@cache
def _referring(kind: type[Record]) -> Mapping[str, tuple[str, ...]]:
    """The columns that refer to records, each with the kinds these may be of."""
    return {name: kinds for name, column in columns(kind).items() if (kinds := _reference(column.type))}


def _reference(value_type: object) -> tuple[str, ...]:
    """The kinds a column refers to; empty when it refers to none."""
    if isinstance(value_type, Several):
        return _reference(value_type.of)
    return value_type.kinds if isinstance(value_type, Reference) else ()


def kind_of(sheet: Sheet) -> type[Record] | None:
    """The kind a sheet holds: by its name, else by a header that fits one kind only."""
    if sheet.name in KINDS:
        return KINDS[sheet.name]
    header = set(sheet.header)
    fitting = [
        kind
        for kind in KINDS.values()
        if header <= set(columns(kind)) and {name for name, c in columns(kind).items() if c.required} <= header
    ]
    return fitting[0] if len(fitting) == 1 else None
