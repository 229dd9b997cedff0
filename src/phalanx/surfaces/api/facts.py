"""Facts by kind: filtered, searched, sorted, in pages or as whole files; and the kinds with their columns."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import polars as pl

from phalanx.errors import BadInput, UnknownRecord
from phalanx.registry.records import KINDS, Record, columns
from phalanx.registry.searching import find_records
from phalanx.registry.writing import WRITERS
from phalanx.registry.writing.edition import Edition
from phalanx.surfaces.api.asking import (
    CLOCKS,
    DAY_SCHEMA,
    PARTY_SCHEMA,
    TEXT_SCHEMA,
    WORDS,
    Parameter,
    choice,
    read_text,
    whole,
)
from phalanx.surfaces.api.routes import JSON, Asked, Reply, Route, as_file, as_json
from phalanx.surfaces.presenting import FORMATS
from phalanx.vocabulary.values import Code, Day, Flag, Integer, Number, Party, Period, Several, ValueType
from phalanx.world.atlas import edition, stamp
from phalanx.world.rows import NAME, Conditions, fitting, ordered

MOST_ROWS = 1000
USUAL_ROWS = 100
FARTHEST = 10_000_000
FILES = ("csv", "parquet", "xlsx")
LEAST, MOST = ".from", ".to"
BOUNDS = {"minimum": "at least", "maximum": "at most"}
CHECKED = (Code, Party, Number, Day, Flag)


def list_kinds(asked: Asked) -> Reply:
    """The data dictionary, with how many records of each kind the World holds."""
    return as_json([_dictionary(kind) | {"rows": asked.world.table(kind.KIND).height} for kind in KINDS.values()])


def _dictionary(kind: type[Record]) -> dict[str, Any]:
    return {
        "kind": kind.KIND,
        "title": kind.TITLE,
        "key": list(kind.KEY),
        "columns": [
            {
                "name": name,
                "type": column.type.shape,
                "takes": column.type.describe(),
                "required": column.required,
                "meaning": column.meaning,
                "codes": _codes(column.type),
            }
            for name, column in columns(kind).items()
        ],
    }


def _codes(value_type: ValueType) -> Mapping[str, str] | None:
    found = _single(value_type)
    return found.codes if isinstance(found, Code) else None


def _single(value_type: ValueType) -> ValueType:
    """The type of one value of a column, where it holds several."""
    return value_type.of if isinstance(value_type, Several) else value_type


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def list_rows(kind: str, asked: Asked) -> Reply:
    """The rows of a kind that fit: a page of them as JSON, or all in a file."""
    rows = ordered(
        fitting(asked.world, kind, _conditions(kind, asked)),
        [key for keys in asked.values["sort"] or () for key in keys],
    )
    form, limit, offset = (asked.values[name] for name in ("format", "limit", "offset"))
    if form in FILES:
        content = _file(kind, rows.drop(NAME).slice(offset, limit), form, asked)
        return as_file(content, FORMATS[form].media_type, f"{kind}.{form}")
    limit = limit or USUAL_ROWS
    further = _next_page(asked, offset + limit) if offset + limit < rows.height else None
    told = as_json(
        {
            "kind": kind,
            "total": rows.height,
            "limit": limit,
            "offset": offset,
            "next": further,
            "world": stamp(asked.world),
            "rows": rows.slice(offset, limit).to_dicts(),
        }
    )
    if further is None:
        return told
    # Relative, so that it holds behind a server that hands requests on from another path, too.
    return Reply(told.body, headers={"link": f'<?{further.partition("?")[2]}>; rel="next"'})


def _conditions(kind: str, asked: Asked) -> Conditions:
    given = {name: value for name, value in asked.values.items() if value is not None}
    fields = columns(KINDS[kind])
    words = given.get("q")
    return Conditions(
        any_of={name: given[name] for name in fields if name in given},
        least={name: given[name + LEAST] for name in fields if name + LEAST in given},
        most={name: given[name + MOST] for name in fields if name + MOST in given},
        records=None if words is None else find_records(
            asked.site.worlds.registry(), words, kinds=[kind], known_at=asked.values["known_at"]
        ),
    )  # fmt: skip


def _next_page(asked: Asked, offset: int) -> str:
    path, _, query = asked.address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name != "offset"]
    return f"{path}?{urlencode([*kept, ('offset', offset)])}"


def _file(kind: str, rows: pl.DataFrame, form: str, asked: Asked) -> bytes:
    """Rows in the very files that an export of the registry holds, which an import takes back."""
    fields = columns(KINDS[kind])
    cells = pl.DataFrame(
        {name: [None if v is None else fields[name].type.write(v) for v in rows[name].to_list()] for name in fields},
        schema=dict.fromkeys(fields, pl.String),
    )
    with tempfile.TemporaryDirectory(prefix="phalanx-") as folder:
        [path] = WRITERS[form]({kind: cells}, Path(folder), Edition(asked.world.journal_head, edition(asked.world)))
        return path.read_bytes()


# ── Parameters of a kind ─────────────────────────────────────────────────────────────────────────────────────────────


def parameters(kind: str) -> tuple[Parameter, ...]:
    """Everything that rows of a kind can be asked by: their columns, words, order, page, format and the two clocks."""
    fields = columns(KINDS[kind])
    own = [_equals(name, column.type, column.meaning) for name, column in fields.items()]
    bounds = [
        _bound(name, end, column.type)
        for name, column in fields.items()
        if isinstance(column.type, Day | Period | Number)
        for end in (LEAST, MOST)
    ]
    return (
        *own,
        *bounds,
        WORDS,
        _sort(tuple(fields)),
        whole("limit", f"How many rows; in JSON {USUAL_ROWS} unless told, in files all.", 1, MOST_ROWS, None),
        whole("offset", "How many rows to leave out at the beginning.", 0, FARTHEST, 0),
        choice("format", "How the rows come. Files hold all rows unless a limit is given.", ("json", *FILES), "json"),
        *CLOCKS,
    )


def _equals(name: str, value_type: ValueType, meaning: str) -> Parameter:
    single = _single(value_type)
    holds = "Only rows that hold" if value_type.shape == "set" else "Only rows with"
    return Parameter(
        name, f"{holds} this value; repeat it for any of several. {meaning}", _schema(single), _reading(single), several=True
    )  # fmt: skip


def _bound(name: str, end: str, value_type: ValueType) -> Parameter:
    where = "least" if end == LEAST else "most"
    dated = isinstance(value_type, Day | Period)
    meaning = f"Only rows whose {name} is at {where} this, itself included; rows without one are left out." + (
        " A date to the month or year counts from its first day; as a bound it counts whole." if dated else ""
    )
    single = Day() if dated else value_type
    return Parameter(name + end, meaning, _schema(single), _reading(single))


def _reading(value_type: ValueType) -> Callable[[str], Any]:
    """Codes, parties, numbers, dates and flags are held against what they can be; any other text may be looked for."""
    if not isinstance(value_type, CHECKED):
        return read_text
    if isinstance(value_type, Number):
        return partial(_read_number, value_type)

    def read(text: str) -> Any:
        return value_type.parse(read_text(text))

    return read


def _read_number(value_type: Number, text: str) -> float:
    """A number that the column could hold, written with as many digits as the reader likes."""
    try:
        number = float(read_text(text))
    except ValueError:
        number = math.nan
    whole_only = isinstance(value_type, Integer)
    if not value_type.low <= number <= value_type.high or not math.isfinite(number) or (whole_only and number % 1):
        found = value_type.frictionless()
        bounds = found.get("constraints", {})
        span = "".join(f", {word} {bounds[name]:g}" for name, word in BOUNDS.items() if name in bounds)
        raise BadInput(repr(text[:80]), f"a {'whole ' if whole_only else ''}number{span}")
    return number


def _schema(value_type: ValueType) -> Mapping[str, Any]:
    """The JSON Schema of one value's text."""
    match value_type:
        case Code():
            return {"type": "string", "enum": list(value_type.codes)}
        case Flag():
            return {"type": "string", "enum": ["yes", "no"]}
        case Number():
            found = value_type.frictionless()
            return {"type": found["type"], **found.get("constraints", {})}
        case Day():
            return DAY_SCHEMA
        case Party():
            return PARTY_SCHEMA
    return TEXT_SCHEMA


def _sort(names: tuple[str, ...]) -> Parameter:
    def read(text: str) -> tuple[tuple[str, bool], ...]:
        wanted = []
        for part in text.split(","):
            name = part.removeprefix("-")
            if name not in names:
                raise BadInput(repr(part[:80]), f"columns with a comma between them: {', '.join(names)}")
            wanted.append((name, part.startswith("-")))
        return tuple(wanted)

    return Parameter(
        "sort",
        "The column to sort by; `-` before it turns it round. Several with a comma between them, or repeated. What is not known comes last.",
        {"type": "string", "enum": [sign + name for name in names for sign in ("", "-")]},
        read,
        several=True,
    )


# ── Routes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def routes() -> Iterator[Route]:
    """The dictionary, and a route for each kind."""
    yield Route(
        "/api/v1/kinds",
        "The kinds of facts",
        "The data dictionary: every kind with its columns, their types, meanings and codes, and how many records there are.",
        list_kinds,
        CLOCKS,
        tag="facts",
    )
    for name, kind in KINDS.items():
        yield Route(
            f"/api/v1/facts/{name}",
            f"Facts: {name.replace('_', ' ')}",
            f"{kind.TITLE} Filter by any column, search, sort, and page; or take all rows as a file. In JSON, "
            "`record_id` is the id of each row's record.",
            partial(list_rows, name),
            parameters(name),
            media_types=(JSON, *(FORMATS[form].media_type for form in FILES)),
            tag="facts",
        )
    yield Route("/api/v1/facts/{kind}", "", "", _unknown, shown=False, loose=True)


def _unknown(asked: Asked) -> Reply:
    raise UnknownRecord(
        f"There is no kind of facts called {asked.path['kind'][:80]!r}",
        f"one of {', '.join(KINDS)}",
        "see /api/v1/kinds",
    )
