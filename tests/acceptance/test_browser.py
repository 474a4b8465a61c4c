"""The page in a real browser, against a real server over real papers: every control, every width, every trap."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from paper_search.library import Library
from tests.browser import BOX, PATIENCE, Visit, unfold_passages
from tests.site import serve_library

OFSTED = "what did Ofsted say about management oversight"


def councils(page: Page, library: Library, selector: str) -> set[str | None]:
    """Whose papers the links lead to."""
    found = set()
    for link in page.locator(selector).all():
        parts = urlsplit(link.get_attribute("href") or "")
        viewed = unquote(parts.path.removeprefix("/view/"))
        (doc_id,) = parse_qs(parts.query).get("id", [viewed])
        document = library.document(doc_id)
        found.add(document.meeting.authority if document else None)
    return found


def test_asking_by_typing_and_enter(tab_visit: Visit, site: str, library: Library) -> None:
    page = tab_visit.open(site)
    tab_visit.ask(OFSTED)
    expect(page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    assert len(councils(page, library, "figcaption a")) >= 2
    assert {"Ofsted", "management", "oversight"} <= set(page.locator("blockquote mark").all_inner_texts())
    expect(page).to_have_url(f"{site}/?q={quote_plus(OFSTED)}")
    expect(page).to_have_title(re.compile(OFSTED))
    assert page.locator("li.card").count() == 10


def test_an_address_opens_with_its_answer(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    expect(page.locator(BOX)).to_have_value(OFSTED)
    expect(page.locator("blockquote").first).to_be_visible()
    expect(page.locator(".results h1")).to_contain_text("quotes from")


def test_the_button_asks_and_going_back_returns(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=potholes")
    first = page.locator("#results").inner_text()
    page.locator(BOX).fill("planning appeal")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page).to_have_url(f"{site}/?q=planning+appeal", timeout=PATIENCE)
    page.go_back()
    expect(page.locator(BOX)).to_have_value("potholes", timeout=PATIENCE)
    expect(page.locator("#results [data-title]")).to_have_attribute("data-title", "potholes", timeout=PATIENCE)
    visit.wait_until_settled()
    assert page.locator("#results").inner_text() == first


def test_an_example_is_asked_by_following_it(tab_visit: Visit, site: str) -> None:
    page = tab_visit.open(site)
    example = page.locator(".examples a").first
    question = example.inner_text()
    example.click()
    expect(page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(BOX)).to_have_value(question)
    expect(page.locator(".results h1")).to_be_focused()


def test_nothing_found_says_so_and_what_was_searched(tab_visit: Visit, site: str, library: Library) -> None:
    page = tab_visit.answer(f"{site}/?q=are+there+any+mermaids+in+the+harbour")
    expect(page.locator("h1")).to_have_text("No answer found in these papers")
    expect(page.locator(".notice")).to_contain_text(f"Searched: {library.coverage().papers} papers")
    expect(page.locator("blockquote")).to_have_count(0)
    expect(page.locator(".notice")).to_contain_text("that could not be read")


def test_a_limit_ticked_narrows_the_answer_at_once_and_stays_under_the_finger(
    tab_visit: Visit, site: str, library: Library
) -> None:
    page = tab_visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    council = sorted(name for name in councils(page, library, "li.card h2 a") if name)[0]
    count = next(facet.papers for facet in library.facets().authorities if facet.value == council)
    box = page.get_by_label(f"{council} {count} papers")
    box.check()
    expect(page).to_have_url(re.compile(r"authority="), timeout=PATIENCE)
    expect(page.locator(".chips a").first).to_contain_text(council)
    tab_visit.wait_until_settled()
    assert councils(page, library, ".results h2 a") == {council}
    expect(box).to_be_focused()
    expect(box).to_be_checked()


def test_a_chip_takes_its_limit_away(visit: Visit, site: str, library: Library) -> None:
    council = library.facets().authorities[0].value
    page = visit.answer(f"{site}/?q=report&authority={quote_plus(council)}&since=2020&kind=report&order=newest")
    expect(page.locator(".chips li")).to_have_count(5)
    expect(page.locator("#limits [name=since]")).to_have_value("2020")
    assert councils(page, library, ".results h2 a") == {council}
    page.locator(".chips a", has_text=council).click()
    expect(page).to_have_url(f"{site}/?q=report&kind=report&since=2020&order=newest", timeout=PATIENCE)
    expect(page.locator("#limits [name=authority]:checked")).to_have_count(0)
    page.locator(".chips").get_by_role("link", name="Clear filters").click()
    expect(page).to_have_url(f"{site}/?q=report", timeout=PATIENCE)
    expect(page.locator("#limits [name=since]")).to_have_value("")
    page.go_back()
    expect(page.locator("#limits [name=since]")).to_have_value("2020", timeout=PATIENCE)


def test_limits_stay_with_the_next_question(tab_visit: Visit, site: str, library: Library) -> None:
    council = library.facets().authorities[0].value
    page = tab_visit.answer(f"{site}/?q=report&authority={quote_plus(council)}&kind=report&since=2020")
    tab_visit.ask("budget")
    expect(page).to_have_url(
        f"{site}/?q=budget&authority={quote_plus(council)}&kind=report&since=2020", timeout=PATIENCE
    )


def test_ten_passages_at_a_time_newest_first(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q=report+to+the+committee")
    first = page.locator("li.card h2").all_text_contents()
    assert len(first) == 10
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("p=2$"), timeout=PATIENCE)
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20")
    expect(page.locator("h1")).to_be_focused()
    page.get_by_label("Newest first").check()
    expect(page).to_have_url(re.compile("order=newest$"), timeout=PATIENCE)
    tab_visit.wait_until_settled()
    unfold_passages(page)
    years = [
        int(found) for found in re.findall(r" (20\d\d) ·", " ".join(page.locator("li.card .where").all_inner_texts()))
    ]
    assert len(years) > 3 and years == sorted(years, reverse=True)


def test_dates_are_typed_and_shown_and_the_matter_is_followed_over_time(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q=potholes")
    page.locator("#limits [name=since]").fill("2025")
    page.get_by_role("button", name="Show results").click()
    expect(page).to_have_url(f"{site}/?q=potholes&since=2025", timeout=PATIENCE)
    expect(page.locator(".chips a").first).to_contain_text("From 2025", timeout=PATIENCE)
    tab_visit.wait_until_settled()
    unfold_passages(page)
    years = {
        int(found) for found in re.findall(r" (20\d\d)", " ".join(page.locator("li.card .where").all_inner_texts()))
    }
    assert years and min(years) >= 2025
    page.get_by_role("link", name="Show over time").click()
    expect(page).to_have_url(f"{site}/timeline?q=potholes&since=2025", timeout=PATIENCE)
    expect(page.locator("svg.drawn")).to_be_visible(timeout=PATIENCE)


def test_from_the_page_of_a_paper_to_its_words_and_back(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    unfold_passages(page)
    page.locator("li.card", has=page.locator("h2 a[href*='#page=']")).first.get_by_role(
        "link", name="Show on page"
    ).click()
    expect(page.locator("main img")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Read its words").click()
    expect(page.locator("main mark").first).to_be_visible(timeout=PATIENCE)
    words = page.locator("main mark").first.inner_text()
    assert len(words) > 20
    page.go_back()
    expect(page.locator("main img")).to_be_visible(timeout=PATIENCE)
    assert re.search(r"#page=\d+$", page.get_by_role("link", name="Open the PDF").get_attribute("href") or "")


def test_the_words_around_a_passage_are_unfolded(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q=potholes")
    unfold_passages(page)
    card = page.locator("li.card").first
    words = card.locator(".passage").first.inner_text()
    card.get_by_text("Context").click()
    expect(card.locator(".around strong")).to_be_visible(timeout=PATIENCE)
    assert card.locator(".around strong").inner_text().split() == words.split()
    assert len(card.locator(".around").inner_text()) > len(words)


def test_where_the_same_words_stand_again_is_unfolded(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q={quote_plus('villages without a bus')}")
    unfold_passages(page)
    also = page.locator("details.also").first
    place = also.get_by_role("link").first
    expect(place).to_be_hidden()
    also.locator("summary").click()
    expect(place).to_be_visible()
    assert page.request.get(f"{site}{place.get_attribute('href')}").ok, "the other place is there to be read"


def test_a_citation_is_copied(visit: Visit, site: str) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.answer(f"{site}/?q=potholes")
    caption = page.locator("figcaption").first
    label = caption.locator("a").inner_text()
    caption.get_by_role("button", name="Copy citation").click()
    expect(page.locator("#told")).to_have_text(f"Copied: {label}")
    assert page.evaluate("navigator.clipboard.readText()") == label


def test_passages_like_one_are_found_elsewhere(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    unfold_passages(page)
    page.get_by_role("link", name="More like this").first.click()
    expect(page.locator("h1")).to_contain_text("like this one", timeout=PATIENCE)
    page.get_by_role("link", name="Show other councils first").click()
    expect(page.locator("h1")).to_contain_text("like this one", timeout=PATIENCE)
    assert "elsewhere=1" in page.url


def test_a_passage_is_judged_without_leaving_the_answer(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q=potholes")
    address = page.url
    unfold_passages(page)
    card = page.locator("li.card").first
    card.get_by_role("button", name="Yes").click()
    expect(card.locator(".judge")).to_contain_text("Thank you", timeout=PATIENCE)
    assert page.url == address


def test_without_scripts_a_question_is_answered_on_a_plain_page(browser: Browser, site: str, library: Library) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/?q=ignored")
    page.get_by_role("searchbox", name="Your question").fill(OFSTED)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h1")).to_contain_text("quotes from", timeout=PATIENCE)
    page.locator("details.filters summary").click()
    council = library.facets().authorities[0].value
    page.locator(f'[name=authority][value="{council}"]').check()
    page.get_by_role("button", name="Show results").click()
    expect(page.locator(".chips")).to_contain_text(council, timeout=PATIENCE)
    assert councils(page, library, ".results h2 a") == {council}
    context.close()


def test_a_link_followed_while_the_server_cannot_be_reached_says_so_and_can_be_followed_again(
    visit: Visit, site: str
) -> None:
    page = visit.answer(f"{site}/?q=report+to+the+committee")
    page.route("**/answer?*", lambda route: route.abort())
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#told")).to_contain_text("cannot be reached")
    assert "cannot be reached" in page.evaluate(
        "getComputedStyle(document.querySelector('#results'), '::before').content"
    )
    page.unroute("**/answer?*")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20", timeout=PATIENCE)


def test_a_refusal_is_shown_as_a_page_of_words(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=report+to+the+committee")
    page.route("**/answer?*", lambda route: route.fulfill(status=429, body="too many"))
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(f"{site}/?q=report+to+the+committee&p=2", timeout=PATIENCE)
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20")


def test_the_answer_of_what_was_asked_last_stays(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=report+to+the+committee")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/answer?q=potholes*", hold)
    page.locator(BOX).fill("potholes")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("Searching the papers…")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20", timeout=PATIENCE)
    waiting[0].fulfill(
        body='<details class="filters"></details><div class="results" data-address="/?q=potholes"></div>'
    )
    expect(page.locator("h1")).to_contain_text("Passages 11 to 20", timeout=PATIENCE)
    expect(page).to_have_url(f"{site}/?q=report+to+the+committee&p=2")
    expect(page).to_have_title(re.compile("report to the committee"))


def test_what_is_typed_before_the_scripts_are_there_is_answered_too(visit: Visit, site: str) -> None:
    visit.context.route("**/own/*.js", lambda route: route.abort())
    visit.page.goto(site)
    visit.page.locator("#plain-question").fill("potholes")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("h1")).to_contain_text("quote", timeout=PATIENCE)
    assert visit.page.url == f"{site}/?q=potholes"


def test_a_date_that_is_none_is_explained(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q=roads&since=31/02/2024")
    expect(page.locator(".notice")).to_contain_text("There is no date “31/02/2024”")


def test_the_box_holds_no_more_than_a_question_may(tab_visit: Visit, site: str) -> None:
    page = tab_visit.open(site)
    expect(page.locator(BOX)).to_have_attribute("maxlength", "500")
    tab_visit.answer(f"{site}/?q={'x' * 501}")
    expect(page.locator(".notice")).to_contain_text("up to 500 characters")


def test_the_title_opens_the_pdf_at_its_page(visit: Visit, site: str, library: Library) -> None:
    page = visit.answer(f"{site}/?q={quote_plus(OFSTED)}")
    unfold_passages(page)
    link = page.locator("li.card h2 a[href*='#page=']").first
    parts = urlsplit(link.get_attribute("href") or "")
    passage = library.passage(parse_qs(parts.query)["passage"][0])
    assert passage is not None and passage.locator.pages is not None
    assert parts.fragment == f"page={passage.locator.pages[0]}"
    with page.expect_response(lambda answer: "/paper?" in answer.url) as opened:
        link.click()
    assert opened.value.headers["content-type"] == "application/pdf"


def test_no_script_of_a_paper_runs(tab_visit: Visit, hostile_site: str) -> None:
    page = tab_visit.answer(f"{hostile_site}/?q=hedgehog+crossing+printed+by+mistake")
    shown = page.locator("#results").inner_text()
    assert "<script>window.ran=1</script>" in shown
    assert "${window.ran=1} and `${window.ran=1}` and {{window.ran}} were printed by mistake \\" in shown
    assert page.locator("#results :is(script, img, iframe, b)").count() == 0
    assert page.evaluate("window.ran") is None
    page.goto(f"{hostile_site}/paper?id=item.html")
    assert page.evaluate("window.ran") is None


def test_no_script_of_an_address_runs(tab_visit: Visit, hostile_site: str) -> None:
    page = tab_visit.answer(hostile_site + "/?q=" + quote_plus("<img src=x onerror=window.ran=1>${window.ran=1} rent"))
    assert page.locator("#results img").count() == 0
    assert page.evaluate("window.ran") is None


@pytest.mark.exhaustive
def test_several_people_ask_at_once(visit: Visit, site: str) -> None:
    questions = ["potholes", "planning appeal", "budget gap", OFSTED]
    pages = [visit.context.new_page() for _ in questions]
    for page, question in zip(pages, questions, strict=True):
        page.goto(f"{site}/?q={quote_plus(question)}", wait_until="commit")
    for page, question in zip(pages, questions, strict=True):
        expect(page.locator("#results [data-title]")).to_have_attribute("data-title", question, timeout=PATIENCE)
        expect(page.locator("li.card").first).to_be_visible(timeout=PATIENCE)


def test_an_open_page_survives_a_new_start_of_the_server(visit: Visit, library: Library) -> None:
    with serve_library(library) as address:
        page = visit.answer(f"{address}/?q=potholes")
    page.locator(BOX).fill("asked in vain")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("cannot be reached", timeout=PATIENCE)
    expect(page.locator(".results")).to_have_attribute("data-title", "potholes")
    with serve_library(library, port=int(address.rpartition(":")[2])):
        page.locator(BOX).fill("budget gap")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/?q=budget+gap", timeout=PATIENCE)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_fits_its_screen(tab_visit: Visit, site: str, width: int) -> None:
    tab_visit.page.set_viewport_size({"width": width, "height": 800})
    page = tab_visit.answer(f"{site}/?q={quote_plus(OFSTED)}&kind=report")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(BOX).bounding_box()
    assert box is not None and box["width"] > 0.6 * min(width, 800) - 60


def test_everything_can_be_reached_and_seen_by_keyboard(tab_visit: Visit, site: str) -> None:
    page = tab_visit.answer(f"{site}/?q=potholes")
    unfold_passages(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    page.locator(BOX).focus()
    seen = []
    for _ in range(250):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") in ("solid", "auto")
        if "Show results" in seen:
            break
    assert seen[0] == "Ask"
    for words in ("Copy citation", "Filters", "authority", "since", "Show results"):
        assert any(words in label for label in seen), words
    assert page.get_by_label("Your question").and_(page.locator(":visible")).count() == 1
    assert page.locator("h1").count() == 1
    assert page.locator("li.card h2").count() == page.locator("li.card").count()


def test_the_sign_of_work_comes_at_once(visit: Visit, site: str) -> None:
    page = visit.open(site)
    page.route("**/answer?*", lambda route: None)
    page.locator(BOX).fill("potholes")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("Searching the papers…")
    shown = page.evaluate("getComputedStyle(document.querySelector('#results'), '::before').content")
    assert "Searching" in shown


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = Visit(context).answer(f"{site}/?q={quote_plus(OFSTED)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    context.close()


def test_nothing_is_kept_in_the_browser(visit: Visit, site: str) -> None:
    page = visit.answer(f"{site}/?q=potholes")
    kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "potholes" not in kept
    assert visit.context.cookies() == []
