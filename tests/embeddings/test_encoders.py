"""Both encoders keep the contract, and the one that ships gives what the other one gives, nearly."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings import Encoder, QuantisedEncoder, Rows, SentenceTransformerEncoder, token_codec
from paper_search.errors import EncoderError
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.storage.stored_values import join_embedding_text

QUESTIONS = (
    "what did Ofsted say about management oversight?",
    "road repairs",
    "how much was spent on agency social workers",
    "when does the new leisure centre open",
    "who chairs the health and wellbeing board",
    "council tax increase",
    "reasons given for refusing planning permission",
    "children missing from care",
)
FEW_COMPARED, MANY_COMPARED = 40, 120
"""Passages that both encoders embed: torch takes its time for them."""


@pytest.fixture(scope="module")
def oracle() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture(params=["int8", "fp32"])
def tested_encoder(request: pytest.FixtureRequest, encoder: Encoder, oracle: Encoder) -> Encoder:
    return encoder if request.param == "int8" else oracle


@pytest.fixture(scope="module")
def embedding_texts(sample_index: Path) -> list[str]:
    """What the encoder sees of the sample papers' passages."""
    with sqlite3.connect(sample_index / DATABASE_FILE_NAME) as connection:
        rows = connection.execute("SELECT context, text FROM passages WHERE embedded_hash NOT NULL")
        return sorted({join_embedding_text(*row) for row in rows})


def test_the_encoder_of_the_tests_is_the_one_that_ships(encoder: Encoder) -> None:
    assert isinstance(encoder, QuantisedEncoder)


def test_rows_are_of_unit_length_and_of_one_pass_with_the_pieces(tested_encoder: Encoder) -> None:
    texts = ["Potholes were repaired in March.", "The budget gap grew.", "x"]
    rows, pieces = tested_encoder.encode_with_tokens(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (3, tested_encoder.info.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows == pytest.approx(tested_encoder.encode_passages(texts), abs=1e-5)
    for text, tokens in zip(texts, pieces, strict=True):
        assert np.linalg.norm(tokens.rows, axis=1) == pytest.approx(1, abs=1e-4)
        assert len(tokens.rows) == len(tokens.spans)
        assert all(text[a:b].strip() for a, b in tokens.spans)


def test_pieces_of_the_frame_are_left_out_and_those_of_a_question_are_not(tested_encoder: Encoder) -> None:
    text = "What did they say about the potholes?"
    (kept,) = tested_encoder.encode_with_tokens([text])[1]
    assert [text[a:b] for a, b in kept.spans] == ["pot", "holes"]
    (tokens,) = tested_encoder.encode_tokens([text])
    assert "".join(text[a:b] for a, b in tokens.spans) == text.replace(" ", "")


def test_no_texts_give_nothing(tested_encoder: Encoder) -> None:
    rows, pieces = tested_encoder.encode_with_tokens([])
    assert rows.shape == (0, tested_encoder.info.dimensions)
    assert pieces == tested_encoder.encode_tokens([]) == []


def test_a_passage_too_long_is_refused_and_a_question_is_cut(tested_encoder: Encoder) -> None:
    long = "road " * 300
    for encode in (tested_encoder.encode_passages, tested_encoder.encode_with_tokens):
        with pytest.raises(EncoderError, match="302 word pieces"):
            encode([long])
    assert np.linalg.norm(tested_encoder.encode_query(long)) == pytest.approx(1, abs=1e-5)
    assert len(tested_encoder.encode_tokens([long])[0].rows) == tested_encoder.info.max_tokens - 2, (
        "less the two marks around a text"
    )


def test_a_text_is_encoded_alike_in_whatever_company(encoder: Encoder, embedding_texts: list[str]) -> None:
    alone = np.concatenate([encoder.encode_passages([text]) for text in embedding_texts[:20]])
    assert np.array_equal(encoder.encode_passages(embedding_texts[:60])[:20], alone), (
        "so that an index can grow by parts"
    )


@pytest.fixture(scope="module", params=[FEW_COMPARED, pytest.param(MANY_COMPARED, marks=pytest.mark.exhaustive)])
def rows_of_both(
    request: pytest.FixtureRequest, encoder: Encoder, oracle: Encoder, embedding_texts: list[str]
) -> tuple[Rows, Rows]:
    """The rows of the same passages, ours and those of torch."""
    texts = embedding_texts[:: len(embedding_texts) // request.param]
    return encoder.encode_passages(texts), oracle.encode_passages(texts)


def test_rows_are_near_those_of_torch(rows_of_both: tuple[Rows, Rows]) -> None:
    ours, theirs = rows_of_both
    assert len(ours) >= FEW_COMPARED
    assert (ours * theirs).sum(axis=1).min() >= 0.98


def test_pieces_are_near_those_of_torch(encoder: Encoder, oracle: Encoder, embedding_texts: list[str]) -> None:
    for ours, theirs in zip(
        encoder.encode_with_tokens(embedding_texts[:30])[1],
        oracle.encode_with_tokens(embedding_texts[:30])[1],
        strict=True,
    ):
        assert np.array_equal(ours.spans, theirs.spans)
        assert (ours.rows * theirs.rows).sum(axis=1).mean() >= 0.98


def test_the_ten_nearest_are_those_of_torch(encoder: Encoder, oracle: Encoder, rows_of_both: tuple[Rows, Rows]) -> None:
    ours, theirs = (_nearest(one, rows) for one, rows in zip((encoder, oracle), rows_of_both, strict=True))
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(ours, theirs, strict=True)]
    assert np.mean(shared) >= 0.95


def _nearest(encoder: Encoder, rows: Rows) -> list[list[int]]:
    questions = np.stack([encoder.encode_query(question) for question in QUESTIONS])
    found: list[list[int]] = np.argsort(-(questions @ rows.T), axis=1)[:, :10].tolist()
    return found


def test_what_is_kept_of_pieces_gives_their_cosines(encoder: Encoder, embedding_texts: list[str]) -> None:
    questions = encoder.encode_tokens(QUESTIONS)
    errors = []
    for whole in encoder.encode_with_tokens(embedding_texts[:40])[1]:
        kept = token_codec.decode(token_codec.encode(whole))
        errors += [(question.rows @ (kept.rows - whole.rows).T).ravel() for question in questions]
    together = np.concatenate(errors)
    assert np.abs(together).mean() < 0.03
    assert abs(together.mean()) < 0.003, "no bias either way, or confidence would mean something else"


def test_fingerprints_differ_where_vectors_do(encoder: Encoder, oracle: Encoder) -> None:
    assert encoder.info.fingerprint != oracle.info.fingerprint
