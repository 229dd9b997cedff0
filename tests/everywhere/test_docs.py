"""README and documentation are true to the letter: commands and Python in them run, and what they show comes out.

Each page is gone through from top to bottom in a folder and with a registry of its own, as a reader would.

- In blocks marked `console`, a line that begins with `$ ` is typed; the lines after it are what comes out. In blocks marked
  `bash` every line is typed. What begins with `phalanx` or `.venv/bin/phalanx` is run, `export NAME=value` is heeded, and
  anything else is left to the reader.
- Lines shown must come out one after the other, white space aside; `…` stands for anything, within a line or for
  lines left out. A command that shows nothing may say what it likes.
- A command must succeed. Where an error is shown, `<!-- exit 2 -->` before the block says with which code its last command
  ends.
- `phalanx serve` goes on until the page is read to its end. What is typed meanwhile with curl or GDAL's programs is run as
  well. http://127.0.0.1:8000 stands for the port it was given.
- Addresses that begin with `postgresql://` mean a throw-away server.
- In blocks marked `python` everything is run, one after the other, as in a notebook.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from phalanx.surfaces.cli import main
from phalanx.surfaces.documentation import MODULES

HOUSE = Path(__file__).parents[2]
DOCS = HOUSE / "docs"
WRITTEN = {DOCS / "reference" / name for name in MODULES}
PAGES = [HOUSE / "README.md", *sorted(set(DOCS.rglob("*.md")) - WRITTEN)]
BLOCK = re.compile(r"(?:<!-- exit (\d+) -->\n)?^```(console|bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OURS = ("phalanx", ".venv/bin/phalanx")
ASKING = ("curl", "ogrinfo", "ogr2ogr")
WRITTEN_ADDRESS = "http://127.0.0.1:8000"
POSTGRESQL = re.compile(r"postgresql://[^\s/]+/\w+")


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@dataclass
class Command:
    """What is typed, what is shown after it, and with which code it ends."""

    typed: str
    shown: list[str] = field(default_factory=list)
    ends: int = 0


def commands(language: str, text: str, ends: int) -> list[Command]:
    found: list[Command] = []
    for line in text.splitlines():
        if language == "bash" and line.strip():
            found.append(Command(line))
        elif line.startswith("$ "):
            found.append(Command(line.removeprefix("$ ")))
        elif language == "console":
            assert found, f"a console block begins with a command, not with {line!r}"
            found[-1].shown.append(line)
    if ends:
        found[-1].ends = ends
    return found


def steps(text: str) -> Iterator[Command | str]:
    """The commands and the Python of a page, in its order."""
    for ends, language, block in BLOCK.findall(text):
        if language == "python":
            yield block
        else:
            yield from commands(language, block, int(ends or 0))


# ── What is typed ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples in it, as in a clone, and a registry of its own, as the first command would make it."""
    shutil.copytree(DOCS / "examples", tmp_path / "docs" / "examples")
    shutil.copy(bundled, tmp_path / "default.sqlite")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PHALANX_REGISTRY", "default.sqlite")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    return tmp_path


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_tells_to_type_works_as_written(
    page: Path, desk: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, request: Any
) -> None:
    text = page.read_text(encoding="utf-8")
    if POSTGRESQL.search("".join(step.typed for step in steps(text) if isinstance(step, Command))):
        server = request.getfixturevalue("postgres_database").replace("+psycopg", "")
        text = POSTGRESQL.sub(server, text)
    namespace: dict[str, Any] = {}
    served = request.getfixturevalue("served")
    for step in steps(text):
        if isinstance(step, str):
            exec(compile(step, name(page), "exec"), namespace)  # noqa: S102  # the documentation is ours
        elif step.typed.startswith("export "):
            setting, _, value = step.typed.removeprefix("export ").partition("=")
            monkeypatch.setenv(setting, value)
        elif step.typed.split()[0] in (*OURS, *ASKING):
            capfd.readouterr()
            code, out = served.run(step) if served.concerns(step) else run(step, capfd)
            assert code == step.ends, f"{step.typed}\nended with {code}\n{out}"
            assert not (missing := not_shown(step.shown, out)), f"{step.typed}\nsays no {missing!r} there:\n{out}"


class Served:
    """`phalanx serve` as a page tells to type it, and the commands that ask it, on a port that is free."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None
        self._address = ""

    def concerns(self, command: Command) -> bool:
        words = command.typed.split()
        return words[0] in ASKING or (words[0] in OURS and words[1] == "serve")

    def run(self, command: Command) -> tuple[int, str]:
        if command.typed.split()[0] in OURS:
            return 0, self._serve(shlex.split(command.typed)[1:]).replace(self._address, WRITTEN_ADDRESS)
        typed = command.typed.replace(WRITTEN_ADDRESS, self._address)
        done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, (done.stdout + done.stderr).replace(self._address, WRITTEN_ADDRESS)

    def _serve(self, words: list[str]) -> str:
        self.end()
        command = [sys.executable, "-m", "phalanx", *words, "--port", "0"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self._server.stdout is not None
        said = ""
        for line in self._server.stdout:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self._address = found[0]
                return said
        raise AssertionError(f"phalanx serve ended: {said}")

    def end(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.communicate(timeout=20)
            self._server = None


@pytest.fixture
def served() -> Iterator[Served]:
    served = Served()
    yield served
    served.end()


def run(command: Command, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(command.typed)[1:])
    said = capfd.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def not_shown(shown: list[str], out: str) -> str | None:
    """The first line shown that did not come out at its place; None when all did."""
    lines = [" ".join(line.split()) for line in out.splitlines() if line.strip()]
    place, anywhere = 0, False
    for line in (" ".join(line.split()) for line in shown if line.strip()):
        if line == "…":
            anywhere = True
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        reach = range(place, len(lines) if anywhere else min(place + 1, len(lines)))
        found = next((number for number in reach if pattern.fullmatch(lines[number])), None)
        if found is None:
            return line
        place, anywhere = found + 1, False
    if shown and not anywhere and place < len(lines):
        return f"end, but {lines[place]}"
    return None


def test_lines_shown_are_looked_for_in_their_order() -> None:
    out = "one\n\n  two  2\nthree\n"
    assert not_shown(["one", "…", "three"], out) is None
    assert not_shown(["one", "two …", "…"], out) is None
    assert not_shown(["one", "three"], out) == "three"
    assert not_shown(["…", "two 2", "one"], out) == "one"
    assert not_shown(["one", "two 2"], out) == "end, but three"
    assert not_shown([], out) is None


def test_blocks_of_a_page_are_found() -> None:
    page = (
        "<!-- exit 2 -->\n```console\n$ phalanx a\nsaid\n$ phalanx b\n```\n```bash\nphalanx c\n```\n```python\nd\n```\n"
    )
    assert list(steps(page)) == [
        Command("phalanx a", ["said"]),
        Command("phalanx b", [], 2),
        Command("phalanx c"),
        "d\n",
    ]


# ── What is told ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_readme_names_ten_things_to_try() -> None:
    text = (HOUSE / "README.md").read_text(encoding="utf-8")
    tried = text.partition("## Ten things to try")[2].partition("\n## ")[0]
    assert len(re.findall(r"^```bash$", tried, re.MULTILINE)) == 10


@pytest.mark.parametrize("page", [HOUSE / "README.md", HOUSE / "CHANGELOG.md", HOUSE / "CONTRIBUTING.md"], ids=name)
def test_links_outside_the_documentation_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text) + re.findall(r'(?:src|srcset)="(?!https?:)([^"]+)"', text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_pictures_are_small() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in (DOCS / "img").iterdir()}
    assert sizes
    assert {picture: size for picture, size in sizes.items() if size > 200_000} == {}


@pytest.mark.parametrize("example", sorted((DOCS / "examples").rglob("*.csv")), ids=name)
def test_examples_are_marked_as_made_up(example: Path) -> None:
    text = example.read_text(encoding="utf-8").casefold()
    assert "made up" in text or "made-up" in example.stem or "example-" in text
    addresses = set(re.findall(r"(?:https?|ftp)://([^/,;\s]+)", text))
    assert addresses <= {"www.example.org"}
