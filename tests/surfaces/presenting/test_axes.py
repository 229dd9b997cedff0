"""Long names on axes stay whole, on as many lines as they need, and leave the drawing its room."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.answer import Chart, WorldStamp
from phalanx.surfaces.presenting import axes, pictures

STAMP = WorldStamp("2026-01-01", "2026-01-01T00:00:00Z", "0" * 64)
LONG = "Albania-Bulgaria-Italy-North Macedonia military mobility letter of intent"
NAMES = ["Germany", LONG, "Security assistance in the funding law"]
CHART = Chart(
    "bars",
    "A finding",
    {
        "data": {"values": [{"name": name, "value": place + 1} for place, name in enumerate(NAMES)]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "name", "type": "nominal", "title": None},
            "x": {"field": "value", "type": "quantitative", "title": "agreements"},
        },
    },
    "What is counted",
)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=12), st.integers(14, 40))
def test_no_line_is_longer_than_its_room_and_no_word_is_lost_before_the_last(words: list[str], room: int) -> None:
    told = axes.lines(" ".join(words), room)
    assert len(told) <= axes.MOST_LINES
    assert max(map(len, told)) <= room
    if told[-1].endswith("…"):
        assert len(told) == axes.MOST_LINES
    else:
        assert " ".join(told).split() == words


def test_lines_are_of_about_equal_length() -> None:
    assert axes.lines("European Sky Shield Initiative letter of intent", 35) == [
        "European Sky Shield",
        "Initiative letter of intent",
    ]


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    assert axes.lines("Artillery shells of 155 mm: DK HR IT", 26) == [
        "Artillery shells of",
        "155\N{NO-BREAK SPACE}mm: DK HR IT",
    ]


def test_rows_are_as_far_apart_as_the_names_of_neighbours_need() -> None:
    """Three lines beside one need two lines' room; beside three, or in an order unknown, three lines' room."""
    told = {"one": ["a"], "three": ["a", "b", "c"], "other": ["a", "b", "c"]}
    apart, beside = ["three", "one", "other"], ["one", "three", "other"]
    assert axes._step({"sort": beside}, told) == axes._step({}, told) == 3 * axes.LEADING + axes.BETWEEN
    assert axes._step({"sort": apart}, told) == 3 * axes.LEADING + axes.BETWEEN, "the first stands at the edge"
    assert axes._step({"sort": ["one", "three"]}, dict(list(told.items())[:2])) == 3 * axes.LEADING + axes.BETWEEN
    inner = {"a": ["a"], "b": ["a", "b", "c"], "c": ["a"]}
    assert axes._step({"sort": ["a", "b", "c"]}, inner) == 2 * axes.LEADING + axes.BETWEEN


def test_the_middle_of_a_broken_name_stands_at_its_row() -> None:
    long = {LONG: ["Albania-Bulgaria-Italy-", "North Macedonia"], "other": ["a", "b", "c"]}
    first, second = axes._middle(long)["condition"]
    assert (first["value"], second["value"]) == (-axes.LEADING / 2, -axes.LEADING)
    assert LONG in first["test"]


def test_a_dense_drawing_keeps_its_rows_and_a_name_that_is_a_little_too_long() -> None:
    spec = {
        "config": {},
        "height": {"step": 14},
        "data": {"values": [{"name": "North Macedonia MK"}]},
        "encoding": {"y": {"field": "name", "type": "nominal"}},
    }
    axes.break_names(spec, 326)
    assert spec["height"] == {"step": 14}
    assert "labelExpr" not in spec["encoding"]["y"]["axis"]  # type: ignore[index]


def test_a_picture_has_every_word_of_a_long_name() -> None:
    drawn = pictures.svg(CHART, STAMP)
    for name in NAMES:
        for word in name.replace("-", " ").split():
            assert word in drawn, word
    assert "…" not in re.sub(r"<style>.*?</style>", "", drawn, flags=re.DOTALL)


@pytest.mark.parametrize("narrow", [False, True])
def test_names_leave_the_drawing_its_room(narrow: bool) -> None:
    """The bar of the largest value begins in the left half, on a phone as well, and no two names touch."""
    drawn = pictures.inline(CHART, narrow=narrow)
    width = float(re.search(r'width="([\d.]+)"', drawn)[1])  # type: ignore[index]
    assert width <= (326 if narrow else 680) + 2
    longest = max(float(bar) for bar in re.findall(r'd="M[\d.]+,[\d.]+h([\d.]+)', drawn))
    assert longest >= width * 0.45


def test_an_axis_that_its_author_words_stays_as_it_is() -> None:
    spec = {
        "config": {},
        "data": {"values": [{"name": LONG}]},
        "encoding": {"y": {"field": "name", "type": "nominal", "axis": {"labelExpr": "'own'"}}},
    }
    axes.break_names(spec, 680)
    assert spec["encoding"]["y"]["axis"] == {"labelExpr": "'own'"}  # type: ignore[index]
    assert spec["config"] == {}
