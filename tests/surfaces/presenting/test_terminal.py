"""The terminal page fits its width, obeys NO_COLOR and pipes, and lets no data write to the screen by itself."""

from __future__ import annotations

import io

import polars as pl
import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.surfaces.presenting import invented

from phalanx.answer import Table
from phalanx.surfaces.presenting import FORMATS, terminal


def shown(width: int, *, tty: bool = False, table: Table | None = None) -> str:
    answer = invented.answer(tables={"t": table}, charts=()) if table else invented.answer()
    file = io.StringIO()
    terminal.show(answer, Console(file=file, width=width, force_terminal=tty, color_system="standard" if tty else None))
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    assert max(cell_len(line) for line in shown(width).splitlines()) <= width


def test_the_page_says_everything() -> None:
    text = FORMATS["text"].render(invented.answer(), None, None)
    assert isinstance(text, str)
    for part in (
        "scope brief, kinds bilateral",
        "The registry holds 1,126 agreements.",
        "rests on fr-gb-2010-treaty, x and 1 more",
        "assuming: Months count from their first day.",
        "Agreements by year",
        "◐ partial",
        "Map: Who signs with whom",
        "• Counts are of agreements.",
        "journal head 3f9ac0d2e1b4",
    ):
        assert part in " ".join(text.split()), part
    assert text == "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def test_numbers_stand_under_one_another_and_bars_beside_them() -> None:
    """1,060 is the largest: its bar is full. 58 is a nineteenth of it, 8 less than one letter."""
    lines = [line for line in shown(80).splitlines() if line.startswith(("2021", "2022", "2023"))]
    ends = {line.index(number) + len(number) for line, number in zip(lines, ("   8 ", "1,060 ", "  58 "), strict=True)}
    assert len(ends) == 1
    bars = [line.count("█") for line in lines]
    assert bars == [0, terminal.BAR_AT_MOST, 1]


def test_there_are_no_bars_below_zero() -> None:
    table = Table(pl.DataFrame({"year": [2021, 2022], "agreements": [-1, 2]}), "Change")
    answer = invented.answer(tables={"t": table})
    assert "█" not in str(FORMATS["text"].render(answer, None, None))


def test_a_terminal_that_knows_no_blocks_gets_plain_signs() -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    terminal.show(invented.answer(), Console(file=file, width=80))
    file.seek(0)
    assert "####" in file.read()


def test_wide_tables_become_cards() -> None:
    text = shown(40)
    assert "signed 2010-11-02" in text
    assert "form procurement contract" in " ".join(text.split())


def test_colour_only_where_someone_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[33m" in shown(80, tty=True)
    assert "\x1b" not in shown(80)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in shown(80, tty=True)


def test_data_cannot_write_to_the_screen() -> None:
    table = Table(
        pl.DataFrame({"note": ["\x1b[2Jgone", "[bold]not bold[/bold]", "a\u202eb"]}), "Escapes \x1b]0;title\x07"
    )
    text = shown(80, table=table)
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert "[bold]not bold[/bold]" in text


def test_long_tables_are_cut_and_say_so() -> None:
    text = shown(80, table=Table(pl.DataFrame({"n": range(1000)}), "Many"))
    assert "… and 960 more rows" in text
    assert "No rows." in shown(80, table=Table(pl.DataFrame({"n": []}, schema={"n": pl.Int64}), "None"))
