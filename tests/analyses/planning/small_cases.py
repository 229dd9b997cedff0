"""small_cases: road maps small enough to count by hand, others drawn at random, and plans of theirs. Million EUR.

The case of two states, whose plan is counted in `test_solving.py`: Germany and France each take two tanks at 8 and a
battery at 6. A tank is paid in two halves, in the year it is ordered and in the next, when it comes; a battery comes at once.

                lot costs   lead    a lot missing for a year weighs
    tanks       8           1       20
    batteries   6           0       12      serve all

Needed from 2027 on are 2 tanks, and from 2026 on 1 battery. European tanks come at one a year from 2027 on, and for 1 a
second each year from 2028 on; American batteries at one a year, at a surcharge of a tenth. Germany has 8 a year, France 4;
half of it may be kept for the next year. By themselves or together: a joint buy of tanks by both saves a quarter, from
2026 to 2027, and costs each 1. SAFE lends Germany 6 for it in 2026 and 2027. Fair shares are two thirds and one third.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from phalanx.analyses.planning.optimisation.case import Case, Floats, Item, JointBuy, Line
from phalanx.analyses.planning.optimisation.mending import everything
from phalanx.analyses.planning.optimisation.plan import Plan
from phalanx.analyses.planning.optimisation.program import Program, program_of

YEARS = (2026, 2027, 2028)
TWO_STATES = Case(
    years=YEARS,
    states=("DE", "FR"),
    items=(
        Item("tanks", "tanks", "RM-8", "vehicles", 1.0, 8.0, 1, missing=20.0),
        Item("batteries", "batteries", "RM-8", "systems", 1.0, 6.0, 0, missing=12.0, common=True),
    ),
    lines=(
        Line("eu-tanks", "", 0, "DE", True, np.array([1.0, 1.0, 1.0]), growth_cost=1.0, growth_years=2, most_growth=1.0),
        Line("us-batteries", "", 1, "US", False, np.ones(3), growth_cost=1.0, growth_years=1, most_growth=0.0),
    ),
    joint=(JointBuy("jb-tanks", 0, (0, 1), 0, 2, saving=0.25, opens=0, closes=1, coordination=1.0, safe=True),),
    required=np.array([[0.0, 2.0, 2.0], [1.0, 1.0, 1.0]]),
    american=np.zeros((2, 3)),
    floor=np.zeros((2, 3)),
    held=np.zeros((2, 2)),
    most=np.array([[2.0, 1.0], [2.0, 1.0]]),
    budget=np.array([[8.0, 8.0, 8.0], [4.0, 4.0, 4.0]]),
    loans=np.array([6.0, 0.0]),
    loan_years=np.array([True, True, False]),
    key=np.array([2 / 3, 1 / 3]),
    carry=0.5,
    fairness=0.0,
    unfair=0.0,
    surcharge=0.1,
    european_share=0.65,
)  # fmt: skip


def good_plan() -> Plan:
    """A plan of the two states: a battery for Germany in 2026, and a tank for each through the joint buy in 2026 and 2027.

    Germany pays 6 for the battery and 1 for the joint buy in 2026; of its tank, ordered in 2026, 3 then and 3 in 2027. So 10
    in 2026, of which loans bring 3 and the budget 7, and 3 in 2027. France pays 1 in 2026, and for its tank, ordered
    in 2027, 3 then and 3 in 2028. One tank comes in 2027 and one in 2028, as the line makes them.
    """
    own = np.zeros((2, 2, 3), dtype=np.int64)
    own[0, 1, 0] = 1
    return Plan(
        own=own,
        joint=np.array([[1, 0, 0], [0, 1, 0]]),
        takes=np.array([1, 1]),
        made=np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]),
        grown=np.zeros((2, 3)),
        kept=np.zeros((2, 3)),
        lent=np.array([[3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),
    )


def permuted(case: Case, order: tuple[int, ...]) -> Case:
    """The same case with its states in another order, and by other names."""
    place = {state: number for number, state in enumerate(order)}
    return case.but(
        states=tuple(f"X{number}" for number in range(len(order))),
        joint=tuple(
            replace(buy, members=tuple(sorted(place[member] for member in buy.members)), lead=place[buy.lead])
            for buy in case.joint
        ),
        **{name: getattr(case, name)[list(order)] for name in ("held", "most", "budget", "loans", "key")},
    )


def in_other_money(case: Case, rate: float) -> Case:
    """The same case in a currency of which one EUR is `rate`."""
    return case.but(
        items=tuple(replace(item, cost=item.cost * rate, missing=item.missing * rate) for item in case.items),
        lines=tuple(replace(line, growth_cost=line.growth_cost * rate) for line in case.lines),
        joint=tuple(replace(buy, coordination=buy.coordination * rate) for buy in case.joint),
        budget=case.budget * rate,
        loans=case.loans * rate,
    )


def values_of(program: Program, plan: Plan) -> Floats:
    """The columns of a program as a plan has them."""
    case, named = program.case, program.columns.named
    paid, worth = plan.spent(case).sum(axis=1), plan.worth(case)
    off = paid - case.key * paid.sum()
    common = np.array([item.common for item in case.items])
    values = np.empty(program.columns.count)
    found = {
        "own": plan.own, "joint": plan.joint, "takes": plan.takes, "made": plan.made, "grown": plan.grown,
        "kept": plan.kept, "lent": plan.lent, "delivered": plan.delivered(case), "paid": paid,
        "open": np.maximum(0.0, case.need - case.beyond_money() - plan.delivered(case)),
        "above": np.maximum(0.0, off), "below": np.maximum(0.0, -off),
        "worth": worth.sum(axis=1), "shared": worth[:, common].sum(axis=1), "amiss": plan.amiss(case),
        "short": np.zeros_like(case.required),
    }  # fmt: skip
    for name, numbers in named.items():
        values[numbers] = found[name]
    return values


def objective(program: Program, plan: Plan) -> float:
    """What a program says that a plan weighs."""
    return float(program.columns.weight @ values_of(program, plan))


# ── Drawn ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _some(low: int, high: int, parts: int = 1) -> st.SearchStrategy[float]:
    """A number from low to high, in whole parts of one."""
    return st.integers(low * parts, high * parts).map(lambda number: number / parts)


_share = st.sampled_from((0.0, 0.0, 0.0, 0.5, 1.0))


@st.composite
def cases(
    draw: st.DrawFn, *, states: int = 2, items: int = 2, years: int = 3, most: int = 2, floors: bool = False
) -> Case:
    """A case of so many states, items and years, in which a state takes at most `most` lots; `floors`: perhaps with floors."""
    needs = np.array([sorted(draw(_some(0, states * most)) for _ in range(years)) for _ in range(items)])
    american = np.array([sorted((draw(_some(0, 2)) for _ in range(years)), reverse=True) for _ in range(items)])
    goods = tuple(_item(draw, number, years) for number in range(items))
    lines = tuple(_line(draw, number, item, years) for number, item in enumerate(_makers(draw, items)))
    key = np.array([draw(st.integers(1, 4)) for _ in range(states)], dtype=float)
    return Case(
        years=tuple(range(2026, 2026 + years)),
        states=tuple(f"S{number}" for number in range(states)),
        items=goods,
        lines=lines,
        joint=(_joint(draw, states, years),),
        required=needs,
        american=np.minimum(american, needs),
        floor=np.array([[draw(_share) if floors else 0.0 for _ in range(years)] for _ in range(items)]),
        held=np.zeros((states, items)),
        most=np.array([[draw(_some(0, most)) for _ in range(items)] for _ in range(states)]),
        budget=np.array([[draw(_some(0, 12)) for _ in range(years)] for _ in range(states)]),
        loans=np.array([draw(_some(0, 8)) for _ in range(states)]),
        loan_years=np.arange(years) < draw(st.integers(0, years)),
        key=key / key.sum(),
        carry=draw(st.sampled_from((0.0, 0.25, 0.5))),
        fairness=draw(st.sampled_from((0.0, 0.25, 0.5, 0.75))),
        unfair=draw(st.sampled_from((0.0, 0.125, 0.5))),
        surcharge=draw(st.sampled_from((0.0, 0.125))),
        european_share=draw(st.sampled_from((0.0, 0.5, 1.0))),
    )


def _makers(draw: st.DrawFn, items: int) -> list[int]:
    """The item of each line: one line each, and perhaps a second one."""
    return [*range(items), *draw(st.lists(st.integers(0, items - 1), max_size=1))]


def _item(draw: st.DrawFn, number: int, years: int) -> Item:
    cost = draw(_some(2, 10))
    return Item(
        f"item-{number}", f"item {number}", "RM-8", "systems", 1.0, cost, draw(st.integers(0, min(2, years - 1))),
        missing=cost * draw(st.integers(1, 4)), common=draw(st.booleans()),
    )  # fmt: skip


def _line(draw: st.DrawFn, number: int, item: int, years: int) -> Line:
    return Line(
        f"line-{number}", "", item, "", draw(st.booleans()),
        np.array([draw(_some(0, 2, 2)) for _ in range(years)]),
        growth_cost=draw(_some(0, 3)), growth_years=draw(st.integers(0, 2)), most_growth=draw(_some(0, 2, 2)),
    )  # fmt: skip


def _joint(draw: st.DrawFn, states: int, years: int) -> JointBuy:
    opens = draw(st.integers(0, years - 1))
    return JointBuy(
        "joint-0", 0, tuple(range(states)), 0, draw(st.integers(1, states)),
        saving=draw(st.sampled_from((0.0, 0.125, 0.25))), opens=opens, closes=draw(st.integers(opens, years - 1)),
        coordination=draw(_some(0, 2)), safe=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn, case: Case) -> Plan:
    """A plan that keeps all limits: that of least weight, where each column weighs what chance says."""
    program = program_of(case)
    chance = np.random.default_rng(draw(st.integers(0, 99)))
    weight = chance.integers(-4, 5, program.columns.count).astype(float)
    values = replace(everything(program), weight=weight).solve(0.0)
    assert values is not None, "to order nothing is a plan"
    return program.plan(values)
