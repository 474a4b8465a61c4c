"""The file of derived vectors: FAISS's own bytes, coarse rows, ids and document rows, and a footer with checksums.

The footer at the very end says what the file stands for and has a checksum of every block. A file that was cut short is
always noticed, and so is one of up to 64 MiB that differs in any byte. Of a larger one the beginning, the ids and a few
random blocks are read at opening, so that opening does not cost what reading costs; ``find_damage`` reads all of it.
"""

from __future__ import annotations

import json
import mmap
import random
import struct
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]

MAX_IN_MEMORY_BYTES = 64 << 20
"""Bytes up to which a file is checked and loaded whole; a larger one is mapped, so that processes share it."""
_BLOCK_BYTES = 1 << 20
_SAMPLED_BLOCKS = 16
_MAGIC = b"vectors6"
_FOOTER_TAIL = struct.Struct("<8sQI")


@dataclass(frozen=True, slots=True)
class VectorFileFooter:
    """The footer of a file, which says what the file stands for.

    That is the database (``token``) at a ``generation``, with the number of its rows and their dimensions.
    ``rows_end`` is where FAISS's own bytes end and the ids begin; the last ``coarse_bytes`` of them are those of the
    coarse scan, 0 in a small file and in one of an earlier version. ``sums`` has a checksum for each block.
    """

    token: str
    generation: int
    dimensions: int
    count: int
    rows_end: int
    sums: tuple[int, ...] = ()
    coarse_bytes: int = 0

    @property
    def coarse_start(self) -> int:
        """The offset in bytes at which the rows of a byte a dimension end and the coarse ones begin."""
        return self.rows_end - self.coarse_bytes

    @property
    def footer_start(self) -> int:
        """The offset in bytes at which the ids and document rows end and the footer begins."""
        return self.rows_end + 8 * self.count


def write_footer(
    path: Path, token: str, generation: int, dimensions: int, ids: Ids, document_rows: Ids, coarse_bytes: int = 0
) -> None:
    """Append to a file of FAISS the ids and document rows of its vectors, and the footer.

    Args:
        path: the file that FAISS wrote.
        token: names the database that the vectors were derived from.
        generation: the generation that they stand for.
        dimensions: the length of a vector.
        ids: the id of each vector, ascending, shape (n,).
        document_rows: the document row of each vector, shape (n,).
        coarse_bytes: how many bytes at the end of the file are those of the coarse scan.
    """
    rows_end = path.stat().st_size
    footer = VectorFileFooter(token, generation, dimensions, len(ids), rows_end, coarse_bytes=coarse_bytes)
    with path.open("r+b") as file:
        file.seek(0, 2)
        # Of an id the difference to the one before: it has room in four bytes, however large ids become.
        file.write(np.diff(ids, prepend=0).astype("<u4").tobytes() + document_rows.astype("<u4").tobytes())
        end = footer.footer_start
        sums = [_checksum_block(file, block, end) for block in range(_count_blocks(end))]
        encoded = json.dumps(asdict(footer) | {"sums": sums}).encode()
        file.seek(0, 2)
        file.write(encoded + _FOOTER_TAIL.pack(_MAGIC, len(encoded), zlib.crc32(encoded)))


def read_footer(path: Path) -> VectorFileFooter | None:
    """Return what a file says that it stands for; None where there is none, or none that is complete."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _FOOTER_TAIL.size, 0))
            magic, length, checksum = _FOOTER_TAIL.unpack(file.read())
            if magic != _MAGIC or length > size - _FOOTER_TAIL.size:
                return None
            file.seek(size - _FOOTER_TAIL.size - length)
            encoded = file.read(length)
            fields = json.loads(encoded) if zlib.crc32(encoded) == checksum else {}
            footer = VectorFileFooter(**fields | {"sums": tuple(fields["sums"])})
            return footer if footer.footer_start + length + _FOOTER_TAIL.size == size else None
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None


def find_damage(path: Path, footer: VectorFileFooter, *, full: bool = True) -> str | None:
    """Return what is wrong with the bytes of a file, or None.

    Args:
        path: the file.
        footer: its footer.
        full: read all of it; otherwise only some blocks of a large one.
    """
    blocks: Sequence[int] = range(_count_blocks(footer.footer_start))
    if not full and footer.footer_start > MAX_IN_MEMORY_BYTES:
        last = range(footer.rows_end // _BLOCK_BYTES, _count_blocks(footer.footer_start))
        blocks = sorted({0, *last, *random.sample(blocks, min(_SAMPLED_BLOCKS, len(blocks)))})
    with path.open("rb") as file:
        for block in blocks:
            if _checksum_block(file, block, footer.footer_start) != footer.sums[block]:
                return f"differs from what was written at byte {block * _BLOCK_BYTES:,} or soon after"
    return None


def read_ids_and_document_rows(path: Path, footer: VectorFileFooter) -> tuple[Ids, Ids]:
    """Return the ids and the document rows of the vectors, in the order of the vectors."""
    both = np.fromfile(path, dtype="<u4", count=2 * footer.count, offset=footer.rows_end).astype(np.int64)
    return np.cumsum(both[: footer.count]), both[footer.count :]


class MappedRows:
    """The rows of a large file at a byte a dimension, read where they are wanted.

    What was read is given back to the system at once: it keeps the file in its own memory, once for all processes.
    """

    def __init__(self, path: Path, footer: VectorFileFooter) -> None:
        """Map the rows of a file, which end where its coarse rows begin.

        Raises:
            OSError, ValueError: the file cannot be mapped.
        """
        size = footer.count * footer.dimensions
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), footer.coarse_start, access=mmap.ACCESS_READ)
        flat = np.frombuffer(self._map, np.uint8, size, footer.coarse_start - size)
        self._rows = flat.reshape(footer.count, footer.dimensions)

    def take(self, positions: Ids) -> NDArray[np.uint8]:
        """Return the rows at these positions, shape (n, dimensions)."""
        rows = self._rows[positions]
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)
        return rows


def _count_blocks(end: int) -> int:
    return -(-end // _BLOCK_BYTES)


def _checksum_block(file: BinaryIO, block: int, end: int) -> int:
    start = block * _BLOCK_BYTES
    file.seek(start)
    return zlib.crc32(file.read(min(_BLOCK_BYTES, end - start)))
