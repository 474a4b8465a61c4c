"""What is kept, in a real browser: passages ticked and exported, a yes or no, the feed; and all without scripts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from paper_search import feedback
from tests.browser import LOOKS, PATIENCE, Look, Visit, find_violations, open_tab

ASKED = "/?q=road+repairs"
PLAIN = "/?q=road+repairs"


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def reader_tab(browser: Browser, request: pytest.FixtureRequest, site: str) -> Iterator[tuple[Page, str]]:
    """A tab, and the address of an answer in it: on the page itself, or without scripts on the plain one."""
    scripted = bool(request.param)
    context = browser.new_context(java_script_enabled=scripted, base_url=site, accept_downloads=True)
    yield open_tab(context), ASKED if scripted else PLAIN
    context.close()


@pytest.fixture
def page(reader_tab: tuple[Page, str]) -> Page:
    """An answer about road repairs, opened anew."""
    tab, address = reader_tab
    tab.goto(address)
    expect(tab.locator(".card").first).to_be_visible(timeout=PATIENCE)
    return tab


def test_passages_that_are_ticked_are_exported(page: Page, tmp_path: Path) -> None:
    titles = [page.locator(".card .where").nth(at).text_content() or "" for at in (0, 2)]
    for at in (0, 2):
        page.locator(".fold > summary").nth(at).click()
        page.locator(".card input[type=checkbox]").nth(at).check()
    page.get_by_text("Export an evidence pack").click()
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
    page.get_by_text("Export an evidence pack").click()
    page.locator("form.export button").click()
    expect(page.locator("h1")).to_have_text("Nothing was exported", timeout=PATIENCE)
    expect(page.get_by_text("Tick some under an answer")).to_be_visible()


@pytest.mark.parametrize(("word", "is_right"), [("Yes", True), ("No", False)])
def test_a_yes_or_no_is_kept_and_thanked_for(page: Page, sample_index: Path, word: str, is_right: bool) -> None:
    page.locator(".fold > summary").nth(1).click()
    page.locator(".card .judge").nth(1).get_by_role("button", name=f"{word} this is").click()
    expect(page.get_by_text("Thank you").first).to_be_visible(timeout=PATIENCE)
    last = json.loads((sample_index / feedback.FILE_NAME).read_text().splitlines()[-1])
    assert (last["question"], last["is_right"]) == ("road repairs", is_right)


def test_the_feed_of_the_question_is_named(page: Page) -> None:
    named = page.locator("head link[rel=alternate]")
    assert named.get_attribute("href") == "/feed?q=road+repairs"
    page.get_by_text("Save this question", exact=True).click()
    feed = page.get_by_role("link", name="the feed of this question")
    expect(feed).to_be_visible()
    served = page.request.get(str(feed.get_attribute("href")))
    assert served.headers["content-type"].startswith("application/atom+xml")


@pytest.mark.parametrize(
    ("address", "looks"),
    [("/api", LOOKS[:1]), pytest.param("/api", LOOKS[1:], marks=pytest.mark.exhaustive), ("/export", LOOKS)],
    ids=["the interface", "the interface in its other looks", "an export of nothing"],
)
def test_everybody_can_use_these_pages(tab_visit: Visit, site: str, address: str, looks: tuple[Look, ...]) -> None:
    tab_visit.page.goto(site + address)
    assert find_violations(tab_visit.page, address[1:], looks) == ""
    for width in (1280, 320):
        tab_visit.page.set_viewport_size({"width": width, "height": 800})
        assert tab_visit.page.evaluate("document.documentElement.scrollWidth") <= width
