"""Dossier: a file that names the questions of a report, with their parameters, own tables, and what of them is printed.

It is TOML. A title, a standfirst, `valid-on` and `known-at` stand at the top; then a `[[question]]` for each:

    [[question]]
    ask = "national-plan"          # the question
    state = "PL"                   # its parameters, as on the command line
    targets = "my-targets.csv"     # an own table, from the folder of this file
    charts = ["euros"]             # of its charts and tables only these are printed; a workbook holds every table
    tables = ["list"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phalanx.analyses import find_question
from phalanx.errors import BadFacts, BadInput, Problem, UnknownQuestion
from phalanx.question import Question, own_tables, parameter_names

if TYPE_CHECKING:
    from phalanx.answer import Answer
    from phalanx.vocabulary.values import Own
    from phalanx.world import World

TOP = ("title", "standfirst", "valid-on", "known-at", "question")
PICKED = ("charts", "tables")
_HEAD = re.compile(r"\s*\[\[\s*question\s*\]\]")
_FAULTS = re.compile(r"; (?=--|\S+ has no parameter |\S+ needs --)")
_FAULT = re.compile(r"--(\S+) (.*?): expected (.*)", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """A question of a dossier: its parameters, its own tables by file, what is printed of it (None: all), and its line."""

    question: Question
    given: Mapping[str, Any]
    own: Mapping[str, Path]
    line: int | None
    charts: tuple[str, ...] | None = None
    tables: tuple[str, ...] | None = None

    def printed(self, answer: Answer) -> Answer:
        """The answer with the charts and tables that are to be printed, in the order named."""
        charts = {chart.name: chart for chart in answer.charts}
        return replace(
            answer,
            charts=answer.charts if self.charts is None else tuple(charts[name] for name in self.charts),
            tables=answer.tables if self.tables is None else {name: answer.tables[name] for name in self.tables},
        )

    def unknown(self, answer: Answer, file: str) -> Iterator[Problem]:
        """Charts and tables to be printed that the answer does not have."""
        drawn = [chart.name for chart in answer.charts]
        for field, names, known in (("charts", self.charts, drawn), ("tables", self.tables, list(answer.tables))):
            for name in names or ():
                if name not in known:
                    yield Problem(
                        file, self.line, field, repr(name), f"some of {', '.join(known)}", "correct or remove it"
                    )


@dataclass(frozen=True)
class Dossier:
    """What a report is called, of which World it is, and its questions in the order of reading."""

    file: str
    title: str
    standfirst: str
    valid_on: str | None
    known_at: str | None
    asked: tuple[Asked, ...]

    def own_tables(self, world: World) -> list[dict[str, Own]]:
        """The own tables of each question, read and checked; a file that several questions name is read once for each kind.

        Raises:
            BadFacts: every problem of every table, with its line and field.
        """
        from phalanx.intake.own_tables import read_own

        found: dict[tuple[str, Path], Own] = {}
        problems: list[Problem] = []
        for each in self.asked:
            for name, path in each.own.items():
                kind = own_tables(each.question.parameters)[name]
                if (kind, path) in found:
                    continue
                try:
                    found[kind, path] = read_own(world, kind, path)
                except BadFacts as error:
                    problems += error.problems
                except BadInput as error:
                    problems.append(Problem(self.file, each.line, name, error.found, error.expected, error.remedy))
        if problems:
            raise BadFacts([*dict.fromkeys(problems)])
        return [
            {name: found[own_tables(each.question.parameters)[name], path] for name, path in each.own.items()}
            for each in self.asked
        ]

    def answers(self, world: World, listened: Callable[[str], AbstractContextManager[None]]) -> list[Answer]:
        """The answer to every question; `listened` is entered with the name of each while it is asked.

        Raises:
            BadFacts: problems of own tables, or charts and tables to be printed that there are none of.
            BadInput: what a question refuses, with the line of the question.
        """
        found: list[Answer] = []
        for each, own in zip(self.asked, self.own_tables(world), strict=True):
            with listened(each.question.name):
                try:
                    found.append(each.question.ask(world, {**each.given, **own}))
                except BadInput as error:
                    where = f"{self.file}, line {each.line or 1}, {each.question.name}: {error.found}"
                    raise BadInput(where, error.expected, error.remedy) from error
        asked = zip(self.asked, found, strict=True)
        if problems := [problem for each, answer in asked for problem in each.unknown(answer, self.file)]:
            raise BadFacts(problems)
        return found


def read_dossier(file: Path) -> Dossier:
    """The dossier that a file describes.

    Raises:
        BadInput: it cannot be read, or is not TOML.
        BadFacts: everything in it that cannot be asked, with its line.
    """
    try:
        text = file.read_text(encoding="utf-8")
        told = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BadInput(f"{file} cannot be read: {reason}", "a TOML file with a [[question]] at least") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            f"{file.name} is not TOML: {error}", 'lines such as state = "PL", with texts in quotes', "correct that line"
        ) from error
    problems = [*_at_the_top(file, told)]
    asked: list[Asked] = []
    sections = _sections(told)
    heads: list[int | None] = [number for number, line in enumerate(text.splitlines(), start=1) if _HEAD.match(line)]
    lines = heads if len(heads) == len(sections) else [None] * len(sections)  # they can be written in one line, too
    for section, line in zip(sections, lines, strict=True):
        made = _asked(file, section, line)
        if isinstance(made, Asked):
            asked.append(made)
        else:
            problems += made
    if not asked and not problems:
        what = "no [[question]]"
        problems.append(
            Problem(file.name, None, "", what, "one at least", 'add [[question]] and ask = "growth" below it')
        )
    if problems:
        raise BadFacts(problems)
    texts = {name: str(_value(told[name])) for name in TOP[:-1] if name in told}
    return Dossier(
        file.name,
        texts.get("title", "What was asked of Phalanx"),
        texts.get("standfirst", ""),
        texts.get("valid-on"),
        texts.get("known-at"),
        tuple(asked),
    )


def _sections(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The questions; none where they are not written as such."""
    sections = told.get("question", [])
    well = isinstance(sections, list) and all(isinstance(each, dict) for each in sections)
    return sections if well else []


def _at_the_top(file: Path, told: Mapping[str, Any]) -> Iterator[Problem]:
    """What stands at the top and means nothing there."""
    for name in sorted(told.keys() - set(TOP)):
        near = get_close_matches(name, TOP, 1)
        remedy = f"did you mean {near[0]}" if near else "put parameters below the [[question]] they belong to"
        yield Problem(
            file.name, None, name, "it at the top", f"there {', '.join(TOP[:-1])} and [[question]] alone", remedy
        )
    if "question" in told and not _sections(told):
        yield Problem(file.name, None, "question", "one pair of brackets", "[[question]], with two, for each question")


def _asked(file: Path, section: Mapping[str, Any], line: int | None) -> Asked | list[Problem]:
    """One question with what it is told, or what is wrong with it."""
    name = section.get("ask")
    if not isinstance(name, str):
        remedy = "add the line; 'phalanx questions' lists what can be asked"
        return [
            Problem(file.name, line, "ask", "nothing that is asked", 'a line such as ask = "national-plan"', remedy)
        ]
    try:
        question = find_question(name)
    except UnknownQuestion as error:
        return [Problem(file.name, line, "ask", repr(name), error.expected, error.remedy)]
    fields = parameter_names(question.parameters)
    takes = {typed for typed, field in fields.items() if field in own_tables(question.parameters)}
    told = {key if key in fields else key.replace("_", "-"): value for key, value in section.items()}
    given = {key: _value(value) for key, value in told.items() if key not in ("ask", *PICKED, *takes)}
    problems = [*_faults(file, line, question, given), *_not_texts(file, line, told, takes)]
    if problems:
        return problems
    own = {fields[key]: file.parent / told[key] for key in sorted(takes & told.keys())}
    charts, tables = (tuple(told[key]) if key in told else None for key in PICKED)
    return Asked(question, given, own, line, charts, tables)


def _faults(file: Path, line: int | None, question: Question, given: Mapping[str, Any]) -> Iterator[Problem]:
    """Parameters that the question does not have, or values they cannot have."""
    try:
        question.read(given)
    except BadInput as error:
        for told in _FAULTS.split(error.found):
            expected, found = f"what 'phalanx ask {question.name} --help' lists", _FAULT.fullmatch(told)
            if found:
                yield Problem(file.name, line, found[1], found[2], found[3])
            else:
                yield Problem(file.name, line, "", told, expected)


def _not_texts(file: Path, line: int | None, told: Mapping[str, Any], takes: Collection[str]) -> Iterator[Problem]:
    """Names of files that are no texts, and choices of charts and tables that are no lists of texts."""
    for key in sorted(takes & told.keys()):
        if not isinstance(told[key], str):
            yield Problem(file.name, line, key, repr(told[key]), f'the name of a file, such as {key} = "{key}.csv"')
    for key in PICKED:
        names = told.get(key, [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            yield Problem(file.name, line, key, repr(names), f'a list of names, such as {key} = ["list"]')


def _value(value: Any) -> Any:
    """A value of TOML as a parameter takes it: dates and moments as text."""
    return value.isoformat() if isinstance(value, date) else value
