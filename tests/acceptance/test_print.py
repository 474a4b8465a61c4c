"""What comes out of the printer: the words that count on the first page, and nothing that only a screen can use."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import PATIENCE, Visit

QUESTION = "what did Ofsted say about management oversight"
ANSWER = "?q=" + QUESTION.replace(" ", "+")
NOT_PRINTED = (
    "Skip to the content",
    "Filters",
    "Copy citation",
    "Export",
    "Show on page",
    "Accessibility",
    "Show 2 more",
    "more passage",
    "Ask the papers",
)


def print_pages(page: Page) -> list[str]:
    """Return the words of each page that is printed, with one space between them."""
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    return [
        re.sub(r"\s+", " ", sheet.extract_text().replace("\ufb01", "fi").replace("\ufb02", "fl")) for sheet in pages
    ]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("view", ["/ask", "/"])
def test_the_first_page_has_question_certainty_and_first_quote(tab_visit: Visit, site: str, view: str) -> None:
    page = tab_visit.page
    page.goto(f"{site}{view}{ANSWER}")
    expect(page.locator(".quote").first).to_be_visible(timeout=PATIENCE)
    quote = squeeze(page.locator(".quote blockquote").first.inner_text())
    citation = squeeze(page.locator(".quote figcaption a").first.inner_text())
    match = squeeze(page.locator(".match .badge").first.inner_text())
    first = print_pages(page)[0]
    assert QUESTION in first
    assert match in first
    assert quote[:60] in first
    assert citation[:60] in first
    assert f"{site}/view/" in first, "the address of the paper"
    assert not [words for words in NOT_PRINTED if words in first]


def test_every_quote_is_printed_with_its_citation(tab_visit: Visit, site: str) -> None:
    page = tab_visit.page
    page.goto(f"{site}/ask{ANSWER}")
    quotes = [squeeze(quote) for quote in page.locator(".quote blockquote").all_text_contents()]
    printed = " ".join(print_pages(page))
    assert quotes
    assert all(quote[:50] in printed for quote in quotes)


def test_a_marked_page_stands_on_one_sheet_with_its_citation(visit: Visit, site: str) -> None:
    page = visit.page
    page.goto(f"{site}/{ANSWER}")
    page.locator(".quote figcaption a[href*='.pdf']").first.click()
    expect(page.locator(".sheet svg")).to_be_visible(timeout=PATIENCE)
    citation = squeeze(page.locator(".cite bdi").first.inner_text())
    (sheet,) = print_pages(page)
    assert citation in sheet
    assert "The passage is marked." in sheet
    page.emulate_media(media="print")
    picture, marks = (page.locator(selector).bounding_box() or {} for selector in (".sheet img", ".sheet svg"))
    page.emulate_media(media="screen")
    assert marks == pytest.approx(picture, abs=0.5), "the marks lie over the whole picture"


VIEWS = [
    ("/papers", ".entries h2", "the list of papers"),
    ("/meetings", ".entries h2", "the list of meetings"),
    ("/decisions", ".decision blockquote", "decisions"),
    ("/meetings/wexmoor-county-council/cabinet/2024-01-25", ".meeting-item", "a meeting"),
    ("/timeline?q=potholes", ".picture text", "a matter over time"),
    ("/compare?q=budget+gap", ".quote blockquote", "councils side by side"),
]


@pytest.mark.parametrize(("address", "content", "reason"), VIEWS, ids=[reason for *_, reason in VIEWS])
@pytest.mark.rare_rows("the list of papers", "decisions", "councils side by side")
def test_no_heading_stands_alone_on_the_first_page(
    tab_visit: Visit, site: str, address: str, content: str, reason: str
) -> None:
    page = tab_visit.page
    page.goto(site + address)
    heading, first = (squeeze(page.locator(selector).first.text_content() or "") for selector in ("h1", content))
    printed = print_pages(page)[0]
    assert heading in printed
    assert first[:30] in printed
    assert not [words for words in ("Skip to the content", "Copy citation") if words in printed]
