"""whats-new: what the registry learned, and what happened in the world, since a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from phalanx.analyses.curation.happening import ahead_of, happened_since, undecided_since
from phalanx.analyses.curation.learning import by_kind, learned_since
from phalanx.answer import Answer, Chart, Finding, Table
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.dates import first_day, stamp
from phalanx.vocabulary.values import Day
from phalanx.vocabulary.wording import in_words
from phalanx.world import World
from phalanx.world.agreements import day_bound

DAYS_BACK = 90
MONTHS_SHOWN = 24
KINDS_SHOWN = 12


class WhatsNewParameters(Parameters):
    """From which day on."""

    since: Annotated[str | None, Day()] = Field(
        None,
        description=(
            "From this day on, the day included; a month or a year counts from its first day. Without it: from "
            f"{DAYS_BACK} days before the World's day."
        ),
    )


NAME, TITLE = "whats-new", "What is new?"
"""The question; what the news changes elsewhere is joined to it by `exercise.whats_new`, as analyses do not know each other."""


def answer(world: World, parameters: WhatsNewParameters) -> Answer:
    """Compare the registry with itself just before a day, and tell the events from that day to the World's."""
    since = since_of(world, parameters)
    learned = learned_since(world.entries, stamp(datetime.combine(since, time.min, UTC)))
    happened, ahead = happened_since(world, since), ahead_of(world)
    return Answer(
        question=NAME,
        title=TITLE,
        parameters=parameters.said() | {"since": since.isoformat()},
        world=world.stamp,
        findings=(*_of_registry(world, learned, since), *_of_world(world, happened, ahead, since)),
        tables={
            "learned": Table(learned, f"What the registry learned since {_day(since)}", LEARNED_LABELS),
            "learned_by_kind": Table(by_kind(learned), "The same by kind of facts", KIND_LABELS),
            "happened": Table(happened, f"What happened from {_day(since)} to {_day(world.valid_on)}"),
            "ahead": Table(ahead, f"What the planning calendars hold for the year after {_day(world.valid_on)}"),
        },
        charts=(*_agreements_chart(happened, since), *_kinds_chart(learned, since)),
        notes=NOTES,
    )


LEARNED_LABELS = {"after": "after, or what is said", "valid_from": "holds from"}
KIND_LABELS = {
    "records": "records touched",
    "new_record": "new records",
    "new_value": "new values",
    "corrected": "corrected values",
    "second_source": "second sources",
}
NOTES = (
    (
        "Two clocks: an agreement signed long ago can be new to the registry, and one signed since may not be known "
        "yet. What was learned goes by the day of entry, what happened by the day in the world."
    ),
    (
        "The bundled facts are entered as of the day of their edition, all at once: what was learned before that day "
        "cannot be told apart."
    ),
    "What was learned includes records that begin only after the World's day; what happened does not.",
    (
        "Not heard means: a source says something else than we hold, or is of grade E alone; its word is kept, with "
        "its source, and does not speak."
    ),
)


def since_of(world: World, parameters: WhatsNewParameters) -> date:
    """The first day of the news. Raises BadInput where it lies after what the World has reached."""
    if parameters.since is None:
        return max(world.valid_on, date.min + timedelta(days=DAYS_BACK)) - timedelta(days=DAYS_BACK)
    since, latest = first_day(parameters.since), max(world.valid_on, world.known_at.date())
    if since > latest:
        raise BadInput(
            f"--since {parameters.since} lies after the World of {latest}",
            "a day that this World has reached",
            "choose an earlier day, or a later --valid-on",
        )
    return since


def _of_registry(world: World, learned: pl.DataFrame, since: date) -> tuple[Finding, ...]:
    new, values = _ids(learned, "new record"), _ids(learned, "new value", "corrected")
    began_with = _first_filling(world)
    later = tuple(record for record in new if record not in began_with)
    others, gone, silent = _ids(learned, "second source"), _ids(learned, "withdrawn"), _ids(learned, "not heard")
    day = _day(since)
    return (
        Finding(
            "learned_records",
            len(new),
            "records",
            f"Since {day} the registry has learned {_many(len(new), 'new record')}{_filling(world, since)}.",
            later,
        ),
        Finding(
            "learned_values",
            len(values),
            "values",
            f"In the records it had, {_many(len(values), 'value')} {_was(len(values))} corrected or added.",
            values,
        ),
        Finding(
            "second_sources",
            len(others),
            "sources",
            f"{_many(len(others), 'second source').capitalize()} came to what it held; {_many(len(silent), 'voice')} "
            f"{_was(len(silent))} kept without being heard.",
            (*others, *_ids(learned.drop_nulls("field"), "not heard")),
        ),
        Finding(
            "withdrawn",
            len(gone),
            "withdrawals",
            f"{_many(len(gone), 'withdrawal').capitalize()} of a record or a value {_was(len(gone))} entered.",
            gone,
        ),
    )


def _filling(world: World, since: date) -> str:
    """Says so where the registry's first filling lies in the span."""
    first = str(world.entries["at"].min() or "")
    if first < since.isoformat():
        return ""
    return f"; it was first filled in that time, with {len(_first_filling(world)):,} records on {_day(first_day(first[:10]))}"


def _first_filling(world: World) -> frozenset[str]:
    """The records the registry began with; they are no evidence of anything new."""
    at = pl.col("at")
    return frozenset(world.entries.filter(at == at.min())["record"])


def _of_world(world: World, happened: pl.DataFrame, ahead: pl.DataFrame, since: date) -> tuple[Finding, ...]:
    signed, ended = _ids(happened, "signed", "announced"), _ids(happened, "terminated", "superseded")
    announced, coarse = len(_ids(happened, "announced")), undecided_since(world, since)
    rest = happened.filter(~pl.col("what").is_in(["signed", "announced", "terminated", "superseded"]))
    text = f"From {_day(since)} to {_day(world.valid_on)}, {_many(len(signed), 'agreement')} {_was(len(signed))} signed"
    text += f" or announced ({announced:,} announced only)" if announced else " or announced"
    found = [
        Finding(
            "happened_agreements",
            len(signed),
            "agreements",
            f"{text}, as far as the facts know.",
            signed,
            (f"{_many(coarse, 'agreement')} dated too coarsely to tell {_was(coarse)} taken to be earlier.",)
            if coarse
            else (),
        ),
        Finding(
            "ended",
            len(ended),
            "agreements",
            f"{_many(len(ended), 'agreement').capitalize()} ended or {_was(len(ended))} replaced in that time.",
            ended,
        ),
        Finding(
            "other_events",
            rest.height,
            "events",
            f"{_many(rest.height, 'other event').capitalize()} fell into it: parties that came or went, and dated "
            "facts of other kinds.",
            tuple(rest["record"]),
        ),
    ]
    return (*found, *_newest(world), *_next(ahead))


def _newest(world: World) -> tuple[Finding, ...]:
    last = world.table("agreements").with_columns(day_bound("signed").alias("day")).sort("day", "id").tail(1)
    for row in last.iter_rows(named=True):
        what, ago = "announced" if row["status"] == "announced" else "signed", (world.valid_on - row["day"]).days
        text = (
            f'The newest agreement the facts hold is "{row["title"]}" of {", ".join(row["parties"])}, {what} '
            f"{row['signed']}, {_many(ago, 'day')} before the World's day."
        )
        return (Finding("newest_agreement", ago, "days", text, (row["id"],)),)
    return ()


def _next(ahead: pl.DataFrame) -> tuple[Finding, ...]:
    for row in ahead.head(1).iter_rows(named=True):
        text = (
            f"{_many(ahead.height, 'planning event')} lie{'s' if ahead.height == 1 else ''} in the year ahead; "
            f"the next: {row['event']} ({', '.join(row['institution'])}), {row['date']}."
        )
        return (Finding("ahead", ahead.height, "events", text, tuple(ahead["record"])),)
    return ()


def _ids(frame: pl.DataFrame, *what: str) -> tuple[str, ...]:
    return tuple(frame.filter(pl.col("what").is_in(what))["record"])


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}" if count else f"no {noun}s"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _agreements_chart(happened: pl.DataFrame, since: date) -> tuple[Chart, ...]:
    signed = happened.filter(pl.col("what").is_in(["signed", "announced"]))
    if not signed.height:
        return ()
    monthly = signed["date"].str.slice(0, 7).n_unique() <= MONTHS_SHOWN
    when = pl.col("date").str.slice(0, 7 if monthly else 4)
    january = pl.when(monthly & (pl.col("date").str.len_chars() == 4)).then(pl.col("date") + "-01")
    timed = signed.with_columns(january.otherwise(when).alias("when"))
    rows = timed.group_by("when", "form").agg(pl.len().cast(pl.Int64).alias("agreements")).sort("when", "form")
    most = rows.group_by("when").agg(pl.col("agreements").sum()).sort(["agreements", "when"], descending=True).row(0)
    busiest = f"{first_day(most[0]):%B %Y}" if monthly else most[0]
    return (
        Chart(
            "agreements",
            f"{_many(signed.height, 'agreement')} {_was(signed.height)} signed or announced since {_day(since)}; "
            f"the busiest {'month' if monthly else 'year'} was {busiest}, with {most[1]:,}",
            _bars_by_time(rows.to_dicts(), _every(rows["when"], monthly=monthly), MONTH if monthly else "datum.label"),
            "Agreements by month of signature and form; a date to the year counts in January"
            if monthly
            else "Agreements by year of signature and form",
        ),
    )


MONTH = (
    "[monthAbbrevFormat(toNumber(slice(datum.value, 5)) - 1), "
    "datum.index == 0 || slice(datum.value, 5) == '01' ? slice(datum.value, 0, 4) : '']"
)
"""A month's label: its name, and under the first one and each January the year."""


def _every(when: pl.Series, *, monthly: bool) -> list[str]:
    """Every month (or year) from the first to the last, so that quiet ones show."""
    first, last = first_day(str(when.min())), first_day(str(when.max()))
    days = pl.date_range(first, last, "1mo" if monthly else "1y", eager=True)
    return days.dt.to_string("%Y-%m" if monthly else "%Y").to_list()


def _bars_by_time(rows: list[dict[str, Any]], every: list[str], words: str) -> dict[str, Any]:
    axis = {"labelAngle": 0, "labelExpr": words}
    when = {"field": "when", "type": "ordinal", "title": None, "scale": {"domain": every}, "axis": axis}
    return {
        "data": {"values": rows},
        "height": 240,
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": when,
                    "y": {
                        "field": "agreements",
                        "type": "quantitative",
                        "title": None,  # the subtitle says it, and a bar's number would lie on it
                        "axis": {"tickMinStep": 1},
                    },
                    "color": {"field": "form", "type": "nominal", "title": None},
                    "tooltip": [{"field": "when"}, {"field": "form"}, {"field": "agreements"}],
                },
            },
            {
                "transform": [
                    {"aggregate": [{"op": "sum", "field": "agreements", "as": "total"}], "groupby": ["when"]}
                ],
                "mark": {"type": "text", "dy": -7, "fontSize": 11},
                "encoding": {
                    "x": when,
                    "y": {"field": "total", "type": "quantitative"},
                    "text": {"field": "total", "type": "quantitative"},
                },
            },
        ],
    }


def _kinds_chart(learned: pl.DataFrame, since: date) -> tuple[Chart, ...]:
    kinds = by_kind(learned).select(
        pl.col("kind").map_elements(in_words, return_dtype=pl.String).alias("facts"), "records"
    )
    if not kinds.height:
        return ()
    rows, rest = kinds.head(KINDS_SHOWN).to_dicts(), kinds.tail(-KINDS_SHOWN)
    if rest.height:
        rows.append({"facts": _many(rest.height, "other kind"), "records": int(rest["records"].sum()), "rest": True})
    top, total = kinds.row(0, named=True), int(kinds["records"].sum())
    return (
        Chart(
            "learned_by_kind",
            f"The registry learned about {_many(total, 'record')}; the largest part are {top['facts']}: {top['records']:,}",
            _bars_by_kind(rows),
            f"Records that came, changed, were confirmed or went since {_day(since)}, by kind of facts",
        ),
    )


def _bars_by_kind(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "data": {"values": rows},
        "encoding": {
            "y": {"field": "facts", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "records", "type": "quantitative", "title": None, "axis": None},
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {"color": {"condition": {"test": "datum.rest", "value": "$neutral"}, "value": "$blue"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"text": {"field": "records", "type": "quantitative", "format": ","}},
            },
        ],
    }
