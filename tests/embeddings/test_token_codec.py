"""Token vectors in few bytes: what goes in comes out, nearly, and always the same."""

from __future__ import annotations

import numpy as np
import pytest

from paper_search.embeddings import Tokens, token_codec

SHAPES = [(0, 384, "no pieces"), (1, 384, "one"), (90, 384, "a passage"), (3, 7, "few dimensions"), (2, 1024, "many")]


def draw_tokens(pieces: int, dimensions: int) -> Tokens:
    rows = token_codec.to_unit_length(np.random.default_rng(7).normal(size=(pieces, dimensions)).astype(np.float32))
    starts = np.arange(pieces, dtype=np.int64) * 6
    return Tokens(rows, np.stack([starts, starts + 5], axis=1))


@pytest.mark.parametrize(("pieces", "dimensions", "reason"), SHAPES)
def test_what_is_packed_comes_out(pieces: int, dimensions: int, reason: str) -> None:
    whole = draw_tokens(pieces, dimensions)
    packed = token_codec.encode(whole)
    found = token_codec.decode(packed)
    assert found.rows.shape == whole.rows.shape, reason
    assert np.array_equal(found.spans, whole.spans)
    assert (found.rows * whole.rows).sum(axis=1) == pytest.approx(1, abs=2e-3), "a piece still meets itself"
    assert packed == token_codec.encode(whole)


def test_pieces_are_placed_from_the_end_of_their_context() -> None:
    packed, contexts = [token_codec.encode(draw_tokens(pieces, 384)) for pieces in (4, 9)], [12, 30]
    for min_offsets in ([0, 0], contexts):
        placed = token_codec.decode_all(packed, min_offsets, contexts)
        apart = token_codec.decode_all(packed, min_offsets)
        for tokens, other, context in zip(placed, apart, contexts, strict=True):
            assert np.array_equal(tokens.rows, other.rows)
            assert np.array_equal(tokens.spans, other.shift_spans(context).spans)


@pytest.mark.parametrize(("pieces", "dimensions", "reason"), SHAPES)
def test_products_are_those_of_the_decoded_pieces_behind_the_context(pieces: int, dimensions: int, reason: str) -> None:
    query_rows = draw_tokens(3, dimensions).rows
    texts = {
        name: token_codec.EncodedTokens(token_codec.encode(draw_tokens(count, dimensions)), context_length)
        for name, count, context_length in (("a", pieces, 0), ("b", 600, 0), ("c", pieces + 2, 9))
    }
    decoded = token_codec.decode_texts(texts)
    products, counts = token_codec.multiply(list(texts.values()), query_rows)
    assert counts == [len(tokens.rows) for tokens in decoded.values()], reason
    expected = query_rows @ np.concatenate([tokens.rows for tokens in decoded.values()]).T
    assert products == pytest.approx(expected, abs=1e-5)


def test_a_passage_takes_few_bytes() -> None:
    assert len(token_codec.encode(draw_tokens(66, 384))) <= 6700, (
        "as many pieces as a passage of 120 has in words that carry meaning"
    )


def test_products_are_those_of_the_rows_with_no_bias() -> None:
    tokens, other = draw_tokens(200, 384), Tokens(draw_tokens(400, 384).rows[200:], draw_tokens(200, 384).spans)
    kept = token_codec.decode(token_codec.encode(tokens))
    errors = other.rows @ kept.rows.T - other.rows @ tokens.rows.T
    assert errors.std() < 0.03
    assert abs(errors.mean()) < 0.002


def test_turning_keeps_angles_and_spreads_what_is_loud() -> None:
    rows = token_codec.to_unit_length(
        np.random.default_rng(3).normal(size=(20, 384)).astype(np.float32) + 5 * np.eye(20, 384)
    )
    turned = token_codec.rotate(rows)
    assert turned @ turned.T == pytest.approx(rows @ rows.T, abs=1e-5)
    assert np.abs(turned).max() < 0.3 < np.abs(rows).max()


BROKEN = [
    (b"", "nothing"),
    (b"\1\0", "half a head"),
    (b"\1\0\x80\1", "no body"),
    (token_codec.encode(draw_tokens(2, 7)) + b"x", "more"),
]


@pytest.mark.parametrize(("packed", "reason"), BROKEN)
def test_other_bytes_are_refused(packed: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        token_codec.decode(packed)


def test_places_that_bytes_cannot_hold() -> None:
    rows = draw_tokens(3, 8).rows
    found = token_codec.decode(token_codec.encode(Tokens(rows, np.array([[0, 300], [65535, 65540], [65536, 65540]]))))
    assert found.spans.tolist() == [[0, 255], [65535, 65540]], "long pieces end early, far ones are left out"


PLACES = [
    ([(0, 5), (5, 9), (10, 12)], 0, "side by side"),
    ([(14, 30), (44, 45)], 0, "the largest gap and length that have room in a byte"),
    ([(15, 20)], 1, "a larger gap"),
    ([(0, 17), (18, 20)], 1, "a longer piece"),
    ([(0, 5), (3, 9), (3, 9)], 2, "pieces of one sign, which begin before the other ends"),
    ([(4, 4), (60_000, 60_003)], 2, "an empty piece, and one far on"),
]


@pytest.mark.parametrize(("spans", "elsewhere", "reason"), PLACES, ids=[reason for *_, reason in PLACES])
def test_places_come_back(spans: list[tuple[int, int]], elsewhere: int, reason: str) -> None:
    rows = draw_tokens(len(spans), 8).rows
    packed = token_codec.encode(Tokens(rows, np.array(spans)))
    assert len(packed) == 4 + 5 * len(spans) + 5 * elsewhere, reason
    other = token_codec.encode(draw_tokens(3, 8))
    for tokens in token_codec.decode_all([other, packed, other, packed], [0] * 4)[1::2]:
        assert tokens.spans.tolist() == [list(span) for span in spans]


CONTENT = [
    ("the potholes were repaired", [(4, 12), (13, 17), (18, 26)], [4, 18], "words of the frame go"),
    ("the and of", [(0, 3), (4, 7)], [0, 4], "all stay where nothing else is there"),
    ("Council's roads!", [(0, 7), (7, 8), (8, 9), (10, 15), (15, 16)], [0, 7, 8, 10], "marks go, word endings stay"),
]


@pytest.mark.parametrize(("text", "spans", "kept", "reason"), CONTENT)
def test_words_that_carry_meaning(text: str, spans: list[tuple[int, int]], kept: list[int], reason: str) -> None:
    whole = Tokens(draw_tokens(len(spans), 8).rows, np.array(spans))
    assert token_codec.select_content_tokens(text, whole).spans[:, 0].tolist() == kept, reason
