"""Lists in words."""

from __future__ import annotations

from paper_search.text.enumeration import join_words


def test_a_list_in_words() -> None:
    assert [join_words(["A", "B", "C"][:n]) for n in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert [join_words(["A", "B", "C"][:n], "or") for n in range(4)] == ["", "A", "A or B", "A, B or C"]
