"""How often words are to be expected in any text: the more frequent the more, and no count for what is not known."""

from __future__ import annotations

import pytest

from paper_search.text.vocabulary import background_frequency, is_common_word

PASSAGES = 1000


def test_the_more_frequent_the_more() -> None:
    counts = [background_frequency(word, PASSAGES) for word in ("the", "other", "school", "meeting", "safeguarding")]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == len(counts)


EXPECTED = [
    ("the", PASSAGES, PASSAGES, "a word of every passage"),
    ("meeting", 1, 100, "one of some"),
    ("whistleblowing", 0, 0, "none of the most frequent"),
    ("Meeting", 0, 0, "words come folded"),
    ("", 0, 0, "no word"),
]


@pytest.mark.parametrize(("word", "least", "most", "reason"), EXPECTED)
def test_in_how_many_passages(word: str, least: float, most: float, reason: str) -> None:
    assert least - 0.1 <= background_frequency(word, PASSAGES) <= most + 0.1, reason
    assert is_common_word(word) is (background_frequency(word, PASSAGES) > 0), reason
