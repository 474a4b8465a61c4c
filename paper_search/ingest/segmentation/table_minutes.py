"""Minutes that are set in a table: number, words, who acts.

The rows are paragraphs, and the numbers those of items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from paper_search.records import Block

MIN_ROWS = 3
"""Numbered rows that make a table the minutes."""
_NUMBERED_ROW_PATTERN = re.compile(r"\s*\|?\s*(?P<number>\d{1,3})[.)]?\s*\|\s*(?P<words>[^|\n]*)")
_ROW_PATTERN = re.compile(r"[^\n]+")


def split_minutes_tables(blocks: Sequence[Block], kind: str | None) -> list[Block]:
    """Return the blocks, with the rows of minutes set in a table as blocks of text; other tables stay.

    Args:
        blocks: the blocks of a document.
        kind: the document's kind; only minutes are set so.
    """
    if kind != "minutes" or not _has_minutes(blocks):
        return list(blocks)
    return [piece for block in blocks for piece in (_split_rows(block) if block.kind == "table" else [block])]


def _has_minutes(blocks: Sequence[Block]) -> bool:
    """Return True if the numbers of rows run on through the tables, and words stand beside most or beneath them."""
    rows = [row for block in blocks if block.kind == "table" for row in block.text.split("\n") if row.strip()]
    matches = [match for match in map(_NUMBERED_ROW_PATTERN.match, rows) if match]
    numbers = [int(match["number"]) for match in matches]
    is_running = bool(numbers) and all(0 < after - before <= 2 for before, after in pairwise(numbers))
    prose = sum(1 for row in rows if re.search(r"[a-z]{2,}[^|]*[.:]\s*(?:\||$)", row))
    words = all(re.search(r"[A-Za-z]{3}", match["words"]) for match in matches)
    return len(numbers) >= MIN_ROWS and is_running and words and 3 * prose >= len(numbers)


def _split_rows(block: Block) -> Iterator[Block]:
    if not any(map(_NUMBERED_ROW_PATTERN.match, block.text.split("\n"))) and "|" not in block.text:
        yield block
        return
    for match in _ROW_PATTERN.finditer(block.text):
        start, end = match.span()
        words = match[0].strip(" |\t")
        if words:
            start += match[0].index(words)
            end = start + len(words)
            yield replace(block, kind="text", text=words, start=block.start + start, end=block.start + end)
