"""Rows of a page as lines in reading order: columns one after the other, tables row by row.

In: the laid sheets and their bodies. Out: lines for ``paragraphs``. Prose in columns is told from a table by
both sides filling their width; a table without rules by three cells or more on a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from paper_search.ingest.readers.blocks import SENTENCE_END_PATTERN, is_bullet
from paper_search.ingest.readers.pdf.columns import add_column_boundaries, add_header_band, is_tabular
from paper_search.ingest.readers.pdf.headers_footers import PageBody
from paper_search.ingest.readers.pdf.headings import embolden_underlined
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfLine, PdfRow, Segment
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import RuledTable, contains_segment, fill_table

MIN_COLUMN_LINES = 6
"""Lines that a column of prose needs at least."""

Edges = tuple[float, float]
_AMOUNT_PATTERN = re.compile(r"[-+(£$€]*\s?[\d][\d,.]*\s?(?:%|m|k|bn|pp)?\)?|n/?a|-|[£%]|£m|£'?000s?|nil", re.I)


_FINANCIAL_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d[-–/]\d\d(?:\d\d)?")


class RegionRow(NamedTuple):
    """A row of prose, or of a table (with its cells and a number that tells tables apart)."""

    row: PdfRow
    cells: tuple[str, ...] = ()
    table: int = 0


def find_reading_order(layouts: Sequence[PageLayout], bodies: Sequence[PageBody]) -> list[PdfLine]:
    """Every row of every page, in the order in which people read them."""
    pages: list[list[list[RegionRow]]] = []
    last: RuledTable | None = None
    for sheet, body in zip(layouts, bodies, strict=True):
        tables = _find_tables(sheet, body.rows, last)
        pages.append(list(_split_regions(sheet, body.rows, tables)))
        last = max(tables, key=lambda table: table.grid.ys[0], default=None)
    usual = _find_usual_edges(layouts, pages)
    lines: list[PdfLine] = []
    for number, (sheet, regions) in enumerate(zip(layouts, pages, strict=True), 1):
        for region in regions:
            edges = _find_edges(region, usual.get(round(sheet.width)))
            lines += [_make_line(number, item, edges) for item in region]
    return lines


def _split_regions(
    layout: PageLayout, rows: Sequence[PdfRow], tables: Sequence[RuledTable]
) -> Iterator[list[RegionRow]]:
    """The page in stretches: each a column, or the full width."""
    prose: list[PdfRow] = []
    for row in rows:
        rest = tuple(s for s in row.segments if not any(contains_segment(table.grid, s) for table in tables))
        if rest:
            prose.append(row._replace(segments=rest))
    prose = embolden_underlined(prose, layout.rules)
    at = 0
    for table in sorted(tables, key=lambda table: table.grid.ys[0]):
        above = [row for row in prose[at:] if row.y <= table.grid.ys[0] + 0.3 * row.size]
        at += len(above)
        yield from _split_columns(above, layout.width)
        yield list(_make_table_rows(table))
    yield from _split_columns(prose[at:], layout.width)


def _find_tables(layout: PageLayout, rows: Sequence[PdfRow], previous: RuledTable | None) -> list[RuledTable]:
    """The ruled tables, then those of which only the rows are ruled. No word is in two of them.

    ``before`` is the last table of the page before: where a grid has the same columns, one filled cell is enough.
    """
    grids = [add_column_boundaries(grid, rows) for grid in layout.grids]
    stacks = [grid for stack in layout.stacks if is_tabular(grid := add_column_boundaries(stack, rows), rows)]
    tables: list[RuledTable] = []
    for grid in grids + stacks:
        others = [other for other in grids if other is not grid] + [table.grid for table in tables]
        if grid in stacks and any(_is_overlapping(grid, other.grid) for other in tables):
            continue
        taller = add_header_band(grid, layout.stacks, rows)
        if any(_is_overlapping(taller, other) for other in others):
            taller = grid
        if table := fill_table(taller, rows, is_continuation=previous is not None and _is_continuation(grid, previous)):
            tables.append(table)
    return tables


def _is_continuation(grid: Grid, previous: RuledTable) -> bool:
    """Whether a grid has the columns of a table before it: three or more, or two where its last cell was cut."""
    alike = (abs(a - b) <= 4 for a, b in zip(grid.xs, previous.grid.xs, strict=False))
    is_cut = not SENTENCE_END_PATTERN.search(previous.rows[-1][-1])
    return len(grid.xs) == len(previous.grid.xs) and (len(grid.xs) > 3 or is_cut) and all(alike)


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
    """Stretches of rows: where a gutter parts two columns of prose, first the left one, then the right one."""
    found = _find_column_gap(rows)
    if found is None:
        if rows:
            yield list(_classify_rows(rows))
        return
    first, last, x = found
    yield from _split_columns(rows[:first], width)
    for left in (True, False):
        part = [
            row._replace(segments=own, y=own[0].y)
            for row in rows[first:last]
            if (own := tuple(s for s in row.segments if (s.x1 <= x) == left))
        ]
        yield from _split_columns(part, width)
    yield from _split_columns(rows[last:], width)


def _find_column_gap(rows: Sequence[PdfRow]) -> tuple[int, int, float] | None:
    """First and last row (exclusive) of the longest stretch in two columns, and the x between them."""
    if len(rows) < MIN_COLUMN_LINES:
        return None
    best: tuple[int, int, float] | None = None
    for x in _find_gap_positions(rows):
        start = 0
        for end in range(len(rows) + 1):
            if end < len(rows) and not any(s.x0 < x < s.x1 for s in rows[end].segments):
                continue
            is_longer = end - start >= (best[1] - best[0] + 1 if best else MIN_COLUMN_LINES)
            if is_longer and _is_prose_pair(rows[start:end], x):
                best = start, end, x
            start = end + 1
    return best


def _find_gap_positions(rows: Sequence[PdfRow]) -> list[float]:
    """Places worth trying: just left of where many segments begin, the commonest first."""
    counts: dict[int, int] = {}
    left = min(segment.x0 for row in rows for segment in row.segments)
    for row in rows:
        for segment in row.segments:
            if segment.x0 > left + 60:
                place = round(segment.x0 - 3)
                counts[place] = counts.get(place, 0) + 1
    return [place for place, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:8] if n >= MIN_COLUMN_LINES - 1]


def _is_prose_pair(rows: Sequence[PdfRow], x: float) -> bool:
    """Whether both sides of x are prose. Lines that keep to baselines of their own need fewer words to be."""
    sides = [_select_side(rows, x, left) for left in (True, False)]
    fewest = min(map(len, sides))
    shared = len(sides[0]) + len(sides[1]) - len(rows)
    is_apart = shared < 0.6 * fewest
    has_bullets = any(len(part[-1].text) == 1 and is_bullet(part[-1].text + " ") for part in sides[0])
    return fewest >= MIN_COLUMN_LINES and not has_bullets and all(_is_column(side, is_apart) for side in sides)


def _select_side(rows: Sequence[PdfRow], x: float, is_left: bool) -> list[list[Segment]]:
    """The segments of every row on one side of x, for rows that have any there."""
    return [part for row in rows if (part := [s for s in row.segments if (s.x1 <= x) == is_left])]


def _is_column(parts: Sequence[Sequence[Segment]], is_apart: bool) -> bool:
    """Whether lines mostly fill their column, with words rather than amounts."""
    width = max(part[-1].x1 for part in parts) - min(part[0].x0 for part in parts)
    words = median(sum(len(s.text.split()) for s in part) for part in parts)
    amounts = sum(_is_amount(s.text) for part in parts for s in part)
    is_wordy = (words >= 2.5 and width >= 90) or (is_apart and width >= 60)
    is_full = median(part[-1].x1 - part[0].x0 for part in parts) >= 0.55 * width
    return is_wordy and is_full and amounts <= 0.1 * len(parts)


def _is_amount(text: str) -> bool:
    return bool(_AMOUNT_PATTERN.fullmatch(text.strip()))


# -- tables without rules


def _classify_rows(rows: Sequence[PdfRow]) -> Iterator[RegionRow]:
    marks = [_count_cells(row) for row in rows]
    table = 0
    for index, row in enumerate(rows):
        near = max(marks[max(index - 1, 0)], marks[min(index + 1, len(rows) - 1)])
        is_table = marks[index] >= 3 or (marks[index] == 2 and near >= 2 and _is_amount(row.segments[-1].text))
        close = _split_close_cells(row) if not is_table and near >= 3 else ()
        if close:
            table = table or round(row.y * 10) + 2
            yield RegionRow(row, close, table)
            continue
        if not is_table:
            table = 0
            yield RegionRow(row)
            continue
        table = table or round(row.y * 10) + 2
        yield RegionRow(row, tuple(segment.text for segment in row.segments), table)


def _split_close_cells(row: PdfRow) -> tuple[str, ...]:
    """The cells of a row beside a table whose amounts stand too close to be told by the white space alone."""
    words = row.text.split()
    amounts = len(words)
    while amounts and (_is_amount(words[amounts - 1]) or _FINANCIAL_YEAR_PATTERN.fullmatch(words[amounts - 1])):
        amounts -= 1
    if len(words) - amounts < 3 or amounts > 8:
        return ()
    return (*((" ".join(words[:amounts]),) if amounts else ()), *words[amounts:])


def _count_cells(row: PdfRow) -> int:
    """How many cells the row would have: its segments with clear gaps between them."""
    gaps = [b.x0 - a.x1 for a, b in zip(row.segments, row.segments[1:], strict=False)]
    clear = sum(gap > 1.5 * row.size for gap in gaps)
    # Words set far apart to fill a line are no cells: their gaps are alike and narrow.
    return clear + 1 if clear >= 0.6 * len(gaps) else 1


# -- lines


def _find_edges(items: Sequence[RegionRow], usual_edges: Edges | None) -> Edges:
    """The left and right edge that lines of prose keep to. One long line makes no edge; few lines ask the paper."""
    prose = [item.row for item in items if not item.cells]
    if not prose:
        return (items[0].row.segments[0].x0, items[0].row.segments[-1].x1) if items else (0.0, 0.0)
    left = min(row.segments[0].x0 for row in prose)
    ends = sorted((row.segments[-1].x1 for row in prose), reverse=True)
    need = max(2, len(ends) // 12)
    right = next((x for i, x in enumerate(ends) if sum(e >= x - 30 for e in ends) >= need), ends[0])
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
    """Whether the rows look like a column narrower than the page's text."""
    return len(rows) > 3 and max(r.segments[-1].x1 for r in rows) < (usual_edges[0] + usual_edges[1]) / 2


def _find_usual_edges(
    layouts: Sequence[PageLayout], pages: Sequence[Sequence[Sequence[RegionRow]]]
) -> dict[int, Edges]:
    """For every width of page, the edges that its fuller stretches of prose keep to."""
    found: dict[int, list[Edges]] = {}
    for sheet, regions in zip(layouts, pages, strict=True):
        for region in regions:
            if sum(not item.cells for item in region) >= 8:
                found.setdefault(round(sheet.width), []).append(_find_edges(region, None))
    return {
        width: (median(edge[0] for edge in edges), median(edge[1] for edge in edges)) for width, edges in found.items()
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
