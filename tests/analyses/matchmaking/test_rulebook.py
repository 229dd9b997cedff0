"""The rule book: who is what on a day, and masks of groups that agree with the rules one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.analyses.matchmaking.small_rules import STATES, TODAY, small_files, small_rules

from phalanx.analyses.matchmaking.masks import FAILED, MET, UNSETTLED, Groups, Minimums, Outcomes, bits
from phalanx.analyses.matchmaking.rulebook import RuleBook, Way
from phalanx.analyses.matchmaking.rules import Asked, Case, Outcome, judge_group
from phalanx.errors import BadInput
from phalanx.registry.records.participation_rules import CLASS_CODES
from phalanx.world import World

TWELVE = ("CA", "DE", "FR", "GB", "HU", "MT", "NO", "PL", "RS", "TR", "UA", "US")
"""Of the bundled facts: members with and without a loan and in and out of PESCO, and others of every class."""
RANK: dict[Outcome, int] = {"met": MET, "not_judged": MET, "unsettled": UNSETTLED, "failed": FAILED}


def way(book: RuleBook, instrument: str, variant: str | None = None) -> Way:
    return next(each for each in book.ways if (each.instrument, each.variant) == (instrument, variant))


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_way_has_its_own_rules_and_those_of_every_way(book: RuleBook) -> None:
    assert [(each.instrument, each.variant) for each in book.ways] == [
        ("TRIO", None),
        ("LOAN", "common_procurement"),
        ("LOAN", "single_state_purchase"),
        ("CLUB", None),
        ("PAST", None),
        ("ALLY", None),
        ("BARE", None),
    ]
    common, alone = way(book, "LOAN", "common_procurement"), way(book, "LOAN", "single_state_purchase")
    assert [rule.value for rule in common.rules["minimum_participants"]] == ["2"]
    assert [rule.value for rule in alone.rules["minimum_participants"]] == ["1"]
    assert common.rules["window_start"] == alone.rules["window_start"]
    assert "single_state_until" not in common.rules
    assert "may_join" not in alone.rules
    assert way(book, "BARE").rules == {}
    assert (common.name, common.spoken) == ("LOAN, common procurement", "LOAN (common procurement)")


@pytest.mark.parametrize(
    ("name", "instrument", "states"),
    [
        ("member", "TRIO", "AT DE FR HR NL PL"),
        ("associated", "TRIO", "NO"),
        ("partner_with_agreement", "LOAN", "CA"),
        ("named", "CLUB", "AT DE FR HR NL PL"),
        ("named", "LOAN", "NO UA"),  # EU stands for the class of members
        ("eea_efta", "TRIO", "NO"),
        ("ukraine", "TRIO", "UA"),
        ("candidate", "TRIO", "RS UA"),
        ("security_partner", "TRIO", "GB"),
        ("ally", "TRIO", "CA DE FR GB HR NL NO PL US"),
        ("third_country", "TRIO", "CA GB NO RS UA US"),
    ],
)
def test_who_is_what(book: RuleBook, name: str, instrument: str, states: str) -> None:
    in_class = book.in_class(name, book.ways[[each.instrument for each in book.ways].index(instrument)], TODAY)
    assert in_class & set(STATES) == set(states.split())


def test_every_class_of_the_facts_has_its_states(book: RuleBook) -> None:
    assert all(isinstance(book.in_class(name, book.ways[0], TODAY), frozenset) for name in CLASS_CODES)


def test_a_year_of_accession_counts_from_its_first_day(bundled: RuleBook) -> None:
    """Six members in 1958, fifteen by 1995 without the United Kingdom, 27 today: Croatia came in 2013, Finland to NATO in 2023."""

    def number(name: str, day: date) -> int:
        return len(bundled.in_class(name, bundled.ways[0], day))

    assert [number("member", date(year, 12, 31)) for year in (1958, 1995, 2012, 2013, 2026)] == [6, 14, 26, 27, 27]
    assert [number("member", day) for day in (date(2012, 12, 31), date(2013, 1, 1))] == [26, 27]
    assert [number("ally", day) for day in (date(2022, 12, 31), date(2023, 1, 1), TODAY)] == [30, 31, 32]


def test_nineteen_borrow_under_safe(bundled: RuleBook) -> None:
    stands = bundled.standing(way(bundled, "SAFE", "common_procurement"), TODAY)
    assert len(stands.borrowers.sure) == 19
    assert not stands.borrowers.sure & {"DE", "NL", "AT", "IE", "LU", "MT", "SE", "SI"}  # 27 less 8
    assert len(stands.participants.sure) == 27 + 3 + 1  # members, EEA-EFTA, Ukraine
    assert {"CA", "GB", "IS", "TR", "MD", "XK"} <= stands.admitted.sure
    assert "US" in stands.admitted.perhaps - stands.admitted.sure


def test_classes_lie_within_each_other(bundled: RuleBook, book: RuleBook) -> None:
    for each_book in (bundled, book):
        for each in each_book.ways:
            stands = each_book.standing(each, TODAY)
            nested = (stands.borrowers, stands.members, stands.participants, stands.admitted)
            for inner, outer in pairwise(nested):
                assert inner.sure <= outer.sure, each.name
                assert inner.perhaps <= outer.perhaps, each.name
                assert inner.sure <= inner.perhaps, each.name


def test_what_is_reported_holds_on_the_later_of_two_days(small: World) -> None:
    """Facts known in September tell of the present, whichever day of the past or the near future is asked about."""
    days = (date(2024, 1, 1), date(2026, 12, 24))
    worlds = [replace(small, valid_on=day, _tables={}) for day in days]
    assert [RuleBook.of(each).reported for each in worlds] == [TODAY, date(2026, 12, 24)]


def test_an_instrument_that_has_not_begun_is_not_in_the_book(bundled_world: World) -> None:
    early = replace(bundled_world, valid_on=date(2025, 12, 29), _tables={})
    assert "EDIP" in RuleBook.of(bundled_world).instruments
    assert "EDIP" not in RuleBook.of(early).instruments


def test_without_instruments_there_is_no_book(small_world: World) -> None:
    with pytest.raises(BadInput, match="holds no instrument"):
        RuleBook.of(small_world)


def test_areas_belong_to_those_above(book: RuleBook) -> None:
    assert book.line_of("CDP-1") == ("CDP-1", "RM-6", "WP-3")
    assert book.line_of("WP-1") == ("WP-1",)


# ── Masks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def groups_of(states: Sequence[str], most: int) -> list[frozenset[str]]:
    """Every group of 1 to `most` of the states."""
    sizes = (combinations(states, size) for size in range(1, most + 1))
    return [frozenset(group) for group in chain.from_iterable(sizes)]


def masks_of(minimums: Minimums, groups: Iterable[frozenset[str]]) -> Groups:
    return np.array([minimums.mask(sorted(group)) for group in groups], dtype=np.uint64)


def one_by_one(book: RuleBook, own: Way, groups: Iterable[frozenset[str]], share: float | None) -> Outcomes:
    """The worst outcome of the functions for each group."""
    standing = book.standing(own, TODAY)
    cases = (Case(book, own, Asked(group, TODAY, share), standing) for group in groups)
    return np.array([min(RANK[each.outcome] for each in judge_group(case)) for case in cases], dtype=np.int8)


@pytest.mark.parametrize("share", [None, 0, 35, 36, 80, 81])
def test_masks_agree_with_the_functions_on_every_group(book: RuleBook, share: float | None) -> None:
    """1,585 groups of one to five of twelve states, under every way of taking part of the small rules."""
    groups = groups_of(STATES, 5)
    assert len(groups) == 12 + 66 + 220 + 495 + 792
    seen = set()
    for own in book.ways:
        minimums = book.minimums(own, TODAY, STATES, share)
        found = minimums.judge(masks_of(minimums, groups))
        np.testing.assert_array_equal(found, one_by_one(book, own, groups, share), own.name)
        seen |= set(found.tolist())
    assert seen == {MET, UNSETTLED, FAILED}


def test_masks_agree_with_the_functions_on_the_bundled_facts(bundled: RuleBook) -> None:
    """The same under every way of taking part there is, for groups of twelve states of every class."""
    groups = groups_of(TWELVE, 5)
    for own in bundled.ways:
        minimums = bundled.minimums(own, TODAY, TWELVE, 50)
        np.testing.assert_array_equal(
            minimums.judge(masks_of(minimums, groups)), one_by_one(bundled, own, groups, 50), own.name
        )


def test_a_requirement_counts_those_who_surely_and_those_who_perhaps_are_of_a_kind(book: RuleBook) -> None:
    minimums = book.minimums(way(book, "TRIO"), TODAY, STATES)
    wanted = {each.rule: each for each in minimums.requirements}
    three = wanted["minimum_participants"]
    assert (three.least, three.settled) == (3, True)
    assert [state for state, sure in zip(STATES, three.sure, strict=True) if sure] == ["AT", "DE", "FR", "HR", "NL", "NO", "PL"]  # fmt: skip
    assert [state for state, both in zip(STATES, three.perhaps, strict=True) if both] == ["AT", "DE", "FR", "HR", "NL", "NO", "PL", "UA"]  # fmt: skip
    groups = np.array([minimums.mask(group) for group in (["DE", "FR"], ["DE", "FR", "UA"], ["DE", "FR", "NO"])])
    assert three.judge(groups).tolist() == [FAILED, UNSETTLED, MET]


def test_a_mask_has_a_bit_for_each_state(book: RuleBook) -> None:
    minimums = book.minimums(way(book, "TRIO"), TODAY, ("DE", "FR", "PL"))
    assert minimums.mask(["PL", "DE", "DE"]) == 0b101
    assert bits(np.array([True, False, True])) == 0b101
    with pytest.raises(ValueError, match="not in tuple"):
        minimums.mask(["UA"])


def test_sixty_four_states_fit(bundled: RuleBook) -> None:
    """The highest bit counts like any other."""
    states = (*sorted(bundled.in_class("third_country", bundled.ways[0], TODAY))[:63], "PL")
    minimums = bundled.minimums(way(bundled, "CARD"), TODAY, states)
    both = np.array([minimums.mask(["PL"]), minimums.mask([states[0]])], dtype=np.uint64)
    assert minimums.judge(both).tolist() == [MET, FAILED]


# ── What a rule book says does not hang on names ─────────────────────────────────────────────────────────────────────


def test_renaming_states_changes_nothing(book: RuleBook, tmp_path: Path) -> None:
    """Every state is called by another's code – Ukraine apart, which rules call by its name – and so is every group."""
    others = [state for state in STATES if state != "UA"]
    called = {"UA": "UA", **dict(zip(others, [*others[1:], others[0]], strict=True))}

    def renamed(text: str) -> str:
        return ";".join(sorted(called.get(code, code) for code in text.split(";"))) if text else text

    files = small_files()
    columns = {"iso2", "eligible_states", "associated_states", "states"}
    swapped = {
        kind: [{name: renamed(cell) if name in columns else cell for name, cell in row.items()} for row in rows]
        for kind, rows in files.items()
    }
    with small_rules(tmp_path, swapped) as world:
        other = replace(RuleBook.of(world), partners={called["GB"]: book.partners["GB"]})
    groups = groups_of(STATES, 3)
    for own, theirs in zip(book.ways, other.ways, strict=True):
        for group in groups:
            asked = Asked(group, TODAY, 50)
            mine = judge_group(Case.of(book, own, asked))
            again = judge_group(Case.of(other, theirs, replace(asked, group=frozenset(map(called.get, group)))))  # type: ignore[arg-type]
            assert [(each.rule, each.outcome) for each in mine] == [(each.rule, each.outcome) for each in again]
