"""Search across kinds: the records of a World that say the words, best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from phalanx.errors import BadInput
from phalanx.registry.records import KINDS
from phalanx.registry.searching import Hit, search
from phalanx.surfaces.api.asking import CLOCKS, WORDS, Parameter, whole
from phalanx.surfaces.api.routes import Asked, Reply, Route, as_json
from phalanx.world import World
from phalanx.world.rows import NAME, named_rows
from phalanx.world.sources import title_of

MOST_HITS = 5000
"""How many records are looked at; a query that fits more is too wide to be read through."""


def find(asked: Asked) -> Reply:
    """The records that fit and are part of the World."""
    kinds = asked.values["kind"]
    hits = search(
        asked.site.worlds.registry(),
        asked.values["q"],
        kinds=kinds and list(dict.fromkeys(kinds)),
        known_at=asked.values["known_at"],
        limit=MOST_HITS,
    )
    titled = list(_titled(asked.world, hits))
    return as_json(
        {
            "total": len(titled),
            "results": [
                {"record": hit.record, "kind": hit.kind, "title": title, "snippet": hit.snippet}
                for hit, title in titled[: asked.values["limit"]]
            ],
        }
    )


def _titled(world: World, hits: Sequence[Hit]) -> Iterator[tuple[Hit, str]]:
    """Each hit that the World holds, with its title. What was withdrawn or had not begun is left out."""
    titles = {
        kind: {row[NAME]: title_of(row, row[NAME]) for row in named_rows(world, kind).iter_rows(named=True)}
        for kind in {hit.kind for hit in hits}
    }
    for hit in hits:
        title = titles[hit.kind].get(hit.record)
        if title is not None:
            yield hit, title


def _read_kind(text: str) -> str:
    if text not in KINDS:
        raise BadInput(repr(text[:80]), f"one of {', '.join(KINDS)}")
    return text


KIND = Parameter(
    "kind",
    "Only records of this kind; repeat it for several.",
    {"type": "string", "enum": list(KINDS)},
    _read_kind,
    several=True,
)
ROUTE = Route(
    "/api/v1/search",
    "Search",
    'Records whose words fit, best first. All words must be there; "quoted words" must stand together, and `coop*` finds '
    "words that begin so, as the last word does by itself.",
    find,
    (
        replace(WORDS, required=True),
        KIND,
        whole("limit", "How many results at most.", 1, 1000, 20),
        *CLOCKS,
    ),
)
