"""Permits told: what quicker permissions save against what upgrades save, in words, beside what others have told."""

from __future__ import annotations

from phalanx.analyses.mobility.ground_told import NOTES, UNDER, days, hours_said, millions
from phalanx.analyses.mobility.permits.asked import Heard
from phalanx.analyses.mobility.permits.found import Found, Option
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE, BorderPermit
from phalanx.registry.records.permit_costs import PermitCost
from phalanx.vocabulary.wording import counted

ALONE = "What an upgrade saves is counted by itself, without the others; invest chooses among them together."
COSTS = "Costs of permissions are judgements: no public cost was found. They are those of all states in ten years."


def findings(heard: Heard, found: Found) -> tuple[Finding, ...]:
    """What three days save, what the best option for its money is, what the best upgrade is, and what others told."""
    return (
        _three_days(found),
        _six_hours(found),
        *_best(found),
        *_all_upgrades(heard, found),
        *_told(found),
        *_stopped(heard, found),
    )


def _permit(regime: str) -> str:
    return named(BorderPermit, EVERY_STATE, regime)


def _three_days(found: Found) -> Finding:
    today, then = found.mean("today"), found.mean("proposal")
    option = next(each for each in found.options if each.id == "proposal")
    return Finding(
        "three_days_save",
        round(option.hours.middle, 1),
        "hours per movement",
        f"Averaged over {counted(len(found.done), 'movement')}, the last load arrives after {days(today)} under the rules "
        f"of today and after {days(then)} if permission takes three days at most: {days(option.hours.middle)} less, "
        f"between {days(option.hours.low)} and {days(option.hours.high)} by the ranges of the permits.",
        (_permit("today"), _permit("proposal"), *(example.id for example in found.done)),
        ("Of a state whose notice is not public, 45 days are taken today, with a range from 5 to 60.",),
    )


def _six_hours(found: Found) -> Finding:
    more = found.mean("proposal") - found.mean("emergency")
    return Finding(
        "six_hours_save",
        round(more, 1),
        "hours per movement",
        f"Six hours instead of three days save {days(more)} more; the {days(found.mean('emergency'))} that are left are "
        "loading, travel and the limits of the network.",
        (_permit("proposal"), _permit("emergency")),
    )


def _best(found: Found) -> tuple[Finding, ...]:
    """The best option for its money, and the best upgrade where that is another."""
    priced = [each for each in found.options if each.per_100_m and each.hours.middle > 0]
    if not priced:
        return ()
    sentences = [("best_for_money", priced[0])]
    if upgrade := next((each for each in priced if each.kind == "upgrade"), None):
        sentences.append(("best_upgrade", upgrade))
    return tuple(_for_money(name, option) for name, option in sentences)


def _for_money(name: str, option: Option) -> Finding:
    rate, cost = option.per_100_m, option.eur_m
    if rate is None or cost is None:
        raise ValueError(f"{option.id} has no cost")
    what = "Of all options" if name == "best_for_money" else "Of the upgrades"
    record = named(PermitCost, option.id) if option.kind == "permission" else option.id
    return Finding(
        name,
        round(rate.middle, 1),
        "hours per movement and EUR 100 million",
        f"{what}, “{option.title}” saves most for its money: {hours_said(option.hours.middle)} a movement for "
        f"{millions(cost.middle)}, or {rate.middle:,.1f} hours for EUR 100 million ({rate.low:,.1f} to {rate.high:,.1f}).",
        (record,),
        (COSTS,) if option.kind == "permission" else (ALONE,),
    )


def _all_upgrades(heard: Heard, found: Found) -> tuple[Finding, ...]:
    """How far single upgrades get at most, under the rules asked for and others."""
    upgrades = [each for each in found.options if each.kind == "upgrade"]
    if not upgrades:
        return ()
    best = max(upgrades, key=lambda each: each.hours.middle)
    some = [each for each in upgrades if each.hours.middle > 0]
    under = UNDER[heard.parameters.regime]
    return (
        Finding(
            "most_by_one_upgrade",
            round(best.hours.middle, 1),
            "hours per movement",
            f"{under[0].upper()}{under[1:]}, {len(some)} of {counted(len(upgrades), 'upgrade')} save anything by themselves; "
            f"most of all “{best.title}”, {hours_said(best.hours.middle)} a movement on average.",
            tuple(each.id for each in some) or (best.id,),
            (ALONE,),
        ),
    )


def _told(found: Found) -> tuple[Finding, ...]:
    """Movements that others have told of, beside ours without waiting for permission."""
    told = [example for example in found.done if example.told]
    if not told:
        return ()
    sentences = []
    for example in told:
        low, high = example.told or (0.0, 0.0)
        said = f"{low:g} days" if low == high else f"{low:g} to {high:g} days"
        ours = found.hours[example.id, "emergency"].middle
        sentences.append(f"{example.title}: {said} told, {days(ours)} here")
    return (
        Finding(
            "beside_what_is_told",
            len(told),
            "movements",
            f"With hardly a wait for permission, beside what is told of such movements: {'; '.join(sentences)}.",
            tuple(example.id for example in told),
            ("What is told began with permission in hand, and in peace beside civil traffic at three trains a day.",),
        ),
    )


def _stopped(heard: Heard, found: Found) -> tuple[Finding, ...]:
    if len(found.done) == len(heard.examples):
        return ()
    return (
        Finding(
            "stopped",
            len(found.done),
            "movements",
            f"Stopped: this is a part, with {len(found.done)} of {counted(len(heard.examples), 'movement')}.",
        ),
    )


def notes(heard: Heard, found: Found) -> tuple[str, ...]:
    """What the answer cannot show, and why it differs from what is said elsewhere."""
    return (
        *NOTES,
        (
            "“From 45 days to three” speaks of the permit alone; a movement goes on after it, so that it falls by fewer "
            "times than the permit. 45 days are the longest notice told of, and not the usual one: where most states "
            "are quicker, today's hours and what is saved lie near the low ends of the ranges."
        ),
        (
            "What a regime saves is least where today is quick and the regime slow, and most the other way round; what an "
            "upgrade saves ranges over the rules of today, six hours, and those asked for. Its capacities have ranges too, "
            "which are not counted."
        ),
        COSTS,
        *(
            ["Stopped before all movements were counted: averages are of those that were."]
            if len(found.done) < len(heard.examples)
            else []
        ),
    )
