"""Road map checked: everything in the tables of a road map that it cannot be computed from, with names and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from phalanx.analyses.planning.measured import ALL, repeated
from phalanx.analyses.planning.problems import unknown
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.rows import Row, Rows
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.vocabulary.wording import capital, in_words, joined


def problems_of(parameters: RoadMapParameters, rows: Rows) -> Iterator[BadInput]:
    """All that is wrong with the years and the tables; what is wrong with money is told where money is read."""
    yield from _years(parameters, rows)
    yield from _items(rows)
    yield from _unknown_items(rows)
    yield from _unmet(parameters.years, rows)
    yield from _targets(rows)
    yield from _unknown_states(parameters, rows)
    yield from _floors(parameters, rows)
    yield from _overlapping(rows.joint)


def _years(parameters: RoadMapParameters, rows: Rows) -> Iterator[BadInput]:
    """Years that run backwards, and a path of the United States that does not say where it begins."""
    if parameters.from_ > parameters.to:
        yield BadInput(
            f"--from {parameters.from_} is after --to {parameters.to}", "a first year not after the last", "swap them"
        )
        return
    if not rows.paths:
        yield BadInput(
            f"The table of paths has no path {parameters.us_exit!r}",
            f"--us-exit of {joined(rows.other_paths) or 'a path that the facts hold'}",
        )
    elif (first := rows.paths[0]["year"]) > parameters.from_:
        yield BadInput(
            f"The path {parameters.us_exit!r} begins in {first}, after --from {parameters.from_}",
            f"a row for {parameters.from_} or an earlier year",
            f"add one, or begin with --from {first}",
        )


def _items(rows: Rows) -> Iterator[BadInput]:
    """Costs that are none: nothing can be weighed by a price of nothing."""
    for row in rows.items:
        cost = row["unit_cost_eur_m"]
        if cost is None or cost <= 0:
            said = "no cost" if cost is None else f"a cost of {cost:g} million EUR"
            yield BadInput(f"{row['item']} has {said}", "a cost above 0 for one unit", "fill unit_cost_eur_m")


def _unknown_items(rows: Rows) -> Iterator[BadInput]:
    """Rows on items that cannot be bought."""
    for kind, table in rows.tables().items():
        if kind in {"capability_items", "us_exit_paths"}:
            continue
        if unknown := sorted({row["item"] for row in table} - set(rows.item_of)):
            yield BadInput(
                f"{capital(in_words(kind))} name {joined(unknown)}, which cannot be bought",
                f"items of capability_items ({', '.join(rows.item_of) or 'there is none'})",
                "correct the name, or bring the item in with --items",
            )


def _unmet(years: Sequence[int], rows: Rows) -> Iterator[BadInput]:
    """What is needed in these years, and no line makes."""
    if not years:
        return
    made = {row["item"] for row in rows.lines}
    needed = {row["item"] for row in rows.requirements if row["quantity"] > 0 and row["from_year"] <= years[-1]}
    if not needed:
        yield BadInput(
            "Nothing is needed in these years", "a requirement with a quantity above 0", "see --requirements"
        )
    for item in sorted((needed & set(rows.item_of)) - made):
        yield BadInput(
            f"{item} is needed, and no line of industry makes it",
            "a line for every item that is needed",
            "add one with --industry, or take the requirement out",
        )


def _targets(rows: Rows) -> Iterator[BadInput]:
    """Targets in another unit than the item's."""
    for row in rows.targets:
        item = rows.item_of.get(row["item"])
        if item is not None and item["unit"] != row["unit"]:
            yield BadInput(
                f"The {row['framework']} target of {row['state']} for {row['item']} is in {row['unit']}",
                f"{item['unit']}, the unit of {row['item']}",
                "convert the quantity",
            )


def _floors(parameters: RoadMapParameters, rows: Rows) -> Iterator[BadInput]:
    """What has to be covered of items that cannot be bought, or of one twice."""
    known = sorted({row["item"] for row in rows.items})
    yield from unknown("--floor", [name for name in parameters.floors if name != ALL], known, "what can be bought")
    for name in repeated(parameters.floor):
        yield BadInput(f"--floor names {name} more than once", "each item once", "leave one of them away")


def _unknown_states(parameters: RoadMapParameters, rows: Rows) -> Iterator[BadInput]:
    """Rows on institutions, where a state is meant."""
    named = {
        "targets": [row["state"] for row in rows.targets],
        "holdings": [row["state"] for row in rows.holdings],
        "budgets": [row["state"] for row in (parameters.budgets.rows if parameters.budgets else ())],
        "joint_buys": [state for row in rows.joint for state in row["members"]],
    }
    for kind, states in named.items():
        if others := sorted({state for state in states if party_kind(state) != "state_or_territory"}):
            yield BadInput(
                f"{capital(in_words(kind))} name {joined([f'{each} ({party_name(each)})' for each in others])}",
                "states by their two-letter codes",
                "name the states one by one",
            )


def _overlapping(joint: Sequence[Row]) -> Iterator[BadInput]:
    """The same states that would buy the same item jointly twice in a year; groups that differ are there to choose from."""
    same = defaultdict(list)
    for row in joint:
        same[row["item"], tuple(row["members"])].append(row)
    for (item, members), buys in same.items():
        for one, other in combinations(buys, 2):
            first, last = max(one["from_year"], other["from_year"]), min(one["to_year"], other["to_year"])
            if first <= last:
                years = f"{first}" if first == last else f"{first} to {last}"
                yield BadInput(
                    f"{one['id']} and {other['id']} overlap: in both {joined(members)} buy {item} in {years}",
                    "one joint buy of the same states for an item in a year",
                    "leave one of the two away, or move its years",
                )
