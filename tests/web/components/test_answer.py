"""Answers as HTML: what is shown, in which order, and what is said where a paper says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from paper_search.citations.format import cite
from paper_search.records import (
    Answer,
    Coverage,
    Document,
    Filters,
    Hit,
    LeadIn,
    Locator,
    Match,
    Meeting,
    Passage,
    Quote,
    TableRow,
)
from paper_search.web.components import answer as render
from paper_search.web.components.answer import MAX_NEWEST_FIRST
from paper_search.web.components.coverage import describe_not_searched, describe_searched, render_nothing_found
from paper_search.web.forms import SearchForm
from tests.web.test_html import HOSTILE

TEXT = "Inspectors found that oversight by managers was weak. They asked for a plan."
PAPER = Document(
    "north/report.pdf",
    "north/report.pdf",
    "0",
    kind="report",
    title="Inspection of services",
    meeting=Meeting("North Council", "Cabinet", date(2024, 7, 1)),
    pages=9,
    url="https://north.example/1",
)
PASSAGE = Passage(
    "north/report.pdf::findings/4.2~1",
    PAPER.doc_id,
    "recommendation",
    TEXT,
    0,
    len(TEXT),
    ("Findings", "Managers"),
    "The inspectors:",
    Locator((3, 4), "41", "4.2"),
    "Inspectors",
)
COVERAGE = Coverage(3, 40, ("North Council", "South Council"), date(2021, 5, 1), date(2024, 7, 1), 1, 2, 1, 1)
FORM = SearchForm("management oversight by managers")


def hit(passage: Passage = PASSAGE, document: Document = PAPER, rank: int = 1) -> Hit:
    return Hit(rank, 1.0, passage, document)


def make_answer(*hits: Hit, match: Match = "strong", quotes: bool = True) -> Answer:
    first = hits[0] if hits else hit()
    sentence = TEXT[: TEXT.index(" They")]
    quoted = Quote(sentence, 0, len(sentence), cite(first.passage, first.document), first.passage, first.document)
    return Answer(FORM.question, match, 0.9, (quoted,) if match != "none" and quotes else (), hits, COVERAGE)


def render_answer(answer: Answer, form: SearchForm = FORM) -> BeautifulSoup:
    return BeautifulSoup(render.render_answer(answer, form), "lxml")


def test_the_quote_stands_before_the_passages_and_shows_its_words_exactly() -> None:
    page = render_answer(make_answer(hit()))
    assert page.blockquote is not None
    assert page.blockquote.get_text() == "Inspectors found that oversight by managers was weak."
    assert [mark.get_text() for mark in page.blockquote("mark")] == ["oversight", "managers"]
    assert [heading.get_text() for heading in page("h1")] == ["1 quote from 1 paper"]
    assert [heading.get_text() for heading in page("h2")] == [
        "What the papers say",
        "1 passage, best first",
        "Inspection of services",
    ]


HIGHLIGHTS = [
    (None, [], "nothing was read for it"),
    ((35, 52), ["managers was weak"], "around a word of the question"),
    ((44, 500), ["was weak."], "never beyond the quote, however far it is said to go"),
]


@pytest.mark.parametrize(("highlight", "marked", "reason"), HIGHLIGHTS, ids=[reason for *_, reason in HIGHLIGHTS])
def test_the_words_that_answer_are_marked_beside_those_of_the_question(
    highlight: tuple[int, int] | None, marked: list[str], reason: str
) -> None:
    answer = make_answer(hit())
    page = render_answer(replace(answer, quotes=(replace(answer.quotes[0], highlight=highlight),)))
    assert page.blockquote is not None
    assert page.blockquote.get_text() == answer.quotes[0].text
    assert [mark.get_text() for mark in page.select("blockquote mark.answers")] == marked
    assert [mark.get_text() for mark in page.select("blockquote mark:not(.answers)")] == ["oversight", "managers"]


def test_the_citation_leads_to_the_page_and_can_be_copied() -> None:
    caption = render_answer(make_answer(hit())).figcaption
    assert caption is not None and caption.a is not None and caption.button is not None
    assert caption.a["href"] == (
        f"/view/{PAPER.doc_id}?passage={quote(PASSAGE.passage_id, safe='')}&from=0&to=53"
        f"&marks=0-53&q={quote(FORM.question)}#passage"
    )
    assert caption.a.get_text() == caption.button["data-copy"] == cite(PASSAGE, PAPER).label


URLS = [
    ("https://north.example/1?MId=7#AI3", True, "the council's page"),
    ("http://north.example/1", True, "one without TLS"),
    (None, False, "not known"),
    ("javascript:alert(1)", False, "a script"),
    ("ftp://north.example/1", False, "no address of the web"),
]


@pytest.mark.parametrize(("url", "is_linked", "reason"), URLS, ids=[reason for *_, reason in URLS])
def test_a_quote_and_its_card_link_to_the_council_s_own_page(url: str | None, is_linked: bool, reason: str) -> None:
    page = render_answer(make_answer(hit(document=replace(PAPER, url=url))))
    for part in (page.figcaption, page.select_one("li.card")):
        assert part is not None
        links = [link for link in part("a") if "external" in (link.get("rel") or [])]
        assert [link["href"] for link in links] == ([url] if is_linked else []), reason
        assert all(link.get_text().startswith("On the council’s site: ") for link in links)
        assert all("noopener" in link["rel"] for link in links)


def test_a_card_holds_all_that_an_officer_needs() -> None:
    card = render_answer(make_answer(hit())).select_one("li.card")
    assert card is not None
    label = cite(PASSAGE, PAPER).label
    assert {str(part.get_text()) for part in card.select(".links > a > .unseen")} == {f": {label}"}
    for part in card.select(".links > a > .unseen"):
        part.decompose()
    shown = [line.get_text() for line in card.select("article :is(p, h2, .passage)")]
    assert shown == [
        "Report Recommendation",
        "Inspection of services",
        "North Council · Cabinet · 1 July 2024 · para 4.2 · p. 41, PDF pages 3–4",
        "Findings › Managers",
        "Attributed to Inspectors",
        "The inspectors:",
        TEXT,
        f"Show on page Copy citation of {label} More like this This matter over time On the council’s site",
    ]
    links = {link.get_text(): str(link["href"]) for link in card("a")}
    named = quote(PASSAGE.passage_id, safe="")
    assert links["Inspection of services"].endswith("#page=3")
    assert links["Show on page"] == f"/view/{PAPER.doc_id}?passage={named}&marks=0-53&q={quote(FORM.question)}#passage"
    assert links["More like this"] == f"/like?passage={named}"
    assert links["This matter over time"] == f"/matter?paper={quote(PAPER.doc_id, safe='')}"
    context = card.select_one("details.context")
    assert context is not None and context["data-fetch"] == f"/around?passage={named}"


def test_what_is_unknown_is_said_to_be_not_stated() -> None:
    bare = Passage("x.txt::1", "x.txt", "paragraph", "Words.", 0, 6)
    card = render_answer(make_answer(hit(bare, Document("x.txt", "x.txt", "0")))).select_one("li.card")
    assert card is not None
    text = card.get_text(" ")
    for words in ("Kind of paper not stated", "Title not stated", "Council not stated", "Committee not stated"):
        assert words in text
    assert "Date not stated" in text
    assert "None" not in text


STANDING = [
    ("draft", "Draft: not yet confirmed", "draft minutes may still change"),
    ("cancelled", "Cancelled", "the meeting did not happen"),
    ("replaced", "Replaced by a later paper", "a later paper counts"),
    ("confirmed", "", "confirmed needs no warning"),
]


@pytest.mark.parametrize(("status", "words", "reason"), STANDING)
def test_a_paper_that_does_not_count_in_full_says_so(status: str, words: str, reason: str) -> None:
    page = render_answer(make_answer(hit(document=replace(PAPER, status=status))))
    assert [badge.get_text() for badge in page.select(".badge.standing")] == ([words] * 2 if words else [])


def test_other_places_of_the_same_words_are_listed_with_links() -> None:
    again = cite(replace(PASSAGE, locator=Locator((8, 8))), PAPER)
    also = render_answer(make_answer(replace(hit(), also_in=(again, again)))).select_one(".also")
    assert also is not None and also.summary is not None
    assert also.summary.get_text() == f"Also in 2 other places: {cite(PASSAGE, PAPER).label}"
    assert [str(link["href"]).rpartition("#")[2] for link in also.find_all("a")] == ["page=8", "page=8"]


def test_a_long_passage_can_be_opened_in_full() -> None:
    text = " ".join(f"Sentence {n} says little of the matter." for n in range(200))
    card = render_answer(make_answer(hit(replace(PASSAGE, text=text, end=len(text))))).select_one("li.card")
    assert card is not None
    part, whole = (element.get_text() for element in card.select(".passage"))
    assert (part in text, len(part) < len(text), whole == text) == (True, True, True)


def test_tables_are_shown_as_tables_without_losing_a_word() -> None:
    text = "Scheme | Cost\nAbbey oversight | £486,000"
    card = render_answer(make_answer(hit(replace(PASSAGE, kind="table", text=text, end=len(text))))).select_one(
        "li.card"
    )
    assert card is not None
    assert [[cell.get_text() for cell in row("td")] for row in card("tr")] == [
        ["Scheme", "Cost"],
        ["Abbey oversight", "£486,000"],
    ]
    assert [mark.get_text() for mark in card("mark")] == ["oversight"]


def test_nothing_found_says_what_was_searched_and_what_was_not() -> None:
    page = render_answer(make_answer(hit(), match="none"), replace(FORM, authorities=("North Council",)))
    assert page.h1 is not None and page.h1.get_text() == "No answer found in these papers"
    assert page.blockquote is None
    text = page.get_text(" ")
    for words in (
        "3 papers of North Council and South Council, dated 1 May 2021 to 1 July 2024; 1 paper states no date",
        "2 papers outside your filters",
        "1 file that could not be read",
        "1 paper held back, being exempt, withdrawn or to be reviewed",
        "Closest passages, which may not answer your question",
        "other words for the same matter, or fewer words",
        "Clear filters",
    ):
        assert words in text, words


COVERAGES = [
    (Coverage(1, 1), "1 paper", [], "nothing known of it"),
    (
        Coverage(0, 0, unread=2),
        "0 papers",
        ["2 files that could not be read, such as scans or locked files"],
        "all unread",
    ),
    (Coverage(2, 9, ("A",), date(2020, 1, 2), date(2020, 1, 2)), "2 papers of A, of 2 January 2020", [], "one day"),
    (
        Coverage(9, 9, tuple("ABCDEFGH")),
        "9 papers of A, B, C, D, E, F and 2 other councils",
        [],
        "many councils are counted",
    ),
]


@pytest.mark.parametrize(("coverage", "said", "left_out", "reason"), COVERAGES)
def test_coverage_in_words(coverage: Coverage, said: str, left_out: list[str], reason: str) -> None:
    assert (describe_searched(coverage), describe_not_searched(coverage)) == (said, left_out)
    assert said in BeautifulSoup(render_nothing_found(coverage, FORM), "lxml").get_text()


def test_no_hits_at_all_is_still_an_answer() -> None:
    page = render_answer(Answer("x", "none", 0.0, (), (), Coverage(0, 0)))
    assert [h.get_text() for h in page("h1")] == ["No answer found in these papers"]
    assert page.ol is None


def test_the_region_carries_what_a_screen_reader_is_told() -> None:
    region = render_answer(make_answer(hit(), hit(rank=2))).select_one(".results")
    assert region is not None
    assert region["data-status"] == "Strong match: 1 quote from 1 paper, and 2 passages."


LISTS = [
    (10, 1, (1, 10), [], "ten need no further page"),
    (25, 1, (1, 10), ["1", "2", "3", "Next"], "the first of three"),
    (25, 2, (11, 20), ["Previous", "1", "2", "3", "Next"], "one in the middle"),
    (25, 3, (21, 25), ["Previous", "1", "2", "3"], "the last holds what is left"),
]


@pytest.mark.parametrize(("held", "page", "ranks", "steps", "reason"), LISTS, ids=[reason for *_, reason in LISTS])
def test_ten_passages_at_a_time(held: int, page: int, ranks: tuple[int, int], steps: list[str], reason: str) -> None:
    shown = render_answer(
        make_answer(*(hit(rank=n) for n in range(1, held + 1))), replace(FORM, page=page, kinds=("report",))
    )
    cards = [str(element["id"]) for element in shown.select("li.card h2")]
    assert (cards[0], cards[-1]) == (f"hit-{ranks[0]}", f"hit-{ranks[1]}")
    links = shown.select("nav.pages a")
    assert [part.get_text() for part in shown.select("nav.pages a > .unseen:last-child")] == [
        " of passages" if step.isdecimal() else " page of passages" for step in steps
    ]
    for part in shown.select("nav.pages a > .unseen:last-child"):
        part.decompose()
    assert [link.get_text().removeprefix("Page ") for link in links] == steps
    assert all("kind=report" in str(link["href"]) for link in links)
    assert [link.get_text() for link in links if link.get("aria-current")] == ([f"Page {page}"] if steps else [])
    assert bool(shown.select(".answer")) == (page == 1)


def test_newest_first_is_said_of_the_best_passages_only() -> None:
    old, new = date(2020, 1, 1), date(2024, 1, 1)
    days = {1: old, 2: None, 3: new, MAX_NEWEST_FIRST + 1: date(2025, 1, 1)}
    hits = [
        hit(document=replace(PAPER, meeting=Meeting("A", "B", days.get(n, old))), rank=n)
        for n in range(1, MAX_NEWEST_FIRST + 5)
    ]
    ranks = [each.rank for each in render.sort_hits(hits, replace(FORM, newest=True))]
    assert (ranks[0], ranks[1], ranks[-1], len(ranks)) == (3, 1, 2, MAX_NEWEST_FIRST)
    assert [each.rank for each in render.sort_hits(hits, FORM)] == list(range(1, MAX_NEWEST_FIRST + 5))


def test_words_read_by_recognition_and_welsh_words_are_labelled_as_such() -> None:
    document = replace(PAPER, recognised_pages=(3,))
    page = render_answer(make_answer(hit(replace(PASSAGE, lang="cy"), document)))
    assert "Read by OCR: may be misread" in [badge.get_text() for badge in page.select("li.card .badge")]
    assert {element["lang"] for element in page.select("blockquote p, li.card .passage, li.card .lead-in")} == {"cy"}


def test_visitors_are_asked_for_judgements_only_where_they_are_kept() -> None:
    usual = render.render_answer(make_answer(hit()), FORM)
    silent = render.render_answer(make_answer(hit()), FORM, render.AnswerOptions(asks_feedback=False))
    assert ("/judgement" in usual, "/judgement" in silent) == (True, False)


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_every_field_of_a_hostile_paper_stays_text(text: str, reason: str) -> None:
    meeting = Meeting(text, text, date(2024, 1, 1))
    paper = Document(text, text, "0", kind=text, title=text, meeting=meeting, status=text, url=text)
    locator = Locator((1, 1), text, text, text, text)
    passage = Passage(text, text, "bullet", text, 0, len(text), (text,), text, locator, text)
    found = replace(hit(passage, paper), also_in=(cite(passage, paper),))
    quoted = Quote(text, 0, len(text), cite(passage, paper), passage, paper)
    shown = render.render_answer(Answer(text, "strong", 1.0, (quoted,), (found,), COVERAGE), SearchForm(text, (text,)))
    page = BeautifulSoup(shown, "lxml")
    assert {element.name for element in page.find_all()} <= KNOWN
    assert not [name for element in page.find_all() for name in element.attrs if name.startswith("on")]
    assert all(str(link["href"]).startswith(OURS) for link in page("a"))
    assert not set("`$\\{}") & set(shown)


def test_row_of_a_table_is_shown_with_the_heads_of_its_columns() -> None:
    text = "Roof | 50 | 20"
    passage = replace(hit().passage, kind="table", text=text, start=0, end=len(text))
    row = TableRow("Scheme Roof | Budget 50 | Spent 20", ((0, 4, 7), (7, 9, 21), (12, 14, 32)), has_heads=True)
    lead_in = LeadIn("Scheme | Budget | Spent", PAPER.doc_id, 0, 23)
    quoted = Quote(text, 0, len(text), cite(passage, PAPER), passage, PAPER, lead_in, highlight=(7, 9), row=row)
    view = render.make_quote(quoted, "What is the budget?")
    assert (view.text, view.lead_in) == (row.text, None)
    assert view.highlight and view.text[slice(*view.highlight)] == "50"


KNOWN = {"html", "body", "div", "section", "article", "figure", "figcaption", "blockquote", "mark"}
KNOWN |= {"p", "h1", "h2", "ol", "ul", "li", "a", "bdi", "span", "details", "summary", "button", "nav"}
KNOWN |= {"form", "input", "label", "select", "option", "strong", "svg", "circle", "path"}
OURS = ("/paper?", "/view/", "/like?", "/compare?", "/timeline?", "/matter?", "/feed?", "/?", "#")


def test_right_to_left_marks_are_contained() -> None:
    evil = "\u202egnp.exe"
    page = render_answer(make_answer(hit(document=replace(PAPER, title=evil, meeting=Meeting(evil, evil)))))
    for node in page.find_all(string=lambda words: evil in words):
        assert node.find_parent(["bdi"]) is not None


def test_a_word_without_end_keeps_the_page_short() -> None:
    word = "x" * 100_000
    paper = replace(PAPER, title=word, meeting=Meeting(word, word, None))
    passage = replace(PASSAGE, text=word, end=len(word), headings=(word,), lead_in=word, attribution=word)
    quoted = Quote(word, 0, len(word), cite(passage, paper), passage, paper)
    shown = render.render_answer(
        Answer(FORM.question, "strong", 1.0, (quoted,), (hit(passage, paper),), COVERAGE), FORM
    )
    assert len(shown) < 60_000


def test_a_message_is_escaped_and_announced() -> None:
    page = BeautifulSoup(render.render_message("No <b>", "x & y", FORM), "lxml")
    assert page.b is None
    region = page.select_one(".results")
    assert region is not None and region["data-status"] == "No <b>. x & y"


def test_filters_say_whether_they_limit() -> None:
    assert not SearchForm("q").to_filters()
    assert SearchForm("q", kinds=("report",)).to_filters() == Filters(kinds=("report",))
