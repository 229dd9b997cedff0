"""Who can be a party: ISO 3166 states and territories, former states, institutions and groups."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

COW_ONLY = re.compile(r"^COW-\d{1,4}$", re.ASCII)
"""Former states without an ISO code keep the number the Correlates of War project gave them."""


@cache
def _rows() -> dict[str, dict[str, str]]:
    table = files("phalanx.vocabulary").joinpath("parties.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(table.splitlines())}


@cache
def party_names() -> dict[str, str]:
    """Every party code with its English name (ISO 3166-1 alpha-2, XK, ISO 3166-3 alpha-4, institutions and groups)."""
    return {code: row["name"] for code, row in _rows().items()}


def is_party(code: str) -> bool:
    """Whether the code names a party; true of every code in `parties.csv` and of `COW-nnn`."""
    return code in party_names() or COW_ONLY.match(code) is not None


def party_name(code: str) -> str:
    """The English name of a party, or the code itself where there is none."""
    return party_names().get(code, code)


def party_kind(code: str) -> str:
    """What kind of party it is: state_or_territory, former_state (also every `COW-nnn`) or institution_or_group."""
    return _rows()[code]["kind"] if code in _rows() else "former_state"
