"""One table of an Answer as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phalanx.surfaces.presenting import wording
from phalanx.vocabulary.cells import neutralise

if TYPE_CHECKING:
    import polars as pl

    from phalanx.answer import Answer


def render(answer: Answer, table: str | None = None) -> str:
    """The table of that name, or the main one, with the column names of the contract.

    Lists are joined by `;`. Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    _, found = wording.chosen(answer, table)
    return to_csv(found.frame)


def to_csv(frame: pl.DataFrame) -> str:
    """Any frame as CSV under the same rules."""
    flat = frame.select(_flat(frame[name]) for name in frame.columns)
    return flat.rename(neutralise).write_csv(line_terminator="\n")


def _flat(values: pl.Series) -> pl.Series:
    import polars as pl

    kind = values.dtype
    if kind.is_numeric() or kind.is_temporal() or kind == pl.Boolean:
        return values
    texts = [None if value is None else neutralise(_joined(value)) for value in values.to_list()]
    return pl.Series(values.name, texts, dtype=pl.String)


def _joined(value: object) -> str:
    if isinstance(value, list):
        return ";".join("" if item is None else str(item) for item in value)
    return value if isinstance(value, str) else wording.text_of(value)
