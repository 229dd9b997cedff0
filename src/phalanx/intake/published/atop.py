"""Alliance Treaty Obligations and Provisions, the file with one row an alliance: alliances since 1815.

A row covers the whole life of an alliance: all its phases, and every state that ever was a member, states that succeeded
a member included. What each column becomes stands in `TAKEN` and `LEFT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from phalanx.intake.published.converted import Converted, Reading, convert_rows
from phalanx.intake.published.correlates_of_war import CorrelatesOfWar, UnknownState

NAME: Final = "atop"
TITLE: Final = "Alliance Treaty Obligations and Provisions (ATOP), alliance level"
SOURCE_URL: Final = "http://www.atopdata.org/"
SOURCE_GRADE: Final = "B"

PLEDGES: Final[Mapping[str, tuple[str, str]]] = {
    "defense": ("Defence pact", "defence if attacked"),
    "offense": ("Offence pact", "joining an attack"),
    "neutral": ("Neutrality pact", "neutrality"),
    "nonagg": ("Non-aggression pact", "non-aggression"),
    "consul": ("Consultation pact", "consultation in a crisis"),
}
"""The five pledges, weightiest first: the first that is made names the alliance, all that are made stand in the note."""

MEMBER = re.compile(r"^mem\d+$", re.ASCII)

TAKEN: Final[Mapping[str, str]] = {
    "atopid": "id (1005 becomes `atop-1005`), source_title",
    "begyr": "signed, title",
    "begmo": "signed",
    "begday": "signed",
    "endyr": "ended, status: a year is `terminated`, 0 `in_force`",
    "endmo": "ended",
    "endday": "ended",
    "ineffect": "check of endyr",
    "bilat": "note, where it does not fit the number of members",
    "maxphase": "note: how many phases the row covers",
    "wartime": "note: made in time of war",
    "pubsecr": "note: secret as a whole (2) or in some articles (1)",
    "pubtreat": "legal_type: 1 (public treaty) `treaty`, anything else `unspecified`; a treaty may be coded 0",
    "defense": "mutual_defence `assistance`, title, note",
    "consul": "mutual_defence `consultation` where defense is 0, title, note",
    "offense": "title, note",
    "neutral": "title, note",
    "nonagg": "title, note",
    "conditio": "note: pledges hold under conditions",
    "asymm": "note: the pledges do not bind all members alike",
    "source": "confidence, note: 2 means that the coders did not have the text itself",
    "version": "source_title",
}
NO_FIELD: Final[Mapping[str, str]] = {
    "how it is made, joined, ended or renewed": "estmode proadd futmem speclgth length renounce proren renewlgt",
    "a condition or limit of the pledges": "defcon offcon neucon concon notaiden dipaid terrres seppeace thirdcom noothall "
    "specthrt conwtin medarb",
    "military cooperation in codes unlike ours": "milcon milaid intcom subord organ1 orgpurp1 organ2 orgpurp2 base contrib "
    "armred",
    "another promise": "acqterr divgains demwith reflnun refothio natrefal compag nomicoop conres agprois conmen ecaid "
    "interv",
}
"""Columns for which our records have no field, by what they are about."""
LEFT: Final[Mapping[str, str]] = {
    "cowid": "the number in another data set",
    "cow4id": "the number in another data set",
    "secrart": "which articles are secret; pubsecr says that some are",
    "term": "how it ended; our records say that and when",
    "active": "defense and offense in one",
    "new4": "bookkeeping of the data set",
    "rev4": "bookkeeping of the data set",
    "statthr1": "the state it is aimed at is no party",
    "statthr2": "the state it is aimed at is no party",
    "formorg": "part of a scale built from other columns",
    "formal": "a scale built from other columns",
    "hinst": "a scale built from other columns",
    "minst": "a scale built from other columns",
    "milinst": "a scale built from other columns",
    "milorg": "a scale built from other columns",
    **{column: f"{about}; no field of ours" for about, columns in NO_FIELD.items() for column in columns.split()},
}
UNSAID: Final[Mapping[str, str]] = {
    "parties": "which states were members, not from when to when: this file has no entry and exit dates. States that "
    "succeeded a member (Czechia and Slovakia after Czechoslovakia) are listed beside it",
    "signed": "the day on which ATOP lets the alliance begin, for the great treaties the day of signature",
    "status": "`in_force` means in effect when the alliance was coded; the file does not say when that was",
    "legal_type": "`treaty` where ATOP codes a public treaty, else `unspecified`",
    "form": "ATOP codes promises, not forms of agreement; every row is `unspecified`",
    "scope": "ATOP codes promises, not fields of cooperation; every row is `unspecified`",
    "domains": "ATOP's codes for military cooperation do not fit ours; empty",
    "mutual_defence": "pledges to attack, to stay neutral or not to attack one another have no code here: they are in "
    "the note, in words",
    "summary": "ATOP has no text on the content in this file",
    "value_eur_m": "ATOP has no amounts",
    "source_date": "the data set's day of publication is not in the file",
}


def recognises(header: Sequence[str]) -> bool:
    """Whether the header has the columns that only this file has: its unit is the alliance, with all its members."""
    return {"atopid", "begyr", "defense", "consul", "mem1", "mem2"} <= set(header)


def convert(rows: Iterable[tuple[int, Mapping[str, str]]], cow: CorrelatesOfWar) -> Iterator[Converted]:
    """One agreement a row. Columns that are not known give a problem on line 1 first; where columns lack, it is all."""
    return convert_rows(
        rows,
        (*TAKEN, *LEFT),
        lambda column: MEMBER.match(column) is not None,
        "atopid",
        "ATOP ",
        lambda row: _agreement(row, cow),
    )


def _agreement(reading: Reading, cow: CorrelatesOfWar) -> dict[str, str]:
    """The cells of an agreement; what is wrong with the row stands in `reading.problems`."""
    signed = reading.day("begyr", "begmo", "begday")
    if not signed and not reading.problems:
        reading.problems.append("begyr is empty; expected the year the alliance began: fill it in")
    number = reading.number("atopid")
    if number is None and not reading.text("atopid"):
        reading.problems.append("atopid is empty; expected a number such as 1005: fill it in")
    when = signed or "1900"
    ended = reading.day("endyr", "endmo", "endday")
    names = _members(reading, when, cow)
    pledges = {pledge for pledge in PLEDGES if reading.code(pledge, ("0", "1")) == "1"}
    _check_effect(reading, ended)
    note = _note(reading, pledges, len(names), ended)
    return {
        "id": f"atop-{number}" if number is not None else "",
        "title": _title(pledges, list(names.values()), when[:4]),
        "parties": ";".join(sorted(names)),
        "signed": signed,
        "status": "terminated" if ended else "in_force",
        "ended": ended,
        "form": "unspecified",
        "legal_type": "treaty" if reading.code("pubtreat", ("", "0", "1")) == "1" else "unspecified",
        "level": "state",
        "scope": "unspecified",
        "mutual_defence": "assistance" if "defense" in pledges else "consultation" if "consul" in pledges else "none",
        "source_url": SOURCE_URL,
        "source_grade": SOURCE_GRADE,
        "source_title": f"ATOP {_version(reading)}(Leeds et al. 2002), alliance {number}",
        "confidence": "partial" if reading.doubts else "verified",
        "note": note,
    }


def _members(reading: Reading, when: str, cow: CorrelatesOfWar) -> dict[str, str]:
    """Every member as party code and name, in the order of the file; West Germany and Germany are one party."""
    names: dict[str, str] = {}
    found = 0
    for column in (column for column in reading.row if MEMBER.match(column)):
        number = reading.number(column)
        if number is None or number <= 0:
            continue
        found += 1
        try:
            state = cow.membership(number, when)
        except UnknownState as error:
            reading.problems.append(f"{column}: {error}")
        else:
            names.setdefault(state.party, state.name)
    if found < 2 or (len(names) < 2 and not reading.problems):
        reading.problems.append(
            f"the columns mem1, mem2, … name {len(names)} part{'y' if len(names) == 1 else 'ies'} "
            f"({', '.join(names.values()) or 'none'}); expected two or more: add the missing member or remove the row"
        )
    return names


def _check_effect(reading: Reading, ended: str) -> None:
    """`ineffect` and `endyr` say the same thing twice; a row that contradicts itself is not to be believed."""
    in_effect = reading.code("ineffect", ("", "0", "1"))
    if (ended and in_effect == "1") or (not ended and in_effect == "0"):
        reading.problems.append(
            f"ineffect is {in_effect} and endyr {reading.text('endyr') or 'empty'}; expected 1 and 0 for an alliance in "
            "effect, 0 and a year for one that ended: correct one of the two"
        )


def _title(pledges: set[str], names: list[str], year: str) -> str:
    """`Defence pact, Germany – Austria-Hungary (1879)`; of many members the first three and how many more."""
    kind = next((title for pledge, (title, _) in PLEDGES.items() if pledge in pledges), "Alliance")
    who = " – ".join(names[:3])
    if len(names) > 3:
        who += f" and {len(names) - 3} more"
    return f"{kind}, {who} ({year})"


def _version(reading: Reading) -> str:
    """`4.01 ` of `4.0100002`; empty when the file does not say."""
    try:
        return f"{round(float(reading.text('version')), 2):g} "
    except ValueError:
        return ""


def _note(reading: Reading, pledges: set[str], parties: int, ended: str) -> str:
    """What our columns cannot hold, in words; what was inferred also counts as a doubt."""
    made = ", ".join(words for pledge, (_, words) in PLEDGES.items() if pledge in pledges)
    said = [f"ATOP pledges: {made or 'none of the five it codes'}."]
    if reading.code("conditio", ("", "0", "1")) == "1":
        said.append("They hold under conditions.")
    if reading.code("asymm", ("", "0", "1")) == "1":
        reading.doubts.append("They do not bind all members alike.")
    secrecy = reading.code("pubsecr", ("", "0", "1", "2"))
    said += {"1": ["Some articles were secret."], "2": ["Secret when made."]}.get(secrecy, [])
    if reading.code("wartime", ("", "0", "1")) == "1":
        said.append("Made in time of war.")
    if not ended:
        said.append("In effect when coded.")
    phases = reading.number("maxphase") or 0
    if phases > 1:
        reading.doubts.append(f"The row covers {phases} phases with changed terms.")
    bilateral = reading.code("bilat", ("", "0", "1"))
    if bilateral == "1" and parties > 2:
        reading.doubts.append(f"Coded as bilateral, with {parties} members listed over time.")
    elif bilateral == "0" and parties == 2:
        reading.doubts.append("Coded as multilateral, with two members listed.")
    if reading.code("source", ("", "1", "2")) == "2":
        reading.doubts.append("Coded without the text itself.")
    return " ".join([*said, *dict.fromkeys(reading.doubts)])
