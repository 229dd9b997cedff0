"""Falling: a number that never rises as a set grows, worked out as seldom as may be.

What is known of smaller and larger sets holds it from both sides; where they meet, nothing has to be worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Set = int
"""A set of places as the bits of a number: 0b101 are places 0 and 2."""


@dataclass(frozen=True, eq=False)
class Falling:
    """A number for each set of `count` places, which must never rise as the set grows.

    `solve` works out the number of a set, is told the least and the most that it can be, and may enter numbers of other
    sets among those known.
    """

    count: int
    solve: Callable[[Set, float, float, dict[Set, float]], float]
    known: dict[Set, float] = field(default_factory=dict)

    @property
    def everything(self) -> Set:
        """The set of all places."""
        return (1 << self.count) - 1

    def __call__(self, chosen: Set) -> float:
        """The number of a set."""
        if chosen not in self.known:
            most = min((value for each, value in self.known.items() if each & ~chosen == 0), default=float("inf"))
            least = max((value for each, value in self.known.items() if chosen & ~each == 0), default=float("-inf"))
            self.known[chosen] = most if most == least else self.solve(chosen, least, most, self.known)
        return self.known[chosen]

    def alone(self, among: Set) -> list[float]:
        """By how much each place alone lowers the number of the empty set; all but those `among` do not."""
        nothing, found = self(0), [0.0] * self.count
        groups = [list(places_of(among))] if among else []
        while groups:
            group = groups.pop()
            if self(set_of(group)) == nothing:
                continue
            if len(group) == 1:
                found[group[0]] = nothing - self(set_of(group))
                continue
            middle = len(group) // 2
            groups += [group[:middle], group[middle:]]
        return found


def set_of(places: list[int] | tuple[int, ...]) -> Set:
    """The set of these places."""
    return sum(1 << place for place in places)


def places_of(chosen: Set) -> tuple[int, ...]:
    """The places in a set, in order."""
    return tuple(place for place in range(chosen.bit_length()) if chosen >> place & 1)
