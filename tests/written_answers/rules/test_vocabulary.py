"""Which words a sentence may have."""

from __future__ import annotations

import pytest

from paper_search.written_answers.rules.vocabulary import check_vocabulary
from tests.written_answers.making import use

CASES = [
    ("The lido opened again in June.", "The lido opened again in June.", False, "the same"),
    ("The lido opens again in June.", "The lido opened again in June.", False, "another form of a word"),
    ("The lido was repainted by volunteers.", "The lido opened again in June.", True, "other words"),
    (
        "The lido illegally opened again in June after long repairs to its roof.",
        "The lido opened again in June after long repairs to its roof.",
        True,
        "a word of blame",
    ),
    (
        "The museum opened again in June after long repairs to the roof.",
        "The lido opened again in June after long repairs to the roof.",
        True,
        "one word for another",
    ),
    ("The Cabinet budget rose.", "The budget rose.", False, "a word of the citation"),
]


@pytest.mark.parametrize(("text", "span", "is_faulty", "reason"), CASES)
def test_a_fault_is_found_and_nothing_else(text: str, span: str, is_faulty: bool, reason: str) -> None:
    assert bool(list(check_vocabulary(use(text, span)))) is is_faulty, reason
