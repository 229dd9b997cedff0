"""Threshold as tables: how much is left at each step, what becomes of each pact, and the published numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.groups import Flags
from phalanx.analyses.matchmaking.masks import FAILED, MET
from phalanx.analyses.matchmaking.threshold.asked import Heard
from phalanx.analyses.matchmaking.threshold.published import Beside
from phalanx.answer import Table
from phalanx.vocabulary.codes import label

STATES: Any = pl.List(pl.String)
STEP_LABELS = {
    "pacts": "pacts that stay",
    "unsettled": "pacts not settled",
    "could_grow": "pacts that could grow",
    "lost": "pacts that fall away",
    "projects": "bundled projects that stay",
    "states": "states in what stays",
    "value_eur_m": "known value of pacts that stay, million EUR",
    "valued": "pacts that stay with a known value",
    "fallen": "fall at this step",
}
PACT_LABELS = {
    "counting": "states that count",
    "falls_at": "has too few from",
    "lost_at": "cannot grow enough from",
    "grows_with": "would grow with, in order",
    "value_eur_m": "value, million EUR",
}
FATE_LABELS = {"fate": "what becomes of it", "grows_with": "by adding"}
PUBLISHED_LABELS = {"published": "as published", "ours": "counted here", "rule": "what is counted here"}


def tables(heard: Heard, published: Sequence[Beside]) -> dict[str, Table]:
    """All tables of the answer."""
    return {
        "steps": Table(steps_table(heard), "What is left at each threshold", STEP_LABELS),
        "pacts": Table(pacts_table(heard), "Every live pact and bundled project", PACT_LABELS),
        "fates": Table(fates_table(heard), "What becomes of each at each threshold", FATE_LABELS),
        "published": Table(published_table(published), "What others published, and ours", PUBLISHED_LABELS),
    }


def steps_table(heard: Heard) -> pl.DataFrame:
    """A row a threshold: pacts and projects that stay, their states and euros, and what falls at this step."""
    dial, pacts, rows = heard.dial, heard.pacts, []
    for step, threshold in enumerate(dial.thresholds):
        stays, fates = dial.outcome[step] == MET, np.array(dial.fates[step] if dial.fates else [], dtype=str)
        values = heard.frame["value_eur_m"].filter(_chosen(stays & pacts)).drop_nulls()
        rows.append(
            {
                "threshold": threshold,
                "pacts": int((stays & pacts).sum()),
                "unsettled": int((pacts & (fates == "unsettled")).sum()),
                "could_grow": int((pacts & (fates == "could_grow")).sum()),
                "lost": int((pacts & np.isin(fates, ["falls_away", "closed"])).sum()),
                "projects": int((stays & ~pacts).sum()),
                "states": int(heard.members[stays].any(axis=0).sum()),
                "value_eur_m": round(float(values.sum()), 3),
                "valued": values.len(),
                "fallen": heard.frame["id"].filter(_chosen(dial.fallen(step))).to_list(),
            }
        )
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("threshold", "pacts", "unsettled", "could_grow", "lost", "projects", "states"), pl.Int64)
        | {"value_eur_m": pl.Float64, "valued": pl.Int64, "fallen": STATES},
        orient="row",
    )


def falling_pacts(heard: Heard) -> Mapping[int, list[str]]:
    """The pacts that fall at each threshold."""
    return {
        threshold: heard.frame["id"].filter(_chosen(heard.dial.fallen(step) & heard.pacts)).to_list()
        for step, threshold in enumerate(heard.dial.thresholds)
    }


def pacts_table(heard: Heard) -> pl.DataFrame:
    """A row a pact or project: who takes part, from which threshold its states are too few, and whom it could grow with."""
    dial = heard.dial
    rows = []
    for place, row in enumerate(heard.frame.iter_rows(named=True)):
        fates = [fates[place] for fates in dial.fates]
        rows.append(
            {
                "id": row["id"],
                "kind": row["kind"],
                "title": row["title"],
                "states": row["states"],
                "counting": int(heard.counting[place]),
                "falls_at": _first(dial.thresholds, [outcome == FAILED for outcome in dial.outcome[:, place]]),
                "lost_at": _first(dial.thresholds, [fate in ("falls_away", "closed") for fate in fates]),
                "grows_with": list(dial.grown[place]),
                "value_eur_m": row["value_eur_m"],
                "level": row["level"],
                "announced": row["announced"],
            }
        )
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("id", "kind", "title"), pl.String)
        | {"states": STATES}
        | dict.fromkeys(("counting", "falls_at", "lost_at"), pl.Int64)
        | {"grows_with": STATES, "value_eur_m": pl.Float64, "level": pl.String, "announced": pl.Boolean},
        orient="row",
    )


def fates_table(heard: Heard) -> pl.DataFrame:
    """A row for each threshold and pact or project: what becomes of it, and who would have to join."""
    dial = heard.dial
    rows = [
        (threshold, kind, name, label(fate), list(dial.grown[place][: int(dial.needed[step, place])]))
        for step, threshold in enumerate(dial.thresholds if dial.fates else ())
        for place, (name, kind, fate) in enumerate(
            zip(heard.frame["id"], heard.frame["kind"], dial.fates[step], strict=True)
        )
    ]
    return pl.DataFrame(
        rows,
        schema={"threshold": pl.Int64, "kind": pl.String, "id": pl.String, "fate": pl.String, "grows_with": STATES},
        orient="row",
    )


def published_table(published: Sequence[Beside]) -> pl.DataFrame:
    """A row for each published number: it, ours, what each counts, and why they may differ."""
    return pl.DataFrame(
        [
            {
                "title": each.row["title"],
                "published": each.row["value"],
                "ours": each.ours.value,
                "unit": each.row["unit"],
                "definition": each.row["definition"],
                "rule": each.ours.rule,
                "reason": each.row["reason"],
                "source_title": each.row["source_title"],
            }
            for each in published
        ],
        schema={"title": pl.String, "published": pl.Float64, "ours": pl.Float64}
        | dict.fromkeys(("unit", "definition", "rule", "reason", "source_title"), pl.String),
        orient="row",
        strict=False,
    )


def _first(thresholds: range, true: Sequence[bool]) -> int | None:
    return next((threshold for threshold, here in zip(thresholds, true, strict=True) if here), None)


def _chosen(flags: Flags) -> pl.Series:
    return pl.Series(flags, dtype=pl.Boolean)
