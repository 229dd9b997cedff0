"""Beside told: how several changes of a road map rank, how sure that is, and what each of them does, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from phalanx.analyses.planning.road_map.told import CITED, NAMED, STOPPED, WEAKNESSES, illustrative, weighing
from phalanx.analyses.planning.road_map.words import money, percent
from phalanx.analyses.planning.what_if.beside.sides import Scenario, milestones, quoted, ranked, uncovered_in
from phalanx.analyses.planning.what_if.told import evidence_of_change, left_out_after, more, requirements
from phalanx.answer import Finding
from phalanx.registry.records import KINDS, named
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import capital, counted, joined

AGAIN_BESIDE = (
    "Each plan with a change is looked for from the plan without one, so that orders stay where they can. Where that leads to "
    "none that is proven near enough to the best, or other states take part or fair shares differ, it is looked for anew."
)


def findings(found: Sequence[Scenario]) -> tuple[Finding, ...]:
    """How the changes rank, how sure that is, what is uncovered when, what it costs, and what each of them does."""
    return (
        _ranking(found),
        _proof(found),
        *(_milestone(found, year) for year in milestones(found[0].before.heard)),
        _money(found),
        *(_scenario(each, number) for number, each in enumerate(found, start=1)),
        _illustrative(found),
    )


def _ranking(found: Sequence[Scenario]) -> Finding:
    """Which change makes the plan weigh most, and the others after it."""
    order = ranked(found)
    said = [f"{more(each.compared.difference)} with {quoted(each.name)}" for each in order]
    text = f"From worst to best, the plan weighs {joined(said)}, than without a change."
    if len(order) == 1:
        text = f"The plan weighs {said[0]}, compared with no change."
    return Finding(
        "ranking",
        round(order[0].compared.difference, 3),
        "million EUR more, weighted, with the worst",
        text,
        tuple(dict.fromkeys(record for each in order for record in evidence_of_change(each.compared, each.asked)))[
            :CITED
        ],
        (*weighing(found[0].before.heard), "What no money could bring in time is told apart, and is no part of this."),
    )


def _proof(found: Sequence[Scenario]) -> Finding:
    """How near the plans are to the best, and which ranks that leaves open."""
    order = ranked(found)
    gaps = [
        f"{percent(each.solved.gap)} {name}"
        for name, each in (("without a change", found[0].before), *((f"with {quoted(e.name)}", e.after) for e in order))
    ]
    open_ = [
        f"{quoted(worse.name)} and {quoted(better.name)}"
        for worse, better in pairwise(order)
        if not worse.surely_worse(better)
    ]
    same = [quoted(each.name) for each in order if not each.compared.certain]
    text = f"Each plan is proven to be within so much of the best there can be: {joined(gaps)}. "
    text += (
        "The proofs bear this order out" if not open_ else f"The proofs leave open which is worse of {joined(open_)}"
    )
    text += f", and do not tell {joined(same)} from no change." if same else "."
    return Finding(
        "proof", not open_ and not same, "yes or no", text, (named(KINDS["planning_assumptions"], "uncovered_weight"),),
    )  # fmt: skip


def _milestone(found: Sequence[Scenario], year: int) -> Finding:
    """What is uncovered at the end of a year, with which change most."""
    before = uncovered_in(found[0].before, year)
    shares = [(uncovered_in(each.after, year), each.name) for each in found]
    said = [f"{percent(share)} with {quoted(name)}" for share, name in sorted(shares, key=lambda each: -each[0])]
    return Finding(
        f"uncovered_{year}",
        round(100 * max(share for share, _ in shares), 3),
        "% of what is needed, at list price, with the worst",
        f"At the end of {year} {percent(before)} of what is needed is uncovered without a change, {joined(said)}.",
        requirements(found[0].compared),
    )


def _money(found: Sequence[Scenario]) -> Finding:
    """What the plans cost, and what of the budgets stays free."""
    before = found[0].before
    said = [f"{money(each.after.cost)} and {money(each.after.free)} with {quoted(each.name)}" for each in found]
    evidence = tuple(dict.fromkeys(record for records in before.heard.money.evidence for record in records))
    return Finding(
        "money",
        round(max(each.after.cost for each in found) - before.cost, 3),
        "million EUR more with the dearest",
        f"Without a change the plan costs {money(before.cost)}, and {money(before.free)} of budgets and loans stays free; "
        f"it is {joined(said)}.",
        evidence[:CITED],
        ("Money is in constant prices of 2025, over all years.",),
    )


def _scenario(each: Scenario, number: int) -> Finding:
    """What one change does: who orders more and less, which items come later, which joint buys fall away or come about."""
    said = [*_buyers(each), *_items(each), *_joint(each)]
    text = f"{capital(each.name)} – {each.compared.change}: " + ("; ".join(said) or "nothing of the plan changes") + "."
    return Finding(
        f"scenario_{number}",
        round(each.compared.difference, 3),
        "million EUR more, weighted",
        text,
        evidence_of_change(each.compared, each.asked)[:CITED],
    )


def _buyers(each: Scenario) -> Iterator[str]:
    for than, sign in (("more", 1), ("less", -1)):
        states = [(state, worth * sign) for state, worth in each.by_state.items() if worth * sign > 0]
        states.sort(key=lambda one: (-one[1], one[0]))
        names = [f"{party_name(state)} (by {money(worth)})" for state, worth in states[:NAMED]]
        if names:
            names += [counted(len(states) - NAMED, "other")] if len(states) > NAMED else []
            yield f"{joined(names)} {'orders' if len(states) == 1 else 'order'} {than}"


def _items(each: Scenario) -> Iterator[str]:
    case = each.before.heard.case
    end = len(case.years)
    late: list[str] = []
    early: list[str] = []
    for item, before, after in zip(
        case.items, each.before.covered.covered_from(), each.after.covered.covered_from(), strict=True
    ):
        was, now = end if before is None else before, end if after is None else after
        when = str(case.years[now]) if now < end else f"not by {case.years[-1]}"
        if now != was:
            (late if now > was else early).append(f"{item.name} ({when})")
    yield from (f"{joined(some)} {word}" for some, word in ((late, "come later"), (early, "come earlier")) if some)


def _joint(each: Scenario) -> Iterator[str]:
    gone = sum(1 for _, before, after in each.compared.joint if before and not after)
    come = sum(1 for _, before, after in each.compared.joint if after and not before)
    if gone:
        yield f"{counted(gone, 'joint buy')} {'falls' if gone == 1 else 'fall'} away"
    if come:
        yield f"{counted(come, 'joint buy')} {'comes' if come == 1 else 'come'} about"


def _illustrative(found: Sequence[Scenario]) -> Finding:
    """How much of what all plans are computed from is illustrative."""
    marked, rows = illustrative(found[0].before.heard)
    text = f"{marked:,} of {counted(rows, 'row')} that all plans are computed from {'is' if marked == 1 else 'are'} illustrative."
    return Finding("illustrative", round(100 * marked / rows, 1), "% of rows", text, requirements(found[0].compared))


def notes(found: Sequence[Scenario]) -> tuple[str, ...]:
    """What was left out, what differs in that, and what changes side by side cannot show."""
    before = found[0].before
    stopped = any(side.solved.stopped for side in (before, *(each.after for each in found)))
    return (
        *before.heard.left_out,
        *(f"With {quoted(each.name)}: {note}" for each in found for note in left_out_after(before, each.after)),
        *((STOPPED,) if stopped else ()),
        "Every change is made in the plan without one, and none in another.",
        "What is needed stays the same, whoever leaves; the industry of a state that leaves still delivers.",
        AGAIN_BESIDE,
        *WEAKNESSES,
    )
