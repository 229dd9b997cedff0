"""Mending: whole lots that break a limit or leave too much undone are put right, with as few states deciding anew as it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from phalanx.analyses.planning.optimisation.case import Floats, Ints
from phalanx.analyses.planning.optimisation.part import EXACTLY, Part, part_of
from phalanx.analyses.planning.optimisation.program import Program, columns_of, columns_of_item
from phalanx.analyses.planning.optimisation.relaxation import Contradicting, Relaxation, Relaxed
from phalanx.analyses.planning.optimisation.rounding import Rounding

ROUNDING = 1e-3
"""Million EUR: what is missed by less comes of rounding."""
FEW = 2
"""So many states that break their limits decide anew at once; where there are more, all orders are lessened first."""
ANEW = 1e-3
"""How near to its best a state's program is solved when it decides anew, as a share of the whole objective."""
WORTH_IT = 1e-3
"""A gain, as a share of the whole objective, after which what was decided anew before is worth deciding again."""
STALLED = 3e-4
"""A gain, as a share of the whole objective, that is nothing to speak of."""
PATIENCE = 4
"""So many decisions in a row that bring nothing to speak of, and nothing further is decided anew."""
Kind = Literal["item", "state"]
ITEM: Kind = "item"
STATE: Kind = "state"
KINDS = (ITEM, STATE)
Decision = tuple[Kind, int]
"""An item or a state, by its number."""


def mend(
    program: Program, values: Floats, relaxed: Relaxed, good: float, most: int = 12, first: Kind = ITEM
) -> Floats | None:
    """Values that keep all limits, fairly and within `good` of the bound where `most` decisions can bring that; else the best.

    Decided anew are, one after the other, an item that weighs more than in the relaxation, for all states, and a state
    whose means the relaxation would use differently, for all items: whichever brought more the last time, and `first` at
    first. It ends as well where several in a row bring nothing to speak of. None where nothing keeps all limits.
    """
    best = polished(program, without_lonely(program, values))
    few = np.count_nonzero(_excess(program, values) > ROUNDING) <= FEW
    if best is None and not few:
        best = lessened(program, values)
    current = _within(program, values) if best is None else best
    tried: list[Decision] = []
    gains: dict[Kind, float] = dict.fromkeys(KINDS, np.inf)
    in_vain = 0
    for _ in range(most):
        if best is not None and fair(program, best) and (gap(program, best, relaxed) <= good or in_vain >= PATIENCE):
            break
        decision = _next(
            program,
            current,
            relaxed,
            tried,
            [STATE] if best is None else _by(gains, first if not tried else _other(tried[-1][0])),
        )
        if decision is None:
            break
        in_vain += 1
        found = _decided_anew(program, current, decision)
        tried.append(decision)
        if _same_orders(program, found, current):
            gains[decision[0]] = 0.0
            continue
        current, better = found, polished(program, without_lonely(program, found))
        if better is None:
            continue
        before = np.inf if best is None else _objective(program, best)
        gains[decision[0]] = gain = max(0.0, 1 - _objective(program, better) / max(before, EXACTLY))
        if gain > STALLED:
            in_vain = 0
        if gain > WORTH_IT:
            tried = [decision]  # beside other orders, what brought nothing before may bring something
        if _objective(program, better) < before:
            best = current = better
    return lessened(program, values) if best is None and few else best


def _decided_anew(program: Program, values: Floats, decision: Decision) -> Floats:
    """The values after one item or one state was decided anew in sight of all others."""
    kind, number = decision
    columns = columns_of_item(program, number) if kind == ITEM else columns_of(program, number)
    return Rounding(program).decide_seeing(values, columns, ANEW, members=True)


def _next(
    program: Program, values: Floats, relaxed: Relaxed, tried: Sequence[Decision], kinds: Sequence[Kind]
) -> Decision | None:
    """What to decide anew: of the first of these kinds of which something is left, the one where most is to be won."""
    for kind in kinds:
        ranked = _heavier if kind == ITEM else _most_different
        for number in ranked(program, values, relaxed):
            if (kind, number) not in tried:
                return kind, number
    return None


def _by(gains: Mapping[Kind, float], turn: Kind) -> list[Kind]:
    """The kinds of decisions: first what brought more the last time, or where both brought next to nothing whose turn it is."""
    return sorted(KINDS, key=lambda kind: (-gains[kind] if gains[kind] > STALLED else 0.0, kind != turn))


def _other(kind: Kind) -> Kind:
    return STATE if kind == ITEM else ITEM


def _same_orders(program: Program, one: Floats, other: Floats) -> bool:
    whole = program.columns.whole()
    return np.array_equal(np.rint(one[whole]), np.rint(other[whole]))


def _heavier(program: Program, values: Floats, relaxed: Relaxed) -> list[int]:
    """The items that weigh more than in the relaxation, by what is missing or by what is paid, as a joint buy fell away; the worst first."""
    paid = program.slices()["paid"]
    weight = program.columns.weight + csr_array(program.matrix)[paid.start : paid.stop].sum(axis=0)
    more = weight * (values - relaxed.values)
    items = range(len(program.case.items))
    heavier = np.array([more[_of_item(program, item)].sum() for item in items])
    return [int(item) for item in np.argsort(-heavier, kind="stable") if heavier[item] > EXACTLY]


def _of_item(program: Program, item: int) -> Ints:
    """The columns that say what is ordered, made and missing of an item."""
    named = program.columns.named
    lines = [number for number, line in enumerate(program.case.lines) if line.item == item]
    return np.concatenate([columns_of_item(program, item), named["open"][item], named["made"][lines].ravel()])


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


def without_lonely(program: Program, values: Floats, *, alone: bool = True) -> Floats:
    """The same without joint buys that too few take part in: their orders are placed `alone`, or not at all.

    Who orders nothing takes no part.
    """
    named, case = program.columns.named, program.case
    values = values.copy()
    joint = np.rint(values[named["joint"]])
    takes = joint.sum(axis=1) > 0
    buys = case.members.buys
    for number, buy in enumerate(case.joint):
        if takes[buys == number].sum() < buy.least:
            takes[buys == number] = False
    for row in np.flatnonzero(~takes & (joint.sum(axis=1) > 0)):
        number, state = case.memberships[row]
        values[named["own"][state, case.joint[number].item]] += joint[row] * alone
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
    """Whole numbers from parts of lots, in no time: nothing more than they say, and of joint buys that fall away what can be paid alone."""
    whole = program.columns.whole()
    down = np.where(whole, np.floor(values + EXACTLY), values)
    found = polished(program, without_lonely(program, down))
    return polished(program, without_lonely(program, down, alone=False)) if found is None else found


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
    paid = _spending(program)
    difference = np.abs(paid @ (values - relaxed.values)).reshape(program.case.budget.shape).sum(axis=1)
    return [int(state) for state in np.lexsort((-difference, -np.round(_excess(program, values), 3)))]


def _excess(program: Program, values: Floats) -> Floats:
    """Million EUR that each state spends and does not have, and by which it misses fairness."""
    places = program.slices()["budget"]
    over = np.maximum(0.0, _spending(program) @ values - program.upper[places]).reshape(program.case.budget.shape)
    return np.asarray(over.sum(axis=1) + values[program.columns.named["amiss"]].sum(axis=0))


def _spending(program: Program) -> csr_array:
    places = program.slices()["budget"]
    return csr_array(csr_array(program.matrix)[places.start : places.stop])
