"""Windows: when a state hands something in to NATO and to the EU so close together that one text could serve both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from phalanx.analyses.planning.calendar.cycles import Occurrence
from phalanx.analyses.planning.calendar.waits import DAYS_A_MONTH, by_cycle, months, nearest


@dataclass(frozen=True)
class Window:
    """Two submissions, one to NATO and one to the EU, and the days in which both can be handed in close together.

    `least` and `most` are the months between the two: as near and as far as their dates allow.
    """

    nato: Occurrence
    eu: Occurrence
    opens: date
    closes: date
    least: float
    most: float
    sure: bool
    """Whether they are close together whatever day their dates mean."""


def windows(found: Sequence[Occurrence], within_months: int) -> list[Window]:
    """Every window of that many months, by its first day; each submission goes with the nearest to the other side."""
    handed_in = [each for each in found if each.submission]
    to_nato = by_cycle([each for each in handed_in if each.institutions == ("NATO",)])
    to_eu = by_cycle([each for each in handed_in if each.institutions == ("EU",)])
    open_ = [
        window
        for theirs in to_nato.values()
        for ours in to_eu.values()
        for nato, eu in nearest(theirs, ours)
        if (window := _window(nato, eu, within_months)).least <= within_months
    ]
    return sorted(open_, key=lambda each: (each.opens, each.closes, each.nato.uid, each.eu.uid))


def _window(nato: Occurrence, eu: Occurrence, within_months: int) -> Window:
    """The days of the earlier that are near enough to the later, up to those of the later that are near enough to it."""
    room = timedelta(days=round(within_months * DAYS_A_MONTH))
    apart = max(months(nato.latest, eu.earliest), months(eu.latest, nato.earliest), 0.0)
    most = max(months(nato.earliest, eu.latest), months(eu.earliest, nato.latest))
    return Window(
        nato,
        eu,
        opens=max(min(nato.earliest, eu.earliest), max(nato.earliest, eu.earliest) - room),
        closes=min(max(nato.latest, eu.latest), min(nato.latest, eu.latest) + room),
        least=apart,
        most=most,
        sure=most <= within_months,
    )
