"""Road map case: the facts of planning, or a user's own tables, as the arrays that a road map is computed from.

Quantities are turned into lots: what is needed and what a state may take is rounded up, what is there already down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.assumptions import Assumption, read_assumptions
from phalanx.analyses.planning.measured import ALL
from phalanx.analyses.planning.money import Money, budgets_of
from phalanx.analyses.planning.optimisation.case import Case, Flags, Floats, Item, JointBuy
from phalanx.analyses.planning.problems import together
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.checked import problems_of
from phalanx.analyses.planning.road_map.fair import fair_shares
from phalanx.analyses.planning.road_map.industry import lines_of
from phalanx.analyses.planning.road_map.joint import FEWEST, Group, europeans, groups_of
from phalanx.analyses.planning.road_map.rows import Row, Rows, read_rows
from phalanx.analyses.planning.safe_loan import SAFE, loan_of
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined
from phalanx.world import World

ASSUMED = (
    "uncovered_weight",
    "unfairness_weight",
    "non_european_surcharge_pct",
    "coordination_cost_eur_m",
    "uptake",
    "open_output_pct",
    "carry_over_pct",
    "safe_european_share_pct",
)
TOLERANCE = 1e-9
"""A quantity that is so near to whole lots is whole lots: 0.1 and its like have no exact binary fraction."""


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the case, what it was read from, and what was left out or assumed, in words.

    `gdp` are the shares of GDP of the states of the case; the fair shares of the case heed what each can pay.
    """

    case: Case
    rows: Rows
    groups: tuple[Group, ...]
    money: Money
    assumed: Mapping[str, Assumption]
    gdp: Floats
    left_out: tuple[str, ...]
    us_exit: str

    def item_rows(self) -> tuple[Row, ...]:
        """The rows of the items of the case, in their order."""
        return tuple(self.rows.item_of[item.code] for item in self.case.items)


def understand(world: World, parameters: RoadMapParameters) -> Heard:
    """The case that a World and what was asked of it make up. Raises BadInput as `case_of` does."""
    rows = read_rows(world, parameters)
    return case_of(world, parameters, rows, money_of(world, parameters, rows))


def money_of(world: World, parameters: RoadMapParameters, rows: Rows) -> Money:
    """The money of all states that have targets."""
    buyers = sorted({row["state"] for row in rows.targets if row["quantity"] > 0})
    return budgets_of(world, buyers, parameters.years, parameters.budgets)


def case_of(
    world: World,
    parameters: RoadMapParameters,
    rows: Rows,
    money: Money,
    fewest: int = FEWEST,
    key: Floats | None = None,
) -> Heard:
    """The case that these tables and this money make up; joint buys take `fewest` members at least.

    States without a known GDP or budget are left out, with a sentence for each reason. `key` are fair shares that are to
    stand, for the same states; by themselves they follow from GDP and means.

    Raises:
        BadInput: everything that cannot be used, together, with names and numbers.
    """
    years, buyers = parameters.years, money.states
    if problems := [*problems_of(parameters, rows), *money.overdrawn()]:
        raise together(problems)
    counted: Flags = np.asarray((money.known & ~np.isnan(money.gdp)).all(axis=1))
    states = tuple(state for state, known in zip(buyers, counted, strict=True) if known)
    if not states:
        raise BadInput(
            "There is no state with a target, a GDP and a budget",
            "one at least",
            "bring targets with --targets, and budgets with --budgets",
        )
    assumed = read_assumptions(world, ASSUMED)
    items = tuple(row for row in rows.items if _needed(row["item"], years, rows))
    most = _most(items, states, rows, assumed["uptake"].value)
    groups, closed = groups_of(world, rows.joint, items, states, most, years, fewest)
    loans, loan_years = _loans(world, states, years)
    gdp = money.gdp[counted, 0] / money.gdp[counted, 0].sum()
    by_gdp = Case(
        years=years,
        states=states,
        items=tuple(_item(row, assumed["uncovered_weight"].value, len(years)) for row in items),
        lines=lines_of(
            rows.lines, items, europeans(world), years, world.valid_on.year, assumed["open_output_pct"].value / 100
        ),
        joint=tuple(_joint(group, assumed["coordination_cost_eur_m"].value) for group in groups),
        required=_required(items, years, rows),
        american=_american(items, years, rows),
        floor=_floor(items, years, parameters.floors),
        held=_held(items, states, rows),
        most=most,
        budget=money.available[counted],
        loans=loans,
        loan_years=loan_years,
        key=gdp,
        carry=assumed["carry_over_pct"].value / 100,
        fairness=parameters.fairness,
        unfair=assumed["unfairness_weight"].value,
        surcharge=assumed["non_european_surcharge_pct"].value / 100 if parameters.prefer == "european" else 0.0,
        european_share=assumed["safe_european_share_pct"].value / 100,
    )
    case = by_gdp.but(key=_key(by_gdp) if key is None else key)
    left_out = (
        *_without_money(buyers, states),
        *_without_means(case, gdp),
        *_never_needed(rows, items),
        *_short_of_takers(case),
        *closed,
    )
    return Heard(case, rows, groups, money, assumed, gdp, left_out, parameters.us_exit)


# ── Items and what is needed of them ─────────────────────────────────────────────────────────────────────────────────


def _needed(item: str, years: Sequence[int], rows: Rows) -> bool:
    """Whether something of an item is needed in these years."""
    return any(
        row["item"] == item and row["quantity"] > 0 and row["from_year"] <= years[-1] for row in rows.requirements
    )


def _item(row: Row, weight: float, years: int) -> Item:
    """An item by lots; one that is missing for a year weighs its cost x priority x the weight of what is uncovered.

    What takes longer than all the years comes in none of them, however much longer it takes.
    """
    lot, cost = row["lot"], row["unit_cost_eur_m"] * row["lot"]
    return Item(
        code=row["item"],
        name=row["name"],
        area=row["area"],
        unit=row["unit"],
        lot=lot,
        cost=cost,
        lead=min(row["lead_time_years"], years),
        missing=weight * row["priority"] * cost,
        common=row["common"],
        cost_low=row["unit_cost_low_eur_m"] * lot,
        cost_high=row["unit_cost_high_eur_m"] * lot,
    )


def _required(items: Sequence[Row], years: Sequence[int], rows: Rows) -> Floats:
    """Lots needed in all, shape (items, years), rounded up; nothing before the first row of an item."""
    return np.array([[_up(_last(row, year, rows, "quantity"), row["lot"]) for year in years] for row in items])


def _american(items: Sequence[Row], years: Sequence[int], rows: Rows) -> Floats:
    """Lots of them that the United States still provide, shape (items, years), rounded down."""
    remaining = [_remaining(year, rows.paths) for year in years]
    return np.array([
        [_down(_last(row, year, rows, "us_quantity") * left, row["lot"]) for year, left in zip(years, remaining, strict=True)]
        for row in items
    ])  # fmt: skip


def _last(item: Row, year: int, rows: Rows, column: str) -> float:
    """What the latest requirement of an item up to a year says; requirements are in the order of their years."""
    found = [row for row in rows.requirements if row["item"] == item["item"] and row["from_year"] <= year]
    return float(found[-1][column]) if found else 0.0


def _remaining(year: int, paths: Sequence[Row]) -> float:
    """The share that is still there in a year: that of the latest year of the path up to it."""
    share: float = [row for row in paths if row["year"] <= year][-1]["remaining_pct"]
    return share / 100


def _up(quantity: float, lot: float) -> float:
    return float(math.ceil(quantity / lot - TOLERANCE))


def _down(quantity: float, lot: float) -> float:
    return float(math.floor(quantity / lot + TOLERANCE))


# ── States: what they hold, take and may borrow ──────────────────────────────────────────────────────────────────────


def _floor(items: Sequence[Row], years: Sequence[int], floors: Mapping[str, float]) -> Floats:
    """The part that has to be covered, shape (items, years): nothing before the last year."""
    floor = np.zeros((len(items), len(years)))
    floor[:, -1] = [floors.get(row["item"], floors.get(ALL, 0.0)) for row in items]
    return floor


def _held(items: Sequence[Row], states: Sequence[str], rows: Rows) -> Floats:
    """Lots that states hold and that count, shape (states, items), rounded down."""
    held = np.zeros((len(states), len(items)))
    lots = {row["item"]: (number, row["lot"]) for number, row in enumerate(items)}
    for row in rows.holdings:
        if row["counted"] and row["item"] in lots and row["state"] in states:
            number, lot = lots[row["item"]]
            held[states.index(row["state"]), number] = _down(row["quantity"], lot)
    return held


def _most(items: Sequence[Row], states: Sequence[str], rows: Rows, uptake: float) -> Floats:
    """The most lots a state takes, shape (states, items): a multiple of its larger target, less what it holds already."""
    largest = np.zeros((len(states), len(items)))
    place = {row["item"]: number for number, row in enumerate(items)}
    for row in rows.targets:
        if row["item"] in place and row["state"] in states:
            at = states.index(row["state"]), place[row["item"]]
            largest[at] = max(largest[at], row["quantity"])
    lots = np.array([row["lot"] for row in items])
    return np.asarray(np.maximum(0.0, np.ceil(uptake * largest / lots - TOLERANCE) - _held(items, states, rows)))


def _key(case: Case) -> Floats:
    """Fair shares: a state's means are its budgets, or all that it takes; the price is that of all that can be had.

    To that price belongs the growth of industry, which states pay by their shares.
    """
    means = np.minimum(case.budget.sum(axis=1), case.most @ case.costs)
    price = float((case.need - case.beyond_money()).max(axis=1) @ case.costs)
    price += sum(line.growth_cost * line.most_growth for line in case.lines if line.growth_years < len(case.years))
    return fair_shares(case.key, means, price) if price else case.key


def _loans(world: World, states: Sequence[str], years: Sequence[int]) -> tuple[Floats, Flags]:
    """SAFE ceilings of these states in million EUR, and in which years loans can be drawn."""
    loans = [loan_of(world, state, years) for state in states]
    open_years = {year for loan in loans if loan for year in loan.years}
    return (
        np.array([loan.ceiling if loan else 0.0 for loan in loans]),
        np.array([year in open_years for year in years], dtype=bool),
    )


# ── Joint buys ──────────────────────────────────────────────────────────────────────────────────────────


def _joint(group: Group, coordination: float) -> JointBuy:
    return JointBuy(
        code=group.code,
        item=group.item,
        members=group.members,
        lead=group.lead,
        least=group.least,
        saving=group.saving,
        opens=group.opens,
        closes=group.closes,
        coordination=coordination,
        safe=SAFE in group.instruments,
    )


# ── What is told of it ───────────────────────────────────────────────────────────────────────────────────────────────


def _without_money(buyers: Sequence[str], states: Sequence[str]) -> tuple[str, ...]:
    """Who has targets, and is left out."""
    missing = [party_name(state) for state in buyers if state not in states]
    if not missing:
        return ()
    are = "has targets and is" if len(missing) == 1 else "have targets and are"
    return (f"{joined(missing)} {are} left out, as no GDP or no budget is known for all the years.",)


def _without_means(case: Case, gdp: Floats) -> tuple[str, ...]:
    """Whose fair share is below its share of GDP."""
    less = [
        f"{party_name(state)} ({100 * share:.2g} instead of {100 * by_gdp:.2g} %)"
        for state, share, by_gdp in zip(case.states, case.key, gdp, strict=True)
        if share < by_gdp - TOLERANCE
    ]
    if not less:
        return ()
    return (f"By their budgets and targets these cannot bear their share by GDP, and others bear it: {joined(less)}.",)


def _never_needed(rows: Rows, items: Sequence[Row]) -> tuple[str, ...]:
    """What could be bought, and nobody needs."""
    names = {row["item"] for row in items}
    left = [row["name"] for row in rows.items if row["item"] not in names]
    return (f"Of {joined(left)} nothing is needed in these years.",) if left else ()


def _short_of_takers(case: Case) -> tuple[str, ...]:
    """Items of which all targets together do not let states take as much as is needed."""
    return tuple(
        f"States take at most {most * item.lot:,.10g} {item.name} by their targets; "
        f"{need * item.lot:,.10g} are needed in the worst year."
        for item, most, need in zip(case.items, case.most.sum(axis=0), case.need.max(axis=1), strict=True)
        if most < need
    )
