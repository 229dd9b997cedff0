"""Network files: opened by NetworkX and igraph, which find in them what the answer holds."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import polars as pl
import pytest
from tests.surfaces.presenting import invented

from phalanx.answer import EDGE_COLUMNS, EDGES, Answer, Table
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS, OF_A_NETWORK

ROWS: list[dict[str, Any]] = [
    {
        "agreement": "fr-gb-2010-one", "states": ["FR", "GB"], "weight": 1.5, "begins": "2010-11-02", "year": 2010,
        "title": 'A <treaty> & "more"', "domains": ["nuclear", "air"], "stands": True, "source_url": "https://example.org/?a=1&b=2",
    },
    {
        "agreement": "fr-gb-2016-two", "states": ["GB", "FR"], "weight": 0.5, "begins": "2016-01-01", "year": None,
        "title": "Größe\x07", "domains": [], "stands": False, "source_url": None,
    },
    {
        "agreement": "de-fr-gb-2020-pact", "states": ["DE", "FR", "GB"], "weight": 0.25, "begins": None, "year": 2020,
        "title": "Of three", "domains": None, "stands": None, "source_url": None,
    },
]  # fmt: skip
SCHEMA: dict[str, Any] = {
    "agreement": pl.String,
    "states": pl.List(pl.String),
    "weight": pl.Float64,
    "begins": pl.String,
    "year": pl.Int64,
    "title": pl.String,
    "domains": pl.List(pl.String),
    "stands": pl.Boolean,
    "source_url": pl.String,
}
STATES = pl.DataFrame({"state": ["FR", "GB", "SE"], "name": ["France", "United Kingdom", "Sweden"], "strength": [2.5, 2.5, 0.0]})  # fmt: skip


def with_edges(rows: list[dict[str, Any]] = ROWS) -> Answer:
    tables = {"states": Table(STATES, "States"), EDGES: Table(pl.DataFrame(rows, schema=SCHEMA), "Edges")}
    return replace(invented.answer(), tables=tables)


def opened(form: str, answer: Answer) -> Any:
    read: dict[str, Callable[..., Any]] = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}
    made = FORMATS[form].render(answer, None, None)
    assert isinstance(made, bytes)
    return read[form](io.BytesIO(made))


@pytest.mark.parametrize("form", OF_A_NETWORK)
def test_every_pair_of_every_agreement_is_an_edge(form: str) -> None:
    """France and the United Kingdom have two agreements of their own and a share in the pact of three: three edges."""
    network = opened(form, with_edges())
    assert sorted(network.nodes) == ["DE", "FR", "GB", "SE"]  # Sweden has no tie, and Germany no row of its own
    assert network.number_of_edges() == 1 + 1 + 3
    assert network.number_of_edges("FR", "GB") == 3
    assert dict(network.degree(weight="weight")) == {"DE": 0.5, "FR": 2.5, "GB": 2.5, "SE": 0}
    assert network.nodes["GB"]["name"] == "United Kingdom"
    assert network.nodes["DE"]["name"] == "Germany"
    assert network.nodes["FR"]["strength"] == 2.5


@pytest.mark.parametrize("form", OF_A_NETWORK)
def test_attributes_keep_their_types_and_what_is_unknown_is_left_out(form: str) -> None:
    told = {edge["agreement"]: edge for _, _, edge in opened(form, with_edges()).edges(data=True)}
    one, two, three = (told[row["agreement"]] for row in ROWS)
    assert (one["year"], one["stands"], one["weight"]) == (2010, True, 1.5)
    assert type(one["year"]) is int
    assert one["title"] == 'A <treaty> & "more"'
    assert one["domains"] == "nuclear; air"
    assert one["source_url"] == "https://example.org/?a=1&b=2"
    assert two["stands"] is False
    assert two["title"] == "Größe"
    assert {"year", "domains", "source_url"}.isdisjoint(two)
    assert {"begins", "start", "domains", "stands"}.isdisjoint(three)


def test_gexf_has_each_edge_from_its_first_day() -> None:
    starts = {edge["agreement"]: edge.get("start") for _, _, edge in opened("gexf", with_edges()).edges(data=True)}
    assert starts == {row["agreement"]: row["begins"] for row in ROWS}


def test_igraph_reads_the_same(tmp_path: Path) -> None:
    file = with_edges().save(tmp_path / "network.graphml")
    network = igraph.Graph.Read_GraphML(str(file))
    assert (network.vcount(), network.ecount()) == (4, 5)
    assert dict(zip(network.vs["id"], network.strength(weights="weight"), strict=True)) == {
        "DE": 0.5, "FR": 2.5, "GB": 2.5, "SE": 0,
    }  # fmt: skip
    assert set(network.es["agreement"]) == {row["agreement"] for row in ROWS}
    assert network["journal_head"] == invented.WORLD.journal_head
    assert "id" not in network.es.attributes()


def test_a_file_says_how_to_cite_it() -> None:
    graph = opened("graphml", with_edges()).graph
    assert graph["cite"] == with_edges().cite()
    assert graph["known_at"] == invented.WORLD.known_at


@pytest.mark.parametrize("form", OF_A_NETWORK)
def test_a_network_without_edges_is_one_of_states(form: str) -> None:
    network = opened(form, with_edges([]))
    assert sorted(network.nodes) == ["FR", "GB", "SE"]
    assert network.number_of_edges() == 0


@pytest.mark.parametrize("form", OF_A_NETWORK)
def test_an_answer_without_a_network_is_refused(form: str) -> None:
    with pytest.raises(BadInput, match="no network"):
        FORMATS[form].render(invented.answer(), None, None)
    with pytest.raises(BadInput, match="does not pick out one table"):
        FORMATS[form].render(with_edges(), "states", None)


@pytest.mark.parametrize("form", OF_A_NETWORK)
def test_equal_answers_make_equal_files(form: str) -> None:
    assert FORMATS[form].render(with_edges(), None, None) == FORMATS[form].render(with_edges(), None, None)


def test_what_a_network_needs_is_declared() -> None:
    needed = {name for name, words in EDGE_COLUMNS.items() if words.endswith("Needed.")}
    for name in needed:
        table = with_edges().tables[EDGES]
        fewer = replace(with_edges(), tables={EDGES: replace(table, frame=table.frame.drop(name))})
        with pytest.raises(BadInput, match="no network"):
            FORMATS["graphml"].render(fewer, None, None)
