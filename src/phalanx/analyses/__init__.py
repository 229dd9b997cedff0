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
    "hubs": "phalanx.analyses.network.hubs.question",
    "clusters": "phalanx.analyses.network.clusters.question",
    "layers": "phalanx.analyses.network.layers.question",
    "gaps": "phalanx.analyses.network.gaps.question",
    "overlaps": "phalanx.analyses.network.overlaps.question",
    "evolution": "phalanx.analyses.network.evolution.question",
    "resilience": "phalanx.analyses.network.resilience.question",
    "eligibility": "phalanx.analyses.matchmaking.eligibility.question",
    "constellations": "phalanx.analyses.matchmaking.constellations.question",
    "partition": "phalanx.analyses.matchmaking.partition.question",
    "partners": "phalanx.analyses.matchmaking.partners.question",
    "threshold": "phalanx.analyses.matchmaking.threshold.question",
    "back-test": "phalanx.analyses.matchmaking.back_test.question",
    "burden": "phalanx.analyses.planning.burden.question",
    "calendar": "phalanx.analyses.planning.calendar.question",
    "road-map": "phalanx.analyses.planning.road_map.question",
    "what-if": "phalanx.analyses.planning.what_if.question",
    "national-plan": "phalanx.analyses.planning.national_plan.question",
    "conflicts": "phalanx.analyses.planning.conflicts.question",
    "backstop": "phalanx.analyses.planning.backstop.question",
    "crossing": "phalanx.analyses.mobility.crossing.question",
    "movement": "phalanx.analyses.mobility.movement.question",
    "bottlenecks": "phalanx.analyses.mobility.bottlenecks.question",
    "stress": "phalanx.analyses.mobility.stress.question",
    "permits": "phalanx.analyses.mobility.permits.question",
    "reach": "phalanx.analyses.mobility.reach.question",
    "invest": "phalanx.analyses.mobility.invest.question",
    "fuel": "phalanx.analyses.mobility.fuel.question",
    "coverage": "phalanx.analyses.curation.coverage",
    "whats-new": "phalanx.exercise.whats_new.question",
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
