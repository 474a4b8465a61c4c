"""Lines of a document in reading order: columns one after the other, tables row by row.

Prose in columns differs from a table in that both sides fill their width. A table without rules has three cells or
more on a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from paper_search.ingest.readers.blocks import SENTENCE_END_PATTERN, is_bullet
from paper_search.ingest.readers.pdf.amounts import join_wrapped_labels, pair_amounts
from paper_search.ingest.readers.pdf.chart_words import attach_charts, take_chart_words
from paper_search.ingest.readers.pdf.columns import add_column_boundaries, add_header_band, is_tabular
from paper_search.ingest.readers.pdf.headers_footers import PageBody
from paper_search.ingest.readers.pdf.headings import embolden_underlined
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfLine, PdfRow, Segment
from paper_search.ingest.readers.pdf.margins import attach_notes, take_margin_notes
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import RuledTable, contains_segment, fill_table, split_layout
from paper_search.text.superscripts import strip_note_marks

MIN_COLUMN_LINES = 6
"""The least number of lines in a column of prose."""
MIN_FILLED_SHARE, MIN_FILLED_SHARE_APART = 0.55, 0.35
"""The share of a column's width that half of its lines fill; less where the lines of the other one are not level."""

MIN_SURE_LINES, MIN_LINE_WORDS, MIN_PROSE_POINTS = 3, 4, 130.0
"""The least number of lines in a column whose sentences go on from line to line, their words, and its width."""

Edges = tuple[float, float]
"""The left and the right edge, in points."""
_AMOUNT_PATTERN = re.compile(r"[-+(£$€]*\s?[\d][\d,.]*\s?(?:%|m|k|bn|pp)?\)?|n/?a|-|[£%]|£m|£'?000s?|nil", re.I)


_FINANCIAL_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d[-–/]\d\d(?:\d\d)?")


class RegionRow(NamedTuple):
    """A row of prose, or of a table, with its cells and a number that tells tables apart."""

    row: PdfRow
    cells: tuple[str, ...] = ()
    table: int = 0


class _ProseGrid(NamedTuple):
    """A grid that sets columns of prose side by side, and the rows of each of its cells in order."""

    grid: Grid
    cells: list[list[PdfRow]]


def find_reading_order(layouts: Sequence[PageLayout], bodies: Sequence[PageBody]) -> list[PdfLine]:
    """Return every row of every page as a line, in the order in which people read them."""
    bodies, notes = take_margin_notes(layouts, bodies)
    taken = [take_chart_words(layout, body) for layout, body in zip(layouts, bodies, strict=True)]
    layouts, bodies = [page[0] for page in taken], [page[1] for page in taken]
    pages: list[list[list[RegionRow]]] = []
    previous: RuledTable | None = None
    for layout, body in zip(layouts, bodies, strict=True):
        tables = _find_tables(layout, body.rows, previous)
        pages.append(list(_split_regions(layout, body.rows, tables)))
        previous = max(tables, key=lambda table: table.grid.ys[0], default=None)
    usual_edges = _find_usual_edges(layouts, pages)
    lines: list[PdfLine] = []
    for page, (layout, regions) in enumerate(zip(layouts, pages, strict=True), 1):
        printed: list[PdfLine] = []
        for region in regions:
            edges = _find_edges(region, usual_edges.get(round(layout.width)))
            printed += [_make_line(page, row, edges) for row in region]
        lines += attach_notes(attach_charts(printed, taken[page - 1][2], page), notes[page - 1])
    return lines


def _split_regions(
    layout: PageLayout, rows: Sequence[PdfRow], tables: Sequence[RuledTable]
) -> Iterator[list[RegionRow]]:
    """Yield the regions of a page, each a column or the full width."""
    layouts = [
        _ProseGrid(grid, cells)
        for grid in layout.grids
        if not any(_is_overlapping(grid, table.grid) for table in tables) and (cells := split_layout(grid, rows))
    ]
    grids = [*(table.grid for table in tables), *(layout_grid.grid for layout_grid in layouts)]
    prose: list[PdfRow] = []
    for row in rows:
        segments = tuple(
            segment for segment in row.segments if not any(contains_segment(grid, segment) for grid in grids)
        )
        if segments:
            prose.append(row._replace(segments=segments))
    prose = embolden_underlined(prose, layout.rules)
    start = 0
    placed: list[RuledTable | _ProseGrid] = [*tables, *layouts]
    for table in sorted(placed, key=lambda table: table.grid.ys[0]):
        above = [row for row in prose[start:] if row.y <= table.grid.ys[0] + 0.3 * row.size]
        start += len(above)
        yield from _split_columns(above, layout.width)
        if isinstance(table, RuledTable):
            yield list(_make_table_rows(table))
        else:
            for cell in table.cells:
                yield from _split_columns(cell, layout.width)
    yield from _split_columns(prose[start:], layout.width)


def _find_tables(layout: PageLayout, rows: Sequence[PdfRow], previous: RuledTable | None) -> list[RuledTable]:
    """Find the ruled tables, then those of which only the rows are ruled; no word is in two of them.

    Args:
        layout: the page.
        rows: its rows without headers and footers.
        previous: the last table of the page before; a grid with the same columns continues it, even with one
            filled cell.
    """
    grids = [add_column_boundaries(grid, rows) for grid in layout.grids]
    stacks = [grid for stack in layout.stacks if is_tabular(grid := add_column_boundaries(stack, rows), rows)]
    tables: list[RuledTable] = []
    for grid in grids + stacks:
        is_continuation = previous is not None and _is_continuation(grid, previous)
        if not is_continuation and split_layout(grid, rows):
            continue
        others = [other for other in grids if other is not grid] + [table.grid for table in tables]
        if grid in stacks and any(_is_overlapping(grid, other.grid) for other in tables):
            continue
        with_header = add_header_band(grid, layout.stacks, rows)
        if any(_is_overlapping(with_header, other) for other in others):
            with_header = grid
        if table := fill_table(with_header, rows, is_continuation=is_continuation):
            tables.append(table)
    return tables


def _is_continuation(grid: Grid, previous: RuledTable) -> bool:
    """Return True if a grid has the columns of the table before: three or more, or two where its last cell was cut."""
    are_close = (abs(x - previous_x) <= 4 for x, previous_x in zip(grid.xs, previous.grid.xs, strict=False))
    is_cut = not SENTENCE_END_PATTERN.search(previous.rows[-1][-1])
    return len(grid.xs) == len(previous.grid.xs) and (len(grid.xs) > 3 or is_cut) and all(are_close)


def _is_overlapping(grid: Grid, other: Grid) -> bool:
    is_level = grid.ys[0] < other.ys[-1] and other.ys[0] < grid.ys[-1]
    return is_level and grid.xs[0] < other.xs[-1] and other.xs[0] < grid.xs[-1]


def _make_table_rows(table: RuledTable) -> Iterator[RegionRow]:
    for cells, top in zip(table.rows, table.tops, strict=True):
        x0, x1 = table.grid.xs[0], table.grid.xs[-1]
        segment = Segment(" | ".join(cells), x0, x1, top, 10.0, False, False)
        yield RegionRow(PdfRow((segment,), top, 10.0), cells, round(table.grid.ys[0] * 10) + 1)


# -- columns of prose


def _split_columns(rows: Sequence[PdfRow], width: float) -> Iterator[list[RegionRow]]:
    """Yield regions of rows: where a gap separates two columns of prose, the left one, then the right one."""
    gap = _find_column_gap(rows)
    if gap is None:
        if rows:
            yield list(_classify_rows(rows))
        return
    first, last, x = gap
    yield from _split_columns(rows[:first], width)
    for left in (True, False):
        part = [
            row._replace(segments=segments, y=segments[0].y)
            for row in rows[first:last]
            if (segments := tuple(segment for segment in row.segments if (segment.x1 <= x) == left))
        ]
        yield from _split_columns(part, width)
    yield from _split_columns(rows[last:], width)


def _find_column_gap(rows: Sequence[PdfRow]) -> tuple[int, int, float] | None:
    """Return the longest stretch of rows in two columns.

    Returns:
        The first row, the row after the last, and the x between the columns; None where there are no columns.
    """
    if len(rows) < MIN_SURE_LINES:
        return None
    best: tuple[int, int, float] | None = None
    for x in _find_gap_positions(rows):
        start = 0
        for end in range(len(rows) + 1):
            if end < len(rows) and not any(segment.x0 < x < segment.x1 for segment in rows[end].segments):
                continue
            is_longer = end - start >= (best[1] - best[0] + 1 if best else MIN_SURE_LINES)
            if is_longer and _is_prose_pair(rows[start:end], x):
                best = start, end, x
            start = end + 1
    return best


def _find_gap_positions(rows: Sequence[PdfRow]) -> list[float]:
    """Return the x positions worth trying: just left of where many segments begin, the commonest first."""
    counts: dict[int, int] = {}
    left = min(segment.x0 for row in rows for segment in row.segments)
    for row in rows:
        for segment in row.segments:
            if segment.x0 > left + 60:
                place = round(segment.x0 - 3)
                counts[place] = counts.get(place, 0) + 1
    return [
        place
        for place, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]
        if count >= MIN_SURE_LINES - 1
    ]


def _is_prose_pair(rows: Sequence[PdfRow], x: float) -> bool:
    """Return True if both sides of x are prose.

    Lines that keep to baselines of their own need fewer words to be prose.
    """
    sides = [_select_side(rows, x, is_left) for is_left in (True, False)]
    fewest = min(map(len, sides))
    if MIN_SURE_LINES <= fewest < MIN_COLUMN_LINES:
        return all(map(_is_sure_column, sides))
    shared = len(sides[0]) + len(sides[1]) - len(rows)
    is_apart = shared < 0.6 * fewest
    has_bullets = any(len(segments[-1].text) == 1 and is_bullet(segments[-1].text + " ") for segments in sides[0])
    return fewest >= MIN_COLUMN_LINES and not has_bullets and all(_is_column(side, is_apart) for side in sides)


def _select_side(rows: Sequence[PdfRow], x: float, is_left: bool) -> list[list[Segment]]:
    """Return the segments of every row on one side of x, without rows that have none there."""
    return [
        segments for row in rows if (segments := [segment for segment in row.segments if (segment.x1 <= x) == is_left])
    ]


def _is_column(parts: Sequence[Sequence[Segment]], is_apart: bool) -> bool:
    """Return True if lines mostly fill their column, with words rather than amounts."""
    width = max(segments[-1].x1 for segments in parts) - min(segments[0].x0 for segments in parts)
    words = median(sum(len(segment.text.split()) for segment in segments) for segments in parts)
    amounts = sum(_is_amount(segment.text) for segments in parts for segment in segments)
    is_wordy = (words >= 2.5 and width >= 90) or (is_apart and width >= 60)
    share = MIN_FILLED_SHARE_APART if is_apart else MIN_FILLED_SHARE
    is_full = median(segments[-1].x1 - segments[0].x0 for segments in parts) >= share * width
    return is_wordy and is_full and amounts <= 0.1 * len(parts)


def _is_sure_column(parts: Sequence[Sequence[Segment]]) -> bool:
    """Return True if few lines are surely prose: full ones whose sentences go on from line to line."""
    texts = [" ".join(segment.text for segment in segments) for segments in parts]
    left, right = min(segments[0].x0 for segments in parts), max(segments[-1].x1 for segments in parts)
    is_full = all(segments[-1].x1 - left >= 0.7 * (right - left) for segments in parts[:-1])
    going_on = sum(after[:1].islower() and not SENTENCE_END_PATTERN.search(before) for before, after in pairwise(texts))
    is_wordy = median(len(text.split()) for text in texts) >= MIN_LINE_WORDS and right - left >= MIN_PROSE_POINTS
    return is_full and is_wordy and 2 * going_on >= len(texts)


def _is_amount(text: str) -> bool:
    return bool(_AMOUNT_PATTERN.fullmatch(strip_note_marks(text).strip()))


# -- tables without rules


def _classify_rows(rows: Sequence[PdfRow]) -> Iterator[RegionRow]:
    rows, sums = pair_amounts(join_wrapped_labels(rows))
    cell_counts = [_count_cells(row) for row in rows]
    table = 0
    for index, row in enumerate(rows):
        neighbour_count = max(cell_counts[max(index - 1, 0)], cell_counts[min(index + 1, len(rows) - 1)])
        is_table = cell_counts[index] >= 3 or (
            cell_counts[index] == 2 and neighbour_count >= 2 and _is_amount(row.segments[-1].text)
        )
        if index in sums:
            table = table or round(row.y * 10) + 2
            yield RegionRow(row, tuple(segment.text for segment in row.segments), table)
            continue
        close_cells = _split_close_cells(row) if not is_table and neighbour_count >= 3 else ()
        if close_cells:
            table = table or round(row.y * 10) + 2
            yield RegionRow(row, close_cells, table)
            continue
        if not is_table:
            table = 0
            yield RegionRow(row)
            continue
        table = table or round(row.y * 10) + 2
        yield RegionRow(row, tuple(segment.text for segment in row.segments), table)


def _split_close_cells(row: PdfRow) -> tuple[str, ...]:
    """Split a row beside a table whose amounts stand too close for the white space to separate them."""
    words = row.text.split()
    amounts = len(words)
    while amounts and (_is_amount(words[amounts - 1]) or _FINANCIAL_YEAR_PATTERN.fullmatch(words[amounts - 1])):
        amounts -= 1
    if len(words) - amounts < 3 or amounts > 8:
        return ()
    return (*((" ".join(words[:amounts]),) if amounts else ()), *words[amounts:])


def _count_cells(row: PdfRow) -> int:
    """Return how many cells the row would have: its segments with clear gaps between them."""
    gaps = [next_segment.x0 - segment.x1 for segment, next_segment in zip(row.segments, row.segments[1:], strict=False)]
    clear_gaps = sum(gap > 1.5 * row.size for gap in gaps)
    # Words set far apart to fill a line are no cells: their gaps are alike and narrow.
    return clear_gaps + 1 if clear_gaps >= 0.6 * len(gaps) else 1


# -- lines


def _find_edges(items: Sequence[RegionRow], usual_edges: Edges | None) -> Edges:
    """Return the left and right edge that lines of prose keep to.

    One long line makes no edge; with few lines the usual edges of the document decide.
    """
    prose = [item.row for item in items if not item.cells]
    if not prose:
        return (items[0].row.segments[0].x0, items[0].row.segments[-1].x1) if items else (0.0, 0.0)
    left = min(row.segments[0].x0 for row in prose)
    ends = sorted((row.segments[-1].x1 for row in prose), reverse=True)
    min_lines = max(2, len(ends) // 12)
    right = next((x for i, x in enumerate(ends) if sum(end >= x - 30 for end in ends) >= min_lines), ends[0])
    if (
        len(prose) < 8
        and usual_edges
        and usual_edges[0] - 5 <= left
        and right <= usual_edges[1] + 5
        and not _is_narrow(prose, usual_edges)
    ):
        right = max(right, usual_edges[1])
    return left, right


def _is_narrow(rows: Sequence[PdfRow], usual_edges: Edges) -> bool:
    """Return True if the rows look like a column narrower than the page's text."""
    return len(rows) > 3 and max(row.segments[-1].x1 for row in rows) < (usual_edges[0] + usual_edges[1]) / 2


def _find_usual_edges(
    layouts: Sequence[PageLayout], pages: Sequence[Sequence[Sequence[RegionRow]]]
) -> dict[int, Edges]:
    """Return for every page width the edges that its fuller regions of prose keep to."""
    edges_by_width: dict[int, list[Edges]] = {}
    for layout, regions in zip(layouts, pages, strict=True):
        for region in regions:
            if sum(not item.cells for item in region) >= 8:
                edges_by_width.setdefault(round(layout.width), []).append(_find_edges(region, None))
    return {
        width: (median(edge[0] for edge in edges), median(edge[1] for edge in edges))
        for width, edges in edges_by_width.items()
    }


def _make_line(page: int, item: RegionRow, edges: Edges) -> PdfLine:
    row = item.row
    text = " ".join(segment.text for segment in row.segments)
    first = row.segments[0]
    word = text.split(" ", 1)[0]
    width = (first.x1 - first.x0) * min(len(word) / max(len(first.text), 1), 1)
    has_tab = len(row.segments) > 1 and not item.cells
    return PdfLine(
        text,
        first.x0,
        row.segments[-1].x1,
        row.y,
        row.size,
        all(segment.bold for segment in row.segments),
        page,
        edges,
        item.cells,
        item.table,
        row.segments[1].x0 if has_tab else None,
        width,
    )
