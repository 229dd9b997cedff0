"""The catalogue of questions: what each tells, how it is asked, and what comes out of it on the bundled facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from keyword import iskeyword
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from phalanx.analyses import all_questions, find_question
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.registry.seed import edition
from phalanx.surfaces.documentation.bundled import bundled_world
from phalanx.surfaces.documentation.markdown import code, opening, table, words
from phalanx.vocabulary.values import ValueType

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "portfolio": {"state": "FR"},
    "whats-new": {"since": "2026"},
    "partition": {"area": "WP-1"},
    "partners": {"max": "3"},
    "back-test": {"from": "2024-11"},
    "road-map": {"to": "2030"},
    "what-if": {"us-earlier": "2"},
    "stress": {"scenarios": "200"},
    "national-plan": {"state": "PL"},
    "permits": {"movements": "example-metz-brasov"},
    "invest": {"movements": "example-narvik-rovaniemi"},
    "bottlenecks": {"regime": "emergency"},
}
"""How a question is asked where it cannot do without a parameter, or takes many seconds over all that it could be asked."""

INTRODUCTION = """\
Each question takes a World and gives an [Answer](answer.md). Beside its own parameters, every question takes
`--valid-on DATE`, `--known-at TIME`, `--format`, `-o FILE`, `--table` and `--chart`
([command line](cli.md#phalanx-ask)). In Python a parameter that is a word of the language takes an underscore behind:
`from_="2014"`.

"""


def page() -> str:
    """The catalogue."""
    questions = all_questions()
    parts = [
        opening("Questions", "the catalogue in src/phalanx/analyses"),
        INTRODUCTION + f"Tables and findings below are those of the bundled facts, edition {edition()}; "
        "of a question that takes many seconds, a smaller one of its kind.\n",
        table(("question", "asks"), ((f"[{each.name}](#{each.name})", words(each.title)) for each in questions)),
        *(part for question in questions for part in _question(question)),
    ]
    return "\n".join(parts)


@cache
def answered(name: str) -> Answer:
    """What a question says of the bundled facts, asked as an example: once, as some take seconds."""
    return find_question(name).ask(bundled_world(), EXAMPLES.get(name, {}))


def _question(question: Question) -> Iterator[str]:
    given = EXAMPLES.get(question.name, {})
    options = "".join(f" --{name} {value}" for name, value in given.items())
    arguments = "".join(f', {_keyword(name)}="{value}"' for name, value in given.items())
    answer = answered(question.name)
    yield f"## {question.name} {{ #{question.name} }}\n"
    yield f"**{words(question.title)}** {words(question.about)}\n"
    yield f"```console\n$ phalanx ask {question.name}{options}\n```\n"
    yield f'```python\nimport phalanx\n\nanswer = phalanx.ask("{question.name}"{arguments})\n```\n'
    yield from _parameters(question)
    yield from _findings(answer)
    yield from _tables(answer)
    yield from _charts(answer)
    if answer.notes:
        yield "Mind:\n\n" + "".join(f"- {words(note)}\n" for note in answer.notes)


def _keyword(name: str) -> str:
    """A parameter's name as Python writes it."""
    name = name.replace("-", "_")
    return f"{name}_" if iskeyword(name) else name


def _parameters(question: Question) -> Iterator[str]:
    fields = question.parameters.model_fields
    if not fields:
        yield "It takes no parameters of its own.\n"
        return
    yield table(
        ("parameter", "takes", "default", "meaning"),
        (
            (
                code(f"--{(info.alias or name).replace('_', '-')}"),
                _takes(info),
                "must be given" if info.is_required() else "–" if info.default is None else code(str(info.default)),
                words(info.description or ""),
            )
            for name, info in fields.items()
        ),
    )


def _takes(info: FieldInfo) -> str:
    for mark in info.metadata:
        if isinstance(mark, ValueType):
            return words(mark.describe())
    return _named(info.annotation)


def _named(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(code(str(each)) for each in get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return " or ".join(_named(each) for each in get_args(annotation) if each is not type(None))
    simple = {str: "text", int: "whole number", float: "number", bool: "yes or no"}
    return simple.get(annotation, getattr(annotation, "__name__", "text"))


def _findings(answer: Answer) -> Iterator[str]:
    yield "Findings:\n"
    yield table(
        ("name", "unit", "says"),
        ((code(found.name), words(found.unit) or "–", words(found.text)) for found in answer.findings),
    )


def _tables(answer: Answer) -> Iterator[str]:
    if answer.tables:
        yield "Tables, the main one first:\n"
        yield table(
            ("table", "holds", "columns"),
            (
                (code(name), words(each.title), ", ".join(code(column) for column in each.frame.columns))
                for name, each in answer.tables.items()
            ),
        )


def _charts(answer: Answer) -> Iterator[str]:
    if answer.charts:
        yield f"Charts: {', '.join(code(chart.name) for chart in answer.charts)}.\n"
