"""Which words before a sentence only say which paper it is from."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.frames import skip_frame
from paper_search.written_answers.rules.words import split_into_words
from tests.written_answers.making import make_span

CASES = [
    ("The paper says that roads flood.", 4, "the paper says"),
    ("The minutes record that roads flood.", 4, "the minutes record"),
    ("The paper says roads flood.", 0, "without what joins the two"),
    ("It was resolved that roads be shut.", 2, "what stands for a lead-in"),
    ("At Cabinet on 25 January 2024, roads flooded.", 6, "the body and the day"),
    ("According to the report, roads flood.", 4, "the report"),
    ("On 25 January 2024, roads flooded.", 0, "a day alone would be that of the flood"),
    ("In 2024, roads flooded.", 0, "and so a year"),
    ("At Cabinet in March, roads flooded.", 0, "a month that the citation has not"),
    ("In Wexmoor roads flood.", 0, "no comma sets it off"),
]


@pytest.mark.parametrize(("text", "count", "reason"), CASES)
def test_words_of_the_citation_are_left_out(text: str, count: int, reason: str) -> None:
    assert skip_frame(split_into_words(text), (make_span("Roads flood."),)) == count, reason
