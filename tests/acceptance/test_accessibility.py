"""The question page and what stands beside it under axe's rules: wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from paper_search.library import Library
from tests.browser import LOOKS, PATIENCE, keep_picture

WIDTHS = {"desk": 1280, "phone": 390}
VIEWS = [
    ("beginning", "/", "nothing asked yet"),
    ("answer", "/?q=what+did+Ofsted+say+about+management+oversight", "quotes and passages"),
    ("limited", "/?q=budget+gap&kind=report&since=2020&order=newest", "chips"),
    ("second", "/?q=report+to+the+committee&p=2", "a further page of passages"),
    ("nothing", "/?q=are+there+any+mermaids+in+the+harbour", "nothing found"),
    ("refused", "/?q=roads&since=31/02/2024", "a date that is none"),
    ("plain", "/ask?q=potholes", "the page without scripts"),
    ("welsh", "/?q=" + quote_plus("cynnal priffyrdd"), "passages in Welsh"),
    ("like", "/like?passage=", "passages like one"),
]


@pytest.fixture(scope="module", params=LOOKS, ids="-".join)
def named_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[str, Page]]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme, locale="en-GB")
    yield f"{width}-{scheme}", context.new_page()
    context.close()


@pytest.mark.parametrize(("name", "address", "reason"), VIEWS, ids=[name for name, *_ in VIEWS])
def test_axe_finds_nothing(
    named_page: tuple[str, Page], site: str, library: Library, name: str, address: str, reason: str
) -> None:
    look, page = named_page
    if address.endswith("="):
        address += quote(library.search("potholes")[0].passage.passage_id, safe="")
    page.goto(site + address)
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE)
    if not address.startswith(("/ask", "/like")):
        expect(page.locator("#results .results")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#first")).to_have_count(0)
    if page.locator("details.context").count():
        page.locator("details.context summary").first.click()
        expect(page.locator(".fetched .around").first).to_be_visible(timeout=PATIENCE)
    keep_picture(page, f"question-{name}-{look}")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    assert found.response["passes"], "axe has looked at something"
    assert page.locator("h1").count() == 1


def test_words_in_welsh_are_said_to_be(named_page: tuple[str, Page], site: str) -> None:
    _, page = named_page
    page.goto(f"{site}/?q={quote_plus('cynnal priffyrdd')}")
    expect(page.locator('.passage[lang="cy"]').first).to_be_visible(timeout=PATIENCE)
    assert page.locator("html").get_attribute("lang")


def test_who_asked_for_less_motion_sees_none(browser: Browser, site: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/?q=potholes")
    expect(page.locator("li.card").first).to_be_visible(timeout=PATIENCE)
    moving = """[...document.querySelectorAll('*')].filter((each) => {
        const style = getComputedStyle(each);
        return style.animationName !== 'none' && parseFloat(style.animationDuration) > 0 && each.offsetParent;
    }).length"""
    assert page.evaluate(moving) == 0
    context.close()
