"""Stress found: the trial with the figures that tables, words and charts are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from phalanx.analyses.mobility.expanded import expand
from phalanx.analyses.mobility.network import KINDS
from phalanx.analyses.mobility.stress.asked import Stressed
from phalanx.analyses.mobility.stress.intervals import Estimate, mean, quantile, share
from phalanx.analyses.mobility.stress.redundancy import Corridor, corridors, disjoint_ways
from phalanx.analyses.mobility.stress.trial import Trial, try_out
from phalanx.question import tell

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Element:
    """A link or a place of handling: in what share of scenarios it delays, and the hours its protection would save."""

    id: str
    name: str
    mode: str
    delays: Estimate
    saves: Estimate
    saves_when: float


@dataclass(frozen=True, eq=False)
class Found:
    """All that a stress test found. Estimates of arrivals are in hours."""

    stressed: Stressed
    trial: Trial
    mean: Estimate
    quantiles: dict[float, Estimate]
    late: Estimate
    in_time: Estimate | None
    elements: Sequence[Element]
    corridors: Sequence[Corridor]
    ways: int

    @property
    def partial(self) -> bool:
        """Whether it was stopped before all scenarios were done."""
        return self.trial.done < self.trial.asked


def find(stressed: Stressed) -> Found:
    """Run the test.

    Raises:
        BadInput: it was stopped before the first block of scenarios, or there is no such cluster.
    """
    parameters = stressed.parameters
    clock = stressed.clock
    trial = try_out(
        clock,
        stressed.hazards,
        stressed.season,
        scenarios=parameters.scenarios,
        seed=parameters.seed,
        steps=stressed.steps,
        workers=parameters.workers,
        cluster=parameters.cluster,
        tell=lambda done, of: tell(done, of, "scenarios"),
    )
    hours, deadline = trial.hours, stressed.heard.movement.deadline
    of_link = dict(
        stressed.heard.world.table("mobility_links").select("id", pl.col("corridor").fill_null([])).iter_rows()
    )
    in_time = None if deadline is None else share(int((hours <= deadline).sum()), trial.done)
    return Found(
        stressed=stressed,
        trial=trial,
        mean=mean(hours, parameters.seed),
        quantiles={each: quantile(hours, each) for each in QUANTILES},
        late=share(int((hours > trial.undisturbed).sum()), trial.done),
        in_time=in_time,
        elements=_elements(stressed, trial),
        corridors=corridors(clock, _used(stressed), of_link),
        ways=disjoint_ways(clock),
    )


def _used(stressed: Stressed) -> set[str]:
    """The links that one quickest plan uses."""
    expanded = expand(stressed.clock, stressed.steps)
    assert expanded is not None
    network = stressed.clock.network
    moving = [KINDS.index("travel"), KINDS.index("border")]
    used = np.flatnonzero(expanded.way() & np.isin(network.kind, moving))
    return {network.link[arc] for arc in used}


def _elements(stressed: Stressed, trial: Trial) -> list[Element]:
    """The elements by what their protection saves, most first."""
    heard, network = stressed.heard, stressed.clock.network
    mode = dict(zip(network.link, network.mode, strict=True))
    found = [
        Element(
            id=element,
            name=heard.link_names.get(element) or f"handling in {heard.name(element)}",
            mode=mode[element] if element in heard.link_names else "handling",
            delays=share(int((gains > 0).sum()), trial.done),
            saves=mean(gains, stressed.parameters.seed),
            saves_when=float(gains[gains > 0].mean()),
        )
        for element, gains in trial.gains.items()
    ]
    return sorted(found, key=lambda each: (-each.saves.value, each.id))
