"""Published data sets that can be imported: what becomes of each of their columns, from the modules that read them."""

from __future__ import annotations

from collections.abc import Iterator

from phalanx.intake.published import FORMATS, Format
from phalanx.surfaces.documentation.markdown import code, opening, table, words

INTRODUCTION = """\
`phalanx facts import` recognises these files by their header and turns each row into a record of
[agreements](data-dictionary.md#agreements). `--as` forces the reading. How to go about it:
[Bring DCAD and ATOP](../how-to/bring-dcad-and-atop.md).
"""


def page() -> str:
    """The published formats."""
    return "\n".join(
        [
            opening("Published formats", "the modules in src/phalanx/intake/published"),
            INTRODUCTION,
            *(part for each in FORMATS for part in _format(each)),
        ]
    )


def _format(each: Format) -> Iterator[str]:
    yield f"## {each.TITLE} {{ #{each.NAME} }}\n"
    yield f"Forced with {code(f'--as {each.NAME}')}.\n"
    yield "### What becomes of each column\n"
    yield table(("their column", "our field"), ((code(name), words(what)) for name, what in each.TAKEN.items()))
    yield "### What it cannot say, or says only in part\n"
    yield table(("our field", "mind"), ((code(name), words(why)) for name, why in each.UNSAID.items()))
    yield "### Columns that are left aside\n"
    left: dict[str, list[str]] = {}
    for name, why in each.LEFT.items():
        left.setdefault(why, []).append(name)
    yield table(("their columns", "why"), ((", ".join(map(code, them)), words(why)) for why, them in left.items()))
