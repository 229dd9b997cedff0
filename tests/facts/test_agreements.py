"""What an agreement's own words say and what its codes say: title, summary and note against form, scope, parties, grade.

Each rule stands for a class of mistakes that was found and mended (`corrections.csv`). Where a record is right against
a rule, it is listed here with its reason; a listed record that no longer breaks its rule is taken off the list.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from phalanx.registry.records import KINDS

FACTS = Path(str(files("phalanx.facts")))
Row = dict[str, str]


@cache
def rows(kind: str = "agreements") -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def holds(broken: Iterable[str], excused: Mapping[str, str] | None = None) -> None:
    """A rule is broken by the records that are excused, and by no other."""
    assert set(broken) == set(excused or {})


# ── What kind of text it is ──────────────────────────────────────────────────────────────────────────────────────────

SAYS = {
    "treaty": r"\btreaty\b|\bconvention\b",
    "memorandum": r"\bmemorandum\b",
    "letter_of_intent": r"\b(letters?|statements?|declarations?|protocol) of intent\b",
    "declaration": r"\bdeclaration\b(?! of intent)|\bjoint statement\b|\bcommunique\b",
    "arrangement": r"\barrangement\b",
}
OTHER_TEXT = {
    "de-pl-2013-navy-cooperation": "a declaration in the title, a letter in that of the air forces which widens it",
    "gb-ua-2024-defence-materiel-mou": "its summary calls it a memorandum",
    "de-ua-2024-iaad-arrangement": "its source calls it an agreement (Abkommen)",
    "ee-lt-lv-pl-2025-ottawa-withdrawal-statement": "a statement on leaving a treaty",
    "de-ro-2026-declaration-of-intent": "the heads of government call it a memorandum, says its note",
}


def test_a_title_that_names_the_kind_of_text_has_it_as_legal_type() -> None:
    broken = []
    for row in rows():
        said = {kind for kind, words in SAYS.items() if re.search(words, row["title"], re.IGNORECASE)}
        if said and row["legal_type"] not in said:
            broken.append(row["id"])
    holds(broken, OTHER_TEXT)


def test_a_strategic_partnership_between_states_is_one_in_title_and_form() -> None:
    named = [row for row in rows() if row["level"] == "state" and "strategic partnership" in row["title"].lower()]
    assert len(named) > 20
    holds(row["id"] for row in named if row["form"] != "strategic_partnership")


def test_what_binds_one_firm_and_one_state_is_at_the_level_of_companies() -> None:
    """By the word list: at least one side signs as a company."""
    firms = [row for row in rows() if re.search(r"company-level|state and company", row["note"], re.IGNORECASE)]
    assert len(firms) > 20
    assert {row["level"] for row in firms} == {"company"}


# ── Who, when, and how it stands ─────────────────────────────────────────────────────────────────────────────────────

NO_PARTY_LEFT = {
    "gb-ua-2024-l119-repair-contract": "without Ukraine one party would be left, and the firm repairs in Ukraine",
}


def test_who_only_benefits_is_no_party() -> None:
    """The parties are those at signature; a note that says who signed, and that Ukraine benefits, says Ukraine did not."""
    benefits = [row for row in rows() if re.search(r"Ukraine is the beneficiary(?! and may)", row["note"])]
    assert len(benefits) > 3
    holds((row["id"] for row in benefits if "UA" in row["parties"].split(";")), NO_PARTY_LEFT)


COUNTED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
}  # fmt: skip
WHO = r"(?:\w+[- ]){0,2}?(?:states|allies|ministers|leaders|nations|governments|partners|presidents|armies|buyers)\b"
OTHER_COUNT = {
    "multi-2018-mnd-north-loi": "three framework nations, and three contributors beside them",
    "multi-2019-rsocc-loi": "four allies, and Austria",
    "multi-2023-sky-shield-dk-se-join": "those who join; the parties are the whole group",
    "multi-2024-sky-shield-gr-tr-join": "those who join; the parties are the whole group",
    "multi-2025-cavs-uk-norway-join": "those who join; the parties are the whole group",
    "multi-2025-mmf-denmark-sweden-join": "those who join; the parties are the whole group",
    "multi-2025-flf-finland-statement": "five allies, and the host and the framework nation",
    "be-ca-dk-gb-lu-nl-no-pl-pt-ro-se-ua-2023-f16-training": "eleven states, and Ukraine",
    "be-de-dk-fr-gb-gr-lt-ua-2024-air-defence-coalition": "only those named are listed, says the note",
}


def test_a_summary_that_counts_the_parties_counts_those_listed() -> None:
    broken, counted = [], 0
    for row in rows():
        found = re.match(rf"({'|'.join(COUNTED)}) {WHO}", row["summary"], re.IGNORECASE)
        if found:
            counted += 1
            if COUNTED[found.group(1).lower()] != len(row["parties"].split(";")):
                broken.append(row["id"])
    assert counted > 60
    holds(broken, OTHER_COUNT)


def test_a_day_is_given_where_the_source_shows_one() -> None:
    """A note that the exact day is not shown, and a date to the day, do not go together."""
    says = re.compile(r"exact day not (shown|seen|given)|day (not shown|left out)|no day", re.IGNORECASE)
    holds(row["id"] for row in rows() if len(row["signed"]) == len("2025-06-24") and says.search(row["note"]))


def test_what_nobody_reports_as_signed_is_announced() -> None:
    says = re.compile(
        r"no signature reported|no signed text|signature (itself |still |was )*(not seen|not confirmed|expected)"
    )
    unsigned = [row for row in rows() if says.search(row["note"])]
    assert len(unsigned) > 3
    holds(row["id"] for row in unsigned if row["status"] in ("signed", "in_force"))


def test_what_stands_twice_is_told() -> None:
    """One text of one form between the same parties on one day is one agreement, or each names the other."""
    alike = defaultdict(list)
    for row in rows():
        if len(row["signed"]) == len("2025-06-24"):
            alike[row["parties"], row["signed"], row["form"], row["legal_type"], row["scope"]].append(row)
    for double in alike.values():
        for one in double:
            for other in double:
                if one is other or other["id"] in one["note"]:
                    continue
                words = [set(re.findall(r"\w{5,}", row["title"].lower())) for row in (one, other)]
                assert len(words[0] & words[1]) * 2 < len(words[0] | words[1]), (one["id"], other["id"])


# ── What it is about ─────────────────────────────────────────────────────────────────────────────────────────────────

ABOUT = {
    "air": r"air policing|fighters?\b|\bjets?\b|F-16|F-35|Gripen|Rafale|Typhoon|helicopters?\b(?!-)|transport aircraft|tanker fleet",
    "air_defence": r"air policing|\bair[- ]defence|IRIS-T|NASAMS|Mistral|Patriot",
    "arctic": r"\barctic|high north",
    "cyber": r"\bcyber",
    "drones": r"drone|unmanned",
    "energy": r"\benergy\b",
    "exercises": r"\bexercis|\bdrills\b",
    "hybrid": r"\bhybrid\b",
    "industry": r"defence[- ]industr|manufactur|co-produc|joint(ly)? produc|series production|production frame",
    "infrastructure": r"\binfrastructure\b",
    "land": r"howitzer|\btanks\b|brigade|battalion|CV90|armoured|infantry|\barmy\b|land forces|\barmies\b",
    "logistics": r"logistics?\b(?! agencies)|upkeep|\brepair|maintenance|host nation|maintain",
    "maritime": r"\bnaval\b|\bnavy\b|\bnavies\b|submarine|frigate|minehunt|corvette|warship|undersea|subsea",
    "medical": r"\bmedic|wounded",
    "military_mobility": r"military mobility",
    "missiles": r"\bmissiles?\b(?! defence)",
    "nuclear": r"\bnuclear\b",
    "space": r"\bsatellite|\bin space\b|space (situational|launch)",
    "standardisation": r"interoperability|NATO standards|common standards",
    "training": r"\btraining\b|\binstructors?\b",
}
"""Words of title or summary that name a domain whenever they stand there."""

BESIDE = {
    ("land", "de-pl-2015-air-force-cooperation"): "the earlier letter of the armies is what it adds to",
    ("maritime", "de-pl-2015-air-force-cooperation"): "the earlier letter of the navies is what it adds to",
    ("land", "lt-pl-ua-2020-lublin-triangle"): "the brigade is what it builds on",
    ("land", "de-se-2025-iris-t-slm"): "the brigades are what the systems protect",
    ("maritime", "gb-ua-2024-credit-framework"): "naval projects are what the earlier text covered",
    ("missiles", "gb-ua-2021-naval-credit-framework"): "missile ships are ships",
    ("missiles", "pl-ua-2024-security-agreement"): "the missiles are those to be shot down",
    ("missiles", "de-nl-2017-apollo-arrangement"): "a missile group is a unit of air defence",
    ("missiles", "de-fr-2025-toulon-security-council"): "missile warning is air defence",
}


@pytest.mark.parametrize("domain", ABOUT)
def test_what_title_and_summary_name_stands_among_the_domains(domain: str) -> None:
    named = [row for row in rows() if re.search(ABOUT[domain], f"{row['title']} # {row['summary']}", re.IGNORECASE)]
    assert len(named) >= 3
    broken = [row["id"] for row in named if domain not in row["domains"].split(";")]
    holds(broken, {record: why for (of, record), why in BESIDE.items() if of == domain})


def test_a_summary_says_more_than_its_title() -> None:
    for row in rows():
        words = re.findall(r"[\w'-]+", row["summary"])
        assert len(words) >= 7, (row["id"], row["summary"])
        title = {word.lower() for word in re.findall(r"[\w'-]+", row["title"])}
        assert {word.lower() for word in words} - title - {"on", "the", "a", "of", "and"}, row["id"]


# ── What is known, and from where ────────────────────────────────────────────────────────────────────────────────────


def test_what_a_note_calls_inferred_is_partial() -> None:
    says = re.compile(
        r"\b(inferred|assumed|follow the general pattern|unconfirmed|only referred to|only referenced)\b", re.IGNORECASE
    )
    broken = [row["id"] for row in rows() if row["confidence"] == "verified" and says.search(row["note"])]
    holds(broken, {"gb-hr-2022-strategic-partnership-commitment": "an earlier memorandum is only referred to"})


THEIR_OWN = {
    "multi-2025-eastern-flank-declaration": "a newspaper that prints the text",
    "gb-no-2011-bilateral-global-partnership": "an institute of the United Nations keeps the text",
    "gb-no-2012-defence-cooperation-mou": "an institute of the United Nations keeps the text",
    "be-lu-nl-2015-benelux-renegade-treaty": "the publisher of the Dutch collection of laws",
    "fr-se-2021-defence-loi": "the government that signed prints the text",
    "fi-gb-2022-mutual-security-declaration": "the president who signed prints the text",
    "de-gb-2025-kensington-treaty": "a service that passes on what the British government publishes",
}


def test_a_source_that_is_a_copy_by_its_own_title_has_grade_d() -> None:
    says = re.compile(r"\bcopy\b|\bmirror\b|\bblog$|\bforum$|\btext\b", re.IGNORECASE)
    copies = [row for row in rows() if says.search(row["source_title"]) or "Forum copy" in row["note"]]
    assert len(copies) > 10
    holds((row["id"] for row in copies if row["source_grade"] != "D"), THEIR_OWN)


MANY_VOICES = {
    "pubt.io": "passes on what others publish, authorities and firms",
    "wam.ae": "an agency's own news, and news it passes on",
    "news-b19a4a.dpa-prototype.de": "an agency's trial address, of which one page was a copy",
}


def test_one_publisher_has_one_grade() -> None:
    """A grade judges the publisher. Corrections keep the grade that their record had when they were made."""
    grades: dict[str, set[str]] = defaultdict(set)
    for kind in KINDS:
        for row in rows(kind) if kind != "corrections" else ():
            grades[(urlsplit(row["source_url"]).hostname or "").removeprefix("www.")].add(row["source_grade"])
    assert len(grades) > 500
    holds((host for host, given in grades.items() if len(given) > 1), MANY_VOICES)
