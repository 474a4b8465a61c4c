"""The views beside the question box in a real browser: no violation of axe's rules, wide and narrow, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Visit, find_violations

VIEWS = (
    ("compare", "/compare"),
    ("compared", "/compare?q=what+did+Ofsted+say+about+management+oversight"),
    ("compared-one", "/compare?q=potholes&authority=Wexmoor+County+Council"),
    ("compared-in-vain", "/compare?q=what+is+the+cormorant+option"),
    ("timeline", "/timeline?q=Ofsted+inspection+of+children%27s+services&kind=report"),
    ("timeline-in-vain", "/timeline?q=what+is+the+cormorant+option"),
    ("papers", "/papers?authority=Wexmoor+County+Council"),
    ("about", "/about"),
    ("accessibility", "/accessibility"),
)


def open_unfolded(page: Page, address: str) -> None:
    page.goto(address)
    for folded in page.locator("summary").all():
        folded.click()


@pytest.mark.parametrize(("name", "address"), VIEWS, ids=[name for name, _ in VIEWS])
@pytest.mark.rare_rows("compare", "compared-one", "compared-in-vain", "timeline-in-vain", "accessibility")
def test_axe_finds_nothing_and_nothing_is_wider_than_a_screen_of_320_pixels(
    tab_visit: Visit, site: str, name: str, address: str
) -> None:
    open_unfolded(tab_visit.page, site + address)
    assert find_violations(tab_visit.page, name) == ""
    tab_visit.page.set_viewport_size({"width": 320, "height": 640})
    assert tab_visit.page.evaluate("document.documentElement.scrollWidth") == 320


def test_councils_stand_side_by_side_or_one_below_the_other(tab_visit: Visit, site: str) -> None:
    tab_visit.page.goto(f"{site}{VIEWS[1][1]}")
    for width, columns in ((1280, 2), (390, 1)):
        tab_visit.page.set_viewport_size({"width": width, "height": 900})
        boxes = [council.bounding_box() for council in tab_visit.page.locator("article.council").all()]
        assert len({round(box["x"]) for box in boxes if box}) == columns


def test_by_keyboard_alone_from_a_question_to_a_comparison_and_a_timeline(tab_visit: Visit, site: str) -> None:
    page = tab_visit.page
    page.goto(f"{site}/compare")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Question to ask each council")).to_be_focused()
    page.keyboard.type("management oversight")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile(r"of 4 councils ha(s|ve) a (strong|partial) match"))
    page.locator(".banner summary").focus()
    page.keyboard.press("Enter")
    page.locator(".banner").get_by_role("link", name="Timeline").focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "where the keyboard is can be seen"
    page.keyboard.press("Enter")
    expect(page.get_by_label(re.compile("^A matter"))).to_have_value("management oversight")
    expect(page.locator("svg.drawn")).to_be_visible()


def test_a_filter_narrows_a_comparison_and_a_chip_widens_it_again(visit: Visit, site: str) -> None:
    page = visit.page
    page.goto(f"{site}{VIEWS[1][1]}")
    page.locator("details.filters summary").click()
    page.get_by_role("checkbox", name=re.compile("Wexmoor")).check()
    page.get_by_role("button", name="Show results").click()
    expect(page.locator("article.council h2")).to_have_text(["Wexmoor County Council"])
    page.get_by_role("link", name=re.compile(r"^Wexmoor County Council\s+\(remove\)$")).click()
    expect(page.locator("article.council")).to_have_count(4)
    page.go_back()
    expect(page.locator("article.council")).to_have_count(1)


def test_chips_and_the_box_look_alike_on_every_page_that_takes_a_question(tab_visit: Visit, site: str) -> None:
    look = """selector => { const style = getComputedStyle(document.querySelector(selector));
      return [style.fontSize, style.paddingLeft, style.borderTopLeftRadius, style.listStyleType]; }"""
    seen = {}
    for address in ("/", "/compare", "/timeline"):
        tab_visit.page.goto(f"{site}{address}?q=potholes&kind=report")
        expect(tab_visit.page.locator(".chips")).to_be_visible()
        seen[address] = [tab_visit.page.evaluate(look, selector) for selector in (".chips", ".chip", "#plain-question")]
    assert seen["/compare"] == seen["/timeline"] == seen["/"]


def test_in_forced_colours_the_current_view_alone_is_underlined_and_drawings_are_seen(visit: Visit, site: str) -> None:
    edge = "each => getComputedStyle(each).borderBottomColor === getComputedStyle(document.body).backgroundColor"
    visit.page.emulate_media(forced_colors="active")
    visit.page.goto(f"{site}/papers")
    assert not visit.page.locator(".banner li a[aria-current]").evaluate(edge)
    assert visit.page.locator(".menu summary").evaluate(edge)
    visit.page.goto(f"{site}/timeline?q=potholes")
    fills = "() => ['.mark', '.on-mark'].map(name => getComputedStyle(document.querySelector('.drawn ' + name)).fill)"
    mark, figure = visit.page.evaluate(fills)
    assert mark != figure
    system = """() => {
      const box = document.createElement("i");
      box.style.color = "Highlight";
      document.body.append(box);
      return getComputedStyle(box).color;
    }"""
    assert mark == visit.page.evaluate(system)


def test_a_button_of_a_list_stands_on_one_line(tab_visit: Visit, site: str) -> None:
    for width in (1280, 320):
        tab_visit.page.set_viewport_size({"width": width, "height": 900})
        for address in ("/papers", "/decisions", "/meetings"):
            tab_visit.page.goto(f"{site}{address}")
            button, field = (tab_visit.page.locator(f".choosing {each}").last for each in (".button", "select"))
            sizes = button.bounding_box(), field.bounding_box()
            assert sizes[0] and sizes[1] and sizes[0]["height"] <= sizes[1]["height"], (address, width)
            assert button.evaluate("each => each.scrollWidth <= each.offsetWidth"), (address, width)


def test_papers_are_searched_by_title_and_opened(tab_visit: Visit, site: str) -> None:
    page = tab_visit.page
    page.goto(f"{site}/papers")
    page.get_by_label("Words in the title").fill("ofsted visit")
    page.get_by_label("Year", exact=True).select_option("2025")
    page.get_by_role("button", name="Show results").click()
    expect(page.locator("h1")).to_have_text(re.compile("^1 of "))
    page.locator(".entries h2 a").click()
    expect(page.locator("h1")).to_have_text("Ofsted Focused Visit: Children in Need and Child Protection Plans")


def test_the_picture_of_what_is_held_has_a_table_that_leads_to_the_papers(tab_visit: Visit, site: str) -> None:
    page = tab_visit.page
    page.goto(f"{site}/papers")
    page.get_by_text("Show as a table, with links").click()
    row = page.get_by_role("row", name=re.compile("Highways and Transport Committee"))
    row.get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text(re.compile(r"^2 of "))
