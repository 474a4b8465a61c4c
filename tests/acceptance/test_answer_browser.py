"""An answer at first sight, in a real browser: short, and unfolded in place by the keyboard and without scripts."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PATIENCE, Visit, keep_picture, unfold_passages

POTHOLES, MERMAIDS = "how soon are potholes repaired", "are there any mermaids in the harbour"
DEVON = "what will Devon County Council spend on libraries"
SCREENS = [("desk", 1280, 800, 2), ("phone", 390, 844, 3)]
ANSWERS = [("partial", POTHOLES), ("doubtful", DEVON), ("nothing", MERMAIDS)]


@pytest.mark.parametrize(("name", "width", "height", "screens"), SCREENS, ids=[name for name, *_ in SCREENS])
@pytest.mark.parametrize(("match", "question"), ANSWERS, ids=[match for match, _ in ANSWERS])
@pytest.mark.rare_rows("partial-desk", "doubtful-desk", "nothing-desk")
def test_an_answer_fits_few_screens(
    tab_visit: Visit, site: str, match: str, question: str, name: str, width: int, height: int, screens: int
) -> None:
    tab_visit.page.set_viewport_size({"width": width, "height": height})
    page = tab_visit.answer(f"{site}/?q={quote_plus(question)}")
    keep_picture(page, f"answer-{match}-{name}")
    assert page.evaluate("document.documentElement.scrollHeight") <= screens * height
    unfold_passages(page)
    assert page.evaluate("document.documentElement.scrollHeight") > screens * height, "the rest is there"


def test_a_passage_is_unfolded_and_folded_by_the_keyboard(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q={quote_plus(POTHOLES)}")
    summary = page.locator(".fold > summary").first
    card = page.locator("li.card article").first
    expect(card).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Show less")
    page.keyboard.press("Tab")
    assert card.evaluate("(card) => card.contains(document.activeElement)"), "what is unfolded comes next"
    summary.focus()
    page.keyboard.press("Space")
    expect(card).to_be_hidden()


def test_all_that_is_folded_unfolds_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{site}/ask?q={quote_plus(POTHOLES)}")
    folds = (
        (".more-quotes", ".more-quotes .quote"),
        (".more-passages", ".more-passages li.card"),
        (".fold", ".fold article"),
        (".scope", ".scope ul"),
        (".saving", ".saving a"),
        (".exporting", ".exporting select"),
    )
    for fold, held in folds:
        expect(page.locator(held).first).to_be_hidden(timeout=PATIENCE)
        page.locator(f"{fold} > summary").first.click()
        expect(page.locator(held).first).to_be_visible()
    context.close()


def test_a_near_miss_is_told_from_an_answer_without_colour(visit: Visit, site: str) -> None:
    looks = []
    for question in (POTHOLES, DEVON):
        page = visit.answer(f"{site}/?q={quote_plus(question)}")
        edge = "(element) => getComputedStyle(element).borderLeftStyle"
        looks.append([page.locator(each).first.evaluate(edge) for each in (".match", ".quote blockquote")])
        looks[-1] += [
            page.locator("#answer").inner_text(),
            page.locator(".match-sign").first.get_attribute("data-match"),
        ]
    assert all(one != other for one, other in zip(*looks, strict=True)), looks


def test_nothing_runs_out_of_the_narrowest_screen(tab_visit: Visit, site: str) -> None:
    tab_visit.page.set_viewport_size({"width": 320, "height": 640})
    page = tab_visit.answer(f"{site}/?q={quote_plus('budget')}&kind=report&since=2020")
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
