"""The views beside the question box over HTTP: what each shows of real papers, and words for what can go wrong."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient

from paper_search import api
from paper_search.access import users
from paper_search.answering.compare import summarise_comparison
from paper_search.answering.config import ANSWERING
from paper_search.api import open_library
from paper_search.config import SiteSettings
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.forms import MAX_QUESTION_CHARS
from paper_search.web.middleware.security import STRICT_POLICY

OFSTED = "what did Ofsted say about management oversight"
VIEWS = ("/compare", "/timeline", "/papers", "/about", "/accessibility")


def get_page(client: TestClient, address: str, status: int = 200) -> BeautifulSoup:
    answered = client.get(address)
    assert answered.status_code == status
    return BeautifulSoup(answered.text, "html.parser")


def words(page: BeautifulSoup | Tag, selector: str) -> str:
    found = page.select_one(selector)
    assert found is not None, selector
    return " ".join(found.get_text(" ").split())


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_a_whole_page_under_the_strict_policy(client: TestClient, view: str) -> None:
    answered = client.get(view)
    assert answered.headers["content-security-policy"] == STRICT_POLICY
    page = BeautifulSoup(answered.text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "en-GB"
    assert len(page.select("h1")) == 1
    assert words(page, "a.skip") == "Skip to the content"
    current = page.select_one("a[aria-current=page]")
    assert current is not None
    assert current["href"] == view
    assert not page.select("[style], script:not([src])"), "the policy would refuse it"
    assert client.head(view).status_code == 200


# -- compare ---------------------------------------------------------------------------------------------------------


def test_each_council_stands_with_its_quote_its_citation_and_its_day(client: TestClient, library: Library) -> None:
    page = get_page(client, f"/compare?q={quote_plus(OFSTED)}")
    councils = page.select("article.council")
    assert {words(council, "h2") for council in councils} == set(library.coverage().authorities)
    compared = library.compare(OFSTED)
    for position in compared.positions:
        (shown,) = (council for council in councils if words(council, "h2") == position.authority)
        if position.has_answer:
            quoted = shown.select_one("blockquote p")
            assert quoted is not None
            assert quoted.get_text() == position.quotes[0].text
            assert position.quotes[0].citation.label == words(shown, "figcaption a")
            held_on = position.quotes[0].document.meeting.held_on
            assert held_on is not None
            assert words(shown, ".when") == f"{held_on.day} {held_on:%B %Y}"
    assert words(page, "h1") == summarise_comparison(compared)
    for position in compared.positions:
        (shown,) = (council for council in councils if words(council, "h2") == position.authority)
        is_folded = bool(shown.select("details figure.quote")) and not shown.select(".match + .when")
        assert is_folded == (position.match == "doubtful"), "what may not answer is folded"


def test_councils_that_say_nothing_or_of_which_nothing_is_held_are_listed(client: TestClient) -> None:
    page = get_page(client, "/compare?q=road+resurfacing&authority=Dyffryn&authority=Nowhere+Council")
    assert "No papers held." in words(page, "article.silent")
    page = get_page(client, "/compare?q=what+is+the+cormorant+option")
    said = [words(element, "article.silent > p") for element in page.select(".councils > li")]
    assert len(said) == 4
    assert all(each.startswith("No answer found in the ") and each.endswith(" searched.") for each in said)


def test_a_council_outside_the_dates_is_told_from_one_without_papers(client: TestClient) -> None:
    page = get_page(client, "/compare?q=roads&authority=Wexmoor+County+Council&since=2025")
    assert "No papers match your filters. 14 papers are outside them." in words(page, "article.silent")


def test_from_a_council_one_comes_to_all_that_its_papers_say(client: TestClient) -> None:
    page = get_page(client, f"/compare?q={quote_plus(OFSTED)}&kind=report")
    link = page.select_one("article.council > .links a")
    assert link is not None
    asked = parse_qs(urlsplit(str(link["href"])).query)
    assert asked == {"q": [OFSTED], "authority": [words(page, "article.council h2")], "kind": ["report"]}


def test_of_very_many_councils_those_that_come_nearest_are_compared(tmp_path: Path, encoder: Encoder) -> None:
    corpus, index, most = tmp_path / "corpus", tmp_path / "index", ANSWERING.max_compared_authorities
    for number in range(most + 2):
        folder = corpus / f"council-{number:02}-council" / "cabinet" / "2025-01-09"
        folder.mkdir(parents=True)
        matter = "hedges of the parish are cut" if number < 2 else "ponds of the parish are cleared"
        for again in range(1 + (number > 1)):
            text = f"The {matter} {again + 1} times a year, by order {number}."
            (folder / f"order-{again}.txt").write_text(text, encoding="utf-8")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    with TestClient(create_app(open_library(corpus, index, encoder))) as client:
        page = get_page(client, "/compare?q=how+often+are+hedges+cut")
        councils = [words(element, "h2") for element in page.select("article.council")]
        assert len(councils) == most
        assert {"00", "01"} <= {council[-10:-8] for council in councils}, "those with one paper, that is of the matter"
        assert f"of {most + 2}; name others to compare them." in words(page, "main")
        assert len(get_page(client, "/compare?q=hedges&authority=00").select("article.council")) == 1


# -- timeline --------------------------------------------------------------------------------------------------------


def test_a_matter_is_listed_by_its_days_and_drawn_with_the_same_numbers(client: TestClient, library: Library) -> None:
    page = get_page(client, "/timeline?q=Ofsted+inspection+of+children%27s+services")
    events = library.timeline("Ofsted inspection of children's services").events
    assert [element["id"] for element in page.select("article.card[id^=passage-]")] == [
        f"passage-{n}" for n in range(1, len(events) + 1)
    ]
    days = list(dict.fromkeys(event.held_on for event in events if event.held_on))
    assert [words(element, "h2") for element in page.select(".day-of")] == [f"{day.day} {day:%B %Y}" for day in days]
    drawn = page.select_one("svg[role=img]")
    assert drawn is not None
    assert [element.get_text() for element in drawn.select(".date")] == [f"{day.day} {day:%b %Y}" for day in days]
    numbers = [element.get_text() for element in drawn.select(".on-mark")]
    ranges = [number.split("–") for number in numbers]
    covered = sorted(n for each in ranges for n in range(int(each[0]), int(each[-1]) + 1))
    assert covered == list(range(1, len(events) + 1))


def test_the_list_goes_on_counting_from_day_to_day(client: TestClient) -> None:
    page = get_page(client, "/timeline?q=Ofsted+inspection+of+children%27s+services")
    counted = 0
    for day in page.select(".day-of ol"):
        assert day["start"] == str(counted + 1)
        counted += len(day.select("li > article"))


def test_a_matter_that_no_paper_holds_is_said_to_be_none(client: TestClient, library: Library) -> None:
    page = get_page(client, "/timeline?q=what+is+the+cormorant+option")
    assert words(page, "h1") == f"No answer found in the {library.coverage().papers} papers searched"
    assert "Not searched:" in words(page, ".notice")
    assert page.select_one("svg") is None


# -- what cannot be asked --------------------------------------------------------------------------------------------


REFUSED = [
    ("q=" + "x" * (MAX_QUESTION_CHARS + 9), "That question is too long", "longer than the box allows"),
    ("q=rent&since=yesterday", "There is a problem with your search", "a date that is none"),
    ("q=rent&since=2021&until=2020", "There is a problem with your search", "dates turned round"),
    ("q=rent&committee=Nowhere", "There is a problem with your search", "a committee that has no papers"),
]


@pytest.mark.parametrize("view", ["/compare", "/timeline"])
@pytest.mark.parametrize(("query", "heading", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_what_cannot_be_asked_is_answered_in_words(
    client: TestClient, view: str, query: str, heading: str, reason: str
) -> None:
    assert words(get_page(client, f"{view}?{query}"), "h1") == heading


ODD = [
    ("page=99999", "a page that is not there"),
    ("page=minus", "no number"),
    ("year=%00&title=%ff%fe", "bytes that are no text"),
    ("&".join(f"kind={n}" for n in range(500)), "more parts than an address has"),
    ("title=" + "x" * 30_000, "a very long title"),
]


@pytest.mark.parametrize(("query", "reason"), ODD, ids=[reason for _, reason in ODD])
def test_an_odd_address_of_the_list_is_a_page_all_the_same(client: TestClient, query: str, reason: str) -> None:
    assert "paper" in words(get_page(client, f"/papers?{query}"), "h1")


def test_an_index_that_breaks_while_serving_is_reported_in_words(hostile_corpus: Path, tmp_path: Path) -> None:
    api.build(hostile_corpus, tmp_path, limits=ReaderLimits(processes=1))
    opened = api.open_library(hostile_corpus, tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "papers.db").write_bytes(b"not a database " * 500)
    with TestClient(create_app(opened)) as client:
        for view in ("/compare?q=rent", "/timeline?q=rent", "/papers"):
            shown = get_page(client, view, 503)
            assert "at the moment" in words(shown, "h1")
            assert str(tmp_path) not in shown.get_text()
        for view in ("/compare", "/about"):
            assert "cannot be searched at the moment" in get_page(client, view).get_text()


def test_what_papers_hold_is_never_markup(hostile: Library) -> None:
    with TestClient(create_app(hostile)) as client:
        for view in ("/compare?q=hedgehog+crossing", "/timeline?q=hedgehog+crossing", "/papers"):
            page = get_page(client, view)
            assert not page.select("img, iframe, [onclick], [onerror]")
            assert all("/own/" in str(element.get("src")) for element in page.select("script"))
        assert "<script>window.ran=1</script>" in words(get_page(client, "/timeline?q=hedgehog+crossing"), ".passage")


# -- who sees which files are not shown ------------------------------------------------------------------------------


ROLES = [(None, False, "nobody has signed in"), ("mel", False, "a member"), ("sam", True, "staff")]


@pytest.mark.parametrize(("name", "named", "reason"), ROLES, ids=[reason for *_, reason in ROLES])
def test_unread_files_are_counted_for_all_and_named_to_staff(
    library: Library, tmp_path: Path, name: str | None, named: bool, reason: str
) -> None:
    file = tmp_path / "users"
    users.add_user(file, "mel", "member", "a long enough password")
    users.add_user(file, "sam", "staff", "a long enough password")
    settings = SiteSettings(users=file, user_header="X-User", trusted_proxies=("10.0.0.2",))
    with TestClient(create_app(library, settings=settings), client=("10.0.0.2", 1)) as client:
        answered = client.get("/papers", headers={"X-User": name} if name else {})
        missing = words(BeautifulSoup(answered.text, "html.parser"), "section.panel")
    assert f"{library.coverage().unread} files could not be read" in missing
    assert "1 paper is held back" in missing
    assert ("Capital Programme Quarter 3.pdf" in answered.text) is named
    assert ("Item 8 - Disposal of land.pdf" in answered.text) is named
    assert ("paper-search release" in answered.text) is named
