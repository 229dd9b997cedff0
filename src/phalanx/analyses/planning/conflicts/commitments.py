"""Conflicts of commitments: agreements that promise to pay or to buy, for which no public budget line or target is found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from phalanx.analyses.planning.conflicts.conflict import Conflict, Row, Rules
from phalanx.analyses.planning.conflicts.money import MILLION, Purse
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import listed
from phalanx.world import World
from phalanx.world.agreements import agreements

UKRAINE = "UA"


def standing(world: World, rules: Rules) -> pl.DataFrame:
    """Agreements of states that are signed, have not ended and do not count as paid, as `agreements` gives them."""
    first = world.valid_on.year - rules.paid_after_years
    found = agreements(world).filter(
        (pl.col("level") == "state") & pl.col("life").is_in(["signed", "in_force"]) & (pl.col("year") > first)
    )
    return found.sort("first_day", "id")


def pledges(found: pl.DataFrame, states: Collection[str]) -> list[Row]:
    """What these states promise to pay for Ukraine: a row an agreement with a value and state, in equal parts."""
    paying = found.filter(
        pl.col("value_eur_m").is_not_null()
        & pl.col("domains").fill_null([]).list.contains("financing")
        & pl.col("parties_now").list.contains(UKRAINE)
    )
    rows: list[Row] = []
    for row in paying.iter_rows(named=True):
        payers = [party for party in row["parties_now"] if party != UKRAINE]
        share = row["value_eur_m"] / len(payers) if payers else 0.0
        rows += [
            {"state": state, "id": row["id"], "title": row["title"], "share_eur_m": share, "payers": len(payers)}
            for state in payers
            if state in states
        ]
    return rows


@dataclass(frozen=True)
class Lines:
    """Where money for an agreement could be found: states with a budget, and the areas in which each has a target."""

    budgets: frozenset[str]
    targets: frozenset[tuple[str, str]]
    areas: frozenset[str]

    def found(self, state: str, about: Collection[str]) -> bool:
        """Whether there is a line for an agreement of a state about these areas."""
        return state in self.budgets or any((state, area) in self.targets for area in about)


def lines_of(targets: Sequence[Row], items: Mapping[str, Row], budgets: Sequence[Row], year: int) -> Lines:
    """The lines of states: budgets from the year on, and targets above nothing; `areas` are those of all items."""
    return Lines(
        frozenset(row["state"] for row in budgets if row["year"] >= year),
        frozenset((row["state"], items[row["item"]]["area"]) for row in targets if row["item"] in items and row["quantity"]),
        frozenset(item["area"] for item in items.values()),
    )  # fmt: skip


def no_budget_line(
    found: pl.DataFrame, areas: Mapping[str, Collection[str]], lines: Lines, purses: Mapping[str, Purse], rules: Rules
) -> Iterator[Conflict]:
    """Procurement in agreements of a state with a purse for which it has neither a budget nor a target in its areas.

    Without a value and an area of the plan nobody could look for a line, so that such agreements are left out; so are
    pledges to Ukraine, which are told of as pledges. The amount is the whole value, as the parts of the parties are not
    known; without one the conflict is low. `areas` are those of each agreement, by its id.
    """
    buying = found.filter(
        pl.col("domains").fill_null([]).list.contains("procurement") & ~pl.col("parties_now").list.contains(UKRAINE)
    )
    for row in buying.iter_rows(named=True):
        about = areas.get(row["id"], ())
        if row["value_eur_m"] is None and lines.areas.isdisjoint(about):
            continue
        for state in row["parties_now"]:
            if state in purses and not lines.found(state, about):
                yield _unbudgeted(row, state, purses[state], rules)


def _unbudgeted(row: Row, state: str, purse: Purse, rules: Rules) -> Conflict:
    value = row["value_eur_m"]
    measured = value is not None and purse.equipment > 0
    share = 100 * value / purse.equipment if measured else 0.0
    others = [party_name(each) for each in row["parties_now"] if each != state]
    worth = "without a public value" if value is None else f"worth EUR {value:,.10g} million in all"
    return Conflict(
        "no_budget_line",
        state,
        row["id"],
        rules.severity("unbudgeted_pct", share),
        f"{party_name(state)} has agreed with {listed(others)} on “{row['title']}”, {worth}; no public budget line and no "
        "target for it was found.",
        "Name the budget line or the target it serves, or say that the other side pays.",
        value,
        MILLION if value is not None else "",
        (row["id"],),
    )
