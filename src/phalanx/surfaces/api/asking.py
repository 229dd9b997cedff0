"""What a request asks: the parameters a route takes, declared once, read strictly and described in OpenAPI.

A parameter that a route does not take, one given twice where once is meant, and a value it cannot have are refused, all
of a request together, with what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl

from phalanx.errors import BadInput
from phalanx.surfaces.api.problems import BadQuery
from phalanx.vocabulary.dates import read_day, read_moment
from phalanx.vocabulary.parties import party_names
from phalanx.vocabulary.values import Misfit, Text

MOST_PARAMETERS = 1000
MOST_VALUES = 50
"""How often one parameter may be given."""
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route: its name, its meaning, the JSON Schema of its text, and how that is read.

    `read` raises BadInput or Misfit for what it cannot read. `several`: it may be given more than once.
    """

    name: str
    meaning: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    default: Any = None
    required: bool = False
    several: bool = False
    example: str | None = None
    shown: bool = True
    """Whether OpenAPI tells of it; one that is not told of is there to be refused with the reason."""

    def described(self) -> dict[str, Any]:
        """The parameter as OpenAPI has it."""
        schema = dict(self.schema)
        if self.several:
            schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MOST_VALUES}
        if isinstance(self.default, str | int):
            schema["default"] = self.default
        told: dict[str, Any] = {
            "name": self.name,
            "in": "query",
            "description": self.meaning,
            "required": self.required,
            "schema": schema,
        }
        if self.example is not None:
            told["example"] = [self.example] if self.several else self.example
        return told


def read_query(query: str, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The values of a route's parameters by name, from the query of an address.

    A parameter that was not given has its default; one that may be given several times is a tuple.

    Raises:
        BadQuery: unknown, repeated, missing or unreadable parameters.
    """
    known = {parameter.name: parameter for parameter in parameters}
    shown = [parameter.name for parameter in parameters if parameter.shown]
    given: dict[str, list[str]] = {}
    pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
    if len(pairs) > MOST_PARAMETERS:
        raise BadQuery([_fault("the query", f"{len(pairs)} parameters", f"at most {MOST_PARAMETERS}")])
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    faults = [_unknown(name, shown) for name in given if name not in known]
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        try:
            values[name] = _value(parameter, given.get(name))
        except Misfit as misfit:
            context = misfit.context or {}
            expected = "; ".join(filter(None, (context.get("expected", ""), context.get("remedy", ""))))
            faults.append(_fault(name, _shown(given[name]), expected))
        except BadInput as error:
            faults.append(_fault(name, error.found, "; ".join(filter(None, (error.expected, error.remedy)))))
    if faults:
        raise BadQuery(faults)
    return values


def _value(parameter: Parameter, given: list[str] | None) -> Any:
    if given is None:
        if parameter.required:
            raise BadInput("is missing", parameter.meaning.rstrip("."))
        return parameter.default
    if parameter.several:
        if len(given) > MOST_VALUES:
            raise BadInput(f"given {len(given)} times", f"at most {MOST_VALUES} values")
        return tuple(parameter.read(text) for text in given)
    if len(given) > 1:
        raise BadInput(f"given {len(given)} times", "one value")
    return parameter.read(given[0])


def _unknown(name: str, known: Sequence[str]) -> dict[str, str]:
    near = get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return _fault(_cut(name), "there is no such parameter", f"one of {', '.join(known) or 'none'}{hint}")


def _fault(parameter: str, found: str, expected: str) -> dict[str, str]:
    return {"parameter": parameter, "found": found, "expected": expected}


def _shown(given: Sequence[str]) -> str:
    return ", ".join(repr(_cut(text)) for text in given)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


# ── Parameters that many routes take ─────────────────────────────────────────────────────────────────────────────────

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
DAY_SCHEMA: Mapping[str, Any] = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": f"^{_YEAR}(-(0[1-9]|1[0-2]))?$"},
    ]
}
"""A date as exact as it is known: a day, a month or a year."""
MOMENT_SCHEMA: Mapping[str, Any] = {"anyOf": [{"type": "string", "format": "date-time"}, *DAY_SCHEMA["anyOf"]]}
LONGEST_TEXT = 200
TEXT_SCHEMA: Mapping[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_TEXT,
    "pattern": "^[^\\s\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+( [^\\s\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+)*$",
}


PARTY_SCHEMA: Mapping[str, Any] = {
    "anyOf": [
        {"type": "string", "enum": sorted(party_names())},
        {"type": "string", "pattern": "^COW-[0-9]{1,4}$"},
    ]
}
"""A state, institution or group; of a former state without a code, its number in the Correlates of War."""


def read_text(text: str) -> str:
    """Words on one line, of a bearable length."""
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"{len(text)} characters", f"at most {LONGEST_TEXT}")
    return Text().parse(text)


def read_valid_on(text: str) -> date | None:
    """A day, a partial date counting to its end; None for today."""
    return None if text == "today" else read_day(text)


def read_known_at(text: str) -> datetime | None:
    """A moment; None for now, which is the journal's last entry."""
    return None if text == "now" else read_moment(text)


def choice(name: str, meaning: str, among: Sequence[str], default: str | None = None) -> Parameter:
    """A parameter with one of several values."""

    def read(text: str) -> str:
        if text not in among:
            near = get_close_matches(text, among, 1)
            raise BadInput(repr(_cut(text)), f"one of {', '.join(among)}", f"did you mean {near[0]}?" if near else "")
        return text

    return Parameter(name, meaning, {"type": "string", "enum": list(among)}, read, default)


def whole(name: str, meaning: str, low: int, high: int, default: int | None) -> Parameter:
    """A parameter with a whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= len(str(high)) and low <= int(text) <= high):
            raise BadInput(repr(_cut(text)), f"a whole number from {low} to {high}")
        return int(text)

    return Parameter(name, meaning, {"type": "integer", "minimum": low, "maximum": high}, read, default)


VALID_ON = Parameter(
    "valid_on",
    "As of this day in the world: YYYY, YYYY-MM (counting to its end) or YYYY-MM-DD; without it, today (UTC).",
    DAY_SCHEMA,
    read_valid_on,
    example="2025-09-30",
)
KNOWN_AT = Parameter(
    "known_at",
    "As the registry knew it at this moment: a date (to its end) or an ISO time; without it, all that is known now.",
    MOMENT_SCHEMA,
    read_known_at,
    example="2026-11-21T09:30:00Z",
)
CLOCKS = (VALID_ON, KNOWN_AT)
WORDS = Parameter(
    "q",
    'Words that must all be in a record, in whatever fields; "quoted" ones together.',
    TEXT_SCHEMA,
    read_text,
    example="air defence",
)
