"""What happens when somebody asks: answers over real papers, and words for every way it can go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from paper_search import api
from paper_search.library import Library
from paper_search.web.components import results
from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm


def heading(shown: str) -> str:
    found = BeautifulSoup(shown, "lxml").h1
    return found.get_text() if found else ""


REFUSED = [
    (SearchForm("x" * (MAX_QUESTION_CHARS + 1)), "That question is too long", "longer than the box allows"),
    (SearchForm("rent", since="yesterday"), "There is a problem with your search", "a date that is none"),
    (SearchForm("rent", since="2021", until="2020"), "There is a problem with your search", "dates turned round"),
    (SearchForm("rent", ("Nowhere Council",)), "There is a problem with your search", "a council that has no papers"),
]


@pytest.mark.parametrize(("form", "words", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_what_cannot_be_asked_is_answered_in_words(hostile: Library, form: SearchForm, words: str, reason: str) -> None:
    assert heading(results.render_results(hostile, form)) == words


def test_a_question_is_answered_from_the_papers(hostile: Library) -> None:
    page = BeautifulSoup(results.render_results(hostile, SearchForm("How much is the allotment rent?")), "lxml")
    assert "£61 a year" in page.get_text()


def test_an_index_that_breaks_while_serving_is_reported_in_words(hostile_corpus: Path, tmp_path: Path) -> None:
    api.build(hostile_corpus, tmp_path)
    opened = api.open_library(hostile_corpus, tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "papers.db").write_bytes(b"not a database " * 500)
    shown = results.render_results(opened, SearchForm("allotment rent"))
    assert heading(shown) == "Sorry, the papers cannot be searched at the moment"
    assert str(tmp_path) not in shown


def test_without_a_question_the_page_says_what_can_be_searched(library: Library) -> None:
    coverage = library.coverage()
    shown = results.render_results(library, SearchForm())
    assert heading(shown) == f"Ask {coverage.papers} papers of {len(coverage.authorities)} councils"
    text = BeautifulSoup(shown, "lxml").get_text(" ")
    assert f"Searches {coverage.papers} papers of {coverage.authorities[0]}" in text
    assert f"{coverage.unread} files could not be read." in text or f"{coverage.unread} file could not" in text


def test_every_example_is_answered(library: Library) -> None:
    links = BeautifulSoup(results.render_results(library, SearchForm()), "lxml").select(".examples a")
    assert len(links) >= 3
    for link in links:
        assert library.ask(link.get_text()).is_found, link.get_text()


def test_a_question_that_waits_for_the_model_says_so() -> None:
    page = BeautifulSoup(results.render_starting(SearchForm("rent")), "lxml")
    assert "Your question will be answered" in page.get_text()
    assert page.select_one(".waiting") is not None


def test_an_empty_index_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    api.build(tmp_path / "corpus", tmp_path / "index")
    opened = api.open_library(tmp_path / "corpus", tmp_path / "index")
    assert "No papers are indexed yet." in results.render_results(opened, SearchForm())
    assert heading(results.render_results(opened, SearchForm("rent"))) == "No answer found in these papers"


def test_limits_are_offered_even_where_the_index_cannot_be_used(hostile_corpus: Path, tmp_path: Path) -> None:
    api.build(hostile_corpus, tmp_path)
    opened = api.open_library(hostile_corpus, tmp_path)
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "papers.db").write_bytes(b"not a database " * 500)
    assert "Newest first" in results.render_filters(opened, SearchForm())
    assert heading(results.render_results(opened, SearchForm())) == "Sorry, the papers cannot be searched at the moment"
