"""Solver: HiGHS as every analysis uses it, without its greeting.

HiGHS: Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10, 2018.
"""

from __future__ import annotations

import highspy


class Quiet(highspy.Highs):
    """HiGHS without its greeting, which version 1.16 prints as soon as it is made, into whatever an answer is written to."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.silent()

    def enableCallbacks(self) -> None:  # noqa: N802
        """What version 1.16 calls first of all: the place to silence its greeting too."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]
