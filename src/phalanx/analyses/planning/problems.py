"""Problems: several things that are wrong with what was asked, told as one."""

from __future__ import annotations

from collections.abc import Sequence

from phalanx.errors import BadInput


def together(problems: Sequence[BadInput]) -> BadInput:
    """Several problems as one, each part said once."""
    found, expected, remedies = (
        "; ".join(dict.fromkeys(filter(None, parts)))
        for parts in zip(*((each.found, each.expected, each.remedy) for each in problems), strict=True)
    )
    return BadInput(found, expected, remedies)
