"""Names longer than any real one: no view scrolls sideways on the narrowest screen, and nothing is cut at its edge."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from tests import long_names
from tests.browser import PATIENCE, Visit, keep_picture
from tests.site import serve_library

LIMITS = f"authority={quote(long_names.COUNCIL)}&committee={quote(long_names.COMMITTEE)}"
VIEWS = (
    ("beginning", "/"),
    ("answer", "/?q=replacement+of+the+footbridge"),
    ("limited", f"/ask?q=footbridge&{LIMITS}"),
    ("nothing", "/ask?q=zeppelin"),
    ("long-question", "/ask?q=" + "x" * 480),
    ("compare", "/compare?q=footbridge"),
    ("timeline", "/timeline?q=footbridge"),
    ("papers", f"/papers?{LIMITS}"),
    ("meetings", "/meetings"),
    ("decisions", f"/decisions?{LIMITS}"),
    ("people", "/people"),
    ("matter", "/matter?paper=report.pdf"),
    ("page", "/view/report.pdf?page=1"),
    ("words", "/view/minutes.txt"),
    ("html", "/paper?id=other.html"),
    ("not-found", "/" + "n" * 300),
)
_CUT_TEXTS = """() => [...document.querySelectorAll('svg text')].filter((text) => {
  const box = text.getBBox(), view = text.ownerSVGElement.viewBox.baseVal;
  return box.x < -0.5 || box.y < -0.5 || box.x + box.width > view.width + 0.5 || box.y + box.height > view.height + 0.5;
}).map((text) => text.textContent)"""
"""The words of pictures that reach beyond their edge."""


@pytest.fixture(scope="module")
def long_library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    corpus, index = tmp_path_factory.mktemp("long"), tmp_path_factory.mktemp("long-index")
    long_names.write_corpus(corpus)
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    return api.open_library(corpus, index, encoder)


@pytest.fixture(scope="module")
def long_site(long_library: Library) -> Iterator[str]:
    with serve_library(long_library) as address:
        yield address


def check_width(visit: Visit, address: str, name: str) -> None:
    page = visit.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    keep_picture(page, f"long-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(_CUT_TEXTS) == []


@pytest.mark.parametrize(("name", "address"), VIEWS, ids=[name for name, _ in VIEWS])
@pytest.mark.rare_rows("beginning", "nothing", "long-question", "meetings", "people", "page", "html", "not-found")
def test_no_view_scrolls_sideways(tab_visit: Visit, long_site: str, name: str, address: str) -> None:
    check_width(tab_visit, long_site + address, name)


FOLLOWED = [
    ("/meetings", ".entries h2 a", "a meeting"),
    ("/people", ".entries h2 a", "a person"),
    ("/ask?q=footbridge", ".quote figcaption a", "a passage on its page"),
    ("/like?passage=report.pdf%3A%3Atop%2F1-1~1", "h1", "passages like one"),
]


@pytest.mark.parametrize(("address", "link", "name"), FOLLOWED, ids=[name for *_, name in FOLLOWED])
@pytest.mark.rare_rows("a person", "passages like one")
def test_nor_does_what_they_lead_to(tab_visit: Visit, long_site: str, address: str, link: str, name: str) -> None:
    tab_visit.page.goto(long_site + address)
    target = tab_visit.page.locator(link).first.get_attribute("href")
    check_width(tab_visit, f"{long_site}{target or address}", name)
