"""A file in the format of DCAD, made by lot: who signed with whom from 1980 to 2010."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np

FIXTURE = Path(__file__).parents[2] / "intake" / "fixtures" / "dcad-small.csv"
NUMBERS = {
    "US": 2, "GB": 200, "NL": 210, "BE": 211, "FR": 220, "CH": 225, "ES": 230, "PT": 235, "PL": 290, "AT": 305,
    "HU": 310, "IT": 325, "BG": 355, "RO": 360, "FI": 375, "SE": 380, "NO": 385, "DK": 390,
}  # fmt: skip
"""States as DCAD names them, by their number in the list of the Correlates of War."""
CUT = 1998
"""The year whose eve has an agreement of its own."""
Signing = tuple[str, str, date]


def signings() -> list[Signing]:
    """Some 160 agreements of two from 1980 to 2010 by lot, some states far busier than others; one on the eve of the cut."""
    lot = np.random.default_rng(11)
    codes = list(NUMBERS)
    often = 1 / np.arange(1, len(codes) + 1)
    days = np.sort(lot.integers(date(1980, 1, 1).toordinal(), date(2010, 12, 1).toordinal(), 160))
    found: list[Signing] = []
    for day in days.tolist():
        a, b = sorted(lot.choice(codes, 2, replace=False, p=often / often.sum()).tolist())
        found.append((a, b, date.fromordinal(day)))
    return [*found, ("GB", "US", date(CUT - 1, 12, 31))]


def dcad_file(path: Path) -> Path:
    """The same agreements in the format of DCAD, a row each, after the pattern of a row of the fixture."""
    with FIXTURE.open(encoding="utf-8", newline="") as table:
        pattern = next(csv.DictReader(table)) | dict.fromkeys(
            ("cowName1", "cowName2", "EIFDay", "EIFMonth", "EIFYear"), ""
        )
    rows = [
        pattern
        | {
            "ccode1": NUMBERS[a], "ccode2": NUMBERS[b],
            "signDay": day.day, "signMonth": day.month, "signYear": day.year,
            "DCAid": f"DCADv1.0-{number:04}",
        }
        for number, (a, b, day) in enumerate(signings(), 1)
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, pattern, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path
