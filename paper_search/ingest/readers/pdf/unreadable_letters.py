"""Pages whose letters cannot be made out: fonts that say not which letters they show, and letters drawn as outlines.

Such words are never read as the numbers of their glyphs. The page goes to text recognition where that is installed, and
is listed as unread else.
"""

from __future__ import annotations

from dataclasses import replace

from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.graphics import PaintedArea
from paper_search.ingest.readers.unread_reasons import OUTLINES, UNMAPPED_LETTERS

MIN_UNMAPPED = 10
"""Letters without a map from which a page is not read in full; fewer are signs and bullets."""
MAX_UNMAPPED_SHARE = 0.2
"""The share of a page's letters without a map from which text recognition reads the whole page better."""
MIN_OUTLINES = 40
"""Small shapes from which a page without words shows letters as outlines, and no ornament."""
MAX_OUTLINE_POINTS = 40.0
"""The height and the width of such a shape, at most."""


def find_unread_reason(page: PdfPage) -> str | None:
    """Return why words of a page cannot be read, None where nothing says so."""
    if _count_unmapped(page) >= MIN_UNMAPPED:
        return UNMAPPED_LETTERS
    small = (area for area in page.areas if area.kind == "box" and max(_measure(area)) <= MAX_OUTLINE_POINTS)
    is_drawn = not page.spans and not page.pictures and sum(min(_measure(area)) > 0.5 for area in small) >= MIN_OUTLINES
    return OUTLINES if is_drawn else None


def is_mostly_unread(page: PdfPage) -> bool:
    """Return True if text recognition reads a page better than its fonts say."""
    letters = sum(len(span.text.strip()) for span in page.spans)
    return _count_unmapped(page) >= MAX_UNMAPPED_SHARE * letters


def remove_unmapped(page: PdfPage) -> PdfPage:
    """Return a page without the spans whose letters nobody can tell."""
    return replace(page, spans=tuple(span for span in page.spans if not span.is_unmapped))


def _count_unmapped(page: PdfPage) -> int:
    return sum(len(span.text.strip()) for span in page.spans if span.is_unmapped)


def _measure(area: PaintedArea) -> tuple[float, float]:
    return area.x1 - area.x0, area.y1 - area.y0
