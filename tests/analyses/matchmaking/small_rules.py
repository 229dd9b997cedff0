"""small_rules: twelve states and six instruments, whose rules one can apply by hand.

members     AT DE FR HR NL PL   Croatia since 2013; loans: France (plan approved in February 2026) and Poland (not known)
others      NO (EEA-EFTA)  UA  RS (candidate)  CA  GB (security partner since May 2025)  US

TRIO   three participants, two of them members; Norway counts, whether Ukraine does is not settled; 35 % from outside
LOAN   common: two, of them a member with a loan; NO and UA count, RS, GB and CA join, other countries perhaps;
       35 % from outside, for Canada 80; ends in 2030, which is not settled. Alone: one member with a loan, until May 2026
CLUB   two of the six members; third countries join by consent
PAST   one member state; one call until July 2024, for ammunition, all awarded in November 2024, closed
ALLY   one ally; for everything but ammunition; no dates
BARE   no rule is known
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from tests.analyses.small_world import FILES, make_registry

from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.participation_rules import UNITS
from phalanx.world import World

STATES = ("AT", "CA", "DE", "FR", "GB", "HR", "NL", "NO", "PL", "RS", "UA", "US")
SINCE = {"AT": "1995", "DE": "1958", "FR": "1958", "HR": "2013", "NL": "1958", "PL": "2004"}
ALLIES = ("CA", "DE", "FR", "GB", "HR", "NL", "NO", "PL", "US")
TODAY = date(2026, 9, 30)
KNOWN_AT = datetime(2026, 9, 30, 12, tzinfo=UTC)
SOURCED = {"source_url": "https://example.org/rules", "source_grade": "A", "confidence": "verified"}
Row = Mapping[str, str]

INSTRUMENTS: Mapping[str, Row] = {
    "TRIO": {"eligible_states": "EU", "associated_states": "NO"},
    "LOAN": {"eligible_states": "EU;NO;UA", "associated_states": "CA"},
    "CLUB": {"eligible_states": "AT;DE;FR;HR;NL;PL"},
    "PAST": {"eligible_states": "EU", "status": "closed"},
    "ALLY": {"eligible_states": "NATO"},
    "BARE": {"eligible_states": "EU"},
}
# instrument, variant, rule, value, settled, states
RULES = """\
TRIO,,who_counts,member,yes,
TRIO,,who_counts,associated,yes,
TRIO,,who_counts,ukraine,no,
TRIO,,who_counts_as_member,member,yes,
TRIO,,minimum_participants,3,yes,
TRIO,,minimum_member_states,2,yes,
TRIO,,maximum_outside_component_pct,35,yes,
TRIO,,window_start,2025-12-30,yes,
TRIO,,window_end,2027,yes,
TRIO,,runs,active,yes,
LOAN,,who_counts,member,yes,
LOAN,,who_counts,eea_efta,yes,
LOAN,,who_counts,ukraine,yes,
LOAN,,who_counts_as_member,member,yes,
LOAN,common_procurement,may_join,candidate,yes,
LOAN,common_procurement,may_join,security_partner,yes,
LOAN,common_procurement,may_join,partner_with_agreement,yes,
LOAN,common_procurement,may_join,third_country,no,
LOAN,common_procurement,minimum_participants,2,yes,
LOAN,common_procurement,minimum_member_states,1,yes,
LOAN,common_procurement,needs_loan,1,yes,
LOAN,single_state_purchase,minimum_participants,1,yes,
LOAN,single_state_purchase,maximum_participants,1,yes,
LOAN,single_state_purchase,needs_loan,1,yes,
LOAN,single_state_purchase,single_state_until,2026-05-30,yes,
LOAN,,maximum_outside_component_pct,35,yes,
LOAN,,lifted_component_cap,80,yes,CA
LOAN,,window_start,2025-05-29,yes,
LOAN,,window_end,2030-12-31,no,
LOAN,,runs,active,yes,
LOAN,,state_ceiling,300,yes,
CLUB,,who_counts,named,yes,
CLUB,,who_counts_as_member,named,yes,
CLUB,,may_join,third_country,yes,
CLUB,,unanimity,third_country,yes,
CLUB,,minimum_participants,2,yes,
CLUB,,minimum_member_states,2,yes,
CLUB,,runs,active,yes,
PAST,,who_counts,member,yes,
PAST,,minimum_participants,1,yes,
PAST,,maximum_outside_component_pct,35,no,
PAST,,area,WP-3,yes,
PAST,,window_start,2023-10,yes,
PAST,,window_end,2025-12-31,yes,
PAST,,application_deadline,2024-07-25,yes,
PAST,,awarded_by,2024-11,yes,
PAST,,runs,closed,yes,
ALLY,,who_counts,ally,yes,
ALLY,,minimum_participants,1,yes,
ALLY,,excluded_area,WP-3,yes,
ALLY,,runs,active,yes,
ALLY,,budget_left,,no,
"""
AREAS = {"WP-1": "", "RM-1": "WP-1", "WP-3": "", "RM-6": "WP-3", "CDP-1": "RM-6"}
PARTNERSHIP = "eu-gb-2025-partnership,Partnership,EU;GB,2025-05-19,signed,,strategic_partnership,agreement,state,comprehensive,procurement,none,,,https://example.org/eu-gb,A,Council,2025-05-19,verified,\n"  # fmt: skip


def states() -> Iterator[Row]:
    same = {
        "schengen": "no",
        "jef": "no",
        "arctic_council": "no",
        "pop_m": "1",
        "gdp_eur_bn_2024": "1",
        "neutral": "no",
    }
    for code in STATES:
        yield {
            "iso2": code,
            "name": code,
            "eu_since": SINCE.get(code, ""),
            "nato_since": "1949" if code in ALLIES else "",
            "pesco": "yes" if code in SINCE else "no",
            "eea_efta": "yes" if code == "NO" else "no",
            "eu_candidate": "yes" if code in ("RS", "UA") else "no",
            "capital": code,
            "capital_lat": "50",
            "capital_lon": "10",
            **same,
        }


def instruments() -> Iterator[Row]:
    same = {"institution": "Union", "kind": "grant", "summary": "One."}
    for name, own in INSTRUMENTS.items():
        yield {"id": name, "name": name.title(), "legal_basis": f"Act {name}", "status": "active", **same, **own}


def rules() -> Iterator[Row]:
    for number, line in enumerate(RULES.splitlines()):
        instrument, variant, rule, value, settled, about = line.split(",")
        yield {
            "id": f"pr-{number}",
            "instrument": instrument,
            "variant": variant,
            "rule": rule,
            "value": value,
            "unit": UNITS[rule],
            "states": about,
            "article": f"Act {instrument}, Art. {number}",
            "settled": settled,
            "summary": f"It says {rule} {value}.",
        }


def as_csv(kind: str, rows: Sequence[Row]) -> str:
    """The rows as a file of that kind, with a source each."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns(KINDS[kind]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**SOURCED, **row} for row in rows)
    return text.getvalue()


def small_files() -> dict[str, list[Row]]:
    """The rows of every kind that the rules need."""
    loans: list[Row] = [
        {"iso2": "FR", "tentative_eur_m": "100", "approved_on": "2026-02-11"},
        {"iso2": "PL", "tentative_eur_m": "200"},
    ]
    areas: list[Row] = [
        {
            "id": name,
            "name": name,
            "source_framework": "EDA CDP 2023",
            "parent_id": parent,
            "domain": "land",
            "summary": "Some.",
        }
        for name, parent in AREAS.items()
    ]
    return {
        "states": [*states()],
        "instruments": [*instruments()],
        "participation_rules": [*rules()],
        "safe_allocations": loans,
        "capability_areas": areas,
    }


@contextmanager
def small_rules(folder: Path, others: Mapping[str, Sequence[Row]] | None = None) -> Iterator[World]:
    """The World of these facts, with the rows of some kinds put in the place of ours."""
    texts = {kind: as_csv(kind, rows) for kind, rows in {**small_files(), **(others or {})}.items()}
    texts["agreements"] = FILES["agreements.csv"] + PARTNERSHIP
    with make_registry(folder, **texts) as registry:
        world = World.of(registry, TODAY)
        yield World(TODAY, KNOWN_AT, world.journal_head, world.entries)
