"""Conflicts of money: the same euros behind the targets of two frameworks, behind two projects, or in a pledge and a goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.conflicts.conflict import Conflict, Row, Rules, whose
from phalanx.analyses.planning.conflicts.targets import target_record
from phalanx.analyses.planning.money import Money
from phalanx.analyses.planning.safe_loan import Loan
from phalanx.registry.records import named
from phalanx.registry.records.capability_items import CapabilityItem
from phalanx.registry.records.states import State
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined

MILLION = "million EUR"
MOST_NAMED = 3
GOAL = "PC-N16"
"""The event at which NATO members set themselves a goal of spending, of which support to Ukraine may be a part."""


@dataclass(frozen=True)
class Purse:
    """The money of one state for new equipment, summed from the first year to each: million EUR, with SAFE where open.

    `defence` and `equipment` are what it spends in the first year, NaN where that is not known.
    """

    state: str
    until: Mapping[int, float]
    defence: float
    equipment: float
    loan: Loan | None
    evidence: tuple[str, ...]


def purse_of(money: Money, state: str, loan: Loan | None) -> Purse:
    """The purse of a state that `money` knows of."""
    place = money.states.index(state)
    lent = loan.ceiling if loan is not None and loan.years else 0.0
    sums = np.cumsum(money.available[place]) + lent
    return Purse(
        state,
        dict(zip(money.years, sums.tolist(), strict=True)),
        float(money.defence[place, 0]),
        float(money.equipment[place, 0]),
        loan,
        (*money.evidence[place], *(loan.evidence if loan is not None and loan.years else ())),
    )


def money_twice(
    targets: Sequence[Row], items: Mapping[str, Row], joint: Sequence[Row], purse: Purse, rules: Rules, *, own: bool
) -> Iterator[Conflict]:
    """Targets of a state that its money until their dates cannot pay for, at the date at which most is missing.

    What both frameworks ask for is counted once where that is too much already, and twice where only that is too much.
    `own`: rows of a user's table.
    """
    known = [row for row in targets if row["item"] in items and row["quantity"]]
    found = [
        (missing, year)
        for year in sorted({row["by_year"] for row in known})
        if year in purse.until and (missing := _missing(_due(known, items, year), purse.until[year])) > 0
    ]
    if not found:
        return
    share, year = max(found, key=lambda each: (each[0], -each[1]))
    once, each_alone = _due(known, items, year)
    there = purse.until[year]
    due = [row for row in known if row["by_year"] <= year]
    illustrative = any(row["illustrative"] for row in due)
    if there < once:
        what = (
            f"{whose(purse.state)} targets due by {year} cost {_eur(once)} even where each item is counted once, and "
            f"there are {_eur(there)} until then."
        )
    else:
        what = (
            f"{party_name(purse.state)} has {_eur(there)} until {year}: enough for its targets if what serves two frameworks is "
            f"counted once ({_eur(once)}), and not if each is paid for alone ({_eur(each_alone)})."
        )
    yield Conflict(
        "money_twice", purse.state, str(year), rules.severity("missing_pct", 100 * share, illustrative=illustrative), what,
        _ways_out(due, joint, purse.state, short=there < once),
        round((once if there < once else each_alone) - there, 1), MILLION,
        (
            *(() if own else [target_record(row) for row in due]),
            *(named(CapabilityItem, item) for item in dict.fromkeys(row["item"] for row in due)),
            *purse.evidence,
        ),
        illustrative=illustrative,
    )  # fmt: skip


def _due(targets: Sequence[Row], items: Mapping[str, Row], year: int) -> tuple[float, float]:
    """What is due by a year costs, each item counted once at its largest target, and each framework by itself."""
    largest: dict[str, float] = {}
    each_alone = 0.0
    for row in targets:
        if row["by_year"] <= year:
            largest[row["item"]] = max(row["quantity"], largest.get(row["item"], 0.0))
            each_alone += row["quantity"] * items[row["item"]]["unit_cost_eur_m"]
    once = sum(quantity * items[item]["unit_cost_eur_m"] for item, quantity in largest.items())
    return once, each_alone


def _missing(cost: tuple[float, float], there: float) -> float:
    """The part of a promise without money: of what is counted once if that is too much, else of both alone."""
    once, each_alone = cost
    promised = once if there < once else each_alone
    return max(0.0, promised - there) / promised if promised else 0.0


def _ways_out(due: Sequence[Row], joint: Sequence[Row], state: str, *, short: bool) -> str:
    """To count once; and where that is not enough, the joint buys that the state could join."""
    items = {row["item"] for row in due}
    open_to = [buy["id"] for buy in joint if state in buy["members"] and buy["item"] in items]
    once = "Count once in both frameworks what serves both"
    if not short:
        return f"{once}, and say so to both."
    shown = open_to if len(open_to) <= MOST_NAMED else [*open_to[:MOST_NAMED], "others"]
    buys = f"; buy together ({joined(shown)})" if open_to else ""
    return f"{once}{buys}; move what is left to a later year, or name more money."


def loan_twice(
    targets: Sequence[Row], items: Mapping[str, Row], joint: Sequence[Row], purse: Purse, rules: Rules, *, own: bool
) -> Iterator[Conflict]:
    """A SAFE ceiling below what the joint buys that count on it cost the state for what is due while it is open."""
    if purse.loan is None or not purse.loan.years:
        return
    largest: dict[str, Row] = {}
    for row in targets:
        if row["item"] in items and row["quantity"] and row["by_year"] <= purse.loan.last:
            held = largest.get(row["item"])
            largest[row["item"]] = row if held is None or row["quantity"] > held["quantity"] else held
    buys = {
        buy["item"]: buy
        for buy in sorted(joint, key=lambda buy: (float(buy["saving_pct"]), str(buy["id"])))
        if purse.state in buy["members"] and "SAFE" in (buy["instruments"] or ()) and buy["item"] in largest
    }
    cost = sum(
        largest[item]["quantity"] * items[item]["unit_cost_eur_m"] * (1 - buy["saving_pct"] / 100)
        for item, buy in buys.items()
    )
    ceiling = purse.loan.ceiling
    if cost <= ceiling:
        return
    illustrative = any(largest[item]["illustrative"] or buy["illustrative"] for item, buy in buys.items())
    yield Conflict(
        "loan_twice", purse.state, "SAFE",
        rules.severity("missing_pct", 100 * (cost - ceiling) / cost, illustrative=illustrative),
        f"{party_name(purse.state)} may borrow {_eur(ceiling)} under SAFE, and {joined([items[item]['name'] for item in buys])} that "
        f"could be bought together with it cost {_eur(cost)}.",
        "Say for which of these the loan is meant, and pay for the others from the budget.",
        round(cost - ceiling, 1), MILLION,
        (
            *purse.loan.evidence,
            *(str(buy["id"]) for buy in buys.values()),
            *(() if own else [target_record(largest[item]) for item in buys]),
        ),
        illustrative=illustrative,
    )  # fmt: skip


def pledge_twice(pledges: Sequence[Row], purses: Mapping[str, Purse], events: Sequence[Row], rules: Rules) -> Iterator[Conflict]:  # fmt: skip
    """Money pledged to Ukraine by members of NATO, which may be counted in the goal of spending as well.

    `pledges` are rows with `state`, `id`, `title`, `share_eur_m` and `payers`; the amount is the state's share.
    """
    if GOAL not in {event["id"] for event in events}:
        return
    for row in pledges:
        purse, share = purses[row["state"]], row["share_eur_m"]
        if not purse.defence > 0:
            continue
        alone = "" if row["payers"] == 1 else f", its equal part of what {row['payers']} states promise"
        yield Conflict(
            "pledge_twice", row["state"], row["id"], rules.severity("counted_pct", 100 * share / purse.defence),
            f"{party_name(row['state'])} promises Ukraine {_eur(share)} in “{row['title']}”{alone}: {100 * share / purse.defence:.1f} % of "
            "what it spends on defence in a year, which NATO's goal of spending lets it count as well.",
            "Show it apart from the money for own targets, so that it is counted once.",
            round(share, 1), MILLION, (row["id"], GOAL, named(State, row["state"])),
        )  # fmt: skip


def _eur(money: float) -> str:
    """Money in words: "EUR 12,345 million"."""
    return f"EUR {money:,.0f} million"
