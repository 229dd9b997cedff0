"""One record for the reader: who says what of each field, what happened to it, and what differs between two moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import orjson

from phalanx.registry.history import corrections_of, entries_of
from phalanx.surfaces.cli.output import console, many, say

if TYPE_CHECKING:
    from phalanx.registry.store import Registry

PROVENANCE_HEADINGS = {
    name: name for name in
    ("field", "value", "claimed", "source", "grade", "passage", "since", "valid_from", "entry", "who", "why",
     "contradicted_by")
}  # fmt: skip
ENTRY_HEADINGS = {
    name: name for name in
    ("seq", "at", "who", "why", "field", "value", "source", "grade", "passage", "valid_from", "hash")
}  # fmt: skip


def entries(registry: Registry, record: str) -> list[dict[str, Any]]:
    """Every entry on a record, as the journal holds it."""
    return [{name: getattr(entry, name) for name in ENTRY_HEADINGS} for entry in entries_of(registry, record)]


def corrections(registry: Registry, record: str) -> list[dict[str, Any]]:
    """What was corrected in a record before it was bundled, each with the number of the entry that says so."""
    return [{"seq": entry.seq} | orjson.loads(entry.value or "{}") for entry in corrections_of(registry, record)]


def page(record: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A record on the screen: fields with their values, marked by source, then the sources."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    screen = console()
    screen.print(Text(record, style="bold"))
    if not rows:
        say("Nothing is held of it: it was withdrawn, or not known yet. 'phalanx facts history' tells what happened.")
        return
    silent = all(row["value"] is None for row in rows)
    if silent:
        screen.print("Not held: only sources of grade E speak of this record, and those never speak alone.")
    sources = list(dict.fromkeys((row["source"], row["grade"], row["since"][:10], row["who"]) for row in rows))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", style="dim")
    for row in rows:
        number = sources.index((row["source"], row["grade"], row["since"][:10], row["who"])) + 1
        table.add_row(row["field"], _value(row, silent), f"[{number}]".replace("[", r"\["))
    screen.print(Padding(table, (1, 0)))
    for number, (source, grade, since, who) in enumerate(sources, 1):
        screen.print(Text(f"[{number}] grade {grade}, known since {since}, entered by {who}\n    {source}"))


def _value(row: Mapping[str, Any], silent: bool) -> Any:
    from rich.text import Text

    if row["value"] is not None:
        text = Text(row["value"])
    else:
        text = Text(row["claimed"] if silent else f"not held: only grade E says “{row['claimed']}”", "dim")
    if row["valid_from"]:
        text.append(f"\nsince {row['valid_from']}", "dim")
    if row["passage"]:
        text.append(f"\n“{row['passage']}”", "italic")
    for claim in row["contradicted_by"]:
        text.append(f"\ncontradicted: {claim['value']} (grade {claim['grade']}, {claim['source']})", "yellow")
    return text


def chronicle(record: str, rows: Sequence[Mapping[str, Any]], corrected: Sequence[Mapping[str, Any]] = ()) -> None:
    """The entries on a record, one paragraph each; before them what was corrected before it was bundled."""
    say(f"{record}: {many(len(rows), 'entry')}")
    for said in corrected:
        say(f"\nbefore it was bundled, {said['id']} in entry {said['seq']}: {said['why']}")
        say(f"  {said['field']}: {said.get('was', 'nothing')} → {said.get('now', 'nothing')}")
    for row in rows:
        say(f"\nentry {row['seq']}, {row['at'][:19].replace('T', ' ')} UTC, by {row['who']}: {row['why']}")
        say(f"  {_said(row)}")
        if row["valid_from"]:
            say(f"  valid from {row['valid_from']}")
        if row["passage"]:
            say(f"  “{row['passage']}”")
        say(f"  grade {row['grade']}, {row['source']}")


def _said(row: Mapping[str, Any]) -> str:
    if row["field"] is not None:
        return f"{row['field']}: {'taken back' if row['value'] is None else row['value']}"
    if row["value"] is None:
        return "the whole record withdrawn"
    return f"the whole record: {', '.join(orjson.loads(row['value']))}"


def differing(rows: Sequence[Mapping[str, Any]], earlier: str, later: str) -> None:
    """What differs between two moments, record by record."""
    say(f"{many(len(rows), 'difference')} from {earlier} to {later}")
    for record, fields in groupby(rows, key=lambda row: row["record"]):
        for number, row in enumerate(fields):
            if number == 0:
                say(f"\n{record} ({row['kind']}), {row['at'][:10]}, by {row['who']}: {row['why']}")
            if row["field"] is None:
                say(f"  {'new' if row['before'] is None else 'gone'}: {row['after'] or row['before']}")
            else:
                say(f"  {row['field']}: {row['before'] or 'nothing'} → {row['after'] or 'nothing'}")
