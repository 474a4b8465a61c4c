"""A short answer in a real browser: under the quotes, never in their way, and without a word of what was withheld."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from paper_search.library import Library
from paper_search.web import SiteSettings
from tests.browser import BOX, DESK, PATIENCE, Visit, find_violations, keep_picture
from tests.site import GENEROUS_LIMITS, serve_library
from tests.slow_reader import SlowReader
from tests.written_answers.liar import FALSE_WORDS, Liar, serve_liar

OFSTED = "what did Ofsted say about management oversight"
ADDRESS = f"/?q={quote_plus(OFSTED)}"
PLACES = """() => [...document.querySelectorAll(".panel.answer .quote, .panel.answer h2")].map((part) => {
  const box = part.getBoundingClientRect();
  return [box.top + scrollY, box.height];
})"""
MARKED = """() => [...CSS.highlights.get("used-words")].map(String)"""


@pytest.fixture(scope="module")
def server() -> Iterator[Liar]:
    with serve_liar() as liar:
        yield liar


@pytest.fixture
def liar(server: Liar) -> Liar:
    server.log.clear()
    for event in (server.release, server.left, server.asked):
        event.clear()
    return server


@contextmanager
def serve_model(library: Library, url: str, model: str) -> Iterator[str]:
    settings = SiteSettings(**GENEROUS_LIMITS.model_dump() | {"answers_url": url, "answers_model": model})
    with serve_library(library, settings=settings) as address:
        yield address


def wait_for_text(page: Page, words: str) -> None:
    expect(page.locator(".written-text")).to_contain_text(words, timeout=PATIENCE)


def test_the_quotes_stay_where_they_are_while_a_short_answer_is_written(
    visit: Visit, library: Library, liar: Liar
) -> None:
    with serve_model(library, liar.url, "waits") as site:
        page = visit.answer(site + ADDRESS)
        wait_for_text(page, "Writing a short answer")
        places = page.evaluate(PLACES)
        assert len(places) > 3, "the quotes are there before it"
        liar.release.set()
        expect(page.locator(".written-text .sentence")).to_have_count(1, timeout=PATIENCE)
        assert page.evaluate(PLACES) == places, "nothing above it has moved"
        assert page.locator(".panel.answer ~ .panel.written").count() == 1
        assert "1 sentence was withheld" in page.locator(".written-text").inner_text()
        page.locator(".withheld summary").first.click()
        assert FALSE_WORDS not in page.content(), "what was withheld is not in the page"
        sentence = page.locator(".sentence").inner_text()
        page.locator(".sentence a.chip").click()
        quote = page.locator(".panel.answer .quote.used")
        expect(quote).to_be_focused()
        expect(quote).to_be_in_viewport()
        (words,) = page.evaluate(MARKED)
        assert words in sentence and words in quote.inner_text()
        assert page.url.endswith(ADDRESS), "it leads to the quote on the page"
        assert find_violations(page, "written") == ""


def test_a_model_is_asked_once_the_answer_has_settled(visit: Visit, library: Library, liar: Liar) -> None:
    reader = SlowReader()
    with serve_model(replace(library, reader=reader), liar.url, "half") as site:  # type: ignore[arg-type]
        page = visit.page
        page.goto(site)
        page.locator(BOX).fill(OFSTED)
        page.keyboard.press("Enter")
        expect(page.locator(".results[data-settled] blockquote").first).to_be_visible(timeout=PATIENCE)
        assert page.locator(".panel.written").count() == 0
        assert liar.log == [], "the first quotes may change"
        reader.may_read.set()
        expect(page.locator(".written-text .chip").first).to_be_visible(timeout=PATIENCE)
        assert len(liar.log) <= 2
        page.locator(".written-text .chip").first.click()
        expect(page.locator(".panel.answer .quote.used")).to_be_focused()


FAILING = [
    ("honest", "http://127.0.0.1:9/v1", "cannot be reached", "no server"),
    ("401", "", "refuses this site’s key", "a key that is refused"),
    ("html", "", "Nothing could be written that the quotes bear out", "a server that lies"),
    ("not json", "", "could not be used", "a server of something else"),
]


@pytest.mark.parametrize(("model", "url", "words", "reason"), FAILING, ids=[reason for *_, reason in FAILING])
@pytest.mark.rare_rows("a key that is refused", "a server of something else")
def test_without_a_short_answer_the_quotes_are_all_there(
    visit: Visit, library: Library, liar: Liar, model: str, url: str, words: str, reason: str
) -> None:
    with serve_model(library, url or liar.url, model) as site:
        page = visit.answer(site + ADDRESS)
        wait_for_text(page, words)
        assert page.locator(".panel.answer .quote").count() > 3
        assert page.locator(".written-text .sentence").count() == 0
        assert page.evaluate("() => window.ran") is None


def test_another_question_stops_the_model(visit: Visit, library: Library, liar: Liar) -> None:
    with serve_model(library, liar.url, "dribbles") as site:
        page = visit.answer(site + ADDRESS)
        assert liar.asked.wait(30)
        visit.ask("Who won the pie-eating contest?")
        assert page.locator(".panel.written").count() == 0
        assert liar.left.wait(30), "the request to the model was closed"


def test_to_a_server_elsewhere_nothing_is_sent_before_a_click(visit: Visit, library: Library) -> None:
    with serve_model(library, "http://models.invalid/v1", "m") as site:
        page = visit.answer(site + ADDRESS)
        wait_for_text(page, "your question are sent to models.invalid")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        assert not [url for url in visit.requested if "/written/answer" in url]
        keep_picture(page, "written-elsewhere")
        page.get_by_role("button", name="Write a short answer from these quotes").click()
        wait_for_text(page, "cannot be reached")


def export_ticked(page: Page, button: str) -> list[str]:
    """Tick the first written sentence, export, and return the marks of the written sentences in the pack."""
    page.get_by_role("checkbox", name="Put this sentence in the evidence pack").first.check()
    page.locator("form.export select").select_option("csv")
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("button", name=button).click()
    rows = csv.DictReader(waiting.value.path().read_text("utf-8-sig").splitlines())
    return [row["written_by"] for row in rows if row["written_by"]]


def test_a_sentence_that_is_ticked_is_exported_with_its_mark(visit: Visit, library: Library, liar: Liar) -> None:
    with serve_model(library, liar.url, "honest") as site:
        page = visit.answer(site + ADDRESS)
        expect(page.locator(".written-text .sentence")).to_have_count(2, timeout=PATIENCE)
        expect(page.locator(".written-text input:checked")).to_have_count(0)
        page.get_by_text("Export an evidence pack", exact=True).click()
        (sentence,) = export_ticked(page, "Export the passages and sentences chosen")
        assert sentence.startswith("Written by honest on 127.0.0.1 at ")
        assert sentence.endswith(" UTC, not a quotation")
        assert page.url.endswith(ADDRESS), "the answer stays where it is"


def test_without_scripts_a_button_leads_to_it(browser: Browser, library: Library, liar: Liar) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)  # type: ignore[arg-type]
    with serve_model(library, liar.url, "half") as site:
        page = context.new_page()
        page.goto(site + ADDRESS)
        page.get_by_role("button", name="Write a short answer from these quotes").click()
        page.locator(".sentence a.chip").click()
        assert page.url.endswith("#quote-1")
        assert page.locator("#quote-1 mark").count() > 0
        assert FALSE_WORDS not in page.content()
        keep_picture(page, "written-without-scripts")
        (sentence,) = export_ticked(page, "Export the sentences chosen")
        assert "not a quotation" in sentence
    context.close()
