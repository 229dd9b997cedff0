"""Who can be a party: ISO 3166 states and territories, former states, institutions and groups."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

COW_ONLY = re.compile(r"^COW-\d{1,4}$", re.ASCII)
"""Former states without an ISO code keep the number the Correlates of War project gave them."""


@cache
def party_names() -> dict[str, str]:
    """Every party code with its English name (ISO 3166-1 alpha-2, XK, ISO 3166-3 alpha-4, institutions and groups)."""
    table = files("phalanx.vocabulary").joinpath("parties.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(table.splitlines())}


def is_party(code: str) -> bool:
    """Whether the code names a party; true of every code in `parties.csv` and of `COW-nnn`."""
    return code in party_names() or COW_ONLY.match(code) is not None


def party_name(code: str) -> str:
    """The English name of a party, or the code itself where there is none."""
    return party_names().get(code, code)
