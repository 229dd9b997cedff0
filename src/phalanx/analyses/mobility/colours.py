"""The colour of each mode of transport, the same in every chart and on every map of mobility, and how what is illustrative is marked."""

from __future__ import annotations

from collections.abc import Mapping

from phalanx.vocabulary.marks import HOLLOW_LOOK

MODE_COLOURS: Mapping[str, str] = {
    "rail": "blue",
    "road": "moss",
    "sea": "sky",
    "waterway": "teal",
    "inland_waterway": "teal",
    "handling": "brick",
}
"""By name, as `tokens.css` has them."""

ILLUSTRATIVE = "hatched: rests on illustrative figures"
"""What a subtitle says of bars and of lines that run level: capacities, speeds and most permits are judgements."""
HOLLOW_POINT: Mapping[str, object] = {
    "type": "point",
    **HOLLOW_LOOK,
    "strokeWidth": 2,
    "size": 90,
    "opacity": 1,
}
"""The mark of a point that rests on them."""
HOLLOW = "hollow: rests on illustrative figures"
"""What a subtitle says of these."""
DASHED = "dashed: rests on illustrative figures"
"""What a subtitle says of lines that slant."""
