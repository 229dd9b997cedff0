"""The reference case of the road map: 31 states, 40 items, 15 years, whole units; made by one seed, always the same."""

from __future__ import annotations

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats, Item, JointBuy, Line

SEED = 2026
Random = np.random.Generator


def reference(states: int = 31, items: int = 40, years: int = 15, joint: int = 60, seed: int = SEED) -> Case:
    """A case of that size. Money is short: budgets cover some 85 per cent of what all that is required costs."""
    random = np.random.default_rng(seed)
    key = random.pareto(1.2, states) + 0.3
    key /= key.sum()
    costs = np.round(np.exp(random.uniform(np.log(2.0), np.log(1500.0), items)), 1)
    wanted = np.ceil(np.exp(random.uniform(np.log(4e3), np.log(3e4), items)) / costs)
    leads = random.integers(1, 5, items)
    goods = tuple(_item(number, costs[number], int(leads[number]), random) for number in range(items))
    required = wanted[:, None] * np.minimum(1.0, 0.3 + 0.12 * np.arange(years))[None, :]
    american = wanted[:, None] * np.clip(0.5 - 0.08 * np.arange(years), 0.0, 1.0)[None, :]
    most = np.floor(0.5 + 2.5 * key[:, None] * wanted[None, :])
    total = float((costs * wanted).sum())
    ramp = np.linspace(0.7, 1.3, years)
    budget = 0.85 * total / years * key[:, None] * ramp[None, :]
    members = [states - 5, states // 2]
    loans = np.where(random.random(states) < 0.6, 0.15 * total * key, 0.0)
    return Case(
        years=tuple(range(2026, 2026 + years)),
        states=tuple(f"S{number:02}" for number in range(states)),
        items=goods,
        lines=tuple(_lines(wanted, years, random)),
        joint=tuple(_joint(goods, most, members, years, joint, random)),
        required=np.ceil(required), american=np.floor(american), floor=np.zeros((items, years)), held=np.zeros((states, items)), most=most,
        budget=budget, loans=loans, loan_years=np.arange(years) < 5, key=key,
        carry=0.1, fairness=0.7, unfair=0.05, surcharge=0.1, european_share=0.65,
    )  # fmt: skip


def _item(number: int, cost: float, lead: int, random: Random) -> Item:
    priority = int(random.integers(1, 6))
    return Item(
        f"item-{number:02}", f"item {number}", "WP-1", "systems", 1.0, float(cost), lead,
        missing=3.0 * cost * priority / 3.0, common=bool(random.random() < 0.25),
    )  # fmt: skip


def _lines(wanted: Floats, years: int, random: Random) -> list[Line]:
    lines = []
    for item, lots in enumerate(wanted):
        for number in range(int(random.integers(2, 4))):
            output = lots / years * random.uniform(0.35, 0.7) * 1.04 ** np.arange(years)
            european = number > 0 or bool(random.random() < 0.7)
            lines.append(
                Line(
                    f"line-{item:02}-{number}",
                    "",
                    item,
                    "S00" if european else "US",
                    european,
                    output,
                    growth_cost=float(random.uniform(0.5, 2.0) * 10),
                    growth_years=int(random.integers(1, 4)),
                    most_growth=float(np.ceil(lots / years)),
                )
            )
    return lines


def _joint(
    goods: tuple[Item, ...], most: Floats, sizes: list[int], years: int, count: int, random: Random
) -> list[JointBuy]:
    buys = []
    for number in range(count):
        item = number % len(goods)
        takers = np.flatnonzero(most[:, item] > 0)
        members = np.sort(random.choice(takers, min(takers.size, int(random.integers(3, 9))), replace=False))
        opens = int(random.integers(0, 3))
        buys.append(
            JointBuy(
                f"joint-{number:02}",
                item,
                tuple(int(one) for one in members),
                int(members[0]),
                2 + int(random.random() < 0.5),
                saving=float(random.uniform(0.03, 0.12)),
                opens=opens,
                closes=min(years - 1, opens + 8),
                coordination=2.0,
                safe=bool(random.random() < 0.6),
            )
        )
    return buys


def smaller_budget(case: Case) -> Case:
    """The same where the state with the largest share has a fifth less money in every year."""
    largest = np.arange(len(case.states)) == int(np.argmax(case.key))
    return case.but(budget=case.budget * np.where(largest, 0.8, 1.0)[:, None])


def earlier_exit(case: Case) -> Case:
    """The same where the United States provide in each year what they would two years later."""
    gone = np.zeros((len(case.items), 2))
    return case.but(american=np.concatenate([case.american[:, 2:], gone], axis=1))
