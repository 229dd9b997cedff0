"""Burden told: who carries most and least for its share, where keys and measures disagree, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from phalanx.analyses.planning.burden.agreement import Agreement, Compared, telling
from phalanx.analyses.planning.burden.keys import KEY_TITLES, PUBLISHED
from phalanx.analyses.planning.burden.measures import MEASURES
from phalanx.analyses.planning.burden.shares import Burden, Ranking
from phalanx.answer import Finding
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

RATIO = "Share of what all states with a figure give, by the fair share among the same states; no key is the right one."
GDP_OF_2024 = "GDP and population are those of 2024, whatever the year of spending."
ROUNDING = "A share of GDP that shows no second decimal counts as rounded to 0.1; ranks follow from its two ends."


def findings(burden: Burden, compared: Compared) -> tuple[Finding, ...]:
    """Most and least, how many carry their share, what is unsure, keys, measures, movers, and what is missing."""
    ranking = burden.chosen
    if not ranking.ranked.any():
        return (_nobody(burden), *_missing(burden), *_published_keys(burden))
    return (
        _carrying(burden, "most", 0),
        _carrying(burden, "least", -1),
        _at_least(burden),
        _unsure(burden),
        *_own(burden),
        *_mover(burden, compared),
        *_apart("keys", compared.keys, KEY_TITLES, burden),
        *_apart("measures", compared.measures, {name: each.title for name, each in MEASURES.items()}, burden),
        *_ukraine(burden),
        *_missing(burden),
        *_published_keys(burden),
        *_checked(burden),
    )


def named_place(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 14 else last}"


def evidence(ranking: Ranking, states: Sequence[int]) -> tuple[str, ...]:
    """The records that the shares and fair shares of these states rest on."""
    records = [
        record for state in states for record in (*ranking.given.records[state], ranking.key.records[state])
    ]  # fmt: skip
    return tuple(dict.fromkeys(records))


def _nobody(burden: Burden) -> Finding:
    measure, title = burden.chosen.given.measure.title, burden.heard.title.lower()
    text = (
        f"Of {measure}, no two states ({title}) have a figure, or all of them gave nothing, so that nobody is ranked."
    )
    return Finding("states", 0, "states", text, tuple(f"states/{code}" for code in burden.heard.codes))


def _carrying(burden: Burden, name: str, place: int) -> Finding:
    """Who gives most or least for its fair share; several, where they share the rank."""
    ranking = burden.chosen
    first = int(ranking.order[place])
    tied = [int(state) for state in ranking.order if ranking.rank[state] == ranking.rank[first]]
    names = joined([party_name(burden.heard.codes[state]) for state in tied])
    give, its = ("gives", "its") if len(tied) == 1 else ("give", "their")
    return Finding(
        name,
        ";".join(burden.heard.codes[state] for state in tied),
        "state",
        f"By {ranking.key.title}, {names} {give} {name} for {its} fair share of {ranking.given.measure.title}: "
        f"{_times(ranking, first, its)}{_amounts(ranking, first) if len(tied) == 1 else ''}.",
        evidence(ranking, tied),
        _assumed(burden),
    )


def _times(ranking: Ranking, state: int, its: str) -> str:
    return f"{ranking.ratio[state]:.2f} times {its} share" if ranking.ratio[state] else "nothing"


def _amounts(ranking: Ranking, state: int) -> str:
    beyond = float(ranking.excess[state])
    return (
        f", as it is {100 * ranking.share[state]:.1f} % of what {counted(int(ranking.ranked.sum()), 'state')} give, against "
        f"{100 * ranking.fair[state]:.1f} %, or {abs(beyond):,.1f} {ranking.given.measure.unit} "
        f"{'more' if beyond >= 0 else 'less'}"
    )


def _assumed(burden: Burden) -> tuple[str, ...]:
    spent = burden.heard.measure == "spending"
    return (RATIO, *((GDP_OF_2024, ROUNDING) if spent else ()))


def _at_least(burden: Burden) -> Finding:
    ranking = burden.chosen
    enough = [int(state) for state in ranking.order if ranking.ratio[state] >= 1]
    return Finding(
        "at_least",
        len(enough),
        "states",
        f"{len(enough)} of {counted(int(ranking.ranked.sum()), 'state')} give at least their fair share of "
        f"{ranking.given.measure.title} by {ranking.key.title}: {joined([party_name(burden.heard.codes[each]) for each in enough])}.",
        evidence(ranking, enough),
        _assumed(burden),
    )


def _unsure(burden: Burden) -> Finding:
    """How many ranks rounding and missing states leave open, and by how much at most."""
    ranking = burden.chosen
    widths = (ranking.worst - ranking.best)[ranking.ranked]
    unsure = int((widths > 0).sum())
    text = f"{unsure} of {counted(widths.size, 'rank')} could be another, as figures are rounded or missing"
    text += f"; the widest span is {counted(int(widths.max()), 'place')}." if unsure else "."
    return Finding("unsure", unsure, "ranks", text, evidence(ranking, ranking.order.tolist()), _assumed(burden))


def _own(burden: Burden) -> Iterator[Finding]:
    """Where the highlighted state stands, by every key and in every measure."""
    code = burden.heard.state
    if code is None:
        return
    state, name = burden.heard.codes.index(code), party_name(code)
    by_key = [_standing(each, state, title) for title, each in _titled(burden.by_key, KEY_TITLES)]
    measures = {known: each.title for known, each in MEASURES.items()}
    by_measure = [_standing(each, state, title) for title, each in _titled(burden.by_measure, measures)]
    for what, places, how in (
        ("keys", by_key, f"Of {burden.chosen.given.measure.title}, {name} ranks"),
        ("measures", by_measure, f"By {burden.chosen.key.title}, {name} ranks"),
    ):
        known = [each for each in places if each]
        text = f"{how} {joined(known)}." if known else f"{how} nowhere, as it has no figure."
        yield Finding(f"own_{what}", len(known), what, text, (f"states/{code}",), (RATIO,))


def _titled(rankings: Mapping[str, Ranking], titles: Mapping[str, str]) -> list[tuple[str, Ranking]]:
    return [(titles[name], each) for name, each in rankings.items()]


def _standing(ranking: Ranking, state: int, title: str) -> str:
    if not ranking.ranked[state]:
        return ""
    return f"{named_place(int(ranking.rank[state]))} of {int(ranking.ranked.sum())} by {title}"


def _mover(burden: Burden, compared: Compared) -> Iterator[Finding]:
    if not compared.moves or not compared.moves[0].places:
        return
    move = compared.moves[0]
    code = burden.heard.codes[move.state]
    records = [evidence(burden.by_key[key], [move.state]) for key in (move.key_up, move.key_down)]
    yield Finding(
        "mover",
        code,
        "state",
        f"{party_name(code)} moves most between keys: of {burden.chosen.given.measure.title} it is "
        f"{named_place(move.rank_up)} by {KEY_TITLES[move.key_up]} and {named_place(move.rank_down)} by "
        f"{KEY_TITLES[move.key_down]}, of {counted(move.of, 'state')}.",
        tuple(dict.fromkeys(record for each in records for record in each)),
        (RATIO,),
    )


def _apart(
    what: str, pairs: Sequence[Agreement], titles: Mapping[str, str], burden: Burden
) -> Iterator[Finding]:  # fmt: skip
    """Which two of the rankings agree least, and which most."""
    known = telling(pairs, len(burden.heard.codes))
    if len(known) < 2:
        return
    least, most = known[0], known[-1]
    how = f"of {burden.chosen.given.measure.title}" if what == "keys" else f"by {burden.chosen.key.title}"
    rankings = burden.by_key if what == "keys" else burden.by_measure
    states = np.flatnonzero(rankings[least.one].ranked & rankings[least.other].ranked).tolist()
    records = (*evidence(rankings[least.one], states), *evidence(rankings[least.other], states))
    yield Finding(
        f"{what}_apart",
        round(least.tau or 0.0, 3),
        "tau-b",
        f"Ranks {how} agree least for {_pair(least, titles)} and most for {_pair(most, titles)}; 1 is the same order, "
        "-1 the reverse.",
        tuple(dict.fromkeys(records)),
        (
            "Kendall's tau-b over the states that have a rank in both; with few states it may be chance, as the table says.",
        ),
    )


def _pair(each: Agreement, titles: Mapping[str, str]) -> str:
    return f"{titles[each.one]} and {titles[each.other]} (tau-b {each.tau:.2f}, {counted(each.states, 'state')})"


def _ukraine(burden: Burden) -> Iterator[Finding]:
    """Which figures on support to Ukraine were taken."""
    given = burden.given["ukraine"]
    known = np.flatnonzero(np.isfinite(given.value)).tolist()
    if not known:
        return
    names = joined([party_name(burden.heard.codes[each]) for each in known])
    yield Finding(
        "ukraine_states",
        len(known),
        "states",
        f"Support to Ukraine is known for {counted(len(known), 'state')} in one span ({given.basis}): {names}.",
        tuple(record for each in known for record in given.records[each]),
        ("Spans overlap and group donors contain states, so that one span is taken and nothing is added up.",),
    )


def _missing(burden: Burden) -> Iterator[Finding]:
    """Which states could give and have no figure, in the chosen measure and in all."""
    lacking = [each for each in burden.given.values() if each.missing.any()]
    if not lacking:
        return
    parts = [f"{each.measure.title} ({int(each.missing.sum())})" for each in lacking]
    total = sum(int(each.missing.sum()) for each in lacking)
    own = np.flatnonzero(burden.chosen.given.missing).tolist()
    names = joined([party_name(burden.heard.codes[each]) for each in own])
    also = f" Of {burden.chosen.given.measure.title} it is {names}." if own else ""
    yield Finding(
        "missing",
        total,
        "figures",
        f"{counted(total, 'figure')} are missing, and those states are left out rather than counted as nothing: "
        f"{joined(parts)}.{also}",
        tuple(f"states/{code}" for code in burden.heard.codes),
    )


def _published_keys(burden: Burden) -> Iterator[Finding]:
    """For how many of the states a published key is known."""
    known = {name: key for name, key in burden.keys.items() if name in PUBLISHED}
    parts = [
        f"{key.title} for {int(np.isfinite(key.weight).sum())} of {key.weight.size} states ({key.rests_on})"
        for key in known.values()
    ]
    if not parts:
        return
    records = [record for key in known.values() for record in key.records if record.startswith("cost_shares/")]
    text = f"Of published keys, the registry knows {joined(parts)}; ratios by them are among those states alone."
    yield Finding("published_keys", len(parts), "keys", text, tuple(records))


def _checked(burden: Burden) -> Iterator[Finding]:
    """The computed key of half and half against the one that the central bank publishes, among member states alone."""
    computed, published = (burden.keys.get(name) for name in ("half", "ecb_capital"))
    if computed is None or published is None or burden.heard.states["eu_since"].null_count():
        return
    both = np.isfinite(computed.weight) & np.isfinite(published.weight)
    ours, theirs = (100 * key.weight[both] / key.weight[both].sum() for key in (computed, published))
    gap = np.abs(ours - theirs)
    state = burden.heard.codes[int(np.flatnonzero(both)[gap.argmax()])]
    yield Finding(
        "checked",
        round(float(gap.max()), 2),
        "percentage points",
        f"The key of population and GDP in equal parts, computed from the facts on states, differs from the published capital key of the "
        f"European Central Bank by at most {gap.max():.2f} percentage points ({party_name(state)}), among "
        f"{counted(int(both.sum()), 'state')}.",
        tuple(record for record, known in zip(published.records, both, strict=True) if known),
        ("Both are scaled to the states that are known of both.",),
    )


def notes(burden: Burden) -> tuple[str, ...]:
    """What shares and ranks cannot show."""
    keys = "; ".join(f"{key.title}: {key.rests_on}" for key in burden.keys.values())
    lacking = [title for name, title in PUBLISHED.items() if name not in burden.keys]
    absent = (
        f"No shares of {joined(lacking)} are known for these states; cost_shares takes them, and the key then appears.",
    )
    return (
        f"The keys: {keys}.",
        *(absent if lacking else ()),
        (
            "A published key counts in the latest edition up to the year that the registry holds, for the states it names; "
            "one that is in force today may differ."
        ),
        (
            "NATO's definition of defence spending, with pensions and some paramilitary forces, is used for allies; figures "
            "of states outside NATO follow another definition, so that the two groups are compared with care."
        ),
        (
            "Equipment is known of allies alone, up to 2019 for most. Whether what was bought is what the common defence "
            "needs, neither money nor counts tell."
        ),
        (
            "Roles are counted one by one, large and small alike. Projects whose coordinator or participants are not known "
            "count for nobody, so that counts are lower bounds. Who takes part in the European Defence Fund, and what hosting "
            "and leading forces in other states costs, the registry does not know."
        ),
        "SAFE loans are borrowed and paid back: they show who means to buy, and not who pays for others.",
        "Needs of states are illustrative and are no measure of burden; how many are covered is left out.",
    )
