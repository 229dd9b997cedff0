"""Records that nobody thought of: Hypothesis draws them from the types of value that the record types name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from hypothesis import reject
from hypothesis import strategies as st

from phalanx.registry.records import KINDS, Record, columns, record_id
from phalanx.registry.records.agreement_effects import AgreementEffect
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.records.area_words import AreaWord
from phalanx.registry.records.backstop_weights import BackstopWeight
from phalanx.registry.records.border_permits import BorderPermit
from phalanx.registry.records.borders import Border
from phalanx.registry.records.budgets import Budget
from phalanx.registry.records.capability_items import CapabilityItem
from phalanx.registry.records.conflict_rules import ConflictRule
from phalanx.registry.records.corridor_rules import CorridorRule
from phalanx.registry.records.cost_shares import CostShare
from phalanx.registry.records.countries import Country
from phalanx.registry.records.example_hazards import ExampleHazard
from phalanx.registry.records.example_movements import ExampleMovement
from phalanx.registry.records.force_commitments import ForceCommitment
from phalanx.registry.records.fuel_measures import FuelMeasure
from phalanx.registry.records.fuel_pipelines import FuelPipeline
from phalanx.registry.records.handling_times import HandlingTime
from phalanx.registry.records.hazard_assumptions import HazardAssumption
from phalanx.registry.records.industry_lines import IndustryLine
from phalanx.registry.records.joint_buys import JointBuy
from phalanx.registry.records.link_openings import LinkOpening
from phalanx.registry.records.matching_weights import MatchingWeight
from phalanx.registry.records.mobility_measures import MobilityMeasure
from phalanx.registry.records.mobility_upgrades import MobilityUpgrade
from phalanx.registry.records.movement_sizes import MovementSize
from phalanx.registry.records.needs import Need
from phalanx.registry.records.network_weights import NetworkWeight
from phalanx.registry.records.participation_rules import ParticipationRule
from phalanx.registry.records.permit_costs import PermitCost
from phalanx.registry.records.planning_assumptions import PlanningAssumption
from phalanx.registry.records.requirements import Requirement
from phalanx.registry.records.targets import Target
from phalanx.registry.records.transport_capacities import TransportCapacity
from phalanx.registry.records.us_exit_paths import UsExitPath
from phalanx.registry.records.us_programmes import UsProgramme
from phalanx.vocabulary.parties import party_names
from phalanx.vocabulary.values import (
    Code,
    Day,
    Flag,
    Identifier,
    Integer,
    Misfit,
    Number,
    Party,
    Period,
    Reference,
    Several,
    Text,
    Url,
    ValueType,
)

Cells = Mapping[str, str]
TODAY = datetime.now(UTC).date()

AWKWARD = [
    "=SUM(A1:A9)", "+1 more", "-1", "- dash", "@home", "'", "''", "'=x", "''=x", "'-58", "-58", "'quoted'", '"', '""', 'a"b',
    "a,b", ",", "a;b", ";", "NULL", "null", "nan", "NA", "#N/A", "TRUE", "yes", "1", "007", "1.0", "1e5", "0x1F", "2025-05-09",
    "😀", "👩‍👩‍👧", "עִבְרִית", "مرحبا", "e\u0301", "é", "\u202eabc", "ﬁ", "İ", "ß", "_x0041_", "_x000D_", "&amp;", "<b>", "\\n",
    "\\", "\ufeffx", "x\u00a0y", "\u200b", "{}", "[1]", '{"a":1}', "%s", "%(x)s", ":x", "$1", "`", "|", "a" * 5_000,
]  # fmt: skip


def fits(value_type: ValueType, text: str) -> bool:
    try:
        return value_type.write(value_type.parse(text)) == text
    except Misfit:
        return False


def cells_of(value_type: ValueType, known: Mapping[str, Sequence[str]]) -> st.SearchStrategy[str]:
    """Canonical cells of a type of value; `known` are the ids that references may name, by kind."""
    match value_type:
        case Several():
            part = cells_of(value_type.of, known).filter(lambda text: ";" not in text)
            drawn = st.lists(part, min_size=1, max_size=5, unique=True).map(lambda parts: ";".join(sorted(parts)))
        case Reference():
            drawn = st.sampled_from([name for kind in value_type.kinds for name in known[kind]])
        case Code():
            drawn = st.sampled_from(sorted(value_type.codes))
        case _:
            return cells_of_one(value_type)
    return drawn.filter(lambda text: fits(value_type, text))


@cache
def cells_of_one(value_type: ValueType) -> st.SearchStrategy[str]:
    """The same of a type that knows all by itself; made once, which takes longer than a draw."""
    drawn = numbers(value_type) if isinstance(value_type, Number) else DRAWN[type(value_type)]
    return drawn.filter(lambda text: fits(value_type, text))


def numbers(value_type: Number) -> st.SearchStrategy[str]:
    low, high = max(value_type.low, -1e14), min(value_type.high, 1e14)
    whole = st.integers(math.ceil(low), math.floor(high))
    decimal = st.nothing() if isinstance(value_type, Integer) else st.floats(low, high)
    return (whole | decimal).map(lambda value: value_type.write(float(f"{value:.15g}")))


def days() -> st.SearchStrategy[str]:
    day = st.dates(max_value=TODAY).map(lambda drawn: drawn.isoformat())
    return st.tuples(day, st.sampled_from([4, 7, 10])).map(lambda drawn: drawn[0][: drawn[1]])


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
PATHS = st.text(st.characters(categories=["L", "N"]) | st.sampled_from("-._~:/?#[]@!$&'()*+,;=%"), max_size=40)
DRAWN: Mapping[type[ValueType], st.SearchStrategy[str]] = {
    Identifier: st.from_regex(r"[\w.&:][\w.\-:&+]{0,40}", fullmatch=True),
    Party: st.sampled_from(sorted(party_names())) | st.integers(1, 9999).map("COW-{}".format),
    Flag: st.sampled_from(["yes", "no"]),
    Day: days(),
    Period: days() | st.tuples(days(), days()).map(lambda pair: "/".join(sorted(pair))),
    Url: PATHS.map("https://www.example.org/{}".format),
    Text: (st.sampled_from(AWKWARD) | LETTERS | st.tuples(st.sampled_from("=+-@'\""), LETTERS).map("".join)).map(
        str.strip
    ),
}

HANGING_TOGETHER: Mapping[type[Record], Sequence[Cells]] = {
    Agreement: [{"parties": parties, "status": "unspecified"} for parties in ("FR;PL", "DE;EU;FR")],
    AreaWord: [{"found_in": "domains", "word": "cyber"}, {"found_in": "text", "word": "cbrn"}],
    BackstopWeight: [
        {"dimension": "part", "code": "nearness", "weight": "15"},
        {"dimension": "half", "code": "spending", "weight": "20"},
        {"dimension": "grouping", "code": "alliance", "weight": "0"},
        {"dimension": "measure", "code": "covered", "weight": "2"},
    ],
    BorderPermit: [{"low_hours": "72", "hours": "72", "high_hours": "168", "illustrative": "no"}],
    Border: [{"a": "FR", "b": "PL"}, {"a": "COW-300", "b": "HU"}, {"a": "DDDE", "b": "DE"}],
    CostShare: [{"from_year": "2021", "to_year": "2024"}, {"from_year": "2024"}],
    ConflictRule: [{"possible_from": low, "high_from": high} for low, high in (("0", "0"), ("2.5", "10"))],
    AgreementEffect: [
        {"effect": "joint_buy", "low": "3", "value": "5", "high": "10", "illustrative": "no", "derivation": ""},
        {"effect": "corridor", "low": "24", "value": "72", "high": "72", "instruments": "", "illustrative": "yes"}
        | {"derivation": "Counted."},
    ],
    CorridorRule: [{"low_hours": "0", "hours": "72", "high_hours": "168", "illustrative": "no"}],
    HazardAssumption: [
        {"reach": reach, "reach_km": km, "links": "", "illustrative": "no", "derivation": ""}
        | dict.fromkeys(("low_days", "low_events_a_year", "low_capacity_left"), low)
        | dict.fromkeys(("days", "events_a_year", "capacity_left"), low)
        | dict.fromkeys(("high_days", "high_events_a_year", "high_capacity_left"), "1")
        for reach, km, low in (("around", "50", "0.5"), ("state", "", "1"), ("everywhere", "", "0.2"))
    ],
    HandlingTime: [
        {"activity": activity, "mode": "rail", "illustrative": "no"}
        | {"low_hours": "3", "hours": "6", "high_hours": "12"}
        | {"low_loads_a_day": "2.5", "loads_a_day": "6", "high_loads_a_day": "6"}
        for activity in ("loading", "gauge_change")
    ],
    LinkOpening: [{"year": "2030", "late_year": late} for late in ("2030", "2035")],
    MobilityMeasure: [{"low": "1", "value": "3", "high": "6"}],
    MovementSize: [{"loads": "15", "illustrative": "yes", "derivation": "Counted."}],
    TransportCapacity: [
        {"mode": mode, "link_class": link_class, "illustrative": "no"}
        | {"low_loads_a_day": "2", "loads_a_day": "12", "high_loads_a_day": "30"}
        | {"low_speed_kmh": "20", "speed_kmh": "30", "high_speed_kmh": "30"}
        for mode, link_class in (("rail", "partial"), ("sea", "any"))
    ],
    Country: [{"region": "asia", "subregion": "western_asia"}, {"region": "europe", "subregion": "northern_europe"}],
    ForceCommitment: [{"state": "FR", "shared_with": others} for others in ("DE;PL", "COW-300")],
    MatchingWeight: [
        {"dimension": "size", "code": "5"},
        {"dimension": "part", "code": "saving"},
        {"dimension": "learning", "code": "low", "weight": "0.95"},
        {"dimension": "half", "code": "groupings", "weight": "0.5"},
    ],
    Need: [
        {"quantity": "12", "unit": "vehicles", "from_year": "2026", "to_year": "2030", "illustrative": "no"},
        {"quantity": "1.5", "unit": "tonnes", "from_year": "2026", "to_year": "2026", "derivation": "Shared out."},
    ],
    ParticipationRule: [
        {"rule": "minimum_participants", "unit": "participants", "value": "3"},
        {"rule": "who_counts", "unit": "class", "value": "member"},
        {"rule": "window_end", "unit": "date", "value": "2027-12"},
    ],
    UsProgramme: [{"levels": "USP-001"}, {"levels": "USP-001;USP-002", "before": "24"}],
    NetworkWeight: [{"dimension": "age", "code": "5"}, {"dimension": "form", "code": "unspecified"}],
    CapabilityItem: [
        {"unit_cost_low_eur_m": low, "unit_cost_eur_m": cost, "unit_cost_high_eur_m": high, "illustrative": "no"}
        for low, cost, high in (("1", "2.5", "3"), ("0.004", "0.004", "0.004"))
    ],
    IndustryLine: [
        {"yearly_output": "50", "most_output": "100", "illustrative": "no"},
        {"yearly_output": "0.5", "most_output": "0.5", "illustrative": "yes", "derivation": "One every two years."},
    ],
    Requirement: [
        {"quantity": "24", "us_quantity": "24", "illustrative": "no"},
        {"quantity": "24", "us_quantity": "0", "illustrative": "yes", "derivation": "Counted."},
    ],
    UsExitPath: [{"illustrative": "no"}, {"illustrative": "yes", "derivation": "In equal steps."}],
    Target: [
        {"quantity": "12", "unit": "vehicles", "illustrative": "no"},
        {"quantity": "1.5", "unit": "tonnes", "illustrative": "yes", "derivation": "Shared out."},
    ],
    Budget: [
        {"defence_eur_m": "100", "equipment_eur_m": "20", "committed_eur_m": "20", "illustrative": "no"},
        {
            "defence_eur_m": "1",
            "equipment_eur_m": "0",
            "committed_eur_m": "0",
            "illustrative": "yes",
            "derivation": "All.",
        },
    ],
    ExampleHazard: [
        {"low_days": "0", "days": "5", "high_days": "365", "illustrative": "no"},
        {"low_days": "7", "days": "7", "high_days": "7", "illustrative": "yes", "derivation": "A week."},
    ],
    ExampleMovement: [{"told_low_days": low, "told_high_days": high} for low, high in (("6", "7"), ("0.5", "0.5"))],
    FuelMeasure: [{"low": low, "value": "1", "high": high} for low, high in (("0", "1"), ("1", "2.5"))],
    FuelPipeline: [
        {
            "low_m3_a_day": "1",
            "m3_a_day": number,
            "high_m3_a_day": "9",
            "illustrative": "yes",
            "derivation": "By width.",
        }
        for number in ("1", "2.5")
    ],
    MobilityUpgrade: [
        {
            "changes": "travel",
            "mode": "rail",
            "low_eur_m": "1",
            "cost_eur_m": cost,
            "high_eur_m": "20",
            "illustrative": "no",
        }
        for cost in ("1", "2.5", "20")
    ],
    PermitCost: [
        {"low_eur_m": "0", "cost_eur_m": "0", "high_eur_m": "1", "illustrative": "no"},
        {"low_eur_m": "1", "cost_eur_m": "2.5", "high_eur_m": "9", "illustrative": "yes", "derivation": "Officers."},
    ],
    PlanningAssumption: [
        {"low": "1", "value": "1.4", "high": "2"},
        {"low": "-1", "value": "-1", "high": "0"},
    ],
    JointBuy: [
        {
            "members": "DE;FR",
            "lead": lead,
            "saving_pct_low": "5",
            "saving_pct": "10",
            "saving_pct_high": "20",
            "from_year": "2026",
            "to_year": "2030",
            "illustrative": "no",
        }
        for lead in ("DE", "FR")
    ],
}
"""Cells that no field decides alone; they are drawn whole, and an empty one is left out."""


@st.composite
def rows_of(draw: st.DrawFn, kind: type[Record], known: Mapping[str, Sequence[str]], most: int = 3) -> list[Cells]:
    """Rows of a kind as cells of canonical text, in the order of their columns and free of contradictions."""
    rows: dict[str, Cells] = {}
    for _ in range(draw(st.integers(1, most))):
        cells = {
            name: draw(cells_of(column.type, known))
            for name, column in columns(kind).items()
            if column.required or draw(st.booleans())
        }
        cells |= draw(st.sampled_from(HANGING_TOGETHER.get(kind, [{}])))
        cells = {name: cell for name, cell in cells.items() if cell}
        while faults := list(kind.model_validate(cells).contradictions(TODAY)):
            cells |= {faults[0].field: dict(cells)[earlier(kind, faults[0].field)]}
        record = kind.model_validate(cells)
        rows[record_id(kind, record.cells())] = record.cells()
    return list(rows.values())


def earlier(kind: type[Record], later: str) -> str:
    """The field that a later one must not precede; a contradiction of another sort is not mended, and its draw given up."""
    return next((first for first, last in kind.ORDERED if last == later), None) or reject()


def referred(kind: type[Record]) -> set[str]:
    """The kinds that a kind refers to."""
    types = [column.type for column in columns(kind).values()]
    parts = [each.of if isinstance(each, Several) else each for each in types]
    return {name for part in parts if isinstance(part, Reference) for name in part.kinds}


REFERRED = sorted(set().union(*(referred(kind) for kind in KINDS.values())))
