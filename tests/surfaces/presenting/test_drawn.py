"""What the page gets: the contract whole, charts that Vega can draw as they are, and the report's words."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from tests.surfaces.presenting import invented

from phalanx.answer import Answer, Chart, Finding, Map, Table
from phalanx.surfaces.presenting import FORMATS, charts, html
from phalanx.surfaces.presenting import theme as look


def page(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(FORMATS["page"].render(answer, None, None))
    return told


def test_everything_of_the_contract_is_there_unchanged_but_the_charts() -> None:
    answer = invented.answer()
    drawn, contract = page(answer), json.loads(FORMATS["json"].render(answer, None, None))
    for key in contract.keys() - {"charts", "headings", "maps"}:
        assert drawn[key] == contract[key]
    for name, heading in contract["headings"].items():
        assert heading.items() <= drawn["headings"][name].items()
    assert drawn.keys() - contract.keys() == {"words", "themes"}


@pytest.mark.parametrize("theme", look.THEMES)
def test_a_chart_is_finished_for_each_theme_without_a_title_inside(theme: look.Theme) -> None:
    chart = invented.lines()
    told = page(invented.answer(charts=(chart,)))
    (drawn,) = told["charts"]
    drawn[theme]["config"] = told["themes"][theme] | drawn[theme]["config"]
    assert drawn["title"] == chart.title
    assert "title" not in drawn[theme]
    assert "vega_lite" not in drawn
    assert drawn["lettered"]
    assert drawn["stretches"]
    finished = json.loads(json.dumps(charts.themed(chart, theme, titled=False)))
    finished["data"] = {"name": "rows_1"}
    assert drawn[theme] == finished
    assert whole(drawn["data"]["rows_1"]) == chart.vega_lite["data"]["values"]
    assert drawn[theme]["config"]["background"] == look.colours(theme)["ground"]


def test_rows_travel_once_however_many_layers_draw_them() -> None:
    rows, others = [{"year": 2021, "n": 1}], [{"year": 2022, "n": 2}]
    x = {"field": "year", "type": "ordinal", "title": "of signature", "axis": {"values": [2021, 2022]}}
    layers = [
        {"data": {"values": values}, "mark": "bar", "encoding": {"x": x}} for values in (rows, others, list(rows))
    ]
    (drawn,) = page(invented.answer(charts=(Chart("c", "T", {"layer": layers}),)))["charts"]
    assert [layer["data"]["name"] for layer in drawn["light"]["layer"]] == ["rows_1", "rows_2", "rows_1"]
    assert {name: whole(data) for name, data in drawn["data"].items()} == {"rows_1": rows, "rows_2": others}
    assert [column["heading"] for column in drawn["data"]["rows_1"]["columns"]] == ["of signature", "n"]
    assert drawn["dark"]["layer"][0]["encoding"]["x"]["axis"]["values"] == [2021, 2022]


def test_a_map_says_how_the_properties_of_its_features_read() -> None:
    places = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2, 48]}, "properties": about}
        for about in ({"kind": "assistance", "signed": "2019"}, {"kind": "consultation", "signed": None}, {})
    ]
    geojson = {"type": "FeatureCollection", "features": places}
    (drawn,) = page(invented.answer(maps=(Map("ties", "Ties", geojson),)))["maps"]
    assert drawn["geojson"] == geojson
    assert [column["name"] for column in drawn["columns"]] == ["kind", "signed"]
    assert drawn["columns"][0]["codes"]["assistance"]["colour"] == "mutual-defence-assistance"


def test_no_chart_has_a_colour_left_to_name() -> None:
    chart = invented.bars(mark={"type": "bar", "color": "$accent-hatched"})
    drawn = json.dumps(page(invented.answer(charts=(chart, *invented.charts())))["charts"])
    assert '"$' not in drawn.replace('"$schema', "")
    assert "url(#phx-accent-hatched)" in drawn


def test_a_chart_that_would_load_something_is_refused() -> None:
    chart = Chart("far", "From afar", {"data": {"url": "https://example.org/a.csv"}, "mark": "bar"})
    with pytest.raises(ValueError, match=r"example\.org"):
        page(invented.answer(charts=(chart,)))


def test_numbers_beside_the_sentences_read_as_in_the_report() -> None:
    answer = invented.answer()
    said = page(answer)["words"]["findings"]
    assert said["agreements"] == {"value": "1,126", "unit": "agreements"}
    assert said["share"] == {"value": "68 %", "unit": ""}
    for view in html.view_of(answer, {}, narrow=False)["findings"]:
        assert said[view["name"]] == {"value": view["value"], "unit": view["unit"]}


def test_columns_say_how_their_values_read() -> None:
    columns = {column["name"]: column for column in page(invented.answer())["headings"]["by_year"]["columns"]}
    assert columns["share"]["heading"] == "share since the invasion"
    assert columns["share"]["share"]
    assert columns["share"]["decimals"] == 1  # 7.1 % needs one
    assert columns["year"]["year"]


def test_codes_bring_their_words_colours_and_meanings() -> None:
    frame = pl.DataFrame(
        {"form": ["procurement_contract", "unheard_of", None], "domains": [["air", "land"], [], ["air"]],
         "source_grade": ["A", "B", "A"], "note": ["a", "b", "c"]}
    )  # fmt: skip
    answer = invented.answer(tables={"t": Table(frame, "T")})
    columns = {column["name"]: column.get("codes") for column in page(answer)["headings"]["t"]["columns"]}
    assert columns["form"] == {
        "procurement_contract": {
            "label": "procurement contract", "colour": "form-procurement-contract", "meaning": None,
        },
        "unheard_of": {"label": "unheard of", "colour": None, "meaning": None},
    }  # fmt: skip
    assert columns["domains"].keys() == {"air", "land"}
    assert columns["source_grade"]["A"]["meaning"] == "Official or primary"
    assert columns["note"] is None


def test_an_answer_with_nothing_but_a_sentence_is_whole() -> None:
    drawn = page(invented.answer(tables={}, charts=(), maps=(), notes=(), findings=(Finding("n", None, "", "None."),)))
    assert drawn["charts"] == drawn["maps"] == drawn["notes"] == []
    assert drawn["words"]["findings"] == {"n": {"value": "", "unit": ""}}
    assert drawn["words"]["source"].startswith("Source: Phalanx registry, valid on 2025-11-21")


def test_rows_that_lack_a_column_stay_as_they_are() -> None:
    rows = [{"year": 2021, "n": 1}, {"year": 2022}]
    encoding = {"x": {"field": "year", "type": "ordinal"}}
    chart = Chart("c", "A title", {"data": {"values": rows}, "mark": "bar", "encoding": encoding})
    [drawn] = page(invented.answer(charts=(chart,)))["charts"]
    assert drawn["data"]["rows_1"]["rows"] == rows


def whole(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows as mappings, from lists of values."""
    names = [column["name"] for column in data["columns"]]
    return [dict(zip(names, row, strict=True)) for row in data["rows"]]
