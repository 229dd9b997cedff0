"""Record: what every kind of fact has in common – a frozen type whose fields carry type, unit and meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from phalanx.vocabulary.codes import CONFIDENCE, GRADE
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.values import Code, Identifier, Text, Url, ValueType

Id = Annotated[str, Identifier(), Field(description="Permanent name of the record.")]
SourceUrl = Annotated[str, Url(), Field(description="Public page where the fact can be checked.")]
SourceGrade = Annotated[str, Code(GRADE), Field(description="How good the source is.")]
Confidence = Annotated[str, Code(CONFIDENCE), Field(description="Whether the fact was seen in the source.")]
Note = Annotated[str | None, Text(), Field(description="What a reader should mind: doubts, other sources, inference.")]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two fields of one record that cannot both be right."""

    field: str
    found: str
    expected: str
    remedy: str


class Record(BaseModel):
    """One row of one kind. Built from cells of text or from typed values; unknown fields are refused."""

    # Thirty validators take longer to build than a question to answer; each is built when first needed.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    KIND: ClassVar[str]
    """Name of the kind and of its file."""
    TITLE: ClassVar[str]
    """What one row is, for the data dictionary."""
    KEY: ClassVar[tuple[str, ...]] = ("id",)
    """The fields that name a record."""
    NAMED_BY_KIND: ClassVar[bool] = False
    """Whether the kind stands before the key in a record's name, because other kinds use the same ids."""
    BEGINS: ClassVar[str | None] = None
    """The field from whose date on the record is part of the World."""

    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of date fields, the first of which is never later than the second."""

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """What no single field shows, such as dates in the wrong order. `today` decides what lies in the future."""
        for earlier, later in self.ORDERED:
            first, last = getattr(self, earlier), getattr(self, later)
            if first is not None and last is not None and first_day(first) > last_day(last):
                yield Contradiction(
                    later, f"{last}, before {earlier} {first}", f"a date not before {earlier}", "correct one of the two"
                )

    @property
    def record_id(self) -> str:
        """The name of this record in the journal, as in `facts show`."""
        return record_id(type(self), self.cells())

    def cells(self) -> dict[str, str]:
        """The canonical text of every field that is known."""
        values = self.__dict__
        return {
            name: value if type(value) is str else column.type.write(value)
            for name, column in columns(type(self)).items()
            if (value := values[name]) is not None
        }


@dataclass(frozen=True, slots=True)
class Column:
    """One field of one kind: its type of value, whether it must be there, and what it means."""

    name: str
    type: ValueType
    required: bool
    default: str | None
    meaning: str


@cache
def columns(kind: type[Record]) -> Mapping[str, Column]:
    """The fields of a kind in the order of its file."""
    found = {}
    for name, info in kind.model_fields.items():
        value_type = next((mark for mark in info.metadata if isinstance(mark, ValueType)), None)
        if value_type is None:
            raise TypeError(f"{kind.__name__}.{name} carries no value type")
        default: Any = None if info.is_required() else info.default
        found[name] = Column(
            name=name,
            type=value_type,
            required=info.is_required(),
            default=None if default is None else value_type.write(default),
            meaning=info.description or "",
        )
    return found


def record_id(kind: type[Record], cells: Mapping[str, str]) -> str:
    """The id column where a kind has one, else the kind and its key: `states/PL`, `defence_expenditure/PL/2024`."""
    return named(kind, *(cells[field] for field in kind.KEY))


def named(kind: type[Record], *key: str) -> str:
    """The name of the record of a kind that has this key."""
    if kind.KEY == ("id",) and not kind.NAMED_BY_KIND:
        return key[0]
    return "/".join((kind.KIND, *key))
