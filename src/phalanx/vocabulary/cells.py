"""Cells of spreadsheets: keep text from being run as a formula, and bring it back unchanged.

Excel and its relatives run a cell that begins with `=`, `+`, `-` or `@`. On export such text gets a leading
apostrophe; on import the apostrophe goes. Text that already looks escaped gets one more, so that
`restore(neutralise(text)) == text` for every text.
"""

from __future__ import annotations

import re

_STARTS_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def neutralise(text: str) -> str:
    """The text as a cell that no spreadsheet runs; plain numbers such as `-58` stay as they are."""
    if _STARTS_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def restore(text: str) -> str:
    """The text a neutralised cell stands for."""
    if text[:1] == "'" and _STARTS_FORMULA.match(text):
        return text[1:]
    return text
