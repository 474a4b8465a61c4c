"""The file that derived vectors are kept in: how it is sealed, and how damage to it is noticed.

In: a file that FAISS wrote, and the ids and papers of its rows; out: the same file with both behind it, sealed at its
very end by what it stands for and a checksum of every block. Promised: a file that was cut short is always noticed, one
of up to 64 MiB that differs in any byte too; of a larger one the beginning, the ids and a few blocks chosen anew each
time are read at opening, so that opening does not cost what reading costs, and all of it by ``damage``.
"""

from __future__ import annotations

import json
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
"""Bytes up to which a file is checked and held whole; a larger one is mapped, so that processes share it."""
_BLOCK_BYTES = 1 << 20
_SAMPLED_BLOCKS = 16
_MAGIC = b"vectors5"
_FOOTER_TAIL = struct.Struct("<8sQI")


@dataclass(frozen=True, slots=True)
class VectorFileFooter:
    """What a file stands for: the store (``token``) at a ``generation``, so many rows of so many dimensions.

    ``rows_end`` is where FAISS's own bytes end and the ids begin; ``sums`` has a checksum for each block.
    """

    token: str
    generation: int
    dimensions: int
    count: int
    rows_end: int
    sums: tuple[int, ...] = ()

    @property
    def footer_start(self) -> int:
        """Where the ids and papers end and the seal begins."""
        return self.rows_end + 16 * self.count


def write_footer(path: Path, token: str, generation: int, dimensions: int, ids: Ids, document_rows: Ids) -> None:
    """Append to a file of FAISS the ids and papers of its rows, and seal it."""
    seal = VectorFileFooter(token, generation, dimensions, len(ids), path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(0, 2)
        file.write(ids.astype("<i8").tobytes() + document_rows.astype("<i8").tobytes())
        sums = [_checksum_block(file, block, seal.footer_start) for block in range(_count_blocks(seal.footer_start))]
        said = json.dumps(asdict(seal) | {"sums": sums}).encode()
        file.seek(0, 2)
        file.write(said + _FOOTER_TAIL.pack(_MAGIC, len(said), zlib.crc32(said)))


def read_footer(path: Path) -> VectorFileFooter | None:
    """What a file says that it stands for; None where there is none, or none that is whole."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _FOOTER_TAIL.size, 0))
            magic, length, checksum = _FOOTER_TAIL.unpack(file.read())
            if magic != _MAGIC or length > size - _FOOTER_TAIL.size:
                return None
            file.seek(size - _FOOTER_TAIL.size - length)
            said = file.read(length)
            fields = json.loads(said) if zlib.crc32(said) == checksum else {}
            seal = VectorFileFooter(**fields | {"sums": tuple(fields["sums"])})
            return seal if seal.footer_start + length + _FOOTER_TAIL.size == size else None
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None


def find_damage(path: Path, footer: VectorFileFooter, *, full: bool = True) -> str | None:
    """What is wrong with the bytes of a sealed file, or None; not ``whole`` looks at some blocks of a large one."""
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
    """The ids of the rows and the paper of each, in the order of the rows."""
    both = np.fromfile(path, dtype="<i8", count=2 * footer.count, offset=footer.rows_end).astype(np.int64)
    return both[: footer.count], both[footer.count :]


def _count_blocks(end: int) -> int:
    return -(-end // _BLOCK_BYTES)


def _checksum_block(file: BinaryIO, block: int, end: int) -> int:
    start = block * _BLOCK_BYTES
    file.seek(start)
    return zlib.crc32(file.read(min(_BLOCK_BYTES, end - start)))
