"""Worlds told in a few lines, and the same worlds counted by plain loops: what the arrays of the network are held against.

A World here has its tables given, so that a law can be tried on hundreds of them; every other test goes through a registry.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
from hypothesis import strategies as st
from tests.analyses.network.conftest import simple_weights

from phalanx.world import World

STATES = ("DE", "FR", "GB", "PL", "SE", "UA")
BEGIN, DAY = date(2000, 1, 1), date(2025, 12, 31)
OVER = ("terminated", "superseded")
TEXT = ("title", "legal_type", "scope", "summary", "source_url", "source_title", "source_date", "note")


@dataclass(frozen=True)
class Pact:
    """An agreement: parties, the day it began, the first day it stood no more, and who entered or left on other days."""

    parties: tuple[str, ...]
    signed: date
    ended: date | None = None
    status: str = "signed"
    form: str = "cooperation_agreement"
    clause: str = "none"
    domains: tuple[str, ...] = ()
    confidence: str = "verified"
    level: str = "state"
    entered: Mapping[str, date] = field(default_factory=dict)
    left: Mapping[str, date] = field(default_factory=dict)

    def stands(self, day: date) -> bool:
        """Whether it has begun and not ended."""
        over = self.signed if self.ended is None and self.status in OVER else self.ended
        return self.signed <= day and (over is None or day < over)

    def bound(self, day: date) -> list[str]:
        """The states that belong to it on a day on which it stands."""
        named = sorted({*self.parties, *self.entered})
        begins = {party: self.entered.get(party, self.signed) for party in named}
        return [
            party
            for party in named
            if begins[party] <= day and (party not in self.left or day < self.left[party]) and party != "EU"
        ]

    def weight(self, day: date) -> float:
        """Its weight by `simple_weights`, 0 where it ties no two states."""
        if not self.stands(day) or len(self.bound(day)) < 2 or self.status == "announced":
            return 0.0
        halves = [self.form == "statement_of_intent", self.confidence == "partial", self.level == "company"]
        old = (day - self.signed).days / 365.2425 >= 10
        return 0.5 ** (sum(halves) + old) * (2 if self.clause == "assistance" else 1)


def world_of(pacts: Sequence[Pact], day: date = DAY, weights: str | None = None) -> World:
    """A World of these agreements, named `pact-0` and so on, with the simple weights or others."""
    rows = [
        {
            "id": f"pact-{number}",
            "parties": list(pact.parties),
            "signed": pact.signed.isoformat(),
            "status": pact.status,
            "ended": pact.ended and pact.ended.isoformat(),
            "form": pact.form,
            "level": pact.level,
            "domains": list(pact.domains) or None,
            "mutual_defence": pact.clause,
            "source_grade": "B",
            "confidence": pact.confidence,
            "value_eur_m": None,
            **dict.fromkeys(TEXT, f"pact {number}"),
        }
        for number, pact in enumerate(pacts)
    ]
    periods = [
        {
            "agreement": f"pact-{number}",
            "party": party,
            "entered": _text(pact.entered, party),
            "left": _text(pact.left, party),
        }
        for number, pact in enumerate(pacts)
        for party in sorted({*pact.entered, *pact.left})
    ]
    lists: dict[str, pl.DataType | type[pl.DataType]] = {
        "parties": pl.List(pl.String),
        "domains": pl.List(pl.String),
        "value_eur_m": pl.Float64,
    }
    told = dict.fromkeys(
        ("id", "parties", "signed", "status", "ended", "form", "level", "domains", "mutual_defence"), pl.String
    )
    columns = {name: lists.get(name, pl.String) for name in (*told, "source_grade", "confidence", "value_eur_m", *TEXT)}
    return World(
        day,
        datetime.combine(day, datetime.min.time(), UTC),
        "0" * 64,
        pl.DataFrame({"at": [f"{day + timedelta(days=400)}T00:00:00Z"]}),
        {
            "agreements": pl.DataFrame([row for row in rows if str(row["signed"]) <= day.isoformat()], schema=columns),
            "party_periods": pl.DataFrame(
                periods, schema=dict.fromkeys(("agreement", "party", "entered", "left", "accession"), pl.String)
            ),
            "network_weights": pl.read_csv(
                (weights or simple_weights()).encode(), schema_overrides={"code": pl.String}
            ),
            "states": pl.DataFrame(
                {
                    "iso2": STATES,
                    "capital_lon": [13.4, 2.4, -0.1, 21.0, 18.1, 30.5],
                    "capital_lat": [52.5, 48.9, 51.5, 52.2, 59.3, 50.5],
                }
            ),
            "turning_points": pl.DataFrame(
                {"id": ["invasion-2022"], "date": ["2022-02-24"], "name": ["Russia's full-scale invasion of Ukraine"]}
            ),
            "scopes": pl.DataFrame(
                {"id": ["all"], "title": ["All"], "parties_kind": ["all"], "membership": ["any"]}
            ).with_columns(
                pl.lit(None, pl.List(pl.String)).alias("states"),
                pl.lit(None, pl.List(pl.String)).alias("groupings"),
                *(pl.lit(None, pl.String).alias(name) for name in ("signed_from", "signed_to")),
            ),
            "groupings": pl.DataFrame(schema={"id": pl.String, "members": pl.List(pl.String)}),
        },
    )


def _text(days: Mapping[str, date], party: str) -> str | None:
    return days[party].isoformat() if party in days else None


def plain_matrix(pacts: Sequence[Pact], states: Sequence[str], day: date) -> np.ndarray:
    """The weight between every two states by plain loops: of each agreement, its weight over its states less one."""
    found = np.zeros((len(states), len(states)))
    for pact in pacts:
        bound = pact.bound(day)
        for one, other in itertools.permutations(bound, 2):
            if one in states and other in states:
                found[states.index(one), states.index(other)] += pact.weight(day) / (len(bound) - 1)
    return found


days = st.integers(0, (DAY - BEGIN).days).map(lambda number: BEGIN + timedelta(days=number))


@st.composite
def pacts_drawn(draw: st.DrawFn, most: int = 6) -> Pact:
    """An agreement of one to `most` parties, of any standing, perhaps with an end, and with entries and departures."""
    parties = draw(st.lists(st.sampled_from((*STATES, "EU")), min_size=1, max_size=most, unique=True))
    signed = draw(days)
    status = draw(st.sampled_from(("signed", "signed", "in_force", "announced", "terminated", "superseded")))
    later = st.integers(0, 4000).map(lambda number: signed + timedelta(days=number))
    outsiders = [state for state in STATES if state not in parties]
    return Pact(
        tuple(parties),
        signed,
        draw(st.none() | later),
        status,
        draw(st.sampled_from(("cooperation_agreement", "statement_of_intent"))),
        draw(st.sampled_from(("none", "assistance", "consultation"))),
        tuple(draw(st.lists(st.sampled_from(("cyber", "maritime", "land")), max_size=2, unique=True))),
        draw(st.sampled_from(("verified", "partial"))),
        draw(st.sampled_from(("state", "company"))),
        draw(st.dictionaries(st.sampled_from(outsiders or STATES), later, max_size=1)),
        draw(st.dictionaries(st.sampled_from(parties), days, max_size=1)),
    )


several = st.lists(pacts_drawn(), max_size=8)
