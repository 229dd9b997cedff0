"""`phalanx report`: the key findings on the screen, and what to hand on – a page, a workbook, a calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phalanx.surfaces.cli.listening import listened
from phalanx.surfaces.cli.opening import KnownAt, ValidOn, opened_world
from phalanx.surfaces.cli.output import deliver, say, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phalanx.answer import Answer
    from phalanx.surfaces.report import Source
    from phalanx.world import World

TITLE = "European defence agreements"
PAGE = Path("report.html")


def report(
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            help="What to write: a page (.html), a workbook (.xlsx) or a calendar (.ics); repeat for several. Default: report.html.",
            show_default=False,
        ),
    ] = None,
    dossier: Annotated[
        Path | None,
        typer.Option(
            help="Answer the questions that this TOML file lists, with their parameters and own tables, in the place of those "
            "on agreements; the page is made for printing.",
            metavar="FILE",
        ),
    ] = None,
    scope: Annotated[
        str | None, typer.Option(help="Which agreements: all, brief, eu, nato, or a grouping. Default: all.")
    ] = None,
    state: Annotated[list[str] | None, typer.Option(help="States to portray; repeat for several.")] = None,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
) -> None:
    """Write the key findings, charts, tables and sources of several questions; no network is needed to read them."""
    files = output or [PAGE]
    _refuse_what_cannot_be(files, dossier, scope, state)
    if dossier is None:
        told = _of_agreements(opened_world(valid_on, known_at), scope or "all", state or [])
    else:
        told = _of_dossier(dossier, valid_on, known_at)
    for file in files:
        with waiting(f"writing {file.name}"):
            content = FORMS.get(file.suffix.lower(), _page)(told)
        deliver(content, file)
    _say_key_findings(told.answers, files)


# ── What is told ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Told:
    """Answers and their sources under a title; `printed` are the answers as the page shows them."""

    title: str
    standfirst: str
    answers: Sequence[Answer]
    printed: Sequence[Answer]
    sources: Sequence[Source]
    paged: bool


OF_THE_NETWORK = ("hubs", "clusters", "layers", "overlaps", "gaps", "evolution", "resilience")


def _of_agreements(world: World, scope: str, states: Sequence[str]) -> _Told:
    """The report on agreements, in the order of reading."""
    from phalanx.analyses import find_question

    asked: list[tuple[str, dict[str, str]]] = [
        ("growth", {"scope": scope}),
        ("clauses", {"scope": scope}),
        *(("portfolio", {"state": state}) for state in states),
        *((name, {"scope": scope}) for name in OF_THE_NETWORK),
        ("brief-check", {}),
        ("whats-new", {}),
        ("coverage", {}),
    ]
    answers = [find_question(name).ask(world, given) for name, given in asked]
    return _Told(TITLE, "", answers, answers, _sources(world, answers), paged=False)


def _of_dossier(file: Path, valid_on: str | None, known_at: str | None) -> _Told:
    """The questions that a file lists; a day or moment on the command line goes before that of the file."""
    from phalanx.surfaces.report import read_dossier

    dossier = read_dossier(file)
    world = opened_world(valid_on or dossier.valid_on, known_at or dossier.known_at)
    answers = dossier.answers(world, listened)
    printed = [each.printed(answer) for each, answer in zip(dossier.asked, answers, strict=True)]
    return _Told(dossier.title, dossier.standfirst, answers, printed, _sources(world, answers), paged=True)


def _sources(world: World, answers: Sequence[Answer]) -> list[Source]:
    from phalanx.surfaces.report import Source
    from phalanx.world.sources import sources_of

    named = [record for answer in answers for finding in answer.findings for record in finding.evidence]
    return [
        Source(found.record, found.title, found.url, found.grade, found.confidence, found.source_title or "")
        for found in sources_of(world, named).values()
    ]


# ── What is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def _page(told: _Told) -> str:
    from phalanx import __version__
    from phalanx.surfaces.report import build

    return build(
        told.printed,
        made_on=_today(),
        title=told.title,
        standfirst=told.standfirst,
        sources=told.sources,
        version=__version__,
        paged=told.paged,
    )


def _workbook(told: _Told) -> bytes:
    from phalanx.surfaces.report import write_workbook

    return write_workbook(
        told.answers, made_on=_today(), title=told.title, standfirst=told.standfirst, sources=told.sources
    )


def _calendar(told: _Told) -> bytes:
    from phalanx.errors import BadInput
    from phalanx.surfaces.presenting.ics_files import calendar_of, has_events

    if not any(map(has_events, told.answers)):
        raise BadInput("No answer has events for a calendar", "a question with events, such as calendar", "ask it too")
    return calendar_of(told.answers, told.title)


FORMS: dict[str, Callable[[_Told], str | bytes]] = {".html": _page, ".xlsx": _workbook, ".ics": _calendar}


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


# ── What cannot be, and what is said ─────────────────────────────────────────────────────────────────────────────────


def _refuse_what_cannot_be(
    files: Sequence[Path], dossier: Path | None, scope: str | None, state: Sequence[str] | None
) -> None:
    """Tell before anything is asked, which may take long, what could not be written in the end."""
    from phalanx.errors import BadInput

    for file in files:
        if file.suffix.lower() not in FORMS:
            remedy = (
                "write .html and print it from a browser" if file.suffix.lower() == ".pdf" else "choose one of them"
            )
            raise BadInput(f"{file.name} is of no form that a report has", f"a name with {', '.join(FORMS)}", remedy)
        if not file.absolute().parent.is_dir():
            raise BadInput(f"There is no folder {file.parent}", f"a folder for {file.name}", "make it first")
    if dossier is not None and (scope is not None or state):
        raise BadInput(
            "--scope and --state belong to the report on agreements",
            "--dossier without them",
            "name scope and state in the dossier",
        )


def _say_key_findings(answers: Sequence[Answer], files: Sequence[Path]) -> None:
    stamp = answers[0].world
    say(f"Phalanx, valid on {stamp.valid_on}, journal head {stamp.journal_head[:12]}\n")
    for answer in answers:
        say(answer.title)
        for finding in answer.findings[:3]:
            say(f"  {finding.text}")
    say(f"\nThe whole report: {', '.join(map(str, files))}")
