"""Addresses that can be sent to a colleague: what is asked goes in, and the same comes out."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import QueryError
from paper_search.records import Document, Filters, Locator, Passage
from paper_search.text.spans import collapse_whitespace
from paper_search.web.forms import (
    ANSWER_VIEWS,
    MAX_MARKS,
    MAX_PAGES,
    MAX_QUESTION_CHARS,
    AnswerTrail,
    SearchForm,
    build_document_url,
    build_search_url,
    build_view_url,
    from_items,
    from_query,
    parse_body,
    parse_trail,
    to_query,
    with_question,
)

tidy = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(collapse_whitespace)
names = st.lists(tidy.filter(bool), unique=True, max_size=4).map(tuple)


@given(st.builds(SearchForm, tidy, names, names, names, tidy, tidy, st.booleans(), st.integers(1, MAX_PAGES)))
def test_an_address_gives_the_form_back(form: SearchForm) -> None:
    assert from_items(parse_qsl(to_query(form), keep_blank_values=True)) == form


def test_limits_may_stand_in_an_address_repeatedly() -> None:
    form = from_items([("q", "roads"), ("authority", "A"), ("authority", "B & C"), ("since", "2020")])
    assert form == SearchForm("roads", ("A", "B & C"), since="2020")
    assert build_search_url(form) == "/?q=roads&authority=A&authority=B+%26+C&since=2020"


def test_an_empty_form_has_the_plain_address() -> None:
    assert build_search_url(SearchForm()) == "/"


RAW = [
    (None, SearchForm(), "a field that was never filled"),
    ("", SearchForm(), "an empty one"),
    ({"q": "x"}, SearchForm(), "not a text"),
    ("?q=a+b", SearchForm("a b"), "the question mark along with it"),
    ("q=%20%20a%0A%20b%20", SearchForm("a b"), "spaces and line ends"),
    ("q=roads&q=rivers&kind=&kind=report", SearchForm("roads", kinds=("report",)), "repeats, and an empty limit"),
    ("authority=A&authority=A&authority=" + "x" * 400, SearchForm(authorities=("A",)), "a name that is none"),
    ("q=a&order=oldest&page=7&view=x", SearchForm("a"), "names and values that are not ours"),
    ("q=%ff%fe", SearchForm("\ufffd\ufffd"), "bytes that are no text"),
    ("&".join(["kind=x"] * 500), SearchForm(), "more parts than a page can send"),
]


@pytest.mark.parametrize(("sent", "wanted", "reason"), RAW, ids=[reason for *_, reason in RAW])
def test_whatever_is_sent_in_place_of_an_address_is_read(sent: object, wanted: SearchForm, reason: str) -> None:
    assert from_query(sent) == wanted


def test_too_long_a_question_stays_recognisably_too_long() -> None:
    assert len(with_question(SearchForm(), "x" * 10**6).question) == MAX_QUESTION_CHARS + 1


def test_another_question_keeps_its_limits_and_begins_at_the_first_page() -> None:
    form = SearchForm("roads", ("A",), newest=True, page=3)
    assert with_question(form, " rivers ") == SearchForm("rivers", ("A",), newest=True)
    assert with_question(form, None) == SearchForm("", ("A",), newest=True)


def test_what_one_question_names_is_left_open_for_that_question_alone() -> None:
    form = SearchForm("roads in Larkford", unlimited=("authority",))
    assert from_query(to_query(form)) == form
    assert with_question(form, "roads in Larkford") == form
    assert with_question(form, "rivers in Larkford") == SearchForm("rivers in Larkford")
    assert from_query("q=a&any=authority&any=anything").unlimited == ("authority",)


STEPS = [("3", 3), ("0", 1), ("9999", 1), ("999", MAX_PAGES), ("-3", 1), ("", 1), ("³", 1), ("x", 1)]


@pytest.mark.parametrize(("written", "meant"), STEPS)
def test_the_page_of_the_list_is_kept_in_bounds(written: str, meant: int) -> None:
    assert from_items([("p", written)]).page == meant


def test_a_form_means_filters() -> None:
    form = SearchForm("q", ("A",), (), ("minutes",), "March 2020", "2021")
    assert form.to_filters() == Filters(("A",), (), ("minutes",), date(2020, 3, 1), date(2021, 12, 31))


def test_an_end_before_its_beginning_is_refused() -> None:
    with pytest.raises(QueryError, match="exchange"):
        SearchForm(since="2021", until="2020").to_filters()


PAPER = Document("a b/ç#2&x=.pdf", "a b/ç#2&x=.pdf", "0", pages=9)


def passage(pages: tuple[int, int] | None) -> Passage:
    return Passage(f"{PAPER.doc_id}::s/1~1", PAPER.doc_id, "paragraph", "x", 0, 1, locator=Locator(pages))


LINKS = [
    (build_document_url(PAPER, passage((4, 5))), "page=4", "a PDF opens at the passage's first page"),
    (build_document_url(PAPER, passage((4, 5)), as_text=True), "passage", "its words open at the mark"),
    (build_document_url(PAPER, passage(None)), "passage", "a paper without pages opens at the mark"),
    (build_document_url(PAPER), "", "without a passage, at its beginning"),
]


@pytest.mark.parametrize(("address", "fragment", "reason"), LINKS)
def test_links_to_papers(address: str, fragment: str, reason: str) -> None:
    parts = urlsplit(address)
    assert (parts.path, parts.fragment) == ("/paper", fragment)
    assert parse_qs(parts.query)["id"] == [PAPER.doc_id]


def test_a_passage_is_shown_on_its_page_whatever_its_paper_is_called() -> None:
    parts = urlsplit(build_view_url(PAPER.doc_id, passage(None).passage_id))
    assert parts.fragment == "passage"
    assert unquote(parts.path) == f"/view/{PAPER.doc_id}"
    assert parse_qs(parts.query) == {"passage": [passage(None).passage_id]}


marks = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 900)), max_size=MAX_MARKS, unique=True).map(
    lambda spans: tuple(sorted((start, start + length) for start, length in spans))
)
questions = st.builds(SearchForm, tidy.filter(bool), names, names, names, tidy, tidy, st.booleans())


@given(st.builds(AnswerTrail, questions, st.sampled_from(ANSWER_VIEWS), marks))
def test_the_address_of_a_passage_carries_the_way_back(trail: AnswerTrail) -> None:
    query = urlsplit(build_view_url("a.pdf", "a.pdf::1", (1, 2), trail)).query
    assert parse_trail(parse_qsl(query)) == trail


TRAILS = [
    ("answer=https://elsewhere.invalid/&q=a", "/?q=a", (), "another site is no view of this one"),
    ("answer=//elsewhere.invalid&q=a", "/?q=a", (), "nor is one without its scheme"),
    ("answer=/papers&q=a", "/?q=a", (), "a view that gives no answer"),
    ("answer=/compare", "", (), "no question, no answer"),
    ("q=a&marks=5-9_1-2", "/?q=a", ((1, 2), (5, 9)), "marks stand in the order of the paper"),
    ("q=a&marks=9-5_x_1-_-2_3-4-5_1-2%00", "/?q=a", (), "marks that are none"),
    ("q=a&marks=" + "1-2_" * 5000, "/?q=a", ((1, 2),), "more marks than an address has"),
    ("q=a&marks=1-99999999999", "/?q=a", (), "a number longer than any paper"),
]


@pytest.mark.parametrize(("query", "address", "spans", "reason"), TRAILS, ids=[reason for *_, reason in TRAILS])
def test_a_way_back_that_somebody_made_up_leads_nowhere_else(
    query: str, address: str, spans: tuple[tuple[int, int], ...], reason: str
) -> None:
    trail = parse_trail(parse_qsl(query))
    assert (trail.answer_url, trail.marks) == (address, spans)


BODIES = [
    (b"id=a&id=b&q=", [("id", "a"), ("id", "b")], "fields in their order, none that is empty"),
    (b"q=%C3%A9", [("q", "é")], "letters that are written as bytes"),
    (b"q=\xff%FF", [("q", "\ufffd\ufffd")], "bytes that are no text"),
    (b"", [], "nothing"),
    (b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nwords\r\n--x--', None, "a form of another encoding"),
    (b"&".join(b"a=1" for _ in range(10)), [("a", "1")] * 10, "as many as there may be"),
]


@pytest.mark.parametrize(("body", "items", "reason"), BODIES, ids=[reason for *_, reason in BODIES])
def test_a_form_that_was_sent(body: bytes, items: list[tuple[str, str]] | None, reason: str) -> None:
    parsed = parse_body(body, 10)
    assert parsed == items if items is not None else "q" not in dict(parsed)


@pytest.mark.parametrize("number", [11, 5000])
def test_a_form_of_too_many_fields_is_refused(number: int) -> None:
    with pytest.raises(QueryError, match="more fields"):
        parse_body(b"&".join(b"a=1" for _ in range(number)), 10)
