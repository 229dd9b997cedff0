"""Where a command's words go: the screen, a pipe or a file; errors to the side."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from phalanx.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

PATIENCE_S = 2.0
"""A progress bar appears when a command has run longer than this."""


def console(*, aside: bool = False) -> Console:
    """The screen (or, aside, the error stream): Rich where it is a terminal, plain text where it is piped."""
    from rich.console import Console

    return Console(stderr=aside, highlight=False, soft_wrap=not sys.stdout.isatty())


def say_error(facts: Mapping[str, Any], text: str, *, as_json: bool) -> None:
    """Tell an error on the error stream."""
    if as_json:
        sys.stderr.write(json.dumps(facts, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"Error: {text}\n")


def say(text: str) -> None:
    """A line of plain text on the output stream."""
    sys.stdout.write(text + "\n")


def many(count: int, noun: str) -> str:
    """A number with its noun: 1 entry, 2 entries, 3 rows."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def deliver(content: bytes | str, file: Path | None) -> None:
    """Put rendered content into a file, or on the output stream; the file is whole or not there.

    Raises:
        BadInput: the file cannot be written, or bytes would go to a terminal.
    """
    if file is None:
        if isinstance(content, bytes):
            if sys.stdout.isatty() and b"\x00" in content[:1024]:
                raise BadInput("This format is not for the screen", "a file", "add -o FILE")
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content if content.endswith("\n") else content + "\n")
        sys.stdout.flush()
        return
    from phalanx.surfaces.presenting.saving import write_whole

    write_whole(content, file)


def as_rows(rows: Sequence[Mapping[str, Any]], form: str, headings: Mapping[str, str], title: str) -> None:
    """Rows of plain values as a table on the screen, as JSON, or as CSV."""
    if form == "json":
        say(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2))
    elif form == "csv":
        _as_csv(rows, headings)
    elif form == "text":
        _as_table(rows, headings, title)
    else:
        raise BadInput(f"There is no format {form!r} for this list", "text, json or csv")


def _as_csv(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> None:
    import csv

    from phalanx.vocabulary.cells import neutralise

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        values = (row.get(name) for name in headings)
        writer.writerow("" if value is None else neutralise(str(value)) for value in values)


def _as_table(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str], title: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False)
    for heading in headings.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        values = (row.get(name) for name in headings)
        table.add_row(*(Text("" if value is None else str(value)) for value in values))
    console().print(table)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """A sign that something goes on, where somebody watches and nobody can say how long it takes."""
    if not sys.stderr.isatty():
        yield
        return
    with console(aside=True).status(words):
        yield


@contextmanager
def progress(words: str) -> Iterator[Callable[[int], None]]:
    """A function that takes how many rows are done; it shows them once that takes longer than two seconds."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    started = monotonic()
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,} rows"), TimeElapsedColumn(),
        console=console(aside=True), transient=True,
    )  # fmt: skip
    task = bar.add_task(words, total=None)

    def advance(done: int) -> None:
        if not bar.live.is_started and monotonic() - started > PATIENCE_S:
            bar.start()
        if done % 500 == 0:
            bar.update(task, completed=done)

    try:
        yield advance
    finally:
        bar.stop()


@contextmanager
def steps(words: str) -> Iterator[Callable[..., None]]:
    """A function that takes how much is done of how much (0: nobody knows), and other words where they change.

    It shows that where somebody watches, once it takes longer than two seconds.
    """
    if not sys.stderr.isatty():
        yield lambda done, of, words=words: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    started = monotonic()
    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console(aside=True), transient=True,
    )  # fmt: skip
    task = bar.add_task(words, total=None)

    def advance(done: int, of: int, words: str = words) -> None:
        if not bar.live.is_started and monotonic() - started > PATIENCE_S:
            bar.start()
        bar.update(task, completed=done, total=of or None, description=words)

    try:
        yield advance
    finally:
        bar.stop()
