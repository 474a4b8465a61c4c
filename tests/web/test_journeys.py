"""Whole journeys in the browser, over the real papers with the real model: a member's, an officer's, and a link's."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

from playwright.sync_api import Browser, expect

from paper_search.library import Library
from tests.web.visits import BOX, PATIENCE, Visit

OFSTED = "what did Ofsted say about management oversight"


def test_a_member_on_a_phone_asks_and_opens_the_page_that_is_cited(
    browser: Browser, site: str, library: Library
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit = Visit(context)
    page = visit.open(site)
    page.locator(BOX).tap()
    visit.ask(OFSTED)
    quote = page.locator("blockquote").first
    expect(quote).to_be_in_viewport(timeout=PATIENCE)
    words = quote.inner_text()
    page.locator("figcaption a").first.tap()
    expect(page).to_have_url(re.compile("/view/"), timeout=PATIENCE)
    expect(page.locator("main img, main mark").first).to_be_visible(timeout=PATIENCE)
    assert page.locator("h1").count() == 1
    page.go_back()
    expect(page.locator("blockquote").first).to_have_text(words, timeout=PATIENCE)
    expect(page.locator(BOX)).to_have_value(OFSTED)
    assert visit.complaints == []
    context.close()


def test_an_officer_limits_compares_and_copies_a_citation(visit: Visit, site: str, library: Library) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open(site)
    visit.ask("budget gap")
    council = library.facets().authorities[0].value
    page.locator(f'#limits [name=authority][value="{council}"]').check()
    expect(page.locator(".chips a").first).to_contain_text(council, timeout=PATIENCE)
    caption = page.locator("figcaption").first
    expect(caption).to_contain_text(council)
    label = caption.locator("a").inner_text()
    caption.get_by_role("button", name="Copy citation").click()
    expect(page.locator("#told")).to_have_text(f"Copied: {label}")
    assert page.evaluate("navigator.clipboard.readText()") == label
    page.get_by_role("link", name="Remove all").or_(page.locator(".chips a")).first.click()
    expect(page).to_have_url(f"{site}/?q=budget+gap", timeout=PATIENCE)
    page.locator(".banner").get_by_role("link", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare\?q=budget\+gap"), timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text(council, timeout=PATIENCE)
    page.go_back()
    expect(page.locator(BOX)).to_have_value("budget gap", timeout=PATIENCE)


def test_a_link_sent_to_a_colleague_shows_the_same(visit: Visit, browser: Browser, site: str) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    page.get_by_label("Newest first").check()
    expect(page).to_have_url(re.compile("order=newest"), timeout=PATIENCE)
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("p=2"), timeout=PATIENCE)
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20")
    sent, shown = page.url, page.locator("#results").inner_text()
    page.reload()
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20", timeout=PATIENCE)
    assert page.locator("#results").inner_text() == shown
    other = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    colleague = Visit(other)
    colleague.open(sent)
    expect(colleague.page.locator("h1")).to_contain_text("Passages 11 to 20", timeout=PATIENCE)
    assert colleague.page.locator("#results").inner_text() == shown
    other.close()


def test_back_and_forward_go_through_what_was_asked(visit: Visit, site: str) -> None:
    page = visit.open(site)
    for question in ("potholes", "planning appeal", "budget gap"):
        visit.ask(question)
    for question in ("planning appeal", "potholes"):
        page.go_back()
        expect(page.locator(BOX)).to_have_value(question, timeout=PATIENCE)
        expect(page.locator(".results")).to_have_attribute("data-title", question, timeout=PATIENCE)
    page.go_forward()
    expect(page.locator(".results")).to_have_attribute("data-title", "planning appeal", timeout=PATIENCE)
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text(re.compile(r"^Ask \d+ papers of"), timeout=PATIENCE)
    expect(page).to_have_url(f"{site}/")
