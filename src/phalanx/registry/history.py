"""History: what happened to one record, and what the registry learned between two moments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

import orjson

from phalanx.errors import UnknownRecord
from phalanx.registry.journal import Entry
from phalanx.registry.provenance import Ledger
from phalanx.registry.store import Registry
from phalanx.vocabulary.dates import stamp


def entries_of(registry: Registry, record: str) -> tuple[Entry, ...]:
    """Every entry on a record, first to last. Raises UnknownRecord, with near names, when there is none."""
    found = tuple(registry.entries(records=[record]))
    if not found:
        near = _near(record, registry.record_ids())
        raise UnknownRecord(
            f"The registry has no record {record!r}",
            "an id as in 'phalanx facts list KIND'",
            f"did you mean {', '.join(near)}" if near else "search with 'phalanx facts list KIND --search WORDS'",
        )
    return found


def corrections_of(registry: Registry, record: str) -> tuple[Entry, ...]:
    """The entries that tell what was corrected in a record before it was bundled, and why; most records have none."""
    entries = registry.entries(kind="corrections")
    return tuple(e for e in entries if e.field is None and e.value and orjson.loads(e.value)["record"] == record)


def _near(record: str, ids: list[str]) -> list[str]:
    """Ids that are spelled alike, and ids that share the rarest of its words."""
    alike = get_close_matches(record, ids, 3, 0.7)
    words = [word for word in re.split(r"\W+", record.casefold()) if len(word) > 3]
    holding = [[name for name in ids if word in name.casefold()] for word in words]
    rarest = min((names for names in holding if names), key=len, default=[])
    return list(dict.fromkeys([*alike, *rarest[:3]]))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that speaks differently at two moments; `field` None: the record came or went as a whole."""

    kind: str
    record: str
    field: str | None
    before: str | None
    after: str | None
    at: str
    who: str
    why: str


def differences(registry: Registry, earlier: datetime, later: datetime) -> Iterator[Difference]:
    """What the World holds differently at the later moment, by record in the order of the journal."""
    touched: dict[str, Entry] = {
        entry.record: entry for entry in registry.entries(after=stamp(earlier), until=stamp(later))
    }
    names = list(touched)
    for start in range(0, len(names), 500):
        ledgers: dict[str, list[Entry]] = {}
        for entry in registry.entries(records=names[start : start + 500], until=stamp(later)):
            ledgers.setdefault(entry.record, []).append(entry)
        for record in names[start : start + 500]:
            yield from _differences(touched[record], ledgers[record], stamp(earlier))


def _differences(last: Entry, entries: list[Entry], earlier: str) -> Iterator[Difference]:
    then = Ledger(entry for entry in entries if entry.at <= earlier)
    now = Ledger(entries)
    if then.exists != now.exists:
        cells = (now if now.exists else then).cells()
        title = cells.get("title") or cells.get("name") or last.record
        before, after = (None, title) if now.exists else (title, None)
        yield Difference(last.kind, last.record, None, before, after, last.at, last.who, last.why)
        return
    if not now.exists:
        return
    old, new = then.cells(), now.cells()
    for field in sorted({*old, *new}):
        if old.get(field) != new.get(field):
            by = next((e for e in reversed(entries) if e.field in (field, None)), last)
            yield Difference(last.kind, last.record, field, old.get(field), new.get(field), by.at, by.who, by.why)
