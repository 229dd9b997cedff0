"""The rules: a function for each type, which says whether a group meets it, why, and the smallest change that would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from phalanx.analyses.matchmaking.rulebook import Loan, Pool, RuleBook, Standing, Way, lifts
from phalanx.registry.records.participation_rules import ParticipationRule as Rule
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

Outcome = Literal["met", "failed", "unsettled", "not_judged"]
Eligible = Literal["yes", "unsettled", "no"]
Kind = Literal["add", "leave_out", "lower_share", "date", "area", "none"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the rules: a group of states on a day, with a share of component cost from outside, for an area.

    `share` is in per cent and `area` the id of a capability area; None: nothing was said of it.
    """

    group: frozenset[str]
    day: date
    share: float | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A way of taking part held against what is asked of it, with who is what on that day."""

    book: RuleBook
    way: Way
    asked: Asked
    standing: Standing

    @classmethod
    def of(cls, book: RuleBook, way: Way, asked: Asked) -> Case:
        """The case, with the standing of all states on the day that was asked about."""
        return cls(book, way, asked, book.standing(way, asked.day))


@dataclass(frozen=True, slots=True)
class Change:
    """A change that would do: `number` states of `states` to add or leave out, or a `value` to be had instead."""

    kind: Kind
    number: int | None = None
    states: tuple[str, ...] = ()
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a group: whether it is met, what was found, why, by which facts, and what would meet it.

    The first of `rules` is the one to cite; it is missing where the facts have none. `evidence` are further records.
    `not_judged`: the rule only informs, or asks for what was not said.
    """

    rule: str
    outcome: Outcome
    found: str
    reason: str
    rules: tuple[Rule, ...]
    change: Change | None = None
    evidence: tuple[str, ...] = field(default=())


def judge(case: Case) -> tuple[Verdict, ...]:
    """Every rule of the way held against the group, those on who takes part first, terms last."""
    return (*judge_group(case), *judge_circumstances(case), *tell_terms(case))


def judge_group(case: Case) -> tuple[Verdict, ...]:
    """The rules that look at who is in the group."""
    verdicts = [may_take_part(case)]
    if "minimum_participants" not in case.way.rules:
        verdicts.append(_no_minimum())
    verdicts += (judged(rule, case) for rule, judged in _each(case, OF_THE_GROUP))
    if case.way.rules.get("unanimity"):
        verdicts.append(unanimity(case))
    return tuple(verdicts)


def judge_circumstances(case: Case) -> tuple[Verdict, ...]:
    """The rules that say the same of every group: on areas and days."""
    verdicts = [area(case)] if case.way.rules.get("area") else []
    verdicts += (judged(rule, case) for rule, judged in _each(case, OF_CIRCUMSTANCES))
    return tuple(verdicts)


def tell_terms(case: Case) -> tuple[Verdict, ...]:
    """The terms on which a group takes part; they decide nothing."""
    return tuple(told(rule, case) for rule, told in _each(case, TERMS))


def _each(case: Case, judges: Mapping[str, Judge]) -> Iterator[tuple[Rule, Judge]]:
    for name, judged in judges.items():
        for rule in case.way.rules.get(name, ()):
            yield rule, judged


def eligible(verdicts: Iterable[Verdict]) -> Eligible:
    """No where a rule fails, else unsettled where one is, else yes; terms do not decide."""
    outcomes = {verdict.outcome for verdict in verdicts if decides(verdict.rule)}
    return "no" if "failed" in outcomes else "unsettled" if "unsettled" in outcomes else "yes"


def decides(rule: str) -> bool:
    """Whether a rule decides who may take part; the others tell the terms."""
    return rule not in TERMS


# ── Who takes part ───────────────────────────────────────────────────────────────────────────────────────────────────


def may_take_part(case: Case) -> Verdict:
    """Every state of the group is of a class that counts or may join."""
    name, pool, group = "may_take_part", case.standing.admitted, case.asked.group
    outside, unsure = sorted(group - pool.perhaps), sorted((group & pool.perhaps) - pool.sure)
    if not pool.rules:
        return Verdict(name, "unsettled", "", "The facts do not say who may take part.", ())
    partners = tuple(case.book.partners[state][1] for state in sorted(group & case.book.partners.keys()))
    if not outside and not unsure:
        return Verdict(name, "met", "all", "Every state of the group may take part.", pool.rules, evidence=partners)
    change = Change("leave_out", len(outside + unsure), tuple(sorted(outside + unsure)))
    if outside:
        outcome: Outcome = "failed"
        reason = f"{_names(outside)} {'is' if len(outside) == 1 else 'are'} of no class that may take part."
    else:
        outcome, reason = "unsettled", f"Whether {_names(unsure)} may take part is not settled."
    found = "; ".join(f"{word} {_codes(states)}" for word, states in (("not", outside), ("perhaps", unsure)) if states)
    return Verdict(name, outcome, found, reason, pool.rules, change, partners)


def minimum_participants(rule: Rule, case: Case) -> Verdict:
    """At least so many states of the group count; of entities, one is taken for each state."""
    return _at_least(rule, case, case.standing.participants, "participant")


def minimum_member_states(rule: Rule, case: Case) -> Verdict:
    """At least so many states of the group count as member states."""
    return _at_least(rule, case, case.standing.members, "member state")


def needs_loan(rule: Rule, case: Case) -> Verdict:
    """At least so many member states of the group have a ceiling for a SAFE loan."""
    verdict = _at_least(rule, case, case.standing.borrowers, "member state with a loan")
    loans = [case.book.loans[state] for state in sorted(case.asked.group & case.standing.borrowers.sure)]
    waiting = loans and not any(_approved(loan, case.asked.day) for loan in loans)
    reason = f"{verdict.reason} No plan of theirs is known to be approved by that day." if waiting else verdict.reason
    return replace(verdict, reason=reason, rules=(rule,), evidence=tuple(loan.record for loan in loans))


def _at_least(rule: Rule, case: Case, pool: Pool, noun: str) -> Verdict:
    """Held against those that surely count and those that perhaps do; only the sure ones meet a minimum."""
    group = case.asked.group
    sure, unsure = sorted(group & pool.sure), sorted((group & pool.perhaps) - pool.sure)
    found = f"{len(sure)}: {_codes(sure)}" if sure else "0"
    if unsure:
        found += f"; perhaps {_codes(unsure)}"
    facts = (rule, *pool.rules)
    if rule.value is None:
        return Verdict(rule.rule, "unsettled", found, rule.summary, facts)
    least = int(rule.value)
    if not rule.settled:
        return Verdict(rule.rule, "unsettled", found, f"{counted(least, noun)} {_is_said(least)}, unconfirmed.", facts)
    if len(sure) >= least:
        return Verdict(rule.rule, "met", found, f"It takes {counted(least, noun)}; there are {len(sure)}.", facts)
    missing, others = least - len(sure), tuple(sorted(pool.sure - group))
    change = Change("add", missing, others) if len(others) >= missing else Change("none")
    if len(sure) + len(unsure) >= least:
        open_ = f"whether {_names(unsure)} {'does' if len(unsure) == 1 else 'do'} is not settled"
        reason = f"It takes {counted(least, noun)}; {len(sure)} surely {'counts' if len(sure) == 1 else 'count'}, and {open_}."
        return Verdict(rule.rule, "unsettled", found, reason, facts, change)
    there = "there is none" if not sure else f"there {'is' if len(sure) == 1 else 'are'} {len(sure)}"
    return Verdict(rule.rule, "failed", found, f"It takes {counted(least, noun)}; {there}.", facts, change)


def _no_minimum() -> Verdict:
    """Where the facts have no rule on the number of participants, that is not settled either."""
    return Verdict("minimum_participants", "unsettled", "", "The facts do not say how many participants it takes.", ())


def maximum_participants(rule: Rule, case: Case) -> Verdict:
    """At most so many states are in the group."""
    group, most = case.asked.group, int(rule.value or 0)
    found = str(len(group))
    if not rule.settled:
        return Verdict(rule.rule, "unsettled", found, rule.summary, (rule,))
    if len(group) <= most:
        return Verdict(rule.rule, "met", found, f"It takes at most {most}; there are {len(group)}.", (rule,))
    change = Change("leave_out", len(group) - most, tuple(sorted(group)))
    return Verdict(rule.rule, "failed", found, f"It takes at most {most}; there are {len(group)}.", (rule,), change)


def unanimity(case: Case) -> Verdict:
    """No state of the group takes part only if others agree: whether they would, no rule can say."""
    pool = case.standing.by_consent
    asking = sorted(case.asked.group & pool.perhaps)
    if asking:
        reason = f"{_names(asking)} {'takes' if len(asking) == 1 else 'take'} part only if all who decide agree."
        return Verdict("unanimity", "unsettled", f"consent for {_codes(asking)}", reason, pool.rules)
    return Verdict("unanimity", "met", "not needed", "No state of the group needs the consent of others.", pool.rules)


def component_share(rule: Rule, case: Case) -> Verdict:
    """At most this share of component cost comes from outside, unless an agreement with a state of the group lifts it."""
    share, cap = case.asked.share, rule.value
    facts = (rule, *case.way.rules.get("lifted_component_cap", ()))
    if share is None:
        return Verdict(rule.rule, "not_judged", "", f"No share was named. {rule.summary}", facts)
    found = f"{share:g} %"
    if share == 0:
        return Verdict(rule.rule, "met", found, "Nothing comes from outside.", facts)
    if not rule.settled or cap is None:
        return Verdict(rule.rule, "unsettled", found, f"The cap is not settled. {rule.summary}", facts)
    reason, change = f"At most {cap} % may come from outside.", Change("lower_share", value=cap)
    if share <= float(cap):
        return Verdict(rule.rule, "met", found, reason, facts)
    lifting = [each for each in lifts(case.way, share) if case.asked.group.intersection(each.states or ())]
    if lifting:
        theirs = _names(lifting[0].states or ())
        reason = f"More than {cap} % is open only to components of {theirs}; whose they are was not said."
        return Verdict(rule.rule, "unsettled", found, reason, facts, change)
    return Verdict(rule.rule, "failed", found, reason, facts, change)


# ── Areas and days ───────────────────────────────────────────────────────────────────────────────────────────────────


def area(case: Case) -> Verdict:
    """The area asked about, or one above it, is among those the instrument is for."""
    rules, asked = case.way.rules["area"], case.asked.area
    meant = [rule.value or "" for rule in rules]
    if asked is None:
        return Verdict("area", "not_judged", "", f"No area was named. It is for {', '.join(meant)}.", rules)
    fitting = [rule for rule in rules if rule.value in case.book.line_of(asked)]
    if any(rule.settled for rule in fitting):
        return Verdict("area", "met", asked, f"It is for {fitting[0].value}.", tuple(fitting))
    parts = [rule for rule in rules if asked in case.book.line_of(rule.value or "")]
    if fitting or parts:
        meant = [rule.value or "" for rule in (*fitting, *parts)]
        return Verdict("area", "unsettled", asked, f"It is surely for a part only: {', '.join(meant)}.", rules)
    reason = f"It is for {', '.join(meant)} alone."
    return Verdict("area", "failed", asked, reason, rules, Change("area", value=";".join(meant)))


def excluded_area(rule: Rule, case: Case) -> Verdict:
    """The area asked about is not one the instrument leaves out, nor part of one."""
    asked, left_out = case.asked.area, rule.value or ""
    if asked is None:
        return Verdict(rule.rule, "not_judged", "", f"No area was named. {rule.summary}", (rule,))
    if left_out in case.book.line_of(asked):
        outcome: Outcome = "failed" if rule.settled else "unsettled"
        change = Change("none") if rule.settled else None
        return Verdict(rule.rule, outcome, asked, rule.summary, (rule,), change)
    if asked in case.book.line_of(left_out):
        return Verdict(rule.rule, "unsettled", asked, f"A part of it is left out: {left_out}.", (rule,))
    return Verdict(rule.rule, "met", asked, f"Only {left_out} is left out.", (rule,))


def window_start(rule: Rule, case: Case) -> Verdict:
    """The day is not before the first; a month or a year begins on its first day."""
    day = case.asked.day
    if rule.value is None or not rule.settled:
        return Verdict(rule.rule, "unsettled", day.isoformat(), rule.summary, (rule,))
    if day >= first_day(rule.value):
        return Verdict(rule.rule, "met", day.isoformat(), f"It began on {rule.value}.", (rule,))
    change = Change("date", value=first_day(rule.value).isoformat())
    return Verdict(rule.rule, "failed", day.isoformat(), f"It begins only on {rule.value}.", (rule,), change)


def window_end(rule: Rule, case: Case) -> Verdict:
    """The day is not after the last. An end that is not settled does not matter as long as it runs, as last reported."""
    if not rule.settled and runs_until(case) >= case.asked.day:
        reason = f"It ran on {case.book.reported}, as last reported; that it ends on {rule.value} is not confirmed."
        return Verdict(rule.rule, "met", case.asked.day.isoformat(), reason, (rule, *case.way.rules["runs"]))
    return until(rule, case)


def runs_until(case: Case) -> date:
    """The last day on which it is reported to run; before all days where it is not."""
    running = any(rule.settled and rule.value == "active" for rule in case.way.rules.get("runs", ()))
    return case.book.reported if running else date.min


def until(rule: Rule, case: Case) -> Verdict:
    """The day is not after the last one; a month or a year lasts to its end."""
    day, found = case.asked.day, case.asked.day.isoformat()
    if rule.value is None or not rule.settled:
        said = f"That is said to be {rule.value}, and not settled." if rule.value else "When is not settled."
        return Verdict(rule.rule, "unsettled", found, f"{rule.summary} {said}", (rule,))
    if day <= last_day(rule.value):
        return Verdict(rule.rule, "met", found, f"{rule.summary} That is {rule.value}.", (rule,))
    change = Change("date", value=last_day(rule.value).isoformat())
    return Verdict(rule.rule, "failed", found, f"{rule.summary} That was {rule.value}.", (rule,), change)


def runs(rule: Rule, case: Case) -> Verdict:
    """It runs, as last reported; on later days, and on earlier ones of what is now closed, its dates decide."""
    day, reported = case.asked.day, case.book.reported
    if rule.value is None or not rule.settled:
        return Verdict(rule.rule, "unsettled", "", rule.summary, (rule,))
    if rule.value == "active":
        outcome: Outcome = "met" if day <= reported else "not_judged"
        return Verdict(rule.rule, outcome, "active", rule.summary, (rule,))
    if day >= reported:
        return Verdict(rule.rule, "failed", "closed", rule.summary, (rule,), Change("none"))
    return Verdict(rule.rule, "not_judged", "closed", f"{rule.summary} Whether it was then, its dates tell.", (rule,))


# ── Terms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def tell(rule: Rule, case: Case) -> Verdict:
    """What the rule says, for information; unsettled where the sources do not settle it."""
    return Verdict(rule.rule, "not_judged" if rule.settled else "unsettled", "", rule.summary, (rule,))


def state_ceiling(rule: Rule, case: Case) -> Verdict:
    """The ceilings of the states of the group, in million EUR."""
    loans = {state: case.book.loans[state] for state in sorted(case.asked.group & case.book.loans.keys())}
    found = "; ".join(f"{state} {loan.ceiling_eur_m:,.0f}" for state, loan in loans.items()) or "none"
    waiting = [state for state, loan in loans.items() if not _approved(loan, case.asked.day)]
    reason = f"{rule.summary} No plan known to be approved by that day: {_names(waiting)}." if waiting else rule.summary
    records = tuple(loan.record for loan in loans.values())
    return Verdict(rule.rule, "not_judged", found, reason, (rule,), evidence=records)


def _approved(loan: Loan, day: date) -> bool:
    return loan.approved_on is not None and first_day(loan.approved_on) <= day


Judge = Callable[[Rule, Case], Verdict]
OF_THE_GROUP: Mapping[str, Judge] = {
    "minimum_participants": minimum_participants,
    "minimum_member_states": minimum_member_states,
    "maximum_participants": maximum_participants,
    "needs_loan": needs_loan,
    "maximum_outside_component_pct": component_share,
}
"""The types of rules that look at the group, with what judges them; `may_take_part` and `unanimity` take several."""
OF_CIRCUMSTANCES: Mapping[str, Judge] = {
    "excluded_area": excluded_area,
    "window_start": window_start,
    "window_end": window_end,
    "single_state_until": until,
    "application_deadline": until,
    "awarded_by": until,
    "runs": runs,
}
"""The types of rules that say the same of every group; `area` takes several."""
TERMS: Mapping[str, Judge] = {
    "loan_request_deadline": tell,
    "state_ceiling": state_ceiling,
    "budget_left": tell,
    "prefinancing_pct": tell,
    "funding_rate_pct": tell,
    "bonus_pct": tell,
}
"""The types of rules that decide nothing."""


def _names(states: Iterable[str]) -> str:
    """Every state by name, in a sentence."""
    return joined([party_name(state) for state in states])


def _codes(states: Iterable[str]) -> str:
    return ", ".join(states)


def _is_said(number: int) -> str:
    return "is said to be enough" if number == 1 else "are said to be needed"
