"""The types of value a field can have: how a cell is read, checked and written.

A value type reads the text of a cell into a value and writes the value back in its one canonical form, so that the
journal holds text and every reader sees types. Siblings share a shape: having read `Number`, you know the rest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from phalanx.vocabulary.dates import PARTIAL_DATE, first_day, last_day
from phalanx.vocabulary.parties import is_party, party_names
from phalanx.vocabulary.wording import counted

Shape = Literal["text", "set", "number", "integer", "flag"]

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$", re.ASCII)
_URL = re.compile(r"https?://(?P<host>[^/?#@:\[\]]+)(:(?P<port>\d{1,5}))?([/?#].*)?", re.ASCII | re.IGNORECASE)
_HOST = re.compile(r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9.])?$", re.ASCII)
_PERIOD = re.compile(r"([\d-]+)/([\d-]+)", re.ASCII)
_FLAGS = {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}
MOST_REMEMBERED = 1024
MOST_DIGITS = 15
"""Digits a double holds for certain; a longer number would change in Parquet and Excel."""


class Misfit(PydanticCustomError):
    """A cell that is not of its type: what was expected, and what to do about it."""

    def __new__(cls, expected: str, remedy: str = "") -> Self:
        return super().__new__(cls, "misfit", "{expected}", {"expected": expected, "remedy": remedy})


@dataclass(frozen=True)
class ValueType:
    """One type of value. `parse` reads a cell's text, `write` gives its canonical text back."""

    shape: Shape = field(default="text", init=False)

    def parse(self, text: str) -> Any:
        """The value a cell stands for. Raises Misfit when it stands for none."""
        raise NotImplementedError(f"{type(self).__name__} is abstract")

    def write(self, value: Any) -> str:
        """The one way this value is written."""
        return str(value)

    def describe(self) -> str:
        """The type in the reader's words, for the data dictionary."""
        return type(self).__name__.lower()

    def frictionless(self) -> dict[str, Any]:
        """Type and constraints in the Frictionless Table Schema."""
        return {"type": "string"}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Accept a cell's text or a value of the right kind (from JSON or Parquet), through the same reading."""
        parse = lru_cache(MOST_REMEMBERED)(self.parse)  # codes, dates and parties come again and again

        def check(value: Any) -> Any:
            return parse(value if isinstance(value, str) else self.write(value))

        return core_schema.no_info_plain_validator_function(check)


@dataclass(frozen=True)
class Text(ValueType):
    """Words on one line."""

    def parse(self, text: str) -> str:
        text = text.strip()
        if not text:
            raise Misfit("some text", "fill the cell or leave it out")
        if _UNPRINTABLE.search(text):
            raise Misfit("text on one line without control characters", "remove line breaks, tabs and NUL bytes")
        return text


@dataclass(frozen=True)
class Identifier(ValueType):
    """What names a record: letters, digits and . _ - / : without blanks."""

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[\w.\-/:&+]{1,200}", text) or text[0] in "-+":
            raise Misfit("an id of letters, digits and . _ - without blanks", "write it like fr-pl-2025-nancy-treaty")
        return text

    def frictionless(self) -> dict[str, Any]:
        return {"type": "string"}


@dataclass(frozen=True)
class Reference(Identifier):
    """The id of a record of one of the kinds named."""

    kinds: tuple[str, ...] = ()

    def describe(self) -> str:
        return f"id in {' or '.join(self.kinds)}"


@dataclass(frozen=True)
class Code(ValueType):
    """One code of a closed list."""

    codes: Mapping[str, str] = field(default_factory=dict, hash=False)

    def parse(self, text: str) -> str:
        if text not in self.codes:
            raise Misfit(f"one of {', '.join(self.codes)}", _nearest(text, self.codes))
        return text

    def describe(self) -> str:
        return "code"

    def frictionless(self) -> dict[str, Any]:
        return {"type": "string", "constraints": {"enum": list(self.codes)}}


@dataclass(frozen=True)
class Party(ValueType):
    """One state, territory, former state, institution or group."""

    def parse(self, text: str) -> str:
        if not is_party(text):
            raise Misfit("a state's ISO 3166-1 alpha-2 code, or an institution such as EU or NATO", _party_hint(text))
        return text


@dataclass(frozen=True)
class Several(ValueType):
    """A set of values of one type, written with `;` between them, sorted."""

    of: ValueType = field(default_factory=Text)
    shape: Shape = field(default="set", init=False)

    def parse(self, text: str) -> tuple[str, ...]:
        parts = [part.strip() for part in text.split(";")]
        if any(not part for part in parts):
            raise Misfit("values with one ';' between them", "remove the empty place")
        values = sorted(self.of.parse(part) for part in parts)
        if len(set(values)) < len(values):
            raise Misfit("each value once", "remove the repeated one")
        return tuple(values)

    def write(self, value: Any) -> str:
        try:
            return ";".join(sorted(value))
        except TypeError:
            raise Misfit("a list of texts", "write it as a list, or as text with ';' between the values") from None

    def describe(self) -> str:
        return f"set of {self.of.describe()}"


@dataclass(frozen=True)
class InTurn(ValueType):
    """Values of one type in the order given, with `|` between them; on the command line the option is repeated."""

    of: ValueType = field(default_factory=Text)
    most: int = 100
    shape: Shape = field(default="set", init=False)

    def parse(self, text: str) -> tuple[str, ...]:
        values = tuple(self.of.write(self.of.parse(part.strip())) for part in text.split("|"))
        if len(values) > self.most:
            raise Misfit(f"at most {self.most} of them", "leave some away")
        return values

    def write(self, value: Any) -> str:
        try:
            return " | ".join(value)
        except TypeError:
            raise Misfit("a list of texts", "write it as a list, or as text with '|' between the values") from None

    def describe(self) -> str:
        return f"{self.of.describe()}, several with | between them"


@dataclass(frozen=True)
class Number(ValueType):
    """A decimal number with `.` before the decimals, in the unit named."""

    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    shape: Shape = field(default="number", init=False)

    def parse(self, text: str) -> float:
        text = text.strip()
        if not _NUMBER.match(text):
            raise Misfit("a number such as 1250.5", "write digits with '.' before the decimals and nothing else")
        value = float(text)
        if not self.low <= value <= self.high or not math.isfinite(value):
            raise Misfit(f"a number from {_plain(self.low)} to {_plain(self.high)}", "check the unit and the decimals")
        if len(Decimal(text).normalize().as_tuple().digits) > MOST_DIGITS or abs(value) >= 10**MOST_DIGITS:
            raise Misfit(f"at most {MOST_DIGITS} digits", "round it")
        if 0 < abs(value) < 10**-MOST_DIGITS:
            raise Misfit(f"at most {MOST_DIGITS} decimals", "round it")
        return value + 0.0

    def write(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Misfit("a number", "write it without quotes")
        return _plain(value)

    def describe(self) -> str:
        return f"number, {self.unit}" if self.unit else "number"

    def frictionless(self) -> dict[str, Any]:
        bounds = {"minimum": self.low, "maximum": self.high}
        constraints = {name: bound for name, bound in bounds.items() if math.isfinite(bound)}
        return {"type": "number"} | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True)
class Integer(Number):
    """A whole number in the unit named."""

    shape: Shape = field(default="integer", init=False)

    def parse(self, text: str) -> int:
        value = super().parse(text)
        if value != int(value):
            raise Misfit("a whole number", "round it")
        return int(value)

    def describe(self) -> str:
        return f"whole number, {self.unit}" if self.unit else "whole number"

    def frictionless(self) -> dict[str, Any]:
        return super().frictionless() | {"type": "integer"}


@dataclass(frozen=True)
class Flag(ValueType):
    """Yes or no; 1 and 0, true and false are understood."""

    shape: Shape = field(default="flag", init=False)

    def parse(self, text: str) -> bool:
        if text.lower() not in _FLAGS:
            raise Misfit("yes or no")
        return _FLAGS[text.lower()]

    def write(self, value: Any) -> str:
        return "yes" if value is True else "no" if value is False else _plain_or(value)

    def describe(self) -> str:
        return "yes or no"

    def frictionless(self) -> dict[str, Any]:
        return {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}


@dataclass(frozen=True)
class Day(ValueType):
    """A date as exact as the source supports."""

    def parse(self, text: str) -> str:
        try:
            first_day(text)
        except ValueError:
            wrong = "there is no such day" if PARTIAL_DATE.fullmatch(text) else "write it as 2025-09-30"
            raise Misfit("a date YYYY, YYYY-MM or YYYY-MM-DD", wrong) from None
        return text

    def describe(self) -> str:
        return "date, YYYY[-MM[-DD]]"


@dataclass(frozen=True)
class Period(ValueType):
    """A date, or two with `/` between them: from the first to the last (ISO 8601 interval)."""

    def parse(self, text: str) -> str:
        match = _PERIOD.fullmatch(text)
        try:
            first, last = match.groups() if match else (text, text)
            if first_day(first) > last_day(last):
                raise Misfit("a period whose end is not before its beginning", "swap the two")
        except ValueError as error:
            if isinstance(error, Misfit):
                raise
            raise Misfit("a date, or two dates with '/' between them", "write it as 2018/2022") from None
        return text

    def describe(self) -> str:
        return "date or period, YYYY[-MM[-DD]][/YYYY[-MM[-DD]]]"


@dataclass(frozen=True)
class Url(ValueType):
    """The address of a public page, http or https."""

    def parse(self, text: str) -> str:
        if not text.isprintable() or " " in text or any(mark in text for mark in '<>"\\^`{|}'):
            raise Misfit("an http or https address without blanks", "copy it again from the browser's address bar")
        match = _URL.fullmatch(text)
        if match is None or "." not in match["host"] or int(match["port"] or 0) > 65535:
            raise Misfit("an http or https address", "give a public page where a reader can check the fact")
        if match["host"].isascii() and not _HOST.match(match["host"]):
            raise Misfit("an address with a host name", "copy it again from the browser's address bar")
        return text

    def describe(self) -> str:
        return "web address"

    def frictionless(self) -> dict[str, Any]:
        return {"type": "string", "format": "uri"}


@dataclass(frozen=True)
class Own:
    """A table that a user brought: of which kind, by what name, and its rows as values by column.

    `digest` is the SHA-256 of the rows in their canonical text, so that an answer can say which table it used. `lines` are
    those of the file, one a row.
    """

    kind: str
    name: str
    rows: tuple[Mapping[str, Any], ...] = field(repr=False)
    digest: str
    lines: tuple[int, ...] = field(default=(), repr=False)

    def where(self, row: Mapping[str, Any]) -> str:
        """Where a row stands, for whoever has to mend it: "targets.csv, line 3"; the table alone where that is not known."""
        place = next((place for place, each in enumerate(self.rows) if each is row or each == row), len(self.lines))
        return f"{self.name}, line {self.lines[place]}" if place < len(self.lines) else self.name

    def __str__(self) -> str:
        return f"{self.name} ({counted(len(self.rows), 'row')}, sha256 {self.digest[:16]})"


@dataclass(frozen=True)
class Here:
    """Marks a parameter of whoever runs a command or a notebook; no request to a server may set it, for this reason."""

    reason: str


@dataclass(frozen=True)
class ServedAtMost:
    """Marks a parameter that a request to a server may set to so much and no more, for this reason."""

    most: int
    reason: str


@dataclass(frozen=True)
class OwnTable(ValueType):
    """A user's own table of one kind of facts; on the command line a file, read and checked like facts."""

    kind: str = ""

    def parse(self, text: str) -> Own:
        raise Misfit(
            f"a table of {self.kind}, read from a file",
            "own tables are for the command line and notebooks, as no server reads files that a request names",
        )

    def describe(self) -> str:
        return f"file with a table of {self.kind}"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Accept a table that was read, and write it as its name with number of rows and digest."""

        def check(value: Any) -> Own:
            return value if isinstance(value, Own) and value.kind == self.kind else self.parse(str(value))

        def told(value: Own | None) -> str | None:
            return None if value is None else str(value)

        return core_schema.no_info_plain_validator_function(
            check, serialization=core_schema.plain_serializer_function_ser_schema(told, when_used="json")
        )


def _plain(value: float) -> str:
    """A number in shortest plain decimals: no exponent, no trailing `.0`."""
    if not math.isfinite(value):
        return str(value)
    text = format(Decimal(repr(value + 0)), "f") if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain_or(value: Any) -> str:
    """A whole number's text where a flag came as 1 or 0 (Parquet, Excel), else the value as it is."""
    return _plain(value) if isinstance(value, int | float) else str(value)


def _nearest(text: str, codes: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(text.lower().replace(" ", "_").replace("-", "_"), codes, 1)
    return f"did you mean {near[0]}" if near else "see the data dictionary for what each code means"


def _party_hint(text: str) -> str:
    if text.upper() in ("UK", "EL"):
        return "did you mean " + {"UK": "GB", "EL": "GR"}[text.upper()]
    for code, name in party_names().items():
        if text.casefold() in (code.casefold(), name.casefold()):
            return f"did you mean {code}"
    return "write the two-letter code, for example FR or PL"
