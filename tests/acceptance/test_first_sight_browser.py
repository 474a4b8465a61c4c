"""What a first visit meets: the answer without scripts, nothing that moves, and few stops before the first quote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser import BOX, DESK, PATIENCE, PHONE, TAKEN

OFSTED = "what did Ofsted say about management oversight"
MAX_SHIFT, MAX_STOPS = 0.05, 8
SIZES = [("desk", DESK), ("phone", PHONE)]
RECORD_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push([entry.value, entry.hadRecentInput]);
  }).observe({ type: "layout-shift", buffered: true });
"""
COUNT_SHIFTS = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const sum = (entries) => entries.reduce((total, [value]) => total + value, 0);
  return [sum(window.shifts), sum(window.shifts.filter(([, hadInput]) => !hadInput))];
}"""
PUSH = """() => {
  const block = document.createElement("div");
  block.style.height = "80px";
  document.querySelector("main").prepend(block);
}"""


@pytest.fixture(params=SIZES, ids=[name for name, _ in SIZES])
def first_visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a window of its own, with nothing in the browser's memory."""
    context = _open_window(browser, request.param[1])
    yield context.new_page()
    context.close()


def _open_window(browser: Browser, size: ViewportSize, *, scripts: bool = True) -> BrowserContext:
    return browser.new_context(viewport=size, locale="en-GB", java_script_enabled=scripts)


def test_nothing_moves_from_the_opening_until_an_answer_has_settled(
    first_visit: Page, site: str, record_property: Callable[[str, object], None]
) -> None:
    page = first_visit
    page.add_init_script(RECORD_SHIFTS)
    page.goto(site)
    expect(page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)
    page.locator(BOX).fill(OFSTED)
    page.keyboard.press("Enter")
    expect(page.locator(".results")).to_have_attribute("data-title", OFSTED, timeout=PATIENCE)
    expect(page.locator(".results[data-settled]")).to_have_count(0, timeout=PATIENCE)
    shifts = page.evaluate(COUNT_SHIFTS)
    record_property("layout shift, all and without that after input", [round(shift, 4) for shift in shifts])
    assert max(shifts) <= MAX_SHIFT
    page.evaluate(PUSH)
    assert page.evaluate(COUNT_SHIFTS)[0] > MAX_SHIFT, "what does move is measured"


@pytest.mark.rare_rows("desk")
def test_few_stops_of_the_keyboard_lie_before_the_first_quote(first_visit: Page, site: str) -> None:
    page = first_visit
    page.goto(f"{site}/?q={quote_plus(OFSTED)}")
    expect(page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)
    page.evaluate("getSelection().setPosition(document.body, 0)")
    stops = []
    while len(stops) <= MAX_STOPS and not page.evaluate("Boolean(document.activeElement.closest('figcaption'))"):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
    assert len(stops) <= MAX_STOPS, stops


def test_a_shared_link_is_answered_without_scripts(browser: Browser, site: str) -> None:
    context = _open_window(browser, DESK, scripts=False)
    page = context.new_page()
    page.goto(f"{site}/ask?q={quote_plus(OFSTED)}")
    assert page.url == f"{site}/?q={quote_plus(OFSTED)}", "an address of old leads there too"
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.locator("#plain-question")).to_have_value(OFSTED)
    page.locator("figcaption a").first.click()
    expect(page.locator("main img, main mark").first).to_be_visible()
    context.close()


@pytest.mark.rare_rows("phone")
def test_gradio_is_fetched_after_the_answer_has_come(first_visit: Page, site: str) -> None:
    page = first_visit
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url.removeprefix(site)))
    page.goto(f"{site}/?q={quote_plus(OFSTED)}")
    expect(page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)
    # The icon is fetched when the browser likes.
    requested = [path for path in requested if not path.endswith("icon.svg")]
    own = [path for path in requested if path.startswith(("/?q=", "/own/"))]
    assert requested[: len(own)] == own, "first all that the answer needs, then Gradio's parts"
    assert len(own) <= 10 and len(requested) > len(own)
