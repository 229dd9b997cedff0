"""Addresses: which of the API's are exported, in what order, and the file each becomes.

The page finds an answer's file by one rule: the path below the site's root, a question's parameters in the order of
their names (those that have their default left away), and the suffix of the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from phalanx.answer import EVENTS
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS

API = "api/v1"
INDEX = "index.html"
MOST_NAMED = 5
VIEWS = ("", "agreements/", "states/", "compare/", "search/", "questions/", "data/", "about/")
"""The views that name nothing."""
SHOWN, SAVED = "page", ("csv", "xlsx", "parquet", "json", "ics")
"""The form of an answer that the page draws, and those a reader may keep."""
PACKED = ".gz"
"""What the page draws, answers and records, is packed, and unpacked by the page itself: plain, it alone would fill the site."""
OF_TABLES = ("csv", "parquet")
"""The formats that hold one table; an answer without tables has none."""
OF_EVENTS = ("ics",)
"""The formats that hold a table of events; an answer without one has none."""
OF_FACTS = ("csv", "json", "xlsx", "parquet")
"""The formats of a whole table of facts."""
MOST_ROWS = 1000
"""Rows of a kind that the API gives at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to ask, and the file its answer becomes, below the site's root.

    `paged`: the address answers so many rows at once, and the file holds all of them.
    """

    address: str
    file: str
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses of one sort: what they hold in a reader's words, and pieces whose files are of use together only."""

    title: str
    pieces: Sequence[Sequence[Wanted]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the API says there is: its atlas, and its catalogue of questions."""

    atlas: Mapping[str, Any]
    questions: Sequence[Mapping[str, Any]]

    @property
    def agreements(self) -> list[str]:
        """The ids of all agreements, the newest first."""
        rows = sorted(self.atlas["agreements"], key=lambda row: (row["first"], row["id"]), reverse=True)
        return [row["id"] for row in rows]

    @property
    def states(self) -> list[str]:
        """The codes of the states that the registry describes."""
        return [row["iso2"] for row in self.atlas["states"]]

    @property
    def parties(self) -> list[str]:
        """The codes of all who have a page: the states, and who else is party to an agreement."""
        others = {party for row in self.atlas["agreements"] for party in row["parties"]}
        return [*self.states, *sorted(others.difference(self.states))]

    @property
    def groupings(self) -> set[str]:
        """The ids of the groupings, which may stand where a scope is asked for."""
        return {row["id"] for row in self.atlas["groupings"]}


def choices(question: Mapping[str, Any], catalogue: Catalogue) -> list[dict[str, str]]:
    """The parameters with which a question is answered beforehand, those that have their default left away.

    They are none, one for every scope of the registry, or one for every state. A question that needs anything else is
    left to those who run a server.
    """
    if any(one["required"] for one in question["parameters"]):
        name = needed_state(question)
        parameter = next((one for one in question["parameters"] if one["name"] == name), None)
        known = [choice["value"] for choice in parameter["choices"] or ()] if parameter else []
        return [{name: code} for code in dict.fromkeys([*known, *catalogue.states])] if name else []
    scoped = next((one for one in question["parameters"] if one["type"] == "scope"), None)
    scopes = [choice["value"] for choice in scoped["choices"] or ()] if scoped else []
    return [{}] + [
        {scoped["name"]: scope} for scope in scopes if scoped and scope not in {scoped["default"], *catalogue.groupings}
    ]


def needed_state(question: Mapping[str, Any]) -> str | None:
    """The parameter of a question that needs a state and nothing else."""
    needs = [(one["name"], one["type"]) for one in question["parameters"] if one["required"]]
    return needs[0][0] if [kind for _, kind in needs] == ["state"] else None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was made beforehand: of which question, with which parameters, and what it says."""

    question: str
    given: Mapping[str, str]
    told: Mapping[str, Any]


def pages(catalogue: Catalogue) -> list[Wanted]:
    """The pages of all views, parties and questions; those of agreements come with their records."""
    named = [f"states/{code}/" for code in catalogue.parties]
    named += [f"questions/{question['name']}/" for question in catalogue.questions]
    return [_page(path) for path in (*VIEWS, *named)]


def wished(catalogue: Catalogue, answers: Sequence[Answered], records: Iterable[str]) -> list[Group]:
    """What is written while there is room, what matters most first; `records` names all there are."""
    agreements = catalogue.agreements
    known = set(agreements)
    rested_on = (name for one in answers for finding in one.told["findings"] for name in finding["evidence"])
    first = [name for name in dict.fromkeys(rested_on) if name not in known]
    known.update(first)
    kinds = catalogue.atlas["counts"]
    return [
        Group("tables of facts as CSV", [[facts(kind, "csv")] for kind in kinds]),
        Group("agreements", [[record(name), _page(f"agreements/{name}/")] for name in agreements]),
        Group("records that answers rest on", [[record(name), _page(f"records/{name}/")] for name in first]),
        *(Group(f"questions as {form}", _saved(answers, form.lower())) for form in ("CSV", "XLSX")),
        Group("tables of facts as JSON, XLSX and Parquet", [_in_all_formats(kind) for kind in kinds]),
        *(Group(f"questions as {form}", _saved(answers, form.lower())) for form in ("Parquet", "JSON")),
        Group("questions as iCalendar", _saved(answers, "ics")),
        Group(
            "records of other kinds",
            [[record(name), _page(f"records/{name}/")] for name in records if name not in known],
        ),
    ]


def _in_all_formats(kind: str) -> list[Wanted]:
    return [facts(kind, form) for form in OF_FACTS if form != "csv"]


def _saved(answers: Iterable[Answered], form: str) -> list[list[Wanted]]:
    """The answers in a format, question by question: a reader finds it with all of a question's or with none."""
    by_question: dict[str, list[Wanted]] = {}
    for one in answers:
        if _can_be(form, one.told["tables"]):
            by_question.setdefault(one.question, []).append(answer(one.question, one.given, form))
    return list(by_question.values())


def _can_be(form: str, tables: Mapping[str, Any]) -> bool:
    """Whether an answer with these tables can be had in a format."""
    return EVENTS in tables if form in OF_EVENTS else form not in OF_TABLES or bool(tables)


def answer(question: str, given: Mapping[str, str], form: str) -> Wanted:
    """The answer to a question in a format."""
    words = sorted(given.items())
    name = "&".join(f"{word}={value}" for word, value in words) or "default"
    query = urlencode([*words, *([] if form == "json" else [("format", form)])])
    path = f"{API}/questions/{question}"
    packed = PACKED if form == SHOWN else ""
    return Wanted(f"/{path}" + (f"?{query}" if query else ""), f"{path}/{name}{FORMATS[form].suffix}{packed}")


def facts(kind: str, form: str) -> Wanted:
    """All facts of a kind in a format."""
    if form == "json":
        return Wanted(f"/{API}/facts/{kind}?limit={MOST_ROWS}", f"{API}/facts/{kind}.json", paged=True)
    return Wanted(f"/{API}/facts/{kind}?format={form}", f"{API}/facts/{kind}.{form}")


def record(name: str) -> Wanted:
    """One record."""
    return Wanted(f"/{API}/records/{quote(name)}", f"{API}/records/{name}.json{PACKED}")


def _page(path: str) -> Wanted:
    return Wanted(f"/{quote(path)}", f"{path}{INDEX}")


def refuse_astray(names: Iterable[str]) -> None:
    """Make sure that every name can be a file below the site's root.

    Raises:
        BadInput: with the names that could lead elsewhere, such as `../x`.
    """
    astray = (name for name in names if leads_astray(name) or INDEX in name.split("/"))
    if found := list(islice(astray, MOST_NAMED + 1)):
        named = ", ".join(map(repr, found[:MOST_NAMED])) + (" and more" if len(found) > MOST_NAMED else "")
        raise BadInput(
            f"Files cannot be named after {named}",
            f"ids whose parts between slashes are neither empty nor '.' nor '..' nor '{INDEX}'",
            "withdraw these records and enter them under other ids",
        )


def leads_astray(name: str) -> bool:
    """Whether a name, taken as a path, is not plainly a place below where it begins."""
    parts = name.split("/")
    return (
        any(part in {"", ".", ".."} or part.startswith(".phalanx") for part in parts)
        or any(sign in name for sign in "\\\0")
        or PurePosixPath(name).is_absolute()
    )
