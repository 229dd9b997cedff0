"""The bench works: every measurement runs through on tiny sizes, prints a line and keeps its numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_measurement_runs_and_says_what_it_found(tmp_path: Path) -> None:
    kept = tmp_path / "bench.json"
    command = (sys.executable, "-m", "bench", "--small", "--output", str(kept))
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "MISSED" not in ran.stdout  # tiny sizes are not held against the bars
    outcomes = json.loads(kept.read_text(encoding="utf-8"))["outcomes"]
    for outcome in outcomes:
        assert f"{outcome['what']}: ours " in ran.stdout
        assert outcome["ours"]["wall_s"] > 0
        assert (outcome["theirs"] is None) == (outcome["ratio"] is None)
    said = " ".join(outcome["what"] for outcome in outcomes)
    for work in ("--help", "ask growth", "import", "World of", "as known before", "CSV", "Parquet", "verify"):
        assert work in said


def test_a_selection_can_be_named_and_a_stranger_is_refused() -> None:
    command = (sys.executable, "-m", "bench", "nonsense")
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "import" in ran.stderr
    assert "world" in ran.stderr
