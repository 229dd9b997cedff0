"""The command line: one grammar over the whole. Libraries are loaded by the command that needs them."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence

import typer

from phalanx.errors import PhalanxError
from phalanx.surfaces.cli.app import app
from phalanx.surfaces.cli.output import say_error
from phalanx.surfaces.cli.state import STATE

INTERRUPTED = 130
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
"""What a system says of a disk that is full, and of a file or an account that has reached its limit."""
BLAS_THREADS = "OPENBLAS_NUM_THREADS"
"""How many threads share out a product of matrices. Ours are many and small: a second thread mostly waits at full speed
for the next one, and `hubs` of two hundred states takes twice as long with it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code: 0 well, 2 bad input, 3 a broken journal, 4 the registry, 1 anything else."""
    _keep_whole()
    os.environ.setdefault(BLAS_THREADS, "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = typer.main.get_command(app)(args=arguments, prog_name="phalanx", standalone_mode=False)
        sys.stdout.flush()
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
    except OSError as error:
        if STATE.debug or error.errno not in NO_ROOM:
            raise
        found, remedy = f"What was to be written cannot be: {error.strerror}", "free some space, or write elsewhere"
        as_json = {"error": "BadInput", "exit_code": 2, "found": found, "expected": "", "remedy": remedy}
        say_error(as_json, f"{found}. What to do: {remedy}.", as_json=STATE.as_json)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 2
    sys.exit(code)


def _keep_whole() -> None:
    """With PYTHONUNBUFFERED, as in containers, Python drops without a word what a full disk did not take at once."""
    encoding, raw = sys.stdout.encoding, getattr(sys.stdout, "buffer", None)
    if sys.stdout is sys.__stdout__ and isinstance(raw, io.FileIO):
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, line_buffering=True)
