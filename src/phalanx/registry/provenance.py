"""Provenance: who says what of each field, and which voice speaks.

Every source keeps its own voice. For a field, the voice that speaks is the one whose value holds latest by the day
asked, then the one with the better grade, then the one entered later. Grade E never speaks: it is listed, and it may
agree, but no value rests on it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import orjson

from phalanx.registry.journal import Entry
from phalanx.vocabulary.dates import first_day

SILENT_GRADE = "E"


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's word on one field: a cell's text, with where it stands in the journal."""

    value: str
    source: str
    grade: str
    seq: int
    at: str
    who: str
    why: str
    passage: str | None = None
    valid_from: str | None = None

    @property
    def may_speak(self) -> bool:
        """Whether a value may rest on this claim alone."""
        return self.grade != SILENT_GRADE


@dataclass(frozen=True, slots=True)
class Voices:
    """All claims on one field, the speaking one first; `speaks` is None where only grade E says anything."""

    claims: tuple[Claim, ...]

    @property
    def speaks(self) -> Claim | None:
        """The claim whose value the World holds."""
        first = self.claims[0]
        return first if first.may_speak else None

    @property
    def contradictions(self) -> tuple[Claim, ...]:
        """Claims of other sources on the same time that say something else."""
        first = self.claims[0]
        return tuple(c for c in self.claims[1:] if c.value != first.value and c.valid_from == first.valid_from)


Key = tuple[str, str | None]


class Ledger:
    """What the entries of one record add up to, entry by entry."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._sources: dict[str, dict[Key, Claim]] = {}
        self._whole: dict[str, str] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Take in the next entry of the record."""
        if entry.field is None and entry.value is None:
            self._sources.clear()
            self._whole.clear()
        elif entry.field is None:
            cells: dict[str, str] = orjson.loads(entry.value or "{}")
            self._sources[entry.source] = {(name, None): _claim(entry, value) for name, value in cells.items()}
            self._whole[entry.source] = entry.grade
        else:
            said = self._sources.setdefault(entry.source, {})
            if entry.value is None:
                said.pop((entry.field, entry.valid_from), None)
                return
            said[entry.field, entry.valid_from] = _claim(entry, entry.value)
            if entry.field == "source_grade":
                self._regrade(entry.source, entry.value)

    def _regrade(self, source: str, grade: str) -> None:
        self._sources[source] = {key: replace(claim, grade=grade) for key, claim in self._sources[source].items()}
        if source in self._whole:
            self._whole[source] = grade

    @property
    def exists(self) -> bool:
        """Whether a source that may speak vouches for the record as a whole."""
        return any(grade != SILENT_GRADE for grade in self._whole.values())

    @property
    def known(self) -> bool:
        """Whether any source, of whatever grade, vouches for the record now; not after it was withdrawn."""
        return bool(self._whole)

    def said_by(self, source: str) -> dict[str, str] | None:
        """What one source says of the record, its latest value a field; None if it never vouched for the whole."""
        if source not in self._whole:
            return None
        return {field: claim.value for (field, valid_from), claim in self._sources[source].items() if not valid_from}

    def voices(self, valid_on: date | None = None) -> Mapping[str, Voices]:
        """Every field with all that is said of it, as of a day (None: whenever)."""
        fields: dict[str, list[Claim]] = {}
        for said in self._sources.values():
            for (field, valid_from), claim in said.items():
                if valid_on is None or valid_from is None or first_day(valid_from) <= valid_on:
                    fields.setdefault(field, []).append(claim)
        return {field: Voices(tuple(sorted(claims, key=_rank))) for field, claims in fields.items()}

    def silent_cells(self) -> dict[str, str]:
        """What is said of a record that only grade E vouches for; exports carry it, with its grade."""
        return {field: voices.claims[0].value for field, voices in self.voices().items()}

    def cells(self, valid_on: date | None = None) -> dict[str, str]:
        """The value that speaks, for each field that has one."""
        spoken = {field: voices.speaks for field, voices in self.voices(valid_on).items()}
        return {field: claim.value for field, claim in spoken.items() if claim is not None}


def _claim(entry: Entry, value: str) -> Claim:
    return Claim(
        value, entry.source, entry.grade, entry.seq, entry.at, entry.who, entry.why, entry.passage, entry.valid_from
    )


def _rank(claim: Claim) -> tuple[bool, tuple[int, ...], str, int]:
    """Smaller speaks first: not grade E, later valid, better grade, later entered."""
    later_valid = tuple(-ord(sign) for sign in claim.valid_from) if claim.valid_from else (0,)
    return not claim.may_speak, later_valid, claim.grade, -claim.seq
