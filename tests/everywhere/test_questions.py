"""Every question of the catalogue keeps the same promises, on the bundled facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from tests.needed import NEEDED

from phalanx.analyses import CATALOGUE, find_question
from phalanx.answer import EVENTS, Answer
from phalanx.public import open_registry
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_registry(str(tmp_path_factory.mktemp("world") / "registry.sqlite")) as registry:
        yield World.of(registry)


@pytest.fixture(scope="module", params=list(CATALOGUE))
def answer(request: pytest.FixtureRequest, world: World) -> Answer:
    return find_question(request.param).ask(world, NEEDED.get(request.param, {}))


@pytest.fixture(scope="module")
def names(world: World) -> set[str]:
    return {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }


def test_an_answer_says_what_was_asked_of_which_world(answer: Answer, world: World) -> None:
    assert answer.question in CATALOGUE
    assert answer.title.endswith("?")
    assert answer.world == world.stamp


def test_findings_are_sentences_with_unit_and_evidence(answer: Answer, names: set[str]) -> None:
    assert answer.findings
    for finding in answer.findings:
        assert finding.text.endswith("."), finding.text
        assert finding.unit, finding.name
        assert finding.value is None or str(finding.value) != ""
        unknown = set(finding.evidence) - names
        assert not unknown, (finding.name, sorted(unknown)[:3])
    assert any(finding.evidence for finding in answer.findings)
    assert len({finding.name for finding in answer.findings}) == len(answer.findings)


def test_tables_have_rows_titles_and_no_label_for_a_missing_column(answer: Answer) -> None:
    assert answer.tables
    assert answer.table().height
    for table in answer.tables.values():
        assert table.title
        if answer.question == "growth":
            continue  # its breakdowns share one set of labels
        assert set(table.labels) <= set(table.frame.columns)


def test_charts_are_valid_vega_lite_with_a_finding_as_title(answer: Answer) -> None:
    assert answer.charts
    for chart in answer.charts:
        assert chart.title
        assert "config" not in chart.vega_lite
        alt.Chart.from_dict(json.loads(json.dumps(without_names(chart.vega_lite))))


def without_names(node: Any) -> Any:
    """The specification with colour names such as `$accent` as colours, which the theme does before drawing."""
    if isinstance(node, dict):
        return {key: without_names(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [without_names(value) for value in node]
    return "#123456" if isinstance(node, str) and node.startswith("$") else node


def test_maps_are_geojson(answer: Answer) -> None:
    for map_ in answer.maps:
        assert map_.geojson["type"] == "FeatureCollection"
        for feature in map_.geojson["features"]:
            assert feature["type"] == "Feature"
            assert feature["geometry"]["type"]


def test_notes_tell_the_limits(answer: Answer) -> None:
    assert answer.notes
    assert all(note.endswith(".") for note in answer.notes)


def test_a_table_of_events_is_a_calendar(answer: Answer) -> None:
    if EVENTS in answer.tables:
        assert FORMATS["ics"].render(answer, None, None)


def test_the_contract_reads_back(answer: Answer) -> None:
    told = json.loads(FORMATS["json"].render(answer, None, None))
    assert [finding["name"] for finding in told["findings"]] == [finding.name for finding in answer.findings]
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        name: table.frame.height for name, table in answer.tables.items()
    }


def test_asked_again_it_answers_the_same(answer: Answer, world: World) -> None:
    again = find_question(answer.question).ask(world, NEEDED.get(answer.question, {}))
    assert FORMATS["json"].render(again, None, None) == FORMATS["json"].render(answer, None, None)


def test_every_question_is_tested_by_name() -> None:
    tests = {file.name for file in Path(__file__).parents[1].glob("[ae]*/**/test_*.py")}
    for name in CATALOGUE:
        assert f"test_{name.replace('-', '_')}.py" in tests, name
