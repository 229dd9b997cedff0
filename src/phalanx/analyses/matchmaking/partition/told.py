"""Partition told: what the best division is worth, how well that is proven, who would leave it, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from phalanx.analyses.matchmaking.constellations.told import LEARNING, group_named
from phalanx.analyses.matchmaking.partition.asked import PartitionParameters
from phalanx.analyses.matchmaking.partition.division import PAIR, Division
from phalanx.analyses.matchmaking.partition.packing import gap
from phalanx.analyses.matchmaking.partition.worth import Counting
from phalanx.analyses.matchmaking.proposals import Saving
from phalanx.analyses.matchmaking.rapport import SHARING
from phalanx.analyses.matchmaking.weights import PARTS
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.matching_weights import COSTS, MatchingWeight
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.wording import counted, joined

MOST_CITED = 100
"""How many records a finding cites of those a whole division rests on."""
COUNTED: Mapping[Counting, str] = {
    "states": "A group counts its score for each of its states, and each has all of it: ties, a common schedule, open "
    "instruments and a lower price are not used up by sharing.",
    "volume": "A group counts its score for each of its states by its share of all need, a state with the mean share "
    "once; each has the score by its own share.",
    "groups": "A group counts its score once, and its states share it equally, so that small groups are worth most; "
    "--by states counts what every member has of it.",
}
"""What a group counts, and the rule by which its members share it."""
HAS: Mapping[Counting, str] = {
    "states": "points each",
    "volume": "points each, by a mean share of the need",
    "groups": "points each",
}


def findings(divisions: Sequence[Division], parameters: PartitionParameters) -> tuple[Finding, ...]:
    """Worth, bound and gap, the groups, what they save and add to pairs, who would leave, and what all of it rests on."""
    return (
        *_proven(divisions, parameters.by),
        _groups(divisions),
        _saving(divisions),
        *_beyond_pairs(divisions, parameters),
        _blocking(divisions, parameters.by),
        _stable(divisions, parameters.by),
        _illustrative(divisions),
    )


def nothing_found(divisions: Sequence[Division], parameters: PartitionParameters) -> tuple[Finding, ...]:
    """That there is no group, and why."""
    where = parameters.area or "any area"
    looked_at = sum(each.looked_at for each in divisions)
    if not divisions:
        text = f"No state needs anything of {where} in this table, so that there is nobody to divide."
    elif not looked_at:
        text = f"No item of {where} is needed by enough states for a group within the limits."
    else:
        instrument = f", as {parameters.instrument} is open to none of them" if parameters.instrument else ""
        text = f"None of {counted(looked_at, 'group')} is worth forming{instrument}."
    evidence = tuple(dict.fromkeys(each.item.heard.area for each in divisions))
    return (Finding("groups", 0, "groups", text, evidence or tuple(filter(None, [parameters.area]))),)


def objective(divisions: Sequence[Division]) -> float:
    """What all groups of all items are worth."""
    return sum(each.packing.objective for each in divisions)


def needs_of(divisions: Sequence[Division]) -> int:
    """How many needs there are: states times items they need."""
    return sum(len(each.item.needs.states) for each in divisions)


# ── How good it is ───────────────────────────────────────────────────────────────────────────────────────────────────


def _proven(divisions: Sequence[Division], by: Counting) -> Iterator[Finding]:
    """What the division is worth, what none can be worth more than, and what lies between."""
    found, bound = objective(divisions), sum(each.packing.bound for each in divisions)
    groups, needs = sum(len(each.groups) for each in divisions), needs_of(divisions)
    mean = f", {found / needs:.1f} for each of {counted(needs, 'need')}" if by != "groups" else ""
    areas = tuple(dict.fromkeys(each.item.heard.area for each in divisions))
    points = tuple(named(MatchingWeight, "part", part) for part in PARTS)
    yield Finding(
        "objective",
        round(found, 6),
        "points",
        f"The best division for {counted(len(divisions), 'item')} has {counted(groups, 'disjoint group')}, worth "
        f"{found:,.1f} points together{mean}.",
        (*areas, *points),
        (COUNTED[by],),
    )
    looked_at = sum(each.looked_at for each in divisions)
    yield Finding(
        "bound",
        round(bound, 6),
        "points",
        f"No disjoint groups can be worth more than {bound:,.1f} points; each of {counted(looked_at, 'group')} within "
        "the limits was held against the prices that prove it.",
        areas,
    )
    missing = gap(found, bound)
    open_ = [each.item.name for each in divisions if each.packing.gap]
    text = "Bound and worth are the same: no other disjoint groups are better."
    if missing:
        text = f"At most {100 * missing:.2g} % is missing to the best there can be, for {joined(open_)}."
    yield Finding("gap", missing, "share", text, areas)


def _groups(divisions: Sequence[Division]) -> Finding:
    """How many groups there are of which sizes, and who is in none."""
    sizes = [len(each.states) for division in divisions for each in division.groups]
    placed, needs = sum(sizes), needs_of(divisions)
    common = max(sorted(set(sizes)), key=sizes.count)
    alone = needs - placed
    text = f"{counted(len(sizes), 'group')} of {placed / len(sizes):.1f} states on average, most often of {common}"
    text += (
        f", leave {counted(alone, 'need')} of {needs:,} without a group." if alone else ", and no need is left over."
    )
    agreements = dict.fromkeys(id_ for division in divisions for each in division.groups for id_ in each.agreements)
    return Finding("groups", len(sizes), "groups", text, tuple(islice(agreements, MOST_CITED)))


def _saving(divisions: Sequence[Division]) -> Finding:
    """What buying in these groups saves of the price, the mean over items; in million EUR where prices are known."""
    whole = Saving(*(_mean_saving(divisions, level) for level in ("low", "central", "high")))
    priced = [each for division in divisions for each in division.groups if each.value_eur_m is not None]
    text = f"Buying in these groups saves {_percent(whole.central)} of the price, the mean over items"
    text += f" (between {_percent(whole.low)} and {_percent(whole.high)})"
    if priced:
        levels = ("central", "low", "high")
        saved = [sum((each.value_eur_m or 0.0) * getattr(each.saving, level) for each in priced) for level in levels]
        paid = sum(each.value_eur_m or 0.0 for each in priced)
        text += (
            f"; of the EUR {paid:,.0f} million whose prices are known that is EUR {saved[0]:,.0f} million, between "
            f"{saved[1]:,.0f} and {saved[2]:,.0f}"
        )
    rates = divisions[0].item.heard.scoring.weights.learning
    records = tuple(named(MatchingWeight, "learning", code) for code in rates)
    illustrated = _illustrated(divisions)
    return Finding(
        "saving", round(100 * whole.central, 2), "% of the price", f"{text}.", records,
        (LEARNING.format(**rates), *illustrated),
    )  # fmt: skip


def _mean_saving(divisions: Sequence[Division], level: str) -> float:
    """Each item's saving is that of its groups by their share of the need; who is in none saves nothing."""
    return float(
        np.mean([
            sum(buy.share * float(getattr(buy.saving, level)) for each in division.groups for buy in each.purchases)
            for division in divisions
        ])
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _beyond_pairs(divisions: Sequence[Division], parameters: PartitionParameters) -> Iterator[Finding]:
    """What groups of more than two add: the central question of turning pacts of two into broader groups."""
    if parameters.min_ > PAIR or parameters.max_ == PAIR:
        return
    by = parameters.by
    alone, best = sum(each.pairs or 0.0 for each in divisions), objective(divisions)
    more = 100 * (best / alone - 1) if alone else 0.0
    text = f"In groups of two alone, the best are worth {alone:,.1f} points: groups of any size add {more:.1f} %."
    if round(more, 1) == 0.0:
        text = f"Groups of two alone are worth as much: {alone:,.1f} points."
    yield Finding("beyond_pairs", round(more, 2), "%", text, (), (COUNTED[by],))


# ── Who would leave ──────────────────────────────────────────────────────────────────────────────────────────────────


def strongest(divisions: Sequence[Division]) -> Division | None:
    """The item with the strongest group that would leave; None where nobody would."""
    blocked = [each for each in divisions if each.blocking is not None]
    return max(blocked, key=lambda each: each.blocking.gain if each.blocking else 0.0, default=None)


def leavers(division: Division) -> tuple[str, ...]:
    """The states of the strongest group that would leave for another."""
    group = division.blocking.group if division.blocking else np.zeros(0, dtype=bool)
    return tuple(division.item.needs.states[place] for place in np.flatnonzero(group))


def _blocking(divisions: Sequence[Division], by: Counting) -> Finding:
    """For how many items some states would leave their groups for another, and the strongest such group by name."""
    first = strongest(divisions)
    assumed = (
        COUNTED[by],
        "A state leaves if it has more elsewhere; nobody is paid to stay, and leaving costs nothing.",
    )
    if first is None or first.blocking is None:
        text = "No states would do better by leaving their groups for another: every other group was looked at."
        return Finding(
            "blocking", 0, "items", text, tuple(dict.fromkeys(each.item.heard.area for each in divisions)), assumed
        )
    blocking, states = first.blocking, leavers(first)
    some = [each for each in divisions if each.blocking is not None]
    before = f"{blocking.had.min():.1f}" if np.ptp(blocking.had) < 0.05 else f"{blocking.had.min():.1f} to {blocking.had.max():.1f}"  # fmt: skip
    text = (
        f"For {counted(len(some), 'item')} of {len(divisions)} some states would do better by leaving; most of all "
        f"{group_named(states)} for {first.item.name}: together they would have {blocking.has:.1f} {HAS[by]} instead of "
        f"{before}."
    )
    places = np.flatnonzero(blocking.group).tolist()
    return Finding(
        "blocking", len(some), "items", text, first.item.needs.records(places) or (first.item.heard.area,), assumed
    )


def _stable(divisions: Sequence[Division], by: Counting) -> Finding:
    """What the groups are worth that nobody would leave, and what that costs."""
    worth, best = sum(each.stable.objective for each in divisions), objective(divisions)
    groups = sum(len(each.stable.groups) for each in divisions)
    less = 100 * (1 - worth / best) if best else 0.0
    are = "is" if groups == 1 else "are"
    than = f"{less:.1f} % less" if round(less, 1) else "as much as the best"
    text = f"{counted(groups, 'group')} that nobody would leave {are} worth {worth:,.1f} points, {than}: the best group for "
    text += "its members first, then the best of who is left."
    return Finding("stable", round(worth, 6), "points", text, (), (COUNTED[by],))


# ── What it rests on ─────────────────────────────────────────────────────────────────────────────────────────────────


def _illustrated(divisions: Sequence[Division]) -> tuple[str, ...]:
    some = any(each.illustrative for division in divisions for each in division.groups)
    return ("Needs are illustrative: public totals, shared out by a rule.",) if some else ()


def _illustrative(divisions: Sequence[Division]) -> Finding:
    """How many of the needs are illustrative."""
    needs = [each.item.needs for each in divisions]
    marked = sum(int((each.illustrative & each.needed).sum()) for each in needs)
    all_of_them = needs_of(divisions)
    whose = "of a table of your own" if needs[0].own else "of the registry"
    text = f"{marked:,} of {counted(all_of_them, 'need')} {whose} {'is' if marked == 1 else 'are'} illustrative."
    records = (record for each in needs for record in each.records(range(len(each.states))))
    share = round(100 * marked / all_of_them, 1)
    return Finding("illustrative", share, "% of needs", text, tuple(islice(records, MOST_CITED)))


MUST_BINDS = (
    "States that have to be in a group bind the best division only; groups of two alone and the division that nobody would "
    "leave are told without that condition."
)


def notes(divisions: Sequence[Division], parameters: PartitionParameters) -> tuple[str, ...]:
    """What a division cannot show."""
    costs = joined([label(part) for part in COSTS])
    own = any(each.item.needs.own for each in divisions)
    needs = (
        "Needs are those of a table of your own; the registry does not hold them."
        if own
        else "What states need is not public. The bundled needs share public totals out by population or GDP, in whole "
        "units, and are illustrative; --needs takes your own table."
    )
    return (
        needs,
        (
            "Every item is divided by itself: a state is in one group at most for an item, and may be in others for "
            "others. What one government can coordinate in all is no limit here."
        ),
        COUNTED[parameters.by],
        f"The score is a sum of named parts, {costs} taken off; its points are judgements, and no measurement.",
        (
            "The best division is that of an arbiter over all states. Who would leave it is told beside it, with the "
            "division that nobody would leave."
        ),
        *((MUST_BINDS,) if parameters.must else ()),
        SHARING,
        "Rules are held against who is in a group, the area and the day; not against budgets, products or components.",
    )
