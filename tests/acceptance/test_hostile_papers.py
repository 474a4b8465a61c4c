"""Papers that are traps, shown as they are in the real browser; and what a browser of a visitor keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from playwright.sync_api import expect
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from paper_search.access import users
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.web import SiteSettings
from paper_search.web.forms import build_view_url
from tests.browser import Visit, unfold_passages
from tests.site import serve_library

LONG = "tramway" + "z" * 99_993
TRAPS = {
    "script.txt": "The tollhouse sign reads <script>window.ran=1</script><img src=x onerror=window.ran=1> since May.",
    "template.txt": "The aqueduct sign reads ${window.ran=1} and {{window.ran=1}} and #{window.ran=1} since May.",
    "backtick.txt": "The drawbridge sign reads `${alert(1)}` and ```js and `code` since May.",
    "backslash.txt": r"The lighthouse sign reads \u003cscript\u003e and \x41 and C:\new\table \\ since May.",
    "direction.txt": "The windmill sign reads \u202eevil.exe\u202c and \u2067right\u2069 and \u200ffile since May.",
    "entity.txt": "The watchtower sign reads &lt;b&gt; &amp;amp; &#x3C;script&#x3E; since May.",
    "endless.txt": f"The word below is an endless sign.\n\n{LONG}",
}
ASKED = {name: text.split()[1] for name, text in TRAPS.items()} | {"endless.txt": "endless sign"}
SENTENCE = "Environmental infrastructure responsibilities include international transportation."
LENGTHY = " ".join([SENTENCE] * 20)
"""Long in letters, short in word pieces: one passage, of which a card shows a part."""
SECRET = "exempt/hangar.txt"
PASSWORD = "a password of some length"


@pytest.fixture(scope="module")
def trap_library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    """An index of the traps, of a PDF with one, and of a paper that was released to members."""
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    for name, text in TRAPS.items():
        (corpus / name).write_text(text + "\n", encoding="utf-8")
    (corpus / "lengthy.txt").write_text(f"3.1 The viaduct opens. {LENGTHY}\n", encoding="utf-8")
    canvas = Canvas(str(corpus / "script.pdf"))
    canvas.setFont("Helvetica", 11)
    assert pdfmetrics.getFont("Helvetica")
    canvas.drawString(72, 700, "1.1 The gasworks sign reads <script>window.ran=1</script> and ${window.ran=1}.")
    canvas.save()
    (corpus / "exempt").mkdir()
    (corpus / SECRET).write_text("2.1 The zeppelin hangar goes to the lowest bidder.\n", encoding="utf-8")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    withdrawals.release(corpus, index, SECRET, "the panel may read it", "release to members")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    return open_library(corpus, index, encoder)


@pytest.fixture(scope="module")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("users") / "users.txt"
    users.add_user(file, "max", "member", PASSWORD)
    return file


@pytest.fixture(scope="module")
def trap_site(trap_library: Library, users_file: Path) -> Iterator[str]:
    with serve_library(trap_library, settings=SiteSettings(users=users_file, requests_per_minute=100_000)) as address:
        yield address


def _collapse_whitespace(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", [name for name in TRAPS if name != "endless.txt"])
@pytest.mark.parametrize("view", ["/?q=", "paper"])
def test_a_trap_is_shown_as_it_is(tab_visit: Visit, trap_site: str, name: str, view: str) -> None:
    address = f"/paper?id={quote(name)}" if view == "paper" else view + quote_plus(ASKED[name])
    tab_visit.page.goto(trap_site + address)
    wanted = _collapse_whitespace(TRAPS[name])
    if view == "paper":
        shown = tab_visit.page.locator(".reading").text_content() or ""
    else:
        expect(tab_visit.page.locator(".results h1")).to_be_visible(timeout=30_000)
        tab_visit.wait_until_settled()
        unfold_passages(tab_visit.page)
        passage = tab_visit.page.locator(".passage", has_text=ASKED[name]).first
        expect(passage).to_be_visible(timeout=30_000)
        shown = passage.text_content() or ""
    assert wanted in _collapse_whitespace(shown)
    assert tab_visit.page.evaluate("window.ran") is None


def test_a_word_of_100_000_characters_is_shown_and_breaks_nothing(visit: Visit, trap_site: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.goto(f"{trap_site}/paper?id=endless.txt")
    assert LONG in (visit.page.locator(".reading").text_content() or "")
    for address in ("/paper?id=endless.txt", "/?q=endless+sign"):
        visit.page.goto(trap_site + address)
        expect(visit.page.locator("main").first).to_be_visible(timeout=30_000)
        visit.page.wait_for_timeout(500)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_long_passage_is_unfolded_whole(tab_visit: Visit, trap_site: str) -> None:
    page = tab_visit.answer(f"{trap_site}/?q=environmental+infrastructure+responsibilities")
    unfold_passages(page)
    card = page.locator("li.card", has=page.get_by_text("The whole passage")).first
    whole = card.locator(".whole")
    expect(whole).to_be_hidden()
    card.get_by_text("The whole passage").click()
    expect(whole).to_be_visible()
    assert _collapse_whitespace(LENGTHY) in _collapse_whitespace(whole.inner_text())
    assert len(card.locator(".passage").first.inner_text()) < len(whole.inner_text())


def test_a_trap_in_a_pdf_stands_in_the_words_beside_its_picture(
    visit: Visit, trap_site: str, trap_library: Library
) -> None:
    hit = next(hit for hit in trap_library.search("gasworks sign") if hit.document.doc_id == "script.pdf")
    visit.page.goto(trap_site + build_view_url(hit.document.doc_id, hit.passage.passage_id))
    image = visit.page.locator(".sheet img")
    assert "<script>window.ran=1</script> and ${window.ran=1}" in (image.get_attribute("alt") or "")
    assert visit.page.evaluate("document.querySelector('.sheet img').naturalWidth") > 500
    assert visit.page.locator(".sheet rect").count() == 1
    assert visit.page.evaluate("window.ran") is None


def test_the_marks_lie_on_the_picture(visit: Visit, trap_site: str, trap_library: Library) -> None:
    hit = next(hit for hit in trap_library.search("gasworks sign") if hit.document.doc_id == "script.pdf")
    for width in (1280, 390):
        visit.page.set_viewport_size({"width": width, "height": 844})
        visit.page.goto(trap_site + build_view_url(hit.document.doc_id, hit.passage.passage_id))
        image, mark = (visit.page.locator(selector).bounding_box() for selector in (".sheet img", ".sheet rect"))
        assert image and mark
        assert image["x"] <= mark["x"] and mark["x"] + mark["width"] <= image["x"] + image["width"]
        # 700 of the page's 842 points from its foot.
        assert abs((mark["y"] - image["y"]) / image["height"] - (1 - 710 / 842)) < 0.02


def test_nothing_asked_is_kept_in_the_browser(visit: Visit, trap_site: str) -> None:
    visit.page.goto(f"{trap_site}/?q=tollhouse")
    expect(visit.page.locator(".quote blockquote").first).to_be_visible(timeout=30_000)
    kept = visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "tollhouse" not in kept
    assert visit.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert visit.page.evaluate("caches.keys().then(all => all.length)") == 0


def _asks(visit: Visit, site: str) -> str:
    visit.page.goto(f"{site}/?q={quote_plus('zeppelin hangar')}")
    expect(visit.page.locator("#results .card, #results .notice").first).to_be_visible(timeout=30_000)
    return visit.page.locator("#results").inner_text()


def test_the_question_box_itself_shows_members_what_is_theirs(visit: Visit, trap_site: str) -> None:
    assert "lowest bidder" not in _asks(visit, trap_site)
    visit.page.get_by_role("link", name="Sign in").click()
    visit.page.get_by_label("Name").fill("max")
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_text("Signed in as max (member)")).to_be_visible()
    assert "lowest bidder" in _asks(visit, trap_site)
    visit.page.get_by_role("button", name="Sign out").click()
    expect(visit.page.get_by_role("link", name="Sign in")).to_be_visible()
    assert "lowest bidder" not in _asks(visit, trap_site)


def test_back_after_signing_out_shows_nothing_of_members(visit: Visit, trap_site: str) -> None:
    page = visit.page
    page.goto(f"{trap_site}/sign-in")
    page.get_by_label("Name").fill("max")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as max (member)")).to_be_visible()
    assert "lowest bidder" in _asks(visit, trap_site)
    visit.ask("tollhouse sign")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    for _ in range(2):
        page.go_back()
        expect(page.locator("#results .results")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("link", name="Sign in")).to_be_visible()
        assert "lowest bidder" not in page.content()
