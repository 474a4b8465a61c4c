"""Words of charts, taken out of the rows of a page and put behind the paragraph above, as a block of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.pdf.charts import ChartLabel, has_figures_only, select_labels
from paper_search.ingest.readers.pdf.graphics import Box
from paper_search.ingest.readers.pdf.headers_footers import PageBody
from paper_search.ingest.readers.pdf.lines import PageLayout, PdfLine, PdfRow
from paper_search.ingest.readers.pdf.ruling_lines import Grid
from paper_search.ingest.readers.pdf.tables import contains_segment

MIN_TABLE_ROWS = 3
"""Rows of words with figures beside them, from which rules are those of a table and not of a chart."""


class ChartWords(NamedTuple):
    """A chart: its box, and its words row by row."""

    box: Box
    rows: tuple[str, ...]


def take_chart_words(layout: PageLayout, body: PageBody) -> tuple[PageLayout, PageBody, list[ChartWords]]:
    """Return a page without the words and the rules of its charts, and the words of each chart."""
    if not layout.charts:
        return layout, body, []
    charts: list[ChartWords] = []
    taken: set[tuple[int, float]] = set()
    labels = [label for label in _list_labels(body.rows) if not _is_in_table(layout, body.rows, label)]
    for box in layout.charts:
        if any(_is_overlapping(box, grid) and _is_table(grid, body.rows) for grid in (*layout.grids, *layout.stacks)):
            continue
        found = [label for label in select_labels(box, labels) if (label.row, label.x0) not in taken]
        if found:
            taken |= {(label.row, label.x0) for label in found}
            charts.append(ChartWords(box, tuple(_join_rows(found))))
    if not charts:
        return layout, body, []
    rows = tuple(_drop_labels(body.rows, taken))
    grids, stacks = (_drop_chart_rules(found, charts) for found in (layout.grids, layout.stacks))
    return layout._replace(grids=grids, stacks=stacks), body._replace(rows=rows), charts


def attach_charts(lines: list[PdfLine], charts: Iterable[ChartWords], page: int) -> list[PdfLine]:
    """Return the lines of a page, each with the charts below it."""
    attached = list(lines)
    for chart in charts:
        if not attached:
            attached = [_make_chart_line(chart, page)]
            continue
        above = [number for number, line in enumerate(attached) if line.y <= chart.box[1] + 0.5 * line.size]
        beside = [
            number for number in above if attached[number].x0 < chart.box[2] and attached[number].x1 > chart.box[0]
        ]
        index = max(beside or above, key=lambda number: attached[number].y, default=0)
        line = attached[index]
        attached[index] = line._replace(charts=(*line.charts, "\n".join(chart.rows)))
    return attached


def _make_chart_line(chart: ChartWords, page: int) -> PdfLine:
    """Return a line of the words of a chart that stands alone on its page."""
    x0, y0, x1, _ = chart.box
    text = "\n".join(chart.rows)
    return PdfLine(text, x0, x1, y0, 10.0, False, page, (x0, x1), (text,), round(y0 * 10) + 3)


def _list_labels(rows: Sequence[PdfRow]) -> list[ChartLabel]:
    return [
        ChartLabel(number, segment.text, segment.x0, segment.x1, segment.y, segment.size, segment.bold)
        for number, row in enumerate(rows)
        for segment in row.segments
    ]


def _is_in_table(layout: PageLayout, rows: Sequence[PdfRow], label: ChartLabel) -> bool:
    """Return True if words stand in a ruled table beside a chart."""
    x, y = (label.x0 + label.x1) / 2, label.y - 0.3 * label.size
    return any(grid.contains_point(x, y) and _is_table(grid, rows) for grid in layout.grids)


def _is_table(grid: Grid, rows: Sequence[PdfRow]) -> bool:
    """Return True if words with others beside them stand between the rules; between those of a chart stand figures."""
    inside = [[segment for segment in row.segments if contains_segment(grid, segment)] for row in rows]
    worded = sum(
        len(segments) > 1 and not all(has_figures_only(segment.text) for segment in segments) for segments in inside
    )
    return worded >= MIN_TABLE_ROWS


def _is_overlapping(box: Box, grid: Grid) -> bool:
    is_level = grid.ys[0] < box[3] and box[1] < grid.ys[-1]
    return is_level and grid.xs[0] < box[2] and box[0] < grid.xs[-1]


def _join_rows(labels: Sequence[ChartLabel]) -> Iterator[str]:
    """Yield the words of a chart, those of one row in one line."""
    for row in sorted({label.row for label in labels}):
        yield " ".join(label.text for label in sorted(labels, key=lambda label: label.x0) if label.row == row)


def _drop_labels(rows: Sequence[PdfRow], taken: set[tuple[int, float]]) -> Iterator[PdfRow]:
    for number, row in enumerate(rows):
        segments = tuple(segment for segment in row.segments if (number, segment.x0) not in taken)
        if segments:
            yield row._replace(segments=segments)


def _drop_chart_rules(grids: Sequence[Grid], charts: Sequence[ChartWords]) -> tuple[Grid, ...]:
    return tuple(grid for grid in grids if not any(_is_overlapping(chart.box, grid) for chart in charts))
