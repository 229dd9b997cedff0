"""Markdown as the pages need it: cells, tables, and the line that says where a page comes from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_\[\]{}|])")
_CODE = re.compile(r"`([^`]+)`")


def opening(title: str, source: str) -> str:
    """The head of a page, with a remark for whoever opens the file that it is written anew each time."""
    return f"# {title}\n\n<!-- Written by `make docs` from {source}. What is changed here is lost. -->\n"


def code(text: str) -> str:
    """A word as code that no table breaks."""
    return f"<code>{html.escape(text, quote=False).replace('|', '&#124;')}</code>"


def words(text: str) -> str:
    """Plain words that Markdown leaves as they are; parts between backticks become code."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(code(part) if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", html.escape(text, quote=False)).replace("://", "&#58;//")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
