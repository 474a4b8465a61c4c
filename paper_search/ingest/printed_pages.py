"""All that a file prints, page by page: what stands in the margins, and the lines in between.

What a reader drops (headers, footers, stamps, annotations, page titles, document properties) belongs to the page as
much as what it keeps. What belongs to no page belongs to the whole file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from paper_search.access.exemption import PrintedPage
from paper_search.records import Block, Reading
from paper_search.text.spans import collapse_whitespace

_NOT_IN_MARGINS = frozenset(("printed twice on one spot", "page number", "blank page notice"))
"""Reasons why text was dropped that is the page's own, or says nothing."""
_SHORT_LINE_WORDS = 8
_STATED_PROPERTIES = frozenset(
    ("title", "subject", "keywords", "category", "comments", "description", "access", "status")
)
"""Document information in which somebody may have stated that a paper is not for publication."""


def collect_printed_pages(reading: Reading) -> tuple[PrintedPage, ...]:
    """Return what each page prints, in order; one "page" without a number for a file that has none.

    What is printed on no page in particular is not among it, see ``collect_file_margins``.
    """
    lines, margins = defaultdict[int | None, list[str]](list), defaultdict[int | None, list[str]](list)
    for block in reading.blocks:
        for page, line in _split_block(reading, block):
            lines[page].append(line)
    for dropped in reading.dropped:
        if dropped.page is not None and dropped.why not in _NOT_IN_MARGINS:
            margins[dropped.page].append(dropped.text)
    if not reading.page_starts:
        return (PrintedPage(None, tuple(line for texts in margins.values() for line in texts), tuple(lines[None])),)
    return tuple(
        PrintedPage(page, tuple(margins[page]), tuple(lines[page])) for page in range(1, len(reading.page_starts) + 1)
    )


def collect_file_margins(reading: Reading) -> tuple[str, ...]:
    """Return what a file prints or states of itself on no page in particular."""
    dropped = (dropped.text for dropped in reading.dropped if dropped.page is None)
    stated = (value for name, value in reading.info if name.lower() in _STATED_PROPERTIES)
    return tuple(collapse_whitespace(text) for text in (*dropped, *stated))


def _split_block(reading: Reading, block: Block) -> Iterator[tuple[int | None, str]]:
    """Yield the lines of a block with their pages: the rows of a table, and the parts that a page break cuts."""
    if not reading.page_starts:
        for line in _split_lines(block, block.text):
            yield None, line
        return
    first, last = reading.pages(block.start, block.end) or (1, 1)
    bounds = (*reading.page_starts, len(reading.text))
    for page in range(first, last + 1):
        start, end = max(block.start, bounds[page - 1]), min(block.end, bounds[page])
        for line in _split_lines(block, reading.text[start:end]):
            yield page, line


def _split_lines(block: Block, text: str) -> list[str]:
    """Return the rows of a table and the lines of a heading; of a paragraph its short first lines and then the rest."""
    lines = [line for line in map(collapse_whitespace, text.splitlines()) if line]
    if block.kind != "text":
        return lines
    short = list(takewhile(lambda line: len(line.split()) <= _SHORT_LINE_WORDS, lines))
    rest = " ".join(lines[len(short) :])
    return [*short, *([rest] if rest else [])]
