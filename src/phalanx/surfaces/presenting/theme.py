"""The look of every chart, made from `tokens.css`: the Vega-Lite config, colours by name, and colours by code.

Nothing here knows a colour value; change `tokens.css` and page, report and chart change together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
CATEGORICAL = ("blue", "teal", "brick", "plum", "moss", "sky")
RAMP = ("ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5")
SANS = "Inter"
SERIF = "Source Serif 4"

# The columns whose values are codes with a colour of their own, and the words of tokens.css they go by.
CODE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "form": ("form",),
    "mutual_defence": ("mutual-defence",),
    "clause": ("mutual-defence",),
    "kind": ("kind", "mutual-defence"),
    "level": ("level",),
    "scope": ("scope",),
    "status": ("status",),
    "institution": ("institution",),
    "cluster": ("cluster",),
    "grade": ("grade",),
    "source_grade": ("grade",),
    "confidence": ("confidence",),
    "illustrative": ("illustrative",),
}

_TOKEN = re.compile(r"--phx-([a-z0-9-]+):\s*([^;]+);")
_LIGHT_DARK = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
_VARIABLE = re.compile(r"var\(--phx-([a-z0-9-]+)\)")


@cache
def tokens_css() -> str:
    """The token file as it stands, for pages that carry it inside."""
    return Path(__file__).with_name("tokens.css").read_text(encoding="utf-8")


@cache
def tokens() -> Mapping[str, str]:
    """Every token's value as written, by name without `--phx-`."""
    return dict(_TOKEN.findall(tokens_css()))


@cache
def colours(theme: Theme) -> Mapping[str, str]:
    """Every colour of a theme as `#rrggbb`, by name: `blue`, `accent`, `form-procurement-contract`."""
    found: dict[str, str] = {}
    for name, value in tokens().items():
        if pair := _LIGHT_DARK.fullmatch(value):
            found[name] = pair[THEMES.index(theme) + 1]
        elif other := _VARIABLE.fullmatch(value):
            found[name] = found[other[1]]
    return found


def pixels(token: str) -> int:
    """A size of a picture, in pixels."""
    return int(tokens()[token].removesuffix("px"))


def colour_name(field: str, code: object) -> str | None:
    """The token of the colour that a code has in a column of this name, or None when it has none."""
    for family in CODE_FIELDS.get(field, ()):
        name = f"{family}-{str(code).lower().replace('_', '-')}"
        if name in tokens():
            return name
    return None


def codes_of(field: str) -> tuple[str, ...]:
    """Every code that has a colour in a column of this name, lower case, in the order of the token file."""
    return tuple(
        name.removeprefix(f"{family}-").replace("-", "_")
        for family in CODE_FIELDS.get(field, ())
        for name in tokens()
        if name.startswith(f"{family}-")
    )


@cache
def config(theme: Theme) -> dict[str, Any]:
    """The Vega-Lite config of a theme. Give it away as a copy: Vega-Lite configs nest."""
    colour = colours(theme)
    ink, quiet, line = colour["ink"], colour["quiet"], colour["line"]
    text = pixels("chart-text")
    words = {"labelFont": SANS, "titleFont": SANS, "labelFontSize": text, "titleFontSize": text}
    return {
        "background": colour["ground"],
        "font": SANS,
        "padding": 4,
        "numberFormat": ",~r",
        "customFormatTypes": False,
        "view": {"stroke": None, "continuousHeight": 300, "discreteHeight": {"step": 26}},
        "title": {
            "font": SERIF,
            "fontSize": pixels("chart-title"),
            "fontWeight": 600,
            "lineHeight": pixels("chart-title") * 1.28,
            "color": ink,
            "subtitleFont": SANS,
            "subtitleFontSize": text + 1,
            "subtitleFontWeight": 400,
            "subtitleLineHeight": (text + 1) * 1.4,
            "subtitleColor": quiet,
            "subtitlePadding": 7,
            "anchor": "start",
            "frame": "bounds",
            "offset": 18,
        },
        "axis": words
        | {
            "labelColor": quiet,
            "titleColor": quiet,
            "titleFontWeight": 400,
            "domain": False,
            "grid": False,
            "ticks": False,
            "gridColor": line,
            "gridWidth": 0.75,
            "domainColor": quiet,
            "tickColor": quiet,
            "labelPadding": 7,
            "titlePadding": 10,
            "labelLimit": 260,
        },
        "axisQuantitative": {"grid": True, "tickCount": 5},
        "axisXDiscrete": {"labelAngle": 0, "labelOverlap": True},
        "axisYQuantitative": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -12, "titleX": 0},
        "axisTemporal": {"domain": True, "ticks": True, "tickSize": 4, "labelOverlap": True},
        "legend": words
        | {
            "labelColor": ink,
            "titleColor": quiet,
            "titleFontWeight": 400,
            "orient": "top",
            "direction": "horizontal",
            "offset": 10,
            "rowPadding": 5,
            "titlePadding": 6,
            "columnPadding": 16,
            "symbolType": "square",
            "symbolSize": 110,
            "symbolStrokeWidth": 0,
            "gradientLength": 160,
            "gradientThickness": 10,
        },
        "header": words
        | {
            "labelColor": ink,
            "labelFontWeight": 600,
            "labelAnchor": "start",
            "titleColor": quiet,
            "titleFontWeight": 400,
        },
        "range": {
            "category": [colour[name] for name in CATEGORICAL],
            "ordinal": [colour[name] for name in RAMP],
            "ramp": [colour[name] for name in RAMP],
            "heatmap": [colour[name] for name in RAMP],
            "diverging": [colour[name] for name in ("less", "middle", "more")],
            "symbol": ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"],
        },
        "mark": {"color": colour["blue"]},
        "bar": {"cornerRadiusEnd": 1.5, "discreteBandSize": {"band": 0.72}},
        "line": {"strokeWidth": 2.25, "strokeCap": "round", "strokeJoin": "round"},
        "trail": {"color": colour["blue"]},
        "area": {"opacity": 0.9, "line": False},
        "point": {"filled": True, "size": 55, "opacity": 1},
        "circle": {"size": 55, "opacity": 1},
        "rule": {"color": quiet, "strokeWidth": 1},
        "tick": {"thickness": 2},
        "text": {"font": SANS, "fontSize": text, "color": ink},
        "rect": {"stroke": colour["ground"], "strokeWidth": 1},
        "arc": {"stroke": colour["ground"], "strokeWidth": 1.5},
        "geoshape": {"fill": colour["raised"], "stroke": colour["line"], "strokeWidth": 0.75},
    }
