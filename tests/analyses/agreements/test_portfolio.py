"""portfolio, counted by hand in the small world and from the raw files of the bundled facts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.agreements.portfolio import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.registry.store import Registry
from phalanx.world import World


def test_lists_the_partners_of_sweden(small_world: World) -> None:
    # Of the two alone: research with France, the letter with Poland, the contract with Germany. With others: the pact,
    # which Sweden joined. The row that records the joining is an agreement and no further tie.
    answer = QUESTION.ask(small_world, {"state": "SE"})
    assert next(iter(answer.tables)) == "partners"
    assert answer.table().rows() == [
        ("DE", "Germany", 2, 1, 1, "2021-06", "2024-10-02", ["ammunition", "exercises", "procurement"]),
        ("FR", "France", 2, 1, 1, "2015-04-10", "2021-06", ["exercises", "research"]),
        ("PL", "Poland", 2, 1, 1, "2021-06", "2022", ["exercises", "maritime"]),
    ]
    assert answer.finding("agreements").value == 5  # research, pact, letter, accession, contract
    assert answer.finding("standing").value == 4  # research ended in 2020
    assert answer.finding("since_invasion").value == 2  # accession and contract
    assert answer.finding("partners").value == 3
    assert answer.finding("top_partner").value == "DE;FR;PL"
    assert answer.finding("groupings").evidence == ("baltic-sea",)


def test_tells_how_widely_it_is_spread(small_world: World) -> None:
    # Sweden has two ties with each of three partners: as if spread over three.
    assert _value(QUESTION.ask(small_world, {"state": "SE"}), "effective_partners") == 3.0
    # Its domains: exercises twice (pact and accession), research, maritime, ammunition, procurement once each.
    # Shares 2/6 and four times 1/6: one over (4 + 4 · 1) / 36 is 4.5.
    assert _value(QUESTION.ask(small_world, {"state": "SE"}), "effective_domains") == 4.5
    # France without the research of 2015: two ties with Germany (treaty, pact), two with Poland (pact, treaty), one
    # with Sweden (pact). One over (4 + 4 + 1) / 25 is 2.777…
    assert _value(QUESTION.ask(small_world, {"state": "FR", "from": "2016"}), "effective_partners") == 2.8


def test_compares_with_the_median_state(small_world: World) -> None:
    compared = QUESTION.ask(small_world, {"state": "FR"}).table("compared")
    rows = {row["measure"]: (row["value"], row["median"], row["rank"], row["states"]) for row in compared.to_dicts()}
    assert rows["agreements"] == (5, 5, 1, 4)  # each of the four has five
    assert rows["bilateral"] == (3, 3, 1, 4)  # each has one with each other
    assert rows["since_invasion"] == (2, 2.5, 3, 4)  # Germany and Poland 3, France and Sweden 2
    assert rows["clauses"] == (2, 1, 1, 4)  # France 2, Germany and Poland 1, Sweden none
    assert rows["groupings"] == (1, 1.5, 3, 4)  # Germany and Poland 2, France and Sweden 1


def test_lists_clauses_forms_domains_and_groupings(small_world: World) -> None:
    answer = QUESTION.ask(small_world, {"state": "FR"})
    assert answer.table("clauses").rows() == [
        ("de-fr-2019-treaty", ["DE"], "assistance", "2019-01-22"),
        ("fr-pl-2025-treaty", ["PL"], "consultation", "2025-05-09"),
    ]
    forms = dict(answer.table("forms").select("form", "agreements").iter_rows())
    assert forms == {"cooperation_agreement": 3, "strategic_partnership": 2}
    domains = dict(answer.table("domains").select("domain", "share_pct").iter_rows())
    assert domains == {"exercises": 40.0, "industry": 40.0, "procurement": 20.0, "research": 20.0}  # of five agreements
    assert answer.table("groupings").rows() == [("weimar", "Weimar Triangle", "minilateral", 3)]


def test_tells_how_its_agreements_have_grown(small_world: World) -> None:
    # France: research 2015, treaty 2019, pact 2021, accession 2023, treaty 2025; the two last since the invasion, 40 %.
    answer = QUESTION.ask(small_world, {"state": "FR"})
    years = answer.table("by_year")
    assert years["year"].to_list() == list(range(2015, 2026))
    assert years["agreements"].to_list() == [1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1]
    assert years["since_invasion"].sum() == 2
    assert years["cumulative"][-1] == answer.finding("agreements").value
    chart = next(one for one in answer.charts if one.name == "by_year")
    assert chart.title == "40 % of the agreements of France were signed since the invasion of Ukraine"


def test_counts_the_promises_of_help_that_stand(small_world: World, small_registry: Registry) -> None:
    answer = QUESTION.ask(small_world, {"state": "FR"})
    assert answer.finding("assistance").evidence == ("de-fr-2019-treaty",)
    assert answer.finding("assistance").text == "1 agreement that stands promises help in case of an attack."
    assert QUESTION.ask(small_world, {"state": "PL"}).finding("assistance").value == 0
    # Before it was signed there was none to count.
    before = QUESTION.ask(World.of(small_registry, date(2019, 1, 1)), {"state": "FR"})
    assert before.finding("assistance").value == 0


def test_a_party_counts_from_the_day_it_joined(small_registry: Registry) -> None:
    before = QUESTION.ask(World.of(small_registry, date(2022, 12, 31)), {"state": "SE"})
    assert before.finding("agreements").evidence == ("fr-se-2015-research", "pl-se-2022-letter")


def test_a_party_no_longer_counts_once_it_left(tmp_path: Path) -> None:
    left = FILES["party_periods.csv"] + "pp-fr,de-fr-pl-2021-pact,FR,,2024,,https://example.org/left,B,verified,\n"
    with make_registry(tmp_path, party_periods=left) as registry:
        answer = QUESTION.ask(World.of(registry, VALID_ON), {"state": "FR"})
    assert "de-fr-pl-2021-pact" not in answer.finding("agreements").evidence
    assert dict(answer.table().select("partner", "agreements").iter_rows()) == {"DE": 1, "PL": 1, "SE": 1}


def test_a_pact_of_two_that_others_joined_is_plurilateral(tmp_path: Path) -> None:
    joined = FILES["party_periods.csv"] + "pp-pl,de-fr-2019-treaty,PL,2020,,,https://example.org/in,B,verified,\n"
    with make_registry(tmp_path, party_periods=joined) as registry:
        partners = QUESTION.ask(World.of(registry, VALID_ON), {"state": "DE"}).table()
    ties = {row["partner"]: (row["bilateral"], row["plurilateral"]) for row in partners.to_dicts()}
    # Germany and France: treaty and pact, Poland being in both. Germany and Poland: declaration, treaty and pact.
    assert ties == {"FR": (0, 2), "PL": (1, 2), "SE": (1, 1)}


def test_bilateral_alone_on_request(small_world: World) -> None:
    answer = QUESTION.ask(small_world, {"state": "SE", "kind": "bilateral"})
    assert answer.finding("agreements").value == 3
    assert answer.table()["plurilateral"].sum() == 0


def test_a_state_without_agreements_gets_a_kind_answer(small_world: World) -> None:
    answer = QUESTION.ask(small_world, {"state": "ES"})
    assert answer.finding("agreements").value == 0
    assert "is party to no agreement of this selection" in answer.finding("agreements").text
    assert answer.finding("top_partner").value is None
    assert answer.table().height == 0
    assert answer.table("compared")["rank"].null_count() == answer.table("compared").height
    assert answer.charts == ()


def test_an_empty_selection_has_no_median(small_world: World) -> None:
    answer = QUESTION.ask(small_world, {"state": "SE", "from": "2030"})
    assert answer.table("compared")["median"].null_count() == 9
    assert "median" not in answer.finding("agreements").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "portfolio needs --state"),
        ({"state": "pl"}, "did you mean PL"),
        ({"state": "UK"}, "did you mean GB"),
        ({"state": "Sweden"}, "did you mean SE"),
        ({"state": "QQ"}, "write the two-letter code"),
        ({"state": "SE", "scope": "eu"}, "portfolio has no parameter 'scope'"),
    ],
)
def test_refuses_what_is_no_state(small_world: World, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        QUESTION.ask(small_world, given)


def test_agrees_with_the_raw_files_of_the_bundled_facts(bundled_world: World) -> None:
    raw, parties, accessions = _raw_parties()
    states = set(bundled_world.table("states")["iso2"])
    assert {"DE", "IS", "UA"} <= states
    number = Counter(party for members in parties.values() for party in members)
    for state in ("DE", "IS", "UA"):
        answer = QUESTION.ask(bundled_world, {"state": state})
        mine = [name for name, members in parties.items() if state in members]
        ties = Counter(other for name in mine if name not in accessions for other in parties[name] - {state})
        assert sorted(answer.finding("agreements").evidence) == sorted(mine)
        assert dict(answer.table().select("partner", "agreements").iter_rows()) == dict(ties)
        effective = sum(ties.values()) ** 2 / sum(count**2 for count in ties.values())
        assert answer.finding("effective_partners").value == pytest.approx(effective, abs=0.05)
        assert answer.finding("clauses").value == int((raw.loc[mine, "mutual_defence"] != "none").sum())
        compared = {row["measure"]: row for row in answer.table("compared").to_dicts()}
        assert compared["agreements"]["median"] == median(count for party, count in number.items() if party in states)


def _raw_parties() -> tuple[pd.DataFrame, dict[str, set[str]], set[str]]:
    """The agreements, the parties of each on the day of the edition, and the rows that only record a joining."""
    folder = files("phalanx.facts")
    with folder.joinpath("agreements.csv").open(encoding="utf-8") as table:
        raw = pd.read_csv(table, dtype=str, index_col="id")
    with folder.joinpath("party_periods.csv").open(encoding="utf-8") as table:
        periods = pd.read_csv(table, dtype=str)
    raw = raw[raw["source_grade"] != "E"]
    assert periods["left"].isna().all()
    assert (periods["entered"] <= "2026-11-21").all()
    parties = {str(name): set(text.split(";")) for name, text in raw["parties"].items()}
    for name, party in zip(periods["agreement"], periods["party"], strict=True):
        parties[name].add(party)
    return raw, parties, set(periods["accession"].dropna())


def _value(answer: Answer, name: str) -> object:
    return answer.finding(name).value
