"""What someone said is told as said."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.speakers import check_speakers
from tests.written_answers.making import use

CASES = [
    ("Officers said that the site floods.", "Officers said that the site floods.", False, "the same"),
    ("The site floods.", "Officers said that the site floods.", True, "the reporting is left out"),
    ("The site floods.", "The site floods, officers said.", True, "and behind it"),
    ("The site floods.", "According to residents, the site floods.", True, "in a phrase"),
    ("The site floods.", "Concern was expressed that the site floods.", True, "a concern"),
    ("Members noted the plan.", "Members noted the plan and asked for a date.", False, "a second act is no report"),
]


@pytest.mark.parametrize(("text", "span", "is_faulty", "reason"), CASES)
def test_a_fault_is_found_and_nothing_else(text: str, span: str, is_faulty: bool, reason: str) -> None:
    assert bool(list(check_speakers(use(text, span)))) is is_faulty, reason
