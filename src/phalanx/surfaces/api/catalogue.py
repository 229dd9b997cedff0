"""The catalogue of questions as forms need it, and a route for each question, made from its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from phalanx.analyses import all_questions, find_question
from phalanx.errors import BadInput
from phalanx.question import Question, own_tables, set_here
from phalanx.surfaces.api.asking import CLOCKS, DAY_SCHEMA, PARTY_SCHEMA, TEXT_SCHEMA, Parameter, choice, read_text
from phalanx.surfaces.api.policy import PICTURE_POLICY
from phalanx.surfaces.api.routes import JSON, Asked, Reply, Route, as_file, as_json
from phalanx.surfaces.presenting import FORMATS, pictures
from phalanx.surfaces.presenting.html import POLICY
from phalanx.surfaces.presenting.theme import THEMES
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_names
from phalanx.vocabulary.values import (
    Day,
    Flag,
    Integer,
    Misfit,
    Number,
    OwnTable,
    Party,
    Reference,
    ServedAtMost,
    Several,
    ValueType,
)
from phalanx.world import World
from phalanx.world.atlas import scopes

TABLE = Parameter(
    "table",
    "The table, for csv, parquet, xlsx, html and text; without it the main one, or all.",
    TEXT_SCHEMA,
    read_text,
)
CHART = Parameter("chart", "The chart, for svg, png and html; without it the first, or all.", TEXT_SCHEMA, read_text)
PRESENTING = (
    choice("format", "How the answer comes.", tuple(FORMATS), "json"),
    TABLE,
    CHART,
    choice("theme", "The colours of svg and png.", THEMES, "light"),
)
MARKED: Mapping[type[ValueType], str] = {
    Party: "state",
    Day: "day",
    Integer: "whole",  # before Number, of which it is one
    Number: "number",
    Flag: "flag",
}
PLAIN: Mapping[Any, str] = {int: "whole", float: "number", bool: "flag"}
POLICIES = {
    form: {"content-security-policy": policy} for form, policy in {"svg": PICTURE_POLICY, "html": POLICY}.items()
}
"""What a browser may do with answers that carry their styles and fonts inside."""
PICTURES = ("svg", "png")
SHOWN_IN_PLACE = ("json", "page", "text", "html", *PICTURES)


def list_questions(asked: Asked) -> Reply:
    """The catalogue, with everything a form needs."""
    return as_json(
        [
            {
                "name": question.name,
                "title": question.title,
                "about": question.about,
                "parameters": [described(name, info, asked.world) for name, info in fields_of(question)],
                "formats": [form for form in FORMATS if form != "page"],
            }
            for question in all_questions()
        ]
    )


def described(name: str, info: FieldInfo, world: World) -> dict[str, Any]:
    """One parameter of a question: its type in a form's words, and the values to choose from where they are known.

    `type` is choice, scope, state, several_states, day, text, number, whole or flag; `choices` are values with labels.
    """
    kind = type_of(info)
    return {
        "name": name,
        "description": info.description or "",
        "type": kind,
        "required": info.is_required(),
        "default": default_of(info),
        "choices": _choices(kind, info, world),
    }


def type_of(info: FieldInfo) -> str:
    """What kind of input a parameter takes."""
    mark = _mark(info)
    if isinstance(mark, Reference) and "scopes" in mark.kinds:
        return "scope"
    if isinstance(mark, Several) and isinstance(mark.of, Party):
        return "several_states"
    for value_type, word in MARKED.items():
        if isinstance(mark, value_type):
            return word
    plain = _plain_type(info.annotation)
    return "choice" if get_origin(plain) is Literal else PLAIN.get(plain, "text")


def _mark(info: FieldInfo) -> ValueType | None:
    return next((mark for mark in info.metadata if isinstance(mark, ValueType)), None)


def _plain_type(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(each for each in get_args(annotation) if each is not type(None))
    return annotation


def _choices(kind: str, info: FieldInfo, world: World) -> list[dict[str, str]] | None:
    if kind == "choice":
        return [{"value": code, "label": label(code)} for code in get_args(_plain_type(info.annotation))]
    if kind == "scope":
        return [{"value": scope["id"], "label": scope["title"]} for scope in scopes(world)]
    if kind in ("state", "several_states"):
        codes = {party for parties in world.table("agreements")["parties"] for party in parties}
        names = party_names()
        known = sorted(codes & names.keys(), key=lambda code: names[code])
        return [{"value": code, "label": names[code]} for code in known]
    return None


def fields_of(question: Question) -> Iterator[tuple[str, FieldInfo]]:
    """The parameters of a question by the names they have in an address; those that are set here alone have none there."""
    own = {*own_tables(question.parameters), *set_here(question.parameters)}
    for name, info in question.parameters.model_fields.items():
        if name not in own:
            yield info.alias or name, info


def default_of(info: FieldInfo) -> Any:
    """What a parameter is when nothing is said; None where that is nothing, and none of several too."""
    return None if info.is_required() or info.default == () else info.default


def refused(name: str, kind: str) -> Parameter:
    """A parameter that takes a user's own table: refused, with the reason."""
    mark = OwnTable(kind=kind)
    return Parameter(name, mark.describe(), {}, mark.parse, shown=False)


def not_served(name: str, reason: str) -> Parameter:
    """A parameter that is for the command line and notebooks: refused, with the reason."""

    def read(text: str) -> str:
        raise Misfit("nothing here: it is for the command line and notebooks", reason)

    return Parameter(name, reason, {}, read, shown=False)


def parameter(name: str, info: FieldInfo) -> Parameter:
    """A parameter of a question as one of its route; its text is read by the question itself."""
    kind = type_of(info)
    meaning = info.description or name
    default = default_of(info)
    if kind == "choice":
        return choice(name, meaning, get_args(_plain_type(info.annotation)), default)
    schemas: Mapping[str, Mapping[str, Any]] = {
        "day": DAY_SCHEMA,
        "whole": {"type": "integer"},
        "number": {"type": "number"},
        "flag": {"type": "string", "enum": ["yes", "no"]},
        "state": PARTY_SCHEMA,
    }
    mark = _mark(info)
    most = next((each for each in info.metadata if isinstance(each, ServedAtMost)), None)

    def read(text: str) -> str:
        plain = read_text(text)
        value = plain if mark is None else mark.parse(plain)
        if most is not None and float(value) > most.most:
            raise Misfit(f"at most {most.most:,} from a server", most.reason)
        return plain

    example = {"state": "FR", "several_states": "FR;PL", "day": "2026-01-01"}.get(kind)
    return Parameter(
        name, meaning, schemas.get(kind, TEXT_SCHEMA), read, default, required=info.is_required(), example=example
    )


def ask(name: str, asked: Asked) -> Reply:
    """The answer to a question of the catalogue, in the format wanted."""
    question = find_question(name)
    own = [parameter_name for parameter_name, _ in fields_of(question)]
    given = {parameter_name: asked.values[parameter_name] for parameter_name in own}
    told = {name: value for name, value in given.items() if value is not None}
    answer = asked.site.worlds.answer(question, asked.world, told)
    wanted, table, chart = (asked.values[each] for each in ("format", "table", "chart"))
    if wanted in PICTURES:
        if table is not None:
            raise BadInput(f"A table was named ({table!r})", f"none: {wanted} draws a chart", "leave the table away")
        chosen, theme = pictures.chosen(answer, chart), asked.values["theme"]
        draw = pictures.svg if wanted == "svg" else pictures.png
        body: bytes | str = draw(chosen, answer.world, theme=theme)
    else:
        body = FORMATS[wanted].render(answer, table, chart)
    form = FORMATS[wanted]
    if wanted in SHOWN_IN_PLACE:
        content = body.encode() if isinstance(body, str) else body
        return Reply(content, form.media_type, headers=POLICIES.get(wanted, {}))
    return as_file(body, form.media_type, f"{name}{f'-{table}' if table else ''}{form.suffix}")


def unknown(asked: Asked) -> Reply:
    """Say that the catalogue has no such question."""
    find_question(asked.path["name"])
    raise AssertionError("every question of the catalogue has a route of its own")


def routes() -> Iterator[Route]:
    """The catalogue and a route for every question in it."""
    yield Route(
        "/api/v1/questions",
        "The catalogue of questions",
        "Every question with its parameters, their types, defaults and choices, and the formats of its answer.",
        list_questions,
        CLOCKS,
        tag="questions",
    )
    for question in all_questions():
        yield _route(question)
    yield Route("/api/v1/questions/{name}", "", "", unknown, shown=False, loose=True)


def _route(question: Question) -> Route:
    own = [refused(name, kind) for name, kind in own_tables(question.parameters).items()]
    own += [not_served(name, reason) for name, reason in set_here(question.parameters).items()]
    return Route(
        f"/api/v1/questions/{question.name}",
        question.title,
        question.about,
        lambda asked: ask(question.name, asked),
        (*(parameter(name, info) for name, info in fields_of(question)), *own, *PRESENTING, *CLOCKS),
        media_types=(JSON, *(form.media_type for form in FORMATS.values())),
        tag="questions",
    )
