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
def test_no_line_is_longer_than_its_room_and_no_word_is_lost_before_the_third(words: list[str], room: int) -> None:
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
