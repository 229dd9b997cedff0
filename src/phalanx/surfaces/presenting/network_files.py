"""The network of an Answer as GraphML and as GEXF, for NetworkX, igraph, Gephi and whatever else draws networks.

What the table of edges has to hold stands at `EDGE_COLUMNS` in `phalanx.answer`. States are nodes. These programs know no
edge of six, so an agreement of six is drawn as fifteen edges between two, all with its id under `agreement` and with the
weight it gives each pair: summed over a state's edges, `weight` is the strength the answer tells. Two states with three
agreements have three edges. Equal answers are equal files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import polars as pl

from phalanx.answer import EDGES
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import citing, wording
from phalanx.vocabulary.parties import party_name

if TYPE_CHECKING:
    from phalanx.answer import Answer

NEEDED = frozenset(("agreement", "states", "weight"))
STATES = "states"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
GEXF = "http://www.gexf.net/1.2draft"


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges with their attributes, as text, and the type of each attribute: long, double, boolean or string.

    An edge is its two ends and its attributes; what is not known is left out.
    """

    nodes: Mapping[str, Mapping[str, str]]
    edges: tuple[tuple[str, str, Mapping[str, str]], ...]
    node_types: Mapping[str, str]
    edge_types: Mapping[str, str]


def render_graphml(answer: Answer) -> bytes:
    """The network as GraphML, with the World that was asked and how to cite it as attributes of the graph.

    Raises:
        BadInput: the answer has no table of edges.
    """
    network = network_of(answer)
    root = Element("graphml", xmlns=GRAPHML)
    about = _about(answer)
    keys: dict[tuple[str, str], str] = {}
    for part, types in (
        ("graph", dict.fromkeys(about, "string")),
        ("node", network.node_types),
        ("edge", network.edge_types),
    ):
        for name, kind in types.items():
            keys[part, name] = f"d{len(keys)}"
            SubElement(root, "key", {"id": keys[part, name], "for": part, "attr.name": name, "attr.type": kind})
    graph = SubElement(root, "graph", id="G", edgedefault="undirected")
    _data(graph, "graph", about, keys)
    for code, told in network.nodes.items():
        _data(SubElement(graph, "node", id=code), "node", told, keys)
    for one, other, told in network.edges:
        _data(SubElement(graph, "edge", source=one, target=other), "edge", told, keys)
    return _written(root)


def render_gexf(answer: Answer) -> bytes:
    """The network as GEXF 1.2, each edge from the day it begins, so that a program can play the years.

    Raises:
        BadInput: the answer has no table of edges.
    """
    network = network_of(answer)
    root = Element("gexf", xmlns=GEXF, version="1.2")
    meta = SubElement(root, "meta", lastmodifieddate=answer.world.known_at[:10])
    SubElement(meta, "creator").text = "Phalanx"
    SubElement(meta, "description").text = _about(answer)["cite"]
    graph = SubElement(root, "graph", defaultedgetype="undirected", mode="dynamic", timeformat="date")
    # A weight is an edge's own in GEXF, and no attribute beside it.
    edge_types = {name: kind for name, kind in network.edge_types.items() if name != "weight"}
    places: dict[tuple[str, str], str] = {}
    for part, types in (("node", network.node_types), ("edge", edge_types)):
        declared = SubElement(graph, "attributes", {"class": part, "mode": "static"})
        for number, (name, kind) in enumerate(types.items()):
            places[part, name] = str(number)
            SubElement(declared, "attribute", id=str(number), title=name, type=kind)
    nodes = SubElement(graph, "nodes", count=str(len(network.nodes)))
    for code, told in network.nodes.items():
        _values(SubElement(nodes, "node", id=code, label=told["name"]), "node", told, places)
    edges = SubElement(graph, "edges", count=str(len(network.edges)))
    for number, (one, other, told) in enumerate(network.edges):
        edge = SubElement(edges, "edge", id=str(number), source=one, target=other, weight=told["weight"])
        if "begins" in told:
            edge.set("start", told["begins"])
        _values(edge, "edge", told, places)
    return _written(root)


def network_of(answer: Answer) -> Network:
    """Nodes and edges of an answer: the states of its table `states`, and the pairs of each row of `edges`.

    Raises:
        BadInput: the answer has no table of edges.
    """
    table = answer.tables.get(EDGES)
    if table is None or not set(table.frame.columns) >= NEEDED:
        raise BadInput(
            f"The answer to {answer.question!r} has no network for GraphML or GEXF",
            f"a question with a table '{EDGES}', such as hubs",
            "choose csv or xlsx for its tables",
        )
    ends: list[list[str]] = table.frame[STATES].to_list()
    named = answer.tables[STATES].frame if STATES in answer.tables else pl.DataFrame({"state": []})
    told = {row.pop("state"): row for row in named.to_dicts()}
    codes = sorted(told.keys() | {code for states in ends for code in states})
    nodes = {code: _texts({"name": party_name(code)} | told.get(code, {})) for code in codes}
    rows = table.frame.drop(STATES)
    edges = tuple(
        (one, other, attributes)
        for states, row in zip(ends, rows.iter_rows(named=True), strict=True)
        for attributes in (_texts(row),)
        for one, other in combinations(sorted(states), 2)
    )
    return Network(nodes, edges, {"name": "string"} | _types(named.drop("state")), _types(rows))


def _types(frame: pl.DataFrame) -> dict[str, str]:
    return {name: _type(kind) for name, kind in frame.schema.items()}


def _type(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "long"
    if kind.is_numeric():
        return "double"
    return "boolean" if kind == pl.Boolean else "string"


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    """Values as both formats write them; what is not known, and lists of nothing, are left out."""
    return {
        name: str(value).lower() if isinstance(value, bool) else wording.text_of(value)
        for name, value in row.items()
        if value is not None and value != []
    }


def _about(answer: Answer) -> dict[str, str]:
    """What the file says of itself: which question of which World, and how to cite it."""
    return {
        "title": wording.plain(answer.title),
        "question": answer.question,
        "asked": wording.parameters_line(answer.parameters),
        "valid_on": answer.world.valid_on,
        "known_at": answer.world.known_at,
        "journal_head": answer.world.journal_head,
        "cite": citing.line(citing.of_answer(answer)),
    }


def _data(parent: Element, part: str, told: Mapping[str, str], keys: Mapping[tuple[str, str], str]) -> None:
    for name, text in told.items():
        SubElement(parent, "data", key=keys[part, name]).text = text


def _values(parent: Element, part: str, told: Mapping[str, str], places: Mapping[tuple[str, str], str]) -> None:
    values = SubElement(parent, "attvalues")
    for name, text in told.items():
        if (part, name) in places:
            SubElement(values, "attvalue", {"for": places[part, name], "value": text})


def _written(root: Element) -> bytes:
    indent(root, " ")
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"
