"""A second tab of somebody who signs out in the first: it shows nothing more that was theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from paper_search.config import SiteSettings
from paper_search.library import Library
from tests.acceptance.visitors import PASSWORDS, write_users
from tests.browser import Visit
from tests.site import serve_library

MARK, IS_MARKED = "window.isSamePage = true", "window.isSamePage === true"
"""Tells a page that stands from one that was loaded anew."""


@pytest.fixture(scope="module")
def signing_site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    users = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    with serve_library(library, settings=SiteSettings(users=users, requests_per_minute=100_000)) as address:
        yield address


def open_two_tabs(visit: Visit, site: str, name: str = "max") -> tuple[Page, Page]:
    """Sign in, and return a tab with two answers and another tab of the site."""
    page = visit.page
    page.goto(f"{site}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.keyboard.press("Enter")
    expect(page.locator(".signed")).to_contain_text(name)
    visit.ask("potholes")
    visit.ask("budget gap")
    page.evaluate(MARK)
    other = visit.context.new_page()
    other.goto(f"{site}/papers")
    return page, other


EVENTS = [
    ("document.dispatchEvent(new Event('visibilitychange'))", "the tab is in front again"),
    ("dispatchEvent(new Event('focus'))", "its window is used again"),
    (
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
        "the browser brings it back as it stood",
    ),
]


@pytest.mark.parametrize(("event", "reason"), EVENTS, ids=[reason for _, reason in EVENTS])
@pytest.mark.rare_rows("its window is used again", "the browser brings it back as it stood")
def test_a_tab_is_loaded_anew_once_its_visitor_has_signed_out(
    visit: Visit, signing_site: str, event: str, reason: str
) -> None:
    page, other = open_two_tabs(visit, signing_site)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    with page.expect_navigation():
        page.evaluate(event)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert not page.evaluate(IS_MARKED), reason
    before = len(visit.requested)
    page.go_back()
    expect(page.locator(".results")).to_have_attribute("data-title", "potholes")
    assert [url for url in visit.requested[before:] if "potholes" in url], "no answer is kept: it is asked for again"


HOLDING = [(200, '{"name": "max", "role": "member"}', "the session holds"), (503, "", "the server starts again")]


@pytest.mark.parametrize(("status", "body", "reason"), HOLDING, ids=[reason for *_, reason in HOLDING])
def test_a_tab_stays_as_it_is_where_nobody_has_signed_out(
    visit: Visit, signing_site: str, status: int, body: str, reason: str
) -> None:
    page, _ = open_two_tabs(visit, signing_site)
    page.route("**/session", lambda route: route.fulfill(status=status, body=body, content_type="application/json"))
    with page.expect_response("**/session"):
        page.evaluate("dispatchEvent(new Event('focus'))")
    visit.ask("road repairs")
    assert page.evaluate(IS_MARKED), reason


def test_who_is_not_signed_in_is_asked_nothing(visit: Visit, signing_site: str) -> None:
    page = visit.open(signing_site)
    page.evaluate("dispatchEvent(new Event('focus'))")
    visit.ask("potholes")
    assert not [url for url in visit.requested if url.endswith("/session")]
