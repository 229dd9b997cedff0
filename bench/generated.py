"""Generated agreements: as many as a measurement needs, like the bundled ones, valid by the checks, from one seed.

Each takes a bundled agreement as its pattern – lengths, codes and empty cells are those of real facts – and gets its
own id, parties, dates and source address, so that nothing is spared by having been seen before.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SEED = 20240224
FACTS = Path(__file__).parent.parent / "src" / "phalanx" / "facts"
FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2024, 12, 31)
LAST_END = date(2025, 6, 30)


def write_agreements(path: Path, count: int, states: int | None = None) -> None:
    """Write a CSV of `count` agreements; the same count gives the same file."""
    _write(path, agreements(count, states))


def write_pacts(path: Path, count: int) -> None:
    """Write a CSV of `count` purchases of states that stand, after the bundled ones."""
    _write(path, agreements(count, procured=True))


def write_corrections(path: Path, count: int, of: int) -> None:
    """Write a CSV with `count` of the `of` generated agreements corrected by their own source, evenly spread."""
    chosen = {number * of // count for number in range(count)}
    corrected = (_corrected(row) for number, row in enumerate(agreements(of)) if number in chosen)
    _write(path, corrected)


def agreements(count: int, states: int | None = None, *, procured: bool = False) -> Iterator[dict[str, str]]:
    """Agreements as rows of the file, one after the other: among the states of the facts, or so many of the world.

    `procured` are those that states bought by and that stand.
    """
    chance = random.Random(SEED)
    kind = "states" if states is None else "countries"
    patterns = [row for row in _rows("agreements") if not procured or _procured(row)]
    codes = [row["iso2"] for row in _rows(kind) if len(row["iso2"]) == 2][:states]
    for number in range(count):
        pattern = chance.choice(patterns)
        yield pattern | _own(pattern, number, codes, chance)


def _own(pattern: dict[str, str], number: int, states: list[str], chance: random.Random) -> dict[str, str]:
    parties = sorted(chance.sample(states, min(len(pattern["parties"].split(";")), len(states))))
    signed = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))
    ended = signed + timedelta(days=400 + chance.randrange(3000))
    over = pattern["status"] in ("terminated", "superseded")
    return {
        "id": f"{'-'.join(parties[:2]).lower()}-{signed.year}-generated-{number:07}",
        "title": f"{pattern['title']} ({number})",
        "parties": ";".join(parties),
        "signed": signed.isoformat()[: len(pattern["signed"])],
        "ended": min(ended, LAST_END).isoformat()[: len(pattern["ended"])] if over else "",
        "source_url": f"{pattern['source_url'].partition('#')[0]}#generated-{number}",
        "source_date": signed.isoformat()[: len(pattern["source_date"])],
    }


def _procured(row: dict[str, str]) -> bool:
    return row["form"] == "procurement_contract" and row["level"] == "state" and row["status"] in ("signed", "in_force")


def _corrected(row: dict[str, str]) -> dict[str, str]:
    return row | {"note": f"{row['note']} Corrected after a second reading.".strip(), "confidence": "verified"}


def _rows(kind: str) -> list[dict[str, str]]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Iterator[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, first, lineterminator="\n")
        table.writeheader()
        table.writerow(first)
        table.writerows(rows)
