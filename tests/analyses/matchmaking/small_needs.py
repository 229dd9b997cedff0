"""small_needs: three states of the small rules that need radars, two of which need guns too; weights in round numbers.

WP-1  radars   DE 9 (2026 to 2029)   FR 16 (2028 to 2031)   PL 11 (2026 to 2031)     36 in all; EUR 10 million each
RM-1  guns     DE 4 (2026)           FR 4 (2026)                                     8 in all, price not known of FR
WP-3  rounds   NO 100                                                                nobody beside Norway

Learning makes a unit cost the root of a half after each doubling, so that n units cost in proportion to the root of n.
Points: 10 for every part, 4 for coordination, 2 for friction. Two states cost 0, three 0.5, more 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.analyses.matchmaking.small_rules import SOURCED, small_rules

from phalanx.registry.records.matching_weights import PART_CODES
from phalanx.world import World

Row = Mapping[str, str]
HALF = "0.70710678118655"
"""The root of a half."""
RULE = {"illustrative": "yes", "derivation": "By lot."}
NEEDS: Sequence[Row] = [
    {"area": area, "item": item, "state": state, "quantity": number, "unit": unit, "from_year": first, "to_year": last, "value_eur_m": value, **RULE}
    for area, item, state, number, unit, first, last, value in (
        ("WP-1", "radars", "DE", "9", "radars", "2026", "2029", "90"),
        ("WP-1", "radars", "FR", "16", "radars", "2028", "2031", "160"),
        ("WP-1", "radars", "PL", "11", "radars", "2026", "2031", "110"),
        ("RM-1", "guns", "DE", "4", "pieces", "2026", "2026", "8"),
        ("RM-1", "guns", "FR", "4", "pieces", "2026", "2026", ""),
        ("WP-3", "rounds", "NO", "100", "rounds", "2026", "2030", ""),
    )
]  # fmt: skip
POINTS = {**dict.fromkeys(PART_CODES, "10"), "coordination": "4", "friction": "2"}
WEIGHTS: Sequence[Row] = [
    {"dimension": dimension, "code": code, "weight": weight, "reasoning": "So that one can count."}
    for dimension, codes in {
        "part": POINTS,
        "size": {"2": "0", "3": "0.5", "4": "1"},
        "learning": {"low": "1", "central": HALF, "high": "0.51"},
        "tie": {"names_area": "1", "buying": "0.6", "other": "0.3"},
        "half": {"agreements": "1", "groupings": "0.5", "joint_purchases": "1", "common_systems": "1"},
        "instrument": {"TRIO": "1", "LOAN": "1", "CLUB": "0.5", "PAST": "1"},
    }.items()
    for code, weight in codes.items()
]  # fmt: skip
DISPUTES: Sequence[Row] = [
    {"id": "d-1", "parties": "DE;FR;UA", "effect": "Some.", "scope": "All.", "since": "2020", "summary": "Long."},
    {"id": "d-2", "parties": "PL;US", "effect": "Some.", "scope": "All.", "since": "2020", "summary": "Long."},
]  # fmt: skip


@contextmanager
def small_needs(folder: Path, **others: Sequence[Row]) -> Iterator[World]:
    """The World of the small rules with these needs, weights and disputes, or with rows given in their place."""
    rows = {"needs": NEEDS, "matching_weights": WEIGHTS, "disputes": DISPUTES, **others}
    with small_rules(folder, {kind: [{**SOURCED, **row} for row in each] for kind, each in rows.items()}) as world:
        yield world
