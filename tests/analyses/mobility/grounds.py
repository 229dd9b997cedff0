"""The eight nodes as a ground with three upgrades, and a case on it; see `eight.py` for hours and loads a day."""

from __future__ import annotations

import numpy as np
from tests.analyses.mobility.eight import eight, movement

from phalanx.analyses.mobility.cases import Case, Rules
from phalanx.analyses.mobility.examples import Example
from phalanx.analyses.mobility.ground import Ground, Upgrade

STATES = {"P": "AT", "H": "AT", "G": "AT", "K": "BE", "Z": "BE"}
GIVEN_UP = 240.0


def upgrade(name: str, link: str, factor: float = 1, hours_saved: float = 0, **more: object) -> Upgrade:
    """An upgrade of one link by rail for EUR 10 million."""
    cells = {"public_project": False, "changes": "travel", "mode": "rail", "elements": (link,), "new_gauge": None}
    cells |= {"low_eur_m": 5.0, "cost_eur_m": 10.0, "high_eur_m": 20.0, "civil_use": 1, "climate_exposure": 1}
    return Upgrade(**{"id": name, "title": name, "factor": factor, "hours_saved": hours_saved} | cells | more)  # type: ignore[arg-type]


UPGRADES = (
    upgrade("wider-border", "g-k", factor=2),
    upgrade("wider-unloading", "unload", factor=2, changes="unloading"),
    upgrade("faster-last-leg", "k-z", hours_saved=6),
)


def ground(upgrades: tuple[Upgrade, ...] = UPGRADES) -> Ground:
    """The eight nodes, all open; the handling of loads is named by its arc, and P, H and G lie in Austria."""
    network = eight()
    places = [network.nodes[node].split("/")[0] for node in (*network.tail, *network.head)]
    states = tuple(STATES[place] for place in places)
    count = len(network.tail)
    return Ground(network, np.ones(count, dtype=np.bool_), states[:count], states[count:], upgrades)


def case(upgrades: tuple[Upgrade, ...] = UPGRADES, loads: float = 8) -> Case:
    """Eight loads from P to Z in steps of 6 hours, with the permit of the network itself."""
    on = ground(upgrades)
    example = Example("eight", "Eight loads", movement(loads), frozenset({"AT"}))
    return Case(on, example, on.network.release, on.left_by(None), Rules(6, GIVEN_UP))
