"""burden on four countries whose shares one can work out by hand, its laws, and against published and other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.planning.burden.agreement import agreements
from phalanx.analyses.planning.burden.keys import Key
from phalanx.analyses.planning.burden.measures import MEASURES, Given
from phalanx.analyses.planning.burden.question import QUESTION
from phalanx.analyses.planning.burden.shares import Ranking, ranking
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.world import World

SOURCED = "https://example.org/burden,A,verified"
FURTHER: Mapping[str, str] = {
    "defence_expenditure": f"""\
iso2,year,pct_gdp,usd_bn_current,equipment_share_pct,source_url,source_grade,confidence,note
DE,2024,2,,,{SOURCED},
FR,2024,2,,,{SOURCED},
PL,2024,4,,,{SOURCED},
SE,2024,2.5,,,{SOURCED},
PL,2025,4.5,,,{SOURCED},
DE,2018,1.2,50,20,{SOURCED},
FR,2018,1.8,50,30,{SOURCED},
PL,2019,2,12,25,{SOURCED},
""",
    "cost_shares": f"""\
key,state,from_year,to_year,share_pct,source_url,source_grade,confidence,note
nato_common_funding,DE,2021,2024,50,{SOURCED},
nato_common_funding,FR,2021,2024,30,{SOURCED},
nato_common_funding,PL,2021,2024,20,{SOURCED},
nato_common_funding,SE,2025,2026,100,{SOURCED},
""",
    "lead_nations": f"""\
coalition_id,area_id,name,lead_nations,lead_standing,members,status,source_url,source_grade,confidence,note
one,,One,DE;FR,leading,,active,{SOURCED},
two,,Two,DE,agreed,,agreed,{SOURCED},
three,,Three,PL,interest,,reported,{SOURCED},
""",
    "pesco_projects": f"""\
id,name,wave,start_year,domain,coordinator,participants,status,summary,source_url,source_grade,confidence,note
p-1,One,1,2018,maritime,FR,DE;FR;SE,active,Boats.,{SOURCED},
p-2,Two,1,2018,maritime,FR,,listed,More boats.,{SOURCED},
p-3,Three,1,2018,maritime,DE,DE;PL,closed,No boats.,{SOURCED},
""",
    "safe_allocations": """\
iso2,tentative_eur_m,approved_on,note,source_url,source_grade,confidence
PL,900,,,https://example.org/burden,A,verified
FR,300,,,https://example.org/burden,A,verified
""",
    "ukraine_support": f"""\
id,donor,kind,amount_eur_bn,quantity,unit,qualifier,period_start,period_end,summary,source_url,source_grade,confidence
u-1,DE,military package,9,,EUR bn,,2025-01,2025-02,Short span.,{SOURCED}
u-2,FR,military package,1,,EUR bn,,2025-01,2025-02,Short span.,{SOURCED}
u-3,DE,commitments,,1,per cent of GDP,,2022-02,2024-01,Long span.,{SOURCED}
u-4,PL,commitments,,2,per cent of GDP,,2022-02,2024-01,Long span.,{SOURCED}
u-5,EUROPE,total,99,,EUR bn,,2022-02,2024-01,A group that contains states.,{SOURCED}
u-6,DE;PL,total,5,,EUR bn,,2022-02,2024-01,Two states together.,{SOURCED}
""",
}


@contextmanager
def small(folder: Path, **changed: str) -> Iterator[World]:
    with make_registry(folder, **{**FURTHER, **changed}) as registry:
        yield World.of(registry, VALID_ON)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The four countries with what each spends and does."""
    with small(tmp_path_factory.mktemp("burden")) as made:
        yield made


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, {"scope": "all"} | given)


def ranks(answer: Answer, key: str) -> dict[str, int]:
    rows = answer.table("keys").filter(pl.col("key") == key)
    return dict(rows.select("state", "rank").iter_rows())


def given_by(answer: Answer, measure: str) -> dict[str, float]:
    rows = answer.table("burden").filter(pl.col("measure") == MEASURES[measure].title)
    return dict(rows.select("state", "value").sort("state").iter_rows())


# ── The small world ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_shares_and_fair_shares_by_gdp(world: World) -> None:
    """2 % of 4,300 is 86, 2 % of 2,900 is 58, 4 % of 850 is 34, 2.5 % of 560 is 14: of 192 billion in all.

    The GDPs are 8,610 in all, so that Poland gives 34/192 where 850/8,610 would be fair.
    """
    answer = ask(world)
    rows = {row["state"]: row for row in answer.table().filter(pl.col("measure") == "defence spending").to_dicts()}
    assert {state: row["value"] for state, row in rows.items()} == {"PL": 34, "SE": 14, "DE": 86, "FR": 58}
    assert rows["PL"]["share_pct"] == pytest.approx(100 * 34 / 192, abs=1e-4)
    assert rows["PL"]["fair_pct"] == pytest.approx(100 * 850 / 8610, abs=1e-4)
    assert rows["PL"]["ratio"] == pytest.approx((34 / 192) / (850 / 8610), abs=1e-4)
    assert rows["PL"]["excess"] == pytest.approx(34 - 192 * 850 / 8610, abs=1e-4)
    assert rows["DE"]["rank"] == rows["FR"]["rank"] == 3
    assert answer.finding("most").value == "PL"
    assert answer.finding("least").value == "DE;FR"
    assert answer.finding("at_least").value == 2


def test_ranks_by_every_computed_key(world: World) -> None:
    """Equal parts rank by amount. A head: 86/83.5 = 1.03, 58/68.5 = 0.85, 34/36.6 = 0.93, 14/10.6 = 1.32.

    Half and half: 86/0.9186 = 94, 58/0.6807 = 85, 34/0.2825 = 120, 14/0.1183 = 118. Progressive, by GDP squared and
    people: 86 83.5/4300² and so on are 3.884, 4.724, 17.22 and 4.732, times 0.0001.
    """
    answer = ask(world)
    assert ranks(answer, "equal parts") == {"DE": 1, "FR": 2, "PL": 3, "SE": 4}
    assert ranks(answer, "population") == {"DE": 2, "FR": 4, "PL": 3, "SE": 1}
    assert ranks(answer, "population and GDP") == {"DE": 3, "FR": 4, "PL": 1, "SE": 2}
    assert ranks(answer, "GDP") == {"DE": 3, "FR": 3, "PL": 1, "SE": 2}
    assert ranks(answer, "progressive GDP") == {"DE": 4, "FR": 3, "PL": 1, "SE": 2}


def test_a_published_key_is_for_the_states_and_years_it_names(world: World) -> None:
    """In 2024 the edition of 2021 holds, without Sweden: 86, 58 and 34 of 178 against 50, 30 and 20 %.

    That is 0.966, 1.086 and 0.955.
    """
    answer = ask(world, key="nato_common_funding")
    assert ranks(answer, "NATO's key") == {"FR": 1, "DE": 2, "PL": 3}
    row = answer.table().row(0, named=True)
    assert (row["state"], row["of"]) == ("FR", 3)
    assert row["ratio"] == pytest.approx((58 / 178) / 0.3, abs=1e-4)


def test_rounding_leaves_ranks_open_and_no_more(world: World) -> None:
    """2 % stands for 1.95 to 2.05 %: Germany and France could be 3rd or 4th; nobody else comes near."""
    rows = ask(world).table().filter(pl.col("measure") == "defence spending")
    open_to = dict(zip(rows["state"], zip(rows["rank_best"], rows["rank_worst"], strict=True), strict=True))
    assert open_to == {"PL": (1, 1), "SE": (2, 2), "DE": (3, 4), "FR": (3, 4)}
    assert rows.filter(pl.col("state") == "PL")["ratio_low"][0] == pytest.approx(3.95 / 4 * (34 / 192) / (850 / 8610), abs=1e-4)  # fmt: skip


def test_a_state_without_a_figure_could_be_anywhere_and_is_not_nothing(tmp_path: Path) -> None:
    """Without Sweden's figure three are ranked: Poland at worst 2nd, as Sweden could be before it."""
    lines = [line for line in FURTHER["defence_expenditure"].splitlines(keepends=True) if not line.startswith("SE")]
    with small(tmp_path, defence_expenditure="".join(lines)) as world:
        answer = ask(world)
        rows = answer.table().filter(pl.col("measure") == "defence spending")
        assert dict(zip(rows["state"], rows["rank_worst"], strict=True)) == {"PL": 2, "DE": 4, "FR": 4}
        missing = answer.table("missing").filter(pl.col("measure") == "defence spending")
        assert missing["state"].to_list() == ["SE"]
        assert "Sweden" in answer.finding("missing").text


def test_roles_are_counted_and_who_has_none_has_nothing(world: World) -> None:
    """Poland's interest is no lead; the closed project does not count; of p-2 only the coordinator is known."""
    answer = ask(world)
    assert given_by(answer, "leads") == {"DE": 2, "FR": 1, "PL": 0, "SE": 0}
    assert given_by(answer, "pesco_led") == {"DE": 0, "FR": 2, "PL": 0, "SE": 0}
    assert given_by(answer, "pesco_joined") == {"DE": 1, "FR": 2, "PL": 0, "SE": 1}
    assert given_by(answer, "safe") == {"DE": 0, "FR": 300, "PL": 900, "SE": 0}


def test_joint_units_count_by_those_who_are_party_today(tmp_path: Path) -> None:
    """The pact of three, told to be on units, has Sweden since 2023; the row of that joining is no second agreement."""
    agreed = FILES["agreements.csv"].replace(",operational,exercises,", ",operational,integrated_units,")
    with small(tmp_path, agreements=agreed) as world:
        assert given_by(ask(world), "units") == {"DE": 1, "FR": 1, "PL": 1, "SE": 1}


def test_equipment_is_that_of_the_year_with_most_figures(world: World) -> None:
    """2018 has two states and 2019 one: a fifth of 50 billion dollars, and three tenths of 50."""
    assert given_by(ask(world), "equipment") == {"DE": 10, "FR": 15}


def test_support_to_ukraine_is_one_span_and_never_a_sum(world: World) -> None:
    """Two spans tell of two states each; the longer counts: 1 % of 4,300 and 2 % of 850."""
    answer = ask(world)
    assert given_by(answer, "ukraine") == {"DE": 43, "PL": 17}
    assert answer.finding("ukraine_states").evidence == ("u-3", "u-4")


def test_the_year_is_the_latest_with_most_figures(world: World) -> None:
    """2024 has four states, 2025 one, which a year later does not make up for."""
    assert ask(world).finding("most").evidence[0] == "defence_expenditure/PL/2024"
    later = ask(world, year=2025)
    assert later.finding("states").value == 0
    assert not later.charts


def test_moves_and_agreement_of_ranks(world: World) -> None:
    """Germany and Sweden move three places. Equal parts and population: 2 pairs of 6 in the same order, -1/3.

    Equal parts and GDP: 1 of 6 in the same order, 4 reversed, 1 tied by GDP: -3 by the root of 6 times 5.
    """
    answer = ask(world)
    movers = answer.table("movers").select("state", "places", "key_up", "key_down").rows()
    assert movers[:2] == [("DE", 3, "equal parts", "progressive GDP"), ("SE", 3, "population", "equal parts")]
    pairs = {(row["one"], row["other"]): row for row in answer.table("agreement_of_ranks").to_dicts()}
    assert pairs["equal parts", "population"]["tau"] == pytest.approx(-1 / 3, abs=1e-4)
    assert pairs["equal parts", "GDP"]["tau"] == pytest.approx(-3 / sqrt(30), abs=1e-4)
    assert pairs["equal parts", "NATO's key"]["states"] == 3


def test_a_highlighted_state_is_told_of(world: World) -> None:
    told = ask(world, state="SE").finding("own_keys").text
    assert "4th of 4 by equal parts" in told
    assert "1st of 4 by population" in told


def test_without_any_figure_nobody_is_ranked(small_world: World) -> None:
    answer = ask(small_world)
    assert answer.finding("states").value == 0
    assert not answer.charts
    assert answer.table("missing").filter(pl.col("measure") == "defence spending").height == 4


# ── What cannot be asked ─────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_wrong_is_told_together(world: World) -> None:
    with pytest.raises(BadInput) as bad:
        ask(world, year=1999, key="epf", state="NL")
    assert all(each in bad.value.found for each in ("1999", "epf", "NL is not in the scope"))
    assert "2018, 2019, 2024, 2025" in bad.value.expected
    assert "one of equal, population, half, gdp, progressive" in bad.value.expected
    assert "DE, FR, PL, SE" in bad.value.expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"scope": "nowhere"}, "one of all"),
        ({"measure": "tanks"}, "one of spending"),
        ({"key": "fair"}, "one of equal"),
        ({"year": "soon"}, "a number"),
    ],
)
def test_wrong_words_are_refused_with_those_that_are_right(world: World, asked: dict[str, str], expected: str) -> None:
    with pytest.raises(BadInput) as bad:
        ask(world, **asked)
    assert expected in f"{bad.value.found} {bad.value.expected}"


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

AMOUNTS = st.integers(0, 9).map(float) | st.just(float("nan"))
WEIGHTS = st.integers(1, 9).map(float) | st.just(float("nan"))
STATES = 6


def made(values: list[float], weights: list[float]) -> Ranking:
    amounts = np.array(values)
    rows = ((),) * STATES
    able = np.ones(STATES, dtype=bool)
    measure = Given("leads", MEASURES["leads"], amounts, amounts - 0.5, amounts + 0.5, able, "made", rows)
    return ranking(measure, Key("made", "made", np.array(weights), "made", ("",) * STATES))


@settings(max_examples=30, deadline=None)
@given(st.lists(AMOUNTS, min_size=STATES, max_size=STATES), st.lists(WEIGHTS, min_size=STATES, max_size=STATES))
def test_shares_add_up_and_scale_does_not_matter(values: list[float], weights: list[float]) -> None:
    found = made(values, weights)
    if not found.ranked.any():
        return
    ranked = found.ranked
    assert found.share[ranked].sum() == pytest.approx(1)
    assert found.fair[ranked].sum() == pytest.approx(1)
    assert (found.fair * found.ratio)[ranked].sum() == pytest.approx(1)
    assert found.excess[ranked].sum() == pytest.approx(0, abs=1e-9)
    assert (found.best[ranked] <= found.rank[ranked]).all()
    assert (found.rank[ranked] <= found.worst[ranked]).all()
    scaled = made(values, [7 * weight for weight in weights])
    np.testing.assert_array_equal(scaled.rank, found.rank)


@settings(max_examples=30, deadline=None)
@given(*[st.lists(AMOUNTS, min_size=STATES, max_size=STATES)] * 2)
def test_tau_is_what_counting_pairs_gives(first: list[float], second: list[float]) -> None:
    """Kendall's tau-b by its definition, pair by pair, over the states that have both."""
    one, other = (made(values, [1.0] * STATES) for values in (first, second))
    (found,) = agreements({"one": one, "other": other})
    both = np.flatnonzero(one.ranked & other.ranked)
    signs = [
        (np.sign(one.rank[a] - one.rank[b]), np.sign(other.rank[a] - other.rank[b])) for a, b in combinations(both, 2)
    ]
    untied = [sum(pair[place] != 0 for pair in signs) for place in (0, 1)]
    if not all(untied):
        assert found.tau is None
        return
    assert found.tau == pytest.approx(sum(a * b for a, b in signs) / sqrt(untied[0] * untied[1]))
    (turned,) = agreements({"other": other, "one": one})
    assert turned.tau == pytest.approx(found.tau)
    assert turned.rho == pytest.approx(found.rho)


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def answer(bundled_world: World) -> Answer:
    return QUESTION.ask(bundled_world, {"scope": "nato"})


def test_spending_by_our_rule_is_near_what_nato_publishes(answer: Answer, bundled_world: World) -> None:
    """Amounts in dollars of 2025 at 1.0824 dollars a euro; exchange rates and GDP of 2025 are a tenth to a fifth off."""
    ours = given_by(answer, "spending")
    table = bundled_world.table("defence_expenditure").filter(pl.col("year") == 2025).drop_nulls("usd_bn_current")
    published = {row["iso2"]: row["usd_bn_current"] / 1.0824 for row in table.to_dicts() if row["iso2"] in ours}
    assert len(published) >= 8
    apart = [abs(ours[state] / amount - 1) for state, amount in published.items()]
    assert max(apart) < 0.25
    theirs = sorted(published, key=published.__getitem__)
    assert theirs[-3:] == sorted(published, key=ours.__getitem__)[-3:]


def test_by_gdp_the_ratio_orders_states_as_their_share_of_gdp_does(answer: Answer, bundled_world: World) -> None:
    """Under the key of GDP nothing but the published percentage is left."""
    published = bundled_world.table("defence_expenditure").filter(pl.col("year") == 2025)
    rows = (
        answer.table()
        .filter(pl.col("measure") == "defence spending")
        .join(published, left_on="state", right_on="iso2", maintain_order="left")
    )
    assert rows.height == 31
    assert rows["pct_gdp"].to_list() == sorted(rows["pct_gdp"], reverse=True)
    assert (rows["ratio"] / rows["pct_gdp"]).std() == pytest.approx(0, abs=1e-4)


def test_the_computed_key_is_near_the_central_banks(bundled_world: World) -> None:
    """Both weigh population and GDP in equal parts; theirs are averages of earlier years."""
    checked = QUESTION.ask(bundled_world, {"scope": "eu"}).finding("checked")
    assert 0 < float(checked.value or 0) < 1
    assert len(checked.evidence) == 20


def test_the_central_banks_key_is_no_check_where_others_share(answer: Answer) -> None:
    """Allies outside the Union change what half of all people and half of all GDP are."""
    assert "checked" not in {finding.name for finding in answer.findings}


def test_evidence_and_missing_states(answer: Answer) -> None:
    """Iceland has no forces and no figure; the United States are in no PESCO and borrow no SAFE loan."""
    missing = answer.table("missing")
    why = {(row["measure"], row["state"]): row["why"] for row in missing.to_dicts()}
    assert why["defence spending", "IS"] == "no figure in the registry"
    assert why["PESCO projects coordinated", "US"] == "cannot take part"
    assert why["SAFE loans taken up", "GB"] == "cannot take part"
    assert all(finding.evidence for finding in answer.findings)
