"""Sheet: one table of a file before anything is known about its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A table of text cells. `rows` can be read once; empty cells are left out of a row's mapping."""

    file: str
    """The file's name for messages, with the sheet's where a file holds several."""
    name: str
    """The file's stem or the sheet's name: the kind, where it names one."""
    header: Sequence[str]
    rows: Iterator[tuple[int, Mapping[str, str]]]
