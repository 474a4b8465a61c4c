"""What denies, and what is the opposite."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.polarity import check_polarity
from tests.written_answers.making import use

CASES = [
    ("The grant was not paid.", "The grant was not paid.", False, "the same"),
    ("The grant was not paid.", "The grant was paid.", True, "a denial is added"),
    ("The grant was paid.", "The grant was not paid.", True, "a denial is left out"),
    ("The grant wasn't paid.", "The grant was paid.", True, "a short form"),
    ("The bid was approved.", "The bid was refused.", True, "an opposite"),
    ("Costs fell by 3%.", "Costs rose by 3%.", True, "a direction"),
    ("The bus is safe.", "The bus is unsafe.", True, "a prefix is left out"),
    ("The bus is unfit.", "The bus is fit.", True, "a prefix is put in"),
    ("Members noted the report.", "Members noted the report and did not approve the post.", False, "of another clause"),
    ("The report was noted.", "The report, which was not sent, was noted.", False, "of an aside"),
    ("Few roads flooded.", "A few roads flooded.", True, "a few are not few"),
    ("A few roads flooded.", "A few roads flooded.", False, "a few stay a few"),
    ("Y Cyngor yn cytuno.", "Y Cyngor ddim yn cytuno, gwrthod.", True, "Welsh"),
]


@pytest.mark.parametrize(("text", "span", "is_faulty", "reason"), CASES)
def test_a_fault_is_found_and_nothing_else(text: str, span: str, is_faulty: bool, reason: str) -> None:
    assert bool(list(check_polarity(use(text, span)))) is is_faulty, reason
