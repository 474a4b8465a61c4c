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

WHOLE = 64 << 20
"""Bytes up to which a file is checked and held whole; a larger one is mapped, so that processes share it."""
_BLOCK = 1 << 20
_SAMPLED = 16
_MAGIC = b"vectors5"
_TAIL = struct.Struct("<8sQI")


@dataclass(frozen=True, slots=True)
class Seal:
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
    def end(self) -> int:
        """Where the ids and papers end and the seal begins."""
        return self.rows_end + 16 * self.count


def finish(path: Path, token: str, generation: int, dimensions: int, ids: Ids, papers: Ids) -> None:
    """Append to a file of FAISS the ids and papers of its rows, and seal it."""
    seal = Seal(token, generation, dimensions, len(ids), path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(0, 2)
        file.write(ids.astype("<i8").tobytes() + papers.astype("<i8").tobytes())
        sums = [_sum(file, block, seal.end) for block in range(_blocks(seal.end))]
        said = json.dumps(asdict(seal) | {"sums": sums}).encode()
        file.seek(0, 2)
        file.write(said + _TAIL.pack(_MAGIC, len(said), zlib.crc32(said)))


def seal_of(path: Path) -> Seal | None:
    """What a file says that it stands for; None where there is none, or none that is whole."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _TAIL.size, 0))
            magic, length, checksum = _TAIL.unpack(file.read())
            if magic != _MAGIC or length > size - _TAIL.size:
                return None
            file.seek(size - _TAIL.size - length)
            said = file.read(length)
            fields = json.loads(said) if zlib.crc32(said) == checksum else {}
            seal = Seal(**fields | {"sums": tuple(fields["sums"])})
            return seal if seal.end + length + _TAIL.size == size else None
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None


def damage(path: Path, seal: Seal, *, whole: bool = True) -> str | None:
    """What is wrong with the bytes of a sealed file, or None; not ``whole`` looks at some blocks of a large one."""
    blocks: Sequence[int] = range(_blocks(seal.end))
    if not whole and seal.end > WHOLE:
        last = range(seal.rows_end // _BLOCK, _blocks(seal.end))
        blocks = sorted({0, *last, *random.sample(blocks, min(_SAMPLED, len(blocks)))})
    with path.open("rb") as file:
        for block in blocks:
            if _sum(file, block, seal.end) != seal.sums[block]:
                return f"differs from what was written at byte {block * _BLOCK:,} or soon after"
    return None


def ids_and_papers(path: Path, seal: Seal) -> tuple[Ids, Ids]:
    """The ids of the rows and the paper of each, in the order of the rows."""
    both = np.fromfile(path, dtype="<i8", count=2 * seal.count, offset=seal.rows_end).astype(np.int64)
    return both[: seal.count], both[seal.count :]


def _blocks(end: int) -> int:
    return -(-end // _BLOCK)


def _sum(file: BinaryIO, block: int, end: int) -> int:
    start = block * _BLOCK
    file.seek(start)
    return zlib.crc32(file.read(min(_BLOCK, end - start)))
