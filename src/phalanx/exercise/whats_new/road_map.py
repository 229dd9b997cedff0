"""Road map: the plan as it was, solved again with what the news opens, and what differs.

The plan before knows the joint buys of both sides, those that only the news opens shut: so the second plan begins where the
first one stood, and what differs is owed to the news and not to another search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.planning.optimisation.case import Case, JointBuy
from phalanx.analyses.planning.optimisation.solving import Desk
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.case import Heard, understand
from phalanx.analyses.planning.road_map.missed import held_fair
from phalanx.analyses.planning.road_map.watched import watched
from phalanx.analyses.planning.road_map.words import money
from phalanx.analyses.planning.what_if.compared import Compared, Side
from phalanx.answer import Finding, Table
from phalanx.errors import BadInput
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Line, Panel, Told, cited
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

CHANGE = "what is new is counted"
NAME, UNIT = "road_map_changed", "million EUR"
OTHER_ITEMS = (
    "With what is new the road map is about other items than without it, so that the two plans cannot be held against each "
    "other; ask road-map with --known-at for the one before."
)
SCHEMA: dict[str, Any] = {
    "what": pl.String,
    "item": pl.String,
    "states": pl.List(pl.String),
    "joint_buy": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "unit": pl.String,
    "text": pl.String,
    "because": pl.List(pl.String),
}
LABELS = {"because": "because of"}
ILLUSTRATIVE = (
    "A new agreement on procurement opens a joint buy of what it names by agreement_effects, an illustrative rule, until a "
    "row in joint_buys tells of it. The inputs of the road map are largely illustrative."
)
WITH = "with the news"
SHOWN = 6
Row = dict[str, Any]


def changed_road_map(news: News, last: int) -> Told:
    """The road map to the year `last`, before and after; nothing is solved where it reads nothing that changed."""
    parameters = RoadMapParameters(to=last)
    before, after = (understand(world, parameters) for world in (news.before, news.after))
    if [item.code for item in before.case.items] != [item.code for item in after.case.items]:
        return _not_compared(news, OTHER_ITEMS)
    try:
        plans = None if _same(before, after) else _compared(before, after)
    except BadInput as unfair:
        return _not_compared(news, f"{unfair.found}, so that the road map is not told; {unfair.remedy} of road-map.")
    rows = _rows(news, plans) if plans else []
    return Told((_finding(news, plans, rows, last),), {"road_map_changes": _table(rows)}, _panels(rows))


def _not_compared(news: News, why: str) -> Told:
    return Told((Finding(NAME, None, UNIT, why, cited(list(news.parties))),), {"road_map_changes": _table([])})


def _table(rows: list[Row]) -> Table:
    return Table(pl.DataFrame(rows, schema=SCHEMA, orient="row"), "What the news changes in the road map", LABELS)


# ── Two plans ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class _Plans:
    """Two plans held against each other, and the joint buys that the news opened, changed or closed, by their codes."""

    compared: Compared
    opened: frozenset[str]
    agreement: Mapping[str, str]
    rule: Mapping[str, str]


def _compared(before: Heard, after: Heard) -> _Plans:
    then, now = _both_shut(before, after)
    desk = Desk(watched("before the news: "))
    side = Side(then, held_fair(desk.solve(then.case, second_route=False), "before the news"))
    desk.watch = watched(f"{WITH}: ")
    differing = _differing(before, after)
    if _alike(before.case, after.case):
        items = sorted({buy.item for buy in now.case.joint if buy.code in differing})
        solved = desk.decide_again(now.case, items)
    else:
        solved = desk.solve_again(now.case)
    by_rule = [row for heard in (before, after) for row in heard.rows.joint if "agreement" in row]
    return _Plans(
        Compared(side, Side(now, held_fair(solved, WITH)), CHANGE),
        differing,
        {row["id"]: row["agreement"] for row in by_rule},
        {row["id"]: row["rule"] for row in by_rule},
    )


def _both_shut(before: Heard, after: Heard) -> tuple[Heard, Heard]:
    """Both with the joint buys of either side, each with those shut that are not its own; as they were where states differ."""
    if before.case.states != after.case.states:
        return before, after
    groups = {group.code: group for group in (*before.groups, *after.groups)}
    buys = {buy.code: buy for buy in (*before.case.joint, *after.case.joint)}
    return _shut(before, groups, buys), _shut(after, groups, buys)


def _shut(heard: Heard, groups: Mapping[str, Any], buys: Mapping[str, JointBuy]) -> Heard:
    own = {buy.code: buy for buy in heard.case.joint}
    mine = {group.code: group for group in heard.groups}
    joint = tuple(own.get(code) or replace(buy, closes=buy.opens - 1) for code, buy in buys.items())
    return replace(heard, case=heard.case.but(joint=joint), groups=tuple(mine.get(code, groups[code]) for code in buys))


def _differing(before: Heard, after: Heard) -> frozenset[str]:
    """The joint buys that are not the same on both sides."""
    then, now = ({buy.code: buy for buy in heard.case.joint} for heard in (before, after))
    return frozenset(code for code in {*then, *now} if then.get(code) != now.get(code))


def _same(before: Heard, after: Heard) -> bool:
    return not _differing(before, after) and _alike(before.case, after.case)


def _alike(one: Case, other: Case) -> bool:
    """Whether two cases are the same but for their joint buys."""
    return all(
        _equal(getattr(one, each.name), getattr(other, each.name)) for each in fields(Case) if each.name != "joint"
    )


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_equal, one, other))
    if hasattr(one, "__dataclass_fields__"):
        return all(_equal(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    return bool(one == other)


# ── What differs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(news: News, plans: _Plans) -> list[Row]:
    """Cost first, then joint buys that come or go, then orders that differ, largest first."""
    compared = plans.compared
    every = [plans.agreement[code] for code in sorted(plans.opened) if code in plans.agreement] or list(news.parties)
    cost = {"what": "cost", "before": compared.before.cost, "after": compared.after.cost, "unit": "million EUR"}
    cost["text"] = "What the plan costs in all years"
    return [
        _blank() | cost | {"because": every},
        *(_blank() | row for row in _joint_rows(news, plans)),
        *(_blank() | row | {"because": every} for row in _order_rows(compared)),
    ]


def _blank() -> Row:
    return dict.fromkeys(SCHEMA) | {"states": [], "because": []}


def _joint_rows(news: News, plans: _Plans) -> list[Row]:
    buys = {buy.code: buy for buy in plans.compared.after.heard.case.joint}
    items = plans.compared.after.heard.case.items
    rows: list[Row] = []
    for code, before, after in plans.compared.joint:
        if before == after:
            continue
        states = after or before
        verb = "comes about" if not before else "falls away" if not after else "changes its members"
        rows.append(
            {
                "what": "joint buy",
                "item": items[buys[code].item].code if code in buys else None,
                "states": list(states),
                "joint_buy": code,
                "before": float(len(before)),
                "after": float(len(after)),
                "unit": "members",
                "text": f"{joined([party_name(state) for state in states])}: {verb}",
                "because": [plans.agreement[code]]
                if code in plans.agreement
                else news.of(states, 2) or list(news.parties),
            }
        )
    return sorted(rows, key=lambda row: row["joint_buy"] not in plans.opened)


def _order_rows(compared: Compared) -> list[Row]:
    items = {item.code: item for item in compared.after.heard.case.items}
    orders = {(item, state): (before, after) for item, state, before, after in compared.orders}
    rows = []
    for item, state, _, worth in compared.shifts:
        before, after = orders[item, state]
        rows.append(
            {
                "what": "orders",
                "item": item,
                "states": [state],
                "before": before * items[item].lot,
                "after": after * items[item].lot,
                "unit": label(items[item].unit),
                "text": f"{party_name(state)} orders {'more' if worth > 0 else 'less'}, {money(abs(worth))} at list price",
            }
        )
    return rows


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _finding(news: News, plans: _Plans | None, rows: list[Row], last: int) -> Finding:
    if plans is None:
        text = f"The road map to {last} reads nothing of what is new; it stays as it was and was not solved again."
        return Finding(NAME, 0.0, UNIT, text)
    compared = plans.compared
    more = compared.after.cost - compared.before.cost
    low, high = compared.proven
    text = f"Solved again with what is new, the road map to {last} costs {money(abs(more))} {'more' if more > 0 else 'less'}"
    buys = [row for row in rows if row["what"] == "joint buy"]
    new = [row for row in buys if not row["before"]]
    if new:
        first = new[0]
        items = {item.code: item.name for item in compared.after.heard.case.items}
        who = joined([party_name(state) for state in first["states"]])
        text += f"; {who} buy {items[first['item']]} together"
    text += f"; {counted(sum(row['what'] == 'orders' for row in rows), 'order')} of states differ. "
    text += (
        "The two proofs tell the plans apart."
        if compared.certain
        else f"By the two proofs the best plans could differ by {money(low)} to {money(high)}, so that this is within what they "
        "leave open."
    )
    because = [record for row in buys for record in row["because"]] or list(rows[0]["because"])
    rules = [plans.rule[code] for code in sorted(plans.opened & plans.rule.keys())]
    return Finding(NAME, round(more, 3), UNIT, text, cited(because, rules, list(news.parties)), (ILLUSTRATIVE,))


def _panels(rows: list[Row]) -> tuple[Panel, ...]:
    """The orders that differ most, of the item with the largest difference, as others have other units."""
    orders = [row for row in rows if row["what"] == "orders"]
    if not orders:
        return ()
    item, unit = orders[0]["item"], orders[0]["unit"]
    lines = [Line(party_name(row["states"][0]), row["before"], row["after"]) for row in orders if row["item"] == item]
    named = label(item)
    title = f"Orders of {named}" + ("" if unit in named else f", {unit}")
    return (Panel(title, f"{{label}} orders {{after}} {named} instead of {{before}}", tuple(lines[:SHOWN])),)
