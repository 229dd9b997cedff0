"""What the network of agreements is measured with: weights, countries, borders and possible turning points.

They are held against what everybody can count on a map, against the outlines that are bundled, and against each other.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from phalanx.registry.store import Registry
from phalanx.vocabulary import codes
from phalanx.world import World

PHALANX = Path(str(files("phalanx")))
Row = dict[str, str]
Pair = tuple[str, str]
Place = tuple[float, float]
"""Longitude and latitude, as GeoJSON has them."""


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (PHALANX / "facts" / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


@cache
def outlines() -> dict[str, list[list[list[Place]]]]:
    """The polygons of every country that maps are drawn with, each a list of rings."""
    drawn = json.loads((PHALANX / "surfaces/presenting/shapes/countries.geojson").read_text(encoding="utf-8"))
    found = {}
    for feature in drawn["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[feature["id"]] = [[[(x, y) for x, y in ring] for ring in polygon] for polygon in polygons]
    del found["disputed"]
    return found


def distance_km(one: Place, other: Place) -> float:
    """Along a great circle of a globe of 6,371 km radius (haversine)."""
    (x, y), (u, v) = ((math.radians(lon), math.radians(lat)) for lon, lat in (one, other))
    half = math.sin((y - v) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((x - u) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


# ── Weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def weights(dimension: str) -> dict[str, float]:
    return {row["code"]: float(row["weight"]) for row in rows("network_weights") if row["dimension"] == dimension}


@pytest.mark.parametrize(
    ("dimension", "word_list", "column"),
    [
        ("form", codes.FORM, "form"),
        ("clause", codes.MUTUAL_DEFENCE, "mutual_defence"),
        ("confidence", codes.CONFIDENCE, "confidence"),
        ("grade", codes.GRADE, "source_grade"),
        ("status", codes.STATUS, "status"),
        ("level", codes.LEVEL, "level"),
    ],
)
def test_every_code_of_a_dimension_has_one_weight(dimension: str, word_list: Mapping[str, str], column: str) -> None:
    assert weights(dimension).keys() == word_list.keys()
    assert {row[column] for row in rows("agreements")} <= weights(dimension).keys()


def test_every_agreement_has_an_age_that_weighs() -> None:
    assert list(weights("age")) == ["0", "5", "10", "20"]
    assert {row["dimension"] for row in rows("network_weights")} == {
        "form", "clause", "age", "confidence", "grade", "status", "level",
    }  # fmt: skip
    assert len(rows("network_weights")) == 6 + 3 + 4 + 2 + 5 + 6 + 2


def test_a_stronger_tie_never_weighs_less() -> None:
    for dimension, strongest_first in {
        "age": ["0", "5", "10", "20"],
        "grade": ["A", "B", "C", "D", "E"],
        "confidence": ["verified", "partial"],
        "clause": ["assistance", "consultation", "none"],
        "status": ["in_force", "signed", "announced"],
        "level": ["state", "company"],
        "form": ["strategic_partnership", "cooperation_agreement", "political_declaration", "statement_of_intent"],
    }.items():
        told = [weights(dimension)[code] for code in strongest_first]
        assert told == sorted(told, reverse=True), dimension
        assert len(set(told)) == len(told), dimension


def test_what_was_never_signed_weighs_nothing_and_what_ended_counts_until_then() -> None:
    status = {row["code"]: row for row in rows("network_weights") if row["dimension"] == "status"}
    assert {code for code, row in status.items() if float(row["weight"]) == 0} == {"announced"}
    assert "stand" in status["announced"]["reasoning"]
    for code in ("terminated", "superseded"):
        assert float(status[code]["weight"]) == 1
        assert "until" in status[code]["reasoning"].lower()


def test_weights_are_told_as_judgements() -> None:
    for row in rows("network_weights"):
        assert row["confidence"] == "partial"
        assert row["note"].startswith("A judgement of ours")
        assert row["reasoning"].endswith(".")


# ── Countries ────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def countries() -> dict[str, Row]:
    return {row["iso2"]: row for row in rows("countries")}


def place(code: str) -> Place:
    return float(countries()[code]["label_lon"]), float(countries()[code]["label_lat"])


def standing_states() -> dict[str, str]:
    """The first day of every state that lasts, by the list of the Correlates of War."""
    return {row["party"]: row["start"] for row in rows("cow_states") if not row["end"]}


SUCCESSORS = {"CSHH": "CZ", "CSXX": "RS", "DDDE": "DE", "VDVN": "VN", "YDYE": "YE", "YUCS": "RS"}
"""The former states of the last decades that have an ISO 3166-3 code, with the state at whose place they stand."""


def test_no_country_is_missing() -> None:
    assert {row["iso2"] for row in rows("states")} <= countries().keys()
    assert countries().keys() == standing_states().keys() | outlines().keys() | SUCCESSORS.keys()
    assert [row["iso2"] for row in rows("countries")] == sorted(countries())


def test_a_former_state_stands_at_the_place_of_its_successor() -> None:
    """All that the list of the Correlates of War has with such a code, each in the last year given in its note."""
    ends = {row["party"]: row["end"][:4] for row in rows("cow_states") if len(row["party"]) == 4}
    assert ends.keys() == SUCCESSORS.keys()
    for former, successor in SUCCESSORS.items():
        for field in ("region", "subregion", "label_lat", "label_lon"):
            assert countries()[former][field] == countries()[successor][field]
        assert countries()[former]["note"].startswith("Former state (")
        assert f"to {ends[former]})" in countries()[former]["note"]


def test_regions_hold_as_many_members_of_the_united_nations_as_everybody_counts() -> None:
    """The 193 members are the states of the list without Kosovo and Taiwan; the Holy See is an observer."""
    members = standing_states().keys() - {"XK", "TW"}
    assert len(members) == 193
    assert Counter(countries()[code]["region"] for code in members) == {
        "africa": 54, "americas": 35, "asia": 47, "europe": 43, "oceania": 14,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("subregion", "states"),
    [
        ("northern_europe", "DK EE FI GB IE IS LT LV NO SE"),
        ("western_europe", "AT BE CH DE FR LI LU MC NL"),
        ("eastern_europe", "BG BY CZ HU MD PL RO RU SK UA"),
        ("southern_europe", "AD AL BA ES GR HR IT ME MK MT PT RS SI SM XK"),
        ("western_asia", "AE AM AZ BH CY GE IL IQ JO KW LB OM QA SA SY TR YE"),
        ("central_asia", "KG KZ TJ TM UZ"),
        ("northern_america", "CA US"),
        ("australia_and_new_zealand", "AU NZ"),
    ],
)
def test_a_subregion_is_as_in_the_standard(subregion: str, states: str) -> None:
    assert {code for code in standing_states() if countries()[code]["subregion"] == subregion} == set(states.split())


def test_what_the_standard_does_not_list_is_told() -> None:
    assert {code for code, row in countries().items() if "Not in M49's list" in row["note"]} == {"XK", "TW"}


def test_a_label_lies_inside_its_country() -> None:
    outside = [code for code in countries() if code in outlines() and not inside(place(code), outlines()[code])]
    assert not outside
    assert countries().keys() - outlines().keys() == {"TV", *SUCCESSORS}
    assert distance_km(place("TV"), (179.2, -8.52)) < 20, "Funafuti"


def inside(point: Place, polygons: list[list[list[Place]]]) -> bool:
    """Whether a ray to the east crosses the rings of a polygon an odd number of times."""
    return any(sum(crossings(point, ring) for ring in polygon) % 2 == 1 for polygon in polygons)


def crossings(point: Place, ring: list[Place]) -> int:
    x, y = point
    return sum(
        (v < y) != (w < y) and x < u + (y - v) / (w - v) * (t - u) for (u, v), (t, w) in pairwise(ring) if v != w
    )


def test_a_label_is_not_far_from_the_capital() -> None:
    """In Europe the farthest is Sweden's, 622 km north of Stockholm; Ottawa and Washington lie at their coasts."""
    far = {}
    for row in rows("states"):
        capital = float(row["capital_lon"]), float(row["capital_lat"])
        if (km := distance_km(place(row["iso2"]), capital)) > 400:
            far[row["iso2"]] = round(km, -2)
    assert far == {"SE": 600, "US": 1800, "CA": 2900}


# ── Borders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def borders() -> dict[Pair, Row]:
    return {(row["a"], row["b"]): row for row in rows("borders")}


@cache
def neighbours() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for a, b in borders():
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


EUROPE = """
AD: ES FR; AL: GR ME MK XK; AM: AZ GE IR TR; AT: CH CZ DE HU IT LI SI SK; AZ: AM GE IR RU TR; BA: HR ME RS;
BE: DE FR LU NL; BG: GR MK RO RS TR; BY: LT LV PL RU UA; CH: AT DE FR IT LI; CZ: AT DE PL SK;
DE: AT BE CH CZ DK FR LU NL PL; DK: DE; EE: LV RU; ES: AD FR MA PT; FI: NO RU SE;
FR: AD BE CH DE ES IT LU MC; GB: IE; GE: AM AZ RU TR; GR: AL BG MK TR; HR: BA HU ME RS SI;
HU: AT HR RO RS SI SK UA; IE: GB; IT: AT CH FR SI SM VA; LI: AT CH; LT: BY LV PL RU; LU: BE DE FR;
LV: BY EE LT RU; MC: FR; MD: RO UA; ME: AL BA HR RS XK; MK: AL BG GR RS XK; NL: BE DE; NO: FI RU SE;
PL: BY CZ DE LT RU SK UA; PT: ES; RO: BG HU MD RS UA; RS: BA BG HR HU ME MK RO XK;
RU: AZ BY CN EE FI GE KP KZ LT LV MN NO PL UA; SE: FI NO; SI: AT HR HU IT; SK: AT CZ HU PL UA; SM: IT;
TR: AM AZ BG GE GR IQ IR SY; UA: BY HU MD PL RO RU SK; VA: IT; XK: AL ME MK RS
"""
"""The neighbours of every state of Europe, the Caucasus and Türkiye, written by hand from general knowledge."""


def test_the_neighbours_of_europe_are_those_that_are_known() -> None:
    known = {each[:2]: set(each[4:].split()) for each in " ".join(EUROPE.split()).split("; ")}
    assert {code: neighbours()[code] for code in known} == known
    european = {row["iso2"] for row in rows("states") if countries()[row["iso2"]]["region"] == "europe"}
    assert european - known.keys() == {"IS", "MT"}


@pytest.mark.parametrize(
    ("code", "count"),
    [("CN", 14), ("RU", 14), ("BR", 9), ("CD", 9), ("SD", 7), ("ZM", 8), ("TZ", 8), ("IN", 6), ("DZ", 7), ("SA", 7)],
)
def test_countries_with_many_neighbours_have_as_many_as_is_known(code: str, count: int) -> None:
    """Hong Kong, Macao and French Guiana do not count; Western Sahara does."""
    assert len(neighbours()[code]) == count


def test_islands_have_no_neighbours() -> None:
    alone = "AU BH CU CY IS JM JP LK MG MT MV NZ PH SG TW"
    assert not set(alone.split()) & neighbours().keys()


def test_a_border_stands_once_and_between_countries() -> None:
    assert all(a < b for a, b in borders())
    assert len(borders()) == len(rows("borders")) == 318
    assert list(borders()) == sorted(borders())
    assert neighbours().keys() <= countries().keys()


LEFT_OUT = {("BR", "FR"), ("FR", "SR"), ("CN", "HK"), ("CN", "MO"), ("MF", "SX")}
"""Borders of territories that the outlines show with their state or by themselves."""
TOO_SMALL = {("BW", "ZM"), ("ES", "MA")}
"""Borders that the outlines are too coarse for: 150 metres at Kazungula, Ceuta and Melilla."""


@cache
def drawn_borders() -> dict[Pair, float]:
    """The length in km of what the outlines of two countries share, point for point."""
    owners: dict[frozenset[Place], set[str]] = {}
    for code, polygons in outlines().items():
        for ring in (ring for polygon in polygons for ring in polygon):
            for ends in pairwise(ring):
                owners.setdefault(frozenset(ends), set()).add(code)
    found: dict[Pair, float] = {}
    for side, both in owners.items():
        if len(both) == 2:
            a, b = sorted(both)
            found[a, b] = found.get((a, b), 0) + distance_km(*side)
    return found


def test_borders_are_those_that_outlines_share() -> None:
    assert drawn_borders().keys() - LEFT_OUT == borders().keys() - TOO_SMALL


def test_lengths_are_a_little_more_than_what_is_drawn() -> None:
    """A thinned outline is shorter than the border it stands for, by a tenth on a long straight one.

    Where a border winds along a river or through enclaves it is twice as long, as nobody measures a coast twice alike.
    """
    states = {row["iso2"] for row in rows("states")}
    known = {pair: float(row["length_km"]) for pair, row in borders().items() if row["length_km"]}
    compared = {pair: km / drawn_borders()[pair] for pair, km in known.items() if set(pair) <= states - {"US", "CA"}}
    assert len(compared) > 70
    assert {pair: ratio for pair, ratio in compared.items() if not 1 < ratio < 2} == {}


@pytest.mark.parametrize(
    ("code", "total"), [("AT", 2_524), ("CH", 1_770), ("HU", 2_106), ("ES", 1_951.5), ("FI", 2_563), ("UA", 5_581)]
)
def test_lengths_add_up_to_the_total_of_a_country(code: str, total: float) -> None:
    """Gibraltar's 1.2 km are not Spain's here."""
    assert sum(float(row["length_km"]) for pair, row in borders().items() if code in pair) == total


def test_what_pages_do_not_agree_on_is_left_out_and_told() -> None:
    silent = {pair for pair, row in borders().items() if not row["length_km"]}
    assert silent == {("DE", "PL"), ("DZ", "MA"), ("IL", "JO"), ("MX", "US")}
    assert all(row["note"] for row in rows("borders") if row["confidence"] == "partial" or not row["length_km"])


CARRIED_ON = {"DE", "RU", "RS", "YE"}
"""States that carry on an older one's borders, though the list begins them anew."""
OLDER_THAN_THE_LIST = {"AD", "LI", "MC", "SM"}
"""Small states that the list counts only since they joined the United Nations."""


def test_a_border_is_as_old_as_the_younger_of_its_states() -> None:
    starts = {code: start for code, start in standing_states().items() if code not in CARRIED_ON | OLDER_THAN_THE_LIST}
    expected = {pair: max(starts.get(code, "") for code in pair) for pair in borders()}
    # Germany met Poland when it was united, Yemen met Oman likewise.
    expected |= {("DE", "PL"): "1990-10-03", ("OM", "YE"): "1990-05-22"}
    told = {pair: row["since"] for pair, row in borders().items()}
    assert told == {pair: start if start >= "1981" else "" for pair, start in expected.items()}


@pytest.fixture(scope="module")
def registry(bundled: Path) -> Iterator[Registry]:
    with Registry.open(str(bundled)) as filled:
        yield filled


@pytest.mark.parametrize(
    ("day", "there", "not_yet"),
    [
        (date(1985, 1, 1), {("DE", "FR"), ("FI", "RU"), ("PL", "RU")}, {("DE", "PL"), ("PL", "UA"), ("HR", "SI")}),
        (date(1992, 12, 31), {("DE", "PL"), ("PL", "UA"), ("HR", "SI")}, {("CZ", "SK"), ("ER", "ET")}),
        (date(1993, 1, 1), {("CZ", "SK"), ("AT", "CZ")}, {("ER", "ET")}),
        (date(2006, 6, 1), {("BA", "HR")}, {("ME", "RS"), ("RS", "XK")}),
        (date(2011, 7, 8), {("RS", "XK")}, {("SD", "SS")}),
        (date(2011, 7, 9), {("SD", "SS"), ("KE", "SS")}, set()),
    ],
)
def test_a_world_holds_the_borders_of_its_day(
    registry: Registry, day: date, there: set[Pair], not_yet: set[Pair]
) -> None:
    found = set(World.of(registry, day).table("borders").select("a", "b").iter_rows())
    assert there <= found
    assert not not_yet & found


def test_every_border_there_is_stands_today(registry: Registry) -> None:
    table = World.of(registry).table("borders")
    assert table.height == 318
    assert table["since"].null_count() == 318 - 89
    assert table.schema["length_km"] == pl.Float64


# ── Turning points ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_possible_breaks_are_dated_as_everybody_remembers() -> None:
    """The invasion comes first, as every count is divided there; the others only may divide one."""
    told = {row["id"]: row["date"] for row in rows("turning_points")}
    assert told == {
        "invasion-2022": "2022-02-24",
        "crimea-2014": "2014-03-18",
        "brexit-referendum-2016": "2016-06-23",
        "pesco-2017": "2017-12-11",
        "nato-madrid-2022": "2022-06-29",
        "white-paper-2025": "2025-03-19",
        "safe-2025": "2025-05-27",
        "nato-hague-2025": "2025-06-25",
    }
    assert next(iter(told)) == "invasion-2022"
    assert all(row["note"] for row in rows("turning_points") if row["confidence"] == "partial")


def test_events_that_the_planning_calendars_tell_too_have_the_same_day() -> None:
    calendar = {row["id"]: row["date_start"] for row in rows("planning_cycles")}
    points = {row["id"]: row["date"] for row in rows("turning_points")}
    for point, event in {
        "pesco-2017": "PC-P01", "nato-madrid-2022": "PC-N01", "white-paper-2025": "PC-E04", "safe-2025": "PC-S02",
        "nato-hague-2025": "PC-N16",
    }.items():  # fmt: skip
        assert points[point] == calendar[event], point


# ── Words of capability areas ────────────────────────────────────────────────────────────────────────────────────────


def test_a_word_of_an_area_stands_once_and_beside_the_area_it_belongs_to() -> None:
    areas = {row["id"]: row for row in rows("capability_areas")}
    known = [(row["area_id"], row["word"]) for row in rows("area_words")]
    assert known == sorted(set(known))
    equipment = {(row["area_id"], row["word"]) for row in rows("capability_words")}
    assert not equipment & set(known), "told by capability_words already"
    for row in rows("area_words"):
        assert row["word"] == row["word"].lower()
        assert row["source_url"] == areas[row["area_id"]]["source_url"]
        assert row["confidence"] == "partial"
        assert "a judgement of ours" in row["note"]


def test_every_area_of_the_white_paper_and_nearly_every_priority_can_be_told() -> None:
    told = {row["area_id"] for kind in ("area_words", "capability_words") for row in rows(kind)}
    assert told >= {f"WP-{number}" for number in range(1, 8)} | {"RM-8", "RM-9"}
    priorities = {row["id"] for row in rows("capability_areas") if row["id"].startswith("CDP-")}
    # Air and missile defence is told as the White Paper's; advantage in cyber warfare has no word of its own.
    assert priorities - told == {"CDP-09", "CDP-14"}


def test_a_domain_stands_for_areas_with_its_meaning() -> None:
    found: dict[str, set[str]] = {}
    for row in rows("area_words"):
        if row["found_in"] == "domains":
            found.setdefault(row["word"], set()).add(row["area_id"])
    assert found.keys() <= codes.DOMAIN.keys()
    assert found["air_defence"] == {"WP-1"}
    assert found["military_mobility"] == {"WP-5", "CDP-17"}
    # What says no more than that forces or firms cooperate stands for no capability.
    assert not found.keys() & {"procurement", "industry", "research", "exercises", "training", "financing"}
