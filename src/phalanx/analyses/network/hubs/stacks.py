"""Stacks: the network on several days and in several layers at once, as one array of matrices.

Layers by agreement: all of them, each form, each domain, and each form within each domain. An agreement of several domains
is in several layers, with its whole weight in each; one that names none is in the layer `none`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph, Indices
from phalanx.analyses.network.weights import Floats

WHOLE, FORM, DOMAIN, CELL = "whole", "form", "domain", "form in domain"
NO_DOMAIN = "none"


@dataclass(frozen=True, eq=False)
class Layers:
    """Which edge is in which layer: names as (family, code), and two arrays of one length, sorted by edge."""

    names: tuple[tuple[str, str], ...]
    edge: Indices = field(repr=False)
    layer: Indices = field(repr=False)

    def places(self, family: str) -> list[int]:
        """Where the layers of a family stand."""
        return [place for place, (of, _) in enumerate(self.names) if of == family]


@dataclass(frozen=True, eq=False)
class Stack:
    """The network on each day in each layer.

    `weights` has shape (days, layers, states, states), `agreements` and `strength` (days, layers, states).
    """

    states: tuple[str, ...]
    days: tuple[date, ...]
    layers: tuple[tuple[str, str], ...]
    weights: Floats = field(repr=False)
    agreements: Floats = field(repr=False)
    strength: Floats = field(repr=False)


def layers_of(web: Hypergraph, families: Sequence[str] = (WHOLE, FORM, DOMAIN, CELL)) -> Layers:
    """The layers of the families asked for that hold at least one agreement of the web."""
    row = pl.int_range(pl.len()).alias("edge")
    # An empty list would take its row away when exploded; nothing known leaves a row without a domain.
    domain = pl.when(pl.col("domains").list.len() > 0).then("domains").alias("domain")
    rows = web.edges.select(row, "form", domain).explode("domain").with_columns(pl.col("domain").fill_null(NO_DOMAIN))
    codes = {
        WHOLE: pl.lit(""),
        FORM: pl.col("form"),
        DOMAIN: pl.col("domain"),
        CELL: pl.concat_str("form", pl.lit(" in "), "domain"),
    }
    parts = [
        rows.select(pl.lit(number).alias("order"), pl.lit(family).alias("family"), codes[family].alias("code"), "edge")
        for number, family in enumerate(families)
    ]
    found = pl.concat(parts).unique().sort("order", "code", "edge")
    names = tuple(found.select("family", "code").unique(maintain_order=True).iter_rows())
    numbered = found.with_columns(pl.struct("order", "code").rank("dense").alias("layer")).sort("edge", "layer")
    return Layers(
        names, numbered["edge"].to_numpy().astype(np.int64), numbered["layer"].to_numpy().astype(np.int64) - 1
    )


def stack(web: Hypergraph, days: Sequence[date], layers: Layers) -> Stack:
    """The network on these days in these layers.

    Every pair of every edge is entered once into each layer of its edge; nothing here goes from state to state in Python.
    """
    count, depth, pairs = len(web.states), len(layers.names), web.pairs
    pair, in_layer = spread(pairs.edge, layers)
    cells = (in_layer * count + web.state[pairs.at][pair]) * count + web.state[pairs.beside][pair]
    member, of_layer = spread(web.edge, layers)
    places = of_layer * count + web.state[member]
    weights = np.empty((len(days), depth, count, count))
    agreements = np.empty((len(days), depth, count))
    strength = np.empty_like(agreements)
    for number, day in enumerate(days):
        present, weighed, sizes = web.members(day), web.weigh(day), web.sizes(day)
        share = (weighed / np.maximum(sizes - 1, 1))[pairs.edge] * (present[pairs.at] & present[pairs.beside])
        half = np.bincount(cells, share[pair], depth * count * count).reshape(depth, count, count)
        np.add(half, half.transpose(0, 2, 1), out=weights[number])
        mine = np.where(present, weighed[web.edge], 0.0)[member]
        strength[number] = np.bincount(places, mine, depth * count).reshape(depth, count)
        agreements[number] = np.bincount(places, mine > 0, depth * count).reshape(depth, count)
    return Stack(web.states, tuple(days), layers.names, weights, agreements, strength)


def spread(edges: Indices, layers: Layers) -> tuple[Indices, Indices]:
    """Each row of a list of edges once for each layer of its edge: the row's place, and the layer."""
    first = np.searchsorted(layers.edge, edges, side="left")
    many = np.searchsorted(layers.edge, edges, side="right") - first
    row = np.repeat(np.arange(edges.size), many)
    within = np.arange(row.size) - np.repeat(np.cumsum(many) - many, many)
    return row, layers.layer[first[row] + within]
