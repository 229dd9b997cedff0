"""The rules of taking part: held against the instruments they belong to, and against what regulations are known to say."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from phalanx.registry.records.participation_rules import RULE_CODES, UNITS, ParticipationRule

FACTS = Path(str(files("phalanx.facts")))
SEVERAL = {"who_counts", "who_counts_as_member", "may_join", "unanimity", "area", "excluded_area", "funding_rate_pct", "bonus_pct", "lifted_component_cap"}  # fmt: skip
"""The types of which a way may have more than one rule."""
Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def rules(instrument: str, rule: str, variant: str = "") -> list[Row]:
    """The rules of a type that a way of taking part has: its own and those of every way."""
    found = [row for row in rows("participation_rules") if (row["instrument"], row["rule"]) == (instrument, rule)]
    return [row for row in found if row["variant"] in ("", variant)]


def told(instrument: str, rule: str, variant: str = "") -> list[tuple[str, str]]:
    return [(row["value"], row["settled"]) for row in rules(instrument, rule, variant)]


def ways() -> list[tuple[str, str]]:
    """Every instrument with each of its variants, or with none."""
    variants: dict[str, set[str]] = {row["id"]: set() for row in rows("instruments")}
    for row in rows("participation_rules"):
        variants[row["instrument"]] |= {row["variant"]} - {""}
    return [(instrument, variant) for instrument, own in variants.items() for variant in sorted(own) or [""]]


# ── What the regulations are known to say ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("instrument", "variant", "participants", "member_states"),
    [
        ("EDF", "standard_call", "3", "3"),  # three entities from three states
        ("EDF", "disruptive_technology", "2", "2"),  # two from two
        ("EDIRPA", "", "3", "3"),  # at least three member states
        ("EDIP", "common_procurement", "3", "2"),  # three states, of which two member states
        ("SAFE", "common_procurement", "2", "1"),  # a member state with a loan and one more
        ("SAFE", "single_state_purchase", "1", "1"),
        ("PESCO", "", "2", "2"),
    ],
)
def test_minimums_are_those_of_the_regulations(
    instrument: str, variant: str, participants: str, member_states: str
) -> None:
    assert told(instrument, "minimum_participants", variant) == [(participants, "yes")]
    assert told(instrument, "minimum_member_states", variant) == [(member_states, "yes")]


def test_safe_lends_to_nineteen_and_lets_one_state_alone_buy_until_a_day() -> None:
    assert told("SAFE", "needs_loan", "common_procurement") == [("1", "yes")]
    assert len(rows("safe_allocations")) == 19
    assert told("SAFE", "maximum_participants", "single_state_purchase") == [("1", "yes")]
    assert told("SAFE", "single_state_until", "single_state_purchase") == [("2026-05-30", "yes")]
    assert rules("SAFE", "single_state_until") == [], "common procurement may go on"
    counting = {row["value"] for row in rules("SAFE", "who_counts", "common_procurement") if row["settled"] == "yes"}
    assert counting == {"member", "eea_efta", "ukraine"}


def test_at_most_a_third_or_so_comes_from_outside() -> None:
    caps = {row["instrument"]: (row["value"], row["settled"]) for row in rows("participation_rules") if row["rule"] == "maximum_outside_component_pct"}  # fmt: skip
    assert caps == {"EDIRPA": ("35", "no"), "EDIP": ("35", "yes"), "EDPCI": ("35", "yes"), "SAFE": ("35", "yes")}
    (canada,) = rules("SAFE", "lifted_component_cap")
    assert (canada["states"], canada["value"]) == ("CA", "80")


@pytest.mark.parametrize(
    "record",
    [
        "pr-asap-participants", "pr-asap-member-states", "pr-asap-end", "pr-asap-rate",  # no minimum, end, rates: unconfirmed
        "pr-edirpa-component-share", "pr-edirpa-rate", "pr-edirpa-bonus",  # "only partly confirmed"
        "pr-edf-bonus-pesco",  # "size of the bonus not read verbatim"
        "pr-edip-counts-ukraine", "pr-edip-reinforcement-participants",  # not told
        "pr-edpci-participants", "pr-edpci-member-states",  # "minimum number of member states not confirmed"
        "pr-safe-end",  # "end date unconfirmed"
        "pr-nec-counts-member",  # "later activations not confirmed here"
        "pr-eib-security-no-ammunition",  # "not rechecked for 2026"
        "pr-ukraine-loan-90-runs",  # "later status not checked"
    ],
)  # fmt: skip
def test_what_notes_call_unconfirmed_is_not_settled(record: str) -> None:
    (row,) = (row for row in rows("participation_rules") if row["id"] == record)
    assert row["settled"] == "no"
    assert row["confidence"] == "partial"


# ── True to the instruments ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("min_participants", "minimum_participants"),
        ("min_member_states", "minimum_member_states"),
        ("max_non_eu_component_pct", "maximum_outside_component_pct"),
        ("start", "window_start"),
        ("end", "window_end"),
    ],
)
def test_numbers_and_dates_are_those_of_the_instruments(column: str, rule: str) -> None:
    """Where an instrument has a number, one of its ways has it as a rule; where it has none, no rule has one."""
    for row in rows("instruments"):
        own = [each for each in rows("participation_rules") if (each["instrument"], each["rule"]) == (row["id"], rule)]
        values = {each["value"] for each in own if each["value"]}
        assert row[column] in values if row[column] else not values, (row["id"], rule)


def test_an_instrument_without_a_known_minimum_says_so() -> None:
    for instrument, variant in ways():
        (minimum,) = rules(instrument, "minimum_participants", variant)
        assert minimum["value"] or minimum["settled"] == "no", (instrument, variant)
    unknown = {row["instrument"] for row in rows("participation_rules") if row["rule"] == "minimum_participants" and not row["value"]}  # fmt: skip
    blank = {row["id"] for row in rows("instruments") if not row["min_participants"]}
    assert unknown == blank | {"EDIP"}, "of industrial reinforcement under EDIP the minimum is not known"


def test_whether_it_runs_is_its_status() -> None:
    for row in rows("instruments"):
        expected = ("", "no") if row["status"] == "unclear" else (row["status"], "yes")
        assert told(row["id"], "runs") == [expected], row["id"]
        assert bool(told(row["id"], "awarded_by")) == (row["status"] == "closed"), row["id"]


def test_whom_an_instrument_names_its_rules_know() -> None:
    """EU stands for the class member, NATO for ally, other states for themselves; so the rules let in who is named."""
    members = {row["iso2"] for row in rows("states") if row["eu_since"]}
    classes = {"EU": "member", "NATO": "ally", "UA": "ukraine", "NO": "eea_efta", "IS": "eea_efta", "LI": "eea_efta"}
    for row in rows("instruments"):
        counted = {each["value"] for each in rows("participation_rules") if each["instrument"] == row["id"] and each["rule"] == "who_counts"}  # fmt: skip
        for party in row["eligible_states"].split(";"):
            assert {"named", classes.get(party, "")} & counted, (row["id"], party)
        if "named" in counted and row["id"] in ("NEC", "PESCO"):
            assert set(row["eligible_states"].split(";")) <= members
        let_in = {each["value"] for each in rows("participation_rules") if each["instrument"] == row["id"] and each["rule"] in ("who_counts", "may_join")}  # fmt: skip
        if row["associated_states"]:
            assert let_in & {"associated", "partner_with_agreement", "third_country"}, row["id"]


def test_a_way_has_one_rule_of_a_type_unless_several_make_sense() -> None:
    for instrument, variant in ways():
        own = [row for row in rows("participation_rules") if row["instrument"] == instrument and row["variant"] in ("", variant)]  # fmt: skip
        counts = Counter(row["rule"] for row in own if row["rule"] not in SEVERAL)
        assert not [rule for rule, number in counts.items() if number > 1], (instrument, variant)
        assert {"who_counts", "minimum_participants", "runs"} <= {row["rule"] for row in own}, (instrument, variant)


def test_areas_are_areas_of_the_registry() -> None:
    known = {row["id"] for row in rows("capability_areas")}
    assert {row["value"] for row in rows("participation_rules") if UNITS[row["rule"]] == "area"} <= known


def test_every_rule_cites_where_it_stands_and_says_what_it_leaves_open() -> None:
    for row in rows("participation_rules"):
        assert row["article"], row["id"]
        assert row["summary"].endswith("."), row["id"]
        assert row["note"] or row["confidence"] == "verified", row["id"]
        assert row["value"] or row["settled"] == "no", row["id"]
    assert {row["rule"] for row in rows("participation_rules")} == set(RULE_CODES), "every type of rule is in use"


# ── The record ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "three"}, "value"),
        ({"value": "2.5"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "03"}, "value"),
        ({"value": ""}, "value"),
        ({"unit": "percent"}, "unit"),
        ({"rule": "who_counts", "unit": "class", "value": "friend"}, "value"),
        ({"rule": "who_counts", "unit": "class", "value": "", "settled": "no"}, "value"),
        ({"rule": "window_end", "unit": "date", "value": "2026-02-30"}, "value"),
        ({"rule": "maximum_outside_component_pct", "unit": "percent", "value": "101"}, "value"),
        ({"rule": "runs", "unit": "status", "value": "perhaps"}, "value"),
    ],
)
def test_a_value_that_its_rule_cannot_have_is_told(changes: Row, field: str) -> None:
    cells = {name: cell for name, cell in {**SOUND, **changes}.items() if cell}
    (found,) = ParticipationRule.model_validate(cells).contradictions(date(2026, 1, 1))
    assert found.field == field
    assert found.expected


@pytest.mark.parametrize("changes", [{}, {"value": "", "settled": "no"}, {"rule": "window_end", "unit": "date", "value": "2026-02"}])  # fmt: skip
def test_a_sound_rule_is_taken(changes: Row) -> None:
    cells = {name: cell for name, cell in {**SOUND, **changes}.items() if cell}
    assert not [*ParticipationRule.model_validate(cells).contradictions(date(2026, 1, 1))]


SOUND = {
    "id": "pr-x",
    "instrument": "EDF",
    "rule": "minimum_participants",
    "value": "3",
    "unit": "participants",
    "article": "Art. 1",
    "settled": "yes",
    "summary": "Three.",
    "source_url": "https://example.org/rule",
    "source_grade": "A",
    "confidence": "verified",
}
