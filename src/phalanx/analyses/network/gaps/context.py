"""Gap context: what the facts tell of two states beside the signs of a coming tie, and no probability rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from phalanx.analyses.network.saying import some_of
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.ties import accessions

THREATS = ("BY", "RU")
"""The frontier with these two is what makes a frontline state here."""
STANDING = pl.col("life").is_in(["signed", "in_force"])


class Context:
    """The groupings, frontiers, projects, contracts and pacts of a World that two states may share."""

    def __init__(self, world: World, chosen: pl.DataFrame) -> None:
        own = chosen.filter(~pl.col("id").is_in(accessions(world)))
        borders = world.table("borders").select("a", "b")
        self.borders = set(borders.iter_rows())
        self.frontline = frontline(world)
        self.groupings = _named_sets(world.table("groupings").select("name", "members").iter_rows())
        priorities = world.table("lead_nations").filter(pl.col("area_id").is_not_null())
        self.priorities = _named_sets(
            (name, [*(leading or ()), *(members or ())])
            for name, leading, members in priorities.select("name", "lead_nations", "members").iter_rows()
        )
        projects = world.table("pesco_projects").select("name", pl.col("participants").fill_null([]))
        self.projects = _named_sets(projects.iter_rows())
        self.suppliers = _contract_partners(own)
        several = own.filter(STANDING & (pl.col("parties_now").list.len() > 2))
        self.pacts = [frozenset(parties) for parties in several["parties_now"].to_list()]

    def of(self, a: str, b: str) -> str:
        """What the two share, in words; empty where the facts know of nothing."""
        return "; ".join(self._said(a, b))

    def _said(self, a: str, b: str) -> Iterator[str]:
        if (min(a, b), max(a, b)) in self.borders:
            yield "share a land border"
        if a in self.frontline and b in self.frontline:
            yield "both border Russia or Belarus"
        for words, sets in (
            ("both in", self.groupings),
            ("on the same capability priorities:", self.priorities),
            ("PESCO projects of both:", self.projects),
        ):
            if names := [name for name, members in sets if a in members and b in members]:
                yield f"{words} {some_of(names, 3)}"
        if third := sorted(self.suppliers.get(a, set()) & self.suppliers.get(b, set())):
            yield f"procurement contracts of both with {some_of(third, 4)}"
        if together := sum(a in parties and b in parties for parties in self.pacts):
            yield f"together in {counted(together)} of three or more"


def frontline(world: World) -> frozenset[str]:
    """The states with a land border with Russia or Belarus, without those two."""
    sides = world.table("borders").select("a", "b").iter_rows()
    return frozenset(one for pair in sides for one in pair if set(pair) & set(THREATS)) - set(THREATS)


def _named_sets(rows: Iterable[tuple[str, Iterable[str]]]) -> list[tuple[str, frozenset[str]]]:
    """Names with their members, the smallest set first, as it binds its members most."""
    return sorted(((name, frozenset(members)) for name, members in rows), key=lambda each: (len(each[1]), each[0]))


def _contract_partners(own: pl.DataFrame) -> dict[str, set[str]]:
    """With whom each state has a procurement contract of the two alone, whether or not it stands."""
    found: dict[str, set[str]] = {}
    contracts = own.filter((pl.col("form") == "procurement_contract") & (pl.col("kind") == "bilateral"))
    for one, other in contracts["parties"].to_list():
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found
