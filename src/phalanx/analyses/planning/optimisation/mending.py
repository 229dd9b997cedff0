"""Mending: whole lots that break a limit or leave too much undone are put right, with as few states deciding anew as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest

import numpy as np
from scipy.sparse import csr_array

from phalanx.analyses.planning.optimisation.case import Floats, Ints
from phalanx.analyses.planning.optimisation.part import EXACTLY, Part, part_of
from phalanx.analyses.planning.optimisation.program import Program, columns_of, columns_of_item
from phalanx.analyses.planning.optimisation.relaxation import Contradicting, Relaxation, Relaxed
from phalanx.analyses.planning.optimisation.rounding import Rounding, loosened

ROUNDING = 1e-3
"""Million EUR: what is missed by less comes of rounding."""
ANEW = 1e-3
"""How near to its best a state's program is solved when it decides anew, as a share of the whole objective."""


def mend(program: Program, values: Floats, relaxed: Relaxed, good: float, most: int = 12) -> Floats | None:
    """Values that keep all limits, fairly and within `good` of the bound where `most` decisions can bring that; else the best.

    Decided anew are, one after the other, an item that is missing where the relaxation covers it, for all states, and a
    state whose means the relaxation would use differently, for all items. None where nothing keeps all limits.
    """
    best = polished(program, without_lonely(program, values))
    if best is None:
        best = lessened(program, values)
    current = _within(program, values) if best is None else best
    anew = Rounding(program)
    for columns in islice(_worth_deciding(program, current, relaxed, states_only=best is None), most):
        if best is not None and gap(program, best, relaxed) <= good and fair(program, best):
            break
        anew.bounds = loosened(program)
        current = anew.decide_seeing(current, columns, ANEW, members=True)
        found = polished(program, without_lonely(program, current))
        if found is not None and (best is None or _objective(program, found) < _objective(program, best)):
            best = current = found
    return best


def _worth_deciding(program: Program, values: Floats, relaxed: Relaxed, *, states_only: bool) -> Iterator[Ints]:
    """The columns of items and of states in turn, those first where most is to be won."""
    items = [] if states_only else _most_missing(program, values, relaxed)
    states = _most_different(program, values, relaxed)
    for item, state in zip_longest(items, states):
        if item is not None:
            yield columns_of_item(program, item)
        if state is not None:
            yield columns_of(program, state)


def _most_missing(program: Program, values: Floats, relaxed: Relaxed) -> list[int]:
    """The items that miss more than the relaxation has them miss, those that weigh most first."""
    missing = program.columns.named["open"]
    more = ((values - relaxed.values)[missing] * program.case.missing[:, None]).sum(axis=1)
    return [int(item) for item in np.argsort(-more, kind="stable") if more[item] > EXACTLY]


def gap(program: Program, values: Floats, relaxed: Relaxed) -> float:
    """How far values may be from the best, as a share of their objective."""
    return 1.0 - relaxed.bound / max(_objective(program, values), EXACTLY)


def fair(program: Program, values: Floats) -> bool:
    """Whether nobody misses fairness by more than comes of rounding."""
    return bool((values[program.columns.named["amiss"]] <= ROUNDING).all())


def polished(program: Program, values: Floats) -> Floats | None:
    """The same whole numbers with the best money and industry beside them; None where there are none that keep all limits."""
    whole = program.columns.whole()
    rest = np.flatnonzero(~whole)
    fixed = np.where(whole, np.rint(values), 0.0)
    if (fixed > program.columns.upper + EXACTLY).any() or (fixed < program.columns.lower - EXACTLY).any():
        return None
    matrix = csr_array(program.matrix)
    part = part_of(
        matrix, np.arange(matrix.shape[0]), rest, fixed, program.columns.weight,
        (program.columns.lower, program.columns.upper), (program.lower, program.upper), whole,
    )  # fmt: skip
    found = part.solve(0.0)
    if found is None:
        return None
    fixed[rest] = found
    return fixed


def without_lonely(program: Program, values: Floats) -> Floats:
    """The same without joint buys that too few take part in: their orders are placed alone. Who orders nothing takes no part."""
    named, case = program.columns.named, program.case
    values = values.copy()
    joint = np.rint(values[named["joint"]])
    takes = joint.sum(axis=1) > 0
    buys = np.array([number for number, _ in case.memberships], dtype=np.int64)
    for number, buy in enumerate(case.joint):
        if takes[buys == number].sum() < buy.least:
            takes[buys == number] = False
    for row in np.flatnonzero(~takes & (joint.sum(axis=1) > 0)):
        number, state = case.memberships[row]
        values[named["own"][state, case.joint[number].item]] += joint[row]
    joint[~takes] = 0.0
    values[named["joint"]], values[named["takes"]] = joint, takes
    return values


def lessened(program: Program, values: Floats) -> Floats | None:
    """What can stay of these orders: the relaxation within them, rounded down; None where that leaves too little."""
    whole = program.columns.whole()
    relaxation = Relaxation(program)
    relaxation.bind(np.flatnonzero(whole), program.columns.lower[whole], np.rint(_within(program, values))[whole])
    try:
        return rounded_down(program, relaxation.solve("ipm").values)
    except Contradicting:
        return None


def rounded_down(program: Program, values: Floats) -> Floats | None:
    """Whole numbers from parts of lots, in no time: nothing more than they say."""
    whole = program.columns.whole()
    down = np.where(whole, np.floor(values + EXACTLY), values)
    return polished(program, without_lonely(program, down))


def everything(program: Program) -> Part:
    """The whole program, to be decided at once."""
    columns = program.columns
    return Part(
        csr_array(program.matrix),
        columns.weight,
        columns.lower,
        columns.upper,
        columns.whole(),
        program.lower,
        program.upper,
    )


def _within(program: Program, values: Floats) -> Floats:
    return np.asarray(np.clip(values, program.columns.lower, program.columns.upper))


def _objective(program: Program, values: Floats) -> float:
    return float(program.columns.weight @ values)


def _most_different(program: Program, values: Floats, relaxed: Relaxed) -> list[int]:
    """The states: first those that spend what they do not have or pay less than is fair, then by how far they are from what the relaxation has them pay."""
    places = program.slices()["budget"]
    paid = csr_array(program.matrix)[places.start : places.stop]
    shape = program.case.budget.shape
    excess = np.maximum(0.0, paid @ values - program.upper[places]).reshape(shape).sum(axis=1)
    excess += values[program.columns.named["amiss"]].sum(axis=0)
    difference = np.abs(paid @ (values - relaxed.values)).reshape(shape).sum(axis=1)
    return [int(state) for state in np.lexsort((-difference, -np.round(excess, 3)))]
