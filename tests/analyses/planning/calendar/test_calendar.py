"""The calendars, counted by hand on nine events, and held to laws on the bundled facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.planning.calendar.cycles import moved, occurrences
from phalanx.analyses.planning.calendar.question import QUESTION
from phalanx.answer import EVENT_COLUMNS, Answer
from phalanx.errors import BadInput
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

CYCLES = """\
id,institution,process,event,kind,date_start,date_end,recurs_years,follows,depends_on,submission,summary,source_url,source_grade,confidence
N1,NATO,Planning,Guidance,decision,2024-02,2024-02,4,,,,,https://example.org/n1,A,verified
N2,NATO,Planning,Targets,decision,2025-06-05,2025-06-05,4,,N1,,,https://example.org/n2,A,verified
N3,NATO,Spending,Annual plans,report,2026,2030,1,,,yes,,https://example.org/n3,A,verified
N4,NATO,Planning,Next guidance,decision,2028,2028,4,N1,,,,https://example.org/n4,D,partial
E1,EU,Priorities,Priorities,decision,2023-11-14,2023-11-14,5,,,,What to build.,https://example.org/e1,A,verified
E2,EU,PESCO,Plans of members,deadline,2024-01,2025-01,1,,,yes,,https://example.org/e2,A,verified
E3,EU,SAFE,Loans paid,deadline,2030-12-31,,,,,,,https://example.org/e3,A,verified
E5,EU,Budget,Budget,decision,2021-01-01,2027-12-31,7,,,,,https://example.org/e5,A,verified
E6,EU,Fund,Fund,decision,2021-05,2027-12-31,7,,E5,,,https://example.org/e6,A,verified
"""
"""Nine events on the last day of 2025. From their rhythms follow, up to 2033:

    N1  none, as N4 follows it          N4  2032
    N2  June 2029 and June 2033         N3  none: five years of its own, and then it ends
    E1  November 2028 and 2033          E2  each January from 2026 on: eight
    E5  2028                            E6  May 2028
"""
INPUTS = """\
id,input_event,decision_event,reasoning,source_url,source_grade,confidence,note
PI-1,N2,E1,Targets first.,https://example.org/pi,A,partial,
"""
LOANS = """\
iso2,tentative_eur_m,approved_on,note,source_url,source_grade,confidence
FR,1000,2026-02,,https://example.org/safe,A,verified
"""
NORWAY = (
    "NO,Norway,,1949,no,yes,yes,no,yes,yes,5.6,450,8,2.2,no,Oslo,59.9,10.8,https://example.org/states,A,verified,,\n"
)
ENDING = (
    "fr-pl-2024-lease,Lease of a base,FR;PL,2024-01,in_force,2027-03,cooperation_agreement,arrangement,state,operational,"
    ",none,,,https://example.org/lease,A,Agency,2024-01,verified,\n"
)


@contextmanager
def world_with(folder: Path, **further: str) -> Iterator[World]:
    kinds = {"planning_cycles": CYCLES, "planning_inputs": INPUTS, "safe_allocations": LOANS}
    states, agreements = FILES["states.csv"] + NORWAY, FILES["agreements.csv"] + ENDING
    with make_registry(folder, **{**kinds, "states": states, "agreements": agreements, **further}) as registry:
        yield World.of(registry, VALID_ON)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_with(tmp_path_factory.mktemp("calendar")) as made:
        yield made


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, {"to": "2033", **given})


def rows(answer: Answer, name: str, **equal: Any) -> list[dict[str, Any]]:
    return [row for row in answer.table(name).to_dicts() if all(row[key] == value for key, value in equal.items())]


# ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_events_come_as_often_as_their_rhythm_and_their_record_say(world: World) -> None:
    found: dict[str, list[tuple[str, bool]]] = {}
    for row in ask(world, **{"from": "2021"}).table("events").iter_rows(named=True):
        found.setdefault(row["record"], []).append((row["start"], row["derived"]))
    assert found == {
        "N1": [("2024-02", False)],
        "N2": [("2025-06-05", False), ("2029-06", True), ("2033-06", True)],
        "N3": [(str(year), False) for year in range(2026, 2031)],
        "N4": [("2028", False), ("2032", True)],
        "E1": [("2023-11-14", False), ("2028-11", True), ("2033-11", True)],
        "E2": [("2024-01", False), ("2025-01", False), *((f"{year}-01", True) for year in range(2026, 2034))],
        "E3": [("2030-12-31", False)],
        "E5": [("2021-01-01", False), ("2028-01", True)],
        "E6": [("2021-05", False), ("2028-05", True)],
    }


def test_the_years_asked_cut_what_is_shown_and_what_reaches_into_them_stays(world: World) -> None:
    """In 2026 lie the plans of both sides; the budget and the fund of 2021 to 2027 reach into it. Loans end in 2030."""
    answer = ask(world, **{"from": "2026", "to": "2026"})
    assert set(answer.table("events")["uid"]) == {"N3-2026", "E2-2026", "E5", "E6"}
    assert answer.finding("events").value == 4
    assert set(answer.table("events").columns) >= set(EVENT_COLUMNS)


def test_a_derived_date_is_no_more_exact_than_the_month(world: World) -> None:
    events = ask(world).table("events")
    exact = dict(events.select("uid", "exactness").iter_rows())
    assert (exact["N2-2029"], exact["N4-2032"], exact["E5"]) == ("month", "year", "day")
    assert not events.filter(pl.col("derived") & (pl.col("exactness") == "day")).height


def test_records_that_follow_each_other_in_a_ring_end_and_go_on_by_no_rhythm(tmp_path: Path) -> None:
    ring = CYCLES.replace(
        "N1,NATO,Planning,Guidance,decision,2024-02,2024-02,4,,",
        "N1,NATO,Planning,Guidance,decision,2024-02,2024-02,4,N4,",
    )
    with world_with(tmp_path, planning_cycles=ring) as made:
        assert [each.uid for each in occurrences(made, 2060) if each.record in ("N1", "N4")] == ["N1", "N4"]


# ── Waits ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_comes_first_waits_for_the_same_cycle(world: World) -> None:
    """Targets of 5 June 2025 after guidance of February 2024: from its 29th 462 days, from its 1st 490; at 30.4 a month
    15.2 and 16.1. Those of June 2029 wait for the guidance of 2028: from its last day to 1 June 152 days, 5.0 months, and
    from its first to 30 June 546, 17.9. The fund needs the budget only to have begun: 1 January to 1 May 2021, 120 days,
    3.9 months, and to the end of 2027 83.9. Those of 2028 are known to the month: 31 January to 1 May, 91 days, 3.0 months,
    and 1 January to the end of 2034, 2556 days, 84.0.
    """
    found = {
        (row["waiting_uid"], row["awaited_uid"]): (row["slack_least"], row["slack_most"])
        for row in rows(ask(world, **{"from": "2021"}), "waits", relation="comes first")
    }
    assert found == {
        ("N2", "N1"): (15.2, 16.1),
        ("N2-2029", "N4"): (5.0, 17.9),
        ("N2-2033", "N4-2032"): (5.0, 17.9),
        ("E6", "E5"): (3.9, 83.9),
        ("E6-2028", "E5-2028"): (3.0, 84.0),
    }


def test_an_input_is_held_against_the_nearest_decision_and_what_there_is_instead_is_told(world: World) -> None:
    """The priorities are rarer, so each is held against the nearest targets. 14 November 2023: those of 5 June 2025, 569
    days later, 18.7 months. November 2028: those of June 2029, from 1 November to 30 June 241 days, 7.9 months, and from 30
    November to 1 June 183, 6.0; what there is by then is from June 2025, 1245 days old, 40.9 months. November 2033: those of
    June, 124 to 182 days before, 4.1 to 6.0 months.
    """
    told = [
        (
            row["waiting_uid"],
            row["awaited_uid"],
            row["slack_least"],
            row["slack_most"],
            row["verdict"],
            row["instead_age"],
        )
        for row in rows(ask(world, **{"from": "2021"}), "waits", relation="informs")
    ]
    assert told == [
        ("E1", "N2", -18.7, -18.7, "too late", None),
        ("E1-2028", "N2-2029", -7.9, -6.0, "too late", 40.9),
        ("E1-2033", "N2-2033", 4.1, 6.0, "in time", None),
    ]


def test_findings_count_the_inputs_that_come_too_late_and_name_the_worst_ahead(world: World) -> None:
    answer = ask(world)
    assert answer.finding("too_late").value == 1
    assert answer.finding("latest_input").value == 7.9
    assert "6 to 8 months after" in answer.finding("latest_input").text
    assert set(answer.finding("latest_input").evidence) == {"PI-1", "E1", "N2"}
    assert answer.finding("next").value == "2026"
    assert answer.charts[1].title == "1 result of one side comes too late for the other, at worst by 8 months"


def test_the_longest_chain_takes_each_cycle_once(tmp_path: Path) -> None:
    """Guidance and targets are two. That each guidance waits for the last, and targets for both, makes no third."""
    waiting = CYCLES.replace("2028,2028,4,N1,,", "2028,2028,4,N1,N1,")
    assert waiting != CYCLES
    with world_with(tmp_path, planning_cycles=waiting) as made:
        assert ask(made).finding("longest_chain").value == 2


def test_equally_frequent_cycles_keep_the_distance_recorded(tmp_path: Path) -> None:
    """Plans of 2026 for the members' plans of January 2025 would be a year late. Each later pair is as far apart."""
    inputs = INPUTS.replace("PI-1,N2,E1", "PI-1,E2,N3")
    with world_with(tmp_path, planning_inputs=inputs) as made:
        pairs = [(row["waiting_uid"], row["awaited_uid"]) for row in rows(ask(made), "waits", relation="informs")]
    assert pairs == [(f"N3-{year}", f"E2-{year - 2}") for year in range(2026, 2031)]


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_windows_are_where_both_sides_are_handed_something(world: World) -> None:
    """Plans go to NATO in the course of each year from 2026 to 2030, and to the EU each January: five windows in one year,
    and a sixth from the end of 2030 to January 2031. That of 2026 opens with January and closes 183 days, six months, after
    its end, on 2 August. January and the year touch; at worst 364 days, 12.0 months, lie between.
    """
    windows = rows(ask(world), "windows")
    assert [(row["nato_uid"], row["eu_uid"]) for row in windows] == [
        *((f"N3-{year}", f"E2-{year}") for year in range(2026, 2031)),
        ("N3-2030", "E2-2031"),
    ]
    assert {name: windows[0][name] for name in ("opens", "closes", "gap_least", "gap_most", "sure")} == {
        "opens": "2026-01-01",
        "closes": "2026-08-02",
        "gap_least": 0.0,
        "gap_most": 12.0,
        "sure": False,
    }
    assert ask(world).finding("windows").value == 6


def test_windows_are_sure_when_the_coarsest_dates_are_near_enough(world: World) -> None:
    """364 days are less than twelve months of 30.4 days; from 1 January 2030 to 31 January 2031 it is thirteen."""
    sure = {row["eu_uid"]: row["sure"] for row in rows(ask(world, **{"within-months": "12"}), "windows")}
    assert sure == {f"E2-{year}": year < 2031 for year in range(2026, 2032)} | {"E2-2028": True}


# ── A state ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_state_sees_what_concerns_it_and_its_own_dates(world: World) -> None:
    """France is in everything, has a plan approved in February 2026 and a lease that ends in March 2027."""
    answer = ask(world, state="FR")
    assert answer.finding("standing").value == "NATO, the EU, PESCO and SAFE"
    everything = set(ask(world).table("events")["uid"])
    own = {"safe_allocations-FR": "2026-02", "fr-pl-2024-lease": "2027-03"}
    events = dict(answer.table("events").select("uid", "start").iter_rows())
    assert events.keys() - everything == own.keys()
    assert {name: events[name] for name in own} == own
    assert events.keys() >= everything


def test_a_member_without_a_loan_sees_no_loans(world: World) -> None:
    poland = ask(world, state="PL").table("events")
    assert "E3" not in poland["uid"]
    assert "E2-2026" in poland["uid"]
    assert poland.filter(pl.col("uid") == "fr-pl-2024-lease").height == 1


def test_an_ally_outside_the_eu_sees_nato_only_and_has_no_windows(world: World) -> None:
    answer = ask(world, state="NO")
    assert {tuple(each) for each in answer.table("events")["calendars"]} == {("NATO",)}
    assert answer.finding("windows").value == 0
    assert "Norway hands nothing in to both" in answer.finding("windows").text


@pytest.mark.parametrize("state", ["CH", "JP"])
def test_a_state_in_neither_is_told_so(world: World, state: str) -> None:
    answer = ask(world, state=state)
    assert answer.finding("standing").value == "neither NATO nor the EU"
    assert answer.finding("events").value == 0
    assert not answer.charts


# ── What is refused, and what is empty ───────────────────────────────────────────────────────────────────────────────


def test_wrong_words_are_refused_together(world: World) -> None:
    with pytest.raises(BadInput) as bad:
        ask(world, **{"state": "UK", "from": "1950", "to": "soon", "within-months": "99"})
    told = str(bad.value)
    for part in ("did you mean GB", "--from '1950'", "from 1990 to 2100", "--to 'soon'", "from 0 to 24"):
        assert part in told


def test_years_out_of_order_are_refused(world: World) -> None:
    with pytest.raises(BadInput, match="From 2030 to 2029 is no span of years"):
        ask(world, **{"from": "2030", "to": "2029"})


def test_a_day_after_all_calendars_is_refused_with_a_way_out(world: World) -> None:
    with pytest.raises(BadInput, match="begin in 2150"):
        QUESTION.ask(World(date(2150, 1, 1), world.known_at, world.journal_head, world.entries))


def test_a_registry_without_calendars_answers_with_nothing(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    assert [(each.name, each.value) for each in answer.findings] == [("events", 0)]
    assert {name: table.frame.height for name, table in answer.tables.items()} == {
        "events": 0,
        "waits": 0,
        "windows": 0,
    }


# ── Laws on the bundled facts ────────────────────────────────────────────────────────────────────────────────────────


def test_every_event_has_a_name_of_its_own_and_what_it_waits_for_is_before_or_named(bundled_world: World) -> None:
    answer = ask(bundled_world)
    events = answer.table("events")
    assert events["uid"].is_unique().all()
    assert events["start"].to_list() == sorted(events["start"], key=first_day)
    assert all(first_day(row["start"]) <= last_day(row["end"]) for row in events.iter_rows(named=True))
    waited_for = {each for row in events["waits_for"] for each in row}
    assert waited_for <= {*answer.table("waits")["awaited_uid"]}


@settings(max_examples=8)
@given(st.integers(2020, 2040), st.integers(0, 12), st.integers(0, 12))
def test_a_longer_horizon_takes_nothing_away(bundled_world: World, first: int, years: int, more: int) -> None:
    short = ask(bundled_world, **{"from": first, "to": first + years}).table("events")
    longer = ask(bundled_world, **{"from": first, "to": first + years + more}).table("events")
    assert set(short["uid"]) <= set(longer["uid"])


@settings(max_examples=8)
@given(st.integers(0, 24), st.integers(0, 24))
def test_more_months_close_no_window(bundled_world: World, one: int, other: int) -> None:
    few, many = sorted((one, other))
    narrow, wide = (ask(bundled_world, **{"within-months": each}).table("windows") for each in (few, many))
    names = ("nato_uid", "eu_uid")
    assert set(narrow.select(names).iter_rows()) <= set(wide.select(names).iter_rows())
    assert narrow.filter((pl.col("gap_least") > few + 0.05) | (pl.col("opens") > pl.col("closes"))).is_empty()


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=30)
def test_moving_twice_is_moving_once(day: date, one: int, other: int) -> None:
    assert moved(moved(day.isoformat(), one), other) == moved(day.isoformat(), one + other)


def test_the_time_line_has_every_event_once_and_none_upon_another(bundled_world: World) -> None:
    answer = ask(bundled_world, state="PL", **{"from": "2024"})
    drawn = [row for layer in answer.charts[0].vega_lite["layer"][:2] for row in layer["data"]["values"]]
    assert len(drawn) == answer.table("events").height
    lanes: dict[str, list[tuple[str, str]]] = {}
    for row in drawn:
        lanes.setdefault(row["lane"], []).append((row["from"], row["until"]))
    assert all(one[1] <= other[0] for spans in lanes.values() for one, other in pairwise(sorted(spans)))
    shown = answer.charts[0].vega_lite["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert lanes.keys() <= set(shown)
    assert "# Poland alone" in shown
