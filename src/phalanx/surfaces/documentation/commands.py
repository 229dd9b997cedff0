"""The command line: every command with the help it gives, as it gives it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache

from phalanx.surfaces.documentation.markdown import opening, words

INTRODUCTION = """\
What each command says of itself with `--help`, here without the frames of the screen. The options of `phalanx` itself
stand before the command: `phalanx --json facts check`.

The exit code is 0 when all went well; the others stand with the [errors](errors.md). Output is plain text where it is
piped, and Phalanx draws no progress bar there.

"""
WIDTH = 92
ASK_ALL = """
import contextlib, io, json, sys
from phalanx.surfaces.cli import main
said = []
for words in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
        main(words)
    said.append(told.getvalue())
print(json.dumps(said))
"""
"""A program of its own that asks for the help of many commands, one after the other."""
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
    while level:
        helps = dict(zip(level, _helps(level), strict=True))
        found |= helps
        level = [(*command, name) for command, text in helps.items() for name in names(text)]
    return found


def names(text: str) -> list[str]:
    """The commands that a help text lists."""
    listed = _COMMANDS.search(text)
    return _NAME.findall(listed[1]) if listed else []


def _helps(level: Sequence[tuple[str, ...]]) -> list[str]:
    """What each of these commands says of itself, without frames: a choice that is made once a process."""
    settings = {"TYPER_USE_RICH": "0", "COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    ask = [sys.executable, "-c", ASK_ALL, json.dumps([[*command[1:], "--help"] for command in level])]
    done = subprocess.run(ask, check=True, capture_output=True, encoding="utf-8", env=os.environ | settings)
    said: list[str] = json.loads(done.stdout)
    return [text.strip() for text in said]


def _sections(command: tuple[str, ...], marks: str) -> Iterator[str]:
    text = commands()[command]
    yield f"{marks} {words(' '.join(command))} {{ #{'-'.join(command)} }}\n"
    yield f"```text\n{text}\n```\n"
    for name in names(text):
        yield from _sections((*command, name), "###" if len(command) == 1 else "####")
