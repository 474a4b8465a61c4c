"""The search box on a page of another website, in the browser: it leads to the answer, and its page can be used."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import PATIENCE, Visit, find_violations
from tests.site import serve_app


def make_other_website(code: str, origin: str) -> Any:
    """Return another website: one page with the box, under a content security policy that names this site alone."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        page = f"<!doctype html><html lang=en><title>Council</title><main><h1>Council</h1>{code}</main></html>".encode()
        policy = f"default-src 'none'; form-action {origin}".encode()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", policy)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    return answer


LIMITS = [("", "all councils"), ("Aldermarsh City Council", "one council")]


@pytest.mark.parametrize(("council", "reason"), LIMITS, ids=[reason for _, reason in LIMITS])
@pytest.mark.rare_rows("all councils")
def test_a_question_from_another_website_is_answered(visit: Visit, site: str, council: str, reason: str) -> None:
    page = visit.page
    page.goto(f"{site}/search-box")
    if council:
        page.get_by_label("Search the papers of").select_option(council)
        page.get_by_role("button", name="Update the code").click()
    code, origin = page.locator("pre code").inner_text(), page.locator(".prose p code").last.inner_text()
    with serve_app(make_other_website(code, origin)) as council_site:
        page.goto(council_site)
        visit.requested.clear()
        page.get_by_label("Search council papers").fill("road repairs")
        assert visit.requested == [], "nothing is loaded from here before somebody searches"
        page.keyboard.press("Enter")
        limit = f"&authority={council.replace(' ', '+')}" if council else ""
        expect(page).to_have_url(f"{site}/?q=road+repairs{limit}", timeout=PATIENCE)
        expect(page.locator(".results blockquote").first).to_be_visible(timeout=PATIENCE)


def test_the_code_is_copied_and_its_page_has_no_barrier(visit: Visit, site: str) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.page
    page.goto(f"{site}/search-box?authority={quote('Aldermarsh City Council')}")
    assert find_violations(page, "search-box") == ""
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre code").inner_text()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
