"""Make the bundled facts of planning that follow by a rule: what Europe needs, how the United States leave, and targets.

    .venv/bin/python -m scripts.planning

What Europe needs of an item are the totals of two public studies, in us_enablers.csv: IISS counts what the United
States provide, Bruegel what Europe needs without them, and the larger of the two is needed. What a state has to have is
not public; targets share the totals out among the states of a framework as needs.py shares needs. Every row is marked
illustrative and says how it came about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scripts.needs import BESIDE_THE_UNION, FACTS, TOTALS, WITHOUT_COAST, Row, Total, plain, read, shared

FIRST_YEAR, LAST_YEAR = 2026, 2040
GONE_GRADUALLY, GONE_ABRUPTLY = 2032, 2027
NATO_YEAR, EU_YEAR = "PC-N19", "PC-E19"
"""The planning events by whose years targets are to be met: NATO's pledge, and readiness of the Union."""

NO_CALL_OF_THE_UNION = ("aircraft_carriers", "combat_aircraft", "nuclear_attack_submarines")
"""What neither the White Paper nor the Roadmap of the Union names."""

BROUGHT_BY_THE_SAME_BRIGADES = ("artillery_pieces", "artillery_shells_155_mm")
"""What American brigades bring along, though no study puts a number on it: taken at the share of their tanks."""


@dataclass(frozen=True)
class Studied:
    """An item and what the two studies say of it: the rows of us_enablers.csv, where they name it."""

    total: Total
    iiss: Row | None
    bruegel: Row | None

    @property
    def larger(self) -> Row:
        """The row with the larger total, IISS among equals."""
        return max((row for row in (self.iiss, self.bruegel) if row), key=lambda row: int(row["quantity"]))


OTHER_STUDY = {"battle_tanks": "IISS-06", "infantry_fighting_vehicles": "IISS-07"}
"""The items that both studies count; needs.py names the row of Bruegel."""


def studied() -> list[Studied]:
    """The items in the order of needs.py, with what each study says."""
    rows, found = read("us_enablers"), []
    for total in TOTALS:
        iiss = rows.get(total.record if total.record.startswith("IISS") else OTHER_STUDY.get(total.item, ""))
        found.append(Studied(total, iiss, rows[total.record] if total.record.startswith("BRU") else None))
    return found


def requirements() -> Iterator[Row]:
    """A row an item, from the first year on."""
    items = {each.total.item: each for each in studied()}
    tanks = items["battle_tanks"]
    assert tanks.iiss is not None
    share = Decimal(tanks.iiss["quantity"]) / int(tanks.larger["quantity"])
    for item, each in items.items():
        needed = int(each.larger["quantity"])
        said = f"{needed:,} in all (us_enablers {each.larger['id']})"
        if each.iiss is not None:
            provided = int(each.iiss["quantity"])
            said += f"; the United States provide {'all' if provided == needed else f'{provided:,}'} of them ({each.iiss['id']})."
        elif item in BROUGHT_BY_THE_SAME_BRIGADES:
            provided = whole(needed * share)
            said += (
                "; no study counts the American part, so it is taken at the share of tanks, which both count: "
                f"{tanks.iiss['quantity']} of {int(tanks.larger['quantity']):,} make {provided:,}."
            )
        else:
            provided = 0
            said += "; no study counts an American part, and none is assumed: the study asks for more than there is."
        yield {
            "item": item,
            "from_year": str(FIRST_YEAR),
            "quantity": str(needed),
            "us_quantity": str(provided),
            "illustrative": "yes",
            "derivation": said,
            **sourced(each.larger),
            "note": note_on(item),
        }


def note_on(item: str) -> str:
    """What a reader of a requirement should mind."""
    if item == "loitering_munitions":
        return "The study asks for so many a year; counted as a stock of one year's use that is to be held."
    if item == "artillery_shells_155_mm":
        return "A stock to hold for 90 days of intense combat, not a yearly use."
    return "Beyond what Europeans hold today; the studies' own scenarios, not a plan of NATO or the European Union."


def us_exit_paths() -> Iterator[Row]:
    """Three paths, a row for each and year."""
    floor, force, window = (
        read("planning_cycles")["PC-U06"],
        read("us_enablers")["NFM-01"],
        read("us_enablers")["IISS-18"],
    )
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield path(
            "none", year, Decimal(100), floor,
            "All stays, as the floor of 76,000 troops in law (planning_cycles PC-U06) holds numbers for now.",
        )  # fmt: skip
    steps = GONE_GRADUALLY - FIRST_YEAR
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        left = max(0, GONE_GRADUALLY - year)
        yield path(
            "gradual", year, Decimal(100 * left) / steps, force,
            f"{left} of {steps} equal steps from 100 % in {FIRST_YEAR} to nothing in {GONE_GRADUALLY}. One step is a "
            "sixth; the cut of 2026 from 149 to 99 fighters (us_enablers NFM-01) was a third.",
        )  # fmt: skip
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield path(
            "abrupt", year, Decimal(100 if year < GONE_ABRUPTLY else 0), window,
            f"All until {GONE_ABRUPTLY - 1}, nothing from {GONE_ABRUPTLY} on, the year in which the scenario of IISS has "
            "Russia able to challenge NATO (us_enablers IISS-18).",
        )  # fmt: skip


def path(name: str, year: int, remaining: Decimal, source: Row, derivation: str) -> Row:
    """One year of one path."""
    return {
        "path": name,
        "year": str(year),
        "remaining_pct": plain(remaining.quantize(Decimal("0.1"))),
        "illustrative": "yes",
        "derivation": derivation,
        **sourced(source),
        "note": "A scenario, no forecast; the United States have announced no such plan.",
    }


def targets() -> Iterator[Row]:
    """NATO's, then the Union's, by item in the order of needs.py, states by code."""
    states = {code: row for code, row in read("states", "iso2").items() if row["eu_since"] or code in BESIDE_THE_UNION}
    allies = [code for code, row in states.items() if row["nato_since"]]
    members = [code for code, row in states.items() if row["eu_since"]]
    for each in studied():
        if each.iiss is not None:
            sizes = of(sizes_of(states, each.total), allies)
            said = (
                f"{int(each.iiss['quantity']):,} in all (us_enablers {each.iiss['id']}), shared by GDP of 2024 among "
            )
            said += told(sizes, each.total, "NATO")
            yield from framework("NATO", each, each.iiss, int(each.iiss["quantity"]), sizes, NATO_YEAR, said)
    for each in studied():
        if each.total.item not in NO_CALL_OF_THE_UNION:
            row = each.bruegel or each.larger
            able = sizes_of(states, each.total)
            sizes = of(able, members)
            part = together(sizes) / together(able)
            total = whole(int(row["quantity"]) * part)
            said = (
                f"{int(row['quantity']):,} in all (us_enablers {row['id']}) times {100 * part:.2f} %, the Union's share of "
                f"the GDP of 2024 of {len(able)} states, makes {total:,}, shared by GDP among {told(sizes, each.total, 'the Union')}"
            )
            yield from framework("EU", each, row, total, sizes, EU_YEAR, said)


def framework(
    name: str, each: Studied, source: Row, total: int, sizes: Mapping[str, Decimal], event: str, said: str
) -> Iterator[Row]:
    """The rows of one item in one framework; a state whose share rounds to nothing has none."""
    ending = read("planning_cycles")[event]
    for state, share in shared(total, sizes).items():
        percent = 100 * sizes[state] / together(sizes)
        yield {
            "framework": name,
            "item": each.total.item,
            "state": state,
            "quantity": str(share),
            "unit": each.total.unit,
            "by_year": ending["date_end"][:4],
            "illustrative": "yes",
            "derivation": f"{said}: {percent:.2f} % makes {total * percent / 100:,.2f}, in whole units {share:,}.",
            **sourced(source),
            "note": f"An illustrative share, not the state's own target, which is not public. By {ending['date_end'][:4]}: "
            f"{ending['event']} ({event}).",
        }


def sizes_of(states: Mapping[str, Row], total: Total) -> dict[str, Decimal]:
    """The GDP of the states that can have an item: ships need a coast, carriers and nuclear boats a yard."""
    return {
        code: Decimal(row["gdp_eur_bn_2024"])
        for code, row in states.items()
        if (total.among is None or code in total.among) and not (total.coast and code in WITHOUT_COAST)
    }


def of(sizes: Mapping[str, Decimal], states: Iterable[str]) -> dict[str, Decimal]:
    """The sizes of these states only."""
    return {state: sizes[state] for state in states if state in sizes}


def told(sizes: Mapping[str, Decimal], total: Total, whose: str) -> str:
    """Among whom a total is shared, in words."""
    if total.among is not None:
        return f"the members of {whose} {', '.join(sizes)}"
    return f"the {len(sizes)} members of {whose}" + (" with a coast" if total.coast else "")


def sourced(row: Row) -> Row:
    """The source of a row that follows from another one; following, it is never more than partly confirmed."""
    return {"source_url": row["source_url"], "source_grade": row["source_grade"], "confidence": "partial"}


def together(sizes: Mapping[str, Decimal]) -> Decimal:
    """The sizes of all."""
    return sum(sizes.values(), Decimal(0))


def whole(number: Decimal) -> int:
    """The nearest whole number, halves up."""
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


COLUMNS = {
    "requirements": (
        "item", "from_year", "quantity", "us_quantity", "illustrative", "derivation", "source_url", "source_grade",
        "confidence", "note",
    ),
    "us_exit_paths": (
        "path", "year", "remaining_pct", "illustrative", "derivation", "source_url", "source_grade", "confidence", "note",
    ),
    "targets": (
        "framework", "item", "state", "quantity", "unit", "by_year", "readiness_days", "standard", "illustrative",
        "derivation", "source_url", "source_grade", "confidence", "note",
    ),
}  # fmt: skip
RULES = {"requirements": requirements, "us_exit_paths": us_exit_paths, "targets": targets}


def text(kind: str) -> str:
    """The whole file of a kind."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS[kind], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(RULES[kind]())
    return file.getvalue()


if __name__ == "__main__":
    for kind, rule in RULES.items():
        (FACTS / f"{kind}.csv").write_text(text(kind), encoding="utf-8")
        print(f"{len(list(rule()))} {kind}")
