"""The layers drawn: what ties of two are nested in, how small their circles are, groupings, overlaps, forms, the map."""

from __future__ import annotations

import polars as pl

from phalanx.analyses.network.layers.institutions import BILATERAL, EU, LAYERS, MINILATERAL, NATO, NESTS, PESCO
from phalanx.answer import Chart, Map
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.places import drawn_places

SHOWN_GROUPINGS = 20
SHOWN_DOMAINS = 20
NAMES = {BILATERAL: "agreement of two", MINILATERAL: "small grouping", EU: "EU", PESCO: "PESCO project", NATO: "NATO"}
"""What the layers are called in a chart."""


def charts(
    ties: pl.DataFrame, groupings: pl.DataFrame, layers: pl.DataFrame, forms: pl.DataFrame, largest: int
) -> tuple[Chart, ...]:
    """Each where there is something to draw."""
    drawn = []
    if ties.height:
        drawn += [_combinations(ties, largest), _circles(ties, largest)]
    supported = groupings.filter(pl.col("members") > 2)
    if supported.height:
        drawn.append(_support(supported))
    return (*drawn, _overlaps(layers), _forms(forms))


def _combinations(ties: pl.DataFrame, largest: int) -> Chart:
    """A bar for each combination of layers that ties of two are nested in."""
    found = ties.group_by(NESTS).len().sort(["len", *NESTS], descending=True)
    rows = [
        {
            "nested": " + ".join(NAMES[layer] for layer in NESTS if row[layer]) or "stands alone",
            "alone": not any(row[layer] for layer in NESTS),
            "pairs": row["len"],
            "told": f"{row['len']} · {100 * row['len'] / ties.height:.0f} %",
        }
        for row in found.to_dicts()
    ]
    within = ties.filter(~pl.col("alone")).height
    return Chart(
        "nesting",
        f"{100 * within / ties.height:.0f} % of the ties of two lie within a small grouping, the EU or NATO",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {"field": "nested", "type": "nominal", "title": None, "sort": [row["nested"] for row in rows]},
                "x": {"field": "pairs", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1}},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "tooltip": True},
                    "encoding": {"color": {"condition": {"test": "datum.alone", "value": "$accent"}, "value": "$blue"}},
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "told", "type": "nominal"}},
                },
            ],
        },
        f"{counted(ties.height, 'pair')} of states with an agreement of the two alone, by what else both belong to; a small "
        f"grouping or pact has at most {largest} states",
    )


def _circles(ties: pl.DataFrame, largest: int) -> Chart:
    """How many ties of two lie within a grouping or pact of at most so many states: a step for each size."""
    sizes = ties["smallest"].drop_nulls()
    most = max(sizes.to_list(), default=3)
    rows = [
        {"states": size, "share_pct": round(100 * int((sizes <= size).sum()) / ties.height, 1)}
        for size in range(2, max(int(most), largest) + 1)
    ]
    here = next(row for row in rows if row["states"] == largest) if largest >= 2 else rows[0]
    share = {"type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}
    return Chart(
        "circles",
        f"{here['share_pct']:.0f} % of the ties of two lie within a grouping or pact of at most {largest} states",
        {
            "data": {"values": rows},
            "height": 280,
            "encoding": {
                "x": {
                    "field": "states",
                    "type": "quantitative",
                    "title": "states in the smallest grouping or pact that holds both",
                    "axis": {"tickMinStep": 1},
                    "scale": {"nice": False, "zero": False},
                },
                "y": {"field": "share_pct", **share},
            },
            "layer": [
                {"mark": {"type": "line", "interpolate": "step-after", "tooltip": True}},
                {
                    "transform": [{"filter": f"datum.states === {largest}"}],
                    "mark": {"type": "point", "filled": True, "size": 90, "color": "$accent"},
                },
            ],
        },
        "Share of the pairs with an agreement of their own, %, by how many states a circle may have at most; the dot is the "
        "size that counts as small here",
    )


def _support(groupings: pl.DataFrame) -> Chart:
    """A bar a grouping: which share of its pairs of members has an agreement of their own, least first."""
    shown = groupings.head(SHOWN_GROUPINGS)
    rows = [row | {"told": f"{row['support_pct']:.0f} %, {row['tied']} of {row['pairs']}"} for row in shown.to_dicts()]
    some = f"the {len(rows)} with least of {groupings.height}" if groupings.height > len(rows) else "all"
    return Chart(
        "support",
        f"{rows[0]['name']} rests least on agreements of two: {rows[0]['tied']} of {rows[0]['pairs']} pairs have one",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "name",
                    "type": "nominal",
                    "title": None,
                    "sort": [row["name"] for row in rows],
                },
                "x": {"field": "support_pct", "type": "quantitative", "title": None},
            },
            "layer": [
                {"mark": {"type": "bar", "tooltip": True}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "told", "type": "nominal"}},
                },
            ],
        },
        f"Pairs of members with an agreement of the two alone, % of all pairs: groupings of three states or more, {some}",
    )


def _overlaps(layers: pl.DataFrame) -> Chart:
    """A field for each two layers: the share of the row's pairs that are in the column's layer as well."""
    rows = [
        {
            "layer": f"{NAMES[row['layer']]} ({row['pairs']})",
            "other": NAMES[row["other"]],
            "share_pct": row["share_pct"],
            "told": f"{row['share_pct']:.0f} %",
            "jaccard": row["jaccard"],
            "light": row["share_pct"] > 50,
        }
        for row in layers.drop_nulls("share_pct").to_dicts()
    ]
    pairs = dict(layers.select("layer", "pairs").iter_rows())
    order = [f"{NAMES[layer]} ({pairs[layer]})" for layer in LAYERS]
    in_nato = next((row["share_pct"] for row in layers.to_dicts() if (row["layer"], row["other"]) == (EU, NATO)), None)
    return Chart(
        "overlaps",
        "No pair is in an EU framework"
        if in_nato is None
        else f"{in_nato:.0f} % of the pairs in EU frameworks are in NATO as well",
        {
            "data": {"values": rows},
            "height": {"step": 44},
            "encoding": {
                "x": {
                    "field": "other",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": [NAMES[layer] for layer in LAYERS]},
                    "axis": {"orient": "top", "labelAngle": -90, "labelOverlap": False},
                },
                "y": {"field": "layer", "type": "nominal", "title": None, "scale": {"domain": order}},
            },
            "layer": [
                {
                    "mark": {"type": "rect", "tooltip": True},
                    "encoding": {
                        "color": {
                            "field": "share_pct",
                            "type": "quantitative",
                            "scale": {"domain": [0, 100], "range": ["$ramp-1", "$ramp-5"]},
                            "legend": None,
                        }
                    },
                },
                {
                    "mark": {"type": "text"},
                    "encoding": {
                        "text": {"field": "told", "type": "nominal"},
                        "color": {"condition": {"test": "datum.light", "value": "$ground"}, "value": "$ink"},
                    },
                },
            ],
        },
        "Of the pairs in the layer of the row, how many are in the layer of the column as well, %; in brackets how many pairs "
        "a layer has",
    )


def _forms(forms: pl.DataFrame) -> Chart:
    """A field for each legal form and domain: how many agreements that stand."""
    counts = forms.group_by("legal_type", "domain").agg(pl.col("agreements").sum())
    domains = (
        counts.group_by("domain")
        .agg(pl.col("agreements").sum())
        .sort(["agreements", "domain"], descending=[True, False])
    )
    types = counts.group_by("legal_type").agg(pl.col("agreements").sum())
    types = types.sort(["agreements", "legal_type"], descending=[True, False])
    shown = domains["domain"].head(SHOWN_DOMAINS).to_list()
    rows = counts.filter(pl.col("domain").is_in(shown)).sort("domain", "legal_type").to_dicts()
    most = max(rows, key=lambda row: (row["agreements"], row["domain"]))
    words = ["nothing that is named" if most["domain"] == "none" else label(most["domain"]), label(most["legal_type"])]
    colour = {"type": "sqrt", "range": ["$ramp-1", "$ramp-5"]}
    return Chart(
        "forms",
        f"Of the legal form {words[1]}, on {words[0]}: {most['agreements']} agreements, the most of any kind",
        {
            "data": {"values": rows},
            "height": {"step": 20},
            "encoding": {
                "x": {
                    "field": "legal_type",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": types["legal_type"].to_list()},
                    "axis": {"orient": "top", "labelAngle": -90, "labelOverlap": False},
                },
                "y": {"field": "domain", "type": "nominal", "title": None, "scale": {"domain": shown}},
                "color": {
                    "field": "agreements",
                    "type": "quantitative",
                    "title": None,
                    "scale": colour,
                    "legend": None,
                },
                "tooltip": [{"field": name} for name in ("domain", "legal_type", "agreements")],
            },
            "layer": [
                {"mark": {"type": "rect"}},
                {
                    "mark": {"type": "text", "fontSize": 11},
                    "encoding": {
                        "text": {"field": "agreements", "type": "quantitative"},
                        "color": {
                            "condition": {"test": f"datum.agreements > {most['agreements'] / 4}", "value": "$ground"},
                            "value": "$ink",
                        },
                    },
                },
            ],
        },
        f"Agreements that stand, by domain and legal form{f'; the {SHOWN_DOMAINS} most frequent domains' if domains.height > SHOWN_DOMAINS else ''}. "
        "An agreement of several domains counts in each",
    )


def maps(world: World, ties: pl.DataFrame) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The ties that stand alone as lines, as wide as they are heavy, dashed where only uncertain records tell of them."""
    alone = ties.filter("alone")
    placed, left_out = drawn_places(world, pl.concat([alone["a"], alone["b"]]).unique().sort())
    heaviest = max(alone["weight"].to_list(), default=1.0)
    features = [
        {
            "type": "Feature",
            "id": f"{row['a']}-{row['b']}",
            "geometry": {"type": "LineString", "coordinates": [list(placed[row["a"]]), list(placed[row["b"]])]},
            "properties": {
                "title": row["title"],
                "agreements": row["agreements"],
                "weight": row["weight"],
                "size": round(row["weight"] / heaviest, 4),
                "dashed": row["uncertain"],
            },
        }
        for row in alone.iter_rows(named=True)
        if row["a"] in placed and row["b"] in placed
    ]
    if not features:
        return (), left_out
    title = "Ties of two that stand alone; dashed where all records are uncertain"
    return (Map("alone", title, {"type": "FeatureCollection", "features": features}),), left_out
