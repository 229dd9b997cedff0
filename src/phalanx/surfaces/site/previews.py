"""Previews: the social card of the site, of each state and of each question, made from the answers that are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from phalanx.surfaces.presenting.cards import Card, Tie, of_answer
from phalanx.surfaces.site.addresses import Answered, Catalogue, needed_state

NAME, ASKED = "European defence agreements", "A question to the registry"
FIRST = "growth"
"""The question whose answer the card of the whole site tells."""


def cards(catalogue: Catalogue, answers: Sequence[Answered]) -> Iterator[tuple[str, Card]]:
    """Every card with its file."""
    valid_on = catalogue.atlas["world"]["valid_on"]
    usual = {one.question: one.told for one in answers if not one.given}
    yield "cards/index.png", _site_card(catalogue.atlas, usual.get(FIRST))
    for question in catalogue.questions:
        name, title = question["name"], question["title"]
        card = of_answer(usual[name], title) if name in usual else Card(ASKED, title, valid_on, question["about"])
        yield f"cards/questions/{name}.png", card
    yield from _state_cards(catalogue, answers)


def _state_cards(catalogue: Catalogue, answers: Iterable[Answered]) -> Iterator[tuple[str, Card]]:
    """A card for every state: the answer of the first question that needs a state, or its name alone."""
    needing = {question["name"]: needed_state(question) for question in catalogue.questions}
    portraits: dict[str, Mapping[str, Any]] = {}
    for one in answers:
        if name := needing[one.question]:
            portraits.setdefault(one.given[name], one.told)
    for row in catalogue.atlas["states"]:
        code, name = row["iso2"], row["name"]
        told = portraits.get(code)
        card = of_answer(told, name) if told else Card(NAME, name, catalogue.atlas["world"]["valid_on"])
        yield f"cards/states/{code}.png", card


def _site_card(atlas: Mapping[str, Any], told: Mapping[str, Any] | None) -> Card:
    """What the first question finds, over a map of the ties that stand between two parties."""
    valid_on = atlas["world"]["valid_on"]
    said = of_answer(told, NAME) if told else Card(NAME, NAME, valid_on)
    return Card(NAME, said.headline, valid_on, figures=said.figures[:1], ties=_ties(atlas, valid_on))


def _ties(atlas: Mapping[str, Any], valid_on: str) -> tuple[Tie, ...]:
    """The pairs that agreements of two tie on a day, each with how many; parties without a capital are left out."""
    standing = Counter(
        tuple(sorted(row["parties"]))
        for row in atlas["agreements"]
        if len(row["parties"]) == 2 and row["first"] <= valid_on and (row["until"] is None or valid_on < row["until"])
    )
    places = {
        code: (party["lon"], party["lat"]) for code, party in atlas["parties"].items() if party["lon"] is not None
    }
    return tuple(
        Tie(places[one], places[other], count)
        for (one, other), count in sorted(standing.items())
        if one in places and other in places
    )
