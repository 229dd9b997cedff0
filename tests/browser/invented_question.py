"""`phalanx` with one question more, which only the tests know: `python invented_question.py --registry … serve …`.

It has a parameter of every type a form can hold. Nothing in the page knows it by name.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field

from phalanx.analyses import CATALOGUE
from phalanx.answer import Answer, Chart, Finding, Table
from phalanx.question import Parameters, Question
from phalanx.surfaces.cli import main
from phalanx.vocabulary.values import Day, Flag, Integer, Number, Party, Reference, Several
from phalanx.world import World


class InventedParameters(Parameters):
    """One of each type."""

    among: Annotated[str, Reference(kinds=("scopes", "groupings")), Field(description="A scope.")] = "all"
    host: Annotated[str, Party(), Field(description="A state that must be named.")]
    guests: Annotated[tuple[str, ...], Several(of=Party()), Field(description="Several states.")] = ()
    since: Annotated[str | None, Day(), Field(description="A day.")] = None
    season: Annotated[Literal["summer", "winter"], Field(description="One of two.")] = "summer"
    rounds: Annotated[int, Integer(), Field(description="A whole number.")] = 3
    weight: Annotated[float, Number(), Field(description="A number.")] = 0.5
    open_to_all: Annotated[bool, Flag(), Field(description="Yes or no.")] = False
    motto: Annotated[str, Field(description="Any words.")] = "none"


def answer(world: World, parameters: InventedParameters) -> Answer:
    """What was asked, as rows, and a chart of them."""
    said: dict[str, Any] = parameters.said()
    rows = pl.DataFrame({"parameter": list(said), "letters": [len(str(value)) for value in said.values()]})
    finding = Finding("host", len(said), "parameters", f"The host is {parameters.host}, the motto {parameters.motto}.")
    marks: dict[str, Any] = {
        "mark": "bar",
        "data": {"values": rows.to_dicts()},
        "encoding": {
            "x": {"field": "letters", "type": "quantitative"},
            "y": {"field": "parameter", "type": "nominal"},
        },
    }
    return Answer(
        question=QUESTION.name,
        title=QUESTION.title,
        parameters=said,
        world=world.stamp,
        findings=(finding,),
        tables={"parameters": Table(rows, "Parameters and their letters", {})},
        charts=(Chart("letters", "Longer words have more letters", marks, "Letters of each parameter"),),
        notes=(),
    )


QUESTION = Question("invented", "What was invented?", "A question of the tests.", InventedParameters, answer)

if __name__ == "__main__":
    assert isinstance(CATALOGUE, dict)
    CATALOGUE["invented"] = "__main__"
    main()
