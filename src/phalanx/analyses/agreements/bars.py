"""Bars of two parts: counts by party, split in two, with the whole written behind each bar."""

from __future__ import annotations

from typing import Any

import polars as pl

from phalanx.analyses.agreements.counting import whole_ticks


def split_bars(shown: pl.DataFrame, split: str, parts: tuple[str, str]) -> dict[str, Any]:
    """A bar a row of `shown`, in its order: the columns `parts` side by side under the colours of `split`.

    `shown` has a column `name` and a column of counts for each part.
    """
    whole = shown[parts[0]] + shown[parts[1]]
    rows = [
        {"name": row["name"], split: part, "agreements": row[part], "all": row[parts[0]] + row[parts[1]]}
        for row in shown.iter_rows(named=True)
        for part in parts
    ]
    counts = {"type": "quantitative", "title": "agreements", "axis": whole_ticks(whole)}
    return {
        "data": {"values": rows},
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": shown["name"].to_list(), "title": None}},
        "layer": [
            {
                "mark": {"type": "bar", "tooltip": True},
                "encoding": {
                    "x": {"field": "agreements", **counts},
                    "color": {"field": split, "type": "nominal", "title": None, "legend": {"orient": "top"}},
                    "order": {"field": split, "sort": "ascending"},
                },
            },
            {
                "transform": [{"filter": f"datum.{split} === '{parts[0]}'"}],
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {
                    "x": {"field": "all", "type": "quantitative", "title": "agreements"},
                    "text": {"field": "all", "type": "quantitative"},
                },
            },
        ],
    }
