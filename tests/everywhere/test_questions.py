"""Every question of the catalogue keeps the same promises, on the bundled facts."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import altair as alt
import networkx as nx
import pytest

from phalanx.analyses import CATALOGUE, find_question
from phalanx.answer import EDGE_COLUMNS, EDGES, EVENTS, Answer
from phalanx.errors import BadInput, PhalanxError
from phalanx.question import parameter_names
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.documentation.catalogue import EXAMPLES
from phalanx.surfaces.presenting import FORMATS
from phalanx.surfaces.presenting import theme as look
from phalanx.world import World


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


def test_maps_say_what_their_colours_stand_for(answer: Answer) -> None:
    """A colour that a map names is one of the theme's; two or more of them are told apart by a legend, made of roles."""
    for drawn in answer.maps:
        about = [feature["properties"] for feature in drawn.geojson["features"]]
        named = {each["colour"] for each in about if "colour" in each}
        assert named <= set(look.colours("light")), drawn.name
        told = {each["colour"] for each in about if each.get("colour") and each.get("role")}
        assert named - told <= {"neutral"}, f"{answer.question} {drawn.name}: no role for {sorted(named - told)}"
        if answer.question != "clusters":
            assert not any("cluster" in each for each in about), f"{drawn.name}: letters that no reader knows"


def test_charts_are_valid_vega_lite_with_a_finding_as_title(answer: Answer) -> None:
    assert answer.charts
    for chart in answer.charts:
        assert chart.title
        assert chart.subtitle, f"{chart.name}: what is counted, of whom, in what unit"
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


def test_a_table_of_edges_is_a_network(answer: Answer) -> None:
    if EDGES in answer.tables:
        rows = answer.table(EDGES)
        assert set(EDGE_COLUMNS) <= set(rows.columns)
        network = nx.read_graphml(io.BytesIO(FORMATS["graphml"].render(answer, None, None)))  # type: ignore[arg-type]
        assert {edge["agreement"] for *_, edge in network.edges(data=True)} == set(rows["agreement"])


def test_the_contract_reads_back(answer: Answer) -> None:
    told = json.loads(FORMATS["json"].render(answer, None, None))
    assert [finding["name"] for finding in told["findings"]] == [finding.name for finding in answer.findings]
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        name: table.frame.height for name, table in answer.tables.items()
    }


def test_asked_again_it_answers_the_same(answer: Answer, world: World) -> None:
    again = find_question(answer.question).ask(world, EXAMPLES.get(answer.question, {}))
    assert FORMATS["json"].render(again, None, None) == FORMATS["json"].render(answer, None, None)


# ── What it cannot use ───────────────────────────────────────────────────────────────────────────────────────────────

CANNOT_BE = "÷ no such value"
NEVER_READ = {("stress", "cluster")}
"""A scheduler's address: whether one answers there is known only when it is called."""

EVERY_PARAMETER = [
    (name, parameter)
    for name in CATALOGUE
    for parameter in parameter_names(find_question(name).parameters)
    if (name, parameter) not in NEVER_READ
]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_parameter_that_it_does_not_have_is_refused_with_those_it_has(name: str, world: World) -> None:
    question = find_question(name)
    with pytest.raises(BadInput, match=f"{name} has no parameter 'shade'") as refused:
        question.ask(world, {**EXAMPLES.get(name, {}), "shade": "dark"})
    assert all(parameter in str(refused.value) for parameter in parameter_names(question.parameters))


@pytest.mark.parametrize(("name", "parameter"), EVERY_PARAMETER, ids="-".join)
def test_a_value_that_cannot_be_is_refused_by_its_name(name: str, parameter: str, world: World) -> None:
    """Either the parameter is named, or the value is said back; and what would do is said beside it."""
    with pytest.raises(PhalanxError) as refused:
        find_question(name).ask(world, {**EXAMPLES.get(name, {}), parameter: CANNOT_BE})
    told = str(refused.value)
    assert f"--{parameter}" in told or CANNOT_BE in told, told
    assert "xpected" in told, told


# ── Where it stands ──────────────────────────────────────────────────────────────────────────────────────────────────

EXPLANATION = Path(__file__).parents[2] / "docs" / "explanation"


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_page_of_explanation_names_it(name: str) -> None:
    named = re.compile(rf"`(phalanx\s+ask\s+)?{name}(`|\s)")
    assert [page.name for page in EXPLANATION.glob("*.md") if named.search(page.read_text(encoding="utf-8"))]


def test_every_question_is_tested_by_name() -> None:
    tests = {file.name for file in Path(__file__).parents[1].glob("[ae]*/**/test_*.py")}
    for name in CATALOGUE:
        assert f"test_{name.replace('-', '_')}.py" in tests, name
