"""Pages: the same answers for a reader – what it is, a table of it, and the ways on. Everything from data stays text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phalanx.surfaces.api.features import described
from phalanx.surfaces.api.features.addresses import Addresses, item_path
from phalanx.surfaces.api.features.asked import Page, item_parameters
from phalanx.surfaces.api.features.layers import LAYERS, Feature, Layer
from phalanx.surfaces.presenting.html import css_of
from phalanx.surfaces.presenting.html import link as web_link
from phalanx.surfaces.presenting.theme import SANS, SERIF, tokens_css

if TYPE_CHECKING:
    from jinja2 import Template

    from phalanx.world import World

HERE = Path(__file__).parent
FONTS = HERE.parents[1] / "presenting" / "fonts"
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
MOST_COLUMNS = 8
LONG = ("source_url", "note", "summary", "purpose")
"""Fields that a table of features leaves to the page of each."""


@dataclass(frozen=True)
class Cell:
    """What stands in a table: text, perhaps with somewhere to go."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class View:
    """One page: its title, where it stands, what it says and shows, and the ways on from it."""

    title: str
    about: str
    crumbs: Sequence[Cell]
    tables: Sequence[Table] = ()
    ways: Sequence[Cell] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def render(view: View, to: Addresses, world: World | None) -> str:
    """The page of a view; its foot says of which World it tells."""
    stamp = world.stamp if world else None
    return _template().render(view=view, look=to.to("/look/page.css"), data=to.here(f="json"), stamp=stamp)


def start(to: Addresses) -> View:
    layers = [
        [Cell(layer.title, to.to(f"/collections/{layer.id}", f="html")), Cell(layer.about)] for layer in LAYERS.values()
    ]
    return View(
        described.TITLE,
        described.ABOUT,
        [],
        [Table("The layers", ["Layer", "What it holds"], layers)],
        [
            Cell("All layers with their extent", to.to("/collections", f="html")),
            Cell("What can be asked", to.to("/api", f="html")),
            Cell("The standards it follows", to.to("/conformance", f="html")),
        ],
        [f"For QGIS, GDAL and others, the address of the service is {to.to()}"],
    )


def conformance(to: Addresses) -> View:
    rows = [[Cell(name, name)] for name in described.CONFORMS]
    return View(
        "The standards it follows", "OGC API – Features, these parts of it:", _crumbs(to), [Table("", ["Class"], rows)]
    )


def collections(to: Addresses, drawn: Mapping[str, Sequence[Feature]]) -> View:
    rows = [
        [
            Cell(LAYERS[name].title, to.to(f"/collections/{name}", f="html")),
            Cell(f"{len(features):,}"),
            Cell(LAYERS[name].geometry),
            Cell(LAYERS[name].about),
        ]
        for name, features in drawn.items()
    ]
    table = Table("", ["Layer", "Features", "Geometry", "What it holds"], rows)
    return View("The layers", "Each can be opened by itself, on any day.", _crumbs(to), [table])


def collection(to: Addresses, layer: Layer, features: Sequence[Feature]) -> View:
    rows = [
        [Cell(name), Cell(field.meaning), Cell(", ".join(field.codes) or field.unit or field.shape)]
        for name, field in layer.fields.items()
    ]
    items = to.to(f"/collections/{layer.id}/items", f="html")
    return View(
        layer.title,
        layer.about,
        _crumbs(to, layers=True),
        [Table("Fields", ["Field", "Meaning", "Values"], rows)],
        [Cell(f"The features: {len(features):,}", items)],
        [f"Time: {layer.timed}." if layer.timed else "Its features know no time of their own."],
    )


def items(to: Addresses, layer: Layer, page: Page) -> View:
    names = [name for name in layer.fields if name not in LONG and not _is_the_id(name, page)][:MOST_COLUMNS]
    rows = [
        [
            Cell(feature.id, to.to(item_path(layer.id, feature.id), f="html")),
            *(_cell(feature.properties[name]) for name in names),
        ]
        for feature in page.features
    ]
    ways = []
    if page.previous is not None:
        ways.append(Cell("Back", to.here(offset=page.previous)))
    if page.next is not None:
        ways.append(Cell("Further", to.here(offset=page.next)))
    last = page.offset + len(page.features)
    shown = f"{page.offset + 1:,} to {last:,} of {page.matched:,}" if rows else f"None of {page.matched:,}"
    return View(f"{layer.title}: the features", shown, _crumbs(to, layer), [Table("", ["Feature", *names], rows)], ways)


def item(to: Addresses, layer: Layer, feature: Feature) -> View:
    rows = [[Cell(name), _cell(feature.properties[name]), Cell(field.meaning)] for name, field in layer.fields.items()]
    where = "It has no geometry."
    if feature.box is not None:
        west, south, east, north = feature.box
        where = (
            f"It lies between {_degrees(west, 'E', 'W')} and {_degrees(east, 'E', 'W')}, "
            f"{_degrees(south, 'N', 'S')} and {_degrees(north, 'N', 'S')}."
        )
    return View(
        _called(feature),
        where,
        _crumbs(to, layer, items=True),
        [Table("", ["Field", "Value", "Meaning"], rows)],
        [Cell("This feature as GeoJSON", to.here(f="json"))],
        [feature.id],
    )


def queryables(to: Addresses, layer: Layer) -> View:
    rows = [[Cell(name), Cell(field.meaning)] for name, field in layer.fields.items()]
    about = "A feature's value is asked for by the field's name; of a set, one of its values."
    return View(
        f"{layer.title}: the fields to ask by", about, _crumbs(to, layer), [Table("", ["Field", "Meaning"], rows)]
    )


def api(to: Addresses) -> View:
    tables = [
        Table(
            f"/collections/{layer.id}/items",
            ["Parameter", "Meaning"],
            [[Cell(parameter.name), Cell(parameter.meaning)] for parameter in item_parameters(layer)],
        )
        for layer in LAYERS.values()
    ]
    about = "The features of each layer, with every parameter. The other addresses take valid_on, known_at and f."
    return View("What can be asked", about, _crumbs(to), tables, [Cell("In OpenAPI 3.0", to.to("/api", f="json"))])


def _crumbs(to: Addresses, layer: Layer | None = None, *, layers: bool = False, items: bool = False) -> list[Cell]:
    crumbs = [Cell("Layers for maps", to.to("", f="html"))]
    if layer or layers:
        crumbs.append(Cell("The layers", to.to("/collections", f="html")))
    if layer:
        crumbs.append(Cell(layer.title, to.to(f"/collections/{layer.id}", f="html")))
    if layer and items:
        crumbs.append(Cell("The features", to.to(f"/collections/{layer.id}/items", f="html")))
    return crumbs


def _is_the_id(name: str, page: Page) -> bool:
    return all(feature.properties[name] == feature.id for feature in page.features)


def _called(feature: Feature) -> str:
    """A feature as a reader calls it."""
    told = feature.properties
    if "a_name" in told:
        return f"{told['a_name']} – {told['b_name']}"
    return next((str(told[name]) for name in ("title", "name", "indicator") if told.get(name)), feature.id)


def _degrees(angle: float, above: str, below: str) -> str:
    return f"{abs(angle):g}° {above if angle >= 0 else below}"


def _cell(value: Any) -> Cell:
    if value is None:
        return Cell("–")
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, float):
        return Cell(f"{value:,.10g}")
    if isinstance(value, list):
        return Cell(", ".join(map(str, value)))
    return Cell(str(value), web_link(str(value)) or "")


# ── Their look ───────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def style_sheet() -> str:
    """The house's style sheets in one, with its fonts beside it."""
    own = (HERE / "templates" / "service.css").read_text(encoding="utf-8")
    return "\n".join([*_font_faces(), tokens_css(), css_of("answer"), css_of("page"), own])


def font(name: str) -> bytes | None:
    """The file of a font that the style sheet names; None when there is none of that name."""
    return (FONTS / name).read_bytes() if name in font_names() else None


@cache
def font_names() -> frozenset[str]:
    return frozenset(path.name for path in FONTS.glob("*.woff2"))


def _font_faces() -> Iterable[str]:
    import orjson

    ranges = orjson.loads((FONTS / "ranges.json").read_bytes())
    for slug, family in (("inter", SANS), ("source-serif-4", SERIF)):
        for script, letters in ranges[slug].items():
            for weight in (400, 600):
                yield (
                    f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-display: swap; "
                    f"src: url('{slug}-{script}-{weight}.woff2') format('woff2'); unicode-range: {letters}; }}"
                )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja")
