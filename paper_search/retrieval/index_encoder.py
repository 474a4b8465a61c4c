"""The encoder that an index was made with: no other can be asked of its vectors."""

from __future__ import annotations

from paper_search import embeddings
from paper_search.embeddings import Encoder
from paper_search.errors import DamagedIndexError
from paper_search.records import EncoderInfo
from paper_search.retrieval.engine import Engine


def check_encoder(engine: Engine, encoder: Encoder) -> None:
    """Check that an index was made with an encoder, or not at all.

    Raises:
        DamagedIndexError: it was made with another one.
    """
    made_with = engine.read_encoder_info()
    if not made_with or made_with.fingerprint == encoder.info.fingerprint:
        return
    if made_with.name == encoder.info.name:
        raise _make_version_error(engine.name, made_with)
    raise DamagedIndexError(
        f"{engine.name}: the index was made with the model {made_with.name!r}, not {encoder.info.name!r}; run"
        " 'paper-search build' to make it again, or set PAPER_SEARCH_MODEL to the model it was made with."
    )


def open_same_encoder(made_with: EncoderInfo, index_name: str) -> Encoder:
    """Return the encoder that an index was made with.

    Args:
        made_with: the encoder, as the index knows it.
        index_name: the place of the index, for messages.

    Raises:
        DamagedIndexError: Another encoder answers to its name here.
    """
    encoder = embeddings.open_encoder(made_with.name, index_fingerprint=made_with.fingerprint)
    if encoder.info.fingerprint == made_with.fingerprint:
        return encoder
    raise _make_version_error(index_name, made_with)


def _make_version_error(index_name: str, made_with: EncoderInfo) -> DamagedIndexError:
    return DamagedIndexError(
        f"{index_name}: the index was made with other weights of the model {made_with.name!r}, another precision, or"
        " another version of paper-search; run 'paper-search build' to make it again, or, where PAPER_SEARCH_PRECISION"
        " names another precision, set it to 'auto'."
    )
