"""Data sets that scholars publish, turned into agreements of the registry: one module a format, all of one shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from phalanx.intake.published import atop, dcad
from phalanx.intake.published.converted import Converted
from phalanx.intake.published.correlates_of_war import CorrelatesOfWar, UnknownState

__all__ = ["FORMATS", "Converted", "CorrelatesOfWar", "Format", "UnknownState", "recognise"]


class Format(Protocol):
    """What every module of a published format offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """The word after `--as`."""

    @property
    def TITLE(self) -> str:  # noqa: N802
        """The data set and its version, as one cites it."""

    @property
    def UNSAID(self) -> Mapping[str, str]:  # noqa: N802
        """Our fields that the format cannot say, each with the reason; shown after an import."""

    @property
    def TAKEN(self) -> Mapping[str, str]:  # noqa: N802
        """The columns that are read, each with what becomes of it."""

    @property
    def LEFT(self) -> Mapping[str, str]:  # noqa: N802
        """The columns that are left aside, each with the reason."""

    def recognises(self, header: Sequence[str]) -> bool:
        """Whether a file with this header is in the format."""

    def convert(self, rows: Iterable[tuple[int, Mapping[str, str]]], cow: CorrelatesOfWar) -> Iterator[Converted]:
        """One `Converted` a row, in the order of the rows."""


FORMATS: Final[tuple[Format, ...]] = (dcad, atop)


def recognise(header: Sequence[str]) -> Format | None:
    """The published format a header belongs to; None when it is none of them."""
    return next((each for each in FORMATS if each.recognises(header)), None)
