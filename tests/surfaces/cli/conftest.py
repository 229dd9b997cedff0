"""Commands run inside the test's own process, on a registry of the bundled facts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from phalanx.surfaces.cli import main
from phalanx.surfaces.cli.state import STATE


class Ran(NamedTuple):
    """What a command did: its exit code, what it said, and what it said aside."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def registry(bundled: Path, tmp_path: Path) -> Path:
    """A registry of the bundled facts for one test alone."""
    return Path(shutil.copy(bundled, tmp_path / "registry.sqlite"))


@pytest.fixture
def run(registry: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `phalanx` with these arguments on the test's registry."""

    def run_it(*arguments: object, on: object = registry) -> Ran:
        STATE.as_json = STATE.debug = False
        with pytest.raises(SystemExit) as ended:
            main(["--registry", str(on), *map(str, arguments)])
        said = capfd.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return run_it
