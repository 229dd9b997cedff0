"""Writing a template: an empty file of one kind to fill in, and a page beside it that says what each column takes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, Column, Record, columns
from phalanx.vocabulary.values import Code, Several


def write_template(kind: str, folder: Path) -> list[Path]:
    """The header of a kind as `KIND.csv`, ready to be filled, and `KIND.md` on its columns; gives both paths.

    Neither takes the place of a file that is there already. Reading a folder passes over the page.

    Raises:
        BadInput: there is no such kind, a file of that name is there, or the folder cannot be written.
    """
    if kind not in KINDS:
        raise BadInput(f"There is no kind of facts called {kind!r}", f"one of {', '.join(KINDS)}")
    table, page = folder / f"{kind}.csv", folder / f"{kind}.md"
    there = [path.name for path in (table, page) if path.exists()]
    if there:
        raise BadInput(
            f"{' and '.join(there)} in {folder} would be overwritten", "a folder without", "name another one"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(columns(KINDS[kind]))
        page.write_text("\n".join(_told(KINDS[kind])) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be written: {error.strerror}", "a folder that can be written", "name another one"
        ) from error
    return [table, page]


def _told(kind: type[Record]) -> Iterator[str]:
    """The page: what a row is, what names it, and a list of the columns."""
    yield f"# {kind.KIND}.csv\n"
    yield f"{kind.TITLE} One row each, UTF-8, commas, a point before decimals.\n"
    yield f"What names a row, so that no two may share it: {', '.join(kind.KEY)}.\n"
    for column in columns(kind).values():
        must = "must be filled" if column.required else f"may be empty{_default(column)}"
        yield f"- `{column.name}` – {column.type.describe()}, {must}. {column.meaning}"
        yield from (f"    - `{code}`: {meaning}" for code, meaning in _codes(column))


def _default(column: Column) -> str:
    return f" and is then {column.default}" if column.default is not None else ""


def _codes(column: Column) -> Iterator[tuple[str, str]]:
    inner = column.type.of if isinstance(column.type, Several) else column.type
    if isinstance(inner, Code):
        yield from inner.codes.items()
