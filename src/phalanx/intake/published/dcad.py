"""The Defense Cooperation Agreement Dataset: bilateral agreements from 1980 to 2010.

A row is one agreement. Its status is the last step that the data set reports: signed, in force, terminated. What the
categories become stands in `CATEGORIES`, what each column becomes in `TAKEN` and `LEFT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from phalanx.intake.published.converted import Converted, Reading, convert_rows
from phalanx.intake.published.correlates_of_war import CorrelatesOfWar, UnknownState

NAME: Final = "dcad"
TITLE: Final = "Defense Cooperation Agreement Dataset v1.0"
SOURCE_URL: Final = "https://correlatesofwar.org/data-sets/defense-cooperation-agreement-dataset/"
SOURCE_GRADE: Final = "B"


@dataclass(frozen=True)
class Category:
    """What one of the data set's categories says in our words."""

    title: str
    scope: str
    domains: tuple[str, ...]
    reason: str


CATEGORIES: Final[Mapping[str, Category]] = {
    "DCA": Category(
        "Defence cooperation agreement", "comprehensive", (), "a framework over several fields, which it does not name"
    ),
    "DIC": Category(
        "Defence industrial cooperation agreement", "industry_procurement", ("industry",), "defence industry"
    ),
    "PROCUREMENT": Category(
        "Procurement agreement", "industry_procurement", ("procurement",), "buying and selling equipment"
    ),
    "RESEARCH": Category("Research agreement", "industry_procurement", ("research",), "research and development"),
    "TREX": Category("Training agreement", "operational", ("training",), "training; whether exercises, is not said"),
    "COMMISSION": Category(
        "Joint commission agreement", "unspecified", (), "a joint body; on what it works, is not said"
    ),
}
FORM: Final = "cooperation_agreement"
"""Of every row: the data set gathers agreements that set a frame for lasting cooperation, contracts left out."""
MUTUAL_DEFENCE: Final = "none"
"""Of every row: by the data set's definition its agreements carry no promise of defence; those are alliances."""

SPELLINGS: Final[Mapping[str, str]] = {"FRG": "GFR", "GER": "GMY", "KOR": "ROK"}
"""The data set's own abbreviations, and those of the list of states. It writes KOR for South Korea, the list for Korea
before partition."""

TAKEN: Final[Mapping[str, str]] = {
    "DCAid": "id (`DCADv1.0-0001` becomes `dcad-0001`), source_title",
    "ccode1": "parties, title",
    "ccode2": "parties, title",
    "cowName1": "check of ccode1; where they name different states, the abbreviation decides and the note says so",
    "cowName2": "check of ccode2, likewise",
    "signYear": "signed, title",
    "signMonth": "signed",
    "signDay": "signed",
    "EIFYear": "status `in_force`, note",
    "EIFMonth": "note",
    "EIFDay": "note",
    "type": "note; `general` or `sector`",
    "category1": "title, scope, domains, note",
    "category2": "scope where category1 says none, domains, note",
    "category3": "as category2",
    "terminated": "status `terminated`; 0 or a negative code (not known, does not apply) say of no end",
    "durationActual": "ended: year of signature plus the years it lasted, only where `terminated` is 1",
    "factivaSign": "status: 0 (signature not confirmed) `announced`, -99 (not known) `unspecified`",
    "categoryConf": "confidence: `high` verified, all others partial; note",
    "sourceType": "note, when the row rests on press reports",
    "source": "source_title",
    "UNTS": "note",
}
LEFT: Final[Mapping[str, str]] = {
    "endYearEstimate": "an estimate is not an end; 2010 stands there for whatever was still running when the data end",
    "span": "the agreed term; we record ends that happened, not ends that were planned",
    "renewType": "how it is renewed; our records have no field for it",
    "renewYears": "for how long it is renewed; our records have no field for it",
    "asymmetry": "no field of ours; its codes are not explained on the public page",
    "fullText": "whether the coders had the text; no field of ours",
    "factivaConf": "certainty of the press reading on a scale not explained on the public page; categoryConf decides",
    "factivaEIF": "whether the press confirms entry into force; the date itself is in EIFYear",
}
UNSAID: Final[Mapping[str, str]] = {
    "form": "DCAD names no forms; every row is `cooperation_agreement`, which is what it gathers",
    "mutual_defence": "DCAD has no code for it; every row is `none`, since it leaves out alliances, as it calls agreements "
    "with such a promise",
    "legal_type": "DCAD does not tell a treaty from a memorandum; every row is `unspecified`",
    "scope": "a joint commission (COMMISSION) says nothing of its field: `unspecified` when no other category does",
    "domains": "DCA and COMMISSION name no field; empty when no other category does",
    "status": "the last step reported up to 2010: `in_force` means that entry into force is reported and no end, "
    "`signed` that entry into force is not reported, `unspecified` that not even the signature is confirmed or denied",
    "ended": "given for the agreements reported as terminated, to the year; estimated ends are left out",
    "summary": "DCAD has no text on the content",
    "value_eur_m": "DCAD has no amounts",
    "source_date": "the data set's day of publication is not in the file",
}

TYPES: Final = ("general", "sector")
CONFIDENCES: Final = ("high", "med", "low", "atypical")
IDENTIFIER = re.compile(r"^DCADv[\d.]+-(\d+)$", re.ASCII)


def recognises(header: Sequence[str]) -> bool:
    """Whether the header has the columns that only this data set has."""
    return {"DCAid", "ccode1", "ccode2", "signYear", "category1"} <= set(header)


def convert(rows: Iterable[tuple[int, Mapping[str, str]]], cow: CorrelatesOfWar) -> Iterator[Converted]:
    """One agreement a row. Columns that are not known give a problem on line 1 first; where columns lack, it is all."""
    return convert_rows(rows, (*TAKEN, *LEFT), lambda column: False, "DCAid", "", lambda row: _agreement(row, cow))


def _agreement(reading: Reading, cow: CorrelatesOfWar) -> dict[str, str]:
    """The cells of an agreement; what is wrong with the row stands in `reading.problems`."""
    signed = reading.day("signYear", "signMonth", "signDay")
    if not signed and not reading.problems:
        reading.problems.append("signYear is empty; expected the year of signature: fill it in or remove the row")
    when = signed or "2000"
    year = int(when[:4])
    states = [state for side in "12" if (state := _state(reading, side, when, cow)) is not None]
    names = {cow.party(state, when): cow.name(state, when) for state in states}
    if len(states) == 2 and len(names) == 1:
        reading.problems.append(
            f"ccode1 and ccode2 both stand for {', '.join(names.values())}; expected two parties: correct one of them"
        )
    categories = _categories(reading)
    kind = reading.code("type", TYPES)
    in_force = reading.day("EIFYear", "EIFMonth", "EIFDay")
    if in_force and in_force < signed[: len(in_force)]:
        reading.doubts.append("The data set dates entry into force before the signature.")
    status, ended = _outcome(reading, year, in_force)
    return {
        "id": _identifier(reading),
        "title": f"{categories[0].title if categories else ''}, {' – '.join(names.values())} ({year})",
        "parties": ";".join(sorted(names)),
        "signed": signed,
        "status": status,
        "ended": ended,
        "form": FORM,
        "legal_type": "unspecified",
        "level": "state",
        "scope": next((each.scope for each in categories if each.scope != "unspecified"), "unspecified"),
        "domains": ";".join(dict.fromkeys(domain for each in categories for domain in each.domains)),
        "mutual_defence": MUTUAL_DEFENCE,
        "source_url": SOURCE_URL,
        "source_grade": SOURCE_GRADE,
        "source_title": _source_title(reading),
        "confidence": _confidence(reading),
        "note": _note(reading, kind, in_force),
    }


def _identifier(reading: Reading) -> str:
    """`dcad-0001` of `DCADv1.0-0001`."""
    given = reading.text("DCAid")
    match = IDENTIFIER.match(given)
    if match is None:
        reading.problems.append(f"DCAid is {given!r}; expected the form DCADv1.0-0001: correct the cell")
        return ""
    return f"dcad-{match[1]}"


def _state(reading: Reading, side: str, when: str, cow: CorrelatesOfWar) -> int | None:
    """The number of the state on one side: its number, unless the abbreviation beside it names another state."""
    number, abbreviation = reading.number(f"ccode{side}"), reading.text(f"cowName{side}")
    named = cow.number(SPELLINGS.get(abbreviation, abbreviation))
    if number is None:
        reading.problems.append(f"ccode{side} is empty; expected a Correlates-of-War state number: fill it in")
        return None
    try:
        listed = cow.name(number, when)
    except UnknownState as error:
        reading.problems.append(f"ccode{side}: {error}")
        return None
    if abbreviation and named is None:
        reading.problems.append(
            f"cowName{side} is {abbreviation!r}, no abbreviation in the list of states; "
            f"ccode{side} {number} is {listed}: correct one of the two"
        )
    elif named is not None and named != number:
        # A slip in a number goes unseen by the one who types it; a slip of letters into another state's hardly does.
        reading.doubts.append(
            f"The row gives {number} ({listed}) and {abbreviation} ({cow.name(named, when)}) for the same party; "
            "read as the latter."
        )
        return named
    return number


def _categories(reading: Reading) -> list[Category]:
    """The categories of the row, the main one first."""
    codes = [reading.code("category1", CATEGORIES)]
    codes += [reading.code(column, ("", *CATEGORIES)) for column in ("category2", "category3")]
    return [CATEGORIES[code] for code in codes if code in CATEGORIES]


def _outcome(reading: Reading, year: int, in_force: str) -> tuple[str, str]:
    """Status and end: the last step that is reported."""
    terminated = reading.code("terminated", ("0", "1", "-88", "-99"))
    confirmed = reading.code("factivaSign", ("", "0", "1", "-99"))
    if terminated == "1":
        years = reading.number("durationActual")
        if years is None or years < 0:
            reading.doubts.append("Terminated, the year is not given.")
            return "terminated", ""
        reading.doubts.append(
            f"Reported as terminated after {years} years; the year of the end is counted from the signature."
        )
        return "terminated", str(year + years)
    if in_force:
        return "in_force", ""
    return {"0": "announced", "-99": "unspecified"}.get(confirmed, "signed"), ""


def _confidence(reading: Reading) -> str:
    """`verified` when the coders were sure of the category and nothing had to be inferred."""
    sure = reading.code("categoryConf", CONFIDENCES) == "high" and reading.text("factivaSign") in {"", "1"}
    return "verified" if sure and not reading.doubts else "partial"


def _source_title(reading: Reading) -> str:
    coded_from = reading.text("source")
    title = f"{TITLE} (Kinne 2020), {reading.text('DCAid')}"
    return f"{title}; coded from: {coded_from}" if coded_from else title


def _note(reading: Reading, kind: str, in_force: str) -> str:
    """What our columns cannot hold, in words."""
    given = ", ".join(code for n in "123" if (code := reading.text(f"category{n}")))
    said = [f"DCAD: {kind} agreement, {given}; confidence in the category: {reading.text('categoryConf')}."]
    if in_force:
        said.append(f"Entered into force {in_force}.")
    if reading.text("terminated") == "-99":
        said.append("Whether it ended is coded as not known.")
    if reading.text("sourceType") == "factiva":
        said.append("Coded from press reports.")
    if reading.text("factivaSign") == "0":
        said.append("They do not confirm the signature.")
    elif reading.text("factivaSign") == "-99":
        said.append("Whether they confirm the signature is not coded.")
    if reading.text("UNTS"):
        said.append(f"UNTS number in the data set: {reading.text('UNTS')}.")
    return " ".join([*said, *dict.fromkeys(reading.doubts)])
