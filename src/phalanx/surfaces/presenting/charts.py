"""A chart in the look of Phalanx: how an author writes one, and the Vega-Lite specification that comes out.

An analysis writes `Chart.vega_lite` as plain Vega-Lite (v5 or v6), as a dict, with its data inside. It says what is
drawn, not how it looks:

- **Title.** `Chart.title` says the finding ("Half of all pacts are younger than three years"), `Chart.subtitle` what
  is counted, of whom, when. The specification has no title of its own. The source line comes from the Answer.
- **No config, no fonts, no colour values.** The theme brings them. One series is blue by itself. Where a mark needs a
  colour, name it with a dollar: `{"value": "$accent"}` for what is selected (amber, nothing else is), `"$quiet"` for
  background, `"$blue"`, `"$teal"`, `"$brick"`, `"$plum"`, `"$moss"`, `"$sky"`, `"$neutral"`, `"$ink"`, `"$line"`, or a
  code, `"$form-strategic-partnership"`. Every name with `-hatched` is the same colour, hatched.
- **Codes.** A colour channel on a column named `form`, `scope`, `status`, `level`, `kind`, `clause`, `mutual_defence`,
  `grade`, `source_grade`, `institution`, `cluster` (A to F, other), `confidence` or `illustrative` gets the codes' own colours and order, and its
  labels in words. Leave `scale` away. An own `domain` is kept (and coloured); an own `range` is left alone.
- **Uncertain or illustrative** values are hatched: colour by `confidence` (`partial` is hatched) or by a boolean column
  `illustrative`, or name a `-hatched` colour. Points are too small for it and are hollow: `filled: false`.
  Lines that slant look solid where they run as the hatching does, and are dashed.
- **Size.** Leave `width` away: pages ask for a wide and a narrow drawing. Long categories go on `y`, which then takes
  its height from the number of bars; set `height` for curves. Facets and concatenations bring their own width.
- **Labels on lines** rather than legends where they fit: a `text` layer on the last point, `align: "left"`, `dx: 6`,
  with `"legend": null` on the colour; pictures and pages make room at the edge and
  move labels apart that would overlap. A bar's number: a `text` layer, `align: "left"`, `dx: 4`.
- **Axes.** `"title": null` where the subtitle says it already. Years are `"type": "ordinal"` or carry
  `"axis": {"format": "d"}`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.colouring import COLOUR_CHANNELS, addresses, channels, coloured, marks, rows

if TYPE_CHECKING:
    from phalanx.answer import Chart, WorldStamp

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LICENCE = "CC BY 4.0"
COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat")
FACETS = ("row", "column", "facet")
# A number and its unit stay on one line.
_BOUND_SPACE = re.compile(r"(?<=\d) (?=%|million\b|billion\b)|(?<=EUR) (?=\d)|(?<=USD) (?=\d)")
# Mean width of a letter as a share of the type size, measured on English sentences.
SERIF_LETTER, SANS_LETTER = 0.50, 0.53
STROKES = {"symbolType": "stroke", "symbolStrokeWidth": 2.25, "symbolSize": 220}
RINGS = {"symbolType": "circle", "symbolStrokeWidth": 2}
APART = 4
"""Pixels between two labels of an axis below which one is left out: on a phone they would run together."""


def themed(
    chart: Chart, theme: look.Theme = "light", *, width: int | None = None, titled: bool = True
) -> dict[str, Any]:
    """The chart's specification with the theme, its colours, its size, and its title unless the page sets that.

    Raises:
        ValueError: the chart asks for data elsewhere, or for a colour that has no name.
    """
    width = width or look.pixels("chart-width")
    if fetched := next(addresses(chart.vega_lite), None):
        raise ValueError(
            f"Chart {chart.name!r} asks for {fetched!r}. A chart brings its data inside and loads nothing."
        )
    spec = coloured(chart.vega_lite, theme)
    spec.setdefault("$schema", SCHEMA)
    spec["config"] = _merged(look.config(theme), spec.get("config", {}))
    spec.pop("title", None)
    if titled:
        spec["title"] = title(chart, width)
    _settle(spec, width)
    _key_lines(spec)
    _fit(spec, width, stretching=stretches(chart))
    return spec


def title(chart: Chart, width: int) -> dict[str, Any]:
    """Title and subtitle as Vega-Lite wants them, broken into lines that fit the width."""
    lines = {"text": broken(chart.title, width, look.pixels("chart-title") * SERIF_LETTER)}
    if chart.subtitle:
        lines["subtitle"] = broken(chart.subtitle, width, (look.pixels("chart-text") + 1) * SANS_LETTER)
    return lines


def source_line(stamp: WorldStamp) -> str:
    """Where a figure comes from and of which day it is."""
    return f"Source: Phalanx registry, valid on {stamp.valid_on}, journal head {stamp.journal_head[:12]}, {LICENCE}"


def broken(text: str, width: int, letter: float) -> list[str]:
    """The text in as few lines as fit, of about equal length."""
    text = bound(text)
    room = max(int(width / letter), 12)
    lines = textwrap.wrap(text, room) or [""]
    for narrower in range(room, 11, -1):
        trial = textwrap.wrap(text, narrower)
        if len(trial) > len(lines):
            break
        lines = trial or lines
    return lines


def bound(text: str) -> str:
    """The text with each number and its unit on one line, however it is broken."""
    return _BOUND_SPACE.sub("\N{NO-BREAK SPACE}", text)


def stretches(chart: Chart) -> bool:
    """Whether the chart takes the width it is given; what is composed of several views keeps its own."""
    spec = chart.vega_lite
    composed = any(key in spec for key in COMPOSED) or any(key in spec.get("encoding", {}) for key in FACETS)
    return not composed and not isinstance(spec.get("width"), Mapping)


def lettered(chart: Chart) -> bool:
    """Whether the chart writes labels into the drawing, which may hang over its edge."""
    return any(
        mark == "text" or (isinstance(mark, Mapping) and mark.get("type") == "text") for mark in marks(chart.vega_lite)
    )


def _settle(spec: dict[str, Any], width: int) -> None:
    """Choices that depend on what is drawn: grid lines for one direction only, a legend that keeps to the width."""
    spec["config"]["axis"] = spec["config"]["axis"] | {"labelSeparation": APART}
    heights = [channel for name, channel in channels(spec) if name == "y"]
    upright = any(channel.get("type") == "quantitative" for channel in heights)
    if upright:
        spec["config"]["axisXQuantitative"] = {"grid": False}
    if upright and any(channel.get("title", "") is not None and "field" in channel for channel in heights):
        # The title of the y axis lies flat above the axis; the legend steps up to make room.
        spec["config"]["legend"] = spec["config"]["legend"] | {"offset": 34}
    for name, channel in channels(spec):
        if (
            name in COLOUR_CHANNELS
            and channel.get("type") in {"nominal", "ordinal"}
            and channel.get("legend", {}) is not None
        ):
            shown = {str(row[channel["field"]]) for row in rows(spec) if channel.get("field") in row}
            longest = max((len(label) for label in shown), default=8) * look.pixels("chart-text") * SANS_LETTER
            columns = max(int((width - 40) / (longest + 36)), 1)
            if columns < len(shown):
                channel["legend"] = {"columns": columns} | channel.get("legend", {})


def _key_lines(node: Any) -> None:
    """Let the legend of lines show strokes and that of hollow points rings, in place: a square would stand for an area."""
    if isinstance(node, dict):
        mark = node.get("mark")
        kind = mark.get("type") if isinstance(mark, Mapping) else mark
        hollow = kind == "point" and isinstance(mark, Mapping) and mark.get("filled") is False
        shown = STROKES if kind == "line" else RINGS if hollow else None
        channel = node.get("encoding", {}).get("color")
        if shown and isinstance(channel, dict) and "field" in channel and channel.get("legend", {}) is not None:
            channel["legend"] = shown | channel.get("legend", {})
        for key, value in node.items():
            if key in ("layer", "hconcat", "vconcat", "concat", "spec"):
                _key_lines(value)
    elif isinstance(node, list):
        for item in node:
            _key_lines(item)


def _fit(spec: dict[str, Any], width: int, *, stretching: bool) -> None:
    """Give the drawing its width, or its views the width they have where they set none."""
    if stretching:
        own = spec.get("width")
        spec["width"] = min(own, width) if isinstance(own, int | float) else width
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    else:
        spec["config"]["view"] = {"continuousWidth": width - 120} | spec["config"]["view"]


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = base.get(key)
        merged[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged
