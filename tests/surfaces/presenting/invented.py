"""Invented answers, small enough to count by hand and as nasty as data can be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from phalanx.answer import Answer, Chart, Finding, Map, Table, WorldStamp

WORLD = WorldStamp("2025-11-21", "2025-11-21T09:30:00Z", "3f9ac0d2e1b45566778899aabbccddee")
SCRIPT = "<script>alert('boo')</script>"
FORMULA = '=HYPERLINK("http://example.invalid","press")'


def by_year() -> pl.DataFrame:
    return pl.DataFrame({"year": [2021, 2022, 2023], "agreements": [8, 1060, 58], "share": [0.071, 0.5, 1.0]})


def nasty() -> pl.DataFrame:
    """Formulas, tags, control characters, right-to-left overrides, lists, dates, nothing, and a wrong address."""
    return pl.DataFrame(
        {
            "agreement": ["fr-gb-2010-treaty", SCRIPT, FORMULA],
            "parties": [["FR", "GB"], ["PL", "UA"], []],
            "signed": [dt.date(2010, 11, 2), None, dt.date(2024, 2, 29)],
            "form": ["procurement_contract", "statement_of_intent", "unheard_of"],
            "source_grade": ["A", "C", "E"],
            "confidence": ["verified", "partial", "verified"],
            "value_eur_m": [-58.5, None, 1234567.25],
            "note": ["-58", "+1 for\x1b[31m red", "@SUM(1)\u202e"],
            "source_url": ["https://example.org/a?b=1&c=2", "javascript:alert(1)", 'https://e.org/"onmouseover="x'],
        }
    )


def bars(**more: Any) -> Chart:
    spec: dict[str, Any] = {
        "data": {"values": by_year().to_dicts()},
        "mark": "bar",
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None},
            "y": {"field": "agreements", "type": "quantitative", "title": "agreements"},
        },
    }
    return Chart(
        "by_year", "Most agreements were signed in 2022 <after> “February” & later", spec | more, "Łódź, 2021–2023"
    )


def forms(field: str = "form", values: tuple[object, ...] = ("statement_of_intent", "strategic_partnership")) -> Chart:
    rows = [{"year": 2021 + step, field: value, "agreements": 3 + step} for value in values for step in range(2)]
    spec = {
        "data": {"values": rows},
        "mark": "bar",
        "encoding": {
            "x": {"field": "agreements", "type": "quantitative", "title": None},
            "y": {"field": "year", "type": "ordinal", "title": None},
            "color": {"field": field, "type": "nominal", "title": None},
        },
    }
    return Chart("by_form", "Statements of intent lead", spec)


def lines() -> Chart:
    """Labelled lines: two that end close together, one far off."""
    ends = {"strategic_partnership": 50, "statement_of_intent": 51, "procurement_contract": 10}
    rows = [
        {"year": year, "form": form, "agreements": end if year == 2023 else 5, "last": year == 2023}
        for form, end in ends.items()
        for year in (2021, 2023)
    ]
    colour = {"field": "form", "type": "nominal", "legend": None}
    spec = {
        "data": {"values": rows},
        "encoding": {
            "x": {
                "field": "year",
                "type": "quantitative",
                "axis": {"format": "d"},
                "scale": {"nice": False, "zero": False},
            },
            "y": {"field": "agreements", "type": "quantitative", "title": None},
            "color": colour,
        },
        "layer": [
            {"mark": "line"},
            {
                "transform": [{"filter": "datum.last"}],
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "form"}},
            },
        ],
    }
    return Chart("in_force", "Partnerships and intents run level", spec, "Agreements in force")


def heat() -> Chart:
    rows = [{"state": state, "year": 2021 + step, "agreements": step} for state in ("FR", "PL") for step in range(4)]
    spec = {
        "data": {"values": rows},
        "mark": "rect",
        "encoding": {
            "x": {"field": "year", "type": "ordinal"},
            "y": {"field": "state", "type": "nominal"},
            "color": {"field": "agreements", "type": "quantitative"},
        },
    }
    return Chart("heat", "France was first", spec)


def charts() -> tuple[Chart, ...]:
    return bars(), forms(), forms("confidence", ("partial", "verified")), lines(), heat()


def answer(**more: Any) -> Answer:
    parts: dict[str, Any] = {
        "question": "growth",
        "title": f"The web doubled {SCRIPT}",
        "parameters": {"scope": "brief", "from": None, "kinds": ["bilateral"]},
        "world": WORLD,
        "findings": (
            Finding(
                "agreements",
                1126,
                "agreements",
                "The registry holds 1,126 agreements.",
                ("fr-gb-2010-treaty", "x", "y"),
            ),
            Finding(
                "share", 0.675, "share", "Two thirds, 68 %, are recent.", (), ("Months count from their first day.",)
            ),
            Finding("nasty", FORMULA, "", f"A finding may hold {SCRIPT}.", (SCRIPT,)),
            Finding("nothing", None, "", "Nothing was found."),
        ),
        "tables": {
            "by_year": Table(by_year(), "Agreements by year", {"share": "share since the invasion"}),
            "nasty": Table(nasty(), f"Everything at once {SCRIPT}"),
        },
        "charts": (bars(), forms()),
        "maps": (Map("web", "Who signs with whom", {"type": "FeatureCollection", "features": []}),),
        "notes": ("Counts are of agreements.", f"Notes may hold {SCRIPT}."),
    }
    return Answer(**(parts | more))


def bare() -> Answer:
    """An answer with nothing but a sentence."""
    return answer(
        tables={}, charts=(), maps=(), notes=(), findings=(Finding("none", 0, "agreements", "No agreement."),)
    )
