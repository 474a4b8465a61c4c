"""Detection of headings in the lines of a PDF, and of their levels.

Type size, weight and capitals mark a heading. Rows that are only underlined are headings as well: typists underlined
what word processors set bold, and many minutes still do. A link, a paragraph with underlined words and a row of a ruled
table stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN, is_bullet
from paper_search.ingest.readers.pdf.graphics import RulingLine
from paper_search.ingest.readers.pdf.lines import PdfLine, PdfRow, TypeStyle
from paper_search.ingest.readers.pdf.ruling_lines import merge_horizontal
from paper_search.records import BlockKind

HEADING_SIZE_RATIO = 1.12
"""The ratio to the body size from which type is heading size."""
MAX_LARGE_HEADING_CHARACTERS = 320
"""Characters of a heading that is both bold and larger than the body."""
LEADER_PATTERN = re.compile(r"(?:\.\s?|\u2026){4,}\s*(?:[\divxl]*|[-(]?[\u00a3$\u20ac]?\d[\d,.]*\)?)$")
"""Dots that lead to a page number in a table of contents, or to an amount."""
MAX_UNDERLINED_LINES = 3
"""Underlined lines of one heading; more one below the other are a passage marked as new or quoted."""
_ADDRESS_PATTERN = re.compile(r"https?:|www\.|@|\.(?:uk|com|org|gov|pdf)\b", re.I)


def classify_lines(
    group: Sequence[PdfLine], style: TypeStyle, ranks: dict[float, int], next_text: str
) -> tuple[BlockKind, int | None]:
    """Classify a block as heading or text.

    Args:
        group: the lines of the block.
        style: the usual type of the document.
        ranks: the heading level of each type size.
        next_text: the text of the block that follows.

    Returns:
        The kind of block, and the level of a heading where its size shows it.
    """
    if not is_heading(group, style) and not _is_numbered_title(join_lines(group), next_text):
        return "text", None
    return "heading", ranks.get(measure_size(group)) if measure_size(group) > style.body * HEADING_SIZE_RATIO else None


def join_lines(group: Sequence[PdfLine]) -> str:
    """Join the words of the lines."""
    return " ".join(line.text for line in group)


def _is_numbered_title(text: str, next_text: str) -> bool:
    """Return True if a short numbered line without a stop precedes a paragraph numbered below it."""
    number = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,2})[.):]?\s+[^\W\d_]", text)
    next_number = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,2})\.\d", next_text)
    return (
        bool(number and next_number and number[1] == next_number[1])
        and len(text.split()) < 14
        and not SENTENCE_END_PATTERN.search(text)
    )


def is_heading(group: Sequence[PdfLine], style: TypeStyle) -> bool:
    """Return True if a block is a heading: short, no sentence, and larger, bold or in capitals."""
    text = join_lines(group)
    label = LABEL_PATTERN.match(text)
    rest = label["rest"] if label else text
    if not re.search(r"[^\W\d_]{2}", rest) or is_bullet(text) or LEADER_PATTERN.search(text) or rest[0].islower():
        return False
    is_bold, is_larger = all(line.bold for line in group), measure_size(group) > style.body * HEADING_SIZE_RATIO
    if is_bold and is_larger and len(group) <= 6 and len(text) <= MAX_LARGE_HEADING_CHARACTERS:
        # A whole sentence may be a heading too, such as an issue to decide.
        return True
    if len(group) > 4 or len(text) > 220 or _is_sentence(rest, is_labelled_title=is_bold and label is not None):
        return False
    is_capital = rest.isupper() and len(rest.split()) <= 12 and len(rest) > 4 and not re.search(r"\d{3}", rest)
    return is_bold or (is_larger and len(text) < 140) or is_capital


def _is_sentence(rest: str, *, is_labelled_title: bool) -> bool:
    """Return True if the text ends as a sentence does, or holds an address or a row of amounts."""
    if "@" in rest or len(re.findall(r"\b\d[\d,.]{3,}", rest)) > 2:
        return True
    return bool(re.search(r"[.;,][\"\u201d]?$", rest)) and not (len(rest) < 120 and is_labelled_title)


def measure_size(group: Sequence[PdfLine]) -> float:
    """Return the largest type size in points, rounded to half a point."""
    return round(max(line.size for line in group) * 2) / 2


def rank_sizes(groups: Iterable[Sequence[PdfLine]], style: TypeStyle) -> dict[float, int]:
    """Return a level for every heading size that is larger than the body, 1 for the largest."""
    sizes = {measure_size(group) for group in groups if not group[0].cells and is_heading(group, style)}
    larger = sorted((size for size in sizes if size > style.body * HEADING_SIZE_RATIO), reverse=True)
    return {size: rank for rank, size in enumerate(larger, 1)}


# -- underlined headings


def embolden_underlined(rows: Sequence[PdfRow], rules: Sequence[RulingLine]) -> list[PdfRow]:
    """Make rows bold that are underlined from end to end and read like a heading.

    Args:
        rows: the rows of a page.
        rules: its ruling lines.

    Returns:
        All the rows in the same order.
    """
    level_rules = sorted(merge_horizontal(rules), key=lambda rule: rule.y0)
    heights = [rule.y0 for rule in level_rules]
    is_underlined = [_is_underlined(row, level_rules, heights) for row in rows]
    emboldened = list(rows)
    start = 0
    while start < len(rows):
        end = start
        while (
            end < len(rows) and is_underlined[end] and rows[end].y - rows[max(end - 1, start)].y < 2.2 * rows[end].size
        ):
            end += 1
        if start < end <= start + MAX_UNDERLINED_LINES and _is_underlined_heading(rows[start:end]):
            emboldened[start:end] = [_make_bold(row) for row in rows[start:end]]
        start = max(end, start + 1)
    return emboldened


def _is_underlined(row: PdfRow, level_rules: Sequence[RulingLine], heights: Sequence[float]) -> bool:
    first, last = row.segments[0], row.segments[-1]
    # A printed number in front of a heading is often not underlined with it.
    starts = (first.x0, row.segments[1].x0) if len(row.segments) == 2 else (first.x0,)
    for rule in level_rules[bisect_left(heights, row.y - 0.02 * row.size) :]:
        if rule.y0 > row.y + 0.35 * row.size:
            return False
        if any(abs(rule.x0 - x) < 3 for x in starts) and abs(rule.x1 - last.x1) < 3:
            return True
    return False


def _is_underlined_heading(rows: Sequence[PdfRow]) -> bool:
    text = " ".join(row.text for row in rows)
    is_short = len(text) < 160 and len(re.findall(r"[^\W\d_]", text)) > 3
    return is_short and not _ADDRESS_PATTERN.search(text) and not re.search(r"[.;,]$", text)


def _make_bold(row: PdfRow) -> PdfRow:
    return row._replace(segments=tuple(segment._replace(bold=True) for segment in row.segments))
