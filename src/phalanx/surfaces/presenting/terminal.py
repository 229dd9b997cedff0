"""An Answer as a terminal page: findings in words, tables with bars, notes; as plain text where nobody looks."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from phalanx.surfaces.presenting import charts, wording
from phalanx.surfaces.presenting.colouring import channels

if TYPE_CHECKING:
    from rich.console import RenderableType

    from phalanx.answer import Answer, Finding, Table

PLAIN_WIDTH = 80
NAMES_FROM = 60  # below this width, the records a finding rests on are counted, not named
MAIN_ROWS, OTHER_ROWS, CARDS, OTHER_CARDS = 40, 12, 12, 4
LONG_TEXT = 30  # a column with texts longer than this is the first to go
WORDS_AT_LEAST = 14  # a text column narrower than this is no pleasure to read
BAR_AT_MOST, BAR_AT_LEAST = 28, 8
EIGHTHS = " ▏▎▍▌▋▊▉█"
STYLES = {"title": "bold", "quiet": "dim", "accent": "yellow", "bar": "blue"}


def show(answer: Answer, console: Console | None = None) -> None:
    """Print the answer; colour, width and `NO_COLOR` are the console's business."""
    console = console or Console()
    console.print(page(answer, console.width, ascii_only=not console.encoding.lower().startswith("utf")))


def render(answer: Answer, table: str | None = None) -> str:
    """The page as plain text, 80 columns wide, without colours; only one table when it is named."""
    console = Console(
        file=io.StringIO(), width=PLAIN_WIDTH, no_color=True, force_terminal=False, force_jupyter=False, highlight=False
    )
    with console.capture() as captured:
        console.print(page(answer, PLAIN_WIDTH, only=wording.chosen(answer, table)[0] if table else None))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def page(answer: Answer, width: int, *, only: str | None = None, ascii_only: bool = False) -> RenderableType:
    """Everything on the page, from the title to the source line."""
    parts: list[RenderableType] = [Text(wording.plain(answer.title), style=STYLES["title"])]
    if asked := wording.parameters_line(answer.parameters):
        parts.append(Text(asked, style=STYLES["quiet"]))
    parts += [Text(), _findings(answer, named=2 if width >= NAMES_FROM else 0)]
    for name, table in answer.tables.items():
        if only in {None, name}:
            main = name == next(iter(answer.tables))
            measured = _measured(answer, table) if main else None
            parts += [Text(), *_table(table, width, measured, MAIN_ROWS if main or only else OTHER_ROWS, ascii_only)]
    for map_ in answer.maps:
        parts += [Text(), Text(f"Map: {wording.plain(map_.title)} (in the json format)", style=STYLES["quiet"])]
    if answer.notes:
        parts += [
            Text(),
            Text("Notes", style=STYLES["title"]),
            _bullets(Text(wording.plain(note)) for note in answer.notes),
        ]
    parts += [Text(), Text(charts.source_line(answer.world), style=STYLES["quiet"])]
    return Group(*parts)


def _findings(answer: Answer, named: int) -> RenderableType:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for finding, assumed in zip(answer.findings, wording.said_first(answer.findings), strict=True):
        mark = Text("≈" if finding.assumptions else "•", style=STYLES["accent"])
        grid.add_row(mark, _finding(finding, assumed, named))
    return grid


def _finding(finding: Finding, assumed: tuple[str, ...], named: int) -> RenderableType:
    said = Text(wording.plain(finding.text))
    value = wording.value_of(finding)
    for written in (value, value.split(" ")[0]):
        if len(written) > 1 and written in said.plain:
            said.highlight_words([written], style="bold")
            break
    lines = [said]
    lines += [Text(f"assuming: {wording.plain(sentence)}", style=STYLES["quiet"]) for sentence in assumed]
    if count := len(finding.evidence):
        names = ", ".join(wording.plain(record) for record in finding.evidence[:named])
        more = f" and {count - named:,} more" if names and count > named else ""
        rests = names + more if names else f"{count:,} record{'s' if count > 1 else ''}"
        lines.append(Text(f"rests on {rests}", style=STYLES["quiet"]))
    return Group(*lines)


def _bullets(texts: Iterator[Text]) -> RenderableType:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for text in texts:
        grid.add_row(Text("•", style=STYLES["quiet"]), text)
    return grid


def _table(table: Table, width: int, measured: str | None, most: int, ascii_only: bool) -> Iterator[RenderableType]:
    """Title and rows; cards, one under the other, where the columns do not fit side by side."""
    height = table.frame.height
    columns, rows = _in_words(table, most)
    columns, rows, left_out = _fitting(columns, rows, width)
    # Headings take two lines where there is room, a line a word where there is not.
    roomy, tight = (_widths(columns, rows, heading) for heading in (_two_lines, _one_word))
    yield Text(wording.plain(table.title), style=f"{STYLES['title']} underline")
    if not rows:
        yield Text("No rows.", style=STYLES["quiet"])
    elif _needed(columns, tight) > width:
        rows = rows[: CARDS if most == MAIN_ROWS else OTHER_CARDS]
        yield from _cards(columns, rows)
    else:
        widths = roomy if _needed(columns, roomy) <= width else tight
        room = min(width - sum(widths) - 2 * len(columns), BAR_AT_MOST)
        bars = None
        if measured and room >= BAR_AT_LEAST:
            bars = _bars(table.frame[measured].head(most).to_list(), room, ascii_only)
        yield _grid(columns, rows, widths, measured, bars)
    if left_out and rows:
        yield Text(f"left out for width: {', '.join(left_out)}; all of it with --format csv", style=STYLES["quiet"])
    if height > len(rows):
        yield Text(f"… and {height - len(rows):,} more rows; all of them with --format csv", style=STYLES["quiet"])


def _in_words(table: Table, most: int) -> tuple[list[wording.Column], list[list[str]]]:
    columns = wording.columns(table)
    found = table.frame.head(most).rows()
    return columns, [[column.shown(value) for column, value in zip(columns, row, strict=True)] for row in found]


def _fitting(
    columns: list[wording.Column], rows: list[list[str]], width: int
) -> tuple[list[wording.Column], list[list[str]], list[str]]:
    """The columns without the longest texts, as many as brings the others to fit side by side; what was left out.

    Where that does not help, everything stays, for the cards.
    """
    kept = list(range(len(columns)))
    widths = _widths(columns, rows, _one_word)
    while _needed([columns[place] for place in kept], [widths[place] for place in kept]) > width:
        long = [place for place in kept[1:] if not columns[place].numeric and widths[place] > LONG_TEXT]
        if not long or len(kept) <= 3:
            return columns, rows, []
        kept.remove(max(long, key=lambda place: widths[place]))
    left_out = [column.heading for place, column in enumerate(columns) if place not in kept]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows], left_out


def _widths(columns: list[wording.Column], rows: list[list[str]], heading: Callable[[str], int]) -> list[int]:
    return [max([heading(column.heading), *(len(row[place]) for row in rows)]) for place, column in enumerate(columns)]


def _needed(columns: list[wording.Column], widths: list[int]) -> int:
    """The width below which the table is no pleasure to read: numbers whole, words broken into lines."""
    least = (
        size if column.numeric else min(size, WORDS_AT_LEAST) for column, size in zip(columns, widths, strict=True)
    )
    return sum(least) + 2 * (len(columns) - 1)


def _one_word(heading: str) -> int:
    return max(map(len, heading.split()), default=0)


def _two_lines(heading: str) -> int:
    """The least width at which a heading takes no more than two lines."""
    return next(size for size in range(_one_word(heading), 200) if len(textwrap.wrap(heading, max(size, 1))) <= 2)


def _grid(
    columns: list[wording.Column],
    rows: list[list[str]],
    widths: list[int],
    measured: str | None,
    bars: list[str] | None,
) -> RenderableType:
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=STYLES["quiet"], show_edge=False)
    for place, column in enumerate(columns):
        if column.numeric:
            head = "\n".join(textwrap.wrap(column.heading, widths[place])) or column.heading
            grid.add_column(Text(head), justify="right", no_wrap=True)
        else:
            grid.add_column(Text(column.heading), overflow="fold")
        if bars and column.name == measured:
            grid.add_column("", no_wrap=True, style=STYLES["bar"])
    for place, row in enumerate(rows):
        cells = [_marked(cell) for cell in row]
        if bars:
            cells.insert([column.name for column in columns].index(str(measured)) + 1, Text(bars[place]))
        grid.add_row(*cells)
    return grid


def _cards(columns: list[wording.Column], rows: list[list[str]]) -> Iterator[RenderableType]:
    """A row as a heading with the other values after it, for tables wider than the page."""
    for row in rows:
        yield Text(row[0], style=STYLES["title"])
        line = Text()
        for column, cell in zip(columns[1:], row[1:], strict=True):
            if cell != wording.NOTHING:
                line.append(" · " if line else "", style=STYLES["quiet"])
                line.append(f"{column.heading} ", style=STYLES["quiet"]).append_text(_marked(cell))
        yield Padding(line, (0, 0, 0, 2))


def _marked(cell: str) -> Text:
    uncertain = cell.startswith((wording.PARTIAL, wording.ILLUSTRATIVE))
    return Text(cell, style=STYLES["accent"] if uncertain else "")


def _measured(answer: Answer, table: Table) -> str | None:
    """The number the first chart draws, where it is a column of the main table: that column gets bars."""
    numeric = {column.name for column in wording.columns(table) if column.numeric and not column.year}
    drawn: list[Any] = [
        channel.get("field")
        for chart in answer.charts[:1]
        for _, channel in channels(chart.vega_lite)
        if channel.get("type") == "quantitative"
    ]
    return next((name for name in drawn if name in numeric), None)


def _bars(values: list[Any], room: int, ascii_only: bool) -> list[str] | None:
    """A bar a row, to an eighth of a letter; none where a value lies below zero."""
    values = [value or 0 for value in values]
    if min(values) < 0 or max(values) <= 0:
        return None
    bars = []
    for value in values:
        full, rest = divmod(round(value / max(values) * room * 8), 8)
        bars.append("#" * max(full, value > 0) if ascii_only else EIGHTHS[8] * full + EIGHTHS[rest].strip())
    return bars
