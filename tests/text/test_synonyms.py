"""Words that stand for one another where councils count."""

from __future__ import annotations

import pytest

from paper_search.text.stemming import stem
from paper_search.text.synonyms import find_synonyms

CASES = [
    ("children", "pupils", True, "the people of a school"),
    ("homes", "dwellings", True, "what is built"),
    ("people", "residents", True, "those who answer"),
    ("pupils", "children", True, "either way round"),
    ("children", "dwellings", False, "other rows"),
    ("potholes", "potholes", True, "a word without synonyms stands for itself"),
    ("potholes", "roads", False, "near in matter is not the same"),
]


@pytest.mark.parametrize(("word", "other", "expected", "reason"), CASES)
def test_synonyms(word: str, other: str, expected: bool, reason: str) -> None:
    assert (stem(other) in find_synonyms(stem(word))) is expected, reason
