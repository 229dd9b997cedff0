"""coverage: how good the facts are – by kind, grade, confidence, age, state and year – and what needs a better source."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median_high
from typing import Any

import polars as pl

from phalanx.analyses.curation.disagreement import contradictions, ledgers_in_question, silent
from phalanx.analyses.curation.needs import RULE, needs
from phalanx.answer import Answer, Chart, Finding, Table
from phalanx.question import Parameters, Question
from phalanx.registry.records import KINDS, Record, columns
from phalanx.vocabulary.codes import GRADE, label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import in_words
from phalanx.world import World
from phalanx.world.agreements import agreements, pairs


class CoverageParameters(Parameters):
    """Nothing to choose: coverage is told of everything the World holds."""


def answer(world: World, parameters: CoverageParameters) -> Answer:
    """Count grades and confidence over all records, and rank what most needs a better source."""
    held = records_held(world)
    of_agreements = agreements(world)
    ledgers = ledgers_in_question(world)
    contested = contradictions(world, ledgers, held)
    unheard = silent(world, ledgers)
    needed = needs(held, of_agreements)
    by_kind = _graded(held, "kind").sort(["records", "kind"], descending=[True, False])
    return QUESTION.answered(
        world,
        parameters,
        findings=_findings(world, held, by_kind, needed, contested, unheard),
        tables={
            "by_kind": Table(by_kind, "Records by kind", KIND_LABELS),
            "by_grade": Table(_shares(held, "grade"), "Records by grade of the source", SHARE_LABELS),
            "by_confidence": Table(_shares(held, "confidence"), "Records by confidence", SHARE_LABELS),
            "by_age": Table(
                _shares(held, "source_year", newest_first=True),
                "Records by year of the source",
                SHARE_LABELS | AGE_LABELS,
            ),
            "by_state": Table(_by_state(of_agreements), "Agreements by party", KIND_LABELS),
            "by_year": Table(_by_year(of_agreements), "Agreements by year of signature", KIND_LABELS),
            "empty_fields": Table(empty_fields(world), "Fields that may be empty", EMPTY_LABELS),
            "contradictions": Table(contested, "Fields on which sources disagree", CONTESTED_LABELS),
            "silent": Table(unheard, "Records that only sources of grade E vouch for: each needs another source"),
            "needs": Table(needed, "What most needs a better source", {"to_do": "what would fill it"}),
        },
        charts=_charts(held, by_kind, of_agreements),
        notes=NOTES,
    )


KIND_LABELS = {"share_ab_pct": "A or B, %", "verified_pct": "verified, %"}
SHARE_LABELS = {"share_pct": "share, %"}
AGE_LABELS = {"source_year": "source published in"}
EMPTY_LABELS = {"filled_pct": "filled, %", "first_empty": "first record without it", "meaning": "what would fill it"}
CONTESTED_LABELS = {"value": "speaks", "other_value": "says otherwise", "other_grade": "its grade"}
NOTES = (
    "A or B: official, primary, or established press, agency, parliament or think tank. Grade E never speaks alone.",
    RULE,
    (
        "A grade judges the source, not the fact: a good source may be misread, and a poor one be right. The share of "
        "partial records says how often something had to be inferred."
    ),
    "Records with sources of grade E only are no part of a World: 'phalanx facts show' tells what is said of them.",
    (
        "To fill what is missing: 'phalanx facts show ID' tells what is held and from where, and 'phalanx facts import' "
        "takes a row of the same id with the better source, or with the empty field filled."
    ),
    (
        "Only some kinds of facts note when their source was published; elsewhere its age is unknown. How complete the "
        "facts are, that is what no source led to, cannot be told from the facts themselves."
    ),
)
BETTER = ("A", "B")
NAMED_BY = ("title", "name", "item", "summary")


def records_held(world: World) -> pl.DataFrame:
    """A row for each record of the World: kind, record (its id), title, grade, confidence, year of its source, note."""
    return pl.concat([_of_kind(world.table(name), kind) for name, kind in KINDS.items()])


def _of_kind(table: pl.DataFrame, kind: type[Record]) -> pl.DataFrame:
    by_id = kind.KEY == ("id",) and not kind.NAMED_BY_KIND
    key = [pl.col(field).cast(pl.String) for field in kind.KEY]
    record = key[0] if by_id else pl.concat_str(pl.lit(kind.KIND), *key, separator="/")
    spoken = [pl.col(field) for field in NAMED_BY if field in table.columns]
    dated = pl.col("source_date").str.slice(0, 4) if "source_date" in table.columns else pl.lit(None, pl.String)
    return table.select(
        pl.lit(kind.KIND).alias("kind"),
        record.alias("record"),
        pl.coalesce(*spoken, record).alias("title"),
        pl.col("source_grade").alias("grade"),
        "confidence",
        dated.alias("source_year"),
        (pl.col("note") if "note" in table.columns else pl.lit(None, pl.String)).alias("note"),
    )


def _graded(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row a value: records, how many of each grade, how many partial, and the shares of A or B and of verified."""
    count = pl.len()
    return rows.group_by(column).agg(
        count.cast(pl.Int64).alias("records"),
        *((pl.col("grade") == grade).sum().cast(pl.Int64).alias(grade) for grade in GRADE),
        _percent(pl.col("grade").is_in(BETTER)).alias("share_ab_pct"),
        _percent(pl.col("confidence") == "verified").alias("verified_pct"),
        (pl.col("confidence") == "partial").sum().cast(pl.Int64).alias("partial"),
    )


def _percent(of: pl.Expr) -> pl.Expr:
    return (of.sum() * 100 / pl.len()).round(1)


def _shares(held: pl.DataFrame, column: str, *, newest_first: bool = False) -> pl.DataFrame:
    """A row a value, in its order: records and their share; "unknown" comes first."""
    return (
        held.group_by(column)
        .len("records")
        .sort(column, descending=newest_first)
        .select(
            pl.col(column).fill_null("unknown"),
            pl.col("records").cast(pl.Int64),
            (pl.col("records") * 100 / max(held.height, 1)).round(1).alias("share_pct"),
        )
    )


def _of_agreements(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return _graded(rows.with_columns(pl.col("source_grade").alias("grade")), column).rename({"records": "agreements"})


def _by_state(of_agreements: pl.DataFrame) -> pl.DataFrame:
    """A row a party: its agreements, and how good their sources are; most agreements first."""
    return (
        _of_agreements(pairs(of_agreements), "party")
        .with_columns(pl.col("party").map_elements(party_name, return_dtype=pl.String).alias("name"))
        .sort(["agreements", "party"], descending=[True, False])
        .select(pl.col("party").alias("state"), "name", "agreements", "share_ab_pct", "verified_pct")
    )


def _by_year(of_agreements: pl.DataFrame) -> pl.DataFrame:
    """A row a year of signature: agreements, how many of each grade, and the shares of A or B and of verified."""
    graded = _of_agreements(of_agreements, "year").sort("year").with_columns(pl.col("year").cast(pl.Int64))
    return graded.select("year", "agreements", *GRADE, "share_ab_pct", "verified_pct")


def empty_fields(world: World) -> pl.DataFrame:
    """A row for each field that may be empty: in how many records of its kind it is filled; emptiest first.

    `first_empty` is the first record without it, and `meaning` says what would fill it.
    """
    rows = []
    for name, kind in KINDS.items():
        table = world.table(name)
        records = _of_kind(table, kind)["record"]
        for field, column in columns(kind).items():
            if table.height and not column.required and column.default is None:
                without = records.filter(table[field].is_null())
                rows.append(
                    (name, field, table.height - len(without), table.height, next(iter(without), None), column.meaning)
                )
    types: dict[str, type[pl.DataType]] = {
        "kind": pl.String,
        "field": pl.String,
        "filled": pl.Int64,
        "records": pl.Int64,
    }
    said: dict[str, type[pl.DataType]] = {"first_empty": pl.String, "meaning": pl.String}
    share = (pl.col("filled") * 100 / pl.col("records")).round(1).alias("filled_pct")
    return (
        pl.DataFrame(rows, schema=types | said, orient="row")
        .select(*types, share, *said)
        .sort("filled_pct", "kind", "field")
    )


def _findings(
    world: World,
    held: pl.DataFrame,
    by_kind: pl.DataFrame,
    needed: pl.DataFrame,
    contested: pl.DataFrame,
    unheard: pl.DataFrame,
) -> tuple[Finding, ...]:
    better = held.filter(pl.col("grade").is_in(BETTER))
    seen = held.filter(pl.col("confidence") == "verified")
    kinds = by_kind.height
    fields = contested.select("record", "field").unique().height
    return (
        Finding(
            "records",
            held.height,
            "records",
            f"{held.height:,} records of {kinds} kind{'s' if kinds != 1 else ''}, each with its source.",
        ),
        Finding(
            "share_ab",
            _share(better, held),
            "%",
            f"{_share(better, held)} % rest on a source of grade A or B." if held.height else NOTHING,
        ),
        Finding(
            "verified",
            _share(seen, held),
            "%",
            f"{_share(seen, held)} % were seen in the source; in the others something was inferred."
            if held.height
            else NOTHING,
        ),
        *_weakest(by_kind, held),
        _age(held),
        _several_sources(world, held),
        Finding(
            "contradictions",
            fields,
            "fields",
            f"On {fields} fields sources disagree; the better grade speaks.",
            tuple(contested["record"].unique(maintain_order=True)),
        ),
        Finding(
            "silent",
            unheard.height,
            "records",
            f"{unheard.height} records have only sources of grade E: they are kept, and no answer rests on them.",
        ),
        _needs(needed),
    )


NOTHING = "There are no records to take a share of."
FIRST_NEEDS = 50
"""Findings on the registry as a whole name no records: every record is their evidence. Of those that need a better
source the first are named; the table has them all."""


def _share(part: pl.DataFrame, whole: pl.DataFrame) -> float | None:
    return round(part.height * 100 / whole.height, 1) if whole.height else None


def _weakest(by_kind: pl.DataFrame, held: pl.DataFrame) -> Iterator[Finding]:
    """The kind with the smallest share of good sources, the larger one where two are level."""
    if by_kind.height:
        row = by_kind.sort(["share_ab_pct", "records", "kind"], descending=[False, True, False]).row(0, named=True)
        text = (
            f"The weakest kind is {label(row['kind'])}: {row['share_ab_pct']:g} % of {row['records']:,} records rest "
            "on a source of grade A or B."
        )
        yield Finding(
            "weakest_kind", row["kind"], "kind", text, tuple(held.filter(pl.col("kind") == row["kind"])["record"])
        )


def _age(held: pl.DataFrame) -> Finding:
    dated = held.drop_nulls("source_year")
    if not dated.height:
        return Finding("source_date_known", 0, "records", "Of no record the date of its source is known.")
    middle = median_high(map(int, dated["source_year"]))
    text = (
        f"Of {dated.height:,} records the date of the source is known; half of these sources appeared in "
        f"{middle} or later. Of {held.height - dated.height:,} it is unknown."
    )
    return Finding("source_date_known", dated.height, "records", text)


def _several_sources(world: World, held: pl.DataFrame) -> Finding:
    counted = world.entries.group_by("record", maintain_order=True).agg(pl.col("source").n_unique())
    several = counted.filter((pl.col("source") > 1) & pl.col("record").is_in(held["record"].to_list()))
    text = f"{several.height:,} records are vouched for by more than one source."
    return Finding("several_sources", several.height, "records", text, tuple(several["record"]))


def _needs(needed: pl.DataFrame) -> Finding:
    text = f"{needed.height:,} records need a better source"
    if needed.height:
        first = needed.row(0, named=True)
        text += f"; the table says what each wants. Before all: {first['title']} ({first['reason']})"
    return Finding("needs", needed.height, "records", f"{text}.", tuple(needed["record"].head(FIRST_NEEDS)))


SHOWN = 20
"""How many kinds a chart has room for."""


def _charts(held: pl.DataFrame, by_kind: pl.DataFrame, of_agreements: pl.DataFrame) -> tuple[Chart, ...]:
    charts = []
    if held.height:
        better = _share(held.filter(pl.col("grade").is_in(BETTER)), held)
        some = "all kinds" if by_kind.height <= SHOWN else f"the {SHOWN} kinds of {by_kind.height} that stand worst"
        charts.append(
            Chart(
                "by_kind",
                f"{better:.0f} % of {held.height:,} records rest on a source of grade A or B",
                _bars_by_kind(by_kind),
                f"Share of the records by grade of their source, %, from A, official or primary, to E: {some}; the number of "
                "records behind",
            )
        )
    if of_agreements.height:
        better = _share(of_agreements.filter(pl.col("source_grade").is_in(BETTER)), of_agreements)
        charts.append(
            Chart(
                "by_year",
                f"{better:.0f} % of {of_agreements.height:,} agreements rest on a source of grade A or B",
                _bars_by_year(of_agreements),
                "Agreements by year of signature and grade of their source",
            )
        )
    return tuple(charts)


def _bars_by_kind(by_kind: pl.DataFrame) -> dict[str, Any]:
    """A bar a kind, as shares of the grades; the kinds with fewest good sources, the worst first."""
    ordered = by_kind.sort(["share_ab_pct", "A", "records", "kind"], descending=[False, False, True, False]).head(SHOWN)
    rows = [
        {
            "kind": in_words(row["kind"]),
            "grade": grade,
            "records": row[grade],
            "share": row[grade] / row["records"],
            "all": row["records"],
        }
        for row in ordered.iter_rows(named=True)
        for grade in GRADE
        if row[grade]
    ]
    return {
        "data": {"values": rows},
        "encoding": {
            "y": {
                "field": "kind",
                "type": "nominal",
                "sort": [in_words(kind) for kind in ordered["kind"]],
                "title": None,
            }
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": {
                        "field": "share",
                        "type": "quantitative",
                        "title": None,
                        "axis": {"format": "%"},
                        "scale": {"domain": [0, 1]},
                    },
                    "color": {"field": "grade", "type": "nominal", "title": None, "legend": {"orient": "top"}},
                    "order": {"field": "grade", "sort": "ascending"},
                    "tooltip": [{"field": name} for name in ("kind", "grade", "records")],
                },
            },
            {
                "transform": [{"aggregate": [{"op": "max", "field": "all", "as": "all"}], "groupby": ["kind"]}],
                "mark": {"type": "text", "align": "left", "dx": 4, "x": "width"},
                "encoding": {"text": {"field": "all", "type": "quantitative"}},
            },
        ],
    }


def _bars_by_year(of_agreements: pl.DataFrame) -> dict[str, Any]:
    counts = of_agreements.group_by("year", pl.col("source_grade").alias("grade")).len("agreements")
    return {
        "data": {"values": counts.sort("year", "grade").to_dicts()},
        "height": 260,
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "agreements", "type": "quantitative", "title": "agreements"},
            "color": {"field": "grade", "type": "nominal", "title": None, "legend": {"orient": "top"}},
            "order": {"field": "grade", "sort": "ascending"},
            "tooltip": [{"field": "year"}, {"field": "grade"}, {"field": "agreements"}],
        },
    }


QUESTION = Question(
    name="coverage",
    title="How good are our facts?",
    about=(
        "Counts every record of the World by kind, grade and confidence, tells how old the sources are, how good they "
        "are for each state and year, which fields are mostly empty and where sources disagree, and ranks what most "
        "needs a better source. It judges what the registry holds; what it misses it cannot tell."
    ),
    parameters=CoverageParameters,
    answer=answer,
)
