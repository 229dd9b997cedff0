"""What the registry holds differently at two moments."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from phalanx.errors import BadInput
from phalanx.registry.history import differences
from phalanx.surfaces.api.asking import MOMENT_SCHEMA, Parameter, read_known_at, whole
from phalanx.surfaces.api.routes import Asked, Reply, Route, as_json
from phalanx.vocabulary.dates import read_moment, stamp

MOST_DIFFERENCES = 10_000


def tell_differences(asked: Asked) -> Reply:
    """The fields that speak differently, record by record in the order of the journal."""
    worlds = asked.site.worlds
    head = worlds.head()
    first, last = asked.values["from"], asked.values["to"] or datetime.fromisoformat(head.at)
    if first > last:
        raise BadInput(
            f"from {stamp(first)} is later than to {stamp(last)}", "the earlier moment first", "swap the two"
        )
    found = [asdict(one) for one in differences(worlds.registry(), first, last)]
    limit, offset = asked.values["limit"], asked.values["offset"]
    return as_json(
        {
            "from": stamp(first),
            "to": stamp(last),
            "journal_head": head.hash,
            "total": len(found),
            "limit": limit,
            "offset": offset,
            "differences": found[offset : offset + limit],
        }
    )


ROUTE = Route(
    "/api/v1/diff",
    "What differs between two moments",
    "Every field that speaks differently at the later moment, with who entered that, when and why. `field` null: the "
    "record came or went as a whole.",
    tell_differences,
    (
        Parameter("from", "The earlier moment: a date (to its end) or an ISO time.", MOMENT_SCHEMA, read_moment,
                  required=True, example="2026-01-01"),
        Parameter("to", "The later moment; without it, now.", MOMENT_SCHEMA, read_known_at),
        whole("limit", "How many differences at most.", 1, MOST_DIFFERENCES, 1000),
        whole("offset", "How many to leave out at the beginning.", 0, 10_000_000, 0),
    ),
)  # fmt: skip
