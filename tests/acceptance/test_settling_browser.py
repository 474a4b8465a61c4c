"""An answer that settles, in a real browser: the quotes come before they are read, and nothing moves or is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.library import Library
from paper_search.records import Answer, Filters
from tests.browser import BOX, PATIENCE, Visit, find_violations, keep_picture
from tests.site import serve_library
from tests.slow_reader import SlowReader

OFSTED = "what did Ofsted say about management oversight"
MAX_SHIFT = 0.05
RECORD_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: true });
"""
SHIFTED = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return window.shifts.reduce((sum, value) => sum + value, 0);
}"""
PUSH = """() => {
  const block = document.createElement("div");
  block.style.height = "80px";
  document.querySelector(".results").prepend(block);
}"""
"""Moves the quotes, to see that it is measured."""
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


def find_place(link: Locator) -> str:
    """Return the address of a quote without the other marks of its answer, which change as it settles."""
    return re.sub(r"&marks=[^&#]*", "", link.get_attribute("href") or "")


def name_link(link: Locator) -> Locator:
    """Return a link so that it is found again although its address changes."""
    link.evaluate("link => { link.id = 'used' }")
    return link.page.locator("#used")


@dataclass(frozen=True)
class Settling:
    """A site whose reader waits for the word, and the page of a question whose quotes are shown unread."""

    page: Page
    reader: SlowReader
    address: str

    def quotes(self) -> list[str]:
        """Return the places of the quotes in the order shown: their links without the other marks of the answer."""
        links = self.page.locator(".panel.answer figcaption > a").all()
        return [find_place(link) for link in links]

    def settle(self) -> None:
        """Let the passages be read, and wait for the settled answer."""
        self.reader.may_read.set()
        expect(self.page.locator(".results[data-settled]")).to_have_count(0, timeout=PATIENCE)
        expect(self.page.locator("li.card")).to_have_count(10)


def find_top(locator: Locator) -> float:
    """Return where an element begins in the window, in pixels."""
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


@pytest.fixture(scope="module")
def reader() -> SlowReader:
    return SlowReader()


WEIGHTED = replace(ANSWERING, ranking=replace(ANSWERING.ranking, reader_weight=2.0), reading_weight=0.5)
"""Settings under which a passage that the reader refuses is quoted no more."""


class WeightedLibrary(Library):
    """A library whose reader has more of a say than by default."""

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        k: int = 10,
        config: AnswerConfig = WEIGHTED,
        *,
        with_reader: bool = True,
    ) -> Answer:
        return super().ask(question, filters, k, WEIGHTED, with_reader=with_reader)


@pytest.fixture(scope="module")
def slow_site(library: Library, reader: SlowReader) -> Iterator[str]:
    weighted = WeightedLibrary(
        library.engine,
        library.encoder,
        corpus=library.corpus,
        feedback_folder=library.feedback_folder,
        reader=reader,  # type: ignore[arg-type]
    )
    with serve_library(weighted) as address:
        yield address
        reader.may_read.set()


@contextmanager
def open_unread(visit: Visit, site: str, reader: SlowReader, size: str = "desk") -> Iterator[Settling]:
    """Ask a question on the page, and yield it with its quotes unread."""
    reader.may_read.clear()
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.page.add_init_script(RECORD_SHIFTS)
    visit.page.goto(site)
    visit.page.locator(BOX).fill(OFSTED)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".results[data-settled] blockquote").first).to_be_visible(timeout=PATIENCE)
    yield Settling(visit.page, reader, site)
    reader.may_read.set()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.rare_rows("phone")
def test_the_quotes_come_first_and_settle_without_moving(
    visit: Visit,
    slow_site: str,
    reader: SlowReader,
    library: Library,
    size: str,
    record_property: Callable[[str, object], None],
) -> None:
    with open_unread(visit, slow_site, reader, size) as settling:
        page, first = settling.page, settling.quotes()
        assert len(first) == len(replace(library, reader=None).ask(OFSTED).quotes)
        expect(page.locator(".match")).to_contain_text("Reading…")
        keep_picture(page, f"settling-first-{size}")
        panel = page.locator(".panel.answer").evaluate_handle("panel => (window.shifts = [], panel)")
        top = find_top(page.locator(".quote").first)
        settling.settle()
        shifted = page.evaluate(SHIFTED)
        record_property("layout shift", round(shifted, 4))
        assert shifted <= MAX_SHIFT
        assert abs(find_top(page.locator(".quote").first) - top) <= 1
        assert panel.evaluate("panel => panel.isConnected"), "the same element"
        page.evaluate(PUSH)
        assert page.evaluate(SHIFTED) > shifted, "what does move is measured"
        assert settling.quotes() != first
        assert page.locator("blockquote mark.answers").count()
        expect(page.locator(".match")).not_to_contain_text("Reading…")
        expect(page.locator("#told")).to_have_text(page.locator(".results").get_attribute("data-status") or "")
        keep_picture(page, f"settling-last-{size}")


def test_both_states_pass_axe_and_the_answer_is_not_marked_by_colour_alone(
    visit: Visit, slow_site: str, reader: SlowReader
) -> None:
    with open_unread(visit, slow_site, reader) as settling:
        page = settling.page
        assert find_violations(page, "settling-first") == ""
        settling.settle()
        assert find_violations(page, "settling-last") == ""
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            weights = [
                page.locator(selector).first.evaluate("mark => Number(getComputedStyle(mark).fontWeight)")
                for selector in ("mark.answers", "mark:not(.answers, .answers *)")
            ]
            assert weights[0] - weights[1] >= 200


def test_what_is_used_is_not_lost(visit: Visit, slow_site: str, reader: SlowReader) -> None:
    with open_unread(visit, slow_site, reader, "phone") as settling:
        page, used = settling.page, settling.quotes()[1]
        link = name_link(page.locator(".panel.answer figcaption > a").nth(1))
        link.scroll_into_view_if_needed()
        page.evaluate("scrollBy(0, 200)")
        link.evaluate("link => link.focus({ preventScroll: true })")
        quote = page.locator(".quote", has=link)
        quote.locator("blockquote p").evaluate("words => getSelection().selectAllChildren(words)")
        selected = page.evaluate("getSelection().toString()")
        filters = page.locator("#limits details")
        is_open = filters.evaluate("details => details.open = !details.open")
        top = find_top(quote)
        settling.settle()
        assert used in settling.quotes()
        expect(link).to_be_focused()
        settled = page.request.get(f"{settling.address}/answer?q={quote_plus(OFSTED)}").text()
        assert html.escape(link.get_attribute("href") or "", quote=False) in settled, "it leads to the settled marks"
        assert page.evaluate("getSelection().toString()") == selected
        assert abs(find_top(quote) - top) <= 1
        assert filters.evaluate("details => details.open") == is_open


def test_a_further_quote_that_is_used_stays_unfolded_and_in_use(
    visit: Visit, slow_site: str, reader: SlowReader
) -> None:
    with open_unread(visit, slow_site, reader) as settling:
        page = settling.page
        page.locator(".more-quotes > summary").click()
        link = name_link(page.locator(".more-quotes figcaption > a").first)
        used = find_place(link)
        link.focus()
        settling.settle()
        assert used in settling.quotes()
        expect(page.locator(".more-quotes #used")).to_be_focused()
        count = page.locator(".more-quotes .quote").count()
        expect(page.locator(".more-quotes > summary")).to_contain_text(f"Show {count} more quote")
        assert len(settling.quotes()) == len(set(settling.quotes())), "no quote stands twice"


def test_the_focus_on_a_quote_that_goes_stays_in_its_place(visit: Visit, slow_site: str, reader: SlowReader) -> None:
    with open_unread(visit, slow_site, reader) as settling:
        gone = settling.quotes()[0]
        settling.page.locator(".quote button").first.focus()
        settling.settle()
        assert gone not in settling.quotes(), "the reader refuses the first passage"
        expect(settling.page.locator(".quote button").first).to_be_focused()


def test_a_question_typed_and_one_followed_settle_too(visit: Visit, slow_site: str, reader: SlowReader) -> None:
    reader.may_read.set()
    page = visit.open(slow_site)
    visit.ask(OFSTED)
    expect(page.locator("li.card")).to_have_count(10, timeout=PATIENCE)
    expect(page.locator("#told")).to_have_text(re.compile(r"^(Strong match|Partial match|May not answer)"))
    expect(page).to_have_url(f"{slow_site}/?q={quote_plus(OFSTED)}")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20", timeout=PATIENCE)
    page.go_back()
    expect(page.locator("li.card")).to_have_count(10, timeout=PATIENCE)
    expect(page.locator("blockquote").first).to_be_visible()


def test_an_answer_that_cannot_be_fetched_says_so(visit: Visit, slow_site: str, reader: SlowReader) -> None:
    reader.may_read.set()
    page = visit.page
    page.route(lambda url: "/answer?" in url and "reading=later" not in url, lambda route: route.fulfill(status=503))
    page.goto(slow_site)
    visit.page.locator(BOX).fill(OFSTED)
    page.keyboard.press("Enter")
    expect(page.locator(".match")).to_contain_text("May not answer your question", timeout=PATIENCE)
    page.get_by_role("link", name="Ask again").click()
    expect(page.locator("li.card")).to_have_count(10, timeout=PATIENCE)


def test_an_answer_that_was_left_unread_settles_when_somebody_comes_back(
    visit: Visit, slow_site: str, reader: SlowReader
) -> None:
    with open_unread(visit, slow_site, reader) as settling:
        page = settling.page
        page.go_back()
        expect(page).to_have_url(f"{slow_site}/", timeout=PATIENCE)
        reader.may_read.set()
        page.go_forward()
        expect(page.locator(".results")).to_have_attribute("data-title", OFSTED, timeout=PATIENCE)
        settling.settle()
        expect(page).to_have_url(f"{slow_site}/?q={quote_plus(OFSTED)}")
    assert not [url for url in visit.requested if "reading=later" in url and "/answer" not in url]


def test_without_scripts_the_whole_answer_comes_at_once(browser: Browser, slow_site: str, reader: SlowReader) -> None:
    reader.may_read.set()
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(slow_site)
    page.locator("#plain-question").fill(OFSTED)
    page.keyboard.press("Enter")
    expect(page.locator("li.card")).to_have_count(10, timeout=PATIENCE)
    expect(page.locator(".match")).to_contain_text("match")
    context.close()
