"""Snapshot: the cells of every record at a moment of the journal, as columns of text.

Most records have one entry, and those are read together, column by column; only records with several entries are
folded one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from phalanx.registry.journal import Entry
from phalanx.registry.provenance import SILENT_GRADE, Ledger
from phalanx.registry.records import KINDS, columns

SEQ = "_seq"
SLICE = 4000
"""Entries decoded at a time: small pieces stay in the processor's cache, and take half the memory."""


def read_cells(
    entries: pl.DataFrame, kind: str, valid_on: date | None = None, *, with_silent: bool = False
) -> pl.DataFrame:
    """Text cells of one kind: a row a record in the order first entered, a column a field (null: not known).

    `entries` are columns as `Registry.frame` gives them; of any kinds. `with_silent` adds the records that only
    sources of grade E vouch for: an export carries them, a World does not.
    """
    mine = entries.filter(pl.col("kind") == kind).with_columns(pl.len().over("record").alias("_entries"))
    names = list(columns(KINDS[kind]))
    single = mine.filter(
        (pl.col("_entries") == 1)
        & pl.col("field").is_null()
        & pl.col("value").is_not_null()
        & (pl.lit(with_silent) | (pl.col("grade") != SILENT_GRADE))
    )
    frame = pl.concat([_decode(single.slice(start, SLICE), names) for start in range(0, max(single.height, 1), SLICE)])
    folded = _fold(mine.filter(pl.col("_entries") > 1), names, valid_on, with_silent)
    whole = pl.concat([frame, folded]).sort(SEQ) if folded.height else frame
    return whole.drop(SEQ)


def _decode(entries: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    struct = pl.Struct(dict.fromkeys(names, pl.String))
    cells = entries["value"].str.json_decode(struct).struct.unnest()
    return cells.insert_column(0, entries["seq"].alias(SEQ))


def _fold(entries: pl.DataFrame, names: list[str], valid_on: date | None, with_silent: bool) -> pl.DataFrame:
    ledgers: dict[str, tuple[int, Ledger]] = {}
    for seq, at, kind, record, field, value, source, grade, valid_from, _ in entries.iter_rows():
        entry = Entry(seq, at, "", "", kind, record, field, value, source, grade, None, valid_from, "")
        ledgers.setdefault(record, (seq, Ledger()))[1].add(entry)
    cells = [(seq, ledger.cells(valid_on)) for seq, ledger in ledgers.values() if ledger.exists]
    if with_silent:
        silent = [(seq, ledger) for seq, ledger in ledgers.values() if ledger.known and not ledger.exists]
        cells += [(seq, ledger.silent_cells()) for seq, ledger in silent]
    data: Mapping[str, list[object]] = {
        SEQ: [seq for seq, _ in cells],
        **{name: [found.get(name) for _, found in cells] for name in names},
    }
    return pl.DataFrame(data, schema={SEQ: pl.Int64, **dict.fromkeys(names, pl.String)})


def typed(cells: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The same rows with each column in its type: numbers, whole numbers, flags, lists, else text."""
    casts = {
        "text": lambda column: column,
        "set": lambda column: column.str.split(";"),
        "number": lambda column: column.cast(pl.Float64),
        "integer": lambda column: column.cast(pl.Int64),
        "flag": lambda column: column == "yes",
    }
    return cells.select(
        casts[column.type.shape](pl.col(name)).alias(name) for name, column in columns(KINDS[kind]).items()
    )
