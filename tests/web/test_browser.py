"""The page in a real browser, against a real server over real papers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, expect, sync_playwright

from paper_search.library import Library
from tests.web.conftest import serving

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OFSTED = "what did Ofsted say about management oversight"
PATIENCE = 30_000

pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no browser: install Chromium (for example 'apt-get install chromium') to run the tests of the page",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Visit:
    """A browser window of its own, and what happened in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.new_page()
        self.requested: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

    def _console(self, line: ConsoleMessage) -> None:
        if "Security Policy" in line.text:
            self.complaints.append(line.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> Page:
        self.page.goto(address)
        expect(self.page.locator("h1")).to_have_text("Ask the papers", timeout=PATIENCE)
        expect(self.page.locator("#question input")).to_be_editable(timeout=PATIENCE)
        return self.page

    def answer(self, address: str) -> Page:
        page = self.open(address)
        expect(page.locator("#results h2").first).to_be_visible(timeout=PATIENCE)
        return page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Checks at the end that nothing left this machine, nothing was refused by policy and no script failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    visited = Visit(context)
    yield visited
    context.close()
    assert {urlsplit(url).hostname for url in visited.requested if url.startswith("http")} == {"127.0.0.1"}
    assert visited.complaints == []


def councils(page: Page, library: Library, selector: str) -> set[str | None]:
    """Whose papers the links lead to."""
    found = set()
    for link in page.locator(selector).all():
        (doc_id,) = parse_qs(urlsplit(link.get_attribute("href") or "").query)["id"]
        document = library.document(doc_id)
        found.add(document.meeting.authority if document else None)
    return found


def test_what_is_typed_while_the_page_opens_is_kept(visit: Visit, site: str) -> None:
    visit.page.goto(site)
    visit.page.locator("#question input").fill("potholes", timeout=PATIENCE)
    visit.page.wait_for_timeout(1500)
    expect(visit.page.locator("#question input")).to_have_value("potholes")


def test_asking_by_typing_and_enter(visit: Visit, site: str, library: Library) -> None:
    page = visit.open(site)
    page.locator("#question input").fill(OFSTED)
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    assert len(councils(page, library, "figcaption a")) >= 2
    assert {"Ofsted", "management", "oversight"} <= set(page.locator("blockquote mark").all_inner_texts())
    expect(page).to_have_url(f"{site}/?q={quote_plus(OFSTED)}")
    expect(page).to_have_title(re.compile(OFSTED))
    assert page.locator("li.card").count() == 10


def test_an_address_opens_with_its_answer(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    expect(page.locator("#question input")).to_have_value(OFSTED)
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("quotes from")


def test_the_button_asks_and_going_back_returns(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=potholes")
    first = page.locator("#results").inner_text()
    page.locator("#question input").fill("planning appeal")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page).to_have_url(f"{site}/?q=planning+appeal", timeout=PATIENCE)
    page.go_back()
    expect(page.locator("#question input")).to_have_value("potholes", timeout=PATIENCE)
    expect(page.locator("#results h2").first).to_be_visible(timeout=PATIENCE)
    assert page.locator("#results").inner_text() == first


def test_an_example_is_asked_by_following_it(visit: Visit, site: str) -> None:
    page = visit.open(site)
    page.locator("#examples a").first.click()
    expect(page.locator("#results h2").first).to_be_visible(timeout=PATIENCE)
    assert page.locator("#question input").input_value()


def test_nothing_found_says_so_and_what_was_searched(visit: Visit, site: str, library: Library) -> None:
    page = visit.answer(f"{site}/?q=are+there+any+mermaids+in+the+harbour")
    papers = library.coverage().papers
    expect(page.locator("#results h2").first).to_have_text(f"Nothing found in the {papers} papers searched")
    expect(page.locator("blockquote")).to_have_count(0)
    expect(page.locator(".notice")).to_contain_text("files that could not be read")


def test_a_limit_chosen_narrows_the_answer_at_once(visit: Visit, site: str, library: Library) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    council = sorted(name for name in councils(page, library, "li.card h2 a") if name)[0]
    page.get_by_role("button", name="Limit by council").click()
    page.get_by_label("Council").first.click()
    page.get_by_role("option", name=council).click()
    expect(page).to_have_url(re.compile(r"authority="), timeout=PATIENCE)
    assert councils(page, library, "#results h2 a") == {council}
    count = next(facet.papers for facet in library.facets().authorities if facet.value == council)
    expect(page.locator("#authority")).to_contain_text(f"{council} ({count})")


def test_limits_of_an_address_are_shown_and_kept(visit: Visit, site: str, library: Library) -> None:
    council = library.facets().authorities[0].value
    page = visit.answer(f"{site}/?q=report&authority={quote_plus(council)}&since=2020&kind=report")
    expect(page.locator("#authority")).to_contain_text(council)
    expect(page.locator("#since input")).to_have_value("2020")
    expect(page.get_by_role("button", name="Limit by council")).to_have_attribute("aria-expanded", "true")
    assert councils(page, library, "#results li.card h2 a") == {council}
    page.locator("#question input").fill("budget")
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        f"{site}/?q=budget&authority={quote_plus(council)}&kind=report&since=2020", timeout=PATIENCE
    )


def test_a_date_that_is_none_is_explained(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=roads&since=31/02/2024")
    expect(page.locator(".notice")).to_contain_text("There is no date “31/02/2024”")


def test_the_box_holds_no_more_than_a_question_may(visit: Visit, site: str) -> None:
    page = visit.open(site)
    expect(page.locator("#question input")).to_have_attribute("maxlength", "500")
    visit.answer(f"{site}/?q={'x' * 501}")
    expect(page.locator(".notice")).to_contain_text("up to 500 characters")


def test_a_citation_opens_the_pdf_at_its_page(visit: Visit, site: str, library: Library) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    link = page.locator("figcaption a[href*='#page=']").first
    parts = urlsplit(link.get_attribute("href") or "")
    passage = library.passage(parse_qs(parts.query)["passage"][0])
    assert passage is not None and passage.locator.pages is not None
    assert parts.fragment == f"page={passage.locator.pages[0]}"
    with page.expect_response(lambda answer: "/paper?" in answer.url) as opened:
        link.click()
    assert opened.value.headers["content-type"] == "application/pdf"
    expect(page).to_have_url(re.compile(r"#page=\d+$"))


def test_a_paper_without_pages_opens_at_the_marked_passage(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}&k=50")
    page.locator("#results a[href$='#passage']").first.click()
    expect(page.locator("mark#passage")).to_be_in_viewport(timeout=PATIENCE)
    assert page.locator("script").count() == 0


def test_no_script_of_a_paper_runs(visit: Visit, hostile_site: str) -> None:
    page = visit.answer(f"{hostile_site}/?q=hedgehog+crossing+printed+by+mistake")
    shown = page.locator("#results").inner_text()
    assert "<script>window.ran=1</script>" in shown
    assert "${window.ran=1} and `${window.ran=1}` and {{window.ran}} were printed by mistake \\" in shown
    assert page.locator("#results :is(script, img, iframe, b)").count() == 0
    assert page.evaluate("window.ran") is None
    page.goto(f"{hostile_site}/paper?id=item.html")
    assert page.evaluate("window.ran") is None


def test_no_script_of_an_address_runs(visit: Visit, hostile_site: str) -> None:
    page = visit.answer(hostile_site + "/?q=" + quote_plus("<img src=x onerror=window.ran=1>${window.ran=1} rent"))
    assert page.locator("#results img").count() == 0
    assert page.evaluate("window.ran") is None


def test_several_people_ask_at_once(browser: Browser, site: str) -> None:
    context = browser.new_context()
    questions = ["potholes", "planning appeal", "budget gap", OFSTED]
    pages = [context.new_page() for _ in questions]
    for page, question in zip(pages, questions, strict=True):
        page.goto(f"{site}/?q={quote_plus(question)}", wait_until="commit")
    for page, question in zip(pages, questions, strict=True):
        expect(page.locator("#results [data-title]")).to_have_attribute("data-title", question, timeout=PATIENCE)
        expect(page.locator("#results h2").first).to_be_visible(timeout=PATIENCE)
    context.close()


def test_an_open_page_survives_a_new_start_of_the_server(browser: Browser, library: Library) -> None:
    context = browser.new_context()
    with serving(library) as address:
        page = Visit(context).answer(f"{address}/?q=potholes")
    page.locator("#question input").fill("asked in vain")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Connection to the server was lost")).to_be_visible(timeout=PATIENCE)
    with serving(library, port=int(address.rpartition(":")[2])):
        expect(page.locator("#question input")).to_have_value("potholes", timeout=PATIENCE)
        page.locator("#question input").fill("budget gap")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/?q=budget+gap", timeout=PATIENCE)
    context.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_its_screen(browser: Browser, site: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = Visit(context).answer(f"{site}/?q={quote_plus(OFSTED)}&kind=report")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#question input").bounding_box()
    assert box is not None and box["width"] > 0.6 * min(width, 800) - 60
    context.close()


def test_everything_can_be_reached_and_seen_by_keyboard(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=potholes")
    page.locator("#question input").focus()
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert seen[0] == "Ask"
    assert any("Limit by council" in each for each in seen)
    assert page.get_by_label("Your question").count() == 1
    assert page.locator("h1").count() == 1
