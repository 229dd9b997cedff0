"""Areas: which capability areas lie below one, and which ones an agreement covers, by its domains and its words."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from phalanx.world import World


def within(world: World, area: str) -> frozenset[str]:
    """An area and all that lie below it."""
    found = {area}
    below = world.table("capability_areas").select("id", "parent_id").drop_nulls().rows()
    while more := {name for name, parent in below if parent in found} - found:
        found |= more
    return frozenset(found)


def areas_of(world: World, agreements: pl.DataFrame) -> pl.DataFrame:
    """A row for each agreement and capability area that its domains or its words stand for: `id` and `area_id`."""
    table = world.table("area_words").select("area_id", "word", "found_in")
    by_domain = (
        agreements.select("id", pl.col("domains").fill_null([]).alias("word"))
        .explode("word")
        .join(table.filter(pl.col("found_in") == "domains"), on="word")
    )
    spoken = pl.concat(
        [
            table.filter(pl.col("found_in") == "text").select("area_id", "word"),
            world.table("capability_words").select("area_id", "word"),
        ]
    )
    said = agreements.select("id", words_of(agreements, spoken["word"]).alias("word")).explode("word")
    by_word = said.join(spoken, on="word")
    return (
        pl.concat([by_domain.select("id", "area_id"), by_word.select("id", "area_id")]).unique().sort("id", "area_id")
    )


def words_of(agreements: pl.DataFrame, words: Iterable[str]) -> pl.Series:
    """Those of the words that title and summary of each agreement have, a sorted list each, without repeats.

    Words are in lower case and the singular, with _ for a blank. One within another counts as well.
    """
    said = (pl.col("title") + " | " + pl.col("summary").fill_null("")).str.to_lowercase()
    padded = pl.lit(" ") + said.str.replace_all(r"[^\p{L}\p{N}/-]+", " ") + pl.lit(" ")
    known = {f" {word.replace('_', ' ')}{end} ": word for word in sorted(set(words)) for end in ("", "s", "es")}
    if not known:
        return pl.Series("words", [[]] * agreements.height, dtype=pl.List(pl.String))
    found = agreements.select(padded.str.extract_many(list(known), overlapping=True).alias("words")).to_series()
    return found.list.eval(pl.element().replace_strict(known, return_dtype=pl.String)).list.unique().list.sort()
