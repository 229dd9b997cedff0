"""Kinds and their records as rows, for `facts list`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, columns
from phalanx.vocabulary.wording import in_words

if TYPE_CHECKING:
    from phalanx.world import World

TEXT_COLUMNS = 5
"""How many columns of a kind fit on a screen; the other formats give all."""
CUT = 60
HIDDEN = ("source_url", "summary", "note")


def kinds(world: World) -> list[dict[str, Any]]:
    """Every kind with how many records this World holds."""
    return [{"kind": name, "records": world.table(name).height, "about": kind.TITLE} for name, kind in KINDS.items()]


def records(
    world: World, kind: str, search: str | None, where: Sequence[str], form: str
) -> tuple[list[dict[str, Any]], Mapping[str, str], int]:
    """The records of a kind that fit, as rows with headings, and how many there are."""
    rows = [{name: _words(value) for name, value in row.items()} for row in world.table(kind).iter_rows(named=True)]
    for condition in where:
        field, sign, wanted = condition.partition("=")
        if not sign or field not in columns(KINDS[kind]):
            raise BadInput(
                f"--where {condition!r} is no condition on {kind}", "field=value",
                f"the fields are {', '.join(columns(KINDS[kind]))}",
            )  # fmt: skip
        rows = [row for row in rows if wanted == row[field] or wanted in str(row[field] or "").split(";")]
    for word in (search or "").casefold().split():
        rows = [row for row in rows if any(word in str(value).casefold() for value in row.values() if value)]
    names = [name for name in columns(KINDS[kind]) if form != "text" or name not in HIDDEN]
    if form == "text":
        names = names[:TEXT_COLUMNS]
        rows = [{name: _cut(row[name]) for name in names} for row in rows]
    return rows, {name: in_words(name) if form == "text" else name for name in names}, len(rows)


def _words(value: Any) -> Any:
    """A typed value as a reader sees it: sets with `;`, flags as yes and no."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _cut(value: Any) -> Any:
    return value[: CUT - 1] + "…" if isinstance(value, str) and len(value) > CUT else value
