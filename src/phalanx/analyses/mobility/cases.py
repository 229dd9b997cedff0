"""Cases: a movement under permits and perhaps a hazard, and how long it takes with any set of upgrades.

More upgrades never make a movement slower: they add to capacities, take from hours, or open what was closed. So what is
known of a few sets says most of all others; and what no load could use and still be in time changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.examples import Example, Hazard
from phalanx.analyses.mobility.falling import Falling, Set, places_of, set_of
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.ground import Ground
from phalanx.analyses.mobility.late import late, used
from phalanx.analyses.mobility.measures import Permits
from phalanx.analyses.mobility.network import Flags, Network, Real


@dataclass(frozen=True, eq=False)
class Rules:
    """What all cases of a question share: the step of time in hours, and as how many hours counts what never arrives."""

    step: int
    given_up: float


@dataclass(frozen=True, eq=False)
class Case:
    """A movement on the ground, with the hours of release of its permits and the share of capacities that is left.

    `calmer` is the same case without the hazard, which is never slower.
    """

    ground: Ground
    example: Example
    release: Real
    left: Real
    rules: Rules
    calmer: Case | None = None

    def network(self, chosen: Set) -> Network:
        """The network of the case with these upgrades."""
        return self.ground.with_(self.release, places_of(chosen), self.left)

    @cached_property
    def hours(self) -> Falling:
        """Hours until all loads have arrived, by set of upgrades; as given up where some never do or later than that."""
        found = Falling(len(self.ground.upgrades), self._solve)
        found(0)
        return found

    def __call__(self, chosen: Set) -> float:
        """Hours with these upgrades; those that cannot matter are left aside first."""
        if chosen:
            self.hours(self.hours.everything)
        return self.hours(chosen & self.mattering if chosen else 0)

    def alone(self) -> list[float]:
        """Hours that each upgrade saves by itself."""
        self.hours(self.hours.everything)
        return self.hours.alone(self.mattering)

    @cached_property
    def usable(self) -> Flags:
        """Arcs that a load could use and still arrive within the hours without upgrades, with all upgrades, shape (arcs)."""
        clock = Clock(self.network(self.hours.everything), self.example.movement, self.rules.step)
        before, after = clock.earliest[clock.network.tail], clock.to_go[clock.network.head]
        soonest = np.maximum(before, clock.opens) + clock.takes + after
        usable: Flags = soonest * self.rules.step <= self.hours(0)
        return usable

    @cached_property
    def mattering(self) -> Set:
        """The upgrades that change an arc which can be used in time."""
        return set_of([place for place, arcs in enumerate(self.ground.touched) if (arcs & self.usable).any()])

    @cached_property
    def moving(self) -> int:
        """Steps that the movement takes without upgrades if no permission has to be waited for; many where it cannot."""
        at_once = self.ground.with_(np.zeros_like(self.release), (), self.left)
        steps = fewest_steps(Clock(at_once, self.example.movement, self.rules.step))
        return round(self.rules.given_up / self.rules.step) if steps is None else steps

    def _solve(self, chosen: Set, least: float, most: float, known: dict[Set, float]) -> float:
        """The hours of a set by flows over time, between what they can be at least and at most.

        Of the upgrades those that the flow uses would do by themselves, which is entered among what is known.
        """
        step, given_up = self.rules.step, self.rules.given_up
        clock = Clock(self.network(chosen), self.example.movement, step)
        patient = late(clock, self.moving)
        if self.calmer:
            least = max(least, self.calmer(chosen))
        if not least > 0 or most >= given_up:
            steps = patient.fewest_steps() if patient else fewest_steps(clock)
            least = most = given_up if steps is None else min(float(steps * step), given_up)
        low, high = round(least / step), round(most / step)
        flow = None
        # Most often nothing is gained; under a hazard, most often as much as without it.
        tried = low if self.calmer else high - 1
        while low < high:
            found = patient.used(tried) if patient else used(clock, tried)
            if found is None:
                low = tried + 1
            else:
                high, flow = tried, found
            tried = (low + high) // 2
        if flow is None and chosen and high * step < given_up:
            flow = patient.used(high) if patient else used(clock, high)
        if flow is not None:
            known[set_of([each for each in places_of(chosen) if (self.ground.touched[each] & flow).any()])] = (
                high * step
            )
        return float(high * step)


def calm(ground: Ground, example: Example, permits: Permits, rules: Rules) -> Case:
    """The case of a movement without any hazard."""
    return Case(ground, example, ground.release(permits), ground.left_by(None), rules)


def disturbed(case: Case, hazard: Hazard) -> Case:
    """The same case under a hazard; the case itself where the hazard hits nothing that can be used in time.

    A plan that is as quick as without upgrades, or quicker, uses no arc outside those, with whatever upgrades: so the
    hours are the same for every set.
    """
    left = case.ground.left_by(hazard)
    if not ((left < 1) & case.usable).any():
        return case
    return replace(case, left=case.left * left, calmer=case)
