"""brief-check: published numbers beside ours – by hand in a small world, and counted anew with pandas in the facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.analyses.small_world import FILES, VALID_ON, make_registry

import phalanx.facts
from phalanx.analyses import find_question
from phalanx.analyses.agreements.published_numbers import COUNTINGS
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.world import World

FACTS = Path(phalanx.facts.__path__[0])

HEADER = "id,publication,name,title,value,unit,scope,definition,states,reason,source_url,source_grade,source_title,confidence\n"
SOURCE = "https://example.org/study,B,A study,partial\n"
NUMBERS = "".join(
    f"pf-{name},study,{name},Number of {name},{value},agreements,brief,What {name} counts.,{states},{reason},{SOURCE}"
    for name, value, states, reason in (
        ("arrangements", 2, "", "Ours holds more."),
        ("since_invasion", 2, "", ""),
        ("signed_2024", 3, "", "Ours holds fewer."),
        ("mutual_defence_clauses", 1, "DE;FR", ""),
        ("mutual_defence_de", 1, "FR;PL", ""),
        ("tanks", 7, "", ""),
    )
)
"""Numbers of an invented study, each in the scope `brief` of the small world."""
WIDE = "brief-wide,The same with groups,all,DE;FR;PL;SE,,all,2019,2025-09,Any number of them.,https://example.org/scopes,B,verified,\n"


@pytest.fixture
def study(tmp_path: Path) -> World:
    """The small world with the numbers of the study, and a scope that is `brief` with groups of three and more."""
    with make_registry(tmp_path, published_findings=HEADER + NUMBERS, scopes=FILES["scopes.csv"] + WIDE) as registry:
        return World.of(registry, VALID_ON)


def ask(world: World, **given: str) -> Answer:
    return find_question("brief-check").ask(world, given)


def row_of(answer: Answer, name: str, table: str = "compared") -> dict[str, object]:
    (row,) = (row for row in answer.table(table).iter_rows(named=True) if row["name"] == name)
    return row


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────
# The scope `brief` of the small world: pairs of the four, signed from 2019 to September 2025. That leaves the treaty of
# 2019, the letter of 2022, the contract of 2024 and the treaty of May 2025: four. The research arrangement is too old,
# the declaration of November 2025 too young, and pact and accession have more than two parties.


def test_published_and_ours_stand_side_by_side(study: World) -> None:
    answer = ask(study, publication="study")
    assert next(iter(answer.tables)) == "compared"
    assert row_of(answer, "arrangements") == {
        "name": "arrangements",
        "definition": "What arrangements counts.",
        "published": 2,
        "ours": 4,
        "difference": 2,
        "ratio": 2.0,
        "reason": "Ours holds more.",
    }


def test_a_date_to_the_year_of_the_invasion_counts_as_before_and_is_told(study: World) -> None:
    # Contract and treaty of 2025 are later for certain; the letter of "2022" cannot be told and counts as before.
    finding = ask(study, publication="study").finding("since_invasion")
    assert finding.value == 2
    assert finding.assumptions == ("1 dated too coarsely to tell count as before.",)
    assert finding.evidence == (
        "pf-since_invasion", "scopes/brief", "invasion-2022", "de-se-2024-contract", "fr-pl-2025-treaty",
    )  # fmt: skip


def test_fewer_than_published_is_a_negative_difference(study: World) -> None:
    # The contract is the one agreement of 2024, and three are published.
    row = row_of(ask(study, publication="study"), "signed_2024")
    assert (row["ours"], row["difference"], row["ratio"]) == (1, -2, 0.33)


def test_the_states_a_publication_names_bound_its_clauses(study: World) -> None:
    # The one promise of help is the treaty of Germany and France. It is among DE and FR; it is not among FR and PL,
    # but in the other reading, which asks for no such set, it counts again.
    answer = ask(study, publication="study")
    assert row_of(answer, "mutual_defence_clauses")["ours"] == 1
    assert row_of(answer, "mutual_defence_de")["ours"] == 0
    assert row_of(answer, "mutual_defence_de", "ours")["other_reading"] == 1
    assert answer.table("clauses").to_dicts() == [
        {
            "agreement": "de-fr-2019-treaty",
            "parties": ["DE", "FR"],
            "signed": "2019-01-22",
            "legal_type": "treaty",
            "status": "in_force",
            "counted": True,
        }
    ]


def test_other_ways_of_counting_show_what_a_difference_is_made_of(study: World) -> None:
    # Of the four one binds companies, so three states'; with groups the pact of 2021 and the accession of 2023 come in,
    # which makes six; none of the four is only announced.
    row = row_of(ask(study, publication="study"), "arrangements", "ours")
    assert [row[way] for way in ("ours", "states_only", "with_groups", "without_announced")] == [4, 3, 6, 4]


def test_level_narrows_what_is_compared(study: World) -> None:
    assert row_of(ask(study, publication="study", level="state"), "arrangements")["ours"] == 3
    assert row_of(ask(study, publication="study", level="company"), "arrangements")["ours"] == 1


def test_a_number_without_a_counting_is_listed_loudly(study: World) -> None:
    answer = ask(study, publication="study")
    row = row_of(answer, "tanks")
    assert row["ours"] is row["difference"] is row["ratio"] is None
    assert row["published"] == 7
    assert str(row["reason"]).startswith("NOT COMPUTED")
    assert answer.finding("tanks").value is None
    assert "NOT COMPUTED" in answer.notes[0]
    assert "1 not computed: tanks" in answer.finding("same_numbers").text


def test_the_summary_counts_equal_more_and_fewer(study: World) -> None:
    # Equal: since_invasion (2) and the clauses (1). More: arrangements. Fewer: 2024 and the clauses of Germany.
    finding = ask(study, publication="study").finding("same_numbers")
    assert finding.value == 2
    assert finding.text.startswith("Of 6 published numbers ours equal 2, exceed 1 and fall short of 2;")


def test_the_chart_says_what_the_summary_says(study: World) -> None:
    (chart,) = ask(study, publication="study").charts
    # A logarithmic scale has no place for the nought of Germany's clauses, nor for what was not computed.
    assert chart.title == "Our facts match 2 of 4 published numbers, exceed 1 and fall short of 1"
    assert len(chart.vega_lite["data"]["values"]) == 8


def test_a_world_that_ends_before_the_scope_says_so(tmp_path: Path) -> None:
    with make_registry(tmp_path, published_findings=HEADER + NUMBERS) as registry:
        answer = ask(World.of(registry, date(2024, 6, 30)), publication="study")
    assert row_of(answer, "arrangements")["ours"] == 2
    assert any("ends on 2024-06-30, before the scope brief does" in note for note in answer.notes)


def test_without_a_wider_scope_groups_are_left_open(tmp_path: Path) -> None:
    with make_registry(tmp_path, published_findings=HEADER + NUMBERS) as registry:
        answer = ask(World.of(registry, VALID_ON), publication="study")
    assert set(answer.table("ours")["with_groups"]) == {None}


def test_an_unknown_publication_is_refused_with_those_there_are(study: World) -> None:
    with pytest.raises(BadInput, match=r"nobody.*one of study"):
        ask(study, publication="nobody")


def test_a_world_without_published_numbers_says_so(small_world: World) -> None:
    with pytest.raises(BadInput, match="there are none"):
        ask(small_world)


# ── The bundled facts, counted anew ──────────────────────────────────────────────────────────────────────────────────

EU = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}
SEVEN = {"DE", "FI", "FR", "GB", "GR", "PL", "SE"}


@pytest.fixture(scope="module")
def brief() -> pd.DataFrame:
    """Agreements of two of the EU, the United Kingdom and Ukraine, 2014 to September 2025, straight from the file."""
    facts = pd.read_csv(FACTS / "agreements.csv", dtype=str)
    facts["set"] = facts["parties"].str.split(";").map(set)
    facts["begin"] = pd.to_datetime(facts["signed"].map(lambda text: (text + "-01-01")[:10]))
    inside = facts["set"].map(lambda parties: len(parties) == 2 and parties <= EU | {"GB", "UA"})
    return facts[inside & (facts["begin"] >= "2014-01-01") & (facts["begin"] <= "2025-09-30")]


def test_the_bundled_counts_are_those_of_pandas(bundled_world: World, brief: pd.DataFrame) -> None:
    with_uk = brief[brief["set"].map(lambda parties: "GB" in parties and bool(parties & EU))]
    whole = brief[
        brief["set"].map(lambda parties: "UA" in parties and bool(parties & EU))
        & (brief["scope"] == "comprehensive")
        & (brief["level"] == "state")
        & brief["form"].isin(["strategic_partnership", "cooperation_agreement"])
    ]
    help_ = brief[(brief["mutual_defence"] == "assistance") & brief["set"].map(SEVEN.issuperset)]
    expected = {
        "arrangements": len(brief),
        "since_invasion": (brief["begin"] >= "2022-02-24").sum(),
        "signed_2024": brief["signed"].str.startswith("2024").sum(),
        "signed_2025_to_september": brief["signed"].str.startswith("2025").sum(),
        "procurement_2025": (brief["signed"].str.startswith("2025") & (brief["form"] == "procurement_contract")).sum(),
        "ukraine_comprehensive_states": len(set().union(*whole["set"]) & EU),
        "uk_arrangements": len(with_uk),
        "uk_partner_states": len(set().union(*with_uk["set"]) & EU),
        "mutual_defence_clauses": len(help_),
        "mutual_defence_fr": help_["set"].map(lambda parties: "FR" in parties).sum(),
        "mutual_defence_gb": help_["set"].map(lambda parties: "GB" in parties).sum(),
        "mutual_defence_de": help_["set"].map(lambda parties: "DE" in parties).sum(),
    }
    compared = ask(bundled_world).table("compared")
    assert dict(compared.select("name", "ours").iter_rows()) == expected


def test_the_published_numbers_are_those_of_the_brief(bundled_world: World) -> None:
    published = dict(ask(bundled_world).table("compared").select("name", "published").iter_rows())
    assert published == {
        "arrangements": 168,
        "since_invasion": 135,
        "signed_2024": 57,
        "signed_2025_to_september": 36,
        "procurement_2025": 20,
        "ukraine_comprehensive_states": 21,
        "uk_arrangements": 25,
        "uk_partner_states": 21,
        "mutual_defence_clauses": 6,
        "mutual_defence_fr": 3,
        "mutual_defence_gb": 3,
        "mutual_defence_de": 2,
    }


def test_every_bundled_number_is_computed_and_has_its_reason(bundled_world: World) -> None:
    answer = ask(bundled_world)
    assert set(answer.table("compared")["name"]) == set(COUNTINGS)
    assert answer.table("compared")["ours"].null_count() == 0
    assert answer.table("compared")["reason"].null_count() == 0


def test_every_finding_rests_on_its_published_number_and_on_records_there_are(bundled_world: World) -> None:
    records = set(bundled_world.entries["record"])
    ids = {row["name"]: row["id"] for row in bundled_world.table("published_findings").iter_rows(named=True)}
    for finding in ask(bundled_world).findings:
        assert set(finding.evidence) <= records
        assert finding.name == "same_numbers" or ids[finding.name] in finding.evidence


def test_our_clauses_carry_the_degrees_that_the_brief_publishes(bundled_world: World) -> None:
    # Six among the seven states; two promises more, of the United Kingdom and of Czechia, are made with Ukraine.
    clauses = ask(bundled_world).table("clauses")
    assert clauses.filter("counted").height == 6
    outside = clauses.filter(~clauses["counted"])["parties"].to_list()
    assert sorted(map(tuple, outside)) == [("CZ", "UA"), ("GB", "UA")]
