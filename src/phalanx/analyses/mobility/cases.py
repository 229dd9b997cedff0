"""Cases: a movement under permits and perhaps a hazard, and how long it takes with any set of upgrades.

More upgrades never make a movement slower: they add to capacities, take from hours, or open what was closed. So what is
known of a few sets says most of all others; and what no load could use and still be in time changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.examples import Example, Hazard
from phalanx.analyses.mobility.falling import Falling, Set, places_of, set_of
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.ground import Ground
from phalanx.analyses.mobility.late import Late, late
from phalanx.analyses.mobility.measures import Permits
from phalanx.analyses.mobility.network import Flags, Network, Real
from phalanx.analyses.mobility.shown import Shown


@dataclass(frozen=True, eq=False)
class Rules:
    """What all cases of a question share: the step of time in hours, and as how many hours counts what never arrives."""

    step: int
    given_up: float


@dataclass(frozen=True, eq=False)
class Case:
    """A movement on the ground, with the hours of release of its permits and the share of capacities that is left.

    `calmer` is the same case without the hazard, which is never slower. `shown` is what is known
    of the movement's plans, to be shared by all cases of one movement.
    """

    ground: Ground
    example: Example
    release: Real
    left: Real
    rules: Rules
    calmer: Case | None = None
    shown: Shown = field(default_factory=Shown)

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

    @property
    def moving(self) -> int:
        """Steps that the movement takes without upgrades if no permission has to be waited for; many where it cannot."""
        key = self.left.tobytes()
        if key not in self.shown.moving:
            at_once = self.ground.with_(np.zeros_like(self.release), (), self.left)
            steps = fewest_steps(Clock(at_once, self.example.movement, self.rules.step))
            self.shown.moving[key] = round(self.rules.given_up / self.rules.step) if steps is None else steps
        return self.shown.moving[key]

    def _solve(self, chosen: Set, least: float, most: float, known: dict[Set, float]) -> float:
        """The hours of a set by flows over time, between what they can be at least and at most.

        Of the upgrades those that the flow uses would do by themselves, which is entered among what is known.
        """
        step, given_up = self.rules.step, self.rules.given_up
        tried = _Tried(self, Clock(self.network(chosen), self.example.movement, step))
        if self.calmer:
            least = max(least, self.calmer(chosen))
        flow = None
        if not least > 0 or most >= given_up:
            steps = tried.fewest_steps()
            least = most = given_up if steps is None else min(float(steps * step), given_up)
            if steps is not None and chosen and most < given_up:
                flow = tried.used(steps)
        low, high = round(least / step), round(most / step)
        # Most often nothing is gained; under a hazard, most often as much as without it.
        steps = low if self.calmer else high - 1
        while low < high:
            found = tried.used(steps)
            if found is None:
                low = steps + 1
            else:
                high, flow = steps, found
            steps = (low + high) // 2
        if flow is not None:
            known[set_of([each for each in places_of(chosen) if (self.ground.touched[each] & flow).any()])] = (
                high * step
            )
        return float(high * step)


@dataclass(eq=False)
class _Tried:
    """The network of a set in a case, in which numbers of steps are tried: by what is shown first, then by flows."""

    case: Case
    clock: Clock

    @cached_property
    def patient(self) -> Late | None:
        """The smaller networks that may do where loads wait long."""
        return late(self.clock, self.case.moving)

    def used(self, steps: int) -> Flags | None:
        """Arcs that loads use which have all arrived after so many steps, shape (arcs); None where they cannot."""
        shown = self.case.shown
        if shown.cut(self.clock, steps):
            return None
        if (known := shown.plan(self.clock, steps)) is not None:
            return known
        return self.patient.used(steps, shown) if self.patient else shown.used(self.clock, steps)

    def fewest_steps(self) -> int | None:
        """Steps until all loads can have arrived; None where some never can."""
        known = self.case.shown.at_most(self.clock)
        if known is not None and self.case.shown.cut(self.clock, known - 1):
            return known
        found = self.patient.fewest_steps() if self.patient else fewest_steps(self.clock)
        if found is not None:
            # Both sides are shown for the cases to come.
            self.used(found)
            self.used(found - 1)
        return found


def calm(ground: Ground, example: Example, permits: Permits, rules: Rules) -> Case:
    """The case of a movement without any hazard."""
    return Case(ground, example, ground.release(permits), ground.left_by(None), rules)


def otherwise(case: Case, permits: Permits) -> Case:
    """The same case under other permits; the case itself where these come to the same hours."""
    release = case.ground.release(permits)
    return case if np.array_equal(release, case.release) else replace(case, release=release)


def disturbed(case: Case, hazard: Hazard) -> Case:
    """The same case under a hazard; the case itself where the hazard hits nothing that can be used in time.

    A plan that is as quick as without upgrades, or quicker, uses no arc outside those, with whatever upgrades: so the
    hours are the same for every set.
    """
    left = case.ground.left_by(hazard)
    if not ((left < 1) & case.usable).any():
        return case
    return replace(case, left=case.left * left, calmer=case)
