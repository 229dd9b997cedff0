"""`phalanx ask QUESTION` and `phalanx questions`: commands made from the catalogue, one for every question."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import typer
from typer.core import TyperGroup

from phalanx.surfaces.cli.opening import KnownAt, ValidOn, opened
from phalanx.surfaces.cli.output import as_rows, deliver

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from phalanx.question import Question

FORMATS = ("text", "json", "csv", "xlsx", "html", "svg", "png", "parquet", "ics", "graphml", "gexf", "bibtex")


class Questions(TyperGroup):
    """The questions as commands; one is made when it is asked for."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The names of the catalogue."""
        from phalanx.analyses import CATALOGUE

        return list(CATALOGUE)

    def get_command(self, ctx: typer.Context, name: str) -> Any:  # type: ignore[override]
        """The command of a question."""
        from phalanx.analyses import find_question

        question = find_question(name)
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name, help=f"{question.title}\n\n{question.about}")(_command(question))
        return typer.main.get_command(single)


app = typer.Typer(cls=Questions, help="Ask a question about the registry.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _ask() -> None:
    """Ask a question about the registry."""


def list_questions(
    form: Annotated[str, typer.Option("--format", help="text, json or csv.")] = "text",
) -> None:
    """List the questions that can be asked."""
    from phalanx.analyses import all_questions
    from phalanx.question import parameter_names

    rows = [
        {
            "question": question.name,
            "title": question.title,
            "parameters": " ".join(f"--{name}" for name in parameter_names(question.parameters)),
        }
        for question in all_questions()
    ]
    headings = {"question": "question", "title": "what it answers", "parameters": "parameters"}
    as_rows(rows, form, headings, "phalanx ask QUESTION")


def _command(question: Question) -> Callable[..., None]:
    """A function whose options are the question's parameters and those every question has."""

    def run(**given: Any) -> None:
        common = {name: given.pop(name) for name in ("valid_on", "known_at", "form", "output", "table", "chart")}
        _answer(question.name, {name: value for name, value in given.items() if value not in (None, [])}, **common)

    parameters = [_option(name, info) for name, info in question.parameters.model_fields.items()]
    common = inspect.signature(_common, eval_str=True).parameters.values()
    run.__signature__ = inspect.Signature([*parameters, *common])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in (*parameters, *common)}
    return run


def _option(name: str, info: FieldInfo) -> inspect.Parameter:
    """A parameter of a question as an option; its text is read by the question itself. Yes or no is a switch, and values in turn repeat it."""
    from phalanx.vocabulary.values import Flag, InTurn, OwnTable

    typed = f"--{(info.alias or name).replace('_', '-')}"
    words = info.description or ""
    if get_origin(info.annotation) is Literal:
        words += f" One of {', '.join(map(str, get_args(info.annotation)))}."
    if any(isinstance(mark, Flag) for mark in info.metadata):
        switch = typer.Option(f"{typed}/--no{typed[1:]}", help=words, show_default=False)
        return inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[bool | None, switch]
        )
    default = "" if info.is_required() or info.default in (None, ()) else f" Default: {info.default}."
    takes_file = any(isinstance(mark, OwnTable) for mark in info.metadata)
    metavar = "FILE" if takes_file else (info.alias or name).upper()
    option = typer.Option(typed, help=words + default, show_default=False, metavar=metavar)
    if any(isinstance(mark, InTurn) for mark in info.metadata):
        return inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, option]
        )
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option]
    )


def _common(
    *,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
    form: Annotated[
        str | None, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.", metavar="FORMAT")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file.")] = None,
    table: Annotated[str | None, typer.Option(help="The table, for csv and parquet.", metavar="NAME")] = None,
    chart: Annotated[str | None, typer.Option(help="The chart, for svg and png.", metavar="NAME")] = None,
) -> None:
    """The options every question has; only its signature is used."""


def _answer(
    name: str,
    given: dict[str, Any],
    *,
    valid_on: str | None,
    known_at: str | None,
    form: str | None,
    output: Path | None,
    table: str | None,
    chart: str | None,
) -> None:
    from phalanx.errors import BadInput
    from phalanx.public import ask
    from phalanx.surfaces.cli.listening import listened
    from phalanx.surfaces.presenting import FORMATS as RENDERERS

    chosen = form or _format_of(output)
    if chosen not in RENDERERS:
        raise BadInput(f"There is no format {chosen!r}", f"one of {', '.join(RENDERERS)}")
    with opened() as registry, listened(name):
        answer = ask(name, registry, valid_on=valid_on, known_at=known_at, **given)
    deliver(RENDERERS[chosen].render(answer, table, chart), output)


def _format_of(output: Path | None) -> str:
    """The format a file's name asks for; text where there is none."""
    from phalanx.surfaces.presenting import format_of

    return (format_of(output) if output else None) or "text"
