"""Pair scores: how far two agreements overlap, part by part.

The score is the sum of the parts, each times its weight in the facts, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import NEVER
from phalanx.analyses.network.overlaps.labels import label_pairs
from phalanx.analyses.network.overlaps.likeness import Flags, Texts, read_texts
from phalanx.analyses.network.overlaps.party_pairs import PartyPairs, party_pairs
from phalanx.analyses.network.overlaps.references import HALF, clauses_of, references
from phalanx.analyses.network.overlaps.rules import PARTS, OverlapRules, read_rules
from phalanx.analyses.network.weights import Days
from phalanx.world import World
from phalanx.world.agreements import day_bound
from phalanx.world.spans import OVER, spans


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Every pair of agreements with alike parties, scored.

    `frame` holds the agreements in order of signature (of one day by id), without rows that only record a joining, with
    `first_day` and `last_day` of signature and `until`, the first day without it as a number; `parties` who ever belonged to
    each. `pairs` has a row a pair: the places of both in `frame` (`earlier`, `later`), the parts of the score from 0 to 1
    (`matter` from -1), `score`, `rule`, `label`, and where one names the other `clause` and `by_later`.
    """

    frame: pl.DataFrame = field(repr=False)
    parties: tuple[tuple[str, ...], ...] = field(repr=False)
    texts: Texts = field(repr=False)
    rules: OverlapRules = field(repr=False)
    pairs: pl.DataFrame = field(repr=False)
    left_out: int
    reach: int | None

    def of(self, places: Iterable[int], *columns: str) -> dict[int, dict[str, Any]]:
        """The fields of the agreements at these places, by place."""
        wanted = sorted(set(places))
        return dict(zip(wanted, self.frame.select(columns)[wanted].to_dicts(), strict=True))

    def ids(self, pairs: pl.DataFrame) -> tuple[str, ...]:
        """The agreements of these pairs, in order of signature."""
        return tuple(self.frame["id"].gather(pl.concat([pairs["earlier"], pairs["later"]]).unique().sort()))


def score_pairs(world: World) -> Overlaps:
    """Score the pairs of a World, whatever is asked about: the same pair has the same score in every selection.

    Raises:
        BadInput: the registry does not say how overlaps are scored.
    """
    rules = read_rules(world)
    known = spans(world)
    frame = world.table("agreements").with_columns(
        day_bound("signed").alias("first_day"), day_bound("signed", last=True).alias("last_day")
    )
    frame = frame.filter(~pl.col("id").is_in([name for name, span in known.items() if span.accession]))
    frame = frame.sort("first_day", "id")
    until = [known[name].until for name in frame["id"]]
    frame = frame.with_columns(
        pl.Series("until", [NEVER if day is None else day.toordinal() for day in until], dtype=pl.Int64)
    )
    listed = frame.select("id", "parties").iter_rows()
    parties = tuple(tuple(sorted({*own, *known[name].joined}) if known[name].joined else own) for name, own in listed)
    first = np.array([known[name].first.toordinal() for name in frame["id"]], dtype=np.int64)
    texts = read_texts(frame, parties, rules)
    found = party_pairs(parties, first)
    clauses = clauses_of(frame, rules)
    scored = _score(rules, _parts(frame, texts, rules, found, clauses, first))
    pairs = label_pairs(frame, texts, rules, scored, clauses)
    return Overlaps(frame, parties, texts, rules, pairs, found.left_out, found.reach)


def _parts(
    frame: pl.DataFrame, texts: Texts, rules: OverlapRules, found: PartyPairs, clauses: pl.DataFrame, first: Days
) -> pl.DataFrame:
    """The parts of each pair's score."""
    one, other, weight = found.earlier, found.later, rules.weight
    gap = first[other] - frame["until"].to_numpy()[one]
    whole = (frame["scope"] == "comprehensive").to_numpy()
    together = (gap <= weight["replaced_within_days"]).astype(float)
    pairs = pl.DataFrame(
        {
            "earlier": one,
            "later": other,
            "words": np.minimum(texts.words_alike(one, other) / weight["full_words"], 1.0),
            "domains": texts.domains_alike(one, other),
            "parties": found.alike,
            "time": together,
            "matter": texts.matters_alike(one, other),
            "frame": (whole[one] & whole[other]) * found.alike * together,
        }
    )
    said = references(frame, texts, pairs, clauses, rules)
    pairs = pairs.join(said, on=["earlier", "later"], how="left", maintain_order="left")
    return pairs.with_columns(
        pl.col("tells").is_not_null().cast(pl.Float64).alias("named"),
        pl.Series("replaced", _replaced(frame, pairs, weight)).cast(pl.Float64),
    )


def _replaced(frame: pl.DataFrame, pairs: pl.DataFrame, weight: Mapping[str, float]) -> Flags:
    """Whether the earlier of two ended when the later was signed; of several later ones the one most like it counts,
    and one signed on the very day before all others.

    Both have half of all parties in common, and something else beside: words, domains, arms, or one names the other.
    """
    over = frame.select(pl.col("status").is_in(OVER) & pl.col("ended").is_not_null()).to_series().to_numpy()
    ends = frame.select(
        day_bound("ended").to_physical().alias("first"), day_bound("ended", last=True).to_physical().alias("last")
    )
    low, high = (ends[name].fill_null(0).to_numpy() for name in ("first", "last"))
    signed, latest = (frame[name].to_physical().to_numpy() for name in ("first_day", "last_day"))
    one, other = pairs["earlier"].to_numpy(), pairs["later"].to_numpy()
    apart = np.maximum(0, np.maximum(signed[other] - high[one], low[one] - latest[other]))
    on_matter = _on_matter(pairs, weight) | (pairs["tells"] == "superseding").fill_null(False).to_numpy()
    alike = pairs["parties"].to_numpy() >= HALF
    possible = over[one] & (apart <= weight["replaced_within_days"]) & alike & on_matter
    exact = (low == high)[one] & (signed == latest)[other] & (apart == 0)
    fit = pairs.select(pl.sum_horizontal("parties", "words", "domains")).to_series() + pl.Series(exact.astype(float))
    best = pl.DataFrame({"earlier": one, "fit": fit, "possible": possible}).with_columns(
        pl.when("possible").then("fit").alias("fit")
    )
    return best.select((pl.col("fit") == pl.col("fit").max().over("earlier")).fill_null(False)).to_series().to_numpy()


def _on_matter(pairs: pl.DataFrame, weight: Mapping[str, float]) -> Flags:
    """Whether words, domains or arms say that two are on one matter."""
    alike = (
        (pl.col("words") >= weight["alike_words"])
        | (pl.col("domains") >= weight["alike_domains"])
        | (pl.col("matter") > 0)
    )
    return pairs.select(alike).to_series().to_numpy()


def _score(rules: OverlapRules, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with `score`: the sum of the parts, each times its weight, no less than 0 and no more than 1."""
    parts = [pl.col(part) * rules.weight[part] for part in PARTS]
    return pairs.with_columns(pl.sum_horizontal(parts).clip(0, 1).alias("score"))
