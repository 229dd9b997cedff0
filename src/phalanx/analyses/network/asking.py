"""Asking: the parameters that every question on the network shares, and the agreements they choose."""

from __future__ import annotations

from phalanx.question import Parameters
from phalanx.world.agreements import Selection
from phalanx.world.choosing import InScope, OfKind, OfLevel, SignedFrom, SignedTo


class NetworkParameters(Parameters):
    """Which agreements make up the network."""

    scope: InScope = "all"
    kind: OfKind = "all"
    from_: SignedFrom = None
    to: SignedTo = None
    level: OfLevel = "all"

    def selection(self) -> Selection:
        """The same as a selection of agreements."""
        return Selection(self.scope, self.kind, self.from_, self.to, self.level)
