from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.drawn import AWKWARD, cells_of

from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.records.states import State
from phalanx.vocabulary.codes import DOMAIN, LABELS, label
from phalanx.vocabulary.parties import is_party, party_name, party_names
from phalanx.vocabulary.values import (
    Code,
    Day,
    Flag,
    Identifier,
    Integer,
    InTurn,
    Misfit,
    Number,
    Party,
    Period,
    Several,
    Text,
    Url,
    ValueType,
)

ALL = {column.type for kind in KINDS.values() for column in columns(kind).values()}


def refuses(value_type: ValueType, text: str) -> Misfit:
    with pytest.raises(Misfit) as misfit:
        value_type.parse(text)
    assert (misfit.value.context or {})["expected"]
    return misfit.value


@given(data=st.data())
def test_whatever_is_written_reads_back(data: st.DataObject) -> None:
    value_type = data.draw(st.sampled_from(sorted(ALL, key=repr)))
    text = data.draw(cells_of(value_type, {kind: ["some-id"] for kind in KINDS}))
    value = value_type.parse(text)
    assert value_type.write(value) == text
    assert value_type.parse(value_type.write(value)) == value


@given(text=st.text() | st.sampled_from(AWKWARD))
def test_no_text_is_read_in_two_ways(text: str) -> None:
    """A cell is refused, or what it is taken for is written in a form that means the same."""
    for value_type in (Text(), Identifier(), Url(), Day(), Period(), Number(), Integer(), Flag(), Several(), Party()):
        try:
            value = value_type.parse(text)
        except Misfit:
            continue
        assert value_type.parse(value_type.write(value)) == value


@given(st.floats())
def test_numbers_come_back_to_the_last_digit(value: float) -> None:
    text = Number().write(value)
    try:
        assert Number().parse(text) == value
    except Misfit:
        digits = len(text.replace(".", "").replace("-", "").strip("0"))
        assert not math.isfinite(value) or digits > 15 or abs(value) >= 1e15 or abs(value) < 1e-15


@pytest.mark.parametrize(
    ("given_text", "canonical"),
    [("5", "5"), ("5.0", "5"), ("5.10", "5.1"), ("+5", "5"), ("-0", "0"), ("-0.0", "0"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"), (" 7 ", "7"), ("1E-3", "0.001")],
)  # fmt: skip
def test_numbers_have_one_form(given_text: str, canonical: str) -> None:
    assert Number().write(Number().parse(given_text)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,5",
        "1 000",
        "0x1F",
        "1_000",
        "inf",
        "nan",
        "1e999",
        "1e400",
        "five",
        "1.2.3",
        "½",
        "9" * 16,
        "1e-20",
        "--1",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    refuses(Number(), text)


def test_bounds_and_wholeness_are_held() -> None:
    refuses(Number(low=0), "-1")
    refuses(Number(high=10), "10.5")
    refuses(Integer(), "2.5")
    assert Integer(low=0, high=3).parse("3.0") == 3


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "HTTPS://example.org/a?b=c#d",
        "http://example.org:8080/",
        "https://müller.example/straße",
        "https://sub-domain.example.org./x",
        "https://example.org/a;b,c(d)'e",
        "https://example.org?x=1",
        "https://10.0.0.1/x",
        "https://example.org/path@here",
    ],
)
def test_a_page_is_an_address(text: str) -> None:
    assert Url().parse(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "//example.org", "ftp://example.org", "javascript:alert(1)", "data:text/html,x", "file:///etc/hosts", "mailto:a@example.org",
        "https://", "https:///x", "https://localhost", "https://user@example.org", "https://u:p@example.org", "https://exa mple.org", "https://example.org/\n",
        "https://example.org/<x>", "https://example.org:port/", "https://example.org:65536/", "https://-example.org", "https://[::1]/", "https://example.org\\x",
        "http:/example.org", "https://exam_ple.org", "https://.org",
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(text: str) -> None:
    refuses(Url(), text)


@pytest.mark.parametrize("text", ["a", "fr-pl-2025", "Ä1", "a.b_c", "a/b:c&d+e", "1"])
def test_an_id_names_without_blanks(text: str) -> None:
    assert Identifier().parse(text) == text


@pytest.mark.parametrize("text", ["", " ", "a b", "-a", "+a", "=a", "@a", "a;b", "a,b", "a\n", 'a"', "a" * 201, "😀"])
def test_what_is_no_id_is_refused(text: str) -> None:
    refuses(Identifier(), text)


def test_sets_are_sorted_and_hold_a_value_once() -> None:
    assert Several(of=Party()).parse("PL; FR;DE") == ("DE", "FR", "PL")
    for text in ("FR;FR", "FR;", ";FR", "FR;;PL", ";"):
        refuses(Several(of=Party()), text)


def test_values_in_turn_keep_their_order_and_may_come_again() -> None:
    turns = InTurn(of=Party(), most=3)
    assert turns.parse("PL | FR|PL") == ("PL", "FR", "PL")
    assert turns.parse(turns.write(("PL", "FR"))) == ("PL", "FR")
    for text in ("PL|", "PL;FR", "PL|FR|DE|EE"):
        refuses(turns, text)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("No", False), ("TRUE", True), ("0", False)])
def test_flags_are_understood_in_many_words(text: str, value: bool) -> None:
    assert Flag().parse(text) is value
    refuses(Flag(), "maybe")


@pytest.mark.parametrize("text", ["2018/2022", "2018-01/2018-01-05", "2018", "2018-02/2018-02"])
def test_periods_run_forward(text: str) -> None:
    assert Period().parse(text) == text


@pytest.mark.parametrize(
    "text", ["2022/2018", "2018/", "/2018", "2018/2019/2020", "2018-2022", "2018//2019", "2018-13/2019"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    refuses(Period(), text)


@pytest.mark.parametrize(("text", "hint"), [("UK", "GB"), ("EL", "GR"), ("germany", "DE"), ("de", "DE")])
def test_a_party_written_otherwise_is_guessed(text: str, hint: str) -> None:
    assert (refuses(Party(), text).context or {})["remedy"] == f"did you mean {hint}"


def test_parties_are_states_former_states_and_institutions() -> None:
    for code in ("FR", "XK", "EU", "NATO", "COW-300", "DDDE", "SUHH", "YUCS"):
        assert is_party(code), code
    for code in ("fr", "QQ", "COW-", "COW-٣", "COW-12345", ""):
        assert not is_party(code), code
    assert party_name("PL") == "Poland"
    assert party_name("COW-300") == "COW-300"
    assert len(set(party_names().values())) == len(party_names()), "one name, one party"


# ── In records ───────────────────────────────────────────────────────────────────────────────────────────────────────


def cells(**changes: Any) -> dict[str, Any]:
    from tests.registry.examples import agreement

    return {name: cell for name, cell in agreement(**changes).items() if cell != ""}


def test_a_record_takes_text_and_typed_values_alike() -> None:
    typed = cells() | {"parties": ["PL", "FR"], "value_eur_m": 12.5, "domains": {"air", "cyber"}}
    assert Agreement(**typed) == Agreement(**cells(value_eur_m="12.50", domains="cyber;air"))


@pytest.mark.parametrize(
    "changes", [{"parties": 5}, {"parties": [1]}, {"value_eur_m": True}, {"value_eur_m": "x"}, {"value_eur_m": [1]}, {"surplus": "x"}, {"title": ""}]
)  # fmt: skip
def test_a_record_refuses_what_is_not_of_its_type(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Agreement(**(cells() | changes))


def test_flags_take_what_tables_hold() -> None:
    flags = {"pesco": 1, "schengen": True, "eea_efta": 0, "jef": "no", "arctic_council": "yes"}
    numbers = {"pop_m": 68, "gdp_eur_bn_2024": 2900.5, "capital_lat": 48.9, "capital_lon": 2.4}
    words = {"iso2": "FR", "name": "France", "eu_candidate": "no", "neutral": "no", "capital": "Paris"}
    source = {"source_url": "https://example.org", "source_grade": "A", "confidence": "verified"}
    state = State.model_validate(flags | numbers | words | source)
    assert [getattr(state, name) for name in flags] == [True, True, False, False, True]


def test_codes_have_a_meaning_and_a_reader_friendly_label() -> None:
    assert Code(DOMAIN).parse("cyber") == "cyber"
    assert label("letter_of_intent") == "letter of intent"
    assert label("air_defence") == "air defence"
    assert all(LABELS.values())
    for kind in KINDS.values():
        for column in columns(kind).values():
            if isinstance(column.type, Code):
                assert all(column.type.codes.values()), f"{kind.KIND}.{column.name}"


@pytest.mark.parametrize("value_type", sorted(ALL, key=repr), ids=lambda value_type: type(value_type).__name__)
def test_every_type_describes_itself(value_type: ValueType) -> None:
    assert value_type.describe()
    assert value_type.frictionless()["type"] in {"string", "number", "integer", "boolean"}
