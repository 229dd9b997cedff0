"""What resilience found, as sentences: of the ranking of all, and of a what-if."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.resilience.leaving import Standing, distinct
from phalanx.analyses.network.resilience.parting import Parted
from phalanx.analyses.network.saying import UNCERTAIN, some_of
from phalanx.answer import Finding
from phalanx.vocabulary.wording import counted

FEWEST = 4
"""How many states it takes to tell how a network wears."""
PROMISES = {"assistance": "promise of help", "consultation": "promise to consult"}


@dataclass(frozen=True, eq=False)
class Ranked:
    """The tables of the ranking, as `resilience` makes them."""

    states: pl.DataFrame
    agreements: pl.DataFrame
    lone: pl.DataFrame
    depth: pl.DataFrame
    curve: pl.DataFrame


def find_ranking(
    web: Hypergraph, now: Standing, ranked: Ranked, weighted: tuple[str, ...], draws: int, seed: int
) -> tuple[Finding, ...]:
    """The costliest state and agreement, what rests on one tie, and how the network wears."""
    return (
        _network(now, ranked),
        _costliest_state(now, ranked.states, weighted),
        _longest_ways(now, ranked.states),
        _cut_off(now, ranked.states),
        _splitting(now, ranked.states, "states"),
        _costliest_agreement(ranked.agreements),
        _splitting(now, ranked.agreements, "agreements"),
        _lone(ranked),
        _surviving(now, ranked),
        *(_promises(now, ranked.agreements, clause) for clause in PROMISES),
        _lone_domains(now, ranked.agreements),
        _uncertain_pairs(web, ranked.lone),
        _wearing(now, ranked.curve, draws, seed),
    )


def _network(now: Standing, ranked: Ranked) -> Finding:
    pairs = int(ranked.depth["pairs"].sum())
    return Finding(
        "pairs",
        pairs,
        "pairs",
        f"{counted(len(now.ids))} that {'stands ties' if len(now.ids) == 1 else 'stand tie'} "
        f"{counted(len(now.states), 'state')} in {counted(pairs, 'pair')}.",
        now.ids,
    )


def _costliest_state(now: Standing, states: pl.DataFrame, weighted: tuple[str, ...]) -> Finding:
    first = states.row(0, named=True)
    if not first["strength_lost"]:
        text = "No state's leaving costs the others strength: every agreement has two other parties, and goes on."
        return Finding("costliest_state", None, "state", text, now.ids, weighted)
    mine = now.member_edge[now.member_state == now.states.index(first["state"])]
    of_two = int((now.size[mine] == 2).sum())
    return Finding(
        "costliest_state",
        first["state"],
        "state",
        f"The others lose most when {first['name']} leaves: {first['strength_lost_pct']:.1f} % of their strength, as "
        f"{counted(of_two)} with one of them alone {'ends' if of_two == 1 else 'end'}.",
        evidence_of_state(now, first["state"]),
        weighted,
    )


def evidence_of_state(now: Standing, state: str) -> tuple[str, ...]:
    """The agreements a state is party to."""
    return tuple(now.ids[edge] for edge in now.member_edge[now.member_state == now.states.index(state)])


def _longest_ways(now: Standing, states: pl.DataFrame) -> Finding:
    first = states.sort(["efficiency_loss_pct", "state"], descending=[True, False]).row(0, named=True)
    if first["efficiency_loss_pct"] <= 0:
        text = "No state's leaving makes a way between two others longer."
        return Finding("longest_ways", None, "state", text, now.ids)
    return Finding(
        "longest_ways",
        first["state"],
        "state",
        f"Ways between the others grow longest when {first['name']} leaves: their efficiency falls by "
        f"{first['efficiency_loss_pct']:.2g} %.",
        evidence_of_state(now, first["state"]),
    )


def _cut_off(now: Standing, states: pl.DataFrame) -> Finding:
    """States that hang on one partner."""
    hanging = states.filter(pl.col("pairs_lost") == 1).sort("state")
    evidence = tuple(dict.fromkeys(name for state in hanging["state"] for name in evidence_of_state(now, state)))
    names = some_of(hanging["name"].to_list())
    text = (
        f"{names} {'has' if hanging.height == 1 else 'have'} one partner only, and would be cut off without it."
        if hanging.height
        else "No state would be cut off by the leaving of another: each has two partners or more."
    )
    return Finding("cut_off", hanging.height, "states", text, evidence or now.ids)


def _splitting(now: Standing, table: pl.DataFrame, unit: str) -> Finding:
    """Whose leaving or ending splits the network into more parts than it has."""
    splitting = table.filter("splits")
    if unit == "states":
        what = some_of(splitting["name"].to_list())
        evidence = tuple(dict.fromkeys(name for state in splitting["state"] for name in evidence_of_state(now, state)))
        text = (
            f"Without {what} some of the others could no longer reach one another."
            if splitting.height
            else "No single state holds the others together: whoever leaves, the rest can reach one another as before."
        )
    else:
        evidence = tuple(splitting["agreement"])
        titles = some_of([f"“{title}”" for title in splitting["title"]], 4)
        text = (
            f"The end of {titles}{', each by itself,' if splitting.height > 1 else ''} would split the network."
            if splitting.height
            else "No single agreement holds the network together: whichever ends, all can reach one another as before."
        )
    return Finding(f"splitting_{unit}", splitting.height, unit, text, evidence or now.ids)


def _costliest_agreement(agreements: pl.DataFrame) -> Finding:
    first = agreements.row(0, named=True)
    if not first["pairs_lost"]:
        text = "No agreement's end unties a pair: each pair has another."
        return Finding("costliest_agreement", 0, "pairs", text, tuple(agreements["agreement"]))
    return Finding(
        "costliest_agreement",
        first["pairs_lost"],
        "pairs",
        f"The end of “{first['title']}” ({first['signed'][:4]}, {len(first['parties'])} parties) would untie most pairs: "
        f"{first['pairs_lost']:,} have no other agreement.",
        (first["agreement"],),
    )


def _lone(ranked: Ranked) -> Finding:
    pairs, lone = int(ranked.depth["pairs"].sum()), ranked.lone.height
    of_two = ranked.lone.filter(pl.col("parties") == 2).height
    share = 100 * lone / pairs
    return Finding(
        "lone_ties",
        round(share, 1),
        "% of pairs",
        f"{lone:,} of {counted(pairs, 'tied pair')} ({share:.0f} %) rest on one agreement: {of_two:,} on one of the two "
        f"alone, {lone - of_two:,} on a pact with others.",
        tuple(ranked.lone["agreement"].unique(maintain_order=True)),
    )


def _surviving(now: Standing, ranked: Ranked) -> Finding:
    pairs = int(ranked.depth["pairs"].sum())
    deep = int(ranked.depth.filter(pl.col("agreements") > 2)["pairs"].sum())
    share = 100 * deep / pairs
    return Finding(
        "deep_ties",
        round(share, 1),
        "% of pairs",
        f"{deep:,} of {counted(pairs, 'tied pair')} ({share:.0f} %) have three agreements or more, and would stay tied if "
        "any two of them ended.",
        now.ids,
    )


def _promises(now: Standing, agreements: pl.DataFrame, clause: str) -> Finding:
    """How many pairs have a promise, and how many have it by one agreement alone."""
    bound = distinct(now.cell[now.with_clause(clause)])
    alone = int(agreements[f"{clause}_lost"].sum())
    evidence = tuple(name for name, mine in zip(now.ids, now.clause, strict=True) if mine == clause)
    text = (
        f"{counted(bound, 'pair')} {'has' if bound == 1 else 'have'} a {PROMISES[clause]}; for {alone:,} of them it rests "
        "on one agreement."
        if bound
        else f"No pair has a {PROMISES[clause]} that could be lost."
    )
    return Finding(f"lone_{clause}", alone, "pairs", text, evidence)


def _lone_domains(now: Standing, agreements: pl.DataFrame) -> Finding:
    """In how many pairs and domains one agreement is all there is."""
    pair, domain, many = now.in_domains
    covered = distinct(now.cell[pair] * max(many, 1) + domain)
    alone = int(agreements["domains_lost"].sum())
    evidence = tuple(name for name, mine in zip(now.ids, now.domains, strict=True) if mine)
    text = (
        f"Counting each pair in each domain its agreements name, {alone:,} of {covered:,} rest on one agreement."
        if covered
        else "No agreement names a domain."
    )
    return Finding("lone_domains", alone, "pairs and domains", text, evidence)


def _uncertain_pairs(web: Hypergraph, lone: pl.DataFrame) -> Finding:
    """How many of the ties that rest on one agreement rest on an uncertain record."""
    doubtful = web.edges.filter(UNCERTAIN)["id"].to_list()
    resting = lone.filter(pl.col("agreement").is_in(doubtful))
    return Finding(
        "uncertain_pairs",
        resting.height,
        "pairs",
        f"Of the pairs that rest on one agreement, {resting.height:,} rest on a record that is uncertain.",
        tuple(resting["agreement"].unique(maintain_order=True)),
    )


def _wearing(now: Standing, curve: pl.DataFrame, draws: int, seed: int) -> Finding:
    """What is left of the efficiency when a quarter of the states are gone."""
    if len(now.states) < FEWEST:
        text = "There are too few states to take away one after the other."
        return Finding("wearing", None, "efficiency", text, now.ids)
    row = curve.filter(pl.col("removed") <= len(now.states) / 4).row(-1, named=True)
    strongest = "strongest is" if row["removed"] == 1 else f"{row['removed']} strongest are"
    return Finding(
        "wearing",
        round(row["efficiency"], 2),
        "efficiency",
        f"When the {strongest} gone, of {len(now.states)} states, the efficiency among the rest is "
        f"{row['efficiency']:.2f}, against {row['efficiency_lot']:.2f} (95 % of {draws:,} orders drawn by lot, seed "
        f"{seed}: {row['efficiency_low']:.2f} to {row['efficiency_high']:.2f}) when as many go by lot, and "
        f"{curve['efficiency'][0]:.2f} with all.",
        now.ids,
        ("States go in the order of their strength today; those who stay make no new ties.",),
    )


def find_parting(parted: Parted, weighted: tuple[str, ...]) -> tuple[Finding, ...]:
    """What those who go take with them."""
    ended = tuple(parted.ended["agreement"])
    evidence = ended + parted.reduced
    goes = "goes" if len(parted.reduced) == 1 else "go"
    return (
        Finding(
            "ended",
            len(ended),
            "agreements",
            f"Without {parted.who}, {counted(len(ended))} end{'s' if len(ended) == 1 else ''}"
            + (f", and {counted(len(parted.reduced))} of several {goes} on among fewer." if parted.reduced else "."),
            evidence,
        ),
        _strength(parted, evidence, weighted),
        _untied(parted, evidence),
        _alone(parted, evidence),
        _ways(parted, evidence),
        *(
            Finding(
                f"{clause}_lost",
                parted.clauses[clause],
                "pairs",
                f"{counted(parted.clauses[clause], 'pair')} lose{'s' if parted.clauses[clause] == 1 else ''} the only "
                f"{PROMISES[clause]} between them.",
                evidence,
            )
            for clause in PROMISES
        ),
        Finding(
            "domains_lost",
            parted.domains,
            "pairs and domains",
            f"Counting each pair in each domain, {parted.domains:,} have no other agreement.",
            evidence,
        ),
    )


def _strength(parted: Parted, evidence: tuple[str, ...], weighted: tuple[str, ...]) -> Finding:
    before, after = (float(parted.others[f"strength_{when}"].sum()) for when in ("before", "after"))
    share = 100 * (before - after) / before if before else 0.0
    if not before:
        text = "Nobody stays who could lose strength."
    elif before == after:
        text = "Those who stay lose no strength."
    else:
        first = parted.others.row(0, named=True)
        text = f"Those who stay lose {share:.1f} % of their strength; {first['name']} loses most, {first['loss_pct']:.0f} %."
    return Finding("strength_lost", round(share, 1), "% of strength", text, evidence, weighted)


def _untied(parted: Parted, evidence: tuple[str, ...]) -> Finding:
    staying = parted.pairs.filter(~pl.col("a").is_in(parted.leaving) & ~pl.col("b").is_in(parted.leaving)).height
    text = f"{counted(parted.pairs.height, 'pair')} {'is' if parted.pairs.height == 1 else 'are'} untied"
    among = f", {staying:,} of them among those who stay" if parted.leaving and parted.pairs.height else ""
    return Finding("pairs_lost", parted.pairs.height, "pairs", f"{text}{among}.", evidence)


def _alone(parted: Parted, evidence: tuple[str, ...]) -> Finding:
    alone = parted.others.filter(pl.col("partners_after") == 0)
    text = (
        f"{some_of(alone['name'].to_list())} {'is' if alone.height == 1 else 'are'} cut off, without any tie."
        if alone.height
        else "No state that stays is cut off."
    )
    return Finding("cut_off", alone.height, "states", text, evidence)


def _ways(parted: Parted, evidence: tuple[str, ...]) -> Finding:
    """The efficiency among those who stay, and in how many parts they lie."""
    (before, after), (whole, apart) = parted.efficiency, parted.parts
    loss = 100 * (before - after) / before if before else 0.0
    moved = f"falls from {before:.3f} to {after:.3f}" if loss > 0 else f"is {before:.3f} as before"
    split = f"they lie in {counted(apart, 'part')} then, not in {whole}"
    text = f"The efficiency among those who stay {moved}; {split if apart > whole else 'all can reach one another as before'}."
    return Finding("efficiency_lost", round(loss, 2), "% of efficiency", text, evidence)
