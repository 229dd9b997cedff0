"""The workbench: the files a run measures on, each made when first needed, in a folder that goes away at the end."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.generated import write_agreements, write_corrections, write_pacts
from bench.measuring import SCRIPTS, run

WHO = ("--by", "bench", "--why", "a measurement")


@dataclass
class Workbench:
    """The sizes of a run, and what lies ready for its measurements."""

    folder: Path
    agreements: int = 100_000
    corrections: int = 5_000
    short_runs: int = 9
    """Rounds of what takes a second or less."""
    long_runs: int = 3
    """Rounds of what takes several seconds."""
    load_s: int = 5
    """Seconds of each load of requests."""
    years: int = 12
    """Of so many years is every layer of the network measured."""
    wide_questions: tuple[str, ...] = ("hubs", "clusters", "layers", "overlaps", "gaps", "evolution", "resilience")
    """What is asked of two hundred states."""
    divided: Mapping[str, Any] = field(default_factory=lambda: {"all": True})
    """For which needs states are divided into groups."""
    pacts: int = 700
    """Purchases that a dial of thresholds is turned over, beside the bundled ones."""
    slow_states: int = 4
    """The largest group that the plain search and CP-SAT look for: with one more both take minutes."""
    reference: tuple[int, int, int, int] = (31, 40, 15, 60)
    """States, items, years and joint buys of the road map's reference case."""
    plain_s: int = 60
    """Seconds that HiGHS has for it by itself."""
    regime: str = "pledge"
    """Under which rules permits are given in a stress test: the slower they are, the longer a movement is under way."""
    scenarios: int = 10_000
    """Scenarios of a stress test on the bundled network."""
    few_scenarios: int = 20
    """Of these, how many are computed one by one by others."""
    large: tuple[int, int, int] = (20_000, 60_000, 1_000)
    """Nodes and links of a generated network, and the scenarios on it."""
    plan_to: int = 2040
    """The last year of the bundled road map, by itself and solved again with a new agreement."""
    window: tuple[int, int] = (1440, 900)
    """Width and height of the browser's window, in pixels."""
    steps: int = 24
    """Steps of the slider from the first year to the last, and as many back; and clicks on a filter."""
    warm_up: bool = True

    @cached_property
    def csv(self) -> Path:
        """The generated agreements."""
        path = self.folder / "generated" / "agreements.csv"
        write_agreements(path, self.agreements)
        return path

    @cached_property
    def corrections_csv(self) -> Path:
        """Some of the same agreements, corrected."""
        path = self.folder / "corrections" / "agreements.csv"
        write_corrections(path, self.corrections, self.agreements)
        return path

    @cached_property
    def bundled(self) -> Path:
        """A registry of the bundled facts, as everyone has it after the first use."""
        path = self.folder / "bundled.sqlite"
        run(phalanx(path, "facts", "list"))
        return path

    @cached_property
    def filled(self) -> Path:
        """A registry of the bundled facts and the generated agreements."""
        path = self.copy(self.bundled, "filled.sqlite")
        run(phalanx(path, "facts", "import", self.csv, *WHO))
        return path

    @cached_property
    def corrected(self) -> Path:
        """The same after a second import, of the corrections."""
        path = self.copy(self.filled, "corrected.sqlite")
        run(phalanx(path, "facts", "import", self.corrections_csv, *WHO))
        return path

    @cached_property
    def wide(self) -> Path:
        """A registry of the bundled facts and as many agreements among two hundred states."""
        csv = self.folder / "wide" / "agreements.csv"
        write_agreements(csv, self.agreements, states=200)
        path = self.copy(self.bundled, "wide.sqlite")
        run(phalanx(path, "facts", "import", csv, *WHO))
        return path

    @cached_property
    def bought(self) -> Path:
        """A registry of the bundled facts and generated purchases."""
        csv = self.folder / "bought" / "agreements.csv"
        write_pacts(csv, self.pacts)
        path = self.copy(self.bundled, "bought.sqlite")
        run(phalanx(path, "facts", "import", csv, *WHO))
        return path

    @cached_property
    def plain(self) -> Path:
        """The generated agreements as sqlite-utils puts them into a table."""
        path = self.folder / "plain.sqlite"
        run(insert(path, self.csv))
        return path

    def copy(self, registry: Path, name: str) -> Path:
        """A copy to write into; one of that name that was there before is gone."""
        path = self.folder / name
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        shutil.copyfile(registry, path)
        return path


def phalanx(registry: Path, *words: str | Path) -> tuple[str | Path, ...]:
    """The command as a user gives it."""
    return (SCRIPTS / "phalanx", "--registry", registry, *words)


def insert(database: Path, csv: Path) -> tuple[str | Path, ...]:
    """What a user would give instead to bring a CSV into SQLite.

    Every column as text: left to find out types, sqlite-utils writes the table a second time and takes twice as long.
    """
    return (
        *(SCRIPTS / "sqlite-utils", "insert", database, "agreements", csv),
        *("--csv", "--pk", "id", "--no-detect-types", "--silent"),
    )
