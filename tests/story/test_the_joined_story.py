"""One story: a made-up pact comes in as one row of a CSV, and `whats-new` names everything that it changes, with evidence.

The pact of five states on battle tanks and military mobility is in force. Each promise is held against the question itself,
asked of the registry before the import and after it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import phalanx
from phalanx.answer import Answer
from phalanx.registry.seed import edition
from phalanx.surfaces.cli import main
from phalanx.world.sources import sources_of

PACT = "de-lt-nl-pl-pt-2026-made-up-pact"
PARTIES = {"DE", "LT", "NL", "PL", "PT"}
ROW = f"""\
id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,summary,source_url,source_grade,\
confidence,note
{PACT},Made-up pact on battle tanks and military mobility,DE;LT;NL;PL;PT,2026-11-20,in_force,cooperation_agreement,\
agreement,state,comprehensive,land;logistics;military_mobility;procurement,none,The five buy battle tanks together and let \
each other's forces pass within three working days.,https://example.org/pact,A,verified,Made up for this test.
"""
YEARS = {"to": 2032}
"""A shorter plan than by default, which is found in a fifth of the time."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Story:
    """The registry before and after the import, and what `whats-new` told of it."""

    before: Path
    after: Path
    told: dict[str, Any]

    def ask(self, question: str, **parameters: Any) -> tuple[Answer, Answer]:
        """The same question of both."""
        answers = []
        for path in (self.before, self.after):
            with phalanx.open_registry(str(path)) as opened:
                answers.append(phalanx.ask(question, opened, **parameters))
        return answers[0], answers[1]

    def finding(self, name: str) -> dict[str, Any]:
        """A finding that has the pact among its evidence."""
        found: dict[str, Any] = next(each for each in self.told["findings"] if each["name"] == name)
        assert PACT in found["evidence"], name
        return found

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table, each of which names the pact as its reason."""
        found: list[dict[str, Any]] = self.told["tables"][table]
        assert found, table
        assert all(PACT in row["because"] for row in found), table
        return found


@pytest.fixture(scope="module")
def story(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    after, told = folder / "after.sqlite", folder / "news.json"
    after.write_bytes(bundled.read_bytes())
    row = folder / "pact.csv"
    row.write_text(ROW, encoding="utf-8")
    command(after, "facts", "import", row, "--by", "tester", "--why", "a new pact")
    asked = ("ask", "whats-new", "--since", edition(), "--consequences", "--plan-to", YEARS["to"])
    command(after, *asked, "--format", "json", "-o", told)
    return Story(bundled, after, json.loads(told.read_text(encoding="utf-8")))


def command(registry: Path, *arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--registry", str(registry), *map(str, arguments)])
    assert not ended.value.code


def test_it_is_named_as_what_is_new(story: Story) -> None:
    assert [row["record"] for row in story.told["tables"]["learned"] if row["what"] == "new record"].count(PACT) == 1
    assert story.finding("learned_records")["evidence"] == [PACT]
    assert story.finding("consequences")["value"] == 1


def test_its_parties_become_stronger_hubs(story: Story) -> None:
    assert story.finding("hubs_changed")["value"] == len(PARTIES)
    before, after = (
        dict(answer.table("states").select("state", "strength").iter_rows()) for answer in story.ask("hubs")
    )
    rows = story.rows("changed_hubs")
    assert {row["state"] for row in rows} == PARTIES
    for row in rows:
        assert (row["strength_before"], row["strength_after"]) == (before[row["state"]], after[row["state"]])
        assert row["strength_after"] > row["strength_before"]
        assert row["agreements_after"] == row["agreements_before"] + 1
    assert {state for state in after if after[state] != before.get(state)} == PARTIES


def test_it_closes_a_gap(story: Story) -> None:
    def needs(answer: Answer) -> set[tuple[str, str]]:
        return set(answer.table("needs").select("need", "who").iter_rows())

    before, after = story.ask("gaps")
    closed = {(row["gap"], row["who"]) for row in story.rows("closed_gaps")}
    assert closed == needs(before) - needs(after)
    assert ("exercises without supply or status", "Germany – Portugal") in closed
    assert story.finding("gaps_closed")["value"] == len(closed)
    assert story.told["tables"]["opened_gaps"] == []
    assert needs(after) <= needs(before)

    areas = {row["area"]: (row["agreements_before"], row["agreements_after"]) for row in story.rows("covered_areas")}
    counts = [dict(answer.table("areas").select("area", "agreements").iter_rows()) for answer in (before, after)]
    assert areas == {area: (counts[0][area], now) for area, now in counts[1].items() if now != counts[0][area]}
    assert {"RM-8", "WP-5"} <= areas.keys()


def test_it_brings_constellations_nearer(story: Story) -> None:
    before, after = story.ask("constellations", area="RM-8", top=200)
    ranks = [{tuple(row["group"]): row for row in answer.table().to_dicts()} for answer in (before, after)]
    rows = story.rows("opened_constellations")
    assert story.finding("constellations_opened")["value"] == len(rows)
    for row in rows:
        group = tuple(row["group"])
        assert row["area"] == "RM-8"
        assert len(PARTIES & set(group)) >= 2
        assert (row["rank_after"], row["score_after"]) == (ranks[1][group]["rank"], ranks[1][group]["score"])
        was = ranks[0].get(group)
        assert (row["rank_before"], row["score_before"]) == ((was["rank"], was["score"]) if was else (None, None))
        assert was is None or row["score_after"] > row["score_before"]
    assert {"now leads", "newly proposed"} & {row["what"] for row in rows}


def test_it_tells_which_instruments_its_parties_may_use(story: Story) -> None:
    _, after = story.ask("eligibility", states=";".join(sorted(PARTIES)))
    open_ = set(
        after.table("instruments").filter(pl.col("eligible") == "yes").select("instrument", "variant").iter_rows()
    )
    told = [row for row in story.told["tables"]["instruments"] if row["after"] == "open"]
    assert {(row["instrument"], row["variant"]) for row in told} == open_
    assert {row["agreement"] for row in told} == {PACT}
    assert {"SAFE", "EDIP"} <= {row["instrument"] for row in told}
    assert all(row["rules"] for row in told)
    assert "pr-edip-procurement-participants" in story.finding("instruments_usable")["evidence"]


def test_it_opens_a_joint_buy_and_the_road_map_is_solved_again(story: Story) -> None:
    before, after = story.ask("road-map", **YEARS)
    rows = story.rows("road_map_changes")
    (buy,) = [row for row in rows if row["what"] == "joint buy" and not row["before"]]
    assert buy["item"] == "battle_tanks"
    assert set(buy["states"]) <= PARTIES
    assert len(buy["states"]) >= 2

    # Asked directly, the road map buys by the pact after the import and could not before.
    for answer, bought in ((before, False), (after, True)):
        joint = answer.table("plan").filter(pl.col("joint_buy") == buy["joint_buy"])
        assert (joint.height > 0) is bought
    assert PACT in after.finding("joint_share").evidence

    # The plan that is told costs less than the one before it; both lie within what the proofs of the direct ones leave.
    cost = rows[0]
    assert (cost["what"], cost["unit"]) == ("cost", "million EUR")
    assert cost["after"] < cost["before"]
    finding = story.finding("road_map_changed")
    assert finding["value"] == pytest.approx(cost["after"] - cost["before"], abs=1e-3)
    assert finding["assumptions"]
    for answer, told in ((before, cost["before"]), (after, cost["after"])):
        assert told == pytest.approx(float(str(answer.finding("cost").value)), rel=0.02)


def test_it_switches_on_a_corridor(story: Story) -> None:
    before, after = story.ask("movement")  # a brigade from Rotterdam to Kaunas, under the rules of today
    hours = [float(str(answer.finding("last_arrival").value)) for answer in (before, after)]
    moved = {row["id"]: row for row in story.rows("movement_changes")}
    told = moved["example-rotterdam-kaunas"]
    assert [told["hours_before"], told["hours_after"]] == hours
    assert hours[1] < hours[0] / 4
    assert PACT in after.finding("last_arrival").evidence
    assert PACT not in before.finding("last_arrival").evidence

    borders = {(row["from"], row["into"]): row for row in story.rows("corridor_changes")}
    assert {state for pair in borders for state in pair} <= PARTIES
    assert borders["DE", "PL"]["hours_after"] == 72
    assert {row["stands"] for row in borders.values()} == {"in force"}
    assert "effect-corridor" in story.finding("corridors_changed")["evidence"]

    permits = [answer.table("movements") for answer in story.ask("permits", movements="example-rotterdam-kaunas")]
    today = [each.filter(pl.col("rules") == "rules of today")["hours"].item() for each in permits]
    assert today == hours


def test_evidence_is_there_to_be_looked_up_and_rules_are_marked(story: Story) -> None:
    with phalanx.open_registry(str(story.after)) as opened:
        world = phalanx.World.of(opened)
    assert world.table("agreement_effects")["illustrative"].all()
    names = {name for finding in story.told["findings"][9:] for name in finding["evidence"]}
    assert set(sources_of(world, names)) == names
    assert story.told["charts"][0]["name"] == "before_and_after"
    assert any("illustrative rule" in note for note in story.told["notes"])


def test_a_day_later_it_is_no_news_any_more(story: Story) -> None:
    # The World of the day after tomorrow learned nothing since, and no question has to be asked twice.
    later = date.fromisoformat(edition()) + timedelta(days=3650)
    with phalanx.open_registry(str(story.after)) as opened:
        told = phalanx.ask("whats-new", opened, valid_on=later, since=str(later), consequences=True)
    assert told.finding("consequences").value == 0
    assert "changed_hubs" not in told.tables
