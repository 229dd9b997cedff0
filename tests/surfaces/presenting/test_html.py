"""Pages and notebook fragments load nothing, run nothing, and say what the answer says."""

from __future__ import annotations

import pytest
from tests.surfaces.presenting import invented
from tests.surfaces.presenting.pages import Page, assert_harmless

from phalanx.surfaces.presenting import FORMATS, html

ANSWER = invented.answer()


@pytest.fixture(scope="module")
def whole() -> str:
    return html.page(ANSWER)


def test_a_page_is_harmless(whole: str) -> None:
    page = assert_harmless(whole)
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


def test_a_page_says_everything(whole: str) -> None:
    said = Page(whole).text
    for part in (
        ANSWER.title,
        "The registry holds 1,126 agreements.",
        "1,126 agreements",
        "Months count from their first day.",
        invented.SCRIPT,
        invented.FORMULA,
        "share since the invasion",
        "50.0 %",
        "Łódź, 2021–2023",
        "journal head 3f9ac0d2e1b4",
        "Notes and limits",
    ):
        assert part in said, part


def test_a_page_can_be_read_aloud(whole: str) -> None:
    page = Page(whole)
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("main")) == len(page.all("h1")) == 1
    assert len(page.all("caption")) == len(page.all("table")) == len(ANSWER.tables)
    assert all(cell["scope"] in {"col", "row"} for cell in page.all("th"))
    assert all(svg["role"] == "img" and svg["aria-label"] for svg in page.all("svg"))
    assert len(page.ids) == len(set(page.ids))


def test_what_is_uncertain_is_marked(whole: str) -> None:
    """One row of the nasty table is partial, one finding rests on an assumption."""
    page = Page(whole)
    marks = [span["class"] for span in page.all("span") if "phx-mark " in span.get("class", "")]
    assert sorted(marks) == ["phx-mark phx-mark-assumption", "phx-mark phx-mark-partial"]
    assert [row.get("class") for row in page.all("tr")].count("phx-uncertain") == 1
    assert [item.get("class") for item in page.all("li")].count("phx-finding phx-uncertain") == 1


def test_only_web_addresses_become_links(whole: str) -> None:
    assert [a["href"] for a in Page(whole).all("a")] == ["https://example.org/a?b=1&c=2"]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org", True),
        ("HTTP://example.org/a#b", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org", False),
        ("//example.org", False),
        (" https://example.org", False),
        ('https://e.org/"x', False),
        ("https://e.org/\nx", False),
    ],
)
def test_addresses(address: str, good: bool) -> None:
    assert (html.link(address) is not None) == good


def test_long_tables_fold_after_a_dozen_rows() -> None:
    import polars as pl

    from phalanx.answer import Table

    def rows(count: int) -> Page:
        return Page(
            html.page(
                invented.answer(findings=(), tables={"t": Table(pl.DataFrame({"n": range(count)}), "N")}, charts=())
            )
        )

    assert len(rows(14).all("details")) == 0
    assert len(rows(40).all("details")) == 1
    assert "Show 28 more rows" in rows(40).text
    assert "2,700 more rows are in the CSV and Parquet formats" in rows(3000).text


def test_one_table_or_one_chart_can_be_asked_for() -> None:
    page = Page(str(FORMATS["html"].render(ANSWER, "by_year", "by_form")))
    assert len(page.all("table")) == len(page.all("figure")) == 1


def test_a_notebook_shows_the_answer_in_its_own_theme() -> None:
    fragment = ANSWER._repr_html_()
    assert fragment == html.notebook(ANSWER)
    page = assert_harmless(fragment)
    assert page.elements[0] == ("div", {"class": "phx phx-notebook"})
    assert not page.all("html")
    assert "The registry holds 1,126 agreements." in page.text
    assert 'body[data-jp-theme-light="false"] .phx-notebook' in "".join(page.styles)
    assert "@font-face" not in fragment


def test_a_notebook_shows_a_chart_or_a_table_alone() -> None:
    table, chart = next(iter(ANSWER.tables.values())), ANSWER.charts[0]
    for fragment, shown, other in ((table._repr_html_(), "table", "figure"), (chart._repr_html_(), "figure", "table")):
        page = assert_harmless(fragment)
        assert page.elements[0] == ("div", {"class": "phx phx-notebook phx-alone"})
        assert page.all(shown)
        assert not page.all(other)
        assert "@font-face" not in fragment
    assert chart.title in Page(chart._repr_html_()).text
    assert "vega_lite" not in repr(chart), "a specification with its data would fill the screen"


def test_a_notebook_s_other_cells_keep_their_look() -> None:
    """Every rule begins at our own class; only custom properties go to the root."""
    import re

    css = re.sub(r"/\*.*?\*/", "", html.css_of("answer") + html.css_of("notebook"), flags=re.DOTALL)
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", css) for part in re.split(r",(?![^(]*\))", rule)]
    strangers = [part for part in selectors if "phx" not in part and not part.startswith("@media")]
    assert not strangers
