"""What must hold of any file whatever. In: a path; out: how it ended, or an AssertionError or worse.

A file is either a reading that keeps its promises, can be described and split, and goes through the pipe of a
worker unchanged, or an UnreadableError that says why and what to do.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest import metadata
from paper_search.ingest.readers.registry import read
from paper_search.ingest.segmentation import passages
from paper_search.records import Reading

MOST_TOKENS = 128


def check(path: Path) -> str:
    """Read, describe and split ``path``; returns "read" or the code of the error."""
    try:
        reading = read(path)
    except UnreadableError as error:
        assert error.code and error.reason and error.next_step
        return error.code
    hold(reading)
    document = metadata.describe(f"council/cabinet/2025-01-30/{path.name}", "0" * 64, reading, None)
    split = passages.split_passages(document, reading, lambda text: len(text.split()) + len(text) // 40, MOST_TOKENS)
    ids = [passage.passage_id for passage in split]
    assert len(set(ids)) == len(ids), "two passages with one id"
    for passage in split:
        assert reading.text[passage.start : passage.end] == passage.text, "a passage is a span"
    return "read"


def hold(reading: Reading) -> None:
    """The promises of a Reading."""
    text = reading.text
    json.dumps(asdict(reading)).encode("utf-8")
    text.encode("utf-8")
    assert reading.blocks, "a reading without words is an error"
    for block in reading.blocks:
        assert text[block.start : block.end] == block.text, "a block is a span"
        assert block.text.strip(), "no block is blank"
    for before, after in pairwise(reading.blocks):
        assert before.end <= after.start, "blocks are in order and apart"
    edges = [0, *(edge for block in reading.blocks for edge in (block.start, block.end)), len(text)]
    between = "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert not between.strip(), "every character is in a block"
    assert list(reading.page_starts) == sorted(reading.page_starts), "pages are in order"
    assert not reading.page_starts or len(reading.printed_pages) == len(reading.page_starts)
