"""Disagreement: the fields on which sources say different things, and the records that no good source vouches for."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from phalanx.registry.journal import Entry
from phalanx.registry.provenance import SILENT_GRADE, Ledger
from phalanx.world import World

PROVENANCE = frozenset({"source_url", "source_grade", "source_title", "source_date", "confidence", "note"})
"""Fields that tell of the source itself: two sources always differ in them, and do not disagree by that."""


def ledgers_in_question(world: World) -> dict[str, Ledger]:
    """The ledger of every record on which there is more than one entry, or one of the grade that never speaks alone."""
    several = (pl.len().over("record") > 1) | (pl.col("grade") == SILENT_GRADE).any().over("record")
    ledgers: dict[str, Ledger] = {}
    for seq, at, kind, record, field, value, source, grade, valid_from in world.entries.filter(several).iter_rows():
        entry = Entry(seq, at, "", "", kind, record, field, value, source, grade, None, valid_from, "")
        ledgers.setdefault(record, Ledger()).add(entry)
    return ledgers


def silent(world: World, ledgers: Mapping[str, Ledger]) -> pl.DataFrame:
    """A row for each record that only sources of grade E vouch for, with its kind and such a source; no World holds them."""
    found = [record for record, ledger in ledgers.items() if ledger.known and not ledger.exists]
    return (
        world.entries.filter(pl.col("record").is_in(found))
        .select("record", "kind", "source")
        .unique(subset="record", keep="first", maintain_order=True)
    )


def contradictions(world: World, ledgers: Mapping[str, Ledger], held: pl.DataFrame) -> pl.DataFrame:
    """A row for each field of the World of which another source says something else, in the order of the records."""
    kinds = dict(held.filter(pl.col("record").is_in(list(ledgers))).select("record", "kind").iter_rows())
    rows = [
        (record, kinds[record], field, voices.claims[0].value, voices.claims[0].grade, other.value, other.grade)
        for record, ledger in ledgers.items()
        if record in kinds
        for field, voices in ledger.voices(world.valid_on).items()
        if field not in PROVENANCE
        for other in voices.contradictions
    ]
    names = ("record", "kind", "field", "value", "grade", "other_value", "other_grade")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
