"""overlaps on a world one can score by hand, on selections of little or nothing, and on the bundled facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest
from tests.analyses.network.overlapping import JOINED, ROWS, overlapping

from phalanx.analyses.network.overlaps.families import families
from phalanx.analyses.network.overlaps.pair_scores import score_pairs
from phalanx.analyses.network.overlaps.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return overlapping(tmp_path)


def listed(answer: Answer) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["a"], row["b"]): row for row in answer.table("overlaps").to_dicts()}


def told(answer: Answer) -> str:
    return json.dumps(json.loads(FORMATS["json"].render(answer, None, None)))


def test_three_pairs_overlap_and_each_in_its_own_way(world: World) -> None:
    """The parts add at most: words 0.35, domains 0.2, arms 0.2, parties 0.15, time 0.1, ending 0.1; see `overlapping`.

    Letter and contract share all that is no kind of text ("on Caesar guns"), domains, arms, parties; the letter ended on
    the day of the contract: 0.35 + 0.2 + 0.2 + 0.15 + 0.1 + 0.1 is more than 1 and counts as 1.
    Agreement and memorandum on the range share words, domain and parties: 0.35 + 0.2 + 0.15 + 0.1.
    Of the two plans all but the parties are alike; these are DE FR PL and, since it joined, SE, against DE FR: one half.
    """
    found = listed(QUESTION.ask(world))
    assert {pair: (row["score"], row["label"]) for pair, row in found.items()} == {
        ("fr-pl-2020-letter", "fr-pl-2021-contract"): (1.0, "superseding"),
        ("pl-se-2024-agreement", "pl-se-2024-memo"): (0.8, "redundant"),
        ("de-fr-pl-2023-plan", "de-fr-2023-plan"): (0.725, "complementary"),
    }
    first = found["fr-pl-2020-letter", "fr-pl-2021-contract"]
    adds = {name: value for name, value in first.items() if name.startswith("adds_") and value}
    assert adds == {
        "adds_words": 0.35, "adds_domains": 0.2, "adds_matter": 0.2, "adds_parties": 0.15, "adds_time": 0.1,
        "adds_replaced": 0.1,
    }  # fmt: skip
    assert first["parties"] == ["FR", "PL"]
    assert first["matter"] == ["howitzers"]
    assert first["shared_domains"] == ["land", "procurement"]


def test_reasons_are_words_made_from_the_parts(world: World) -> None:
    found = listed(QUESTION.ask(world))
    assert found["fr-pl-2020-letter", "fr-pl-2021-contract"]["reason"] == (
        "Same two parties; both on howitzers; the letter of intent of 2020-03-01 ended on 2021-05-10, when the contract of "
        "2021-05-10 was signed."
    )
    assert found["pl-se-2024-agreement", "pl-se-2024-memo"]["reason"].endswith(
        "the memorandum of 2024-05-11 says over again what the agreement of 2024-02-01 said."
    )
    assert found["de-fr-pl-2023-plan", "de-fr-2023-plan"]["reason"].startswith(
        "Both parties of the later are in the earlier as well;"
    )


def test_arms_that_differ_part_two_purchases(world: World) -> None:
    """Guns and Leopards of the same two states: domains 0.2, parties 0.15, time 0.1, arms -0.2, and no word."""
    pairs = listed(QUESTION.ask(world, {"least": 0.2}))
    assert pairs["fr-pl-2021-contract", "fr-pl-2022-tanks"]["score"] == 0.25
    # The letter had ended a year before the Leopards, and they do not carry it on: no overlap, whatever the cut.
    everything = listed(QUESTION.ask(world, {"least": 0}))
    assert ("fr-pl-2020-letter", "fr-pl-2022-tanks") not in everything


def test_guns_are_bought_side_by_side(world: World) -> None:
    """Caesar for two states and Archer for two others, sixteen months apart; the letter no longer stands."""
    [row] = QUESTION.ask(world).table("parallel").to_dicts()
    assert row["matter"] == "howitzers"
    assert row["area"] == "WP-2"
    assert row["agreements"] == ["de-se-2022-archer", "fr-pl-2021-contract"]
    assert row["states"] == ["DE", "FR", "PL", "SE"]
    assert row["value_eur_m"] == 150
    assert row["others"] == []
    assert row["reason"].startswith(
        "Howitzers: Germany and Sweden (2022); France and Poland (2021); no state in common."
    )


def test_findings_count_what_the_tables_list(world: World) -> None:
    answer = QUESTION.ask(world)
    assert {name: answer.finding(name).value for name in ("overlaps", "superseding", "redundant", "complementary")} == {
        "overlaps": 3, "superseding": 1, "redundant": 1, "complementary": 1,
    }  # fmt: skip
    # Seven stand: nine without the letter, which ended, and the joining. All but Leopards and Archer are in a pair.
    share = answer.finding("standing_share")
    assert share.value == pytest.approx(100 * 5 / 7, abs=0.05)
    assert "de-se-2022-archer" not in share.evidence
    assert answer.finding("without_an_end").value == 0
    # One pair each between three groups of parties: the first by code leads.
    assert answer.finding("most_crowded").value == "DE;FR"
    assert answer.finding("longest_family").evidence == ("fr-pl-2020-letter", "fr-pl-2021-contract")
    assert answer.finding("parallel").value == 1
    assert answer.finding("uncertain").value == 0


def test_a_replaced_text_without_an_end_is_reported(tmp_path: Path) -> None:
    open_ended = (ROWS[0].replace("superseded,2021-05-10", "signed,"), *ROWS[1:])
    answer = QUESTION.ask(overlapping(tmp_path, open_ended))
    [pair] = [row for row in answer.table().to_dicts() if row["a"] == "fr-pl-2020-letter"]
    assert pair["label"] == "superseding"  # a letter of intent, then the contract it was for
    assert answer.finding("without_an_end").evidence == ("fr-pl-2020-letter",)


def test_a_row_that_records_a_joining_is_no_agreement_of_its_own(tmp_path: Path) -> None:
    names = {name for pair in listed(QUESTION.ask(overlapping(tmp_path), {"least": 0})) for name in pair}
    assert "de-fr-pl-se-2025-join" not in names
    header_only = JOINED.partition("\n")[0] + "\n"
    (tmp_path / "other").mkdir()
    names = {
        name for pair in listed(QUESTION.ask(overlapping(tmp_path / "other", joined=header_only))) for name in pair
    }
    assert "de-fr-pl-se-2025-join" in names


def test_a_selection_hides_pairs_and_changes_no_score(world: World) -> None:
    whole = listed(QUESTION.ask(world))
    recent = listed(QUESTION.ask(world, {"from": "2024"}))
    assert recent == {pair: row for pair, row in whole.items() if pair == ("pl-se-2024-agreement", "pl-se-2024-memo")}
    swedish = listed(QUESTION.ask(world, {"state": "SE"}))
    assert swedish == recent
    redundant = QUESTION.ask(world, {"label": "redundant"})
    assert listed(redundant) == recent
    assert [name for name in ("superseding", "redundant") if name in {f.name for f in redundant.findings}] == [
        "redundant"
    ]


def test_the_table_is_no_longer_than_asked_and_says_so(world: World) -> None:
    answer = QUESTION.ask(world, {"top": 1})
    assert answer.table().height == 1
    assert answer.finding("overlaps").value == 3
    assert any("lists the 1 pairs with the highest score of 3" in note for note in answer.notes)


@pytest.mark.parametrize(
    "given", [{"from": "2030"}, {"state": "ES"}, {"to": "2020-12-31"}, {"least": 1, "state": "SE"}]
)
def test_nothing_left_is_an_answer(world: World, given: dict[str, Any]) -> None:
    """No agreement, no pair of a state, one agreement alone, a cut that nothing reaches."""
    answer = QUESTION.ask(world, given)
    assert answer.table().height == 0
    assert answer.finding("overlaps").value == 0
    assert answer.finding("most_crowded").value is None
    assert all(finding.text.endswith(".") and finding.unit for finding in answer.findings)
    assert "NaN" not in told(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"least": 2}, "a number from 0 to 1"),
        ({"label": "double"}, "superseding"),
        ({"state": "UK"}, "did you mean GB"),
        ({"top": 0}, "--top"),
        ({"scope": "weimar-four"}, "There is no scope"),
    ],
)
def test_refuses_what_cannot_be_asked(world: World, given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        QUESTION.ask(world, given)


def test_a_registry_without_the_rules_says_what_is_missing(small_world: World) -> None:
    with pytest.raises(BadInput, match="does not say how overlaps are scored") as bad:
        QUESTION.ask(small_world)
    assert "phalanx facts update" in str(bad.value)


def test_names_of_states_change_nothing(tmp_path: Path) -> None:
    """France and Sweden exchanged throughout, ids and order of records left as they are."""
    (tmp_path / "swapped").mkdir()
    swap = {"FR;PL": "PL;SE", "DE;SE": "DE;FR", "DE;FR;PL": "DE;PL;SE", "DE;FR": "DE;SE", "PL;SE": "FR;PL"}
    rows = []
    for row in ROWS:
        cells = row.split(",")
        rows.append(",".join([*cells[:2], swap.get(cells[2], cells[2]), *cells[3:]]))
    joined = JOINED.replace(",SE,", ",FR,")
    swapped = listed(QUESTION.ask(overlapping(tmp_path / "swapped", tuple(rows), joined)))
    plain = listed(QUESTION.ask(overlapping(tmp_path)))
    assert {pair: row["score"] for pair, row in swapped.items()} == {pair: row["score"] for pair, row in plain.items()}
    assert {pair: row["label"] for pair, row in swapped.items()} == {pair: row["label"] for pair, row in plain.items()}


def test_families_are_the_connected_parts_of_what_supersedes(bundled_world: World) -> None:
    overlaps = score_pairs(bundled_world)
    superseding = overlaps.pairs.filter((pl.col("label") == "superseding") & (pl.col("score") >= 0.5))
    graph = nx.Graph(list(superseding.select("earlier", "later").iter_rows()))
    ids = overlaps.frame["id"].to_list()
    expected = {frozenset(ids[place] for place in part) for part in nx.connected_components(graph)}
    table = families(overlaps, superseding)
    assert {frozenset(group["agreement"]) for _, group in table.group_by("family")} == expected
    sizes = table.unique("family", keep="first", maintain_order=True)["size"].to_list()
    assert sizes == sorted(sizes, reverse=True)


def test_the_bundled_facts_are_answered_whole_and_the_same_again(bundled_world: World) -> None:
    answer = QUESTION.ask(bundled_world)
    assert told(answer) == told(QUESTION.ask(bundled_world))
    assert "NaN" not in told(answer)
    assert [chart.name for chart in answer.charts] == ["board", "families", "parallel"]
    found = listed(answer)
    # What the notes of these records say of each other.
    assert found["multi-2014-jef-loi", "multi-2018-jef-comprehensive-mou"]["label"] == "superseding"
    assert found["de-ee-lv-2023-iris-t-purchase", "ee-lv-2023-iris-t-framework"]["label"] == "redundant"
    assert found["dk-se-2016-enhanced-defence-mou", "dk-se-2024-defence-soi"]["label"] == "complementary"
    ids = set(bundled_world.table("agreements")["id"])
    assert all(set(finding.evidence) <= ids for finding in answer.findings)


def test_an_earlier_world_knows_no_later_successor(bundled_world: World) -> None:
    """At the end of 2015 the letter on the expeditionary force of 2014 had not been followed by the memorandum of 2018."""
    earlier = World(
        bundled_world.valid_on.replace(year=2015, month=12, day=31),
        bundled_world.known_at,
        bundled_world.journal_head,
        bundled_world.entries,
    )
    answer = QUESTION.ask(earlier)
    assert 0 < answer.table().height < QUESTION.ask(bundled_world).table().height
    assert not [row for row in answer.table().to_dicts() if row["signed_b"] >= "2016"]
