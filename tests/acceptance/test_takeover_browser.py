"""Gradio's box in the place of the plain one, in a real browser: it moves nothing, loses nothing and asks the same."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PATIENCE, PHONE, TAKEN, Visit

SIZES = [("desk", DESK), ("phone", PHONE), ("narrow", {"width": 320, "height": 700})]
PLACES = """() => [...document.querySelectorAll(
  ".banner, #asking, #plain-question, .asking-row .button, .to-limits, #results, .results h1, .panel, #limits, .foot"
)].map((element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left, top, width, height];
})"""
SKIP_TIME = """
  const readClock = Date.now;
  let skipped = 0;
  Date.now = () => readClock() + skipped;
  window.skip = (milliseconds) => { skipped += milliseconds; };
"""
GRADIO_FIELD, GRADIO_BUTTON = "gradio-app #question input", "gradio-app button#ask"


def wait_for_takeover(page: Page) -> None:
    expect(page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)


def hold_gradio(page: Page) -> list[Any]:
    """Keep Gradio's script from coming, and return the requests for it, to be let go on."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/assets/index-*.js", hold)
    return held


def let_go(page: Page, held: list[Any]) -> None:
    for _ in range(300):
        if held:
            break
        page.wait_for_timeout(100)
    held[0].continue_()
    wait_for_takeover(page)


@pytest.fixture
def visit(gradio_visit: Visit) -> Visit:
    """A visit on which Gradio's box takes over."""
    return gradio_visit


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "size"), SIZES, ids=[name for name, _ in SIZES])
@pytest.mark.rare_rows("desk-dark", "phone-light", "narrow-light", "narrow-dark")
def test_the_box_is_taken_over_without_moving_a_pixel(
    browser: Browser, site: str, name: str, size: Any, scheme: Any
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB")
    page = context.new_page()
    held = hold_gradio(page)
    page.goto(f"{site}/?q=potholes")
    expect(page.locator("blockquote").first).to_be_visible()
    before, shown_before = page.evaluate(PLACES), page.screenshot()
    let_go(page, held)
    assert page.evaluate(PLACES) == before
    for plain, own in (("#plain-question", GRADIO_FIELD), (".asking-row .button", GRADIO_BUTTON)):
        assert page.locator(own).bounding_box() == page.locator(plain).bounding_box()
    shown = (Image.open(io.BytesIO(picture)).convert("RGB") for picture in (shown_before, page.screenshot()))
    assert count_changed(*shown) == 0
    context.close()


def count_changed(before: Image.Image, after: Image.Image) -> int:
    """Return how many pixels differ by more than the smoothing of letters does."""
    difference = ImageChops.difference(before, after).convert("L").point(lambda value: 255 if value > 24 else 0)
    return difference.histogram()[255]


def test_text_caret_and_focus_are_carried_over(visit: Visit, site: str) -> None:
    page = visit.page
    held = hold_gradio(page)
    page.goto(site)
    page.locator("#plain-question").fill("potoles")
    page.evaluate("document.getElementById('plain-question').setSelectionRange(3, 3)")
    let_go(page, held)
    expect(page.locator(GRADIO_FIELD)).to_be_focused()
    page.keyboard.type("h")
    expect(page.locator(GRADIO_FIELD)).to_have_value("potholes")


def test_names_and_order_stay(visit: Visit, site: str) -> None:
    page = visit.page
    page.goto(f"{site}/?q=potholes")
    wait_for_takeover(page)
    field = page.get_by_role("textbox", name="Your question").or_(page.get_by_role("searchbox", name="Your question"))
    assert field.count() == 1 and field.get_attribute("maxlength") == "500"
    assert page.get_by_role("button", name="Ask", exact=True).count() == 1
    assert page.get_by_role("main").count() == 1
    field.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('#results, .to-limits'))")


WAYS = [("Enter", lambda page: page.keyboard.press("Enter")), ("the button", lambda page: page.click(GRADIO_BUTTON))]


@pytest.mark.parametrize(("way", "send"), WAYS, ids=[way for way, _ in WAYS])
@pytest.mark.rare_rows("the button")
def test_gradio_s_box_asks_in_place(visit: Visit, site: str, way: str, send: Any) -> None:
    page = visit.page
    page.goto(f"{site}/?q=potholes&kind=report")
    wait_for_takeover(page)
    page.evaluate("window.isSamePage = true")
    page.fill(GRADIO_FIELD, "budget gap")
    send(page)
    expect(page).to_have_url(f"{site}/?q=budget+gap&kind=report", timeout=PATIENCE)
    expect(page.locator(".results")).to_have_attribute("data-title", "budget gap")
    assert page.evaluate("window.isSamePage")
    page.go_back()
    expect(page.locator(GRADIO_FIELD)).to_have_value("potholes", timeout=PATIENCE)


BE_IDLE = "() => new Promise((done) => requestIdleCallback(() => setTimeout(done, 300), { timeout: 4000 }))"
SPARED = [
    ("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })", "who saves data"),
    ("Object.defineProperty(navigator, 'connection', { value: { effectiveType: '2g' } })", "a slow line"),
    ("Object.defineProperty(navigator, 'connection', { value: { effectiveType: 'slow-2g' } })", "a slower one"),
]


@pytest.mark.parametrize(("make", "reason"), SPARED, ids=[reason for _, reason in SPARED])
@pytest.mark.rare_rows("a slow line", "a slower one")
def test_where_bytes_are_dear_the_plain_box_stays(visit: Visit, site: str, make: str, reason: str) -> None:
    visit.page.add_init_script(make)
    visit.page.goto(site)
    visit.page.evaluate(BE_IDLE)
    assert not [url for url in visit.requested if "/assets/" in url or "takeover" in url]
    visit.page.locator("#plain-question").fill("potholes")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".results")).to_have_attribute("data-title", "potholes", timeout=PATIENCE)


def test_a_box_that_would_stand_elsewhere_is_not_shown(visit: Visit, site: str) -> None:
    page = visit.page
    page.add_init_script(SKIP_TIME)
    page.route("**/own/page.css", _widen_gradio_s_button)
    page.goto(f"{site}/?q=potholes")
    page.wait_for_selector(GRADIO_BUTTON, state="attached", timeout=PATIENCE)
    page.evaluate("window.skip(60000)")
    expect(page.locator("gradio-app")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(TAKEN)).to_have_count(0)
    expect(page.locator("#plain-question")).to_be_visible()


def _widen_gradio_s_button(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(
        response=answer, body=answer.text() + "#asking gradio-app button#ask { min-width: 300px !important; }"
    )
