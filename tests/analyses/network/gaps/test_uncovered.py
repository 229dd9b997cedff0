"""Needs that no agreement covers, counted by hand on the small world with a few facts more."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.network.gaps.uncovered import (
    NO_PACT,
    NO_PROMISE,
    UNION_ALONE,
    UNSUPPORTED,
    Needs,
    find_needs,
    frontline_states,
    untold_note,
)
from phalanx.errors import BadFacts
from phalanx.world import World
from phalanx.world.agreements import Selection, select

SOURCED = "https://example.org/made,B,verified"
BORDERS = f"a,b,length_km,since,source_url,source_grade,confidence,note\nBY,PL,400,,{SOURCED},\nPL,RU,200,,{SOURCED},\nRU,UA,2000,,{SOURCED},\nDE,FR,400,,{SOURCED},\nBY,RU,1000,,{SOURCED},\nCN,RU,4000,,{SOURCED},\n"
UKRAINE = "UA,Ukraine,,,no,no,no,yes,no,no,38,180,50,30,no,Kyiv,50.4,30.5,https://example.org/states,A,verified,,\n"
GROUPINGS = f"{FILES['groupings.csv']}eastern-flank-group,Eastern Flank,regional,2025,PL;SE,Speak as one,exercises,https://example.org/flank,A,verified\n"
AREAS = (
    "id,name,source_framework,parent_id,domain,summary,source_url,source_grade,confidence\n"
    f"WP-3,Ammunition and missiles,EU White Paper Readiness 2030,,joint,Shells.,{SOURCED}\n"
    f"RM-9,Coalition: maritime,Defence Readiness Roadmap 2030 (capability coalition),,maritime,Ships.,{SOURCED}\n"
    f"CDP-05,Underwater warfare,EDA CDP 2023,RM-9,maritime,Mines.,{SOURCED}\n"
    f"CDP-21,CBRN defence,EDA CDP 2023,,joint,Protection.,{SOURCED}\n"
    f"NATO-10,Overall growth,NATO capability targets 2025 (public description),,joint,More.,{SOURCED}\n"
)
WORDS = (
    "area_id,word,found_in,source_url,source_grade,confidence,note\n"
    f"WP-3,ammunition,domains,{SOURCED},\nRM-9,maritime,domains,{SOURCED},\nCDP-05,baltic_letter,text,{SOURCED},\n"
    f"CDP-21,cbrn,text,{SOURCED},\n"
)
FURTHER = {
    "borders": BORDERS,
    "states": FILES["states.csv"] + UKRAINE,
    "groupings": GROUPINGS,
    "capability_areas": AREAS,
    "area_words": WORDS,
}
COLUMNS = FILES["agreements.csv"].splitlines()[0]


def agreement(name: str, parties: str, domains: str, clause: str = "none", status: str = "signed") -> str:
    return (
        f"{name},{name},{parties},2025-02,{status},,cooperation_agreement,agreement,state,operational,{domains},{clause},,,"
        f"https://example.org/{name},B,Paper,2025-02,verified,\n"
    )


def world_of(folder: Path, *rows: str, **files: str) -> World:
    with make_registry(folder, agreements=FILES["agreements.csv"] + "".join(rows), **(FURTHER | files)) as registry:
        return World.of(registry, VALID_ON)


def needs_of(world: World, state: str | None = None, **chosen: str) -> Needs:
    return find_needs(world, select(world, Selection(**chosen)), state)  # type: ignore[arg-type]


def whose(needs: Needs, need: str) -> list[str]:
    return needs.of(need)["who"].to_list()


def test_pairs_that_exercise_without_support(tmp_path: Path) -> None:
    """The pact on exercises binds four by now: six pairs. A logistics agreement of Germany and Poland leaves five.

    An agreement of France and Sweden on training puts them first. One on status of forces between Germany and France that
    is only announced helps nobody; one of Poland, Sweden and Ukraine on mobility helps Poland and Sweden.
    """
    world = world_of(
        tmp_path,
        agreement("de-pl-logistics", "DE;PL", "logistics"),
        agreement("fr-se-training", "FR;SE", "training"),
        agreement("de-fr-status", "DE;FR", "personnel", status="announced"),
        agreement("pl-se-ua-movement", "PL;SE;UA", "military_mobility"),
    )
    found = needs_of(world)
    assert whose(found, UNSUPPORTED) == [
        "France – Sweden",
        "Germany – France",
        "Germany – Sweden",
        "France – Poland",
    ]
    first = found.of(UNSUPPORTED).row(0, named=True)
    assert first["text"] == "2 agreements on exercises, training or units, 1 of the two alone"
    # The agreement of the two alone comes first; the row of Sweden's joining is no agreement of its own.
    assert first["evidence"] == ["fr-se-training", "de-fr-pl-2021-pact"]
    assert first["nato"] == 2
    assert whose(needs_of(world, "PL"), UNSUPPORTED) == ["France – Poland"]


def test_frontline_states_are_those_of_borders_and_of_the_flank(tmp_path: Path) -> None:
    """Poland and Ukraine border Russia or Belarus, Sweden belongs to the group; of China the registry holds no facts."""
    assert frontline_states(world_of(tmp_path)) == {
        "PL": "Borders Russia or Belarus",
        "SE": "Belongs to the Eastern Flank group",
        "UA": "Borders Russia or Belarus",
    }


def test_frontline_states_without_a_promise(tmp_path: Path) -> None:
    """The small world promises help between Germany and France alone, so none of the three has any of two; Ukraine is in
    neither NATO nor the EU.
    """
    found = needs_of(world_of(tmp_path))
    assert whose(found, NO_PROMISE) == ["Ukraine"]
    assert whose(found, UNION_ALONE) == ["Poland", "Sweden"]
    assert found.of(NO_PROMISE)["evidence"].to_list() == [["states/UA"]]
    assert "only NATO and the EU stand behind it" in found.of(UNION_ALONE)["text"][0]


def test_a_promise_of_two_covers_and_one_of_many_is_told(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        agreement("de-ua-promise", "DE;UA", "industry", "assistance"),
        agreement("fr-pl-ua-promise", "FR;PL;UA", "industry", "assistance"),
        agreement("fr-se-consult", "FR;SE", "industry", "consultation"),
    )
    found = needs_of(world)
    assert whose(found, NO_PROMISE) == []
    assert whose(found, UNION_ALONE) == ["Poland", "Sweden"]
    poland = found.of(UNION_ALONE).row(0, named=True)
    assert poland["text"].endswith("1 promise of several, which may be meant for another")
    assert poland["evidence"] == ["states/PL", "fr-pl-ua-promise"]


def test_areas_are_covered_by_domains_and_words_of_their_parts(tmp_path: Path) -> None:
    """The contract of 2024 is on ammunition. The letter of 2022 is maritime, and the words of its title stand for the
    part; nothing names CBRN; of overall growth nothing can be told.
    """
    world = world_of(tmp_path)
    found = needs_of(world)
    told = {row["area"]: (row["agreements"], row["states"], row["evidence"]) for row in found.areas.to_dicts()}
    letter = (1, 2, ["pl-se-2022-letter"])
    assert told == {"CDP-21": (0, 0, []), "CDP-05": letter, "RM-9": letter, "WP-3": (1, 2, ["de-se-2024-contract"])}
    assert whose(found, NO_PACT) == ["CBRN defence (EDA CDP 2023)"]
    assert found.untold == ("NATO-10",)
    assert untold_note(found) == (
        "Of 1 capability areas nothing can be told, as no domain and no word stands for them: NATO-10.",
    )


@pytest.mark.parametrize(
    ("title", "covered"),
    [("CBRN school", True), ("A cbrn-training site", False), ("Two CBRNs", True), ("Cbrnx", False)],
)
def test_a_word_counts_whole_in_whatever_case_and_number(tmp_path: Path, title: str, covered: bool) -> None:
    row = agreement("de-ua-school", "DE;UA", "industry").replace(
        "de-ua-school,de-ua-school", f"de-ua-school,{title}", 1
    )
    assert (whose(needs_of(world_of(tmp_path, row)), NO_PACT) == []) is covered


def test_a_selection_of_nothing_has_no_pairs_and_all_other_needs(tmp_path: Path) -> None:
    found = needs_of(world_of(tmp_path), first="2090")
    assert whose(found, UNSUPPORTED) == []
    assert len(whose(found, NO_PACT)) == 4
    assert whose(found, NO_PROMISE) == ["Ukraine"]


def test_without_the_facts_there_is_nothing_to_say(small_world: World) -> None:
    found = needs_of(small_world)
    assert found.areas.height == 0
    assert found.untold == ()
    assert untold_note(found) == ()
    assert not found.of(NO_PROMISE).height + found.of(UNION_ALONE).height + found.of(NO_PACT).height


def test_a_domain_that_is_none_is_refused(tmp_path: Path) -> None:
    words = WORDS.replace("WP-3,ammunition", "WP-3,shells")
    with pytest.raises(BadFacts) as bad:
        world_of(tmp_path, area_words=words)
    (problem,) = bad.value.problems
    assert "shells, which is no domain" in str(problem)


def test_bundled_needs_are_true_to_the_table_of_agreements(bundled_world: World) -> None:
    """By plain loops: of the pairs told, every two meet under a standing agreement and none supports them."""
    needs = needs_of(bundled_world)
    frame = select(bundled_world, Selection())
    joinings = set(bundled_world.table("party_periods")["accession"])
    standing = [row for row in frame.to_dicts() if row["life"] in ("signed", "in_force") and row["id"] not in joinings]
    pairs = needs.of(UNSUPPORTED)["states"].to_list()
    assert len(pairs) > 20
    for a, b in pairs:
        theirs = [set(row["domains"] or ()) for row in standing if {a, b} <= set(row["parties_now"])]
        assert any(domains & {"exercises", "training", "integrated_units"} for domains in theirs)
        assert not any(domains & {"logistics", "personnel", "military_mobility"} for domains in theirs)
    promised = {
        party
        for row in standing
        if row["mutual_defence"] == "assistance" and len(row["parties_now"]) == 2
        for party in row["parties_now"]
    }
    exposed = {
        state
        for states in needs.table.filter(needs.table["need"].is_in([NO_PROMISE, UNION_ALONE]))["states"]
        for state in states
    }
    assert exposed == frontline_states(bundled_world).keys() - promised
    assert exposed >= {"EE", "LV", "LT", "GE"}
