"""One record: its values, who says what of each field, its history, what is related, and how to cite it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import orjson

from phalanx import __version__
from phalanx.registry.history import entries_of
from phalanx.registry.journal import Entry
from phalanx.registry.provenance import fields_told
from phalanx.surfaces.api.asking import CLOCKS
from phalanx.surfaces.api.routes import Asked, PathPart, Reply, Route, Site, as_json
from phalanx.surfaces.presenting import citing
from phalanx.vocabulary.dates import stamp
from phalanx.world.atlas import stamp as world_stamp
from phalanx.world.related import related
from phalanx.world.rows import row_of
from phalanx.world.sources import title_of

PAGES = {"agreements": "agreements/{}/", "states": "{}/"}
"""Kinds whose records have a page of their own shape; a state's id begins with `states/` already."""

IN_HISTORY = ("since", "who", "why")


def tell_record(asked: Asked) -> Reply:
    """Everything there is to say of one record."""
    record, world = asked.path["record"], asked.world
    entries = entries_of(asked.site.worlds.registry(), record)
    known = [entry for entry in entries if entry.at <= stamp(world.known_at)]
    kind = entries[0].kind
    values = row_of(world, kind, record)
    title = title_of(values, record) if values is not None else _last_title(entries, record)
    address = address_of(asked.site, kind, record)
    cited = citing.Citation(
        title=title,
        made_on=world.valid_on.isoformat(),
        world=world.stamp,
        version=__version__,
        address=address if asked.site.public_url else "",
        record=record,
    )
    return as_json(
        {
            "record": record,
            "kind": kind,
            "title": title,
            "values": values,
            "fields": [_field(told) for told in fields_told(known, world.valid_on)] if known else [],
            "history": [_entry(entry) for entry in known],
            "related": [asdict(one) for one in related(world, kind, record)],
            "address": address,
            "cite": {"text": citing.line(cited), "bibtex": citing.bibtex(cited)},
            "world": world_stamp(world),
        }
    )


def address_of(site: Site, kind: str, record: str) -> str:
    """The permanent address of a record's page; whole where the site has a public address."""
    path = PAGES.get(kind, "records/{}/").format(quote(record, safe="/"))
    return f"{(site.public_url or '').rstrip('/')}/{path}"


def _field(told: dict[str, Any]) -> dict[str, Any]:
    """One field without what is not there, and without what stands in the history under the number of its entry."""
    there = {name: value for name, value in told.items() if name == "value" or value not in (None, [])}
    return {name: value for name, value in there.items() if name not in IN_HISTORY}


def _entry(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in asdict(entry).items() if name not in ("kind", "record")}


def _last_title(entries: tuple[Entry, ...], record: str) -> str:
    """What a record was called that the World does not hold: the last that was said of the whole of it."""
    for entry in reversed(entries):
        if entry.field is None and entry.value is not None:
            return title_of(orjson.loads(entry.value), record)
    return record


ROUTE = Route(
    "/api/v1/records/{record:path}",
    "One record",
    "A record with the source, grade and passage behind each field, every entry the journal has on it, related records, "
    "its permanent address and how to cite it. `entry` of a field is the number of the entry in `history` that tells since "
    "when, by whom and why it is held. `values` is null for a record that was withdrawn or is not yet part of "
    "the World asked for. An id may hold slashes, as `states/PL` does.",
    tell_record,
    CLOCKS,
    (PathPart("record", "The id of a record.", "fr-pl-2025-nancy-treaty"),),
)
