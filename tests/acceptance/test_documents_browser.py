"""A paper's page, its words and the sign-in page in a real browser: axe's rules, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from paper_search.access import users
from paper_search.library import Library
from paper_search.web import SiteSettings
from paper_search.web.forms import build_document_url, build_view_url
from tests.browser import PATIENCE, Visit, find_violations
from tests.site import serve_library


@pytest.fixture(scope="module")
def addresses(library: Library) -> dict[str, str]:
    """What is looked at, by name."""
    hit = next(hit for hit in library.search("management oversight", k=30) if hit.document.pages)
    view = build_view_url(hit.document.doc_id, hit.passage.passage_id)
    return {
        "page": view,
        "another page": build_view_url(
            hit.document.doc_id, hit.passage.passage_id, page=1 if hit.passage.locator.pages != (1, 1) else 2
        ),
        "words": build_document_url(hit.document, hit.passage, as_text=True),
        "missing": "/view/none.pdf",
        "sign in": "/sign-in",
    }


@pytest.fixture(scope="module")
def signing_site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("users") / "users.txt"
    users.add_user(file, "max", "member", "a password of some length")
    with serve_library(
        library, settings=SiteSettings(users=file, requests_per_minute=100_000, max_concurrent_requests=100)
    ) as address:
        yield address


@pytest.mark.parametrize("name", ["page", "another page", "words", "missing", "sign in"])
@pytest.mark.rare_rows("another page", "missing")
def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_the_narrowest_screen(
    tab_visit: Visit, signing_site: str, addresses: dict[str, str], name: str
) -> None:
    page = tab_visit.page
    page.goto(signing_site + addresses[name])
    expect(page.locator("h1")).to_have_count(1, timeout=PATIENCE)
    assert find_violations(page, f"paper-{name}") == ""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_marked_words_are_reached_by_keyboard(visit: Visit, signing_site: str, addresses: dict[str, str]) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 400})
    visit.page.goto(signing_site + addresses["page"])
    visit.page.evaluate("scrollTo(0, 0)")
    visit.page.get_by_role("link", name="Mark 1 of 1").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".sheet rect").first).to_be_in_viewport()


def test_pages_are_turned_with_links(visit: Visit, signing_site: str, addresses: dict[str, str]) -> None:
    visit.page.goto(signing_site + addresses["page"])
    before = visit.page.locator("figcaption").inner_text()
    way = "Next page" if visit.page.get_by_role("link", name="Next page").count() else "Previous page"
    visit.page.get_by_role("link", name=way).first.click()
    assert visit.page.locator("figcaption").inner_text() != before
    visit.page.go_back()
    assert visit.page.locator("figcaption").inner_text() == before
