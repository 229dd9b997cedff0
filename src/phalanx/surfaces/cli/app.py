"""The commands, and the options that stand before every one of them."""

from __future__ import annotations

from typing import Annotated

import typer

from phalanx.surfaces.cli import asking, facts, publishing, reporting, serving
from phalanx.surfaces.cli.state import STATE

app = typer.Typer(
    name="phalanx",
    help="The open registry and planning desk for European defence cooperation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing the help with Rich takes as long as everything else in it
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from phalanx import __version__

        typer.echo(f"phalanx {__version__}")
        raise typer.Exit


@app.callback()
def options(
    registry: Annotated[
        str | None,
        typer.Option(
            help="A file, or postgresql://… (default: $PHALANX_REGISTRY, else a file in your data folder, "
            "made from the bundled facts at first use).",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tell errors as JSON.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Take the options that hold for every command."""
    STATE.registry, STATE.as_json, STATE.debug = registry, as_json, debug


app.add_typer(asking.app, name="ask")
app.command("questions")(asking.list_questions)
app.add_typer(facts.app, name="facts")
app.command("report")(reporting.report)
app.command("serve")(serving.serve)
app.command("publish")(publishing.publish)
