"""Backstop told: what falls away, what covers it and who is best placed, in sentences with what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from phalanx.analyses.planning.backstop.asked import Heard
from phalanx.analyses.planning.backstop.gaps import Gap, bare, best_overall, by_thinness, thinnest
from phalanx.analyses.planning.backstop.programmes import Account, Ledger, Span
from phalanx.analyses.planning.backstop.tables import money_of, troops_of
from phalanx.answer import Finding
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

COVERED = (
    "A domain is covered where standing agreements of states with allies, groupings and lead nations sum to the weight "
    "that backstop_weights names; a gap is covered where all its domains are. Agreements are no forces and no money."
)
RANKED = (
    "Scores are sums of named parts with weights that are judgements; they say who is near, tied and able, not willing."
)
IN_EQUAL_PARTS = "What several states received together is shared out in equal parts, which is illustrative."
MOST_RECORDS = 12


def findings(heard: Heard, ledger: Ledger, gaps: Sequence[Gap]) -> tuple[Finding, ...]:
    """How many gaps there are and how far they are covered, what falls away by kind, what is open, and who fills what."""
    falling = [gap for gap in gaps if gap.falls_away]
    if not falling:
        return (_nothing(heard, gaps),)
    return (
        _covered(heard, falling),
        *_money(heard, falling),
        *_left_at_groups(ledger, falling),
        *_troops(heard, ledger, gaps),
        *_unknown(gaps),
        *_lacking(falling),
        _best(heard, falling),
        *_states(heard, falling),
    )


def _nothing(heard: Heard, gaps: Sequence[Gap]) -> Finding:
    if not heard.states:
        text = "No member of NATO or the European Union is known to be on the frontline."
    else:
        text = f"The registry knows of nothing of the United States that shrinks or ends for {heard.whom}."
    records = tuple(dict.fromkeys(record for gap in gaps for record in gap.account.records))
    return Finding("gaps", 0, "gaps", text, records[:MOST_RECORDS])


def _covered(heard: Heard, falling: Sequence[Gap]) -> Finding:
    counts = Counter(gap.standing for gap in falling)
    programmes = len({gap.programme.id for gap in falling})
    records = dict.fromkeys(gap.programme.id for gap in falling)
    return Finding(
        "gaps",
        len(falling),
        "gaps",
        f"For {heard.whom} {counted(programmes, 'US programme')} shrink{'s' if programmes == 1 else ''} or end, which makes "
        f"{counted(len(falling), 'gap')} of a state and a programme: agreements with other allies cover all domains of "
        f"{counts['covered']}, some of {counts['partly']} and none of {counts['open']}.",
        tuple(records),
        (COVERED,),
    )


def _money(heard: Heard, falling: Sequence[Gap]) -> Iterator[Finding]:
    """What falls away of money that states received by name, summed over programmes that do not overlap."""
    spans = {state: span for state in heard.states if (span := money_of(falling, state))}
    if not spans:
        return
    total = _total(spans.values())
    own = [gap for gap in falling if gap.own and gap.programme.nature == "money"]
    names = [f"{party_name(state)} {_amount(span)}" for state, span in spans.items()]
    programmes = dict.fromkeys(gap.programme.name for gap in own)
    yield Finding(
        "money",
        round(total[1], 1),
        "USD m a year at most",
        f"Of the money that states received by name, USD {_amount(total)}m a year fall away ({joined(list(programmes))}): "
        f"{joined(names)}. Where two amounts stand, plans differ.",
        _records(own),
        (IN_EQUAL_PARTS,) if any(gap.account.illustrative for gap in own) else (),
    )


def _left_at_groups(ledger: Ledger, falling: Sequence[Gap]) -> Iterator[Finding]:
    """What Europe or NATO as a whole lose: money first, then forces and posts."""
    reached = {gap.programme.id for gap in falling if not gap.own}
    accounts = [each for each in ledger.of_recipients() if each.programme.id in reached and each.whose[0] in GROUPS]
    for name, natures, unit in (
        ("money_for_europe", ("money",), "USD m a year"),
        ("forces", ("forces", "posts"), "contributions"),
    ):
        told = [each for each in accounts if each.programme.nature in natures]
        if not told:
            continue
        value: float = len(told)
        if name == "money_for_europe":
            value = round(sum(each.falls[1] for each in told if each.falls), 1)
        yield Finding(
            name,
            value,
            unit,
            f"Left at {joined(sorted({GROUPS[each.whose[0]] for each in told}))}, as no source names the states: "
            f"{'; '.join(_account(each) for each in told)}.",
            tuple(
                dict.fromkeys(record for each in told for record in (*each.records, *(each.programme.enablers or ())))
            ),
            ("Press figures; the list of forces offered is not public.",) if name == "forces" else (),
        )


GROUPS: Mapping[str, str] = {"EUROPE": "Europe", "NATO": "NATO"}
"""Groups of recipients, as a sentence has them."""


def _account(account: Account) -> str:
    """An account in words: "Fighters in the NATO Force Model, from 149 to 99 aircraft from 2026"."""
    unit = account.programme.unit
    since = f" from {account.begins}" if account.begins else ""
    if account.level and account.left:
        year = f" ({account.level_year})" if account.level_year else ""
        return f"{account.programme.name}, from {_amount(account.level)}{year} to {_amount(account.left)} {unit}{since}"
    if account.falls:
        return f"{account.programme.name}, {_amount(account.falls)} {unit} fewer{since}"
    return f"{account.programme.name}, none any more{since}"


def _troops(heard: Heard, ledger: Ledger, gaps: Sequence[Gap]) -> Iterator[Finding]:
    """The troops that leave the states looked at, and what was announced for Europe against the floor in law."""
    leaving = {state: span for state in heard.states if (span := troops_of(gaps, state))}
    own = [gap for gap in gaps if gap.own and gap.falls_away and gap.programme.nature == "troops"]
    if leaving:
        since = sorted({gap.account.begins for gap in own if gap.account.begins})
        yield Finding(
            "troops",
            round(_total(leaving.values())[1]),
            "troops at most",
            f"Troops leave {joined([f'{party_name(state)} ({_amount(span)})' for state, span in leaving.items()])}"
            f"{f' from {since[0]}' if since else ''}; sources differ where two numbers stand.",
            _records(own),
        )
    for account in ledger.of_recipients():
        if account.change != "may_shrink" or account.level is None or account.falls is None:
            continue
        parts = [
            each
            for each in ledger.of_recipients()
            if each.programme == account.programme and each.whose[0] not in GROUPS and each.change == "shrinks"
        ]
        announced = _total([each.falls for each in parts if each.falls])
        names = [party_name(each.whose[0]) for each in parts]
        yield Finding(
            "floor",
            round(account.falls[1]),
            account.programme.unit,
            f"Of {_amount(account.level)} {account.programme.unit} in {GROUPS.get(account.whose[0], party_name(account.whose[0]))} "
            f"({account.level_year}) {_amount(announced)} are announced to leave{f' ({joined(names)})' if names else ''}; "
            f"by the floor in law up to {account.falls[1]:,.0f} may, and more only with a certificate to Congress.",
            tuple(dict.fromkeys([*account.records, *(record for each in parts for record in each.records)])),
        )


def _unknown(gaps: Sequence[Gap]) -> Iterator[Finding]:
    """The programmes of which nothing later is known."""
    found = [gap for gap in gaps if gap.account.change == "unknown"]
    if not found:
        return
    whose: dict[str, dict[str, None]] = {}
    for gap in found:
        name = party_name(gap.state) if gap.own else GROUPS[gap.account.whose[0]]
        whose.setdefault(gap.programme.name, {})[name] = None
    names = [f"{programme} ({joined(list(states))})" for programme, states in whose.items()]
    yield Finding(
        "unknown",
        len(names),
        "programmes",
        f"Not known is what becomes of {joined(names)}: the facts hold no later amount, and nothing is counted as lost.",
        _records(found),
    )


def _lacking(falling: Sequence[Gap]) -> Iterator[Finding]:
    """The domain in which most states lack cover, and the states with none at all."""
    every = thinnest(falling)
    covers = {key: each for key, each in every.items() if each.standing != "covered"}
    if not covers:
        return
    domain = by_thinness(every)[0]
    states = [party_name(state) for state, found in covers if found == domain]
    number = len(states)
    nothing = bare(every)
    none_at_all = f" Nothing at all covers {joined(nothing)}." if nothing else ""
    records = [record for (_, found), each in covers.items() if found == domain for record in each.records]
    programmes = [gap.programme.id for gap in falling if domain in gap.lacking]
    yield Finding(
        "thinnest",
        label(domain),
        "domain",
        f"Cover is thinnest in {label(domain)}: {counted(number, 'state')} {'has' if number == 1 else 'have'} too few "
        f"agreements on it ({joined(states)}).{none_at_all}",
        tuple(dict.fromkeys([*programmes, *records]))[:MOST_RECORDS],
        (COVERED,),
    )


def _best(heard: Heard, falling: Sequence[Gap]) -> Finding:
    """Who is best placed for most gaps."""
    first = Counter(gap.candidates[0].state for gap in falling if gap.candidates)
    if not first:
        return Finding("best_placed", None, "state", "No ally is left that could fill a gap.")
    state, number = min(first.items(), key=lambda each: (-each[1], each[0]))
    whose = dict.fromkeys(
        party_name(gap.state) for gap in falling if gap.candidates and gap.candidates[0].state == state
    )
    further = [
        f"{party_name(other)} for {times}"
        for other, times in sorted(first.items(), key=lambda each: (-each[1], each[0]))
        if other != state
    ]
    records = [
        record
        for gap in falling
        if gap.candidates and gap.candidates[0].state == state
        for record in (*gap.candidates[0].units, *gap.candidates[0].agreements)
    ]
    rest = f"; then {joined(further)}" if further else ""
    return Finding(
        "best_placed",
        state,
        "state",
        f"{party_name(state)} is best placed for {number} of {counted(len(falling), 'gap')}, in {joined(list(whose))}{rest}.",
        tuple(dict.fromkeys([f"states/{state}", *records]))[:MOST_RECORDS],
        (RANKED,),
    )


def _states(heard: Heard, falling: Sequence[Gap]) -> Iterator[Finding]:
    """A finding a state: what falls away, where cover is thin, and who is best placed and why."""
    for state in heard.states:
        mine = [gap for gap in falling if gap.state == state]
        best = best_overall(mine)
        if best is None:
            continue
        closest = max(
            mine, key=lambda gap: max((each.score for each in gap.candidates if each.state == best[0]), default=0)
        )
        reason = next(each for each in closest.candidates if each.state == best[0])
        money, troops = money_of(mine, state), troops_of(mine, state)
        losses = [f"USD {_amount(money)}m a year"] if money else []
        losses += [f"{_amount(troops)} troops"] if troops else []
        lost = f"loses {joined(losses)} by name" if losses else "loses nothing by name"
        lacking = sorted({label(domain) for gap in mine for domain in gap.lacking})
        thin = f"cover is thin in {joined(lacking)}" if lacking else "every domain is covered"
        programmes = (
            f"{counted(len(mine), 'programme')} that {'shrinks or ends' if len(mine) == 1 else 'shrink or end'}"
        )
        yield Finding(
            f"state_{state}",
            best[0],
            "state",
            f"{party_name(state)} {lost} and is reached by {programmes}; {thin}. Best placed is {party_name(best[0])}, by "
            f"{best[1]:.0f} points in the mean: for {closest.programme.name} {reason.why}.",
            tuple(dict.fromkeys([f"states/{state}", f"states/{best[0]}", *reason.units, *reason.agreements]))[
                :MOST_RECORDS
            ],
            (RANKED,),
        )


def notes(heard: Heard, gaps: Sequence[Gap]) -> tuple[str, ...]:
    """What the facts cannot show."""
    frontline = (
        "On the frontline are members of NATO or the European Union that border on Russia or Belarus, or belong to the "
        "Eastern Flank Summit group; --state takes others."
    )
    shared = [gap for gap in gaps if gap.account.illustrative]
    own = f"{counted(len(shared), 'gap')} rest{'s' if len(shared) == 1 else ''} on amounts that several states received together. {IN_EQUAL_PARTS}"  # fmt: skip
    return (
        *(() if heard.chosen else (frontline,)),
        "Most figures are from the press, those on the NATO Force Model of grade D; plans and lists of forces are classified.",
        (
            "Money for Europe as a whole, and forces offered to NATO, are not shared out: rows of single states say so and have "
            "no figure, and none of them may be summed."
        ),
        *((own,) if shared else ()),
        (
            "A sum over several years is taken as a mean of them. Rows that repeat others are listed as left aside and not added. "
            "Plans count up to the year after the day."
        ),
        (
            "Covered tells of agreements on paper, not of forces or money in their place; domains are wide, so that airlift counts "
            "as air as much as fighters do. For troops, forces and posts agreements on buying alone do not count. "
            "Agreements to which Ukraine is party mostly provide for Ukraine and count for no other state."
        ),
        (
            "Who leads NATO's forward forces is not among the facts, so that a framework nation without an agreement in the "
            "registry, such as Canada in Latvia or France in Romania, is ranked too low."
        ),
        (
            "A frontline state that loses by a programme by name is no candidate for it, and every other frontline state has points "
            "taken off. Whether a government would step in, the facts do not know."
        ),
    )


def _amount(span: Span) -> str:
    """A span in words: "31 to 231", "320"."""
    low, high = (f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:,.1f}" for value in span)
    return low if low == high else f"{low} to {high}"


def _total(spans: Iterable[Span]) -> Span:
    listed = list(spans)
    return sum(low for low, _ in listed), sum(high for _, high in listed)


def _records(gaps: Sequence[Gap]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(record for gap in gaps for record in gap.account.records))
