"""Provenance: who says what of each field, and which voice speaks.

Every source keeps its own voice. For a field, the voice that speaks is the one whose value holds latest by the day
asked, then the one with the better grade, then the one entered later. Grade E never speaks: it is listed, and it may
agree, but no value rests on it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from phalanx.registry.journal import Entry
from phalanx.registry.records import KINDS, columns
from phalanx.vocabulary.dates import first_day, stamp

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
Said = tuple[str, str, Entry]
"""A value, the grade of its source as last told, and the entry that brought it; a `Claim` only when it is asked for."""


class Ledger:
    """What the entries of one record add up to, entry by entry."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._sources: dict[str, dict[Key, Said]] = {}
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
            self._sources[entry.source] = {(name, None): (value, entry.grade, entry) for name, value in cells.items()}
            self._whole[entry.source] = entry.grade
        else:
            said = self._sources.setdefault(entry.source, {})
            if entry.value is None:
                said.pop((entry.field, entry.valid_from), None)
                return
            said[entry.field, entry.valid_from] = (entry.value, entry.grade, entry)
            if entry.field == "source_grade":
                self._regrade(entry.source, entry.value)

    def _regrade(self, source: str, grade: str) -> None:
        self._sources[source] = {key: (value, grade, entry) for key, (value, _, entry) in self._sources[source].items()}
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
        return {field: value for (field, valid_from), (value, *_) in self._sources[source].items() if not valid_from}

    def voices(self, valid_on: date | None = None) -> Mapping[str, Voices]:
        """Every field with all that is said of it, as of a day (None: whenever)."""
        return {
            field: Voices(tuple(_claim(*one) for one in sorted(said, key=_rank)))
            for field, said in self._by_field(valid_on).items()
        }

    def _by_field(self, valid_on: date | None) -> dict[str, list[Said]]:
        fields: dict[str, list[Said]] = {}
        for source in self._sources.values():
            for (field, valid_from), said in source.items():
                if valid_on is None or valid_from is None or first_day(valid_from) <= valid_on:
                    fields.setdefault(field, []).append(said)
        return fields

    def silent_cells(self) -> dict[str, str]:
        """What is said of a record that only grade E vouches for; exports carry it, with its grade."""
        return {field: voices.claims[0].value for field, voices in self.voices().items()}

    def cells(self, valid_on: date | None = None) -> dict[str, str]:
        """The value that speaks, for each field that has one."""
        if len(self._sources) == 1:
            # Nearly every record: one voice, no value with a day of its own, so there is nothing to weigh.
            (only,) = self._sources.values()
            if not any(valid_from for _, valid_from in only):
                return {field: value for (field, _), (value, grade, _) in only.items() if grade != SILENT_GRADE}
        spoken = ((field, min(said, key=_rank)) for field, said in self._by_field(valid_on).items())
        return {field: value for field, (value, grade, _) in spoken if grade != SILENT_GRADE}


def fields_told(
    entries: Sequence[Entry], valid_on: date | None = None, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """For each field of a record: the value that speaks, its source, grade and passage, since which entry, and who contradicts.

    `entries` are all of one record. Where only grade E says anything, `value` is None and `claimed` tells what it says.
    """
    known = (entry for entry in entries if known_at is None or entry.at <= stamp(known_at))
    voices = Ledger(known).voices(valid_on)
    return [
        {
            "field": field,
            "value": first.value if first.may_speak else None,
            "claimed": None if first.may_speak else first.value,
            "source": first.source,
            "grade": first.grade,
            "passage": first.passage,
            "since": first.at,
            "valid_from": first.valid_from,
            "entry": first.seq,
            "who": first.who,
            "why": first.why,
            "contradicted_by": [
                {"value": claim.value, "grade": claim.grade, "source": claim.source, "since": claim.at}
                for claim in voices[field].contradictions
            ],
        }
        for field in columns(KINDS[entries[0].kind])
        if field in voices
        for first in voices[field].claims[:1]
    ]


def _claim(value: str, grade: str, entry: Entry) -> Claim:
    return Claim(value, entry.source, grade, entry.seq, entry.at, entry.who, entry.why, entry.passage, entry.valid_from)


def _rank(said: Said) -> tuple[bool, tuple[int, ...], str, int]:
    """Smaller speaks first: not grade E, later valid, better grade, later entered."""
    _, grade, entry = said
    later_valid = tuple(-ord(sign) for sign in entry.valid_from) if entry.valid_from else (0,)
    return grade == SILENT_GRADE, later_valid, grade, -entry.seq
