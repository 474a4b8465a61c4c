"""Counts in words: one, none and many."""

from __future__ import annotations

import pytest

from paper_search.text.counts import format_count

COUNTS = [
    (0, None, "0 papers", "none is many"),
    (1, None, "1 paper", "one alone"),
    (2000, None, "2,000 papers", "thousands are told apart"),
    (1, "papers of it", "1 paper", "one alone, where the plural is another word"),
    (3, "papers of it", "3 papers of it", "a plural that is more than an s"),
]


@pytest.mark.parametrize(("number", "plural", "words", "reason"), COUNTS, ids=[reason for *_, reason in COUNTS])
def test_a_number_with_its_noun(number: int, plural: str | None, words: str, reason: str) -> None:
    assert format_count(number, "paper", plural) == words
