"""A scholar's walk: the wheel in an empty environment, a notebook from data set to citation, and the same numbers a year later.

Nothing here sees the repository or Node.js: wheel and locked parts are installed into an environment of their own, and the
notebook of the tutorial runs there, in a folder elsewhere. Parts come from uv's cache, which `make test` fills.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pandas as pd
import polars as pl
import pytest

import phalanx
from phalanx.errors import JournalBroken

HOUSE = Path(__file__).parents[2]
NOTEBOOK = HOUSE / "docs" / "tutorial" / "a-scholar.ipynb"
DCAD = HOUSE / "tests" / "intake" / "fixtures" / "dcad-small.csv"
LOCKS = HOUSE / "requirements"
OF_THE_SCHOLAR = ("igraph", "networkx", "pandas")
"""What a scholar has beside Phalanx."""
PAGE = "phalanx/surfaces/presenting/page/index.html"
A_YEAR_LATER = "a-year-later"
"""The tag of the cell with which the second session begins."""

UV = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
# Asked before the tests get a home of their own.
CACHE = subprocess.run([UV, "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()

RUNNER = '''
"""Runs cells as Jupyter does: one after the other in one namespace, and what the last line gives is shown."""

import ast, contextlib, io, json, sys
from datetime import datetime, timedelta
from pathlib import Path

cells, days_later, told = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2]), []


class Later(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(days=days_later)


if days_later:
    import phalanx.registry.store, phalanx.world

    phalanx.registry.store.datetime = phalanx.world.datetime = Later
namespace = {"__name__": "__main__"}
for name, source in cells:
    said, tree, shown = io.StringIO(), ast.parse(source, name), None
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(said):
        exec(compile(tree, name, "exec"), namespace)
        if last is not None:
            shown = eval(compile(last, name, "eval"), namespace)
    html = shown._repr_html_() if hasattr(shown, "_repr_html_") else ""
    told.append({"cell": name, "said": said.getvalue(), "html": html, "plain": repr(shown)})
Path(sys.argv[3]).write_text(json.dumps(told))
'''


@dataclass(frozen=True)
class Desk:
    """A scholar's folder and environment; programs started there find no other."""

    folder: Path
    environment: Path

    def run(self, *words: str, cwd: Path | None = None) -> str:
        """What a program of the environment says; it has to end well and say nothing aside."""
        done = subprocess.run(
            [str(self.environment / "bin" / words[0]), *words[1:]],
            cwd=cwd or self.folder,
            env=bare(self.environment / "bin") | {"HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    def run_cells(self, cells: list[tuple[str, str]], days_later: int = 0) -> dict[str, dict[str, str]]:
        """Run cells in a new process; for each what it printed, and what its last line showed. Warnings are errors."""
        runner, given, told = (self.folder / name for name in ("run.py", "cells.json", "told.json"))
        runner.write_text(RUNNER, encoding="utf-8")
        given.write_text(json.dumps(cells), encoding="utf-8")
        self.run("python", "-W", "error", str(runner), str(given), str(days_later), str(told))
        return {row["cell"]: row for row in json.loads(told.read_text(encoding="utf-8"))}


def bare(*folders: Path) -> dict[str, str]:
    """An environment in which only programs of these folders are found, and the network is not used."""
    path = os.pathsep.join(map(str, folders))
    assert shutil.which("node", path=path) is None
    return {"PATH": path, "UV_CACHE_DIR": CACHE, "UV_OFFLINE": "1", "UV_PYTHON_DOWNLOADS": "never", "LANG": "C.UTF-8"}


def uv(*words: str, cwd: Path) -> None:
    done = subprocess.run([UV, *words], cwd=cwd, env=bare(cwd), capture_output=True, text=True, check=False)
    if "offline" in done.stderr and done.returncode:
        pytest.skip(f"needs the locked parts in uv's cache, which 'make test' fills: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr


def new_environment(place: Path, wheel: Path) -> Path:
    """An environment with the locked parts, each held to its hash, the wheel, and nothing else."""
    uv("venv", "--quiet", "--python", sys.executable, str(place), cwd=place.parent)
    install(place, "--require-hashes", "--requirement", str(LOCKS / "run.lock"))
    install(place, "--no-deps", str(wheel))
    return place


def install(environment: Path, *what: str) -> None:
    uv("pip", "install", "--quiet", "--python", str(environment / "bin" / "python"), *what, cwd=environment.parent)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with wheel and source archive, as `make wheel` builds them."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    done = subprocess.run(build, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def only(folder: Path, pattern: str) -> Path:
    [found] = folder.glob(pattern)
    return found


@pytest.fixture(scope="module")
def desk(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Before the first cell: Phalanx from its wheel, which answers with nothing beside it; then what a scholar has, and the data set."""
    place = tmp_path_factory.mktemp("scholar")
    (place / "desk").mkdir()
    shutil.copy(DCAD, place / "desk" / "dcad.csv")
    desk = Desk(place / "desk", new_environment(place / "empty", only(built, "*.whl")))
    said = desk.run("phalanx", "--registry", "new.sqlite", "ask", "growth", "--scope", "brief")
    assert said.startswith("How has the web of agreements grown?")
    install(desk.environment, "--constraint", str(LOCKS / "dev.lock"), *OF_THE_SCHOLAR)
    return desk


# ── The notebook ─────────────────────────────────────────────────────────────────────────────────────────────────────


def notebook() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return told


def sessions() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The cells of code before and after the year that passes, each with its name."""
    cells = [cell for cell in notebook()["cells"] if cell["cell_type"] == "code"]
    [later] = [number for number, cell in enumerate(cells) if A_YEAR_LATER in cell["metadata"].get("tags", ())]
    named = [(cell["id"], "".join(cell["source"])) for cell in cells]
    return named[:later], named[later:]


def test_the_notebook_is_one_that_jupyter_opens() -> None:
    told = notebook()
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    assert told["metadata"]["kernelspec"]["language"] == "python"
    ids = [cell["id"] for cell in told["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in told["cells"]:
        assert cell["cell_type"] in {"markdown", "code"}
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None), "outputs would grow stale"
            ast.parse("".join(cell["source"]))  # plain Python, without the magic of one program


@pytest.mark.slow
def test_the_walk_from_data_set_to_citation_and_back_a_year_later(desk: Desk, bundled: Path, tmp_path: Path) -> None:
    first, later = sessions()
    folder = desk.folder
    told = desk.run_cells(first)

    # The registry took in what the fixture holds, and says what it could not.
    assert "('agreements', 'new'): 6" in told["import"]["plain"]
    assert "Passed over" in told["remarks"]["said"]
    assert "Defence industrial cooperation" in told["parquet"]["html"]
    assert len(told["back-test"]["said"].splitlines()) == 4

    # Questions, tables and charts show themselves, drawn, with the theme of the notebook.
    assert "Who holds the web together?" in told["open"]["html"]
    assert "<table" in told["back-test-table"]["html"]
    for cell in ("back-test-chart", "hubs", "picture"):
        assert "<svg" in told[cell]["html"], cell
        assert "phx-notebook" in told[cell]["html"], cell

    # What was handed on is one network, whoever opens it.
    contract = json.loads((folder / "hubs.json").read_text(encoding="utf-8"))
    opened = [nx.read_graphml(folder / "hubs.graphml"), nx.read_gexf(folder / "hubs.gexf")]
    by_igraph = igraph.Graph.Read_GraphML(str(folder / "hubs.graphml"))
    pairs = sum(row["size"] * (row["size"] - 1) // 2 for row in contract["tables"]["edges"])
    states = {row["state"]: row for row in contract["tables"]["states"]}
    for network in opened:
        assert (network.number_of_nodes(), network.number_of_edges()) == (len(states), pairs)
        assert {name: network.nodes[name]["name"] for name in states} == {
            name: row["name"] for name, row in states.items()
        }
        for name, strength in network.degree(weight="weight"):
            assert strength == pytest.approx(states[name]["strength"], abs=1e-3)
        for _, _, edge in network.edges(data=True):
            assert edge["source_url"].startswith("http")
            assert {"agreement", "title", "year", "form", "weight"} <= edge.keys()
    assert (by_igraph.vcount(), by_igraph.ecount()) == (len(states), pairs)

    # Parquet keeps the types, in pandas and in Polars.
    agreements = pl.read_parquet(folder / "facts" / "agreements.parquet")
    assert agreements.schema["parties"] == pl.List(pl.String)
    assert pd.read_parquet(folder / "facts" / "agreements.parquet")["id"].tolist() == agreements["id"].to_list()
    hubs = pd.read_parquet(folder / "hubs.parquet")
    assert (hubs["strength"].dtype, hubs["partners"].dtype) == ("float64", "int64")
    assert pl.read_parquet(folder / "hubs.parquet")["strength"].to_list() == hubs["strength"].tolist()

    # The repository's own ask gives the same numbers: in the scholar's registry, and in one made here.
    with phalanx.open_registry(folder / "scholar.sqlite") as registry:
        assert saved(phalanx.ask_again(contract, registry), tmp_path) == (folder / "hubs.json").read_bytes()
    with phalanx.open_registry(shutil.copy(bundled, tmp_path / "own.sqlite")) as registry:
        phalanx.import_facts(DCAD, registry, by="tester", why="DCAD")
        own = phalanx.ask("hubs", registry, valid_on="2025-09-30").to_dict()
        again = json.loads(saved(phalanx.ask("hubs", registry, valid_on="2025-09-30"), tmp_path))
        assert [again[part] for part in ("findings", "tables", "notes")] == [
            contract[part] for part in ("findings", "tables", "notes")
        ]
        with pytest.raises(JournalBroken, match="not the registry that was asked"):
            phalanx.ask_again(contract, registry)
    assert own["world"]["journal_head"] != contract["world"]["journal_head"], (
        "another journal, with another who and when"
    )

    # The citation holds what it takes to ask again.
    cited = contract["world"]
    for text in (told["citation"]["said"], (folder / "hubs.bib").read_text(encoding="utf-8")):
        for part in (cited["valid_on"], cited["known_at"], cited["journal_head"], phalanx.__version__):
            assert part in text

    # A year later a treaty is found. Today's numbers differ, and the cited ones come back byte by byte.
    told = desk.run_cells(later, days_later=365)
    before, after = ast.literal_eval(told["changed"]["plain"])
    assert after > (before or 0)
    with phalanx.open_registry(folder / "scholar.sqlite") as registry:
        assert int(registry.head()[2][:4]) == int(cited["known_at"][:4]) + 1
        assert registry.head()[1] != cited["journal_head"]
    assert (folder / "again.json").read_bytes() == (folder / "hubs.json").read_bytes()
    assert told["ask-again"]["plain"] == repr(contract["findings"][1]["text"])


def saved(answer: phalanx.Answer, folder: Path) -> bytes:
    return answer.save(folder / "answer.json").read_bytes()


# ── What is in the parcel ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_wheel_holds_facts_fonts_and_page_and_no_tests(built: Path) -> None:
    with zipfile.ZipFile(only(built, "*.whl")) as wheel:
        names = wheel.namelist()
        metadata = wheel.read(next(name for name in names if name.endswith("METADATA"))).decode()
    stems = {name.split("/")[0] for name in names}
    assert stems == {"phalanx", f"phalanx-{phalanx.__version__}.dist-info"}
    assert not [name for name in names if Path(name).name.startswith(("test_", "conftest"))]
    for held in (
        "phalanx/py.typed",
        "phalanx/facts/agreements.csv",
        "phalanx/surfaces/presenting/fonts/inter-400.ttf",
        "phalanx/surfaces/presenting/shapes/countries.geojson",
    ):
        assert held in names
    assert (PAGE in names) == (HOUSE / "src" / PAGE).exists()
    assert "License-Expression: EUPL-1.2" in metadata


@pytest.mark.slow
def test_a_wheel_is_built_from_the_source_archive_without_node(built: Path, tmp_path: Path) -> None:
    """It holds all that the archive has of the package, page included: byte by byte what the wheel holds that answers."""
    archive = only(built, "*.tar.gz")
    with tarfile.open(archive) as held:
        files = [name.partition("/")[2] for name in held.getnames()]
    assert "tests/story/test_a_scholar.py" in files
    assert "requirements/run.lock" in files
    made = tmp_path / "made"
    uv("build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", str(made), str(archive), cwd=tmp_path)
    packed, same = (contents(only(folder, "*.whl")) for folder in (made, built))
    assert {name for name in packed if name.startswith("phalanx/")} == {
        name.removeprefix("src/") for name in files if name.startswith("src/phalanx/")
    }
    assert (PAGE in packed) == (HOUSE / "src" / PAGE).exists()
    assert [name for name in packed.keys() | same if packed.get(name) != same.get(name)] == []


def contents(wheel: Path) -> dict[str, bytes]:
    """The package and its commands as a wheel holds them."""
    with zipfile.ZipFile(wheel) as held:
        names = [name for name in held.namelist() if name.startswith("phalanx/") or name.endswith("entry_points.txt")]
        return {name: held.read(name) for name in names}


def test_importing_warns_of_nothing_and_offers_the_public_names() -> None:
    code = "import phalanx; print(*sorted(set(phalanx.__all__) - set(dir(phalanx)))); from phalanx import *; ask"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")
