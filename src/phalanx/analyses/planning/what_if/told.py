"""What-if told: what a change does to a road map – what is covered later, who buys what, money, joint buys, limits – in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from phalanx.analyses.planning.measured import ALL
from phalanx.analyses.planning.road_map.limits import limit
from phalanx.analyses.planning.road_map.missed import missed_of
from phalanx.analyses.planning.road_map.told import CITED, MARGINAL, NAMED, STOPPED, WEAKNESSES, illustrative, weighing
from phalanx.analyses.planning.road_map.words import amount, money, percent
from phalanx.analyses.planning.what_if.asked import WhatIfParameters
from phalanx.analyses.planning.what_if.compared import NOTICED_EUR_M, Compared, Side
from phalanx.analyses.planning.what_if.limits import limits_of
from phalanx.answer import Finding
from phalanx.registry.records import KINDS, named
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import capital, counted, joined


def findings(compared: Compared, parameters: WhatIfParameters) -> tuple[Finding, ...]:
    """How much worse or better the plan is, how sure that is, and what of it differs."""
    return (
        _difference(compared, parameters),
        _proof(compared),
        _uncovered(compared),
        _beyond(compared),
        _covered_from(compared),
        _orders(compared),
        _money(compared),
        _joint(compared),
        _limits(compared),
        _fairness(compared),
        _illustrative(compared),
    )


# ── How much, and how sure ───────────────────────────────────────────────────────────────────────────────────────────


def _difference(compared: Compared, parameters: WhatIfParameters) -> Finding:
    """By how much the plan weighs more, in its parts, and what the proofs say of it."""
    before, after = compared.before.solved.weighed, compared.after.solved.weighed
    parts = {
        "what is missing": after.missing - before.missing,
        "what it costs": after.cost - before.cost,
        "what is unfair": after.unfair - before.unfair,
        "what is made elsewhere": after.foreign - before.foreign,
    }
    said = [f"{name} {more(value)}" for name, value in parts.items() if abs(value) >= 0.5]
    text = f"If {compared.change}, the plan weighs {more(compared.difference)}" + (
        f": {joined(said)}." if said else "."
    )
    if abs(compared.difference) < NOTICED_EUR_M:
        text = f"If {compared.change}, the plan weighs as much as before."
    return Finding(
        "difference",
        round(compared.difference, 3),
        "million EUR, weighted",
        text,
        evidence_of_change(compared, parameters),
        (*weighing(compared.before.heard), "What no money could bring in time is told apart, and is no part of this."),
    )


def _proof(compared: Compared) -> Finding:
    """Bound and gap of both plans, and what they leave open of the difference."""
    before, after = compared.before.solved, compared.after.solved
    low, high = compared.proven
    text = (
        f"The plan before is within {percent(before.gap)} of the best there can be and weighs at least "
        f"{money(before.bound)}, the one after within {percent(after.gap)} and at least {money(after.bound)}. "
    )
    if compared.certain:
        least, most = sorted((low, high), key=abs)
        than = "more" if low > 0 else "less"
        amounts = list(dict.fromkeys((money(abs(least)), money(abs(most)))))
        text += f"So the change makes the best plan weigh {' to '.join(amounts)} {than}."
    else:
        text += (
            f"The best plans may differ by anything from {_less_or_more(low)} to {_less_or_more(high)}, so that what "
            "differs in weight is within what the proofs leave open."
        )
    for name, solved in (("before", before), ("after", after)):
        text += (
            f" The search for the plan {name} was stopped after {solved.seconds:,.0f} seconds."
            if solved.stopped
            else ""
        )
    return Finding(
        "proof", compared.certain, "yes or no", text, (named(KINDS["planning_assumptions"], "uncovered_weight"),),
    )  # fmt: skip


# ── What is covered ──────────────────────────────────────────────────────────────────────────────────────────────────


def _uncovered(compared: Compared) -> Finding:
    """What is uncovered in all years, and in which year that differs most."""
    before, after = compared.before, compared.after
    change = after.item_years - before.item_years
    text = f"As much of what is needed is uncovered as before, {money(before.item_years)} at list price and counted for each year."
    if abs(change) >= NOTICED_EUR_M:
        shares = [side.covered.uncovered_share() for side in (before, after)]
        place = int(np.argmax(np.abs(shares[1] - shares[0])))
        text = (
            f"What is uncovered {'grows' if change > 0 else 'falls'} from {money(before.item_years)} to "
            f"{money(after.item_years)}, at list price and counted for each year; most in "
            f"{before.heard.case.years[place]}, when {percent(shares[1][place])} of what is needed is uncovered instead of "
            f"{percent(shares[0][place])}."
        )
    return Finding("uncovered", round(change, 3), "million EUR x years at list price", text, requirements(compared))


def _beyond(compared: Compared) -> Finding:
    """How much more no money can bring in time."""
    before, after = compared.before.beyond_years, compared.after.beyond_years
    text = "No money can bring more or less of it in time than before."
    if abs(after - before) >= NOTICED_EUR_M:
        text = f"What no money can bring in time {'grows' if after > before else 'falls'} from {money(before)} to {money(after)}."
    lines = compared.before.heard.rows
    return Finding(
        "beyond_money", round(after - before, 3), "million EUR x years at list price", text,
        lines.records("industry_lines", lines.lines)[:CITED],
    )  # fmt: skip


def _covered_from(compared: Compared) -> Finding:
    """Which items are covered later, never, or earlier."""
    case = compared.before.heard.case
    pairs = zip(case.items, compared.before.covered.covered_from(), compared.after.covered.covered_from(), strict=True)
    end = len(case.years)
    moved = [
        (item, end if before is None else before, end if after is None else after) for item, before, after in pairs
    ]
    said: list[str] = []
    if late := [
        f"{item.name} ({_since(case.years, after)} instead of {_since(case.years, before)})"
        for item, before, after in moved
        if before < after < end
    ]:
        said.append(f"later: {joined(late)}")
    if never := [item.name for item, before, after in moved if before < after == end]:
        said.append(f"no longer by the end of {case.years[-1]}: {joined(never)}")
    if early := [
        f"{item.name} ({_since(case.years, after)} instead of {_since(case.years, before)})"
        for item, before, after in moved
        if after < before
    ]:
        said.append(f"earlier: {joined(early)}")
    text = f"Covered {'; covered '.join(said)}." if said else "Every item is covered from the same year on as before."
    worse = sum(before < after for _, before, after in moved)
    return Finding("covered_from", worse, "items covered later or not at all", text, requirements(compared))


def _since(years: Sequence[int], place: int) -> str:
    return str(years[place]) if place < len(years) else f"not by the end of {years[-1]}"


# ── Who buys what, with which money, with whom ───────────────────────────────────────────────────────────────────────


def _orders(compared: Compared) -> Finding:
    """Who orders more and less of what; the value is what moves at list price."""
    items = {item.code: item for item in compared.before.heard.case.items}
    said = []
    for than, sign in (("more", 1), ("less", -1)):
        largest = [each for each in compared.shifts if each[3] * sign > 0]
        named_ = [f"{party_name(state)} {amount(items[item], abs(lots))}" for item, state, lots, _ in largest[:NAMED]]
        if named_:
            named_ += [counted(len(largest) - NAMED, "other")] if len(largest) > NAMED else []
            worth = money(sum(abs(each[3]) for each in largest))
            said.append(f"{than} for {worth} at list price: {joined(named_)}")
    text = (
        f"States order {'; they order '.join(said)}." if said else "Every state orders as much of every item as before."
    )
    moved = sum(abs(each[3]) for each in compared.shifts)
    rows = compared.before.heard
    return Finding(
        "orders", round(moved, 3), "million EUR at list price that move", text,
        rows.rows.records("targets", rows.rows.targets)[:CITED],
        ("Plans that weigh nearly the same can differ in single orders: what the proofs leave open need not come of the change.",),
    )  # fmt: skip


def _money(compared: Compared) -> Finding:
    """What the plan costs more or less, and what that leaves of the budgets."""
    before, after = compared.before, compared.after
    text = (
        f"The plan costs {more(after.cost - before.cost)}, {money(after.cost)} instead of {money(before.cost)}, and the budgets "
        f"hold {more(after.budget - before.budget)}; so {more(after.free - before.free)} of them stays free."
    )
    if abs(after.lent - before.lent) >= 0.5:
        text += f" SAFE loans pay {more(after.lent - before.lent)}."
    evidence = tuple(dict.fromkeys(record for records in before.heard.money.evidence for record in records))
    return Finding(
        "money", round(after.free - before.free, 3), "million EUR more that stay free", text, evidence[:CITED],
        ("Money is in constant prices of 2025, over all years.",),
    )  # fmt: skip


def _joint(compared: Compared) -> Finding:
    """Joint buys that fall away, come about, or have other members."""
    heard = compared.before.heard
    names = {row["id"]: heard.rows.item_of[row["item"]]["name"] for row in heard.rows.joint}
    gone, come, other = [], [], []
    for code, before, after in compared.joint:
        if not after:
            gone.append(f"{names[code]} by {_states(before)}")
        elif not before:
            come.append(f"{names[code]} by {_states(after)}")
        elif before != after:
            other.append(f"{names[code]} by {_states(after)} instead of {_states(before)}")
    said = [
        f"{counted(len(those), 'joint buy')} {verb if len(those) > 1 else once}: {'; '.join(those[:NAMED])}"
        + (f"; and {counted(len(those) - NAMED, 'other')}" if len(those) > NAMED else "")
        for those, verb, once in (
            (gone, "fall away", "falls away"),
            (come, "come about", "comes about"),
            (other, "have other members", "has other members"),
        )
        if those
    ]
    text = f"{'. '.join(said)}." if said else "The same joint buys come about, with the same members."
    return Finding(
        "joint_buys", len(come) - len(gone), "joint buys more", text,
        heard.rows.records("joint_buys", heard.rows.joint)[:CITED],
    )  # fmt: skip


def _states(codes: Sequence[str]) -> str:
    return joined([party_name(state) for state in codes])


# ── What holds it back, and what is fair ─────────────────────────────────────────────────────────────────────────────


def _limits(compared: Compared) -> Finding:
    """What holds the plan back most now, which limits bind anew, and which no longer do."""
    moved = limits_of(compared)
    binding = [each for each in moved if each.after]
    text = "No limit holds the plan back after the change."
    if binding:
        first = binding[0]
        text = (
            f"What would better the plan most after the change is {limit(first.case, first.price)}: EUR 1 million of it is "
            f"worth {_worth(first.after)}, and {_worth(first.before) if first.before else 'nothing'} before."
        )
    if anew := [limit(each.case, each.price) for each in moved if each.after and not each.before]:
        text += f" {capital(counted(len(anew), 'limit'))} {'bind' if len(anew) > 1 else 'binds'} anew: {'; '.join(anew[:NAMED])}"
        text += f"; and {counted(len(anew) - NAMED, 'other')}." if len(anew) > NAMED else "."
    if free := sum(1 for each in moved if each.before and not each.after):
        text += f" {counted(free, 'limit')} {'bind' if free > 1 else 'binds'} no longer."
    return Finding(
        "limits", binding[0].after if binding else 0.0, "million EUR, weighted, for each million EUR more", text,
        requirements(compared), (MARGINAL,),
    )  # fmt: skip


def _fairness(compared: Compared) -> Finding:
    """Who misses fairness after the change."""
    after = compared.after
    missed = missed_of(after.heard.case, after.solved.plan)
    said = joined([f"{party_name(each.state)} in {each.way} by {money(each.eur_m)}" for each in missed])
    text = f"After the change fairness is missed by {said}" if said else "After the change no state misses fairness"
    text += f"; before it was missed by {money(compared.before.missed)} in all." if compared.before.missed else "."
    return Finding(
        "fairness", round(after.missed - compared.before.missed, 3), "million EUR missed more", text,
        tuple(named(KINDS["states"], state) for state in after.heard.case.states),
        ("Fair shares stay as they were, unless the change is one of budgets or of who takes part.",),
    )  # fmt: skip


# ── What it rests on ─────────────────────────────────────────────────────────────────────────────────────────────────


def _illustrative(compared: Compared) -> Finding:
    """How much of what both plans are computed from is illustrative."""
    marked, rows = illustrative(compared.before.heard)
    text = f"{marked:,} of {counted(rows, 'row')} that both plans are computed from {'is' if marked == 1 else 'are'} illustrative."
    return Finding("illustrative", round(100 * marked / rows, 1), "% of rows", text, requirements(compared))


def evidence_of_change(compared: Compared, parameters: WhatIfParameters) -> tuple[str, ...]:
    """The records that are changed, and those of what is asked for."""
    heard = compared.before.heard
    by, money_ = parameters.budgets_by, heard.money
    budgets = [
        record
        for state, records in zip(money_.states, money_.evidence, strict=True)
        if state in by or ALL in by
        for record in records
    ]
    lines = [row for row in heard.rows.lines if row["id"] in parameters.lines_by]
    return tuple(dict.fromkeys((
        *budgets[:CITED],
        *(named(KINDS["states"], state) for state in parameters.leaves or ()),
        *(heard.rows.records("us_exit_paths", heard.rows.paths) if parameters.earlier else ()),
        *heard.rows.records("industry_lines", lines),
        *(heard.rows.records("joint_buys", heard.rows.joint)[:CITED] if parameters.threshold else ()),
        named(KINDS["planning_assumptions"], "uncovered_weight"),
    )))  # fmt: skip


def requirements(compared: Compared) -> tuple[str, ...]:
    rows = compared.before.heard.rows
    return rows.records("requirements", rows.requirements)[:CITED] or (
        named(KINDS["planning_assumptions"], "uncovered_weight"),
    )


def more(eur_m: float) -> str:
    """A difference in words: "EUR 3.2 billion more", "EUR 12 million less", "as much"."""
    return "as much" if abs(eur_m) < 0.5 else f"{money(abs(eur_m))} {'more' if eur_m > 0 else 'less'}"


def _less_or_more(eur_m: float) -> str:
    return "nothing" if abs(eur_m) < 0.5 else f"{money(abs(eur_m))} {'more' if eur_m > 0 else 'less'}"


def _worth(eur_m: float) -> str:
    return f"EUR {eur_m:,.2f} million" if eur_m < 100 else f"EUR {eur_m:,.0f} million"


AGAIN = (
    "The plan after is looked for from the plan before, so that orders stay where they can. Where that leads to none that is "
    "proven near enough to the best, or other states take part or fair shares differ, it is looked for anew."
)


def notes(compared: Compared) -> tuple[str, ...]:
    """What was left out, what differs in that, and what a what-if cannot show."""
    before, after = compared.before, compared.after
    return (
        *before.heard.left_out,
        *(f"After the change: {note}" for note in left_out_after(before, after)),
        *((STOPPED,) if _any_stopped(before, after) else ()),
        "What is needed stays the same, whoever leaves; the industry of a state that leaves still delivers.",
        AGAIN,
        *WEAKNESSES,
    )


def left_out_after(before: Side, after: Side) -> tuple[str, ...]:
    """What is left out after a change and was not before, as the rest of a line."""
    return tuple(_lower(note) for note in after.heard.left_out if note not in before.heard.left_out)


def _any_stopped(*sides: Side) -> bool:
    return any(side.solved.stopped for side in sides)


def _lower(note: str) -> str:
    """A note in the middle of a line: what begins with a name keeps its capital."""
    return note[0].lower() + note[1:] if note.startswith(("By ", "Of ", "States ")) else note
