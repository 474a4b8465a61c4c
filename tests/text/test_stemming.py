"""Stems: inflections of a word are one, whatever their case, apostrophe and thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from paper_search.text.stemming import stem

ALIKE = [
    ("potholes", "pothole", "a plural"),
    ("Repaired", "repairs", "tenses, in any case"),
    ("council’s", "council", "a possessive ending"),
]


@pytest.mark.parametrize(("word", "other", "reason"), ALIKE)
def test_inflections_have_one_stem(word: str, other: str, reason: str) -> None:
    assert stem(word) == stem(other), reason


def test_threads_do_not_share_a_word() -> None:
    words = [f"{word}{number}s" for number in range(200) for word in ("road", "library")]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem, words)) == [stem.__wrapped__(word) for word in words]
