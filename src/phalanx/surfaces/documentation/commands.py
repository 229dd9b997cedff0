"""The command line: every command with the help it gives, as it gives it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from phalanx.surfaces.documentation.markdown import opening, words

INTRODUCTION = """\
What each command says of itself with `--help`, here without the frames of the screen. The options of `phalanx` itself
stand before the command: `phalanx --json facts check`.

The exit code is 0 when all went well; the others stand with the [errors](errors.md). Output is plain text where it is
piped, and Phalanx draws no progress bar there.

"""
WIDTH = 92
_COMMANDS = re.compile(r"^Commands:\n((?:  .*\n?)+)", re.MULTILINE)
_NAME = re.compile(r"^  ([a-z][\w-]*)(?:  |$)", re.MULTILINE)


def page() -> str:
    """The command line."""
    return "\n".join(
        [opening("Command line", "the help of every command"), INTRODUCTION, *_sections(("phalanx",), "##")]
    )


@cache
def commands() -> dict[tuple[str, ...], str]:
    """The help of every command, by its words: ("phalanx", "facts", "show")."""
    found: dict[tuple[str, ...], str] = {}
    level: list[tuple[str, ...]] = [("phalanx",)]
    with ThreadPoolExecutor(2) as pool:
        while level:
            helps = dict(zip(level, pool.map(_help, level), strict=True))
            found |= helps
            level = [(*command, name) for command, text in helps.items() for name in names(text)]
    return found


def names(text: str) -> list[str]:
    """The commands that a help text lists."""
    listed = _COMMANDS.search(text)
    return _NAME.findall(listed[1]) if listed else []


def _help(command: tuple[str, ...]) -> str:
    settings = {"TYPER_USE_RICH": "0", "COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    ask = [sys.executable, "-m", *command, "--help"]
    done = subprocess.run(ask, check=True, capture_output=True, encoding="utf-8", env=os.environ | settings)
    return done.stdout.strip()


def _sections(command: tuple[str, ...], marks: str) -> Iterator[str]:
    text = commands()[command]
    yield f"{marks} {words(' '.join(command))} {{ #{'-'.join(command)} }}\n"
    yield f"```text\n{text}\n```\n"
    for name in names(text):
        yield from _sections((*command, name), "###" if len(command) == 1 else "####")
