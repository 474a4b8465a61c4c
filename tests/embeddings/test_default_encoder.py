"""The encoder that ships: the right weights, unit rows, nothing truncated in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_search import embeddings
from paper_search.config import DEFAULT_MODEL
from paper_search.embeddings import SentenceTransformerEncoder, find_packaged_folder, verify_weights
from paper_search.errors import EncoderError


def test_rows_are_unit_float32(encoder: SentenceTransformerEncoder) -> None:
    rows = encoder.encode_passages(["Potholes were repaired.", "The budget gap grew.", ""])
    assert rows.shape == (3, encoder.info.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_meaning_is_nearer_than_words(encoder: SentenceTransformerEncoder) -> None:
    query = encoder.encode_query("holes in the road surface")
    near, far = encoder.encode_passages(["Pothole repairs", "Holes in the legal argument"]) @ query
    assert near > far


def test_no_texts_give_no_rows(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.info.dimensions)


def test_counting_includes_the_special_pieces(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.count_tokens(["roads", ""]) == [3, 2]


def test_a_text_the_model_cannot_see_whole_is_refused(encoder: SentenceTransformerEncoder) -> None:
    fits = " ".join(["road"] * (encoder.info.max_tokens - 2))
    encoder.encode_passages([fits])
    with pytest.raises(EncoderError, match="257 word pieces"):
        encoder.encode_passages([fits + " road"])


def test_the_shipped_weights_are_the_upstream_ones() -> None:
    verify_weights(find_packaged_folder())


@pytest.mark.parametrize(
    ("content", "message"), [(b"other weights", "not the expected ones"), (None, "weights are missing")]
)
def test_other_weights_are_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(EncoderError, match=message):
        verify_weights(tmp_path)


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="PAPER_SEARCH_MODEL"):
        SentenceTransformerEncoder(str(tmp_path / "no-model")).encode_query("roads")


def test_any_other_model_can_be_named_by_its_folder() -> None:
    packaged = SentenceTransformerEncoder(embeddings.PACKAGED_NAME)
    other = SentenceTransformerEncoder(str(find_packaged_folder()))
    assert other.info.dimensions == packaged.info.dimensions
    assert other.info.max_tokens == packaged.info.max_tokens
    assert other.info.fingerprint != packaged.info.fingerprint, "named differently, it is another encoder"
    assert other.count_tokens(["roads and bridges"]) == packaged.count_tokens(["roads and bridges"])
    assert other.encode_query("roads") == pytest.approx(packaged.encode_query("roads"), abs=1e-6)


def test_the_contract_is_kept(encoder: SentenceTransformerEncoder) -> None:
    typed: embeddings.Encoder = encoder
    assert typed.info.name == embeddings.DEFAULT_NAME == DEFAULT_MODEL
