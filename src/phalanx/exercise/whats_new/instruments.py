"""Instruments: what the parties of new agreements may use together, and whom a new agreement lets take part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from phalanx.analyses.matchmaking.eligibility.question import QUESTION
from phalanx.analyses.matchmaking.rulebook import RuleBook, Standing, Way
from phalanx.answer import Answer, Finding, Table
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Told, cited
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.vocabulary.wording import counted, joined

BUYING = ("procurement", "industry", "research")
"""Domains of agreements whose parties have a use for instruments."""
MOST = 12
"""Agreements whose parties are held against the rules, the latest."""
WORDS = {"no": "not open", "unsettled": "not settled", "yes": "open"}
SCHEMA: dict[str, Any] = {
    "agreement": pl.String,
    "states": pl.List(pl.String),
    "instrument": pl.String,
    "variant": pl.String,
    "what": pl.String,
    "before": pl.String,
    "after": pl.String,
    "changed": pl.Boolean,
    "rules": pl.List(pl.String),
}
LABELS = {"rules": "by the rules"}
Row = dict[str, Any]


def instruments(news: News) -> Told:
    """A row for each instrument that the parties of a new agreement may use together, and each state newly let in."""
    rows = [*_let_in(news), *_of_groups(news)]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    told = Table(
        frame, "Which instruments are open to the parties of new agreements, and to whom agreements opened one", LABELS
    )
    asked = _asked(news)
    notes = (
        (
            f"Instruments are told for the {MOST} latest of {asked.height} new agreements on buying, industry or research.",
        )
        if asked.height > MOST
        else ()
    )
    return Told((*_findings(news, rows),), {"instruments": told}, notes=notes)


# ── Who is let in ────────────────────────────────────────────────────────────────────────────────────────────────────


def _let_in(news: News) -> Iterator[Row]:
    """States that may take part in a way in which they could not before, or perhaps could, by an agreement of theirs."""
    if not news.after.table("instruments").height:
        return
    before, after = RuleBook.of(news.before), RuleBook.of(news.after)
    for way in after.ways:
        then, now = (book.standing(way, news.after.valid_on) for book in (before, after))
        surely, perhaps = now.admitted.sure - then.admitted.sure, now.admitted.perhaps - then.admitted.perhaps
        for state in sorted(surely | perhaps):
            yield from _row_of_state(news, way, state, then, now)


def _row_of_state(news: News, way: Way, state: str, then: Standing, now: Standing) -> Iterator[Row]:
    for agreement in news.of([state])[:1]:
        yield {
            "agreement": agreement,
            "states": [state],
            "instrument": way.instrument,
            "variant": way.variant,
            "what": "a state is let in",
            "before": _said(state, then),
            "after": _said(state, now),
            "changed": True,
            "rules": [rule.id for rule in now.admitted.rules],
        }


def _said(state: str, standing: Standing) -> str:
    pool = standing.admitted
    return WORDS["yes" if state in pool.sure else "unsettled" if state in pool.perhaps else "no"]


# ── What groups may use ──────────────────────────────────────────────────────────────────────────────────────────────


def _asked(news: News) -> pl.DataFrame:
    of_use = pl.col("domains").list.set_intersection(list(BUYING)).list.len() > 0
    return news.agreements.filter(of_use & (pl.col("level") == "state") & (pl.col("life") != "ended"))


def _of_groups(news: News) -> Iterator[Row]:
    for row in _asked(news).tail(MOST).iter_rows(named=True):
        states = sorted(party for party in row["parties_now"] if party_kind(party) == "state_or_territory")
        if len(states) < 2:
            continue
        given = {"states": ";".join(states)}
        answers = [QUESTION.ask(world, given) for world in (news.before, news.after)]
        then, now = (_verdicts(answer) for answer in answers)
        rules = _rules(answers[1])
        for (instrument, variant), verdict in now.items():
            was = then.get((instrument, variant), "no")
            if verdict == "no" and was == "no":
                continue
            yield {
                "agreement": row["id"],
                "states": states,
                "instrument": instrument,
                "variant": variant,
                "what": "its parties together",
                "before": WORDS[was],
                "after": WORDS[verdict],
                "changed": was != verdict,
                "rules": rules.get((instrument, variant), []),
            }


def _verdicts(answer: Answer) -> dict[tuple[str, str | None], str]:
    rows = answer.table("instruments").select("instrument", "variant", "eligible").iter_rows()
    return {(instrument, variant): eligible for instrument, variant, eligible in rows}


def _rules(answer: Answer) -> dict[tuple[str, str | None], list[str]]:
    """The rules that decide, way by way."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for row in answer.table("rules").filter("decides").iter_rows(named=True):
        if row["record"]:
            found.setdefault((row["instrument"], row["variant"]), []).append(row["record"])
    return found


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _findings(news: News, rows: list[Row]) -> Iterator[Finding]:
    groups = [row for row in rows if row["what"] == "its parties together"]
    opened = [row for row in rows if row["changed"]]
    agreements = list(dict.fromkeys(row["agreement"] for row in groups))
    names = list(dict.fromkeys(row["instrument"] for row in groups if row["after"] == WORDS["yes"]))
    text = _usable(news, groups, agreements, names)
    rules = [rule for row in groups if row["after"] == WORDS["yes"] for rule in row["rules"]]
    yield Finding("instruments_usable", len(names), "instruments", text, cited(agreements, rules))
    if not opened:
        yield Finding(
            "instruments_opened",
            0,
            "ways of taking part",
            "No instrument opened to anybody who could not use it before.",
        )
        return
    first = opened[0]
    who, into = joined([party_name(state) for state in first["states"]]), first["instrument"]
    text = (
        f"{counted(len(opened), 'way')} of taking part {'is' if len(opened) == 1 else 'are'} open or nearer to it than before: "
        f"first of all {into} to {who}, which was {first['before']} and is {first['after']}."
    )
    records = [record for row in opened for record in (row["agreement"], *row["rules"])]
    yield Finding("instruments_opened", len(opened), "ways of taking part", text, cited(records))


def _usable(news: News, groups: list[Row], agreements: list[str], names: list[str]) -> str:
    """What the parties of one agreement may use, or of how many of several agreements they may use what."""
    if not names:
        return "No instrument is known to be open to the parties of a new agreement together."
    if len(agreements) == 1:
        return f'The parties of "{news.titles[agreements[0]]}" may use {joined(names)} together, by the rules on who takes part.'
    may = {
        name: {row["agreement"] for row in groups if row["instrument"] == name and row["after"] == WORDS["yes"]}
        for name in names
    }
    said = joined([f"{name} in {len(may[name])}" for name in sorted(names, key=lambda name: -len(may[name]))])
    return f"Of {counted(len(agreements), 'new agreement')} on buying, industry or research the parties may use together, by the rules: {said}."
