"""eight: a network of eight nodes that one can count by hand.

Two states, A and B. A port P in A; loads go by rail over the hub H to the border town G, or by road straight to G;
from G one track crosses the border to K in B, and on to the garrison Z. Hours and loads a day:

    P (ground) ── loading 6 h, 8 a day ──▶ P/rail ── 6 h, 8 a day ──▶ H/rail ── 12 h, 8 a day ──▶ G/rail
    P (ground) ── loading 6 h, 4 a day ──▶ P/road ── 24 h, 4 a day ──▶ G/rail     (with the change to rail)
    G/rail ── border 6 h, 4 a day, after 48 h ──▶ K/rail ── 12 h, 8 a day ──▶ Z/rail ── unloading 6 h, 8 a day ──▶ Z

By rail a load needs 6 + 6 + 12 = 24 hours to G, and from G 6 + 12 + 6 = 24 hours to Z. The border opens after 48 hours,
so the first load cannot be in Z before 48 + 24 = 72 hours. The border lets 4 a day through, one in 6 hours: the last of
8 loads enters with the second day of the border, which ends at 48 + 48 = 96 hours, and is there at 96 + 24 = 120.
"""

from __future__ import annotations

from phalanx.analyses.mobility.network import Arc, Movement, Network, network_from

ARCS = (
    Arc("P", "P/rail", 6, 8, 0, "loading", "rail", "load-rail"),
    Arc("P", "P/road", 6, 4, 0, "loading", "road", "load-road"),
    Arc("P/rail", "H/rail", 6, 8, 0, "travel", "rail", "p-h"),
    Arc("H/rail", "G/rail", 12, 8, 0, "travel", "rail", "h-g"),
    Arc("P/road", "G/rail", 24, 4, 0, "travel", "road", "p-g", light=True),
    Arc("G/rail", "K/rail", 6, 4, 48, "border", "rail", "g-k", "B"),
    Arc("K/rail", "Z/rail", 12, 8, 0, "travel", "rail", "k-z"),
    Arc("Z/rail", "Z", 6, 8, 0, "unloading", "rail", "unload"),
)


def eight() -> Network:
    """The network above."""
    return network_from(ARCS)


def movement(loads: float = 8, heavy: float = 0.0) -> Movement:
    """So many loads from the port to the garrison, by themselves eight."""
    return Movement({"P": loads}, "Z", heavy)
