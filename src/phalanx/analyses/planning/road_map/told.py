"""Road map told: how good the plan is, what it covers and costs, what holds it back, and what it rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.plan import Solved
from phalanx.analyses.planning.road_map.burden import burden_of
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.covered import Coverage, coverage_of
from phalanx.analyses.planning.road_map.limits import dearest, limit, per_million
from phalanx.analyses.planning.road_map.missed import missed_of
from phalanx.analyses.planning.road_map.orders import Order, european_share, joint_share, orders_of, total_cost
from phalanx.analyses.planning.road_map.words import amount, money, percent
from phalanx.answer import Finding
from phalanx.registry.records import KINDS, named
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, in_words, joined

NAMED = 3
"""How many of several a sentence names."""
CITED = 100
"""How many records a finding cites of those it rests on."""
EXITS = {
    "gradual": "as the United States leave over some years",
    "abrupt": "as the United States leave at once",
    "none": "as the United States stay",
}


def findings(heard: Heard, solved: Solved) -> tuple[Finding, ...]:
    """How good the plan is, what it covers, costs and cannot have, what holds it back, who bears it, what it rests on."""
    covered = coverage_of(heard.case, solved.plan)
    return (
        *_proven(heard, solved),
        *_uncovered(heard, covered),
        _covered_from(heard, covered),
        _beyond_money(heard, covered),
        _cost(heard, solved),
        *_limits(heard, solved),
        _jointly(heard, solved),
        _european(heard, solved),
        _burden(heard, solved),
        _fairness(heard, solved),
        _illustrative(heard),
    )


def weighing(heard: Heard) -> tuple[str, ...]:
    """What is weighed against what, as assumptions of a finding."""
    assumed = {name: each.value for name, each in heard.assumed.items()}
    said = [
        f"A lot that is missing for a year weighs its price x its priority (1 to 5) x {assumed['uncovered_weight']:g}.",
        f"A euro that a state pays beside its fair share weighs {assumed['unfairness_weight']:g}.",
    ]
    if heard.case.surcharge:
        said.append(f"What lines outside Europe make weighs {100 * heard.case.surcharge:g} % more than it costs.")
    return tuple(said)


# ── How good it is ───────────────────────────────────────────────────────────────────────────────────────────────────


def _proven(heard: Heard, solved: Solved) -> Iterator[Finding]:
    """What the plan weighs, what none can weigh less than, and what lies between."""
    weighed, assumed = solved.weighed, _assumed(heard, "uncovered_weight", "unfairness_weight")
    parts = {"what is missing": weighed.missing, "what it costs": weighed.cost, "what is unfair": weighed.unfair}
    parts |= {"what is made elsewhere": weighed.foreign} if heard.case.surcharge else {}
    said = joined([f"{name} {money(value)}" for name, value in parts.items()])
    yield Finding(
        "objective",
        round(weighed.total, 3),
        "million EUR, weighted",
        f"The plan weighs {money(weighed.total)}, of which {said}; less is better.",
        assumed,
        weighing(heard),
    )
    second = solved.second_bound
    also = "" if np.isnan(second) else f" Another method proves {money(second)}."
    yield Finding(
        "bound",
        round(solved.bound, 3),
        "million EUR, weighted",
        f"No plan for the same case can weigh less than {money(solved.bound)}.{also}",
        assumed,
    )
    stopped = f" The search was stopped after {solved.seconds:,.0f} seconds." if solved.stopped else ""
    text = f"The plan is within {percent(solved.gap)} of the best there can be.{stopped}"
    if solved.gap == 0:
        text = f"No plan for the same case is better.{stopped}"
    yield Finding("gap", solved.gap, "share", text, assumed)


# ── What it covers ───────────────────────────────────────────────────────────────────────────────────────────────────


def _uncovered(heard: Heard, covered: Coverage) -> Iterator[Finding]:
    """What is uncovered in the first and in the last year, as a share at list price."""
    shares, worth = covered.uncovered_share(), covered.worth(covered.uncovered)
    evidence = _requirements(heard)
    for name, place in (("uncovered_first", 0), ("uncovered_last", -1)):
        year, lots = heard.case.years[place], covered.uncovered[:, place]
        text = f"In {year} {percent(shares[place])} of what is needed is uncovered, worth {money(worth[place])} at list price"
        text += f": most of all {_most(heard.case, lots)}." if lots.any() else "."
        if not lots.any():
            text = f"In {year} all that is needed is covered."
        yield Finding(
            name, round(100 * float(shares[place]), 3), "% of the requirement", text, evidence, (_exit(heard),)
        )


def _covered_from(heard: Heard, covered: Coverage) -> Finding:
    """From which year on each item is covered."""
    case, places = heard.case, covered.covered_from()
    when: dict[int, list[str]] = {}
    for item, place in zip(case.items, places, strict=True):
        if place is not None:
            when.setdefault(case.years[place], []).append(item.name)
    never = [item.name for item, place in zip(case.items, places, strict=True) if place is None]
    said = [f"{joined(names)} from {year} on" for year, names in sorted(when.items())]
    text = f"All that is needed is there of {'; '.join(said)}" if said else "Of no item is all there that is needed"
    text += f"; of {joined(never)} not by the end of {case.years[-1]}." if never and said else "."
    return Finding(
        "covered_from", len(case.items) - len(never), f"of {counted(len(case.items), 'item')}", text,
        _requirements(heard), (_exit(heard),),
    )  # fmt: skip


def _beyond_money(heard: Heard, covered: Coverage) -> Finding:
    """What no money can bring in time, in the year in which that is most."""
    case, worth = heard.case, covered.worth(covered.beyond)
    place = int(np.argmax(worth))
    text = "Money could bring all that is needed in time."
    if worth[place]:
        text = (
            f"No money can bring in time what is needed: in {case.years[place]}, the worst year, {money(worth[place])} at "
            f"list price, most of all {_most(case, covered.beyond[:, place])}. Lead times and what industry can make stand "
            "against it."
        )
    lines = heard.rows.records("industry_lines", heard.rows.lines)
    return Finding("beyond_money", round(float(worth[place]), 3), "million EUR at list price", text, lines[:CITED])


def _most(case: Case, lots: np.ndarray) -> str:
    """The items of which most is meant, by list price, with amounts."""
    order = np.argsort(-lots * case.costs, kind="stable")
    return joined([amount(case.items[place], lots[place]) for place in order[:NAMED] if lots[place] > 0])


# ── What it costs, and what holds it back ────────────────────────────────────────────────────────────────────────────


def _cost(heard: Heard, solved: Solved) -> Finding:
    """What the plan costs over all years, between the low and the high costs of its items."""
    cost, low, high = total_cost(heard, solved.plan)
    case, orders = heard.case, orders_of(heard, solved.plan)
    budget = float(case.budget.sum())
    lent = float(solved.plan.lent.sum())
    loans = f" SAFE loans pay {money(lent)} of it." if lent >= 0.5 else ""
    text = (
        f"From {case.years[0]} to {case.years[-1]} the plan costs {money(cost)}, between {money(low)} and {money(high)}, "
        f"in {counted(len(orders), 'order')}; the budgets for these items hold {money(budget)}.{loans}"
    )
    return Finding(
        "cost", round(cost, 3), "million EUR", text, heard.rows.records("capability_items", heard.item_rows()),
        ("Money is in constant prices of 2025; the range is that of the costs of items and of what joint buys save.",),
    )  # fmt: skip


def _limits(heard: Heard, solved: Solved) -> Iterator[Finding]:
    """The dearest limits: what one more of them would be worth, each place once."""
    binding = dearest(heard.case, solved.prices)
    if not binding:
        yield Finding("limits", 0.0, "million EUR, weighted", "No limit holds the plan back.", _requirements(heard))
        return
    said = [f"{limit(heard.case, each)} ({money(each.worth)})" for each in binding[:NAMED]]
    yield Finding(
        "limits",
        round(per_million(heard.case, binding[0]), 4),
        "million EUR, weighted, for each million EUR more",
        f"What would better the plan most, for its price, and by how much: {'; '.join(said)}.",
        _requirements(heard),
        (MARGINAL,),
    )


MARGINAL = (
    "Prices of limits are those of the plan without the demand that orders are whole, for a small change of one limit; lots "
    "are compared at their list price."
)


# ── Who buys, who makes, who bears ───────────────────────────────────────────────────────────────────────────────────


def _jointly(heard: Heard, solved: Solved) -> Finding:
    """How much is bought jointly, and the largest joint buys."""
    share, states = joint_share(heard, solved.plan), heard.case.states
    by_group: dict[str, list[Order]] = {}
    for each in orders_of(heard, solved.plan):
        if each.group:
            by_group.setdefault(each.group.code, []).append(each)
    spent = {code: sum(each.cost for each in orders) for code, orders in by_group.items()}
    largest = [(by_group[code][0], spent[code]) for code in sorted(spent, key=lambda code: -spent[code])[:NAMED]]
    said = [
        f"{order.item.name} by {joined([party_name(states[place]) for place in order.members])}, led by "
        f"{party_name(states[order.lead or 0])} ({money(cost)})"
        for order, cost in largest
    ]
    text = (
        f"{percent(share)} of what is ordered, at list price, is bought jointly, in {counted(len(spent), 'joint buy')}"
    )
    text += f"; the largest: {'; '.join(said)}." if said else "."
    used = [row for row in heard.rows.joint if row["id"] in spent]
    evidence = heard.rows.records("joint_buys", used) or heard.rows.records("joint_buys", heard.rows.joint)
    return Finding("joint_share", round(100 * share, 3), "% of orders", text, evidence[:CITED])


def _european(heard: Heard, solved: Solved) -> Finding:
    """How much lines in Europe make."""
    share = european_share(heard.case, solved.plan)
    return Finding(
        "european_share",
        round(100 * share, 3),
        "% of deliveries",
        f"{percent(share)} of what is delivered, at list price, is made in Europe.",
        heard.rows.records("industry_lines", heard.rows.lines)[:CITED],
        (
            "Made in Europe is what is made in states that may use SAFE in full: the Union, the European Economic Area, Ukraine.",
        ),
    )


def _burden(heard: Heard, solved: Solved) -> Finding:
    """Who pays most and least against its fair share."""
    case, burden = heard.case, burden_of(heard.case, solved.plan)
    most, least = int(np.nanargmax(burden.ratio)), int(np.nanargmin(burden.ratio))
    text = (
        f"Against its fair share {party_name(case.states[most])} pays most, {burden.ratio[most]:.2f} times as much, and "
        f"{party_name(case.states[least])} least, {burden.ratio[least]:.2f} times."
    )
    if burden.ratio[most] - burden.ratio[least] < 0.005:
        text = "All pay the same multiple of their fair share."
    fair = "A fair share is that of GDP, as far as a state's budgets and targets go; others bear the rest by theirs."
    return Finding(
        "burden", round(float(burden.ratio[most]), 4), "times its fair share", text,
        tuple(named(KINDS["states"], state) for state in case.states), (fair,),
    )  # fmt: skip


def _fairness(heard: Heard, solved: Solved) -> Finding:
    """By how much fairness is missed in all, and by whom most."""
    case, missed = heard.case, missed_of(heard.case, solved.plan)
    said = [f"{party_name(each.state)} in {each.way} by {money(each.eur_m)}" for each in missed[:NAMED]]
    said += [f"others by {money(sum(each.eur_m for each in missed[NAMED:]))}"] if missed[NAMED:] else []
    text = f"Fairness is missed by {joined(said)}." if said else "No state misses fairness."
    if not case.fairness:
        text = "Fairness binds nobody."
    asked = (
        f"Fair is to pay {percent(case.fairness)} of one's fair share at least, and to take of capabilities and of common "
        "enablers no more than goes with it; a state may miss that by a lot, as lots are whole."
    )
    return Finding(
        "fairness", round(sum(each.eur_m for each in missed), 3), "million EUR missed", text,
        tuple(named(KINDS["states"], state) for state in case.states), (asked,) if case.fairness else (),
    )  # fmt: skip


# ── What it rests on ─────────────────────────────────────────────────────────────────────────────────────────────────


def illustrative(heard: Heard) -> tuple[int, int]:
    """How many rows of the tables of inputs are illustrative, and how many there are."""
    marks = [row["illustrative"] for rows in heard.rows.tables().values() for row in rows if "illustrative" in row]
    return sum(map(bool, marks)), len(marks)


def _illustrative(heard: Heard) -> Finding:
    """How much of what the plan is computed from is illustrative."""
    marked, all_of_them = illustrative(heard)
    text = f"{marked:,} of {counted(all_of_them, 'row')} that the plan is computed from {'is' if marked == 1 else 'are'} illustrative."
    whose = joined(sorted(in_words(kind) for kind in heard.rows.own))
    text += f" {whose[0].upper()}{whose[1:]} are of tables of your own." if whose else ""
    return Finding(
        "illustrative", round(100 * marked / all_of_them, 1), "% of rows", text,
        heard.rows.records("targets", heard.rows.targets)[:CITED] or _requirements(heard),
    )  # fmt: skip


def _requirements(heard: Heard) -> tuple[str, ...]:
    codes = {item.code for item in heard.case.items}
    rows = [row for row in heard.rows.requirements if row["item"] in codes]
    return (
        *heard.rows.records("requirements", rows)[:CITED],
        *heard.rows.records("us_exit_paths", heard.rows.paths)[:CITED],
    )


def _assumed(heard: Heard, *names: str) -> tuple[str, ...]:
    return tuple(named(KINDS["planning_assumptions"], name) for name in names)


def _exit(heard: Heard) -> str:
    return f"It is counted {EXITS[heard.us_exit]}."


INPUTS = (
    "Requirements are public estimates, targets share public totals out by a rule, and costs and lines of industry are read "
    "from single contracts: the plan shows what follows from them, not what governments intend."
)


STOPPED = "The search was stopped before its end: the plan keeps all limits, and is the best that was found until then."


def notes(heard: Heard, solved: Solved) -> tuple[str, ...]:
    """What was left out, and what a road map cannot show."""
    return (
        *heard.left_out,
        *((STOPPED,) if solved.stopped else ()),
        *_missed(heard, solved),
        *WEAKNESSES,
    )


def _missed(heard: Heard, solved: Solved) -> Iterator[str]:
    """Every state that misses fairness, in a sentence."""
    if said := [
        f"{party_name(each.state)} in {each.way} by {money(each.eur_m)}" for each in missed_of(heard.case, solved.plan)
    ]:
        yield f"What was found so far misses fairness: {joined(said)}."


WEAKNESSES = (
    INPUTS,
    "Of each line the same assumed share is free for this plan; which orders bind it otherwise is not known.",
    "What is bought is counted by number: crews, bases, ammunition and the years of use are not paid for here.",
    "Grants of the Union are counted as open to a group, and bring no money, as their amounts are not known.",
    "Only loans under SAFE pay beside budgets; they are paid back after the years looked at.",
    "A plan that is proven best is best for these inputs; the table of limits says which of them matter most.",
)
