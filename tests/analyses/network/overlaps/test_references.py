"""Which agreement a clause means: by date, kind of text, words of the title; and that it means no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.analyses.network.overlapping import SOURCE, overlapping

from phalanx.analyses.network.overlaps.pair_scores import score_pairs
from phalanx.analyses.network.overlaps.references import clauses_of
from phalanx.analyses.network.overlaps.rules import read_rules
from phalanx.world import World

KINDS = {
    "treaty": "strategic_partnership,treaty",
    "memorandum": "cooperation_agreement,memorandum",
    "declaration": "political_declaration,declaration",
    "letter": "statement_of_intent,letter_of_intent",
}


NO_JOINING = "id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note\n"


def row(name: str, title: str, parties: str, signed: str, kind: str, note: str = "", summary: str = "") -> str:
    return f'{name},{title},{parties},{signed},signed,,{KINDS[kind]},state,comprehensive,training,none,{summary},,{SOURCE},"{note}"'


EARLIER = (  # and papers on nothing, beside which a word of one title is rare
    row("treaty-2019", "Treaty of Aachen", "DE;FR", "2019-01-22", "treaty"),
    row("memo-2019", "Memorandum on drills", "DE;FR", "2019-05-06", "memorandum"),
    row("memo-2020", "Memorandum on naval yards", "DE;FR", "2020-07", "memorandum"),
    row("polish-2019", "Treaty of Posen", "FR;PL", "2019-02-02", "treaty"),
    *(row(f"paper-{number:02}", f"Paper {number:02}", "DE;FR", "2001", "declaration") for number in range(30)),
    row("nordic-2019", "Memorandum on northern lights", "DE;FR;PL;SE", "2019-05-06", "memorandum"),
)


def named(folder: Path, note: str = "", summary: str = "") -> set[tuple[str, str]]:
    """What a declaration of 2025 names, each with what it tells."""
    last = row("declaration-2025", "Declaration of Toulon", "DE;FR", "2025-08-29", "declaration", note, summary)
    overlaps = score_pairs(
        overlapping(
            folder,
            (*EARLIER, last),
            NO_JOINING,
        )
    )
    ids = overlaps.frame["id"].to_list()
    said = overlaps.pairs.filter(overlaps.pairs["clause"].is_not_null())
    return {(ids[one], tells) for one, tells in said.select("earlier", "tells").iter_rows()}


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Builds on the 2019 treaty.", {("treaty-2019", "complementary")}),
        ("Replaces the treaty of 22 January 2019.", {("treaty-2019", "superseding")}),
        ("Replaces the text of 2019-01-22.", {("treaty-2019", "superseding")}),
        ("Follows the memorandum of July 2020.", {("memo-2020", "following")}),
        ("Updated, not replaced: the 2020 memorandum.", set()),  # nothing is told in the clause with the date
        ("It updates and does not replace the 2020 memorandum.", {("memo-2020", "superseding")}),
        ("Not replaced is the 2020 memorandum.", {("memo-2020", "complementary")}),
        ("Based on the Aachen treaty.", {("treaty-2019", "complementary")}),
        ("Probably the same text as memo-2019.", set()),  # no id is written so: two parts only
        ("Replaces the treaty of 1963.", set()),
        ("Replaces the memorandum of 22 January 2019.", set()),  # that day a treaty was signed
        ("Replaces the treaty of 23 January 2019.", set()),
        ("Signed on 22 January 2019.", set()),  # tells nothing of the other
        ("", set()),
    ],
)  # fmt: skip
def test_a_note_names_what_fits_it_best(tmp_path: Path, note: str, expected: set[tuple[str, str]]) -> None:
    assert named(tmp_path, note) == expected


def test_of_several_that_would_do_the_one_of_the_same_parties_is_meant(tmp_path: Path) -> None:
    """Two memorandums were signed on 6 May 2019; that of Germany and France alone is meant."""
    assert named(tmp_path, "Replaces the memorandum of 6 May 2019.") == {("memo-2019", "superseding")}


def test_a_summary_without_a_date_means_an_earlier_text_of_the_same_parties(tmp_path: Path) -> None:
    assert named(tmp_path, summary="Amends the memorandum on naval yards.") == {("memo-2020", "superseding")}


def test_an_id_is_meant_in_any_case(tmp_path: Path) -> None:
    rows = (
        row("de-fr-2019-treaty", "Treaty of Aachen", "DE;FR", "2019-01-22", "treaty"),
        row(
            "de-fr-2025-toulon",
            "Declaration",
            "DE;FR",
            "2025-08-29",
            "declaration",
            "Same signing as de-fr-2019-treaty: one text.",
        ),
    )
    overlaps = score_pairs(overlapping(tmp_path, rows, NO_JOINING))
    assert overlaps.pairs.select("tells", "rule", "label").rows() == [("redundant", "same", "redundant")]


def test_clauses_are_parted_and_their_dates_read(tmp_path: Path) -> None:
    note = "Seen in print; replaces the act of 3 March 2020. Extended on 2021-04. Implements the plan: see 1999."
    world = overlapping(
        tmp_path,
        (row("one-2025", "Act", "DE;FR", "2025", "treaty", note),),
        NO_JOINING,
    )
    found = clauses_of(world.table("agreements"), read_rules(world))
    assert found.select("told", "tells", "year", "month", "day").rows() == [
        ("replaces the act of 3 march 2020.", "superseding", 2020, 3, 3),
        ("implements the plan:", "complementary", None, None, None),
    ]


def test_the_bundled_notes_are_understood(bundled_world: World) -> None:
    """Read off the notes of both records of each pair."""
    overlaps = score_pairs(bundled_world)
    ids = overlaps.frame["id"].to_list()
    columns = overlaps.pairs.filter(overlaps.pairs["clause"].is_not_null()).select("earlier", "later", "tells")
    found = {(ids[one], ids[other]): tells for one, other, tells in columns.iter_rows()}
    expected = {
        ("multi-2014-jef-loi", "multi-2018-jef-comprehensive-mou"): "superseding",
        ("multi-2018-crrt-declaration", "multi-2020-crrt-mou"): "superseding",
        ("be-fr-2017-camo-declaration-of-intent", "be-fr-2018-camo-agreement"): "superseding",
        ("lt-ua-2016-training-mou", "lt-ua-2019-training-mou-protocol"): "superseding",
        ("dk-se-2016-enhanced-defence-mou", "dk-se-2024-defence-soi"): "complementary",
        ("fr-gb-2010-lancaster-house-defence", "fr-gb-2025-lancaster-house-2-declaration"): "complementary",
        ("cz-ua-2023-mou-defence-industry", "cz-ua-2024-small-arms-ammunition-plant"): "complementary",
        ("hu-se-2024-gripen-agreement", "hu-se-2024-defence-loi"): "following",
    }
    assert {pair: found.get(pair) for pair in expected} == expected
    # The note speaks of the G7's Vilnius declaration of that day, not of the Swedish agreements.
    assert ("se-ua-2023-procurement-support", "se-ua-2024-security-agreement") not in found
