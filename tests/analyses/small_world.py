"""small_world: four countries and eight agreements that one can count by hand.

France, Germany, Poland and Sweden, as of the last day of 2025. By the year of signature:

    2015       fr-se-2015-research          FR SE        arrangement, ended in June 2020
    2019       de-fr-2019-treaty            DE FR        treaty with an assistance clause
    2021-06    de-fr-pl-2021-pact           DE FR PL     memorandum; Sweden joined it in March 2023
    2022       pl-se-2022-letter            PL SE        letter of intent, dated to the year only, source of grade D
    2023-03    de-fr-pl-se-2023-accession   DE FR PL SE  records that joining, and is no tie of its own
    2024       de-se-2024-contract          DE SE        between companies, EUR 250 million
    2025-05    fr-pl-2025-treaty            FR PL        treaty with a consultation clause
    2025-11    de-pl-2025-declaration       DE PL        announced only, no domains known

So each of the six pairs of countries has exactly one agreement of its own, the pact ties all four, and of the eight
agreements three (contract, treaty of 2025, declaration) and the accession were signed since the invasion of 2022.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from phalanx.intake.filing import file_facts
from phalanx.registry.store import Registry

VALID_ON = date(2025, 12, 31)

FILES: Mapping[str, str] = {
    "agreements.csv": """\
id,title,parties,signed,status,ended,form,legal_type,level,scope,domains,mutual_defence,summary,value_eur_m,source_url,source_grade,source_title,source_date,confidence,note
fr-se-2015-research,Research arrangement,FR;SE,2015-04-10,terminated,2020-06,cooperation_agreement,arrangement,state,industry_procurement,research,none,,,https://example.org/research,B,Agency,2015-04-11,verified,
de-fr-2019-treaty,Treaty of Aachen,DE;FR,2019-01-22,in_force,,strategic_partnership,treaty,state,comprehensive,industry;procurement,assistance,,,https://example.org/aachen,A,Official journal,2019-01,verified,Article 4.
de-fr-pl-2021-pact,Exercise pact,DE;FR;PL,2021-06,in_force,,cooperation_agreement,memorandum,state,operational,exercises,none,,,https://example.org/pact,B,Ministry,2021,verified,
pl-se-2022-letter,Baltic letter of intent,PL;SE,2022,signed,,statement_of_intent,letter_of_intent,state,operational,maritime,none,,,https://example.org/letter,D,Blog,,partial,The day is not known.
de-fr-pl-se-2023-accession,Sweden joins the exercise pact,DE;FR;PL;SE,2023-03-15,signed,,cooperation_agreement,memorandum,state,operational,exercises,none,,,https://example.org/accession,B,Ministry,2023-03-15,verified,
de-se-2024-contract,Ammunition contract,DE;SE,2024-10-02,signed,,procurement_contract,contract,company,industry_procurement,ammunition;procurement,none,,250,https://example.org/contract,C,Newspaper,2024-10-03,verified,
fr-pl-2025-treaty,Treaty of Nancy,FR;PL,2025-05-09,signed,,strategic_partnership,treaty,state,comprehensive,industry,consultation,,,https://example.org/nancy,C,Newspaper,2025-05-10,partial,The article was not seen.
de-pl-2025-declaration,Border declaration,DE;PL,2025-11,announced,,political_declaration,declaration,state,other,,none,,,https://example.org/border,C,Newspaper,,verified,
""",
    "party_periods.csv": """\
id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note
pp-pact-se,de-fr-pl-2021-pact,SE,2023-03-15,,de-fr-pl-se-2023-accession,https://example.org/accession,B,verified,
""",
    "states.csv": """\
iso2,name,eu_since,nato_since,pesco,schengen,eea_efta,eu_candidate,jef,arctic_council,pop_m,gdp_eur_bn_2024,def_exp_eur_bn_2024,def_exp_pct_gdp_2024,neutral,capital,capital_lat,capital_lon,source_url,source_grade,confidence,def_exp_eurostat_cofog_eur_bn_2024,note
DE,Germany,1958,1955,yes,yes,no,no,no,no,83.5,4300,90,2.1,no,Berlin,52.5,13.4,https://example.org/states,A,verified,,
FR,France,1958,1949,yes,yes,no,no,no,no,68.5,2900,59,2,no,Paris,48.9,2.4,https://example.org/states,A,verified,,
PL,Poland,2004,1999,yes,yes,no,no,no,no,36.6,850,35,4.1,no,Warsaw,52.2,21,https://example.org/states,A,verified,,
SE,Sweden,1995,2024,yes,yes,no,no,yes,yes,10.6,560,12,2.1,no,Stockholm,59.3,18.1,https://example.org/states,A,verified,,
""",
    "groupings.csv": """\
id,name,kind,founded,members,purpose,domains,source_url,source_grade,confidence
weimar,Weimar Triangle,minilateral,1991,DE;FR;PL,Consultation of three,exercises,https://example.org/weimar,A,verified
baltic-sea,Baltic Sea Group,regional,2024,DE;PL;SE,Watch over the sea,maritime,https://example.org/sea,C,partial
""",
    "scopes.csv": """\
id,title,parties_kind,states,groupings,membership,signed_from,signed_to,summary,source_url,source_grade,confidence,note
all,Every agreement,all,,,any,,,Everything there is.,https://example.org/scopes,B,verified,
weimar-three,Among the Weimar three,all,,weimar,all,,,Every party belongs to the triangle.,https://example.org/scopes,B,verified,
brief,Bilateral since 2019,bilateral,DE;FR;PL;SE,,all,2019,2025-09,Two of the four from 2019 to September 2025.,https://example.org/scopes,B,verified,
""",
    "turning_points.csv": """\
id,date,name,summary,source_url,source_grade,confidence,note
invasion-2022,2022-02-24,Russia's full-scale invasion of Ukraine,Counts are divided there.,https://example.org/invasion,A,verified,
""",
}
"""The facts, a text a file: 8 agreements, 1 joining, 4 states, 2 groupings, 3 scopes, 1 turning point; 19 records."""


def make_registry(folder: Path, **further: str) -> Registry:
    """A registry with the facts of the small world and those of further files, by name of kind: `cables="id,…"`."""
    facts = folder / "facts"
    facts.mkdir()
    for name, text in {**FILES, **{f"{kind}.csv": text for kind, text in further.items()}}.items():
        (facts / name).write_text(text, encoding="utf-8")
    registry = Registry.create(f"sqlite:///{folder / 'small.sqlite'}")
    file_facts(registry, facts, who="the tests", why="a world one can count by hand")
    return registry
