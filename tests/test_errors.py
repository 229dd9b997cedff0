from __future__ import annotations

import json

import pytest

from phalanx import errors
from phalanx.errors import (
    SHOWN_PROBLEMS,
    BadFacts,
    BadInput,
    JournalBroken,
    PhalanxError,
    Problem,
    RegistryError,
    UnknownQuestion,
    UnknownRecord,
)


@pytest.mark.parametrize(
    ("error", "exit_code", "status"),
    [
        (PhalanxError("x"), 1, 500),
        (BadInput("x"), 2, 422),
        (UnknownQuestion("x"), 2, 404),
        (UnknownRecord("x"), 2, 404),
        (BadFacts([]), 2, 422),
        (JournalBroken(["x"]), 3, 503),
        (RegistryError("x"), 4, 503),
    ],
)
def test_each_error_knows_its_exit_code_and_status(error: PhalanxError, exit_code: int, status: int) -> None:
    assert (error.exit_code, error.http_status) == (exit_code, status)
    shown = error.as_json()
    assert (shown["error"], shown["exit_code"]) == (type(error).__name__, exit_code)
    json.dumps(shown)


def test_every_error_of_the_house_is_one_of_these() -> None:
    def below(error: type[PhalanxError]) -> set[type[PhalanxError]]:
        return {error}.union(*(below(each) for each in error.__subclasses__()))

    listed = set((errors.__doc__ or "").split())
    assert {error.__name__ for error in below(PhalanxError) if error.__module__ == "phalanx.errors"} <= listed


def test_an_error_says_what_was_found_expected_and_to_be_done() -> None:
    assert str(BadInput("Found x", "y", "do z")) == "Found x. Expected: y. What to do: do z."
    assert str(BadInput("Found x", "y", "did you mean z")).endswith("What to do: did you mean z?")
    assert str(BadInput("Found x.")) == "Found x."


def test_a_problem_names_its_place() -> None:
    problem = Problem("a.csv", 3, "title", "'x'", "text", "fill it")
    assert str(problem) == "a.csv, line 3, title: found 'x'; expected text. Fill it."
    assert str(Problem("a.csv", None, "", "an empty file", "rows")) == "a.csv: found an empty file; expected rows."
    assert str(Problem("a.csv", 1, "", "x", "y", "did you mean z")).endswith("Did you mean z?")
    assert problem.as_json() == {
        "file": "a.csv", "line": 3, "field": "title", "found": "'x'", "expected": "text", "remedy": "fill it",
    }  # fmt: skip


def test_many_problems_are_counted_and_the_first_shown() -> None:
    problems = [Problem("a.csv", n, "title" if n % 3 else "id", "x", "y") for n in range(300)]
    error = BadFacts(problems, 5_000)
    lines = str(error).splitlines()
    assert lines[0].startswith("5000 problems; nothing was written")
    assert len(lines) == 1 + SHOWN_PROBLEMS + 1
    assert "… and 4800 more; most often in title (200), id (100)" in lines[-1]
    assert error.as_json()["found"] == "5000 problems; nothing was written"
    assert str(BadFacts(problems[:1])).startswith("1 problem;")


def test_a_broken_journal_lists_its_faults() -> None:
    error = JournalBroken(["entry 3 altered", "entry 5 removed"])
    assert "2 faults found" in str(error)
    assert "entry 3 altered" in str(error)
    assert error.as_json()["faults"] == ["entry 3 altered", "entry 5 removed"]
    assert "1 fault found" in str(JournalBroken(["x"]))
