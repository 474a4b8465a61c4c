"""Columns that no rule marks: the white space that runs down through a table whose rows are ruled.

In: a grid, or a stack of level rules, and the rows of its page. Out: the grid with a boundary wherever words keep
clear of a strip in every row. Council finance reports rule their tables so: a line beneath each row, none between
the columns. Promised: prose is never cut, for its lines leave no strip free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from paper_search.ingest.readers.blocks import is_bullet
from paper_search.ingest.readers.pdf.content_stream import RulingLine
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfRow, Segment
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import contains_segment

_LABEL_PATTERN = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]", re.I)
MIN_GAP_POINTS = 4.0
"""Points: a strip between two columns is at least as wide."""
MAX_HEADER_POINTS = 120.0
"""Points: column heads may wrap over several lines, but they are no page of prose."""
MIN_BAND_LINES, MIN_ROW_SHARE = 4, 0.6
"""A band is read line by line where it has so many lines, and such a share of them are rows of three cells."""
_AMOUNT_PATTERN = re.compile(r"[-+(£$€]*\s?\d[\d,.]*\s?(?:%|m|k|bn)?\)?|-")
MAX_HEADER_LINES = 6
MAX_COLUMNS = 60
MAX_SEGMENTS = 8000
"""Pieces of words in one grid: with more it is a drawing, and its columns are not worth the time."""
MAX_CROSSING_SHARE = 0.2
"""The share of lines that may run across a strip, as a title or a note over the whole width does."""


def find_table_grids(layout: PageLayout) -> list[Grid]:
    """The tables of a sheet as their rules and words show them, with their column heads."""
    grids = [
        add_header_band(add_column_boundaries(grid, layout.rows), layout.stacks, layout.rows) for grid in layout.grids
    ]
    stacks = [
        grid for stack in layout.stacks if is_tabular(grid := add_column_boundaries(stack, layout.rows), layout.rows)
    ]
    return grids + stacks


def add_column_boundaries(grid: Grid, rows: Sequence[PdfRow]) -> Grid:
    """The grid with the boundaries that its words show; the same grid where they show none."""
    inside = [part for row in rows if (part := [s for s in row.segments if contains_segment(grid, s)])]
    if sum(map(len, inside)) > MAX_SEGMENTS:
        return grid
    grid = _add_row_boundaries(grid, inside)
    if len(grid.ys) < 3 or len(inside) < 3:
        return grid
    found = [
        x for x in _find_column_gaps(inside)[:MAX_COLUMNS] if all(abs(x - old) > MIN_GAP_POINTS for old in grid.xs)
    ]
    kept = [
        x for x in found if sum(s.x0 < x < s.x1 for part in inside for s in part) <= MAX_CROSSING_SHARE * len(inside)
    ]
    xs = _select_column_gaps(grid, kept, inside)
    if not xs:
        return grid
    drawn = tuple(RulingLine(x, grid.ys[0], x, grid.ys[-1]) for x in xs)
    return grid._replace(xs=tuple(sorted((*grid.xs, *xs))), vertical=(*grid.vertical, *drawn))


def add_header_band(grid: Grid, stacks: Iterable[Grid], rows: Sequence[PdfRow]) -> Grid:
    """The grid with the band of its column heads, where those stand above it beneath a rule of their own or none."""
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
    """The y of the next rule above, where it belongs to a stack that goes on with the grid."""
    is_same = abs(stack.xs[0] - grid.xs[0]) <= 6 and abs(stack.xs[-1] - grid.xs[-1]) <= 6
    above = [y for y in stack.ys if y < grid.ys[0] - MIN_GAP_POINTS]
    is_near = bool(above) and grid.ys[0] - above[-1] <= MAX_HEADER_POINTS
    return above[-1] if is_same and is_near and stack.ys[-1] >= grid.ys[0] - MIN_GAP_POINTS else None


def _find_header_top(grid: Grid, rows: Sequence[PdfRow]) -> float | None:
    """Where the lines right above a grid begin that keep to its columns and head most of them."""
    heads: list[PdfRow] = []
    for row in sorted((row for row in rows if row.y < grid.ys[0] + 0.3 * row.size), key=lambda row: -row.y):
        below = heads[-1].y if heads else grid.ys[0] + row.size
        is_inside = grid.xs[0] - 3 <= row.segments[0].x0 and row.segments[-1].x1 <= grid.xs[-1] + 3
        if below - row.y > 1.9 * row.size or not is_inside or _is_crossing(grid, row.segments):
            break
        heads.append(row)
    while heads and len(heads[-1].segments) < 2:
        heads.pop()
    columns = {_find_column(grid.xs, segment) for row in heads for segment in row.segments}
    if len(columns) < max(2, 0.6 * (len(grid.xs) - 1)) or len(heads) > MAX_HEADER_LINES:
        return None
    return heads[-1].y - heads[-1].size


def _is_crossing(grid: Grid, segments: Iterable[Segment]) -> bool:
    return any(s.x0 + 3 < x < s.x1 - 3 for s in segments for x in grid.xs)


def _is_header_band(band: Grid, rows: Sequence[PdfRow]) -> bool:
    """Whether the words of a band keep to two columns or more of the grid."""
    inside = [s for row in rows for s in row.segments if contains_segment(band, s)]
    return not _is_crossing(band, inside) and len({_find_column(band.xs, s) for s in inside}) > 1


def is_tabular(grid: Grid, rows: Sequence[PdfRow]) -> bool:
    """Whether two bands of a stack or more have words in two columns or more."""
    columns: dict[int, set[int]] = {}
    for segment in (s for row in rows for s in row.segments if contains_segment(grid, s)):
        columns.setdefault(_find_band(grid.ys, segment), set()).add(_find_column(grid.xs, segment))
    return len(grid.xs) > 2 and sum(len(found) > 1 for found in columns.values()) > 1


def _add_row_boundaries(grid: Grid, inside: Sequence[Sequence[Segment]]) -> Grid:
    """The grid with a boundary below every line of a band whose lines are rows: printed spreadsheets frame many."""
    bands = [(top, [p for p in inside if top <= p[0].y - 0.3 * p[0].size < end]) for top, end in pairwise(grid.ys)]
    framed = [band for band in bands if _measure_row_share(band[1]) >= MIN_ROW_SHARE]
    if max((len(lines) for _, lines in framed), default=0) < MIN_BAND_LINES:
        return grid
    ys = list(grid.ys)
    for top, lines in framed:
        ys += [top, *(part[0].y + 0.3 * part[0].size for part in lines[:-1])]
    drawn = tuple(RulingLine(grid.xs[0], y, grid.xs[-1], y) for y in ys[len(grid.ys) :])
    places = sorted(y for y in ys if y in grid.ys or all(abs(y - old) > 3 for old in grid.ys))
    return grid._replace(ys=tuple(dict.fromkeys(places)), horizontal=(*grid.horizontal, *drawn))


def _measure_row_share(lines: Sequence[Sequence[Segment]]) -> float:
    """The share of lines that are rows of a table by themselves: three cells, with an amount."""
    full = sum(len(part) > 2 and any(_AMOUNT_PATTERN.fullmatch(s.text) for s in part) for part in lines)
    return full / max(len(lines), 1)


def _find_column_gaps(inside: Sequence[Sequence[Segment]]) -> list[float]:
    """The middle of every strip that the lines of several cells leave free, but for one line in a dozen."""
    lines = [part for part in inside if len(part) > 1]
    ends = sorted([(s.x0, 1) for part in lines for s in part] + [(s.x1, -1) for part in lines for s in part])
    spared = len(lines) // 12
    strips: list[float] = []
    depth, start, widest = 0, ends[0][0] if ends else 0.0, (0.0, 0.0)
    for x, step in ends:
        if step > 0 and depth <= spared:
            widest = max(widest, (x - start, (start + x) / 2))
            start = x
        depth += step
        if depth > spared:
            strips += [widest[1]] if widest[0] >= MIN_GAP_POINTS else []
            widest = 0.0, 0.0
        elif step < 0:
            start = x
    return strips


def _select_column_gaps(grid: Grid, gaps: Sequence[float], inside: Sequence[Sequence[Segment]]) -> list[float]:
    """The strips with words on both sides in two bands or more; those behind bullets or numbers part no columns."""
    kept: list[float] = []
    segments = [s for part in inside for s in part]
    for index, x in enumerate(gaps):
        left_edge = max((old for old in (*grid.xs, *kept) if old < x), default=grid.xs[0])
        right_edge = min((old for old in (*grid.xs, *gaps[index + 1 :]) if old > x), default=grid.xs[-1])
        left = [s for s in segments if left_edge <= (s.x0 + s.x1) / 2 <= x]
        right = [s for s in segments if x <= (s.x0 + s.x1) / 2 <= right_edge]
        if _count_bands(grid, left) > 1 and _count_bands(grid, right) > 1 and not all(_is_label(s.text) for s in left):
            kept.append(x)
    return kept


def _is_label(text: str) -> bool:
    return is_bullet(text + " ") or bool(_LABEL_PATTERN.fullmatch(text))


def _count_bands(grid: Grid, segments: Iterable[Segment]) -> int:
    return len({_find_band(grid.ys, segment) for segment in segments})


def _find_band(ys: Sequence[float], segment: Segment) -> int:
    return sum(y <= segment.y - 0.3 * segment.size for y in ys)


def _find_column(xs: Sequence[float], segment: Segment) -> int:
    return sum(x <= (segment.x0 + segment.x1) / 2 for x in xs)
