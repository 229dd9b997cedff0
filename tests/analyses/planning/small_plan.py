"""small_plan: what NATO and the EU ask of Poland, with costs and money one can count by hand. Million EUR.

              NATO            EU              a unit costs   lead     priority
air_defence   2 by 2030       3 by 2030       50 (40 to 60)  3 years  5          systems
tanks         6 by 2035       4 by 2030       10 (8 to 12)   2 years  3          vehicles
shells                        25 by 2028      1 (1 to 1)     1 year   4          rounds, in lots of ten
ships         1 by 2028                       100 (90, 110)  5 years  1          ships

So the list is, with what its lots cost and what all above costs:

    1  air_defence  both       2 by 2030   100     0       4  ships        NATO only  1 by 2028   100   170
    2  tanks        both       4 by 2030    40   100       5  air_defence  EU only    1 by 2030    50   270
    3  shells       EU only   25 by 2028    30   140       6  tanks        NATO only  2 by 2035    20   320

Money: GDP does not grow, Poland spends 4.1 % and stays there; a budget of 2026 has 100 for equipment with 60 committed, so
that 40 are available in every year. SAFE lends Poland 100 until 2030.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tests.analyses.small_world import make_registry

from phalanx.registry.records import KINDS, columns
from phalanx.world import World

Row = Mapping[str, str]
TODAY = date(2026, 6, 30)
SOURCED = {"source_url": "https://example.org/plan", "source_grade": "A", "confidence": "verified"}
RULE = {"illustrative": "yes", "derivation": "By lot."}

ROWS: Mapping[str, Sequence[Row]] = {
    "capability_areas": [
        {"id": name, "name": name, "source_framework": framework, "parent_id": parent, "domain": "joint", "summary": "Made up."}
        for name, framework, parent in (
            ("WP-1", "EU White Paper Readiness 2030", ""),
            ("RM-1", "Defence Readiness Roadmap 2030 (capability coalition)", "WP-1"),
            ("NATO-1", "NATO capability targets 2025 (public description)", "WP-1"),
            ("RM-8", "Defence Readiness Roadmap 2030 (capability coalition)", ""),
            ("CDP-01", "EDA CDP 2023", "RM-8"),
        )
    ],
    "capability_items": [
        {
            "item": item, "name": item.replace("_", " "), "area": area, "unit": unit, "lot": lot,
            "unit_cost_low_eur_m": low, "unit_cost_eur_m": cost, "unit_cost_high_eur_m": high,
            "lead_time_years": lead, "priority": priority, "common": "no", **RULE,
        }
        for item, area, unit, lot, low, cost, high, lead, priority in (
            ("air_defence", "WP-1", "systems", "1", "40", "50", "60", "3", "5"),
            ("tanks", "CDP-01", "vehicles", "1", "8", "10", "12", "2", "3"),
            ("shells", "RM-8", "rounds", "10", "1", "1", "1", "1", "4"),
            ("ships", "RM-8", "ships", "1", "90", "100", "110", "5", "1"),
        )
    ],
    "targets": [
        {"framework": framework, "item": item, "state": "PL", "quantity": quantity, "unit": unit, "by_year": by, **RULE}
        for framework, item, quantity, unit, by in (
            ("NATO", "air_defence", "2", "systems", "2030"),
            ("EU", "air_defence", "3", "systems", "2030"),
            ("NATO", "tanks", "6", "vehicles", "2035"),
            ("EU", "tanks", "4", "vehicles", "2030"),
            ("EU", "shells", "25", "rounds", "2028"),
            ("NATO", "ships", "1", "ships", "2028"),
        )
    ],
    "holdings": [
        {"item": "tanks", "state": "PL", "quantity": "200", "as_of": "2025", "counted": "no"},
    ],
    "budgets": [
        {"state": "PL", "year": "2026", "equipment_eur_m": "100", "committed_eur_m": "60", "illustrative": "no"},
    ],
    "planning_assumptions": [
        {"id": name, "value": value, "low": value, "high": value, "unit": "per_cent", "reasoning": "So that one can count."}
        for name, value in (
            ("gdp_growth_pct", "0"),
            ("price_rise_pct", "0"),
            ("core_spending_2035_pct", "3.5"),
            ("equipment_share_pct", "20"),
            ("open_share_pct", "10"),
        )
    ],
    "safe_allocations": [{"iso2": "PL", "tentative_eur_m": "100"}],
    "instruments": [
        {
            "id": name, "name": name, "institution": "Union", "legal_basis": "Act", "kind": kind, "start": "2025", "end": end,
            "eligible_states": states, "status": "active", "summary": "Made up.",
        }
        for name, kind, end, states in (
            ("SAFE", "loan", "2030-12-31", "EU"),
            ("GRANT", "grant", "2027", "EU"),
            ("ALLIES", "grant", "2027", "NATO"),
            ("GONE", "grant", "2025", "EU"),
            ("OTHERS", "grant", "2027", "NO"),
            ("REVIEW", "review", "2027", "EU"),
        )
    ],
}  # fmt: skip


@contextmanager
def small_plan(folder: Path, **others: Sequence[Row]) -> Iterator[World]:
    """The World of these facts in June 2026, with the rows of some kinds put in the place of ours."""
    texts = {kind: as_csv(kind, rows) for kind, rows in {**ROWS, **others}.items() if rows}
    with make_registry(folder, **texts) as registry:
        yield World.of(registry, TODAY)


def as_csv(kind: str, rows: Sequence[Row]) -> str:
    """Rows of a kind as its file has them, each with its source."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns(KINDS[kind])), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**SOURCED, **row} for row in rows)
    return text.getvalue()
