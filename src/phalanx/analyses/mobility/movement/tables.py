"""Movement in tables: legs, routes, arrivals, waits and modes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.legs import DOES, MODES, legs, share_by_mode
from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.analyses.mobility.routes import Route, routes
from phalanx.analyses.mobility.waiting import REASONS, waits
from phalanx.answer import Table


def tables(heard: Heard, plan: Plan) -> Mapping[str, Table]:
    """The plan leg by leg, and what it comes to."""
    return {
        "legs": _legs(heard, plan),
        "routes": _routes(heard, plan),
        "arrivals": _arrivals(plan),
        "waits": _waits(heard, plan),
        "modes": _modes(heard, plan),
    }


def tables_of_nothing(heard: Heard, why: Sequence[str]) -> Mapping[str, Table]:
    """What stands in the way, where nothing can arrive."""
    frame = pl.DataFrame({"obstacle": list(why)}, schema={"obstacle": pl.String})
    return {"obstacles": Table(frame, f"What stands in the way to {heard.name(heard.parameters.to)}")}


def way(heard: Heard, plan: Plan, route: Route) -> tuple[str, ...]:
    """The places of a route in their order, each once in a row."""
    network = plan.network
    nodes = [network.tail[route.arcs[0]], *(network.head[arc] for arc in route.arcs)]
    names = [heard.name(network.nodes[node]) for node in nodes]
    return tuple(name for name, before in zip(names, ["", *names], strict=False) if name != before)


def modes_of(plan: Plan, route: Route) -> tuple[str, ...]:
    """The modes of a route in their order, each once in a row."""
    travelled = [MODES[plan.network.mode[arc]] for arc in route.arcs]
    return tuple(mode for mode, before in zip(travelled, ["", *travelled], strict=False) if mode != before)


def _legs(heard: Heard, plan: Plan) -> Table:
    network = plan.network
    rows = [
        {
            "from": leg.tail,
            "to": leg.head,
            "mode": leg.mode,
            "does": DOES[leg.kind],
            "loads": round(leg.loads, 2),
            "heavy": round(leg.heavy, 2),
            "first_h": leg.first,
            "last_h": leg.last,
            "ends_h": leg.ends,
            "takes_h": round(float(network.hours[leg.arc]), 1),
            "loads_a_day": round(float(network.capacity[leg.arc]), 2),
            "opens_h": leg.opens,
            "waits_load_h": round(leg.waits, 1),
            "waits_for": leg.reason,
            "record": network.link[leg.arc],
        }
        for leg in legs(heard, plan)
    ]
    labels = {
        "does": "What happens",
        "loads": "Train-loads",
        "heavy": "Of these heavy",
        "first_h": "First enters (hours after the start)",
        "last_h": "Last enters (hours)",
        "ends_h": "Last is through (hours)",
        "takes_h": "Takes (hours)",
        "loads_a_day": "Carries (train-loads a day)",
        "opens_h": "Permission (hours after the start)",
        "waits_load_h": "Waiting before it (load-hours)",
        "waits_for": "Mostly for",
    }
    return Table(pl.DataFrame(rows), "Legs, by their first load", labels)


def _routes(heard: Heard, plan: Plan) -> Table:
    rows = [
        {
            "loads": round(route.loads, 2),
            "share_pct": round(100 * route.loads / plan.movement.total, 1),
            "modes": " – ".join(modes_of(plan, route)),
            "km": round(sum(heard.distances.get(plan.network.link[arc], 0.0) for arc in route.arcs)),
            "way": " – ".join(way(heard, plan, route)),
        }
        for route in routes(plan)
    ]
    labels = {"loads": "Train-loads", "share_pct": "Share (%)", "km": "Kilometres", "way": "Over"}
    return Table(pl.DataFrame(rows), "Routes, the most used first", labels)


def _arrivals(plan: Plan) -> Table:
    """Every step in which something arrives."""
    steps = np.flatnonzero(plan.arriving > 1e-6)
    frame = pl.DataFrame(
        {
            "hours": (steps + 1) * float(plan.step),
            "loads": plan.arriving[steps].round(2),
            "arrived": np.cumsum(plan.arriving)[steps].round(2),
        }
    )
    labels = {"hours": "Hours after the start", "loads": "Arrive (train-loads)", "arrived": "There (train-loads)"}
    return Table(frame, "Arrivals, step by step", labels)


def _waits(heard: Heard, plan: Plan) -> Table:
    network = plan.network
    rows = [
        {
            "place": heard.name(network.nodes[network.tail[wait.arc]]),
            "before": heard.name(network.nodes[network.head[wait.arc]]),
            "mode": MODES[network.mode[wait.arc]],
            "waits_for": REASONS[wait.reason],
            "load_h": round(wait.load_hours, 1),
        }
        for wait in waits(plan)
    ]
    schema = {"place": pl.String, "before": pl.String, "mode": pl.String, "waits_for": pl.String, "load_h": pl.Float64}
    labels = {"before": "Before going to", "waits_for": "For", "load_h": "Load-hours"}
    return Table(pl.DataFrame(rows, schema=schema), "Waits, the longest first", labels)


def _modes(heard: Heard, plan: Plan) -> Table:
    shares = share_by_mode(heard, plan)
    frame = pl.DataFrame(
        {
            "mode": list(shares),
            "load_km": [round(km) for km in shares.values()],
            "share_pct": [round(100 * km / sum(shares.values()), 1) for km in shares.values()],
        },
        schema={"mode": pl.String, "load_km": pl.Int64, "share_pct": pl.Float64},
    )
    return Table(frame, "Modes", {"load_km": "Load-kilometres", "share_pct": "Share (%)"})
