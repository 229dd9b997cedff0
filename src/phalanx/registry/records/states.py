"""A state: memberships, economy, defence spending, capital."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Flag, Integer, Number, Party, Text

EU_CANDIDATE_CODES = {
    "yes": "Candidate",
    "no": "Not a candidate",
    "potential": "Potential candidate",
}

NEUTRAL_CODES = {
    "yes": "Neutral by law or declaration",
    "no": "Not neutral",
    "non_aligned": "Outside military alliances without declared neutrality",
}


class State(Record):
    """A state: memberships, economy, defence spending, capital."""

    KIND: ClassVar[str] = "states"
    TITLE: ClassVar[str] = "A state: memberships, economy, defence spending, capital."
    KEY: ClassVar[tuple[str, ...]] = ("iso2",)

    iso2: Annotated[str, Party(), Field(description="The key: ISO 3166-1 alpha-2 code of the state (XK for Kosovo).")]
    name: Annotated[str, Text(), Field(description="Its name in English.")]
    eu_since: Annotated[
        int | None,
        Integer(low=1950, high=2100),
        Field(description="Year of accession to the European Union or its forerunner; empty if not a member."),
    ] = None
    nato_since: Annotated[
        int | None,
        Integer(low=1949, high=2100),
        Field(description="Year of accession to NATO; empty if not a member."),
    ] = None
    pesco: Annotated[bool, Flag(), Field(description="Takes part in Permanent Structured Cooperation.")]
    schengen: Annotated[bool, Flag(), Field(description="Belongs to the Schengen area.")]
    eea_efta: Annotated[bool, Flag(), Field(description="Belongs to the European Economic Area through EFTA.")]
    eu_candidate: Annotated[
        str,
        Code(EU_CANDIDATE_CODES),
        Field(description="Its standing as a candidate for the European Union."),
    ]
    jef: Annotated[bool, Flag(), Field(description="Belongs to the Joint Expeditionary Force.")]
    arctic_council: Annotated[bool, Flag(), Field(description="Is a member of the Arctic Council.")]
    pop_m: Annotated[float, Number(unit="million persons"), Field(description="Population.")]
    gdp_eur_bn_2024: Annotated[
        float,
        Number(unit="billion EUR"),
        Field(description="Gross domestic product in 2024, converted from dollars."),
    ]
    def_exp_eur_bn_2024: Annotated[
        float | None,
        Number(unit="billion EUR"),
        Field(description="Defence spending in 2024; note says whether derived or counted by Eurostat."),
    ] = None
    def_exp_pct_gdp_2024: Annotated[
        float | None,
        Number(unit="percent of GDP"),
        Field(description="Defence spending in 2024 as a share of GDP; note says by which definition."),
    ] = None
    neutral: Annotated[str, Code(NEUTRAL_CODES), Field(description="Whether it is neutral.")]
    capital: Annotated[str, Text(), Field(description="Its capital.")]
    capital_lat: Annotated[
        float,
        Number(unit="degrees north", low=-90, high=90),
        Field(description="Latitude of the capital."),
    ]
    capital_lon: Annotated[
        float,
        Number(unit="degrees east", low=-180, high=180),
        Field(description="Longitude of the capital."),
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    def_exp_eurostat_cofog_eur_bn_2024: Annotated[
        float | None,
        Number(unit="billion EUR"),
        Field(description="General government expenditure on defence in 2024 as Eurostat counts it."),
    ] = None
    note: Note = None
