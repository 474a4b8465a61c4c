"""Token vectors in pieces that fill the pages of the database.

SQLite keeps a row of some thousand bytes in one page where it fits, and what is left of the page before it stays empty:
a fifth of all bytes, at three thousand bytes a text. So they are cut where a page ends. A row of ``token_chunks`` is a
piece; its key is the row of the vector and the number of the piece. Where the cuts are changes nothing but the room:
whoever reads joins the pieces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

CHUNKS_PER_VECTOR = 64
"""Pieces that a text can have; all that is left is in the last one."""
CHUNKS_SQL = (
    f"t.chunk_row BETWEEN v.vector_row * {CHUNKS_PER_VECTOR}"
    f" AND v.vector_row * {CHUNKS_PER_VECTOR} + {CHUNKS_PER_VECTOR - 1}"
)
"""The pieces ``token_chunks t`` of a row of ``vectors v``."""
TOKENS_SQL = f"(SELECT join_chunks(t.chunk_row, t.data) FROM main.token_chunks t WHERE {CHUNKS_SQL})"
"""The token vectors of a row of ``vectors v``, NULL where it has none; see ``ChunkJoin``."""
_PAGE_ROOM = 4096 - 8
"""Bytes of a leaf page for rows (SQLite's file format, 1.6)."""
_ROW_OVERHEAD = 12
"""Bytes that a row takes beside its data, at most: two in the list of the page's rows, the length, the key, and the
header of three values' types."""
_MAX_CHUNK_BYTES = 4096 - 35 - 4
"""The most data that a row keeps in one page (the same, 1.6)."""
_MIN_CHUNK_BYTES = 100
"""The least room at the end of a page that is worth a piece."""


def cut_into_chunks(blobs: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield each of the token vectors that are written together, one behind another, in pieces.

    Args:
        blobs: the token vectors of each text.
    """
    room = 0
    for blob in blobs:
        chunks: list[bytes] = []
        start = 0
        while start < len(blob) or not chunks:
            if room < _ROW_OVERHEAD + _MIN_CHUNK_BYTES:
                room = _PAGE_ROOM
            size = min(room - _ROW_OVERHEAD, _MAX_CHUNK_BYTES)
            if len(chunks) == CHUNKS_PER_VECTOR - 1:
                size = len(blob)
            chunk = blob[start : start + size]
            chunks.append(chunk)
            start += len(chunk)
            room = max(room - len(chunk) - _ROW_OVERHEAD, 0)
        yield chunks


def join_chunks(chunks: Iterable[tuple[int, bytes]]) -> bytes:
    """Return the token vectors of pieces, each given with its key."""
    return b"".join(data for _, data in sorted(chunks))


class ChunkJoin:
    """The aggregate function ``join_chunks(chunk_row, data)``, which every connection has: pieces in their order."""

    def __init__(self) -> None:
        self._chunks: list[tuple[int, bytes]] = []

    def step(self, chunk_row: int, data: bytes) -> None:
        self._chunks.append((chunk_row, data))

    def finalize(self) -> bytes | None:
        return join_chunks(self._chunks) if self._chunks else None
