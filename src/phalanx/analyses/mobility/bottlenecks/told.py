"""Bottlenecks told: the limits by what lifting them brings, and the least cuts in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from phalanx.analyses.mobility.bottlenecks.limits import Limit, Limits, in_cut
from phalanx.analyses.mobility.colours import ILLUSTRATIVE
from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.legs import MODES
from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.analyses.mobility.movement.told import AT_ONCE, JUDGED, permits_asked, rules_said, time_said
from phalanx.analyses.mobility.movement.told import notes as movement_notes
from phalanx.analyses.mobility.network import KINDS, Real
from phalanx.answer import Chart, Finding, Table
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE, BorderPermit
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

SHOWN = 15
HANDLED: Mapping[str, str] = {"loading": "loading", "unloading": "unloading", "gauge_change": "change of gauge"}


def findings(heard: Heard, plan: Plan, found: Limits, times: float) -> tuple[Finding, ...]:
    """What decides, what lifting brings, and the cuts."""
    return (
        _now(heard, plan),
        *_best(heard, plan, found, times),
        _together(plan, found, heard),
        *_cuts(heard, plan, found),
    )


def tables(heard: Heard, plan: Plan, found: Limits, times: float) -> Mapping[str, Table]:
    """The limits, and the arcs of both cuts."""
    return {"limits": _limits(heard, plan, found, times), "cuts": _cut_table(heard, plan, found)}


def charts(heard: Heard, plan: Plan, found: Limits, times: float) -> tuple[Chart, ...]:
    """A bar a limit that saves anything, or all where none does: the hours that lifting it saves."""
    saving = [each for each in found.limits if plan.hours > each.hours]
    shown = (saving or found.limits)[:SHOWN]
    others = len(found.limits) - len(saving) if saving else 0
    rows = [
        {
            "limit": limit_said(heard, each),
            "saved": plan.hours - each.hours,
            "sort": "permit" if each.kind == "permit" else "room",
        }
        for each in shown
    ]
    if not rows:
        return ()
    best = found.limits[0]
    saved = plan.hours - best.hours
    title = (
        f"Most is gained by lifting one limit: {limit_said(heard, best)}"
        if saved
        else "No single limit decides: lifted alone, none brings anything"
    )
    rest = f", {others} more bring{'s' if others == 1 else ''} nothing" if others else ""
    if any(row["sort"] == "permit" for row in rows):
        rest += "; permits in red"
    x = {"field": "saved", "type": "quantitative", "title": None, "scale": {"domainMin": 0}}
    y = {"field": "limit", "type": "nominal", "sort": [row["limit"] for row in rows], "title": None}
    return (
        Chart(
            "saved",
            title,
            {
                "data": {"values": rows},
                "encoding": {"y": y, "x": x},
                "layer": [
                    {
                        "mark": {"type": "bar", "cornerRadiusEnd": 0},
                        "encoding": {
                            "color": {
                                "condition": {"test": "datum.sort == 'permit'", "value": "$brick-hatched"},
                                "value": "$blue-hatched",
                            },
                            "tooltip": [{"field": "limit"}, {"field": "saved"}],
                        },
                    },
                    {
                        "mark": {"type": "text", "align": "left", "dx": 4},
                        "encoding": {"text": {"field": "saved", "type": "quantitative", "format": ".0f"}},
                    },
                ],
            },
            f"Hours saved of {plan.hours:,.0f}, each limit lifted alone: a permit at once, a link or place carrying {times:g} "
            f"times as much{rest}; {ILLUSTRATIVE}",
        ),
    )


def notes(heard: Heard, times: float) -> tuple[str, ...]:
    """What the answer cannot show."""
    return (
        f"Lifted, a link or place carries {times:g} times as much and a permit is there at once; the cost is not counted.",
        "Limits that bring nothing alone can bring something together; those in a least cut and permits are looked at.",
        *movement_notes(heard),
    )


def limit_said(heard: Heard, limit: Limit) -> str:
    """A limit in words: "permit of Poland", "rail Suwalki – Kaunas", "loading on rail in Rotterdam"."""
    if limit.kind == "permit":
        return f"permit of {party_name(limit.what)}"
    network = heard.network
    arc = limit.arcs[0]
    one, other = heard.name(network.nodes[network.tail[arc]]), heard.name(network.nodes[network.head[arc]])
    if limit.kind == "link":
        return f"{MODES[limit.mode]} {one} – {other}"
    return f"{HANDLED[limit.kind]} on {MODES[limit.mode]} in {one}"


def _record(heard: Heard, limit: Limit) -> str:
    """The fact behind a limit."""
    if limit.kind != "permit":
        return limit.what
    regime = heard.parameters.regime
    known = set(heard.world.table("border_permits").select("state", "regime").iter_rows())
    return named(BorderPermit, limit.what if (limit.what, regime) in known else EVERY_STATE, regime)


def _now(heard: Heard, plan: Plan) -> Finding:
    text = (
        f"{plan.movement.total:g} train-loads are in {heard.name(heard.parameters.to)} {time_said(plan.hours)} after the "
        f"start, {rules_said(heard)}; in {time_said(plan.hours - plan.step)} they cannot all be."
    )
    records = (*heard.records, *permits_asked(heard, plan))
    return Finding("last_arrival", plan.hours, "hours", text, records, (JUDGED, AT_ONCE))


def _best(heard: Heard, plan: Plan, found: Limits, times: float) -> Iterator[Finding]:
    """The permit and the link or place that bring most."""
    permits = [each for each in found.limits if each.kind == "permit"]
    rooms = [each for each in found.limits if each.kind != "permit"]
    for name, lifted, limits in (
        ("best_permit", f"given at once, each alone, of {counted(len(permits), 'permit')}", permits),
        ("best_room", f"carrying {times:g} times as much, each alone, of {counted(len(rooms), 'narrow place')}", rooms),
    ):
        if not limits:
            continue
        best, gained = limits[0], [each for each in limits if each.hours < plan.hours]
        saved = plan.hours - best.hours
        text = f"{lifted[0].upper()}{lifted[1:]}, {len(gained) or 'none'} would save time"
        text += f", most of all {limit_said(heard, best)}: {time_said(saved)}." if saved else "."
        records = tuple(dict.fromkeys(_record(heard, each) for each in gained or limits))
        yield Finding(name, saved, "hours", text, records, (JUDGED,))


def _together(plan: Plan, found: Limits, heard: Heard) -> Finding:
    saved = plan.hours - found.together
    text = f"All {counted(len(found.limits), 'limit')} lifted together would save {time_said(saved)}."
    if not found.limits:
        text = "Nothing is too narrow: the way itself takes the time."
    records = tuple(dict.fromkeys(_record(heard, each) for each in found.limits)) or (heard.parameters.to,)
    return Finding("together", saved, "hours", text, records, (JUDGED,))


def _cuts(heard: Heard, plan: Plan, found: Limits) -> Iterator[Finding]:
    """The least cuts in words; one where both are the same."""
    same = bool((found.early == found.late).all())
    for name, cut, where in (
        ("cut", found.early, "on the way" if same else "near the start"),
        ("cut_at_the_end", found.late, "near the destination"),
    ):
        if (name == "cut_at_the_end" and same) or not (cut > 0).any():
            continue
        let_through = in_cut(plan.network, cut)
        by_place: dict[str, float] = {}
        for arc, loads in let_through.items():
            by_place[_arc_said(heard, arc)] = by_place.get(_arc_said(heard, arc), 0.0) + loads
        ranked = sorted(by_place.items(), key=lambda each: (-each[1], each[0]))
        parts = [f"{place} {loads:.1f}" for place, loads in ranked]
        shown = joined(parts[:5]) + (f"; {counted(len(parts) - 5, 'more place')} less" if len(parts) > 5 else "")
        text = (
            f"The narrowest place {where} lets {sum(let_through.values()):.1f} loads through that are in time for "
            f"{time_said(plan.hours - plan.step)}: {shown}."
        )
        links = tuple(dict.fromkeys(plan.network.link[arc] for arc in let_through))
        yield Finding(name, round(sum(let_through.values()), 2), "train-loads", text, links, (JUDGED,))


def _arc_said(heard: Heard, arc: int) -> str:
    network = heard.network
    kind, mode = KINDS[network.kind[arc]], MODES[network.mode[arc]]
    one, other = heard.name(network.nodes[network.tail[arc]]), heard.name(network.nodes[network.head[arc]])
    return f"{HANDLED[kind]} on {mode} in {one}" if kind in HANDLED else f"{mode} {one} – {other}"


def _limits(heard: Heard, plan: Plan, found: Limits, times: float) -> Table:
    rows = [
        {
            "limit": limit_said(heard, each),
            "kind": each.kind.replace("_", " "),
            "now": float((plan.network.release if each.kind == "permit" else plan.network.capacity)[each.arcs[0]]),
            "lifted": 0.0 if each.kind == "permit" else float(plan.network.capacity[each.arcs[0]] * times),
            "unit": "hours" if each.kind == "permit" else "train-loads a day",
            "held": round(each.held, 2),
            "hours": each.hours,
            "saved_h": plan.hours - each.hours,
            "record": _record(heard, each),
        }
        for each in found.limits
    ]
    schema = {
        "limit": pl.String, "kind": pl.String, "now": pl.Float64, "lifted": pl.Float64, "unit": pl.String,
        "held": pl.Float64, "hours": pl.Float64, "saved_h": pl.Float64, "record": pl.String,
    }  # fmt: skip
    labels = {
        "held": "Lets through in time (train-loads)",
        "hours": "Last arrival with it lifted (hours)",
        "saved_h": "Saved (hours)",
    }
    return Table(pl.DataFrame(rows, schema=schema), "Limits, those first that bring most", labels)


def _cut_table(heard: Heard, plan: Plan, found: Limits) -> Table:
    sides: tuple[tuple[str, Real], ...] = (("start", found.early), ("destination", found.late))
    rows = [
        {"near": near, "what": _arc_said(heard, arc), "loads": round(loads, 2), "record": plan.network.link[arc]}
        for near, cut in sides
        for arc, loads in in_cut(plan.network, cut).items()
    ]
    schema = {"near": pl.String, "what": pl.String, "loads": pl.Float64, "record": pl.String}
    labels = {"near": "Cut near the", "loads": "Lets through in time (train-loads)"}
    return Table(pl.DataFrame(rows, schema=schema), "Least cuts of the network over time", labels)
