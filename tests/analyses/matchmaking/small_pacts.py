"""small_pacts: a World of the small rules with pacts, projects and weights that a test names, and nothing else in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.analyses.matchmaking.small_needs import WEIGHTS
from tests.analyses.matchmaking.small_rules import KNOWN_AT, SOURCED, TODAY, as_csv, small_files
from tests.analyses.small_world import make_registry

from phalanx.world import World

Row = Mapping[str, str]
EMPTY = ("agreements", "party_periods", "groupings", "disputes", "pesco_projects", "lead_nations", "needs", "scopes")


def pact(name: str, parties: str, signed: str = "2024-05-01", **more: str) -> Row:
    """A purchase of states, or whatever `more` makes of it."""
    same = {
        "title": name.replace("-", " ").capitalize(),
        "status": "in_force",
        "form": "procurement_contract",
        "legal_type": "contract",
        "level": "state",
        "scope": "industry_procurement",
        "domains": "procurement",
        "mutual_defence": "none",
    }
    return {"id": name, "parties": parties, "signed": signed, **same, **more}


@contextmanager
def small_pacts(folder: Path, day: date = TODAY, /, **kinds: Sequence[Row]) -> Iterator[World]:
    """The World of these rows on a day, with the states, instruments and rules of the small rules."""
    rows = {**dict.fromkeys(EMPTY, ()), **small_files(), "matching_weights": WEIGHTS, **kinds}
    texts = {kind: as_csv(kind, [{**SOURCED, **row} for row in each]) for kind, each in rows.items()}
    with make_registry(folder, **texts) as registry:
        world = World.of(registry, day)
        yield World(day, KNOWN_AT, world.journal_head, world.entries)
