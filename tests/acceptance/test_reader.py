"""Answers with the reader, as people get them: laws that hold whatever its weights say."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from paper_search.answering.config import ANSWERING
from paper_search.embeddings.cross_encoder import load_cross_encoder
from paper_search.library import Library
from paper_search.records import Answer, Match
from paper_search.text.spans import normalise
from tests.golden.record import questions

QUESTIONS = [question["text"] for question in questions()]


@pytest.fixture(scope="module")
def reading_library(library: Library) -> Library:
    reader = load_cross_encoder()
    if reader is None:
        pytest.skip("the reader's weights are not there")
    return replace(library, reader=reader)


@pytest.fixture(scope="module")
def read_answers(reading_library: Library) -> dict[str, Answer]:
    """The answers of the search to the judged questions of the sample; the reader does not read the register's."""
    config = replace(ANSWERING, use_register=False)
    return {question: reading_library.ask(question, config=config) for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_quoted_and_marked_stands_in_the_papers(
    reading_library: Library, read_answers: dict[str, Answer], question: str
) -> None:
    answer = read_answers[question]
    assert answer.match in get_args(Match)
    assert bool(answer.quotes) == (answer.match != "none")
    for quote in (*answer.quotes, *answer.also):
        text = reading_library.reading_text(quote.document.doc_id)
        assert normalise(text[quote.start : quote.end]) == normalise(quote.text), "a quote is a span of its paper"
        assert quote.highlight is not None, "the reader read every passage that is quoted, and marks its answer"
        start, end = quote.highlight
        assert 0 <= start < end <= len(quote.text), "what is marked lies inside the quote"


def test_the_reader_changes_answers(read_answers: dict[str, Answer], library: Library) -> None:
    unread = [library.ask(question).confidence for question in QUESTIONS]
    assert [answer.confidence for answer in read_answers.values()] != unread, "otherwise it is not asked"
