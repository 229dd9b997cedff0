"""Conflicts of targets: the same item asked of a state in two frameworks with another quantity, date, readiness or standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from phalanx.analyses.planning.conflicts.conflict import Conflict, Row, Rules, milder, whose
from phalanx.registry.records import named
from phalanx.registry.records.needs import COUNTED_CODES
from phalanx.registry.records.targets import Target
from phalanx.vocabulary.codes import label


def differing(targets: Sequence[Row], items: Mapping[str, Row], rules: Rules, *, own: bool) -> Iterator[Conflict]:
    """Every aspect in which two frameworks ask something else of a state for one item. `own`: rows of a user's table."""
    by_item: dict[tuple[str, str], list[Row]] = {}
    for row in targets:
        by_item.setdefault((row["state"], row["item"]), []).append(row)
    for rows in by_item.values():
        for one, other in combinations(rows, 2):
            known = items.get(one["item"])
            evidence = () if own else (target_record(one), target_record(other))
            case = Pair(one, other, known["name"] if known else label(one["item"]), evidence, rules)
            for found in (quantity(case), due(case), readiness(case), standard(case)):
                if found is not None:
                    yield found


@dataclass(frozen=True, eq=False)
class Pair:
    """Two targets of a state for one item; `words` is the item in the plural, `evidence` the records of the two."""

    one: Row
    other: Row
    words: str
    evidence: tuple[str, ...]
    rules: Rules

    @property
    def state(self) -> str:
        """Whose targets they are."""
        return str(self.one["state"])

    @property
    def illustrative(self) -> bool:
        """Whether one of the two follows from a public total by a rule."""
        return bool(self.one["illustrative"] or self.other["illustrative"])

    def conflict(self, kind: str, severity: str, what: str, way_out: str, amount: float | None, unit: str) -> Conflict:
        """The conflict of that kind between the two."""
        return Conflict(
            kind, self.state, self.one["item"], severity, what, way_out, amount, unit, self.evidence,
            illustrative=self.illustrative,
        )  # fmt: skip

    def severity(self, measure: str, amount: float) -> str:
        """How severe a difference of that amount is."""
        return self.rules.severity(measure, amount, illustrative=self.illustrative)


def target_record(row: Row) -> str:
    """The id of the record of a target."""
    return named(Target, row["framework"], row["item"], row["state"])


def the(row: Row) -> str:
    """The framework of a target in the middle of a sentence."""
    return "the EU" if row["framework"] == "EU" else str(row["framework"])


def quantity(pair: Pair) -> Conflict | None:
    """Another quantity; the amount is what the smaller is short of the larger, in the unit of the item."""
    less, more = sorted((pair.one, pair.other), key=lambda row: float(row["quantity"]))
    gap = more["quantity"] - less["quantity"]
    if not gap:
        return None
    both, all_of_it = f"{less['quantity']:,.10g}", f"{more['quantity']:,.10g}"
    way_out = f"Plan for the larger, {all_of_it}, and count {both} of them in both."
    if less["quantity"] == 0:
        way_out = f"Ask {the(less)} to take over the target of {the(more)}, or count it there alone."
    unit = less["unit"] if less["unit"] in COUNTED_CODES else label(less["unit"])
    return pair.conflict(
        "different_quantity",
        pair.severity("quantity_pct", 100 * gap / more["quantity"]),
        f"{whose(pair.state)} targets for {pair.words} are {both} for {the(less)} and {all_of_it} for {the(more)}.",
        way_out,
        gap,
        label(unit),
    )


def due(pair: Pair) -> Conflict | None:
    """Another year; the amount is the years between."""
    sooner, later = sorted((pair.one, pair.other), key=lambda row: int(row["by_year"]))
    gap = later["by_year"] - sooner["by_year"]
    if not gap:
        return None
    return pair.conflict(
        "different_date",
        pair.severity("date_years", gap),
        f"{whose(pair.state)} {pair.words} are due by {sooner['by_year']} for {the(sooner)} and by "
        f"{later['by_year']} for {the(later)}.",
        f"Order for {sooner['by_year']}: what is there then serves {the(later)} as well; or move the date of "
        f"{the(sooner)} to {later['by_year']}.",
        gap,
        "years",
    )


def readiness(pair: Pair) -> Conflict | None:
    """Another readiness, where both name one; the amount is the days between."""
    if pair.one["readiness_days"] is None or pair.other["readiness_days"] is None:
        return None
    sooner, later = sorted((pair.one, pair.other), key=lambda row: int(row["readiness_days"]))
    gap = later["readiness_days"] - sooner["readiness_days"]
    if not gap:
        return None
    return pair.conflict(
        "different_readiness",
        pair.severity("readiness_days", gap),
        f"{whose(pair.state)} {pair.words} are to move within {sooner['readiness_days']} days for {the(sooner)} "
        f"and within {later['readiness_days']} for {the(later)}.",
        f"Hold at {sooner['readiness_days']} days what is counted in both.",
        gap,
        "days",
    )


def standard(pair: Pair) -> Conflict | None:
    """Another standard, where both name one. Nobody measures how far two are apart: it is always possible."""
    one, other = pair.one["standard"], pair.other["standard"]
    if one is None or other is None or one == other:
        return None
    return pair.conflict(
        "different_standard",
        milder("possible") if pair.illustrative else "possible",
        f"{whose(pair.state)} {pair.words} are to meet {one} for {the(pair.one)} and {other} for {the(pair.other)}.",
        "Ask in both frameworks for one standard before ordering; else order what meets both.",
        None,
        "",
    )
