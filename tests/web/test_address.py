"""Addresses that can be sent to a colleague: what is asked goes in, and the same comes out."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import QueryError
from paper_search.records import Document, Filters, Locator, Passage
from paper_search.text import squeeze
from paper_search.web.address import (
    MOST,
    QUESTION_LIMIT,
    Form,
    from_fields,
    from_items,
    page_address,
    paper_address,
    to_query,
)

tidy = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(squeeze)
names = st.lists(tidy.filter(bool), unique=True, max_size=4).map(tuple)


@given(st.builds(Form, tidy, names, names, names, tidy, tidy, st.integers(10, MOST)))
def test_an_address_gives_the_form_back(form: Form) -> None:
    assert from_items(parse_qsl(to_query(form), keep_blank_values=True)) == form


def test_limits_may_stand_in_an_address_repeatedly() -> None:
    form = from_items([("q", "roads"), ("authority", "A"), ("authority", "B & C"), ("since", "2020")])
    assert form == Form("roads", ("A", "B & C"), since="2020")
    assert page_address(form) == "/?q=roads&authority=A&authority=B+%26+C&since=2020"


def test_an_empty_form_has_the_plain_address() -> None:
    assert page_address(Form()) == "/"


RAW = [
    ((None, None, None, None, None, None), Form(), "fields that were never filled"),
    ((), Form(), "no fields at all"),
    (("  a\n b ", "A", ["B", 3, ""], {"x": 1}, 5, []), Form("a b", ("A",), ("B",)), "wrong types"),
    (("q", ["A", "A"], ["x" * 400], [], "", ""), Form("q", ("A",)), "repeats, and a name that is none"),
    (("q", ["A"] * 3 + [str(n) for n in range(99)], [], [], "", "")[:1], Form("q"), "fields left out"),
]


@pytest.mark.parametrize(("fields", "wanted", "reason"), RAW)
def test_whatever_is_sent_in_place_of_fields_is_read(fields: tuple[object, ...], wanted: Form, reason: str) -> None:
    assert from_fields(*fields) == wanted


def test_too_long_a_question_stays_recognisably_too_long() -> None:
    assert len(from_fields("x" * 10**6).question) == QUESTION_LIMIT + 1


K = [("30", 30), ("5", 10), ("9999", 10), ("999", MOST), ("-3", 10), ("", 10), ("³", 10), ("x", 10)]


@pytest.mark.parametrize(("written", "meant"), K)
def test_the_number_of_passages_is_kept_in_bounds(written: str, meant: int) -> None:
    assert from_items([("k", written)]).k == meant


def test_a_form_means_filters() -> None:
    form = Form("q", ("A",), (), ("minutes",), "March 2020", "2021")
    assert form.filters() == Filters(("A",), (), ("minutes",), date(2020, 3, 1), date(2021, 12, 31))


def test_an_end_before_its_beginning_is_refused() -> None:
    with pytest.raises(QueryError, match="exchange"):
        Form(since="2021", until="2020").filters()


PAPER = Document("a b/ç#2&x=.pdf", "a b/ç#2&x=.pdf", "0", pages=9)


def passage(pages: tuple[int, int] | None) -> Passage:
    return Passage(f"{PAPER.doc_id}::s/1~1", PAPER.doc_id, "paragraph", "x", 0, 1, locator=Locator(pages))


LINKS = [
    (paper_address(PAPER, passage((4, 5))), "page=4", "a PDF opens at the passage's first page"),
    (paper_address(PAPER, passage((4, 5)), as_text=True), "passage", "its words open at the mark"),
    (paper_address(PAPER, passage(None)), "passage", "a paper without pages opens at the mark"),
    (paper_address(PAPER), "", "without a passage, at its beginning"),
]


@pytest.mark.parametrize(("address", "fragment", "reason"), LINKS)
def test_links_to_papers(address: str, fragment: str, reason: str) -> None:
    parts = urlsplit(address)
    assert (parts.path, parts.fragment) == ("/paper", fragment)
    assert parse_qs(parts.query)["id"] == [PAPER.doc_id]
