from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import phalanx
from phalanx.analyses import CATALOGUE, all_questions
from phalanx.errors import BadFacts, JournalBroken, PhalanxError
from phalanx.intake.published import FORMATS
from phalanx.question import parameter_names
from phalanx.registry.records import KINDS, columns
from phalanx.surfaces.documentation import MODULES, SHEET, catalogue, commands, errors, markdown, write_pages
from phalanx.surfaces.documentation.bundled import bundled_world
from phalanx.surfaces.documentation.dictionary import _codes

HOUSE = Path(__file__).parents[3]
DOCS = HOUSE / "docs"
WRITTEN = {DOCS / "reference" / name for name in MODULES}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Every page by name."""
    paths = write_pages(tmp_path_factory.mktemp("reference"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def section(page: str, anchor: str) -> str:
    """What stands under the heading with this anchor."""
    return re.split(r"^#{1,3} ", page.partition(f"{{ #{anchor} }}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


# ── Every page ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", MODULES)
def test_a_page_has_one_title_and_says_where_it_comes_from(pages: Mapping[str, str], name: str) -> None:
    prose = re.sub(r"^```.*?^```$", "", pages[name], flags=re.MULTILINE | re.DOTALL)
    assert re.match(r"# .+\n\n<!-- Written by `make docs` from .+ -->\n", prose)
    assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1


@pytest.mark.parametrize("name", MODULES)
def test_rows_of_tables_have_as_many_cells_as_their_head(pages: Mapping[str, str], name: str) -> None:
    prose = re.sub(r"^```.*?^```$", "", pages[name], flags=re.MULTILINE | re.DOTALL)
    tables = re.findall(r"(?:^ *\|.*\|\n)+", prose, re.MULTILINE)
    widths = [{len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()} for table in tables]
    assert [width for width in widths if len(width) != 1] == []


def test_written_again_a_page_is_the_same_and_left_alone(pages: Mapping[str, str], tmp_path: Path) -> None:
    first = {path: path.stat().st_mtime_ns for path in write_pages(tmp_path)}
    assert {path.name: path.read_text(encoding="utf-8") for path in first} == pages
    assert {path: path.stat().st_mtime_ns for path in write_pages(tmp_path)} == first


def test_each_page_has_its_place_in_the_navigation() -> None:
    navigation = (HOUSE / "mkdocs.yml").read_text(encoding="utf-8")
    assert [name for name in MODULES if f"reference/{name}\n" not in navigation] == []


# ── The data dictionary ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_the_dictionary_explains_every_field_and_code_of_a_kind(pages: Mapping[str, str], kind: str) -> None:
    told = section(pages["data-dictionary.md"], kind)
    assert f"<code>{kind}.csv</code>, {bundled_world().table(kind).height} record" in told
    for name, column in columns(KINDS[kind]).items():
        row = next(line for line in told.splitlines() if line.startswith(f"| <code>{name}</code> |"))
        cells = [cell.strip() for cell in row.split("|")]
        assert cells[3] == ("●" if column.required else "")
        assert cells[2]
        assert cells[4]
        for code, meaning in _codes(column.type).items():
            assert f"    | {markdown.code(code)} | {markdown.words(meaning)} |\n" in told


# ── Questions, commands, formats, errors, names ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_catalogue_tells_what_a_question_takes_and_gives(pages: Mapping[str, str], name: str) -> None:
    question = next(each for each in all_questions() if each.name == name)
    told = section(pages["questions.md"], name)
    assert markdown.words(question.title) in told
    answer = catalogue.answered(name)
    parameters = [f"--{each.replace('_', '-')}" for each in parameter_names(question.parameters)]
    wanted = [*parameters, *(found.name for found in answer.findings), *answer.tables]
    assert [each for each in wanted if f"| {markdown.code(each)} |" not in told] == []
    assert [each for each in answer.table().columns if markdown.code(each) not in told] == []
    assert f"phalanx ask {name}" in told


def test_what_the_catalogue_says_in_python_is_python(pages: Mapping[str, str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", pages["questions.md"], re.MULTILINE | re.DOTALL)
    assert len(blocks) == len(CATALOGUE)
    for block in blocks:
        ast.parse(block)


def test_every_command_is_there_with_its_help(pages: Mapping[str, str]) -> None:
    found = {" ".join(command) for command in commands.commands()}
    assert {f"phalanx ask {name}" for name in CATALOGUE} < found
    assert {f"phalanx facts {name}" for name in ("import", "show", "verify", "backup", "restore")} < found
    for command, text in commands.commands().items():
        assert text.startswith(f"Usage: {' '.join(command)} ")
        assert section(pages["cli.md"], "-".join(command)).startswith(f"\n```text\n{text}\n```")


def test_names_of_commands_are_read_from_help() -> None:
    assert commands.names(
        "Usage: x\n\nCommands:\n  one    First.\n  two-b  Second, which goes on\n         here.\n"
    ) == [
        "one",
        "two-b",
    ]
    assert commands.names("Usage: x\n\nOptions:\n  --help  Show this.\n") == []


@pytest.mark.parametrize("published", FORMATS, ids=lambda each: each.NAME)
def test_formats_tell_of_every_column(pages: Mapping[str, str], published: phalanx.intake.published.Format) -> None:
    told = pages["published-formats.md"]
    everything = (*published.TAKEN, *published.LEFT, *published.UNSAID)
    assert [column for column in everything if markdown.code(column) not in told] == []


def test_the_list_has_every_correction(pages: Mapping[str, str]) -> None:
    rows = (HOUSE / "src/phalanx/facts/corrections.csv").read_text(encoding="utf-8")
    told = pages["corrections.md"]
    assert [name for name in re.findall(r"^COR-(\d+),", rows, re.MULTILINE) if f"| {name} |" not in told] == []


def test_every_error_is_there_with_its_codes(pages: Mapping[str, str]) -> None:
    assert {PhalanxError, BadFacts, JournalBroken} < set(errors.tree())
    for error in errors.tree():
        row = next(line for line in pages["errors.md"].splitlines() if f"<code>{error.__name__}</code>" in line)
        assert f"| {error.exit_code} | {error.http_status} " in row


def test_every_public_name_is_there(pages: Mapping[str, str]) -> None:
    told = re.findall(r"^::: \S+\.(\w+)$", pages["python.md"], re.MULTILINE)
    assert {name for name in phalanx.__all__ if not name.startswith("_")} <= set(told)


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a | b", "a \\| b"),
        ("a_b*c*", "a\\_b\\*c\\*"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("see `a|b` there", "see <code>a&#124;b</code> there"),
        ("two\n lines", "two lines"),
        ("http://example.org", "http&#58;//example.org"),
    ],
)
def test_words_are_left_as_they_are(text: str, written: str) -> None:
    assert markdown.words(text) == written


# ── The site ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as `make docs` builds it, strictly, from a copy."""
    house = tmp_path_factory.mktemp("house")
    shutil.copy(HOUSE / "mkdocs.yml", house)
    shutil.copytree(DOCS, house / "docs")
    for stale in (*MODULES, SHEET):
        (house / "docs" / "reference" / stale).unlink(missing_ok=True)
    (house / "src").symlink_to(HOUSE / "src")
    write_pages(house / "docs" / "reference")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict"]  # with --quiet it would overlook its own warnings
    done = subprocess.run(build, cwd=house, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return house / "site"


@pytest.mark.slow
def test_the_site_builds_strictly_with_every_page(site: Path) -> None:
    built = {page.relative_to(site).with_suffix(".md") for page in site.rglob("*.html") if page.name != "404.html"}
    written = {page.relative_to(DOCS) for page in set(DOCS.rglob("*.md")) | WRITTEN}
    assert built == written


@pytest.mark.slow
def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loaded = re.compile(r"<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href|srcset)=[\"']?(?:https?:)?//[^>]*>")
    pages = {page.name: loaded.findall(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    assert {page: found for page, found in pages.items() if found} == {}
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)]*", sheets) == []


@pytest.mark.slow
def test_every_cross_reference_in_the_python_pages_was_found(site: Path) -> None:
    assert ":::" not in (site / "reference" / "python.html").read_text(encoding="utf-8")
