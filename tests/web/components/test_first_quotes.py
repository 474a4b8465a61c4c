"""The quotes in the order of the search: what is shown before the passages are read, and what is not said yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from paper_search.library import Library
from paper_search.records import Match
from paper_search.web.components.answer import AnswerOptions
from paper_search.web.components.first_quotes import render_first_quotes
from paper_search.web.components.results import render_results
from paper_search.web.forms import SearchForm
from tests.slow_reader import SlowReader
from tests.web.components.test_answer import FORM, hit, make_answer

PAGE, PLAIN = AnswerOptions(settled_view="/answer"), AnswerOptions("/", settled_view="/")
CERTAINTIES = ("Strong match", "Partial match", "May not answer", "No answer found")


@pytest.fixture
def reader() -> Iterator[SlowReader]:
    opened = SlowReader()
    opened.may_read.set()
    yield opened


FIRST: list[tuple[Match, AnswerOptions, str, int, str, str]] = [
    ("strong", PAGE, "1 quote from 1 paper", 1, "/answer", "the page of the script"),
    ("partial", PLAIN, "1 quote from 1 paper", 1, "/", "the plain page asks for itself"),
    ("none", PAGE, "Reading the passages found", 0, "/answer", "nothing is said not to be found before it was read"),
]


@pytest.mark.parametrize(("match", "options", "heading", "quotes", "view", "reason"), FIRST, ids=[r for *_, r in FIRST])
def test_the_quotes_are_shown_without_a_certainty(
    match: Match, options: AnswerOptions, heading: str, quotes: int, view: str, reason: str
) -> None:
    page = BeautifulSoup(render_first_quotes(make_answer(hit(), match=match), FORM, options), "html.parser")
    region = page.select_one(".results")
    assert region is not None and page.h1 is not None
    assert (page.h1.get_text(), len(page("blockquote"))) == (heading, quotes)
    assert region["data-settled"] == f"{view}?q=management+oversight+by+managers"
    assert region["data-address"] == "/?q=management+oversight+by+managers", "what is kept is the whole answer"
    assert region["data-status"] == "", "a screen reader is told once, when the answer has settled"
    assert not [words for words in CERTAINTIES if words in page.get_text()]
    assert [note.get_text() for note in page.select(".badge.match-reading")] == ["Reading…"]
    assert [title.get_text() for title in page("h2")] == ["Passages found"] * bool(quotes), "no heading says how sure"
    assert not page.select(".card, .pages, form"), "nothing stands below that would move"


@pytest.mark.parametrize(
    ("form", "options", "has_reader", "is_first", "reason"),
    [
        (SearchForm("potholes"), PAGE, True, True, "the passages are read"),
        (SearchForm("potholes"), AnswerOptions(), True, False, "no script asks for the rest"),
        (SearchForm("potholes"), PAGE, False, False, "there is nothing to wait for"),
        (SearchForm("potholes", page=2), PAGE, True, False, "a further page has no quotes"),
        (SearchForm(), PAGE, True, False, "nothing was asked"),
        (SearchForm("potholes", since="never"), PAGE, True, False, "it cannot be asked"),
    ],
)
def test_only_what_is_read_later_comes_in_two_steps(
    library: Library, reader: SlowReader, form: SearchForm, options: AnswerOptions, has_reader: bool, is_first: bool,
    reason: str,
) -> None:  # fmt: skip
    asked = replace(library, reader=reader if has_reader else None)  # type: ignore[arg-type]
    shown = BeautifulSoup(render_results(asked, form, options), "html.parser")
    assert bool(shown.select("[data-settled]")) is is_first, reason
    assert bool(reader.questions) is (has_reader and not is_first and bool(form.question) and not form.since), reason
