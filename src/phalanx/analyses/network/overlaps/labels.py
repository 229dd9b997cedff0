"""Overlap labels: whether of two agreements one replaces the other, repeats it, or adds to it.

Rules are tried in order and the first that holds counts: what the records say of one another, then ends, then forms and
dates. Every rule asks of a pair what the table shows of it, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.overlaps.likeness import Flags, Texts
from phalanx.analyses.network.overlaps.references import HALF
from phalanx.analyses.network.overlaps.rules import OverlapRules
from phalanx.analyses.network.weights import DAYS_A_YEAR
from phalanx.registry.records.overlap_words import TELLS_CODES

RULES: Mapping[str, str] = {
    "same": "redundant",  # a record says that both are one
    "ended": "superseding",  # the earlier ended when the later was signed
    "replaces": "superseding",  # a record says that one replaces the other
    "adds": "complementary",  # a record says that one adds to the other
    "firmed": "superseding",  # a preliminary text, then a firm one on its matter
    "bought": "superseding",  # a text that prepared a purchase, then the contract
    "edition": "superseding",  # two editions under one title
    "renewed": "superseding",  # the later speaks of renewing, on the same matter
    "repeated": "redundant",  # the same said twice within months, the later no firmer
    "beside": "complementary",  # both stood at one time
}
"""The label that each rule gives, in the order in which they are tried; the first that holds counts."""
NONE, NO_OVERLAP = "none", "unrelated"
FIRMNESS = {
    "declaration": 0,
    "letter_of_intent": 0,
    "memorandum": 1,
    "arrangement": 1,
    "unspecified": 1,
    "agreement": 2,
    "contract": 2,
    "treaty": 3,
}
"""The order of legal types, from what is only declared to what is ratified."""


def label_pairs(
    frame: pl.DataFrame, texts: Texts, rules: OverlapRules, pairs: pl.DataFrame, clauses: pl.DataFrame
) -> pl.DataFrame:
    """The pairs with `rule` and `label`; what never stood together and shows no succession is no overlap, of score 0.

    `frame` has the agreements, `pairs` the parts and the score of each two of them, and `clauses` what they say of others.
    """
    said = {
        tells: pairs.select((pl.col("tells") == tells).fill_null(False)).to_series().to_numpy() for tells in TELLS_CODES
    }
    holds = {
        "same": said["redundant"],
        "ended": pairs["replaced"].to_numpy() > 0,
        "replaces": said["superseding"],
        "adds": said["complementary"],
        **_by_form(frame, texts, rules.weight, pairs, clauses),
        "beside": pairs["time"].to_numpy() > 0,
    }
    names = [*RULES, NONE]
    number = pl.Series(np.select([holds[name] for name in RULES], np.arange(len(RULES)), len(RULES)))
    return pairs.with_columns(
        pl.Series("rule", names).gather(number),
        pl.Series("label", [RULES.get(name, NO_OVERLAP) for name in names]).gather(number),
        pl.when(number < len(RULES)).then("score").otherwise(0.0).alias("score"),
    )


def _by_form(
    frame: pl.DataFrame, texts: Texts, weight: Mapping[str, float], pairs: pl.DataFrame, clauses: pl.DataFrame
) -> dict[str, Flags]:
    """Which pairs the rules on forms, titles and dates hold for; all of them ask for one matter."""
    one, other = pairs["earlier"].to_numpy(), pairs["later"].to_numpy()
    days = (frame["first_day"].gather(other) - frame["first_day"].gather(one)).dt.total_days().to_numpy()
    words, alike = pairs["words"].to_numpy(), _on_one_matter(pairs, weight)
    kinds = _TextKinds.of(frame)
    same_form, same_legal = kinds.form[one] == kinds.form[other], kinds.legal[one] == kinds.legal[other]
    unended = ~np.isin(one, one[pairs["replaced"].to_numpy() > 0])
    soon = (days > 0) & (days <= weight["firmed_within_years"] * DAYS_A_YEAR)
    next_step = alike & soon & unended & (kinds.whole[one] == kinds.whole[other])
    titles = np.zeros(one.size)
    titles[alike] = texts.titles_alike(one[alike], other[alike])
    nearly = words >= weight["nearly_same_words"]
    again = (titles >= weight["alike_titles"]) | (same_legal & nearly)
    same_parties = pairs["parties"].to_numpy() == 1
    within = same_parties & (days <= weight["repeated_within_days"]) & (words >= weight["alike_words"])
    return {
        "firmed": _first_of(next_step & kinds.preliminary[one] & kinds.firm[other], one, days),
        "bought": _first_of(next_step & nearly & kinds.prepares[one] & kinds.contract[other], one, days),
        "edition": alike & same_form & again & (days >= weight["edition_after_days"]) & ~kinds.contract[other],
        "renewed": alike & np.isin(other, _renewing(clauses)) & (same_form | same_legal) & ~kinds.contract[other],
        "repeated": alike & within & kinds.repeats(one, other),
    }


def _on_one_matter(pairs: pl.DataFrame, weight: Mapping[str, float]) -> Flags:
    """Whether two texts with half of all parties in common are on one matter: by words alone, or with domains or arms."""
    by_words = pl.col("words") >= weight["alike_words"]
    by_domains = pl.col("domains") >= weight["alike_domains"]
    alike = (pl.col("words") >= weight["nearly_same_words"]) | ((by_words | (pl.col("matter") > 0)) & by_domains)
    return pairs.select((pl.col("parties") >= HALF) & (pl.col("matter") >= 0) & alike).to_series().to_numpy()


def _first_of(holds: Flags, one: Indices, days: Indices) -> Flags:
    """Of the pairs a rule holds for only that with the first later agreement of each earlier one."""
    pairs = pl.DataFrame({"one": one, "days": days, "holds": holds})
    days_held = pl.when("holds").then("days")
    return pairs.select((days_held == days_held.min().over("one")).fill_null(False)).to_series().to_numpy()


def _renewing(clauses: pl.DataFrame) -> Indices:
    """The places of agreements whose own title or summary speaks of renewing something, and does not say of when."""
    own = clauses.filter((pl.col("source") != "note") & (pl.col("tells") == "superseding") & pl.col("year").is_null())
    return own["row"].unique().to_numpy()


@dataclass(frozen=True, eq=False)
class _TextKinds:
    """What kind of text each agreement is: form and legal type as numbers, and what can be told from them.

    What `prepares` a purchase is no contract itself, no mere intent, and no frame for many orders.
    """

    form: Indices
    legal: Indices
    preliminary: Flags
    firm: Flags
    contract: Flags
    prepares: Flags
    arrangement: Flags
    firmness: Indices
    whole: Flags

    @classmethod
    def of(cls, frame: pl.DataFrame) -> _TextKinds:
        form, legal = pl.col("form"), pl.col("legal_type")
        contract = form == "procurement_contract"
        preliminary = (form == "statement_of_intent") | (legal == "letter_of_intent")
        read = frame.select(
            form=form.rank("dense").cast(pl.Int64),
            legal=legal.rank("dense").cast(pl.Int64),
            preliminary=preliminary,
            firm=~preliminary & (form != "political_declaration"),
            contract=contract,
            prepares=~contract & ~preliminary & ~pl.col("title").str.to_lowercase().str.contains("framework"),
            arrangement=legal == "arrangement",
            firmness=legal.replace_strict(FIRMNESS, return_dtype=pl.Int64),
            whole=pl.col("scope") == "comprehensive",
        )
        return cls(*(read[name].to_numpy() for name in read.columns))

    def repeats(self, one: Indices, other: Indices) -> Flags:
        """Whether a later text can say an earlier one over again: no firmer, no contract, and no arrangement to carry it out."""
        neither = ~(self.contract[one] | self.contract[other] | self.arrangement[one] | self.arrangement[other])
        return neither & (self.firmness[other] <= self.firmness[one])
