"""The command line: one grammar over the whole. Libraries are loaded by the command that needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from phalanx.errors import PhalanxError
from phalanx.surfaces.cli.app import app
from phalanx.surfaces.cli.output import say_error
from phalanx.surfaces.cli.state import STATE

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code: 0 well, 2 bad input, 3 a broken journal, 4 the registry, 1 anything else."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = typer.main.get_command(app)(args=arguments, prog_name="phalanx", standalone_mode=False)
    except PhalanxError as error:
        if STATE.debug:
            raise
        say_error(error.as_json(), str(error), as_json=STATE.as_json)
        code = error.exit_code
    except typer.TyperException as error:
        found = error.format_message()
        as_json = {"error": "BadInput", "exit_code": error.exit_code, "found": found, "expected": "", "remedy": ""}
        say_error(as_json, f"{found} (--help shows how)", as_json=STATE.as_json)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
