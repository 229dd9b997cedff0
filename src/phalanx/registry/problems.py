"""Problems of a run: collected while files are read and checked, told together, capped so that memory is too."""

from __future__ import annotations

from phalanx.errors import BadFacts, Problem

MOST_KEPT = 1000


class Problems:
    """Collects what is wrong; `raise_any` ends the run when something was."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self.count = 0

    def add(self, file: str, line: int | None, field: str, *, found: str, expected: str, remedy: str = "") -> None:
        """Note one problem."""
        self.count += 1
        if len(self._kept) < MOST_KEPT:
            self._kept.append(Problem(file, line, field, found, expected, remedy))

    def raise_any(self) -> None:
        """Raise BadFacts with everything found, if anything was."""
        if self.count:
            raise BadFacts(self._kept, self.count)


def quote(text: str) -> str:
    """A cell's text for a message: in quotes, cut when long, with invisible characters made visible."""
    shown = text if len(text) <= 80 else text[:77] + "…"
    return repr(shown)
