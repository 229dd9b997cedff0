"""The atlas route: what the map is made of, with the words and colours of every code."""

from __future__ import annotations

from collections.abc import Mapping

from phalanx.registry.records.groupings import KIND_CODES
from phalanx.registry.records.states import EU_CANDIDATE_CODES, NEUTRAL_CODES
from phalanx.surfaces.api.asking import CLOCKS
from phalanx.surfaces.api.routes import Asked, Reply, Route, as_json
from phalanx.surfaces.presenting.theme import colour_name
from phalanx.vocabulary import codes
from phalanx.world.atlas import atlas

FIELDS: Mapping[str, Mapping[str, str]] = {
    "form": codes.FORM,
    "legal_type": codes.LEGAL_TYPE,
    "level": codes.LEVEL,
    "scope": codes.SCOPE,
    "status": codes.STATUS,
    "mutual_defence": codes.MUTUAL_DEFENCE,
    "domain": codes.DOMAIN,
    "kind": {code: meaning for code, meaning in codes.PARTIES_KIND.items() if code != "all"},
    "grade": codes.GRADE,
    "confidence": codes.CONFIDENCE,
    "grouping": KIND_CODES,
    "neutral": NEUTRAL_CODES,
    "eu_candidate": EU_CANDIDATE_CODES,
}


def tell_atlas(asked: Asked) -> Reply:
    """The atlas of a World."""
    return as_json(atlas(asked.world) | {"codes": worded_codes()})


def worded_codes() -> dict[str, dict[str, dict[str, str | None]]]:
    """Every code by field: its label, its meaning, and the token of its colour (None: it has none)."""
    return {
        field: {
            code: {"label": codes.label(code), "meaning": meaning, "colour": colour_name(field, code)}
            for code, meaning in meanings.items()
        }
        for field, meanings in FIELDS.items()
    }


ROUTE = Route(
    "/api/v1/atlas",
    "The atlas",
    "Everything the map, the lists and the portraits are made of. Each agreement that had begun by `valid_on` carries "
    "its span: on a day T it stands if it is not merely announced, `first` ≤ T, and `until` is null or T < `until`; its "
    "parties on T are `parties` and those who `joined` by T, without those who had `left`.",
    tell_atlas,
    CLOCKS,
)
