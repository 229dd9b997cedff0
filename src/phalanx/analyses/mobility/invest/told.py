"""Invest told: what the best upgrades under the budget save together, how sure that is, and what else they are good for."""

from __future__ import annotations

from phalanx.analyses.mobility.ground_told import NOTES, UNDER, hours_said, millions
from phalanx.analyses.mobility.invest.asked import Heard
from phalanx.analyses.mobility.invest.found import Found
from phalanx.answer import Finding
from phalanx.vocabulary.wording import counted, joined

DUAL_USE_RULE = "R052"
"""The record of the Union's technical requirements for dual-use transport."""
AVERAGE = (
    "Hours are those of an average day of a year, on some days of which a hazard takes capacity, added over the movements, "
    "each of which counts the same."
)
EXACT = "Every set is evaluated by itself on the network, as gains do not add up."


def findings(heard: Heard, found: Found) -> tuple[Finding, ...]:
    """What is gained and how surely, what alone would, what the rest would add, dual use, and climate."""
    if not found.choice.chosen:
        return (_nothing(heard, found), *_next(heard, found))
    return (
        _gain(heard, found),
        _bound(heard, found),
        _together(heard, found),
        *_next(heard, found),
        _civil(heard, found),
        _exposed(heard, found),
    )


def _ids(heard: Heard, found: Found) -> tuple[str, ...]:
    return tuple(heard.ground.upgrades[place].id for place in found.choice.chosen)


def _spent(heard: Heard, found: Found) -> float:
    return sum(heard.costs[place] for place in found.choice.chosen)


def _nothing(heard: Heard, found: Found) -> Finding:
    cheapest = min(range(len(heard.costs)), key=lambda place: heard.costs[place])
    upgrade = heard.ground.upgrades[cheapest]
    return Finding(
        "hours_saved",
        0.0,
        "hours",
        f"For {millions(heard.parameters.budget)} no upgrade saves an hour; the cheapest, “{upgrade.title}”, costs "
        f"{millions(heard.costs[cheapest])}. No set of them saves more than {hours_said(found.choice.bound)}.",
        (upgrade.id,),
        (AVERAGE,),
    )


def _gain(heard: Heard, found: Found) -> Finding:
    titles = joined([f"“{heard.ground.upgrades[place].title}”" for place in found.choice.chosen])
    count, budget = len(found.choice.chosen), heard.parameters.budget
    return Finding(
        "hours_saved",
        round(found.choice.gain, 2),
        "hours",
        f"Of {millions(budget)}, {millions(_spent(heard, found))} for {counted(count, 'upgrade')} save "
        f"{hours_said(found.choice.gain)} over {counted(len(heard.examples), 'movement')} on an average day, "
        f"{UNDER[heard.parameters.regime]}: {titles}.",
        _ids(heard, found),
        (AVERAGE, f"Costs are those of the {heard.parameters.costs} of their ranges."),
    )


def _bound(heard: Heard, found: Found) -> Finding:
    choice = found.choice
    sure = (
        "which is what was found: no other set under the budget saves more"
        if choice.proven
        else f"{hours_said(choice.gap)} more than was found"
    )
    stopped = " It was stopped half-way, so that this is a part of the search." if found.stopped else ""
    return Finding(
        "bound",
        round(choice.bound, 2),
        "hours",
        f"No set of upgrades under the budget saves more than {hours_said(choice.bound)}, {sure}; the gap is "
        f"{choice.gap:.1f} hours after {counted(choice.branches, 'step')} of the search among {2 ** len(heard.costs):,} sets.{stopped}",
        _ids(heard, found),
        (EXACT,),
    )


def _together(heard: Heard, found: Found) -> Finding:
    added = sum(found.worth.alone[place] for place in found.choice.chosen)
    gain = found.choice.gain
    how = "more" if gain > added + 0.05 else "less" if gain < added - 0.05 else "as much"
    text = (
        f"By themselves and added up, the chosen would save {hours_said(added)}; together they save {hours_said(gain)}"
    )
    rest = {
        "more": ", for some lift a limit that hides another's.",
        "less": ", for some help the same loads.",
        "as much": ".",
    }[how]
    return Finding("by_themselves", round(added, 2), "hours", text + rest, _ids(heard, found), (EXACT,))


def _next(heard: Heard, found: Found) -> tuple[Finding, ...]:
    """What would add most to the chosen, if there were money for it."""
    adding = {place: hours for place, hours in found.beyond.items() if hours > 0.05}
    if not adding:
        return ()
    place = max(adding, key=lambda each: adding[each])
    upgrade = heard.ground.upgrades[place]
    return (
        Finding(
            "would_add_most",
            round(adding[place], 2),
            "hours",
            f"Of the upgrades left out, “{upgrade.title}” would add most, {hours_said(adding[place])} for "
            f"{millions(heard.costs[place])}.",
            (upgrade.id,),
            (AVERAGE,),
        ),
    )


def _civil(heard: Heard, found: Found) -> Finding:
    chosen = [heard.ground.upgrades[place] for place in found.choice.chosen]
    spent = _spent(heard, found)
    useful = sum(heard.costs[place] for place in found.choice.chosen if heard.ground.upgrades[place].civil_use >= 3)
    rules = heard.world.table("mobility_rules")["id"].to_list()
    return Finding(
        "civil_use_pct",
        round(100 * useful / spent, 1),
        "% of the money",
        f"{100 * useful / spent:.0f} % of the money goes to upgrades of which civil traffic has much as well (3 or 4 points "
        f"of 4); points do not steer the choice.",
        (*(each.id for each in chosen), *([DUAL_USE_RULE] if DUAL_USE_RULE in rules else [])),
        ("Points for civil use and climate exposure are judgements, with their reasons in the facts.",),
    )


def _exposed(heard: Heard, found: Found) -> Finding:
    worst = max(found.choice.chosen, key=lambda place: heard.ground.upgrades[place].climate_exposure)
    upgrade = heard.ground.upgrades[worst]
    exposed = [place for place in found.choice.chosen if heard.ground.upgrades[place].climate_exposure >= 3]
    many = counted(len(exposed), "chosen upgrade") if exposed else "No chosen upgrade"
    return Finding(
        "climate_exposed",
        len(exposed),
        "upgrades",
        f"{many} {'are' if len(exposed) > 1 else 'is'} much exposed to flood, heat, ice or the sea (3 or 4 points of 4); "
        f"most of all “{upgrade.title}”, at {counted(upgrade.climate_exposure, 'point')}.",
        (upgrade.id,),
    )


def notes(heard: Heard, found: Found) -> tuple[str, ...]:
    """What the answer cannot show."""
    return (
        *NOTES,
        AVERAGE,
        (
            "Hazards come one at a time and last as long as a movement does; stress draws them together. Costs are "
            "those of building; upkeep, time to build and risk are left out. Upgrades that help other movements are worth more "
            "than is counted here."
        ),
        "Only upgrades in the facts can be chosen. Whether a bridge bears a tank is not public, and so not among them.",
        *(
            ["Stopped half-way: the bound holds, and the best set found so far may not be the best."]
            if found.stopped
            else []
        ),
    )
