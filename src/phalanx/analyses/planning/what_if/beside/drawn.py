"""Beside drawn: small multiples of what is uncovered by year, how much more each plan weighs, and who orders more or less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from phalanx.analyses.planning.road_map.told import illustrative
from phalanx.analyses.planning.road_map.words import money, percent
from phalanx.analyses.planning.what_if.beside.sides import Scenario, milestones, quoted, ranked, uncovered_in
from phalanx.analyses.planning.what_if.beside.tables import movers
from phalanx.answer import Chart
from phalanx.vocabulary.marks import line_look
from phalanx.vocabulary.parties import party_name

ABREAST = 3
"""How many small drawings stand in a row."""
ROW = 640
"""The room in pixels that the small drawings of a row share."""
LABELS = 4
"""How many years the axis of a small drawing names."""
STATES = 10
"""How many states a chart shows."""
LINES = {"no change": "$neutral", "with the change": "$blue"}


def charts(found: Sequence[Scenario]) -> tuple[Chart, ...]:
    """All charts; that of orders only where some differ."""
    drawn = [_uncovered(found), _weights(found)]
    if any(each.by_state for each in found):
        drawn.append(_buyers(found))
    return tuple(drawn)


def _marked(found: Sequence[Scenario]) -> bool:
    return illustrative(found[0].before.heard)[0] > 0


def _said(found: Sequence[Scenario], how: str = "hatched") -> str:
    """The end of a subtitle: whether some of the inputs are illustrative, and how that is drawn."""
    return f"; {how}: rests on illustrative inputs" if _marked(found) else ""


def _abreast(found: Sequence[Scenario], height: Any) -> dict[str, Any]:
    """A small drawing for each change, in the order asked, with its name above."""
    few = min(len(found), ABREAST)
    return {
        "columns": few,
        "facet": {
            "field": "scenario", "type": "nominal", "title": None, "sort": [each.name for each in found],
            "header": {"labelLimit": ROW // few},
        },
        "spec": {"width": ROW // few - 25, "height": height},
        "spacing": 25,
    }  # fmt: skip


def _uncovered(found: Sequence[Scenario]) -> Chart:
    """Small multiples: what is uncovered by year without a change, and with each."""
    before = found[0].before
    years = before.heard.case.years
    rows = [
        {"scenario": each.name, "plan": plan, "year": year, "uncovered": round(100 * float(share), 2)}
        for each in found
        for plan, side in zip(LINES, (each.before, each.after), strict=True)
        for year, share in zip(years, side.covered.uncovered_share(), strict=True)
    ]
    year = milestones(before.heard)[0]
    was = uncovered_in(before, year)
    worst = max(found, key=lambda each: uncovered_in(each.after, year))
    share = uncovered_in(worst.after, year)
    title = f"None of the changes leaves more uncovered in {year} than {percent(was)}"
    if share - was >= 5e-5:
        title = f"In {year} {percent(share)} of what is needed is uncovered with {quoted(worst.name)} instead of {percent(was)}"
    drawn = _abreast(found, 170)
    # Not hatched: a line that slants as the hatching does would look solid.
    look = line_look(illustrative=_marked(found))
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"values": years[:: -(-len(years) // LABELS)]}}
    y = {"field": "uncovered", "type": "quantitative", "title": None, "scale": {"zero": True}}
    colour = {
        "field": "plan", "type": "nominal", "title": None,
        "scale": {"domain": list(LINES), "range": list(LINES.values())},
    }  # fmt: skip
    drawn["spec"]["layer"] = [
        {
            "transform": [{"filter": f"datum.plan === '{plan}'"}],
            "mark": look | {"type": "line", "strokeWidth": width, "tooltip": {"content": "data"}},
            "encoding": {"x": x, "y": y, "color": colour},
        }
        for plan, width in zip(
            LINES, (5, 2.25), strict=True
        )  # the first shows behind the second where both are the same
    ]
    return Chart(
        "uncovered",
        title,
        {"data": {"values": rows}, **drawn},
        "Per cent of what is needed, at list price, that are uncovered at the end of each year"
        + _said(found, "dashed"),
    )


def _weights(found: Sequence[Scenario]) -> Chart:
    """A point a change: by how much more the plan weighs, with what the two proofs leave open as a line."""
    order = ranked(found)
    rows = [
        {
            "scenario": each.name,
            "more": round(each.compared.difference, 1),
            "at least": round(each.compared.proven[0], 1),
            "at most": round(each.compared.proven[1], 1),
            "label": _signed(each.compared.difference),
        }
        for each in order
    ]
    worst = order[0]
    title = "None of the changes makes the plan weigh more"
    if worst.compared.difference >= 0.5:
        title = f"{quoted(worst.name)} costs the plan most: it weighs {money(worst.compared.difference)} more"
    y = {"field": "scenario", "type": "nominal", "title": None, "sort": [each.name for each in order]}
    return Chart(
        "weights",
        title,
        {
            "data": {"values": rows},
            "height": {"step": 40},
            "encoding": {"y": y},
            "layer": [
                {
                    "mark": {"type": "rule", "color": "$line", "strokeWidth": 5, "tooltip": {"content": "data"}},
                    "encoding": {
                        "x": {"field": "at least", "type": "quantitative", "title": None},
                        "x2": {"field": "at most"},
                    },
                },
                {
                    "mark": {
                        "type": "point",
                        "filled": not _marked(found),
                        "opacity": 1,
                        "size": 90,
                        "tooltip": {"content": "data"},
                    },
                    "encoding": {"x": {"field": "more", "type": "quantitative", "title": None}},
                },
                {
                    "mark": {"type": "text", "dy": -13},
                    "encoding": {
                        "x": {"field": "more", "type": "quantitative", "title": None},
                        "text": {"field": "label", "type": "nominal"},
                    },
                },
            ],
        },
        "How much more the plan weighs than without a change, million EUR, weighted; the line is what the proofs leave open"
        + _said(found, "hollow"),
    )


def _signed(eur_m: float) -> str:
    return f"{'+' if eur_m >= 0 else '−'}{abs(eur_m):,.0f}"


def _buyers(found: Sequence[Scenario]) -> Chart:
    """Small multiples: which states order more or less at list price, the largest changes of all."""
    states = movers(found)
    shown = states[:STATES]
    hatched = "-hatched" if _marked(found) else ""
    rows = [
        {
            "scenario": each.name,
            "state": party_name(state),
            "EUR billion": round(each.by_state.get(state, 0.0) / 1000, 4),
            "than without a change": "more" if each.by_state.get(state, 0.0) > 0 else "less",
        }
        for each in found
        for state in shown
    ]
    each, state, worth = max(
        ((each, state, worth) for each in found for state, worth in each.by_state.items()), key=lambda one: abs(one[2])
    )
    some = f"the {len(shown)} states with the largest changes of {len(states)}" if len(shown) < len(states) else "all"
    drawn = _abreast(found, {"step": 20})
    drawn["spec"]["width"] -= 35
    drawn["spec"] |= {
        "mark": {"type": "bar", "tooltip": {"content": "data"}},
        "encoding": {
            "y": {"field": "state", "type": "nominal", "title": None, "sort": [party_name(code) for code in shown]},
            "x": {"field": "EUR billion", "type": "quantitative", "title": None, "axis": {"tickCount": 4}},
            "color": {
                "field": "than without a change", "type": "nominal", "title": None,
                "scale": {"domain": ["more", "less"], "range": [f"$teal{hatched}", f"$brick{hatched}"]},
            },
        },
    }  # fmt: skip
    return Chart(
        "buyers",
        f"{party_name(state)} orders {money(abs(worth))} {'more' if worth > 0 else 'less'} with {quoted(each.name)}, the largest change",
        {"data": {"values": rows}, **drawn},
        f"What states order more or less in all years than without a change, EUR billion at list price; {some}"
        + _said(found),
    )
