"""The reader: seconds for the passages that one question has read, by the clock and the processor, and its memory.

Comes in: the weights that ship, where they are there. Goes out: the time for 20 passages of about 200 word pieces with
the question, the median of rounds; the time to load it with its graph derived before; the most memory of a process that
derives the graph and reads.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time

from paper_search.embeddings.cross_encoder import ReaderText, load_cross_encoder
from tests.bench.figures import Figure, Options, at_most
from tests.bench.machine import processor_seconds

PASSAGES, ROUNDS = 20, 7
QUESTION = "when does the ferry to Larkford close for repairs?"
_SENTENCE = "The committee heard on {day} May that the repairs to the ramp of the ferry would cost £{sum},000. "


def _make_passages() -> list[ReaderText]:
    """Passages of about 200 pieces, with what stands over them and the question."""
    return [
        ReaderText(
            "Harbour Committee, minutes",
            f"Item {number}",
            "".join(_SENTENCE.format(day=day, sum=number + day) for day in range(1, 8)),
        )
        for number in range(PASSAGES)
    ]


def _read_most_memory() -> float:
    """The most memory that this process has used, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def run(options: Options) -> tuple[Figure, ...]:
    cache, passages = options.scratch / "cache", _make_passages()
    readers = [reader for _ in range(2) if (reader := load_cross_encoder(cache)) is not None]
    if not readers:
        return (Figure(f"{PASSAGES} passages", None, "ms", note="the reader's weights are not there"),)
    first, reader = readers
    first.read(QUESTION, passages[:1])
    began = time.perf_counter()
    pieces = len(reader.read(QUESTION, passages[:1])[0].spans)
    loading = time.perf_counter() - began
    clock, processor = [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), processor_seconds()
        reader.read(QUESTION, passages)
        clock.append(time.perf_counter() - began)
        processor.append(processor_seconds() - used)
    size = f"{PASSAGES} passages of {pieces} word pieces"
    return (
        Figure(f"{size}, by the clock", 1000 * statistics.median(clock), "ms", at_most(400)),
        Figure(f"{size}, processor time", 1000 * statistics.median(processor), "ms"),
        Figure("the first passage, with the graph derived before", loading, "s", at_most(1)),
        Figure("the most memory of the process, which derives the graph too", _read_most_memory(), "MB"),
    )
