"""Rows and lines of a page: spans joined into segments without a wide gap, and segments that share a baseline.

Rows come from the top down, their segments from left to right. Text rotated by another angle than most of the page
comes as rows of its own, last. The usual type of a document, against which gaps are judged, is measured here as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from paper_search.ingest.readers.pdf.charts import find_charts
from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.graphics import Box, RulingLine, TextSpan
from paper_search.ingest.readers.pdf.ruling_lines import Grid, find_grids, find_stacks, merge_vertical
from paper_search.ingest.readers.pdf.segment_text import clean_text, follows_on, join_spans
from paper_search.ingest.readers.pdf.slant import straighten_page
from paper_search.ingest.readers.pdf.superscripts import attach_scripts
from paper_search.ingest.readers.pdf.watermarks import join_watermarks
from paper_search.text.spans import collapse_whitespace
from paper_search.text.superscripts import strip_note_marks

SEGMENT_GAP_EMS = 0.9
"""Ems between two spans that separate them into two segments."""

_FIGURE_PATTERN = re.compile(r"[-–+(£]*\d[\d,]*(?:\.\d+|,\d{3})\)?")

_LETTER_PATTERN = re.compile(r"[^\W\u00b2\u00b3\u00b9\u2070-\u209f]")
"""A letter or a figure in the type of the line, neither raised nor lowered."""

MAX_MARGIN_SHARE = 0.13
"""The share of a page's height, at the top and at the bottom, that may hold headers and footers."""
MAX_AXIS_POINTS = 70.0
"""Points between a chart and the title of its axis, which is printed upwards."""
MIN_ARTIFACT_SHARE = 0.8
"""The share of a page's letters from which the mark /Artifact says nothing."""


class Segment(NamedTuple):
    """Words without a wide gap between them."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    artifact: bool


class PdfRow(NamedTuple):
    """Segments on one baseline, left to right."""

    segments: tuple[Segment, ...]
    y: float
    size: float

    @property
    def text(self) -> str:
        """The words of the row."""
        return " ".join(segment.text for segment in self.segments)


class PdfLine(NamedTuple):
    """One printed line in reading order.

    ``cells`` is filled where it is a row of a table; ``tab`` is the x of words behind a wide gap; ``first_width`` the
    width of its first word in points; ``margin`` what stands beside it in a margin;
    ``charts`` the words of each chart below it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    column: tuple[float, float]
    cells: tuple[str, ...] = ()
    table: int = 0
    tab: float | None = None
    first_width: float = 0.0
    margin: str = ""
    charts: tuple[str, ...] = ()


LinePlace = tuple[int, int, tuple[float, float]]
"""A type size on one page and in one column."""


class TypeStyle(NamedTuple):
    """The usual type: the body size in points, and the step between lines in ems, by size and by place."""

    body: float
    leading: dict[float, float]
    local_leading: dict[LinePlace, float]


class PageLayout(NamedTuple):
    """A page turned the way people hold it.

    ``rows`` come from the top down; ``overprints`` are texts printed twice on one spot; ``fault`` is why the page could
    not be read to its end; ``stacks`` are stacks of horizontal rules; ``rules`` are all rules but the underlines of
    links; ``charts`` are the boxes in which charts are drawn.
    """

    width: float
    height: float
    rows: tuple[PdfRow, ...]
    grids: tuple[Grid, ...]
    pictures: int
    overprints: tuple[str, ...]
    fault: str = ""
    stacks: tuple[Grid, ...] = ()
    rules: tuple[RulingLine, ...] = ()
    charts: tuple[Box, ...] = ()


def lay_out_page(page: PdfPage) -> PageLayout:
    """Lay out a page as rows; a page printed sideways is rotated first, text at other angles comes last."""
    as_drawn = _ignore_artifact_body(page)
    page = straighten_page(as_drawn)
    if page is as_drawn:
        page = replace(page, spans=join_watermarks(page.spans))
    main_rotation = _find_main_rotation(page.spans)
    upright = [_rotate_span(span, main_rotation, page) for span in page.spans if span.rotation == main_rotation]
    rules = tuple(_rotate_rule(rule, main_rotation, page) for rule in page.rules)
    width, height = (page.height, page.width) if main_rotation in (90, 270) else (page.width, page.height)
    spans, repeats = _drop_overprints(upright)
    charts = _find_charts(page, main_rotation, width, height)
    rows, grids = _build_rows(spans, merge_vertical(rules)), find_grids(rules)
    for rotation in (0, 90, 180, 270):
        if rotation != main_rotation:
            others, more_repeats = _drop_overprints(
                [_rotate_span(span, rotation, page) for span in page.spans if span.rotation == rotation]
            )
            repeats += more_repeats
            rows += [
                _make_rotated_row(row, rotation, main_rotation, page, grids, charts, height)
                for row in _build_rows(others, ())
            ]
    stacks = tuple(find_stacks(rules))
    links = [_rotate_rule(link, main_rotation, page) for link in page.links]
    free_rules = tuple(rule for rule in rules if not any(_is_link_underline(link, rule) for link in links))
    return PageLayout(
        width, height, tuple(rows), tuple(grids), page.pictures, tuple(repeats), page.fault, stacks, free_rules, charts
    )


def _ignore_artifact_body(page: PdfPage) -> PdfPage:
    """Return the page without the marks of artifacts where they say nothing, since its body is marked as well."""
    marked = [span for span in page.spans if span.artifact]
    letters, marked_letters = (sum(len(span.text) for span in spans) for spans in (page.spans, marked))
    margin = MAX_MARGIN_SHARE * page.height
    has_body = any(margin < span.y < page.height - margin for span in marked)
    if not has_body or marked_letters < MIN_ARTIFACT_SHARE * letters:
        return page
    return replace(page, spans=tuple(span._replace(artifact=False) for span in page.spans))


def _is_link_underline(link: RulingLine, rule: RulingLine) -> bool:
    """Return True if a rule underlines a link."""
    is_level = link.y0 - 3 <= rule.y0 <= link.y1 + 3
    return is_level and link.x0 - 3 <= rule.x0 and rule.x1 <= link.x1 + 3


def _make_rotated_row(
    row: PdfRow,
    rotation: int,
    main_rotation: int,
    page: PdfPage,
    grids: Sequence[Grid],
    charts: Sequence[Box],
    height: float,
) -> PdfRow:
    """Make a row of text printed at another angle than the page.

    It is placed in the cell of the table that it heads or beside the chart that it labels, else below everything.
    """
    text = " ".join(segment.text for segment in row.segments)
    first = row.segments[0]
    x, y = _rotate_point(*_unrotate_point(first.x0, first.y, rotation, page), main_rotation, page)
    grid = next(
        (candidate for candidate in grids if candidate.contains_point(x - 0.3 * row.size, y - 0.3 * row.size)), None
    )
    is_label = any(box[0] - MAX_AXIS_POINTS < x < box[2] + MAX_AXIS_POINTS and box[1] < y < box[3] for box in charts)
    bounds = (x - row.size, x, y) if grid or is_label else (first.x0, first.x1, height)
    segment = Segment(text, *bounds, row.size, first.bold, all(part.artifact for part in row.segments))
    return PdfRow((segment,), segment.y, row.size)


def _find_charts(page: PdfPage, rotation: int, width: float, height: float) -> tuple[Box, ...]:
    """Return the boxes of the charts of a page, turned the way people hold it."""
    charts = find_charts(page.areas, page.spans, page.rules, page.width, page.height)
    return tuple(tuple(_rotate_rule(RulingLine(*box), rotation, page)) for box in charts)  # type: ignore[misc]


def _find_main_rotation(spans: Iterable[TextSpan]) -> int:
    letter_counts: Counter[int] = Counter()
    for span in spans:
        letter_counts[span.rotation] += len(span.text)
    return max(letter_counts, key=lambda rotation: (letter_counts[rotation], -rotation), default=0)


def _rotate_span(span: TextSpan, rotation: int, page: PdfPage) -> TextSpan:
    if rotation == 0:
        return span
    length = span.x1 - span.x0
    x, y = _rotate_point(span.x0, span.y, rotation, page)
    return span._replace(x0=x, x1=x + length, y=y)


def _rotate_rule(rule: RulingLine, rotation: int, page: PdfPage) -> RulingLine:
    a = _rotate_point(rule.x0, rule.y0, rotation, page)
    b = _rotate_point(rule.x1, rule.y1, rotation, page)
    return RulingLine(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _rotate_point(x: float, y: float, rotation: int, page: PdfPage) -> tuple[float, float]:
    """Return the place of a point when text rotated by this many degrees is made level."""
    if rotation == 90:
        return page.height - y, x
    if rotation == 180:
        return page.width - x, page.height - y
    if rotation == 270:
        return y, page.width - x
    return x, y


def _unrotate_point(x: float, y: float, rotation: int, page: PdfPage) -> tuple[float, float]:
    """Return the place of a point before ``_rotate_point``."""
    if rotation == 90:
        return y, page.height - x
    if rotation == 180:
        return page.width - x, page.height - y
    if rotation == 270:
        return page.width - y, x
    return x, y


def _drop_overprints(spans: Sequence[TextSpan]) -> tuple[list[TextSpan], list[str]]:
    """Return the spans without those printed again on one spot (imitated bold), and the text of those."""
    kept: list[TextSpan] = []
    repeats: list[str] = []
    seen: dict[tuple[str, int], list[TextSpan]] = {}
    for span in spans:
        nearby = seen.setdefault((span.text.strip(), round(span.y / 4)), [])
        if any(
            abs(other.x0 - span.x0) < 0.2 * span.size and abs(other.y - span.y) < 0.2 * span.size for other in nearby
        ):
            repeats.append(clean_text(span.text).strip())
            continue
        nearby.append(span)
        kept.append(span)
    return kept, repeats


def _build_rows(spans: Sequence[TextSpan], dividers: Sequence[RulingLine]) -> list[PdfRow]:
    """Build rows of the spans; small raised or lowered type belongs to the row whose words it touches."""
    if not spans:
        return []
    words = attach_scripts(spans)
    scripts = {id(word[0]): word[1:] for word in words if len(word) > 1}
    sizes = sorted(word[0].size for word in words)
    usual_size = sizes[len(sizes) // 2]
    ordered = sorted((word[0] for word in words), key=lambda span: (span.y, span.x0))
    groups: list[list[TextSpan]] = []
    for span in (span for span in ordered if span.size >= 0.75 * usual_size):
        _add_to_groups(groups, span)
    small: list[list[TextSpan]] = []
    for span in (span for span in ordered if span.size < 0.75 * usual_size):
        touched = next((group for group in groups if _is_touching(group, span)), None)
        if touched is not None:
            touched.append(span)
        else:
            _add_to_groups(small, span)
    for group in (*groups, *small):
        group += [script for span in group for script in scripts.get(id(span), ())]
    rows = [_build_row(group, dividers) for group in (*groups, *small)]
    starts = _find_column_starts(rows)
    if starts:
        rows = [_build_row(group, dividers, starts) for group in (*groups, *small)]
    return sorted(rows, key=lambda row: (row.y, row.segments[0].x0))


def _add_to_groups(groups: list[list[TextSpan]], span: TextSpan) -> None:
    if groups and abs(span.y - groups[-1][0].y) <= 0.3 * min(span.size, groups[-1][0].size):
        groups[-1].append(span)
    else:
        groups.append([span])


def _is_touching(group: Sequence[TextSpan], span: TextSpan) -> bool:
    if abs(group[0].y - span.y) > 0.6 * group[0].size:
        return False
    return any(
        -0.1 * other.size < span.x0 - other.x1 < 0.35 * other.size or abs(other.x0 - span.x1) < 0.45 * other.size
        for other in group
    )


def _find_column_starts(rows: Sequence[PdfRow]) -> frozenset[int]:
    """Return the x at which many segments begin, other than the left edge of the page.

    Columns may stand closer than a wide gap.
    """
    counts = Counter(round(segment.x0) for row in rows for segment in row.segments)
    left = min(counts)
    return frozenset(x for x, count in counts.items() if count >= 6 and x > left + 60)


def _build_row(spans: list[TextSpan], dividers: Sequence[RulingLine], starts: frozenset[int] = frozenset()) -> PdfRow:
    divider_xs = [divider.x0 for divider in dividers if divider.y0 < spans[0].y - 0.2 * spans[0].size < divider.y1]
    spans.sort(key=lambda span: span.x0)
    groups = [[spans[0]]]
    for span in spans[1:]:
        reach = max(previous.x1 for previous in groups[-1][-3:])
        is_wide = span.x0 - reach > SEGMENT_GAP_EMS * max(span.size, groups[-1][-1].size)
        is_start = round(span.x0) in starts and span.x0 - reach > 0.2 * span.size
        is_next_figure = span.x0 - reach > 0.3 * span.size and _are_figures(groups[-1][-1].text, span.text)
        is_apart = (is_wide or is_start or is_next_figure) and not follows_on(groups[-1][-1], span)
        if is_apart or any(reach - 2 < x < span.x0 + 2 for x in divider_xs):
            groups.append([span])
        else:
            groups[-1].append(span)
    segments = tuple(segment for group in groups if (segment := _build_segment(group)).text)
    main_span = max(spans, key=lambda span: (len(span.text), -span.x0))
    return PdfRow(segments or (_build_segment(spans),), main_span.y, main_span.size)


def _are_figures(text: str, next_text: str) -> bool:
    """Return True if two spans are sums side by side, which no prose has: their columns stand close."""
    return bool(_is_figure(text) and _is_figure(next_text))


def _is_figure(text: str) -> bool:
    return _FIGURE_PATTERN.fullmatch(strip_note_marks(text).strip()) is not None


def _build_segment(spans: Sequence[TextSpan]) -> Segment:
    weights: Counter[tuple[float, bool]] = Counter()
    for span in spans:
        weights[round(span.size, 1), span.bold] += len(_LETTER_PATTERN.findall(span.text))
    size = max(weights, key=lambda style: weights[style])[0]
    bold = not any(weights[style] for style in weights if not style[1]) and any(weights.values())
    y = max(spans, key=lambda span: len(span.text)).y
    ends = spans[0].x0, max(span.x1 for span in spans)
    text = collapse_whitespace(join_spans(spans))
    return Segment(text, *ends, y, size, bold, all(span.artifact for span in spans))


# -- usual type of a document


def measure_style(lines: Sequence[PdfLine]) -> TypeStyle:
    """Measure the usual type of a document.

    The body size is the one that most letters are printed in; the leading the commonest step between lines.
    """
    letter_counts: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = {}
    local_steps: dict[LinePlace, Counter[float]] = {}
    for before, line in zip((None, *lines), lines, strict=False):
        letter_counts[round(line.size * 2) / 2] += len(line.text)
        if before and before.page == line.page and not line.cells and abs(before.size - line.size) < 0.6:
            leading = round((line.y - before.y) / line.size, 1)
            if 0.8 < leading < 2.6:
                steps.setdefault(round(line.size), Counter())[leading] += 1
                local_steps.setdefault(locate_line(line), Counter())[leading] += 1
    body = max(letter_counts, key=lambda size: letter_counts[size], default=12.0)
    local_leading = {
        place: step for place, counts in local_steps.items() if (step := _find_smallest_common(counts)) is not None
    }
    return TypeStyle(body, {size: _find_commonest(counts) for size, counts in steps.items()}, local_leading)


def locate_line(line: PdfLine) -> LinePlace:
    """Return the place of a line within which steps between lines are compared."""
    return round(line.size), line.page, line.column


def _find_commonest(steps: Counter[float]) -> float:
    return min(steps, key=lambda step: (-steps[step], step))


def _find_smallest_common(steps: Counter[float]) -> float | None:
    """Return the smallest step that is common; larger ones stand between paragraphs."""
    common = [step for step, count in steps.items() if count >= 3 and count >= 0.3 * steps.total()]
    return min(common, default=None)
