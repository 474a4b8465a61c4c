"""What is held: the list and what it is limited to, the count by committee and year, and the picture of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.records import Document, Meeting
from paper_search.web.components import charts
from paper_search.web.components.paper_counts import UNDATED, UNSTATED, count_documents
from paper_search.web.routes.papers import (
    DOCUMENTS_PER_PAGE,
    DocumentListQuery,
    build_list_url,
    filter_documents,
    from_items,
)
from tests.web.gradio_page.test_theme import OWN, contrast

SHEETS = [(OWN / name).read_text(encoding="utf-8") for name in ("site.css", "views.css")]


def paper(name: str, title: str | None, day: date | None, council: str | None = "North", item: str = "") -> Document:
    meeting = Meeting(council, "Cabinet" if council else None, day)
    return Document(name, name, "0", kind="report", title=title, meeting=meeting, agenda_item=item or None)


MAY, JUNE = date(2024, 5, 2), date(2025, 6, 3)
PAPERS = [
    paper("a.pdf", "Cynllun Priffyrdd Dŵr", MAY, "South"),
    paper("b.pdf", "Budget monitoring", JUNE, item="10"),
    paper("c.pdf", "Minutes", JUNE, item="9"),
    paper("folder/potholes.pdf", None, None, None),
]
FOUND = [
    (
        DocumentListQuery(),
        ["c.pdf", "b.pdf", "a.pdf", "folder/potholes.pdf"],
        "newest first, item 9 before 10, undated last",
    ),
    (DocumentListQuery(words="budget"), ["b.pdf"], "a word of the title"),
    (DocumentListQuery(words="MONITORING budg"), ["b.pdf"], "words in any order, in part, in any letters"),
    (DocumentListQuery(words="dwr"), ["a.pdf"], "accents need not be typed"),
    (DocumentListQuery(words="Dŵr"), ["a.pdf"], "but may be"),
    (DocumentListQuery(words="potholes"), ["folder/potholes.pdf"], "the name of the file, for a paper without a title"),
    (DocumentListQuery(words="folder"), [], "but not the folders around it"),
    (DocumentListQuery(words="budget minutes"), [], "all words, not any"),
    (DocumentListQuery(authority="South"), ["a.pdf"], "one council"),
    (DocumentListQuery(authority=UNSTATED), ["folder/potholes.pdf"], "papers that state no council"),
    (DocumentListQuery(year="2025"), ["c.pdf", "b.pdf"], "one year"),
    (DocumentListQuery(year=UNDATED), ["folder/potholes.pdf"], "papers without a date"),
    (DocumentListQuery(year="2025", authority="South"), [], "limits hold together"),
    (DocumentListQuery(kind="minutes"), [], "a kind that is not held"),
]


@pytest.mark.parametrize(("wanted", "names", "reason"), FOUND, ids=[reason for *_, reason in FOUND])
def test_the_list(wanted: DocumentListQuery, names: list[str], reason: str) -> None:
    assert [document.doc_id for document in filter_documents(PAPERS, wanted)] == names
    assert [document.doc_id for document in filter_documents(reversed(PAPERS), wanted)] == names


def test_an_address_says_what_is_listed() -> None:
    wanted = DocumentListQuery("road & rail", "North", UNSTATED, "report", "2025", 3)
    items = [part.split("=") for part in "title=road & rail|authority=North".split("|")]
    assert from_items([(name, value) for name, value in items]) == DocumentListQuery("road & rail", "North")
    assert from_items(parse_qsl(urlsplit(build_list_url(wanted)).query)) == wanted
    assert build_list_url(DocumentListQuery()) == "/papers"


def test_every_paper_is_counted_once() -> None:
    counted = count_documents(PAPERS)
    assert [(row.authority, row.by_year) for row in counted.rows] == [
        ("North", ((2025, 2),)),
        ("South", ((2024, 1),)),
        (None, ((None, 1),)),
    ]
    assert counted.years == (2024, 2025, None)


def picture(documents: list[Document]) -> BeautifulSoup:
    return BeautifulSoup(charts.render_holdings_chart(count_documents(documents)), "html.parser")


def numbers(drawn: BeautifulSoup) -> list[str]:
    return [element.get_text() for element in drawn.select("text[class^=on-]")]


def test_each_number_of_the_picture_stands_in_its_cell() -> None:
    drawn = picture(PAPERS)
    assert numbers(drawn) == ["2", "1", "1"]
    assert [element.get_text() for element in drawn.select(".small")] == ["2024", "2025", "no date"]
    assert len(drawn.select("rect")) == 9, "empty cells are drawn too"
    assert drawn.svg is not None
    assert drawn.svg["role"] == "img"
    for name in ("aria-labelledby", "aria-describedby"):
        assert drawn.find(id=str(drawn.svg[name])) is not None


def test_nothing_held_is_no_picture() -> None:
    assert charts.render_holdings_chart(count_documents([])) == ""


def test_long_ago_is_one_column_and_small_committees_are_one_row() -> None:
    old = [paper(f"{year}.pdf", "Minutes", date(year, 1, 1)) for year in range(1990, 2026)]
    drawn = picture(old)
    heads = [element.get_text() for element in drawn.select(".small")]
    assert heads == ["before", *map(str, range(2017, 2026))]
    assert numbers(drawn) == ["27", *["1"] * 9]
    many = [
        replace(PAPERS[1], doc_id=f"{number}-{again}", meeting=Meeting("North", f"Committee {number:02}", JUNE))
        for number in range(60)
        for again in range(1 + (number < 30))
    ]
    drawn = picture(many)
    rows = [element.get_text() for element in drawn.select(".row")]
    assert len(rows) == 40
    assert rows[-1] == "21 with fewer papers"
    assert sum(map(int, numbers(drawn))) == len(many)
    assert all(f"Committee {number:02}" in rows for number in range(30)), "those with most papers stay"


# -- over real papers ------------------------------------------------------------------------------------------------


def get_page(client: TestClient, where: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(where).text, "html.parser")


def test_page_by_page_every_paper_is_there_once_and_opens(client: TestClient, library: Library) -> None:
    first = get_page(client, "/papers")
    links = [str(element["href"]) for element in first.select(".entries h2 a")]
    assert len(links) == DOCUMENTS_PER_PAGE
    last = first.select(".pages a")[-1]
    links += [str(element["href"]) for element in get_page(client, str(last["href"])).select(".entries h2 a")]
    assert len(set(links)) == len(links) == len(library.documents())
    assert {client.get(link).status_code for link in links} == {200}


def test_each_number_of_the_table_leads_to_as_many_papers(client: TestClient, library: Library) -> None:
    table = get_page(client, "/papers").select_one("table")
    assert table is not None
    cells = table.select("td a")
    assert sum(int(each.get_text()) for each in cells) == len(library.documents())
    for cell in cells:
        found = get_page(client, str(cell["href"])).select(".entries > li")
        assert len(found) == min(int(cell.get_text()), DOCUMENTS_PER_PAGE)


def test_a_limit_can_be_taken_away_again(client: TestClient) -> None:
    page = get_page(client, "/papers?title=ofsted&year=2024")
    assert [element.get_text(" ").split(" ")[0] for element in page.select(".chip")] == ["“ofsted”", "2024"]
    assert [element["href"] for element in page.select(".chip")] == ["/papers?year=2024", "/papers?title=ofsted"]
    chosen = page.select_one("#by-year option[selected]")
    assert chosen is not None
    assert chosen["value"] == "2024"


def test_when_it_was_built_is_said(client: TestClient, library: Library) -> None:
    built = library.status().built_at
    assert built is not None
    day = date.fromisoformat(built[:10])
    line = get_page(client, "/papers").select_one(".holdings")
    assert line is not None
    assert f"Last built {day.day} {day:%B %Y}, {built[11:16]} UTC." in line.get_text()


# -- colours ---------------------------------------------------------------------------------------------------------


ON_SHADES = [("ink", "shade-1"), ("ink", "shade-2"), ("on-shade", "shade-3"), ("on-shade", "shade-4")]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("number", "shade"), ON_SHADES)
def test_a_number_can_be_read_on_each_shade(scheme: int, number: str, shade: str) -> None:
    found = [re.findall(rf"--ps-{number}: (#\w+)", sheet) for sheet in SHEETS]
    shades = re.findall(rf"--ps-{shade}: (#\w+)", SHEETS[1])
    colour = next(each for each in found if each)[scheme]
    assert contrast(colour, shades[scheme]) >= 4.5
