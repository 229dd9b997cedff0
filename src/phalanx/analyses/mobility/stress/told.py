"""Stress told: how late the movement gets, how sure that is, what to protect, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator

from phalanx.analyses.mobility.movement.told import notes as movement_notes
from phalanx.analyses.mobility.movement.told import rules_said, time_said
from phalanx.analyses.mobility.stress.found import Found
from phalanx.answer import Finding
from phalanx.registry.records.hazard_assumptions import STRESS_CODES
from phalanx.vocabulary.wording import counted

ASSUMED = (
    "How often hazards come, how far they reach, how long they last and what they leave are judgements, each with a range "
    "in hazard_assumptions; the ranges are not drawn from."
)
WHEN = (
    "What is in force when loads set out, or begins while they are under way, is taken to last its full time from the "
    "moment of setting out, and nothing gets through before: that is on the safe side."
)


def findings(found: Found) -> tuple[Finding, ...]:
    """What came of it, the median first."""
    return (
        *_stopped(found),
        _median(found),
        _bad_day(found),
        _mean(found),
        _late(found),
        *_in_time(found),
        *_protect(found),
        _ways(found),
        *_corridor(found),
    )


def _evidence(found: Found) -> tuple[str, ...]:
    return tuple(hazard.id for hazard in found.stressed.hazards) or found.stressed.parameters.from_


def _stopped(found: Found) -> Iterator[Finding]:
    if found.partial:
        text = (
            f"This is a part: it was stopped after {found.trial.done:,} of {found.trial.asked:,} scenarios; intervals are "
            "wider than they would be."
        )
        yield Finding("stopped_after", found.trial.done, "scenarios", text, _evidence(found))


def _median(found: Found) -> Finding:
    heard, middle = found.stressed.heard, found.quantiles[0.5]
    late = middle.value - found.trial.undisturbed
    text = (
        f"In half of {found.trial.done:,} scenarios all has arrived in {heard.name(heard.parameters.to)} after at most "
        f"{time_said(middle.value)}, {rules_said(heard)}: "
        + (f"{late:.0f} hours later than undisturbed." if late else "as quick as undisturbed.")
        + f" The 95 % interval is {middle.low:.0f} to {middle.high:.0f} hours."
    )
    return Finding("median_arrival", middle.value, "hours", text, (*heard.records, *_evidence(found)), (ASSUMED, WHEN))


def _bad_day(found: Found) -> Finding:
    worst = found.quantiles[0.95]
    text = (
        f"In one scenario of twenty it takes longer than {time_said(worst.value)} (95 % interval {worst.low:.0f} to "
        f"{worst.high:.0f} hours), {worst.value - found.trial.undisturbed:.0f} hours more than undisturbed; the longest of "
        f"all took {found.trial.hours.max():.0f}."
    )
    return Finding("arrival_95", worst.value, "hours", text, _evidence(found), (ASSUMED, WHEN))


def _mean(found: Found) -> Finding:
    middle = found.mean
    text = (
        f"On average it takes {middle.value:.1f} hours (95 % interval {middle.low:.1f} to {middle.high:.1f}), undisturbed "
        f"{found.trial.undisturbed:.0f}."
    )
    return Finding("mean_arrival", round(middle.value, 2), "hours", text, _evidence(found), (ASSUMED,))


def _late(found: Found) -> Finding:
    late = found.late
    kinds = ", ".join(
        STRESS_CODES[kind].lower() for kind in dict.fromkeys(each.hazard for each in found.stressed.hazards)
    )
    text = (
        f"Hazards make it late in {100 * late.value:.1f} % of scenarios (95 % interval {100 * late.low:.1f} to "
        f"{100 * late.high:.1f} %); in all others something struck elsewhere, or another way was as quick. What may "
        f"strike: {kinds or 'nothing, as no hazard asked for reaches this network'}."
    )
    return Finding("late_share", round(100 * late.value, 2), "%", text, _evidence(found), (ASSUMED, WHEN))


def _in_time(found: Found) -> Iterator[Finding]:
    if found.in_time is not None:
        each = found.in_time
        text = (
            f"It meets the deadline in {100 * each.value:.1f} % of scenarios (95 % interval {100 * each.low:.1f} to "
            f"{100 * each.high:.1f} %)."
        )
        yield Finding("in_time_share", round(100 * each.value, 2), "%", text, _evidence(found), (ASSUMED, WHEN))


def _protect(found: Found) -> Iterator[Finding]:
    if not found.elements:
        text = "No single element would have made any scenario quicker, had it alone been spared."
        yield Finding("best_to_protect", None, "hours a scenario", text, _evidence(found))
        return
    best = found.elements[0]
    text = (
        f"To protect {best.name} ({best.mode.replace('_', ' ')}) would help most: {best.saves.value:.2f} hours a scenario "
        f"(95 % interval {best.saves.low:.2f} to {best.saves.high:.2f}), and {best.saves_when:.0f} hours in the "
        f"{100 * best.delays.value:.1f} % of scenarios in which it delays; {counted(len(found.elements), 'element')} would "
        "help at all."
    )
    yield Finding("best_to_protect", round(best.saves.value, 3), "hours a scenario", text, (best.id,), (ASSUMED, WHEN))


def _ways(found: Found) -> Finding:
    heard = found.stressed.heard
    text = (
        f"{counted(found.ways, 'way')} from {' and '.join(heard.name(name) for name in heard.parameters.from_)} to "
        f"{heard.name(heard.parameters.to)} {'shares' if found.ways == 1 else 'share'} no link with one another."
    )
    return Finding("disjoint_ways", found.ways, "ways", text, (*heard.parameters.from_, heard.parameters.to))


def _corridor(found: Found) -> Iterator[Finding]:
    if not found.corridors:
        return
    worst = found.corridors[0]
    without = f"{counted(worst.ways_left, 'way')} that {'shares' if worst.ways_left == 1 else 'share'} no link"
    if worst.hours_lost is None:
        text = f"Without the corridor {worst.code} the movement cannot arrive, or is more than 60 days late; it leaves {without}."
    else:
        text = f"Without the corridor {worst.code} it takes {worst.hours_lost:.0f} hours longer, on {without}."
    yield Finding("dearest_corridor", worst.hours_lost, "hours", text, (worst.worst,))


def notes(found: Found) -> tuple[str, ...]:
    """What the answer cannot show."""
    part = (f"A part: {found.trial.done:,} of {found.trial.asked:,} scenarios were computed before it was stopped.",)
    return (
        *(part if found.partial else ()),
        *movement_notes(found.stressed.heard),
        ASSUMED,
        WHEN,
        "A scenario is answered with the plan that is best for it, known from the start: in truth one learns of hazards on the way.",
        "Each element is spared alone; what two would save together is not their sum.",
        "No cable record tells of transport that stood still, so that cut cables are not among the hazards.",
        "The derailments on the Iron Ore Line are not among them, as one line says little of how often lines derail.",
    )
