"""Backstop in tables: states, gaps, programmes, cover and candidates, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from phalanx.analyses.planning.backstop.asked import Heard
from phalanx.analyses.planning.backstop.cover import CLAUSES, STANDINGS, UNITS
from phalanx.analyses.planning.backstop.gaps import Gap, best_overall
from phalanx.analyses.planning.backstop.programmes import Account, Ledger, Span
from phalanx.analyses.planning.backstop.weights import PARTS, Weights, weights_table
from phalanx.answer import Table
from phalanx.registry.records.us_programmes import NATURE_CODES
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name

NAMES = pl.List(pl.String)
POINTS = tuple(f"points_{part}" for part in PARTS)
FIGURES = ("level_low", "level_high", "left_low", "left_high", "falls_low", "falls_high")
FIGURE_LABELS = {
    "level_low": "last known level, least",
    "level_high": "last known level, most",
    "level_year": "level of",
    "left_low": "left or planned, least",
    "left_high": "left or planned, most",
    "falls_low": "falls away, least",
    "falls_high": "falls away, most",
    "begins": "from",
}
GAP_LABELS = FIGURE_LABELS | {
    "whose": "whom the sources name",
    "change": "what becomes of it",
    "lacking": "domains open or covered in part",
    "partners": "agreements with",
    "agreements": "agreements in these domains",
    "best_placed": "best placed, code",
    "best_name": "best placed",
    "best_score": "its score, points",
    "next": "then",
}
STATE_LABELS = {
    "money_low": "money that falls away, least, USD m a year",
    "money_high": "money that falls away, most, USD m a year",
    "troops_low": "troops that leave, least",
    "troops_high": "troops that leave, most",
    "programmes": "programmes that shrink or end",
    "covered": "of them covered",
    "partly": "of them covered in part",
    "open": "of them open",
    "lacking": "domains open or covered in part",
    "best_placed": "best placed over all of them, code",
    "best_name": "best placed over all of them",
    "best_score": "its mean score, points",
}
COVER_LABELS = {
    "sum": "sum of weights",
    "in_force": "agreements confirmed in force",
    "clause": "strongest clause on mutual defence",
    "latest": "latest signed",
    "units": "of the agreements: on units",
    "leads": "lead nations in place of the United States",
}
CANDIDATE_LABELS = {
    "score": "score, points",
    "distance_km": "between the capitals, km",
    "borders": "common land border",
    "spending_eur_bn": "spending in 2024, EUR bn",
    "growth_points": "growth of spending, points of GDP",
    **{f"points_{part}": f"{label(part)}, points" for part in PARTS},
}


def tables(heard: Heard, ledger: Ledger, gaps: Sequence[Gap], weights: Weights) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "gaps": Table(gaps_table(gaps), "What falls away, what covers it, and who could fill it", GAP_LABELS),
        "states": Table(states_table(heard, gaps), f"What it comes to for {heard.whom}", STATE_LABELS),
        "programmes": Table(programmes_table(ledger), "Every programme as the sources tell it", FIGURE_LABELS),
        "cover": Table(cover_table(gaps), "What covers each domain of a gap", COVER_LABELS),
        "candidates": Table(
            candidates_table(gaps, weights, heard.most), "Who could fill each gap, best placed first", CANDIDATE_LABELS
        ),
        "weights": weights_table(weights),
    }


def money_of(gaps: Iterable[Gap], state: str) -> Span | None:
    """What surely falls away of the money that is the state's own or its part, in USD m a year; None: nothing known."""
    return _sum(gaps, state, "money")


def troops_of(gaps: Iterable[Gap], state: str) -> Span | None:
    """The troops that surely leave the state; None: nothing known."""
    return _sum(gaps, state, "troops")


def _sum(gaps: Iterable[Gap], state: str, nature: str) -> Span | None:
    falls = [
        gap.account.falls
        for gap in gaps
        if gap.state == state and gap.own and gap.falls_away and gap.programme.nature == nature and gap.account.falls
    ]
    return (sum(low for low, _ in falls), sum(high for _, high in falls)) if falls else None


def gaps_table(gaps: Sequence[Gap]) -> pl.DataFrame:
    """A row a state and programme. Figures of Europe or NATO stand in the table of programmes, and not here."""
    rows = [
        {
            "state": gap.state,
            "name": party_name(gap.state),
            "programme": gap.programme.name,
            "change": label(gap.account.change),
            **_figures(gap.account, known=gap.own),
            "unit": gap.programme.unit,
            "begins": gap.account.begins,
            "whose": list(gap.account.whose),
            "cover": gap.standing,
            "lacking": [label(domain) for domain in gap.lacking],
            "partners": sorted({partner for each in gap.covers for partner in each.partners}),
            "agreements": len({pact.record for each in gap.covers for pact in each.pacts}),
            "best_placed": gap.candidates[0].state if gap.candidates else None,
            "best_name": party_name(gap.candidates[0].state) if gap.candidates else None,
            "best_score": round(gap.candidates[0].score, 1) if gap.candidates else None,
            "next": [each.state for each in gap.candidates[1:3]],
            "why": gap.candidates[0].why if gap.candidates else None,
            "nature": NATURE_CODES[gap.programme.nature],
            "illustrative": gap.account.illustrative,
            "programme_id": gap.programme.id,
        }
        for gap in gaps
    ]
    words = (
        "state",
        "name",
        "programme",
        "change",
        "level_year",
        "unit",
        "begins",
        "cover",
        "best_placed",
        "best_name",
    )
    schema: dict[str, Any] = dict.fromkeys((*words, "why", "nature", "programme_id"), pl.String)
    schema |= dict.fromkeys((*FIGURES, "best_score"), pl.Float64)
    schema |= dict.fromkeys(("whose", "lacking", "partners", "next"), NAMES)
    schema |= {"agreements": pl.Int64, "illustrative": pl.Boolean}
    return _frame(rows, schema, GAP_ORDER)


GAP_ORDER = (
    "state", "name", "programme", "change", "falls_low", "falls_high", "unit", "begins", "cover", "lacking", "best_placed",
    "best_name", "best_score", "next", "why", "partners", "agreements", "level_low", "level_high", "level_year", "left_low",
    "left_high", "whose", "nature", "illustrative", "programme_id",
)  # fmt: skip


def states_table(heard: Heard, gaps: Sequence[Gap]) -> pl.DataFrame:
    """A row a state: what falls away in money and troops, how far its gaps are covered, and who is best placed in all."""
    rows = []
    for state in heard.states:
        falling = [gap for gap in gaps if gap.state == state and gap.falls_away]
        money, troops, best = money_of(gaps, state), troops_of(gaps, state), best_overall(falling)
        counts: dict[str, int] = {standing: sum(gap.standing == standing for gap in falling) for standing in STANDINGS}
        lacking = sorted({label(domain) for gap in falling for domain in gap.lacking})
        rows.append(
            {
                "state": state,
                "name": party_name(state),
                "money_low": _rounded(money, 0),
                "money_high": _rounded(money, 1),
                "troops_low": _rounded(troops, 0),
                "troops_high": _rounded(troops, 1),
                "programmes": len(falling),
                **counts,
                "lacking": lacking,
                "best_placed": best[0] if best else None,
                "best_name": party_name(best[0]) if best else None,
                "best_score": round(best[1], 1) if best else None,
                "illustrative": any(gap.own and gap.account.illustrative for gap in falling),
            }
        )
    amounts = ("money_low", "money_high", "troops_low", "troops_high")
    schema: dict[str, Any] = {"state": pl.String, "name": pl.String} | dict.fromkeys(amounts, pl.Float64)
    schema |= dict.fromkeys(("programmes", *STANDINGS), pl.Int64) | {"lacking": NAMES}
    schema |= {"best_placed": pl.String, "best_name": pl.String, "best_score": pl.Float64, "illustrative": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def programmes_table(ledger: Ledger) -> pl.DataFrame:
    """A row a programme and recipient as the sources name them, with the rows of `us_posture` counted and left aside."""
    rows = [
        {
            "programme": account.programme.name,
            "recipients": list(account.whose),
            "change": label(account.change),
            **_figures(account, known=True),
            "unit": account.programme.unit,
            "begins": account.begins,
            "domains": [label(domain) for domain in account.programme.domains],
            "rows": [record for record in account.records if record != account.programme.id],
            "aside": list(account.programme.aside or ()),
            "counted": account.programme.counted,
            "programme_id": account.programme.id,
        }
        for account in ledger.of_recipients()
    ]
    words = ("programme", "change", "level_year", "unit", "begins", "counted", "programme_id")
    schema: dict[str, Any] = dict.fromkeys(words, pl.String) | dict.fromkeys(FIGURES, pl.Float64)
    schema |= dict.fromkeys(("recipients", "domains", "rows", "aside"), NAMES)
    return _frame(rows, schema, PROGRAMME_ORDER)


PROGRAMME_ORDER = (
    "programme", "recipients", "change", "level_low", "level_high", "level_year", "left_low", "left_high", "falls_low",
    "falls_high", "unit", "begins", "domains", "rows", "aside", "counted", "programme_id",
)  # fmt: skip


def cover_table(gaps: Sequence[Gap]) -> pl.DataFrame:
    """A row a gap and domain: the agreements, groupings and lead nations in it, and where that leaves the domain."""
    rows = [
        {
            "state": gap.state,
            "programme": gap.programme.name,
            "domain": label(each.domain),
            "cover": each.standing,
            "sum": round(each.sum, 2),
            "partners": list(each.partners),
            "agreements": [pact.record for pact in each.pacts],
            "in_force": sum(pact.confirmed for pact in each.pacts),
            "clause": None if each.clause == CLAUSES[0] else each.clause,
            "latest": each.latest,
            "units": [pact.record for pact in each.pacts if UNITS in pact.domains],
            "groupings": [club.record for club in each.clubs],
            "leads": [nation for lead in each.leads for nation in lead.nations],
            "programme_id": gap.programme.id,
        }
        for gap in gaps
        for each in gap.covers
    ]
    schema: dict[str, Any] = dict.fromkeys(("state", "programme", "domain", "cover"), pl.String) | {"sum": pl.Float64}
    schema |= {"partners": NAMES, "agreements": NAMES, "in_force": pl.Int64, "clause": pl.String, "latest": pl.String}
    schema |= dict.fromkeys(("units", "groupings", "leads"), NAMES) | {"programme_id": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def candidates_table(gaps: Sequence[Gap], weights: Weights, most: int) -> pl.DataFrame:
    """A row a gap and candidate: the points of each part, which sum to the score, and what they come from."""
    rows = [
        {
            "state": gap.state,
            "programme": gap.programme.name,
            "rank": rank,
            "candidate": each.state,
            "name": party_name(each.state),
            "score": round(each.score, 2),
            **{f"points_{part}": round(weights.signed(part) * each.parts[part], 2) for part in PARTS},
            "distance_km": None if each.distance_km is None else round(each.distance_km),
            "borders": each.borders,
            "spending_eur_bn": each.means.spending,
            "growth_points": None if each.means.growth is None else round(each.means.growth, 2),
            "why": each.why,
            "agreements": list(each.agreements),
            "units": list(each.units),
            "groupings": list(each.groupings),
            "disputes": list(each.disputes),
            "programme_id": gap.programme.id,
        }
        for gap in gaps
        for rank, each in enumerate(gap.candidates[:most], 1)
    ]
    schema: dict[str, Any] = {"state": pl.String, "programme": pl.String, "rank": pl.Int64}
    schema |= {"candidate": pl.String, "name": pl.String} | dict.fromkeys(("score", *POINTS), pl.Float64)
    schema |= {
        "distance_km": pl.Int64,
        "borders": pl.Boolean,
        "spending_eur_bn": pl.Float64,
        "growth_points": pl.Float64,
    }
    schema |= {"why": pl.String} | dict.fromkeys(("agreements", "units", "groupings", "disputes"), NAMES)
    return pl.DataFrame(rows, schema=schema | {"programme_id": pl.String}, orient="row")


def _figures(account: Account, *, known: bool) -> dict[str, Any]:
    """The figures of an account as columns; nothing where they are not the state's own."""
    found: dict[str, Any] = {"level_year": account.level_year if known else None}
    for name, span in (("level", account.level), ("left", account.left), ("falls", account.falls)):
        found[f"{name}_low"] = _rounded(span, 0) if known else None
        found[f"{name}_high"] = _rounded(span, 1) if known else None
    return found


def _rounded(span: Span | None, end: int) -> float | None:
    return None if span is None else round(span[end], 2)


def _frame(rows: Sequence[dict[str, Any]], schema: dict[str, Any], order: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame([{name: row[name] for name in order} for row in rows], {name: schema[name] for name in order})
