"""The analyses: one folder a field. The catalogue says which module answers which question."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module

from phalanx.errors import UnknownQuestion
from phalanx.question import Question

CATALOGUE: Mapping[str, str] = {
    "growth": "phalanx.analyses.agreements.growth",
    "portfolio": "phalanx.analyses.agreements.portfolio",
    "clauses": "phalanx.analyses.agreements.clauses",
    "brief-check": "phalanx.analyses.agreements.brief_check",
    "hubs": "phalanx.analyses.network.hubs",
    "clusters": "phalanx.analyses.network.clusters",
    "layers": "phalanx.analyses.network.layers",
    "gaps": "phalanx.analyses.network.gaps",
    "overlaps": "phalanx.analyses.network.overlaps",
    "evolution": "phalanx.analyses.network.evolution",
    "resilience": "phalanx.analyses.network.resilience",
    "eligibility": "phalanx.analyses.matchmaking.eligibility",
    "constellations": "phalanx.analyses.matchmaking.constellations",
    "partition": "phalanx.analyses.matchmaking.partition",
    "partners": "phalanx.analyses.matchmaking.partners",
    "threshold": "phalanx.analyses.matchmaking.threshold",
    "back-test": "phalanx.analyses.matchmaking.back_test",
    "burden": "phalanx.analyses.planning.burden",
    "calendar": "phalanx.analyses.planning.calendar",
    "road-map": "phalanx.analyses.planning.road_map",
    "what-if": "phalanx.analyses.planning.what_if",
    "national-plan": "phalanx.analyses.planning.national_plan",
    "conflicts": "phalanx.analyses.planning.conflicts",
    "backstop": "phalanx.analyses.planning.backstop",
    "movement": "phalanx.analyses.mobility.movement",
    "bottlenecks": "phalanx.analyses.mobility.bottlenecks",
    "stress": "phalanx.analyses.mobility.stress",
    "permits": "phalanx.analyses.mobility.permits",
    "reach": "phalanx.analyses.mobility.reach",
    "invest": "phalanx.analyses.mobility.invest",
    "fuel": "phalanx.analyses.mobility.fuel",
    "coverage": "phalanx.analyses.curation.coverage",
    "whats-new": "phalanx.analyses.curation.whats_new",
}
"""Every question by name, with the module whose `QUESTION` it is. Modules are loaded when asked for, so that one
question does not wait for the libraries of the others."""


def find_question(name: str) -> Question:
    """The question of that name. Raises UnknownQuestion with near names."""
    if name not in CATALOGUE:
        near = get_close_matches(name, CATALOGUE, 1, 0.5)
        raise UnknownQuestion(
            f"There is no question {name!r}",
            f"one of {', '.join(CATALOGUE)}",
            f"did you mean {near[0]}" if near else "see 'phalanx questions'",
        )
    question: Question = import_module(CATALOGUE[name]).QUESTION
    return question


def all_questions() -> tuple[Question, ...]:
    """The whole catalogue, in its order."""
    return tuple(find_question(name) for name in CATALOGUE)
