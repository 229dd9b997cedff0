"""Overlap rules: what makes an overlap, as the facts `overlap_weights`, `overlap_words` and `capability_words` say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from phalanx.answer import Table
from phalanx.errors import facts_missing
from phalanx.registry.records.overlap_weights import CUT_CODES, PART_CODES
from phalanx.world import World

PARTS = tuple(PART_CODES)
"""The parts of a score, in the order in which tables show them."""


@dataclass(frozen=True)
class OverlapRules:
    """Weights and cuts by code; what words tell of two agreements; which word stands for which matter and area."""

    weight: Mapping[str, float]
    tells: Mapping[str, str]
    matter: Mapping[str, str]
    area: Mapping[str, str]
    table: pl.DataFrame = field(repr=False)

    def telling(self, tells: str) -> str:
        """A pattern that finds, in lower-case text, a word that tells this of two agreements."""
        words = sorted(
            (word for word, told in self.tells.items() if told == tells), key=lambda word: (-len(word), word)
        )
        return r"\b(?:" + "|".join(map(_pattern, words)) + r")"


def _pattern(word: str) -> str:
    return re.escape(word.replace("_", " "))


def read_rules(world: World) -> OverlapRules:
    """The rules of a World.

    Raises:
        BadInput: the registry lacks some, as its facts are of an older edition.
    """
    table, words, matters = (world.table(kind) for kind in ("overlap_weights", "overlap_words", "capability_words"))
    weight = dict(table.select("code", "weight").iter_rows())
    missing = [code for code in (*PART_CODES, *CUT_CODES) if code not in weight]
    missing += [kind for kind, frame in (("overlap_words", words), ("capability_words", matters)) if not frame.height]
    if missing:
        raise facts_missing(
            f"The registry does not say how overlaps are scored: {', '.join(missing)} is missing",
            "a row of overlap_weights for every code, and rows of overlap_words and capability_words",
        )
    return OverlapRules(
        weight,
        dict(words.select("word", "tells").iter_rows()),
        dict(matters.select("word", "matter").iter_rows()),
        dict(matters.select("matter", "area_id").iter_rows()),
        table,
    )


def rules_table(rules: OverlapRules) -> Table:
    """The weights and cuts an answer used, with their reasoning."""
    return Table(
        rules.table.select("code", "weight", "reasoning"),
        "How a pair of agreements is scored",
        {"code": "part of the score, or cut", "weight": "adds at most, or begins at"},
    )
