"""The question page and what stands beside it under axe's rules: wide and narrow, light and dark."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from playwright.sync_api import expect

from paper_search.library import Library
from tests.browser import PATIENCE, TAKEN, Visit, find_violations, unfold_passages

VIEWS = [
    ("beginning", "/", "nothing asked yet"),
    ("answer", "/?q=what+did+Ofsted+say+about+management+oversight", "quotes and passages"),
    ("limited", "/?q=budget+gap&kind=report&since=2020&order=newest", "chips"),
    ("second", "/?q=report+to+the+committee&p=2", "a further page of passages"),
    ("nothing", "/?q=are+there+any+mermaids+in+the+harbour", "no answer found"),
    ("refused", "/?q=roads&since=31/02/2024", "a date that is none"),
    ("welsh", "/?q=" + quote_plus("cynnal priffyrdd"), "passages in Welsh"),
    ("like", "/like?passage=", "passages like one"),
]

WITH_GRADIO = "answer"
"""The view on which Gradio's box takes over; it is the same on all of them."""


@pytest.mark.parametrize(("name", "address", "reason"), VIEWS, ids=[name for name, *_ in VIEWS])
@pytest.mark.rare_rows("second", "refused", "welsh", "like")
def test_axe_finds_nothing(
    request: pytest.FixtureRequest, site: str, library: Library, name: str, address: str, reason: str
) -> None:
    visit: Visit = request.getfixturevalue("gradio_visit" if name == WITH_GRADIO else "tab_visit")
    page = visit.page
    if address.endswith("="):
        address += quote(library.search("potholes")[0].passage.passage_id, safe="")
    page.goto(site + address)
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE)
    if not address.startswith("/like"):
        expect(page.locator("#results .results")).to_be_visible(timeout=PATIENCE)
    if visit.has_gradio:
        expect(page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)
    unfold_passages(page)
    if page.locator("details.context").count():
        page.locator("details.context summary").first.click()
        expect(page.locator(".fetched .around").first).to_be_visible(timeout=PATIENCE)
    assert find_violations(page, f"question-{name}") == ""
    assert page.locator("h1").count() == 1


def test_words_in_welsh_are_said_to_be(visit: Visit, site: str) -> None:
    page = visit.page
    page.goto(f"{site}/?q={quote_plus('cynnal priffyrdd')}")
    expect(page.locator("li.card").first).to_be_visible(timeout=PATIENCE)
    unfold_passages(page)
    expect(page.locator('.passage[lang="cy"]').first).to_be_visible(timeout=PATIENCE)
    assert page.locator("html").get_attribute("lang")


MOVING = """() => {
  const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  const moves = (style) => (style.animationName !== "none" && lasts(style.animationDuration))
    || lasts(style.transitionDuration) || style.scrollBehavior === "smooth";
  return [...document.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after"]
    .filter((part) => moves(getComputedStyle(element, part || undefined)))
    .map((part) => `${element.tagName} ${element.className}${part}`));
}"""
"""Every element, and every part drawn before and behind one, that moves or would."""
STILL_VIEWS = [
    ("gradio_visit", "/?q=potholes", ".quote", "an answer with Gradio's box"),
    ("visit", "/", ".results h1", "the beginning"),
    ("visit", "/papers", ".entries h2", "the list of papers"),
    ("visit", "/timeline?q=potholes", ".picture", "a timeline"),
]


@pytest.mark.parametrize(
    ("fixture", "address", "part", "reason"), STILL_VIEWS, ids=[reason for *_, reason in STILL_VIEWS]
)
@pytest.mark.rare_rows("the beginning", "the list of papers")
def test_who_asked_for_less_motion_sees_none(
    request: pytest.FixtureRequest, site: str, fixture: str, address: str, part: str, reason: str
) -> None:
    visit: Visit = request.getfixturevalue(fixture)
    page = visit.page
    page.emulate_media(reduced_motion="reduce")
    page.goto(site + address)
    expect(page.locator(part).first).to_be_visible(timeout=PATIENCE)
    if visit.has_gradio:
        expect(page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(MOVING) == [], reason
    if visit.has_gradio:
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(MOVING) != [], "what moves is found"
