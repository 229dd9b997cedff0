"""small_backstop: two frontline states of the small world, and what the United States does for them, to count by hand.

The small world (France, Germany, Poland, Sweden on the last day of 2025) with a border of Poland to Russia and to Germany,
and with Sweden in the Eastern Flank Summit group: so Poland and Sweden are on the frontline. Of the United States:

    aid       Poland       40 in 2021 to 2024 and 12 in 2025; for 2026 4 are approved and 0 were asked for, and a total stands aside
    shared    Poland and   100 in 2024, 60 in 2026
              Sweden
    troops    Poland       1,000 in 2025; 400 of them are left, by another source 700 leave
              Germany      500 in 2025, of which 100 leave
              Europe       10,000 in 2025, by law never under 9,000
    trained   Europe       50 in 2018 to 2022, none from 2026
    fighters  NATO         99 offered from 2026, and before, as the row says in words, 149
    posts     NATO         2 fewer from 2026, led by France since
    kept      Poland       7 in 2025 and in 2026
    once      Sweden       3 in 2023, and nothing since is known
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.registry.records.backstop_weights import WORD_LISTS
from phalanx.world import World

SOURCE = "https://example.org/backstop,B,verified"

POSTURE = f"""\
id,programme,recipient,year,amount_usd_m,quantity,unit,qualifier,summary,source_url,source_grade,confidence
A-1,Aid,PL,2021/2024,40,,USD m,,,{SOURCE}
A-2,Aid,PL,2025,12,,USD m,,,{SOURCE}
A-3,Aid,PL,2026,4,,USD m,,,{SOURCE}
A-4,Aid,PL,2026,0,,USD m,,,{SOURCE}
A-5,Aid,PL,2021/2025,52,,USD m,,The total.,{SOURCE}
S-1,Shared aid,PL;SE,2024,100,,USD m,,,{SOURCE}
S-2,Shared aid,PL;SE,2026,60,,USD m,,,{SOURCE}
T-1,Troops,PL,2025,,1000,personnel,,,{SOURCE}
T-2,Troops,PL,2025,,400,personnel,,,{SOURCE}
T-3,Troops,PL,2025,,-700,personnel,,,{SOURCE}
T-4,Troops,DE,2025,,500,personnel,,,{SOURCE}
T-5,Troops,DE,2025,,-100,personnel,,,{SOURCE}
T-6,Troops,EUROPE,2025,,10000,personnel,,,{SOURCE}
T-7,Troops,EUROPE,2026,,9000,personnel,,,{SOURCE}
E-1,Training,EUROPE,2018/2022,50,,USD m,,,{SOURCE}
E-2,Training,EUROPE,2026,,,end of funds,,,{SOURCE}
N-1,Fighters,NATO,2026,,99,aircraft,from about 149,,{SOURCE}
N-2,Posts,NATO,2026,,-2,posts,,,{SOURCE}
K-1,Kept aid,PL,2025,7,,USD m,,,{SOURCE}
K-2,Kept aid,PL,2026,7,,USD m,,,{SOURCE}
O-1,Aid once,SE,2023,3,,USD m,,,{SOURCE}
"""

PROGRAMMES = f"""\
id,name,nature,unit,domains,levels,plans,floors,ends,cuts,aside,before,taken_over,enablers,counted,reasoning,source_url,source_grade,confidence,note
aid,Aid,money,USD m a year,exercises,A-1;A-2,A-3;A-4,,,,A-5,,,,By the year.,It is.,{SOURCE},
shared,Shared aid,money,USD m a year,exercises;maritime,S-1,S-2,,,,,,,,By the year.,It is.,{SOURCE},
troops,Troops,troops,troops,land,T-1;T-4;T-6,T-2,T-7,,T-3;T-5,,,,,The last.,It is.,{SOURCE},
trained,Training,money,USD m a year,industry,E-1,,,E-2,,,,,,A mean.,It is.,{SOURCE},
fighters,Fighters,forces,aircraft,procurement,,N-1,,,,,149,,,In words.,It is.,{SOURCE},
posts,Posts,posts,posts,land,,,,,N-2,,,lead-1,,As told.,It is.,{SOURCE},
kept,Kept aid,money,USD m a year,exercises,K-1,K-2,,,,,,,,By the year.,It is.,{SOURCE},
once,Aid once,money,USD m a year,exercises,O-1,,,,,,,,,By the year.,It is.,{SOURCE},
"""

WEIGHT: Mapping[tuple[str, str], float] = {
    ("part", "agreements"): 30, ("part", "units"): 10, ("part", "groupings"): 10, ("part", "nearness"): 20,
    ("part", "spending"): 20, ("part", "growth"): 10, ("part", "exposed"): 15, ("part", "friction"): 25,
    ("half", "agreements"): 1, ("half", "units"): 1, ("half", "groupings"): 1, ("half", "nearness"): 500,
    ("half", "spending"): 10, ("half", "growth"): 1,
    ("form", "strategic_partnership"): 1, ("form", "cooperation_agreement"): 1, ("form", "procurement_contract"): 1,
    ("form", "statement_of_intent"): 0.5, ("form", "political_declaration"): 0.25, ("form", "unspecified"): 0.5,
    ("grouping", "alliance"): 0, ("grouping", "union"): 0, ("grouping", "eu_framework"): 0, ("grouping", "regional"): 0.25,
    ("grouping", "minilateral"): 0.5, ("grouping", "joint_command"): 1, ("grouping", "capability_pool"): 1,
    ("grouping", "centre_of_excellence"): 0.25,
    ("measure", "lead_nation"): 2, ("measure", "covered"): 1.5, ("measure", "growth_years"): 3,
}  # fmt: skip

FURTHER: Mapping[str, str] = {
    "us_posture": POSTURE,
    "us_programmes": PROGRAMMES,
    "backstop_weights": "dimension,code,weight,reasoning,source_url,source_grade,confidence,note\n"
    + "".join(
        f"{dimension},{code},{WEIGHT[dimension, code]:g},So much.,{SOURCE},\n"
        for dimension, codes in WORD_LISTS.items()
        for code in codes
    ),
    "borders": f"""\
a,b,length_km,since,source_url,source_grade,confidence,note
PL,RU,209,,{SOURCE},
DE,PL,467,,{SOURCE},
""",
    "groupings": FILES["groupings.csv"]
    + "eastern-flank-group,Eastern Flank Summit group,regional,2025-12-16,FI;SE,Watch,drones,https://example.org/flank,B,verified\n",
    "disputes": f"""\
id,parties,effect,scope,since,summary,source_url,source_grade,confidence,note
d-1,DE;PL,They quarrel,All,2020,Long.,{SOURCE},
d-2,FR;PL;SE,They quarrel as well,All,2020,Long.,{SOURCE},
""",
    "defence_expenditure": f"""\
iso2,year,pct_gdp,usd_bn_current,equipment_share_pct,source_url,source_grade,confidence,note
DE,2022,1.4,,,{SOURCE},
DE,2025,2.4,,,{SOURCE},
FR,2022,2.0,,,{SOURCE},
FR,2025,1.9,,,{SOURCE},
""",
    "lead_nations": f"""\
coalition_id,area_id,name,lead_nations,lead_standing,members,status,source_url,source_grade,confidence,note
lead-1,,A command,FR,agreed,,agreed,{SOURCE},
""",
}


@contextmanager
def small_backstop(folder: Path, **changed: str) -> Iterator[World]:
    """The World of the small backstop; other texts may stand in for some of its files, by name of kind."""
    with make_registry(folder, **(dict(FURTHER) | changed)) as registry:
        yield World.of(registry, VALID_ON)
