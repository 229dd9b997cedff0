"""What becomes of the road map of two states after a change: by hand, by the laws of the matter, in words, and what is refused.

Before the change the best plan weighs 128.011 (see test_road_map): 12 tanks, ten of them bought jointly, and 3 lots of shells.

**Joint buys take three members.** Germany and France are two, so that 12 tanks cost 120, their line's expansion 4 and 3 lots of
shells 12: 136. Germany should bear 81.222 and can bear 70 + 8 + 2.389 = 80.389, which weighs 0.1 x 2 x 0.833.

**France leaves.** Germany takes 9 tanks at most, and the 3 lots of shells: 90 + 4 + 12 = 106. Of tanks 12 are needed in the end, so
that 3 are missing in 2030 and 1 in 2029 and in 2028, each for 60 (3 x priority 2 x 10). In 2027 Germany pays half of the 5 tanks of
that year, 25, and of the lot of shells, 2, and can pay 44 with what it kept: of tanks for 2028, at 5 each, and shells, at 2,
3 and one lot, and not 4 and two. One tank more is missing in 2028, for 60, and one lot of shells, for 12. So it weighs
106 + 5 x 60 + 72 = 478.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.planning.road_map.test_road_map import BEST
from tests.analyses.planning.road_map.test_road_map_case import heard
from tests.analyses.planning.small_road import ASKED, TABLES, small_road

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.mending import polished
from phalanx.analyses.planning.optimisation.program import Program
from phalanx.analyses.planning.optimisation.relaxation import Relaxation, Relaxed
from phalanx.analyses.planning.optimisation.solving import Desk
from phalanx.analyses.planning.road_map.case import Heard, understand
from phalanx.analyses.planning.road_map.missed import held_fair
from phalanx.analyses.planning.what_if.asked import WhatIfParameters
from phalanx.analyses.planning.what_if.changed import changed, words
from phalanx.analyses.planning.what_if.compared import Compared, Side
from phalanx.analyses.planning.what_if.question import QUESTION
from phalanx.analyses.planning.what_if.told import findings, more, notes
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

ARRAYS = ("required", "american", "floor", "held", "most", "budget", "loans", "loan_years", "key")
SHELLS, TANKS = 0, 1


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_road(tmp_path_factory.mktemp("what-if")) as made:
        yield made


@pytest.fixture(scope="module")
def without_france(world: World) -> Answer:
    return QUESTION.ask(world, {**ASKED, "leaves": "FR"})


def after(world: World, **given: str) -> Case:
    """The case with the change."""
    asked = WhatIfParameters.model_validate(
        {**ASKED, **{name.rstrip("_").replace("_", "-"): value for name, value in given.items()}}
    )
    return changed(world, asked, understand(world, asked)).case


def same(one: Case, other: Case) -> bool:
    """Whether two cases ask the same; lines and joint buys by their fields."""
    return (
        one.states == other.states
        and one.joint == other.joint
        and all(np.allclose(getattr(one, name), getattr(other, name)) for name in ARRAYS)
        and all(
            np.array_equal(a.output, b.output) and replace(a, output=b.output).__dict__ == b.__dict__
            for a, b in zip(one.lines, other.lines, strict=True)
        )
    )


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_joint_buy_falls_under_a_threshold(world: World) -> None:
    answer = QUESTION.ask(world, {**ASKED, "threshold": "3"})
    weighs = 136 + 0.1 * 2 * (136 * 4300 / 7200 - 80.3888889)
    assert answer.finding("difference").value == pytest.approx(weighs - BEST, abs=0.02)
    assert answer.finding("joint_buys").text == "1 joint buy falls away: tanks by Germany and France."
    assert answer.finding("orders").text == "Every state orders as much of every item as before."
    assert answer.finding("covered_from").text == "Every item is covered from the same year on as before."
    assert answer.table("joint_buys").to_dicts() == [
        {"joint_buy": "jb-tanks", "item": "tanks", "before": ["DE", "FR"], "after": []}
    ]


def test_a_state_leaves(without_france: Answer) -> None:
    rows = {row["measure"]: row for row in without_france.table("difference").to_dicts()}
    assert rows["objective"]["after"] == pytest.approx(478, abs=0.01)
    assert rows["cost"]["after"] == 106
    assert (rows["budgets"]["before"], rows["budgets"]["after"]) == (300, 200)
    assert without_france.finding("proof").value is True
    assert (
        "weighs EUR 350 million more: what is missing EUR 372 million more and what it costs EUR 22 million less."
        in (without_france.finding("difference").text)
    )
    assert without_france.finding("covered_from").text == (
        "Covered later: shells (2029 instead of 2028); covered no longer by the end of 2030: tanks."
    )
    tanks = without_france.table("coverage").filter(item="tanks")
    assert tanks["before"].to_list() == [5, 0, 0, 0, 0]
    assert tanks["after"].to_list() == [5, 0, 2, 1, 3]
    orders = {(row["item"], row["state"]): row["after"] for row in without_france.table("orders").to_dicts()}
    assert orders == {("shells", "DE"): 30, ("shells", "FR"): 0, ("tanks", "DE"): 9, ("tanks", "FR"): 0}


def test_the_united_states_two_years_earlier(world: World) -> None:
    """Half is left from 2026 on and nothing from 2028 on; fair shares stay."""
    case = after(world, us_earlier="2")
    assert case.american.tolist() == [[0, 0, 0, 0, 0], [2, 2, 0, 0, 0]]
    assert case.need.tolist() == [[0, 3, 3, 3, 3], [8, 8, 12, 12, 12]]
    assert np.array_equal(case.key, heard(world).case.key)


def test_a_line_makes_more(world: World) -> None:
    """Three times 20 shells a year, of which half is free: 3 lots; and three times 40 at most, 6 lots more than that."""
    line = after(world, line="fr-shells:3").lines[1]
    assert (line.output.tolist(), line.most_growth) == ([3] * 5, 6)
    assert after(world, line="fr-shells:0").lines[1].output.sum() == 0


def test_what_is_said_of_one_state_goes_before_what_is_said_of_all(world: World) -> None:
    case = after(world, budget="all:-50;FR:25")
    assert case.budget.tolist() == [[20] * 5, [25] * 5]


# ── The laws of the matter ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_cut_is_what_a_table_with_less_money_says(world: World) -> None:
    """A fifth less of 40 and 20 is 32 and 16: 92 and 56 for equipment, with 60 and 40 committed."""
    less = {"DE": "92", "FR": "56"}
    rows = [{**row, "equipment_eur_m": less[row["state"]]} for row in TABLES["budgets"]]
    assert same(after(world, budget="all:-20"), heard(world, tables={"budgets": rows}).case)


def test_who_leaves_is_in_no_table(world: World) -> None:
    tables = {
        kind: [row for row in TABLES[kind] if row["state"] != "FR"] for kind in ("targets", "holdings", "budgets")
    }
    joint = [{**row, "members": row["members"].replace("FR;", "").replace(";FR", "")} for row in TABLES["joint_buys"]]
    theirs = heard(world, tables={**tables, "joint_buys": [row for row in joint if ";" in row["members"]]}).case
    assert same(after(world, leaves="FR"), theirs)


def test_to_change_nothing_makes_no_difference(world: World) -> None:
    answer = QUESTION.ask(world, {**ASKED, "budget": "DE:0"})
    assert answer.finding("difference").value == 0
    assert answer.finding("proof").value is False
    assert "within what the proofs leave open" in answer.finding("proof").text
    assert answer.finding("joint_buys").text == "The same joint buys come about, with the same members."
    assert [chart.name for chart in answer.charts] == ["uncovered", "coverage"]
    assert answer.charts[0].title == "In no year more or less is uncovered than before"


@pytest.mark.parametrize("orders", [False, True])
def test_where_the_last_plan_leads_nowhere_one_is_found_anew(world: World, orders: bool) -> None:
    """A desk that finds no plan near the last one, or one without any orders: the better one and the better bound are taken."""
    case = heard(world).case

    class Lazy(Desk):
        def _again(
            self, relaxation: Relaxation, program: Program, values: Floats, relaxed: Relaxed
        ) -> tuple[Relaxed, Floats | None]:
            nothing = polished(program, np.zeros(program.columns.count))
            return replace(relaxed, bound=1.0), nothing if orders else None

    desk = Lazy()
    desk.solve(case)
    found = desk.solve_again(case)
    assert found.weighed.total == pytest.approx(BEST, rel=0.005)
    assert found.gap < 0.01


def test_a_plan_that_is_unfair_after_the_change_is_refused(world: World) -> None:
    """France, which has much less money than Germany, is to bear as much."""
    case = heard(world).case
    unfair = replace(Desk().solve(case), case=case.but(fairness=1.0, key=np.array([0.5, 0.5])))
    with pytest.raises(BadInput, match="Fairness of 1 does not hold after the change: it is missed by France in cash"):
        held_fair(unfair, "after the change")


@pytest.mark.parametrize(("fairness", "budget"), [("0.93", "all:-80"), ("1", "DE:-80")])
def test_what_can_be_fair_is_fair_though_it_covers_less(world: World, fairness: str, budget: str) -> None:
    """Cuts after which it would weigh less to miss fairness by some hundred thousand euros."""
    answer = QUESTION.ask(world, {**ASKED, "fairness": fairness, "budget": budget})
    assert answer.finding("fairness").text == "After the change no state misses fairness."


def test_without_any_money_nothing_is_bought(world: World) -> None:
    answer = QUESTION.ask(world, {**ASKED, "budget": "all:-100"})
    assert answer.table("orders")["after"].sum() == 0


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_change_in_words(world: World) -> None:
    asked = WhatIfParameters.model_validate({
        **ASKED, "budget": "DE:-20,all:5", "leaves": "FR", "us-earlier": "1", "line": "us-shells:0.5", "threshold": "4",
    })  # fmt: skip
    assert words(asked, heard(world).case) == (
        "every other budget is 5 % larger, the budget of Germany is 20 % smaller, France leaves, the United States leave 1 year "
        "earlier, the output of Shells of Scranton is 0.5 times as large and joint buys take 4 members at least"
    )


def test_differences_in_words() -> None:
    assert [more(value) for value in (3210, -12, 0.2)] == ["EUR 3.2 billion more", "EUR 12 million less", "as much"]


def test_every_sentence_has_its_evidence(world: World, without_france: Answer) -> None:
    known = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    for finding in without_france.findings:
        assert finding.text.endswith("."), finding.text
        assert finding.evidence, finding.name
        assert set(finding.evidence) <= known, finding.name
    assert without_france.finding("illustrative").value == 100
    assert any(note.startswith("After the change: jb-tanks is left out") for note in without_france.notes)


def test_charts_say_the_finding(without_france: Answer) -> None:
    """Of 12 tanks needed 3 more are missing in 2030, worth 30 of 140 at list price: 21 %."""
    drawn = {chart.name: chart for chart in without_france.charts}
    assert list(drawn) == ["uncovered", "coverage", "orders"]
    assert drawn["uncovered"].title == "In 2030 21 % of what is needed is uncovered instead of 0 %"
    assert drawn["orders"].title == "France orders 5 fewer tanks, the largest difference"
    for name, look in (("uncovered", "dashed and hollow"), ("coverage", "hollow"), ("orders", "hatched")):
        assert drawn[name].subtitle.endswith(f"After: France leaves; {look}: rests on illustrative inputs")
        assert ("-hatched" if look == "hatched" else '"filled": false') in json.dumps(drawn[name].vega_lite)


def test_a_search_that_was_stopped_says_so(world: World) -> None:
    asked = WhatIfParameters.model_validate({**ASKED, "threshold": "3"})
    base = understand(world, asked)
    desk = Desk()
    solved = desk.solve(base.case)
    stopped = replace(solved, stopped=True, seconds=7.0)
    told = Compared(Side(base, solved), Side(base, stopped), "something happens")
    proof = next(finding for finding in findings(told, asked) if finding.name == "proof")
    assert proof.text.endswith("The search for the plan after was stopped after 7 seconds.")
    assert any(note.startswith("The search was stopped before its end") for note in notes(told))


def test_in_every_format(without_france: Answer) -> None:
    for name in ("text", "json", "csv", "html"):
        assert FORMATS[name].render(without_france, None, None)


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def refused(world: World, **given: str) -> BadInput:
    with pytest.raises(BadInput) as told:
        after(world, **given)
    return told.value


def test_without_a_change_the_united_states_leave_two_years_earlier(world: World) -> None:
    unasked, asked = after(world), after(world, us_earlier="2")
    assert np.array_equal(unasked.american, asked.american)
    assert not np.array_equal(unasked.american, after(world, budget="FR:-5").american)


def test_all_that_is_not_known_is_refused_together(world: World) -> None:
    error = refused(world, budget="DX:-5", leaves="PL", line="de-tank:2", from_="2028", us_exit="none", us_earlier="1")
    assert error.found.startswith(
        "--budget names DX, not known here; --leaves names PL, not known here; --line names de-tank"
    )
    assert "the United States stay, so that they cannot leave earlier" in error.found
    assert "states with targets and a budget (DE, FR); lines of what is needed" in error.expected
    assert "for DX DE" in error.remedy
    assert "for de-tank de-tanks" in error.remedy


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"leaves": "DE;FR"}, "All states leave"),
        ({"leaves": "DE", "budget": "DE:5"}, "DE would leave, and has another budget"),
        ({"budget": "DE:5;DE:6"}, "--budget names DE more than once"),
    ],
    ids=str,
)
def test_changes_that_contradict_each_other(world: World, given: dict[str, str], found: str) -> None:
    assert found in refused(world, **given).found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"budget": "DE"}, "a name and a number with ':' between them, such as PL:-20"),
        ({"budget": "DE:-101"}, "a number from -100 to 1000"),
        ({"line": "de-tanks:many"}, "a number such as"),
        ({"threshold": "2"}, "a number from 3 to 30"),
        ({"us-earlier": "0"}, "a number from 1 to 14"),
    ],
    ids=str,
)
def test_values_that_are_none(given: dict[str, str], expected: str) -> None:
    with pytest.raises(BadInput, match="expected") as told:
        QUESTION.read({**ASKED, **given})
    assert expected in told.value.found


def test_what_was_understood_is_what_is_compared(world: World) -> None:
    """The case before knows nothing of the change."""
    asked = WhatIfParameters.model_validate({**ASKED, "leaves": "FR"})
    base: Heard = understand(world, asked)
    assert same(base.case, heard(world).case)
