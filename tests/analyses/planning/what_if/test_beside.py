"""Several changes of one road map side by side: each as if asked alone, ranked, with what the proofs leave open; and what is refused.

The two states of test_what_if: without a change the best plan weighs 128.011, with joint buys of three members 136 and a little
for what is unfair, and without France 478.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import altair as alt
import polars as pl
import pytest
from tests.analyses.planning.road_map.test_road_map import BEST
from tests.analyses.planning.small_road import ASKED, small_road
from tests.everywhere.test_questions import without_names

from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.road_map.case import understand
from phalanx.analyses.planning.what_if.asked import MOST_BESIDE, WhatIfParameters
from phalanx.analyses.planning.what_if.beside.sides import Scenario, ranked, scenarios
from phalanx.analyses.planning.what_if.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

THREE = ["leaves=FR", "Larger groups: threshold=3", "us-earlier=1 budget=DE:10"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_road(tmp_path_factory.mktemp("beside")) as made:
        yield made


@pytest.fixture(scope="module")
def answer(world: World) -> Answer:
    return QUESTION.ask(world, {**ASKED, "beside": THREE})


def asked(**given: Any) -> WhatIfParameters:
    return WhatIfParameters.model_validate({**ASKED, **given})


def test_each_change_is_what_it_is_when_asked_alone(world: World, answer: Answer) -> None:
    rows = {row["scenario"]: row for row in answer.table("scenarios").to_dicts()}
    for name, given in (
        ("without France", {"leaves": "FR"}),
        ("Larger groups", {"threshold": "3"}),
        ("budget of DE +10 %, US 1 year …", {"us-earlier": "1", "budget": "DE:10"}),
    ):
        alone = {row["measure"]: row for row in QUESTION.ask(world, {**ASKED, **given}).table("difference").to_dicts()}
        assert rows[name]["objective"] == alone["objective"]["after"]
        assert rows[name]["bound"] == alone["bound: no plan weighs less"]["after"]
        assert rows[name]["more"] == alone["objective"]["change"]


def test_by_hand_and_from_worst_to_best(answer: Answer) -> None:
    rows = answer.table("scenarios").to_dicts()
    assert rows[0]["scenario"] == "without France"
    assert rows[0]["objective"] == pytest.approx(478, abs=0.01)
    assert [row["more"] for row in rows] == sorted((row["more"] for row in rows), reverse=True)
    assert rows[0]["more"] == pytest.approx(478 - BEST, abs=0.02)
    assert answer.finding("ranking").value == rows[0]["more"]
    assert answer.finding("ranking").text.startswith(
        "From worst to best, the plan weighs EUR 350 million more with “without France”"
    )


def test_a_column_a_plan(answer: Answer) -> None:
    table = answer.tables["side_by_side"]
    assert table.frame.columns == ["measure", "unit", "no_change", "scenario_1", "scenario_2", "scenario_3"]
    assert list(table.labels.values()) == [
        "no change",
        "without France",
        "Larger groups",
        "budget of DE +10 %, US 1 year …",
    ]
    rows = {row["measure"]: row for row in table.frame.to_dicts()}
    assert rows["objective"]["no_change"] == pytest.approx(BEST, abs=0.02)
    assert (rows["budgets"]["no_change"], rows["budgets"]["scenario_1"]) == (300, 200)
    assert rows["joint buys"]["scenario_2"] == 0
    # 3 of 12 tanks, 30 of 140 at list price, are missing at the end of 2030 without France
    assert rows["uncovered at the end of 2030"]["scenario_1"] == pytest.approx(100 * 30 / 140, abs=0.01)
    assert answer.finding("uncovered_2030").value == pytest.approx(100 * 30 / 140, abs=0.01)


def test_who_orders_more_and_less(answer: Answer) -> None:
    """Without France Germany takes 9 tanks at most; what it took before stands in the column without a change."""
    rows = {row["state"]: row for row in answer.table("buyers").to_dicts()}
    assert rows["FR"]["scenario_1"] == pytest.approx(-rows["FR"]["no_change"])
    assert rows["DE"]["no_change"] + rows["DE"]["scenario_1"] == pytest.approx(9 * 10 + 3 * 4)


def test_items_that_come_later_or_never(answer: Answer) -> None:
    rows = {row["item"]: row for row in answer.table("covered_from").to_dicts()}
    assert rows["tanks"]["no_change"] is not None
    assert rows["tanks"]["scenario_1"] is None
    assert rows["shells"]["scenario_1"] == "2029"
    assert "tanks (not by 2030)" in answer.finding("scenario_1").text
    assert "1 joint buy falls away" in answer.finding("scenario_2").text


def test_the_first_change_stands_beside_the_others(world: World) -> None:
    found = QUESTION.ask(world, {**ASKED, "leaves": "FR", "beside": "threshold=3|us-earlier=1"})
    assert list(found.tables["side_by_side"].labels.values())[1:] == [
        "without France",
        "joint buys from 3",
        "US 1 year earlier",
    ]


def test_the_order_of_changes_makes_no_difference(world: World, answer: Answer) -> None:
    other = QUESTION.ask(world, {**ASKED, "beside": THREE[::-1]})
    assert other.table("scenarios").equals(answer.table("scenarios"))


def test_every_plan_keeps_every_limit(world: World) -> None:
    given = asked(beside=THREE)
    found = scenarios(world, given, understand(world, given))
    for side in (found[0].before, *(each.after for each in found)):
        assert not check(side.heard.case, side.solved.plan)
        assert side.solved.bound <= side.solved.weighed.total


def test_ranks_that_the_proofs_leave_open_are_told(world: World) -> None:
    """Two changes of nothing: no proof can tell them apart, nor from no change."""
    found = QUESTION.ask(world, {**ASKED, "beside": ["One: budget=DE:0", "Two: budget=FR:0"]})
    proof = found.finding("proof")
    assert proof.value is False
    assert "leave open which is worse of “One” and “Two”, and do not tell “One” and “Two” from no change" in proof.text
    assert found.finding("scenario_1").text.endswith("nothing of the plan changes.")
    assert [chart.name for chart in found.charts] == ["uncovered", "weights"]
    assert found.charts[0].title == "None of the changes leaves more uncovered in 2030 than 0 %"


def test_charts_are_valid_and_say_the_finding(answer: Answer) -> None:
    drawn = {chart.name: chart for chart in answer.charts}
    assert list(drawn) == ["uncovered", "weights", "buyers"]
    assert (
        drawn["uncovered"].title == "In 2030 21 % of what is needed is uncovered with “without France” instead of 0 %"
    )
    for chart in drawn.values():
        assert chart.subtitle.endswith("rests on illustrative inputs")
        alt.Chart.from_dict(json.loads(json.dumps(without_names(chart.vega_lite))))


def test_in_every_format(answer: Answer) -> None:
    for name in ("text", "json", "csv", "xlsx", "html"):
        assert FORMATS[name].render(answer, None, None)


def test_sentences_end_and_rest_on_records(answer: Answer) -> None:
    for finding in answer.findings:
        assert finding.text.endswith("."), finding.text
        assert finding.evidence, finding.name
    assert all(note.endswith(".") for note in answer.notes)


def test_ranked_is_stable_and_surely_worse_is_one_sided(world: World) -> None:
    given = asked(beside=THREE)
    found = scenarios(world, given, understand(world, given))
    worst, *others = ranked(found)
    assert isinstance(worst, Scenario)
    assert all(worst.surely_worse(other) and not other.surely_worse(worst) for other in others)


def test_what_was_asked_can_be_asked_again(answer: Answer) -> None:
    """The parameters an answer names are those that lead to it."""
    said = {name: value for name, value in answer.parameters.items() if value is not None}
    assert WhatIfParameters.model_validate(said).apart == asked(beside=THREE).apart
    assert answer.parameters["beside"][1] == "Larger groups: threshold=3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("leaves", "changes with = and a value, such as 'Squeeze: budget=all:-20 us-earlier=2'"),
        (
            "lives=HU",
            "one of the changes budget, leaves, us-earlier, line and threshold; 'lives' in 'lives=HU' is none",
        ),
        ("budget=PL", "a name and a number with ':' between them, such as PL:-20, for budget in 'budget=PL'"),
        ("A: us-earlier=99", "a number from 1 to 14, for us-earlier in 'A: us-earlier=99'"),
        ("leaves=HU leaves=SK", "each change once in 'leaves=HU leaves=SK'; leaves stands twice"),
        (f"{'x' * 40}: leaves=HU", "a name of at most 32 letters; shorten"),
        ("|".join(f"leaves={code}" for code in ("AT", "BE", "BG", "CY", "CZ", "DE", "DK")), f"at most {MOST_BESIDE}"),
    ],
)
def test_what_is_no_change_is_told(text: str, expected: str) -> None:
    with pytest.raises(BadInput) as told:
        QUESTION.read({**ASKED, "beside": text})
    assert expected in told.value.found


def test_all_that_cannot_be_changed_is_told_with_the_name_of_the_change(world: World) -> None:
    with pytest.raises(BadInput) as told:
        QUESTION.ask(world, {**ASKED, "beside": ["leaves=PL", "Cut: budget=DX:-5", "leaves=PL"]})
    assert "More than one change is called “without Poland”" in told.value.found
    assert "In “without Poland”: --leaves names PL, not known here" in told.value.found
    assert "In “Cut”: --budget names DX, not known here" in told.value.found
    assert "Other: leaves=HU" in told.value.remedy


def test_tables_have_a_row_for_all(answer: Answer) -> None:
    for table in answer.tables.values():
        assert isinstance(table.frame, pl.DataFrame)
        assert table.frame.height
        assert set(table.labels) <= set(table.frame.columns), table.title
