"""The colour of each mode of transport, the same in every chart and on every map of mobility."""

from __future__ import annotations

from collections.abc import Mapping

MODE_COLOURS: Mapping[str, str] = {
    "rail": "blue",
    "road": "moss",
    "sea": "sky",
    "waterway": "teal",
    "inland_waterway": "teal",
    "handling": "brick",
}
"""By name, as `tokens.css` has them."""
