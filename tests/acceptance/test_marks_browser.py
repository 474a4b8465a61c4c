"""From an answer to its words in a paper and back, in a real browser, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PATIENCE, PHONE, Visit, keep_picture

QUESTION = "/?q=management+oversight"
TEXT_QUESTION = "/?q=public+questions+and+replies&kind=questions"
SHOWN = [
    (QUESTION, ".sheet", "the picture of a page of a PDF"),
    (TEXT_QUESTION, ".reading", "the words of a paper without pages"),
]
_SCROLL_LEFT = "[scrollY, document.documentElement.scrollHeight - innerHeight - scrollY]"
"""How far the page can be scrolled up and down."""
LOOKS = [(DESK, "desk"), (PHONE, "phone")]


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def follow_quote(page: Page, address: str, number: int = 0) -> None:
    page.goto(address)
    page.locator(".quote figcaption > a").nth(number).click()
    expect(page.locator("#passage")).to_be_visible(timeout=PATIENCE)
    page.wait_for_load_state("load")


def measure_middle(page: Page, height: int) -> float:
    """Return where the middle of the mark stands in the view: 0 is its top, 1 its bottom.

    A mark at the beginning or the end of a short page cannot be brought to the middle: that counts as 0.5.
    """
    box = page.locator("#passage").bounding_box()
    assert box is not None
    middle = (box["y"] + box["height"] / 2) / height
    above, below = page.evaluate(_SCROLL_LEFT)
    is_at_end = (middle < 0.5 and above < 1) or (middle > 0.5 and below < 1)
    return 0.5 if is_at_end and 0 < middle < 1 else middle


@pytest.mark.parametrize(("size", "look"), LOOKS, ids=[look for _, look in LOOKS])
@pytest.mark.parametrize(("address", "frame", "reason"), SHOWN, ids=[reason for *_, reason in SHOWN])
@pytest.mark.rare_rows("the picture of a page of a PDF-phone", "the words of a paper without pages-desk")
def test_the_mark_is_in_the_middle_of_the_view(
    visit: Visit, site: str, address: str, frame: str, reason: str, size: dict[str, int], look: str
) -> None:
    page = visit.page
    page.set_viewport_size(size)  # type: ignore[arg-type]
    follow_quote(page, site + address)
    expect(page.locator(f"{frame} #passage")).to_be_focused()
    expect(page.locator("#passage")).to_be_in_viewport()
    keep_picture(page, f"mark-{frame.strip('.')}-{look}")
    assert 0.4 < measure_middle(page, size["height"]) < 0.65
    expect(page.locator(".mark-bar")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("address", "frame", "reason"), SHOWN, ids=[reason for *_, reason in SHOWN])
def test_without_scripts_the_mark_is_in_sight_too(
    plain: Page, site: str, address: str, frame: str, reason: str
) -> None:
    plain.set_viewport_size(DESK)  # type: ignore[arg-type]
    follow_quote(plain, site + address)
    assert 0.25 < measure_middle(plain, DESK["height"]) < 0.75
    plain.get_by_role("link", name="Back to the answer").click()
    expect(plain.locator(".results h1")).to_be_visible()
    assert plain.url == site + address


def test_marks_follow_one_another_without_scripts(plain: Page, site: str) -> None:
    follow_quote(plain, site + QUESTION)
    label = plain.get_by_role("link", name=re.compile(r"^Mark \d"))
    total = int(label.inner_text().split()[-1])
    while plain.get_by_role("link", name="Previous mark").count():
        plain.get_by_role("link", name="Previous mark").click()
    seen = []
    for number in range(1, total + 1):
        expect(label).to_have_text(f"Mark {number} of {total}")
        name = plain.locator("#passage").get_attribute("aria-label") if plain.locator("#passage").count() else ""
        seen.append(name)
        if number < total:
            plain.get_by_role("link", name="Next mark").click()
    assert plain.get_by_role("link", name="Next mark").count() == 0
    assert total > 1
    assert len(set(filter(None, seen))) == len([name for name in seen if name])


def test_back_to_the_answer_keeps_the_place_in_it(visit: Visit, site: str) -> None:
    page = visit.page
    follow_quote(page, site + QUESTION, 2)
    page.go_back()
    place = page.evaluate("(scrollTo(0, 600), scrollY)")
    assert place > 300, "far enough down to be told from the top"
    page.locator(".quote figcaption > a").nth(2).click()
    expect(page.locator("#passage")).to_be_focused(timeout=PATIENCE)
    page.get_by_role("link", name="Next mark").click()
    expect(page.locator("#passage")).to_be_focused(timeout=PATIENCE)
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".results h1")).to_be_visible(timeout=PATIENCE)
    # What waits in the page itself would be refused by its policy.
    for _ in range(PATIENCE // 100):
        if abs(page.evaluate("scrollY") - place) <= 2:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == pytest.approx(place, abs=2)


def test_a_link_that_was_sent_leads_to_the_answer_all_the_same(visit: Visit, site: str) -> None:
    page = visit.page
    page.goto(site + QUESTION)
    address = page.locator(".quote figcaption > a").first.get_attribute("href")
    page.goto("about:blank")
    page.goto(f"{site}{address}")
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".results p.asked")).to_have_text("“management oversight”", timeout=PATIENCE)


def test_the_bar_does_not_hide_what_has_the_focus(visit: Visit, site: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 400})
    follow_quote(page, site + QUESTION)
    page.get_by_role("link", name="Previous page").or_(page.get_by_role("link", name="Next page")).first.focus()
    bar, focused = page.locator(".mark-bar").bounding_box(), page.locator(":focus").bounding_box()
    assert bar is not None and focused is not None
    assert focused["y"] >= bar["y"] + bar["height"]
