"""What each kind of fact refuses beyond what each field refuses: a row that is let in, and what makes it wrong.

A new kind with rules of its own gets its row in `ROWS` and a line a rule in `REFUSED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, agreement, csv_text, file

from phalanx.errors import BadFacts, Problem
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

Row = Mapping[str, str]
SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}

NODE = {"name": "Place", "iso2": "PL", "kind": "city", "lat": "50", "lon": "20"}
EVENT = {"institution": "NATO", "process": "Planning", "event": "Targets", "kind": "decision", "date_start": "2025-06"}
FIRST: Mapping[str, tuple[Row, ...]] = {
    "agreements": (agreement(),),
    "capability_areas": (
        {
            "id": "WP-1", "name": "Air defence", "source_framework": "EU White Paper Readiness 2030", "domain": "air",
            "summary": "Some.",
        },
    ),
    "mobility_nodes": ({"id": "pl-a"} | NODE, {"id": "pl-b"} | NODE),
    "mobility_links": ({
        "id": "L1", "from_id": "pl-a", "to_id": "pl-b", "mode": "rail", "distance_km": "100", "gauge_mm": "1435",
        "cross_border": "no", "status": "in_service",
    },),
    "planning_cycles": ({"id": "PC-1"} | EVENT, {"id": "PC-2"} | EVENT),
    "us_posture": (
        {"id": "P-1", "programme": "Aid", "recipient": "PL", "year": "2025", "amount_usd_m": "12", "unit": "USD m"},
    ),
}  # fmt: skip
"""What others name, and what therefore has to be there."""

ROWS: Mapping[str, Row] = {
    "network_weights": {"dimension": "form", "code": "statement_of_intent", "weight": "0.4", "reasoning": "A wish."},
    "countries": {
        "iso2": "FR", "name": "France", "region": "europe", "subregion": "western_europe", "label_lat": "46.6",
        "label_lon": "2.5",
    },
    "borders": {"a": "DE", "b": "FR"},
    "overlap_weights": {"code": "words", "weight": "0.3", "reasoning": "Words tell much."},
    "overlap_words": {"word": "replaces", "tells": "superseding", "reasoning": "It says so."},
    "capability_words": {"word": "howitzer", "matter": "howitzers", "area_id": "WP-1"},
    "needs": {
        "area": "WP-1", "item": "radars", "state": "FR", "quantity": "4", "unit": "radars", "from_year": "2026",
        "to_year": "2030", "illustrative": "no",
    },
    "matching_weights": {
        "dimension": "part", "code": "saving", "weight": "20", "reasoning": "It is what one buys together for.",
    },
    "us_programmes": {
        "id": "aid", "name": "Aid", "nature": "money", "unit": "USD m a year", "domains": "training", "levels": "P-1",
        "counted": "By the year.", "reasoning": "It pays for courses.",
    },
    "backstop_weights": {
        "dimension": "part", "code": "nearness", "weight": "20", "reasoning": "What is near arrives first.",
    },
    "cost_shares": {
        "key": "nato_common_funding", "state": "FR", "from_year": "2021", "to_year": "2024", "share_pct": "10.49",
    },
    "force_commitments": {
        "id": "fc-1", "state": "PL", "force": "brigade", "units": "1", "framework": "jef", "date_start": "2026",
    },
    "force_pools": {"state": "PL", "force": "brigade", "units": "9", "as_of": "2026"},
    "conflict_rules": {"measure": "overlap_days", "possible_from": "14", "high_from": "90", "reasoning": "A quarter."},
    "planning_inputs": {"id": "PI-1", "input_event": "PC-1", "decision_event": "PC-2", "reasoning": "Targets first."},
    "planning_cycles": {
        "id": "PC-1", "institution": "NATO", "process": "Planning", "event": "Targets", "kind": "decision",
        "date_start": "2025-06",
    },
    "capability_items": {
        "item": "radars", "name": "radars", "area": "WP-1", "unit": "radars", "lot": "1", "unit_cost_low_eur_m": "8",
        "unit_cost_eur_m": "10", "unit_cost_high_eur_m": "15", "lead_time_years": "2", "priority": "4",
        "common": "yes", "illustrative": "no",
    },
    "industry_lines": {
        "id": "line-radars", "item": "radars", "maker_state": "FR", "product": "Radar", "yearly_output": "4",
        "growth_pct_per_year": "15", "expansion_cost_eur_m": "3", "expansion_years": "2", "most_output": "8",
        "from_year": "2026", "illustrative": "no",
    },
    "requirements": {
        "item": "radars", "from_year": "2026", "quantity": "40", "us_quantity": "12", "illustrative": "no",
    },
    "us_exit_paths": {"path": "gradual", "year": "2028", "remaining_pct": "66.7", "illustrative": "no"},
    "targets": {
        "framework": "NATO", "item": "radars", "state": "PL", "quantity": "3", "unit": "radars", "by_year": "2035",
        "illustrative": "no",
    },
    "holdings": {"item": "radars", "state": "PL", "quantity": "2", "as_of": "2025-01", "counted": "no"},
    "budgets": {
        "state": "PL", "year": "2027", "defence_eur_m": "40000", "equipment_eur_m": "20000",
        "committed_eur_m": "15000", "illustrative": "no",
    },
    "planning_assumptions": {
        "id": "uptake", "value": "1.5", "low": "1", "high": "3", "unit": "multiple",
        "reasoning": "So that none carries all.",
    },
    "joint_buys": {
        "id": "joint-radars", "item": "radars", "members": "DE;FR;PL", "lead": "FR", "saving_pct_low": "8",
        "saving_pct": "15", "saving_pct_high": "30", "from_year": "2026", "to_year": "2030", "illustrative": "no",
    },
    "transport_capacities": {
        "mode": "rail", "link_class": "yes", "low_speed_kmh": "20", "speed_kmh": "30", "high_speed_kmh": "40",
        "low_loads_a_day": "2", "loads_a_day": "4", "high_loads_a_day": "8", "illustrative": "no",
    },
    "handling_times": {
        "activity": "loading", "mode": "rail", "low_hours": "1", "hours": "3", "high_hours": "6",
        "low_loads_a_day": "2", "loads_a_day": "4", "high_loads_a_day": "8", "illustrative": "no",
    },
    "hazard_assumptions": {
        "id": "Z1", "hazard": "flood", "name": "Flood", "modes": "rail", "struck": "links", "reach": "everywhere",
        "from_month": "11", "to_month": "3", "low_events_a_year": "1", "events_a_year": "2",
        "high_events_a_year": "4", "low_days": "1", "days": "2", "high_days": "4", "low_capacity_left": "0",
        "capacity_left": "0", "high_capacity_left": "1", "illustrative": "no",
    },
    "border_permits": {
        "state": "PL", "regime": "today", "low_hours": "1", "hours": "3", "high_hours": "6", "illustrative": "no",
    },
    "agreement_effects": {
        "id": "Y1", "effect": "corridor", "domain": "military_mobility", "signed_from": "2026-07", "low": "24",
        "value": "72", "high": "168", "illustrative": "no",
    },
    "movement_sizes": {"size": "brigade", "load": "wheeled", "loads": "15", "illustrative": "no"},
    "mobility_measures": {"id": "step", "low": "1", "value": "3", "high": "6", "unit": "hours", "reasoning": "So."},
    "corridor_rules": {
        "agreement": "fr-pl-2025-treaty", "low_hours": "1", "hours": "3", "high_hours": "6", "illustrative": "no",
    },
    "link_openings": {"link": "L1", "year": "2030", "late_year": "2031"},
    "mobility_upgrades": {
        "id": "up", "title": "More ramps", "public_project": "no", "changes": "loading", "mode": "rail",
        "elements": "pl-a", "factor": "2", "hours_saved": "0", "civil_use": "2", "climate_exposure": "1",
        "reasoning": "So.", "low_eur_m": "5", "cost_eur_m": "10", "high_eur_m": "20", "illustrative": "no",
    },
    "permit_costs": {
        "regime": "proposal", "low_eur_m": "5", "cost_eur_m": "10", "high_eur_m": "20", "illustrative": "no",
    },
    "example_hazards": {
        "id": "ice", "title": "Ice", "mode": "sea", "states": "FI;SE", "factor": "0.5", "low_days": "1", "days": "5",
        "high_days": "9", "illustrative": "no",
    },
    "example_movements": {"id": "ex", "title": "A to B", "origins": "pl-a", "destination": "pl-b", "size": "brigade"},
    "fuel_pipelines": {
        "id": "l", "title": "A to B", "from_id": "pl-a", "to_id": "pl-b", "stage": "planned", "low_m3_a_day": "10",
        "m3_a_day": "20", "high_m3_a_day": "30", "illustrative": "no",
    },
    "fuel_measures": {"id": "train", "low": "1", "value": "2", "high": "3", "unit": "m3", "reasoning": "So."},
}  # fmt: skip
"""A row of each kind that is let in; its source is added."""

REFUSED = [
    ("network_weights", {"code": "treaty"}, "code", "'treaty', which is no form", "statement_of_intent"),
    ("network_weights", {"dimension": "clause"}, "code", "which is no clause", "one of none, consultation"),
    ("network_weights", {"dimension": "grade", "code": "a"}, "code", "'a', which is no grade", "A, B, C"),
    ("network_weights", {"dimension": "age", "code": "05"}, "code", "'05'", "whole number of years"),
    ("network_weights", {"dimension": "age", "code": "2.5"}, "code", "'2.5'", "whole number of years"),
    ("network_weights", {"dimension": "age", "code": "old"}, "code", "'old'", "whole number of years"),
    ("network_weights", {"dimension": "age", "code": "٥"}, "code", "'٥'", "whole number of years"),
    ("network_weights", {"dimension": "size"}, "dimension", "'size'", "one of form, clause, age"),
    ("network_weights", {"weight": "-0.1"}, "weight", "'-0.1'", "a number from 0 to 10"),
    ("network_weights", {"weight": "10.1"}, "weight", "'10.1'", "a number from 0 to 10"),
    ("network_weights", {"reasoning": ""}, "reasoning", "an empty cell", "text"),
    ("countries", {"region": "africa"}, "subregion", "which is not in africa", "northern_africa"),
    ("countries", {"label_lat": "146.6"}, "label_lat", "'146.6'", "a number from -90 to 90"),
    ("borders", {"a": "FR", "b": "DE"}, "b", "DE after FR", "in the order of their codes"),
    ("borders", {"b": "DE"}, "b", "DE after DE", "two countries"),
    ("borders", {"length_km": "-1"}, "length_km", "'-1'", "a number from 0"),
    ("borders", {"b": "Rhine"}, "b", "'Rhine'", "ISO 3166-1"),
    ("overlap_weights", {"code": "colour"}, "code", "'colour'", "one of words, domains"),
    ("overlap_weights", {"weight": "-0.1"}, "weight", "'-0.1'", "a number from 0"),
    ("overlap_weights", {"reasoning": ""}, "reasoning", "an empty cell", "text"),
    ("overlap_words", {"tells": "something"}, "tells", "'something'", "one of superseding"),
    ("overlap_words", {"word": "takes the place"}, "word", "'takes the place'", "without blanks"),
    ("capability_words", {"area_id": "WP-99"}, "area_id", "'WP-99'", "capability_areas"),
    ("capability_words", {"matter": ""}, "matter", "an empty cell", "text"),
    ("needs", {"quantity": "-1"}, "quantity", "'-1'", "a number from 0"),
    ("needs", {"quantity": ""}, "quantity", "an empty cell", "number"),
    ("needs", {"quantity": "2.5"}, "quantity", "2.5 radars", "a whole number"),
    ("needs", {"to_year": "2025"}, "to_year", "2025, before from_year 2026", "not before from_year"),
    ("needs", {"from_year": "26"}, "from_year", "'26'", "from 1990 to 2100"),
    ("needs", {"unit": "dozens"}, "unit", "'dozens'", "one of aircraft, batteries"),
    ("needs", {"area": "WP-99"}, "area", "'WP-99', which is not there", "capability_areas"),
    ("needs", {"state": "UK"}, "state", "'UK'", "alpha-2 code"),
    ("needs", {"item": "big radars"}, "item", "'big radars'", "without blanks"),
    ("needs", {"value_eur_m": "-3"}, "value_eur_m", "'-3'", "a number from 0"),
    ("matching_weights", {"code": "price"}, "code", "'price', which is no part", "shared_volume"),
    ("matching_weights", {"dimension": "tie"}, "code", "'saving', which is no tie", "names_area"),
    ("matching_weights", {"dimension": "size", "code": "04"}, "code", "'04'", "a whole number of states"),
    ("matching_weights", {"dimension": "size", "code": "٤"}, "code", "'٤'", "a whole number of states"),
    ("matching_weights", {"dimension": "learning", "code": "low", "weight": "0.5"}, "weight", "0.5", "above 0.5"),
    ("matching_weights", {"dimension": "learning", "code": "low", "weight": "1.1"}, "weight", "1.1", "at most 1"),
    ("matching_weights", {"dimension": "half", "code": "groupings", "weight": "0"}, "weight", "0", "above 0"),
    ("matching_weights", {"weight": "-1"}, "weight", "'-1'", "a number from 0"),
    ("us_programmes", {"levels": ""}, "levels", "an empty cell", "one of levels, plans, floors, ends, cuts"),
    ("us_programmes", {"levels": "P-9"}, "levels", "'P-9', which is not there", "us_posture"),
    ("us_programmes", {"levels": "P-1;P-1"}, "levels", "'P-1;P-1'", "each value once"),
    ("us_programmes", {"nature": "gifts"}, "nature", "'gifts'", "money, troops, forces, posts"),
    ("us_programmes", {"domains": "courses"}, "domains", "'courses'", "procurement, industry"),
    ("us_programmes", {"domains": ""}, "domains", "an empty cell", "set of"),
    ("us_programmes", {"before": "-1"}, "before", "'-1'", "a number from 0"),
    ("us_programmes", {"enablers": "NFM-9"}, "enablers", "'NFM-9', which is not there", "us_enablers"),
    ("us_programmes", {"counted": ""}, "counted", "an empty cell", "text"),
    ("backstop_weights", {"code": "distance"}, "code", "'distance', which is no part", "nearness"),
    ("backstop_weights", {"dimension": "form"}, "code", "'nearness', which is no form", "cooperation_agreement"),
    ("backstop_weights", {"dimension": "half", "weight": "0"}, "weight", "0", "above 0"),
    ("backstop_weights", {"dimension": "measure", "code": "covered", "weight": "0"}, "weight", "0", "above 0"),
    ("backstop_weights", {"weight": "-1"}, "weight", "'-1'", "a number from 0"),
    ("backstop_weights", {"dimension": "taste"}, "dimension", "'taste'", "part, half, form"),
    ("cost_shares", {"to_year": "2020"}, "to_year", "2020, before from_year 2021", "not before from_year"),
    ("cost_shares", {"share_pct": "101"}, "share_pct", "'101'", "a number from 0 to 100"),
    ("cost_shares", {"share_pct": "-1"}, "share_pct", "'-1'", "a number from 0 to 100"),
    ("cost_shares", {"share_pct": ""}, "share_pct", "an empty cell", "number"),
    ("cost_shares", {"key": "nato"}, "key", "'nato'", "one of nato_common_funding"),
    ("cost_shares", {"state": "UK"}, "state", "'UK'", "alpha-2 code"),
    ("cost_shares", {"from_year": "21"}, "from_year", "'21'", "from 1949 to 2100"),
    ("force_commitments", {"force": "horde"}, "force", "'horde'", "one of headquarters, division"),
    ("force_commitments", {"framework": "UN"}, "framework", "'UN'", "one of nato_force_model"),
    ("force_commitments", {"units": "0"}, "units", "'0'", "from 1"),
    ("force_commitments", {"readiness_days": "-1"}, "readiness_days", "'-1'", "from 0 to 365"),
    ("force_commitments", {"date_end": "2025"}, "date_end", "2025, before date_start", "not before"),
    ("force_commitments", {"part_of": "fc-1"}, "part_of", "fc-1", "another, larger commitment"),
    ("force_commitments", {"part_of": "fc-9"}, "part_of", "'fc-9', which is not there", "force_commitments"),
    ("force_commitments", {"shared_with": "DE;PL"}, "shared_with", "PL", "states beside PL"),
    ("force_pools", {"units": "2.5"}, "units", "'2.5'", "a whole number"),
    ("conflict_rules", {"high_from": "13"}, "high_from", "13, below possible_from 14", "not below"),
    ("conflict_rules", {"measure": "tempers"}, "measure", "'tempers'", "one of overlap_days"),
    ("planning_inputs", {"input_event": "PC-9"}, "input_event", "'PC-9', which is not there", "planning_cycles"),
    ("planning_inputs", {"decision_event": ""}, "decision_event", "an empty cell", "id in planning_cycles"),
    ("planning_inputs", {"reasoning": ""}, "reasoning", "an empty cell", "text"),
    ("planning_cycles", {"recurs_years": "0"}, "recurs_years", "'0'", "a number from 1 to 100"),
    ("planning_cycles", {"follows": "PC-9"}, "follows", "'PC-9', which is not there", "planning_cycles"),
    ("planning_cycles", {"submission": "often"}, "submission", "'often'", "yes or no"),
    ("planning_cycles", {"date_end": "2024"}, "date_end", "2024, before date_start 2025-06", "not before"),
    ("capability_items", {"unit_cost_low_eur_m": "11"}, "unit_cost_eur_m", "10, outside 11 to 15", "from the low"),
    ("capability_items", {"unit_cost_high_eur_m": "9"}, "unit_cost_eur_m", "10, outside 8 to 9", "to the high one"),
    ("capability_items", {"lot": "0"}, "lot", "'0'", "a number from 1"),
    ("capability_items", {"priority": "6"}, "priority", "'6'", "from 1 to 5"),
    ("capability_items", {"unit": "dozens"}, "unit", "'dozens'", "one of aircraft"),
    ("capability_items", {"area": "WP-9"}, "area", "'WP-9', which is not there", "capability_areas"),
    ("industry_lines", {"most_output": "3"}, "most_output", "3, below yearly_output 4", "not below today's output"),
    ("industry_lines", {"maker_state": "UK"}, "maker_state", "'UK'", "alpha-2 code"),
    ("requirements", {"us_quantity": "41"}, "us_quantity", "41, above quantity 40", "a part of the quantity"),
    ("us_exit_paths", {"path": "slow"}, "path", "'slow'", "one of none, gradual, abrupt"),
    ("us_exit_paths", {"remaining_pct": "101"}, "remaining_pct", "'101'", "from 0 to 100"),
    ("targets", {"quantity": "2.5"}, "quantity", "2.5 radars", "a whole number"),
    ("targets", {"framework": "UN"}, "framework", "'UN'", "one of NATO, EU"),
    ("holdings", {"counted": "maybe"}, "counted", "'maybe'", "yes or no"),
    ("holdings", {"as_of": "yesterday"}, "as_of", "'yesterday'", "a date"),
    ("budgets", {"equipment_eur_m": "50000"}, "equipment_eur_m", "50000, above defence_eur_m 40000", "a part of"),
    ("budgets", {"committed_eur_m": "20001"}, "committed_eur_m", "20001, above equipment_eur_m 20000", "a part of"),
    (
        "budgets", {"equipment_eur_m": "", "committed_eur_m": "40001"},
        "committed_eur_m", "40001, above defence_eur_m 40000", "a part of",
    ),
    (
        "budgets", {"defence_eur_m": "", "equipment_eur_m": "", "committed_eur_m": ""},
        "defence_eur_m", "an empty cell", "one of the three sums",
    ),
    ("planning_assumptions", {"value": "4"}, "value", "4, outside 1 to 3", "from low to high"),
    ("planning_assumptions", {"unit": "times"}, "unit", "'times'", "one of per_cent"),
    ("joint_buys", {"members": "FR"}, "members", "FR", "two states at least"),
    ("joint_buys", {"lead": "IT"}, "lead", "IT", "one of DE, FR, PL"),
    ("joint_buys", {"saving_pct": "31"}, "saving_pct", "31, outside 8 to 30", "from the low to the high"),
    ("joint_buys", {"to_year": "2025"}, "to_year", "2025, before from_year 2026", "not before from_year"),
    ("joint_buys", {"instruments": "SAFE"}, "instruments", "'SAFE', which is not there", "instruments"),
    ("transport_capacities", {"link_class": "any"}, "link_class", "'any' for rail", "yes, no, partial"),
    ("transport_capacities", {"mode": "sea"}, "link_class", "'yes' for sea", "any"),
    ("transport_capacities", {"loads_a_day": "9"}, "loads_a_day", "9, outside 2 to 8", "from low to high"),
    ("transport_capacities", {"speed_kmh": "10"}, "speed_kmh", "10, outside 20 to 40", "from low to high"),
    ("transport_capacities", {"loads_a_day": "0"}, "loads_a_day", "'0'", "from 0.01"),
    ("handling_times", {"activity": "gauge_change", "mode": "road"}, "mode", "'road'", "rail"),
    ("handling_times", {"hours": "7"}, "hours", "7, outside 1 to 6", "from low to high"),
    ("handling_times", {"loads_a_day": "1"}, "loads_a_day", "1, outside 2 to 8", "from low to high"),
    ("hazard_assumptions", {"hazard": "quake"}, "hazard", "'quake'", "flood, ice, heat, cyber, strike, peak"),
    ("hazard_assumptions", {"reach": "around"}, "reach_km", "an empty cell", "kilometres"),
    ("hazard_assumptions", {"reach_km": "50"}, "reach_km", "50 km", "nowhere else"),
    ("hazard_assumptions", {"from_month": "13"}, "from_month", "'13'", "to 12"),
    ("hazard_assumptions", {"events_a_year": "5"}, "events_a_year", "5, outside 1 to 4", "from low to high"),
    ("hazard_assumptions", {"days": "5"}, "days", "5, outside 1 to 4", "from low to high"),
    ("hazard_assumptions", {"capacity_left": "2"}, "capacity_left", "'2'", "1"),
    ("border_permits", {"hours": "0.5"}, "hours", "0.5, outside 1 to 6", "from low to high"),
    ("border_permits", {"regime": "soon"}, "regime", "'soon'", "today, pledge, proposal, emergency"),
    ("agreement_effects", {"value": "200"}, "value", "200, outside 24 to 168", "from low to high"),
    ("agreement_effects", {"domain": "mobility"}, "domain", "'mobility'", "military_mobility"),
    ("corridor_rules", {"agreement": "none"}, "agreement", "'none', which is not there", "agreements"),
    ("movement_sizes", {"loads": "0"}, "loads", "'0'", "from 0.01"),
    ("link_openings", {"late_year": "2029"}, "late_year", "2029, before year 2030", "not before"),
    ("link_openings", {"link": "L9"}, "link", "'L9'", "mobility_links"),
    ("mobility_measures", {"value": "9"}, "value", "9, outside 1 to 6", "from low to high"),
    ("mobility_upgrades", {"cost_eur_m": "21"}, "cost_eur_m", "21, outside 5 to 20", "from low to high"),
    ("mobility_upgrades", {"factor": "0.5"}, "factor", "'0.5'", "from 1"),
    ("mobility_upgrades", {"civil_use": "5"}, "civil_use", "'5'", "from 0 to 4"),
    ("mobility_upgrades", {"new_gauge": "1435"}, "new_gauge", "1435 for loading by rail", "travel by rail"),
    ("mobility_upgrades", {"elements": "pl-x"}, "elements", "'pl-x', which is not there", "mobility_nodes"),
    ("mobility_upgrades", {"changes": "gauge_change", "mode": "sea"}, "mode", "'sea' for a change of gauge", "rail"),
    ("permit_costs", {"low_eur_m": "11"}, "cost_eur_m", "10, outside 11 to 20", "from low to high"),
    ("permit_costs", {"regime": "soon"}, "regime", "'soon'", "today, pledge, proposal, emergency"),
    ("fuel_pipelines", {"stage": "soon"}, "stage", "'soon'", "in_service, planned, idea"),
    ("fuel_pipelines", {"m3_a_day": "31"}, "m3_a_day", "31, outside 10 to 30", "from low to high"),
    ("fuel_measures", {"value": "4"}, "value", "4, outside 1 to 3", "from low to high"),
    ("example_hazards", {"factor": "1.5"}, "factor", "'1.5'", "from 0 to 1"),
    ("example_hazards", {"days": "10"}, "days", "10, outside 1 to 9", "from low to high"),
    ("example_movements", {"destination": "pl-x"}, "destination", "'pl-x', which is not there", "nodes"),
    ("example_movements", {"told_low_days": "6"}, "told_high_days", "None, with", "both ends or none"),
    (
        "example_movements", {"told_low_days": "8", "told_high_days": "7"},
        "told_high_days", "7.0, with told_low_days 8.0", "the low one first",
    ),
]  # fmt: skip
"""A kind, what is changed in its row, and the one problem that is told: field, what was found, what was expected."""

ILLUSTRATIVE = [kind for kind in ROWS if "derivation" in columns(KINDS[kind])]

LET_IN = [
    ("backstop_weights", {"dimension": "grouping", "code": "alliance", "weight": "0"}),
    ("budgets", {"equipment_eur_m": "", "committed_eur_m": ""}),
    ("budgets", {"equipment_eur_m": "40000", "committed_eur_m": "40000"}),
    ("cost_shares", {"to_year": ""}),
    ("example_movements", {"told_low_days": "6", "told_high_days": "7"}),
    ("mobility_upgrades", {"changes": "travel", "new_gauge": "1435"}),
    ("needs", {"quantity": "2.5", "unit": "tonnes"}),
    ("needs", {"quantity": "0"}),
]
"""What looks wrong and is not: nothing, a part of what is not counted, one sum of three, a whole that is its own part."""

KEYS = {
    "budgets": "budgets/PL/2027",
    "capability_items": "capability_items/radars",
    "cost_shares": "cost_shares/nato_common_funding/2021/FR",
    "holdings": "holdings/radars/PL",
    "industry_lines": "line-radars",
    "joint_buys": "joint-radars",
    "matching_weights": "matching_weights/part/saving",
    "needs": "needs/WP-1/radars/FR",
    "network_weights": "network_weights/form/statement_of_intent",
    "planning_assumptions": "planning_assumptions/uptake",
    "requirements": "requirements/radars/2026",
    "targets": "targets/NATO/radars/PL",
    "us_exit_paths": "us_exit_paths/gradual/2028",
}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One for all tests: nothing is filed in it but what others name, as every other file is only tried."""
    folder = tmp_path_factory.mktemp("rules")
    with Registry.create(str(folder / "registry.sqlite")) as opened:
        for kind in sorted(FIRST, key=list(KINDS).index):
            write(folder, kind, *({**SOURCED, **row} for row in FIRST[kind]))
        file(opened, folder)
        yield opened


def write(folder: Path, kind: str, *rows: Row, surplus: tuple[str, ...] = ()) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, (*columns(KINDS[kind]), *surplus)), encoding="utf-8")
    return path


def row_of(kind: str, **changed: str) -> dict[str, str]:
    return {**ROWS[kind], **SOURCED, **changed}


def problems_of(registry: Registry, path: Path) -> tuple[Problem, ...]:
    before = registry.head()
    with pytest.raises(BadFacts) as bad:
        file(registry, path)
    assert registry.head() == before, "nothing was written"
    return bad.value.problems


@pytest.mark.parametrize(("kind", "changed"), [*((kind, {}) for kind in ROWS), *LET_IN])
def test_a_plain_row_is_let_in(registry: Registry, tmp_path: Path, kind: str, changed: Row) -> None:
    assert file(registry, write(tmp_path, kind, row_of(kind, **changed)), dry_run=True).rows == 1


@pytest.mark.parametrize(("kind", "changed", "field", "found", "expected"), REFUSED)
def test_what_cannot_be_is_refused(
    registry: Registry, tmp_path: Path, kind: str, changed: Row, field: str, found: str, expected: str
) -> None:
    (problem,) = problems_of(registry, write(tmp_path, kind, row_of(kind, **changed)))
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


@pytest.mark.parametrize("kind", ILLUSTRATIVE)
def test_an_illustrative_row_has_to_say_its_rule(registry: Registry, tmp_path: Path, kind: str) -> None:
    (problem,) = problems_of(registry, write(tmp_path, kind, row_of(kind, illustrative="yes")))
    assert (problem.field, problem.line, problem.found) == ("derivation", 2, "an empty cell")
    assert "the rule by which" in problem.expected


@pytest.mark.parametrize("kind", ROWS)
def test_a_column_that_nobody_knows_is_told(registry: Registry, tmp_path: Path, kind: str) -> None:
    (problem,) = problems_of(registry, write(tmp_path, kind, row_of(kind, strength="9"), surplus=("strength",)))
    assert (problem.line, problem.field, problem.found) == (1, "strength", "an unknown column")
    assert problem.remedy.endswith(", ".join(columns(KINDS[kind])))


@pytest.mark.parametrize("kind", KEYS)
def test_two_rows_of_one_key_are_refused(registry: Registry, tmp_path: Path, kind: str) -> None:
    (problem,) = problems_of(registry, write(tmp_path, kind, row_of(kind), row_of(kind)))
    assert (problem.line, problem.field) == (3, " + ".join(KINDS[kind].KEY))
    assert KEYS[kind] in problem.found
    assert "line 2" in problem.found


@pytest.mark.parametrize("kind", KEYS)
def test_a_record_is_named_by_its_key(kind: str) -> None:
    assert (
        KINDS[kind].model_validate({name: cell for name, cell in row_of(kind).items() if cell}).record_id == KEYS[kind]
    )


def test_all_that_is_wrong_is_told_together(registry: Registry, tmp_path: Path) -> None:
    rows = (
        row_of("joint_buys", illustrative="yes", lead="IT", saving_pct="31", to_year="2025"),
        row_of("joint_buys", id="joint-others", members="FR"),
    )
    problems = problems_of(registry, write(tmp_path, "joint_buys", *rows))
    assert {(problem.line, problem.field) for problem in problems} >= {
        (2, "derivation"), (2, "lead"), (2, "saving_pct"), (2, "to_year"), (3, "members"),
    }  # fmt: skip
