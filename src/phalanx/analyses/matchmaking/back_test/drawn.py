"""Back-test drawn: the percentile of every hidden group by each method, and group by group beside popularity."""

from __future__ import annotations

from typing import Any

import numpy as np

from phalanx.analyses.matchmaking.back_test.hidden_ranks import METHODS
from phalanx.analyses.matchmaking.back_test.tables import METHOD_WORDS, Trial
from phalanx.answer import Chart

COLOURS = {"ties": "$blue", "score": "$plum", "popularity": "$neutral"}
PERCENT: dict[str, Any] = {"type": "quantitative", "title": None, "scale": {"domain": [0, 100]}}


def charts(trial: Trial) -> tuple[Chart, ...]:
    """A strip a method, and a line a group."""
    return (_strips(trial), _groups(trial))


def _strips(trial: Trial) -> Chart:
    """A tick for each group on a line for each method, the median marked; chance is the line in the middle."""
    ticks, medians = [], []
    shown = [method for method in METHODS if trial.of(method)]
    for method in shown:
        word = METHOD_WORDS[method] + (" *" if method == "score" else "")
        ticks += [
            {"method": word, "group": each.group.title, "percentile": round(each.places[method].percentile, 2)}
            for each in trial.of(method)
        ]
        median = float(np.median(trial.percentiles(method)))
        medians.append({"method": word, "median": round(median, 2), "told": f"{median:.0f}"})
    y = {"field": "method", "type": "nominal", "title": None, "sort": [row["method"] for row in medians]}
    ours, popular = (float(np.median(trial.percentiles(method))) for method in ("ties", "popularity"))
    mark = "; *: knows facts without dates, as they are today" if "score" in shown else ""
    return Chart(
        "methods",
        f"Half of the real groups stand above {ours:.0f} % of all by their ties, and above {popular:.0f} % by popularity",
        {
            "height": {"step": 44},
            "layer": [
                {
                    "data": {"values": [{"chance": 50}]},
                    "mark": {"type": "rule", "strokeDash": [4, 3], "color": "$ink"},
                    "encoding": {"x": {"field": "chance", **PERCENT}},
                },
                {
                    "data": {"values": ticks},
                    "mark": {"type": "tick", "thickness": 1.5, "size": 22, "opacity": 0.6, "tooltip": True},
                    "encoding": {
                        "x": {"field": "percentile", **PERCENT},
                        "y": y,
                        "color": {
                            "field": "method",
                            "type": "nominal",
                            "legend": None,
                            "scale": {
                                "domain": [row["method"] for row in medians],
                                "range": [COLOURS[method] for method in shown],
                            },
                        },
                    },
                },
                {
                    "data": {"values": medians},
                    "mark": {"type": "point", "filled": True, "size": 110, "color": "$accent"},
                    "encoding": {"x": {"field": "median", **PERCENT}, "y": y},
                },
                {
                    "data": {"values": medians},
                    "mark": {"type": "text", "dy": -19, "fontWeight": "bold"},
                    "encoding": {"x": {"field": "median", **PERCENT}, "y": y, "text": {"field": "told", "type": "nominal"}},
                },
            ]
        },
        f"Share of all groups of as many states that each of {len(trial.judged)} hidden groups stands above, %; dot: median; dashed: "
        f"chance{mark}",
    )  # fmt: skip


def _groups(trial: Trial) -> Chart:
    """A line a group, from its percentile by popularity to that by ties; best first."""
    ordered = sorted(trial.judged, key=lambda each: (-each.places["ties"].percentile, each.group.id))
    rows = [
        {
            "group": _short(f"{each.group.founded[:4]} {each.group.title}", place),
            "ties": round(each.places["ties"].percentile, 2),
            "popularity": round(each.places["popularity"].percentile, 2),
            "states": " ".join(each.group.members),
            "drawn": not each.all_compared,
        }
        for place, each in enumerate(ordered)
    ]
    better = int((trial.percentiles("ties") > trial.percentiles("popularity")).sum())
    x = {**PERCENT, "axis": {"orient": "top"}}
    tooltip = [{"field": name} for name in ("group", "states", "ties", "popularity")]
    return Chart(
        "groups",
        f"Ties rank {better} of {len(rows)} real groups higher than popularity does",
        {
            "data": {"values": rows},
            "encoding": {
                "y": {
                    "field": "group",
                    "type": "nominal",
                    "title": None,
                    "sort": [row["group"] for row in rows],
                },
                "tooltip": tooltip,
            },
            "layer": [
                {
                    "mark": {"type": "rule", "color": "$line", "strokeWidth": 2},
                    "encoding": {"x": {"field": "popularity", **x}, "x2": {"field": "ties"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 45, "color": "$neutral"},
                    "encoding": {"x": {"field": "popularity", **x}},
                },
                *(
                    {
                        "transform": [{"filter": f"{'' if drawn else '!'}datum.drawn"}],
                        "mark": {"type": "point", "filled": not drawn, "size": 50, "strokeWidth": 2, "color": "$blue"},
                        "encoding": {"x": {"field": "ties", **x}},
                    }
                    for drawn in (False, True)
                ),
            ],
        },
        "Share of all groups of as many states that each stands above, %: by ties (blue; open: estimated by lot) and by popularity (grey)",
    )


def _short(title: str, place: int) -> str:
    """A title on an axis; its place keeps apart those that are the same."""
    return f"{place + 1}  {title}"
