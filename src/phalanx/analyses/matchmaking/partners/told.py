"""Partners told: whom to call first and why, in words, with what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from phalanx.analyses.matchmaking.constellations.told import group_named, named_state
from phalanx.analyses.matchmaking.partners.asked import Heard
from phalanx.analyses.matchmaking.partners.calls import Call, Calls
from phalanx.analyses.matchmaking.rapport import SHARING
from phalanx.analyses.matchmaking.weights import PARTS
from phalanx.answer import Finding
from phalanx.registry.records.matching_weights import COSTS
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

MOST_NAMED = 3
GAIN = (
    "What a partner adds is the score of the best group with both less that of the best group without it, of all groups "
    "with the state; points are judgements, listed with their reasons in the table of weights."
)


def findings(heard: Heard, found: Calls) -> tuple[Finding, ...]:
    """Whom to call first, the best group, who adds to it, who costs most, what is open, and what it rests on."""
    return (
        _first(heard, found.calls[0]),
        _best(heard, found),
        _adding(heard, found),
        *_costly(heard, found),
        _open(found),
        *_disputes(heard, found),
        _illustrative(heard),
    )


def nothing_found(heard: Heard, found: Calls) -> tuple[Finding, ...]:
    """That there is nobody to call, and why."""
    name, area = party_name(heard.code), heard.groups.area
    if not found.looked_at:
        text = f"No group with {name} is within the limits for {area} ({heard.groups.title})."
    else:
        text = f"None of {counted(found.looked_at, 'group')} with {name} may be proposed: {heard.groups.scoring.wanted} is open to none of them under the rules."  # fmt: skip
    if found.best is not None:
        text = f"Everybody whom {name} could call for {area} is settled already."
    return (Finding("partners", 0, "states", text, (area,)),)


def reason(heard: Heard, call: Call) -> str:
    """In words: what the partner adds, what the two have in common, what stands between them, and what is open."""
    return " ".join(_sentences(heard, call))


def _sentences(heard: Heard, call: Call) -> Iterator[str]:
    name = party_name(call.partner)
    yield f"With {name} the best group is {group_named(call.group.states)}, at {call.group.score:.1f} points{_beside(call)}."
    needed = [label(each.item) for each in call.pair.purchases]
    yield f"Both need {joined(needed)}." if needed else "They need nothing that is the same."
    yield f"Of the two alone the score is {call.pair.score:.1f}, most by {_most(heard, call)}."
    if call.pair.ties:
        titles = heard.groups.scoring.rapport.titles
        shown = joined([f"“{titles[each]}”" for each in call.pair.agreements[:MOST_NAMED]])
        more = "first of all " if call.pair.ties > MOST_NAMED else ""
        yield f"{counted(call.pair.ties)} to which both are party can be built on, {more}{shown}."
    else:
        yield "They share no agreement to build on."
    if call.pair.systems:
        yield f"Agreements name {joined(call.pair.systems)} as arms of both."
    if call.pair.disputes:
        yield f"Between them stand{'s' if len(call.pair.disputes) == 1 else ''} {joined(call.pair.disputes)}."
    yield f"{_opened(call)}."


def _beside(call: Call) -> str:
    """How far the best group with a partner is from the best without it, as the end of a sentence."""
    if call.without is None or call.gain is None:
        return "; without it there is no group"
    other = group_named(call.without.states)
    if round(call.gain, 1) == 0.0:
        return f", as much as the best without it, {other}"
    return f", {abs(call.gain):.1f} {'more' if call.gain > 0 else 'less'} than the best without it, {other}"


def _most(heard: Heard, call: Call) -> str:
    """The parts that add most to the score of the two, best first."""
    adds = heard.groups.scoring.points * np.array(call.pair.parts)
    first = [place for place in np.argsort(-adds, kind="stable")[:MOST_NAMED] if adds[place] > 0]
    return joined([f"{label(PARTS[place])} ({adds[place]:.1f})" for place in first]) or "nothing"


def _opened(call: Call) -> str:
    """Which instruments are open to the best group with a partner, and which of them are not to the two alone."""
    group = call.group
    if not group.open:
        return "Under the rules no instrument is surely open to that group"
    text = f"Under the rules {joined(group.open)} {'is' if len(group.open) == 1 else 'are'} open to that group"
    if missing := [each for each in group.open if each not in call.pair.open]:
        text += f", though {joined(missing)} {'is' if len(missing) == 1 else 'are'} not to the two alone"
    return text


# ── Findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _first(heard: Heard, call: Call) -> Finding:
    evidence = dict.fromkeys((named_state(call.partner), *call.pair.agreements, *call.pair.disputes, *call.group.open))
    return Finding(
        "call_first",
        call.partner,
        "state",
        f"{party_name(heard.code)} should call {party_name(call.partner)} first. {reason(heard, call)}",
        tuple(evidence),
        (GAIN, *_illustrated(call)),
    )


def _illustrated(call: Call) -> tuple[str, ...]:
    return ("Needs are illustrative: public totals, shared out by a rule.",) if call.group.illustrative else ()


def _best(heard: Heard, found: Calls) -> Finding:
    best = found.calls[0].group if found.best is None else found.best
    members = [heard.groups.needs.states.index(state) for state in best.states]
    return Finding(
        "best_group",
        round(best.score, 3),
        "points",
        f"The best of {counted(found.looked_at, 'group')} with {party_name(heard.code)} for {heard.groups.area} "
        f"({heard.groups.title}) is {group_named(best.states)}, at {best.score:.1f} points.",
        heard.groups.needs.records(members) or (heard.groups.area,),
        _illustrated(found.calls[0]),
    )


def _adding(heard: Heard, found: Calls) -> Finding:
    """Who is in the best group, and by how much each makes it better; all others would make it worse."""
    inside = [each for each in found.calls if found.best is not None and each.partner in found.best.states]
    gains = [
        f"{party_name(each.partner)} ({'no group without' if each.gain is None else f'+{each.gain:.1f}'})"
        for each in inside
    ]
    others = len(found.calls) - len(inside)
    looked_at = counted(len(found.calls), "partner")
    text = f"{len(inside)} of {looked_at} looked at {'is' if len(inside) == 1 else 'are'} in the best group: {joined(gains)}"
    if not inside:
        text = f"None of {looked_at} looked at adds to who is settled already"
    rest = "; nobody else would add to it" if inside and others else ""
    return Finding(
        "adding",
        len(inside),
        "partners",
        f"{text}{rest}.",
        tuple(named_state(each.partner) for each in inside) or (named_state(heard.code),),
        (GAIN,),
    )


def _costly(heard: Heard, found: Calls) -> Iterator[Finding]:
    """Whom to bring in costs most."""
    last = found.calls[-1]
    if last.gain is None or last.gain >= 0:
        return
    yield Finding(
        "call_last",
        last.partner,
        "state",
        f"{party_name(last.partner)} would cost most: the best group of {party_name(heard.code)} with it has "
        f"{abs(last.gain):.1f} points less than that without it.",
        (named_state(last.partner), *last.pair.disputes),
        (GAIN,),
    )


def _open(found: Calls) -> Finding:
    """Which instruments can be reached with some partner, and with how many."""
    instruments = sorted({name for each in found.calls for name in each.group.open})
    reached = [
        f"{name} with {sum(name in each.group.open for each in found.calls)} of {len(found.calls)}"
        for name in instruments
    ]
    text = f"In the best group with a partner these are open under the rules: {joined(reached)}."
    if not reached:
        text = "In none of these groups is an instrument surely open under the rules."
    return Finding("instruments", len(instruments), "instruments", text, tuple(instruments))


def _disputes(heard: Heard, found: Calls) -> Iterator[Finding]:
    """With whom a dispute is known."""
    with_dispute = [each for each in found.calls if each.pair.disputes]
    if not with_dispute:
        return
    names = [party_name(each.partner) for each in with_dispute]
    records = dict.fromkeys(dispute for each in with_dispute for dispute in each.pair.disputes)
    text = f"Disputes are known between {party_name(heard.code)} and {joined(names)}."
    yield Finding("disputes", len(with_dispute), "partners", text, tuple(records))


def _illustrative(heard: Heard) -> Finding:
    needs = heard.groups.needs
    marked, all_of_them = int((needs.illustrative & needs.needed).sum()), int(needs.needed.sum())
    whose = "of a table of your own" if needs.own else "of the registry"
    text = f"{marked} of {counted(all_of_them, 'need')} {whose} {'is' if marked == 1 else 'are'} illustrative."
    records = needs.records([heard.state])
    return Finding("illustrative", round(100 * marked / all_of_them, 1), "% of needs", text, records)


def notes(heard: Heard, calls: Sequence[Call]) -> tuple[str, ...]:
    """What the order cannot show."""
    costs = joined([label(part) for part in COSTS])
    needs = (
        "Needs are those of a table of your own; the registry does not hold them."
        if heard.groups.needs.own
        else "What states need is not public. The bundled needs share public totals out by population or GDP, in whole "
        "units, and are illustrative; --needs takes your own table."
    )
    short = "The best groups with several partners are often the same one; each is held against the best without it."
    return (
        needs,
        f"The score is a sum of named parts, {costs} taken off; its points are judgements, and no measurement.",
        *((short,) if len(calls) > 1 else ()),
        "Whether a government wants to be called, and whom it would call itself, is not known.",
        SHARING,
        "Arms in common are known only where agreements on procurement name them; what forces hold otherwise is not.",
        "Rules are held against who is in a group, the area and the day; not against budgets, products or components.",
    )
