"""Social cards: what a link to Phalanx looks like where people share it – the finding, a small drawing, the day.

A card is 1200 × 630 pixels, the size every network crops to, and is read at half of it: few words, large letters.
"""

from __future__ import annotations

import io
import json
import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from phalanx.answer import Finding
from phalanx.surfaces.presenting import charts, html, pictures, wording
from phalanx.surfaces.presenting import theme as look

WIDTH, HEIGHT = 1200, 630
EDGE = 64
NARROW, WIDE = 530, WIDTH - 2 * EDGE
"""The room for words, beside a drawing and without one."""
HEADLINE_SIZES = (58, 54, 50, 46, 42, 38, 34, 30)
LEADING = 1.16
SHORT, TALL = 290, 366
"""The room for a headline, with a number under it and without one."""
ABOUT_SIZE, ABOUT_LINES = 30, 5
MOST_BARS, LONGEST_LABEL = 7, 20
LABEL_SIZE = 22
SHAPES = Path(__file__).with_name("shapes") / "countries.geojson"
CENTRE = (9.5, 47.8)
"""Longitude and latitude in the middle of the card's map, which shows Europe in equal areas."""
MAP_SCALE = 860.0
"""Pixels a radius of the Earth."""
BEND = 0.12
THINNEST, THICKEST = 1.4, 5.0
"""How thick a tie of one agreement is, in pixels, and the strongest tie."""
MOST_COLOURS = 40
CLOSE = 1.2
"""Points of a border nearer than this, in pixels, are one."""


class Box(NamedTuple):
    """Where on a card a drawing stands, in pixels."""

    left: float
    top: float
    width: float
    height: float


DRAWING = Box(660, 178, WIDTH - EDGE - 660, 354)


class Bar(NamedTuple):
    """One bar of a drawing."""

    label: str
    value: float


class Figure(NamedTuple):
    """A number in large letters with what it counts."""

    value: str
    unit: str
    label: str = ""


Point = tuple[float, float]


class Tie(NamedTuple):
    """A line between two places (longitude, latitude), thicker the more agreements it stands for."""

    start: Point
    end: Point
    agreements: int = 1


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. `bars` are a ranking, or years where `upright`; `ties` are drawn on a map."""

    kicker: str
    headline: str
    valid_on: str
    about: str = ""
    figures: tuple[Figure, ...] = ()
    bars: tuple[Bar, ...] = ()
    upright: bool = False
    ties: tuple[Tie, ...] = ()


def of_answer(answer: Mapping[str, Any], kicker: str) -> Card:
    """The card of an answer, given by its contract: what its first chart says, or its first finding.

    Drawn is the main table where it counts what the first finding counts and is a series of years or a ranking;
    otherwise the first numbers stand for themselves.
    """
    findings = [_finding(told) for told in answer["findings"]]
    headline = next((chart["title"] for chart in answer["charts"]), None) or next(
        (finding.text for finding in findings), str(answer["title"])
    )
    bars, upright = _bars(answer, findings[0].unit if findings else "")
    figures = [figure for finding in findings if (figure := _figure(finding))]
    shown = figures[:1] if bars else [*figures[:1], *(figure for figure in figures[1:] if figure.value != "0")][:3]
    return Card(kicker, headline, answer["world"]["valid_on"], "", tuple(shown), bars, upright)


def png(card: Card) -> bytes:
    """The card in pixels; equal cards make equal bytes."""
    return _packed(pictures.pixels(svg(card)))


def svg(card: Card) -> str:
    """The card as a drawing."""
    colour = look.colours("light")
    beside = bool(card.bars or card.ties)
    bare = not (beside or card.figures)
    size, lines = _headline(
        wording.plain(card.headline), WIDE if bare else NARROW, SHORT if beside and card.figures else TALL
    )
    view = {
        "colour": colour,
        "sans": look.SANS,
        "serif": look.SERIF,
        "kicker": wording.plain(card.kicker),
        "size": size,
        "lines": lines,
        "day": _day(card.valid_on),
        "figures": card.figures,
        "leading": LEADING,
        "about": _sentences(wording.plain(card.about)),
        "beside": beside,
        "box": DRAWING,
        "columns": list(_columns(card.bars)) if card.upright else [],
        "ranks": [] if card.upright else list(_ranks(card.bars)),
        "borders": list(_borders()) if card.ties else [],
        "ties": [_tie(tie) for tie in card.ties],
    }
    return html.environment().get_template("card.svg.jinja").render(card=view)


# ── What is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _finding(told: Mapping[str, Any]) -> Finding:
    return Finding(told["name"], told["value"], told["unit"], told["text"])


def _figure(finding: Finding) -> Figure | None:
    """A finding as a number with its unit and its name; None where it is no number."""
    if isinstance(finding.value, bool) or not isinstance(finding.value, int | float):
        return None
    value, unit = wording.value_parts(finding)
    name = wording.heading(finding.name)
    return Figure(value, unit, "" if name == unit else name)


def _bars(answer: Mapping[str, Any], counted: str) -> tuple[tuple[Bar, ...], bool]:
    """The bars of the main table and whether they are years; none where it is neither series nor ranking."""
    rows: Sequence[Mapping[str, Any]] = next(iter(answer["tables"].values()), [])
    if len(rows) < 3 or not isinstance(rows[0].get(counted), int):
        return (), False
    label = "name" if "name" in rows[0] else next(iter(rows[0]))
    bars = tuple(Bar(wording.heading(str(row[label])), row[counted]) for row in rows)
    if label in wording.YEAR_WORDS:
        return bars, True
    values = [bar.value for bar in bars]
    return (bars[:MOST_BARS], False) if values == sorted(values, reverse=True) else ((), False)


def _headline(text: str, room: int, tall: int) -> tuple[int, list[str]]:
    """The largest letters in which a text fits without a lost word at its end, and its lines; a very long one is cut."""
    for size in HEADLINE_SIZES:
        lines = charts.broken(text, room, size * charts.SERIF_LETTER)
        wide, high = max(map(len, lines)) * size * charts.SERIF_LETTER, len(lines) * size * LEADING
        if wide <= room and high <= tall and (len(lines) == 1 or len(lines[-1]) > 4):
            return size, lines
    size = HEADLINE_SIZES[-1]
    letters, most = int(room / (size * charts.SERIF_LETTER)), int(tall / (size * LEADING))
    return size, textwrap.wrap(text, letters, max_lines=most, placeholder=" …") or [""]


def _sentences(text: str) -> list[str]:
    """As many whole sentences as there is room for, in lines."""
    lines: list[str] = []
    said = ""
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        said = f"{said} {sentence}".strip()
        longer = charts.broken(said, WIDE, ABOUT_SIZE * charts.SANS_LETTER)
        if len(longer) > ABOUT_LINES:
            break
        lines = longer
    return lines


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"


# ── What is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


def _ranks(bars: Sequence[Bar]) -> Iterator[dict[str, Any]]:
    """Lying bars: the label before, the number behind."""
    most = max((bar.value for bar in bars), default=0) or 1
    pitch = min(DRAWING.height / max(len(bars), 1), 58)
    labels = [textwrap.shorten(bar.label, LONGEST_LABEL, placeholder=" …") or bar.label[:LONGEST_LABEL] for bar in bars]
    before, behind = max(map(len, labels), default=0) * LABEL_SIZE * charts.SANS_LETTER + 14, 66
    for place, (bar, label) in enumerate(zip(bars, labels, strict=True)):
        yield {
            "label": label,
            "value": f"{bar.value:,}",
            "x": DRAWING.left + before,
            "y": round(DRAWING.top + place * pitch, 1),
            "width": round(max(bar.value / most * (DRAWING.width - before - behind), 2), 1),
            "height": round(pitch * 0.66, 1),
        }


def _columns(bars: Sequence[Bar]) -> Iterator[dict[str, Any]]:
    """Upright bars: first and last year below, the number on the highest and the last."""
    most = max((bar.value for bar in bars), default=0) or 1
    pitch = DRAWING.width / len(bars)
    tall = DRAWING.height - 64
    highest = max(range(len(bars)), key=lambda place: bars[place].value)
    for place, bar in enumerate(bars):
        height = bar.value / most * tall
        yield {
            "label": bar.label if place in {0, len(bars) - 1} else "",
            "value": f"{bar.value:,}" if place in {highest, len(bars) - 1} else "",
            "x": round(DRAWING.left + place * pitch, 1),
            "y": round(DRAWING.top + 32 + tall - height, 1),
            "width": round(pitch * 0.74, 1),
            "height": round(height, 1),
        }


def projected(lon: float, lat: float) -> Point:
    """A place on the card's map, in pixels: Lambert's azimuthal equal-area projection around the middle of Europe."""
    east, north = math.radians(lon - CENTRE[0]), math.radians(lat)
    middle = math.radians(CENTRE[1])
    cosine = math.sin(middle) * math.sin(north) + math.cos(middle) * math.cos(north) * math.cos(east)
    stretch = MAP_SCALE * math.sqrt(2 / max(1 + cosine, 1e-6))
    x = stretch * math.cos(north) * math.sin(east)
    y = stretch * (math.cos(middle) * math.sin(north) - math.sin(middle) * math.cos(north) * math.cos(east))
    return DRAWING.left + DRAWING.width / 2 + x, DRAWING.top + DRAWING.height / 2 - y


def _tie(tie: Tie) -> dict[str, Any]:
    """A tie as a path, slightly bent, so that ties of one place fan out."""
    (x1, y1), (x2, y2) = projected(*tie.start), projected(*tie.end)
    x, y = (x1 + x2) / 2 + (y2 - y1) * BEND, (y1 + y2) / 2 - (x2 - x1) * BEND
    width = min(THINNEST * math.sqrt(tie.agreements), THICKEST)
    return {"path": f"M{x1:.0f} {y1:.0f}Q{x:.0f} {y:.0f} {x2:.0f} {y2:.0f}", "width": round(width, 1)}


@cache
def _borders() -> tuple[str, ...]:
    """The countries that the card's map shows, as paths."""
    shapes = json.loads(SHAPES.read_text(encoding="utf-8"))
    rings = (
        [projected(*point[:2]) for point in ring]
        for feature in shapes["features"]
        for polygon in _polygons(feature["geometry"])
        for ring in polygon
    )
    return tuple(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in thin) + "Z" for thin in map(_thinned, filter(_seen, rings))
    )


def _polygons(geometry: Mapping[str, Any]) -> Iterable[Any]:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def _seen(ring: Sequence[Point]) -> bool:
    """Whether a ring has a point on the map and none on the far side of the Earth, where equal areas tear."""
    near = any(
        DRAWING.left - EDGE <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in ring
    )  # fmt: skip
    return near and all(abs(x) < 4000 and abs(y) < 4000 for x, y in ring)


def _thinned(ring: Sequence[Point]) -> list[Point]:
    kept = [ring[0]]
    kept.extend(point for point in ring[1:] if math.dist(point, kept[-1]) >= CLOSE)
    return kept


# ── Into pixels ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _packed(drawn: bytes) -> bytes:
    """A picture in as few colours as a flat drawing needs, each within a few shades of what it was."""
    from PIL import Image

    few = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as picture:
        colours = picture.convert("RGB").quantize(
            MOST_COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
        colours.save(few, "PNG", compress_level=8)  # 9 takes nearly thrice as long for three bytes in a hundred
    return few.getvalue()
