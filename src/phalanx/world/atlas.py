"""The atlas: everything that a map of the agreements is made of, with spans instead of one day.

Drawn from it, map, lists, portraits and counts can step through time and filter without asking the registry again.
"""

from __future__ import annotations

from typing import Any

from phalanx.registry.records import KINDS
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.world import World
from phalanx.world.agreements import scope_meant
from phalanx.world.spans import Span, spans
from phalanx.world.turning_points import INVASION_ID

EUROPE = "europe"
"""The scope whose parties are the states of Europe."""
KEPT = (
    "id", "title", "parties", "signed", "status", "form", "legal_type", "level", "scope", "mutual_defence",
    "confidence", "source_url",
)  # fmt: skip
KEPT_WHERE_KNOWN = ("ended", "summary", "value_eur_m")
PARTY_KINDS = {"state_or_territory": "state", "institution_or_group": "institution"}


def atlas(world: World) -> dict[str, Any]:
    """The atlas of a World as plain mappings and lists; days are texts YYYY-MM-DD.

    `agreements` are those that had begun by `valid_on`, each with its span (see `phalanx.world.spans`); `parties` every
    party that an agreement or a grouping names, at its capital; `scopes` the registry's scopes, then its groupings;
    `turning_points` the one that counts are divided at.
    """
    found = agreements(world)
    groupings = [
        {name: row[name] for name in ("id", "name", "kind", "founded", "members")}
        for row in world.table("groupings").iter_rows(named=True)
    ]
    return {
        "world": stamp(world),
        "agreements": found,
        "parties": parties(world, found, groupings),
        "states": world.table("states").to_dicts(),
        "groupings": groupings,
        "scopes": scopes(world),
        "turning_points": [
            {"id": row["id"], "title": row["name"], "day": first_day(row["date"]).isoformat()}
            for row in world.table("turning_points").iter_rows(named=True)
            if row["id"] == INVASION_ID
        ],
        "counts": {kind: world.table(kind).height for kind in KINDS},
        "edition": edition(world),
    }


def stamp(world: World) -> dict[str, str]:
    """Which World it is, as every answer says it."""
    found = world.stamp
    return {"valid_on": found.valid_on, "known_at": found.known_at, "journal_head": found.journal_head}


def edition(world: World) -> str:
    """The day of the last entry behind the World, YYYY-MM-DD; empty where there is none."""
    return str(world.entries["at"][-1])[:10] if world.entries.height else ""


def agreements(world: World) -> list[dict[str, Any]]:
    """Every agreement of the World with its span."""
    when = spans(world)
    return [
        {name: row[name] for name in KEPT}
        | {"domains": row["domains"] or [], "grade": row["source_grade"]}
        | _days(when[row["id"]])
        | {name: row[name] for name in KEPT_WHERE_KNOWN if row[name] is not None}
        for row in world.table("agreements").iter_rows(named=True)
    ]


def _days(span: Span) -> dict[str, Any]:
    days: dict[str, Any] = {
        "first": span.first.isoformat(),
        "until": None if span.until is None else span.until.isoformat(),
    }
    for name, by_party in (("joined", span.joined), ("left", span.left)):
        if by_party:
            days[name] = {party: day.isoformat() for party, day in by_party.items()}
    return days | ({"accession": True} if span.accession else {})


def parties(world: World, found: list[dict[str, Any]], groupings: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Every party that agreements, groupings and the table of states name, by code.

    `lon` and `lat` are those of the capital, None where the facts know none.
    """
    states = {row["iso2"]: row for row in world.table("states").iter_rows(named=True)}
    european = _europeans(world)
    named = {party for one in found for party in (*one["parties"], *one.get("joined", ()))}
    named |= {member for grouping in groupings for member in grouping["members"]} | states.keys()
    return {
        code: {
            "name": states[code]["name"] if code in states else party_name(code),
            "kind": PARTY_KINDS.get(party_kind(code), "other"),
            "lon": states[code]["capital_lon"] if code in states else None,
            "lat": states[code]["capital_lat"] if code in states else None,
            "europe": code in european,
        }
        for code in sorted(named)
    }


def _europeans(world: World) -> frozenset[str]:
    known = EUROPE in world.table("scopes")["id"]
    return (scope_meant(world, EUROPE).parties or frozenset()) if known else frozenset()


def scopes(world: World) -> list[dict[str, Any]]:
    """The scopes of the registry, then every grouping as one, with the parties each means."""
    own = world.table("scopes")["id"].to_list()
    groupings = {row["id"]: row["name"] for row in world.table("groupings").iter_rows(named=True)}
    told = []
    for name in (*own, *(name for name in groupings if name not in own)):
        meant = scope_meant(world, name)
        told.append(
            {
                "id": name,
                "title": meant.title if name in own else groupings[name],
                "parties": None if meant.parties is None else sorted(meant.parties),
                "every": meant.every_party,
                "kind": meant.kind,
                "first": meant.first,
                "last": meant.last,
            }
        )
    return told
