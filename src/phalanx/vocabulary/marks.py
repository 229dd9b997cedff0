"""Marks: how points and lines of a chart tell what rests on illustrative figures, as both are too small for hatching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HOLLOW_LOOK: Mapping[str, Any] = {"filled": False, "fill": "$ground"}
"""The look of a point that does."""
DASHES: Mapping[str, Any] = {"strokeDash": [6, 3], "strokeCap": "butt"}
"""The look of a line that does and slants: hatched, it would look solid where it runs as the hatching does."""


def point_look(*, illustrative: bool) -> dict[str, Any]:
    """What a mark of points has, as Vega-Lite."""
    return {**HOLLOW_LOOK} if illustrative else {"filled": True}


def line_look(*, illustrative: bool) -> dict[str, Any]:
    """What a mark of lines has, as Vega-Lite."""
    return {**DASHES} if illustrative else {}
