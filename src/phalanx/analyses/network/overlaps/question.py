"""overlaps: which agreements cover the same parties, matter and time, and which purchases run side by side."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from phalanx.analyses.network.asking import NetworkParameters
from phalanx.analyses.network.overlaps.drawn import charts, maps
from phalanx.analyses.network.overlaps.families import families, still_listed
from phalanx.analyses.network.overlaps.pair_scores import Overlaps, score_pairs
from phalanx.analyses.network.overlaps.parallel import parallel_pacts
from phalanx.analyses.network.overlaps.rules import rules_table
from phalanx.analyses.network.overlaps.said import overlap_rows, shared_parties
from phalanx.analyses.network.saying import NOTES, UNCERTAIN, some_of
from phalanx.answer import Answer, Finding, Table
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Integer, Number, Party
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.agreements import select

Label = Literal["all", "superseding", "redundant", "complementary"]
LABELS = ("superseding", "redundant", "complementary")
STANDING = pl.col("life").is_in(["signed", "in_force"])


class OverlapsParameters(NetworkParameters):
    """Which agreements to compare, and which overlaps to list."""

    least: Annotated[
        float | None,
        Number(low=0, high=1),
        Field(description="The lowest score listed, from 0 to 1; without it the cut of the facts overlap_weights."),
    ] = None
    label: Annotated[Label, Field(description="One kind of overlap, or all.")] = "all"
    state: Annotated[
        str | None, Party(), Field(description="A state that is party to both, by its two-letter code; without it all.")
    ] = None
    top: Annotated[
        int,
        Integer(low=1, high=10_000),
        Field(description="How many pairs the table lists at most, highest score first."),
    ] = 250


def answer(world: World, parameters: OverlapsParameters) -> Answer:
    """List the pairs of agreements that overlap, with score and reason, and the purchases that run in parallel."""
    overlaps = score_pairs(world)
    chosen = select(world, parameters.selection())
    chosen = chosen.filter(pl.col("id").is_in(overlaps.frame["id"].to_list()))
    standing = chosen.filter(STANDING)
    pairs = _asked(overlaps, chosen, parameters)
    listed = overlap_rows(overlaps, pairs.head(parameters.top))
    superseding = pairs.filter(pl.col("label") == "superseding")
    lines = families(overlaps, superseding)
    parallel = parallel_pacts(overlaps, standing)
    if parameters.state is not None:
        parallel = parallel.filter(pl.col("states").list.contains(parameters.state))
    drawn, left_out = maps(world, parallel)
    return QUESTION.answered(
        world,
        parameters,
        findings=(
            *_counts(overlaps, pairs, parameters),
            _share(overlaps, pairs, standing),
            _still_listed(still_listed(overlaps, superseding, standing)),
            _crowded(overlaps, pairs),
            _longest(lines),
            _parallel(parallel),
            _uncertain(overlaps, pairs),
        ),
        tables={
            "overlaps": Table(listed, "Pairs of agreements that overlap, highest score first", OVERLAP_LABELS),
            "parallel": Table(parallel, "Purchases of the same arms by states with none in common", PARALLEL_LABELS),
            "families": Table(lines, "Agreements of which one took the place of another", FAMILY_LABELS),
            "weights": rules_table(overlaps.rules),
        },
        charts=charts(world, overlaps, pairs, lines, parallel),
        maps=drawn,
        notes=(*_notes(overlaps, pairs, listed), *left_out),
    )


OVERLAP_LABELS = {
    "a": "signed first",
    "b": "signed later",
    "label": "overlap",
    "parties": "parties in both",
    "matter": "arms in both",
    "shared_domains": "domains in both",
    "adds_words": "words add",
    "adds_domains": "domains add",
    "adds_parties": "parties add",
    "adds_time": "time adds",
    "adds_matter": "arms add",
    "adds_frame": "breadth adds",
    "adds_named": "naming adds",
    "adds_replaced": "ending adds",
}
PARALLEL_LABELS = {
    "area": "capability area",
    "pacts": "pacts side by side",
    "value_eur_m": "known values, million EUR",
    "others": "further pacts on the same",
}
FAMILY_LABELS = {"ends": "none took its place", "size": "agreements in the family"}


def _asked(overlaps: Overlaps, chosen: pl.DataFrame, parameters: OverlapsParameters) -> pl.DataFrame:
    """The pairs that are overlaps and asked about, highest score first; both agreements are among those chosen."""
    least = overlaps.rules.weight["least"] if parameters.least is None else parameters.least
    here = overlaps.frame["id"].is_in(chosen["id"].to_list())
    if parameters.state is not None:
        here = here & pl.Series([parameters.state in parties for parties in overlaps.parties], dtype=pl.Boolean)
    kept = overlaps.pairs.filter((pl.col("score") >= least) & (pl.col("rule") != "none"))
    kept = kept.filter(here.gather(kept["earlier"]) & here.gather(kept["later"]))
    if parameters.label != "all":
        kept = kept.filter(pl.col("label") == parameters.label)
    return kept.sort(["score", "earlier", "later"], descending=[True, False, False])


def _counts(overlaps: Overlaps, pairs: pl.DataFrame, parameters: OverlapsParameters) -> tuple[Finding, ...]:
    """How many pairs overlap, and how many of each kind that was asked for."""
    least = overlaps.rules.weight["least"] if parameters.least is None else parameters.least
    scored = (
        f"An overlap is a pair with a score of {least:g} or more; the parts of the score and their weights stand in the "
        "table of weights and are judgements."
    )
    among = f" with {party_name(parameters.state)}" if parameters.state else ""
    compared = f"Of {overlaps.pairs.height:,} pairs with alike parties, "
    found = [
        Finding(
            "overlaps",
            pairs.height,
            "pairs",
            f"{compared}{pairs.height:,} overlap{among} with a score of {least:g} or more.",
            overlaps.ids(pairs),
            (scored,),
        )
    ]
    words = {
        "superseding": "a later agreement takes the place of an earlier one",
        "redundant": "both say much the same and stand side by side",
        "complementary": "each adds something on one matter",
    }
    for name in LABELS:
        if parameters.label not in ("all", name):
            continue
        own = pairs.filter(pl.col("label") == name)
        first = f"In {counted(own.height, 'pair')} {words[name]}{_best(overlaps, own)}."
        found.append(Finding(name, own.height, "pairs", first, overlaps.ids(own)))
    return tuple(found)


def _best(overlaps: Overlaps, pairs: pl.DataFrame) -> str:
    """The pair with the highest score, as the end of a sentence."""
    if not pairs.height:
        return ""
    title = overlaps.frame["title"]
    return f", first of all “{title[int(pairs['earlier'][0])]}” and “{title[int(pairs['later'][0])]}”"


def _share(overlaps: Overlaps, pairs: pl.DataFrame, standing: pl.DataFrame) -> Finding:
    inside = standing.filter(pl.col("id").is_in(overlaps.ids(pairs)))
    share = 100 * inside.height / max(standing.height, 1)
    text = (
        f"{share:.0f} % of the agreements that stand – {inside.height:,} of {standing.height:,} – are part of at least one overlap."
        if standing.height
        else "No agreement of this selection stands."
    )
    return Finding("standing_share", round(share, 1), "% of agreements that stand", text, tuple(inside["id"]))


def _still_listed(ids: tuple[str, ...]) -> Finding:
    text = (
        f"{counted(len(ids))} that a later one seems to have replaced {'stands' if len(ids) == 1 else 'stand'} in the records without "
        "an end: worth a look by a curator."
        if ids
        else "Every agreement that a later one seems to have replaced has an end in the records."
    )
    return Finding("without_an_end", len(ids), "agreements", text, ids)


def _crowded(overlaps: Overlaps, pairs: pl.DataFrame) -> Finding:
    """The parties that share most overlaps."""
    if not pairs.height:
        return Finding("most_crowded", None, "parties", "There are no parties to name.")
    count: dict[tuple[str, ...], list[dict[str, int]]] = {}
    for pair in pairs.iter_rows(named=True):
        count.setdefault(tuple(shared_parties(overlaps, pair)), []).append(pair)
    parties, own = min(count.items(), key=lambda item: (-len(item[1]), item[0]))
    places = sorted({pair[side] for pair in own for side in ("earlier", "later")})
    return Finding(
        "most_crowded",
        ";".join(parties),
        "parties",
        f"Most overlaps are between {some_of([party_name(party) for party in parties])}: {counted(len(own), 'pair')} among "
        f"{counted(len(places))}.",
        tuple(overlaps.frame["id"].gather(places)),
    )


def _longest(lines: pl.DataFrame) -> Finding:
    if not lines.height:
        return Finding("longest_family", 0, "agreements", "No agreement took the place of another.")
    first = lines.filter(pl.col("family") == 1)
    return Finding(
        "longest_family",
        first.height,
        "agreements",
        f"{counted(lines['family'].n_unique(), 'line')} of succession; the longest has {counted(first.height)}, from "
        f"“{first['title'][0]}” to “{first['title'][-1]}”.",
        tuple(first["agreement"]),
    )


def _parallel(parallel: pl.DataFrame) -> Finding:
    """How many kinds of arms are bought side by side by states that have none in common."""
    if not parallel.height:
        return Finding("parallel", 0, "kinds of arms", "No arms are bought side by side by states with none in common.")
    ids = tuple(parallel["agreements"].explode().unique(maintain_order=True))
    states = parallel["states"].explode().n_unique()
    most = parallel.sort("pacts", descending=True, maintain_order=True).row(0, named=True)
    return Finding(
        "parallel",
        parallel.height,
        "kinds of arms",
        f"{counted(parallel.height, 'kind')} of arms {'is' if parallel.height == 1 else 'are'} bought or built side by side by states with none in "
        f"common, {states} states in all; most pacts are on {most['matter']}: {most['pacts']}, by {len(most['states'])} states.",
        ids,
        ("Pacts that share no state could have been one constellation; whether they could still be is not known.",),
    )


def _uncertain(overlaps: Overlaps, pairs: pl.DataFrame) -> Finding:
    doubtful = overlaps.frame.select(UNCERTAIN).to_series()
    rest = pairs.filter(doubtful.gather(pairs["earlier"]) | doubtful.gather(pairs["later"]))
    share = 100 * rest.height / max(pairs.height, 1)
    uncertain = set(overlaps.frame["id"].filter(doubtful))
    ids = tuple(name for name in overlaps.ids(rest) if name in uncertain)
    return Finding(
        "uncertain",
        round(share, 1),
        "% of pairs",
        f"{share:.0f} % of the pairs rest on a record that is uncertain: partly inferred, or from a source of grade D or E.",
        ids,
    )


_NOTES = (
    (
        "Only pairs with the same parties, with all parties of one in the other, or with half of all parties in common are "
        "compared; rows that only record how a party joined an agreement are left out."
    ),
    (
        "Words are those of title and summary in this registry, not of the agreements themselves; where two records are "
        "worded differently an overlap may be missed."
    ),
    (
        "What kind of overlap a pair is follows from rules on what the records say of one another, on ends, forms and dates; "
        "between complementary and its neighbours readers differ as well."
    ),
    (
        "Parallel purchases are found by words for arms; of the pacts on one matter as many that share no state are put side "
        "by side as a simple search finds."
    ),
    *NOTES[1:],
)


def _notes(overlaps: Overlaps, pairs: pl.DataFrame, listed: pl.DataFrame) -> tuple[str, ...]:
    notes = list(_NOTES)
    if overlaps.reach is not None:
        notes.append(
            f"There are more pairs than can be compared: each agreement was held against the {overlaps.reach} nearest in time "
            f"on each side, and {overlaps.left_out:,} pairs were left out."
        )
    if pairs.height > listed.height:
        notes.append(f"The table lists the {listed.height:,} pairs with the highest score of {pairs.height:,}.")
    return tuple(notes)


QUESTION = Question(
    name="overlaps",
    title="Which agreements overlap, and which purchases run side by side?",
    about=(
        "Finds pairs of agreements of the same or nested parties on one matter and tells whether the later one replaces the "
        "earlier, repeats it or adds to it, with a score, the reason in words and the parts it is made of. Lists purchases of "
        "the same arms by states that have none in common. It compares what the records say, not the texts of the "
        "agreements."
    ),
    parameters=OverlapsParameters,
    answer=answer,
)
