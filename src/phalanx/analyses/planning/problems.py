"""Problems: several things that are wrong with what was asked, told as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from phalanx.errors import BadInput
from phalanx.vocabulary.wording import joined


def together(problems: Sequence[BadInput]) -> BadInput:
    """Several problems as one, each part said once."""
    found, expected, remedies = (
        "; ".join(dict.fromkeys(filter(None, parts)))
        for parts in zip(*((each.found, each.expected, each.remedy) for each in problems), strict=True)
    )
    return BadInput(found, expected, remedies)


def unknown(option: str, given: Sequence[str], known: Sequence[str], kind: str) -> Iterator[BadInput]:
    """Names that are not known, with the nearest of those that are."""
    if names := [name for name in given if name not in known]:
        near = {name: get_close_matches(name, known, 3, 0.4) for name in names}
        meant = [f"for {name} {' or '.join(matches)}" for name, matches in near.items() if matches]
        yield BadInput(
            f"{option} names {joined(names)}, not known here",
            f"{kind} ({', '.join(known)})",
            f"perhaps take {', '.join(meant)}" if meant else "",
        )
