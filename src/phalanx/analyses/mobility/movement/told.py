"""Movement told: when the first and the last load arrive, by which ways, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from phalanx.analyses.mobility.flow import Plan, quickest
from phalanx.analyses.mobility.legs import share_by_mode
from phalanx.analyses.mobility.measures import read_permits
from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.analyses.mobility.movement.tables import modes_of, way
from phalanx.analyses.mobility.routes import routes
from phalanx.analyses.mobility.waiting import REASONS, by_reason, waits
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE, BorderPermit
from phalanx.registry.records.handling_times import HandlingTime
from phalanx.registry.records.transport_capacities import TransportCapacity
from phalanx.vocabulary.wording import counted, joined

JUDGED = "Capacities, speeds and times of handling are judgements from a few public figures, each with a range."
AT_ONCE = "Permission is asked of all states at the start, and each answers in the time of its rules."


def findings(heard: Heard, plan: Plan) -> tuple[Finding, ...]:
    """What the plan says, the time of arrival first."""
    return (
        _last(heard, plan),
        _first(heard, plan),
        *_deadline(heard, plan),
        _permission(heard, plan),
        _routes(heard, plan),
        _modes(heard, plan),
        *_waits(heard, plan),
        _checked(heard, plan),
    )


def impossible(heard: Heard, why: Sequence[str]) -> tuple[Finding, ...]:
    """That the movement cannot arrive, and why."""
    reasons = " ".join(why) or "Nothing that is in the facts carries it there."
    ends = (*heard.movement.loads, heard.parameters.to)
    text = f"{_what(heard)} cannot get from {_origins(heard)} to {heard.name(heard.parameters.to)}. {reasons}"
    return (Finding("impossible", None, "hours", text, ends),)


def notes(heard: Heard) -> tuple[str, ...]:
    """What the answer cannot show."""
    return (
        "Capacities, speeds, times of handling and most permits are illustrative: judgements from a few public figures.",
        "Trains, wagons, crews, ships and barges are taken to be there; other movements at the same time are not counted.",
        "Heavy loads use no road across a border, as weight limits of bridges are not public.",
        "Loads are shared out in parts, so that a part of a train can take another way.",
        f"Times are rounded to steps of {counted(heard.step, 'hour')}.",
        "The Union's list of bottlenecks and its routing are not public, and nothing here implies them.",
    )


def time_said(hours: float) -> str:
    """Hours with the days they make: "147 hours (6.1 days)"."""
    return f"{hours:,.0f} hours ({hours / 24:.1f} days)"


def rules_said(heard: Heard) -> str:
    """Under which rules: "under the rules of today, with agreed corridors"."""
    rules = {
        "today": "under the rules of today",
        "pledge": "under the pledge of five working days",
        "proposal": "under the proposed three days",
        "emergency": "under the proposed six hours of an emergency",
    }
    return rules[heard.parameters.regime] + (", with agreed corridors" if heard.parameters.corridors else "")


def permits_asked(heard: Heard, plan: Plan) -> tuple[str, ...]:
    """The records of the permits that the plan needs, and of the agreements that borders follow instead."""
    known = set(heard.world.table("border_permits").select("state", "regime").iter_rows())
    regime = heard.parameters.regime
    home = {heard.places[name].state for name in heard.parameters.from_}
    permits = read_permits(heard.world, regime, home, heard.parameters.corridors)
    network = plan.network
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for arc in np.unique(plan.arc):
        if entered := network.state[arc]:
            left = heard.places[network.nodes[network.tail[arc]].split("/")[0]].state
            asked = entered if (entered, regime) in known else EVERY_STATE
            found[entered, left] = permits.agreed(entered, left) or (named(BorderPermit, asked, regime),)
    return tuple(dict.fromkeys(record for crossing in sorted(found) for record in found[crossing]))


def _last(heard: Heard, plan: Plan) -> Finding:
    text = (
        f"{_what(heard)} from {_origins(heard)} has arrived in {heard.name(heard.parameters.to)} "
        f"{time_said(plan.hours)} after the start, {rules_said(heard)}."
    )
    records = (*heard.records, *permits_asked(heard, plan))
    return Finding("last_arrival", plan.hours, "hours", text, records, (JUDGED, AT_ONCE))


def _first(heard: Heard, plan: Plan) -> Finding:
    text = (
        f"The first load is there {time_said(plan.first_hours)} after the start, and the rest comes within "
        f"{time_said(plan.hours - plan.first_hours)}."
    )
    return Finding("first_arrival", plan.first_hours, "hours", text, _links(plan), (JUDGED,))


def _deadline(heard: Heard, plan: Plan) -> Iterator[Finding]:
    deadline = heard.movement.deadline
    if deadline is None:
        return
    in_time = float(plan.arriving[: int(deadline // plan.step)].sum())
    if plan.hours <= deadline:
        text = f"All of it is there by the deadline, with {time_said(deadline - plan.hours)} to spare."
    else:
        text = (
            f"By the deadline after {time_said(deadline)}, {in_time:.1f} of {plan.movement.total:g} loads are there; all "
            f"of it cannot be: no plan is quicker than {time_said(plan.hours)}."
        )
    yield Finding("in_time", round(in_time, 2), "train-loads", text, heard.records)


def _permission(heard: Heard, plan: Plan) -> Finding:
    """What of the time is owed to permission: the same movement were all borders open at once."""
    opened = replace(plan.network, release=np.zeros_like(plan.network.release))
    without = quickest(opened, plan.movement, plan.step)
    owed = plan.hours - without
    text = f"Were all permissions there at the start, it would take {time_said(without)}: "
    text += f"{time_said(owed)} are owed to permission." if owed else "permission costs no time."
    return Finding(
        "owed_to_permission", owed, "hours", text, permits_asked(heard, plan) or _links(plan), (JUDGED, AT_ONCE)
    )


def _routes(heard: Heard, plan: Plan) -> Finding:
    found = routes(plan)
    most = found[0]
    text = (
        f"The loads take {counted(len(found), 'route')}; the most used carries {most.loads:.1f} of "
        f"{plan.movement.total:g} by {joined(list(dict.fromkeys(modes_of(plan, most))))}, over "
        f"{joined(way(heard, plan, most)[1:-1]) or 'no other place'}."
    )
    links = tuple(dict.fromkeys(plan.network.link[arc] for arc in most.arcs))
    return Finding("routes", len(found), "routes", text, links)


def _modes(heard: Heard, plan: Plan) -> Finding:
    shares = share_by_mode(heard, plan)
    total = sum(shares.values()) or 1.0
    parts = [f"{100 * km / total:.0f} % by {mode}" for mode, km in shares.items()]
    used = sorted({plan.network.mode[arc] for arc in np.unique(plan.arc)})
    known = set(heard.world.table("transport_capacities").select("mode", "link_class").iter_rows())
    records = tuple(named(TransportCapacity, *key) for key in sorted(known) if key[0] in used)
    first = next(iter(shares.values()), 0.0)
    text = f"Of all load-kilometres, {joined(parts)}."
    return Finding("modes", round(100 * first / total, 1), "% of load-kilometres", text, records, (JUDGED,))


def _waits(heard: Heard, plan: Plan) -> Iterator[Finding]:
    found = waits(plan)
    total = sum(wait.load_hours for wait in found)
    if not total:
        return
    parts = [
        f"{100 * hours / total:.0f} % for {REASONS[reason]}"
        for reason, hours in by_reason(found).items()
        if hours > total / 200
    ]
    longest = found[0]
    node = heard.name(plan.network.nodes[plan.network.tail[longest.arc]])
    activities = set(heard.world.table("handling_times").select("activity", "mode").iter_rows())
    records = tuple(named(HandlingTime, *key) for key in sorted(activities))
    text = (
        f"Loads wait {total / plan.movement.total:,.0f} hours each on average: {joined(parts)}. Most is waited in {node}, "
        f"for {REASONS[longest.reason]}."
    )
    yield Finding("waits", round(total / plan.movement.total, 1), "hours a load", text, records, (JUDGED,))


def _checked(heard: Heard, plan: Plan) -> Finding:
    text = (
        "A checker that does not know how the plan was made found it sound: loads are kept, no link carries more than it "
        "can, and none is entered before permission is there."
    )
    return Finding("faults", 0, "faults", text, heard.records or _links(plan))


def _what(heard: Heard) -> str:
    total = f"{heard.movement.total:g} train-loads"
    if not heard.records:
        return f"A movement of {total}"
    return f"A {heard.parameters.size.replace('_', ' ')} of {total}"


def _origins(heard: Heard) -> str:
    return joined([heard.name(name) for name in heard.movement.loads])


def _links(plan: Plan) -> tuple[str, ...]:
    """The links that the plan uses, as records."""
    used = dict.fromkeys(plan.network.link[arc] for arc in np.unique(plan.arc))
    return tuple(used)
