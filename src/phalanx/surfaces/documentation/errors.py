"""The tree of errors with exit codes and HTTP statuses, from the tree itself."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from http import HTTPStatus

from phalanx.errors import BadFacts, PhalanxError, Problem
from phalanx.surfaces.documentation.markdown import code, opening, table, words

INTRODUCTION = """\
Every error says what was found, what was expected and what to do. All problems of a run are told together, and nothing
is written when there is one. Tracebacks come only with `phalanx --debug`.

The exit code is what the command line ends with. The HTTP status is the one each error carries for a web service; this
version of Phalanx has none.
"""
OTHERS = (
    ("0", "All went well."),
    ("1", "Anything that no error of this tree names: a fault of Phalanx itself, or a reader that went away."),
    ("2", "The command line itself was wrong: an unknown command or option, or one that was left out."),
    ("130", "Interrupted from the keyboard."),
)
EXAMPLE = Problem(
    "agreements.csv", 7, "parties", "'UK'", "a state's ISO 3166-1 alpha-2 code, or an institution such as EU or NATO",
    "did you mean GB",
)  # fmt: skip


def page() -> str:
    """The errors."""
    return "\n".join(
        [
            opening("Errors", "src/phalanx/errors.py"),
            INTRODUCTION,
            table(("error", "exit code", "HTTP status", "means"), _rows()),
            "## Other exit codes\n",
            table(("exit code", "means"), OTHERS),
            "## As JSON\n",
            "With `phalanx --json` an error is one line of JSON on the error stream. Problems in files of facts come one by one:\n",
            f"```json\n{json.dumps(BadFacts([EXAMPLE]).as_json(), indent=2, ensure_ascii=False)}\n```\n",
        ]
    )


def tree() -> Iterator[type[PhalanxError]]:
    """Every error, each before those that are kinds of it."""

    def under(error: type[PhalanxError]) -> Iterator[type[PhalanxError]]:
        yield error
        for child in error.__subclasses__():
            yield from under(child)

    yield from (error for error in under(PhalanxError) if error.__module__ == PhalanxError.__module__)


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for each in tree():
        level = len(each.__mro__) - len(PhalanxError.__mro__)
        status = HTTPStatus(each.http_status)
        meaning = inspect.cleandoc(each.__doc__ or "").split("\n\n")[0]
        yield (
            "&nbsp;&nbsp;" * level + code(each.__name__),
            str(each.exit_code),
            f"{status.value} {status.phrase}",
            words(meaning),
        )
