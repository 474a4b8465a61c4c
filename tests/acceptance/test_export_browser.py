"""What is kept, in a real browser: passages ticked and exported, a yes or no, the feed; and all without scripts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from paper_search import feedback
from tests.browser import PATIENCE

ASKED = "/?q=road+repairs"
PLAIN = "/ask?q=road+repairs"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(browser: Browser, request: pytest.FixtureRequest, site: str) -> Iterator[Page]:
    """An answer about road repairs: on the page itself, or without scripts on the plain one."""
    scripted = bool(request.param)
    context = browser.new_context(java_script_enabled=scripted, base_url=site, accept_downloads=True)
    opened = context.new_page()
    opened.goto(ASKED if scripted else PLAIN)
    expect(opened.locator(".card").first).to_be_visible(timeout=PATIENCE)
    yield opened
    context.close()


def test_passages_that_are_ticked_are_exported(page: Page, tmp_path: Path) -> None:
    titles = [page.locator(".card .where").nth(at).inner_text() for at in (0, 2)]
    for at in (0, 2):
        page.locator(".card input[type=checkbox]").nth(at).check()
    page.locator("form.export select").select_option("csv")
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.locator("form.export button").click()
    path = tmp_path / "pack.csv"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename.endswith(".csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["question"] for row in rows] == ["road repairs"] * 2
    for row, where in zip(rows, titles, strict=True):
        assert row["authority"] in where


def test_exporting_nothing_says_what_to_do(page: Page) -> None:
    page.locator("form.export button").click()
    expect(page.locator("h1")).to_have_text("Nothing was exported", timeout=PATIENCE)
    expect(page.get_by_text("Tick some under an answer")).to_be_visible()


@pytest.mark.parametrize(("word", "is_right"), [("Yes", True), ("No", False)])
def test_a_yes_or_no_is_kept_and_thanked_for(page: Page, sample_index: Path, word: str, is_right: bool) -> None:
    page.locator(".card .judge").nth(1).get_by_role("button", name=word, exact=True).click()
    expect(page.get_by_text("Thank you").first).to_be_visible(timeout=PATIENCE)
    last = json.loads((sample_index / feedback.FILE_NAME).read_text().splitlines()[-1])
    assert (last["question"], last["is_right"]) == ("road repairs", is_right)


def test_the_feed_of_the_question_is_named(page: Page) -> None:
    named = page.locator("head link[rel=alternate]")
    assert named.get_attribute("href") == "/feed?q=road+repairs"
    page.get_by_text("Save this question", exact=True).click()
    feed = page.get_by_role("link", name="its feed")
    expect(feed).to_be_visible()
    served = page.request.get(str(feed.get_attribute("href")))
    assert served.headers["content-type"].startswith("application/atom+xml")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
@pytest.mark.parametrize("address", ["/api", "/export"])
def test_everybody_can_use_these_pages(browser: Browser, site: str, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=site,
    )
    shown = context.new_page()
    shown.goto(address)
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
