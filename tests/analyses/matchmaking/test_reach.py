"""What is open to a group by its composition is what the rules say of it, state by state."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from tests.analyses.matchmaking import plainly
from tests.analyses.matchmaking.small_rules import STATES, TODAY

from phalanx.analyses.matchmaking.reach import Reach, reach
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.rules import Asked, Case, eligible, judge

WORTH = {"TRIO": 1.0, "LOAN": 1.0, "CLUB": 0.5, "PAST": 1.0}
OUTCOMES = {"yes": 1, "unsettled": 0, "no": -1}


@pytest.fixture(scope="module")
def open_to(book: RuleBook) -> Reach:
    return reach(book, STATES, 4, day=TODAY, area=None, worth=WORTH, besides=("ALLY", "BARE"))


def test_an_instrument_that_ended_is_not_looked_at(open_to: Reach) -> None:
    assert open_to.instruments == ("TRIO", "LOAN", "CLUB", "ALLY", "BARE")
    assert open_to.worth.tolist() == [1.0, 1.0, 0.5, 0.0, 0.0]


def test_every_group_as_the_rules_judge_it(book: RuleBook, open_to: Reach) -> None:
    """All groups of one to four of the twelve states, under each way: the best way counts."""
    for size in range(1, 5):
        for group in combinations(range(len(STATES)), size):
            composition = int(open_to.code[list(group)].sum())
            asked = Asked(frozenset(STATES[state] for state in group), TODAY)
            for place, instrument in enumerate(open_to.instruments):
                verdicts = [judge(Case.of(book, way, asked)) for way in book.ways if way.instrument == instrument]
                expected = max(OUTCOMES[eligible(each)] for each in verdicts)
                assert open_to.outcome[place, composition] == expected, (instrument, asked.group)


def test_by_composition_as_by_mask(open_to: Reach) -> None:
    groups = list(plainly.groups(len(STATES), 1, 4))
    masks = np.array([sum(1 << state for state in group) for group in groups], dtype=np.uint64)
    codes = [int(open_to.code[list(group)].sum()) for group in groups]
    assert (plainly.outcomes(open_to, masks) == open_to.outcome[:, codes]).all()


def test_states_that_no_rule_tells_apart_have_one_code(open_to: Reach) -> None:
    """Austria, Croatia, Germany and the Netherlands are members without a loan; Germany and others are allies as well."""
    code = dict(zip(STATES, open_to.code.tolist(), strict=True))
    assert code["DE"] == code["HR"] == code["NL"]
    assert code["FR"] == code["PL"] != code["DE"]
    assert code["AT"] != code["DE"]
    assert len(open_to.outcome[0]) < 2 ** len(STATES)


def test_worth_is_shared_among_what_runs(open_to: Reach) -> None:
    """France and Poland: LOAN and CLUB of TRIO, LOAN and CLUB; the others count nothing."""
    pair = int(open_to.code[[STATES.index("FR"), STATES.index("PL")]].sum())
    assert open_to.share[pair] == pytest.approx(1.5 / 2.5)
    assert open_to.open_to(pair)[:2] == ("LOAN", "CLUB")


def test_an_area_closes_what_is_not_for_it(book: RuleBook) -> None:
    """ALLY is for everything but ammunition."""
    named = reach(book, STATES, 3, day=TODAY, area="WP-3", worth=WORTH, besides=("ALLY",))
    assert "ALLY" not in named.instruments


@pytest.mark.parametrize("area", ["WP-1", "RM-8"])
def test_adding_an_eligible_state_never_closes_an_instrument(bundled: RuleBook, area: str) -> None:
    """Unless a rule says so: none of those on joint purchases has a largest number of states.

    Eligible is who may take part as a full participant and needs nobody's consent.
    """
    states = tuple(sorted(bundled.in_class("member", bundled.ways[0], TODAY) | {"CH", "GB", "NO", "UA"}))
    named = reach(bundled, states, 4, day=TODAY, area=area, worth={"SAFE": 1, "EDIP": 1, "EDF": 1, "PESCO": 1})
    members = [states.index(state) for state in states if state not in ("CH", "GB", "MT", "NO", "UA")]
    for group in plainly.groups(len(states), 2, 3):
        before = named.outcome[:, int(named.code[list(group)].sum())]
        for state in members:
            if state not in group:
                after = named.outcome[:, int(named.code[[*group, state]].sum())]
                assert (after >= before).all(), [states[each] for each in (*group, state)]
