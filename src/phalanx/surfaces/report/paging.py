"""Paging: a report for A4 – head and foot of each page, and answers with nothing folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phalanx.answer import Answer, WorldStamp

MOST_PRINTED = 30
"""How many rows of a table are printed; a planner reads the rest in the workbook."""
MOST_CITED = 5
"""How many of the records that a finding rests on are cited in print."""
WIDEST = 190
"""How many letters, with the space between columns, stand side by side on A4 in the size of tables."""
SHEET = Path(__file__).with_name("paging.css")


def cited(answers: Sequence[Answer]) -> set[str]:
    """The records that printed findings name; the others stand in the workbook."""
    return {record for answer in answers for finding in answer.findings for record in finding.evidence[:MOST_CITED]}


def unfolded(view: Mapping[str, Any]) -> dict[str, Any]:
    """The view of an answer with nothing folded: tables end, and findings cite, with how much more the workbook holds."""
    return {
        **view,
        "findings": [_fully_cited(finding) for finding in view["findings"]],
        "tables": [_unfolded(table) for table in view["tables"]],
    }


def _fully_cited(finding: Mapping[str, Any]) -> dict[str, Any]:
    references = finding["references"]
    return {**finding, "references": references[:MOST_CITED], "more": max(len(references) - MOST_CITED, 0)}


def _unfolded(table: Mapping[str, Any]) -> dict[str, Any]:
    """As many rows and, from the left, as many columns as a page holds."""
    rows = [*table["open"], *table["rest"]]
    left_out = len(rows) - MOST_PRINTED + table["left_out"]
    shown = rows if left_out <= 0 else rows[:MOST_PRINTED]
    widths = [column["share"] * table["letters"] / 100 for column in table["columns"]]
    fitting = max(sum(1 for width in accumulate(widths) if width <= WIDEST), 1)
    room = sum(widths[:fitting])
    return {
        **table,
        "columns": [
            {**column, "share": round(100 * width / room, 1)}
            for column, width in zip(table["columns"][:fitting], widths, strict=False)
        ],
        "letters": round(room),
        "open": [{**row, "cells": row["cells"][:fitting]} for row in shown],
        "rest": [],
        "left_out": max(left_out, 0),
        "columns_left_out": len(widths) - fitting,
        "elsewhere": "the workbook",
    }


def sheet(title: str, world: WorldStamp) -> str:
    """The style of printed pages, with the title at their head, and the state of the registry at their foot."""
    foot = f"Phalanx registry, valid on {world.valid_on}, known at {world.known_at}, journal head {world.journal_head[:12]}"
    return SHEET.read_text(encoding="utf-8").replace('"TITLE"', quoted(title)).replace('"FOOT"', quoted(foot))


def quoted(text: str) -> str:
    """A text as CSS takes it; nothing in it can end the text or the style."""
    return (
        '"'
        + "".join(letter if letter.isalnum() or letter in " .,:–-()" else f"\\{ord(letter):x} " for letter in text)
        + '"'
    )
