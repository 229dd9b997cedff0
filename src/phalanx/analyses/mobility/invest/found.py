"""Invest found: what every set of upgrades gains in all cases, the best set under the budget, and what more would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from phalanx.analyses.mobility.cases import Case, calm, disturbed
from phalanx.analyses.mobility.examples import Hazard
from phalanx.analyses.mobility.falling import Set, places_of, set_of
from phalanx.analyses.mobility.invest.asked import Heard
from phalanx.analyses.mobility.invest.best_set import Choice, best_set
from phalanx.question import tell

CURVE = (0.02, 0.1, 0.25, 0.5, 1.0, 2.0)
"""The budgets of the curve, as shares of the one asked for."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """A case with its weight: the share of all days on which it is so. No hazard is a case, too."""

    case: Case
    hazard: Hazard | None
    weight: float


@dataclass(frozen=True, eq=False)
class Worth:
    """All cases together: hours saved are averaged over the days of a year, and added over movements."""

    cases: tuple[Weighed, ...]
    count: int

    def gain(self, chosen: Set) -> float:
        """Hours that a set of upgrades saves on an average day, over all movements."""
        return sum(each.weight * (each.case(0) - each.case(chosen)) for each in self.cases)

    @cached_property
    def alone(self) -> list[float]:
        """What each upgrade gains by itself."""
        found = [0.0] * self.count
        for each in self.cases:
            for place, saved in enumerate(each.case.alone()):
                found[place] += each.weight * saved
        return found

    @property
    def everything(self) -> Set:
        """All upgrades."""
        return (1 << self.count) - 1


@dataclass(frozen=True, eq=False)
class Found:
    """The best choice under the budget, and the best under each of some other budgets, with their budgets."""

    worth: Worth
    choice: Choice
    curve: tuple[tuple[float, Choice], ...]
    stopped: bool

    @property
    def chosen(self) -> Set:
        """The set that was chosen."""
        return set_of(self.choice.chosen)

    @cached_property
    def last(self) -> dict[int, float]:
        """What each chosen upgrade adds to the others chosen."""
        return {place: self.choice.gain - self.worth.gain(self.chosen & ~(1 << place)) for place in self.choice.chosen}

    @cached_property
    def beyond(self) -> dict[int, float]:
        """What each upgrade that was not chosen would add to those chosen."""
        others = places_of(self.worth.everything & ~self.chosen)
        return {place: self.worth.gain(self.chosen | 1 << place) - self.choice.gain for place in others}


def find(heard: Heard) -> Found:
    """The best set of upgrades; stopped half-way, the best so far with its bound."""
    worth = Worth(tuple(_cases(heard)), len(heard.costs))
    stopped: list[bool] = []

    def go_on(branches: int, gap: float) -> bool:
        if not tell(branches, 0, f"sets of upgrades looked into; {gap:.1f} hours between the best and its bound"):
            stopped.append(True)
        return not stopped

    def under(budget: float) -> Choice:
        return best_set(heard.costs, budget, worth.gain, worth.alone, go_on)

    budget = heard.parameters.budget
    choice = under(budget)
    curve = [(share * budget, under(share * budget)) for share in CURVE if budget > 0 and not stopped]
    return Found(worth, choice, tuple(curve), bool(stopped))


def _cases(heard: Heard) -> list[Weighed]:
    """Every movement without hazard and under each; where a hazard changes nothing, its days are days without one."""
    found = []
    for example, permits in zip(heard.examples, heard.permits, strict=True):
        case = calm(heard.ground, example, permits, heard.rules)
        hit = [(disturbed(case, hazard), hazard) for hazard in heard.hazards]
        changed = [Weighed(each, hazard, hazard.share) for each, hazard in hit if each is not case]
        found += [Weighed(case, None, 1.0 - _days(changed)), *changed]
    return found


def _days(cases: Sequence[Weighed]) -> float:
    return sum(each.weight for each in cases)
