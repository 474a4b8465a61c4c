"""Outline of a document with struck-through words: these open no section, number no item and introduce no list.

The outline is that of the words that stand. A block that is struck through as a whole is kept in its place, as text of
kind "heading": for context alone, never embedded or ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.ingest.segmentation.outline import OutlineBlock, build_outline
from paper_search.records import Block, Document, Passage, Reading
from paper_search.text.struck import has_words, mask_reading


def build_standing_outline(document: Document, reading: Reading) -> tuple[OutlineBlock, ...]:
    """Return the outline of the words that stand, with the struck blocks in their places.

    Args:
        document: the metadata of the document.
        reading: the document as read.
    """
    standing = mask_reading(reading)
    meeting = document.meeting
    outline = build_outline(standing, document.kind, document.title, (meeting.authority, meeting.committee))
    if standing is reading:
        return outline
    starts = {block.start for block in standing.blocks}
    return tuple(_insert_struck(outline, [block for block in reading.blocks if block.start not in starts]))


def _insert_struck(outline: Sequence[OutlineBlock], struck: Sequence[Block]) -> Iterator[OutlineBlock]:
    """Yield the blocks of both in order, without struck ones inside a sentence that goes on behind them."""
    position, last = 0, OutlineBlock("text", 0, 0, "")
    for block in outline:
        while position < len(struck) and struck[position].start < block.start:
            yield _make_struck_block(struck[position], last)
            position += 1
        while position < len(struck) and struck[position].start < block.end:
            position += 1
        yield block
        last = block
    yield from (_make_struck_block(block, last) for block in struck[position:])


def _make_struck_block(block: Block, last: OutlineBlock) -> OutlineBlock:
    return OutlineBlock(
        "text", block.start, block.end, "", "heading", headings=last.headings, section=last.section, minute=last.minute
    )


def unrank_struck(passages: Sequence[Passage], reading: Reading) -> list[Passage]:
    """Return the passages, those of kind "heading" in which nothing stands but struck words.

    A passage may be cut out of the middle of struck words, where it holds no mark of them.

    Args:
        passages: passages of the reading.
        reading: the document as read.
    """
    standing = mask_reading(reading)
    if standing is reading:
        return list(passages)
    return [
        passage
        if standing.text[passage.start : passage.end] == passage.text
        or has_words(standing.text[passage.start : passage.end])
        else replace(passage, kind="heading")
        for passage in passages
    ]
