"""coverage, counted by hand in the small world and by pandas on the bundled facts."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pandas as pd
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.curation.coverage import QUESTION
from phalanx.intake.filing import file_facts
from phalanx.registry.records import KINDS
from phalanx.registry.store import Registry
from phalanx.world import World


def test_counts_grades_and_confidence(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    # 8 agreements, 1 joining, 4 states, 2 groupings, 3 scopes, 1 turning point.
    assert answer.finding("records").value == 19
    grades = dict(answer.table("by_grade").select("grade", "records").iter_rows())
    # A: the treaty of 2019, 4 states, a grouping, the turning point. B: three agreements, the joining, 3 scopes.
    # C: contract, treaty of 2025, declaration, the other grouping. D: the letter.
    assert grades == {"A": 7, "B": 7, "C": 4, "D": 1}
    assert answer.finding("share_ab").value == 73.7  # 14 of 19
    # Inferred: the letter, the treaty of 2025, a grouping.
    assert dict(answer.table("by_confidence").select("confidence", "records").iter_rows()) == {
        "partial": 3,
        "verified": 16,
    }
    assert answer.finding("verified").value == 84.2  # 16 of 19


def test_tells_each_kind(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    assert next(iter(answer.tables)) == "by_kind"
    first = answer.table().row(0, named=True)
    assert first == {
        "kind": "agreements",
        "records": 8,
        "A": 1,
        "B": 3,
        "C": 3,
        "D": 1,
        "E": 0,
        "share_ab_pct": 50.0,
        "verified_pct": 75.0,
        "partial": 2,
    }
    assert answer.table()["records"].sum() == 19
    # Half of the agreements and half of the groupings rest on A or B: level, so the larger kind is named.
    assert answer.finding("weakest_kind").value == "agreements"


def test_tells_the_age_of_sources_where_they_are_dated(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    # Of the agreements all but the letter and the declaration: 2015, 2019, 2021, 2023, 2024, 2025.
    assert answer.finding("source_date_known").value == 6
    assert "in 2023 or later" in answer.finding("source_date_known").text
    assert answer.table("by_age").row(0) == ("unknown", 13, 68.4)
    assert answer.table("by_age")["source_year"].to_list()[1:3] == ["2025", "2024"]


def test_tells_states_and_years(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    states = {row["state"]: row for row in answer.table("by_state").to_dicts()}
    # Germany: treaty A, pact B, accession B, contract C, declaration C. Sweden's letter is D and partial.
    assert (states["DE"]["agreements"], states["DE"]["share_ab_pct"], states["DE"]["verified_pct"]) == (5, 60.0, 100.0)
    assert (states["SE"]["share_ab_pct"], states["SE"]["verified_pct"]) == (60.0, 80.0)
    years = {row["year"]: row for row in answer.table("by_year").to_dicts()}
    assert (years[2022]["D"], years[2025]["C"], years[2025]["verified_pct"]) == (1, 2, 50.0)
    assert answer.table("by_year")["agreements"].sum() == 8


def test_names_fields_that_are_mostly_empty(small_world: World) -> None:
    fields = {
        (row["kind"], row["field"]): row["filled_pct"]
        for row in QUESTION.ask(small_world).table("empty_fields").to_dicts()
    }
    assert fields["agreements", "ended"] == 12.5  # the research arrangement alone
    assert fields["agreements", "domains"] == 87.5  # all but the declaration
    assert ("agreements", "title") not in fields


def test_ranks_what_needs_a_better_source(small_world: World) -> None:
    needs = QUESTION.ask(small_world).table("needs")
    # D before C; among the two of C, the treaty with its clause before the grouping without one.
    assert needs.select("record", "place").rows() == [
        ("pl-se-2022-letter", 1),
        ("fr-pl-2025-treaty", 2),
        ("baltic-sea", 3),
    ]
    assert needs["reason"][1] == "source of grade C, partly inferred, clause of consultation"


def test_every_need_says_which_field_wants_what(small_world: World, bundled_world: World) -> None:
    """The letter rests on a page of grade D and is partial, with a note; the treaty is partial alone."""
    needs = {row["record"]: row for row in QUESTION.ask(small_world).table("needs").iter_rows(named=True)}
    assert needs["pl-se-2022-letter"]["to_do"].startswith("source_url: a page of grade A or B that says the same; ")
    assert "source_url" not in needs["fr-pl-2025-treaty"]["to_do"]
    for row in QUESTION.ask(bundled_world).table("needs").iter_rows(named=True):
        fields = {step.split(":")[0] for step in row["to_do"].split("; ")}
        expected = {"source_url"} if row["grade"] in "DE" else set()
        if row["confidence"] == "partial":
            expected |= {"confidence"} if row["note"] else {"note", "confidence"}
        assert fields == expected, row


def test_every_empty_field_names_a_record_to_begin_with_and_what_would_fill_it(bundled_world: World) -> None:
    for row in QUESTION.ask(bundled_world).table("empty_fields").iter_rows(named=True):
        assert (row["first_empty"] is None) == (row["filled"] == row["records"]), row
        assert row["meaning"].endswith("."), row
    [ended] = [
        row
        for row in QUESTION.ask(bundled_world).table("empty_fields").to_dicts()
        if row["field"] == "ended" and row["kind"] == "agreements"
    ]
    assert bundled_world.table("agreements").filter(id=ended["first_empty"])["ended"].to_list() == [None]


def test_a_tie_that_nothing_else_vouches_for_comes_first(tmp_path: Path) -> None:
    rows = "".join(
        f"{name},Letter,{parties},2024,signed,,statement_of_intent,letter_of_intent,state,other,,none,,{value},"
        "https://example.org/more,D,,,partial,\n"
        for name, parties, value in (
            ("a-known-pair", "DE;FR", "900"),  # others vouch for this pair
            ("b-new-pair", "DE;ES", ""),
            ("c-new-triple", "ES;FR;PL", ""),  # two pairs nobody else has
        )
    )
    with make_registry(tmp_path, agreements=FILES["agreements.csv"] + rows) as registry:
        needs = QUESTION.ask(World.of(registry, VALID_ON)).table("needs")
    assert needs["record"].to_list()[:4] == ["c-new-triple", "b-new-pair", "a-known-pair", "pl-se-2022-letter"]
    assert needs["reason"][0] == "source of grade D, partly inferred, alone vouches for 2 ties, 3 parties"
    assert needs["reason"][2] == "source of grade D, partly inferred, EUR 900 million"


def test_counts_fields_on_which_sources_disagree(small_registry: Registry, tmp_path: Path) -> None:
    header = "record,field,value,source_url,source_grade\n"
    said = (
        "pl-se-2022-letter,signed,2022-06-01,https://example.org/second,C\n"
        "pl-se-2022-letter,status,signed,https://example.org/second,C\n"  # agrees
        "de-fr-2019-treaty,note,Article 5.,https://example.org/second,C\n"  # a remark on a source, not a fact
    )
    (tmp_path / "said.csv").write_text(header + said, encoding="utf-8")
    file_facts(small_registry, tmp_path / "said.csv", who="the tests", why="a second source")
    answer = QUESTION.ask(World.of(small_registry, VALID_ON))
    assert answer.finding("contradictions").value == 1
    assert answer.table("contradictions").rows() == [
        ("pl-se-2022-letter", "agreements", "signed", "2022-06-01", "C", "2022", "D")
    ]
    assert answer.finding("several_sources").value == 2
    assert answer.finding("records").value == 19


def test_grade_e_is_told_of_and_not_counted(tmp_path: Path) -> None:
    header = FILES["turning_points.csv"]
    rumour = "rumour,2024-01-01,A rumour,Somebody said so.,https://example.org/rumour,E,partial,\n"
    with make_registry(tmp_path, turning_points=header + rumour) as registry:
        answer = QUESTION.ask(World.of(registry, VALID_ON))
    assert answer.finding("silent").value == 1
    assert answer.table("silent").rows() == [("rumour", "turning_points", "https://example.org/rumour")]
    assert answer.finding("records").value == 19


def test_an_empty_world_has_no_shares(tmp_path: Path) -> None:
    with Registry.create(f"sqlite:///{tmp_path / 'empty.sqlite'}") as registry:
        answer = QUESTION.answer(World.of(registry, VALID_ON), QUESTION.parameters())
    assert answer.finding("records").value == 0
    assert answer.finding("share_ab").value is None
    assert answer.charts == ()


def test_agrees_with_pandas_on_the_bundled_facts(bundled_world: World) -> None:
    answer = QUESTION.ask(bundled_world)
    grades: Counter[str] = Counter()
    partial = records = 0
    for name in KINDS:
        with files("phalanx.facts").joinpath(f"{name}.csv").open(encoding="utf-8") as table:
            raw = pd.read_csv(table, dtype=str)
        raw = raw[raw["source_grade"] != "E"]
        grades.update(raw["source_grade"].value_counts().to_dict())
        partial += int((raw["confidence"] == "partial").sum())
        records += len(raw)
        if name == "agreements":
            row = next(row for row in answer.table().to_dicts() if row["kind"] == name)
            assert {grade: row[grade] for grade in "ABCD"} == raw["source_grade"].value_counts().to_dict()
    assert answer.finding("records").value == records
    assert dict(answer.table("by_grade").select("grade", "records").iter_rows()) == dict(grades)
    assert answer.table()["partial"].sum() == partial
    places = answer.table("needs")["place"].to_list()
    assert places == list(range(1, len(places) + 1))
