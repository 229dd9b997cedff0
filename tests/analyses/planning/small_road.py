"""small_road: two states, two items and five years of a road map that one can count by hand. Million EUR.

                lot       a lot costs      lead    priority
    tanks       1         10 (8 to 12)     1 year  2
    shells      10        4 (3 to 5)       1 year  1         serve all

Needed are 10 tanks, and 12 from 2028 on, of which the United States bring 5; and 45 shells from 2027 on, of which they bring
15. They stay whole until 2027, half until 2029, and go in 2030. In lots, by year from 2026 to 2030:

    tanks       required  10 10 12 12 12     American  5  5  2  2  0     (half of 5 is 2, rounded down)
    shells      required   0  5  5  5  5     American  0  1  0  0  0     (half of 15 is less than a lot)

Germany holds 25 shells that count: 2 lots. So Europe has to bring tanks 5 5 10 10 12 and shells 0 2 3 3 3.

Targets: Germany 4 tanks (NATO), 6 (EU) and 30 shells; France 4 tanks and 10 shells. At most 1.5 times that is taken: Germany
9 tanks and 5 lots of shells, less the 2 it holds, 3; France 6 tanks and 2 lots.

Lines, of which half is free: German tanks make 4 in 2026 and 6 from 2027 on, so that 2 3 3 3 3 are free, and grow by 4 more
for 2 each; French shells make 2 lots a year, so that 1 is free, and grow by 2 lots for 1 each; American shells make 1
lot a year from 2027 on, so that one is finished in 2028 and one in 2030.

Money: Germany has 100 for equipment each year with 60 committed, so 40; France 60 with 40, so 20. SAFE lends France 30 until
2028. Shares by GDP are 4300 and 2900 of 7200.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.analyses.planning.small_plan import ROWS, RULE, Row, small_plan

from phalanx.world import World

YEARS = tuple(range(2026, 2031))
ASKED = {"from": "2026", "to": "2030"}
ASSUMED = {
    "gdp_growth_pct": "0",
    "price_rise_pct": "0",
    "core_spending_2035_pct": "3.5",
    "equipment_share_pct": "20",
    "open_share_pct": "10",
    "uncovered_weight": "3",
    "unfairness_weight": "0.1",
    "non_european_surcharge_pct": "10",
    "coordination_cost_eur_m": "1",
    "uptake": "1.5",
    "carry_over_pct": "10",
    "safe_european_share_pct": "65",
    "open_output_pct": "50",
}
TABLES: Mapping[str, Sequence[Row]] = {
    "capability_items": [
        {
            "item": item, "name": item, "area": "RM-8", "unit": unit, "lot": lot,
            "unit_cost_low_eur_m": low, "unit_cost_eur_m": cost, "unit_cost_high_eur_m": high,
            "lead_time_years": "1", "priority": priority, "common": common, **RULE,
        }
        for item, unit, lot, low, cost, high, priority, common in (
            ("tanks", "vehicles", "1", "8", "10", "12", "2", "no"),
            ("shells", "rounds", "10", "0.3", "0.4", "0.5", "1", "yes"),
        )
    ],
    "industry_lines": [
        {
            "id": name, "item": item, "maker_state": state, "product": product, "yearly_output": output,
            "growth_pct_per_year": growth, "expansion_cost_eur_m": cost, "expansion_years": years, "most_output": most,
            "from_year": first, **RULE,
        }
        for name, item, state, product, output, growth, cost, years, most, first in (
            ("de-tanks", "tanks", "DE", "Tanks of Kassel", "4", "50", "2", "1", "10", "2026"),
            ("fr-shells", "shells", "FR", "Shells of Bourges", "20", "0", "0.1", "2", "40", "2020"),
            ("us-shells", "shells", "US", "Shells of Scranton", "10", "0", "0.1", "2", "10", "2027"),
        )
    ],
    "requirements": [
        {"item": item, "from_year": first, "quantity": quantity, "us_quantity": american, **RULE}
        for item, first, quantity, american in (
            ("tanks", "2026", "10", "5"),
            ("tanks", "2028", "12", "5"),
            ("shells", "2027", "45", "15"),
        )
    ],
    "us_exit_paths": [
        {"path": path, "year": year, "remaining_pct": remaining, **RULE}
        for path, year, remaining in (
            ("gradual", "2026", "100"), ("gradual", "2028", "50"), ("gradual", "2030", "0"),
            ("abrupt", "2026", "100"), ("abrupt", "2027", "0"),
            ("none", "2028", "100"),
        )
    ],
    "targets": [
        {"framework": framework, "item": item, "state": state, "quantity": quantity, "unit": unit, "by_year": "2030", **RULE}
        for framework, item, state, quantity, unit in (
            ("NATO", "tanks", "DE", "4", "vehicles"),
            ("EU", "tanks", "DE", "6", "vehicles"),
            ("EU", "shells", "DE", "30", "rounds"),
            ("NATO", "tanks", "FR", "4", "vehicles"),
            ("NATO", "shells", "FR", "10", "rounds"),
        )
    ],
    "holdings": [
        {"item": "shells", "state": "DE", "quantity": "25", "as_of": "2025", "counted": "yes"},
        {"item": "tanks", "state": "FR", "quantity": "3", "as_of": "2025", "counted": "no"},
    ],
    "budgets": [
        {"state": state, "year": str(year), "equipment_eur_m": equipment, "committed_eur_m": committed, "illustrative": "no"}
        for state, equipment, committed in (("DE", "100", "60"), ("FR", "60", "40"))
        for year in YEARS
    ],
    "planning_assumptions": [
        {"id": name, "value": value, "low": "0", "high": value, "unit": "per_cent", "reasoning": "So that one can count."}
        for name, value in ASSUMED.items()
    ],
    "safe_allocations": [{"iso2": "FR", "tentative_eur_m": "30"}],
    "instruments": [
        {
            "id": name, "name": name, "institution": "Union", "legal_basis": "Act", "kind": "loan", "start": "2025", "end": end,
            "min_participants": fewest, "min_member_states": "1", "eligible_states": "EU", "status": "active",
            "summary": "Made up.",
        }
        for name, end, fewest in (("SAFE", "2028-12-31", "2"), ("TRIO", "2030", "3"), ("GONE", "2025", "2"))
    ],
    "joint_buys": [
        {
            "id": name, "item": item, "members": members, "lead": lead, "saving_pct_low": "5", "saving_pct": "10",
            "saving_pct_high": "20", "from_year": first, "to_year": last, "instruments": instruments, **RULE,
        }
        for name, item, members, lead, first, last, instruments in (
            ("jb-tanks", "tanks", "DE;FR;PL", "PL", "2025", "2027", "GONE;SAFE;TRIO"),
            ("jb-shells", "shells", "DE;FR", "FR", "2031", "2035", ""),
        )
    ],
}  # fmt: skip


@contextmanager
def small_road(folder: Path, **others: Sequence[Row]) -> Iterator[World]:
    """The World of these facts in June 2026, with the rows of some kinds put in the place of ours."""
    with small_plan(folder, **{**ROWS, **TABLES, **others}) as world:
        yield world
