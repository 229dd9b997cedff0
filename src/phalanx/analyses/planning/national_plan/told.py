"""National plan told: what each euro serves, what is there when, what stays open and why, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from phalanx.analyses.planning.money import COMMITMENT_YEAR, Floats
from phalanx.analyses.planning.national_plan.asked import Heard, Row
from phalanx.analyses.planning.national_plan.found import Found
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.capability_items import CapabilityItem
from phalanx.registry.records.holdings import Holding
from phalanx.registry.records.targets import Target
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

QUEUE = (
    "The list is bought from the top, in whole lots: what serves both first, then the earlier date, the higher priority and "
    "the lower cost. Nothing is ordered before what stands above it. It is a plain queue and no optimum."
)
PAID = (
    "A lot is paid for in full in the year of its order, and comes after its lead time; money that is left waits for the next "
    "year; the SAFE loan is drawn first, as it ends first, and its whole ceiling counts."
)
MOST_NAMED = 3
THOUSAND = 999.5
"""From so many million EUR on sums are told in billions."""


def findings(heard: Heard, found: Found) -> tuple[Finding, ...]:
    """What each euro serves, costs, cover and its gaps, money, and what it rests on."""
    return (
        _each_euro(heard, found),
        _cost(heard, found),
        _covered(heard, found),
        *_met(heard, found),
        _uncovered(heard, found),
        _closing(heard, found),
        _first_short(heard, found),
        *_no_time(heard, found),
        _money(heard, found),
        *_loan(heard, found),
        *_grants(heard, found),
        *_one_master(heard, found),
        *_held(heard),
        *_later(heard),
        _rests_on(heard, found),
    )


def nothing_found(heard: Heard, found: Found) -> tuple[Finding, ...]:
    """That there is nothing to buy, and why; with what is known of the state's money."""
    name = party_name(heard.state)
    if found.aims:
        text = f"{name} already holds what its targets until {heard.years[-1]} ask for."
    elif heard.later:
        text = f"No target of {name} is due by {heard.years[-1]}; {counted(len(heard.later), 'target')} fall due later."
    else:
        text = f"No targets of {name} are known, in neither framework; bring your own with --targets."
    return (Finding("targets", 0, "lines", text, _targets(heard)), _money(heard, found))


def _each_euro(heard: Heard, found: Found) -> Finding:
    both, nato, eu = (found.spent_on(serves) for serves in ("both", "NATO", "EU"))
    share = round(100 * both / found.spent, 1) if found.spent else None
    text = (
        f"Of each euro that {party_name(heard.state)} orders for, {100 * both / found.spent:.0f} cents serve targets of NATO "
        f"and of the EU at once, {100 * nato / found.spent:.0f} NATO's alone and {100 * eu / found.spent:.0f} the EU's alone."
        if found.spent
        else f"{party_name(heard.state)} has no money to order anything of the list until {heard.years[-1]}."
    )
    return Finding("serves_both", share, "% of money", text, _targets(heard), (QUEUE, *_marked(found)))


def _cost(heard: Heard, found: Found) -> Finding:
    sums = [sum((piece.lots * piece.item.costs[level] for piece in found.pieces), 0.0) for level in range(3)]
    text = f"The whole list, {counted(len(found.pieces), 'line')}, costs {_between(sums)}."
    return Finding("cost", round(sums[1], 3), "EUR m", text, _items(heard, found), _marked(found))


def _covered(heard: Heard, found: Found) -> Finding:
    low, central, high = (100 * (1 - found.missing_share(queue)) for queue in found.queues)
    whole = sum(
        bool(there >= piece.quantity) for piece, there in zip(found.pieces, found.central.in_time(), strict=True)
    )
    text = (
        f"{central:.0f} % of what is asked of {party_name(heard.state)} until {heard.years[-1]}, by cost, is there when it is due "
        f"({high:.0f} % if costs are high, {low:.0f} % if they are low): {whole} of {counted(len(found.pieces), 'line')} whole."
    )
    evidence = (*_targets(heard), *_items(heard, found), *heard.money.evidence[0])
    return Finding("covered", round(central, 1), "% of cost", text, evidence, (QUEUE, PAID, *_marked(found)))


def _met(heard: Heard, found: Found) -> Iterator[Finding]:
    """How far each framework gets what it asks for by its own dates."""
    for framework, words in (("NATO", "NATO"), ("EU", "the EU")):
        share = found.met(framework)
        if share is not None:
            text = f"{100 * share:.0f} % of what {words} asks for, by cost, is there by its own dates."
            yield Finding(
                f"met_{framework.lower()}", round(100 * share, 1), "% of cost", text, _targets(heard), _marked(found)
            )


def _uncovered(heard: Heard, found: Found) -> Finding:
    missing = found.asked - found.central.in_time()
    sums = [found.worth(missing, level) for level in range(3)]
    share = 100 * found.missing_share(found.central)
    text = f"{_between(sums)} of it, {share:.0f} %, is not there when it is due{_named(found, missing)}."
    if not missing.any():
        text = "Nothing that is asked for is missing when it is due."
    return Finding("uncovered", round(sums[1], 3), "EUR m", text, _targets(heard), _marked(found))


def _named(found: Found, units: Floats) -> str:
    """The items that most of these units are of, by cost."""
    worth: dict[str, float] = {}
    for piece, number in zip(found.pieces, units.tolist(), strict=True):
        if number:
            worth[piece.item.name] = worth.get(piece.item.name, 0.0) + piece.item.worth(number)
    most = sorted(worth, key=lambda name: (-worth[name], name))
    return f"{', most of it' if len(most) > MOST_NAMED else ':'} {joined(most[:MOST_NAMED])}"


def _closing(heard: Heard, found: Found) -> Finding:
    open_ = found.asked - found.central.at_last()
    sums = [found.worth(open_, level) for level in range(3)]
    text = (
        f"{_between(sums)} more until {heard.years[-1]} would let all of the list be ordered."
        if open_.any()
        else f"All of the list is ordered by {found.orders[-1].year}; no further money is needed for it."
    )
    return Finding("closing", round(sums[1], 3), "EUR m", text, heard.money.evidence[0], (PAID, *_marked(found)))


def _first_short(heard: Heard, found: Found) -> Finding:
    year = first_short_year(found)
    text = (
        "Money suffices for every order that can still be there when it is due."
        if year is None
        else f"From {year} on money does not suffice: not all that has to be ordered by its end, to be there when due, is."
    )
    return Finding("first_short", year, "year", text, heard.money.evidence[0], (PAID,))


def first_short_year(found: Found) -> int | None:
    """The first year by whose end something is not ordered that could still have been there when due, and now cannot."""
    queue = found.central
    late = [
        piece.latest
        for piece, there in zip(queue.pieces, queue.in_time().tolist(), strict=True)
        if piece.latest >= queue.years[0] and there < piece.quantity
    ]
    return min(late, default=None)


def _no_time(heard: Heard, found: Found) -> Iterator[Finding]:
    """What no money brings in time, as an order in the first year comes too late."""
    units = np.array([piece.quantity * (piece.latest < heard.years[0]) for piece in found.pieces])
    if units.any():
        text = (
            f"{_eur(found.worth(units))} of the list cannot be there when it is due, whatever is paid, as even ordered in "
            f"{heard.years[0]} it comes later{_named(found, units)}."
        )
        yield Finding("beyond_time", round(found.worth(units), 3), "EUR m", text, _items(heard, found), _marked(found))


def _money(heard: Heard, found: Found) -> Finding:
    money, name = heard.money, party_name(heard.state)
    known = money.known[0]
    if not known.any():
        return Finding("available", None, "EUR m", money.told[0], money.evidence[0])
    total = float(np.nansum(money.available[0]))
    text = (
        f"{name} has {_eur(total)} of its budgets for the list from {heard.years[0]} to {heard.years[-1]}, on the way to "
        f"spending {100 * money.defence[0][-1] / money.gdp[0][-1]:.1f} % of GDP in {heard.years[-1]}."
        if not np.isnan(money.gdp[0][-1])
        else f"{name} has {_eur(total)} of its budgets for the list from {heard.years[0]} to {heard.years[-1]}."
    )
    if not known.all():
        years = [str(year) for year, there in zip(heard.years, known, strict=True) if not there]
        text += f" Nothing is known of {joined(years)}, and no money is counted there."
    return Finding("available", round(total, 3), "EUR m", text, money.evidence[0], (money.told[0],))


def _loan(heard: Heard, found: Found) -> Iterator[Finding]:
    """What the loan adds, where the state has one."""
    if heard.loan is None:
        return
    loan, name = heard.loan, party_name(heard.state)
    if not heard.safe or not loan.years:
        why = "but is left out as asked" if not heard.safe else "but cannot be drawn in the years of the plan"
        text = f"A SAFE loan of up to {_eur(loan.ceiling)} is open to {name} until {loan.last}, {why}."
        yield Finding("safe_loan", 0.0, "EUR m", text, loan.evidence)
        return
    without = 100 * found.missing_share(found.without_loan)
    settled = f"its plan was approved on {loan.approved}" if loan.approved else "its plan is not known to be approved"
    text = (
        f"{name} may borrow up to {_eur(loan.ceiling)} under SAFE until {loan.last} ({settled}); the plan draws "
        f"{_eur(found.central.loan)}. Without it {without:.0f} % would not be there when due."
    )
    assumed = (
        "The ceiling is counted whole; how much of it the state's own SAFE plan gives to other things is not public.",
        "SAFE pays for common procurement with at least 65 % of component cost from Europe; single orders are not held against that.",
    )
    yield Finding("safe_loan", round(found.central.loan, 3), "EUR m", text, loan.evidence, assumed)


def _grants(heard: Heard, found: Found) -> Iterator[Finding]:
    """Which grants and further loans are open, without an amount."""
    names = [row["id"] for row in found.instruments if not (heard.loan and row["id"] in heard.loan.evidence)]
    if names:
        text = f"Also open to {party_name(heard.state)}: {joined(names)}; what it would get is not known, and nothing is counted."
        yield Finding("open_instruments", len(names), "instruments", text, tuple(names))


def _one_master(heard: Heard, found: Found) -> Iterator[Finding]:
    """That only one of the frameworks asks something of the state."""
    frameworks = {row["framework"] for row in heard.targets}
    if len(frameworks) == 1:
        [only] = frameworks
        words, other = ("NATO", "the EU") if only == "NATO" else ("the EU", "NATO")
        text = f"Only {words} has targets for {party_name(heard.state)} here; none of {other} are known, so that nothing serves both."
        yield Finding("one_framework", only, "framework", text, _targets(heard))


def _held(heard: Heard) -> Iterator[Finding]:
    """How much of what is held counts."""
    if not heard.holdings:
        return
    counting = sum(row["counted"] for row in heard.holdings)
    text = (
        f"Of {counted(len(heard.holdings), 'item')} it is known how much {party_name(heard.state)} holds; {counting} of them count "
        "towards the targets, the others are shown only."
    )
    records = (
        () if "holdings" in heard.own else tuple(named(Holding, row["item"], row["state"]) for row in heard.holdings)
    )
    yield Finding("held", len(heard.holdings), "items", text, records)


def _later(heard: Heard) -> Iterator[Finding]:
    """Targets that fall due after the last year."""
    if heard.later:
        text = f"{counted(len(heard.later), 'target')} of {party_name(heard.state)} fall due after {heard.years[-1]} and are left out."
        yield Finding("later", len(heard.later), "targets", text, _records(heard, heard.later))


def _rests_on(heard: Heard, found: Found) -> Finding:
    """How many lines rest on illustrative targets."""
    number = sum(piece.illustrative for piece in found.pieces)
    text = (
        f"{number} of {counted(len(found.pieces), 'line')} rest on illustrative targets: public totals shared out by GDP, not the "
        "state's own; bring yours with --targets."
        if number
        else "No line of the list rests on an illustrative target."
    )
    return Finding("illustrative", number, "lines", text, _targets(heard))


def notes(heard: Heard) -> tuple[str, ...]:
    """What the facts and the way of counting cannot show."""
    unknown = (heard.money.told[0],) if not heard.money.known[0].all() else ()
    return (
        *unknown,
        "NATO's capability targets are secret, and the EU's are not put into numbers by state.",
        "What a capability target says of readiness, people and stocks is in no number here.",
        QUEUE,
        PAID,
        "Industry's output, personnel, running costs and the saving of buying together are left out; the road map looks at them.",
        "Money is in prices of 2025. Announced budgets follow national definitions, which may leave out what NATO counts.",
        f"Defence spending runs straight to NATO's commitment for {COMMITMENT_YEAR}, for members that are below it.",
        "What counts as serving both is the same item; whether one formation may be promised to both at once, states decide.",
    )


def _eur(eur_m: float) -> str:
    """A sum in words: "EUR 1.2 bn", "EUR 265 m"."""
    return f"EUR {eur_m / 1000:,.1f} bn" if eur_m >= THOUSAND else f"EUR {eur_m:,.0f} m"


def _between(sums: Sequence[float]) -> str:
    """A sum in words with its range: "EUR 1.2 bn (1.0 to 1.5)"; `sums` are low, central and high."""
    low, central, high = sums
    if central >= THOUSAND:
        return f"{_eur(central)} ({low / 1000:,.1f} to {high / 1000:,.1f})"
    return f"{_eur(central)} ({low:,.0f} to {high:,.0f})"


def _marked(found: Found) -> tuple[str, ...]:
    """That what is told is illustrative, where it is."""
    return ("Illustrative: the targets are public totals shared out by a rule.",) if found.illustrative else ()


def _records(heard: Heard, rows: Sequence[Row]) -> tuple[str, ...]:
    if "targets" in heard.own:
        return ()
    return tuple(named(Target, row["framework"], row["item"], row["state"]) for row in rows)


def _targets(heard: Heard) -> tuple[str, ...]:
    """The records of the state's targets; none where they are a user's own."""
    return _records(heard, heard.targets)


def _items(heard: Heard, found: Found) -> tuple[str, ...]:
    """The records of what is on the list; none of those from a user's own table."""
    codes = dict.fromkeys(piece.item.code for piece in found.pieces)
    return tuple(named(CapabilityItem, code) for code in codes if code not in heard.own_items)
