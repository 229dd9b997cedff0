"""Edition: which state of the registry an export holds."""

from __future__ import annotations

from dataclasses import dataclass

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "Phalanx: European defence agreements and their setting"


@dataclass(frozen=True, slots=True)
class Edition:
    """The journal's head and the day of its last entry."""

    journal_head: str
    day: str
