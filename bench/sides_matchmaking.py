"""Sides of the matchmaking bench: our search for the best groups, the same written plainly, and the same by CP-SAT."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.measuring import Work

SCALE = 10**6
"""Whole numbers of CP-SAT a point: what it finds is right to some millionths."""
FINEST = 10**6
"""Whole numbers a unit of a quantity's power, the divisor in what a group saves."""

TELLING = ("gap", "live")
"""The findings that a line of the bench repeats: how good a division is, and how many undertakings a dial was turned over."""


def constellations(registry: str, area: str, most: str) -> Work:
    """The twenty best groups of two states and more for an area, all that they are scored with read and made ready."""
    from phalanx.analyses.matchmaking.search import best

    heard = _heard(registry, area, int(most))

    def work() -> object:
        found = best(heard.scoring, heard.limits, 20)
        return _told([heard.needs.states[place] for place in found.groups[0].nonzero()[0]], float(found.scores[0]))

    return work


def constellations_plainly(registry: str, area: str, most: str) -> Work:
    """The same groups one by one, each part of a score by its definition, as the tests have it."""
    from tests.analyses.matchmaking import plainly

    heard = _heard(registry, area, int(most))

    def work() -> object:
        score, group = plainly.best(heard.scoring, 20, 2, int(most))[0]
        return _told([heard.needs.states[place] for place in group], score)

    return work


def constellations_terms(registry: str, area: str, most: str, path: str) -> Work:
    """Write what the score of a group for an area with one item is made of, for `constellations_cp_sat`."""
    from phalanx.analyses.matchmaking.score import BY_PAIR
    from phalanx.analyses.matchmaking.weights import PARTS

    scoring = _heard(registry, area, int(most)).scoring
    points = dict(zip(PARTS, scoring.points.tolist(), strict=True))
    quantity = scoring.needs.quantity[0]
    terms = {
        "states": scoring.needs.states,
        "single": (points["shared_volume"] * quantity / quantity.sum()).tolist(),
        "shared": scoring.sums.paired[0].tolist(),
        "summed": (points["friction"] * scoring.paired[BY_PAIR.index("friction")]).tolist(),
        "size": {size: points["coordination"] * scoring.weights.of_size(size) for size in range(2, int(most) + 1)},
        "code": scoring.reach.code.tolist(),
        "of_code": (points["funding"] * scoring.reach.share).tolist(),
        "quantity": quantity.tolist(),
        "exponent": scoring.exponent,
        "saving": points["saving"],
    }
    return lambda: Path(path).write_text(json.dumps(terms), encoding="utf-8")


def constellations_cp_sat(path: str) -> Work:
    """The best group by CP-SAT of OR-Tools, size by size, as it cannot divide by a number of pairs that is not fixed.

    It cannot live in one process with HiGHS, so that it has no World and reads the terms of the score from a file.
    """
    from ortools.sat.python import cp_model  # noqa: F401  # loaded before the clock starts

    terms = json.loads(Path(path).read_text(encoding="utf-8"))

    def work() -> object:
        score, group = max(_best_of_size(terms, int(size)) for size in terms["size"])
        return _told([terms["states"][place] for place in group], score)

    return work


def _best_of_size(terms: dict[str, Any], size: int) -> tuple[float, list[int]]:
    """The best group of a size and its score: funding from a table, the saving as a quotient."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = [model.new_bool_var(state) for state in terms["states"]]
    model.add(sum(chosen) == size)
    score = _whole(terms["size"][str(size)]) + _of_pairs(model, terms, chosen, size)
    score += sum(_whole(points) * state for points, state in zip(terms["single"], chosen, strict=True))
    composition = sum(code * state for code, state in zip(terms["code"], chosen, strict=True))
    score += _looked_up(model, composition, [_whole(each) for each in terms["of_code"]])
    score += _whole(terms["saving"]) - _paid_together(model, terms, chosen, size)
    model.maximize(score)
    solver = cp_model.CpSolver()
    if solver.solve(model) != cp_model.OPTIMAL:
        raise SystemExit(f"CP-SAT did not prove which group of {size} is best")
    return solver.objective_value / SCALE, [place for place, state in enumerate(chosen) if solver.value(state)]


def _of_pairs(model: Any, terms: dict[str, Any], chosen: Sequence[Any], size: int) -> Any:
    """The points of all pairs, each the product of its two states."""
    pairs, score = size * (size - 1) / 2, 0
    for one, other in combinations(range(len(chosen)), 2):
        both = model.new_bool_var("")
        model.add_multiplication_equality(both, [chosen[one], chosen[other]])
        score += _whole(terms["shared"][one][other] / pairs + terms["summed"][one][other]) * both
    return score


def _paid_together(model: Any, terms: dict[str, Any], chosen: Sequence[Any], size: int) -> Any:
    """The points of the saving times Q^p / (sum of q^p), which the saving is lower by."""
    power, quantity = terms["exponent"], [int(each) for each in terms["quantity"]]
    powers = [_whole(each**power, FINEST) for each in quantity]
    total = sum(each * state for each, state in zip(quantity, chosen, strict=True))
    apart = model.new_int_var(sum(sorted(powers)[:size]), sum(sorted(powers)[-size:]), "")
    model.add(apart == sum(each * state for each, state in zip(powers, chosen, strict=True)))
    most = sum(sorted(quantity)[-size:])
    together = _looked_up(model, total, [_whole(each**power, FINEST) for each in range(most + 1)])
    paid = model.new_int_var(0, _whole(terms["saving"]), "")
    model.add_division_equality(paid, together * _whole(terms["saving"]), apart)
    return paid


def _looked_up(model: Any, place: Any, table: Sequence[int]) -> Any:
    """The number at a place of a table."""
    found = model.new_int_var(min(table), max(table), "")
    model.add_element(place, table, found)
    return found


def _whole(points: float, scale: int = SCALE) -> int:
    return round(points * scale)


def _heard(registry: str, area: str, most: int) -> Any:
    """What is asked for an area, with the needs, ties and rules that a score rests on."""
    from phalanx.analyses.matchmaking.constellations.asked import ConstellationsParameters, understand
    from phalanx.public import open_registry
    from phalanx.world import World

    with open_registry(registry) as opened:
        loaded = World.of(opened)
    return understand(loaded, ConstellationsParameters.model_validate({"area": area, "max": most}))


def _told(states: Sequence[str], score: float) -> str:
    return f"{' '.join(states)} scores {score:.3f}"


def asked(registry: str, name: str, parameters: str, warm_up: str = "") -> Work:
    """Ask a question about a World that is loaded and was asked before with other parameters, both given as JSON."""
    from phalanx.analyses import find_question
    from phalanx.public import open_registry
    from phalanx.world import World

    with open_registry(registry) as opened:
        question, loaded = find_question(name), World.of(opened)
    if warm_up:
        question.ask(loaded, json.loads(warm_up))

    def work() -> object:
        answer = question.ask(loaded, json.loads(parameters))
        return "; ".join(finding.text for finding in answer.findings if finding.name in TELLING)

    return work


MATCHMAKING: dict[str, Callable[..., Work]] = {
    "constellations": constellations,
    "constellations_plainly": constellations_plainly,
    "constellations_terms": constellations_terms,
    "constellations_cp_sat": constellations_cp_sat,
    "asked": asked,
}
