"""Build the report: one page from several Answers, their sources numbered, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from phalanx.surfaces.presenting import charts, citing, html, wording
from phalanx.surfaces.report import paging
from phalanx.vocabulary import codes

if TYPE_CHECKING:
    from phalanx.answer import Answer

HERE = Path(__file__).parent
KEY_FINDINGS_OF_EACH, MOST_KEY_FINDINGS = 2, 8
METHOD = """\
Phalanx records public facts, each with its source, the passage it rests on and a grade. What is said here is counted \
from those records as they stood on the two dates given at the top: the day the facts held in the world, and the moment \
the registry knew them. Asked again of the same journal head, it gives the same numbers.

Sources are graded: A official or primary; B established press, agency, parliament or think tank; C other press; \
D mirror, blog or aggregator; E state-controlled or known unreliable, which never speaks alone.

The registry holds what was published and found. An agreement that is secret, unreported, or reported only where nobody \
looked is missing; “in force” means only that no end was reported. Entries marked partial were completed by inference, \
and say so. Hatched marks stand for what is uncertain, estimated or illustrative.\
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record comes from, as the list at the end of the report gives it. `cited` is the source's own title."""

    id: str
    title: str
    url: str
    grade: str = ""
    confidence: str = ""
    cited: str = ""


class KeyFinding(NamedTuple):
    """A finding that stands at the top, by question and name."""

    question: str
    name: str


def build(
    answers: Sequence[Answer],
    *,
    made_on: str,
    title: str = "European defence agreements",
    standfirst: str = "",
    sources: Sequence[Source] = (),
    key_findings: Sequence[KeyFinding] | None = None,
    method: str = METHOD,
    version: str = "",
    address: str = "",
    paged: bool = False,
) -> str:
    """One self-contained HTML page: masthead, key findings, a section an answer, sources, citation, method, licence.

    `made_on` is the day of making. `key_findings` default to the first two of every answer. `sources` get numbers in
    the order in which findings rest on them, the rest after. `address` is where Phalanx is found, for the citation.
    `paged` is for printing on A4: each answer begins a page with the registry's state at its foot, nothing is folded, and where
    a table or a list of sources is cut, it says how much more the workbook holds.

    Raises:
        ValueError: there is no answer, or a key finding that no answer has.
    """
    if not answers:
        raise ValueError("A report needs at least one answer.")
    uncited = 0
    if paged:
        shown = paging.cited(answers)
        uncited = sum(source.id not in shown for source in sources)
        sources = [source for source in sources if source.id in shown]
    numbered = _numbered(answers, sources)
    references = {
        source.id: html.Reference(source.id, wording.plain(source.title), number, source.confidence == "partial")
        for number, source in enumerate(numbered, start=1)
    }

    def view(answer: Answer) -> dict[str, Any]:
        if paged:
            return paging.unfolded(html.view_of(answer, references, narrow=False))
        return html.view_of(answer, references)

    citation = citing.Citation(title, made_on, answers[0].world, version, address)
    page = {
        "title": wording.plain(title),
        "standfirst": wording.plain(standfirst),
        "made_on": made_on,
        "world": answers[0].world,
        "key": [
            html.finding_view(finding, references) | {"section": anchor}
            for anchor, finding in _key(answers, key_findings, each=1 if paged else KEY_FINDINGS_OF_EACH)
        ],
        "sections": [
            view(answer) | {"anchor": _anchor(answer, place)} for place, answer in enumerate(answers, start=1)
        ],
        "paged": paged,
        "uncited": uncited,
        "sources": [_source_view(source, number) for number, source in enumerate(numbered, start=1)],
        "grades": codes.GRADE,
        "citation": citing.line(citation),
        "bibtex": citing.bibtex(citation),
        "method": [wording.plain(paragraph) for paragraph in method.split("\n\n")],
        "licence": charts.LICENCE,
        "version": version,
    }
    sheet = (HERE / "report.css").read_text(encoding="utf-8")
    if paged:
        sheet += paging.sheet(wording.plain(title), answers[0].world)
    style = html.style("answer", "page", text=html.text_of(page), more=sheet)
    template = html.environment(HERE).get_template("report.html.jinja")
    return template.render(page=page, policy=html.POLICY, style=style)


def _numbered(answers: Sequence[Answer], sources: Sequence[Source]) -> list[Source]:
    """Sources in the order in which the report first rests on them, then the others; one for each record."""
    known = {source.id: source for source in sources}
    used = (record for answer in answers for finding in answer.findings for record in finding.evidence)
    order = dict.fromkeys(record for record in used if record in known)
    return [known[record] for record in (*order, *(record for record in known if record not in order))]


def _key(answers: Sequence[Answer], chosen: Sequence[KeyFinding] | None, *, each: int) -> Iterator[tuple[str, Any]]:
    """The findings at the top with the anchors of their sections: those chosen, or the first of each answer."""
    anchors = {answer.question: _anchor(answer, place) for place, answer in enumerate(answers, start=1)}
    if chosen is None:
        yield from islice(
            (
                (_anchor(answer, place), finding)
                for place, answer in enumerate(answers, start=1)  # a question can be asked twice
                for finding in answer.findings[:each]
            ),
            MOST_KEY_FINDINGS,
        )
        return
    by_name: Mapping[tuple[str, str], Any] = {
        (answer.question, finding.name): finding for answer in answers for finding in answer.findings
    }
    for question, name in chosen:
        if (question, name) not in by_name:
            raise ValueError(f"No answer has the key finding {name!r} of {question!r}; there are {sorted(by_name)}.")
        yield anchors[question], by_name[question, name]


def _anchor(answer: Answer, place: int) -> str:
    word = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in answer.question.lower())
    return f"s{place}-{word}"


def _source_view(source: Source, number: int) -> dict[str, Any]:
    href = html.link(source.url)
    return {
        "number": number,
        "id": source.id,
        "title": wording.plain(source.title),
        "cited": wording.plain(source.cited),
        "href": href,
        "host": (urlsplit(href).hostname or "").removeprefix("www.") if href else wording.plain(source.url),
        "grade": source.grade if source.grade in codes.GRADE else "",
        "grade_words": codes.GRADE.get(source.grade, ""),
        "partial": source.confidence == "partial",
    }
