"""Pages whose lines are all slanted, such as a scan that was fed askew, made level.

Lines are found by their baselines, and words of a slanted line have as many baselines as words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.graphics import TextSpan

MIN_SLANT_DEGREES = 0.3
"""Degrees from which a line as wide as a page ends on the baseline of another line."""
MAX_SPREAD_DEGREES = 0.5
"""Degrees by which the slants of two lines may differ where one sheet of paper has both."""
MIN_SLANTED_SHARE = 0.8
"""The share of the letters of a page that must have its slant."""


def straighten_page(page: PdfPage) -> PdfPage:
    """Return the page with its words turned about its centre until their lines are level, as it is where they are."""
    slant = measure_slant(page.spans)
    if abs(slant) < MIN_SLANT_DEGREES:
        return page
    cosine, sine = math.cos(math.radians(slant)), math.sin(math.radians(slant))
    centre_x, centre_y = page.width / 2, page.height / 2

    def turn(span: TextSpan) -> TextSpan:
        # Angles run against the clock, while y runs down the page.
        across, down = span.x0 - centre_x, span.y - centre_y
        x, y = centre_x + across * cosine - down * sine, centre_y + across * sine + down * cosine
        return span._replace(x0=x, x1=x + span.x1 - span.x0, y=y)

    return replace(page, spans=tuple(map(turn, page.spans)))


def measure_slant(spans: Sequence[TextSpan]) -> float:
    """Return the slant that lines have in common, in degrees against the clock from -45 to 45; 0 where they have none.

    Args:
        spans: the words of a page; those without an origin are printed level.
    """
    letters = np.array([len(span.text.strip()) for span in spans], dtype=float)
    if not letters.sum():
        return 0.0
    slants = np.array([_measure_angle(span) for span in spans])
    order = np.argsort(slants)
    middle = int(np.searchsorted(np.cumsum(letters[order]), letters.sum() / 2))
    slant = float(slants[order][middle])
    is_alike = np.abs(slants - slant) <= MAX_SPREAD_DEGREES
    return slant if letters[is_alike].sum() >= MIN_SLANTED_SHARE * letters.sum() else 0.0


def _measure_angle(span: TextSpan) -> float:
    """Return the degrees by which a baseline differs from the nearest of the four directions."""
    if span.origin is None:
        return 0.0
    a, b = span.origin.matrix[:2]
    return (math.degrees(math.atan2(b, a)) + 45.0) % 90.0 - 45.0
