"""The calendars told: what they hold, what comes too late, where one text could serve both, and what all that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from phalanx.analyses.planning.calendar.asked import Calendar
from phalanx.analyses.planning.calendar.cycles import Occurrence
from phalanx.analyses.planning.calendar.standing import Standing
from phalanx.analyses.planning.calendar.waits import Wait
from phalanx.analyses.planning.calendar.windows import Window
from phalanx.answer import Finding
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.wording import counted, joined

RHYTHM = "A cycle goes on by its rhythm after the last event recorded, known to the month at best; nobody announced it."
READING = "That one event informs another is in most cases our reading of what public texts say of coherence."
COARSE = "A date known to the month or the year can be any of its days; slack is told at worst and at best."


def findings(calendar: Calendar, today: date) -> tuple[Finding, ...]:
    """What the calendars say, the state's standing first where one was named."""
    whose = calendar.standing
    return (
        *((standing_finding(whose, calendar.events),) if whose is not None else ()),
        *(_findings(calendar, today) if calendar.events else [nothing_found(calendar)]),
    )


def _findings(calendar: Calendar, today: date) -> Iterator[Finding]:
    yield events_finding(calendar)
    if ahead := [each for each in calendar.events if each.earliest > today]:
        yield next_finding(ahead)
    if inputs := [each for each in calendar.inputs if each.across]:
        yield late_finding(calendar, inputs)
        if worst := _worst(inputs, today):
            yield worst_finding(worst)
    yield windows_finding(calendar, today)
    if chain := longest_chain(calendar, today):
        yield chain_finding(chain)
    yield uncertain_finding(calendar)


def nothing_found(calendar: Calendar) -> Finding:
    """No event at all."""
    whom = f" that concerns {calendar.standing.name}" if calendar.standing else ""
    return Finding("events", 0, "events", f"The calendars hold no event {calendar.span}{whom}.")


def standing_finding(whose: Standing, events: Sequence[Occurrence]) -> Finding:
    """To which calendars a state belongs, and how many dates are its own."""
    own = [each for each in events if each.institutions == (whose.state,)]
    dates = f" Its own dates here: {len(own)}." if own else ""
    if whose.nato or whose.eu:
        text = f"{whose.name} takes part in {joined(whose.belongs_to)}; events of other calendars are left away.{dates}"
    else:
        known = "" if whose.described else ", as far as the registry knows: it does not describe it"
        text = f"{whose.name} is a member of neither NATO nor the EU{known}, so that none of their events concern it.{dates}"
    return Finding(
        "standing",
        joined(whose.belongs_to) or "neither NATO nor the EU",
        "memberships",
        text,
        whose.evidence,
        ("Memberships are those of the World's day, also for events of later years.",),
    )


def events_finding(calendar: Calendar) -> Finding:
    """How many events there are, whose, and how many of them are derived."""
    events = calendar.events
    derived = sum(each.derived for each in events)
    whose = Counter(tuple(name for name in ("NATO", "EU") if name in each.institutions) for each in events)
    return Finding(
        "events",
        len(events),
        "events",
        f"The calendars hold {counted(len(events), 'event')} {calendar.span}, {whose[('NATO',)]} of NATO, "
        f"{whose[('EU',)]} of the EU and {whose[('NATO', 'EU')]} of both; "
        f"{derived} of them follow from a rhythm and are recorded nowhere.",
        _records(events),
        (RHYTHM,) if derived else (),
    )


def next_finding(ahead: Sequence[Occurrence]) -> Finding:
    """The next event, and which of them is recorded."""
    coming = next((each for each in ahead if not each.derived), ahead[0])
    return Finding(
        "next",
        coming.first,
        "date",
        f"Next {'on record' if not coming.derived else 'by its rhythm'}: {coming.title}, {_when(coming)}.",
        (coming.record,),
        (RHYTHM,) if coming.derived else (),
    )


def late_finding(calendar: Calendar, inputs: Sequence[Wait]) -> Finding:
    """How many inputs from one institution come too late for a decision of the other, or may."""
    late, tight = (_verdict(inputs, word) for word in ("too late", "tight"))
    return Finding(
        "too_late",
        len(late),
        "inputs",
        f"Of {counted(len(inputs), 'time')} that one side's result should inform a decision of the other {calendar.span}, "
        f"{len(late)} come too late whatever day is meant, and {len(tight)} too late or in time, depending on the day.",
        _evidence(late or inputs),
        (READING, COARSE),
    )


def worst_finding(wait: Wait) -> Finding:
    """The input that comes latest of those whose decision is still ahead."""
    instead = f" What there is by then: {wait.instead.title} ({wait.instead.last})." if wait.instead else ""
    return Finding(
        "latest_input",
        round(-wait.least, 1),
        "months at worst",
        f"{wait.awaited.title} ({wait.awaited.last}) comes {behind(wait)} after the decision it should inform, "
        f"{wait.waiting.title} ({wait.waiting.first}).{instead}",
        _evidence([wait]),
        (READING, COARSE, RHYTHM) if wait.derived else (READING, COARSE),
    )


def windows_finding(calendar: Calendar, today: date) -> Finding:
    """How many windows are ahead, and the next of them."""
    open_ = [each for each in calendar.windows if min(each.nato.latest, each.eu.latest, each.closes) >= today]
    near = f"at most {counted(calendar.within_months, 'month')} apart"
    if not open_:
        whose = calendar.standing
        why = "" if whose is None or (whose.nato and whose.eu) else f"; {whose.name} hands nothing in to both"
        return Finding(
            "windows", 0, "windows", f"No submissions to NATO and to the EU lie {near} {calendar.span}{why}."
        )
    return Finding(
        "windows",
        len(open_),
        "windows",
        f"In {counted(len(open_), 'window')} still open or ahead, one text could serve both sides, {near}; "
        f"{sum(each.sure for each in open_)} hold whatever day is meant. {_next_window(open_[0], today)}.",
        tuple(dict.fromkeys(record for each in open_ for record in (each.nato.record, each.eu.record))),
        ("That both sides would take one text is for them to say; only the dates are held against each other.", COARSE),
    )


def _next_window(window: Window, today: date) -> str:
    opens = "is open until" if window.opens <= today else f"opens on {_day(window.opens)} and closes on"
    return f"The next {opens} {_day(window.closes)}: {window.eu.title}, with {window.nato.title}"


def chain_finding(chain: Sequence[Occurrence]) -> Finding:
    """The longest chain of events that each wait for the one before, of those that end ahead."""
    return Finding(
        "longest_chain",
        len(chain),
        "events",
        f"The longest chain has {counted(len(chain), 'event')}, each of which waits for the one before: from "
        f"{chain[0].title} ({chain[0].first}) to {chain[-1].title} ({chain[-1].first}).",
        _records(chain),
    )


def longest_chain(calendar: Calendar, today: date) -> Sequence[Occurrence]:
    """The chain of what must come first with the most events whose last is ahead; none where nothing waits.

    No cycle comes twice in it: that a cycle waits for its own last time would make every chain as long as the years.
    """
    before: dict[str, list[Occurrence]] = {}
    for wait in calendar.waits:
        if wait.relation == "comes first":
            before.setdefault(wait.waiting.uid, []).append(wait.awaited)

    def chains(tail: tuple[Occurrence, ...]) -> Iterator[tuple[Occurrence, ...]]:
        passed = {each.cycle for each in tail}
        earlier = [each for each in before.get(tail[0].uid, ()) if each.cycle not in passed]
        if not earlier:
            yield tail
        for each in earlier:
            yield from chains((each, *tail))

    ends = [each for each in calendar.events if each.uid in before and each.latest > today]
    found = [chain for end in ends for chain in chains((end,)) if len(chain) > 1]
    return max(found, key=len, default=())


def uncertain_finding(calendar: Calendar) -> Finding:
    """How many events rest on a derived date, on one known to the year, or on a record that is partial."""
    doubtful = [
        each for each in calendar.events if each.derived or each.exactness == "year" or each.confidence == "partial"
    ]
    share = 100 * len(doubtful) / len(calendar.events)
    return Finding(
        "uncertain",
        round(share, 1),
        "% of events",
        f"{share:.0f} % of the events are uncertain: derived, known to the year only, or from a partial record.",
        _records(doubtful),
    )


def behind(wait: Wait) -> str:
    """By how much an input may come too late, in words."""
    worst, best = round(-wait.least), round(-wait.most)
    if best >= worst:
        return counted(worst, "month")
    return f"{best} to {counted(worst, 'month')}" if best > 0 else f"up to {counted(worst, 'month')}"


def _worst(inputs: Sequence[Wait], today: date) -> Wait | None:
    """Of the decisions ahead that an input is too late for, the one it misses by most; else of those it may miss."""
    ahead = [each for each in inputs if each.waiting.latest >= today and each.least < 0]
    late = _verdict(ahead, "too late") or ahead
    return min(late, key=lambda each: (each.least, each.waiting.earliest), default=None)


def _verdict(inputs: Sequence[Wait], word: str) -> list[Wait]:
    return [each for each in inputs if each.verdict == word]


def _evidence(found: Sequence[Wait]) -> tuple[str, ...]:
    named = (name for each in found for name in (each.record, each.waiting.record, each.awaited.record))
    return tuple(dict.fromkeys(named))


def _records(events: Sequence[Occurrence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.record for each in events))


def _when(event: Occurrence) -> str:
    words = {4: "in the course of {:%Y}", 7: "in {:%B %Y}", 10: "on {:%-d %B %Y}"}
    return words[len(event.first)].format(first_day(event.first))


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def notes() -> tuple[str, ...]:
    """What the calendars cannot show."""
    return NOTES


NOTES = (
    (
        "Calendars of NATO and the EU are public in parts only: most dates are known to the month or the year, and the "
        "dates by which states hand in their plans and answers are the least known of all."
    ),
    (
        "What follows from a rhythm is drawn hatched or hollow and marked as derived: cycles have slipped before, and a "
        "new treaty or programme may end them."
    ),
    (
        "An input that comes too late is not lost: it waits for the next cycle, or for a decision taken again. Nothing "
        "here says that a decision was taken without knowing, in confidence, what the other side would say."
    ),
    (
        "Of two cycles that come equally often, the distance of the two events recorded is kept; of a rarer and a more "
        "frequent one, each of the rarer is held against the nearest of the other."
    ),
)
