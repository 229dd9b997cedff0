"""brief-check: the numbers a publication reports, side by side with what our facts say in the same scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from polars.datatypes import DataType, DataTypeClass
from pydantic import Field

from phalanx.analyses.agreements.counting import too_coarse
from phalanx.analyses.agreements.published_numbers import (
    Published,
    mutual_defence_clauses,
    promises_of_help,
    published,
)
from phalanx.answer import Answer, Chart, Finding, Table
from phalanx.question import Parameters, Question
from phalanx.registry.records import named
from phalanx.registry.records.scopes import Scope
from phalanx.vocabulary.dates import last_day
from phalanx.world import World
from phalanx.world.agreements import Level, Selection
from phalanx.world.choosing import OfLevel


class BriefCheckParameters(Parameters):
    """Whose numbers to check, and against which of our agreements."""

    publication: str = Field(
        "boell-eu-brief-2025-10", description="The publication whose numbers are checked, by its short name."
    )
    level: OfLevel = "all"


def answer(world: World, parameters: BriefCheckParameters) -> Answer:
    """Count what each published number counts, and set the two side by side."""
    numbers = published(world, parameters.publication)
    compared = compare(numbers, parameters.level)
    return QUESTION.answered(
        world,
        parameters,
        findings=_findings(numbers, parameters.level),
        tables={
            "compared": Table(compared, "Published and ours", COMPARED_LABELS),
            "ours": Table(vary(world, numbers, parameters.level), "Ours, counted in other ways", OURS_LABELS),
            "clauses": Table(clauses(numbers, parameters.level), "Promises to help if attacked", CLAUSE_LABELS),
        },
        charts=_charts(compared, numbers),
        notes=_notes(world, numbers),
    )


COMPARED_LABELS = {"difference": "ours less published", "ratio": "ours / published", "reason": "likely reason"}
OURS_LABELS = {
    "ours": "ours",
    "states_only": "states only",
    "with_groups": "with groups",
    "without_announced": "signed only",
    "other_reading": "other reading",
}
CLAUSE_LABELS = {"counted": "among the states named"}
NOTES = (
    (
        "Definitions differ. Where a publication's list is not public, its numbers can be compared, but no single "
        "agreement can be ticked off: equal numbers do not show that the same agreements were counted."
    ),
    (
        "Ours, counted in other ways: of states only (without companies), with groups (agreements of three parties "
        "and more as well), signed only (without those announced), and in the other reading that the finding names."
    ),
    "The registry keeps growing, so ours may rise while the published number stays.",
)


def compare(numbers: Sequence[Published], level: Level) -> pl.DataFrame:
    """A row a published number: what is published, what we count, by how much they differ, and the likely reason."""
    rows = []
    for number in numbers:
        row = number.row
        counted = number.counted(Selection(row["scope"], level=level))
        ours = None if counted is None else number.amount(counted)
        rows.append(
            {
                "name": row["name"],
                "definition": row["definition"],
                "published": row["value"],
                "ours": ours,
                "difference": None if ours is None else ours - row["value"],
                "ratio": round(ours / row["value"], 2) if ours is not None and row["value"] else None,
                "reason": row["reason"] if ours is not None else _not_computed(row["name"]),
            }
        )
    types = {"published": pl.Int64, "ours": pl.Int64, "difference": pl.Int64, "ratio": pl.Float64, "reason": pl.String}
    return pl.DataFrame(rows, schema_overrides=types)


def vary(world: World, numbers: Sequence[Published], level: Level) -> pl.DataFrame:
    """A row a published number: ours as compared, and counted in other ways, to see what the difference is made of."""
    rows = []
    for number in numbers:
        chosen = Selection(number.row["scope"], level=level)
        groups = wider_scope(world, chosen.scope)
        standing = number.counted(chosen)
        ways = {
            "ours": standing,
            "states_only": number.counted(replace(chosen, level="state")),
            "with_groups": number.counted(replace(chosen, scope=groups)) if groups else None,
            "without_announced": None if standing is None else standing.filter(pl.col("life") != "announced"),
            "other_reading": number.counted(chosen, other=True),
        }
        amounts = {way: None if found is None else number.amount(found) for way, found in ways.items()}
        rows.append({"name": number.row["name"], "published": number.row["value"], **amounts})
    return pl.DataFrame(rows, schema={"name": pl.String} | dict.fromkeys(("published", *OURS_LABELS), pl.Int64))


def clauses(numbers: Sequence[Published], level: Level) -> pl.DataFrame:
    """A row an agreement that promises help, in the scope of a published number of clauses: counted there or not."""
    types: dict[str, DataType | DataTypeClass] = {
        "agreement": pl.String,
        "parties": pl.List(pl.String),
        "signed": pl.String,
        "legal_type": pl.String,
        "status": pl.String,
        "counted": pl.Boolean,
    }
    number = next((number for number in numbers if number.row["name"] == "mutual_defence_clauses"), None)
    if number is None:
        return pl.DataFrame(schema=types)
    scope = number.agreements(Selection(number.row["scope"], level=level))
    counted = mutual_defence_clauses(scope, number)["id"]
    return (
        promises_of_help(scope, number)
        .with_columns(pl.col("id").is_in(counted.implode()).alias("counted"), pl.col("life").alias("status"))
        .sort(["counted", "first_day", "id"], descending=[True, False, False])
        .rename({"id": "agreement"})
        .select(*types)
    )


def wider_scope(world: World, name: str) -> str | None:
    """The scope that is the same but for counting any number of parties; None where the facts have none."""
    scopes = {str(row["id"]): row for row in world.table("scopes").iter_rows(named=True)}
    same = ("states", "groupings", "membership", "signed_from", "signed_to")
    if name not in scopes or scopes[name]["parties_kind"] == "all":
        return None
    wide = (other for other, row in scopes.items() if row["parties_kind"] == "all")
    return next((other for other in wide if all(scopes[other][field] == scopes[name][field] for field in same)), None)


def _not_computed(name: str) -> str:
    return f"NOT COMPUTED: Phalanx has no counting of the name {name}."


def _findings(numbers: Sequence[Published], level: Level) -> tuple[Finding, ...]:
    found = tuple(_finding(number, level) for number in numbers)
    pairs = [(ours.value, number.row["value"]) for ours, number in zip(found, numbers, strict=True)]
    same, more, fewer = _signs([(int(ours), value) for ours, value in pairs if ours is not None])
    text = f"Of {len(numbers)} published numbers ours equal {same}, exceed {more} and fall short of {fewer}"
    missing = _missing(numbers)
    text += f"; {len(missing)} not computed: {', '.join(missing)}." if missing else "."
    return (Finding("same_numbers", same, "numbers", text, tuple(number.row["id"] for number in numbers)), *found)


def _missing(numbers: Sequence[Published]) -> list[str]:
    return [number.row["name"] for number in numbers if number.counting is None]


def _signs(pairs: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """How many of ours equal, exceed and fall short of the published number."""
    return (
        sum(ours == value for ours, value in pairs),
        sum(ours > value for ours, value in pairs),
        sum(ours < value for ours, value in pairs),
    )


def _finding(number: Published, level: Level) -> Finding:
    row, chosen = number.row, Selection(number.row["scope"], level=level)
    sources = (row["id"], named(Scope, row["scope"]))
    counted, counting = number.counted(chosen), number.counting
    if counted is None or counting is None:
        text = f"{row['title']}: published {row['value']}. {_not_computed(row['name'])}"
        return Finding(row["name"], None, row["unit"], text, sources)
    ours, reread = number.amount(counted), number.counted(chosen, other=True)
    text = f"{row['title']}: published {row['value']}, ours {ours} {row['unit']} in the same scope{_gap(ours, row)}."
    if reread is not None and number.amount(reread) != ours:
        text += f" Ours are {number.amount(reread)} {counting.other_words}."
    turn = (number.turn.record,) if row["name"] == "since_invasion" else ()
    coarse = too_coarse(number.agreements(chosen), number.turn) if turn else ()
    assumptions = (counting.rule, *coarse) if counting.rule else coarse
    return Finding(row["name"], ours, row["unit"], text, (*sources, *turn, *counted["id"]), assumptions)


def _gap(ours: int, row: Mapping[str, Any]) -> str:
    gap, value = ours - row["value"], row["value"]
    if not gap:
        return ", the same number"
    more = f", {abs(gap)} {'more' if gap > 0 else 'fewer'}"
    return f"{more} ({ours / value:.1f} times as many)" if value and ours > 1.5 * value else more


def _notes(world: World, numbers: Sequence[Published]) -> tuple[str, ...]:
    """What holds always, what the facts say of the scopes, and what holds for this World."""
    used = {number.row["scope"] for number in numbers}
    scopes = [row for row in world.table("scopes").iter_rows(named=True) if row["id"] in used]
    notes = [*NOTES, *(f"Scope {row['id']}: {row['summary']} {row['note'] or ''}".strip() for row in scopes)]
    partial = [number for number in numbers if number.row["confidence"] == "partial"]
    if partial:
        notes.append(
            f"{len(partial)} of the {len(numbers)} published numbers were not seen in the source itself (confidence "
            f"partial); 'phalanx facts show {partial[0].row['id']}' says how they came to us."
        )
    notes += [
        f"This World ends on {world.valid_on}, before the scope {row['id']} does: ours may be too low."
        for row in scopes
        if row["signed_to"] and world.valid_on < last_day(row["signed_to"])
    ]
    return (*(_not_computed(name) for name in _missing(numbers)), *notes)


def _charts(compared: pl.DataFrame, numbers: Sequence[Published]) -> tuple[Chart, ...]:
    titles = [number.row["title"] for number in numbers]
    rows = [
        {"number": title, "published": row["published"], "ours": row["ours"]}
        for title, row in zip(titles, compared.iter_rows(named=True), strict=True)
        if row["published"] and row["ours"]
    ]
    if not rows:
        return ()
    same, more, fewer = _signs([(row["ours"], row["published"]) for row in rows])
    return (
        Chart(
            "compared",
            f"Our facts match {same} of {len(rows)} published numbers, exceed {more} and fall short of {fewer}",
            _dumbbells(rows),
            "Published number and ours in the same scope; the length of a line shows how many times one is the other "
            "(logarithmic scale)",
        ),
    )


def _dumbbells(rows: list[dict[str, Any]]) -> dict[str, Any]:
    marks = [
        row | {"who": who, "count": row[who], "other": row[other]}
        for row in rows
        for who, other in (("published", "ours"), ("ours", "published"))
    ]
    number = {"field": "number", "type": "nominal", "sort": None, "title": None}
    scale = {"type": "log", "nice": False, "padding": 26}
    count = {"field": "count", "type": "quantitative", "title": None, "scale": scale, "axis": None}
    label = {"text": {"field": "count", "type": "quantitative"}}
    return {
        "data": {"values": marks},
        "encoding": {"y": number},
        "layer": [
            {
                "transform": [{"filter": "datum.who == 'ours'"}],
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": count, "x2": {"field": "other"}, "color": {"value": "$neutral"}},
            },
            {
                "mark": {"type": "point", "strokeWidth": 2},
                "encoding": {
                    "x": count,
                    "color": _who({"legend": {"orient": "top", "symbolType": "circle"}}),
                    "size": {"condition": {"test": "datum.who == 'published'", "value": 150}, "value": 50},
                    "tooltip": [{"field": "number"}, {"field": "who"}, {"field": "count"}],
                },
            },
            {
                "transform": [
                    {"filter": "datum.count > datum.other || (datum.count == datum.other && datum.who == 'ours')"}
                ],
                "mark": {"type": "text", "align": "left", "dx": 11},
                "encoding": {"x": count, **label},
            },
            {
                "transform": [{"filter": "datum.count < datum.other"}],
                "mark": {"type": "text", "align": "right", "dx": -11},
                "encoding": {"x": count, **label},
            },
        ],
    }


def _who(more: dict[str, Any]) -> dict[str, Any]:
    scale = {"domain": ["published", "ours"], "range": ["$neutral", "$blue"]}
    return {"field": "who", "type": "nominal", "title": None, "scale": scale} | more


QUESTION = Question(
    name="brief-check",
    title="How do our counts compare with the published ones?",
    about=(
        "Sets the numbers that a publication reports – by default the Böll EU brief of October 2025 – side by side "
        "with what our facts say in the same scope: published, ours, difference and the likely reason, which is "
        "inferred. It also counts ours in other ways, so that a reader sees what a difference is made of. It cannot "
        "say whether the same agreements were counted, as long as the publication's list is not public."
    ),
    parameters=BriefCheckParameters,
    answer=answer,
)
