"""What an ask has to say so that the answer is a full one on whatever day the test runs, and there within a second or two."""

from __future__ import annotations

from collections.abc import Mapping

NEEDED: Mapping[str, dict[str, str]] = {
    "portfolio": {"state": "FR"},
    "whats-new": {"since": "2026"},
    "partition": {"area": "WP-1"},
    "partners": {"max": "4"},
    "back-test": {"from": "2024-11"},
    "road-map": {"to": "2030"},
    "what-if": {"us-earlier": "2"},
    "stress": {"scenarios": "200"},
    "national-plan": {"state": "PL"},
    "permits": {"movements": "example-metz-brasov"},
    "invest": {"movements": "example-narvik-rovaniemi"},
    "bottlenecks": {"regime": "emergency"},
}
