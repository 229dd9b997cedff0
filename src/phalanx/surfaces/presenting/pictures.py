"""Charts drawn as SVG and PNG, with their fonts, hatchings, title and source line; inline SVG for pages."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import math
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from phalanx.errors import BadInput
from phalanx.surfaces.presenting import charts
from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.axes import break_names
from phalanx.surfaces.presenting.colouring import hatchings
from phalanx.surfaces.presenting.labels import spread

if TYPE_CHECKING:
    from phalanx.answer import Answer, Chart, WorldStamp

FONTS = Path(__file__).with_name("fonts")
SCALE = 2.0  # pixels a point: sharp on a slide
MARGIN = 20  # around a picture that stands alone
SOURCE_SIZE = 10.5
NARROWEST = 90  # a plot narrower than this says nothing; the page lets it be scrolled
STACKS = {look.SANS: "Inter, system-ui, sans-serif", look.SERIF: "&quot;Source Serif 4&quot;, Georgia, serif"}
TALKATIVE = ("vl_convert", "simplecss", "usvg", "resvg", "tiny_skia")
"""Parts of the drawing engine that warn of what is meant so: a height of its own choice, fonts it has already, a dot."""

_SIZE = re.compile(r'<svg\b[^>]*? width="([\d.]+)" height="([\d.]+)"')
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|rgba?\([^)]*\)")
_EXTENDED = re.compile("[\u0100-\u02ff\u1e00-\u1eff]")
_NAME = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')


def svg(chart: Chart, stamp: WorldStamp, theme: look.Theme = "light") -> str:
    """The chart as a picture that stands alone: title, subtitle, drawing, source line, fonts inside."""
    drawing, width, height = _draw(chart, theme, look.pixels("chart-width"), titled=True)
    colour = look.colours(theme)
    lines = charts.broken(charts.source_line(stamp), width, SOURCE_SIZE * charts.SANS_LETTER)
    tall = height + 14 + round(len(lines) * SOURCE_SIZE * 1.4)
    source = "".join(
        f'<text x="1" y="{height + 14 + (place + 0.7) * SOURCE_SIZE * 1.4:.1f}" font-family="{STACKS[look.SANS]}" '
        f'font-size="{SOURCE_SIZE}px" fill="{colour["quiet"]}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    outer_width, outer_height = width + 2 * MARGIN, tall + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'width="{outer_width}" height="{outer_height}" viewBox="0 0 {outer_width} {outer_height}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(_description(chart))}</desc>"
        f"<style>{font_faces(chart.title + chart.subtitle + drawing, serif=(600,))}</style>"
        f'<rect width="100%" height="100%" fill="{colour["ground"]}"/>'
        f'<g transform="translate({MARGIN},{MARGIN})">{drawing}{source}</g></svg>'
    )


def png(chart: Chart, stamp: WorldStamp, scale: float = SCALE, theme: look.Theme = "light") -> bytes:
    """The same picture in pixels."""
    return pixels(svg(chart, stamp, theme), scale)


def pixels(drawn: str, scale: float = 1) -> bytes:
    """An SVG as PNG, with our fonts."""
    painted: bytes = _vl_convert().svg_to_png(drawn, scale=scale)
    return painted


def inline(chart: Chart, *, narrow: bool = False) -> str:
    """The drawing for a page that sets the title itself: light and dark in one, following the page's `color-scheme`."""
    width = look.pixels("chart-narrow" if narrow else "chart-width")
    light, wide, tall = _draw(chart, "light", width, titled=False)
    body = _paired(light) or _both(light, _draw(chart, "dark", width, titled=False)[0])
    # Names made from the drawing itself keep apart several drawings on one page, or in one notebook.
    key = hashlib.blake2s(body.encode(), digest_size=5).hexdigest()
    body = _NAME.sub(lambda name: f"{name[1]}p{key}-{name[2]}", body)
    label = quoteattr(f"{chart.title}. {_description(chart)}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-label={label} width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}">{body}</svg>'
    )


def render_svg(answer: Answer, chart: str | None = None) -> str:
    """The chart of that name, or the first, as SVG."""
    return svg(chosen(answer, chart), answer.world)


def render_png(answer: Answer, chart: str | None = None) -> bytes:
    """The chart of that name, or the first, as PNG."""
    return png(chosen(answer, chart), answer.world)


def chosen(answer: Answer, name: str | None) -> Chart:
    """The chart of that name, or the first.

    Raises:
        BadInput: the answer has no chart, or none of that name.
    """
    names = [chart.name for chart in answer.charts]
    if not names:
        raise BadInput(
            f"The answer to {answer.question!r} has no chart.",
            "a question that draws one",
            "choose text, json, csv or xlsx",
        )
    if name is None:
        return answer.charts[0]
    if name not in names:
        raise BadInput(f"The answer to {answer.question!r} has no chart {name!r}.", " or ".join(names))
    return answer.charts[names.index(name)]


def font_faces(text: str, *, sans: tuple[int, ...] = (400, 600), serif: tuple[int, ...] = (400, 600)) -> str:
    """CSS that carries the fonts inside; the extended Latin range only where the text needs it."""
    extended = _EXTENDED.search(text) is not None
    return "".join(
        _font_face(slug, family, weight, script)
        for slug, family, weights in (("inter", look.SANS, sans), ("source-serif-4", look.SERIF, serif))
        for weight in weights
        for script in (("latin", "latin-ext") if extended else ("latin",))
    )


@cache
def _font_face(slug: str, family: str, weight: int, script: str) -> str:
    data = base64.b64encode((FONTS / f"{slug}-{script}-{weight}.woff2").read_bytes()).decode()
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:normal;font-display:swap;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2');unicode-range:{_ranges()[slug][script]}}}"
    )


@cache
def _ranges() -> dict[str, dict[str, str]]:
    ranges: dict[str, dict[str, str]] = json.loads((FONTS / "ranges.json").read_text(encoding="utf-8"))
    return ranges


def _draw(chart: Chart, theme: look.Theme, width: int, *, titled: bool) -> tuple[str, int, int]:
    """What stands inside the drawing's `<svg>`, with width and height in pixels."""
    spec = charts.themed(chart, theme, width=width, titled=titled) | {"background": None, "padding": 1}
    break_names(spec, width)
    if charts.stretches(chart) and charts.lettered(chart):
        # The engine's own fitting forgets letters that hang over the edge. Drawn once with all the room it asks for,
        # we know how much narrower the plot has to be.
        spec["autosize"] = "pad"
        overhang = _size(_engine(spec))[0] - width
        spec["width"] = max(spec["width"] - overhang, NARROWEST)
    drawn = _engine(spec)
    body = spread(drawn[drawn.index(">", drawn.index("<svg")) + 1 : drawn.rindex("</svg>")])
    for family, stack in STACKS.items():
        body = body.replace(f'font-family="{family}"', f'font-family="{stack}"')
    patterns = hatchings(body, theme)
    return (_renamed(f"<defs>{patterns}</defs>{body}" if patterns else body), *_size(drawn))


def _engine(spec: dict[str, Any]) -> str:
    """A specification drawn. One that asks for data elsewhere fails instead of fetching: see `_vl_convert`."""
    drawn: str = _vl_convert().vegalite_to_svg(spec)
    return drawn


def _size(drawn: str) -> tuple[int, int]:
    """Width and height of a drawing, in whole pixels."""
    found = _SIZE.search(drawn)
    assert found is not None, "every drawing says its size"
    return math.ceil(float(found[1])), math.ceil(float(found[2]))


def _paired(light: str) -> str | None:
    """The drawing with each colour followed by its dark twin; None where it mixes colours of its own (a scale, a fade).

    Half the work of drawing twice. Every light colour has one dark twin: a test holds the tokens to that.
    """
    twins = {look.colours("light")[name]: dark for name, dark in look.colours("dark").items()}
    if not set(_COLOUR.findall(light)) <= twins.keys():
        return None
    return _COLOUR.sub(lambda colour: f"light-dark({colour[0]},{twins[colour[0]]})", light)


def _both(light: str, dark: str) -> str:
    """One drawing of two that differ in nothing but colours; the light one alone should they differ in more."""
    if _COLOUR.sub("", light) != _COLOUR.sub("", dark):
        return light
    others = iter(_COLOUR.findall(dark))

    def pair(colour: re.Match[str]) -> str:
        other = next(others)
        return colour[0] if colour[0] == other else f"light-dark({colour[0]},{other})"

    return _COLOUR.sub(pair, light)


def _renamed(body: str) -> str:
    """Names inside counted anew: the engine counts on from drawing to drawing, and equal charts are to be equal."""
    names: dict[str, str] = {}
    return _NAME.sub(lambda found: found[1] + names.setdefault(found[2], f"n{len(names)}"), body)


def _description(chart: Chart) -> str:
    return chart.subtitle or "The numbers stand in the tables of the same answer."


@cache
def _vl_convert() -> Any:
    """The drawing engine, loaded at the first drawing: it takes longer than everything else here together."""
    import vl_convert  # type: ignore[import-untyped]  # it tells no types

    for its_part in TALKATIVE:
        logging.getLogger(its_part).setLevel(logging.ERROR)
    vl_convert.configure(base_url=False, allowed_base_urls=[])
    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
