"""A question parsed once: its words, their stems, and everything that they say, as the functions of text have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import QueryError
from paper_search.records import Filters
from paper_search.retrieval.query.parse import (
    MAX_QUESTION_CHARACTERS,
    parse_query,
    parse_terms,
    reword_query,
    validate_question,
)
from paper_search.text.spans import extract_content_words, find_words
from paper_search.text.stemming import stem

QUESTIONS = ["How many of the council’s visits were late?", '"steps of care" in 2024', "???", "the of and", "¿", ""]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_words_are_those_of_the_text(question: str) -> None:
    query = parse_query(question)
    assert list(query.spans) == find_words(question)
    assert list(query.content_terms) == extract_content_words(question)
    assert list(query.stems) == [stem(question[start:end]) for start, end in query.spans]
    assert list(query.content_stems) == [stem(term) for term in query.content_terms]


@given(st.text(max_size=80))
def test_every_text_can_be_parsed(text: str) -> None:
    query = parse_query(text)
    assert len(query.spans) == len(query.words) == len(query.stems)
    assert list(query.content_terms) == extract_content_words(text)
    assert set(query.content_terms) <= set(query.words)


def test_everything_that_the_words_say() -> None:
    query = parse_query('How many "late visits" did Cllr Thorne report on 9 January 2025?')
    assert [phrase.forms for phrase in query.phrases] == [("late visits",)]
    assert [term.kind for term in query.exact_terms] == ["date", "name"]
    assert query.expected_answer.counted_stems == {"late", "visit"}
    assert parse_query("latest potholes").intent.wants_recent


def test_what_a_passage_is_looked_up_by_asks_for_nothing() -> None:
    terms = parse_terms('How many "late visits"?')
    assert (terms.phrases, terms.exact_terms) == ((), ())
    assert not terms.expected_answer


def test_another_wording_keeps_the_filters_and_the_quoted_words() -> None:
    question = parse_query('what is the MASH "front door"', Filters(kinds=("report",)))
    other = reword_query(question, 'what is the Multi-Agency Safeguarding Hub "front desk"')
    assert (other.filters, other.phrases) == (question.filters, question.phrases)
    assert "safeguarding" in other.content_terms
    assert reword_query(question, question.text) is question, "nothing is parsed twice"


REFUSED = [
    ("", "The question is empty", "nothing"),
    (" \n", "The question is empty", "white space"),
    ("x" * (MAX_QUESTION_CHARACTERS + 1), "Use fewer words", "too long"),
    ("the of and", "nearly every paper, such as “the”", "stop words"),
    ("What is it?", "nearly every paper, such as “What”", "stop words with a capital and a mark"),
]


@pytest.mark.parametrize(("text", "message", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_questions_that_cannot_be_asked(text: str, message: str, reason: str) -> None:
    with pytest.raises(QueryError, match=message):
        validate_question(text)


ASKED = [
    ("what about IT", "capitals may be an abbreviation"),
    ('"to be or not to be"', "words in quotes are looked for as they stand"),
    ("what about 2024", "a number says something"),
    ("what potholes", "one word that says something"),
    ("???", "no word at all: nothing is found, and that is said"),
]


@pytest.mark.parametrize(("text", "reason"), ASKED, ids=[reason for _, reason in ASKED])
def test_questions_that_look_like_stop_words_and_are_not(text: str, reason: str) -> None:
    assert validate_question(text) == text


def test_a_question_is_trimmed() -> None:
    assert validate_question("  potholes \n") == "potholes"


@pytest.mark.parametrize("text", ["pot\ud800holes", "pot\udcffholes", "pot\udfffholes"])
def test_halves_of_signs_are_replaced(text: str) -> None:
    assert validate_question(text) == "pot\N{REPLACEMENT CHARACTER}holes"
