"""`phalanx report`: the key findings on the screen, and one self-contained page to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phalanx.surfaces.cli.opening import KnownAt, ValidOn, opened_world
from phalanx.surfaces.cli.output import deliver, say, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from phalanx.answer import Answer
    from phalanx.world import World


def report(
    output: Annotated[Path, typer.Option("-o", "--output", help="The page to write.")] = Path("report.html"),
    scope: Annotated[str, typer.Option(help="Which agreements: all, brief, eu, nato, or a grouping.")] = "all",
    state: Annotated[list[str] | None, typer.Option(help="States to portray; repeat for several.")] = None,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
) -> None:
    """Write one HTML page with the key findings, charts, tables and sources; no network is needed to read it."""
    from datetime import UTC, datetime

    from phalanx import __version__
    from phalanx.surfaces.report import Source, build
    from phalanx.world.sources import sources_of

    world = opened_world(valid_on, known_at)
    answers = _answers(world, scope, state or [])
    named = [record for answer in answers for finding in answer.findings for record in finding.evidence]
    sources = [
        Source(found.record, found.title, found.url, found.grade, found.confidence, found.source_title or "")
        for found in sources_of(world, named).values()
    ]
    made_on = datetime.now(UTC).date().isoformat()
    with waiting("drawing the report"):
        page = build(answers, made_on=made_on, sources=sources, version=__version__)
    deliver(page, output)
    _say_key_findings(answers, output)


OF_THE_NETWORK = ("hubs", "clusters", "layers", "overlaps", "gaps", "evolution", "resilience")


def _answers(world: World, scope: str, states: Sequence[str]) -> list[Answer]:
    """The answers of a report, in the order of reading."""
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
    return [find_question(name).ask(world, given) for name, given in asked]


def _say_key_findings(answers: Sequence[Answer], output: Path) -> None:
    stamp = answers[0].world
    say(f"Phalanx, valid on {stamp.valid_on}, journal head {stamp.journal_head[:12]}\n")
    for answer in answers:
        say(answer.title)
        for finding in answer.findings[:3]:
            say(f"  {finding.text}")
    say(f"\nThe whole report: {output}")
