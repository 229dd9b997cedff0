"""Every axis of numbers says what they are: by its title, or in the chart's subtitle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from phalanx.answer import Answer, Chart
from phalanx.surfaces.presenting.colouring import channels

MEASURES = (
    "%", "per cent", r"EUR (m|bn|million|billion)", r"USD (m|bn|million|billion)", "hours", "days", "months", "points",
    "a multiple of", "rank", "place by", "rate of", "0 to 1", "1:",
)  # fmt: skip
"""What is measured, and in what. Such a unit may stand anywhere in the subtitle."""
COUNTED = (
    "agreements", "pairs", "states", "records", "conflicts", "pacts", "projects", "places", "train-loads", "trains",
    "number",
)  # fmt: skip
"""What is counted: the unit is the thing, and the subtitle begins with it."""
MEASURED = re.compile(rf"(?<!\w)({'|'.join(MEASURES)})(?!\w)", re.IGNORECASE)
THING = re.compile(rf"[^,:;]*(?<!\w)({'|'.join(COUNTED)})(?!\w)", re.IGNORECASE)


def test_every_axis_of_numbers_names_its_unit(answer: Answer) -> None:
    nameless = [f"{chart.name}: {channel}" for chart in answer.charts for channel in without_unit(chart)]
    assert not nameless, (
        f"{answer.question} has axes of numbers without a unit: {', '.join(nameless)}. Title them, or name the unit in "
        "the subtitle."
    )


def test_no_axis_is_titled_by_the_code_of_its_field(answer: Answer) -> None:
    """Where no layer titles an axis, Vega-Lite writes the name of the field, as it stands in the code."""
    for chart in answer.charts:
        for channel, drawn in numbers(chart.vega_lite).items():
            names = {str(each["field"]) for each in drawn if "field" in each and "title" not in each}
            titled = any("title" in each for each in drawn)
            assert titled or not any("_" in name for name in names), f"{chart.name} {channel}: {sorted(names)}"


def test_an_axis_without_a_unit_is_found() -> None:
    axis = {"field": "value", "type": "quantitative", "title": None}
    bare = {"mark": "bar", "encoding": {"x": axis, "y": {"field": "name", "type": "nominal"}}}
    assert without_unit(Chart("one", "A finding", bare, "What there is, of all")) == ["x"]
    assert without_unit(Chart("one", "A finding", {"layer": [bare]}, "What there is, of all")) == ["x"]
    assert not without_unit(Chart("one", "A finding", bare, "What there is, in hours"))
    assert not without_unit(Chart("one", "A finding", bare, "States by what they have"))
    assert without_unit(Chart("one", "A finding", bare, "What there is, of all states")) == ["x"]
    titled = {"mark": "bar", "encoding": {"x": axis | {"title": "hours"}}}
    assert not without_unit(Chart("one", "A finding", titled, "What there is, of all"))
    hidden = {"mark": "bar", "encoding": {"x": axis | {"axis": None}}}
    assert not without_unit(Chart("one", "A finding", hidden, "What there is, of all"))


def without_unit(chart: Chart) -> list[str]:
    """The axes of numbers whose unit neither title nor subtitle names."""
    if MEASURED.search(chart.subtitle) or THING.match(chart.subtitle):
        return []
    return [
        channel for channel, drawn in numbers(chart.vega_lite).items() if not any(each.get("title") for each in drawn)
    ]


def numbers(node: Any) -> dict[str, list[Mapping[str, Any]]]:
    """By "x" and "y", the channels that draw an axis of numbers."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for name, channel in channels(node):
        if name not in ("x", "y"):
            continue
        guide = channel.get("axis", {})
        years = isinstance(guide, Mapping) and guide.get("format") == "d"  # years need no unit
        if channel.get("type") == "quantitative" and guide is not None and "value" not in channel and not years:
            found.setdefault(name, []).append(channel)
    return found
