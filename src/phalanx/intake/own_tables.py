"""Own tables: a user's table of one kind of facts, read and checked like facts, and used without being filed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from phalanx.errors import BadInput
from phalanx.registry.checks import Checks
from phalanx.registry.problems import Problems
from phalanx.registry.reading import READERS, Sheet, read_sheets
from phalanx.registry.reading.typed_cells import cells_of
from phalanx.registry.records import KINDS, columns
from phalanx.registry.snapshot import typed
from phalanx.vocabulary.values import Own, Reference, Several
from phalanx.world import World
from phalanx.world.rows import NAME, named_rows

Rows = Iterable[Mapping[str, Any]]


def read_own(world: World, kind: str, given: str | Path | Rows) -> Own:
    """A user's table of a kind: a file, or in a notebook rows by column. What it refers to has to be in the World.

    Raises:
        BadFacts: every problem of the table, with its line and field.
        BadInput: there is no such file, or it holds no rows.
    """
    problems = Problems()
    checks = Checks(problems)
    name = Path(given).name if isinstance(given, str | Path) else f"rows of {kind}"
    found = [row for sheet in _sheets(kind, given, problems) for row in checks.rows(sheet, KINDS[kind])]
    cells = [dict(row.cells) for row in found]
    checks.check_references(lambda ids: _known(world, kind))
    problems.raise_any()
    if not cells:
        raise BadInput(f"{name} holds no rows", f"a row of {kind} at least", "fill it, or leave the parameter away")
    names = list(columns(KINDS[kind]))
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    digest = hashlib.sha256(orjson.dumps(cells, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Own(kind, name, tuple(typed(frame, kind).to_dicts()), digest, tuple(row.line for row in found))


def _sheets(kind: str, given: str | Path | Rows, problems: Problems) -> Iterator[Sheet]:
    """The tables that were given, whatever the file is called."""
    if not isinstance(given, str | Path):
        rows = [dict(row) for row in given]
        header = tuple(dict.fromkeys(name for row in rows for name in row))
        yield Sheet(f"rows of {kind}", kind, header, cells_of(rows, f"rows of {kind}", problems))
        return
    path = Path(given)
    if path.is_dir():
        raise BadInput(f"{path} is a folder", f"one file ending in {', '.join(READERS)}", f"name the table of {kind}")
    for sheet in read_sheets(path, problems):
        yield Sheet(sheet.file, kind, sheet.header, sheet.rows)


def _known(world: World, kind: str) -> Mapping[str, str]:
    """The records that a table of this kind may refer to, each with its kind."""
    types = (column.type for column in columns(KINDS[kind]).values())
    single = (each.of if isinstance(each, Several) else each for each in types)
    kinds = {name for each in single if isinstance(each, Reference) for name in each.kinds}
    return {record: name for name in sorted(kinds) for record in named_rows(world, name)[NAME]}
