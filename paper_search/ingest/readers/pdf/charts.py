"""Charts of a page: where bars, lines and sectors are drawn, and the words that label them.

Words of axes, legends and values stand between the lines of a paragraph or beside them, and no sentence runs through
them. They are told by what is drawn, and by their shortness.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN
from paper_search.ingest.readers.pdf.graphics import Box, PaintedArea, RulingLine, TextSpan

MAX_MARKS = 1500
"""Painted areas of a page that are looked at; a page with more is a map or a drawing."""
MIN_BARS = 3
MIN_SECTOR_POINTS = 20.0
MIN_DIAGONALS = 4
MIN_STROKE_POINTS = 4.0
"""Points across and down of a stroke that is no rule."""
MAX_PAGE_SHARE = 0.75
"""The share of a page's width or height that a mark of a chart takes at most."""
TOUCH_POINTS = 14.0
"""Points by which two parts of one chart stand apart."""
MAX_LABEL_WORDS = 5
MIN_FIGURES, MIN_FIGURE_SHARE = 2, 0.2
"""Figures among the labels of a chart, and their share: values, years or the ticks of an axis."""
MAX_SECTOR_WORDS = 8
"""Words in a sector of a circle; a frame that overlaps another holds more."""
MAX_PROSE_LABELS = 1
"""Lines of prose in a chart: a remark on what it shows."""
LABEL_GAP_POINTS = 32.0
"""Points between a chart and a label beside it where prose stands on that side as well."""
MAX_LABEL_STEP_EMS = 2.6
"""Ems from the foot of a chart, or from a row of its labels, to the next row of them."""
MAX_VALUE_GAP_EMS = 1.4
"""Ems from the top of a bar to the middle of its value."""
_FIGURE_PATTERN = re.compile(
    r"[-\u2212+(\u00a3$\u20ac]*\d[\d,.]*\s?(?:%|m|k|bn)?\)?|(?:19|20)\d\d[-/\u2013]\d\d(?:\d\d)?"
)


class ChartLabel(NamedTuple):
    """Words that may label a chart: the number of their row, and their place in points."""

    row: int
    text: str
    x0: float
    x1: float
    y: float
    size: float
    is_bold: bool


def find_charts(
    areas: Sequence[PaintedArea], spans: Sequence[TextSpan], rules: Sequence[RulingLine], width: float, height: float
) -> list[Box]:
    """Return the boxes of the charts of a page, in points.

    Args:
        areas: what the page paints.
        spans: its words.
        rules: its ruling lines.
        width: its width, in points.
        height: its height, in points.
    """
    marks = [area for area in areas if _is_mark(area, width, height)]
    if not marks or len(marks) > MAX_MARKS:
        return []
    boxes = [_get_box(mark) for mark in marks if mark.kind == "box"]
    strokes = [_get_box(mark) for mark in marks if mark.kind == "line"]
    found = [*_find_bars(boxes, spans), *_find_sectors(boxes, spans), *_find_strokes(strokes)]
    axes = [
        (rule.x0, rule.y0, rule.x1, rule.y1)
        for rule in rules
        if rule.x1 - rule.x0 < MAX_PAGE_SHARE * width + 40 and rule.y1 - rule.y0 < MAX_PAGE_SHARE * height
    ]
    return _merge_boxes([_reach_axes(box, axes) for box in _merge_boxes(found)])


def select_labels(box: Box, labels: Sequence[ChartLabel]) -> list[ChartLabel]:
    """Return the words that label a chart; none where it has no figures, for it is a drawing then.

    Args:
        box: the chart.
        labels: the words of the page in rows from the top down.
    """
    short = [label for label in labels if _is_short(label.text)]
    inside = [label for label in short if _is_level(box, label) and _is_beside(box, label, labels)]
    taken = [*inside, *_find_labels_below(box, labels)]
    figures = sum(has_figures_only(label.text) for label in taken)
    is_chart = figures >= max(MIN_FIGURES, MIN_FIGURE_SHARE * len(taken))
    return taken if is_chart and not _frames_prose(box, labels) else []


def has_figures_only(text: str) -> bool:
    """Return True if all words are figures."""
    return all(_FIGURE_PATTERN.fullmatch(word) for word in text.split())


def _is_mark(area: PaintedArea, width: float, height: float) -> bool:
    across, down = area.x1 - area.x0, area.y1 - area.y0
    is_small = across < MAX_PAGE_SHARE * width and down < MAX_PAGE_SHARE * height
    return is_small and area.kind in ("box", "line") and min(across, down) > 2.0


def _get_box(area: PaintedArea) -> Box:
    return area.x0, area.y0, area.x1, area.y1


def _find_bars(boxes: Sequence[Box], spans: Sequence[TextSpan]) -> Iterator[Box]:
    """Yield the boxes of bars: three or more on one line, as thick as each other, of several lengths, without words."""
    for low, high, thin, end in ((1, 3, 0, 3), (0, 2, 1, 0)):
        groups: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            groups[round(box[end]), round((box[thin + 2] - box[thin]) / 2)].append(box)
        for bars in groups.values():
            lengths = [box[high] - box[low] for box in bars]
            places = {round(box[thin]) for box in bars}
            is_varied = max(lengths) - min(lengths) > 3.0
            if len(places) >= MIN_BARS and is_varied and not _hold_words(bars, spans):
                yield _unite(bars)


def _find_sectors(boxes: Sequence[Box], spans: Sequence[TextSpan]) -> Iterator[Box]:
    """Yield the boxes of sectors of a circle, which overlap in part."""
    large = [box for box in boxes if min(box[2] - box[0], box[3] - box[1]) >= MIN_SECTOR_POINTS][:60]
    for box, other in combinations(large, 2):
        shared = max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3])
        is_partial = _contains(box, other) == _contains(other, box) and box != other
        is_wide = shared[2] - shared[0] > 3 and shared[3] - shared[1] > 3
        if is_partial and is_wide and _count_words(_unite([box, other]), spans) <= MAX_SECTOR_WORDS:
            yield _unite([box, other])


def _find_strokes(strokes: Sequence[Box]) -> Iterator[Box]:
    """Yield the boxes of lines that run neither level nor upright."""
    slanted = [box for box in strokes if min(box[2] - box[0], box[3] - box[1]) > MIN_STROKE_POINTS]
    for box in _merge_boxes(slanted):
        if sum(_contains(box, stroke) for stroke in slanted) >= MIN_DIAGONALS or box[2] - box[0] > 100:
            yield box


def _hold_words(boxes: Sequence[Box], spans: Sequence[TextSpan]) -> bool:
    """Return True if boxes set off words, as the cells of a table and frames do; a value may stand in a bar."""
    return any(not has_figures_only(span.text) for box in boxes for span in _list_inside(box, spans))


def _count_words(box: Box, spans: Sequence[TextSpan]) -> int:
    return sum(len(span.text.split()) for span in _list_inside(box, spans) if not has_figures_only(span.text))


def _list_inside(box: Box, spans: Sequence[TextSpan]) -> list[TextSpan]:
    return [
        span
        for span in spans
        if box[0] <= (span.x0 + span.x1) / 2 <= box[2] and box[1] <= span.y - span.size / 3 <= box[3]
    ]


def _frames_prose(box: Box, labels: Sequence[ChartLabel]) -> bool:
    """Return True if a box frames lines of prose, as a picture or a panel does."""
    inside = (label for label in labels if _is_level(box, label) and box[0] < (label.x0 + label.x1) / 2 < box[2])
    return sum(not _is_short(label.text) for label in inside) > MAX_PROSE_LABELS


def _reach_axes(box: Box, axes: Iterable[Box]) -> Box:
    """Return the box of a chart with the axes that its marks stand on."""
    touching = [axis for axis in axes if _are_near(box, axis)]
    upright = [axis for axis in touching if axis[3] - axis[1] > axis[2] - axis[0]]
    # Lines of the grid reach as far as the axis.
    return _unite([box, *upright, *(axis for axis in touching if axis[2] - axis[0] > 20)])


def _merge_boxes(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes, those that are near one another united."""
    merged: list[Box] = []
    for box in sorted(boxes):
        united = box
        while near := [other for other in merged if _are_near(united, other)]:
            merged = [other for other in merged if other not in near]
            united = _unite([united, *near])
        merged.append(united)
    return merged


def _are_near(box: Box, other: Box) -> bool:
    across = max(box[0], other[0]) - min(box[2], other[2])
    down = max(box[1], other[1]) - min(box[3], other[3])
    return across <= TOUCH_POINTS and down <= TOUCH_POINTS


def _unite(boxes: Sequence[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _contains(box: Box, other: Box) -> bool:
    return box[0] <= other[0] and box[1] <= other[1] and other[2] <= box[2] and other[3] <= box[3]


def _is_short(text: str) -> bool:
    return has_figures_only(text) or (len(text.split()) <= MAX_LABEL_WORDS and not re.search(r"[.;,:]$", text))


def _is_level(box: Box, label: ChartLabel) -> bool:
    """Return True if words stand no higher and no lower than a chart."""
    middle = label.y - label.size / 3
    # The value of the tallest bar stands on it.
    above = MAX_VALUE_GAP_EMS if has_figures_only(label.text) else 0.7
    return box[1] - above * label.size <= middle <= box[3] + 0.7 * label.size


def _is_beside(box: Box, label: ChartLabel, labels: Sequence[ChartLabel]) -> bool:
    """Return True if words stand in a chart or at its side, close to it where prose is on that side as well."""
    if label.x1 > box[0] and label.x0 < box[2]:
        return True
    is_left = label.x1 <= box[0]
    if (box[0] - label.x1 if is_left else label.x0 - box[2]) <= LABEL_GAP_POINTS:
        return not any(other.row == label.row and _is_touching(other, label) for other in labels)
    return not any(
        _is_level(box, other) and not _is_short(other.text) and (other.x0 < box[0] if is_left else other.x1 > box[2])
        for other in labels
    )


def _is_touching(other: ChartLabel, label: ChartLabel) -> bool:
    """Return True for the words of one line that a small gap divides."""
    gap = max(other.x0 - label.x1, label.x0 - other.x1)
    return 0 <= gap < label.size and not _is_short(other.text)


def _find_labels_below(box: Box, labels: Sequence[ChartLabel]) -> Iterator[ChartLabel]:
    """Yield the labels of an axis and of a legend in the rows below a chart."""
    foot = box[3]
    rows: dict[int, list[ChartLabel]] = defaultdict(list)
    for label in labels:
        if box[3] + 0.7 * label.size < label.y - label.size / 3 and label.x0 < box[2] + 40 and label.x1 > box[0] - 40:
            rows[label.row].append(label)
    for _, row in sorted(rows.items()):
        first = row[0]
        is_near = first.y - foot <= MAX_LABEL_STEP_EMS * first.size
        if not is_near or not all(_is_short(label.text) for label in row) or not _is_label_row(box, row):
            return
        yield from row
        foot = first.y


def _is_label_row(box: Box, row: Sequence[ChartLabel]) -> bool:
    """Return True for several short words across a chart, or for one title in the middle of it."""
    if any(LABEL_PATTERN.match(label.text) and not _FIGURE_PATTERN.fullmatch(label.text) for label in row):
        return False
    if len(row) > 1:
        return True
    text = row[0].text
    is_centred = abs((row[0].x0 + row[0].x1) - (box[0] + box[2])) / 2 < 0.12 * (box[2] - box[0])
    return is_centred and not row[0].is_bold and row[0].x0 > box[0] and not SENTENCE_END_PATTERN.search(text)
