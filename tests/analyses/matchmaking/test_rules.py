"""Each type of rule by its own: passing, failing and borderline, with the article it cites."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

import pytest

from phalanx.analyses.matchmaking import rules as judging
from phalanx.analyses.matchmaking.rulebook import RuleBook, Way
from phalanx.analyses.matchmaking.rules import Asked, Case, Change, Verdict, decides, eligible, judge
from phalanx.registry.records.participation_rules import RULE_CODES, ParticipationRule

FACTS = Path(str(files("phalanx.facts")))
TODAY = date(2026, 9, 30)
Row = dict[str, str]


def way(book: RuleBook, instrument: str, variant: str | None = None) -> Way:
    return next(each for each in book.ways if (each.instrument, each.variant) == (instrument, variant))


def verdict(
    book: RuleBook,
    rule: str,
    instrument: str,
    states: str,
    *,
    variant: str | None = None,
    day: date = TODAY,
    share: float | None = None,
    area: str | None = None,
) -> Verdict:
    asked = Asked(frozenset(states.split()), day, share, area)
    return next(each for each in judge(Case.of(book, way(book, instrument, variant), asked)) if each.rule == rule)


# ── Every rule of the bundled facts ──────────────────────────────────────────────────────────────────────────────────


@cache
def rows() -> tuple[Row, ...]:
    with (FACTS / "participation_rules.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def ways_of(book: RuleBook, row: Row) -> Iterator[Way]:
    for each in book.ways:
        if each.instrument == row["instrument"] and row["variant"] in ("", each.variant):
            yield each


def held_against(book: RuleBook, own: Way, row: Row, asked: Asked) -> str:
    """What one rule of the facts says of what is asked; it must cite its own article."""
    cited = [each for each in judge(Case.of(book, own, asked)) if each.rules and each.rules[0].id == row["id"]]
    (found,) = cited
    assert found.rules[0].article == row["article"]
    assert found.reason.endswith(".")
    return found.outcome


NUMBERS = {"minimum_participants": "participants", "minimum_member_states": "members", "needs_loan": "borrowers"}


@pytest.mark.parametrize("row", [row for row in rows() if row["rule"] in NUMBERS], ids=lambda row: row["id"])
def test_a_minimum_is_met_from_its_number_on(bundled: RuleBook, row: Row) -> None:
    for own in ways_of(bundled, row):
        pool = getattr(bundled.standing(own, TODAY), NUMBERS[row["rule"]])
        if row["settled"] == "no":
            everybody = Asked(pool.perhaps, TODAY)
            assert held_against(bundled, own, row, everybody) == "unsettled"
            continue
        least = int(row["value"])
        just, enough, more = (
            Asked(frozenset(islice(sorted(pool.sure), n)), TODAY) for n in (least - 1, least, least + 1)
        )
        assert held_against(bundled, own, row, just) == "failed"
        assert held_against(bundled, own, row, enough) == "met"
        assert held_against(bundled, own, row, more) == "met"


DAYS = {"window_start", "window_end", "single_state_until", "application_deadline", "awarded_by"}


@pytest.mark.parametrize("row", [row for row in rows() if row["rule"] in DAYS], ids=lambda row: row["id"])
def test_a_date_holds_to_the_day(bundled: RuleBook, row: Row) -> None:
    """A month ends with its last day; "2024-11" lasts to the thirtieth."""
    ends = {"2024-03": "2024-03-31", "2024-11": "2024-11-30"}.get(row["value"], row["value"])
    day, one = date.fromisoformat(ends), timedelta(days=1)
    found = [held_against(bundled, own, row, Asked(frozenset({"DE"}), each)) for own in ways_of(bundled, row) for each in (day - one, day, day + one)]  # fmt: skip
    if row["settled"] == "no":
        # Closed, and its end not confirmed (ASAP); or reported to run on a day before its end (SAFE), not after.
        assert set(found) == {"unsettled"}
    elif row["rule"] == "window_start":
        assert found == ["failed", "met", "met"] * (len(found) // 3)
    else:
        assert found == ["met", "met", "failed"] * (len(found) // 3)


@pytest.mark.parametrize("row", [row for row in rows() if row["rule"] == "maximum_outside_component_pct"], ids=lambda row: row["id"])  # fmt: skip
def test_a_cap_is_met_up_to_its_number(bundled: RuleBook, row: Row) -> None:
    for own in ways_of(bundled, row):
        shares = [0, 34.9, 35, 35.1, 100, None]
        found = [held_against(bundled, own, row, Asked(frozenset({"DE"}), TODAY, share)) for share in shares]
        settled = ["met", "met", "met", "failed", "failed", "not_judged"]
        unsettled = ["met", "unsettled", "unsettled", "unsettled", "unsettled", "not_judged"]
        assert found == (settled if row["settled"] == "yes" else unsettled)


def test_every_type_of_rule_is_judged_told_or_read() -> None:
    """Rules that name classes are read together, as `may_take_part`; the cap and what lifts it are one."""
    judged = {*judging.OF_THE_GROUP, *judging.OF_CIRCUMSTANCES, *judging.TERMS, "area", "unanimity"}
    assert set(RULE_CODES) - judged == {"who_counts", "who_counts_as_member", "may_join", "lifted_component_cap"}


# ── The types, in the small rules ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("states", "outcome", "found", "change"),
    [
        ("DE FR NO", "met", "all", None),
        ("DE", "met", "all", None),
        # Whether Ukraine counts is not settled.
        ("DE FR UA", "unsettled", "perhaps UA", Change("leave_out", 1, ("UA",))),
        ("DE FR US", "failed", "not US", Change("leave_out", 1, ("US",))),
        ("DE UA US", "failed", "not US; perhaps UA", Change("leave_out", 2, ("UA", "US"))),
    ],
)
def test_who_may_take_part(book: RuleBook, states: str, outcome: str, found: str, change: Change | None) -> None:
    said = verdict(book, "may_take_part", "TRIO", states)
    assert (said.outcome, said.found, said.change) == (outcome, found, change)
    assert {rule.value for rule in said.rules} == {"member", "associated", "ukraine"}


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ("FR CA", "met"),  # an agreement of its own
        ("FR RS", "met"),  # a candidate
        ("FR GB", "met"),  # a security and defence partnership
        ("FR NO UA", "met"),
        ("FR US", "unsettled"),  # whether it has a partnership is not settled
        ("FR JP", "unsettled"),
    ],
)
def test_who_may_join_common_procurement(book: RuleBook, states: str, outcome: str) -> None:
    said = verdict(book, "may_take_part", "LOAN", states, variant="common_procurement")
    assert said.outcome == outcome
    assert said.evidence == (("eu-gb-2025-partnership",) if "GB" in states else ())


def test_a_partnership_counts_from_its_day(book: RuleBook) -> None:
    days = (date(2025, 5, 18), date(2025, 5, 19))
    said = [verdict(book, "may_take_part", "LOAN", "FR GB", variant="common_procurement", day=day) for day in days]
    assert [each.outcome for each in said] == ["unsettled", "met"]


@pytest.mark.parametrize(
    ("states", "outcome", "found", "change"),
    [
        ("DE FR", "failed", "2: DE, FR", Change("add", 1, ("AT", "HR", "NL", "NO", "PL"))),
        ("DE FR NO", "met", "3: DE, FR, NO", None),
        ("DE FR NL NO", "met", "4: DE, FR, NL, NO", None),
        ("DE FR UA", "unsettled", "2: DE, FR; perhaps UA", Change("add", 1, ("AT", "HR", "NL", "NO", "PL"))),
        ("DE UA", "failed", "1: DE; perhaps UA", Change("add", 2, ("AT", "FR", "HR", "NL", "NO", "PL"))),
        ("US", "failed", "0", Change("add", 3, ("AT", "DE", "FR", "HR", "NL", "NO", "PL"))),
    ],
)
def test_least_number_of_participants(
    book: RuleBook, states: str, outcome: str, found: str, change: Change | None
) -> None:
    said = verdict(book, "minimum_participants", "TRIO", states)
    assert (said.outcome, said.found, said.change) == (outcome, found, change)
    assert said.rules[0].article == "Act TRIO, Art. 4"


def test_least_number_of_member_states(book: RuleBook) -> None:
    said = [verdict(book, "minimum_member_states", "TRIO", states) for states in ("DE NO UA", "DE FR NO", "DE FR HR")]
    assert [each.outcome for each in said] == ["failed", "met", "met"]
    assert said[0].change == Change("add", 1, ("AT", "FR", "HR", "NL", "PL"))
    # Croatia is a member from the year 2013 on.
    days = (date(2012, 12, 31), date(2013, 1, 1))
    said = [verdict(book, "minimum_member_states", "TRIO", "DE HR NO", day=day) for day in days]
    assert [each.outcome for each in said] == ["failed", "met"]


def test_where_there_are_too_few_no_change_adds_them(book: RuleBook) -> None:
    members = way(book, "TRIO")
    many = [replace_value(rule, "9") for rule in members.rules["minimum_member_states"]]
    stricter = replace(members, rules={**members.rules, "minimum_member_states": tuple(many)})
    (said,) = (each for each in judge(Case.of(book, stricter, Asked(frozenset({"DE"}), TODAY))) if each.rule == "minimum_member_states")  # fmt: skip
    assert (said.outcome, said.change) == ("failed", Change("none"))


def replace_value(rule: ParticipationRule, value: str) -> ParticipationRule:
    """The same rule with another value."""
    return rule.model_copy(update={"value": value})


def test_a_loan_is_needed(book: RuleBook) -> None:
    cases = {states: verdict(book, "needs_loan", "LOAN", states, variant="common_procurement") for states in ("DE NL", "DE FR", "DE FR PL", "DE PL")}  # fmt: skip
    assert [each.outcome for each in cases.values()] == ["failed", "met", "met", "met"]
    assert cases["DE NL"].change == Change("add", 1, ("FR", "PL"))
    assert cases["DE FR PL"].evidence == ("safe_allocations/FR", "safe_allocations/PL")
    # Poland has a ceiling, but no plan that is known to be approved.
    assert "approved" in cases["DE PL"].reason
    assert "approved" not in cases["DE FR PL"].reason


def test_one_alone_is_one_alone(book: RuleBook) -> None:
    said = [verdict(book, "maximum_participants", "LOAN", states, variant="single_state_purchase") for states in ("FR", "FR PL")]  # fmt: skip
    assert [each.outcome for each in said] == ["met", "failed"]
    assert said[1].change == Change("leave_out", 1, ("FR", "PL"))


def test_what_others_must_agree_to_is_never_settled(book: RuleBook) -> None:
    said = [verdict(book, "unanimity", "CLUB", states) for states in ("DE FR", "DE FR NO", "DE NO UA")]
    assert [each.outcome for each in said] == ["met", "unsettled", "unsettled"]
    assert said[2].found == "consent for NO, UA"


@pytest.mark.parametrize(
    ("states", "share", "outcome", "change"),
    [
        ("FR DE", 35, "met", None),
        ("FR DE", 36, "failed", Change("lower_share", value="35")),
        ("FR CA", 35, "met", None),
        ("FR CA", 36, "unsettled", Change("lower_share", value="35")),  # if it is Canada's
        ("FR CA", 80, "unsettled", Change("lower_share", value="35")),
        ("FR CA", 81, "failed", Change("lower_share", value="35")),
        ("FR GB", 36, "failed", Change("lower_share", value="35")),  # no agreement lifts it
    ],
)
def test_an_agreement_lifts_the_cap(
    book: RuleBook, states: str, share: float, outcome: str, change: Change | None
) -> None:
    name = "maximum_outside_component_pct"
    said = verdict(book, name, "LOAN", states, variant="common_procurement", share=share)
    assert (said.outcome, said.change) == (outcome, change)
    assert [rule.rule for rule in said.rules] == [name, "lifted_component_cap"]


@pytest.mark.parametrize(
    ("area", "outcome"),
    [
        (None, "not_judged"),
        ("WP-3", "met"),
        ("CDP-1", "met"),  # CDP-1 belongs to RM-6, which belongs to WP-3
        ("WP-1", "failed"),
        ("RM-1", "failed"),
    ],
)
def test_an_instrument_is_for_its_areas(book: RuleBook, area: str | None, outcome: str) -> None:
    assert verdict(book, "area", "PAST", "DE", area=area).outcome == outcome


def test_an_instrument_for_a_part_of_an_area_is_not_surely_for_it(book: RuleBook) -> None:
    past = way(book, "PAST")
    narrow = replace(past, rules={**past.rules, "area": (replace_value(past.rules["area"][0], "RM-6"),)})
    said = [judging.area(Case.of(book, narrow, Asked(frozenset({"DE"}), TODAY, area=area))) for area in ("WP-3", "RM-6", "CDP-1", "WP-1")]  # fmt: skip
    assert [each.outcome for each in said] == ["unsettled", "met", "met", "failed"]
    assert said[3].change == Change("area", value="RM-6")


@pytest.mark.parametrize(
    ("area", "outcome"), [(None, "not_judged"), ("WP-1", "met"), ("WP-3", "failed"), ("CDP-1", "failed")]
)
def test_an_instrument_leaves_areas_out(book: RuleBook, area: str | None, outcome: str) -> None:
    assert verdict(book, "excluded_area", "ALLY", "DE", area=area).outcome == outcome


def test_a_part_that_is_left_out_makes_the_whole_unsettled(book: RuleBook) -> None:
    ally = way(book, "ALLY")
    (rule,) = ally.rules["excluded_area"]
    narrow = replace_value(rule, "RM-6")
    said = judging.excluded_area(narrow, Case.of(book, ally, Asked(frozenset({"DE"}), TODAY, area="WP-3")))
    assert said.outcome == "unsettled"


def test_days_have_the_nearest_day_that_would_do(book: RuleBook) -> None:
    early = verdict(book, "window_start", "TRIO", "DE", day=date(2025, 12, 29))
    late = verdict(book, "window_end", "TRIO", "DE", day=date(2028, 1, 1))  # "2027" lasts to its end
    alone = verdict(book, "single_state_until", "LOAN", "FR", variant="single_state_purchase")
    assert [each.change for each in (early, late, alone)] == [
        Change("date", value="2025-12-30"),
        Change("date", value="2027-12-31"),
        Change("date", value="2026-05-30"),
    ]


def test_an_end_that_is_not_settled_matters_only_after_it_was_last_reported_to_run(book: RuleBook) -> None:
    days = (TODAY, TODAY + timedelta(days=1), date(2031, 1, 1))
    said = [verdict(book, "window_end", "LOAN", "FR", variant="common_procurement", day=day) for day in days]
    assert [each.outcome for each in said] == ["met", "unsettled", "unsettled"]


@pytest.mark.parametrize(
    ("instrument", "day", "outcome"),
    [
        ("TRIO", TODAY, "met"),
        ("TRIO", TODAY + timedelta(days=1), "not_judged"),  # its dates decide
        ("PAST", TODAY, "failed"),
        ("PAST", TODAY - timedelta(days=1), "not_judged"),  # reported closed on a later day
    ],
)
def test_whether_it_runs_is_as_last_reported(book: RuleBook, instrument: str, day: date, outcome: str) -> None:
    assert verdict(book, "runs", instrument, "DE", day=day).outcome == outcome


def test_what_is_not_known_to_run_is_not_settled(bundled: RuleBook) -> None:
    assert verdict(bundled, "runs", "UKRAINE_LOAN_90", "UA").outcome == "unsettled"


def test_terms_are_told_and_decide_nothing(book: RuleBook) -> None:
    ceiling = verdict(book, "state_ceiling", "LOAN", "DE FR PL", variant="common_procurement")
    assert (ceiling.outcome, ceiling.found) == ("not_judged", "FR 100; PL 200")
    assert "No plan known to be approved by that day: Poland." in ceiling.reason
    left = verdict(book, "budget_left", "ALLY", "DE")
    assert left.outcome == "unsettled"
    assert not decides("budget_left")
    assert eligible(judge(Case.of(book, way(book, "ALLY"), Asked(frozenset({"DE"}), TODAY)))) == "yes"


def test_where_no_rule_is_known_nothing_is_assumed(book: RuleBook) -> None:
    verdicts = judge(Case.of(book, way(book, "BARE"), Asked(frozenset({"DE"}), TODAY)))
    assert {each.rule: each.outcome for each in verdicts} == {
        "may_take_part": "unsettled",
        "minimum_participants": "unsettled",
    }
    assert eligible(verdicts) == "unsettled"


def test_a_rule_that_fails_outweighs_one_that_is_not_settled(book: RuleBook) -> None:
    asked = Asked(frozenset({"DE", "UA"}), TODAY)
    verdicts = judge(Case.of(book, way(book, "TRIO"), asked))
    assert {"failed", "unsettled"} <= {each.outcome for each in verdicts}
    assert eligible(verdicts) == "no"
