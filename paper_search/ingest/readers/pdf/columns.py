"""Columns that no rule marks: the white space that runs down through a table whose rows are ruled.

A grid, or a stack of horizontal rules, gets a boundary wherever words keep clear of a strip in every row. Council
finance reports rule their tables so: a line beneath each row, none between the columns. Prose is never cut, for its
lines leave no strip free.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from paper_search.ingest.readers.blocks import is_bullet
from paper_search.ingest.readers.pdf.graphics import RulingLine
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfRow, Segment
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import contains_segment
from paper_search.text.superscripts import strip_note_marks

_LABEL_PATTERN = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]", re.I)
MIN_GAP_POINTS = 4.0
"""Points: the least width of a strip between two columns."""
MAX_HEADER_POINTS = 120.0
"""Points: column headers may wrap over several lines, but they are no page of prose."""
MIN_BAND_LINES, MIN_ROW_SHARE = 4, 0.6
"""A band is read line by line if it has so many lines and such a share of them are rows of three cells."""
_AMOUNT_PATTERN = re.compile(r"[-+(£$€]*\s?\d[\d,.]*\s?(?:%|m|k|bn)?\)?|-")
MAX_HEADER_LINES = 6
MAX_COLUMNS = 60
MAX_SEGMENTS = 8000
"""Segments in one grid: with more it is a drawing, and its columns are not worth the time."""
MAX_CROSSING_SHARE = 0.2
"""The share of lines that may run across a strip, as a title or a note over the whole width does."""


def find_table_grids(layout: PageLayout) -> list[Grid]:
    """Find the tables of a page by their rules and words, with their column headers."""
    grids = [
        add_header_band(add_column_boundaries(grid, layout.rows), layout.stacks, layout.rows) for grid in layout.grids
    ]
    stacks = [
        grid for stack in layout.stacks if is_tabular(grid := add_column_boundaries(stack, layout.rows), layout.rows)
    ]
    return grids + stacks


def add_column_boundaries(grid: Grid, rows: Sequence[PdfRow]) -> Grid:
    """Add the column boundaries that the words of a grid show; without any, return the same grid."""
    inside = [
        segments
        for row in rows
        if (segments := [segment for segment in row.segments if contains_segment(grid, segment)])
    ]
    if sum(map(len, inside)) > MAX_SEGMENTS:
        return grid
    grid = _add_row_boundaries(grid, inside)
    if len(grid.ys) < 3 or len(inside) < 3:
        return grid
    gaps = [
        x
        for x in _find_column_gaps(inside)[:MAX_COLUMNS]
        if all(abs(x - boundary) > MIN_GAP_POINTS for boundary in grid.xs)
    ]
    uncrossed = [
        x
        for x in gaps
        if sum(segment.x0 < x < segment.x1 for segments in inside for segment in segments)
        <= MAX_CROSSING_SHARE * len(inside)
    ]
    xs = _select_column_gaps(grid, uncrossed, inside)
    if not xs:
        return grid
    drawn = tuple(RulingLine(x, grid.ys[0], x, grid.ys[-1]) for x in xs)
    return grid._replace(xs=tuple(sorted((*grid.xs, *xs))), vertical=(*grid.vertical, *drawn))


def add_header_band(grid: Grid, stacks: Iterable[Grid], rows: Sequence[PdfRow]) -> Grid:
    """Add the band of the column headers to a grid.

    The headers stand above the grid beneath a rule of their own or without one.

    Args:
        grid: the grid.
        stacks: the stacks of horizontal rules on the page.
        rows: the rows of the page.

    Returns:
        The grid with one more band on top, or the same grid where no headers stand above it.
    """
    tops = [top for stack in stacks if (top := _find_rule_above(grid, stack)) is not None]
    top = next(
        (top for top in tops if _is_header_band(grid._replace(ys=(top, grid.ys[0])), rows)),
        _find_header_top(grid, rows),
    )
    if top is None:
        return grid
    drawn = tuple(RulingLine(x, top, x, grid.ys[0]) for x in grid.xs)
    level = (*grid.horizontal, RulingLine(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[0]))
    return grid._replace(ys=(top, *grid.ys), horizontal=level, vertical=(*grid.vertical, *drawn))


def _find_rule_above(grid: Grid, stack: Grid) -> float | None:
    """Return the y of the next rule above that belongs to a stack which continues in the grid, or None."""
    is_same = abs(stack.xs[0] - grid.xs[0]) <= 6 and abs(stack.xs[-1] - grid.xs[-1]) <= 6
    above = [y for y in stack.ys if y < grid.ys[0] - MIN_GAP_POINTS]
    is_near = bool(above) and grid.ys[0] - above[-1] <= MAX_HEADER_POINTS
    return above[-1] if is_same and is_near and stack.ys[-1] >= grid.ys[0] - MIN_GAP_POINTS else None


def _find_header_top(grid: Grid, rows: Sequence[PdfRow]) -> float | None:
    """Return the y at which the lines right above a grid begin that keep to its columns and head most of them."""
    header_rows: list[PdfRow] = []
    for row in sorted((row for row in rows if row.y < grid.ys[0] + 0.3 * row.size), key=lambda row: -row.y):
        below = header_rows[-1].y if header_rows else grid.ys[0] + row.size
        is_inside = grid.xs[0] - 3 <= row.segments[0].x0 and row.segments[-1].x1 <= grid.xs[-1] + 3
        if below - row.y > 1.9 * row.size or not is_inside or _is_crossing(grid, row.segments):
            break
        header_rows.append(row)
    while header_rows and len(header_rows[-1].segments) < 2:
        header_rows.pop()
    columns = {_find_column(grid.xs, segment) for row in header_rows for segment in row.segments}
    if len(columns) < max(2, 0.6 * (len(grid.xs) - 1)) or len(header_rows) > MAX_HEADER_LINES:
        return None
    return header_rows[-1].y - header_rows[-1].size


def _is_crossing(grid: Grid, segments: Iterable[Segment]) -> bool:
    return any(segment.x0 + 3 < x < segment.x1 - 3 for segment in segments for x in grid.xs)


def _is_header_band(band: Grid, rows: Sequence[PdfRow]) -> bool:
    """Return True if the words of a band keep to at least two columns of the grid."""
    inside = [segment for row in rows for segment in row.segments if contains_segment(band, segment)]
    return not _is_crossing(band, inside) and len({_find_column(band.xs, segment) for segment in inside}) > 1


def is_tabular(grid: Grid, rows: Sequence[PdfRow]) -> bool:
    """Return True if at least two bands of a stack have words in two columns or more."""
    columns: dict[int, set[int]] = {}
    for segment in (segment for row in rows for segment in row.segments if contains_segment(grid, segment)):
        columns.setdefault(_find_band(grid.ys, segment), set()).add(_find_column(grid.xs, segment))
    return len(grid.xs) > 2 and sum(len(filled) > 1 for filled in columns.values()) > 1


def _add_row_boundaries(grid: Grid, inside: Sequence[Sequence[Segment]]) -> Grid:
    """Add a boundary below every line of a band whose lines are rows.

    Printed spreadsheets frame many rows together.
    """
    bands = [
        (top, [line for line in inside if top <= line[0].y - 0.3 * line[0].size < end])
        for top, end in pairwise(grid.ys)
    ]
    row_bands = [band for band in bands if _measure_row_share(band[1]) >= MIN_ROW_SHARE]
    if max((len(lines) for _, lines in row_bands), default=0) < MIN_BAND_LINES:
        return grid
    ys = list(grid.ys)
    for top, lines in row_bands:
        ys += [top, *(line[0].y + 0.3 * line[0].size for line in lines[:-1])]
    rules = tuple(RulingLine(grid.xs[0], y, grid.xs[-1], y) for y in ys[len(grid.ys) :])
    sorted_ys = sorted(y for y in ys if y in grid.ys or all(abs(y - other) > 3 for other in grid.ys))
    return grid._replace(ys=tuple(dict.fromkeys(sorted_ys)), horizontal=(*grid.horizontal, *rules))


def _measure_row_share(lines: Sequence[Sequence[Segment]]) -> float:
    """Return the share of lines that are rows of a table by themselves: three cells, with an amount."""
    row_count = sum(
        len(line) > 2 and any(_AMOUNT_PATTERN.fullmatch(strip_note_marks(segment.text).strip()) for segment in line)
        for line in lines
    )
    return row_count / max(len(lines), 1)


def _find_column_gaps(inside: Sequence[Sequence[Segment]]) -> list[float]:
    """Return the middle x of every strip that is free of words.

    Only lines of several cells count, and one line in a dozen may cross the strip.
    """
    lines = [line for line in inside if len(line) > 1]
    ends = sorted(
        [(segment.x0, 1) for line in lines for segment in line]
        + [(segment.x1, -1) for line in lines for segment in line]
    )
    allowed_crossings = len(lines) // 12
    strips: list[float] = []
    depth, start, widest_gap = 0, ends[0][0] if ends else 0.0, (0.0, 0.0)
    for x, step in ends:
        if step > 0 and depth <= allowed_crossings:
            widest_gap = max(widest_gap, (x - start, (start + x) / 2))
            start = x
        depth += step
        if depth > allowed_crossings:
            strips += [widest_gap[1]] if widest_gap[0] >= MIN_GAP_POINTS else []
            widest_gap = 0.0, 0.0
        elif step < 0:
            start = x
    return strips


def _select_column_gaps(grid: Grid, gaps: Sequence[float], inside: Sequence[Sequence[Segment]]) -> list[float]:
    """Return the strips with words on both sides in at least two bands.

    Strips behind bullets or numbers separate no columns.
    """
    selected: list[float] = []
    segments = [segment for line in inside for segment in line]
    for index, x in enumerate(gaps):
        left_edge = max((other for other in (*grid.xs, *selected) if other < x), default=grid.xs[0])
        right_edge = min((other for other in (*grid.xs, *gaps[index + 1 :]) if other > x), default=grid.xs[-1])
        left = [segment for segment in segments if left_edge <= (segment.x0 + segment.x1) / 2 <= x]
        right = [segment for segment in segments if x <= (segment.x0 + segment.x1) / 2 <= right_edge]
        if (
            _count_bands(grid, left) > 1
            and _count_bands(grid, right) > 1
            and not all(_is_label(segment.text) for segment in left)
        ):
            selected.append(x)
    return selected


def _is_label(text: str) -> bool:
    return is_bullet(text + " ") or bool(_LABEL_PATTERN.fullmatch(text))


def _count_bands(grid: Grid, segments: Iterable[Segment]) -> int:
    return len({_find_band(grid.ys, segment) for segment in segments})


def _find_band(ys: Sequence[float], segment: Segment) -> int:
    return bisect_right(ys, segment.y - 0.3 * segment.size)


def _find_column(xs: Sequence[float], segment: Segment) -> int:
    return bisect_right(xs, (segment.x0 + segment.x1) / 2)
