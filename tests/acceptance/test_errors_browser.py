"""Pages that turn a visitor away, in a real browser: axe's rules in both themes, and a way to go on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from paper_search import api
from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.middleware.security import MAX_BODY_BYTES, MAX_HEADER_BYTES
from paper_search.web.serve import StartupPage
from tests.browser import Visit, find_violations
from tests.conftest import CORPUS

FORM = {"content-type": "application/x-www-form-urlencoded"}
PAGES = [
    ("not-found", "GET", "/nothing", None, {}, 404, "Page not found"),
    ("file-not-found", "GET", "/own/nothing.css", None, {}, 404, "Page not found"),
    ("paper-not-found", "GET", "/view/none.pdf", None, {}, 404, "Paper not found"),
    ("method", "PUT", "/papers", "x", {}, 405, "This cannot be done here"),
    (
        "bad-request",
        "POST",
        "/export",
        "a",
        FORM | {"transfer-encoding": "chunked", "content-length": "1"},
        400,
        "This",
    ),
    ("too-long", "POST", "/export", "x" * (MAX_BODY_BYTES + 1), FORM, 413, "What you sent is too long"),
    ("headers", "GET", "/papers", None, {"cookie": "a" * MAX_HEADER_BYTES}, 431, "Your browser sent too much"),
    ("host", "GET", "/papers", None, {"host": "evil.example"}, 421, "This site has another name"),
    (
        "cross-site",
        "POST",
        "/export",
        "id=a",
        FORM | {"origin": "https://evil.example"},
        403,
        "This form was sent from",
    ),
]
"""A name, the request that is refused, its status, and how its heading begins."""


@pytest.fixture(scope="module")
def strict(library: Library) -> Iterator[TestClient]:
    """A site that knows its own name."""
    settings = SiteSettings(hosts=("testserver",), requests_per_minute=100_000)
    with TestClient(create_app(library, settings=settings)) as client:
        yield client


def look_at(visit: Visit, site: str, body: str, name: str, status: int) -> None:
    """Show what a site answered as a page of the site under test, and hold axe's rules against it."""
    page = visit.page
    page.route("**/refused", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    page.goto(f"{site}/refused")
    assert find_violations(page, f"error-{name}") == ""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(
    ("name", "method", "path", "body", "headers", "status", "heading"), PAGES, ids=[name for name, *_ in PAGES]
)
@pytest.mark.rare_rows("file-not-found", "paper-not-found", "method", "bad-request", "headers", "host")
def test_a_refusal_is_a_page_of_the_site(
    tab_visit: Visit,
    site: str,
    strict: TestClient,
    name: str,
    method: str,
    path: str,
    body: str | None,
    headers: dict[str, str],
    status: int,
    heading: str,
) -> None:
    answer = strict.request(method, path, content=body, headers=headers)
    assert answer.status_code == status
    look_at(tab_visit, site, answer.text, name, status)
    expect(tab_visit.page.locator("h1")).to_contain_text(heading)
    for link in ("ask a question", "see all papers"):
        expect(tab_visit.page.get_by_role("link", name=link)).to_be_visible()


def test_who_asks_too_much_is_told_when_to_come_back(visit: Visit, site: str, library: Library) -> None:
    with TestClient(create_app(library, settings=SiteSettings(requests_per_minute=1))) as client:
        answers = [client.get("/papers") for _ in range(20)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    look_at(visit, site, refused.text, "rate", 429)
    expect(visit.page.locator("h1")).to_have_text("Too many requests")
    expect(visit.page.locator(".message")).to_contain_text(f"Try again in {refused.headers['retry-after']} second")


def test_a_fault_nobody_expected_is_a_page_of_the_site(
    visit: Visit, site: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(library: Library, doc_id: str) -> None:
        raise RuntimeError("a fault in the code")

    monkeypatch.setattr(Library, "document", fail)
    with TestClient(create_app(library), raise_server_exceptions=False) as client:
        answer = client.get("/view/none.pdf")
    assert answer.status_code == 500
    look_at(visit, site, answer.text, "fault", 500)
    expect(visit.page.locator("h1")).to_have_text("Sorry, there is a problem with the service")


DAMAGE = [
    ("like", "/like?passage=none", 503, "Sorry, the papers cannot be searched"),
    ("answer", "/?q=potholes", 503, "Sorry, the papers cannot be searched"),
    ("papers", "/papers", 503, "Sorry, the papers cannot be listed"),
]
"""A name, an address that an index is needed for, its status, and how its heading begins."""


@pytest.fixture(scope="module")
def damaged(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site whose index was overwritten while it was open."""
    index = tmp_path_factory.mktemp("damaged") / "index"
    shutil.copytree(built_index, index)
    opened = api.open_library(CORPUS, index)
    for file in index.glob("papers.db*"):
        file.write_bytes(b"x" * file.stat().st_size)
    with TestClient(create_app(opened)) as client:
        yield client


@pytest.mark.parametrize(("name", "path", "status", "heading"), DAMAGE, ids=[name for name, *_ in DAMAGE])
@pytest.mark.rare_rows("like", "papers")
def test_a_damaged_index_is_said_in_words(
    visit: Visit, site: str, damaged: TestClient, name: str, path: str, status: int, heading: str
) -> None:
    answer = damaged.get(path)
    assert answer.status_code == status
    look_at(visit, site, answer.text, f"damage-{name}", status)
    expect(visit.page.locator("h1")).to_contain_text(heading)
    expect(visit.page.locator(".notice")).to_contain_text("The index of the papers is damaged")


def test_the_page_of_a_start_is_styled_within_its_policy(visit: Visit) -> None:
    app = StartupPage(lambda: None, lambda error: None)
    answer = TestClient(app).get("/")
    page = visit.page
    # It would open itself again while it is looked at.
    body = re.sub('<meta http-equiv="refresh"[^>]*>', "", answer.text)
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    page.route("http://127.0.0.1/", lambda route: route.fulfill(status=503, body=body, headers=headers))
    page.goto("http://127.0.0.1/")
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
    assert find_violations(page, "error-starting") == ""
