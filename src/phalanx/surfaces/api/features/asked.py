"""What a request for items asks: a box, a time, fields' values and a page, read strictly, and the features that fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from phalanx.errors import BadInput
from phalanx.surfaces.api.asking import Parameter, read_query
from phalanx.surfaces.api.features.boxes import Box, meet, reaches
from phalanx.surfaces.api.features.layers import Feature, Field, Layer
from phalanx.surfaces.api.problems import BadQuery
from phalanx.vocabulary.dates import PARTIAL_DATE, first_day, last_day, read_day, read_moment

USUAL, MOST = 100, 10_000
FARTHEST = 1_000_000_000
WHOLE_WORLD = (-180.0, -90.0, 180.0, 90.0)


class BadParameters(BadQuery):
    """Parameters that cannot be used. The standard asks for this status, where the rest of the API answers 422."""

    http_status: ClassVar[int] = 400


def read_whole(low: int) -> Any:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and low <= int(text) <= FARTHEST):
            raise BadInput(repr(text[:40]), f"a whole number from {low} to {FARTHEST}")
        return int(text)

    return read


def read_boxes(text: str) -> tuple[Box, ...]:
    """The box that four numbers mean, or six with heights; two boxes where it reaches across 180°."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = numbers[:2] + numbers[3:5]
    if len(numbers) != 4 or not all(math.isfinite(number) for number in numbers) or numbers[1] > numbers[3]:
        raise BadInput(repr(text[:80]), "west,south,east,north in degrees, south not north of north")
    west, south, east, north = numbers
    if west <= east:
        return ((west, south, east, north),)
    return (west, south, 180.0, north), (-180.0, south, east, north)


def read_time(text: str) -> tuple[date | None, date | None]:
    """The first and last day meant: a date, a moment, or two of them with `/` between; `..` or nothing leaves it open."""
    first, slash, last = text.partition("/")
    span = (_day(first, first_day), _day(last if slash else first, last_day))
    if span == (None, None) or (span[0] and span[1] and span[0] > span[1]):
        raise BadInput(
            repr(text[:80]), "a time, or an interval such as 2014-03-18/.. whose end is not before its beginning"
        )
    return span


def _day(text: str, bound: Any) -> date | None:
    if text in ("", ".."):
        return None
    try:
        if PARTIAL_DATE.fullmatch(text):
            day: date = bound(text)
            return day
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise BadInput(
            repr(text[:40]), "a date such as 2022-02-24, a moment such as 2022-02-24T04:00:00Z, or .."
        ) from None


def read_value(field: Field) -> Any:
    def read(text: str) -> Any:
        if field.shape == "flag":
            if text not in ("true", "false"):
                raise BadInput(repr(text[:40]), "true or false")
            return text == "true"
        if field.shape in ("number", "integer"):
            return _number(text)
        if field.codes and text not in field.codes:
            raise BadInput(repr(text[:40]), f"one of {', '.join(field.codes)}")
        return text

    return read


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadInput(repr(text[:40]), "a number")
    return number


FORMAT = Parameter(
    "f",
    "What to answer with: `json`, or `html` for a page. Without it, what the request's Accept header prefers, else JSON.",
    {"type": "string", "enum": ["json", "html"]},
    lambda text: _one_of(text, ("json", "html")),
)
VALID_ON = Parameter(
    "valid_on",
    "The day the facts are to be true of: what had not begun by then is left out. Without it, today (UTC). It stays in "
    "every link.",
    {"type": "string"},
    read_day,
    example="2025-09-30",
)
KNOWN_AT = Parameter(
    "known_at",
    "The moment up to which the registry's journal is read, as an ISO time or a date. Without it, all that is known. It "
    "stays in every link.",
    {"type": "string"},
    read_moment,
    example="2026-11-21T09:30:00Z",
)
CLOCKS = (VALID_ON, KNOWN_AT)
LIMIT = Parameter(
    "limit",
    f"How many features a page has at most; a number above {MOST:,} counts as {MOST:,}.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    read_whole(1),
    default=USUAL,
)
OFFSET = Parameter(
    "offset",
    "How many features to pass over; `next` links have it.",
    {"type": "integer", "minimum": 0, "default": 0},
    read_whole(0),
    default=0,
)
BBOX = Parameter(
    "bbox",
    "Only features that reach into this box: west,south,east,north in degrees (WGS 84). A west greater than east means "
    "a box across 180°. With six numbers, the third and the sixth are heights and pay no part.",
    {
        "type": "array",
        "items": {"type": "number"},
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    },
    read_boxes,
)
DATETIME = Parameter(
    "datetime",
    "Only features whose time meets this one: a date or moment, or an interval such as `2014-03-18/..`. Features that "
    "know no time are always among them. This is the time of each feature; `valid_on` is that of the World.",
    {"type": "string"},
    read_time,
    example="2022-02-24/..",
)


def item_parameters(layer: Layer) -> tuple[Parameter, ...]:
    """What can be asked of a layer's items: the standard's parameters, the two clocks, and each field's value."""
    return (
        LIMIT,
        OFFSET,
        BBOX,
        DATETIME,
        *(value_of(name, field) for name, field in layer.fields.items()),
        *CLOCKS,
        FORMAT,
    )


def value_of(name: str, field: Field) -> Parameter:
    """A field as a parameter: only features with this value, for sets: that hold it."""
    types: Mapping[str, str] = {"flag": "boolean", "integer": "integer", "number": "number"}
    schema: dict[str, Any] = {"type": types.get(field.shape, "string")}
    if field.codes:
        schema["enum"] = list(field.codes)
    meaning = (
        f"Only features {'that have this among' if field.shape == 'set' else 'with this as'} `{name}`. {field.meaning}"
    )
    return Parameter(name, meaning, schema, read_value(field))


@dataclass(frozen=True)
class Page:
    """The features a request gets: how many fit in all, those of its page, and where the next page begins, if any."""

    matched: int
    features: Sequence[Feature]
    offset: int
    limit: int

    @property
    def next(self) -> int | None:
        after = self.offset + len(self.features)
        return after if self.features and after < self.matched else None

    @property
    def previous(self) -> int | None:
        return max(self.offset - self.limit, 0) if self.offset else None


def read(query: str, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The values of the parameters by name. Raises BadParameters for what cannot be used."""
    try:
        return read_query(query, parameters)
    except BadQuery as error:
        raise BadParameters(error.faults, error.remedy) from None
    except UnicodeDecodeError as error:
        fault = {"parameter": "the query", "found": "bytes that are no text", "expected": "text in UTF-8"}
        raise BadParameters([fault]) from error


def choose(layer: Layer, features: Sequence[Feature], values: Mapping[str, Any]) -> Page:
    """The features that fit the values of `item_parameters`, of them one page."""
    asked = {name: values[name] for name in layer.fields if values[name] is not None}
    fitting = [
        feature
        for feature in features
        if all(_is(feature.properties[name], value) for name, value in asked.items())
        and (values["datetime"] is None or _is_within(feature, *values["datetime"]))
        and (values["bbox"] is None or any(_is_in(feature, box) for box in values["bbox"]))
    ]
    limit, offset = min(values["limit"], MOST), values["offset"]
    return Page(len(fitting), fitting[offset : offset + limit], offset, limit)


def _is(found: Any, asked: Any) -> bool:
    return asked in found if isinstance(found, list) else bool(found == asked)


def _is_within(feature: Feature, first: date | None, last: date | None) -> bool:
    begins, ends = feature.first or date.min, feature.last or date.max
    return begins <= (last or date.max) and ends >= (first or date.min)


def _is_in(feature: Feature, box: Box) -> bool:
    if feature.geometry is None or feature.box is None:
        return False
    return meet(feature.box, box) and reaches(feature.geometry, box)


def _one_of(text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise BadInput(repr(text[:40]), f"one of {', '.join(allowed)}")
    return text
