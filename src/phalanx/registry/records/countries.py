"""A country of the world: the region it belongs to, and a place within it where it is labelled."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Number, Party, Text

REGION_CODES = {
    "africa": "Africa (M49 002)",
    "americas": "Americas (M49 019)",
    "asia": "Asia (M49 142)",
    "europe": "Europe (M49 150)",
    "oceania": "Oceania (M49 009)",
}

SUBREGION_CODES = {
    "northern_africa": "Northern Africa (M49 015)",
    "eastern_africa": "Eastern Africa (M49 014)",
    "middle_africa": "Middle Africa (M49 017)",
    "southern_africa": "Southern Africa (M49 018)",
    "western_africa": "Western Africa (M49 011)",
    "caribbean": "Caribbean (M49 029)",
    "central_america": "Central America (M49 013)",
    "south_america": "South America (M49 005)",
    "northern_america": "Northern America (M49 021)",
    "central_asia": "Central Asia (M49 143)",
    "eastern_asia": "Eastern Asia (M49 030)",
    "south_eastern_asia": "South-eastern Asia (M49 035)",
    "southern_asia": "Southern Asia (M49 034)",
    "western_asia": "Western Asia (M49 145)",
    "eastern_europe": "Eastern Europe (M49 151)",
    "northern_europe": "Northern Europe (M49 154)",
    "southern_europe": "Southern Europe (M49 039)",
    "western_europe": "Western Europe (M49 155)",
    "australia_and_new_zealand": "Australia and New Zealand (M49 053)",
    "melanesia": "Melanesia (M49 054)",
    "micronesia": "Micronesia (M49 057)",
    "polynesia": "Polynesia (M49 061)",
}

SUBREGIONS_OF: Mapping[str, tuple[str, ...]] = {
    "africa": ("northern_africa", "eastern_africa", "middle_africa", "southern_africa", "western_africa"),
    "americas": ("caribbean", "central_america", "south_america", "northern_america"),
    "asia": ("central_asia", "eastern_asia", "south_eastern_asia", "southern_asia", "western_asia"),
    "europe": ("eastern_europe", "northern_europe", "southern_europe", "western_europe"),
    "oceania": ("australia_and_new_zealand", "melanesia", "micronesia", "polynesia"),
}
"""The subregions of each region, as M49 has them."""


class Country(Record):
    """A country of the world: the region it belongs to, and a place within it where it is labelled.

    Countries are the states of `cow_states` that last to this day, and whatever else Natural Earth's countries show:
    territories such as Greenland too. Former states that other data sets name stand at the place of their successor.
    """

    KIND: ClassVar[str] = "countries"
    TITLE: ClassVar[str] = (
        "A country or territory of the world: the region it belongs to, and a place within it where it is labelled."
    )
    KEY: ClassVar[tuple[str, ...]] = ("iso2",)

    iso2: Annotated[
        str,
        Party(),
        Field(description="The key: ISO 3166-1 alpha-2 code (XK for Kosovo), or ISO 3166-3 code of a former state."),
    ]
    name: Annotated[str, Text(), Field(description="Its name in English.")]
    region: Annotated[
        str,
        Code(REGION_CODES),
        Field(
            description="Its region in the standard M49 of the United Nations, which is for statistics and says nothing "
            "of politics: Cyprus and Türkiye are in Asia, all of Russia in Europe."
        ),
    ]
    subregion: Annotated[
        str,
        Code(SUBREGION_CODES),
        Field(
            description="Its subregion in M49, as fine as there is: the intermediate region in Africa south of the "
            "Sahara and in Latin America and the Caribbean."
        ),
    ]
    label_lat: Annotated[
        float,
        Number(unit="degrees north", low=-90, high=90),
        Field(
            description="Latitude of a place inside it, no capital: the one farthest from the borders of its largest "
            "part in Natural Earth 1:50m, or 1:10m where the note says so. Russia's lies west of the Urals."
        ),
    ]
    label_lon: Annotated[
        float,
        Number(unit="degrees east", low=-180, high=180),
        Field(description="Longitude of that place."),
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A subregion that lies in another region."""
        yield from super().contradictions(today)
        if self.subregion not in SUBREGIONS_OF[self.region]:
            subregions = ", ".join(SUBREGIONS_OF[self.region])
            yield Contradiction(
                "subregion", f"{self.subregion}, which is not in {self.region}", f"one of {subregions}",
                "correct one of the two",
            )  # fmt: skip
