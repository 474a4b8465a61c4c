"""Values in the form in which they are kept: they come back as they were, and damage is told."""

from __future__ import annotations

import numpy as np
import pytest

from paper_search.errors import DamagedIndexError
from paper_search.storage.stored_values import (
    HASH_BYTES,
    count_dimensions,
    hash_embedding_text,
    hash_passage_id,
    join_embedding_text,
    pack_row,
    pack_text,
    split_embedding_text,
    unpack_rows,
    unpack_text,
)

DIMENSIONS = [(1, "one"), (3, "odd"), (8, "a whole byte of last bits"), (384, "the packaged model"), (1024, "many")]


@pytest.mark.parametrize(("dimensions", "reason"), DIMENSIONS, ids=[reason for _, reason in DIMENSIONS])
def test_cosines_of_kept_vectors_are_those_of_the_vectors(dimensions: int, reason: str) -> None:
    rows = np.random.default_rng(dimensions).normal(size=(60, dimensions)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = unpack_rows(list(map(pack_row, rows)), dimensions)
    assert kept.dtype == np.float32, reason
    assert count_dimensions(pack_row(rows[0])) == dimensions
    assert kept @ rows.T == pytest.approx(rows @ rows.T, abs=3e-4 if dimensions < 16 else 1e-4)


def test_a_row_of_zeros_stays_one() -> None:
    assert not unpack_rows([pack_row(np.zeros(5, np.float32))], 5).any()


@pytest.mark.parametrize("blob", [b"", pack_row(np.ones(7, np.float32)), pack_row(np.ones(8, np.float32))[:-1]])
def test_a_vector_of_another_length_is_damage(blob: bytes) -> None:
    with pytest.raises(DamagedIndexError, match="8 dimensions"):
        unpack_rows([pack_row(np.ones(8, np.float32)), blob], 8)


TEXTS = [("", "nothing"), ("Roads – £4m\r\n\x00", "signs and line ends as they are"), ("word " * 9000, "a long text")]


@pytest.mark.parametrize(("text", "reason"), TEXTS, ids=[reason for _, reason in TEXTS])
def test_a_text_comes_back_letter_for_letter(text: str, reason: str) -> None:
    assert unpack_text(pack_text(text)) == text, reason


DAMAGED = [
    (pack_text("The roads are repaired.")[:-1], "cut short"),
    (pack_text("The roads are repaired.")[:-4] + b"\0\0\0\0", "another checksum"),
    (b"The roads are repaired.", "not packed"),
    ("The roads are repaired.", "no bytes"),
]


@pytest.mark.parametrize(("packed", "reason"), DAMAGED, ids=[reason for _, reason in DAMAGED])
def test_a_damaged_text_is_not_given(packed: bytes, reason: str) -> None:
    with pytest.raises(DamagedIndexError, match="paper-search check"):
        unpack_text(packed)


EMBEDDED = [
    ("Title\n", "The roads.", "The roads.", "a context"),
    ("", "The roads.", "The roads.", "none"),
    ("Title\n", "It is ~~not~~ so.", "It is         so.", "struck-through words, which the encoder does not see"),
]


@pytest.mark.parametrize(("context", "text", "words", "reason"), EMBEDDED, ids=[case[-1] for case in EMBEDDED])
def test_a_context_stands_for_the_embedding_text(context: str, text: str, words: str, reason: str) -> None:
    assert join_embedding_text(context, text) == context + words, reason
    assert split_embedding_text(context + words, text) == context


def test_an_embedding_text_that_is_not_that_of_the_passage_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end with"):
        split_embedding_text("Title\nOther words.", "The roads.")


def test_keys_differ_and_have_their_size() -> None:
    texts = [f"text {number}" for number in range(500)]
    assert {len(hash_embedding_text(text)) for text in texts} == {HASH_BYTES}
    assert len(set(map(hash_embedding_text, texts))) == len(set(map(hash_passage_id, texts))) == len(texts)
    assert all(-(2**63) <= hash_passage_id(text) < 2**63 for text in texts), "SQLite's numbers have 64 bits"
