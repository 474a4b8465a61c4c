"""Words in the cells of ruled tables.

Cells are joined where the grid has no line between them. A grid that only frames numbered paragraphs is no table, and
its words stay prose.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from paper_search.ingest.readers.merged_cells import is_repeated_below
from paper_search.ingest.readers.pdf.lines import PdfRow, Segment
from paper_search.ingest.readers.pdf.ruling_lines import TOUCH_POINTS, Grid
from paper_search.text.superscripts import strip_note_marks

_AMOUNT_PATTERN = re.compile(r"[-+(£$€]*\s?\d[\d,.]*\s?(?:%|m|k|bn)?\)?|-")


MAX_PROSE_COLUMNS, MIN_COLUMN_WORDS = 3, 40
"""Columns of prose that a grid may set side by side, and words of each of their cells."""


class RuledTable(NamedTuple):
    """A grid with the words of its cells, row by row, and the y of each row's top in points."""

    grid: Grid
    rows: tuple[tuple[str, ...], ...]
    tops: tuple[float, ...]


def split_layout(grid: Grid, rows: Sequence[PdfRow]) -> list[list[PdfRow]] | None:
    """Return the words of a grid that only sets columns of prose side by side, cell by cell.

    Args:
        grid: the grid.
        rows: the rows of its page.

    Returns:
        The rows of each cell in the order of print, or None where the grid is a table: one with other cells, or with a
        row of heads.
    """
    cells: dict[tuple[int, int], list[PdfRow]] = defaultdict(list)
    for row in rows:
        placed: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        for segment in row.segments:
            if contains_segment(grid, segment):
                placed[_find_cell(grid, segment)].append(segment)
        for place, segments in placed.items():
            cells[place].append(row._replace(segments=tuple(segments), y=segments[0].y))
    counts = {place: sum(len(row.text.split()) for row in inside) for place, inside in cells.items()}
    bands = Counter(band for band, _ in cells)
    is_layout = bands and all(1 < count <= MAX_PROSE_COLUMNS for count in bands.values())
    if not is_layout or min(counts.values()) < MIN_COLUMN_WORDS:
        return None
    return [cells[place] for place in sorted(cells)]


def fill_table(grid: Grid, rows: Sequence[PdfRow], *, is_continuation: bool = False) -> RuledTable | None:
    """Fill the cells of a grid with the words of the rows.

    Args:
        grid: the grid.
        rows: the rows of its page.
        is_continuation: the table continues from the page before, so that one long cell may fill the page.

    Returns:
        The table, or None where the grid is none.
    """
    cells: dict[tuple[int, int], list[Segment]] = defaultdict(list)
    for row in rows:
        for segment in row.segments:
            if contains_segment(grid, segment):
                cells[_find_cell(grid, segment)].append(segment)
    if not cells or not (is_continuation or _is_table(cells)):
        return None
    bands = _merge_header_bands(cells)
    columns = {column for _, column in cells}
    words = {place: join_cell(segments) for place, segments in cells.items()}
    words |= _continue_merged(grid, bands, sorted(columns), words)
    printed = [_format_row(grid, band, sorted(columns), words) for band in bands]
    tops = tuple(min(segment.y for column in columns for segment in cells.get((band, column), ())) for band in bands)
    return RuledTable(grid, tuple(printed), tops)


def _is_table(cells: dict[tuple[int, int], list[Segment]]) -> bool:
    """Return True if a row has two cells or more, and they are no numbered paragraphs in a frame."""
    return max(Counter(band for band, _ in cells).values()) > 1 and not _is_prose(cells)


def _merge_header_bands(cells: dict[tuple[int, int], list[Segment]]) -> list[int]:
    """Return the bands, with column headers over several of them merged into one.

    An example is "2025-26" above "Year 1" above "£000s".
    """
    bands = sorted({band for band, _ in cells})
    first = min(column for _, column in cells)
    if (bands[0], first) not in cells:
        return bands
    while len(bands) > 2 and (bands[1], first) not in cells:
        below = [(position, segments) for position, segments in cells.items() if position[0] == bands[1]]
        if any(_AMOUNT_PATTERN.fullmatch(strip_note_marks(join_cell(segments)).strip()) for _, segments in below):
            break
        for (band, column), segments in below:
            cells[bands[0], column].extend(segments)
            del cells[band, column]
        bands.pop(1)
    return bands


def _continue_merged(
    grid: Grid, bands: Sequence[int], columns: Sequence[int], words: dict[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Return the words that a cell merged down over several bands has in those below its first.

    A band with words in one column alone names a group of rows, and has no others.
    """
    filled = Counter(band for band, _ in words)
    continued: dict[tuple[int, int], str] = {}
    for above, band in pairwise(bands):
        for column in columns:
            text = continued.get((above, column)) or words.get((above, column), "")
            is_free = (band, column) not in words and filled[band] > 1 < filled[above]
            if text and is_free and _is_merged(grid, above, band, column) and is_repeated_below(text):
                continued[band, column] = text
    return continued


def _is_merged(grid: Grid, above: int, band: int, column: int) -> bool:
    """Return True if rules stand at both sides of a cell, and none between it and the one above."""
    middle = (grid.xs[column] + grid.xs[column + 1]) / 2
    levels = grid.ys[above + 1 : band + 1]
    y = (grid.ys[band] + grid.ys[band + 1]) / 2
    has_sides = all(_has_vertical(grid, x, y) for x in grid.xs[column : column + 2])
    return has_sides and not any(_has_horizontal(grid, level, middle) for level in levels)


def _format_row(grid: Grid, band: int, columns: Sequence[int], words: dict[tuple[int, int], str]) -> tuple[str, ...]:
    """Return the cells of one row as far as its last words.

    A blank cell keeps its place, so that an amount stays in its column. A cell that another one spans has no place. A
    row of one cell, which names a group of rows, is only that cell.
    """
    y = (grid.ys[band] + grid.ys[min(band + 1, len(grid.ys) - 1)]) / 2
    filled = [column for column in columns if (band, column) in words]
    if len(filled) == 1:
        return (words[band, filled[0]],)
    last = filled[-1]
    printed = [
        column
        for column in columns
        if column <= last and ((band, column) in words or not column or _has_vertical(grid, grid.xs[column], y))
    ]
    return tuple(words.get((band, column), "") for column in printed)


def contains_segment(grid: Grid, segment: Segment) -> bool:
    """Return True if the middle of the words lies in the grid."""
    return grid.contains_point((segment.x0 + segment.x1) / 2, segment.y - 0.3 * segment.size)


def join_cell(segments: Iterable[Segment]) -> str:
    """Join the words of a cell, line by line."""
    text = ""
    previous: Segment | None = None
    for segment in segments:
        is_cut = re.search(r"\w-$", text) and segment.text[:1].islower()
        text += ("" if previous is None or is_cut else _choose_separator(previous, segment)) + segment.text
        previous = segment
    return text


def _choose_separator(previous: Segment, segment: Segment) -> str:
    """Return a bar where a cell without a rule in it sets amounts apart, else a space."""
    is_apart = abs(previous.y - segment.y) < 2 and segment.x0 - previous.x1 > 1.5 * segment.size
    return " | " if is_apart and re.search(r"\d", segment.text + previous.text) else " "


def _find_cell(grid: Grid, segment: Segment) -> tuple[int, int]:
    """Return the band and column of the cell a segment is in; of a cell over several, the first."""
    x, y = (segment.x0 + segment.x1) / 2, segment.y - 0.3 * segment.size
    column = min(max(bisect_right(grid.xs, x) - 1, 0), len(grid.xs) - 2)
    band = min(max(bisect_right(grid.ys, y) - 1, 0), len(grid.ys) - 2)
    while column and not _has_vertical(grid, grid.xs[column], y):
        column -= 1
    middle = (grid.xs[column] + grid.xs[column + 1]) / 2
    while band and not _has_horizontal(grid, grid.ys[band], middle):
        band -= 1
    return band, column


def _has_vertical(grid: Grid, x: float, y: float) -> bool:
    return any(
        abs(rule.x0 - x) <= 5 and rule.y0 - TOUCH_POINTS <= y <= rule.y1 + TOUCH_POINTS for rule in grid.vertical
    )


def _has_horizontal(grid: Grid, y: float, x: float) -> bool:
    return any(
        abs(rule.y0 - y) <= 4 and rule.x0 - TOUCH_POINTS <= x <= rule.x1 + TOUCH_POINTS for rule in grid.horizontal
    )


def _is_prose(cells: dict[tuple[int, int], list[Segment]]) -> bool:
    """Return True if the grid only sets numbers beside paragraphs.

    It has labels on the left and one wide column on the right.
    """
    first = min(column for _, column in cells)
    left_texts = [join_cell(segments) for (_, column), segments in cells.items() if column == first]
    right_lengths = [len(join_cell(segments)) for (_, column), segments in cells.items() if column != first]
    label_count = sum(
        bool(re.fullmatch(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]+)[.):]?", text)) for text in left_texts
    )
    others = {column for _, column in cells if column != first}
    return len(others) == 1 and label_count >= 0.6 * len(left_texts) and sum(right_lengths) > 60 * len(right_lengths)
