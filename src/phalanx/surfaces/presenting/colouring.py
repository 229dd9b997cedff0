"""Colours by name and by code: turn what an author writes in a chart into the colours of a theme."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from phalanx.surfaces.presenting import theme as look
from phalanx.vocabulary import codes

COLOUR_CHANNELS = ("color", "fill", "stroke")
GUIDES = {"x": "axis", "y": "axis", "row": "header", "column": "header", "facet": "header"} | dict.fromkeys(
    (*COLOUR_CHANNELS, "shape", "strokeDash", "opacity", "size"), "legend"
)
WORDED_FIELDS = frozenset(look.CODE_FIELDS) | {"legal_type", "domain", "domains"}
# What is uncertain or illustrative is hatched, whatever its colour.
HATCHED_CODES = {"confidence": {"partial"}, "illustrative": {"true"}}
HATCHED = "-hatched"
DATA = ("data", "datasets", "usermeta")

Rows = list[Mapping[str, Any]]

_NAMED = re.compile(r"\$([a-z][a-z0-9-]*)")
_PATTERN = re.compile(r"url\(#phx-([a-z0-9-]+)-hatched\)")


def coloured(spec: Mapping[str, Any], theme: look.Theme) -> dict[str, Any]:
    """A copy of the specification with code columns coloured and worded, and `$names` turned into colours.

    Raises:
        ValueError: a `$name` that no token has.
    """
    copied: dict[str, Any] = _with_codes(spec, list(rows(spec)), theme)
    return copied


def rows(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every data row inside a specification, wherever it stands."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "data" and isinstance(value, Mapping) and isinstance(value.get("values"), list):
                yield from (row for row in value["values"] if isinstance(row, Mapping))
            elif key == "datasets" and isinstance(value, Mapping):
                yield from (row for named in value.values() if isinstance(named, list) for row in named)
            elif key not in DATA:
                yield from rows(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from rows(item)


def channels(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every encoding channel inside a specification, by name."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "encoding" and isinstance(value, Mapping):
                yield from ((name, channel) for name, channel in value.items() if isinstance(channel, dict))
            elif key not in DATA:
                yield from channels(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from channels(item)


def colour_of(name: str, theme: look.Theme) -> str:
    """The colour of a `$name` without its dollar: `#rrggbb`, or the hatching that `hatchings` defines."""
    plain = name.removesuffix(HATCHED)
    if plain not in look.colours(theme):
        raise ValueError(
            f"${name} names no colour. There are: {', '.join(look.colours(theme))}; each also with {HATCHED}."
        )
    if plain != name:
        return f"url(#phx-{name})"
    return look.colours(theme)[name]


def hatchings(svg: str, theme: look.Theme) -> str:
    """The pattern definitions that a drawing with hatched marks needs, as SVG; empty when it has none."""
    colour = look.colours(theme)
    return "".join(
        f'<pattern id="phx-{name}{HATCHED}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{colour["ground"]}"/>'
        f'<rect width="2.4" height="5" fill="{colour[name]}"/></pattern>'
        for name in sorted(set(_PATTERN.findall(svg)))
    )


def marks(node: Any) -> Iterator[Any]:
    """Every mark inside a specification: a name, or a definition."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "mark":
                yield value
            elif key not in DATA:
                yield from marks(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from marks(item)


def addresses(node: Any) -> Iterator[Any]:
    """Everything a specification would load or link to."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in {"url", "href"}:
                yield value
            elif key not in {"values", "datasets", "usermeta"}:
                yield from addresses(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from addresses(item)


def _with_codes(node: Any, found: Rows, theme: look.Theme) -> Any:
    if isinstance(node, Mapping):
        copied = {key: value if key in DATA else _with_codes(value, found, theme) for key, value in node.items()}
        if isinstance(copied.get("encoding"), dict):
            for channel, definition in copied["encoding"].items():
                _finish_channel(channel, definition, found, theme)
            _word_labels(copied)
        return copied
    if isinstance(node, list | tuple):
        return [_with_codes(item, found, theme) for item in node]
    if isinstance(node, str) and (named := _NAMED.fullmatch(node)):
        return colour_of(named[1], theme)
    return node


def _finish_channel(channel: str, definition: Any, found: Rows, theme: look.Theme) -> None:
    """Colour and word one channel, in place: it is our copy."""
    if not isinstance(definition, dict):
        return
    conditions = definition.get("condition", [])
    for part in (definition, *(conditions if isinstance(conditions, list) else [conditions])):
        field = part.get("field")
        if field in look.CODE_FIELDS and channel in COLOUR_CHANNELS and part.get("scale", {}) is not None:
            part["scale"] = _scale(field, part.get("scale", {}), found, theme)
        if field in WORDED_FIELDS and channel in GUIDES:
            guide = GUIDES[channel]
            if part.get(guide, {}) is not None:
                part[guide] = {"labelExpr": _words("datum.label")} | part.get(guide, {})


def _word_labels(view: dict[str, Any]) -> None:
    """Let a text mark on a code column say words: the encoding becomes an expression of the mark."""
    written = view["encoding"].get("text")
    if "mark" in view and isinstance(written, dict) and written.get("field") in WORDED_FIELDS:
        mark = view["mark"] if isinstance(view["mark"], dict) else {"type": view["mark"]}
        view["mark"] = mark | {"text": {"expr": _words(f"datum[{json.dumps(written['field'])}]")}}
        del view["encoding"]["text"]


def _scale(field: str, scale: dict[str, Any], found: Rows, theme: look.Theme) -> dict[str, Any]:
    if scale.keys() & {"range", "scheme"}:
        return scale
    known = look.codes_of(field)
    order = {code: place for place, code in enumerate(known)}
    present = {row[field] for row in found if row.get(field) is not None}
    by_rank = sorted(present, key=lambda code: (order.get(str(code).lower(), len(order)), str(code)))
    domain = scale.get("domain") or by_rank or list(known)
    return {**scale, "domain": domain, "range": [_code_colour(field, code, theme) for code in domain]}


def _code_colour(field: str, code: object, theme: look.Theme) -> str:
    name = look.colour_name(field, code)
    if name is None:
        return look.colours(theme)["neutral"]
    if str(code).lower() in HATCHED_CODES.get(field, ()):
        return colour_of(name + HATCHED, theme)
    return look.colours(theme)[name]


def _words(value: str) -> str:
    """A Vega expression that turns a code into a reader's words, as `codes.label` does."""
    words = codes.LABELS | {"true": "illustrative", "false": "sourced"}
    return f"{json.dumps(words)}[{value}] || replace({value}, /_/g, ' ')"
