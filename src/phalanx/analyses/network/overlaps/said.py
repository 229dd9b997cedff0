"""Overlaps said: the rows of the table, and why each pair overlaps in words made from the parts of its score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from phalanx.analyses.network.overlaps.pair_scores import Overlaps
from phalanx.analyses.network.overlaps.rules import PARTS
from phalanx.analyses.network.saying import some_of
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name

RARE_WORD = 2.2
"""The weight from which a reason quotes a word: one in nine agreements of the party that has it most, or fewer."""
ADDS = tuple(f"adds_{part}" for part in PARTS)
SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "a": pl.String,
    "b": pl.String,
    "label": pl.String,
    "score": pl.Float64,
    "reason": pl.String,
    "parties": pl.List(pl.String),
    "matter": pl.List(pl.String),
    "shared_domains": pl.List(pl.String),
    "title_a": pl.String,
    "signed_a": pl.String,
    "title_b": pl.String,
    "signed_b": pl.String,
    **dict.fromkeys(ADDS, pl.Float64),
}
"""What the table of overlaps holds: `a` was signed first; `parties` and the rest are those of both."""


def overlap_rows(overlaps: Overlaps, pairs: pl.DataFrame) -> pl.DataFrame:
    """A row a pair, in the order of `pairs` (rows of `Overlaps.pairs`), with what each part adds to its score."""
    places = [*pairs["earlier"], *pairs["later"]]
    facts = overlaps.of(places, "id", "title", "signed", "ended", "form", "legal_type", "domains")
    weight = overlaps.rules.weight
    rows = [
        {
            **_sides(facts[pair["earlier"]], facts[pair["later"]]),
            "label": pair["label"],
            "score": round(pair["score"], 3),
            "reason": reason(overlaps, pair, facts),
            "parties": shared_parties(overlaps, pair),
            "matter": shared_matters(overlaps, pair),
            **{f"adds_{part}": round(pair[part] * weight[part], 3) for part in PARTS},
        }
        for pair in pairs.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=dict(SCHEMA))


def _sides(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "a": a["id"],
        "b": b["id"],
        "shared_domains": sorted({*(a["domains"] or ())} & {*(b["domains"] or ())}),
        "title_a": a["title"],
        "signed_a": a["signed"],
        "title_b": b["title"],
        "signed_b": b["signed"],
    }


def shared_parties(overlaps: Overlaps, pair: Mapping[str, Any]) -> list[str]:
    """Who ever belonged to both agreements of a pair, by code."""
    return sorted({*overlaps.parties[pair["earlier"]]} & {*overlaps.parties[pair["later"]]})


def shared_matters(overlaps: Overlaps, pair: Mapping[str, Any]) -> list[str]:
    """The arms and equipment that both agreements of a pair name."""
    both = overlaps.texts.matters[pair["earlier"]] & overlaps.texts.matters[pair["later"]]
    return [overlaps.texts.matter_names[int(number)] for number in both.nonzero()[0]]


def reason(overlaps: Overlaps, pair: Mapping[str, Any], facts: Mapping[int, Mapping[str, Any]]) -> str:
    """Why two agreements overlap, in one sentence: their parties, their matter, and what makes it this kind of overlap."""
    a, b = facts[pair["earlier"]], facts[pair["later"]]
    parts = [_same_parties(overlaps, pair), _same_matter(overlaps, pair, a, b), _kind_of_overlap(pair, a, b)]
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


def _same_parties(overlaps: Overlaps, pair: Mapping[str, Any]) -> str:
    one, other = ({*overlaps.parties[pair[side]]} for side in ("earlier", "later"))
    if one == other:
        return f"same {'two' if len(one) == 2 else len(one)} parties"
    shared = one & other
    if one < other or other < one:
        inner, outer = ("later", "earlier") if other < one else ("earlier", "later")
        return (
            f"{'both' if len(shared) == 2 else f'all {len(shared)}'} parties of the {inner} are in the {outer} as well"
        )
    return f"{len(shared)} of {len(one | other)} parties in both"


def _same_matter(overlaps: Overlaps, pair: Mapping[str, Any], a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    matters = shared_matters(overlaps, pair)
    if matters:
        return f"both on {some_of(matters, 3)}"
    words = _told_words(overlaps, pair)
    if pair["frame"] > 0:
        return "both on defence as a whole" + (f", with {some_of(words)} in both" if words else "")
    if words:
        return f"both speak of {some_of(words)}"
    domains = [label(code) for code in sorted({*(a["domains"] or ())} & {*(b["domains"] or ())})]
    return f"both in {some_of(domains, 4)}" if domains else ""


def _told_words(overlaps: Overlaps, pair: Mapping[str, Any]) -> list[str]:
    """The rarest words in common, in quotes; names of the parties and of their people, and numbers, tell nothing."""
    names = "_".join(party_name(party) for party in shared_parties(overlaps, pair)).lower().replace(" ", "_").split("_")
    begins = tuple({name[:3] for name in names})
    words = overlaps.texts.shared_words(pair["earlier"], pair["later"], RARE_WORD)
    return [f"“{word}”" for word in words if len(word) > 3 and not word.startswith(begins) and not word.isdigit()][:3]


def _kind_of_overlap(pair: Mapping[str, Any], a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    one, other = f"the {_text_kind(a)} of {a['signed']}", f"the {_text_kind(b)} of {b['signed']}"
    rule = pair["rule"]
    said = {
        "ended": f"{one} ended {'on' if len(a['ended'] or '') == 10 else 'in'} {a['ended']}, when {other} was signed",
        "firmed": f"{one} came before {other}",
        "bought": f"{one} prepared {other}",
        "edition": f"{other} is a later edition of {one}",
        "renewed": f"{other} speaks of renewing, as {one} stood",
        "repeated": f"{other} says over again what {one} said",
        "beside": "both stood at one time",
    }.get(rule, "")
    return "; ".join(part for part in (said, _quoted(pair) if pair["clause"] else "") if part)


def _quoted(pair: Mapping[str, Any]) -> str:
    return f"the record of the {'later' if pair['by_later'] else 'earlier'} says: “{pair['clause'].rstrip(' .;:,')}”"


def _text_kind(facts: Mapping[str, Any]) -> str:
    """What kind of text an agreement is, as a sentence has it."""
    return label(facts["form"] if facts["legal_type"] == "unspecified" else facts["legal_type"])
