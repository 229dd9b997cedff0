"""Learning: what the registry holds now that it did not hold just before a moment, record by record, value by value.

Records first entered since then are read together, column by column; only records that were touched again, or entered
by several entries, are folded one at a time – as a snapshot does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from phalanx.registry.journal import Entry
from phalanx.registry.provenance import SILENT_GRADE, Claim, Ledger, Voices

EFFECTS = ("new record", "new value", "corrected", "second source", "not heard", "withdrawn")
"""What can be learned of a record or a value, in the words of an import."""
TITLES = ("title", "name", "event", "indicator", "item", "programme", "product", "material", "partner", "place")
"""The fields that say what a record is called, the first that it has; else its id does."""
LEARNED: Mapping[str, type[pl.String]] = dict.fromkeys(
    ("record", "kind", "title", "what", "field", "before", "after", "source", "grade", "known_since", "valid_from"),
    pl.String,
)
"""The columns of what was learned; all are text."""

Row = dict[str, Any]


def learned_since(entries: pl.DataFrame, moment: str) -> pl.DataFrame:
    """A row a record or value that the registry learned from that stamp on; the latest import first, in its order.

    `entries` are columns as `World.entries` holds them. `field` empty means the record as a whole. A value that some
    source says, but that does not speak, is `not heard`: then `before` is what we hold, `after` what the source says.
    """
    empty = pl.DataFrame(schema={"at": pl.String, "seq": pl.Int64, **LEARNED})
    if not entries.height or str(entries["at"].max()) < moment:
        return empty.select(*LEARNED)
    mine = entries.filter((pl.col("at") >= moment).any().over("record"))
    once = (pl.len().over("record") == 1) & pl.col("field").is_null() & pl.col("value").is_not_null()
    mine = mine.with_columns(once.alias("once"))
    again = list(_learned_again(mine.filter(~pl.col("once")), moment))
    found = [empty, _entered_once(mine.filter("once")), pl.DataFrame(again, schema=empty.schema)]
    return pl.concat(found).sort(["at", "seq"], descending=[True, False], maintain_order=True).select(*LEARNED)


def _entered_once(entries: pl.DataFrame) -> pl.DataFrame:
    """New records with one entry each."""
    names = entries["value"].str.json_decode(pl.Struct(dict.fromkeys(TITLES, pl.String))).struct.unnest()
    return entries.hstack(names).select(
        "at",
        "seq",
        "record",
        "kind",
        pl.coalesce(*TITLES, "record").alias("title"),
        pl.when(pl.col("grade") == SILENT_GRADE)
        .then(pl.lit("not heard"))
        .otherwise(pl.lit("new record"))
        .alias("what"),
        *(pl.lit(None, pl.String).alias(name) for name in ("field", "before", "after")),
        "source",
        "grade",
        pl.col("at").str.slice(0, 10).alias("known_since"),
        "valid_from",
    )


def _learned_again(entries: pl.DataFrame, moment: str) -> Iterator[Row]:
    ledgers: dict[str, tuple[Entry, Ledger, Ledger]] = {}
    for seq, at, kind, record, field, value, source, grade, valid_from, _ in entries.iter_rows():
        entry = Entry(seq, at, "", "", kind, record, field, value, source, grade, None, valid_from, "")
        _, then, now = ledgers.get(record, (entry, Ledger(), Ledger()))
        now.add(entry)
        if at < moment:
            then.add(entry)
        ledgers[record] = (entry, then, now)
    for last, then, now in ledgers.values():
        title = _title(now, then) or last.record
        head = {"at": last.at, "seq": last.seq, "record": last.record, "kind": last.kind, "title": title}
        blank: Row = dict.fromkeys(LEARNED)
        yield from (blank | head | row for row in _differences(last, then, now))


def _title(*ledgers: Ledger) -> str | None:
    cells = [ledger.cells() or ledger.silent_cells() for ledger in ledgers]
    return next((said[name] for said in cells for name in TITLES if name in said), None)


def _differences(last: Entry, then: Ledger, now: Ledger) -> Iterator[Row]:
    """What one record's ledgers say differently: the record as a whole first, then its second sources, its values."""
    if then.exists and not now.exists:
        yield {"what": "withdrawn"} | _where(last.source, last.grade, last.at)
        return
    if not now.exists:
        if now.known and not then.known:
            yield {"what": "not heard"} | _where(last.source, last.grade, last.at)
        return
    before, after = _claims(then), _claims(now)
    speaking = [claim for said in after.values() if (claim := Voices(tuple(said)).speaks)]
    first = min(speaking, key=lambda claim: (claim.grade, claim.seq))
    if not then.exists:
        yield {"what": "new record"} | _from(first)
    known = {claim.source for said in before.values() for claim in said} | (
        {first.source} if not then.exists else set()
    )
    others = {claim.source: claim for said in after.values() for claim in said if claim.source not in known}
    whole = {source for source in others if now.said_by(source) is not None}
    yield from ({"what": "second source"} | _from(others[source]) for source in others if source in whole)
    new = {first.source} if not then.exists else set()
    for (field, valid_from), said in after.items():
        row = {"field": field, "valid_from": valid_from}
        skipped = new | (whole if field.startswith("source_") else set())
        yield from (row | found for found in _of_value(before.get((field, valid_from), []), said, skipped, whole))
    for field, valid_from in sorted(before.keys() - after.keys(), key=lambda key: (key[0], key[1] or "")):
        if held := Voices(tuple(before[field, valid_from])).speaks:
            row = {"what": "withdrawn", "field": field, "valid_from": valid_from, "before": held.value}
            yield row | _where(last.source, last.grade, last.at)


def _of_value(before: list[Claim], after: list[Claim], skipped: set[str], whole: set[str]) -> Iterator[Row]:
    """What was learned of one value. `skipped` sources are told of with the record, `whole` ones where they agree."""
    old, new = (Voices(tuple(said)).speaks if said else None for said in (before, after))
    held, heard = old.value if old else None, new.value if new else None
    if new and heard != held and new.source not in skipped:
        yield {"what": "corrected" if old else "new value", "before": held, "after": heard} | _from(new)
    said_before = {(claim.source, claim.value) for claim in before}
    for claim in after:
        if claim.source in skipped or (claim.source, claim.value) in said_before:
            continue
        if claim.value != heard:
            yield {"what": "not heard", "before": heard, "after": claim.value} | _from(claim)
        elif heard == held and claim.source not in whole:
            yield {"what": "second source", "before": held, "after": heard} | _from(claim)


def _claims(ledger: Ledger) -> dict[tuple[str, str | None], list[Claim]]:
    """All that is said of each field, apart by the day from which it holds; the speaking claim first."""
    found: dict[tuple[str, str | None], list[Claim]] = {}
    for field, voices in ledger.voices().items():
        for claim in voices.claims:
            found.setdefault((field, claim.valid_from), []).append(claim)
    return found


def _from(claim: Claim) -> Row:
    return _where(claim.source, claim.grade, claim.at)


def _where(source: str, grade: str, at: str) -> Row:
    return {"source": source, "grade": grade, "known_since": at[:10]}


def by_kind(learned: pl.DataFrame) -> pl.DataFrame:
    """A row a kind: how many rows of each effect, most first; `new_record`, `new_value` and so on."""
    counts = [(pl.col("what") == effect).sum().cast(pl.Int64).alias(effect.replace(" ", "_")) for effect in EFFECTS]
    return (
        learned.group_by("kind")
        .agg(pl.col("record").n_unique().cast(pl.Int64).alias("records"), *counts)
        .sort(["records", "kind"], descending=[True, False])
    )
