"""Struck-through words: those with a line through their middle, or under a strike-out annotation.

A line strikes words through if it runs from the first of them to the last, at the height of the small letters. An
underline runs below them, a fraction bar between two rows, and the rule of a table meets others or runs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.graphics import Box, PaintedArea, TextSpan
from paper_search.ingest.readers.pdf.words import Word, list_words, measure_overlap, split_span

BAND_EMS = (0.12, 0.5)
"""Ems above the baseline between which a line strikes words through."""
MAX_THICKNESS_EMS = 0.3
"""Ems that such a line is thick at most."""
MAX_LUMINANCE = 0.85
"""A line paler than this does not show."""
MIN_COVERED_SHARE = 0.8
"""The share of the width of a word that lines must run through."""
MAX_OVERHANG_EMS = 1.5
"""Ems that a line may run on beyond the words that it strikes through."""
MAX_LINES = 1500
"""Lines of one page; a page with more holds a drawing."""
_TOUCH_POINTS = 2.0

Line = tuple[float, float, float, float]
"""Start and end along the baseline, its height on the page, and its thickness."""


def mark_struck_spans(page: PdfPage) -> PdfPage:
    """Return the page with its struck-through words as spans of their own, which say so."""
    struck = _find_struck_by_lines(page) | _find_struck_by_annotations(page)
    if not struck:
        return page
    spans: list[TextSpan] = []
    touched = {index for index, _ in struck}
    for index, span in enumerate(page.spans):
        if index not in touched:
            spans.append(span)
            continue
        words = list_words(page.spans, [index], page.height)
        labels = [(index, word.start) in struck for word in words]
        spans += [piece._replace(is_struck=bool(label)) for label, piece in split_span(span, words, labels)]
    return replace(page, spans=tuple(spans))


def _find_struck_by_annotations(page: PdfPage) -> set[tuple[int, int]]:
    """Return the words, by span and first character, of which a strike-out annotation covers the greater part."""
    boxes = [box for annotation in page.annotations if annotation.kind == "/StrikeOut" for box in annotation.boxes]
    if not boxes:
        return set()
    words = list_words(page.spans, range(len(page.spans)), page.height)
    return {(word.span, word.start) for word in words if any(measure_overlap(word.box, box) >= 0.5 for box in boxes)}


def _find_struck_by_lines(page: PdfPage) -> set[tuple[int, int]]:
    struck: set[tuple[int, int]] = set()
    for is_upright in (True, False):
        lines = _list_lines(page.areas, is_upright=is_upright)
        spans = [
            index
            for index, span in enumerate(page.spans)
            if (span.rotation in (90, 270)) is is_upright and span.origin is not None
        ]
        if lines and spans and len(lines) <= MAX_LINES:
            struck |= _strike_spans(page, spans, _drop_table_rules(lines, page.areas, is_upright=is_upright))
    return struck


def _list_lines(areas: Sequence[PaintedArea], *, is_upright: bool) -> list[Line]:
    """Return the thin areas along the text, pieces of one line joined."""
    lines = []
    for area in areas:
        x0, y0, x1, y1 = _turn(area[:4], is_upright=is_upright)
        is_painted = area.kind in ("box", "line") and (area.luminance is None or area.luminance < MAX_LUMINANCE)
        if is_painted and x1 - x0 > 3 * (y1 - y0) and y1 - y0 < 8:
            lines.append((x0, x1, (y0 + y1) / 2, y1 - y0))
    lines.sort(key=lambda line: (round(line[2]), line[0]))
    joined: list[Line] = []
    for line in lines:
        if joined and abs(joined[-1][2] - line[2]) < 0.7 and line[0] <= joined[-1][1] + 1:
            start, end, height, thickness = joined[-1]
            joined[-1] = start, max(end, line[1]), height, max(thickness, line[3])
        else:
            joined.append(line)
    return joined


def _drop_table_rules(lines: list[Line], areas: Sequence[PaintedArea], *, is_upright: bool) -> list[Line]:
    """Return the lines that meet no line across them at either end."""
    across = [
        box for area in areas if (box := _turn(area[:4], is_upright=is_upright))[3] - box[1] > 6 and box[2] - box[0] < 3
    ]
    return [
        line
        for line in lines
        if not any(
            box[1] - _TOUCH_POINTS <= line[2] <= box[3] + _TOUCH_POINTS
            and min(abs(box[0] - line[0]), abs(box[0] - line[1])) <= _TOUCH_POINTS
            for box in across
        )
    ]


def _strike_spans(page: PdfPage, indices: Sequence[int], lines: Sequence[Line]) -> set[tuple[int, int]]:
    """Return the words that lines run through, without those whose line runs on beyond them."""
    through: dict[Line, list[tuple[Word, float]]] = {}
    for index in indices:
        span = page.spans[index]
        crossing = [line for line in lines if _is_through(span, line)]
        if crossing:
            for word in list_words(page.spans, [index], page.height):
                for line in crossing:
                    if _measure_covered(_turn_word(word, span), line) >= MIN_COVERED_SHARE:
                        through.setdefault(line, []).append((word, span.size))
    struck: set[tuple[int, int]] = set()
    for line, words in through.items():
        boxes = [_turn_word(word, page.spans[word.span]) for word, _ in words]
        overhang = max(min(box[0] for box in boxes) - line[0], line[1] - max(box[2] for box in boxes))
        if overhang <= MAX_OVERHANG_EMS * max(size for _, size in words):
            struck |= {(word.span, word.start) for word, _ in words}
    return struck


def _is_through(span: TextSpan, line: Line) -> bool:
    """Return True if a line lies in the band of the small letters of a span."""
    if span.rotation in (90, 270):
        baseline, sign = span.x0, 1.0 if span.rotation == 90 else -1.0
    else:
        baseline, sign = span.y, 1.0 if span.rotation == 0 else -1.0
    above = (baseline - line[2]) * sign
    is_thin = line[3] <= MAX_THICKNESS_EMS * span.size
    return is_thin and BAND_EMS[0] * span.size <= above <= BAND_EMS[1] * span.size


def _measure_covered(box: Box, line: Line) -> float:
    width = box[2] - box[0]
    return (min(box[2], line[1]) - max(box[0], line[0])) / width if width > 0 else 0.0


def _turn_word(word: Word, span: TextSpan) -> Box:
    return _turn(word.box, is_upright=span.rotation in (90, 270))


def _turn(box: Box, *, is_upright: bool) -> Box:
    """Return a box with its axes exchanged where text runs upwards or downwards."""
    return (box[1], box[0], box[3], box[2]) if is_upright else box
