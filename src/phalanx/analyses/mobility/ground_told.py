"""Ground told: the words that questions on permits, upgrades and reach share, and what none of them can show."""

from __future__ import annotations

from collections.abc import Mapping

REGIMES: Mapping[str, str] = {
    "today": "rules of today",
    "pledge": "five working days",
    "proposal": "three days",
    "emergency": "six hours",
}
"""Each regime as a chart names it."""
UNDER: Mapping[str, str] = {
    "today": "under the rules of today",
    "pledge": "if permission takes five working days at most",
    "proposal": "if permission takes three days at most",
    "emergency": "if permission takes six hours at most",
}
"""Each regime as a sentence names it."""
REGIME_COLOURS: Mapping[str, str] = {"today": "$brick", "pledge": "$plum", "proposal": "$blue", "emergency": "$teal"}

NOTES = (
    "Capacities, speeds, times of handling and most permits are illustrative: judgements from a few public figures.",
    (
        "Permission is asked of all states at the start; nobody is refused. A regime is a ceiling: a state that is quicker today "
        "by its own rules stays so."
    ),
    (
        "Movements and upgrades are examples from public pages, of cities and links between them; the Union's list of "
        "bottlenecks and its routing are not public, and nothing here implies them."
    ),
)


def days(hours: float) -> str:
    """Hours as days: "6.1 days"."""
    return f"{hours / 24:,.1f} days"


def millions(eur_m: float) -> str:
    """An amount of EUR million: "EUR 1,400 million"."""
    return f"EUR {eur_m:,.0f} million"


def hours_said(hours: float) -> str:
    """Hours without more digits than they have: "18 hours", "4.5 hours"."""
    rounded = round(hours, 1)
    return f"{rounded:,.0f} hours" if rounded == int(rounded) else f"{rounded:,.1f} hours"
