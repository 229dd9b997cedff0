"""Trial: the scenarios of a stress test, how late each is, and what would have been gained by protecting one element."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.network import Real, Whole
from phalanx.analyses.mobility.stress.arrivals import Arrivals, arrivals_of
from phalanx.analyses.mobility.stress.draws import BLOCK, Scenario, Season, Taking, draw
from phalanx.analyses.mobility.stress.hazards import Hazard
from phalanx.analyses.mobility.stress.losses import Losses, mattering
from phalanx.analyses.mobility.stress.settling import Stopped
from phalanx.errors import BadInput


@dataclass(frozen=True, eq=False)
class Trial:
    """What came of the scenarios that were computed, `asked` of them or fewer where somebody stopped it.

    `hours`: of each until all has arrived. `gains`: by element – a link or a place of handling – the hours by which each
    would have been quicker had that element alone lost nothing; elements that gain nothing are left out. `in_force`: by
    hazard, in which scenarios it was in force. All of shape (scenarios).
    """

    asked: int
    undisturbed: float
    hours: Real
    gains: Mapping[str, Real]
    in_force: Mapping[str, Whole]

    @property
    def done(self) -> int:
        """How many scenarios were computed."""
        return len(self.hours)


def try_out(
    clock: Clock,
    hazards: Sequence[Hazard],
    season: Season,
    *,
    scenarios: int,
    seed: int,
    steps: int,
    workers: int = 1,
    cluster: str | None = None,
    protecting: bool = True,
    tell: Callable[[int, int], bool] = lambda done, of: True,
) -> Trial:
    """Draw scenarios and compute them, block after block. `steps` are those of the undisturbed movement.

    Without `protecting`, nothing is asked of elements, and there are no gains. `tell` is told how many scenarios are done of how many, and says whether to go on.

    Raises:
        BadInput: it was stopped before the first block was done, or there is no such cluster.
    """
    blocks = draw(hazards, season, scenarios, seed)
    ends = season.ends(hazards)
    # No scenario takes longer than until the last event is over, and then as long as undisturbed.
    latest = steps + max(int(ends[-1]) - season.sets_out, 0)
    taking = Taking(hazards, season, ends, mattering(clock, ends, latest))
    done: list[Scenario] = []
    known: _Known | None = None
    try:
        with arrivals_of(
            clock,
            ends,
            undisturbed=steps,
            workers=workers,
            cluster=cluster,
            watch=lambda: tell(len(done), scenarios),
        ) as arrivals:
            known = _Known(clock, arrivals, taking, protecting)
            for block in blocks:
                known.learn(block)
                done += block
                if not tell(len(done), scenarios):
                    break
    except Stopped:
        pass  # what is done is told
    if known is None or not done:
        raise BadInput(
            "It was stopped before any result was there", f"a first block of {min(BLOCK, scenarios)} scenarios to be done",
            "wait longer, or ask for fewer --scenarios",
        )  # fmt: skip
    return known.trial(done, scenarios)


@dataclass(eq=False)
class _Known:
    """What is known of different scenarios: their steps, and the steps won by sparing an element."""

    clock: Clock
    arrivals: Arrivals
    taking: Taking
    protecting: bool
    steps: dict[Scenario, int] = field(default_factory=dict)
    won: dict[Scenario, dict[str, int]] = field(default_factory=dict)

    def learn(self, block: Sequence[Scenario]) -> None:
        """Compute the scenarios that are new."""
        new = [scenario for scenario in dict.fromkeys(block) if scenario not in self.steps]
        losses = self.taking.losses(new)
        arrived = self.arrivals.of(losses)
        late = np.flatnonzero((arrived.cut >= 0) & self.protecting)
        pairs = [
            (int(row), element)
            for row in late.tolist()
            for element in dict.fromkeys(
                self.clock.network.link[arc] for arc in self.arrivals.decisive(losses, arrived, row)
            )
        ]
        spared = self._spared(losses, pairs)
        won: dict[Scenario, dict[str, int]] = {}
        for (row, element), steps in zip(pairs, spared, strict=True):
            if steps < arrived.steps[row]:
                won.setdefault(new[row], {})[element] = int(arrived.steps[row]) - steps
        self.won |= won
        self.steps |= dict(zip(new, arrived.steps.tolist(), strict=True))

    def _spared(self, losses: Losses, pairs: Sequence[tuple[int, str]]) -> list[int]:
        """Steps of scenarios in which an element loses nothing."""
        if not pairs:
            return []
        links = np.array(self.clock.network.link, dtype=object)
        arcs = {element: links == element for element in {element for _, element in pairs}}
        rows = np.array([row for row, _ in pairs], dtype=np.int64)
        steps: list[int] = self.arrivals.spared(losses, rows, [arcs[element] for _, element in pairs]).tolist()
        return steps

    def trial(self, done: Sequence[Scenario], asked: int) -> Trial:
        """The figures of these scenarios in hours."""
        step = self.clock.step
        gains: dict[str, Real] = {}
        in_force = {hazard.id: np.zeros(len(done), dtype=np.int64) for hazard in self.taking.hazards}
        for place, scenario in enumerate(done):
            for element, steps in self.won.get(scenario, {}).items():
                gains.setdefault(element, np.zeros(len(done)))[place] = float(steps * step)
            for hazard, _ in scenario:
                in_force[self.taking.hazards[hazard].id][place] = 1
        return Trial(
            asked=asked,
            undisturbed=float(self.arrivals.undisturbed * step),
            hours=np.array([self.steps[scenario] * step for scenario in done], dtype=np.float64),
            gains=gains,
            in_force=in_force,
        )
