"""What falls as the least number of states rises: by hand, on the bundled facts, beside published numbers, and refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.analyses.matchmaking.small_pacts import pact, small_pacts

from phalanx.analyses.matchmaking.masks import MET
from phalanx.analyses.matchmaking.threshold.asked import ThresholdParameters, understand
from phalanx.analyses.matchmaking.threshold.published import COUNTS, Ours
from phalanx.analyses.matchmaking.threshold.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

PACTS = [
    pact("two", "FR;PL", value_eur_m="100"),
    pact("three", "DE;FR;NL", form="cooperation_agreement", value_eur_m="200"),
    pact("six", "AT;DE;FR;HR;NL;PL", form="cooperation_agreement", status="announced"),
    pact("channel", "FR;GB", value_eur_m="50"),
    pact("ocean", "PL;US", value_eur_m="30"),
    pact("firms", "DE;NO", level="company", value_eur_m="10"),
    pact("union", "EU;UA"),
    pact("over", "DE;PL", status="terminated", ended="2025"),
    # No pacts: on industry alone, and on defence at large; the last makes the United Kingdom a security partner.
    pact("yards", "GB;NL", form="cooperation_agreement", domains="industry"),
    pact("treaty", "AT;CA", form="strategic_partnership", scope="comprehensive"),
    pact("partners", "EU;GB", form="strategic_partnership", scope="comprehensive"),
]
PROJECT = {"wave": "1", "start_year": "2018", "domain": "maritime", "summary": "Some."}
PROJECTS = [
    {"id": "p-four", "name": "Four", "participants": "AT;DE;HR;NL", "status": "active", **PROJECT},
    {"id": "p-nobody", "name": "Nobody", "status": "active", **PROJECT},
    {"id": "p-closed", "name": "Closed", "participants": "AT;DE;HR;NL", "status": "closed", **PROJECT},
]
COALITION = {"name": "Some", "status": "Runs."}
COALITIONS = [
    {"coalition_id": "C-2", "lead_nations": "FR", "lead_standing": "leading", "members": "PL", **COALITION},
    {"coalition_id": "C-3", "lead_nations": "FR;GB", "lead_standing": "interest", "members": "DE;NL;PL", **COALITION},
    {"coalition_id": "C-EU", "members": "EU", **COALITION},
    {"coalition_id": "LOAN", "members": "FR;PL", **COALITION},
]
POOL = {"purpose": "Some.", "domains": "air"}
POOLS = [
    {"id": "g-pool", "name": "Pool", "kind": "capability_pool", "members": "NO;US", **POOL},
    {"id": "g-club", "name": "Club", "kind": "minilateral", "members": "DE;FR", **POOL},
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("pacts")
    with small_pacts(
        folder, agreements=PACTS, pesco_projects=PROJECTS, lead_nations=COALITIONS, groupings=POOLS
    ) as made:
        yield made


@pytest.fixture(scope="module")
def answer(world: World) -> Answer:
    return QUESTION.ask(world, {"from": 2, "to": 4})


@pytest.fixture(scope="module")
def bundled_answer(bundled_world: World) -> Answer:
    return QUESTION.ask(bundled_world)


def steps(answer: Answer) -> dict[int, dict[str, Any]]:
    return {row["threshold"]: row for row in answer.table("steps").iter_rows(named=True)}


def fates(answer: Answer, threshold: int) -> dict[str, str]:
    rows = answer.table("fates").filter(pl.col("threshold") == threshold)
    return dict(rows.select("id", "fate").iter_rows())


def grown(answer: Answer) -> dict[str, list[str]]:
    return dict(answer.table("pacts").select("id", "grows_with").iter_rows())


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_which_pacts_and_projects_are_live(answer: Answer) -> None:
    """Five pacts of states only that have not ended; the leader of C-2 leads, those of C-3 are only interested."""
    kinds = dict(answer.table("pacts").select("id", "kind").iter_rows())
    assert kinds == {
        **dict.fromkeys(("two", "three", "six", "channel", "ocean"), "pact"),
        "p-four": "pesco_project",
        "lead_nations/C-2": "coalition",
        "lead_nations/C-3": "coalition",
        "g-pool": "capability_pool",
    }
    states = dict(answer.table("pacts").select("id", "states").iter_rows())
    assert states["lead_nations/C-2"] == ["FR", "PL"]
    assert states["lead_nations/C-3"] == ["DE", "NL", "PL"]
    assert answer.finding("live").text == (
        "There are 5 live procurement pacts, 1 of them only announced, and 1 PESCO project, 2 capability coalitions and "
        "1 capability pool with known states."
    )
    assert (
        "Left out: 1 procurement pact to which an institution is party, 1 PESCO project whose states are not known by "
        "name and 1 capability coalition whose states are not known by name."
    ) in answer.notes


def test_how_much_is_left_at_each_step(answer: Answer) -> None:
    """At three the pacts of two fall, at four that of three; 380 = 100 + 200 + 50 + 30 million are known in all.

    Of the projects C-2 and the pool have two states, C-3 has three and p-four four. At two every state is in something
    that stays but Canada, Serbia and Ukraine; at three, Norway, the United Kingdom and the United States are gone too.
    """
    two, three, four = steps(answer).values()
    assert (two["pacts"], two["projects"], two["states"]) == (5, 4, 12 - 3)
    assert (two["value_eur_m"], two["valued"], two["fallen"]) == (380.0, 4, [])
    assert (three["pacts"], three["projects"], three["states"]) == (2, 2, 6)
    assert (three["value_eur_m"], three["valued"]) == (200.0, 1)
    assert sorted(three["fallen"]) == ["channel", "g-pool", "lead_nations/C-2", "ocean", "two"]
    assert (four["pacts"], four["projects"], four["states"]) == (1, 1, 6)
    assert (four["value_eur_m"], four["valued"]) == (0.0, 0)
    assert sorted(four["fallen"]) == ["lead_nations/C-3", "three"]
    assert answer.finding("steepest").value == 3
    assert answer.finding("steepest").evidence == ("two", "channel", "ocean")


def test_who_could_grow_and_who_falls_away(answer: Answer) -> None:
    """By agreements on procurement or industry, as no area is known here.

    Of the two of FR;PL near are those of the six: AT, DE, HR, NL. With France the Netherlands and Germany bought twice
    (three, six: 2 / 3 full), with Poland once (1 / 2), as Austria and Croatia did with both; Germany comes second by
    its code. To France and the United Kingdom only the Netherlands are tied, by the yards; to the United States nobody.
    """
    assert grown(answer)["two"] == ["DE", "NL"]
    assert grown(answer)["channel"] == ["NL"]
    assert grown(answer)["ocean"] == []
    assert fates(answer, 3) == {
        **dict.fromkeys(("three", "six", "p-four", "lead_nations/C-3"), "stays"),
        **dict.fromkeys(("two", "channel", "lead_nations/C-2"), "could grow"),
        **dict.fromkeys(("ocean", "g-pool"), "falls away"),
    }
    assert fates(answer, 4)["channel"] == "falls away"
    row = answer.table("pacts").row(by_predicate=pl.col("id") == "channel", named=True)
    assert (row["counting"], row["falls_at"], row["lost_at"]) == (2, 3, 4)
    assert steps(answer)[3]["could_grow"] == 2
    assert steps(answer)[4]["lost"] == 2


def test_a_dispute_sends_a_state_behind_those_without(tmp_path: Path) -> None:
    """Germany and France at odds: at two points the half of a dispute, shared by two, more than what they have in common."""
    dispute = {"id": "d", "parties": "DE;FR", "effect": "Some.", "scope": "All.", "since": "2020", "summary": "Long."}
    with small_pacts(tmp_path, agreements=PACTS, disputes=[dispute]) as quarrelling:
        assert grown(QUESTION.ask(quarrelling, {"from": 2, "to": 4}))["two"][0] == "NL"


def test_the_area_of_a_pact_decides_who_is_near(tmp_path: Path) -> None:
    """All are tied by buying, but only Austria is by radars too."""
    radar = {"word": "radar", "matter": "radars at sea", "area_id": "WP-1"}
    agreements = [
        pact("radars", "FR;PL", title="Radar purchase"),
        pact("more-radars", "AT;FR;PL", title="Radar project", form="cooperation_agreement"),
        pact("six", "AT;DE;FR;HR;NL;PL", form="cooperation_agreement"),
    ]
    with small_pacts(tmp_path, agreements=agreements, capability_words=[radar]) as about_radars:
        found = grown(QUESTION.ask(about_radars, {"to": 5}))
    assert found["radars"] == ["AT"]


def test_under_an_instrument_only_those_count_whom_it_counts(world: World) -> None:
    """LOAN asks for a member with a loan, France or Poland; the United Kingdom joins and does not count.

    Whether the United States may join is not settled, and Poland alone is too few at two, which no near state changes.
    The pool has nobody with a loan, and the United States in it, so that no further state would surely open it.
    """
    answer = QUESTION.ask(world, {"from": 2, "to": 3, "instrument": "LOAN"})
    assert dict(answer.table("pacts").select("id", "counting").iter_rows()) == {
        "two": 2, "three": 3, "six": 6, "channel": 1, "ocean": 1,
        "p-four": 4, "lead_nations/C-2": 2, "lead_nations/C-3": 3, "g-pool": 1,
    }  # fmt: skip
    assert fates(answer, 2) == {
        **dict.fromkeys(("two", "three", "six", "lead_nations/C-2", "lead_nations/C-3"), "stays"),
        # Four members without a loan: France or Poland brings one, and France ties with each of them.
        **dict.fromkeys(("channel", "p-four"), "could grow"),
        "ocean": "falls away",
        "g-pool": "closed",
    }
    assert grown(answer)["p-four"] == ["FR"]
    assert grown(answer)["channel"] == ["NL"]
    assert sorted(steps(answer)[2]["fallen"]) == ["channel", "ocean"]
    assert steps(answer)[2]["pacts"] == 3
    assert "of 5 pacts stay" in answer.finding("at_2").text


def test_pacts_of_companies_are_apart(world: World) -> None:
    assert "firms" not in grown(QUESTION.ask(world))
    assert "firms" in grown(QUESTION.ask(world, {"level": "all"}))
    only = QUESTION.ask(world, {"level": "company"}).table("pacts").filter(pl.col("kind") == "pact")
    assert only["id"].to_list() == ["firms"]


def test_a_world_without_any_is_answered_too(tmp_path: Path) -> None:
    with small_pacts(tmp_path) as nothing:
        answer = QUESTION.ask(nothing, {"instrument": "LOAN"})
    assert answer.finding("live").value == 0
    assert answer.charts == ()
    assert answer.table("steps")["pacts"].to_list() == [0] * 5


# ── On the bundled facts ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_higher_the_bar_the_fewer_clear_it(bundled_world: World) -> None:
    heard = understand(bundled_world, ThresholdParameters(to=8, instrument="SAFE"))
    assert (np.diff(heard.dial.outcome.astype(int), axis=0) <= 0).all()
    stays = (heard.dial.outcome == MET).sum(axis=1)
    assert stays[0] > stays[-1] > 0
    could = np.array([[fate == "could_grow" for fate in step] for step in heard.dial.fates])
    both = could[1:] & could[:-1]
    assert (heard.dial.needed[1:][both] >= heard.dial.needed[:-1][both]).all()


def test_what_the_bundled_pacts_are_by_another_count(bundled_world: World, bundled_answer: Answer) -> None:
    """Without an instrument the pacts that stay are those with so many parties, counted from the facts themselves."""
    rows = bundled_world.table("agreements").to_dicts()
    joined = {
        (row["agreement"], row["party"])
        for row in bundled_world.table("party_periods").iter_rows(named=True)
        if row["left"] is None
    }
    accessions = set(bundled_world.table("party_periods")["accession"].drop_nulls())
    sizes = []
    for row in rows:
        buys = row["form"] == "procurement_contract" or (
            row["scope"] == "industry_procurement" and "procurement" in (row["domains"] or ())
        )
        live = row["status"] not in ("terminated", "superseded") and row["id"] not in accessions
        parties = {*row["parties"], *(party for name, party in joined if name == row["id"])}
        if buys and live and row["level"] == "state" and not parties & {"EU", "NATO", "EDA", "OCCAR", "NSPA"}:
            sizes.append(len(parties))
    found = dict(bundled_answer.table("steps").select("threshold", "pacts").iter_rows())
    assert found == {threshold: sum(size >= threshold for size in sizes) for threshold in range(2, 7)}


# ── Beside what others published ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ours]:
    """Four PESCO projects of 2, 3, 8 and 8 states by 2019 and one of 2021; two agreements that name EDIRPA, of 3 and 4 states."""
    projects = [
        {**PROJECT, "id": f"p-{number}", "name": "Some", "status": "active", "start_year": year, "participants": states}
        for number, (year, states) in enumerate(
            (
                ("2018", "AT;DE"),
                ("2019", "AT;DE;FR"),
                ("2018", "AT;DE;FR;GB;HR;NL;NO;PL"),
                ("2018", "AT;CA;DE;FR;HR;NL;NO;PL"),
                ("2021", "AT;DE"),
            )
        )
    ]
    agreements = [
        pact("shells", "DE;FR;NL", title="EDIRPA shells"),
        pact("vehicles", "AT;DE;HR;NL", summary="Paid by EDIRPA in part."),
        pact("other", "DE;FR", title="Not by EDIRPAX"),
    ]
    with small_pacts(tmp_path_factory.mktemp("published"), agreements=agreements, pesco_projects=projects) as here:
        heard = understand(here, ThresholdParameters())
        return {name: count(here, heard) for name, count in COUNTS.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("edirpa_mean_states", 3.5),
        ("edirpa_states", 5),  # AT, DE, FR, HR, NL
        ("pesco_above_seven_pct", 50.0),
        ("pesco_three_or_fewer_pct", 50.0),
        ("safe_projects", 0),  # there is no SAFE among the small instruments
    ],
)
def test_our_number_beside_a_published_one(counted: Mapping[str, Ours], name: str, value: float) -> None:
    assert counted[name].value == value


def test_published_numbers_have_findings_and_a_row_each(bundled_world: World, bundled_answer: Answer) -> None:
    answer = bundled_answer
    known = bundled_world.table("published_findings").filter(pl.col("name").is_in(list(COUNTS)))
    assert answer.table("published")["published"].to_list() == known["value"].to_list()
    for name, number in known.select("name", "id").iter_rows():
        assert number in answer.finding(f"published_{name}").evidence
    # The five selected EDIRPA projects have 4, 4, 6, 6 and 9 states.
    assert answer.finding("published_edirpa_mean_states").value == (4 + 4 + 6 + 6 + 9) / 5


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_wrong_is_told_together(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, {"from": 5, "to": 3, "instrument": "LAON"})
    told = str(refused.value)
    assert "--from 5 is more than --to 3" in told
    assert "There is no instrument 'LAON' (did you mean LOAN?)" in told
    assert "one of TRIO, LOAN, CLUB, PAST, ALLY, BARE" in told
    assert "swap the two" in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"instrument": "PAST"}, "PAST had ended by 30 September 2026"),
        ({"to": 13}, "A threshold of 13 is above all 12 states of the registry. Expected: thresholds of 1 to 12."),
        ({"from": 0}, "--from"),
        ({"from": "two"}, "--from"),
        ({"level": "town"}, "--level"),
    ],
)
def test_what_cannot_be_used_is_refused(world: World, given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, given)
    assert told in str(refused.value)


# ── Promises to whoever reads, and speed ─────────────────────────────────────────────────────────────────────────────


def test_an_answer_keeps_its_promises(bundled_world: World, bundled_answer: Answer) -> None:
    answer = bundled_answer
    names = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in bundled_world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    for finding in answer.findings:
        assert finding.text.endswith("."), finding.text
        assert not set(finding.evidence) - names, finding.name
    assert all(note.endswith(".") for note in answer.notes)
    for table in answer.tables.values():
        assert set(table.labels) <= set(table.frame.columns)
    told = json.loads(FORMATS["json"].render(answer, None, None))
    assert len(told["tables"]["pacts"]) == answer.table("pacts").height
    assert {chart.name for chart in answer.charts} == {"dial", "fates", "projects"}


def test_seven_hundred_projects_take_five_seconds_at_most(bundled_world: World, tmp_path: Path) -> None:
    """The bundled rules and ties, with 700 pacts of two to eight states drawn by lot in place of ours; processor time."""
    lot = np.random.default_rng(1)
    states = sorted(bundled_world.table("needs")["state"].unique())
    words = ("Drone", "Patriot", "Howitzer", "Submarine", "Satellite", "Ammunition", "Cyber", "Tanker")
    rows = [
        pact(f"made-{number}", ";".join(sorted(lot.choice(states, 2 + number % 7, replace=False))), title=f"{words[number % 8]} {number}")
        for number in range(700)
    ]  # fmt: skip
    kept = (
        "states",
        "instruments",
        "participation_rules",
        "safe_allocations",
        "capability_areas",
        "capability_words",
        "area_words",
    )
    kinds = {
        kind: [
            {k: written(v) for k, v in row.items() if v is not None}
            for row in bundled_world.table(kind).iter_rows(named=True)
        ]
        for kind in (*kept, "matching_weights")
    }
    with small_pacts(tmp_path, date(2026, 9, 30), agreements=rows, **kinds) as made:
        begun = process_time()
        answer = QUESTION.ask(made, {"instrument": "SAFE"})
        took = process_time() - begun
    assert answer.table("pacts").height == 700
    assert took <= 5, f"{took:.1f} s"


def written(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
