"""Values of the index in the form that takes the least room: vectors, reading texts, embedding texts and their keys."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

import numpy as np

from paper_search.embeddings import Rows
from paper_search.errors import DamagedIndexError
from paper_search.records.standing import mask_unmatched

HASH_BYTES = 12
"""Bytes of a SHA-256 that are kept: that two of ten million texts have the same has a chance of 1 in 10**15."""
_LARGEST = 4095
"""The largest whole number that stands for a dimension, either way."""
REPAIR_STEP = "Run 'paper-search check', which says what is wrong and repairs what can be derived again."


def hash_embedding_text(text: str) -> bytes:
    """Return the key under which the vector of a text is kept: the beginning of its SHA-256."""
    return hashlib.sha256(text.encode()).digest()[:HASH_BYTES]


def hash_passage_id(passage_id: str) -> int:
    """Return the number by which a passage is found: an index of ids themselves would take ten times the room."""
    return int.from_bytes(hashlib.sha256(passage_id.encode()).digest()[:8], "little", signed=True)


# -- embedding texts -----------------------------------------------------------------------------------------


def split_embedding_text(embedding_text: str, text: str) -> str:
    """Return the context in front of a passage's words: the passage keeps the words already.

    Args:
        embedding_text: what the encoder sees of the passage.
        text: the passage's text.

    Raises:
        ValueError: the embedding text does not end with the words of the passage that stand.
    """
    words = mask_unmatched(text)
    if not embedding_text.endswith(words):
        raise ValueError(f"the embedding text {embedding_text[:80]!r} does not end with the words of its passage")
    return embedding_text[: len(embedding_text) - len(words)]


def join_embedding_text(context: str, text: str) -> str:
    """Return what the encoder sees of a passage, see ``split_embedding_text``."""
    return context + mask_unmatched(text)


# -- reading texts -------------------------------------------------------------------------------------------


def pack_text(text: str) -> bytes:
    """Return a reading text as it is kept: compressed, with a checksum of its own (RFC 1950)."""
    return zlib.compress(text.encode())


def unpack_text(packed: bytes) -> str:
    """Return the text that was packed.

    Raises:
        DamagedIndexError: the bytes are not those of a packed text.
    """
    try:
        return zlib.decompress(packed).decode()
    except (zlib.error, UnicodeDecodeError, TypeError) as error:
        raise DamagedIndexError(f"The reading text of a paper is damaged ({error}). {REPAIR_STEP}") from error


# -- vectors -------------------------------------------------------------------------------------------------


def pack_row(row: Rows) -> bytes:
    """Return a unit vector as it is kept: a scale as float32, and a whole number of 13 bits a dimension.

    They stand in three planes: the upper eight bits, the next four, two in a byte, and the last one, eight in a byte.
    A cosine differs by less than 1e-4 from that of the vector itself (record 47).
    """
    scale = np.float32(np.abs(row).max(initial=0) or 1) / np.float32(_LARGEST)
    numbers = (np.rint(row / scale) + _LARGEST).astype("<u2")
    low = np.pad(numbers >> 1 & 15, (0, len(row) % 2)).astype(np.uint8)
    planes = ((numbers >> 5).astype(np.uint8), low[::2] | low[1::2] << 4, np.packbits((numbers & 1).astype(np.uint8)))
    packed: bytes = scale.astype("<f4").tobytes() + b"".join(plane.tobytes() for plane in planes)
    return packed


def compute_checksum(packed_row: bytes, encoded_tokens: bytes | None) -> int:
    """Return the CRC-32 of a text's vector and token vectors, less 2**31: so it is a number of four bytes to SQLite."""
    return zlib.crc32(encoded_tokens or b"", zlib.crc32(packed_row)) - 2**31


def is_as_written(packed_row: bytes, encoded_tokens: bytes | None, checksum: int | None) -> bool:
    """Return True if a checksum is that of a text's vector and token vectors, or is not known."""
    return checksum is None or compute_checksum(packed_row, encoded_tokens) == checksum


def count_dimensions(packed: bytes) -> int:
    """Return of how many dimensions the vector is that was packed: there are 13 bits of each, the last byte filled."""
    return max(len(packed) - 4, 0) * 8 // 13


def unpack_rows(blobs: Sequence[bytes], dimensions: int) -> Rows:
    """Return the vectors that were packed, shape (len(blobs), dimensions), as float32.

    Raises:
        DamagedIndexError: one has not these dimensions.
    """
    ends = np.cumsum([4, dimensions, -(-dimensions // 2), -(-dimensions // 8)])
    if any(len(blob) != ends[-1] for blob in blobs):
        raise DamagedIndexError(f"A vector of the index does not have {dimensions} dimensions. {REPAIR_STEP}")
    packed = np.frombuffer(b"".join(blobs), np.uint8).reshape(len(blobs), ends[-1])
    scales, high, low, last = np.split(packed, ends[:-1], axis=1)
    numbers = high.astype(np.int16) << 5
    numbers[:, ::2] += (low & 15).astype(np.int16)[:, : -(-dimensions // 2)] << 1
    numbers[:, 1::2] += (low >> 4).astype(np.int16)[:, : dimensions // 2] << 1
    numbers += np.unpackbits(last, axis=1, count=dimensions)
    rows: Rows = (numbers - np.int16(_LARGEST)).astype(np.float32)
    rows *= np.ascontiguousarray(scales).view("<f4")
    return rows
