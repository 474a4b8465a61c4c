"""The pages of the register in a real browser: axe's rules, narrow screens, and the way by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import register_corpus as held
from tests.acceptance.test_pages_browser import open_unfolded
from tests.browser import Visit, find_violations

MARCH = "/meetings/ferndale-town-council/planning-committee/2025-03-04"
VIEWS = (
    ("meetings", "/meetings"),
    ("meetings-limited", "/meetings?q=route&year=2025&status=confirmed"),
    ("meeting", MARCH),
    ("meeting-without-minutes", "/meetings/ferndale-town-council/planning-committee/2025-06-10"),
    ("decisions", "/decisions"),
    ("decisions-limited", "/decisions?q=crossing&outcome=resolved&outcome=lost"),
    ("decisions-in-vain", "/decisions?q=mermaids"),
    ("decisions-refused", "/decisions?since=yesterday"),
    ("people", "/people"),
    ("person", "/people/ferndale-town-council/wren"),
    ("matter", f"/matter?paper={held.REPORT}"),
    ("matter-of-one", f"/matter?paper={held.AGENDA}"),
    ("matter-by-words", "/timeline?q=cycle+route"),
    ("unknown", "/meetings/nothing"),
)


@pytest.mark.parametrize(("name", "address"), VIEWS, ids=[name for name, _ in VIEWS])
@pytest.mark.rare_rows(
    "meetings-limited",
    "meeting-without-minutes",
    "decisions-in-vain",
    "decisions-refused",
    "people",
    "matter-of-one",
    "matter-by-words",
    "unknown",
    "decisions",
)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_screen_of_320_pixels(
    tab_visit: Visit, register_site: str, name: str, address: str
) -> None:
    open_unfolded(tab_visit.page, register_site + address)
    assert find_violations(tab_visit.page, f"register-{name}") == ""
    tab_visit.page.set_viewport_size({"width": 320, "height": 640})
    assert tab_visit.page.evaluate("document.documentElement.scrollWidth") == 320


def test_from_a_meeting_to_the_words_of_its_decision(tab_visit: Visit, register_site: str) -> None:
    page = tab_visit.page
    page.goto(f"{register_site}/meetings")
    page.get_by_role("link", name=re.compile("4 March 2025")).click()
    expect(page.locator("h1")).to_have_text("Planning Committee")
    page.locator(".decision").nth(1).get_by_role("link", name=re.compile("^Show on page")).click()
    expect(page.locator("#passage")).to_have_text(held.RESOLVED)
    page.get_by_role("link", name="The meeting").click()
    expect(page.locator("h1")).to_have_text("Planning Committee")


def test_decisions_are_limited_and_taken_into_an_evidence_pack_by_keyboard_alone(
    visit: Visit, register_site: str
) -> None:
    page = visit.page
    page.goto(f"{register_site}/decisions")
    page.get_by_role("searchbox", name="Words").focus()
    page.keyboard.type("barn")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1 decision")
    page.locator(".decision input[type=checkbox]").focus()
    page.keyboard.press("Space")
    page.get_by_label("Evidence pack as").select_option("csv")
    page.get_by_role("button", name="Export the passages chosen").focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert held.REFUSED in download.value.path().read_text(encoding="utf-8-sig")


def test_a_resolution_over_two_pages_is_marked_on_both(tab_visit: Visit, register_site: str) -> None:
    page = tab_visit.page
    page.goto(f"{register_site}/decisions?committee=Archives+Panel")
    page.locator(".decision figcaption a").click()
    expect(page.locator("figcaption")).to_have_text("Page 1 of 2. The passage is marked. It goes on to the next page.")
    page.get_by_role("link", name="Next page").first.click()
    expect(page.locator("figcaption")).to_have_text("Page 2 of 2. The passage is marked. It goes on to the next page.")


def test_without_scripts_a_name_leads_to_the_person(visit: Visit, register_site: str) -> None:
    page = visit.page
    page.route("**/own/*.js", lambda route: route.abort())
    page.goto(register_site + MARCH)
    page.locator(".attendance").get_by_role("link", name="Cllr Wren", exact=True).click()
    expect(page.locator("h1")).to_have_text("Cllr Wren")
    page.get_by_role("link", name="4 March 2025").first.click()
    expect(page.locator("h1")).to_have_text("Planning Committee")
