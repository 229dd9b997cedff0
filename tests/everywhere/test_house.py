"""The rules of the house that no tool knows: what files say, what they are called and what the wheel holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PACKAGE = HOUSE / "src/phalanx"
MADE_HERE = {"__pycache__", "node_modules", "build", "dist"}
PLACES = (".ci", "bench", "docs", "requirements", "scripts", "src", "tests", "web")

# These names hide where things are.
HIDING_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "factory", "wrapper", "misc"}


def files(*suffixes: str) -> list[Path]:
    """Every file of the house with one of these endings, as a newcomer's clone has them."""
    folders = [HOUSE / place for place in PLACES]
    found = [path for path in HOUSE.iterdir() if path.is_file()]
    found += [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    wanted = {path for path in found if path.suffix in suffixes}
    return sorted(path for path in wanted if not MADE_HERE & set(path.relative_to(HOUSE).parts))


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


# ── Locks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lock", files(".lock"), ids=name)
def test_locks_pin_every_part_by_version_and_hash(lock: Path) -> None:
    parts = re.split(r"\n(?=\S)", lock.read_text().strip())
    unpinned = [part for part in parts if not re.match(r"[\w.\[\]-]+==\S+[^\n]* \\\n +--hash=sha256:", part)]
    assert not unpinned


@pytest.mark.parametrize("lock", [*files(".lock"), *HOUSE.glob("*/package-lock.json")], ids=name)
def test_locks_name_no_address_of_any_registry(lock: Path) -> None:
    addresses = re.findall(r'.*(?:--(?:extra-)?index-url|--find-links|file:|"resolved": "http).*', lock.read_text())
    if lock.suffix == ".lock":
        addresses += re.findall(r".*://.*", lock.read_text())
    assert not addresses


def test_what_runs_is_what_is_tested() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==[^\s;]+", (HOUSE / "requirements" / lock).read_text(), re.MULTILINE))

    assert pins("run.lock") <= pins("dev.lock")


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_module_opens_with_a_sentence() -> None:
    modules = {path: ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py")}
    silent = [name(path) for path, module in modules.items() if module.body and not ast.get_docstring(module)]
    assert not silent


def test_names_say_where_things_are() -> None:
    hiding = [
        name(path)
        for path in files(".py", ".ts", ".svelte")
        if HIDING_NAMES & set(re.split(r"[/_.-]", name(path).lower()))
    ]
    assert not hiding


def test_no_file_names_a_folder_of_one_machine() -> None:
    folder_of_one_machine = re.compile(r"(?:^|[^\w.])/(?:home|root|work|Users)/\w", re.MULTILINE)
    texts = files(".py", ".sh", ".toml", ".md", ".yml", ".yaml", ".css", ".html", ".ts", ".svelte", ".json")
    naming = [name(path) for path in texts if folder_of_one_machine.search(path.read_text())]
    assert not naming


def test_contributing_says_what_each_part_is_for() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    groups = [wanted for group in project["dependency-groups"].values() for wanted in group if isinstance(wanted, str)]
    parts = {re.split(r"[\[<>=]", wanted)[0] for wanted in [*project["project"]["dependencies"], *groups]}
    explained = set(re.findall(r"`([\w-]+)`", "".join(table_rows((HOUSE / "CONTRIBUTING.md").read_text()))))
    assert not parts - explained


def table_rows(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]


# ── What a newcomer reaches for ──────────────────────────────────────────────────────────────────────────────────────


def test_make_targets_have_a_sentence_and_one_line() -> None:
    makefile = (HOUSE / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    assert {"help", "run", "test", "check", "bench", "docs", "clean"} <= set(targets[1].split())
    recipes = re.findall(r"^([a-z]+):[^\n]*## [A-Z][^\n]*\.\n((?:\t[^\n]*\n)+)", makefile, re.MULTILINE)
    assert {target: len(recipe.splitlines()) for target, recipe in recipes} == dict.fromkeys(targets[1].split(), 1)


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "--silent", "help"], cwd=HOUSE, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"^make (run|test|docs) ", shown, re.MULTILINE) == ["run", "test", "docs"]


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"])
def test_the_pages_a_stranger_looks_for_are_there(page: str) -> None:
    assert (HOUSE / page).read_text().strip()


def test_the_licence_is_complete() -> None:
    licence = (HOUSE / "LICENSE").read_text()
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.[A-Z]", licence, re.MULTILINE) == [str(article) for article in range(1, 16)]
    assert "Appendix" in licence
    assert licence.rstrip().endswith("require the production of a new EUPL version.")


def test_the_wheel_holds_everything_phalanx_reads(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=HOUSE, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    read = {str(path.relative_to(PACKAGE.parent)) for path in PACKAGE.rglob("*") if path.is_file()}
    missing = {path for path in read - held if "__pycache__" not in path}
    assert not missing
    assert "phalanx/facts/agreements.csv" in held
