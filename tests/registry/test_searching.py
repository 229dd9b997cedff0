"""Search finds what a reader of every cell would find, on both stores, and nothing that is typed makes it stumble."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry.drawn import REFERRED, rows_of
from tests.registry.examples import MINISTRY, agreement, file, said, write_agreements, write_statements

from phalanx.errors import BadInput, UnknownRecord
from phalanx.registry import searching, seed
from phalanx.registry.journal import Statement
from phalanx.registry.records import KINDS, columns, record_id
from phalanx.registry.searching import SNIPPET, Term, find_records, read_query, search
from phalanx.registry.snapshot import read_cells
from phalanx.registry.store import Registry
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_names
from phalanx.vocabulary.values import Code, Party, Several, Url

# ── What a query asks for ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("France Poland", [("france", False), ("poland", True)]),
        ("France, Poland; Łódź", [("france", False), ("poland", False), ("lodz", True)]),
        ('"air defence"', [("air defence", False)]),
        ("“air defence” x", [("air defence", False), ("x", False)]),
        ('"air defence"*', [("air defence", True)]),
        ('"air def', [("air def", True)]),
        ("coop* france", [("coop", True), ("france", True)]),
        ("co*op", [("co", True), ("op", True)]),
        ("*", None),
        ("2025-05-09", [("2025 05 09", True)]),
        ("1250.5 F-35 x", [("1250 5", False), ("f 35", False), ("x", False)]),
        ("EU-NATO d'Ivoire", [("eu", False), ("nato", False), ("d", False), ("ivoire", True)]),
        ("in_force", [("in", False), ("force", True)]),
        ("the the the", [("the", False), ("the", True)]),
        ("f", [("f", False)]),
        ("f*", [("f", True)]),
        ("NEAR(a b) OR -c:* AND ^d", [(w, False) for w in ("near", "a", "b", "or")] + [("c", False), ("and", False), ("d", False)]),
        ("a\x00b\ud800c", [("a", False), ("b", False), ("c", False)]),
        ("", None), ("  ", None), ('"', None), ('""', None), ("-:*()'&|!<>", None), ("😀", None), ("\x00", None), ("\ud800", None),
    ],
)  # fmt: skip
def test_a_query_is_read_as_words(query: str, terms: list[tuple[str, bool]] | None) -> None:
    if terms is None:
        with pytest.raises(BadInput, match="There is no word in") as refused:
            read_query(query)
        assert "letters or digits" in refused.value.expected
    else:
        read = [(" ".join(term.words), term.is_prefix) for term in read_query(query)]
        assert read == [*dict.fromkeys(terms)]


def test_too_many_words_are_refused() -> None:
    assert len(read_query(" ".join(f"w{n}" for n in range(searching.MOST_TERMS)))) == searching.MOST_TERMS
    with pytest.raises(BadInput, match="A search for 51 words"):
        read_query(" ".join(f"w{n}" for n in range(51)))


def test_a_very_long_word_is_sought_by_its_beginning() -> None:
    assert read_query("x" * 10_000) == (Term(("x" * 500,), True),)


# ── What is found ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def registry(registry_url: str, tmp_path: Path) -> Iterator[Registry]:
    rows = [
        agreement("boell", title="Treaty of the Böll brief", note="Straße nach Łódź"),
        agreement("greek", title="Ελληνική Σύμβαση", parties="DE;GR", status="in_force"),
        agreement("cyrillic", title="Договор об обороне", parties="BG;RO", note="Air power, and defence"),
        agreement("hindi", title="भारत के साथ", parties="FR;IN", domains="air_defence", signed="2025-05-08"),
        agreement("plain", title="Letter", form="procurement_contract", summary="Ground-based air defence for France"),
    ]
    with Registry.create(registry_url) as made:
        file(made, write_agreements(tmp_path, *rows))
        yield made


FOUND: list[tuple[str, set[str]]] = [
    ("Böll", {"boell"}), ("boll", {"boell"}), ("BOLL", {"boell"}), ("Bo\u0308ll", {"boell"}), ("bol", {"boell"}),
    ("strasse", {"boell"}), ("STRASSE", {"boell"}), ("straße", {"boell"}), ("lodz", {"boell"}), ("Łódź", {"boell"}),
    ("ελληνικη", {"greek"}), ("ΣΥΜΒΑΣΗ", {"greek"}), ("σύμβαση", {"greek"}), ("договор", {"cyrillic"}), ("ОБОРОНЕ", {"cyrillic"}),
    ("भारत", {"hindi"}), ("ＦＲＡＮＣＥ Letter", {"plain"}),
    ("France Poland", {"boell", "plain"}), ("FR PL", {"boell", "plain"}), ("Germany Greece", {"greek"}),
    ("in force", {"greek"}), ("in_force", {"greek"}), ('"procurement contract"', {"plain"}),
    ("air defence", {"hindi", "plain", "cyrillic"}), ('"air defence"', {"hindi", "plain"}), ('"defence air"', set()),
    ('"air def', {"hindi", "plain"}), ('"air def"', set()), ('"air def"*', {"hindi", "plain"}),
    ("2025-05-08", {"hindi"}), ("2025-05", {"boell", "greek", "cyrillic", "hindi", "plain"}), ("letter plain", {"plain"}),
    ("ministry.example", set()), ("https", set()), ("nowhere", set()), ('"France Poland"', set()), ('"PL strategic"', set()),
]  # fmt: skip


def test_words_find_their_records(registry: Registry) -> None:
    for query, found in FOUND:
        assert find_records(registry, query) == found, query
        assert {hit.record for hit in search(registry, query)} == found, query


def test_words_of_one_record_may_come_from_several_entries(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_statements(tmp_path / "s", said("plain", "note", "Confirmed by the minister")))
    [hit] = search(registry, "minister france letter")
    assert hit.record == "plain"
    assert hit.snippet in ("Confirmed by the minister", "Ground-based air defence for France", "Letter")


def test_a_search_can_be_kept_to_kinds(registry: Registry) -> None:
    registry.append(
        [Statement("turning_points", "tp", None, '{"id":"tp","name":"A treaty"}', MINISTRY, "B")], who="x", why="y"
    )
    assert [(hit.record, hit.kind) for hit in search(registry, "treaty", kinds=["turning_points"])] == [
        ("tp", "turning_points")
    ]
    assert find_records(registry, "böll", kinds=["agreements", "turning_points"]) == {"boell"}
    assert find_records(registry, "böll", kinds=["turning_points"]) == frozenset()
    assert find_records(registry, "böll", kinds=[]) == frozenset()
    with pytest.raises(UnknownRecord, match="no kind of facts called 'treaties'"):
        search(registry, "x", kinds=["treaties"])


# ── Order and snippets ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_title_counts_more_than_a_party_and_that_more_than_a_note(registry_url: str, tmp_path: Path) -> None:
    rows = [
        agreement("noted", parties="DE;IT", note="A letter that names Poland"),
        agreement("party", parties="DE;PL", note="A letter that names nobody"),
        agreement("titled", title="Poland treaty on working together", parties="DE;IT", note="A letter"),
        *(agreement(f"other{n}", parties="DE;IT", note="A letter that names nobody") for n in range(10)),
    ]
    with Registry.create(registry_url) as registry:
        file(registry, write_agreements(tmp_path, *rows))
        hits = search(registry, "poland")
        assert [hit.record for hit in hits] == ["titled", "party", "noted"]
        assert sorted((hit.rank for hit in hits), reverse=True) == [hit.rank for hit in hits]
        assert all(hit.rank > 0 for hit in hits)
        others = [hit.record for hit in search(registry, "nobody") if hit.record != "party"]
        assert others == [f"other{n}" for n in range(10)], "equals come in the order of the journal"
        assert search(registry, "letter", limit=3) == search(registry, "letter")[:3]
        with pytest.raises(BadInput, match="for 0 records"):
            search(registry, "letter", limit=0)


def test_the_snippet_is_the_text_around_the_match(registry_url: str, tmp_path: Path) -> None:
    filler = "Words that fill the place and say nothing. " * 20
    long = agreement("long", note=f"{filler}Then comes Łódź, at last. {filler}".strip())
    with Registry.create(registry_url) as registry:
        file(registry, write_agreements(tmp_path, long, agreement("short", parties="DE;GR", status="in_force")))
        [hit] = search(registry, "lodz")
        assert "Then comes Łódź, at last." in hit.snippet
        assert hit.snippet.startswith("… ")
        assert hit.snippet.endswith(" …")
        assert SNIPPET / 2 < len(hit.snippet) <= SNIPPET + 4
        assert hit.snippet.strip("… ") in long["note"], "nothing but the text itself"
        assert search(registry, "words that")[0].snippet.startswith("Words that fill")
        assert search(registry, "greece")[0].snippet == "Germany, Greece"
        assert search(registry, '"in force"')[0].snippet == "in force"
        assert search(registry, "short")[0].snippet == "Treaty on cooperation", "found by its id: its title"


def test_of_more_than_are_ranked_the_first_in_the_journal_are_given(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_RANKED", 2)
    assert {hit.record for hit in search(registry, "cooperation", limit=1)} <= {"boell", "greek"}
    assert len(search(registry, "strategic", limit=4)) == 4
    assert len(find_records(registry, "strategic")) == 4


# ── Anything typed ───────────────────────────────────────────────────────────────────────────────────────────────────

SYNTAX = st.sampled_from([
    '"', "'", "*", ":*", "AND", "OR", "NOT", "NEAR(", "NEAR/2", "-", "^", "(", ")", "{title}:", "title :", "+", "&", "|", "!", "<->",
    "<2>", "\\", "\x00", "\x1f", "\ud800", "\ue000", "😀", "%s", "?", ":query", "::text", "$1", "a", "treaty", "é", "ﬁ", "İ", " ", ",",
])  # fmt: skip
LOOSE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_nothing_that_is_typed_makes_a_search_fail(registry: Registry) -> None:
    @LOOSE
    @given(st.lists(SYNTAX | st.text(max_size=8), max_size=12).map("".join))
    def check(query: str) -> None:
        with suppress(BadInput):  # what is neither found nor refused so raises
            found = find_records(registry, query)
            assert {hit.record for hit in search(registry, query)} == found

    check()
    for query in ("x" * 10_000, "\x00" * 10_000, "a " * 5_000, '"a ' * 3_333, "é" * 10_000, "(" * 10_000):
        with suppress(BadInput):
            find_records(registry, query)


# ── The same as reading every cell ───────────────────────────────────────────────────────────────────────────────────

UNDECOMPOSED = dict(zip("łøđðħŧŋı", "lodthtni", strict=True)) | {"þ": "th", "æ": "ae", "œ": "oe", "ð": "d"}
UNDECOMPOSED |= {"ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i"}


def plain_words(text: str) -> list[str]:
    """Words by Unicode's own book: small letters taken apart, accents and invisible signs removed."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = [c for c in folded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"]
    parted = [c if unicodedata.category(c)[0] in "LNM" else " " for c in kept]
    return "".join(UNDECOMPOSED.get(c, c) for c in parted).split()


def texts_of(kind: str, record: str, cells: Mapping[str, str | None]) -> Iterator[list[str]]:
    """The words of each value of a record that a reader would look through."""
    yield plain_words(record)
    for name, value in cells.items():
        column = columns(KINDS[kind])[name].type
        of = column.of if isinstance(column, Several) else column
        if value is None or isinstance(of, Url):
            continue
        for part in value.split(";") if isinstance(column, Several) else [value]:
            yield plain_words(part)
            if isinstance(of, Party):
                yield plain_words(party_names().get(part, ""))
            if isinstance(of, Code):
                yield plain_words(label(part))


def read_everything(registry: Registry) -> dict[str, list[list[str]]]:
    entries, _ = registry.frame()
    return {
        name: list(texts_of(kind, name, row))
        for kind in KINDS
        for row in read_cells(entries, kind).iter_rows(named=True)
        for name in [record_id(KINDS[kind], {key: value for key, value in row.items() if value is not None})]
    }


def holding(everything: Mapping[str, list[list[str]]], words: list[str], *, prefix: bool) -> set[str]:
    """The records that hold all these words; `prefix`: the last need only begin one."""
    found = set()
    for record, texts in everything.items():
        known = {word for text in texts for word in text}
        last = any(word.startswith(words[-1]) for word in known) if prefix else words[-1] in known
        if last and known.issuperset(words[:-1]):
            found.add(record)
    return found


def holding_phrase(everything: Mapping[str, list[list[str]]], words: list[str]) -> set[str]:
    count = len(words)
    return {
        record
        for record, texts in everything.items()
        if any(text[start : start + count] == words for text in texts for start in range(len(text)))
    }


def test_the_index_finds_what_reading_every_cell_finds(registry_url: str) -> None:
    """Records nobody thought of, some of them entered several times: every word of every cell, and words together."""
    known = {kind: [f"ref-{kind}"] for kind in REFERRED}
    taken: dict[str, str] = {}

    with Registry.create(registry_url) as registry:

        @settings(max_examples=12, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def check(data: st.DataObject) -> None:
            kind = data.draw(st.sampled_from(sorted(KINDS)))
            rows = {record_id(KINDS[kind], row): row for row in data.draw(rows_of(KINDS[kind], known))}
            mine = {name: row for name, row in rows.items() if taken.setdefault(name, kind) == kind}
            grade = data.draw(st.sampled_from("ABCE"))
            statements = [
                Statement(kind, name, None, orjson.dumps(row).decode(), MINISTRY, grade) for name, row in mine.items()
            ]
            registry.append(statements, who="x", why="y")
            everything = read_everything(registry)
            for name in mine:
                for text in everything.get(name, []):
                    for word in {word for word in text if len(word) <= 500}:
                        assert find_records(registry, f'"{word}"') == holding(everything, [word], prefix=False)
                    if len(text) > 1 and max(map(len, text)) <= 500:
                        assert find_records(registry, f'"{" ".join(text[:9])}"') == holding_phrase(everything, text[:9])
                words = sorted({word for text in everything.get(name, []) for word in text if len(word) <= 500})
                if words:
                    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
                    last = chosen[-1][: data.draw(st.integers(2, 6))]
                    query = [*chosen[:-1], last]
                    expected = holding(everything, query, prefix=len(last) > 1)
                    assert find_records(registry, " ".join(query)) == expected

        check()
        registry.verify()


def test_the_bundled_facts_are_found_by_what_their_cells_say(registry_url: str) -> None:
    with Registry.create(registry_url, seed.fill) as registry:
        everything = read_everything(registry)
        for query in (
            "France Poland",
            "cooperation agree",
            "nordic defence co",
            "2024",
            "Böll",
            "in force",
            "TÜRKIYE",
            "pl de",
        ):
            words = plain_words(query)
            assert find_records(registry, query) == holding(everything, words, prefix=True)
            assert holding(everything, words, prefix=True)
        for phrase in ("air defence", "in force", "letter of intent"):
            assert find_records(registry, f'"{phrase}"') == holding_phrase(everything, phrase.split())
        ranked = search(registry, "France Poland treaty", limit=5)
        assert "fr-pl-2025-nancy-treaty" in [hit.record for hit in ranked]


def test_word_patterns_of_query_and_index_agree() -> None:
    """What the query takes for a word is what the index does: letters, digits and marks that belong to them."""
    for text in ("Łódź", "ß", "ﬁn", "Ⅷ", "½", "पि", "ไทย", "日本", "x²", "co\u00adop", "a\u200bb", "e\u0301"):
        words = [word for term in read_query(text) for word in term.words]
        assert words == plain_words(text)
        assert all(re.fullmatch(r"\S+", word) for word in words)
