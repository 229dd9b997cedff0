"""Constellations told: why each group, what it buys and saves, under which instrument, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from phalanx.analyses.matchmaking.constellations.asked import Heard
from phalanx.analyses.matchmaking.needs import amount
from phalanx.analyses.matchmaking.proposals import Proposal, Purchase, Step
from phalanx.analyses.matchmaking.rapport import SHARING
from phalanx.analyses.matchmaking.search import Ranking, Room
from phalanx.analyses.matchmaking.weights import PARTS
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.matching_weights import COSTS, MatchingWeight
from phalanx.registry.records.states import State
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import capital, counted, joined
from phalanx.world import World

TOLD = 3
"""How many groups have a finding of their own; the reason of every one is in the table."""
MOST_NAMED, MOST_CITED = 4, 3
SCORED = (
    "The points of each part are judgements, listed with their reasons in the table of weights; --sensitivity tells "
    "how far each can move."
)
LEARNING = (
    "Wright's law: each doubling of the quantity makes a unit cost {central:.0%} of what it did, between {low:.0%} (low "
    "saving) and {high:.0%} (high). Each state alone is taken to begin a line of its own, so that the saving is less "
    "where all buy the same product anyway."
)


def findings(
    world: World, heard: Heard, ranking: Ranking, proposed: Sequence[Proposal], rooms: Sequence[Room]
) -> tuple[Finding, ...]:
    """How many groups were looked at, the first ones with their reasons, the saving, the rules, and what may change it."""
    return (
        _looked_at(heard, ranking),
        *(_group(heard, each) for each in proposed[:TOLD]),
        _saving(heard, proposed[0]),
        _funding(proposed[0]),
        _next(proposed[0]),
        *_recurring(heard, proposed),
        _illustrative(heard),
        *_room(heard, rooms),
    )


def nothing_found(heard: Heard, ranking: Ranking) -> tuple[Finding, ...]:
    """That there is no group to propose, and why."""
    states = len(heard.needs.states)
    if states < 2:
        who = "No state needs anything" if not states else f"Only {party_name(heard.needs.states[0])} needs something"
        text = f"{who} of {heard.area} ({heard.title}) in this table, so that there is no group to propose."
    elif not ranking.looked_at:
        text = "No group of states is within these limits."
    else:
        text = (
            f"None of {counted(ranking.looked_at, 'group')} may be proposed: {heard.scoring.wanted} is open to none of "
            "them under the rules."
        )
    return (Finding("groups", 0, "groups", text, (heard.area,)),)


def group_named(states: Sequence[str]) -> str:
    """The states of a group by name."""
    return joined([party_name(state) for state in states])


# ── One group ────────────────────────────────────────────────────────────────────────────────────────────────────────


def reason(heard: Heard, proposal: Proposal) -> str:
    """In words: why this group, what it buys and saves together, under what, from which agreements, who is one step short."""
    return " ".join(_sentences(heard, proposal))


def _sentences(heard: Heard, proposal: Proposal) -> Iterator[str]:
    yield f"{group_named(proposal.states)} score {proposal.score:.1f} points, most by {_most(heard, proposal)}."
    if proposal.purchases:
        bought = _bought(proposal.purchases)
        saving = proposal.saving
        price = f" of EUR {proposal.value_eur_m:,.0f} million" if proposal.value_eur_m is not None else ""
        yield f"Together they would buy {bought}, and save {_percent(saving.central)} of the price{price} ({_range(proposal)})."
    else:
        yield "No item is needed by two of them."
    yield _under(proposal)
    if proposal.ties:
        titles = heard.scoring.rapport.titles
        shown = joined([f"“{titles[agreement]}”" for agreement in proposal.agreements[:MOST_CITED]])
        yield f"{counted(proposal.ties)} {'is' if proposal.ties == 1 else 'are'} there to grow from, first of all {shown}."
    else:
        yield "No agreement is known to grow from."
    if proposal.disputes:
        yield f"Between them stand{'s' if len(proposal.disputes) == 1 else ''} {joined(proposal.disputes)}."
    if steps := _steps(proposal.steps):
        yield f"{capital('; '.join(steps))}."


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]


def _most(heard: Heard, proposal: Proposal) -> str:
    """The parts that add most, best first."""
    adds = heard.scoring.points * np.array(proposal.parts)
    first = [place for place in np.argsort(-adds, kind="stable")[:3] if adds[place] > 0]
    return joined([f"{label(PARTS[place])} ({adds[place]:.1f})" for place in first]) or "nothing"


def _bought(purchases: Sequence[Purchase]) -> str:
    """How much of each item, and when; years that are the same for all are said once."""
    items = [
        f"{amount(each.quantity, each.unit, each.item)} ({100 * each.share:.0f} % of all need)" for each in purchases
    ]
    years = [_years(each) for each in purchases]
    if len(set(years)) == 1:
        return f"{joined(items)} {years[0]}"
    return joined([f"{item} {when}" for item, when in zip(items, years, strict=True)])


def _years(purchase: Purchase) -> str:
    first, last = purchase.years
    return f"in {first}" if first == last else f"from {first} to {last}"


def _range(proposal: Proposal) -> str:
    saving, value = proposal.saving, proposal.value_eur_m
    text = f"between {_percent(saving.low)} and {_percent(saving.high)}"
    if value is not None:
        text += f", that is EUR {value * saving.central:,.0f} million, between {value * saving.low:,.0f} and {value * saving.high:,.0f}"
    return text


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if 0 < share < 0.1 else f"{100 * share:.0f} %"


def _under(proposal: Proposal) -> str:
    """Which instruments are open to the group."""
    text = f"Under the rules {joined(proposal.open)} {'is' if len(proposal.open) == 1 else 'are'} open to them"
    if not proposal.open:
        text = "Under the rules no instrument is surely open to them"
    if proposal.unsettled:
        text += f"; whether {joined(proposal.unsettled)} {'is' if len(proposal.unsettled) == 1 else 'are'}, the sources do not settle"
    return f"{text}."


def _steps(steps: Sequence[Step]) -> list[str]:
    """What a state more or less would open, those that the same states open together, and who would be next to join."""
    opening: dict[str, list[str]] = {}
    for step in steps:
        if step.opens is not None:
            change = "add" if step.change == "add" else "leave out"
            opening.setdefault(f"{change} {_one_of(step)}", []).append(step.opens)
    told = [f"{change}, and {joined(opens)} open{'s' if len(opens) == 1 else ''}" for change, opens in opening.items()]
    joining = [step for step in steps if step.opens is None]
    return told + [f"{party_name(step.best)} would be next to join ({step.score:.1f} points)" for step in joining]


def _one_of(step: Step) -> str:
    names = [party_name(state) for state in step.states]
    if len(names) > MOST_NAMED:
        return f"one of {len(names)} states, best {party_name(step.best)}"
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


# ── Findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _looked_at(heard: Heard, ranking: Ranking) -> Finding:
    limits = heard.limits
    scored = f"All {counted(ranking.looked_at, 'group')} of {limits.least} to {limits.most} states"
    of_whom = f"of the {len(heard.needs.states)} that need something of {heard.area} ({heard.title})"
    allowed = ""
    if heard.scoring.wanted is not None:
        allowed = f" {heard.scoring.wanted} is open to {ranking.allowed:,} of them."
    return Finding(
        "groups",
        ranking.looked_at,
        "groups",
        f"{scored} {of_whom} were scored, and none was left out.{allowed}",
        (heard.area,),
    )


def _group(heard: Heard, proposal: Proposal) -> Finding:
    members = [heard.needs.states.index(state) for state in proposal.states]
    needs = heard.needs.records(members)
    evidence = dict.fromkeys((*proposal.agreements, *proposal.open, *proposal.disputes, *needs))
    return Finding(
        f"group_{proposal.rank}",
        round(proposal.score, 3),
        "points",
        reason(heard, proposal),
        tuple(evidence),
        (SCORED, *_illustrated(proposal)),
    )


def _illustrated(proposal: Proposal) -> tuple[str, ...]:
    return ("Its needs are illustrative: public totals, shared out by a rule.",) if proposal.illustrative else ()


def _saving(heard: Heard, first: Proposal) -> Finding:
    saving = first.saving
    rates = heard.scoring.weights.learning
    records = (named(MatchingWeight, "learning", code) for code in rates)
    return Finding(
        "saving",
        round(100 * saving.central, 2),
        "% of the price",
        f"The first group would save {_percent(saving.central)} of the price by buying together ({_range(first)}).",
        tuple(records),
        (LEARNING.format(**rates), *_illustrated(first)),
    )


def _funding(first: Proposal) -> Finding:
    return Finding(
        "funding",
        len(first.open),
        "instruments",
        f"For the first group: {_uncapital(_under(first))}",
        (*first.open, *first.unsettled),
        (
            "Rules on budgets, products and component shares are not held against a group here; ask eligibility for them.",
        ),
    )


def _next(first: Proposal) -> Finding:
    joining = next((each for each in first.steps if each.opens is None), None)
    if joining is None:
        return Finding("next_to_join", None, "state", "No further state could join the first group.")
    change = joining.score - first.score
    moved = f"{abs(change):.1f} points {'less' if change < 0 else 'more'}"
    return Finding(
        "next_to_join",
        joining.best,
        "state",
        f"{party_name(joining.best)} would be next to join the first group: with it the group scores {moved}.",
        (named_state(joining.best),),
    )


def named_state(state: str) -> str:
    """The record of a state."""
    return named(State, state)


def _recurring(heard: Heard, proposed: Sequence[Proposal]) -> Iterator[Finding]:
    """Who is in most of the groups proposed: the list is of near variants of one another."""
    if len(proposed) < 2:
        return
    counts = {state: sum(state in each.states for each in proposed) for state in heard.needs.states}
    most = max(counts.values())
    often = [state for state, count in counts.items() if count == most]
    absent = [state for state, count in counts.items() if not count]
    text = f"{group_named(often)} {'is' if len(often) == 1 else 'are'} in {most} of the {len(proposed)} groups proposed"
    text += (
        f"; {counted(len(absent), 'state')} of {len(counts)} {'is' if len(absent) == 1 else 'are'} in none."
        if absent
        else "."
    )
    yield Finding("recurring", most, "groups", text, tuple(named_state(state) for state in often))


def _illustrative(heard: Heard) -> Finding:
    needs = heard.needs
    marked, all_of_them = int((needs.illustrative & needs.needed).sum()), int(needs.needed.sum())
    share = 100 * marked / all_of_them
    whose = "of a table of your own" if needs.own else "of the registry"
    text = f"{marked} of {counted(all_of_them, 'need')} {whose} {'is' if marked == 1 else 'are'} illustrative."
    return Finding(
        "illustrative", round(share, 1), "% of needs", text, needs.records(range(len(needs.states)))[:MOST_NEEDS]
    )


MOST_NEEDS = 100
"""How many records of needs a finding cites."""


def _room(heard: Heard, rooms: Sequence[Room]) -> Iterator[Finding]:
    """The part whose points have least room, as a share of what they are."""
    near = []
    for each in rooms:
        for end, group in ((each.low, each.below), (each.high, each.above)):
            if end is not None and group is not None and each.points:
                near.append((abs(end - each.points) / each.points, each, end, group))
    if not rooms:
        return
    if not near:
        yield Finding("room", None, "points", "No change of a single part's points makes another group lead.")
        return
    share, part, end, group = min(near, key=lambda each: each[0])
    states = [state for state, inside in zip(heard.needs.states, group, strict=True) if inside]
    yield Finding(
        "room",
        round(end, 4),
        "points",
        f"The first place depends most on {label(part.part)}: at {end:.2f} points instead of {part.points:g} "
        f"({100 * share:.1f} % off), {group_named(states)} would lead.",
        (named(MatchingWeight, "part", part.part),),
        ("The points of all other parts stay as they are.",),
    )


def notes(heard: Heard, proposed: Sequence[Proposal]) -> tuple[str, ...]:
    """What the score cannot show."""
    costs = joined([label(part) for part in COSTS])
    bundled = (
        "What states need is not public. The bundled needs share public totals out by population or GDP, in whole units, "
        "and are illustrative; --needs takes your own table."
    )
    closest = "The groups at the top are near variants of one another; --must and --without ask for others."
    return (
        "Needs are those of a table of your own; the registry does not hold them." if heard.needs.own else bundled,
        f"The score is a sum of named parts, {costs} taken off; its points are judgements, and no measurement.",
        SHARING,
        "Arms in common are known only where agreements on procurement name them; what forces hold otherwise is not.",
        "A dispute counts between all states it names, as the facts do not tell the sides.",
        "Rules are held against who is in a group, the area and the day; not against budgets, products or components.",
        *((closest,) if len(proposed) > 1 else ()),
    )
