"""One tree of errors, written for the person who has to fix it.

    PhalanxError
    ├── BadInput            2 / 422   what the user gave cannot be used
    │   ├── UnknownQuestion 2 / 404
    │   ├── UnknownRecord   2 / 404
    │   └── BadFacts        2 / 422   problems in files of facts, all of a run together
    ├── RegistryError       4 / 503   the registry cannot be read or written
    └── JournalBroken       3 / 503   the journal's chain does not hold

The two numbers are the exit code on the command line and the HTTP status of the API.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

SHOWN_PROBLEMS = 200


class PhalanxError(Exception):
    """What was found, what was expected, and what to do next."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, found: str, expected: str = "", remedy: str = "") -> None:
        self.found, self.expected, self.remedy = found, expected, remedy
        super().__init__(found)

    def __str__(self) -> str:
        parts = [self.found if self.found.endswith((".", "?", "\n")) else f"{self.found}."]
        if self.expected:
            parts.append(f"Expected: {self.expected}.")
        if self.remedy:
            parts.append(f"What to do: {self.remedy}{'?' if self.remedy.startswith('did you mean') else '.'}")
        return " ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """The error as one JSON-ready mapping, the same on every surface."""
        return {
            "error": type(self).__name__,
            "exit_code": self.exit_code,
            "found": self.found,
            "expected": self.expected,
            "remedy": self.remedy,
        }


class BadInput(PhalanxError):
    """What the user gave cannot be used as it is."""

    exit_code = 2
    http_status = 422


def facts_missing(found: str, expected: str) -> BadInput:
    """What is said where facts that a question needs are not there, as the registry's are of an older edition."""
    return BadInput(
        found, expected, "bring the bundled facts in with 'phalanx facts update', or ask with a later --known-at"
    )


class UnknownQuestion(BadInput):
    """The catalogue has no question of that name."""

    http_status = 404


class UnknownRecord(BadInput):
    """The registry has no record of that kind or id."""

    http_status = 404


class RegistryError(PhalanxError):
    """The registry cannot be opened, read or written."""

    exit_code = 4
    http_status = 503


class JournalBroken(PhalanxError):
    """An entry of the journal was altered, removed or reordered."""

    exit_code = 3
    http_status = 503

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            f"The journal does not hold: {len(self.faults)} fault{'s' if len(self.faults) > 1 else ''} found.\n"
            + "\n".join(f"  {fault}" for fault in self.faults[:SHOWN_PROBLEMS]),
            remedy="restore the registry from a backup (see the how-to 'Back up and restore') and compare",
        )

    def as_json(self) -> dict[str, Any]:
        return super().as_json() | {"faults": list(self.faults)}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file of facts: where, what was found, what was expected, what to do."""

    file: str
    line: int | None
    field: str
    found: str
    expected: str
    remedy: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        if self.field:
            where += f", {self.field}"
        text = f"{where}: found {self.found}; expected {self.expected}"
        if not self.remedy:
            return f"{text}."
        end = "?" if self.remedy.startswith("did you mean") else "."
        return f"{text}. {self.remedy[0].upper()}{self.remedy[1:]}{end}"

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "found": self.found,
            "expected": self.expected,
            "remedy": self.remedy,
        }


class BadFacts(BadInput):
    """Files of facts have problems; every problem of the run is listed, nothing was written."""

    def __init__(self, problems: Sequence[Problem], count: int | None = None) -> None:
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count
        lines = [f"  {problem}" for problem in self.problems[:SHOWN_PROBLEMS]]
        if self.count > len(lines):
            fields = Counter(problem.field for problem in self.problems).most_common(3)
            most = ", ".join(f"{field or 'the row'} ({n})" for field, n in fields)
            lines.append(f"  … and {self.count - len(lines)} more; most often in {most}")
        self.summary = f"{self.count} problem{'s' if self.count != 1 else ''}; nothing was written"
        super().__init__(f"{self.summary}.\n" + "\n".join(lines))

    def as_json(self) -> dict[str, Any]:
        shown = [problem.as_json() for problem in self.problems]
        return super().as_json() | {"found": self.summary, "problems": shown}
