"""Values in a reader's words: headings, numbers with their separators, codes, marks for what is uncertain."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from phalanx.errors import BadInput
from phalanx.surfaces.presenting.colouring import WORDED_FIELDS
from phalanx.vocabulary import codes
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import in_words

if TYPE_CHECKING:
    import polars as pl

    from phalanx.answer import Answer, Finding, Table

NOTHING = "–"
PARTIAL = "◐"
ILLUSTRATIVE = "◌"
SHARE_UNITS = {"share", "fraction", "of 1"}
SMALL_SHARE = 0.01
"""A share below this is told with two decimals: a gap of 0.37 % is not none."""
PERCENT_UNITS = {"%", "percent", "per cent", "pct"}
PARTY_UNITS = {"party", "parties", "state", "states"}
"""Units of findings whose value, where it is text, names somebody by code: a reader wants the name."""
CODED_CELLS = WORDED_FIELDS | {
    "change", "failing_rules", "item", "measure", "rule", "standing", "surprising", "unit", "unsettled_rules", "variant",
    "verdict",
}  # fmt: skip
"""Columns of tables whose cells hold codes, which a reader sees as words."""
UNCHANGED = {"times", "troops", "series", "yes"}
"""Words of units that end in an s and have no singular of their own."""
YEAR_WORDS = {"year", "years", "from_year", "to_year", "since", "founded"}

# Control characters and invisible direction marks: they could rewrite a terminal's screen or a reader's line.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SHARE = re.compile(r"(^|_)share(_|$)")


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a table reads: heading, and what its values are."""

    name: str
    heading: str
    numeric: bool = False
    share: bool = False
    year: bool = False
    decimals: int = 0

    def shown(self, value: object) -> str:
        """One cell in words."""
        if value is None or value in ("", []):
            return NOTHING
        if isinstance(value, bool):
            if self.name == "illustrative":
                return f"{ILLUSTRATIVE} illustrative" if value else "sourced"
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return str(value) if self.year else number(value, self.decimals, share=self.share)
        if self.name == "confidence" and value == "partial":
            return f"{PARTIAL} partial"
        if self.name in CODED_CELLS:
            return words_of_codes(value)
        return text_of(value)


def columns(table: Table) -> list[Column]:
    """Every column of a table with its heading and the form of its values."""
    return [_column(table.frame[name], table.labels.get(name) or heading(name)) for name in table.frame.columns]


def heading(name: str) -> str:
    """A column's name as words."""
    return plain(in_words(name))


def number(value: float, decimals: int = 0, *, share: bool = False) -> str:
    """A number with thousands separated; a share as per cent."""
    if not math.isfinite(value):
        return NOTHING if math.isnan(value) else ("∞" if value > 0 else "−∞")
    amount = f"{value * 100 if share else value:z,.{decimals}f}"  # z: what rounds to nothing has no sign
    text = f"{amount} %" if share else amount
    return text.replace("-", "−")


def value_of(finding: Finding) -> str:
    """A finding's value with its unit, as it stands beside the sentence."""
    return " ".join(part for part in value_parts(finding) if part)


def value_parts(finding: Finding) -> tuple[str, str]:
    """A finding's value and its unit apart; a share is a value in per cent without a unit."""
    value, unit = finding.value, plain(finding.unit)
    if unit in PARTY_UNITS and isinstance(value, str):
        return ", ".join(party_name(code) for code in value.split(";")), ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Column(finding.name, "").shown(value), "" if value is None else unit
    if unit in SHARE_UNITS:
        return number(value, 2 if 0 < abs(value) < SMALL_SHARE else 0, share=True), ""
    if unit == "year":
        return str(value), ""
    decimals = 0 if isinstance(value, int) or abs(value) >= 100 or float(value).is_integer() else 1 + (abs(value) < 10)
    if unit in PERCENT_UNITS:
        return f"{number(value, decimals)} %", ""
    return number(value, decimals), singular(unit) if abs(value) == 1 else unit


def singular(unit: str) -> str:
    """A unit as it stands behind a 1: "states" reads "state", "hours a load" reads "hour a load"."""
    words = unit.split(" ")
    for place, word in enumerate(words[:2]):  # what is counted: "ways of taking part", "joint buys more"
        if word in UNCHANGED:
            break
        if word.endswith("s") and not word.endswith("ss"):
            words[place] = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
            break
    return " ".join(words)


def words_of_codes(value: object) -> str:
    """One code, or several, as words."""
    if isinstance(value, list | tuple):
        return ", ".join(words_of_codes(item) for item in value)
    return ", ".join(plain(codes.label(code)) for code in str(value).split(";"))


def text_of(value: object) -> str:
    """Any value as plain text in one piece, the same in every format: lists with `; `, nested values as JSON."""
    if isinstance(value, list | tuple):
        return "; ".join(text_of(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return plain(str(value))


def plain(text: str) -> str:
    """The text without characters that act rather than show."""
    return _UNSEEN.sub("", text)


def chosen(answer: Answer, name: str | None) -> tuple[str, Table]:
    """The table of that name, or the main one.

    Raises:
        BadInput: the answer has no table, or none of that name.
    """
    names = list(answer.tables)
    if not names:
        raise BadInput(
            f"The answer to {answer.question!r} has no table.", "a question with tables", "choose text or json"
        )
    if name is not None and name not in names:
        raise BadInput(f"The answer to {answer.question!r} has no table {name!r}.", " or ".join(names))
    picked = name or names[0]
    return picked, answer.tables[picked]


def said_first(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """For each finding, its assumptions that no finding before it rests on: a reader needs each once."""
    known: set[str] = set()
    found = []
    for finding in findings:
        found.append(tuple(sentence for sentence in finding.assumptions if sentence not in known))
        known.update(finding.assumptions)
    return found


def parameters_line(parameters: Mapping[str, Any]) -> str:
    """What was asked for, as one line."""
    given = [(name, value) for name, value in parameters.items() if value is not None]
    return ", ".join(f"{name.replace('_', ' ')} {text_of(value)}" for name, value in given)


def _column(values: pl.Series, head: str) -> Column:
    name, numeric = values.name, values.dtype.is_numeric()
    if not numeric:
        return Column(name, head)
    whole = values.dtype.is_integer()
    present = [value for value in values.to_list() if value is not None and math.isfinite(value)]
    if whole and (name in YEAR_WORDS or name.endswith("_year")):
        return Column(name, head, numeric=True, year=True)
    fraction = bool(_SHARE.search(name)) and not name.endswith("_pct")
    share = not whole and fraction and all(-1 <= value <= 1 for value in present)
    if whole:
        return Column(name, head, numeric=True)
    scaled = [value * 100 if share else value for value in present]
    most = 1 if share or any(abs(value) >= 100 for value in scaled) else 2
    decimals = next(
        (few for few in range(most) if all(round(value, few) == round(value, most) for value in scaled)), most
    )
    return Column(name, head, numeric=True, share=share, decimals=decimals)
