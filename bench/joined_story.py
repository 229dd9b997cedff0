"""Joined story: from one row of a CSV to everything it changes – hubs, gaps, constellations, instruments, road map, corridor."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.measuring import Bar, Outcome, Spent, in_turn, run
from bench.workbench import WHO, Workbench, phalanx
from phalanx.registry.seed import edition

PACT = "de-lt-nl-pl-pt-2026-made-up-pact"
ROW = f"""\
id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,summary,source_url,source_grade,\
confidence,note
{PACT},Made-up pact on battle tanks and military mobility,DE;LT;NL;PL;PT,2026-11-20,in_force,cooperation_agreement,\
agreement,state,comprehensive,land;logistics;military_mobility;procurement,none,The five buy battle tanks together and let \
each other's forces pass within three working days.,https://example.org/pact,A,verified,Made up for a measurement.
"""
PROMISED = (
    "learned_records",
    "hubs_changed",
    "gaps_closed",
    "constellations_opened",
    "instruments_usable",
    "corridors_changed",
    "movements_changed",
    "road_map_changed",
)
"""Findings that have to have the pact among their evidence."""


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Two whole processes, from the shell's view: the import of the row, and the question that tells what it changes."""
    row, told = bench.folder / "pact" / "agreements.csv", bench.folder / "pact" / "news.json"
    row.parent.mkdir()
    row.write_text(ROW, encoding="utf-8")
    spent = in_turn({"": lambda: _told(bench, row.name, told.name)}, bench.long_runs, warm_up=False)[""]
    findings = json.loads(told.read_text(encoding="utf-8"))["findings"]
    naming = {each["name"] for each in findings if PACT in each["evidence"]}
    missing = [name for name in PROMISED if name not in naming]
    note = f"NOT THE SAME: {', '.join(missing)} without the pact" if missing else f"named in {len(naming)} findings"
    yield Outcome("from a row to all it changes", spent, bars=(Bar("seconds", 60.0),), note=note)


def _told(bench: Workbench, row: str, told: str) -> Spent:
    """The import into a registry of the bundled facts, and the question after it."""
    registry, folder = bench.copy(bench.bundled, "joined.sqlite"), bench.folder / "pact"
    asked = ("ask", "whats-new", "--since", edition(), "--consequences", "--plan-to", str(bench.plan_to))
    filed = run(phalanx(registry, "facts", "import", folder / row, *WHO))
    answered = run(phalanx(registry, *asked, "--format", "json", "-o", folder / told))
    return Spent(filed.wall_s + answered.wall_s, filed.cpu_s + answered.cpu_s, max(filed.peak_mb, answered.peak_mb))
