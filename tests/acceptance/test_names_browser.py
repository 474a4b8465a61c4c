"""The names of links and buttons, as a screen reader lists them without what stands around them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import PATIENCE, Visit

VIEWS = [
    ("/?q=what+did+Ofsted+say+about+management+oversight&kind=report", ".quote", "an answer"),
    ("/?q=potholes&p=2", ".card", "a further page of passages"),
    ("/?q=are+there+any+mermaids+in+the+harbour", ".card", "no answer found"),
]
NAMED = """() => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  const textOf = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  const listFields = (form) => (form ? new URLSearchParams(new FormData(form)).toString() : "");
  // A title leads to its paper, wherever in it. A button does what its form and its own value say.
  const findTarget = (element) => (element.tagName === "A"
    ? element.href.replace(/#.*/, "").replace(/([?]id=[^&]*)&passage=.*/, "$1")
    : [element.tagName, element.dataset.copy, element.value, listFields(element.form)].join(" "));
  const controls = [...document.querySelectorAll("a[href], button, summary")];
  return controls.filter((element) => element.checkVisibility()).map((element) => ({
    name: textOf(element),
    target: findTarget(element),
    isFold: element.tagName === "SUMMARY",
  }));
}"""
"""Every link, every button and every line that unfolds something, with where it leads or what it does."""


@pytest.mark.parametrize(("address", "part", "reason"), VIEWS, ids=[reason for *_, reason in VIEWS])
def test_what_reads_the_same_does_the_same(visit: Visit, site: str, address: str, part: str, reason: str) -> None:
    page = visit.page
    page.goto(site + address)
    expect(page.locator(part).first).to_be_visible(timeout=PATIENCE)
    controls = page.evaluate(NAMED)
    assert [control for control in controls if not control["name"]] == []
    targets: dict[str, set[str]] = {}
    for control in controls:
        targets.setdefault(control["name"], set()).add(control["target"])
    assert {name: found for name, found in targets.items() if len(found) > 1} == {}, reason
    folds = [control["name"] for control in controls if control["isFold"]]
    assert len(folds) == len(set(folds)), "each line that unfolds something says what"


def test_a_button_that_copied_has_its_name_back(visit: Visit, site: str) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.answer(f"{site}/?q=potholes")
    button = page.locator(".quote [data-copy]").first
    before = button.inner_html()
    button.click()
    expect(button).to_have_text("Copied")
    button.click()
    expect(button).not_to_have_text("Copied", timeout=PATIENCE)
    assert button.inner_html() == before, "what is for screen readers alone is not seen"
