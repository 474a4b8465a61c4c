"""The three journeys of the guides in the browser, with the real model: a member on a phone, an officer,
and democratic services; and those of a link and of the way back."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from paper_search import api
from paper_search.access import users
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.web import SiteSettings
from tests.browser import BOX, PATIENCE, Visit, unfold_passages
from tests.site import serve_library

OFSTED = "what did Ofsted say about management oversight"


def test_a_member_on_a_phone_asks_and_opens_the_page_that_is_cited(
    browser: Browser, site: str, library: Library
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit = Visit(context, has_gradio=True)
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


FOCUSED = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const across = Math.min(box.left + box.width / 2, innerWidth - 1);
  // The first line of a link that runs over several, a little inside it.
  const line = element.getClientRects()[0];
  const seen = document.elementFromPoint(line.left + Math.min(line.width / 2, 20), line.top + line.height / 2);
  const isSeen = Boolean(seen) && (element.contains(seen) || seen.contains(element));
  const { outlineStyle } = getComputedStyle(element);
  return { isSeen, isOutlined: outlineStyle !== "none", fits: box.left >= 0 && box.right <= innerWidth };
}"""
"""Whether the element with the focus lies in sight, is not hidden by another, has a ring and fits the window."""


def tab_to(page: Page, target: Locator, most: int) -> None:
    """Press Tab until an element has the focus; each stop on the way is in sight and has a ring."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == {"isSeen": True, "isOutlined": True, "fits": True}, page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} has not the focus after {most} stops")


def test_by_keyboard_alone_on_a_narrow_screen_to_a_quote_its_page_and_back(visit: Visit, site: str) -> None:
    page = visit.open(site)
    page.set_viewport_size({"width": 320, "height": 640})
    tab_to(page, page.locator(BOX), 8)
    page.keyboard.type(OFSTED)
    page.keyboard.press("Enter")
    expect(page.locator(".results")).to_have_attribute("data-title", OFSTED, timeout=PATIENCE)
    visit.wait_until_settled()
    link = page.locator(".quote figcaption a[href*='.pdf']").first
    address = link.get_attribute("href")
    tab_to(page, link, 12)
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_focused(timeout=PATIENCE)
    expect(page.locator("#passage")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    back = page.get_by_role("link", name="Back to the answer")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if back.evaluate("element => element === document.activeElement"):
            break
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f'.quote figcaption a[href="{address}"]').first).to_be_focused(timeout=PATIENCE)
    tab_to(page, page.locator(".quote figcaption button").first, 6)


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
    page.locator(".chips a").first.click()
    expect(page).to_have_url(f"{site}/?q=budget+gap", timeout=PATIENCE)
    page.locator(".banner").get_by_text("More").click()
    page.locator(".banner").get_by_role("link", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare\?q=budget\+gap"), timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text(council, timeout=PATIENCE)
    page.go_back()
    expect(page.locator(BOX)).to_have_value("budget gap", timeout=PATIENCE)


def test_an_officer_finds_precedent_elsewhere_and_takes_the_evidence_along(visit: Visit, site: str) -> None:
    page = visit.open(site)
    visit.ask("how soon are potholes repaired?")
    expect(page.locator("li.card").first).to_be_visible(timeout=PATIENCE)
    asked = page.url
    unfold_passages(page)
    page.get_by_role("link", name="More like this").first.click()
    expect(page.locator("h1")).to_contain_text("like this one", timeout=PATIENCE)
    own = page.locator("section.quote .where bdi").first.inner_text()
    page.get_by_role("link", name="Show other councils first").click()
    expect(page).to_have_url(re.compile("elsewhere=1"), timeout=PATIENCE)
    assert page.locator("li.card .where bdi").first.inner_text() != own
    page.locator("li.card").first.get_by_role("link", name="Show on page").click()
    expect(page.locator("main img, main mark").first).to_be_visible(timeout=PATIENCE)
    for _ in range(3):
        page.go_back()
    expect(page).to_have_url(asked, timeout=PATIENCE)
    page.get_by_role("link", name="Compare the councils").click()
    expect(page.locator("h1")).to_contain_text("councils ha", timeout=PATIENCE)
    page.go_back()
    expect(page.locator("li.card").first).to_be_visible(timeout=PATIENCE)
    unfold_passages(page)
    page.get_by_text("Export an evidence pack").click()
    for at in (0, 1):
        page.locator(".card input[type=checkbox]").nth(at).check(timeout=PATIENCE)
    page.locator("form.export select").select_option("docx")
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.locator("form.export button").click()
    assert waiting.value.suggested_filename.endswith(".docx")


# -- democratic services -------------------------------------------------------------------------------------------


class Office:
    """A corpus of democratic services' own, its index, and who may sign in."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index, self.users = folder / "corpus", folder / "index", folder / "users.txt"
        (self.corpus / "exempt").mkdir(parents=True)
        self.write("bandstand.txt", "1.1 The bandstand is to be painted green in May 2025.")
        self.write("exempt/lease.txt", "2.1 The lease of the mill ends in June 2026.")
        (self.corpus / "empty.pdf").write_bytes(b"")
        self.build()
        users.add_user(self.users, "dee", "staff", "the words of Dee")

    def write(self, name: str, words: str) -> None:
        (self.corpus / name).write_text(f"Xshire Borough Council\n\n{words}\n", encoding="utf-8")

    def build(self) -> None:
        api.build(self.corpus, self.index, limits=ReaderLimits(processes=1))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_democratic_services_see_what_is_missing_publish_a_paper_and_withdraw_it(visit: Visit, office: Office) -> None:
    settings = SiteSettings(users=office.users, requests_per_minute=100_000, max_concurrent_requests=100)
    with serve_library(api.open_library(office.corpus, office.index), settings=settings) as address:
        page = visit.open(address)
        page.get_by_role("link", name="Papers", exact=True).click()
        expect(page.locator("main")).not_to_contain_text("empty.pdf", timeout=PATIENCE)
        page.get_by_role("link", name="Sign in").click()
        page.get_by_label("Name").fill("dee")
        page.get_by_label("Password").fill("the words of Dee")
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".signed")).to_contain_text("Signed in as dee (staff)", timeout=PATIENCE)
        page.get_by_role("link", name="Papers", exact=True).click()
        for named in ("empty.pdf", "exempt/lease.txt"):
            expect(page.locator("main")).to_contain_text(named, timeout=PATIENCE)
        office.write("ferry.txt", "3.1 The ferry will run hourly from 1 July 2025.")
        office.build()
        page.get_by_role("link", name="Ask the papers", exact=True).click()
        expect(page.locator(BOX)).to_be_editable(timeout=PATIENCE)
        visit.ask("when will the ferry run?")
        expect(page.locator("blockquote").first).to_contain_text("hourly from 1 July 2025", timeout=PATIENCE)
        page.get_by_text("Save this question", exact=True).click()
        feed = str(page.get_by_role("link", name="the feed of this question").get_attribute("href"))
        assert "hourly" in page.request.get(address + feed).text()
        unfold_passages(page)
        shown = address + str(page.get_by_role("link", name="Show on page").first.get_attribute("href"))
        api.withdraw("ferry.txt", "published in error", office.corpus, office.index)
        assert page.request.get(shown).status == 404
        assert "hourly" not in page.request.get(address + feed).text()
        visit.ask("what of the ferry?")
        expect(page.locator("#results")).not_to_contain_text("hourly", timeout=PATIENCE)
        page.get_by_role("link", name="Papers", exact=True).click()
        expect(page.locator("main")).to_contain_text("ferry.txt", timeout=PATIENCE)
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Sign in")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("link", name="Papers", exact=True).click()
        expect(page.locator("main")).not_to_contain_text("empty.pdf", timeout=PATIENCE)


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
