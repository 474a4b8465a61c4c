"""Alignments: in order, as many words as there are, and as few gaps."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from paper_search.written_answers.rules.alignment import align
from paper_search.written_answers.rules.words import split_into_words

LETTERS = st.lists(st.sampled_from("bcdefg"), max_size=10).map(" ".join)


def pair(sentence: str, source: str, exact: bool = True) -> list[str]:
    return [
        f"{left}{right}" for left, right in align(split_into_words(sentence), split_into_words(source), exact=exact)
    ]


def test_words_side_by_side_are_chosen_before_words_apart() -> None:
    assert pair("met in Leeds", "met in York and met in Leeds") == ["04", "15", "26"]


def test_a_rewording_is_aligned_by_stem_and_value() -> None:
    assert pair("approves £2,000,000", "approved £2m", exact=False) == ["00", "11"]
    assert pair("approves £2,000,000", "approved £2m") == []


@given(LETTERS, LETTERS)
def test_an_alignment_is_a_common_subsequence(sentence: str, source: str) -> None:
    left, right = split_into_words(sentence), split_into_words(source)
    pairs = align(left, right, exact=True)
    assert all(left[i].form == right[j].form for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(st.lists(st.sampled_from("bcdefghijk"), max_size=12), st.data())
def test_a_subsequence_is_aligned_whole(letters: list[str], data: st.DataObject) -> None:
    kept = [letter for letter in letters if data.draw(st.booleans())]
    assert len(align(split_into_words(" ".join(kept)), split_into_words(" ".join(letters)), exact=True)) == len(kept)
