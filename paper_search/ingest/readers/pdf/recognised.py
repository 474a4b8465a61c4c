"""The text layers of scans: words that are not painted, or lie under a picture, but that the picture shows.

A scanner lays the words that it recognises under or over the picture of the page. They count as shown where the picture
has ink at their place; where somebody blacked out the picture, it has none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.drawing import DrawnPage, Raster
from paper_search.ingest.readers.pdf.graphics import Box
from paper_search.ingest.readers.pdf.unseen import BLACK_BOX, INVISIBLE, Unseen
from paper_search.ingest.readers.pdf.words import Word, measure_overlap

SCALE = 1.5
"""Pixels for a point."""
MIN_CONTRAST = 40
"""Of 255: how far ink and paper differ at least."""
DARK = 90
"""Of 255: the brightest that a blacked-out place is."""
ALIGNED_SHARE = 0.6
"""The share of the words that must have ink for the layer to lie where the picture has the words."""
MIN_PICTURE_SHARE = 0.5
"""The share of a page that the pictures of a scan take."""
MAX_OUTSIDE_RATIO = 0.6
"""How much ink a scan may have beside its words, to that at their places; a photograph has as much."""
MIN_OUTLINE_INK = 0.12
"""The share of ink in the box of a word whose letters are drawn as shapes."""

Grey = npt.NDArray[np.float64]


def find_unrecognised(page: PdfPage, drawn: DrawnPage, words: Sequence[Word]) -> dict[Word, Unseen]:
    """Return the words of a text layer that the page does not show.

    Args:
        page: the page.
        drawn: the page as it can be drawn.
        words: words that are not painted.

    Raises:
        DrawingError: the page cannot be drawn.
    """
    if not words:
        return {}
    raster = _draw_bare(drawn)
    pictures = _list_areas(page, ("picture",))
    shapes = _list_areas(page, ("box", "line"))
    on_picture = [_is_covered(word, pictures) for word in words]
    pairs = list(zip(words, on_picture, strict=True))
    has_ink = [_has_ink(raster, word, needs_letters=not covered) for word, covered in pairs]
    is_aligned = sum(has_ink) >= ALIGNED_SHARE * len(words)
    unseen: dict[Word, Unseen] = {}
    for (word, covered), inked in zip(pairs, has_ink, strict=True):
        if (inked and (covered or _is_covered(word, shapes))) or not _has_letters(page, word):
            continue
        if not covered:
            unseen[word] = INVISIBLE
        elif is_aligned:
            unseen[word] = BLACK_BOX if _is_dark(raster, word) else INVISIBLE
    return unseen


def find_scanned(page: PdfPage, drawn: DrawnPage, words: Sequence[Word]) -> set[Word]:
    """Return the words under a picture that are the text layer of a scan, and that the picture shows.

    Args:
        page: the page.
        drawn: the page as it can be drawn.
        words: words that lie under a picture.

    Raises:
        DrawingError: the page cannot be drawn.
    """
    pictures = _list_areas(page, ("picture",))
    whole = (0.0, 0.0, page.width, page.height)
    if not words or sum(measure_overlap(whole, picture) for picture in pictures) < MIN_PICTURE_SHARE:
        return set()
    raster = _draw_bare(drawn)
    inked = {word for word in words if _has_ink(raster, word, needs_letters=False)}
    if len(inked) < ALIGNED_SHARE * len(words) or not _is_text_like(raster, words):
        return set()
    return inked


def _has_letters(page: PdfPage, word: Word) -> bool:
    """Return True for a word that says something; spreadsheets print some apostrophes invisibly."""
    return any(char.isalnum() for char in page.spans[word.span].text[word.start : word.end])


def _draw_bare(drawn: DrawnPage) -> Raster:
    with drawn.without(drawn.texts):
        return drawn.draw(SCALE)


def _list_areas(page: PdfPage, kinds: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([area[:4] for area in page.areas if area.kind in kinds], dtype=float).reshape(-1, 4)


def _is_covered(word: Word, areas: npt.NDArray[np.float64]) -> bool:
    """Return True if areas cover a third of a word or more."""
    x0, y0, x1, y1 = word.box
    widths = np.clip(np.minimum(areas[:, 2], x1) - np.maximum(areas[:, 0], x0), 0, None)
    heights = np.clip(np.minimum(areas[:, 3], y1) - np.maximum(areas[:, 1], y0), 0, None)
    return bool((widths * heights).sum() > 0.3 * (x1 - x0) * (y1 - y0))


def _cut_grey(raster: Raster, box: Box) -> Grey:
    grey: Grey = raster.crop(box).mean(axis=2, dtype=float)
    return grey


def _has_ink(raster: Raster, word: Word, *, needs_letters: bool) -> bool:
    """Return True if a place is neither all paper nor all ink."""
    x0, y0, x1, y1 = word.box
    margin = 0.15 * (y1 - y0)
    grey = _cut_grey(raster, (x0 - margin, y0 - margin, x1 + margin, y1 + margin))
    if not grey.size:
        return False
    low, high = np.percentile(grey, (3, 97))
    if high - low < MIN_CONTRAST:
        return False
    return not needs_letters or bool(MIN_OUTLINE_INK <= (grey < (low + high) / 2).mean() <= 1 - MIN_OUTLINE_INK)


def _is_dark(raster: Raster, word: Word) -> bool:
    grey = _cut_grey(raster, word.box)
    return bool(grey.size and np.median(grey) < DARK)


def _is_text_like(raster: Raster, words: Sequence[Word]) -> bool:
    """Return True if the picture has its ink where the words are."""
    grey: Grey = raster.pixels.mean(axis=2, dtype=float)
    ink = np.abs(grey - np.median(grey)) > MIN_CONTRAST
    inside = np.zeros(grey.shape, dtype=bool)
    for word in words:
        x0, y0, x1, y1 = (round(value * raster.scale) for value in word.box)
        inside[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = True
    if not inside.any() or inside.all():
        return False
    return bool(ink[~inside].mean() <= MAX_OUTSIDE_RATIO * ink[inside].mean())
