"""Road map words: amounts and money as a sentence has them."""

from __future__ import annotations

from phalanx.analyses.planning.optimisation.case import Item

SMALLEST = 1e-5
"""What is a smaller share is told as less than this."""


def amount(item: Item, lots: float) -> str:
    """So many of an item: "1,200 battle tanks", "1 destroyer"."""
    units = round(lots * item.lot, 1)
    return f"{units:,.10g} {item.name if units != 1 else item.name.removesuffix('s')}"


def money(eur_m: float) -> str:
    """Money in words: "EUR 3.2 billion" from a thousand million on, else "EUR 812 million"."""
    return f"EUR {eur_m / 1000:,.1f} billion" if abs(eur_m) >= 1000 else f"EUR {eur_m:,.0f} million"


def percent(share: float) -> str:
    """A share in per cent, with as many decimals as it needs: "0.4 %", "12 %", "less than 0.001 %"."""
    if 0 < share < SMALLEST:
        return f"less than {100 * SMALLEST:g} %"
    return f"{100 * share:.2g} %" if 100 * share < 10 else f"{100 * share:.0f} %"
