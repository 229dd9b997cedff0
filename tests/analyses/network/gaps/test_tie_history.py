"""What is known of ties by date, read from small registries of which every row can be told in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.small_world import VALID_ON, make_registry

from phalanx.analyses.network.gaps.tie_history import TieHistory, day_of, decimal_year, distances_km, read_history
from phalanx.errors import BadInput
from phalanx.world import World
from phalanx.world.agreements import Selection, select

COUNTRY = "iso2,name,region,subregion,label_lat,label_lon,source_url,source_grade,confidence,note\n"
AGREEMENT = (
    "id,title,parties,signed,status,ended,form,legal_type,level,scope,domains,mutual_defence,summary,value_eur_m,source_url,"
    "source_grade,source_title,source_date,confidence,note\n"
)
PERIOD = "id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note\n"
STATE = "ccode,abbreviation,name,party,start,end,source_url,source_grade,confidence,note\n"


def countries(*codes: str) -> str:
    rows = (
        f"{code},{code},europe,western_europe,50,{place},https://example.org/m49,A,verified,\n"
        for place, code in enumerate(codes)
    )
    return COUNTRY + "".join(rows)


def agreement(
    name: str, parties: str, signed: str, form: str = "cooperation_agreement", scope: str = "other", ended: str = ""
) -> str:
    status = "terminated" if ended else "signed"
    return (
        f"{name},{name},{parties},{signed},{status},{ended},{form},treaty,state,{scope},,none,,,https://example.org/{name},"
        "B,Paper,,verified,\n"
    )


def period(name: str, of: str, party: str, entered: str) -> str:
    return f"{name},{of},{party},{entered},,,https://example.org/{name},B,verified,\n"


def lives(*rows: tuple[str, str, str]) -> str:
    return STATE + "".join(
        f"{number},{party[:3]},{party},{party},{start},{end},https://example.org/cow,B,verified,\n"
        for number, (party, start, end) in enumerate(rows, 100)
    )


def history_of(folder: Path, **files: str) -> TieHistory:
    with make_registry(folder, **files) as registry:
        world = World.of(registry, VALID_ON)
    return read_history(world, select(world, Selection()))


def first(history: TieHistory, a: str, b: str) -> float:
    return float(history.first[history.states.index(a), history.states.index(b)])


def test_the_small_world(tmp_path: Path) -> None:
    """Six agreements of two, one for each pair; the pact of three and the joining tie nobody alone.

    10 April is the hundredth day of 2015, so 99 of 365 days have gone; a year alone counts from its first day.
    """
    history = history_of(tmp_path, countries=countries("DE", "FR", "PL", "SE"))
    assert history.states == ("DE", "FR", "PL", "SE")
    assert len(history.ids) == 6
    assert first(history, "FR", "SE") == first(history, "SE", "FR") == pytest.approx(2015 + 99 / 365)
    assert first(history, "PL", "SE") == 2022
    assert first(history, "DE", "FR") == pytest.approx(2019 + 21 / 365)
    # That the arrangement of France and Sweden ended in 2020 does not undo that they signed.
    assert history.tied(2025.0)[1, 3] == 1
    assert history.last_signed == date(2025, 11, 1)
    assert np.isinf(first(history, "DE", "DE"))
    assert history.nato_since.tolist() == [1955, 1949, 1999, 2024]


def test_candidates_are_tied_to_others_but_not_to_one_another(tmp_path: Path) -> None:
    """Before 2020 there were France–Sweden and Germany–France: Germany and Sweden are left, Poland has no tie yet."""
    history = history_of(tmp_path, countries=countries("DE", "FR", "PL", "SE"))
    i, j = history.candidates(2020.0)
    assert [(history.states[a], history.states[b]) for a, b in zip(i, j, strict=True)] == [("DE", "SE")]


def test_who_has_no_place_is_left_out_and_told(tmp_path: Path) -> None:
    """The European Union is no country, and Sweden is not among the countries here."""
    rows = (
        AGREEMENT + agreement("a", "DE;EU", "2001") + agreement("b", "DE;SE", "2002") + agreement("c", "DE;FR", "2003")
    )
    history = history_of(tmp_path, countries=countries("DE", "FR"), agreements=rows, party_periods=PERIOD)
    assert history.ids == ("c",)
    assert history.unplaced == ("EU", "SE")


def test_a_tie_begins_when_both_belong(tmp_path: Path) -> None:
    """Signed in 2001 by both as listed, but France entered in March 2004 only: the tie begins on 1 March."""
    rows = AGREEMENT + agreement("a", "DE;FR", "2001")
    history = history_of(
        tmp_path,
        countries=countries("DE", "FR"),
        agreements=rows,
        party_periods=PERIOD + period("p", "a", "FR", "2004-03"),
    )
    assert first(history, "DE", "FR") == pytest.approx(2004 + (31 + 29) / 366)


def test_promises_alone_make_allies_and_no_tie(tmp_path: Path) -> None:
    rows = (
        AGREEMENT
        + agreement("promise", "DE;FR", "1990", "unspecified", "unspecified", ended="1995-06-30")
        + agreement("pact-of-three", "DE;FR;PL", "1991", "unspecified", "unspecified")
        + agreement("form-alone", "FR;PL", "1992", "unspecified", "other")
    )
    history = history_of(tmp_path, countries=countries("DE", "FR", "PL"), agreements=rows, party_periods=PERIOD)
    assert history.ids == ("form-alone",)
    assert np.isinf(first(history, "DE", "FR"))
    assert history.ally_sides.tolist() == [[0, 1]]
    assert history.ally_since.tolist() == [1990]
    assert history.ally_until.tolist() == pytest.approx([1995 + 180 / 365])


def test_successors_of_an_ally_are_allies(tmp_path: Path) -> None:
    """France and Czechoslovakia promised in 1991; Czechia and Slovakia, listed beside it, began two years later."""
    rows = AGREEMENT + agreement("promise", "CSHH;CZ;FR;SK", "1991-10-01", "unspecified", "unspecified")
    history = history_of(
        tmp_path,
        countries=countries("CSHH", "CZ", "FR", "SK"),
        agreements=rows,
        party_periods=PERIOD,
        cow_states=lives(
            ("CSHH", "1918-10-28", "1992-12-31"),
            ("CZ", "1993-01-01", ""),
            ("SK", "1993-01-01", ""),
            ("FR", "1816-01-01", ""),
        ),
    )
    allied = {tuple(history.states[side] for side in pair) for pair in history.ally_sides.tolist()}
    assert allied == {("CSHH", "FR"), ("CZ", "FR"), ("FR", "SK")}
    assert history.ends[0] == pytest.approx(1992 + 365 / 366)
    assert history.begins[1] == 1993


def test_a_third_that_joined_later_makes_it_a_pact_of_many(tmp_path: Path) -> None:
    """Kosovo began in 2008, but neither of the two that signed in 1995 had ended by then: nobody is whose ally is told."""
    rows = AGREEMENT + agreement("promise", "AL;MK;XK", "1995", "unspecified", "unspecified")
    history = history_of(
        tmp_path,
        countries=countries("AL", "MK", "XK"),
        agreements=rows,
        party_periods=PERIOD,
        cow_states=lives(("AL", "1914-01-17", ""), ("MK", "1993-04-08", ""), ("XK", "2008-02-17", "")),
    )
    assert history.ally_sides.shape == (0, 2)


def test_without_countries_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="facts update"):
        history_of(tmp_path)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2199, 12, 31)))
def test_a_decimal_year_reads_back(day: date) -> None:
    assert day_of(decimal_year(day)) == day
    assert decimal_year(date(day.year, 1, 1)) <= decimal_year(day) < day.year + 1


def test_distances_are_those_along_the_globe() -> None:
    """From the equator to the pole is a quarter of a great circle of 6,371 km radius: half of pi times that."""
    km = distances_km(np.array([0.0, 90.0, 0.0]), np.array([0.0, 0.0, 180.0]))
    quarter = np.pi / 2 * 6371
    assert km == pytest.approx(np.array([[0, quarter, 2 * quarter], [quarter, 0, quarter], [2 * quarter, quarter, 0]]))
