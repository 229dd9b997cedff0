"""Threshold in words: what is left at each step, who could grow with whom, the numbers others published, and the limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import polars as pl

from phalanx.analyses.matchmaking.masks import MET
from phalanx.analyses.matchmaking.threshold.asked import Heard
from phalanx.analyses.matchmaking.threshold.published import Beside
from phalanx.analyses.matchmaking.threshold.tables import falling_pacts, steps_table
from phalanx.analyses.matchmaking.threshold.undertakings import KIND_WORDS
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.states import State
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

NEVER_ENDED = "An agreement whose end nobody reported still counts as live."
NEAR = (
    "Near is a state that an agreement or purchase on the same area, or where none is known on procurement, industry or "
    "standards, ties with each state of the undertaking."
)


def findings(heard: Heard, published: Sequence[Beside]) -> tuple[Finding, ...]:
    """What there is, a finding for each threshold, the steepest step, who is nearest, and the published numbers."""
    if not heard.frame.height:
        text = "The registry holds no live procurement pact and no bundled project whose states are known."
        return (Finding("live", 0, "pacts", text), *_published(published))
    return (_live(heard), *_steps(heard), *_steepest(heard), *_nearest(heard), *_published(published))


def _live(heard: Heard) -> Finding:
    counts = Counter(heard.frame["kind"])
    pacts, projects = counts.pop("pact", 0), joined([counted(n, KIND_WORDS[kind]) for kind, n in counts.items()])
    announced = heard.frame.filter("announced").height
    companies = heard.frame.filter(pl.col("level") == "company").height
    text = counted(pacts, "live procurement pact")
    text += f", {announced} of them only announced" if announced else ""
    text += f" and {companies} between companies" if companies else ""
    text += f", and {projects} with known states" if projects else ""
    return Finding("live", pacts, "pacts", f"There are {text}.", tuple(heard.frame["id"]), (NEVER_ENDED,))


def _steps(heard: Heard) -> Iterator[Finding]:
    """A finding for each threshold. Its evidence is what falls at this step, or else what stays."""
    pacts, rule = int(heard.pacts.sum()), _rule(heard)
    for step, row in enumerate(steps_table(heard).iter_rows(named=True)):
        valued = (
            f"EUR {row['value_eur_m']:,.0f} million known of {row['valued']}" if row["valued"] else "no known value"
        )
        parts = [f"{row['could_grow']} could grow", f"{row['lost']} fall away"]
        parts += [f"of {row['unsettled']} it is not settled"] if row["unsettled"] else []
        stays = heard.frame["id"].filter(pl.Series(heard.dial.outcome[step] == MET, dtype=pl.Boolean))
        yield Finding(
            f"at_{row['threshold']}",
            row["pacts"],
            "pacts",
            f"If it takes {counted(row['threshold'], 'state')}{rule}, {row['pacts']} of {counted(pacts, 'pact')} stay ({valued}), "
            f"{joined(parts)}; {counted(row['projects'], 'bundled project')} stay{'s' if row['projects'] == 1 else ''}, and "
            f"{counted(row['states'], 'state')} are in what stays.",
            tuple(row["fallen"]) or tuple(stays),
            (NEAR,),
        )


def _rule(heard: Heard) -> str:
    return f" that count under {heard.instrument}" if heard.instrument else ""


def _steepest(heard: Heard) -> Iterator[Finding]:
    """The step at which most pacts fall."""
    falls = falling_pacts(heard)
    threshold = max(falls, key=lambda each: len(falls[each]))
    most = falls[threshold]
    if not most:
        yield Finding("steepest", None, "states", "No pact falls at any of these steps.")
        return
    yield Finding(
        "steepest",
        threshold,
        "states",
        f"The steepest step is to {counted(threshold, 'state')}: {counted(len(most), 'pact')} of {int(heard.pacts.sum())} "
        f"{'has' if len(most) == 1 else 'have'} enough states below it and too few from there on.",
        tuple(most),
    )


def _nearest(heard: Heard) -> Iterator[Finding]:
    """The state that would be first to join most pacts."""
    first = [(name, grown[0]) for name, grown in zip(heard.frame["id"], heard.dial.grown, strict=True) if grown]
    if not first:
        yield Finding("nearest", None, "state", "No undertaking would grow by a near state.")
        return
    count = Counter(state for _, state in first)
    most = max(count.values())
    states = sorted(state for state, number in count.items() if number == most)
    whose = tuple(name for name, state in first if state in states)
    yield Finding(
        "nearest",
        ";".join(states),
        "state",
        f"{joined([party_name(state) for state in states])} would be first to join {most} of the {len(first)} pacts and projects "
        f"that could grow{', each' if len(states) > 1 else ''}.",
        (*(named(State, state) for state in states), *whose),
        (NEAR,),
    )


def _published(published: Sequence[Beside]) -> Iterator[Finding]:
    """A finding for each published number that has ours beside it."""
    for each in published:
        row, ours = each.row, each.ours
        unit = str(row["unit"])
        here = f"{ours.value:g}" if ours.value is not None else "nothing to count"
        yield Finding(
            f"published_{row['name']}",
            ours.value,
            label(unit),
            f"{row['title']}: {row['source_title']} has {row['value']} {label(unit)}, the registry {here}. {ours.rule}",
            (str(row["id"]), *ours.records),
            (str(row["reason"]),) if row["reason"] else (),
        )


def notes(heard: Heard) -> tuple[str, ...]:
    """What the dial cannot show."""
    rule = (
        f"Counted are states that count under {heard.instrument}; all its other rules hold as they are, and where its own minimum "
        "is another one, the threshold takes its place. Areas, budgets and shares of components are not held against a pact."
        if heard.instrument
        else "Without an instrument every state that takes part counts, in the Union or not."
    )
    left_out = joined([f"{counted(number, what)} {why}" for (what, why), number in heard.left_out.items()])
    return (
        rule,
        (
            "A pact is an agreement that has not ended and is a purchase, or is on industry and procurement and names procurement "
            "among its domains; a bundled project is a PESCO project, a coalition that is no instrument, or a capability pool. One "
            "undertaking may stand in several kinds: the Sky Shield is an agreement, a coalition and a pool."
        ),
        *((f"Left out: {left_out}.",) if left_out else ()),
        f"{NEAR} That it would want to join, and that those who are there would have it, nobody knows.",
        "A value is the money named with an agreement, for orders and frameworks alike; most name none.",
        "The projects under national SAFE plans are not public one by one, so that the dial cannot be turned over them.",
    )
