"""Gaps: which missing ties and uncovered needs the news closed, and which it opened."""

from __future__ import annotations

from typing import Any

import polars as pl

from phalanx.analyses.network.gaps.question import QUESTION
from phalanx.answer import Answer, Finding, Table
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Told, cited
from phalanx.vocabulary.wording import counted, joined
from phalanx.world.areas import areas_of, within

MOST = "1000"
"""How many missing ties a question lists at most; Europe has fewer."""
FIRST_TIE = "first agreement of the two"
SCHEMA: dict[str, Any] = {
    "gap": pl.String,
    "who": pl.String,
    "states": pl.List(pl.String),
    "text": pl.String,
    "because": pl.List(pl.String),
}
AREA_SCHEMA: dict[str, Any] = {
    "area": pl.String,
    "name": pl.String,
    "agreements_before": pl.Int64,
    "agreements_after": pl.Int64,
    "because": pl.List(pl.String),
}
Gap = tuple[str, str]
NAMED = 4


def changed_gaps(news: News) -> Told:
    """Gaps that are there on one side only, and capability areas that more or fewer agreements cover."""
    before, after = (QUESTION.ask(world, {"top": MOST}) for world in (news.before, news.after))
    then, now = _gaps(before), _gaps(after)
    areas = _areas(news, before, after)
    closed = _rows(news, {gap: row for gap, row in then.items() if gap not in now}, areas)
    opened = _rows(news, {gap: row for gap, row in now.items() if gap not in then}, areas)
    labels = {"because": "because of"}
    tables = {
        "closed_gaps": Table(_frame(closed), "Gaps that the news closed", labels),
        "opened_gaps": Table(_frame(opened), "Gaps that the news opened", labels),
        "covered_areas": Table(
            pl.DataFrame(areas, schema=AREA_SCHEMA, orient="row"),
            "Capability areas that more or fewer agreements cover",
            {"agreements_before": "agreements, before", "agreements_after": "agreements, after", **labels},
        ),
    }
    return Told((_finding("gaps_closed", "closed", closed), _finding("gaps_opened", "opened", opened)), tables)


def _gaps(answer: Answer) -> dict[Gap, dict[str, Any]]:
    """Every gap of an answer by what is missing and whose it is."""
    found = {
        (FIRST_TIE, row["pair"]): {
            "states": [row["a"], row["b"]],
            "text": f"{row['probability_pct']:.1f} % likely within five years, place {row['rank']} of those missing",
        }
        for row in answer.table("gaps").iter_rows(named=True)
    }
    needs = answer.table("needs").iter_rows(named=True)
    return found | {(row["need"], row["who"]): {"states": row["states"], "text": row["text"]} for row in needs}


def _rows(news: News, gaps: dict[Gap, dict[str, Any]], areas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a gap with the new agreements of the states it is about, or of the area."""
    rows = []
    for (gap, who), row in gaps.items():
        if row["states"]:
            because = news.of(row["states"], min(2, len(row["states"])))
        else:
            because = [name for area in areas if who.startswith(f"{area['name']} (") for name in area["because"]]
        rows.append({"gap": gap, "who": who, **row, "because": because})
    return rows


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _areas(news: News, before: Answer, after: Answer) -> list[dict[str, Any]]:
    """Areas with another number of agreements, each with the new ones that cover it."""
    counts = dict(before.table("areas").select("area", "agreements").iter_rows())
    of = areas_of(news.after, news.agreements)
    return [
        {
            "area": row["area"],
            "name": row["name"],
            "agreements_before": counts.get(row["area"], 0),
            "agreements_after": row["agreements"],
            "because": _covering(news, of, row["area"]),
        }
        for row in after.table("areas").iter_rows(named=True)
        if row["agreements"] != counts.get(row["area"], 0)
    ]


def _covering(news: News, of: pl.DataFrame, area: str) -> list[str]:
    """The new agreements that cover an area or a part of it; all of them where it is one that went."""
    found = of.filter(pl.col("area_id").is_in(sorted(within(news.after, area))))["id"]
    return found.unique(maintain_order=True).to_list() or list(news.parties)


def _finding(name: str, verb: str, rows: list[dict[str, Any]]) -> Finding:
    if not rows:
        return Finding(name, 0, "gaps", f"No gap is {verb} by what is new.")
    said = [f"{row['gap']} ({row['who']})" for row in rows[:NAMED]]
    more = f" and {counted(len(rows) - NAMED, 'other')}" if len(rows) > NAMED else ""
    text = f"{counted(len(rows), 'gap')} {'is' if len(rows) == 1 else 'are'} {verb}: "
    text += f"{', '.join(said)}{more}" if more else joined(said)
    return Finding(name, len(rows), "gaps", f"{text}.", cited(*(row["because"] for row in rows)))
