"""The dossier: what is asked in it, in which order, with which tables; and everything that is wrong with one, told together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from phalanx.errors import BadFacts, BadInput
from phalanx.public import open_registry
from phalanx.surfaces.report.dossier import Dossier, read_dossier
from phalanx.world import World

BUDGETS = """\
state,year,defence_eur_m,equipment_eur_m,committed_eur_m,illustrative,derivation,source_url,source_grade,confidence,note
EE,2026,2000,700,500,yes,Made up.,https://www.example.org/budget,A,verified,Made up.
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_registry(str(tmp_path_factory.mktemp("world") / "registry.sqlite")) as registry:
        yield World.of(registry)


def dossier(folder: Path, text: str) -> Dossier:
    file = folder / "plan.toml"
    file.write_text(text, encoding="utf-8")
    return read_dossier(file)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadFacts) as told:
        dossier(folder, text)
    return [str(problem) for problem in told.value.problems]


@contextmanager
def quietly(name: str) -> Iterator[None]:
    yield


def test_questions_come_in_their_order_with_parameters_as_on_the_command_line(tmp_path: Path, world: World) -> None:
    found = dossier(
        tmp_path,
        'title = "Two"\nvalid-on = 2026-03-01\n[[question]]\nask = "growth"\nscope = "eu"\nfrom = 2014\n'
        '[[question]]\nask = "portfolio"\nstate = "EE"\n',
    )
    assert (found.title, found.standfirst, found.valid_on, found.known_at) == ("Two", "", "2026-03-01", None)
    assert [(each.question.name, each.line) for each in found.asked] == [("growth", 3), ("portfolio", 7)]
    first, second = found.answers(world, quietly)
    assert first.parameters["scope"] == "eu"
    assert first.parameters["from"] == "2014"
    assert second.question == "portfolio"


def test_an_own_table_is_found_beside_the_dossier(tmp_path: Path, world: World) -> None:
    (tmp_path / "budgets.csv").write_text(BUDGETS, encoding="utf-8")
    found = dossier(tmp_path, '[[question]]\nask = "conflicts"\nstate = "EE"\nbudgets = "budgets.csv"\n')
    answer = found.answers(world, quietly)[0]
    assert answer.parameters["budgets"].startswith("budgets.csv (1 row, sha256 ")


def test_charts_and_tables_to_print_are_picked_in_their_order(tmp_path: Path, world: World) -> None:
    found = dossier(tmp_path, '[[question]]\nask = "growth"\ncharts = []\ntables = ["by_form", "by_year"]\n')
    answer = found.answers(world, quietly)[0]
    printed = found.asked[0].printed(answer)
    assert (printed.charts, list(printed.tables)) == ((), ["by_form", "by_year"])
    assert printed.findings == answer.findings


def test_what_is_to_be_printed_and_is_not_there_is_told_with_what_is(tmp_path: Path, world: World) -> None:
    found = dossier(tmp_path, '[[question]]\nask = "growth"\ncharts = ["by_moon"]\ntables = ["by_sun"]\n')
    with pytest.raises(BadFacts) as told:
        found.answers(world, quietly)
    assert [(each.line, each.field, each.found) for each in told.value.problems] == [
        (1, "charts", "'by_moon'"),
        (1, "tables", "'by_sun'"),
    ]
    assert "by_year" in told.value.problems[1].expected


def test_all_that_cannot_be_asked_is_told_together_with_its_line(tmp_path: Path) -> None:
    said = refused(
        tmp_path,
        'titel = "Slip"\n'
        '[[question]]\nask = "growht"\n'
        '[[question]]\nstate = "EE"\n'
        '[[question]]\nask = "national-plan"\nstate = "XX"\nto = "soon"\nyears = 3\n'
        '[[question]]\nask = "what-if"\nbeside = ["lives=HU"]\nbudgets = 7\ntables = "difference"\n',
    )
    assert said[0].startswith("plan.toml, titel: found it at the top")
    assert said[0].endswith("Did you mean title?")
    assert said[1].startswith("plan.toml, line 2, ask: found 'growht'; expected one of growth")
    assert said[1].endswith("Did you mean growth?")
    assert said[2].startswith("plan.toml, line 4, ask: found nothing that is asked")
    starts = [line.partition(": found")[0] for line in said[3:]]
    assert sorted(starts) == sorted([
        "plan.toml, line 6", "plan.toml, line 6, to", "plan.toml, line 6, state",
        "plan.toml, line 11, beside", "plan.toml, line 11, budgets", "plan.toml, line 11, tables",
    ])  # fmt: skip
    assert any("national-plan has no parameter 'years'" in line for line in said)


def test_every_problem_of_every_table_is_told_before_anything_is_asked(tmp_path: Path, world: World) -> None:
    (tmp_path / "budgets.csv").write_text(BUDGETS.replace("700,500", "400,500"), encoding="utf-8")
    found = dossier(
        tmp_path,
        '[[question]]\nask = "conflicts"\nbudgets = "budgets.csv"\ntargets = "none.csv"\n'
        '[[question]]\nask = "national-plan"\nstate = "EE"\nbudgets = "budgets.csv"\n',
    )
    with pytest.raises(BadFacts) as told:
        found.answers(world, quietly)
    said = [str(problem) for problem in told.value.problems]
    assert len(said) == 2
    assert any(line.startswith("budgets.csv, line 2, committed_eur_m: found 500") for line in said)
    assert any(line.startswith("plan.toml, line 1, targets: found There is no file") for line in said)


def test_what_a_question_refuses_is_told_with_its_line(tmp_path: Path, world: World) -> None:
    found = dossier(tmp_path, '\n\n[[question]]\nask = "national-plan"\nstate = "EE"\nfrom = 2035\nto = 2030\n')
    with pytest.raises(BadInput) as told:
        found.answers(world, quietly)
    assert told.value.found.startswith("plan.toml, line 3, national-plan: ")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "plan.toml: found no [[question]]; expected one at least"),
        ("[question]\nask = 'growth'\n", "plan.toml, question: found one pair of brackets"),
        ("question = 3\n", "plan.toml, question: found one pair of brackets"),
    ],
)
def test_a_file_without_questions_is_told(tmp_path: Path, text: str, found: str) -> None:
    assert refused(tmp_path, text)[0].startswith(found)


def test_what_is_no_toml_is_told_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"plan.toml is not TOML: .*line 2"):
        dossier(tmp_path, "[[question]]\nask = growth\n")
    with pytest.raises(BadInput, match="cannot be read"):
        read_dossier(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"\n')
    with pytest.raises(BadInput, match="it is not UTF-8"):
        read_dossier(tmp_path / "latin.toml")


def test_questions_in_one_line_have_no_line_of_their_own(tmp_path: Path) -> None:
    found = dossier(tmp_path, 'question = [{ask = "growth"}, {ask = "hubs"}]\n')
    assert [(each.question.name, each.line) for each in found.asked] == [("growth", None), ("hubs", None)]
