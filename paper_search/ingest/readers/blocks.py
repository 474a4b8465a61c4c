"""Pieces of text in reading order, put together as a Reading.

In: pieces (kind, words by page, level). Out: one Reading whose blocks hold every character that is not white
space, one block a line, and whose page starts fall inside a block where a page break cuts one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.records import Block, BlockKind, DroppedText, Reading

_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TextRun:
    """One block to be. ``parts`` are (page, words) in order; parts of one page follow each other."""

    kind: BlockKind
    parts: tuple[tuple[int | None, str], ...]
    level: int | None = None


def make_run(kind: BlockKind, text: str, level: int | None = None) -> TextRun:
    """A piece of a paper that has no pages."""
    return TextRun(kind, ((None, text),), level)


def assemble_reading(
    runs: Iterable[TextRun],
    *,
    pages: int = 0,
    printed_pages: Sequence[str | None] = (),
    dropped: Sequence[DroppedText] = (),
    info: Sequence[tuple[str, str]] = (),
    textless_pages: Sequence[int] = (),
    recognised_pages: Sequence[int] = (),
) -> Reading:
    """Join the pieces by new lines. ``parts`` are joined as they are: a space they need is theirs."""
    out: list[str] = []
    blocks: list[Block] = []
    starts: dict[int, int] = {}
    at = 0
    for draft in map(_repair_run, runs):
        text = "".join(words for _, words in draft.parts)
        if not text.strip():
            continue
        if blocks:
            out.append("\n")
            at += 1
        _record_page_starts(draft, at, starts)
        blocks.append(Block(draft.kind, text, at, at + len(text), draft.parts[0][0], draft.level))
        out.append(text)
        at += len(text)
    return Reading(
        "".join(out),
        tuple(blocks),
        _list_page_starts(starts, pages, at),
        tuple(printed_pages),
        tuple(replace(drop, text=repair_surrogates(drop.text)) for drop in dropped),
        tuple((name, repair_surrogates(value)) for name, value in info),
        tuple(textless_pages),
        tuple(recognised_pages),
    )


def _repair_run(run: TextRun) -> TextRun:
    """The piece without halves of characters, which no encoding can hold."""
    if not any(_SURROGATE_PATTERN.search(words) for _, words in run.parts):
        return run
    return replace(run, parts=tuple((page, repair_surrogates(words)) for page, words in run.parts))


def repair_surrogates(text: str) -> str:
    """Pairs of surrogates as the characters they stand for; a lone one becomes the replacement character."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _SURROGATE_PATTERN.search(text) else text
    )


def _record_page_starts(run: TextRun, at: int, starts: dict[int, int]) -> None:
    for page, words in run.parts:
        if page is not None:
            starts.setdefault(page, at + len(words) - len(words.lstrip()))
        at += len(words)


def _list_page_starts(starts: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    """One offset a page; a page that holds no words starts where the next one does."""
    offsets: list[int] = []
    following = end
    for page in range(pages, 0, -1):
        following = min(starts.get(page, following), following)
        offsets.append(following)
    return tuple(reversed(offsets))


def find_empty_error(reading: Reading, path: Path) -> UnreadableError | None:
    """The error to raise where a paper holds no words at all."""
    if reading.blocks:
        return None
    return UnreadableError(
        "empty", "The paper holds no words", "Check that the right file was saved; leave it out if it is blank.", path
    )
