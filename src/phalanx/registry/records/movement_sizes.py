"""How much has to move with a force: train-loads by class of load."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Code, Identifier, Number

LOAD_CODES: Mapping[str, str] = {
    "heavy_tracked": "Tanks and other tracked vehicles",
    "wheeled": "Wheeled vehicles and trailers",
    "supplies": "Ammunition, spare parts and other goods",
    "fuel": "Fuel",
}


class MovementSize(Record):
    """How much has to move with a force: train-loads by class of load."""

    KIND: ClassVar[str] = "movement_sizes"
    TITLE: ClassVar[str] = "How much has to move with a force: train-loads by class of load."
    KEY: ClassVar[tuple[str, ...]] = (
        "size",
        "load",
    )

    size: Annotated[str, Identifier(), Field(description="The force, such as brigade; with load the key.")]
    load: Annotated[str, Code(LOAD_CODES), Field(description="The class of load.")]
    loads: Annotated[
        float, Number(unit="train-loads", low=0.01, high=10_000), Field(description="How many trains would carry it.")
    ]
    vehicles: Annotated[
        float | None, Number(unit="vehicles", low=0), Field(description="How many vehicles that is, where known.")
    ] = None
    tonnes: Annotated[
        float | None, Number(unit="tonnes", low=0), Field(description="How many tonnes that is, where known.")
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """An illustrative figure without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
