"""Statements: a file that says single things of records – a second source for one field, a passage, a withdrawal.

Columns: record, field, value, source_url, source_grade, and if wanted passage and valid_from. An empty field with an
empty value withdraws the whole record; an empty value takes back what this source said of the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic_core import PydanticCustomError

from phalanx.registry.batches import in_batches
from phalanx.registry.journal import Statement
from phalanx.registry.problems import Problems, quote
from phalanx.registry.provenance import SILENT_GRADE
from phalanx.registry.reading import Sheet
from phalanx.registry.records import KINDS, columns
from phalanx.vocabulary.codes import GRADE
from phalanx.vocabulary.values import Code, Day, Text, Url, ValueType

NEEDED = ("record", "field", "value", "source_url", "source_grade")
FURTHER = ("passage", "valid_from")
BATCH = 1000
_TYPES: Mapping[str, ValueType] = {
    "source_url": Url(),
    "source_grade": Code(GRADE),
    "passage": Text(),
    "valid_from": Day(),
}


def is_statements(header: Sequence[str]) -> bool:
    """Whether a header is that of a file of statements."""
    return set(NEEDED) <= set(header) <= {*NEEDED, *FURTHER}


def read_statements(
    sheet: Sheet, problems: Problems, kinds_of: Callable[[list[str]], Mapping[str, str]]
) -> Iterator[tuple[int, Statement]]:
    """The statements of a sheet that hold, with their lines; every other row is a problem.

    `kinds_of` gives the kind of each record that is known.
    """
    first: dict[tuple[str | None, ...], int] = {}
    for rows in in_batches(sheet.rows, BATCH):
        kinds = kinds_of(sorted({cells["record"] for _, cells in rows if "record" in cells}))
        for line, cells in rows:
            said = _read(sheet.file, line, cells, kinds, problems)
            if said is None:
                continue
            before = first.setdefault((said.record, said.field, said.source, said.valid_from), line)
            if before == line:
                yield line, said
            else:
                problems.add(
                    sheet.file, line, "field", found=f"the same source on the same field as in line {before}",
                    expected="one statement for each record, field, source and valid_from", remedy="keep one of the two",
                )  # fmt: skip


def _read(
    file: str, line: int, cells: Mapping[str, str], kinds: Mapping[str, str], problems: Problems
) -> Statement | None:
    before = problems.count
    record = cells.get("record", "")
    kind = kinds.get(record)
    if kind is None:
        problems.add(
            file, line, "record", found=quote(record) if record else "an empty cell",
            expected="the id of a record in the registry", remedy="import the record first, or correct the id",
        )  # fmt: skip
        return None
    for name, value_type in _TYPES.items():
        if name in cells or name in NEEDED:
            _parse(value_type, cells.get(name, ""), file, line, name, problems)
    field, value = cells.get("field"), cells.get("value")
    if field is None and cells.get("source_grade") == SILENT_GRADE:
        problems.add(
            file, line, "source_grade", found=f"a withdrawal by a source of grade {SILENT_GRADE}",
            expected="a source that may speak alone", remedy="find a better source",
        )  # fmt: skip
    if field is None and value is not None:
        problems.add(file, line, "field", found="an empty cell", expected=f"a field of {kind}", remedy="name it")
    elif field is not None and field not in columns(KINDS[kind]):
        problems.add(
            file, line, "field", found=quote(field), expected=f"a field of {kind}", remedy="see the dictionary"
        )
    elif field in (*KINDS[kind].KEY, "source_url"):
        problems.add(
            file, line, "field", found=f"{field}, which names the record or its source", expected="another field",
            remedy="import the record anew under its other name or source",
        )  # fmt: skip
    elif field is not None and value is None and columns(KINDS[kind])[field].required:
        problems.add(
            file, line, "value", found=f"nothing for {field}", expected=columns(KINDS[kind])[field].type.describe(),
            remedy="a record cannot be without it: give a value, or withdraw the record",
        )  # fmt: skip
    elif field is not None and value is not None:
        value_type = columns(KINDS[kind])[field].type
        parsed = _parse(value_type, value, file, line, "value", problems)
        value = None if parsed is None else value_type.write(parsed)
    if problems.count > before:
        return None
    return Statement(
        kind, record, field, value, cells["source_url"], cells["source_grade"],
        cells.get("passage"), cells.get("valid_from"),
    )  # fmt: skip


def _parse(value_type: ValueType, text: str, file: str, line: int, name: str, problems: Problems) -> object:
    try:
        return value_type.parse(text)
    except PydanticCustomError as misfit:
        said = misfit.context or {}
        problems.add(
            file, line, name, found=quote(text) if text else "an empty cell",
            expected=said.get("expected", str(misfit)), remedy=said.get("remedy", ""),
        )  # fmt: skip
        return None
