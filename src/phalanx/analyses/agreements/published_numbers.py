"""Published numbers: what a publication counted, and one named function a number that counts the same in our facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from phalanx.errors import BadInput
from phalanx.world import World
from phalanx.world.agreements import Selection, scope_meant, select
from phalanx.world.turning_points import TurningPoint, invasion


@dataclass(frozen=True)
class Published:
    """One published number, and what counting it in our facts needs."""

    row: Mapping[str, Any]
    """The record of published_findings."""
    world: World
    agreements: Callable[[Selection], pl.DataFrame]
    """The agreements of a selection, read once."""

    @property
    def turn(self) -> TurningPoint:
        """The day of the full-scale invasion."""
        return invasion(self.world)

    @property
    def members(self) -> frozenset[str]:
        """The member states of the European Union."""
        return scope_meant(self.world, "eu").parties or frozenset()

    @property
    def counting(self) -> Counting | None:
        """How we count it; None where we do not."""
        return COUNTINGS.get(self.row["name"])

    def counted(self, chosen: Selection, *, other: bool = False) -> pl.DataFrame | None:
        """The agreements that it counts among those chosen, or that its other reading counts; None where we do not."""
        counting = self.counting
        count = None if counting is None else counting.other if other else counting.count
        return None if count is None else count(self.agreements(chosen), self)

    def amount(self, counted: pl.DataFrame) -> int:
        """Agreements, or – where the number counts states – the EU members among their parties."""
        if self.row["unit"] == "agreements":
            return counted.height
        return len(self.members.intersection(counted["parties"].explode()))


Count = Callable[[pl.DataFrame, Published], pl.DataFrame]


@dataclass(frozen=True)
class Counting:
    """How we count one published number: the function, the rule in words, and another reading of the same words."""

    count: Count
    rule: str = ""
    other: Count | None = None
    other_words: str = ""


def published(world: World, publication: str) -> tuple[Published, ...]:
    """Every number of a publication, in the order of the facts.

    Raises:
        BadInput: the World holds no number of a publication of that name.
    """
    rows = world.table("published_findings").to_dicts()
    mine = [row for row in rows if row["publication"] == publication]
    if not mine:
        names = ", ".join(sorted({row["publication"] for row in rows}))
        raise BadInput(
            f"There is no published number of {publication!r}",
            f"one of {names}" if names else "records of published_findings, and there are none",
            "see 'phalanx facts list published_findings'",
        )
    agreements = cache(lambda chosen: select(world, chosen))
    return tuple(Published(row, world, agreements) for row in mine)


def arrangements(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Every agreement of the scope."""
    return scope


def since_invasion(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those signed since the full-scale invasion."""
    return scope.filter(number.turn.since)


def signed_2024(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those signed in 2024."""
    return scope.filter(pl.col("year") == 2024)


def signed_2025_to_september(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those signed from January to September 2025."""
    return scope.filter(pl.col("first_day").is_between(date(2025, 1, 1), date(2025, 9, 30)))


def procurement_2025(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those of 2025, as far as the scope goes, whose form is a purchase, order or joint buy."""
    return scope.filter((pl.col("year") == 2025) & (pl.col("form") == "procurement_contract"))


def touching_procurement_2025(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those of 2025, as far as the scope goes, that cover procurement, in whatever form."""
    return scope.filter(
        (pl.col("year") == 2025) & pl.col("domains").list.contains("procurement").fill_null(value=False)
    )


def ukraine_comprehensive_states(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Comprehensive partnerships and cooperation agreements of states: Ukraine and a member of the European Union."""
    given = pl.col("form").is_in(["strategic_partnership", "cooperation_agreement"])
    return ukraine_comprehensive_in_any_form(scope, number).filter(given)


def ukraine_comprehensive_in_any_form(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """The same, with declarations and statements of intent."""
    comprehensive = (pl.col("scope") == "comprehensive") & (pl.col("level") == "state")
    return scope.filter(comprehensive & _has("UA") & _has_any(number.members))


def uk_arrangements(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those that bind the United Kingdom and a member of the European Union."""
    return scope.filter(_has("GB") & _has_any(number.members))


def mutual_defence_clauses(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Promises of help whose every party is among the states that the publication names, if it names any."""
    states = number.row["states"]
    among = pl.col("parties").list.eval(pl.element().is_in(sorted(states))).list.all() if states else pl.lit(value=True)
    return promises_of_help(scope, number).filter(among)


def promises_of_help(scope: pl.DataFrame, number: Published) -> pl.DataFrame:
    """Those that promise help if a party is attacked, whoever the parties are."""
    return scope.filter(pl.col("mutual_defence") == "assistance")


def of_state(state: str, count: Count) -> Count:
    """The same count, of the agreements to which one state is a party."""
    return lambda scope, number: count(scope, number).filter(_has(state))


def _has(party: str) -> pl.Expr:
    return pl.col("parties").list.contains(party)


def _has_any(parties: frozenset[str]) -> pl.Expr:
    return pl.col("parties").list.eval(pl.element().is_in(sorted(parties))).list.any()


CLAUSE_RULE = "A clause counts when it promises help against an attack and every party is among the states named."
CLAUSE_OTHER = "counting every promise of help in the scope"
COUNTINGS: Mapping[str, Counting] = {
    "arrangements": Counting(arrangements),
    "since_invasion": Counting(since_invasion),
    "signed_2024": Counting(signed_2024),
    "signed_2025_to_september": Counting(signed_2025_to_september),
    "procurement_2025": Counting(
        procurement_2025,
        "A procurement pact is an agreement in the form of a purchase, order or joint buy.",
        touching_procurement_2025,
        "counting every agreement that covers procurement",
    ),
    "ukraine_comprehensive_states": Counting(
        ukraine_comprehensive_states,
        "A state has a comprehensive agreement when a partnership or cooperation agreement between states reaches "
        "across several fields; declarations and statements of intent do not count.",
        ukraine_comprehensive_in_any_form,
        "counting declarations and statements of intent too",
    ),
    "uk_arrangements": Counting(uk_arrangements),
    "uk_partner_states": Counting(uk_arrangements),
    "mutual_defence_clauses": Counting(mutual_defence_clauses, CLAUSE_RULE, promises_of_help, CLAUSE_OTHER),
    **{
        f"mutual_defence_{state.lower()}": Counting(
            of_state(state, mutual_defence_clauses), CLAUSE_RULE, of_state(state, promises_of_help), CLAUSE_OTHER
        )
        for state in ("FR", "GB", "DE")
    },
}
"""How each published number is counted, by its name. A number without a counting is listed, and said not computed."""
