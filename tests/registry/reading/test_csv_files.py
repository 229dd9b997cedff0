from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.registry.examples import agreement, csv_text, file, write_agreements

from phalanx.errors import Problem
from phalanx.registry.records import columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.store import Registry
from phalanx.world import World

Refuse = Callable[[Path], list[Problem]]
HEADER = ",".join(columns(Agreement))
ROW = csv_text([agreement("new")]).splitlines()[1]


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "agreements.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ── What is understood ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n",
        f"{HEADER}\n{ROW}",
        f"\ufeff{HEADER}\n{ROW}\n",
        f"{HEADER}\r\n{ROW}\r\n",
        f"\ufeff{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\n\n{ROW}\n\n\n",
        f"{HEADER}\n{',' * HEADER.count(',')}\n{ROW}\n",
        ",".join(f'" {name} "' for name in HEADER.split(",")) + "\n" + ",".join(f'" {c} "' for c in ROW.split(",")),
    ],
    ids=[
        "plain",
        "no last newline",
        "BOM",
        "CRLF",
        "BOM and CRLF",
        "blank lines",
        "row of commas",
        "blanks and quotes",
    ],
)
def test_one_row_in_many_clothes_is_the_same_record(registry: Registry, tmp_path: Path, content: str) -> None:
    assert file(registry, written(tmp_path, content)).entries == 1
    [_, new] = World.of(registry).records("agreements")
    assert new.cells() == {name: cell for name, cell in agreement("new").items() if cell}


def test_formula_like_cells_come_back_as_they_were_meant(registry: Registry, tmp_path: Path) -> None:
    row = agreement("new", title="'=SUM(A1)", summary="'@home", note="''+1 quoted")
    file(registry, write_agreements(tmp_path, row))
    [_, new] = World.of(registry).table("agreements").iter_rows(named=True)
    assert (new["title"], new["summary"], new["note"]) == ("=SUM(A1)", "@home", "'+1 quoted")


# ── What is not ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "line", "found", "expected"),
    [
        (b"", None, "an empty file", "a header and rows"),
        (b"\n\n", 1, "", ""),
        (f"{HEADER};x\n".replace(",", ";").encode(), 1, "separated by semicolons", "commas"),
        (HEADER.replace(",", "\t").encode(), 1, "separated by tabs", "commas"),
        (HEADER.replace(",", "|").encode(), 1, "separated by bars", "commas"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16"), 1, "UTF-16", "UTF-8"),
        (f"{HEADER}\n{ROW.replace('Treaty', 'Traité')}\n".encode("latin-1"), 2, "byte 0xE9", "UTF-8"),
        (f"{HEADER}\n{ROW.replace('Treaty', 'Trea' + chr(0) + 'ty')}\n".encode(), 2, "a NUL byte", "text"),
        (f"{HEADER},é\n{ROW}\n".encode("latin-1"), 1, "byte 0xE9", "UTF-8"),
        (f"{HEADER}\n{ROW},surplus\n".encode(), 2, "21 cells", "20"),
        (f"{HEADER}\nonly,two\n".encode(), 2, "2 cells", "20"),
        (f'{HEADER}\n{ROW}\n"{ROW}\n{ROW}\n'.encode(), 3, "broken quoting", "RFC 4180"),
        (f'{HEADER}\n"a"b{ROW}\n'.encode(), 2, "broken quoting", "RFC 4180"),
        (f"{HEADER}\n{'x' * 1_500_000}\n".encode(), 2, "a line longer than", "rows on lines"),
        (f"{HEADER},titel\n{ROW},\n".encode(), 1, "an unknown column", "a column of agreements"),
        (f"{HEADER},title\n{ROW},\n".encode(), 1, "a column twice", "each column once"),
        (f"{HEADER},\n{ROW},\n".encode(), 1, "a column without a name", "a name for every column"),
        (f"{HEADER.replace('signed,', '')}\n".encode(), 1, "no such column", "date"),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, str) else None,
)
def test_a_file_that_cannot_be_read_is_told_by_line(
    tmp_path: Path, problems_of: Refuse, content: bytes, line: int | None, found: str, expected: str
) -> None:
    problem = problems_of(written(tmp_path, content))[0]
    assert problem.file == "agreements.csv"
    assert problem.line == line
    assert found in problem.found
    assert expected in problem.expected


def test_a_broken_header_is_one_problem_and_not_one_for_every_column(tmp_path: Path, problems_of: Refuse) -> None:
    assert len(problems_of(written(tmp_path, f"{HEADER}é\n{ROW}\n{ROW}\n".encode("latin-1")))) == 1


def test_a_header_without_rows_says_nothing_and_is_no_fault(registry: Registry, tmp_path: Path) -> None:
    filed = file(registry, written(tmp_path, HEADER + "\n"))
    assert (filed.rows, filed.entries) == (0, 0)


def test_reading_goes_on_after_a_bad_line_so_that_all_are_told(tmp_path: Path, problems_of: Refuse) -> None:
    lines = [
        HEADER,
        ROW + ",surplus",  # 2
        ROW.replace("FR;PL", "FR;QQ").replace("new", "b"),  # 3
        '"x"y' + ROW,  # 4
        ROW.replace("new", "c").replace("Treaty", "Tr\x00aty"),  # 5
        ROW.replace("new", "d").replace("2025-05-09", "2025-02-30"),  # 6
        ROW.replace("new", "e").replace("https:", "ftp:"),  # 7
    ]
    told = problems_of(written(tmp_path, "\n".join(lines)))
    assert [problem.line for problem in told] == [2, 3, 4, 5, 6, 7]


def test_a_cell_over_several_lines_does_not_shift_the_count(tmp_path: Path, problems_of: Refuse) -> None:
    two_lines = ROW.replace("new", "b").replace("Treaty on", '"Treaty\non').replace("cooperation", 'cooperation"')
    bad = ROW.replace("new", "c").replace("FR;PL", "FR")
    told = problems_of(written(tmp_path, f"{HEADER}\n{two_lines}\n{bad}\n"))
    assert [(problem.line, problem.field) for problem in told] == [(2, "title"), (4, "parties")]


def test_all_files_of_a_folder_are_told_together(tmp_path: Path, problems_of: Refuse) -> None:
    folder = tmp_path / "facts"
    write_agreements(folder, agreement("new", parties="FR;QQ"))
    (folder / "groupings.csv").write_text("id;name\n")
    (folder / "scopes.json").write_text("[")
    (folder / "notes.txt").write_text("passed over")
    assert {problem.file for problem in problems_of(folder)} == {"agreements.csv", "groupings.csv", "scopes.json"}


def test_thousands_of_problems_are_counted_and_the_first_are_shown(registry: Registry, tmp_path: Path) -> None:
    path = write_agreements(tmp_path, *(agreement(f"r{n}", parties="FR;QQ") for n in range(3_000)))
    done = import_in_a_process(tmp_path / "registry.sqlite", path)
    assert done.startswith("BadFacts 3000 1000")


# ── Large files ──────────────────────────────────────────────────────────────────────────────────────────────────────

IMPORT = """
import pathlib, sys, time
from pathlib import Path
from phalanx.errors import BadFacts
from phalanx.intake.filing import file_facts
from phalanx.registry.store import Registry
start = time.perf_counter()
with Registry.open(sys.argv[1]) as registry:
    try:
        said = f"filed {file_facts(registry, Path(sys.argv[2]), who='Test', why='because').entries}"
    except BadFacts as bad:
        said = f"BadFacts {bad.count} {len(bad.problems)}"
# ru_maxrss would tell of the parent as well, whose memory this process had until its own program began.
status = pathlib.Path("/proc/self/status").read_text()
peak_kb = int(status.split("VmHWM:")[1].split()[0])
print(said, peak_kb // 1024, f"{time.perf_counter() - start:.1f}")
"""
MB = 1_000_000


def import_in_a_process(registry: Path, path: Path) -> str:
    command = [sys.executable, "-c", IMPORT, str(registry), str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_two_hundred_megabytes_of_facts_are_streamed(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "agreements.csv"
    note = "What a reader should mind, at length. " * 100
    count = 200 * MB // (len(note) + 200)
    row = csv_text([agreement("rNUMBER", note=f"{note}NUMBER")]).splitlines()[1]
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER + "\n")
        out.writelines(row.replace("NUMBER", str(number)) + "\n" for number in range(count))
    assert path.stat().st_size > 190 * MB
    said, entries, peak, _ = import_in_a_process(tmp_path / "registry.sqlite", path).split()
    assert (said, int(entries)) == ("filed", count)
    assert int(peak) < 1_500
    assert registry.verify()[0] == count + 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bytes", "one line", "text"])
def test_two_hundred_megabytes_of_garbage_fail_fast(registry: Registry, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "agreements.csv"
    piece = {
        "bytes": random.Random(1).randbytes(MB),
        "one line": b"x" * MB,
        "text": b"lorem,ipsum,dolor\n" * (MB // 18),
    }[kind]
    with path.open("wb") as out:
        for _ in range(200):
            out.write(piece)
    before = registry.head()
    said, count, _, peak, seconds = import_in_a_process(tmp_path / "registry.sqlite", path).split()
    assert said == "BadFacts"
    assert int(count) >= 1
    assert int(peak) < 500
    assert float(seconds) < 30
    assert registry.head() == before
