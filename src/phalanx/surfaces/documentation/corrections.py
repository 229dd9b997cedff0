"""Corrections: every value of the compiled facts that was changed before they were bundled, and why."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from phalanx.registry.seed import edition
from phalanx.registry.snapshot import read_cells
from phalanx.surfaces.documentation.bundled import bundled_world
from phalanx.surfaces.documentation.markdown import code, opening, table, words

INTRODUCTION = """\
Every value that was changed before the facts were bundled: what it was, what it is, and why. The story is told in
[Corrections](../explanation/corrections.md). The same rows are facts of the kind
[corrections](data-dictionary.md#corrections); `phalanx facts list corrections` lists them.
"""


def page() -> str:
    """The list of corrections, by kind and reason."""
    rows = read_cells(bundled_world().entries, "corrections", with_silent=True)  # a correction to grade E is one, too
    return "\n".join(
        [
            opening("List of corrections", "src/phalanx/facts/corrections.csv"),
            INTRODUCTION,
            f"Edition {edition()}: {rows.height} corrections.\n",
            *(part for kind in rows["kind"].unique(maintain_order=True) for part in _kind(rows, kind)),
        ]
    )


def _kind(corrections: pl.DataFrame, kind: str) -> Iterator[str]:
    rows = corrections.filter(kind=kind)
    yield f"## {kind}\n"
    yield table(
        ("", "record", "field", "was", "is", "why"),
        (
            (
                words(row["id"].removeprefix("COR-")),
                code(row["record"]),
                code(row["field"]),
                words(row["was"] or "(empty)"),
                words(row["now"] or "(empty)"),
                words(row["why"]),
            )
            for row in rows.iter_rows(named=True)
        ),
    )
