"""An operator's desk: commands typed as processes of their own, under a language, a time zone or a clock of choice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
import sqlalchemy as sa


@dataclass(frozen=True)
class Desk:
    """Where commands are typed: a folder, settings of the environment, and how far its clock is off (`+365d`)."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)

    def start(self, registry: object, *words: object, stdout: int | IO[Any] = subprocess.PIPE) -> subprocess.Popen[str]:
        """`phalanx --registry REGISTRY WORDS`, begun; its words are read as UTF-8, with marks for what is none."""
        off = ["faketime", "-f", self.clock] if self.clock else []
        typed = [*off, sys.executable, "-m", "phalanx", "--registry", str(registry), *map(str, words)]
        environment = {**os.environ, "HOME": str(self.folder), "DONT_FAKE_MONOTONIC": "1", **self.settings}
        return subprocess.Popen(
            typed, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", cwd=self.folder,
            env=environment,
        )  # fmt: skip

    def run(self, registry: object, *words: object, err: bool = False) -> str:
        """What a command that succeeds says; with `err` also what it says aside."""
        code, out, aside = self._ended(registry, *words)
        assert code == 0, f"{words}\nended with {code}\n{out}{aside}"
        return out + aside if err else out

    def refused(self, expected: int, registry: object, *words: object) -> str:
        """What a command says aside that ends with this code; no traceback is ever among it."""
        code, out, aside = self._ended(registry, *words)
        assert code == expected, f"{words}\nended with {code}\n{out}{aside}"
        assert aside.startswith("Error: ")
        assert "Traceback" not in aside
        return aside

    def _ended(self, registry: object, *words: object) -> tuple[int, str, str]:
        process = self.start(registry, *words)
        out, aside = process.communicate(timeout=240)
        return process.returncode, out, aside


def plain(address: sa.URL) -> str:
    """An address as an operator types it."""
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


def needed(*names: str) -> str:
    """The first of these programs that is installed, looked for also where only root looks; without one, skip."""
    for name in names:
        if found := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"):
            return found
    pytest.skip(f"needs {names[0]} (scripts/system-packages.sh installs it)")
