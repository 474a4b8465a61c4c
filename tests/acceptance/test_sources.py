"""The page of sources: staff alone see it, what failed is there with what to do, and no title of what is restricted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from fastapi.testclient import TestClient

from paper_search.fetch.journal import Journal, JournalDocument, JournalRun
from paper_search.fetch.sources import Source, save_source
from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.routes import sources
from tests.acceptance.test_print import print_pages
from tests.acceptance.visitors import PASSWORDS, ROLES, write_users
from tests.browser import Visit, find_violations
from tests.fetch.clocks import FakeClock
from tests.fetch.conftest import Council, make_source
from tests.fetch.moderngov_server import Site, serve
from tests.site import GENEROUS_LIMITS, serve_library

RESTRICTED_LATER = 60917
RESTRICTED_TITLES = (
    "Land values", "Only a reference", "No flag", "Appendix B (Exempt)", "Advice", "Not displayed", "Placeholder",
    "Open here, closed there", "Report attached to two items", "Legal matters", "report-attached", "Pay",
)  # fmt: skip
"""Titles of what is restricted on the site of the tests, or may be; and a part of a path that a title gave."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three sources: one fetched from twice, one never, and one whose journal is damaged."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            patch.delenv(name, raising=False)
        site = Site(clock=FakeClock())
        site.meetings = {number: site.meetings[number] for number in (4967, 4971, 5001)}
        corpus = tmp_path_factory.mktemp("sources") / "corpus"
        with serve(site) as base:
            assert isinstance(site.clock, FakeClock)
            council = Council(site, site.clock, corpus, make_source(base))
            council.fetch()
            site.get_doc(RESTRICTED_LATER).restricted = "True"
            council.fetch()
        yield council.corpus


@pytest.fixture(scope="module")
def fetched(library: Library, corpus: Path) -> Library:
    """The sample papers, with the sources of another corpus."""
    save_source(corpus, Source("list", "list", "/srv/lists/urls.csv", "Wexmoor County Council", contact="me@here.test"))
    save_source(corpus, Source("damaged", "moderngov", "https://democracy.damaged.example/", "Ottermere Council"))
    journal = corpus / "ottermere-council" / ".fetch" / "damaged.sqlite3"
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.write_text("this is no database, though long enough to be one" * 20, encoding="utf-8")
    return replace(library, corpus=corpus)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> SiteSettings:
    """A proxy in front says who somebody is: no password takes time."""
    file = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    changes = {"users": file, "user_header": "x-user", "trusted_proxies": ("127.0.0.1",)}
    return GENEROUS_LIMITS.model_copy(update=changes)


@contextmanager
def visit_as(library: Library, settings: SiteSettings, name: str) -> Iterator[TestClient]:
    headers = {"x-user": name} if name else {}
    with TestClient(create_app(library, settings=settings), client=("127.0.0.1", 1), headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def staff(fetched: Library, settings: SiteSettings) -> Iterator[TestClient]:
    with visit_as(fetched, settings, "stan") as client:
        yield client


@contextmanager
def open_alone(corpus: Path | None) -> Iterator[TestClient]:
    """The page without the rest of the site, as staff see it."""
    app = FastAPI()
    app.include_router(sources.create_router(corpus, lambda request: True))
    with TestClient(app) as client:
        yield client


def read_text(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[-500:]
    return BeautifulSoup(answer.text, "lxml").get_text(" ", strip=True)


@pytest.mark.parametrize("name", ["", *PASSWORDS], ids=["anybody", *ROLES.values()])
def test_staff_alone_see_the_page_and_the_way_to_it(fetched: Library, settings: SiteSettings, name: str) -> None:
    is_staff = ROLES.get(name) == "staff"
    with visit_as(fetched, settings, name) as client:
        for address in ("/sources", "/sources?source=tarnwick&page=2", "/sources.json"):
            answer = client.get(address)
            assert answer.status_code == (200 if is_staff else 404)
            assert ("Tarnwick" in answer.text) == is_staff
            assert answer.headers["cache-control"].find("no-store") >= 0 or not name
        for address in ("/papers", "/"):
            assert ('href="/sources"' in client.get(address).text) == is_staff


def test_each_source_has_its_site_its_last_run_and_what_it_holds(staff: TestClient) -> None:
    page = BeautifulSoup(staff.get("/sources").text, "lxml")
    tarnwick, listed, damaged = (entry.get_text(" ", strip=True) for entry in page.select(".entries > li"))
    assert "ModernGov" in tarnwick and "Done" in tarnwick and "1 paper moved out" in tarnwick
    assert "No run for over a week" in tarnwick, "the clock of the tests is months behind"
    assert "No run has ended yet." in listed and "urls.csv" in listed and "/srv/lists" not in listed
    assert "State not known" in damaged and "the journal cannot be read" in damaged and "/tmp" not in damaged
    links = [link for link in page.select(".entries a") if "external" in link["rel"]]
    assert [link["href"] for link in links][-1] == "https://democracy.damaged.example/"
    assert all(str(link["href"]).startswith("http") and "noopener" in link["rel"] for link in links)
    assert "me@here.test" not in page.get_text(), "the contact is for the council"


def test_what_failed_has_its_reason_and_what_to_do(staff: TestClient) -> None:
    text = read_text(staff, "/sources?source=tarnwick")
    assert "Huge pack" in text and "It is larger than 2 MB" in text
    assert "10 February 2026" in text and "Audit Committee" in text
    described = staff.get("/sources.json").json()["sources"]
    failures = {failure["title"]: failure for failure in described[0]["failures"]}
    assert all(failure["reason"] and failure["next_step"] for failure in failures.values())
    assert all(failure["reason"] in text for failure in failures.values())
    assert [source["fault"] is None for source in described] == [True, True, False]
    assert (described[1]["last_run"], described[1]["site"]) == (None, "urls.csv")


def test_what_is_restricted_is_named_by_its_number_alone(staff: TestClient) -> None:
    for text in (staff.get("/sources").text, staff.get("/sources.json").text):
        assert [title for title in RESTRICTED_TITLES if title in text] == []
        assert str(RESTRICTED_LATER) in text and "exempt" not in text.lower()
    moved_out = staff.get("/sources.json").json()["sources"][0]["moved_out"]
    assert [(paper["document_id"], paper["reason"]) for paper in moved_out] == [(str(RESTRICTED_LATER), "restricted")]


def test_a_list_is_limited_to_a_source_and_has_pages(tmp_path: Path, staff: TestClient) -> None:
    assert "Not fetched" in read_text(staff, "/sources?source=list")
    assert "Huge pack" not in read_text(staff, "/sources?source=list")
    assert "No source has this name." in read_text(staff, "/sources?source=nothing")
    write_long_list(tmp_path)
    with open_alone(tmp_path) as client:
        first, last = read_text(client, "/sources"), read_text(client, "/sources?page=3")
        assert "1 to 25 of 60" in first and "Report 01" in first and "Report 60" not in first
        assert "51 to 60 of 60" in last and "Report 60" in last
        assert read_text(client, "/sources?page=99") == last


def write_long_list(corpus: Path) -> None:
    """Make a source of which sixty documents could not be fetched."""
    save_source(corpus, Source("ferndale", "moderngov", "https://democracy.ferndale.example/", "Ferndale Town Council"))
    folder = corpus / "ferndale-town-council" / ".fetch"
    folder.mkdir(parents=True)
    journal = Journal(folder / "ferndale.sqlite3")
    journal.save_run(JournalRun(1, "2026-11-01T02:00:00Z", "2026-11-01T02:09:00Z", "budget"))
    for number in range(1, 61):
        journal.save_document(
            JournalDocument("7", str(number), "failed", f"Report {number:02}", code="status", reason="The site failed")
        )
    journal.close()


NOTHING = [
    (None, 200, "paper-search fetch moderngov URL", "no source yet"),
    ("[tarnwick]\nsystem = 'fax'\n", 503, "sources.toml: [tarnwick] has no 'url'", "a source without an address"),
    ("tarnwick", 503, "sources.toml: is not TOML", "a file that cannot be read"),
]


@pytest.mark.parametrize(("content", "status", "words", "reason"), NOTHING, ids=[reason for *_, reason in NOTHING])
def test_without_sources_the_page_says_what_to_do(
    tmp_path: Path, content: str | None, status: int, words: str, reason: str
) -> None:
    if content is not None:
        (tmp_path / "sources.toml").write_text(content, encoding="utf-8")
    with open_alone(tmp_path) as client:
        answer = client.get("/sources")
        assert answer.status_code == client.get("/sources.json").status_code == status
        text = BeautifulSoup(answer.text, "lxml").get_text(" ", strip=True)
        assert words in text and str(tmp_path) not in text


def test_without_a_corpus_the_page_says_so() -> None:
    with open_alone(None) as client:
        assert "This server has no folder of papers" in read_text(client, "/sources")
        assert client.get("/sources.json").json() == {"sources": []}


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sources_site(fetched: Library, settings: SiteSettings) -> Iterator[str]:
    with serve_library(fetched, settings=settings) as address:
        yield address


@pytest.mark.browser
def test_axe_finds_nothing_nothing_is_wider_than_320_pixels_and_it_prints(tab_visit: Visit, sources_site: str) -> None:
    page = tab_visit.page
    page.set_extra_http_headers({"x-user": "stan"})
    page.goto(f"{sources_site}/sources")
    assert find_violations(page, "sources") == ""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    printed = " ".join(print_pages(page))
    assert "Tarnwick Borough Council" in printed and "Huge pack" in printed and str(RESTRICTED_LATER) in printed
    assert "Show results" not in printed and "Skip to the content" not in printed
    page.set_extra_http_headers({})
