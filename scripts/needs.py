"""Make the bundled needs: public totals of what Europe lacks, shared out among 31 states by a stated rule.

    .venv/bin/python scripts/needs.py

What a state needs is not public; NATO's capability targets are secret. The totals are, in us_enablers.csv. Each is
shared out among the 27 members of the European Union, the United Kingdom, Norway, Ukraine and Switzerland by population
or gross domestic product, in whole units, so that the shares sum to the total. Iceland is left out, as it has no armed
forces. A state whose share rounds to nothing has no row. Every row is marked illustrative and says how it came about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FACTS = Path(__file__).parents[1] / "src/phalanx/facts"
BESIDE_THE_UNION = ("CH", "GB", "NO", "UA")
WITHOUT_COAST = ("AT", "CH", "CZ", "HU", "LU", "SK")
USD_PER_EUR = Decimal("1.0824")
"""The average rate of 2024, with which states.csv converts."""

SIZE = {"pop_m": "population", "gdp_eur_bn_2024": "GDP of 2024"}
"""What a total is shared out by. Land forces follow population, as they are made of people; costly platforms follow GDP,
as they are made of money."""

FIRST_YEAR = 2026
READINESS, FRONT, SHIPPING = "PC-E19", "PC-E16", "PC-N19"
"""The planning events whose years end the windows: readiness of the EU, its eastern flank, and NATO's pledge."""


@dataclass(frozen=True)
class Total:
    """A public total, and how it is shared out.

    `record` names the total in us_enablers.csv, `priced_by` a row there with cost and number of the same item. Where
    two totals name one item the better grade counts, and among equals the larger: they overlap, and do not add up.
    """

    area: str
    item: str
    record: str
    unit: str
    size: str
    among: Sequence[str] | None = None
    coast: bool = False
    priced_by: str | None = None


TOTALS = (
    Total("WP-1", "long_range_air_defence_systems", "IISS-05", "systems", "gdp_eur_bn_2024"),
    Total("WP-2", "artillery_pieces", "BRU-05", "pieces", "pop_m"),
    Total("WP-3", "artillery_shells_155_mm", "BRU-06", "rounds", "pop_m"),
    Total("WP-4", "armed_reconnaissance_drones", "IISS-12", "aircraft", "gdp_eur_bn_2024"),
    Total("WP-4", "loitering_munitions", "BRU-07", "munitions_per_year", "pop_m"),
    Total("WP-7", "maritime_patrol_aircraft", "IISS-11", "aircraft", "gdp_eur_bn_2024", coast=True),
    Total("RM-8", "attack_helicopters", "IISS-08", "helicopters", "gdp_eur_bn_2024"),
    Total("RM-8", "battle_tanks", "BRU-03", "vehicles", "pop_m"),
    Total("RM-8", "infantry_fighting_vehicles", "BRU-04", "vehicles", "pop_m", priced_by="IISS-07"),
    Total(
        "RM-9", "aircraft_carriers", "IISS-10", "ships", "gdp_eur_bn_2024",
        among=("ES", "FR", "GB", "IT"), priced_by="IISS-10",
    ),
    Total("RM-9", "destroyers", "IISS-04", "ships", "gdp_eur_bn_2024", coast=True, priced_by="IISS-04"),
    Total("RM-9", "nuclear_attack_submarines", "IISS-09", "boats", "gdp_eur_bn_2024", among=("FR", "GB")),
    Total("CDP-07", "combat_aircraft", "IISS-03", "aircraft", "gdp_eur_bn_2024", priced_by="IISS-03"),
)  # fmt: skip
"""Left out are totals without a number, and what no state buys as an item: personnel, brigades, money, shares. Carriers
and nuclear boats are shared among the states that have such ships already."""

COLUMNS = (
    "area", "item", "state", "quantity", "unit", "from_year", "to_year", "value_eur_m", "illustrative", "derivation",
    "source_url", "source_grade", "confidence", "note",
)  # fmt: skip
Row = dict[str, str]


def read(kind: str, key: str = "id") -> dict[str, Row]:
    """The bundled rows of a kind by their key."""
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def rows() -> Iterator[Row]:
    """A row for each total and each state with a share of it, totals in the order above, states by code."""
    totals, events = read("us_enablers"), read("planning_cycles")
    states = {code: row for code, row in read("states", "iso2").items() if row["eu_since"] or code in BESIDE_THE_UNION}
    front = set(read("lead_nations", "coalition_id")["FL-2"]["members"].split(";"))
    for total in TOTALS:
        source = totals[total.record]
        able = {
            code: Decimal(row[total.size])
            for code, row in states.items()
            if (total.among is None or code in total.among) and not (total.coast and code in WITHOUT_COAST)
        }
        quantity = int(source["quantity"])
        price = _price(totals[total.priced_by]) if total.priced_by else None
        for code, share in shared(quantity, able).items():
            ending = SHIPPING if total.area == "RM-9" else FRONT if code in front else READINESS
            yield {
                "area": total.area,
                "item": total.item,
                "state": code,
                "quantity": str(share),
                "unit": total.unit,
                "from_year": str(FIRST_YEAR),
                "to_year": events[ending]["date_end"][:4],
                "value_eur_m": "" if price is None else plain((share * price).quantize(Decimal("0.1"))),
                "illustrative": "yes",
                "derivation": _derivation(total, quantity, able, code, share),
                "source_url": source["source_url"],
                "source_grade": source["source_grade"],
                "confidence": "partial",
                "note": _note(total, ending, events[ending]),
            }


def shared(total: int, sizes: Mapping[str, Decimal]) -> dict[str, int]:
    """A total in whole units by size, by the largest remainder; those who get none are left out.

    Each gets the whole part of its exact share; what is left goes one by one to the largest remainders, the first by
    code where two are equal (Hare's quota, as in Balinski and Young, "Fair Representation", 1982).
    """
    whole = sum(sizes.values())
    exact = {code: total * size / whole for code, size in sizes.items()}
    given = {code: int(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (given[code] - exact[code], code))
    for code in by_remainder[: total - sum(given.values())]:
        given[code] += 1
    return {code: given[code] for code in sorted(given) if given[code]}


def _price(row: Row) -> Decimal:
    """Million EUR each, by the upper end of what the total is said to cost."""
    return Decimal(row["procurement_high_usd_bn"]) * 1000 / int(row["quantity"]) / USD_PER_EUR


def _derivation(total: Total, quantity: int, able: Mapping[str, Decimal], code: str, share: int) -> str:
    percent = 100 * able[code] / sum(able.values())
    who = "31 states" if len(able) == 31 else f"{len(able)} states with a coast" if total.coast else ", ".join(able)
    return (
        f"{quantity:,} {total.unit.replace('_', ' ')} in all (us_enablers {total.record}), shared by {SIZE[total.size]} "
        f"among {who}: {percent:.2f} % makes {quantity * percent / 100:,.2f}, in whole units {share:,}."
    )


def _note(total: Total, ending: str, event: Row) -> str:
    said = f"An illustrative share, not the state's own plan. Years to the end of {event['date_end'][:4]}: {event['event']} ({ending})."
    if total.priced_by:
        said += f" Value: the upper cost of us_enablers {total.priced_by} at {USD_PER_EUR} dollars to the euro."
    return said


def plain(number: Decimal) -> str:
    """A number in its shortest decimals."""
    return format(number.normalize(), "f")


def text() -> str:
    """The whole file."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return file.getvalue()


if __name__ == "__main__":
    target = FACTS / "needs.csv"
    target.write_text(text(), encoding="utf-8")
    print(f"{len(list(rows()))} needs in {target.name}")
