"""A world of overlaps that one can score by hand: nine agreements of the four states of the small world.

As of the last day of 2025, scored with the bundled weights:

    fr-pl-2020-letter     FR PL     letter of intent on Caesar guns, ended on the day of the contract
    fr-pl-2021-contract   FR PL     contract on Caesar guns
    fr-pl-2022-tanks      FR PL     contract on Leopards
    de-se-2022-archer     DE SE     contract on Archer guns
    de-fr-pl-2023-plan    DE FR PL  memorandum on an exercise plan in the Baltic; Sweden joined it in 2025
    de-fr-2023-plan       DE FR     the same of two of them
    pl-se-2024-agreement  PL SE     agreement on a cyber range
    pl-se-2024-memo       PL SE     memorandum on the same, a hundred days later
    de-fr-pl-se-2025-join DE FR PL SE  records the joining only
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.world import World

HEADER = FILES["agreements.csv"].partition("\n")[0]
SOURCE = "https://example.org/pact,B,Agency,2022,verified"
ROWS = (
    f"fr-pl-2020-letter,Letter of intent on Caesar guns,FR;PL,2020-03-01,superseded,2021-05-10,statement_of_intent,letter_of_intent,state,industry_procurement,land;procurement,none,,,{SOURCE},",
    f"fr-pl-2021-contract,Contract on Caesar guns,FR;PL,2021-05-10,signed,,procurement_contract,contract,state,industry_procurement,land;procurement,none,,150,{SOURCE},",
    f"fr-pl-2022-tanks,Leopard order,FR;PL,2022-06-01,signed,,procurement_contract,contract,state,industry_procurement,land;procurement,none,,,{SOURCE},",
    f"de-se-2022-archer,Contract on Archer guns,DE;SE,2022-09-01,signed,,procurement_contract,contract,state,industry_procurement,land;procurement,none,,,{SOURCE},",
    f"de-fr-pl-2023-plan,Exercise plan in the Baltic,DE;FR;PL,2023-01-10,in_force,,cooperation_agreement,memorandum,state,operational,exercises,none,,,{SOURCE},",
    f"de-fr-2023-plan,Exercise plan in the Baltic,DE;FR,2023-03-01,in_force,,cooperation_agreement,memorandum,state,operational,exercises,none,,,{SOURCE},",
    f"pl-se-2024-agreement,Agreement on a cyber range,PL;SE,2024-02-01,in_force,,cooperation_agreement,agreement,state,cyber,cyber,none,,,{SOURCE},",
    f"pl-se-2024-memo,Memorandum on a cyber range,PL;SE,2024-05-11,in_force,,cooperation_agreement,memorandum,state,cyber,cyber,none,,,{SOURCE},",
    f"de-fr-pl-se-2025-join,Exercise plan in the Baltic,DE;FR;PL;SE,2025-01-10,in_force,,cooperation_agreement,memorandum,state,operational,exercises,none,,,{SOURCE},",
)  # fmt: skip
JOINED = (
    "id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note\n"
    "pp-se,de-fr-pl-2023-plan,SE,2025-01-10,,de-fr-pl-se-2025-join,https://example.org/join,B,verified,\n"
)
RULES = ("overlap_weights", "overlap_words", "capability_words", "capability_areas")


def bundled(kind: str) -> str:
    """The bundled facts of a kind as text."""
    return files("phalanx.facts").joinpath(f"{kind}.csv").read_text(encoding="utf-8")


def overlapping(folder: Path, rows: tuple[str, ...] = ROWS, joined: str = JOINED, **further: str) -> World:
    """A World of these agreements, each a line of the file, with the bundled rules."""
    agreements = "\n".join((HEADER, *rows)) + "\n"
    scopes = "\n".join(line for line in FILES["scopes.csv"].splitlines() if not line.startswith("weimar")) + "\n"
    told = {kind: bundled(kind) for kind in RULES} | {
        "scopes": scopes,
        "agreements": agreements,
        "party_periods": joined,
    }
    with make_registry(folder, **(told | further)) as registry:
        return World.of(registry, VALID_ON)
