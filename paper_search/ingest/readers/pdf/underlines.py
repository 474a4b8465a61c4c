"""Headings that are only underlined. In: rows and rules of a page; out: the rows, such headings marked as bold.

Typists underlined what word processors set bold, and many minutes still do. Promised: a link, a paragraph with
underlined words and a row of a ruled table are left as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from paper_search.ingest.readers.pdf.document import RulingLine
from paper_search.ingest.readers.pdf.lines import PdfRow
from paper_search.ingest.readers.pdf.ruling_lines import merge_horizontal

MAX_UNDERLINED_LINES = 3
"""More underlined lines one below the other are a passage marked as new or quoted."""
_ADDRESS_PATTERN = re.compile(r"https?:|www\.|@|\.(?:uk|com|org|gov|pdf)\b", re.I)


def embolden_underlined(rows: Sequence[PdfRow], rules: Sequence[RulingLine]) -> list[PdfRow]:
    """The rows; those that are underlined from end to end, and read like a heading, are bold."""
    level = sorted(merge_horizontal(rules), key=lambda rule: rule.y0)
    heights = [rule.y0 for rule in level]
    under = [_is_underlined(row, level, heights) for row in rows]
    out = list(rows)
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and under[end] and rows[end].y - rows[max(end - 1, start)].y < 2.2 * rows[end].size:
            end += 1
        if start < end <= start + MAX_UNDERLINED_LINES and _is_heading(rows[start:end]):
            out[start:end] = [_make_bold(row) for row in rows[start:end]]
        start = max(end, start + 1)
    return out


def _is_underlined(row: PdfRow, level: Sequence[RulingLine], heights: Sequence[float]) -> bool:
    first, last = row.segments[0], row.segments[-1]
    # A printed number in front of a heading is often not underlined with it.
    starts = (first.x0, row.segments[1].x0) if len(row.segments) == 2 else (first.x0,)
    for rule in level[bisect_left(heights, row.y - 0.02 * row.size) :]:
        if rule.y0 > row.y + 0.35 * row.size:
            return False
        if any(abs(rule.x0 - x) < 3 for x in starts) and abs(rule.x1 - last.x1) < 3:
            return True
    return False


def _is_heading(rows: Sequence[PdfRow]) -> bool:
    text = " ".join(row.text for row in rows)
    is_short = len(text) < 160 and len(re.findall(r"[^\W\d_]", text)) > 3
    return is_short and not _ADDRESS_PATTERN.search(text) and not re.search(r"[.;,]$", text)


def _make_bold(row: PdfRow) -> PdfRow:
    return row._replace(segments=tuple(segment._replace(bold=True) for segment in row.segments))
