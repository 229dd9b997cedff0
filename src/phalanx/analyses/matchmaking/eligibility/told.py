"""Eligibility told: the findings in sentences, and the notes on what the facts cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from phalanx.analyses.matchmaking.asking import Heard, Pact
from phalanx.analyses.matchmaking.changes import told
from phalanx.analyses.matchmaking.judging import Judged
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.rules import Asked, Eligible
from phalanx.answer import Finding
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World

MOST_NAMED = 6
ONE_A_STATE = (
    "Where a rule counts entities, such as firms, each state of the group is taken to bring one; it may bring more."
)
AS_REPORTED = "An instrument reported to run is taken to run until the day the facts are asked."


def findings(book: RuleBook, heard: Heard, judged: Sequence[Judged]) -> tuple[Finding, ...]:
    """What is open, what is not settled, what one change opens, what has ended, and what the rules rest on."""
    found = [
        _outcome(heard, judged, "yes", "eligible"),
        _outcome(heard, judged, "unsettled", "unsettled"),
        _outcome(heard, judged, "no", "not_eligible"),
        _one_change(judged),
        _ended(judged),
        _loans(book, heard),
        _rules(judged),
    ]
    if heard.pact:
        found.insert(0, _parties(heard.asked, heard.pact))
    return tuple(found)


def headline(asked: Asked, judged: Sequence[Judged]) -> str:
    """How many instruments the group meets every rule of, as a title."""
    open_ = _instruments(judged)["yes"]
    number = len({each.way.instrument for each in judged})
    one = len(asked.group) == 1
    return f"{group_named(asked.group)} {'meets' if one else 'meet'} every rule of {_some(len(open_))} of {counted(number, 'instrument')}"


def group_named(group: frozenset[str]) -> str:
    """The states of a group by name, or how many they are."""
    if len(group) > MOST_NAMED:
        return f"The {len(group)} states"
    return joined([party_name(state) for state in sorted(group)])


def _instruments(judged: Sequence[Judged]) -> dict[Eligible, list[str]]:
    """The instruments by what they are to the group: yes where any way is open, no where every way is closed."""
    outcomes: dict[str, set[Eligible]] = {}
    for each in judged:
        outcomes.setdefault(each.way.instrument, set()).add(each.eligible)
    found: dict[Eligible, list[str]] = {"yes": [], "unsettled": [], "no": []}
    for instrument, of_ways in outcomes.items():
        found["yes" if "yes" in of_ways else "unsettled" if "unsettled" in of_ways else "no"].append(instrument)
    return found


def _outcome(heard: Heard, judged: Sequence[Judged], outcome: Eligible, name: str) -> Finding:
    instruments = _instruments(judged)[outcome]
    number, all_of_them = len(instruments), len({each.way.instrument for each in judged})
    named = f": {', '.join(_ways(judged, instruments, outcome))}" if instruments else ""
    if outcome == "yes":
        text = f"{headline(heard.asked, judged)} on {heard.asked.day:%-d %B %Y}{named}."
    elif outcome == "unsettled":
        text = (
            f"Of {_some(number)} of {all_of_them} no rule fails, but at least one is not settled by the sources{named}."
        )
    else:
        text = f"At least one rule fails in every way of taking part in {_some(number)} of {all_of_them}{named}."
    evidence = (record for each in judged if each.way.instrument in instruments for record in each.records)
    assumed = (ONE_A_STATE, AS_REPORTED) if outcome == "yes" else ()
    return Finding(name, number, "instruments", text, tuple(dict.fromkeys(evidence)), assumed)


def _ways(judged: Sequence[Judged], instruments: Sequence[str], outcome: Eligible) -> Iterator[str]:
    """The instruments, each with the ways that are so where it is not all of its ways."""
    for instrument in instruments:
        ways = [each for each in judged if each.way.instrument == instrument]
        so = [each for each in ways if each.eligible == outcome]
        yield from [instrument] if len(so) == len(ways) else [each.way.spoken for each in so]


def _one_change(judged: Sequence[Judged]) -> Finding:
    """The ways that one state, one share or one area opens; a day that is past opens nothing any more."""
    near: dict[str, list[Judged]] = {}
    for each in judged:
        if each.afterwards == "yes" and len(each.changes) == 1:
            change = each.changes[0]
            if change.kind != "date" and change.number in (None, 1):
                near.setdefault(_short(told(change)), []).append(each)
    opened = [each for ways in near.values() for each in ways]
    said = "; ".join(f"{text}, for {joined([each.way.spoken for each in ways])}" for text, ways in near.items())
    text = f"A single change opens {counted(len(opened), 'more way')} of taking part: {said}."
    return Finding(
        "one_change",
        len(opened),
        "ways of taking part",
        text if opened else "No single change opens another way of taking part.",
        tuple(dict.fromkeys(record for each in opened for record in each.records)),
    )


def _short(text: str) -> str:
    """An instruction within a sentence; long lists of states are in the table of changes."""
    plain = text[0].lower() + text[1:].rstrip(".")
    head, _, states = plain.partition(" of ")
    number = states.count(",") + 1
    return plain if number <= MOST_NAMED else f"{head} of {number} states"


def _ended(judged: Sequence[Judged]) -> Finding:
    over = [each for each in judged if each.ended]
    text = (
        f"{counted(len(over), 'way')} of taking part had ended by then: {', '.join(each.way.spoken for each in over)}."
    )
    return Finding(
        "ended",
        len(over),
        "ways of taking part",
        text if over else "No way of taking part had ended by then.",
        tuple(dict.fromkeys(record for each in over for record in each.records)),
    )


def _loans(book: RuleBook, heard: Heard) -> Finding:
    """What the group can borrow under SAFE."""
    loans = {state: book.loans[state] for state in sorted(heard.asked.group & book.loans.keys())}
    total = sum(loan.ceiling_eur_m for loan in loans.values())
    text = f"Under SAFE {joined([party_name(state) for state in loans])} can borrow up to EUR {total:,.0f} million."
    return Finding(
        "safe_ceilings",
        round(total, 3),
        "million EUR",
        text if loans else "No state of the group has a ceiling for a SAFE loan.",
        tuple(loan.record for loan in loans.values()),
    )


def _rules(judged: Sequence[Judged]) -> Finding:
    """How many rules the answer rests on, and how many of them the sources do not settle."""
    rules = {rule.id: rule for each in judged for verdict in each.verdicts for rule in verdict.rules}
    unsettled = tuple(record for record, rule in rules.items() if not rule.settled)
    text = f"Of {counted(len(rules), 'rule')} that were looked at, the sources do not settle {len(unsettled)}."
    return Finding("unsettled_rules", len(unsettled), "rules", text, unsettled)


def _parties(asked: Asked, pact: Pact) -> Finding:
    """The states that are asked about, as an agreement has them."""
    named = joined([party_name(state) for state in sorted(asked.group)])
    text = f"The states party to {pact.record} are {named}."
    return Finding("parties", len(asked.group), "states", text, (pact.record,))


def notes(world: World, heard: Heard) -> tuple[str, ...]:
    """What the answer cannot show, and what was taken for granted in this one."""
    said = []
    if heard.example:
        said.append(f"No group was named: {group_named(heard.asked.group)} are an example.")
    if heard.others:
        said.append(f"Parties that are no states are left out: {', '.join(heard.others)}.")
    if heard.pact and heard.pact.life in ("ended", "announced"):
        said.append(f"{heard.pact.record} is {heard.pact.life} on {world.valid_on:%-d %B %Y}.")
    if heard.asked.day > world.valid_on:
        said.append(f"Instruments that begin after {world.valid_on:%-d %B %Y} are not in this World.")
    return (*said, *NOTES)


NOTES = (
    (
        "Yes means that no participation rule in the facts fails and none that decides is unsettled. Money, security of "
        "supply, work programmes and political will decide as well, and are not among them."
    ),
    (
        "Unsettled means that the sources leave open what decides: the rule itself, whether a state counts, or whether "
        "others would agree. Nothing is assumed in its place."
    ),
    (
        "Members of the Union and of NATO count from the first day of the year of accession; the facts know today's members "
        "only, so the United Kingdom counts as a third country before 2020 as well. Candidates, EEA-EFTA states and the "
        "states an instrument names are those of today, whatever the day."
    ),
    (
        "A state that an instrument does not name as eligible, associated or able to join may not take part; that its firms "
        "deliver components is another matter, which the share from outside is for."
    ),
    (
        "The smallest changes keep at least one state of the group, and leave out states of which it is not settled whether "
        "they may take part. Rules that are not settled whoever takes part stay so, as the column beside says."
    ),
)


def _some(number: int) -> str:
    return str(number) if number else "none"
