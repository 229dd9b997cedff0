"""Crossing told: what was agreed and is planned between two states to move forces, in words."""

from __future__ import annotations

from collections import Counter

from phalanx.analyses.mobility.crossing.asked import Crossing, Wait
from phalanx.analyses.mobility.ground_told import millions
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE, BorderPermit
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

MODES = {"rail": "by rail", "road": "by road", "sea": "by sea", "inland_waterway": "by river or canal"}
SHOWN = 3
"""So many names stand in a sentence."""


def findings(found: Crossing) -> tuple[Finding, ...]:
    """Agreements, corridors, links, upgrades, and the permission to cross either way."""
    return (
        _agreements(found),
        _corridors(found),
        _links(found),
        *_upgrades(found),
        *(_permission(found, entered) for entered in (found.one, found.other)),
    )


def _agreements(found: Crossing) -> Finding:
    rows = found.agreements
    if not rows.height:
        text = f"The registry holds no agreement on moving forces to which {found.both} are both parties."
        return Finding("agreements", 0, "agreements", text)
    newest = rows.row(0, named=True)
    return Finding(
        "agreements",
        rows.height,
        "agreements",
        f"{counted(rows.height)} on moving forces {_have(rows.height)} {found.both} as parties; the newest is "
        f"“{newest['title']}” ({_when(newest['signed'])}).",
        tuple(rows["id"]),
    )


def _when(signed: str) -> str:
    """A date to the day, month or year in words: "13 November 2025"."""
    form = {4: "%Y", 7: "%B %Y", 10: "%-d %B %Y"}[len(signed)]
    return f"{first_day(signed):{form}}"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _corridors(found: Crossing) -> Finding:
    rows = found.corridors
    text = (
        f"{counted(rows.height, 'corridor')} {'names' if rows.height == 1 else 'name'} both: {_some(rows['name'].to_list())}."
        if rows.height
        else "No corridor of the facts names both."
    )
    return Finding("corridors", rows.height, "corridors", text, tuple(rows["id"]))


def _some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - SHOWN
    return joined(names) if more <= 0 else f"{', '.join(names[:SHOWN])} and {more} more"


def _links(found: Crossing) -> Finding:
    rows = found.links
    if not rows.height:
        text = f"No link of the facts leads from {party_name(found.one)} straight to {party_name(found.other)}."
        return Finding("links", 0, "links", text)
    modes = Counter(rows["mode"].to_list())
    built = rows.filter(rows["status"] == "under_construction").height
    return Finding(
        "links",
        rows.height,
        "links",
        f"{counted(rows.height, 'link')} {'joins' if rows.height == 1 else 'join'} the two: "
        f"{joined([f'{count} {MODES[mode]}' for mode, count in modes.items()])}"
        f"{f'; {built} of them being built' if built else ''}.",
        tuple(rows["id"]),
    )


def _upgrades(found: Crossing) -> tuple[Finding, ...]:
    """What would be built at the border itself, and how much more there is in the two states."""
    at_border = found.at_border
    elsewhere = len(found.upgrades) - len(at_border)
    costs = [f"“{each.title}” ({millions(each.cost_eur_m)})" for each in at_border]
    text = (
        f"{counted(len(at_border), 'upgrade')} would change the crossing itself: {_some(costs)}; {elsewhere} more "
        f"{'lies' if elsewhere == 1 else 'lie'} in the two states."
        if at_border
        else f"No upgrade of the facts would change the crossing itself; {elsewhere} "
        f"{'lies' if elsewhere == 1 else 'lie'} in the two states."
    )
    evidence = tuple(each.id for each, _ in found.upgrades)
    assumed = (
        ("What upgrades cost and bring are judgements from public figures, each with a range.",) if evidence else ()
    )
    return (Finding("upgrades", len(at_border), "upgrades", text, evidence, assumed),)


def _permission(found: Crossing, entered: str) -> Finding:
    """How long the permission to enter one of the two takes today, and what is proposed."""
    today, proposed = found.wait(entered, "today"), found.wait(entered, "proposal")
    name = party_name(entered)
    agreed = (
        f"; in a corridor the two have agreed, {_days(today.agreed)} would do"
        if today.agreed is not None and today.agreed < today.middle
        else ""
    )
    return Finding(
        f"days_into_{entered}",
        round(today.middle / 24, 2),
        "days",
        f"To enter {name}, a force waits {_days(today.middle)} for permission today{_range(today)}; the Commission has "
        f"proposed three days at most{agreed}.",
        (*today.records, *proposed.records),
        (_assumed(today, name),),
    )


def _days(hours: float) -> str:
    """Hours as days, without a needless nought: "30 days", "0.3 days", "1 day"."""
    number = f"{hours / 24:,.1f}".removesuffix(".0")
    return f"{number} day{'' if number == '1' else 's'}"


def _range(wait: Wait) -> str:
    return "" if wait.low == wait.high else f" ({wait.low / 24:,.0f} to {wait.high / 24:,.0f} by what is told of it)"


def _assumed(wait: Wait, name: str) -> str:
    if named(BorderPermit, EVERY_STATE, "today") in wait.records:
        return f"The notice of {name} is not public; the longest that the European Court of Auditors met stands for it."
    return f"What is told of the notice of {name} still holds."


def notes(found: Crossing) -> tuple[str, ...]:
    """What the answer cannot show."""
    return (
        "Agreements count that name the movement of forces among their domains; others may touch on it as well.",
        "The routing of the European Union's military corridors is classified; corridors without published states are left out.",
        (
            "Links are of cities and stand for all ways between them. What upgrades cost and bring is illustrative, and "
            f"{'so are some of the days of permission' if any(each.illustrative for each in found.waits) else 'ranges are told'}."
        ),
        "How long a whole force takes over these links, the question movement tells; what holds it back, bottlenecks.",
    )
