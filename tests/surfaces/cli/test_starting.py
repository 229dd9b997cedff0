"""Starting: the first use, the ways to say where the registry is, and what must not be loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.surfaces.cli.conftest import Run


def phalanx(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "phalanx", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_first_use_makes_the_registry_from_the_bundled_facts(tmp_path: Path) -> None:
    said = phalanx("ask", "growth", "--format", "csv", XDG_DATA_HOME=str(tmp_path))
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "phalanx" / "registry.sqlite").is_file()
    assert list((tmp_path / "phalanx").iterdir()) == [tmp_path / "phalanx" / "registry.sqlite"]


def test_the_environment_names_the_registry(tmp_path: Path) -> None:
    place = tmp_path / "elsewhere.sqlite"
    assert phalanx("facts", "verify", PHALANX_REGISTRY=str(place)).returncode == 0
    assert place.is_file()


def test_two_fresh_registries_begin_with_the_same_head(tmp_path: Path) -> None:
    first = phalanx("facts", "verify", PHALANX_REGISTRY=str(tmp_path / "a.sqlite"), TZ="Pacific/Auckland")
    second = phalanx("facts", "verify", PHALANX_REGISTRY=str(tmp_path / "b.sqlite"), TZ="America/Lima", LC_ALL="C")
    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_an_empty_database_is_filled_with_the_bundled_facts(run: Run, postgres_database: str) -> None:
    assert run("facts", "verify", on=postgres_database).out == run("facts", "verify").out
    assert "622 agreements" in run("ask", "growth", on=postgres_database).out


def test_help_loads_no_tables_and_no_database() -> None:
    watch = "import sys; from phalanx.surfaces.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    heavy = "print([m for m in ('polars', 'sqlalchemy', 'pyarrow', 'altair', 'vl_convert') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", watch + heavy], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("set_by_user", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "4"}, "4")])
def test_products_of_matrices_are_made_by_one_thread_unless_more_are_asked_for(
    set_by_user: dict[str, str], threads: str
) -> None:
    watch = (
        "import os, sys; from phalanx.surfaces.cli import main; assert 'numpy' not in sys.modules\n"
        "try: main(['--help'])\nexcept SystemExit: print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    said = subprocess.run(
        [sys.executable, "-c", watch], capture_output=True, text=True, check=True, env=environment | set_by_user
    )
    assert said.stdout.splitlines()[-1] == threads


def test_a_place_that_holds_something_else_is_refused(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "notes.sqlite"
    text.write_text("These are my notes.")
    refused = run("ask", "growth", on=text)
    assert refused.code == 4
    assert "is not a registry" in refused.err


def test_words_survive_a_reader_that_goes_away(registry: Path) -> None:
    command = (
        f"{sys.executable} -m phalanx --registry {registry} facts list agreements --limit 0 --format csv | head -n 1"
    )
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert said.stdout.startswith("id,")
    assert "Traceback" not in said.stderr
    assert "Exception" not in said.stderr
