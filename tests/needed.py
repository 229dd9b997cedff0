"""What an ask has to say so that the answer is a full one on whatever day the test runs, and there within a second or two."""

from __future__ import annotations

from phalanx.surfaces.documentation.catalogue import EXAMPLES as NEEDED

__all__ = ["NEEDED"]
