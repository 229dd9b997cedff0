"""Consequences: the other questions asked of the World before the news and of the World with it, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from phalanx.answer import Chart, Finding, Table
from phalanx.errors import BadInput
from phalanx.exercise.whats_new.constellations import opened_constellations
from phalanx.exercise.whats_new.corridors import changed_corridors
from phalanx.exercise.whats_new.drawn import charts
from phalanx.exercise.whats_new.gaps import changed_gaps
from phalanx.exercise.whats_new.hubs import changed_hubs
from phalanx.exercise.whats_new.instruments import instruments
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.road_map import changed_road_map
from phalanx.exercise.whats_new.told import CITED, Panel, Told
from phalanx.question import tell
from phalanx.vocabulary.wording import counted, in_words, joined

NOTES = (
    (
        "Consequences hold two Worlds of the same day against each other: this one, and one without what the registry learned "
        "and the agreements signed since then. Agreements known before that ended or were joined since are in both."
    ),
    (
        "What a new agreement opens in the road map and at borders follows by agreement_effects, an illustrative rule, as long "
        "as nobody has looked it through; it is not what the parties have announced."
    ),
)


@dataclass(frozen=True)
class Consequences:
    """What follows from the news, in the parts of an answer."""

    findings: tuple[Finding, ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()


def consequences_of(news: News, last: int) -> Consequences:
    """What the news changes: hubs, gaps, constellations, instruments, the road map to a year, and corridors.

    Where a question cannot be asked of one of the two Worlds, as facts are missing, a note says so.
    """
    if not news.changed:
        return Consequences((_nothing(news),), notes=NOTES[:1])
    parts: tuple[tuple[str, Callable[[], Told]], ...] = (
        ("hubs", lambda: changed_hubs(news)),
        ("gaps", lambda: changed_gaps(news)),
        ("constellations", lambda: opened_constellations(news)),
        ("instruments", lambda: instruments(news)),
        ("corridors", lambda: changed_corridors(news)),
        ("road map", lambda: changed_road_map(news, last)),
    )
    told: list[Told] = []
    notes: list[str] = []
    for number, (name, ask) in enumerate(parts):
        if not tell(number, len(parts), f"consequences for {name}"):
            left = [other for other, _ in parts[number:]]
            notes.append(f"Stopped: this is a part, without {joined(left)}.")
            break
        try:
            told.append(ask())
        except BadInput as lacking:
            notes.append(f"Consequences for {name} cannot be told: {lacking.found[:1].lower()}{lacking.found[1:]}.")
    panels: list[Panel] = [panel for part in told for panel in part.panels]
    findings = [finding for part in told for finding in part.findings]
    return Consequences(
        (_subject(news), *findings),
        tuple((name, table) for part in told for name, table in part.tables.items()),
        charts(news, panels),
        (*NOTES, *notes, *(note for part in told for note in part.notes)),
    )


def _nothing(news: News) -> Finding:
    text = f"Nothing that an answer counts with has changed since {news.since:%-d %B %Y}, so that no question was asked again."
    return Finding("consequences", 0, "agreements", text)


def _subject(news: News) -> Finding:
    """What the consequences are those of."""
    names = list(news.parties)
    kinds = sorted(in_words(kind) for kind in news.changed)
    first = f'"{news.titles[names[0]]}"' if names else ""
    text = f"Consequences are those of {counted(len(names), 'agreement')} that came, changed or went"
    text += f": {first}" if len(names) == 1 else f", the first {first}" if names else ""
    text += f"; what differs are {joined(kinds)}."
    return Finding("consequences", len(names), "agreements", text, tuple(names[:CITED]))
