"""Back and Forward in a real browser: the answer, the place in it, the filters and what was unfolded come back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from paper_search.library import Library
from tests.browser import BOX, PATIENCE, Visit

TICKED = "() => [...document.querySelectorAll('#limits input:checked')].map((box) => box.value)"
OPEN = "() => [...document.querySelectorAll('#results details')].map((details) => details.open)"


def unfold_and_scroll(page: Page) -> float:
    """Unfold the second thing of an answer that folds, go down, and return how far."""
    page.locator("#results details:visible > summary").nth(1).click()
    page.evaluate("scrollTo({ top: 420, behavior: 'instant' })")
    return float(page.evaluate("scrollY"))


def expect_scroll(page: Page, wanted: float) -> None:
    page.wait_for_timeout(300)
    assert abs(page.evaluate("scrollY") - wanted) <= 2


def test_back_and_forward_in_place_keep_everything_and_ask_nobody(visit: Visit, site: str, library: Library) -> None:
    council = library.facets().authorities[0].value
    page = visit.answer(f"{site}/?q=report")
    scroll = unfold_and_scroll(page)
    unfolded = page.evaluate(OPEN)
    page.locator(f'#limits [name=authority][value="{council}"]').evaluate("box => box.click()")
    expect(page).to_have_url(re.compile("authority="), timeout=PATIENCE)
    visit.wait_until_settled()
    asked = len(visit.requested)
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0, timeout=PATIENCE)
    assert page.evaluate(TICKED) == [], "no box is ticked where the answer is of all papers"
    assert page.evaluate(OPEN) == unfolded
    expect_scroll(page, scroll)
    page.go_forward()
    expect(page.locator(".chips a").first).to_contain_text(council, timeout=PATIENCE)
    assert page.evaluate(TICKED) == [council]
    answers = [url for url in visit.requested[asked:] if "/answer" in url or "/?" in url]
    assert answers == [], "both answers were in memory"


def test_back_from_the_page_of_a_paper_finds_the_place_again(visit: Visit, site: str, library: Library) -> None:
    council = library.facets().authorities[0].value
    page = visit.answer(f"{site}/?q=report")
    page.locator(f'#limits [name=authority][value="{council}"]').evaluate("box => box.click()")
    expect(page).to_have_url(re.compile("authority="), timeout=PATIENCE)
    visit.wait_until_settled()
    scroll = unfold_and_scroll(page)
    unfolded, address = page.evaluate(OPEN), page.url
    page.locator("figcaption > a").first.evaluate("link => link.click()")
    expect(page).to_have_url(re.compile("/view/|/paper"), timeout=PATIENCE)
    page.go_back()
    expect(page).to_have_url(address, timeout=PATIENCE)
    expect(page.locator(BOX)).to_have_value("report", timeout=PATIENCE)
    assert page.evaluate(TICKED) == [council]
    assert page.evaluate(OPEN) == unfolded
    expect_scroll(page, scroll)


def test_back_by_keyboard_goes_on_from_the_link_that_led_away(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=report")
    link = page.locator("figcaption > a").nth(1)
    away = link.get_attribute("href")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/view/|/paper"), timeout=PATIENCE)
    page.go_back()
    expect(page.locator(f"figcaption > a[href='{away}']")).to_be_focused(timeout=PATIENCE)


def test_a_box_is_ticked_only_where_the_answer_is_limited_by_it(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=report")
    page.route("**/answer?*", lambda route: route.abort())
    page.locator("#limits [name=kind]").first.click()
    expect(page.locator("#told")).to_contain_text("cannot be reached")
    assert page.evaluate(TICKED) == []
    page.unroute("**/answer?*")
    page.locator("#limits [name=kind]").first.click()
    expect(page).to_have_url(re.compile("kind="), timeout=PATIENCE)
    assert len(page.evaluate(TICKED)) == 1
    # As a browser does that brings back what was ticked when a page was left.
    page.locator("#limits [name=kind]").nth(1).evaluate("box => { box.checked = true; }")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert len(page.evaluate(TICKED)) == 1


def test_on_a_phone_a_ticked_filter_stays_under_the_thumb_and_the_button_shows_the_answer(
    visit: Visit, site: str
) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    visit.answer(f"{site}/?q=report")
    page.locator(".to-limits a").click()
    box = page.locator("#limits [name=kind]").first
    box.scroll_into_view_if_needed()
    before = box.bounding_box()
    box.click()
    expect(page).to_have_url(re.compile("kind="), timeout=PATIENCE)
    visit.wait_until_settled()
    after = box.bounding_box()
    assert before and after and abs(after["y"] - before["y"]) <= 2, "the filters stay where they stood"
    page.locator("#limits button").click()
    expect(page.locator("#results h1")).to_be_focused(timeout=PATIENCE)
    visit.wait_until_settled()
    expect(page.locator("#results h1")).to_be_in_viewport()


def test_inputs_are_not_filled_by_the_browser_s_memory(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=report")
    assert page.locator("#limits form").get_attribute("autocomplete") == "off"
    assert page.locator("#limits input:not([type=hidden])").count() > 3
    assert page.locator("#limits input[autocomplete=on]").count() == 0


@pytest.mark.exhaustive
def test_more_answers_than_are_kept_are_asked_for_again(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=potholes")
    for number in range(14):
        visit.ask(f"report {number}")
    for number in reversed(range(13)):
        page.go_back()
        expect(page.locator(".results")).to_have_attribute("data-title", f"report {number}", timeout=PATIENCE)
    page.go_back()
    expect(page.locator(".results")).to_have_attribute("data-title", "potholes", timeout=PATIENCE)
    expect(page.locator(BOX)).to_have_value("potholes")


def test_a_place_in_the_page_is_no_other_answer(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=potholes")
    asked = len(visit.requested)
    page.evaluate("location.hash = '#main'")
    page.go_back()
    expect(page).to_have_url(f"{site}/?q=potholes")
    expect(page.locator(".results")).to_have_attribute("data-title", "potholes")
    assert not [url for url in visit.requested[asked:] if "/answer" in url]
