"""Which rule gives a pair its label: one pair for each, and the pair next to it for which the rule does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.analyses.network.overlapping import SOURCE, overlapping

from phalanx.analyses.network.overlaps.labels import FIRMNESS, RULES
from phalanx.analyses.network.overlaps.pair_scores import score_pairs
from phalanx.vocabulary.codes import LEGAL_TYPE

NO_JOINING = "id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note\n"
INTENT, MEMO = "statement_of_intent,letter_of_intent", "cooperation_agreement,memorandum"
AGREEMENT, TREATY = "cooperation_agreement,agreement", "cooperation_agreement,treaty"
ORDER, ARRANGEMENT = "procurement_contract,contract", "cooperation_agreement,arrangement"
OTHERS = tuple(
    f"z-{number:02},Paper {number:02},PL;SE,2001,signed,,{MEMO},state,operational,cyber,none,,,{SOURCE},"
    for number in range(12)
)
"""Papers of others, beside which a word or a domain of two agreements is rare."""
Side = tuple[str, str, str]
"""Title, day of signature, form and legal type."""


def rule_of(
    folder: Path, one: Side, other: Side, status: str = "signed,", note: str = "", parties: str = "DE;FR"
) -> tuple[str, str]:
    """The rule and label of two agreements on land forces, the first of Germany and France."""
    lines = [
        f'a-1-{name},{title},{who},{day},{state},{kind},state,operational,land,none,,,{SOURCE},"{said}"'
        for name, (title, day, kind), state, said, who in (
            ("one", one, status, "", "DE;FR"),
            ("two", other, "signed,", note, parties),
        )
    ]
    [pair] = rules_of(folder, lines).values()
    return pair


def rules_of(folder: Path, lines: Sequence[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Rule and label of every two of the agreements in these lines, whose ids begin with a."""
    overlaps = score_pairs(overlapping(folder, (*lines, *OTHERS), NO_JOINING))
    ids = overlaps.frame["id"].to_list()
    columns = overlaps.pairs.select("earlier", "later", "rule", "label").iter_rows()
    return {(ids[one], ids[other]): (rule, label) for one, other, rule, label in columns if ids[one].startswith("a")}


LETTER = ("Letter of intent on bridging tanks", "2021-03-01", INTENT)
CONTRACT = ("Contract on bridging tanks", "2022-05-01", ORDER)
PLAN = ("Work plan of both armies for the year 2021", "2021-03-01", MEMO)


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        # Within three years; a letter carried out later, or on the same day, is none.
        (LETTER, CONTRACT, "firmed"),
        (LETTER, ("Contract on bridging tanks", "2024-05-01", ORDER), "beside"),
        (LETTER, ("Contract on bridging tanks", "2021-03-01", ORDER), "beside"),
        # Another preliminary text is no firm one, and other arms are another matter.
        (LETTER, ("Letter of intent on bridging tanks again", "2022-05-01", INTENT), "edition"),
        (LETTER, ("Contract on Caesar howitzers", "2022-05-01", ORDER), "beside"),
        # A memorandum prepares a contract in nearly the same words, a frame for many orders does not.
        (("Memorandum on bridging tanks", "2021-03-01", MEMO), CONTRACT, "bought"),
        (("Framework on bridging tanks", "2021-03-01", MEMO), CONTRACT, "beside"),
        (("Contract on bridging tanks", "2021-03-01", ORDER), CONTRACT, "beside"),
        # The same title but for the year, 270 days later or more.
        (PLAN, ("Work plan of both armies for the year 2022", "2022-02-01", MEMO), "edition"),
        (PLAN, ("Work plan of both armies for the year 2022", "2021-11-25", MEMO), "repeated"),
        # The later speaks of renewing; a renewed contract is a further order.
        (PLAN, ("Renewed work plan of armies", "2021-09-01", MEMO), "renewed"),
        (("Order of bridging tanks", "2021-03-01", ORDER), ("Renewed order of bridging tanks", "2021-09-01", ORDER), "beside"),
        # Repeated: no firmer than before, within 300 days, and no arrangement that carries out.
        (("Agreement on drills", "2021-03-01", AGREEMENT), ("Memorandum on drills", "2021-05-01", MEMO), "repeated"),
        (("Memorandum on drills", "2021-03-01", MEMO), ("Treaty on drills", "2021-05-01", TREATY), "beside"),
        (("Agreement on drills", "2021-03-01", AGREEMENT), ("Arrangement on drills", "2021-05-01", ARRANGEMENT), "beside"),
        # Nothing in common but parties and domain: both stood, which is all.
        (("Agreement on drills", "2021-03-01", AGREEMENT), ("Memorandum for barracks", "2021-05-01", MEMO), "beside"),
    ],
)  # fmt: skip
def test_forms_titles_and_dates_decide_where_records_are_silent(
    tmp_path: Path, one: Side, other: Side, rule: str
) -> None:
    assert rule_of(tmp_path, one, other) == (rule, RULES[rule])


def test_an_end_when_the_other_was_signed_comes_before_forms(tmp_path: Path) -> None:
    """It ended within 31 days of the signature; a year before it, and without a later step, there is no overlap at all."""
    later = ("Memorandum on drills", "2022-05-01", MEMO)
    ended = ("Agreement on drills", "2019-03-01", AGREEMENT)
    assert rule_of(tmp_path, ended, later, "superseded,2022-04-10") == ("ended", "superseding")
    (tmp_path / "year").mkdir()
    assert rule_of(tmp_path / "year", ended, later, "terminated,2021-04-10") == ("none", "unrelated")


def test_what_a_record_says_comes_before_forms(tmp_path: Path) -> None:
    """Letter and contract again, of which the contract says that it adds to the letter, or that both are one."""
    for number, (note, rule) in enumerate(
        (
            ("Builds on the letter of 1 March 2021.", "adds"),
            ("Replaces the letter of 1 March 2021.", "replaces"),
            ("Same deal as a-1-one.", "same"),
            ("Follows the letter of 1 March 2021.", "firmed"),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert rule_of(folder, LETTER, CONTRACT, note=note) == (rule, RULES[rule])


def test_only_the_first_firm_text_takes_the_place_of_a_preliminary_one(tmp_path: Path) -> None:
    sides = (LETTER, CONTRACT, ("Contract on further bridging tanks", "2023-01-01", ORDER))
    lines = tuple(
        f"a-1-{number},{title},DE;FR,{day},signed,,{kind},state,operational,land,none,,,{SOURCE},"
        for number, (title, day, kind) in enumerate(sides)
    )
    found = {pair: rule for pair, (rule, _) in rules_of(tmp_path, lines).items()}
    assert found == {("a-1-0", "a-1-1"): "firmed", ("a-1-0", "a-1-2"): "beside", ("a-1-1", "a-1-2"): "beside"}


def test_a_pact_of_others_repeats_nothing(tmp_path: Path) -> None:
    """Three parties of which two signed the first: not the same parties."""
    later = ("Memorandum on drills", "2021-05-01", MEMO)
    assert rule_of(tmp_path, ("Agreement on drills", "2021-03-01", AGREEMENT), later, parties="DE;FR;PL")[0] == "beside"


def test_every_legal_type_is_more_or_less_firm() -> None:
    assert FIRMNESS.keys() == LEGAL_TYPE.keys()
    assert set(RULES.values()) == {"superseding", "redundant", "complementary"}
