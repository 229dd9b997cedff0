"""Charts come out in the theme, with the codes' own colours, titled, and valid Vega-Lite."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from tests.surfaces.presenting import invented

from phalanx.answer import Chart
from phalanx.surfaces.presenting import charts
from phalanx.surfaces.presenting import theme as look
from phalanx.vocabulary import codes


@pytest.mark.parametrize("theme", look.THEMES)
@pytest.mark.parametrize("chart", invented.charts(), ids=lambda chart: chart.name)
def test_every_themed_chart_is_valid_vega_lite(chart: Chart, theme: look.Theme) -> None:
    import altair as alt

    for titled, width in ((True, 680), (False, 320)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            alt.Chart.from_dict(charts.themed(chart, theme, width=width, titled=titled), validate=True)


def test_the_author_s_chart_stays_as_it_was() -> None:
    chart, untouched = invented.lines(), invented.lines()
    charts.themed(chart)
    assert chart.vega_lite == untouched.vega_lite


def colour_scale(chart: Chart, theme: look.Theme = "light") -> dict[str, Any]:
    scale: dict[str, Any] = charts.themed(chart, theme)["encoding"]["color"]["scale"]
    return scale


@pytest.mark.parametrize("theme", look.THEMES)
def test_codes_get_their_colours_in_the_order_of_the_tokens(theme: look.Theme) -> None:
    """The data name the intent first; the token file names the partnership first."""
    scale, colour = colour_scale(invented.forms(), theme), look.colours(theme)
    assert scale["domain"] == ["strategic_partnership", "statement_of_intent"]
    assert scale["range"] == [colour["blue"], colour["sky"]]


def test_a_code_keeps_its_colour_whatever_stands_beside_it() -> None:
    alone = colour_scale(invented.forms(values=("procurement_contract",)))
    among = colour_scale(invented.forms(values=tuple(codes.FORM)))
    assert alone["range"][0] == among["range"][among["domain"].index("procurement_contract")]


def test_a_code_nobody_knows_is_neutral_and_stands_last() -> None:
    scale = colour_scale(invented.forms(values=("made_up", "procurement_contract")))
    assert scale["domain"] == ["procurement_contract", "made_up"]
    assert scale["range"][1] == look.colours("light")["neutral"]


def test_uncertain_and_illustrative_marks_are_hatched() -> None:
    partial = colour_scale(invented.forms("confidence", ("partial", "verified")))
    assert partial["domain"] == ["verified", "partial"]
    assert partial["range"][1] == "url(#phx-confidence-partial-hatched)"
    illustrative = colour_scale(invented.forms("illustrative", (True, False)))
    assert illustrative["range"][illustrative["domain"].index(True)].startswith("url(#")


def test_an_own_domain_is_coloured_and_an_own_range_is_left_alone() -> None:
    chart = invented.forms()
    encoding: dict[str, Any] = chart.vega_lite["encoding"]
    encoding["color"]["scale"] = {"domain": ["statement_of_intent"]}
    assert colour_scale(chart)["range"] == [look.colours("light")["sky"]]
    encoding["color"]["scale"] = {"range": ["#123456"]}
    assert colour_scale(chart) == {"range": ["#123456"]}


def test_names_with_a_dollar_are_colours_and_data_are_left_alone() -> None:
    chart = invented.bars(encoding={"color": {"value": "$accent"}, "fill": {"value": "$sky-hatched"}})
    chart.vega_lite["data"]["values"].append({"year": "$accent"})
    spec = charts.themed(chart, "dark")
    assert spec["encoding"]["color"]["value"] == look.colours("dark")["accent"]
    assert spec["encoding"]["fill"]["value"] == "url(#phx-sky-hatched)"
    assert spec["data"]["values"][-1] == {"year": "$accent"}


def test_a_name_that_is_no_colour_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match=r"\$azure names no colour\. There are: ground, .*blue"):
        charts.themed(invented.bars(mark={"type": "bar", "color": "$azure"}))


@pytest.mark.parametrize(
    "elsewhere", [{"data": {"url": "file:///etc/hostname"}}, {"mark": {"type": "image", "url": "https://example.org"}}]
)
def test_a_chart_that_loads_something_is_refused(elsewhere: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="loads nothing"):
        charts.themed(invented.bars(**elsewhere))


def test_titles_are_broken_into_lines_of_about_equal_length() -> None:
    text = "Half of all defence agreements in Europe are younger than three years and most bind two states only"
    lines = charts.broken(text, 680, 9)
    assert " ".join(lines) == text
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 12


def test_composed_charts_keep_their_own_width() -> None:
    chart = Chart("two", "Two", {"hconcat": [dict(invented.bars().vega_lite), dict(invented.heat().vega_lite)]})
    assert not charts.stretches(chart)
    assert "width" not in charts.themed(chart)


def test_a_legend_keeps_to_the_width() -> None:
    legend = charts.themed(invented.forms(values=tuple(codes.FORM)), width=340)["encoding"]["color"]["legend"]
    assert legend["columns"] == 1
